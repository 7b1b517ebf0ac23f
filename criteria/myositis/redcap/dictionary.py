"""REDCap's data dictionary: one row per field, 18 columns with fixed headers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from myositis.errors import AccessError, InputError

COLUMNS = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)
"""The headers of a data dictionary, in order, letter by letter as REDCap writes and expects them."""

_API_NAMES = (
    "field_name", "form_name", "section_header", "field_type", "field_label", "select_choices_or_calculations",
    "field_note", "text_validation_type_or_show_slider_number", "text_validation_min", "text_validation_max",
    "identifier", "branching_logic", "required_field", "custom_alignment", "question_number", "matrix_group_name",
    "matrix_ranking", "field_annotation",
)  # fmt: skip
"""The same columns as the programming interface names them."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_YES_NO_CHOICES = {"yesno": {"1": "Yes", "0": "No"}, "truefalse": {"1": "True", "0": "False"}}


@dataclass(frozen=True)
class Field:
    """One field of a project. `row` holds all 18 columns, so that a dictionary is written back as it was read."""

    row: tuple[str, ...]

    @classmethod
    def of(
        cls,
        name: str,
        form: str,
        kind: str,
        label: str,
        *,
        section: str = "",
        choices: str = "",
        note: str = "",
        validation: str = "",
        lowest: str = "",
        highest: str = "",
        identifier: bool = False,
        annotation: str = "",
    ) -> Field:
        """A field from its parts; the other columns stay empty."""
        row = (
            name, form, section, kind, label, choices, note, validation, lowest, highest, "y" if identifier else "",
            "", "", "", "", "", "", annotation,
        )  # fmt: skip
        return cls(row)

    @property
    def name(self) -> str:
        """The variable name."""
        return self.row[0]

    @property
    def form(self) -> str:
        """The instrument that holds the field."""
        return self.row[1]

    @property
    def kind(self) -> str:
        """`text`, `radio`, `dropdown`, `checkbox`, `yesno`, `calc` and so on."""
        return self.row[3].strip().lower()

    @property
    def label(self) -> str:
        """The label without the markup that REDCap allows in it."""
        return " ".join(re.sub(r"<[^>]+>", " ", self.row[4]).split())

    @property
    def choices(self) -> dict[str, str]:
        """Code to label, for fields that offer choices."""
        if self.kind in _YES_NO_CHOICES:
            return dict(_YES_NO_CHOICES[self.kind])
        if self.kind not in ("radio", "dropdown", "checkbox"):
            return {}
        pairs = (choice.split(",", 1) for choice in self.row[5].replace("\n", "|").split("|") if choice.strip())
        return {pair[0].strip(): pair[-1].strip() for pair in pairs}

    def checkbox_column(self, code: str) -> str:
        """The export column of one choice of a checkbox: `skin___1`; a minus in the code becomes an underscore."""
        return f"{self.name}___{re.sub(r'[^a-z0-9_]', '_', code.lower())}"


def read_dictionary(path: str | PathLike[str]) -> tuple[Field, ...]:
    """Read a data dictionary that was downloaded from REDCap.

    Errors: AccessError when the file cannot be opened, InputError when it is not a data dictionary.
    """
    name = Path(path).name
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise AccessError(f"`{name}` cannot be opened: {error.strerror}") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"`{name}` is not UTF-8 text: download the data dictionary again as REDCap gives it") from None
    return parse_dictionary(text, name)


def parse_dictionary(text: str, name: str = "the data dictionary") -> tuple[Field, ...]:
    """The fields of a data dictionary's CSV text."""
    first = text.split("\n", 1)[0]
    rows = list(csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count)))
    header = [cell.strip() for cell in rows[0]] if rows else []
    if header and header[0] == _API_NAMES[0]:
        header = [COLUMNS[_API_NAMES.index(cell)] if cell in _API_NAMES else cell for cell in header]
    wanted = (COLUMNS[0], COLUMNS[1], COLUMNS[3], COLUMNS[4], COLUMNS[5])
    lacking = [column for column in wanted if column not in header]
    if lacking:
        raise InputError(f"`{name}` is not a REDCap data dictionary: its header lacks `{lacking[0]}`")
    places = [header.index(column) if column in header else None for column in COLUMNS]
    fields = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        padded = [*row, *[""] * (len(header) - len(row))]
        cells = tuple("" if place is None else padded[place] for place in places)
        if not _NAME.fullmatch(cells[0].strip()):
            raise InputError(f"`{name}`, row {number}: a field name has lower-case letters, digits and underscores")
        fields.append(Field((cells[0].strip(), *cells[1:])))
    names = [field.name for field in fields]
    twice = next((one for one in names if names.count(one) > 1), None) if len(set(names)) < len(names) else None
    if twice is not None:
        raise InputError(f"`{name}`: the field `{twice}` stands in it twice")
    return tuple(fields)


def dictionary_text(fields: Iterable[Field]) -> str:
    """A data dictionary as CSV text: the 18 headers, then one row per field."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    rows: Sequence[tuple[str, ...]] = [field.row for field in fields]
    writer.writerows(rows)
    return out.getvalue()
