"""What must hold before a mapping is used: every ambiguity is settled, nothing is said twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from myositis.dictionary.findings import DICTIONARY, patient_id
from myositis.mapping.model import FindingMap, MappingError, StudyMapping
from myositis.mapping.units import MULTIPLES
from myositis.rules.vocabulary import Category, Finding, Measurement

COLLAPSES = ("ever", "first", "last")


def is_enzyme(finding: FindingMap) -> bool:
    """Whether the finding is a measurement that has a limit of normal."""
    return isinstance(finding.variable, Measurement) and f"{finding.variable.name}_uln" in DICTIONARY


def check_finding(finding: FindingMap, given: dict[str, Any], error: Callable[[str], MappingError]) -> None:
    """MappingError when the part about one finding leaves something open or says it twice."""
    meanings = [*finding.yes, *finding.no, *finding.values, *finding.not_recorded]
    twice = [value for value in meanings if meanings.count(value) > 1]
    if twice:
        raise error(f"`{twice[0]}` is given two meanings (capitals and outer blanks do not count)")
    if finding.collapse is not None:
        check_collapse(finding.collapse, error)
    match finding.variable:
        case Finding():
            _check_yes_no(finding, given, error)
        case Category(values=allowed):
            wrong = [value for value in finding.values.values() if value not in allowed]
            if wrong:
                raise error(f"`{wrong[0]}` is no value of it; it has {', '.join(allowed)}")
        case Measurement():
            _check_measurement(finding, given, error)


def check_collapse(rule: str, error: Callable[[str], MappingError]) -> None:
    """MappingError for a rule about several rows that does not exist."""
    if rule not in COLLAPSES and not rule.removeprefix("event:").strip():
        raise error('an event is named after the colon: collapse = "event:baseline"')
    if rule not in COLLAPSES and not rule.startswith("event:"):
        raise error(f'collapse is "ever", "first", "last" or "event:<name>", not `{rule}`')


def _check_yes_no(finding: FindingMap, given: dict[str, Any], error: Callable[[str], MappingError]) -> None:
    if finding.blank not in ("not recorded", "no"):
        raise error('blank is "not recorded" or "no"')
    if "" in (*finding.yes, *finding.no):
        raise error('a blank cell is not listed with the values; blank = "no" says that it is a no')
    if finding.checkbox:
        if finding.unticked not in ("no", "not recorded"):
            raise error('a checkbox needs unticked = "no" or unticked = "not recorded": is an empty box a no?')
    elif finding.unticked is not None:
        raise error("unticked is for checkbox = true")
    elif "yes" not in given and "no" not in given and finding.yes_at_least is None:
        raise error('which raw values are yes and which are no? yes = ["1"], no = ["0"]')


def _check_measurement(finding: FindingMap, given: dict[str, Any], error: Callable[[str], MappingError]) -> None:
    if finding.unit is not None and finding.unit_column is not None:
        raise error("unit and unit_column exclude each other")
    if finding.units and finding.unit_column is None:
        raise error("units says how the cells of unit_column are read, which is not given")
    if not is_enzyme(finding):
        return
    if finding.unit is None and finding.unit_column is None:
        raise error('in which unit is the value? unit = "U/l", "ukat/l", "multiples of the limit" or "as its limit"')
    if "limit" in given and finding.limit_column is not None:
        raise error("limit and limit_column exclude each other")
    if finding.unit == MULTIPLES and ("limit" in given or finding.limit_column is not None):
        raise error("a multiple of the limit needs no limit")
    if finding.limit is not None and finding.unit_column is not None and finding.limit_unit is None:
        raise error("the unit differs from row to row, so the limit needs its own: limit_unit")


def check_mapping(mapping: StudyMapping, error: Callable[[str, str], MappingError], *, needs_findings: bool = True) -> None:
    """MappingError when the parts do not fit together."""
    if needs_findings and not mapping.findings:
        raise error("the file", "no finding is mapped")
    rows = mapping.rows
    rules = [rows.collapse, *(finding.collapse for finding in mapping.findings)]
    if rows.collapse is not None:
        check_collapse(rows.collapse, lambda message: error("[rows]", message))
    if any(rules) and rows.collapse is None:
        raise error("[rows]", "a finding says how several rows become one, but the file does not: set collapse here too")
    if rows.collapse is not None and mapping.finding(patient_id.name) is None:
        raise error("[rows]", "which rows belong together? Map patient_id")
    for finding in mapping.findings:
        where = f"[findings.{finding.variable.name}]"
        if is_enzyme(finding):
            _check_limit(mapping, finding, where, error)
        if isinstance(finding.limit, dict) and mapping.finding("sex") is None:
            raise error(where, "a limit per sex needs [findings.sex]")


def _check_limit(mapping: StudyMapping, finding: FindingMap, where: str, error: Callable[[str, str], MappingError]) -> None:
    own = mapping.finding(f"{finding.variable.name}_uln")
    has = finding.limit is not None or finding.limit_column is not None or finding.unit == MULTIPLES
    if own is not None and has:
        raise error(where, f"the limit has two sources: [findings.{own.variable.name}] gives it too")
