"""A classification as a chart review: the verdict, the published table row by row, and what the blanks leave open.

The review is made as blocks (a title with rows, sentences or a list), and printed as text or as Markdown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from myositis.one_patient.trace import Trace
from myositis.one_patient.verdict import Result, nothing_recorded, part_named, presupposed, verdict
from myositis.one_patient.words import USUAL, level_in_words, listed, met_or_not, paragraph
from myositis.published.criteria_set import EXCLUDED, NO_SUBGROUP, CriteriaSet


class Traced(Result, Protocol):
    """What a chart review reads: a `Classification` with its trace and what-ifs."""

    @property
    def criteria(self) -> str: ...
    @property
    def revision(self) -> int: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def column(self) -> str | None: ...
    @property
    def groups(self) -> tuple[str, ...] | None: ...
    @property
    def notes(self) -> tuple[Any, ...]: ...


@dataclass(frozen=True)
class Block:
    """A piece of the review. rows: cells from left to right, the last may be long. heads: the cells' names."""

    title: str = ""
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    items: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()


def chart_review(result: Traced, criteria: CriteriaSet, width: int = USUAL) -> str:
    """The text that `Classification.explain` prints; the result must carry its trace. width: columns, 60 at least."""
    return "\n\n".join("\n".join(_text(block, width)) for block in blocks(result, criteria)) + "\n"


def chart_review_markdown(result: Traced, criteria: CriteriaSet) -> str:
    """The same as Markdown, headings from the second level on."""
    return f"## {criteria.short_title}\n\n" + "\n".join("\n".join(_markdown(block)) for block in blocks(result, criteria))


def blocks(result: Traced, criteria: CriteriaSet) -> tuple[Block, ...]:
    """The review, piece by piece; the first is the verdict."""
    return tuple(block for block in _blocks(result, criteria) if block.rows or block.items or block.sentences)


def _blocks(result: Traced, criteria: CriteriaSet) -> Iterator[Block]:
    assert result.trace is not None
    yield Block(sentences=verdict(result, criteria))
    score, met = part_named(result.trace, "score"), part_named(result.trace, "criteria")
    told = result.level != EXCLUDED and not nothing_recorded(result)  # otherwise the table shows nothing
    if score and told:
        yield _score(result, score, criteria)
    elif met and told:
        yield _criteria(met)
    if told:
        for name in ("level", "subgroup"):
            decision = part_named(result.trace, name)
            if decision and len(decision.children) > 1:
                title = f"{name.capitalize()}: the first line that holds"
                title = "How they are met" if name == "level" and met_or_not(criteria) else title
                yield Block(title, ("holds", name), tuple(_lines(decision, met_or_not(criteria))))
        yield Block(sentences=tuple(_open(result, criteria)))
    yield Block("Notes", items=tuple(_sentence(note.text) for note in further_notes(result, criteria)))
    yield Block("Not recorded, and it would matter", items=tuple(_what_ifs(result, criteria)))
    about = f"{criteria.title} ({result.criteria}, revision {result.revision}, fingerprint {result.fingerprint})."
    grades = sorted({item.grade for item in criteria.evidence})
    if grades:
        about += f" Evidence for its parts: {', '.join(grades)}; `myositis criteria show {criteria.id}` says which."
    yield Block(sentences=(about,))


def further_notes(result: Traced, criteria: CriteriaSet) -> Iterator[Any]:
    """The notes on criteria that apply, without those that only say what the verdict presupposes."""
    if result.level == EXCLUDED:
        return
    told = {note.code for note in criteria.notes if presupposed(note, criteria)}
    for note in result.notes:
        if not (result.provided and note.code in told):
            yield note


def _sentence(text: str) -> str:
    """A note as a sentence of its own."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", ")")) else ".")


def _score(result: Traced, part: Trace, criteria: CriteriaSet) -> Block:
    rows = tuple((row.mark, points(row.points), row.label) for row in part.children)
    so_far, reachable = points(part.so_far), points(part.reachable)
    total = f"{so_far} points" + (f"; at most {reachable} with what is not recorded" if reachable != so_far else "")
    label = next((column.label for column in criteria.columns if column.name == result.column), "") or "score"
    return Block(label[:1].upper() + label[1:], ("recorded", "points", "finding"), rows, sentences=(total,))


def _criteria(part: Trace) -> Block:
    rows = tuple((row.mark, row.label) for row in part.children)
    more = f"; at most {part.reachable:g} with what is not recorded" if part.reachable != part.so_far else ""
    return Block("Criteria", ("met", "criterion"), rows, sentences=(f"{part.so_far:g} of {len(rows)} met{more}",))


def points(number: float | None) -> str:
    """Points with their one decimal."""
    return "" if number is None else f"{number:.1f}"


def _lines(part: Trace, met_or_not: bool) -> Iterator[tuple[str, str]]:
    """The lines of a decision, down to the one that holds. met_or_not: of criteria without levels, whose one rule says it all."""
    for line in part.children:
        outcome, _, label = line.label.partition(": ")
        if outcome == NO_SUBGROUP and line.value is False:
            continue
        outcome = "no subgroup" if outcome == NO_SUBGROUP else level_in_words(outcome)
        if label.startswith("score of at least"):
            label = f"{points(line.so_far)} points; {points(line.needed)} needed"
        elif (met := _counted(line)) is not None:
            label = f"{label}; {met} so far"
        if met_or_not and outcome == "not met":
            return
        if met_or_not and outcome == "met":
            yield line.mark, label
            continue
        yield ("" if label == "otherwise" else line.mark), f"{outcome}: {label}"
        if line.value:
            return


def _counted(line: Trace) -> int | None:
    """How many of its items hold, where a line asks for some of them: neither for any nor for all."""
    weights = {child.points for child in line.children}
    if line.needed is None or line.so_far is None or len(weights) != 1:
        return None
    needed, met = (round(number / (weights.copy().pop() or 1)) for number in (line.needed, line.so_far))
    return met if 1 < needed < len(line.children) else None


def _open(result: Traced, criteria: CriteriaSet) -> Iterator[str]:
    if result.groups:
        meaning = {group.name: group.label for group in criteria.groups}
        yield f"Clinical group: {'; '.join(f'{name}, {meaning[name]}' for name in result.groups)}."
    if result.determined:
        changed = "the level or the subgroup" if len(criteria.subgroups) > 1 else "the level"
        yield f"No missing finding can change {'the result' if met_or_not(criteria) else changed}."
        return
    named = ["no subgroup" if name == NO_SUBGROUP else name for name in result.open_subgroups]
    still = []
    if len(result.open_levels) > 1:
        levels = f"Open levels: {', '.join(map(level_in_words, result.open_levels))}."
        still.append("Whether the criteria are met is open." if met_or_not(criteria) else levels)
    if len(named) > 1:
        still.append(f"Open subgroups: {', '.join(named)}.")
    yield " ".join(still)


def _what_ifs(result: Traced, criteria: CriteriaSet) -> Iterator[str]:
    """Where each missing finding would lead, most decisive first; those that change nothing alone in one line."""
    alone: dict[str, list[str]] = {}
    together = []
    for item in result.what_ifs or ():
        ways = [_consequence(consequence, criteria) for consequence in item.consequences]
        if len(set(ways)) == 1 and not item.settles:
            together.append(item.label)
        else:
            told = "; ".join(f"if {one.value}, {way}" for one, way in zip(item.consequences, ways, strict=True))
            alone.setdefault(told + (" (settles it)" if item.settles else ""), []).append(item.label)
    for told, labels in alone.items():
        yield f"{'; '.join(labels)}: {told}" if len(labels) == 1 else f"Any one of {'; '.join(labels)}: {told}"
    if together:
        yield f"Only in combination: {'; '.join(together)}."


def _consequence(item: Any, criteria: CriteriaSet) -> str:
    """`definite DM`, and what would still be open: `not met, up to definite`; `met as DM` or `still open` where there are no
    levels.
    """
    level = level_in_words(item.level)
    others = [name for name in item.open_levels if name != item.level]
    subgroups = [name for name in item.open_subgroups if name != NO_SUBGROUP]
    if met_or_not(criteria):
        return "still open" if others else " as ".join(filter(None, (level, listed(subgroups))))
    if others:
        return f"{level}{f' {item.subgroup}' if item.subgroup else ''}, up to {level_in_words(others[-1])}"
    return f"{level} {listed(subgroups)}" if item.subgroup or not item.determined else level


def _text(block: Block, width: int) -> Iterator[str]:
    indent = ""
    if block.title:
        yield block.title
        indent = "  "
    widths = [max(len(row[place]) for row in block.rows) for place in range(len(block.heads) - 1)] if block.rows else []
    for row in block.rows:
        cells = [cell.rjust(size) if cell[:1].isdigit() else cell.ljust(size) for cell, size in zip(row, widths, strict=False)]
        first = indent + "".join(f"{cell}  " for cell in cells)
        yield paragraph(row[-1], width, first=first, rest=" " * len(first))
    for item in block.items:
        yield paragraph(item, width, first=f"{indent}- ", rest=f"{indent}  ")
    for sentence in block.sentences:
        yield paragraph(sentence, width, first=indent, rest=indent)


def _markdown(block: Block) -> Iterator[str]:
    if block.title:
        yield f"### {block.title}\n"
    if block.rows:
        yield f"| {' | '.join(block.heads)} |"
        yield f"|{'---|' * len(block.heads)}"
        yield from (f"| {' | '.join(row)} |" for row in block.rows)
        yield ""
    for item in block.items:
        yield f"* {item}"
    if block.items:
        yield ""
    for sentence in block.sentences:
        yield f"{sentence}\n"
