"""The sets after the first two, on records with the later findings: one patient, columns, lazy engines, SQL and brute force
say the same."""

from __future__ import annotations

import random

import duckdb
import polars as pl
import pytest

from by_trying import tried
from drawn import draw_frame, draw_record, frame_of
from myositis import classify_cohort
from myositis.cohort.plan import classify_values
from myositis.cohort.result import RESULTS, result_names
from myositis.cohort.row_by_row import classify_rows
from myositis.dictionary.record import derive
from myositis.errors import UnknownNameError
from myositis.one_patient.classification import classify_record
from myositis.one_patient.result import select_column
from myositis.published import ALL, DEFAULT, find, find_all, variants
from myositis.published.criteria_set import CriteriaSet, dictionary_of
from myositis.published.not_on_offer import NOT_ON_OFFER
from myositis.reading.cohort import read_values
from myositis.rules.values import Interval
from myositis.rules.vocabulary import variables
from myositis.sql import needed_columns, select_statement
from sql.databases import SQLite

FURTHER = tuple(one for one in variants() if one.id not in {known.id for known in DEFAULT})
NAMES = [one.full_id for one in FURTHER]


@pytest.mark.parametrize("name", NAMES)
def test_the_open_outcomes_are_those_that_some_completion_reaches(name: str) -> None:
    criteria, source = find(name), random.Random(name)
    judged = 0
    while judged < 60:
        record = draw_record(source, source.choice([0.1, 0.2, 0.35]), later=True)
        record = {key: value for key, value in record.items() if "date" not in key and not key.startswith(("excl", "better"))}
        # CK that is known to be normal lies between 0 and 1 times its limit, below every cut-off.
        known = {key: 0.5 if isinstance(value, Interval) else value for key, value in derive(record).items()}
        column = select_column(criteria, record)
        read = variables(*column.level.rules, *column.subgroup.rules)
        if sum(item.name not in known for item in read) > 9:
            continue
        judged += 1
        result = classify_record(record, criteria)
        levels, subgroups = tried(criteria, known)
        assert set(result.open_levels) == levels, record
        assert set(result.open_subgroups) == subgroups, record


@pytest.mark.parametrize("name", NAMES)
def test_a_cohort_gets_the_results_of_each_of_its_patients_from_every_reader(name: str) -> None:
    criteria = find(name)
    frame = draw_frame(250, seed=len(name), missing=0.35, contradictory=True, later=True)
    dictionary = dictionary_of((criteria,))
    columns, rows = (
        read(read_values(frame, dictionary=dictionary), (criteria,)).results for read in (classify_values, classify_rows)
    )
    assert rows.equals(columns)
    lazy = classify_cohort(frame.lazy(), criteria, open_outcomes=True).collect()
    assert lazy.select(columns.columns).equals(columns)
    connection = duckdb.connect()
    connection.register("cohort", frame.to_arrow())
    from_duckdb = classify_cohort(connection.table("cohort"), criteria, open_outcomes=True).pl().sort("patient_id")
    assert from_duckdb.select(columns.columns).equals(columns)
    assert columns["myositis_status"].n_unique() == 2


@pytest.mark.parametrize("name", NAMES)
def test_a_statement_says_of_every_record_what_the_library_says(name: str) -> None:
    criteria = find(name)
    frame = draw_frame(200, seed=len(name) + 1, missing=0.35, contradictory=True, later=True)
    expected = classify_cohort(frame, criteria)
    database = SQLite()
    database.load(frame)
    columns = [column for column in needed_columns(criteria) if column in frame.columns]
    found = sorted(
        database.run(select_statement(criteria, dialect="sqlite", columns=columns)), key=lambda row: row["patient_id"]
    )
    own = result_names(criteria, RESULTS)
    for row, patient in zip(found, expected.rows(named=True), strict=True):
        assert row["status"] == patient["myositis_status"], patient
        assert (row["level"], row["subgroup"]) == (patient[own["level"]], patient[own["subgroup"]]), patient
        if "highest_level" in row and row["level"] not in (None, "excluded"):
            assert row["highest_level"] == patient[own["open_levels"]].split("|")[-1], patient


def test_all_sets_together_are_the_same_as_each_alone() -> None:
    frame = draw_frame(80, seed=4, missing=0.4, later=True)
    together = classify_cohort(frame, "all")
    for one in ALL:
        alone = classify_cohort(frame, one)
        names = [name for name in result_names(one).values() if name in alone.columns]
        assert together.select(names).equals(alone.select(names)), one.id


def test_what_no_chosen_set_reads_makes_no_row_invalid() -> None:
    """A later finding with a code that cannot be read, or against another, concerns only those who read it."""
    frame = pl.DataFrame({"heliotrope_rash": ["yes"] * 2, "anti_ars": ["perhaps", "no"], "anti_pl7": ["", "yes"]})
    assert classify_cohort(frame)["myositis_status"].to_list() == ["classified"] * 2
    assert classify_cohort(frame, "lega-2015")["myositis_status"].to_list() == ["invalid"] * 2
    assert classify_cohort(frame, "lega-2015")["lega_2015_level"].to_list() == [None, None]


def test_families_are_asked_for_by_name() -> None:
    assert find_all("all") == ALL
    assert find_all(None) == DEFAULT
    assert [one.id for one in find_all("ibm")] == ["griggs-1995", "enmc-ibm-2011"]
    assert {one.id for one in find_all("antisynthetase")} == {"connors-2010", "solomon-2011", "lega-2015"}
    assert {"german-jdm-2018", "eular-acr-2017"} <= {one.id for one in find_all("juvenile")}


@pytest.mark.parametrize("name", NOT_ON_OFFER)
def test_a_published_set_that_is_not_on_offer_is_refused_with_the_reason(name: str) -> None:
    with pytest.raises(UnknownNameError, match=r"is not on offer: .* Needed: "):
        find(name)


def test_a_revision_can_be_pinned() -> None:
    assert find("eular-acr-2017@1") == find("eular-acr-2017")
    assert find("bohan-peter-1975@1:emg=triad") == find("bohan-peter-1975:emg=triad")
    with pytest.raises(UnknownNameError, match="no revision `2` of `eular-acr-2017`; on offer: eular-acr-2017@1"):
        find("eular-acr-2017@2")


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_every_set_says_how_well_it_is_evidenced(one: CriteriaSet) -> None:
    assert one.evidence
    assert classify_record({}, one).evidence == {item.part: item.grade for item in one.evidence}
    assert one.short_title != one.title


def test_a_frame_of_records_holds_what_was_drawn() -> None:
    record = draw_record(random.Random(1), later=True)
    (row,) = frame_of([record]).rows(named=True)
    assert {name: value for name, value in row.items() if value is not None} == {"patient_id": "00000", **record}
