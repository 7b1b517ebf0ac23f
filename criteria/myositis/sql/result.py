"""The columns of the result: what the last layer of a statement selects."""

from __future__ import annotations

from dataclasses import dataclass

from myositis.dictionary.findings import patient_id
from myositis.published.criteria_set import EXCLUDED, NO_SUBGROUP, PROBABILITY_DECIMALS, CriteriaSet
from myositis.sql.conditions import Condition, Conditions, case
from myositis.sql.dialects import Dialect, text
from myositis.sql.layers import BREAK, Layer, decimal
from myositis.sql.statement import (
    CAN_MEET,
    EXCLUDES,
    HIGHEST,
    LEVEL,
    MEETS,
    MOST,
    POINTS,
    PROBLEM,
    SELECTED,
    SUBGROUP,
    Statement,
    of_criterion,
)

MEANINGS = {
    "patient_id": "as in the table; that it is unique is up to the table",
    "status": "classified, or invalid: every other result is then NULL",
    "problem": "why a row is invalid: the first cell that cannot be read, or the first contradiction",
    "level": "on what is recorded; a finding that is not recorded reads as absent",
    "highest_level": "the highest level that some completion of the missing findings reaches; level is the lowest",
    "subgroup": "on what is recorded; NULL when there is none, or when it cannot be told",
    "score": "points on what is recorded",
    "highest_score": "the most points that some completion of the missing findings reaches, in the same column",
    "probability": "of the score on what is recorded, as a fraction",
    "score_column": "the column of the score table that was read",
    "criteria_met": "the criteria that are met on what is recorded, joined with |; NULL when none is",
    "criteria_count": "how many criteria are met on what is recorded",
    "criteria_most": "how many criteria some completion of the missing findings meets, at most",
}
"""Every column that a result can have, in their order, and what it says."""


@dataclass(frozen=True)
class ResultColumns:
    """Makes the result columns of one statement."""

    statement: Statement

    @property
    def criteria(self) -> CriteriaSet:
        return self.statement.criteria

    @property
    def dialect(self) -> Dialect:
        return self.statement.dialect

    @property
    def here(self) -> Conditions:
        return Conditions(self.statement.layers[-1].columns)

    def layer(self) -> Layer:
        """The outermost SELECT."""
        valid = f"{PROBLEM} IS NULL"
        by_exclusion: list[tuple[Condition, str]] = [
            (f"{PROBLEM} IS NOT NULL", "NULL"),
            (f"{EXCLUDES} = 1", text(EXCLUDED)),
        ]
        made = Layer("result", "blank where a row is invalid")
        made.columns = {
            patient_id.name: patient_id.name,
            "status": case([(valid, "'classified'")], "'invalid'"),
            PROBLEM: PROBLEM,
            "level": case(by_exclusion, LEVEL),
            **({} if self.statement.refusal else {"highest_level": case(by_exclusion, HIGHEST)}),
            "subgroup": case([(condition, "NULL") for condition in self._no_subgroup()], SUBGROUP, BREAK),
        }
        others = {**self._score(), **self._criteria()}
        made.columns |= {name: case([(valid, value)]) for name, value in others.items()}
        return made

    def _no_subgroup(self) -> list[Condition]:
        """When there is no subgroup, or it cannot be told."""
        blank = f"{PROBLEM} IS NOT NULL OR {EXCLUDES} = 1 OR {SUBGROUP} = {text(NO_SUBGROUP)}"
        return [blank, *(self.here.that(rule, blank=False) for rule in self.criteria.unclear)]

    def _score(self) -> dict[str, str]:
        """Score, highest score, probability and column, for criteria that have a score."""
        columns, made = self.criteria.columns, {}
        if columns[0].score:
            made["score"] = decimal(POINTS)
            if not self.statement.refusal:
                made["highest_score"] = decimal(MOST)
            if columns[0].constant is not None and self.dialect.exponential:
                constant = self.statement.by_column([str(column.constant) for column in columns])
                kind = f"DECIMAL({PROBABILITY_DECIMALS + 1}, {PROBABILITY_DECIMALS})"
                made["probability"] = f"CAST(1 / (1 + EXP({constant} - {decimal(POINTS)})) AS {kind})"
        if len(columns) > 1:
            made["score_column"] = SELECTED
        return made

    def _criteria(self) -> dict[str, str]:
        """Which criteria are met, how many, and how many at most, for sets that count criteria."""
        items = self.criteria.criteria
        if not items:
            return {}
        met, reached = ([of_criterion(name, item) for item in items] for name in (MEETS, CAN_MEET))
        named = [case([(f"{column} = 1", text("|" + item.name))], "''") for column, item in zip(met, items, strict=True)]
        return {
            "criteria_met": f"NULLIF({self.dialect.from_second.format(self.dialect.joined(named))}, '')",
            "criteria_count": " + ".join(met),
            **({} if self.statement.refusal else {"criteria_most": " + ".join(reached)}),
        }
