"""Exports of records, raw or with labels, read with the study's data dictionary.

A raw export has field names as headers and codes as values; a label export has the labels of fields and choices. Both become
the raw form, so that one mapping reads either. What the dictionary does not know stays as it is: missing-data codes (`-999`,
`UNK`) belong to the project, not to its dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from myositis.redcap.dictionary import Field

if TYPE_CHECKING:
    from myositis.files import RawTable

_STRUCTURE = {
    "event name": "redcap_event_name",
    "repeat instrument": "redcap_repeat_instrument",
    "repeat instance": "redcap_repeat_instance",
    "data access group": "redcap_data_access_group",
    "survey identifier": "redcap_survey_identifier",
}
_CHOICE = re.compile(r"(?P<label>.*?)\s*\(choice=(?P<choice>.*)\)", re.DOTALL)
_REPEATED = re.compile(r"(?P<label>.*) \[(?P<number>\d+)\]", re.DOTALL)
_TICKS = {"checked": "1", "unchecked": "0"}


def as_raw_export(table: RawTable, fields: Sequence[Field]) -> tuple[RawTable, dict[str, str]]:
    """The table with field names as headers and codes as values, and the user's own header of every renamed column.

    The choices of a field become value labels, its label a column label.
    """
    table = _boxes_apart(table, fields)
    names = _names(table.frame.columns, fields)
    own = {name: header for header, name in names.items() if name != header}
    choices = {name: labels for name, labels, _ in _columns(fields)}
    ticks = {name for name, _, ticked in _columns(fields) if ticked}
    columns = []
    for header in table.frame.columns:
        column = table.frame[header].alias(names[header])
        if column.dtype == pl.String and names[header] in ticks:
            column = _coded(column, _TICKS)
        elif column.dtype == pl.String and names[header] in choices:
            column = _coded(column, _codes(choices[names[header]]))
        columns.append(column)
    raw = replace(
        table,
        frame=pl.DataFrame(columns),
        value_labels={name: dict(choices[name].items()) for name in names.values() if choices.get(name)},
        column_labels=_column_labels(names.values(), fields),
    )
    return raw, own


def _boxes_apart(table: RawTable, fields: Sequence[Field]) -> RawTable:
    """A checkbox that was exported as one column (`1,3`, or labels) as one column per box: `1` ticked, `0` not.

    A cell that is not a list of choices stays what it is, in every box, so that it becomes a problem and not a no.
    """
    by_header = {header: field for field in fields if field.kind == "checkbox" for header in (field.name, field.label)}
    headers = table.frame.columns
    columns: list[pl.Series] = []
    for header in headers:
        field = by_header.get(header) or by_header.get(header.strip())
        if field is None or any(field.checkbox_column(code) in headers for code in field.choices):
            columns.append(table.frame[header])
            continue
        cells = table.frame[header].cast(pl.String)
        ticked = {text: _ticked(text, field.choices) for text in cells.drop_nulls().unique().to_list()}
        for code in field.choices:
            boxes = {text: text if codes is None else str(int(code in codes)) for text, codes in ticked.items()}
            columns.append(cells.fill_null("").replace({**boxes, "": "0"}).alias(field.checkbox_column(code)))
    return replace(table, frame=pl.DataFrame(columns)) if len(columns) != len(headers) else table


def _ticked(text: str, choices: Mapping[str, str]) -> set[str] | None:
    """The codes in a list of codes or labels; None when it is neither. Labels may hold commas themselves."""
    by_label = {_plain(label): code for code, label in choices.items()}
    left, found = text.strip(), set()
    while left:
        options = [*choices, *choices.values()]
        for option in sorted(options, key=len, reverse=True):
            if left.casefold().startswith(option.casefold()) and re.match(r"\s*([,;|]|$)", left[len(option) :]):
                found.add(option if option in choices else by_label[_plain(option)])
                left = left[len(option) :].lstrip(" ,;|")
                break
        else:
            return None
    return found


def _columns(fields: Sequence[Field]) -> list[tuple[str, dict[str, str], bool]]:
    """The export columns of the fields: name, code to label, and whether it is one box of a checkbox."""
    found: list[tuple[str, dict[str, str], bool]] = []
    for field in fields:
        if field.kind == "checkbox":
            found += [(field.checkbox_column(code), {}, True) for code in field.choices]
        else:
            found.append((field.name, field.choices, False))
    return found


def _names(headers: Sequence[str], fields: Sequence[Field]) -> dict[str, str]:
    """The field name of every header; a header that is no label of the dictionary stays, and so does one of two equal labels."""
    known = {name for name, _, _ in _columns(fields)}
    by_label: dict[str, list[str]] = {}
    for field in fields:
        if field.kind == "checkbox":
            for code, choice in field.choices.items():
                label = f"{_plain(field.label)} (choice={_plain(choice)})"
                by_label.setdefault(label, []).append(field.checkbox_column(code))
        else:
            by_label.setdefault(_plain(field.label), []).append(field.name)
    names = {}
    taken = set(headers) & known
    for header in headers:
        match = _CHOICE.fullmatch(header.strip())
        label = f"{_plain(match['label'])} (choice={_plain(match['choice'])})" if match else _plain(header)
        meant = [_STRUCTURE[label]] if label in _STRUCTURE else by_label.get(label, [])
        name = meant[0] if len(meant) == 1 and header not in known else header
        repeated = _REPEATED.fullmatch(header.strip())
        if repeated and header not in known:  # equal labels stand in the order of the dictionary
            same = by_label.get(_plain(repeated["label"]), [])
            if len(same) == sum(_plain(one).startswith(_plain(repeated["label"]) + " [") for one in headers):
                name = same[int(repeated["number"]) - 1]
        names[header] = header if name != header and name in taken else name
        taken.add(names[header])
    return names


def _plain(label: str) -> str:
    """A label as it is compared: without markup, outer blanks and quotes, and capitals."""
    return " ".join(re.sub(r"<[^>]+>", " ", label).split()).strip("'\"").casefold()


def _codes(choices: Mapping[str, str]) -> dict[str, str]:
    """Label to code, unless two choices share the label or a label is the code of another choice."""
    labels = [_plain(label) for label in choices.values()]
    return {
        _plain(label): code
        for code, label in choices.items()
        if labels.count(_plain(label)) == 1 and (_plain(label) not in choices or _plain(label) == code)
    }


def _coded(column: pl.Series, codes: Mapping[str, str]) -> pl.Series:
    """Labels replaced by codes; everything else as it is."""
    distinct = column.drop_nulls().unique().to_list()
    known = {text: codes[_plain(text)] for text in distinct if _plain(text) in codes}
    return column.replace(known) if known else column


def _column_labels(names: Iterable[str], fields: Sequence[Field]) -> dict[str, str]:
    """What each column asks: the label of its field, or the choice of its box."""
    labels: dict[str, str] = {}
    for field in fields:
        if field.kind == "checkbox":
            labels |= {field.checkbox_column(code): f"{field.label} (choice={text})" for code, text in field.choices.items()}
        else:
            labels[field.name] = field.label
    wanted = set(names)
    return {name: label for name, label in labels.items() if name in wanted and label}
