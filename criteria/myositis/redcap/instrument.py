"""A REDCap form made from the data dictionary of findings: one field per finding, ready to upload.

Yes/no findings are radio buttons `1, Yes | 0, No | 9, Not assessed`, never checkboxes: an empty box of a form that nobody
opened exports as 0, as if it had been answered.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence

from myositis.dictionary.findings import DICTIONARY, patient_id
from myositis.errors import UnknownNameError, unknown
from myositis.published import find_all
from myositis.published.criteria_set import CriteriaSet, dictionary_of
from myositis.reading.template import template_columns
from myositis.redcap.dictionary import Field, dictionary_text
from myositis.rules.vocabulary import Category, Day, Finding, Measurement, Variable

FORM = "myositis_findings"
"""The name of the form, unless a study chooses another."""

YES_NO = "1, Yes | 0, No | 9, Not assessed"
RECORD_ID = "record_id"


def instrument_fields(
    names: Iterable[str] | None = None,
    *,
    criteria: Iterable[CriteriaSet] | None = None,
    form: str = FORM,
) -> tuple[Field, ...]:
    """The fields of the form.

    names: findings to ask for; by default what the criteria sets need, as in a template, or all of the first edition of the
    dictionary when no set is named. Errors: UnknownNameError for a finding that does not exist.
    """
    sets = find_all(criteria)
    offered = {**DICTIONARY, **dictionary_of(sets)}
    if names is not None:
        wanted = list(names)
    else:
        wanted = list(dictionary_of(sets)) if criteria is None else [item.name for item in template_columns(sets)]
    for name in wanted:
        if name not in offered:
            raise unknown("finding", name, offered)
    fields = []
    section = ""
    for name, variable in offered.items():
        if name in wanted and name != patient_id.name:
            fields.append(_field(variable, form, variable.section if variable.section != section else ""))
            section = variable.section
    if not fields:
        raise UnknownNameError("the instrument would be empty: name at least one finding besides patient_id")
    return tuple(fields)


def check_form_name(form: str) -> None:
    """UnknownNameError for a name that REDCap refuses for a form."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", form):
        raise UnknownNameError(f"`{form}` is no name for a form: lower-case letters, digits and underscores, a letter first")


def record_id_field(form: str = FORM) -> Field:
    """The first field of every project: the record id."""
    return Field.of(RECORD_ID, form, "text", "Record ID")


def _field(variable: Variable, form: str, section: str) -> Field:
    label = variable.label[:1].upper() + variable.label[1:]
    note = variable.definition if variable.definition.casefold() != variable.label.casefold() else ""
    annotation = "; ".join((f"finding: {variable.name}", *variable.codes))
    kind, choices = "text", ""
    validation, lowest, highest = "", "", ""
    match variable:
        case Finding():
            kind, choices = "radio", YES_NO
        case Category(values=values):
            named = " | ".join(f"{value}, {value.replace('_', ' ').capitalize()}" for value in values)
            kind, choices = "radio", named
        case Measurement() if f"{variable.name}_uln" in DICTIONARY:
            # Plain text, because a validated number cannot be `<20`.
            note = f"{note} (a number, or as the laboratory gives it: <20, >10000; value and limit in the same unit)"
        case Measurement():
            highest = f"{variable.highest:g}" if variable.highest != float("inf") else ""
            note = f"{note} (in years)" if variable.unit == "years" else note
            validation, lowest = "number", f"{variable.lowest:g}"
        case Day():
            # Plain text, because a validated date of REDCap is a whole date.
            note = "YYYY-MM-DD, or YYYY-MM or YYYY when only that much is known"
    identifier = variable.name == "birth_date"
    return Field.of(
        variable.name, form, kind, label, section=section, choices=choices, note=note, annotation=annotation,
        identifier=identifier, validation=validation, lowest=lowest, highest=highest,
    )  # fmt: skip


def instrument_zip(fields: Sequence[Field], origin: str = "myositis") -> bytes:
    """The ZIP that adds one form to a project: `instrument.csv` and `OriginID.txt`, as REDCap's own download holds.

    origin: REDCap writes its server's name there. The bytes are the same for the same fields.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (("OriginID.txt", origin), ("instrument.csv", "\ufeff" + dictionary_text(fields))):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text.encode("utf-8"))
    return out.getvalue()
