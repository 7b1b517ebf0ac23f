"""Every published number stands twice: in the modules, and in `fixtures/published_tables`, typed without them.

Each function below compares one table and names every cell that differs. The tests ask that nothing differs; the mutation
check asks the same functions about criteria with one number changed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from math import exp
from pathlib import Path
from typing import Any

import pytest

from myositis import Patient, classify
from myositis.dictionary.codes import OFFICIAL
from myositis.dictionary.derivations import SUMMARIES
from myositis.dictionary.findings import DICTIONARY, FIRST_EDITION
from myositis.one_patient.classification import classify_record
from myositis.one_patient.score import probability
from myositis.published import eular_acr_2017 as eular
from myositis.published.bohan_peter_1975 import BOHAN_PETER_1975
from myositis.published.criteria_set import CriteriaSet
from myositis.published.result_rules import COLUMN, SCORE
from myositis.published.tables import GRADES
from myositis.rules.vocabulary import AtLeast, Category, Day, Finding, Is, Measurement, Not, Points, Rule, Text, as_rule, atoms

TABLES = Path(__file__).parents[1] / "fixtures" / "published_tables"
COLUMNS = {"without biopsy": "without_biopsy", "with biopsy": "with_biopsy"}


def published(name: str) -> list[dict[str, str]]:
    """The rows of one transcribed table."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def in_tenths(number: str) -> int:
    """A printed number as whole tenths."""
    return int(Decimal(number) * 10)


def condition_of(rule: Rule) -> tuple[str, str]:
    """The finding that a row of the score reads and its condition, worded as in the transcription."""
    match rule:
        case Is(finding, True):
            return finding.name, "present"
        case AtLeast(measurement, bound):
            return measurement.name, f"{measurement.name} >= {bound:g}"
        case Points(((1, AtLeast(measurement, low)), (1, Not(AtLeast(same, high)))), 2) if measurement == same:
            return measurement.name, f"{low:g} <= {measurement.name} < {high:g}"
    return "?", repr(rule)


def differ(what: str, found: Any, expected: Any) -> Iterator[str]:
    """One line when a cell differs."""
    if found != expected:
        yield f"{what}: {found} in the module, {expected} in the transcription"


def score_differences(module: Any) -> Iterator[str]:
    """The score: sections, rows in order, and both columns, as printed and as the levels count them."""
    expected = published("eular_acr_2017_score")
    heading, printed = "", []
    for row in module.SCORE.rows:
        if isinstance(row, str):
            heading = row
        else:
            printed.append((heading, *condition_of(as_rule(row[0])), *row[1:]))
    yield from differ("number of rows", len(printed), len(expected))
    for place, (row, cells) in enumerate(zip(expected, printed, strict=False), 1):
        section, finding, condition, *points = cells
        where = f"score, row {place}"
        if row["section"].lower() not in section.lower():
            yield f"{where}: under the heading {section}, not {row['section']}"
        yield from differ(f"{where}, finding", finding, row["finding"])
        yield from differ(f"{where}, condition", condition, row["condition"])
        for name, number in zip(module.SCORE.columns, points, strict=True):
            yield from differ(f"{where}, {name}", "" if number is None else str(number), row[COLUMNS[name]])
    for column in module.EULAR_ACR_2017.columns:
        counted = [(points, *condition_of(rule)) for points, rule in column.score]
        name = COLUMNS[column.name]
        rows = [(in_tenths(row[name]), row["finding"], row["condition"]) for row in expected if row[name]]
        yield from differ(f"score as counted, {column.name}", counted, rows)


def cut_off_differences(module: Any) -> Iterator[str]:
    """The lower bounds of the levels, as printed and as the decisions read them, and their percentages."""
    expected = [row for row in published("eular_acr_2017_levels") if row["level"] != "not_met"]
    names = [COLUMNS[name] for name in module.CUT_OFFS.columns]
    for row, cells in zip(expected, module.CUT_OFFS.rows, strict=True):
        level, *bounds, share = cells
        yield from differ("level", level, row["level"])
        yield from differ(f"{level}, cut-offs", [str(bound) for bound in bounds], [row[name] for name in names])
        yield from differ(f"{level}, probability", f"{100 * share:g}", row["probability"])
    for column in module.EULAR_ACR_2017.columns:
        lines = [(line.outcome, getattr(line.rule, "needed", None)) for line in column.level.lines]
        asked = [(row["level"], in_tenths(row[COLUMNS[column.name]])) for row in expected]
        yield from differ(f"level, {column.name}", lines, [*asked, ("not_met", None)])
        counted = {line.rule.rows for line in column.level.lines[:-1]}
        yield from differ(f"rows that the levels count, {column.name}", counted, {column.score})
        first = column.subgroup.lines[0]
        needed = first.rule.rule.needed if isinstance(first.rule, Not) else None
        yield from differ(f"subgroup, {column.name}", (first.outcome, needed), ("none", dict(asked)["probable"]))


def constant_differences(module: Any) -> Iterator[str]:
    """The two constants of the probability, and the scores at which the note about it is given."""
    rows = published("constants")
    constants = next(row for row in rows if row["constant"] == "logistic constant")
    for column in module.EULAR_ACR_2017.columns:
        yield from differ(f"constant, {column.name}", str(column.constant), constants[COLUMNS[column.name]])
    note = next(note for note in module.EULAR_ACR_2017.notes if note.code == "probability_disagrees")
    disagreeing = published("eular_acr_2017_formula_disagreements")
    asked = [atom for atom in atoms(note.when) if isinstance(atom, Is)]
    scores = tuple(atom.value for atom in asked if atom.finding == SCORE)
    yield from differ("scores of the note", scores, tuple(in_tenths(row["score"]) for row in disagreeing))
    columns = {atom.value for atom in asked if atom.finding == COLUMN}
    yield from differ("columns of the note", columns, {row["column"] for row in disagreeing})
    same = [in_tenths(row["without_biopsy"]) for row in rows if row["constant"].startswith("formula below")]
    yield from differ("scores of the note, second place", scores, tuple(same))


def tree_age_differences(criteria: CriteriaSet) -> Iterator[str]:
    """The age that divides the tree, wherever it is asked: in the lines, and where the subgroup cannot be named."""
    (age,) = {int(name.removeprefix("onset_before_")) for name in published("eular_acr_2017_subgroups")[0] if "onset" in name}
    for column in criteria.columns:
        rules = [line.rule for line in column.subgroup.lines[1:] if line.rule is not None]
        asked = {atom.bound for atom in atoms(*rules) if isinstance(atom, AtLeast)}
        yield from differ(f"ages in the tree, {column.name}", asked, {age})
    asked = {atom.bound for atom in atoms(*criteria.unclear) if isinstance(atom, AtLeast)}
    yield from differ("ages that leave the subgroup blank while they are open", asked, {age})


RASHES = ("heliotrope_rash", "gottron_papules", "gottron_sign")
WEAKNESSES = (
    "proximal_upper_weakness",
    "proximal_lower_weakness",
    "neck_flexors_weaker",
    "legs_proximal_weaker",
    "proximal_weakness",
)


def one_of(names: tuple[str, ...], present: bool) -> list[dict[str, bool]]:
    """Every way in which exactly one of the findings is present, or the one way in which none is."""
    none = dict.fromkeys(names, False)
    return [{**none, name: True} for name in names] if present else [none]


def subgroup_records(row: dict[str, str], column: str) -> Iterator[dict[str, Any]]:
    """Every record that a row of the truth table speaks of, at level probable or definite by other findings."""
    yes = {name: cell == "yes" for name, cell in row.items()}
    base: dict[str, Any] = {"anti_jo1": True, "muscle_enzymes_elevated": True, "dysphagia": True}
    if column == "with biopsy":
        base |= {"biopsy_endomysial": True, "biopsy_perimysial": True, "biopsy_perifascicular": False}
        base["biopsy_rimmed_vacuoles"] = yes["biopsy_rimmed_vacuoles"]
    base |= {"finger_flexor_weakness": yes["finger_flexor_weakness"], "treatment_response": row["treatment_response"]}
    ages = (5.0, 17.999) if yes["onset_before_18"] else (18.0, 60.0)
    ways = product(ages, one_of(RASHES, yes["any_rash"]), one_of(WEAKNESSES, yes["any_weakness"]))
    for age, rash, weakness in ways:
        yield {**base, **rash, **weakness, "age_at_onset": age}


def subgroup_differences(criteria: CriteriaSet) -> Iterator[str]:
    """The classification tree: every row of its truth table, in both columns."""
    for row in published("eular_acr_2017_subgroups"):
        columns = COLUMNS if row["biopsy_rimmed_vacuoles"] == "no" else ("with biopsy",)
        for column in columns:
            for record in subgroup_records(row, column):
                result = classify_record(record, criteria)
                if result.level not in ("probable", "definite") or result.column != column:
                    yield f"subgroup: {record} is read as {result.level} {result.column}"
                yield from differ(f"subgroup, {column}: {record}", result.subgroup, row["subgroup"])


CRITERIA_FINDINGS = {
    "weakness": "proximal_weakness",
    "biopsy": "biopsy_myositis",
    "enzymes": "muscle_enzymes_elevated",
    "emg": "emg_myopathic",
    "rash": "dm_rash",
}


def bohan_peter_record(row: dict[str, str]) -> dict[str, Any]:
    """A complete record in which exactly these of the five criteria are met."""
    record: dict[str, Any] = {finding: row[name] == "yes" for name, finding in CRITERIA_FINDINGS.items()}
    return {**record, "aldolase_elevated": False}


def bohan_peter_level_differences(criteria: CriteriaSet) -> Iterator[str]:
    """Bohan & Peter's levels: every row of the truth table."""
    for row in published("bohan_peter_1975_levels"):
        result = classify_record(bohan_peter_record(row), criteria)
        met = [name for name in CRITERIA_FINDINGS if row[name] == "yes"]
        where = f"Bohan & Peter with {', '.join(met) or 'nothing'}"
        yield from differ(f"{where}, level", result.level, row["level"])
        yield from differ(f"{where}, subgroup", result.subgroup or "none", row["subgroup"])
        yield from differ(f"{where}, criteria met", result.criteria_met, tuple(met))
        first_four = len([name for name in met if name != "rash"])
        yield from differ(f"{where}, m", str(first_four), row["m"])
        if not result.determined:
            yield f"{where}: undetermined although nothing is missing"


def bohan_peter_group_differences(criteria: CriteriaSet) -> Iterator[str]:
    """Bohan & Peter's clinical groups: every row of the truth table at every level from possible."""
    context = ("childhood_vasculitis", "connective_tissue_disease", "malignancy")
    for row in published("bohan_peter_1975_groups"):
        for age, met in product((5.0, 17.999) if row["onset_before_18"] == "yes" else (18.0, 60.0), (2, 3, 4)):
            findings = list(CRITERIA_FINDINGS.values())[:4]
            record: dict[str, Any] = {finding: place < met for place, finding in enumerate(findings)}
            record |= {"dm_rash": row["subgroup"] == "DM", "age_at_onset": age}
            record |= {name: row[name] == "yes" for name in context}
            result = classify_record(record, criteria)
            where = f"clinical groups: {record}"
            yield from differ(f"{where}, subgroup", result.subgroup, row["subgroup"])
            yield from differ(where, set(result.groups or ()), set(row["groups"].split("|")))


def test_the_score_agrees_cell_by_cell() -> None:
    assert not list(score_differences(eular))


def test_the_cut_offs_and_their_percentages_agree() -> None:
    assert not list(cut_off_differences(eular))


def test_the_constants_and_the_three_disagreeing_scores_agree() -> None:
    assert not list(constant_differences(eular))


def test_every_row_of_the_classification_tree_agrees_in_both_columns() -> None:
    assert not list(subgroup_differences(eular.EULAR_ACR_2017))


def test_the_tree_asks_for_one_age_everywhere() -> None:
    assert not list(tree_age_differences(eular.EULAR_ACR_2017))


def test_every_row_of_bohan_and_peters_levels_agrees() -> None:
    assert not list(bohan_peter_level_differences(BOHAN_PETER_1975))


def test_every_row_of_bohan_and_peters_groups_agrees() -> None:
    assert not list(bohan_peter_group_differences(BOHAN_PETER_1975))


def test_the_truth_tables_hold_every_combination_once() -> None:
    for name, keys, rows in (
        ("eular_acr_2017_subgroups", 6, 96),
        ("bohan_peter_1975_levels", 5, 32),
        ("bohan_peter_1975_groups", 5, 32),
    ):
        table = published(name)
        assert len(table) == len({tuple(list(row.values())[:keys]) for row in table}) == rows


@pytest.mark.parametrize("column", COLUMNS)
def test_the_highest_score_is_the_published_one(column: str) -> None:
    highest = next(row for row in published("constants") if row["constant"] == "highest score")[COLUMNS[column]]
    everything = {row["finding"]: True for row in published("eular_acr_2017_score") if row[COLUMNS[column]]}
    result = classify(Patient(**{**everything, "age_at_onset": 40}), "eular-acr-2017")
    assert (result.column, str(result.score), result.level) == (column, highest, "definite")


@pytest.mark.parametrize("column", COLUMNS)
def test_the_formula_disagrees_with_the_cut_offs_at_the_three_published_scores_only(column: str) -> None:
    levels = [row for row in published("eular_acr_2017_levels") if row["probability"]]
    constant = next(item.constant for item in eular.EULAR_ACR_2017.columns if item.name == column)
    assert constant is not None
    found = []
    for score in range(300):
        share = 100 * probability(score, constant)
        by_score = next((row["level"] for row in levels if score >= in_tenths(row[COLUMNS[column]])), "not_met")
        by_formula = next((row["level"] for row in levels if share >= float(row["probability"])), "not_met")
        if by_score != by_formula:
            found.append((column, f"{score / 10}", by_score, f"{share:.2f}"))
    rows = [row for row in published("eular_acr_2017_formula_disagreements") if row["column"] == column]
    assert found == [(row["column"], row["score"], row["level_by_score"], row["probability_percent"]) for row in rows]


def test_the_probability_is_the_formula_of_the_transcribed_constant() -> None:
    constants = next(row for row in published("constants") if row["constant"] == "logistic constant")
    for column in eular.EULAR_ACR_2017.columns:
        for score in range(300):
            exact = 1 / (1 + exp(float(constants[COLUMNS[column.name]]) - score / 10))
            assert abs(probability(score, column.constant or 0) - exact) <= 0.5e-6


KINDS = {Finding: "yes_no", Category: "category", Measurement: "number", Day: "date", Text: "text"}


def test_the_data_dictionary_has_the_published_names_in_their_order() -> None:
    assert list(FIRST_EDITION) == [row["name"] for row in published("findings")]


def test_every_entry_of_the_data_dictionary_agrees() -> None:
    rows = published("findings")
    assert set(FIRST_EDITION) == {row["name"] for row in rows}
    for row in rows:
        variable = DICTIONARY[row["name"]]
        assert KINDS[type(variable)] == row["kind"], row
        assert "|".join(getattr(variable, "values", ())) == row["categories"], row
        assert variable.section == row["section"], row
        assert "|".join(variable.codes) == row["codes"], row
        if isinstance(variable, Measurement):
            same_as = {f"{row['name']}_uln": "as its limit", row["name"].removesuffix("_uln"): "as the value"}
            assert variable.unit == same_as.get(row["unit"].removeprefix("same as "), row["unit"]), row
        assert len(row["name"]) <= 26, f"{row['name']} is too long for some statistics packages: 26 characters at most"


def check_digit(number: str) -> int:
    """The last digit of a LOINC code: every second digit from the right counts twice, and all add up to a multiple of ten."""
    doubled = "".join(str(2 * int(digit)) if place % 2 == 0 else digit for place, digit in enumerate(reversed(number)))
    return -sum(map(int, doubled)) % 10


@pytest.mark.parametrize(("code", "right"), [("8076-2", True), ("8076-3", False), ("8067-2", False)])
def test_the_check_digit_of_a_code_notices_a_slip(code: str, right: bool) -> None:
    number, digit = code.split("-")
    assert (check_digit(number) == int(digit)) == right


def test_every_code_has_the_form_of_its_system_and_stands_for_one_finding() -> None:
    codes = [code for variable in DICTIONARY.values() for code in variable.codes]
    assert len(codes) == len(set(codes)) > 50
    for code in codes:
        assert re.fullmatch(r"HP:\d{7}|LOINC \d{3,6}-\d", code), code
        if code.startswith("LOINC"):
            number, digit = code.removeprefix("LOINC ").split("-")
            assert check_digit(number) == int(digit), code


def test_every_code_was_read_beside_its_official_name_and_no_other_is_listed() -> None:
    assert list(OFFICIAL) == [code for variable in DICTIONARY.values() for code in variable.codes]
    assert all(item.name and item.source.text and item.source.grade in GRADES for item in OFFICIAL.values())


def test_summaries_and_their_parts_agree() -> None:
    ours = [
        {"summary": summary.whole.name, "part": part.name, "exact": "no" if summary.wider else "yes"}
        for summary in SUMMARIES
        for part in summary.parts
        if summary.whole.name in FIRST_EDITION
    ]
    assert ours == published("summaries")
