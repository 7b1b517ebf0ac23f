"""The parts of a mapping file, read one by one; what is wrong with them is collected, so that all of it is told in one go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from myositis.dictionary.findings import DICTIONARY
from myositis.errors import UnknownNameError, nearest
from myositis.mapping.asking import GAP
from myositis.mapping.checks import check_finding
from myositis.mapping.keys import CODING, GATE, names_for, names_in
from myositis.mapping.model import FindingMap, Gate, MappingError
from myositis.mapping.units import AGE_FACTORS, unit_of
from myositis.mapping.values import key, reason_of
from myositis.reading.day_formats import DayFormat
from myositis.rules.vocabulary import Variable


class PartReader:
    """Reads the parts of one file. What cannot be read is told (`tell`) and left out; `refuse` ends it.

    dictionary: the entries that may be mapped: the data dictionary, with the findings of a registry's own criteria.
    """

    def __init__(self, name: str, dictionary: Mapping[str, Variable] = DICTIONARY) -> None:
        self.name = name
        self.dictionary = dictionary
        self.faults: dict[str, None] = {}

    def tell(self, where: str, message: str) -> None:
        """A fault, by the part that it is in."""
        self.faults[f"{where}: {message}"] = None

    def refuse(self) -> None:
        """MappingError when there are faults: all of them, in one line."""
        if len(self.faults) == 1:
            raise MappingError(f"`{self.name}`, {next(iter(self.faults))}")
        if self.faults:
            numbered = "; ".join(f"({number}) {fault}" for number, fault in enumerate(self.faults, start=1))
            raise MappingError(f"`{self.name}` has {len(self.faults)} faults: {numbered}")

    def known(self, given: dict[str, Any], allowed: Iterable[str], where: str) -> None:
        """Tells every key that is not allowed."""
        names = list(allowed)
        for each in (one for one in given if one not in names):
            close = nearest(each, names)
            hint = f"did you mean `{close}`?" if close else f"known here: {', '.join(names)}"
            self.tell(where, f"`{each}` is not understood; {hint}")

    def part(self, given: dict[str, Any], name: str) -> dict[str, Any]:
        """A part of the file; empty when it is not there or no table."""
        value = given.get(name, {})
        if isinstance(value, dict):
            return value
        self.tell(f"[{name}]", "a table is expected")
        return {}

    def tell_questions(self, given: dict[str, Any]) -> None:
        """Tells the questions that are still there: the first one whole, the others by their places."""
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
            self.tell(where, f"a question is open: {text} Answer it and delete its `question` line{more}")

    def tell_gaps(self, given: Any, where: str) -> None:
        """Tells where an answer was taken over with its gap."""
        if isinstance(given, dict):
            for name, value in given.items():
                inner = {"the file": f"[{name}]", "[findings]": f"[findings.{name}]"}.get(where, where)
                self.tell_gaps(value, inner)
        elif isinstance(given, list):
            for one in given:
                self.tell_gaps(one, where)
        elif given == GAP:
            self.tell(where, f"`{GAP}` is a gap: put the values there that belong, or delete it")

    def codings(self, given: dict[str, Any]) -> dict[str, Any]:
        """The shared codings, by their names."""
        found = {}
        for each, about in self.part(given, "codings").items():
            where = f"[codings.{each}]"
            if isinstance(about, dict):
                self.known(about, names_in(CODING), where)
                found[each] = about
            else:
                self.tell(where, "a table is expected")
        return found

    def text(self, given: dict[str, Any], name: str, where: str) -> str | None:
        value = given.get(name)
        if value is None or isinstance(value, str):
            return value
        self.tell(where, f"{name} is a text in quotation marks")
        return None

    def one_of(self, given: dict[str, Any], name: str, where: str, allowed: tuple[Any, ...], shown: str) -> Any:
        """One of a few values, of the same type; None when it is not given."""
        value = given.get(name)
        if value is None or any(value == one and type(value) is type(one) for one in allowed):
            return value
        self.tell(where, f"{name} is {shown}")
        return None

    def texts(self, given: dict[str, Any], name: str, where: str, read: Any = str) -> dict[str, str]:
        """A table of raw values and what each means."""
        value = given.get(name, {})
        if isinstance(value, dict) and all(isinstance(meaning, str) for meaning in value.values()):
            return {key(raw): read(meaning) for raw, meaning in value.items()}
        self.tell(where, f'{name} is a table such as {{ "9" = "unknown" }}')
        return {}

    def with_coding(self, name: str, about: Any, codings: dict[str, Any]) -> Any:
        """A part with the coding that it names."""
        chosen = about.get("coding") if isinstance(about, dict) else None
        if chosen is None:
            return about
        where = f"[findings.{name}]"
        if "yes" in about or "no" in about:
            self.tell(where, "coding and yes, no exclude each other")
        if chosen not in codings:
            known = ", ".join(f"`{each}`" for each in codings) or "none"
            self.tell(where, f"there is no [codings.{chosen}]; known: {known}")
            return {**about, "yes": [], "no": []}
        coding = {name: value for name, value in codings[chosen].items() if name != "question"}
        own, shared = (given.get("not_recorded", {}) for given in (about, coding))
        missing = {**shared, **own} if isinstance(own, dict) and isinstance(shared, dict) else {}
        return {**about, **coding, **({"not_recorded": missing} if missing else {})}

    def keys(self, given: dict[str, Any], name: str, where: str) -> tuple[str, ...]:
        """A list of raw values."""
        value = given.get(name, [])
        if isinstance(value, list) and not any(isinstance(one, list | dict) for one in value):
            return tuple(dict.fromkeys(key(one) for one in value))
        self.tell(where, f'{name} is a list of raw values such as ["1", "x"]')
        return ()

    def columns(self, given: dict[str, Any], name: str, where: str) -> tuple[str, ...]:
        """A list of columns."""
        value = given.get(name, [])
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return tuple(value)
        self.tell(where, f'{name} is a list of texts such as ["centre", "number"]')
        return ()

    def boxes(self, given: dict[str, Any], where: str) -> dict[str, str]:
        """Columns of boxes, with the reason that each gives."""
        value = given.get("missing_boxes", {})
        if isinstance(value, dict) and all(isinstance(reason, str) for reason in value.values()):
            return {column: reason_of(reason) for column, reason in value.items()}
        self.tell(where, 'missing_boxes is a table such as { "skin___99" = "not examined" }')
        return {}

    def date_format(self, given: dict[str, Any], where: str) -> str | None:
        text = self.text(given, "date_format", where)
        try:
            return DayFormat(text).text if text is not None else None
        except UnknownNameError as error:
            self.tell(where, str(error))
            return None

    def finding(self, name: str, about: Any) -> FindingMap | None:
        """The part about one finding; None when it cannot be read. Whether it leaves something open is asked of whole parts."""
        where, before = f"[findings.{name}]", len(self.faults)
        variable = self.dictionary.get(name)
        if variable is None:
            close = nearest(name, self.dictionary)
            self.tell(where, f"there is no such finding; did you mean `{close}`?" if close else "no such finding")
        if not isinstance(about, dict):
            self.tell(where, "a table is expected")
        if variable is None or not isinstance(about, dict):
            return None
        self.known(about, names_for(variable), where)
        column = self.text(about, "column", where)
        if column is None and "column" not in about:
            self.tell(where, "`column` is missing: which column of the file is it?")
        finding = FindingMap(
            variable,
            column or "",
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
        if len(self.faults) > before:
            return None
        if "question" not in about:
            check_finding(finding, about, lambda message: self.tell(where, message))
        return finding

    def gate(self, about: dict[str, Any], where: str) -> Gate | None:
        given = about.get("asked_when")
        if given is None:
            return None
        if not isinstance(given, dict) or not isinstance(given.get("column"), str) or not given.get("is"):
            self.tell(where, 'asked_when is written { column = "skin_exam_done", is = ["1"] }')
            return None
        self.known(given, names_in(GATE), where)
        otherwise = self.text(given, "otherwise", where)
        return Gate(given["column"], frozenset(self.keys(given, "is", where)), reason_of(otherwise or "not asked"))

    def unit(self, text: str | None, variable: Variable, where: str) -> str | None:
        if text is None:
            return None
        if variable.name == "age_at_onset":
            if text in AGE_FACTORS:
                return text
            self.tell(where, "the unit of an age is years or months")
            return None
        unit = unit_of(text)
        if unit is None:
            self.tell(where, f"`{text}` is no unit known here: U/l, ukat/l, nkat/l, multiples of the limit, as its limit")
        return unit

    def limit(self, given: Any, where: str) -> Decimal | dict[str, Decimal] | None:
        if given is None or given == "unknown":
            return None
        if isinstance(given, dict) and given and set(given) <= {"female", "male", "other"}:
            limits = {sex: self._positive(number, where) for sex, number in given.items()}
            return {sex: number for sex, number in limits.items() if number is not None}
        return self._positive(given, where)

    def number(self, given: dict[str, Any], name: str, where: str) -> Decimal | None:
        value = given.get(name)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return Decimal(str(value))
        self.tell(where, f"{name} is a number")
        return None

    def _positive(self, given: Any, where: str) -> Decimal | None:
        if isinstance(given, int | float) and not isinstance(given, bool) and 0 < given < 1e9:
            return Decimal(str(given))
        self.tell(where, 'limit is a number above 0, { female = 170, male = 200 }, or "unknown"')
        return None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
