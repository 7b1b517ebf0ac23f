"""The criteria and the data dictionary as printed tables: Markdown, made from the same objects that classify."""

from __future__ import annotations

from collections.abc import Iterator

from myositis.dictionary.derivations import CONTRADICTIONS, ODDITIES, SUMMARIES
from myositis.dictionary.findings import DICTIONARY
from myositis.one_patient.result import other_column_note
from myositis.one_patient.trace import describe
from myositis.published.criteria_set import Condition, CriteriaSet, CutOffTable, ScoreTable
from myositis.rules.vocabulary import Category, Day, Decision, Finding, Measurement, Rule, Variable, as_rule


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
            [[c.label, c.name, describe(c.rule)] for c in criteria.criteria],
        )
        yield ""
    for printed in criteria.tables:
        yield f"### {printed.cite.place}"
        yield ""
        yield _published(printed)
        yield ""
    for column in criteria.columns:
        if column.constant is not None:
            yield f"Probability, column {column.name}: 1 / (1 + exp({column.constant} - score))."
            yield ""
    for column in criteria.columns:
        for decision in (column.level, column.subgroup):
            name = f", column {column.name}" if column.name else ""
            yield f"### {decision.name.capitalize()}{name}: the first line that holds"
            yield ""
            yield _lines(decision)
            yield ""
    yield f"Excluded when present: {_words(criteria.excluded)}."
    yield ""
    for condition in (one for one in criteria.unclear if one.is_open is not None):
        given = "" if condition.yes is None else f" {describe(condition.yes)} is present and"
        yield f"The subgroup stays blank when{given} this is not known: {describe(condition.is_open)}."
        yield ""
    if criteria.selection is not None:
        present = ", ".join(f.label for f in criteria.selection.present)
        recorded = ", ".join(f.label for f in criteria.selection.recorded)
        yield (
            f"The column {criteria.columns[-1].name} is read when this is recorded as present: {present}; or when one of these "
            f"is recorded, present or absent: {recorded}. Otherwise {criteria.columns[0].name}."
        )
        yield ""
    if criteria.groups:
        yield "### Clinical groups"
        yield ""
        rows = [
            [g.name, g.label, _condition(g.when) + (" (only when no other group)" if g.fallback else "")] for g in criteria.groups
        ]
        yield table(["group", "meaning", "when"], rows)
        yield ""
    yield "### Notes that a result can carry"
    yield ""
    notes = [[note.code, note.text] for note in criteria.notes]
    if criteria.other_column_note:
        code, text = other_column_note(criteria.columns[0].name, "LEVEL")
        notes.append([code, f"{text} (LEVEL stands for the level)"])
    yield table(["code", "note"], notes)
    yield ""
    if criteria.reading_notes:
        yield "### Reading notes: what the paper leaves open and we decided"
        yield ""
        for note in criteria.reading_notes:
            yield f"* {' '.join(note.split())}"


def _words(rule: Rule) -> str:
    rows = getattr(rule, "rows", None)
    return ", ".join(describe(row) for _, row in rows) if rows else describe(rule)


def _condition(condition: Condition) -> str:
    parts = []
    if condition.levels:
        parts.append(f"level {', '.join(condition.levels)}")
    if condition.subgroups:
        parts.append(f"subgroup {', '.join(condition.subgroups)}")
    if condition.yes is not None:
        parts.append(describe(as_rule(condition.yes)))
    return "; ".join(parts)


def _published(printed: ScoreTable | CutOffTable) -> str:
    if isinstance(printed, CutOffTable):
        rows = [[level, f">= {first}", f">= {second}", f">= {100 * share:g} %"] for level, first, second, share in printed.rows]
        return table(["level", *printed.columns, "probability"], rows)
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
    headers = ["name", "kind", "what counts", "codes"]
    for row in [*dictionary_rows(), {"section": ""}]:
        if row["section"] != section:
            if rows:
                parts += [f"### {section}", "", table(headers, rows), ""]
            section, rows = row["section"], []
        if "name" in row:
            rows.append([f"`{row['name']}`", row["kind"], row["definition"] or row["label"], row["codes"]])
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
    parts += [table(["code", "warning"], [[f"`{item.code}`", item.text] for item in ODDITIES])]
    return "\n".join(parts) + "\n"
