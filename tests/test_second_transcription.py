"""The second transcription agrees with itself: tables, plain functions and vignettes were entered one by one.

Nothing here reads the package, so that a slip in the package cannot hide a slip here; `test_package_and_second_transcription`
compares the two.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from second_transcription import SETS, classify
from second_transcription.completions import outcomes
from second_transcription.griggs_1995 import in_the_gap
from second_transcription.random_records import complete_record, with_gaps
from second_transcription.record import SUMMARIES, known
from second_transcription.tables import Tables, file_name, mutants, parts, rows

VIGNETTES = Path(__file__).parents[1] / "fixtures" / "vignettes"
NEXT_SETS = {row["set"]: row for row in rows("next_sets")}
RANDOM_RECORDS = 3000

Claim = tuple[str, str, dict[str, Any], dict[str, Any]]


def as_value(cell: Any) -> Any:
    """A finding of a vignette as a value: yes and no as truth, numbers and dates as they are."""
    return {"yes": True, "no": False}.get(cell, cell)


@lru_cache
def claims() -> tuple[Claim, ...]:
    """(id of the vignette, criteria set, findings, what is claimed) for every vignette of the sets transcribed here."""
    found = []
    for path in sorted(VIGNETTES.glob("*.toml")):
        for item in tomllib.loads(path.read_text(encoding="utf-8"))["vignette"]:
            findings = {name: as_value(cell) for name, cell in item["findings"].items()}
            for key, expected in item["expected"].items():
                name, colon, options = key.partition(":")
                criteria = name.replace("_", "-") + colon + options
                if criteria.partition(":")[0] in SETS:
                    found.append((item["id"], criteria, findings, expected))
    return tuple(found)


def names_of(claim: Claim) -> str:
    return f"{claim[0]}, {claim[1]}"


@pytest.mark.parametrize("claim", claims(), ids=names_of)
def test_a_vignette_holds_under_the_plain_functions(claim: Claim) -> None:
    _, criteria, findings, expected = claim
    assert classify(criteria, findings) == (expected["level"], expected["subgroup"])
    reached = outcomes(criteria, findings)
    assert {level for level, _ in reached} == set(expected["open_levels"])
    if expected["level"] != "excluded":
        subgroups = {subgroup or "none" for _, subgroup in reached}
        assert subgroups == set(expected.get("open_subgroups", ["none"]))
    assert (len(reached) == 1) == expected["determined"]


def test_there_are_vignettes_for_every_set_and_option() -> None:
    spoken_of = {criteria for _, criteria, _, _ in claims()}
    assert spoken_of == {*NEXT_SETS, "tanimoto-1995:trunk_required=yes", "griggs-1995:gap=possible"}


def differing(tables: Tables, read: Any = dict) -> Iterator[str]:
    """The vignettes that do not hold under a set of tables; `read` may change what is read of a record."""
    for name, criteria, findings, expected in claims():
        if criteria == tables.criteria and tables.result(read(findings)) != (expected["level"], expected["subgroup"]):
            yield name


@pytest.mark.parametrize("criteria", NEXT_SETS)
def test_every_vignette_holds_under_the_tables(criteria: str) -> None:
    assert not list(differing(Tables.read(criteria)))


@pytest.mark.parametrize("criteria", NEXT_SETS)
def test_tables_and_functions_agree_on_random_records(criteria: str) -> None:
    random, tables = Random(criteria), Tables.read(criteria)
    results = set()
    for _ in range(RANDOM_RECORDS):
        complete = complete_record(random)
        for record in (complete, with_gaps(random, complete)):
            assert tables.result(record) == classify(criteria, record), record
            results.add(classify(criteria, record))
    named = set(parts(NEXT_SETS[criteria]["subgroups"])) - {"none"}
    assert {level for level, _ in results} == {*parts(NEXT_SETS[criteria]["levels"]), "excluded"}, "some level was never reached"
    assert {subgroup for _, subgroup in results} - {""} == named, "some subgroup was never reached"


@pytest.mark.parametrize("criteria", NEXT_SETS)
def test_what_is_determined_on_a_complete_record_is_its_result(criteria: str) -> None:
    random = Random(criteria)
    for _ in range(300):
        record = complete_record(random)
        assert outcomes(criteria, record) == {classify(criteria, record)}


@pytest.mark.parametrize("criteria", NEXT_SETS)
def test_the_vignettes_notice_every_slip_in_the_tables(criteria: str) -> None:
    tables, random = Tables.read(criteria), Random(criteria)
    complete = [complete_record(random) for _ in range(1000)]
    records = [*complete, *(with_gaps(random, record) for record in complete)]
    results = [tables.result(record) for record in records]
    slips, missed = 0, []
    for what, mutant in mutants(tables):
        slips += 1
        same_meaning = all(mutant.result(record) == result for record, result in zip(records, results, strict=True))
        if not same_meaning and not list(differing(mutant)):
            missed.append(what)
    assert slips > 25
    assert not missed, "\n".join(missed)


WITH_NORMAL_FINDINGS = {"griggs-1995", "enmc-ibm-2011", "mhlw-2015", "mhlw-2020", "amyopathic-dm"}
WITH_UPPER_LIMITS = {"griggs-1995", "enmc-ibm-2011", "mhlw-2020", "german-jdm-2018"}


def test_it_is_known_which_sets_ask_for_a_normal_finding_or_an_upper_limit() -> None:
    normal, limited = set(), set()
    for criteria in NEXT_SETS:
        conditions = Tables.read(criteria).conditions()
        if any(condition.endswith(" absent") for condition in conditions):
            normal.add(criteria)
        if any(" < " in condition or " <= " in condition for condition in conditions):
            limited.add(criteria)
    assert normal == WITH_NORMAL_FINDINGS
    assert limited == WITH_UPPER_LIMITS


@pytest.mark.parametrize("criteria", sorted(WITH_NORMAL_FINDINGS))
def test_the_vignettes_notice_a_blank_that_is_read_as_a_normal_finding(criteria: str) -> None:
    tables = Tables.read(criteria)
    normal = [condition.split(" ")[0] for condition in tables.conditions() if condition.endswith(" absent")]

    def blank_as_no(findings: dict[str, Any]) -> dict[str, Any]:
        facts = known(findings)
        return {**facts, **{name: False for name in normal if name not in facts}}

    assert list(differing(tables, blank_as_no))


@pytest.mark.parametrize("criteria", sorted(WITH_UPPER_LIMITS))
def test_the_vignettes_notice_a_blank_that_is_read_as_below_an_upper_limit(criteria: str) -> None:
    tables = Tables.read(criteria)
    limited = [condition.split(" ")[0] for condition in tables.conditions() if " < " in condition or " <= " in condition]

    def blank_as_low(findings: dict[str, Any]) -> dict[str, Any]:
        return {**dict.fromkeys(limited, 1), **known(findings)}

    assert list(differing(tables, blank_as_low))


def test_the_vignettes_notice_binary_floats_at_the_limits_of_ck() -> None:
    def by_division(findings: dict[str, Any]) -> dict[str, Any]:
        quotient = {"ck_multiple": findings["ck"] / findings["ck_uln"]} if "ck_uln" in findings else {}
        return {**quotient, **findings}

    assert list(differing(Tables.read("griggs-1995"), by_division))
    assert list(differing(Tables.read("enmc-ibm-2011"), by_division))


def test_the_vignettes_notice_a_summary_that_is_read_as_all_of_its_parts() -> None:
    def parts_from_summary(findings: dict[str, Any]) -> dict[str, Any]:
        filled = {part: True for name, names in SUMMARIES.items() if findings.get(name) is True for part in names}
        return {**filled, **findings}

    assert list(differing(Tables.read("tanimoto-1995"), parts_from_summary))
    assert list(differing(Tables.read("mhlw-2020"), parts_from_summary))
    assert list(differing(Tables.read("german-jdm-2018"), parts_from_summary))


def test_the_gap_of_griggs_is_exactly_what_its_option_adds() -> None:
    random = Random(7)
    seen = 0
    for _ in range(RANDOM_RECORDS):
        complete = complete_record(random)
        for record in (complete, with_gaps(random, complete)):
            strict, wide = classify("griggs-1995", record), classify("griggs-1995:gap=possible", record)
            if strict[0] != "excluded" and in_the_gap(record):
                seen += 1
                assert (strict[0], wide[0]) == ("not_met", "possible")
            else:
                assert strict == wide
    assert seen > 10


def all_findings() -> dict[str, dict[str, str]]:
    return {row["name"]: dict(row) for table in ("findings", "new_findings") for row in rows(table)}


def test_the_new_findings_are_new_and_have_names_that_every_program_takes() -> None:
    old, new = [[row["name"] for row in rows(table)] for table in ("findings", "new_findings")]
    assert len(set(old) | set(new)) == len(old) + len(new)
    assert [name for name in new if len(name) > 26 or name != name.lower()] == []
    assert all(row["what_counts"] and row["section"] and row["kind"] in ("yes_no", "number") for row in rows("new_findings"))
    assert all(row["unit"] for row in rows("new_findings") if row["kind"] == "number")


def test_every_condition_of_the_tables_reads_a_finding_of_one_of_the_two_dictionaries() -> None:
    dictionary = all_findings()
    for criteria in NEXT_SETS:
        for condition in Tables.read(criteria).conditions():
            words = condition.split(" ")
            if words[0] != "bohan_peter_1975":
                assert dictionary[words[0]]["kind"] == ("number" if len(words) == 3 else "yes_no"), condition


def test_every_new_finding_says_which_sets_read_it() -> None:
    readers: dict[str, set[str]] = {row["name"]: set() for row in rows("new_findings")}
    for criteria in NEXT_SETS:
        for condition in Tables.read(criteria).conditions():
            readers.get(condition.split(" ")[0], set()).add(criteria.partition(":")[0])
    for row in rows("new_findings"):
        said = {name for name in parts(row["read_by"]) if name in SETS}
        assert said == readers[row["name"]], row["name"]


def test_every_cut_off_stands_in_an_item_or_inside_a_finding() -> None:
    for criteria in NEXT_SETS:
        tables = Tables.read(criteria)
        bounds = {condition for condition in tables.conditions() if len(condition.split(" ")) == 3}
        cut_offs = rows(f"{file_name(criteria)}_cut_offs")
        own = {f"{row['variable']} {row['operator']} {row['number']}" for row in cut_offs if not row["inside_the_finding"]}
        assert own == bounds
        assert {row["item"] for row in cut_offs} <= {item["item"] for item in tables.items}
        assert all(row["inside_the_finding"] in all_findings() for row in cut_offs if row["inside_the_finding"])


def test_outcomes_name_items_levels_and_subgroups_of_their_set_and_every_row_has_a_grade() -> None:
    for criteria, about in NEXT_SETS.items():
        tables = Tables.read(criteria)
        items = {item["item"] for item in tables.items}
        assert len(items) == len(tables.items)
        for row in tables.outcomes:
            assert {name for cell in ("all_of", "of", "and_of", "without") for name in parts(row[cell])} <= items
            assert row["level"] in parts(about["levels"])
            assert row["subgroup"] in ("", *parts(about["subgroups"]))
        used = {name for row in tables.outcomes for cell in ("all_of", "of", "and_of", "without") for name in parts(row[cell])}
        assert used == items, f"{criteria}: some items are used nowhere"
        assert all(row["grade"] for row in (*tables.items, *tables.outcomes))
        assert set(parts(about["classified"])) < set(parts(about["levels"]))
        assert about["grade"]


def test_every_finding_of_a_vignette_is_in_one_of_the_two_dictionaries() -> None:
    dictionary = all_findings()
    assert {name for _, _, findings, _ in claims() for name in findings} <= set(dictionary)
