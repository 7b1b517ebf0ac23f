"""The boxes of REDCap checkboxes: an empty one is a no only when the study says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from myositis.mapping.asking import Ask, Option, Reading, Values
from myositis.mapping.names import is_box
from myositis.mapping.propose_codes import is_missing_code
from myositis.mapping.values import array, key, quote, table
from myositis.reading.cell_words import MISSING_WORDS, NO_WORDS, YES_WORDS

_EMPTY = ("0", "unchecked")
_TICKS = frozenset({"0", "1", "checked", "unchecked"})


def is_labelled_box(column: str, values: Values) -> str | None:
    """The label of a box that was exported with labels: its only value, blank where it is not ticked."""
    said = values.recorded
    if not is_box(column) or len(said) != 1 or values.labels:
        return None
    word = key(said[0])
    return None if word in _TICKS | YES_WORDS | NO_WORDS | set(MISSING_WORDS) else said[0]


def propose_box(column: str, values: Mapping[str, Values], gates: Sequence[str], labels: Mapping[str, str]) -> Reading | None:
    """What is proposed for a box; None for a column that is no box."""
    own = values[column]
    said = {key(value) for value in own.recorded}
    label = is_labelled_box(column, own)
    if not is_box(column) or not (label or said <= _TICKS):
        return None
    field, _, _ = column.partition("___")
    siblings = [name for name in values if name != column and "___" in column and name.partition("___")[0] == field]
    if label is None and not said and any(is_labelled_box(name, values[name]) for name in siblings):
        text = "nobody ticked this box, and no value tells its label"
        return Reading(ask=Ask("boxes", text, [Option('checkbox = "labels"', "")]))
    reading = Reading(["checkbox = true"] if label is None else ['checkbox = "labels"', f"yes = {array([label])}"])
    reasons = {name: why for name in siblings if (why := _reason(name, values[name], labels.get(name))) is not None}
    if reasons:
        reading.lines.append(f"missing_boxes = {table(reasons)}  # check")
    height = max((sum(one.counts.values()) for one in values.values()), default=0)
    empty = sum(count for value, count in own.counts.items() if key(value) in _EMPTY)
    empty = height - sum(own.counts.values()) if label is not None else empty
    text = (
        f"{empty} boxes are empty, and REDCap writes an empty box the same way whether somebody looked or the form was "
        "never opened: is it a no?"
    )
    answers = [name for name in siblings if name not in reasons]
    options = [Option('unticked = "no"', "an empty box is a no")]
    if answers:
        lines = f'unticked = "not recorded"\nanswered_by = {array(answers)}'
        options.append(Option(lines, "a no where another box of the question is ticked, otherwise not recorded"))
    options += [
        Option(
            f'unticked = "no"\nasked_when = {{ column = {quote(gate)}, is = ["1"] }}   # where it was asked',
            f"a no where `{gate}` is 1" if gate != "..." else "",
        )
        for gate in gates
    ]
    options.append(Option('unticked = "not recorded"', "an empty box is not recorded"))
    reading.ask = Ask("boxes", text, options)
    return reading


def _reason(name: str, values: Values, label: str | None) -> str | None:
    """The reason that a ticked box gives for the whole question: its label or code is one of a missing value."""
    said = is_labelled_box(name, values) or (label or "").rpartition("(choice=")[2].rstrip(") ")
    if key(said) and key(said) in MISSING_WORDS:
        return MISSING_WORDS[key(said)]
    code = name.partition("___")[2].strip("_")
    if code in ("unk", "ni", "na", "nask", "asku", "inv", "msk", "nav"):
        return MISSING_WORDS.get(code, "unknown")
    return "not recorded" if not said and is_missing_code(code) and len(code) > 1 else None
