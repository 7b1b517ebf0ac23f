"""What is wrong with a cell, a row or a patient: one type, from the reading of a file to the report of a comparison."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from myositis.notebook import card

GIVEN = '"..."'
"""Stands in a message for the value that could not be read: it is put there only when somebody asks for values."""


@dataclass(frozen=True, repr=False)
class Problem:
    """Something is wrong, or looks odd, with one cell or one patient.

    row: as a spreadsheet shows it. column: the user's own, or the finding where no single column is meant. code: stable, for
    programs. message: one sentence for people, with the cure where there is one. value: the cell that could not be read,
    nothing else of the patient; it is in no message unless somebody asks for it (`told`). patient_id: only where a caller wants
    it, never in a message. personal: the value is an id, a date or free text, and is never printed at all.
    """

    row: int
    column: str
    code: str
    message: str
    value: str | None = None
    patient_id: str | None = None
    personal: bool = False

    def __str__(self) -> str:
        return self.told(values=False)

    def told(self, *, values: bool) -> str:
        """One line for a person. values: with the cell that could not be read, unless it would name the patient."""
        message = self.message
        if values and self.value is not None and not self.personal:
            quoted = json.dumps(self.value.strip(), ensure_ascii=False)
            message = message.replace(GIVEN, quoted) if GIVEN in message else f"{message} (given: {self.value!r})"
        return f"row {self.row}, {self.column}: {message} [{self.code}]"

    def __repr__(self) -> str:
        return f"<Problem: {self}>"

    def _repr_html_(self) -> str:
        value = [] if self.value is None else [("given", self.value)]
        place = [("row", str(self.row)), ("column", self.column)]
        return card("Problem", [*place, ("what is wrong", self.message), *value, ("code", self.code)])

    def without_values(self) -> Problem:
        """The same without anything of the patient, for a result that is stored or published."""
        return replace(self, value=None, patient_id=None)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """By row, and within a row as they were found."""
    return sorted(problems, key=lambda problem: problem.row)
