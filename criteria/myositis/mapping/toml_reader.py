"""Reading a mapping file, strictly: an unknown key, an open question or a value with two meanings is an error."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from decimal import Decimal
from os import PathLike
from pathlib import Path
from typing import Any

from myositis.dictionary.findings import DICTIONARY, patient_id
from myositis.errors import AccessError, UnknownNameError, nearest
from myositis.mapping.asking import GAP
from myositis.mapping.checks import check_finding, check_mapping
from myositis.mapping.combined_cells import joined_name
from myositis.mapping.keys import CODING, FILE, GATE, ROWS, names_for, names_in
from myositis.mapping.model import FindingMap, Gate, MappingError, Rows, StudyMapping
from myositis.mapping.units import AGE_FACTORS, unit_of
from myositis.mapping.values import key, reason_of
from myositis.reading.day_formats import DayFormat
from myositis.rules.vocabulary import Variable

_TOP = ("file", "missing", "rows", "codings", "findings", "response", "question")


def read_mapping(
    path: str | PathLike[str],
    *,
    redcap_dictionary: str | PathLike[str] | None = None,
    needs_findings: bool = True,
) -> StudyMapping:
    """Read a mapping file.

    redcap_dictionary: the study's REDCap data dictionary, in place of the one that the mapping names. A relative path in
    the mapping starts from the mapping file. needs_findings: False for a reader of other parts, such as [response].

    Errors: MappingError when a question is open or a part is not understood; AccessError when the file cannot be opened.
    """
    name = Path(path).name
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise AccessError(f"`{name}` cannot be opened: {error.strerror}") from None
    except UnicodeDecodeError:
        raise MappingError(f"`{name}` is not UTF-8 text: a mapping file is TOML") from None
    return parse_mapping(
        text, name=name, folder=Path(path).parent, redcap_dictionary=redcap_dictionary, needs_findings=needs_findings
    )


def parse_mapping(
    text: str,
    *,
    name: str = "mapping",
    folder: Path | None = None,
    redcap_dictionary: str | PathLike[str] | None = None,
    needs_findings: bool = True,
) -> StudyMapping:
    """The mapping that TOML text says; see `read_mapping`."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"`{name}` is not valid TOML: {error}") from None
    reader = _Reader(name)
    reader.known(given, _TOP, "the file")
    reader.refuse_gaps(given, "the file")
    reader.refuse_questions(given)
    file = reader.part(given, "file")
    reader.known(file, names_in(FILE), "[file]")
    rows = reader.part(given, "rows")
    reader.known(rows, names_in(ROWS), "[rows]")
    parts = reader.part(given, "findings")
    identity = reader.columns(rows, "id", "[rows]")
    if identity and patient_id.name in parts:
        raise reader.error("[rows]", "id and [findings.patient_id] both name the patient: keep one")
    if identity:
        parts = {patient_id.name: {"column": joined_name(identity)}, **parts}
    codings = reader.part(given, "codings")
    for each, about in codings.items():
        where = f"[codings.{each}]"
        if not isinstance(about, dict):
            raise reader.error(where, "a table is expected")
        reader.known(about, names_in(CODING), where)
    findings = tuple(reader.finding(each, reader.with_coding(each, about, codings)) for each, about in parts.items())
    thousands = reader.text(file, "thousands", "[file]")
    if thousands not in (None, ",", ".", " ", "'"):
        raise reader.error("[file]", 'thousands is ",", ".", " " or "\'"')
    comma = file.get("decimal_comma")
    if comma is not None and not isinstance(comma, bool):
        raise reader.error("[file]", "decimal_comma is true or false")
    dictionary = redcap_dictionary or reader.text(file, "redcap_dictionary", "[file]")
    if dictionary is not None and redcap_dictionary is None:
        dictionary = (folder or Path()) / dictionary
    mapping = StudyMapping(
        findings,
        Rows(
            reader.text(rows, "collapse", "[rows]"),
            reader.text(rows, "event_column", "[rows]"),
            reader.text(rows, "order_by", "[rows]"),
            identity,
        ),
        reader.texts(given, "missing", "[missing]", reason_of),
        reader.date_format(file, "[file]"),
        comma,
        thousands,
        Path(dictionary) if dictionary is not None else None,
        name,
    )
    check_mapping(mapping, reader.error, needs_findings=needs_findings)
    return mapping


class _Reader:
    """Reads the parts of one file; every error names the file and the part."""

    def __init__(self, name: str) -> None:
        self.name = name

    def error(self, where: str, message: str) -> MappingError:
        return MappingError(f"`{self.name}`, {where}: {message}")

    def known(self, given: dict[str, Any], allowed: Iterable[str], where: str) -> None:
        names = list(allowed)
        for each in given:
            if each not in names:
                close = nearest(each, names)
                hint = f"did you mean `{close}`?" if close else f"known here: {', '.join(names)}"
                raise self.error(where, f"`{each}` is not understood; {hint}")

    def part(self, given: dict[str, Any], name: str) -> dict[str, Any]:
        value = given.get(name, {})
        if not isinstance(value, dict):
            raise self.error(f"[{name}]", "a table is expected")
        return value

    def refuse_questions(self, given: dict[str, Any]) -> None:
        """MappingError when a `question` is still there."""
        places: list[tuple[str, Any]] = [("the file", one) for one in _listed(given.get("question"))]
        places += [(f"[{part}]", self.part(given, part).get("question")) for part in ("file", "rows")]
        for kind in ("codings", "findings"):
            for name, about in self.part(given, kind).items():
                if isinstance(about, dict):
                    places.append((f"[{kind}.{name}]", about.get("question")))
        asked = [(where, question) for where, question in places if question]
        if asked:
            where, question = asked[0]
            text = question.get("text", "") if isinstance(question, dict) else question
            others = [place for place, _ in asked[1:]]
            more = f" ({len(others)} more questions are open: {', '.join(others)})" if others else ""
            raise self.error(where, f"a question is open: {text} Answer it and delete its `question` line{more}")

    def refuse_gaps(self, given: Any, where: str) -> None:
        """MappingError when an answer was taken over with its gap."""
        if isinstance(given, dict):
            for name, value in given.items():
                inner = {"the file": f"[{name}]", "[findings]": f"[findings.{name}]"}.get(where, where)
                self.refuse_gaps(value, inner)
        elif isinstance(given, list):
            for one in given:
                self.refuse_gaps(one, where)
        elif given == GAP:
            raise self.error(where, f"`{GAP}` is a gap: put the values there that belong, or delete it")

    def text(self, given: dict[str, Any], name: str, where: str) -> str | None:
        value = given.get(name)
        if value is not None and not isinstance(value, str):
            raise self.error(where, f"{name} is a text in quotation marks")
        return value

    def texts(self, given: dict[str, Any], name: str, where: str, read: Any = str) -> dict[str, str]:
        """A table of raw values and what each means."""
        value = given.get(name, {})
        if not isinstance(value, dict) or not all(isinstance(meaning, str) for meaning in value.values()):
            raise self.error(where, f'{name} is a table such as {{ "9" = "unknown" }}')
        return {key(raw): read(meaning) for raw, meaning in value.items()}

    def with_coding(self, name: str, about: Any, codings: dict[str, Any]) -> Any:
        """A part with the coding that it names."""
        chosen = about.get("coding") if isinstance(about, dict) else None
        if chosen is None:
            return about
        where = f"[findings.{name}]"
        if chosen not in codings:
            known = ", ".join(f"`{each}`" for each in codings) or "none"
            raise self.error(where, f"there is no [codings.{chosen}]; known: {known}")
        if "yes" in about or "no" in about:
            raise self.error(where, "coding and yes, no exclude each other")
        coding = {key_: value for key_, value in codings[chosen].items() if key_ != "question"}
        own = about.get("not_recorded", {})
        missing = {**coding.get("not_recorded", {}), **(own if isinstance(own, dict) else {})}
        return {**about, **coding, **({"not_recorded": missing} if missing else {})}

    def keys(self, given: dict[str, Any], name: str, where: str) -> tuple[str, ...]:
        """A list of raw values."""
        value = given.get(name, [])
        if not isinstance(value, list) or any(isinstance(one, list | dict) for one in value):
            raise self.error(where, f'{name} is a list of raw values such as ["1", "x"]')
        return tuple(dict.fromkeys(key(one) for one in value))

    def columns(self, given: dict[str, Any], name: str, where: str) -> tuple[str, ...]:
        """A list of columns."""
        value = given.get(name, [])
        if not isinstance(value, list) or any(not isinstance(one, str) for one in value):
            raise self.error(where, f'{name} is a list of columns such as ["centre", "number"]')
        return tuple(value)

    def boxes(self, given: dict[str, Any], where: str) -> dict[str, str]:
        """Columns of boxes, with the reason that each gives."""
        value = given.get("missing_boxes", {})
        if not isinstance(value, dict) or any(not isinstance(reason, str) for reason in value.values()):
            raise self.error(where, 'missing_boxes is a table such as { "skin___99" = "not examined" }')
        return {column: reason_of(reason) for column, reason in value.items()}

    def date_format(self, given: dict[str, Any], where: str) -> str | None:
        text = self.text(given, "date_format", where)
        try:
            return DayFormat(text).text if text is not None else None
        except UnknownNameError as error:
            raise self.error(where, str(error)) from None

    def finding(self, name: str, about: Any) -> FindingMap:
        where = f"[findings.{name}]"
        variable = DICTIONARY.get(name)
        if variable is None:
            close = nearest(name, DICTIONARY)
            raise self.error(where, f"there is no such finding; did you mean `{close}`?" if close else "no such finding")
        if not isinstance(about, dict):
            raise self.error(where, "a table is expected")
        self.known(about, names_for(variable), where)
        column = self.text(about, "column", where)
        if column is None:
            raise self.error(where, "`column` is missing: which column of the file is it?")
        finding = FindingMap(
            variable,
            column,
            yes=self.keys(about, "yes", where),
            no=self.keys(about, "no", where),
            values=self.texts(about, "values", where),
            not_recorded=self.texts(about, "not_recorded", where, reason_of),
            yes_at_least=self.number(about, "yes_at_least", where),
            ignore=self.columns(about, "ignore", where),
            months=self.columns(about, "months", where),
            blank=self.text(about, "blank", where) or "not recorded",
            checkbox=about.get("checkbox") in (True, "labels"),
            labelled_boxes=about.get("checkbox") == "labels",
            answered_by=self.columns(about, "answered_by", where),
            missing_boxes=self.boxes(about, where),
            unticked=self.text(about, "unticked", where),
            asked_when=self.gate(about, where),
            unit=self.unit(self.text(about, "unit", where), variable, where),
            unit_column=self.text(about, "unit_column", where),
            units=self.texts(about, "units", where, lambda text: self.unit(text, variable, where)),
            limit=self.limit(about.get("limit"), where),
            limit_column=self.text(about, "limit_column", where),
            limit_unit=self.unit(self.text(about, "limit_unit", where), variable, where),
            date_format=self.date_format(about, where),
            real_days=self.keys(about, "real_days", where),
            collapse=self.text(about, "collapse", where),
        )
        check_finding(finding, about, lambda message: self.error(where, message))
        return finding

    def gate(self, about: dict[str, Any], where: str) -> Gate | None:
        given = about.get("asked_when")
        if given is None:
            return None
        if not isinstance(given, dict) or not isinstance(given.get("column"), str) or not given.get("is"):
            raise self.error(where, 'asked_when is written { column = "skin_exam_done", is = ["1"] }')
        self.known(given, names_in(GATE), where)
        otherwise = self.text(given, "otherwise", where)
        return Gate(given["column"], frozenset(self.keys(given, "is", where)), reason_of(otherwise or "not asked"))

    def unit(self, text: str | None, variable: Variable, where: str) -> str | None:
        if text is None:
            return None
        if variable.name == "age_at_onset":
            if text not in AGE_FACTORS:
                raise self.error(where, "the unit of an age is years or months")
            return text
        unit = unit_of(text)
        if unit is None:
            raise self.error(where, f"`{text}` is no unit known here: U/l, ukat/l, nkat/l, multiples of the limit, as its limit")
        return unit

    def limit(self, given: Any, where: str) -> Decimal | dict[str, Decimal] | None:
        if given is None or given == "unknown":
            return None
        if isinstance(given, dict) and given and set(given) <= {"female", "male", "other"}:
            return {sex: self._positive(number, where) for sex, number in given.items()}
        return self._positive(given, where)

    def number(self, given: dict[str, Any], name: str, where: str) -> Decimal | None:
        value = given.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise self.error(where, f"{name} is a number")
        return None if value is None else Decimal(str(value))

    def _positive(self, given: Any, where: str) -> Decimal:
        if isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given < 1e9:
            raise self.error(where, 'limit is a number above 0, { female = 170, male = 200 }, or "unknown"')
        return Decimal(str(given))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
