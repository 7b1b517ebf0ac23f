"""What must hold before a mapping is used: every ambiguity is settled, nothing is said twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from myositis.dictionary.findings import DICTIONARY, patient_id
from myositis.mapping.model import FindingMap, StudyMapping
from myositis.mapping.units import MULTIPLES
from myositis.rules.vocabulary import Category, Finding, Measurement

COLLAPSES = ("ever", "first", "last")
Tell = Callable[[str], None]
"""Takes the text of a fault: all of them are told together."""


def is_enzyme(finding: FindingMap) -> bool:
    """Whether the finding is a measurement that has a limit of normal."""
    return isinstance(finding.variable, Measurement) and f"{finding.variable.name}_uln" in DICTIONARY


def check_finding(finding: FindingMap, given: dict[str, Any], tell: Tell) -> None:
    """Tells when the part about one finding leaves something open or says it twice."""
    meanings = [*finding.yes, *finding.no, *finding.values, *finding.not_recorded]
    for value in dict.fromkeys(value for value in meanings if meanings.count(value) > 1):
        tell(f"`{value}` is given two meanings (capitals and outer blanks do not count)")
    if finding.collapse is not None:
        check_collapse(finding.collapse, tell)
    match finding.variable:
        case Finding():
            _check_yes_no(finding, given, tell)
        case Category(values=allowed):
            for value in dict.fromkeys(value for value in finding.values.values() if value not in allowed):
                tell(f"`{value}` is no value of it; it has {', '.join(allowed)}")
        case Measurement():
            _check_measurement(finding, given, tell)


def check_collapse(rule: str, tell: Tell) -> None:
    """Tells of a rule about several rows that does not exist."""
    if rule not in COLLAPSES and not rule.removeprefix("event:").strip():
        tell('an event is named after the colon: collapse = "event:baseline"')
    elif rule not in COLLAPSES and not rule.startswith("event:"):
        tell(f'collapse is "ever", "first", "last" or "event:<name>", not `{rule}`')


def _check_yes_no(finding: FindingMap, given: dict[str, Any], tell: Tell) -> None:
    if finding.blank not in ("not recorded", "no"):
        tell('blank is "not recorded" or "no"')
    if "" in (*finding.yes, *finding.no):
        tell('a blank cell is not listed with the values; blank = "no" says that it is a no')
    if finding.checkbox:
        if finding.unticked not in ("no", "not recorded"):
            tell('a checkbox needs unticked = "no" or unticked = "not recorded": is an empty box a no?')
    elif finding.unticked is not None:
        tell("unticked is for checkbox = true")
    elif "yes" not in given and "no" not in given and finding.yes_at_least is None:
        tell('which raw values are yes and which are no? yes = ["1"], no = ["0"]')


def _check_measurement(finding: FindingMap, given: dict[str, Any], tell: Tell) -> None:
    if finding.unit is not None and finding.unit_column is not None:
        tell("unit and unit_column exclude each other")
    if finding.units and finding.unit_column is None:
        tell("units says how the cells of unit_column are read, which is not given")
    if not is_enzyme(finding):
        return
    if finding.unit is None and finding.unit_column is None:
        tell('in which unit is the value? unit = "U/l", "ukat/l", "multiples of the limit" or "as its limit"')
    if "limit" in given and finding.limit_column is not None:
        tell("limit and limit_column exclude each other")
    if finding.unit == MULTIPLES and ("limit" in given or finding.limit_column is not None):
        tell("a multiple of the limit needs no limit")
    if finding.limit is not None and finding.unit_column is not None and finding.limit_unit is None:
        tell("the unit differs from row to row, so the limit needs its own: limit_unit")


def check_mapping(
    mapping: StudyMapping, tell: Callable[[str, str], None], *, needs_findings: bool = True, whole: bool = True
) -> None:
    """Tells when the parts do not fit together. whole: every part could be read, so that one that lacks is not there."""
    if needs_findings and not mapping.findings:
        tell("the file", "no finding is mapped")
    rows = mapping.rows
    rules = [rows.collapse, *(finding.collapse for finding in mapping.findings)]
    if rows.collapse is not None:
        check_collapse(rows.collapse, lambda message: tell("[rows]", message))
    if any(rules) and rows.collapse is None:
        tell("[rows]", "a finding says how several rows become one, but the file does not: set collapse here too")
    if rows.collapse is not None and whole and mapping.finding(patient_id.name) is None:
        tell("[rows]", "which rows belong together? Map patient_id")
    for finding in mapping.findings:
        where = f"[findings.{finding.variable.name}]"
        if is_enzyme(finding):
            _check_limit(mapping, finding, where, tell)
        if isinstance(finding.limit, dict) and whole and mapping.finding("sex") is None:
            tell(where, "a limit per sex needs [findings.sex]")


def _check_limit(mapping: StudyMapping, finding: FindingMap, where: str, tell: Callable[[str, str], None]) -> None:
    own = mapping.finding(f"{finding.variable.name}_uln")
    has = finding.limit is not None or finding.limit_column is not None or finding.unit == MULTIPLES
    if own is not None and has:
        tell(where, f"the limit has two sources: [findings.{own.variable.name}] gives it too")
