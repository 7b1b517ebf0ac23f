"""A classification printed as a chart review: the published table row by row, and what the missing findings leave open."""

from __future__ import annotations

from collections.abc import Iterator

from myositis.one_patient.classification import Classification
from myositis.one_patient.trace import Trace
from myositis.one_patient.what_ifs import Consequence, WhatIf
from myositis.published.criteria_set import headline


def chart_review(result: Classification) -> str:
    """The text that `Classification.explain` prints; the result must carry its trace."""
    text = "\n".join(_lines(result)) + "\n"
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text


def _lines(result: Classification) -> Iterator[str]:
    assert result.trace is not None
    parts = {part.label.split(",")[0]: part for part in result.trace.children}
    yield f"{result.trace.label} [{result.criteria}, revision {result.revision}]"
    subgroup = f", {result.subgroup}" if result.subgroup else ""
    yield f"Result on the record: {headline(result.level, result.open_levels, result.determined)}{subgroup}"
    if result.determined:
        yield "Determined: no missing finding can change the level or the subgroup."
    else:
        yield f"Open levels: {', '.join(result.open_levels)}. Open subgroups: {', '.join(result.open_subgroups)}."
    yield ""
    if result.level == "excluded":
        yield "Excluded, because this is present: " + ", ".join(
            child.label for child in parts["excluded"].children or (parts["excluded"],) if child.value
        )
        yield ""
    if "score" in parts:
        yield from _score(result, parts["score"])
    elif "criteria" in parts:
        yield "Criteria"
        yield from (_row(child, 1) for child in parts["criteria"].children)
        yield f"  met: {parts['criteria'].so_far}; with what is not recorded at most {parts['criteria'].reachable}"
    yield ""
    if result.level != "excluded":
        yield from _decision("Level: the first line that holds", parts["level"], tenths="score" in parts)
        yield from _decision("Subgroup: the first line that holds", parts["subgroup"], tenths="score" in parts)
    if result.groups:
        yield f"Clinical groups: {', '.join(result.groups)}"
    if result.notes:
        yield ""
        yield "Notes"
        yield from (f"  - {note.text} [{note.code}]" for note in result.notes)
    if result.what_ifs:
        yield ""
        yield "What is not recorded and would matter, most decisive first"
        yield from (f"  - {_what_if(item)}" for item in result.what_ifs)


def _score(result: Classification, part: Trace) -> Iterator[str]:
    yield f"Score, column {result.column}"
    yield from (_row(child, 10) for child in part.children)
    assert part.so_far is not None
    assert part.reachable is not None
    line = f"  points so far: {part.so_far / 10:.1f}"
    if part.reachable != part.so_far:
        line += f"; with what is not recorded at most {part.reachable / 10:.1f}"
    yield line
    if result.probability is not None:
        yield f"  probability: {100 * result.probability:.1f} %"


def _row(row: Trace, unit: int) -> str:
    points = "" if row.points is None or unit == 1 else f"  {row.points / unit:>4.1f}"
    inner = f"  ({row.so_far} of {row.needed})" if row.needed and row.needed > 1 and row.value is None else ""
    return f"  {row.mark:<4}{points}  {row.label}{inner}"


def _decision(title: str, part: Trace, *, tenths: bool) -> Iterator[str]:
    yield title
    for line in part.children:
        if line.value and line.so_far is None and line.label.endswith("otherwise"):
            yield f"        {line.label}"
            continue
        progress = ""
        if line.needed is not None and line.needed > 1:
            unit = 10 if tenths and line.needed > 10 else 1
            progress = f"  ({line.so_far / unit:g} of {line.needed / unit:g})" if line.so_far is not None else ""
        yield f"  {line.mark:<4}  {line.label}{progress}"
        if line.value:
            break
    yield ""


def _what_if(item: WhatIf) -> str:
    results = [_consequence(consequence) for consequence in item.consequences]
    if len(set(results)) == 1 and not item.settles:
        return f"{item.label}: {results[0]} whatever it is; it matters together with others"
    ways = "; ".join(f"if {one.value}, {result}" for one, result in zip(item.consequences, results, strict=True))
    return f"{item.label}: {ways}" + (" (settles it)" if item.settles else "")


def _consequence(item: Consequence) -> str:
    text = headline(item.level, item.open_levels, item.determined)
    return f"{text} {item.subgroup}" if item.subgroup else text
