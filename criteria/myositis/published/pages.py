"""The criteria and the data dictionary as printed tables: Markdown, made from the same objects that classify."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from myositis.dictionary.codes import OFFICIAL
from myositis.dictionary.derivations import CONTRADICTIONS, ODDITIES, SUMMARIES
from myositis.dictionary.findings import DICTIONARY, LATER
from myositis.published import ALL
from myositis.published.criteria_set import Column, CriteriaSet
from myositis.published.tables import GRADES, CutOffTable, Evidence, ScoreTable
from myositis.rules.in_words import describe
from myositis.rules.vocabulary import Category, Day, Decision, Finding, Measurement, Points, Rule, Variable, as_rule


def table(headers: list[str], rows: list[list[str]]) -> str:
    """A Markdown table whose cells are never reparsed."""
    from tabulate import tabulate

    return tabulate(rows, headers, tablefmt="github", disable_numparse=True)


def criteria_page(criteria: CriteriaSet) -> str:
    """One criteria set: citation, options, tables, decisions, notes and reading notes."""
    return "\n".join(_criteria(criteria)) + "\n"


def _criteria(criteria: CriteriaSet) -> Iterator[str]:
    yield f"## {criteria.title}"
    yield ""
    yield f"`{criteria.full_id}`, revision {criteria.revision}, fingerprint `{criteria.fingerprint}`"
    yield ""
    for citation in criteria.citations:
        yield f"* {citation}"
    yield ""
    if criteria.criteria:
        yield "### Criteria"
        yield ""
        yield table(
            ["criterion", "name in results", "met when"],
            [[c.label, c.name, _spelt_out(c.rule)] for c in criteria.criteria],
        )
        yield ""
    for printed in criteria.tables:
        yield f"### {printed.cite.place}"
        yield ""
        yield _published(printed)
        yield ""
    for column in criteria.columns:
        if column.constant is not None:
            yield f"Probability, {_read_as(column)}: 1 / (1 + exp({column.constant} - score))."
            yield ""
    for column in criteria.columns:
        decisions = [decision for decision in (column.level, column.subgroup) if len(decision.outcomes) > 1]
        for decision in decisions:
            name = f", {_read_as(column)}" if column.name else ""
            yield f"### {decision.name.capitalize()}{name}: the first line that holds"
            yield ""
            yield _lines(decision)
            yield ""
    yield f"Excluded when present: {_words(criteria.excluded)}."
    yield ""
    for rule in criteria.unclear:
        yield f"The subgroup stays blank when: {describe(rule)}."
        yield ""
    for column in criteria.columns:
        if column.when is not None:
            yield f"The {_read_as(column)} is read where this is recorded: {describe(column.when)}."
            yield f"Otherwise the {_otherwise(criteria)}."
            yield ""
    if criteria.groups:
        yield "### Clinical groups"
        yield ""
        yield table(["group", "meaning", "when"], [[g.name, g.label, describe(g.when)] for g in criteria.groups])
        yield ""
    yield "### Notes that a result can carry"
    yield ""
    notes = [[note.code, note.text, describe(note.when)] for note in criteria.notes]
    if criteria.other_column is not None:
        other = criteria.other_column
        text = f"{other.text.format(level='LEVEL')} (LEVEL stands for the level)"
        notes.append([other.code("LEVEL"), text, describe(other.when)])
    yield table(["code", "note", "when"], notes)
    yield ""
    if criteria.evidence:
        yield "### How well it is evidenced"
        yield ""
        where = ["read in"] if any(e.read_in for e in criteria.evidence) else []
        rows = [[e.part, e.grade, _grade(e), *([e.read_in] if where else [])] for e in criteria.evidence]
        yield table(["part", "grade", "meaning", *where], rows)
        yield ""
    if criteria.reading_notes:
        yield "### Reading notes: what the paper leaves open and we decided"
        yield ""
        for reading_note in criteria.reading_notes:
            yield f"* {' '.join(reading_note.split())}"


def _otherwise(criteria: CriteriaSet) -> str:
    return next(_read_as(column) for column in criteria.columns if column.when is None)


def _read_as(column: Column) -> str:
    """What a sentence calls a column: `score with muscle biopsy`."""
    return column.label or f"column {column.name}"


def _grade(evidence: Evidence) -> str:
    return GRADES[evidence.grade] + (f"; {evidence.remark}" if evidence.remark else "")


def _spelt_out(rule: Rule) -> str:
    """A rule in words: by its findings, where a label stands for them elsewhere; a count of counts by its label."""
    rows = getattr(rule, "rows", ())
    if getattr(rule, "label", "") and not any(isinstance(row, Points) and row.label for _, row in rows):
        rule = replace(rule, label="")  # type: ignore[type-var]
    return describe(rule)


def _words(rule: Rule) -> str:
    rows = getattr(rule, "rows", None)
    return ", ".join(describe(row) for _, row in rows) if rows else describe(rule)


def _published(printed: ScoreTable | CutOffTable) -> str:
    if isinstance(printed, CutOffTable):
        bounds = [
            [level, *(f">= {points}" for points in bounds), f">= {100 * share:g} %"] for level, *bounds, share in printed.rows
        ]
        return table(["level", *printed.columns, "probability"], bounds)
    rows = []
    for row in printed.rows:
        if isinstance(row, str):
            rows.append([f"**{row}**", *("" for _ in printed.columns)])
        else:
            rule, *points = row
            rows.append([describe(as_rule(rule)), *("-" if value is None else f"{value}" for value in points)])
    return table(["variable", *printed.columns], rows)


def _lines(decision: Decision) -> str:
    rows = [[line.outcome, "otherwise" if line.rule is None else describe(line.rule)] for line in decision.lines]
    return table([decision.name, "when"], rows)


def kind_of(variable: Variable) -> str:
    """What a cell of this column may hold, in words."""
    match variable:
        case Finding():
            return "yes/no"
        case Category(values=values):
            return " / ".join(values)
        case Measurement(unit=unit):
            return f"number, {unit}"
        case Day():
            return "date"
    return "text"


def dictionary_rows() -> list[dict[str, str]]:
    """The data dictionary, one row per column: name, section, label, kind, definition, codes."""
    return [
        {
            "name": item.name,
            "section": item.section,
            "label": item.label,
            "kind": kind_of(item),
            "definition": item.definition,
            "codes": ", ".join(item.codes),
        }
        for item in DICTIONARY.values()
    ]


def dictionary_page() -> str:
    """The data dictionary with summaries, contradictions and warnings, as Markdown."""
    parts = ["## Data dictionary", ""]
    section = ""
    rows: list[list[str]] = []
    headers = ["name", "kind", "what counts", "codes", "as these criteria ask"]
    asked_by = {name: [one.short_title for one in ALL if name in {item.name for item in one.variables}] for name in DICTIONARY}
    for row in [*dictionary_rows(), {"section": ""}]:
        if row["section"] != section:
            if rows:
                parts += [f"### {section}", "", table(headers, rows), ""]
            section, rows = row["section"], []
        if "name" in row:
            asked = ", ".join(asked_by[row["name"]]) or ("none: for the profile" if row["name"] in LATER else "")
            rows.append([f"`{row['name']}`", row["kind"], row["definition"] or row["label"], row["codes"], asked])
    summaries = [
        [
            f"`{s.whole.name}`",
            ", ".join(f"`{part.name}`" for part in s.parts),
            "yes" if s.wider else "no: exactly any of them",
        ]
        for s in SUMMARIES
    ]
    parts += ["### Summaries and their parts", "", table(["summary", "parts", "wider than its parts"], summaries), ""]
    parts += ["### Contradictions: these, and only these, make a row invalid", ""]
    parts += [table(["code", "contradiction"], [[f"`{item.code}`", item.text] for item in CONTRADICTIONS]), ""]
    parts += ["### Warnings: the recorded value stands", ""]
    parts += [table(["code", "warning"], [[f"`{item.code}`", item.text] for item in ODDITIES]), ""]
    parts += ["### Codes, their official names, and where the two were read together", "", _codes()]
    return "\n".join(parts) + "\n"


def _codes() -> str:
    """The codes of the findings with their official names, and a list of the sources below."""
    numbers = {source: place for place, source in enumerate(dict.fromkeys(item.source for item in OFFICIAL.values()), start=1)}
    rows = []
    for item in DICTIONARY.values():
        for code in item.codes:
            name, source, synonym = OFFICIAL[code]
            called = f"{name} ({synonym})" if synonym else name
            rows.append([f"`{item.name}`", code, called, source.grade, str(numbers[source])])
    sources = [f"{place}. {source.text}" for source, place in numbers.items()]
    return "\n".join([table(["finding", "code", "official name (and synonym)", "grade", "source"], rows), "", *sources])
