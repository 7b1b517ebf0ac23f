"""The empty table that people fill in and give back: columns, kinds, and a workbook that helps to fill them in rightly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from myositis.dictionary.findings import patient_id
from myositis.published.criteria_set import CriteriaSet, decided, dictionary_of
from myositis.rules.vocabulary import Category, Day, Finding, Measurement, Text, Variable

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

PATIENTS, DICTIONARY_SHEET, READ_ME = "patients", "dictionary", "read me"
LAST_ROW = 1_048_575
"""The last row of a sheet: drop-downs and checks reach down to it."""

COLOURS = {
    "Person": "#DDE3EA",
    "Muscle": "#F6D9CF",
    "Skin": "#EBD9EE",
    "Laboratory": "#D5E8D4",
    "Muscle biopsy": "#FBE6B8",
    "Electromyography": "#CFE3F3",
    "Preconditions and context": "#E4E1D8",
}
"""The colour of each section of the data dictionary: light, so that black letters stay readable."""
OTHER_COLOURS = ("#D9EAD3", "#FCE5CD", "#D0E0E3", "#EAD1DC", "#FFF2CC")
"""For sections that are not in the list, in turn."""

PAGE = 76
"""Width of one printed page beside the patient's id, in letters of the sheet (A4 across)."""


def template_columns(criteria: Sequence[CriteriaSet]) -> tuple[Variable, ...]:
    """The patient's id and everything that the chosen sets read, or that what they read can follow from."""
    needed = {patient_id, *decided(criteria)}
    return tuple(item for item in dictionary_of(criteria).values() if item in needed)


def write_template(path: Path, criteria: Sequence[CriteriaSet]) -> None:
    """The workbook: `patients` to fill in, `dictionary`, `read me`. path: written over without asking."""
    import xlsxwriter  # type: ignore[import-untyped]

    columns = template_columns(criteria)
    made = BytesIO()  # a full disk is then met in one place, by our own writing
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _patients(book, book.add_worksheet(PATIENTS), columns)
    _dictionary(book, book.add_worksheet(DICTIONARY_SHEET), columns)
    _read_me(book, book.add_worksheet(READ_ME), criteria)
    book.close()
    path.write_bytes(made.getvalue())


def colours(sections: Iterable[str]) -> dict[str, str]:
    """A colour for each section."""
    found, others = {}, iter(OTHER_COLOURS * 5)
    for section in dict.fromkeys(sections):
        found[section] = COLOURS.get(section) or next(others)
    return found


def _patients(book: Workbook, sheet: Worksheet, columns: Sequence[Variable]) -> None:
    from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

    shades = colours(item.section for item in columns)
    text = book.add_format({"num_format": "@"})
    centred = book.add_format({"align": "center"})
    heads = {
        section: book.add_format(
            {"bold": True, "bg_color": shade, "border": 1, "rotation": 90, "valign": "bottom", "align": "center"}
        )
        for section, shade in shades.items()
    }
    level = book.add_format({"bold": True, "bg_color": shades[patient_id.section], "border": 1, "valign": "bottom"})
    breaks, used = [], 0.0
    for place, variable in enumerate(columns):
        form: Any = {Finding: centred, Category: centred, Day: text, Text: text}.get(type(variable))
        size = _width(variable)
        if used + size > PAGE:
            breaks.append(place)
            used = 0
        used += size if place else 0
        sheet.set_column(place, place, size, form)
        sheet.write_string(0, place, variable.name, heads[variable.section] if place else level)
        sheet.write_comment(0, place, _comment(variable), {"x_scale": 2.2, "y_scale": 1.6, "font_size": 9})
        check = _check(variable, xl_rowcol_to_cell(1, place))
        if check:
            sheet.data_validation(1, place, LAST_ROW, place, check)
    sheet.set_row(0, 190)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, LAST_ROW, len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)
    sheet.set_v_pagebreaks(breaks)
    sheet.hide_gridlines(0)
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    sheet.set_footer("&L&F, sheet &A&CPage &P of &N&R&D")


def _width(variable: Variable) -> float:
    match variable:
        case Category(values=values):
            return max(map(len, values)) + 2
        case Day():
            return 11.5
        case Text():
            return 14
        case Measurement():
            return 8
    return 5.5


def _comment(variable: Variable) -> str:
    """What the column holds, behind its header."""
    codes = f"\n{', '.join(variable.codes)}" if variable.codes else ""
    return f"{_told(variable)}\n{variable.definition}{codes}".replace("`", "")


def _told(variable: Variable) -> str:
    """The label, and what a cell may hold."""
    match variable:
        case Finding():
            return f"{variable.label}: yes, no, or blank when not recorded"
        case Category(values=values):
            return f"{variable.label}: {', '.join(values)}, or blank"
        case Measurement(unit=unit):
            return f"{variable.label}: number, {unit}"
        case Day():
            return f"{variable.label}: date, or a year alone"
    return variable.label


_ISO = (
    '=AND(ISNUMBER(VALUE(LEFT({0},4))),OR(LEN({0})=4,AND(LEN({0})=7,MID({0},5,1)="-"),'
    'AND(LEN({0})=10,MID({0},5,1)="-",MID({0},8,1)="-")))'
)
"""A whole or partial ISO date, as text: in a column of dates a year alone would become a day of 1905."""


def _check(variable: Variable, cell: str) -> dict[str, Any] | None:
    """The drop-down or the check of a column. Blank is always allowed. cell: the first cell of the column, such as `C2`."""
    shared = {
        "ignore_blank": True,
        "input_title": variable.label[:32],
        "input_message": variable.definition[:255].replace("`", ""),
        "error_title": variable.name[:32],
    }
    match variable:
        case Finding():
            return {**shared, "validate": "list", "source": ["yes", "no"], "error_message": "yes or no; blank: not recorded"}
        case Category(values=values):
            message = f"{', '.join(values)}; blank: not recorded"
            return {**shared, "validate": "list", "source": list(values), "error_message": message[:255]}
        case Measurement(lowest=low, highest=high, above_lowest=above):
            if high == float("inf"):
                told = f"a number {'above' if above else 'of at least'} {low:g}, or text such as <160"
                bound = {"criteria": ">" if above else ">=", "value": low}
            else:
                told = f"a number between {low:g} and {high:g}, or text such as <18"
                bound = {"criteria": "between", "minimum": low, "maximum": high}
            return {**shared, "validate": "decimal", **bound, "error_message": told, "error_type": "warning"}
        case Day():
            told = "a date such as 1980-05-03, or 1980-05 or 1980 when only that much is known"
            return {**shared, "validate": "custom", "value": _ISO.format(cell), "error_message": told, "error_type": "warning"}
    return None


def _dictionary(book: Workbook, sheet: Worksheet, columns: Sequence[Variable]) -> None:
    from myositis.published.pages import kind_of

    shades = colours(item.section for item in columns)
    bold = book.add_format({"bold": True, "bottom": 1})
    heads = {"name": 27, "section": 17, "label": 28, "kind": 17, "definition": 62, "codes": 14}
    for place, (head, size) in enumerate(heads.items()):
        sheet.set_column(place, place, size)
        sheet.write_string(0, place, head, bold)
    for down, item in enumerate(columns, start=1):
        form = book.add_format({"text_wrap": True, "valign": "top", "bg_color": shades[item.section], "border": 4})
        cells = (item.name, item.section, item.label, kind_of(item), item.definition.replace("`", ""), ", ".join(item.codes))
        for place, cell in enumerate(cells):
            sheet.write_string(down, place, cell, form)
        sheet.set_row(down, _height(cells, tuple(heads.values())))
    sheet.freeze_panes(1, 1)
    _printed(sheet)


def _height(cells: Sequence[str], widths: Sequence[int]) -> float:
    """The height of a row whose cells wrap: programs other than Excel do not find it out by themselves."""
    return 15.0 * max(1 + len(cell) * 11 // (10 * width) for cell, width in zip(cells, widths, strict=True))


def _printed(sheet: Worksheet) -> None:
    """A4 across, as wide as the sheet, the header on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&F, sheet &A&CPage &P of &N")


def _read_me(book: Workbook, sheet: Worksheet, criteria: Sequence[CriteriaSet]) -> None:
    from myositis.version import __version__

    title = book.add_format({"bold": True, "font_size": 14})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 68, wrap)
    sheet.write_string(0, 0, "How to fill in this workbook", title)
    sets = ", ".join(one.title for one in criteria)
    lines = (
        f"The sheet `{PATIENTS}` has one row per patient, and only the columns that these criteria read: {sets}.",
        "Blank means not recorded. It is never read as no: a finding that was looked for and not found is no.",
        "patient_id must be there and must not stand twice; it may be a number or text, leading zeros are kept.",
        "Click on a cell, or rest on a header, to see what counts. The sheet `dictionary` has all definitions.",
        "A laboratory value decides nothing without that laboratory's own upper limit, in the same unit.",
        "Dates are written 1980-05-03; 1980-05 or 1980 when no more is known. They are text, so that they stay as typed.",
        "Numbers known only as below or above a limit may be typed as text: <160, >=5000.",
        "Columns of your own may stand to the right: they are kept, and not read.",
        "Then: myositis classify this_file.xlsx -o results.xlsx",
        f"Made with myositis {__version__}. Classification, not diagnosis.",
    )
    for down, line in enumerate(lines, start=2):
        sheet.write_string(down, 0, line.replace("`", "'"), wrap)
        sheet.set_row(down, _height([line], [68]))
    _printed(sheet)
    sheet.set_portrait()
