"""How the cells of number columns are read, and what must be asked about units, limits and missing codes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from myositis.mapping.asking import LEFT_OUT, MEASURED, MONTHS, Ask, Option, Reading, Values, read_as
from myositis.mapping.units import AS_LIMIT, MULTIPLES, unit_of
from myositis.mapping.values import key, quote, table
from myositis.mapping.word_tables import plain
from myositis.reading.cell_words import AMBIGUOUS_WORDS, MISSING_WORDS
from myositis.reading.spelling import narrow, operator_first
from myositis.rules.vocabulary import Measurement

_NUMBER = re.compile(r"(<=|>=|≤|≥|<|>)?\s*[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
_GROUPED = re.compile(r"[<>≤≥=\s]*\d{1,3}(?P<mark>[.,'’\u00a0\u2009\u202f ])\d{3}((?P=mark)\d{3})*([.,]\d+)?")
_DRESSED = re.compile(r"(?P<before>[^\d<>≤≥.,+-]*)(?P<number>[<>≤≥=\s]*[\d.,'’\u00a0\u2009\u202f ]*\d)(?P<after>[^\d]*)")
_NINES = re.compile(r"(9{2,}|8{3,})(\.0+)?")
YEAR_MARKS = ("歳", "才", "y", "yr", "yrs", "years", "j", "j.", "jahre", "ans", "a", "años", "anni", "år", "yaş", "yıl")
MONTH_MARKS = (
    "ヶ月", "か月", "ヵ月", "カ月", "ケ月", "月", "m", "m.", "mo", "mon", "mon.", "mths", "months", "monate", "mois", "meses",
    "mesi", "mån", "månader", "ay",
)  # fmt: skip
"""What stands behind an age in years, and in months."""
NUMBER_MEANINGS = ("not recorded", LEFT_OUT, MONTHS, MEASURED)


def is_number(text: str) -> bool:
    """Whether a cell is a number, with or without an operator."""
    return _NUMBER.fullmatch(operator_first(narrow(text))) is not None


def grouping_mark(text: str) -> str | None:
    """The mark between groups of three digits (`1,234`, `12'345`, `10 000`), or None where there is none."""
    found = _GROUPED.fullmatch(narrow(text))
    return None if found is None else " " if found["mark"].isspace() else "'" if found["mark"] in "'’" else found["mark"]


def dressing_of(text: str) -> list[str] | None:
    """What stands around a number (`U/l`, `(H)`, `*`, `ca.`); None when the cell is not a number with something around it."""
    found = _DRESSED.fullmatch(narrow(text))
    if found is None:
        return None
    around = [part.strip() for part in (found["before"], found["after"]) if part.strip()]
    return around if is_number(found["number"]) or grouping_mark(found["number"]) else None


def years_and_months(text: str) -> list[str] | None:
    """What stands behind the years and behind the months of `10歳6ヶ月`; None when the cell is not an age in both."""
    found = re.fullmatch(r"\d{1,3}\s*([^\d\s.,]+)\s*\d{1,2}\s*([^\d\s,]+)", narrow(text))
    return [found[1], found[2]] if found and found[1].casefold() in YEAR_MARKS and found[2].casefold() in MONTH_MARKS else None


def propose_measurement(variable: Measurement, values: Values) -> Reading:
    """The missing codes of a number column, and what stands around its numbers; what no list knows is asked."""
    reading = Reading()
    missing: dict[str, str] = {}
    unclear, nines = [], []
    marks: dict[str, list[str]] = {}
    for value in values.recorded:
        word = key(value)
        if is_number(value):
            if word.startswith("-") and variable.lowest >= 0:
                missing[value] = "not recorded"
                reading.remarks.append(f"check: `{value}` is read as not recorded; give its reason")
            elif _NINES.fullmatch(word):
                nines.append(value)
        elif word in MISSING_WORDS:
            missing[value] = MISSING_WORDS[word]
        elif grouping_mark(value):
            continue  # asked once for the whole file
        elif (dressing := years_and_months(value) or dressing_of(value)) is not None:
            for mark in dressing:
                marks.setdefault(mark, []).append(value)
        else:
            unclear.append(value)
    asked = [f"{values.listed(nines)}: a measured value, or a code for a missing one?"] if nines else []
    if marks:
        dressed = list(dict.fromkeys(value for cells in marks.values() for value in cells))
        asked.append(f"{values.listed(dressed)}: numbers with something around them; is the number the value?")
    for value in unclear[:12]:
        meaning = AMBIGUOUS_WORDS.get(key(value), "not a number; what is it")
        asked.append(f"{values.listed([value])}: {meaning}?")
    if not asked:
        reading.lines += [f"not_recorded = {table(missing)}"] if missing else []
        return reading
    proposed = dict.fromkeys([*nines, *unclear[:12]], "not recorded")
    for mark in marks:
        proposed[mark] = MONTHS if variable.name == "age_at_onset" and mark.casefold() in MONTH_MARKS else LEFT_OUT
    cells = {mark: tuple(dict.fromkeys(held)) for mark, held in marks.items()}
    ask = Ask("numbers", " ".join(asked), [], tuple(proposed), missing, NUMBER_MEANINGS, proposed, marks=cells)
    ask.options.append(read_as(ask, proposed))
    if nines and not unclear:
        ask.options.append(read_as(ask, proposed | dict.fromkeys(nines, MEASURED)))
    reading.ask = ask
    return reading


def unit_in_name(column: str, label: str | None) -> str | None:
    """The unit that a column's name or label ends with (`ck_u_l`, `CK (µkat/l)`), or None."""
    for text in (column, label or ""):
        bracket = re.search(r"[\[(（]([^\])）]+)[\])）]\s*$", text)
        if bracket and unit_of(bracket.group(1)):
            return unit_of(bracket.group(1))
        name = plain(text)
        for ending, unit in (
            ("ukat_l", "ukat/l"), ("nkat_l", "nkat/l"), ("u_l", "U/l"), ("iu_l", "U/l"), ("x_uln", MULTIPLES),
            ("times_uln", MULTIPLES), ("mult", MULTIPLES),
        ):  # fmt: skip
            if name.endswith(f"_{ending}"):
                return unit
    return None


def propose_unit(column: str, label: str | None, unit_column: str | None, units: Sequence[str], own: bool) -> Reading:
    """The unit of an enzyme's value. own: value and limit have the dictionary's names, so that they share their unit."""
    unit = unit_in_name(column, label)
    if unit_column is not None:
        reading = Reading([f"unit_column = {quote(unit_column)}  # check"])
        unknown = [text for text in units if unit_of(text) is None][:8]
        if unknown:
            text = f"which units are {', '.join(f'`{text}`' for text in unknown)} in `{unit_column}`?"
            named = ((one, table(dict.fromkeys(unknown, one))) for one in ("U/l", "ukat/l"))
            options = [Option(f"units = {units}", f"{', '.join(unknown)} = {one}") for one, units in named]
            reading.ask = Ask("units", text, options)
        return reading
    if unit is not None:
        return Reading([f"unit = {quote(unit)}  # check"])
    if own:
        return Reading([f"unit = {quote(AS_LIMIT)}"])
    options = [Option(f"unit = {quote(one)}", one) for one in ("U/l", "ukat/l", MULTIPLES, AS_LIMIT)]
    return Reading(ask=Ask("unit", "in which unit are the values?", options))


def propose_limit(limit_column: str | None, own: bool) -> Reading:
    """The limit of normal of an enzyme."""
    if limit_column is not None:
        return Reading([f"limit_column = {quote(limit_column)}" + ("" if own else "  # check")])
    options = [
        Option('limit = "unknown"', "not known: the values decide nothing"),
        Option("limit = 190", ""),
        Option("limit = { female = 170, male = 200 }", ""),
        Option('limit_column = "..."', ""),
    ]
    text = "what is the laboratory's upper limit of normal, in the unit of the values? Without one a value decides nothing."
    return Reading(ask=Ask("limit", text, options))
