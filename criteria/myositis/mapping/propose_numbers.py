"""How the cells of number and date columns are read, and what must be asked about units, limits and missing codes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from myositis.mapping.asking import Ask, Option, Reading, Values
from myositis.mapping.units import AS_LIMIT, MULTIPLES, unit_of
from myositis.mapping.values import array, key, quote, table
from myositis.mapping.word_tables import plain
from myositis.reading.cell import PLACEHOLDER
from myositis.reading.cell_words import AMBIGUOUS_WORDS, MISSING_WORDS
from myositis.reading.day_formats import ISO, possible_formats, read_day
from myositis.rules.vocabulary import Measurement

_NUMBER = re.compile(r"(<=|>=|≤|≥|<|>)?\s*[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
_GROUPED = re.compile(r"[<>≤≥=\s]*\d{1,3}(?P<mark>[.,'’\u00a0\u2009\u202f ])\d{3}((?P=mark)\d{3})*([.,]\d+)?")
_DRESSED = re.compile(r"(?P<before>[^\d<>≤≥.,+-]*)(?P<number>[<>≤≥=\s]*[\d.,'’\u00a0\u2009\u202f ]*\d)(?P<after>[^\d]*)")
_NINES = re.compile(r"(9{2,}|8{3,})(\.0+)?")
_SERIAL = re.compile(r"\d{4,5}(\.0+)?")


def is_number(text: str) -> bool:
    """Whether a cell is a number, with or without an operator."""
    return _NUMBER.fullmatch(text.strip()) is not None


def grouping_mark(text: str) -> str | None:
    """The mark between groups of three digits (`1,234`, `12'345`, `10 000`), or None where there is none."""
    found = _GROUPED.fullmatch(text.strip())
    return None if found is None else " " if found["mark"].isspace() else "'" if found["mark"] in "'’" else found["mark"]


def dressing_of(text: str) -> list[str] | None:
    """What stands around a number (`U/l`, `(H)`, `*`, `ca.`); None when the cell is not a number with something around it."""
    found = _DRESSED.fullmatch(text.strip())
    if found is None:
        return None
    around = [part.strip() for part in (found["before"], found["after"]) if part.strip()]
    return around if is_number(found["number"]) or grouping_mark(found["number"]) else None


def propose_measurement(variable: Measurement, values: Values) -> Reading:
    """The missing codes of a number column, and what stands around its numbers; what no list knows is asked."""
    reading = Reading()
    missing: dict[str, str] = {}
    unclear, nines, dressed = [], [], []
    around: dict[str, None] = {}
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
        elif (dressing := dressing_of(value)) is not None:
            dressed.append(value)
            around |= dict.fromkeys(dressing)
        else:
            unclear.append(value)
    asked = [f"{values.listed(nines)}: a measured value, or a code for a missing one?"] if nines else []
    if dressed:
        asked.append(f"{values.listed(dressed)}: numbers with something around them; is the number the value?")
    for value in unclear[:12]:
        meaning = AMBIGUOUS_WORDS.get(key(value), "not a number; what is it")
        asked.append(f"{values.listed([value])}: {meaning}?")
    if not asked:
        reading.lines += [f"not_recorded = {table(missing)}"] if missing else []
        return reading
    gaps = dict.fromkeys([*nines, *unclear[:12]], "not done")
    dropped = [f"ignore = {array(list(around))}"] if around else []
    without = [*dropped, f"not_recorded = {table(missing | gaps)}"] if missing or gaps else dropped
    says = [f"{', '.join(around)} beside a number is left out"] if around else []
    says += [f"{', '.join(gaps)} = not recorded"] if gaps else []
    options = [Option("\n".join(without), "; ".join(says))]
    if nines and not unclear:
        kept = [*dropped, *([f"not_recorded = {table(missing)}"] if missing else [])]
        options.append(Option("\n".join(kept), f"{', '.join(nines)} is a measured value"))
    reading.ask = Ask("numbers", " ".join(asked), options)
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
    text = "what is the laboratory's upper limit of normal? Without one a value decides nothing."
    return Reading(ask=Ask("limit", text, options))


def propose_day(values: Values) -> list[Reading]:
    """The format of a date column: filled in when only one fits, asked when several do; days that stand for nothing asked."""
    missing = {value: MISSING_WORDS[key(value)] for value in values.recorded if key(value) in MISSING_WORDS}
    texts = [value for value in values.recorded if key(value) not in MISSING_WORDS]
    serials = [value for value in texts if _SERIAL.fullmatch(value)]
    codes = [value for value in serials if len(serials) < len(texts) and read_day(value).problem is not None]
    rest = [value for value in texts if value not in codes]
    fitting, form = _date_format(rest)
    read_as = fitting or [option.lines.partition('"')[2].rstrip('"') for option in (form.ask.options if form.ask else ())]
    odd = [*codes, *(value for value in rest if any(_stands_for_none(value, one) for one in read_as))]
    if not odd:
        return [form, Reading([f"not_recorded = {table(missing)}"])] if missing else [form]
    gaps = missing | dict.fromkeys(odd, "not recorded")
    options = [Option(f"not_recorded = {table(gaps)}", f"{', '.join(odd)} = not recorded")]
    real = [value for value in odd if any(read_day(value, one).problem == PLACEHOLDER for one in read_as)]
    if real:
        left = {value: reason for value, reason in gaps.items() if value not in real}
        lines = [f"real_days = {array(real)}"] + ([f"not_recorded = {table(left)}"] if left else [])
        options.append(Option("\n".join(lines), f"{', '.join(real)} is a day like any other"))
    return [form, Reading(ask=Ask("numbers", f"{values.listed(odd)}: a day, or a code for a missing one?", options))]


def _date_format(texts: list[str]) -> tuple[list[str], Reading]:
    """The formats that fit, and what is proposed or asked about them."""
    fitting = possible_formats(texts)
    if fitting == [ISO] or not texts:
        return [ISO], Reading()
    if len(fitting) == 1:
        return fitting, Reading([f"date_format = {quote(fitting[0])}"])
    if fitting:
        text = "every date fits more than one order of day and month: which is it?"
        return fitting, Reading(ask=Ask("dates", text, _formats(fitting)))
    forms = ["DD.MM.YYYY", "MM/DD/YYYY"]
    text = "the dates fit no single format: which is the usual one? The others become problems."
    if all(_SERIAL.fullmatch(value) for value in texts):
        forms = ["days since 1899-12-30", "days since 1904-01-01"]
        text = "the dates are numbers: days as spreadsheets count them?"
    elif short := possible_formats(texts, until=date.today().year):
        forms = short
        text = "the years have two digits, so that 25 may be 1925 or 2025: in which order, and until which year?"
    return [], Reading(ask=Ask("dates", text, _formats(forms)))


def _formats(forms: Sequence[str]) -> list[Option]:
    return [Option(f"date_format = {quote(form)}", form) for form in forms]


def _stands_for_none(value: str, form: str) -> bool:
    """Whether a day is none of a life: to come, the zero of a spreadsheet, a placeholder."""
    return read_day(value, form).problem in ("out_of_range", PLACEHOLDER)
