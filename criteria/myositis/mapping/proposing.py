"""Proposing a mapping: what speaks for itself is filled in, everything else is a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING

from myositis.dictionary.findings import DICTIONARY
from myositis.mapping.combined_cells import as_text
from myositis.mapping.names import GATES, Match, is_box, match, plain
from myositis.mapping.part import Part
from myositis.mapping.propose_codes import Values, numeric_codes, propose_category, propose_yes_no
from myositis.mapping.propose_numbers import (
    is_number,
    propose_day,
    propose_limit,
    propose_measurement,
    propose_unit,
    unit_in_name,
)
from myositis.mapping.toml_text import proposal_text
from myositis.mapping.units import MULTIPLES
from myositis.mapping.values import MISSING_WORDS, key, quote, reason_of
from myositis.redcap.dictionary import read_dictionary
from myositis.redcap.exports import as_raw_export
from myositis.rules.vocabulary import Category, Day, Finding, Measurement

if TYPE_CHECKING:
    from myositis.files import RawTable


@dataclass(frozen=True)
class Proposal:
    """A proposed mapping. text: the TOML file. questions: what it asks, by the place where it asks."""

    text: str
    questions: tuple[tuple[str, str], ...]
    findings: tuple[str, ...]


def propose(table: RawTable, *, redcap_dictionary: str | PathLike[str] | None = None, written_as: str | None = None) -> Proposal:
    """Propose a mapping for a table.

    redcap_dictionary: the study's REDCap data dictionary; its choices and labels are used, and an export with labels is read
    like a raw one. written_as: its path as the mapping file names it, seen from there. Errors as `redcap.read_dictionary`.
    """
    if redcap_dictionary is not None:
        table, _ = as_raw_export(table, read_dictionary(redcap_dictionary))
    parts = _Proposer(table).parts()
    rows = _several_rows(table, parts)
    named = written_as if written_as is not None or redcap_dictionary is None else str(redcap_dictionary)
    text, questions = proposal_text(table, parts, rows, named)
    return Proposal(text, tuple(questions), tuple(part.names[0] for part in parts if len(part.names) == 1))


class _Proposer:
    """Looks at every column once."""

    def __init__(self, table: RawTable) -> None:
        self.table = table
        self.values = {name: self._values(name) for name in table.frame.columns}
        self.matches: dict[str, Match] = {}
        for name in table.frame.columns:
            found = match(name, table.column_labels.get(name))
            if found is not None:
                self.matches[name] = self._by_content(name, found)
        self.twos = any("2" in numeric_codes(self.values[name]) for name, found in self.matches.items() if _is_yes_no(found))

    def _values(self, name: str) -> Values:
        counts = as_text(self.table.frame[name]).drop_nulls().value_counts(sort=True, name="count")
        labels = {key(code): text for code, text in self.table.value_labels.get(name, {}).items()}
        missing = {key(code): reason_of(text) for code, text in self.table.missing_reasons.get(name, {}).items()}
        merged: dict[str, int] = {}
        for value, count in counts.iter_rows():
            own = next((one for one in (value, value.strip()) if one in merged), value.strip())
            merged[own] = merged.get(own, 0) + count
        shown = {key(value) if value.endswith(".0") else value: count for value, count in merged.items()}
        return Values(shown, labels, missing)

    def _by_content(self, column: str, found: Match) -> Match:
        """`ck` with yes and no in it is `ck_elevated`; `muscle_enzyme` with numbers in it is some enzyme's value."""
        values = self.values[column]
        said = [value for value in values.recorded if key(value) not in MISSING_WORDS]
        many = len({key(value) for value in said if is_number(value)}) > 4 and not values.labels
        name = found.names[0]
        if len(found.names) == 1 and f"{name}_uln" in DICTIONARY and said:
            words = [key(values.labels.get(key(value), value)) for value in said]
            if values.labels or all(word in _YES_NO_WORDS for word in words):
                return Match((f"{name}_elevated",), quality=found.quality)
        if len(found.names) == 1 and name.endswith("_elevated") and many:
            enzymes = ("ck", "ldh", "ast", "alt", "aldolase")
            own = name.removesuffix("_elevated")
            return Match((own,) if own in enzymes else enzymes, question="" if own in enzymes else "numbers: of which enzyme?")
        return found

    def parts(self) -> list[Part]:
        """The part of every finding that a column seems to hold, in the order of the dictionary."""
        used: set[str] = set()
        by_finding: dict[str, list[str]] = {}
        for column, found in self.matches.items():
            if len(found.names) == 1 and not found.question:
                by_finding.setdefault(found.names[0], []).append(column)
        parts = []
        for name, columns in by_finding.items():
            parts.append(self._part(name, columns, by_finding, used))
        for column, found in self.matches.items():
            if found.question:
                parts.append(self._several_meanings(column, found))
        order = list(DICTIONARY)
        kept = [part for part in parts if not (part.names[0].endswith("_uln") and part.column in used)]
        return sorted(kept, key=lambda part: order.index(part.names[0]))

    def _part(self, name: str, columns: list[str], by_finding: dict[str, list[str]], used: set[str]) -> Part:
        sure = [column for column in columns if self.matches[column].sure]
        column = self._best(columns)
        part = Part((name,), column, check=not sure)
        others = [one for one in columns if one != column]
        if others and not sure:
            listed = ", ".join(f"`{one}`" for one in columns)
            part.questions.append(f"several columns may hold it: {listed}. Which one?")
            part.options.append([f"column = {quote(one)}" for one in columns])
            part.remarks.append(f"the values below are those of `{column}`")
        self._read(part, DICTIONARY[name], column)
        if f"{name}_uln" in DICTIONARY:
            limits = by_finding.get(f"{name}_uln", [])
            limit = self._best(limits) if limits else None
            unit_column = self._unit_column(column)
            units = self.values[unit_column].recorded if unit_column else []
            label = self.table.column_labels.get(column)
            own = bool(sure) and limit is not None and self.matches[limit].sure
            part.add(propose_unit(column, label, unit_column, units, own))
            if unit_in_name(column, label) != MULTIPLES:
                part.add(propose_limit(limit, own))
                used.update([limit] if limit is not None else [])
        return part

    def _best(self, columns: Sequence[str]) -> str:
        return max(columns, key=lambda one: (self.matches[one].sure, self.matches[one].quality))

    def _unit_column(self, column: str) -> str | None:
        wanted = {
            f"{plain(column)}_unit",
            f"{plain(column)}_units",
            f"unit_{plain(column)}",
            f"{plain(column)}_einheit",
        }
        return next((name for name in self.table.frame.columns if plain(name) in wanted), None)

    def _read(self, part: Part, variable: object, column: str) -> None:
        """What the values of the column say."""
        values = self.values[column]
        match variable:
            case Finding(name=name):
                box = is_box(column) and {key(value) for value in values.recorded} <= {
                    "0",
                    "1",
                    "checked",
                    "unchecked",
                }
                if box:
                    _checkbox(part, values, self._gates())
                else:
                    part.add(propose_yes_no(values, enzyme=name.endswith("elevated"), twos=self.twos))
            case Category():
                part.add(propose_category(variable, values))
            case Measurement():
                part.add(propose_measurement(variable, values))
            case Day():
                part.add(propose_day(values))

    def _gates(self) -> list[str]:
        """Columns that may tell whether others were asked."""
        names = [name for name in self.table.frame.columns if GATES.search(plain(name)) and name not in self.matches]
        return names[:3] or ["..."]

    def _several_meanings(self, column: str, found: Match) -> Part:
        part = Part(found.names, column)
        part.questions.append(f"`{column}`: {found.question}")
        readings = Part(found.names[:1], column)
        self._read(readings, DICTIONARY[found.names[0]], column)
        part.options.append(["\n".join([*readings.lines, *(f"({question})" for question in readings.questions)])])
        part.options += readings.options
        return part


_YES_NO_WORDS = frozenset(
    ["yes", "no", "y", "n", "true", "false", "positive", "negative", "elevated", "normal", "ja", "nein"]
) | set(MISSING_WORDS)


def _is_yes_no(found: Match) -> bool:
    return isinstance(DICTIONARY[found.names[0]], Finding)


def _checkbox(part: Part, values: Values, gates: Sequence[str]) -> None:
    """A box of a REDCap checkbox: an empty one is a no only when the study says so."""
    empty = sum(count for value, count in values.counts.items() if key(value) in ("0", "unchecked"))
    part.lines.append("checkbox = true")
    part.questions.append(
        f"{empty} boxes are empty, and REDCap writes an empty box the same way whether somebody looked or the form was "
        "never opened: is it a no?"
    )
    asked = [f'unticked = "no"\nasked_when = {{ column = {quote(gate)}, is = ["1"] }}   # where it was asked' for gate in gates]
    part.options.append(['unticked = "no"', *asked, 'unticked = "not recorded"'])


def _several_rows(table: RawTable, parts: Sequence[Part]) -> int:
    """How many patients stand in more than one row."""
    column = next((part.column for part in parts if part.names == ("patient_id",)), None)
    if column is None:
        return 0
    ids = as_text(table.frame[column]).drop_nulls().str.strip_chars()
    return int(ids.filter(ids.is_duplicated()).n_unique())
