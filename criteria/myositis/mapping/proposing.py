"""Proposing a mapping: what speaks for itself is filled in, everything else is a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from os import PathLike
from typing import TYPE_CHECKING

from myositis.dictionary.findings import DICTIONARY
from myositis.mapping.absent import absent_findings
from myositis.mapping.asking import Ask, Option, Reading, Values
from myositis.mapping.combined_cells import as_text
from myositis.mapping.group_codes import grouped
from myositis.mapping.names import GATES, Match, is_box, legend_of, match, without_legend
from myositis.mapping.part import Coding, Draft, Part
from myositis.mapping.propose_boxes import is_labelled_box, propose_box
from myositis.mapping.propose_codes import numeric_codes, propose_category, propose_yes_no
from myositis.mapping.propose_days import propose_day
from myositis.mapping.propose_file import propose_number_form, propose_rows
from myositis.mapping.propose_numbers import (
    is_number,
    propose_limit,
    propose_measurement,
    propose_unit,
    unit_in_name,
)
from myositis.mapping.toml_text import proposal_text
from myositis.mapping.units import AS_LIMIT, MULTIPLES
from myositis.mapping.values import key, quote, reason_of
from myositis.mapping.word_tables import cell_words, plain
from myositis.published.criteria_set import CriteriaSet
from myositis.reading.cell_words import MISSING_WORDS, NO_WORDS, YES_WORDS
from myositis.reading.day_formats import possible_formats
from myositis.redcap.dictionary import read_dictionary
from myositis.redcap.exports import as_raw_export
from myositis.rules.vocabulary import Category, Day, Finding, Measurement

if TYPE_CHECKING:
    from myositis.files import RawTable

MOST_WORDS = 8
"""So many different words may stand in a column that says whether an enzyme is raised."""


@dataclass(frozen=True)
class Proposal:
    """A proposed mapping. text: the TOML file. questions: what it asks, by the place where it asks. findings: proposed ones."""

    text: str
    questions: tuple[tuple[str, str], ...]
    findings: tuple[str, ...]


def propose(
    table: RawTable,
    *,
    redcap_dictionary: str | PathLike[str] | None = None,
    written_as: str | None = None,
    criteria: Sequence[CriteriaSet] = (),
) -> Proposal:
    """Propose a mapping for a table.

    redcap_dictionary: the study's REDCap data dictionary; its choices and labels are used, and an export with labels is read
    like a raw one. written_as: its path as the mapping file names it, seen from there. criteria: the sets whose findings are
    asked for where no column was found; none by default. Errors as `redcap.read_dictionary`.
    """
    return as_proposal(draft(table, redcap_dictionary=redcap_dictionary, written_as=written_as, criteria=criteria))


def as_proposal(made: Draft) -> Proposal:
    """A draft as text, with the questions that are still open in it."""
    text, questions = proposal_text(made)
    return Proposal(text, tuple(questions), made.findings)


def draft(
    table: RawTable,
    *,
    redcap_dictionary: str | PathLike[str] | None = None,
    written_as: str | None = None,
    criteria: Sequence[CriteriaSet] = (),
) -> Draft:
    """The same as `propose`, before it is text: its questions can be answered one by one (see `dialogue`)."""
    if redcap_dictionary is not None:
        table, _ = as_raw_export(table, read_dictionary(redcap_dictionary))
    proposer = _Proposer(table)
    parts = proposer.parts()
    codings = grouped(parts, proposer.values, proposer.twos)
    made = Draft(table.source, parts, codings, columns=tuple(table.frame.columns))
    made.look = proposer.look
    made.absent = absent_findings(parts, proposer.values, criteria)
    made.look_at_rows = partial(propose_rows, table)
    made.rows = made.look_at_rows(parts)
    made.file = propose_number_form(parts, proposer.values)
    named = written_as if written_as is not None or redcap_dictionary is None else str(redcap_dictionary)
    if named is not None:
        made.file.lines.insert(0, f"redcap_dictionary = {quote(named)}")
    return made


class _Proposer:
    """Looks at every column once."""

    def __init__(self, table: RawTable) -> None:
        self.table = table
        self.nested = [name for name in table.frame.columns if table.frame[name].dtype.is_nested()]
        self.columns = [name for name in table.frame.columns if name not in self.nested]
        self.values = {name: self._values(name) for name in self.columns}
        self.matches: dict[str, Match] = {}
        for name in self.columns:
            said = self._said(name)
            found = match(without_legend(name), None if said is None else without_legend(said))
            if found is not None:
                fitting = self._by_content(name, found)
                if fitting is not None:
                    self.matches[name] = fitting
        self.twos = any("2" in numeric_codes(self.values[name]) for name, found in self.matches.items() if _is_yes_no(found))

    def _said(self, name: str) -> str | None:
        """The label of a column; of a box that holds its label, the label."""
        label = self.table.column_labels.get(name)
        return label if label else is_labelled_box(name, self.values[name])

    def _values(self, name: str) -> Values:
        counts = as_text(self.table.frame[name]).drop_nulls().value_counts(sort=True, name="count")
        legend = legend_of(name) or legend_of(self.table.column_labels.get(name) or "")
        labels = {key(code): text for code, text in (self.table.value_labels.get(name) or legend).items()}
        missing = {key(code): reason_of(text) for code, text in self.table.missing_reasons.get(name, {}).items()}
        merged: dict[str, int] = {}
        for value, count in counts.iter_rows():
            own = next((one for one in (value, value.strip()) if one in merged), value.strip())
            merged[own] = merged.get(own, 0) + count
        shown = {key(value) if value.endswith(".0") else value: count for value, count in merged.items()}
        return Values(shown, labels, missing)

    def _by_content(self, column: str, found: Match) -> Match | None:
        """`ck` with yes and no in it is `ck_elevated`, dates are no rash: what the values cannot be is not proposed."""
        values = self.values[column]
        said = [value for value in values.recorded if key(value) not in MISSING_WORDS]
        name = found.names[0]
        numbers = {key(value) for value in said if is_number(value)}
        many = len(numbers) > 4 and not values.labels
        words = [key(values.labels.get(key(value), value)) for value in said]
        yes_no = bool(said) and (bool(values.labels) or all(word in _YES_NO_WORDS for word in words))
        if not said:
            return found
        raised = cell_words("elevated")
        flags = not numbers and len(said) <= MOST_WORDS and any(word in raised for word in words)
        if len(found.names) == 1 and f"{name}_uln" in DICTIONARY and (yes_no or flags):
            return Match((f"{name}_elevated",), quality=found.quality, doubtful=found.doubtful)
        if found.question and any(word in cell_words(name) for word in words):
            return Match((name,), quality=found.quality, doubtful=True)  # its cells answer what its name leaves open
        if len(found.names) == 1 and name.endswith("_elevated") and many:
            enzymes = ("ck", "ldh", "ast", "alt", "aldolase")
            own = name.removesuffix("_elevated")
            return Match((own,) if own in enzymes else enzymes, question="" if own in enzymes else "numbers: of which enzyme?")
        if found.sure:
            return found
        variable = DICTIONARY[name]
        dates = not numbers and possible_formats(said[:20]) != []
        if dates and not isinstance(variable, Day) and not name.endswith("_id"):
            return None
        if isinstance(variable, Day | Measurement) and yes_no and not found.question:
            return None
        if isinstance(variable, Day) and 2 * len(numbers) > len(said) and all(len(number) < 4 for number in numbers):
            return None  # ages
        return found

    def parts(self) -> list[Part]:
        """The part of every finding that a column seems to hold, in the order of the dictionary."""
        used: set[str] = set()
        by_finding: dict[str, list[str]] = {}
        for column, found in self.matches.items():
            if len(found.names) == 1 and not found.question:
                by_finding.setdefault(found.names[0], []).append(column)
        parts = [self._part(name, columns, by_finding, used) for name, columns in by_finding.items()]
        # What is near a finding is asked only where no column is the finding itself: the date of diagnosis beside one of onset.
        settled = {name for name, columns in by_finding.items() if any(not self.matches[one].doubtful for one in columns)}
        near = [(column, found) for column, found in self.matches.items() if found.question and not {*found.names} <= settled]
        parts += [self._several_meanings(column, found) for column, found in near]
        order = list(DICTIONARY)
        kept = [part for part in parts if not (part.names[0].endswith("_uln") and part.column in used)]
        return sorted(kept, key=lambda part: order.index(part.names[0]))

    def _part(self, name: str, columns: list[str], by_finding: dict[str, list[str]], used: set[str]) -> Part:
        sure = [column for column in columns if self.matches[column].sure]
        column = self._best(columns)
        found = self.matches[column]
        part = Part((name,), column, check=not sure, doubtful=found.doubtful)
        others = [one for one in columns if one != column]
        if others and not sure and not (not found.doubtful and all(self.matches[one].doubtful for one in others)):
            listed = ", ".join(f"`{one}`" for one in columns)
            options = [Option(f"column = {quote(one)}", one) for one in columns]
            part.asks.append(Ask("column", f"several columns may hold it: {listed}. Which one?", options))
            part.remarks.append(f"the values below are those of `{column}`")
            part.doubtful = False
        self._read(part, DICTIONARY[name], column)
        if f"{name}_uln" in DICTIONARY:
            limits = by_finding.get(f"{name}_uln", [])
            used.update(self._unit_and_limit(part, limits, sure=bool(sure)))
        return part

    def _unit_and_limit(self, part: Part, limits: Sequence[str], *, sure: bool = False) -> list[str]:
        """What is proposed and asked about the unit of an enzyme and its limit. Returns the column of the limit, if there is one.

        Where no unit is named, value and limit share it, whether the limit stands beside the value or is asked for.
        """
        label, unit_column = self.table.column_labels.get(part.column), self._unit_column(part.column)
        limit = self._best(limits) if limits else None
        own = sure and limit is not None and self.matches[limit].sure
        unit = propose_unit(part.column, label, unit_column, self.values[unit_column].recorded if unit_column else [], own)
        if unit.ask is not None and unit.ask.kind == "unit":
            unit = Reading([f"unit = {quote(AS_LIMIT)}  # check"])
            part.unit_of, part.doubtful = limit or "", part.doubtful or limit is not None
        part.add(unit)
        if unit_in_name(part.column, label) == MULTIPLES:
            return []
        part.add(propose_limit(limit, own))
        return [limit] if limit is not None else []

    def look(self, name: str, column: str) -> Part:
        """The part of one finding for one column that a person named."""
        part = Part((name,), column)
        self._read(part, DICTIONARY[name], column)
        if f"{name}_uln" in DICTIONARY:
            self._unit_and_limit(part, [one for one, found in self.matches.items() if found.names == (f"{name}_uln",)])
            part.doubtful = False  # a person named the column
        return part

    def _best(self, columns: Sequence[str]) -> str:
        return max(columns, key=lambda one: (self.matches[one].sure, self.matches[one].quality))

    def _unit_column(self, column: str) -> str | None:
        names = (plain(column), *{plain(column).removesuffix(end) for end in ("_max", "_value", "_highest", "_peak")})
        endings = ("unit", "units", "einheit", "unite", "unidad", "unita", "enhet", "birim")
        wanted = {f"{name}_{ending}" for name in names for ending in endings} | {f"unit_{name}" for name in names}
        return next((name for name in self.columns if plain(name) in wanted), None)

    def _read(self, part: Part, variable: object, column: str) -> None:
        """What the values of the column say."""
        values = self.values[column]
        match variable:
            case Finding(name=name):
                box = propose_box(column, self.values, self._gates(), self.table.column_labels)
                part.add(box or propose_yes_no(values, name, twos=self.twos))
            case Category():
                part.add(propose_category(variable, values))
            case Measurement():
                part.add(propose_measurement(variable, values))
            case Day():
                for reading in propose_day(values):
                    part.add(reading)

    def _gates(self) -> list[str]:
        """Columns that may tell whether others were asked."""
        names = [name for name in self.columns if GATES.search(plain(name)) and name not in self.matches and not is_box(name)]
        return names[:3] or ["..."]

    def _several_meanings(self, column: str, found: Match) -> Part:
        part = Part(found.names, column, check=True)
        options = [Option(name, f"{DICTIONARY[name].label}") for name in found.names]
        part.asks.append(Ask("meaning", f"`{column}`: {found.question}", [*options, Option("", "none of these: leave it out")]))
        self._read(part, DICTIONARY[found.names[0]], column)
        if f"{found.names[0]}_uln" in DICTIONARY:
            self._unit_and_limit(part, [])
        return part


_YES_NO_WORDS = YES_WORDS | NO_WORDS | {"elevated", "normal"} | set(MISSING_WORDS)


def _is_yes_no(found: Match) -> bool:
    return isinstance(DICTIONARY[found.names[0]], Finding)


__all__ = ["Coding", "Draft", "Proposal", "as_proposal", "draft", "propose"]
