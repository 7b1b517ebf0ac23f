"""One question of a proposal, as it is asked on the terminal or in a workbook."""

from __future__ import annotations

from dataclasses import dataclass, field

from myositis.mapping.asking import Ask
from myositis.mapping.part import Coding, Part

Place = Part | Coding
VALUES, MEANINGS, COLUMNS = "values", "meanings", "columns"
"""What the ids of the questions about all values, names with two meanings, and several columns for a finding begin with."""


@dataclass
class OpenQuestion:
    """One question. id: the same for the same table, so that an answer finds it again. text, about: what is asked, of what.

    choices: the offers in words, numbered from 1. instead: what may be written when no offer fits.
    """

    id: str
    text: str
    about: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    instead: str = ""
    places: list[tuple[Place, Ask]] = field(default_factory=list)


    @property
    def topic(self) -> str:
        """What it is about, without a value of the file."""
        kind, _, columns = self.id.partition(": ")
        if kind.startswith(VALUES):
            return f"what {len(self.about)} values mean"
        if kind not in TOPICS:
            return self.text
        return TOPICS[kind] if columns.startswith("[") else f"{TOPICS[kind]}: {columns}"  # [file], [rows]


TOPICS = {
    "codes": "which code is yes",
    "sex": "which code is which sex",
    "unit": "the unit",
    "units": "what the units mean",
    "limit": "the upper limit of normal",
    "dates": "how dates are written",
    "number form": "how numbers are written",
    "rows": "several rows of one patient",
    "cut-off": "from which number on it is a yes",
    "boxes": "whether an empty box is a no",
}
