"""How the cells of number and date columns are read, and what must be asked about units, limits and missing codes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from myositis.mapping.names import plain
from myositis.mapping.propose_codes import Reading, Values
from myositis.mapping.units import AS_LIMIT, MULTIPLES, unit_of
from myositis.mapping.values import AMBIGUOUS_WORDS, MISSING_WORDS, key, quote, table
from myositis.reading.day_formats import ISO, possible_formats
from myositis.rules.vocabulary import Measurement

_NUMBER = re.compile(r"(<=|>=|≤|≥|<|>)?\s*[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
_NINES = re.compile(r"(9{2,}|8{3,})(\.0+)?")


def is_number(text: str) -> bool:
    """Whether a cell is a number, with or without an operator."""
    return _NUMBER.fullmatch(text.strip()) is not None


def propose_measurement(variable: Measurement, values: Values) -> Reading:
    """The missing codes of a number column; what no list knows is asked."""
    reading = Reading()
    missing: dict[str, str] = {}
    unclear: list[str] = []
    nines: list[str] = []
    for value in values.recorded:
        word = key(value)
        if is_number(value):
            if word.startswith("-") and variable.lowest >= 0:
                missing[value] = "not recorded"
                reading.remarks.append(f"check: `{value}` is read as not recorded; give its reason")
            elif _NINES.fullmatch(word):
                nines.append(value)
        elif word in MISSING_WORDS:
            missing[value] = MISSING_WORDS[word]
        else:
            unclear.append(value)
    asked = [f"{values.listed(nines)}: a measured value, or a code for a missing one?"] if nines else []
    for value in unclear[:12]:
        meaning = AMBIGUOUS_WORDS.get(key(value), "not a number; what is it")
        asked.append(f"{values.listed([value])}: {meaning}?")
    if asked:
        reading.question = " ".join(asked)
        reading.options = [f"not_recorded = {table(missing | dict.fromkeys([*nines, *unclear[:12]], 'not done'))}"]
        if nines and missing:
            reading.options.append(f"not_recorded = {table(missing)}")
        elif nines and not unclear:
            reading.options.append("(a measured value: only delete the question)")
    elif missing:
        reading.lines.append(f"not_recorded = {table(missing)}")
    return reading


def unit_in_name(column: str, label: str | None) -> str | None:
    """The unit that a column's name or label ends with (`ck_u_l`, `CK (µkat/l)`), or None."""
    for text in (column, label or ""):
        bracket = re.search(r"[\[(]([^\])]+)[\])]\s*$", text)
        if bracket and unit_of(bracket.group(1)):
            return unit_of(bracket.group(1))
        name = plain(text)
        for ending, unit in (
            ("ukat_l", "ukat/l"), ("nkat_l", "nkat/l"), ("u_l", "U/l"), ("iu_l", "U/l"), ("x_uln", MULTIPLES),
            ("times_uln", MULTIPLES), ("mult", MULTIPLES),
        ):  # fmt: skip
            if name.endswith(f"_{ending}"):
                return unit
    return None


def propose_unit(column: str, label: str | None, unit_column: str | None, units: Sequence[str], own: bool) -> Reading:
    """The unit of an enzyme's value. own: value and limit have the dictionary's names, so that they share their unit."""
    unit = unit_in_name(column, label)
    if unit_column is not None:
        reading = Reading([f"unit_column = {quote(unit_column)}  # check"])
        unknown = [text for text in units if unit_of(text) is None][:8]
        if unknown:
            reading.question = f"which units are {', '.join(f'`{text}`' for text in unknown)} in `{unit_column}`?"
            reading.options = [f"units = {table(dict.fromkeys(unknown, 'U/l'))}"]
        return reading
    if unit is not None:
        return Reading([f"unit = {quote(unit)}  # check"])
    if own:
        return Reading([f"unit = {quote(AS_LIMIT)}"])
    options = [f"unit = {quote(one)}" for one in ("U/l", "ukat/l", MULTIPLES, AS_LIMIT)]
    return Reading(question="in which unit are the values?", options=options)


def propose_limit(limit_column: str | None, own: bool) -> Reading:
    """The limit of normal of an enzyme."""
    if limit_column is not None:
        return Reading([f"limit_column = {quote(limit_column)}" + ("" if own else "  # check")])
    options = ["limit = 190", "limit = { female = 170, male = 200 }", 'limit_column = "..."', 'limit = "unknown"']
    question = "what is the laboratory's upper limit of normal? Without one a value decides nothing."
    return Reading(question=question, options=options)


def propose_day(values: Values) -> Reading:
    """The format of a date column: filled in when only one fits, asked when several do."""
    missing = {value: MISSING_WORDS[key(value)] for value in values.recorded if key(value) in MISSING_WORDS}
    texts = [value for value in values.recorded if key(value) not in MISSING_WORDS]
    reading = Reading()
    if missing:
        reading.lines.append(f"not_recorded = {table(missing)}")
    fitting = possible_formats(texts)
    if fitting == [ISO]:
        return reading
    if len(fitting) == 1:
        reading.lines.append(f"date_format = {quote(fitting[0])}")
    elif fitting:
        reading.question = "every date fits more than one order of day and month: which is it?"
        reading.options = [f"date_format = {quote(form)}" for form in fitting]
    else:
        reading.question = "the dates fit no single format: which is the usual one? The others become problems."
        reading.options = ['date_format = "DD.MM.YYYY"', 'date_format = "MM/DD/YYYY"']
    return reading
