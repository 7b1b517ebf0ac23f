"""Adding fields to a study's own data dictionary without losing or changing one of its fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from myositis.errors import UnknownNameError
from myositis.redcap.dictionary import COLUMNS, Field

_CHOICES = COLUMNS.index("Choices, Calculations, OR Slider Labels")
_COMPARED = tuple(
    COLUMNS.index(name)
    for name in (
        "Field Type",
        "Choices, Calculations, OR Slider Labels",
        "Text Validation Type OR Show Slider Number",
        "Text Validation Min",
        "Text Validation Max",
    )
)
"""The columns in which a field of the same name must agree: type, choices, validation with its range."""


@dataclass(frozen=True)
class Merged:
    """A merged dictionary and how it differs. added: new fields. unchanged: fields that the study had already."""

    fields: tuple[Field, ...]
    added: tuple[str, ...]
    unchanged: tuple[str, ...]

    def difference(self) -> str:
        """The difference, one line per field."""
        lines = [*(f"+ {name}" for name in self.added), *(f"= {name} (as it was)" for name in self.unchanged)]
        return "\n".join([*lines, f"{len(self.added)} added, {len(self.unchanged)} unchanged, none removed"])


def merge(existing: Sequence[Field], new: Sequence[Field]) -> Merged:
    """The study's fields in their order, then the new ones.

    A field of the same name must ask for the same thing in the same codes, otherwise UnknownNameError names the field and
    what differs. New fields of a form that the study has already stand behind the last field of that form, because the rows
    of a form must follow one another.
    """
    have = {field.name: field for field in existing}
    conflicts = [_difference(have[field.name], field) for field in new if field.name in have]
    conflicts = [text for text in conflicts if text]
    if conflicts:
        raise UnknownNameError(
            "the study's dictionary has fields of the same name that mean something else, nothing was written: "
            + "; ".join(conflicts)
        )
    added = [field for field in new if field.name not in have]
    fields = list(existing)
    for field in added:
        last = max((place for place, one in enumerate(fields) if one.form == field.form), default=len(fields) - 1)
        fields.insert(last + 1, field)
    unchanged = tuple(field.name for field in new if field.name in have)
    return Merged(tuple(fields), tuple(field.name for field in added), unchanged)


def _difference(old: Field, new: Field) -> str:
    """What differs between two fields of one name, or nothing. Choices are compared as codes with their labels."""
    for place in _COMPARED:
        if place == _CHOICES and old.choices and old.choices == new.choices:
            continue
        there, here = _spaces(old.row[place]), _spaces(new.row[place])
        if there != here:
            return f"`{old.name}` ({COLUMNS[place]}: `{there}` there, `{here}` here)"
    return ""


def _spaces(text: str) -> str:
    return " ".join(text.split())
