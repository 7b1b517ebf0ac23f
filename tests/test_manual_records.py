"""The manual, first part: what follows from a record, what contradicts it, what only looks odd. As drawn tables.

On the left of `||` stands a record, on the right what becomes of it.

A blank cell is not recorded. A record can be written in columns, or in words in a column `record`: `onset 52, anti_jo1,
no dysphagia, treatment_response = improved`. Sets are written with `/`; `-` is nothing. Every table of results is read twice:
patient by patient, and as one cohort of text cells.
"""

from __future__ import annotations

import re
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from drawn import draw_record
from myositis import Patient, classify
from myositis.cohort.engines import classify_cohort
from myositis.cohort.plan import classify_values
from myositis.cohort.result import result_names
from myositis.dictionary.derivations import EVERYWHERE, ODDITIES
from myositis.dictionary.findings import DICTIONARY
from myositis.dictionary.record import contradictions, derive
from myositis.published import find
from myositis.reading.cohort import read_values
from myositis.rules.values import Interval
from test_learning import as_read


def in_words(text: str) -> dict[str, str]:
    """A record in words, as text cells."""
    record = {}
    for item in filter(None, (part.strip() for part in text.split(","))):
        name, equals, value = (part.strip() for part in item.partition("="))
        if equals:
            record[name] = value
        elif item.startswith("onset "):
            record["age_at_onset"] = item.removeprefix("onset ")
        elif item.startswith("no "):
            record[item.removeprefix("no ")] = "no"
        else:
            record[item] = "yes"
    return record


def drawn(table: str, base: str = "") -> list[tuple[dict[str, str], dict[str, str]]]:
    """The rows of a drawn table: the record as text cells, and what is expected of it."""
    lines = [line for line in table.splitlines() if line.strip() and not set(line.strip()) <= set("-+|= ")]
    rows = []
    header, *body = ([[cell.strip() for cell in side.split("|")] for side in line.split("||")] for line in lines)
    for left, right in body:
        cells = dict(zip(header[0], left, strict=True))
        written = in_words(cells.pop("record", ""))
        record = {**in_words(base), **written, **{name: cell for name, cell in cells.items() if cell}}
        assert set(record) <= set(DICTIONARY), f"not in the data dictionary: {set(record) - set(DICTIONARY)}"
        rows.append((record, dict(zip(header[1], right, strict=True))))
    return rows


def cell_of(value: Any) -> str:
    """A value as the tables write it."""
    match value:
        case None | () | "":
            return "-"
        case bool():
            return "yes" if value else "no"
        case tuple():
            return "/".join(value)
        case Interval(low, high):
            return f"{low:g} to {high:g}"
        case float():
            return f"{value:g}"
    return str(value).replace("|", "/")


def as_cohort(records: list[dict[str, str]]) -> pl.DataFrame:
    """Records as a frame of text cells, with ids."""
    rows = [{"patient_id": f"p{place}", **record} for place, record in enumerate(records)]
    names = dict.fromkeys(name for row in rows for name in row)
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))


def check_results(criteria: str, table: str, base: str = "") -> None:
    """Every row gets the results that the table draws, one by one and as a cohort. base: recorded in every row."""
    rows = drawn(table, base)
    classified = classify_cohort(as_cohort([record for record, _ in rows]), criteria).to_dicts()
    names = result_names(find(criteria))
    for (record, expected), row in zip(rows, classified, strict=True):
        result = classify(Patient(**record), criteria)
        for name, cell in expected.items():
            assert cell_of(getattr(result, name)) == cell, (record, name)
            assert cell_of(row[names[name]]) == cell, ("as a cohort", record, name)


def check_derived(table: str, base: str = "") -> None:
    """What is known of every row, by name: what is recorded and what follows from it."""
    for record, expected in drawn(table, base):
        known = Patient(**record).derived()
        for name, cell in expected.items():
            assert cell_of(known.get(name.removeprefix("known "))) == cell, (record, name)


# --- What follows from what -----------------------------------------------------------------------------------------------


def test_a_summary_is_present_when_any_part_is_and_absent_when_all_are() -> None:
    check_derived("""
    heliotrope_rash | gottron_papules | gottron_sign || known dm_rash
    ----------------+-----------------+--------------++--------------
    yes             |                 |              || yes
    no              | yes             |              || yes
    no              | no              | no           || no
    no              | no              |              || -
                    |                 |              || -
    """)
    check_derived("""
    proximal_upper_weakness | proximal_lower_weakness || known proximal_weakness
                            | yes                     || yes
    no                      | no                      || no
    no                      |                         || -
    """)
    check_derived("""
    biopsy_endomysial | biopsy_perimysial | biopsy_perifascicular | biopsy_rimmed_vacuoles || known biopsy_myositis
                      |                   | yes                   |                        || yes
    no                | no                | no                    | yes                    || no
                      |                   |                       | yes                    || -
    """)
    check_derived("""
    ck_elevated | ldh_elevated | ast_elevated | alt_elevated | aldolase_elevated || known muscle_enzymes_elevated
                |              | yes          |              |                   || yes
    no          | no           | no           | no           | yes               || no
    no          | no           | no           |              | yes               || -
    """)


def test_a_recorded_summary_wins_and_when_absent_makes_its_unrecorded_parts_absent() -> None:
    check_derived("""
    dm_rash | heliotrope_rash | gottron_papules || known dm_rash | known heliotrope_rash | known gottron_papules
    no      |                 |                 || no            | no                    | no
    no      | no              |                 || no            | no                    | no
    yes     |                 |                 || yes           | -                     | -
    yes     | no              | no              || yes           | no                    | no
    """)
    check_derived("""
    muscle_enzymes_elevated || known ck_elevated | known alt_elevated | known aldolase_elevated
    no                      || no                | no                 | -
    yes                     || -                 | -                  | -
    """)
    check_derived("""
    biopsy_myositis || known biopsy_endomysial | known biopsy_perifascicular | known biopsy_rimmed_vacuoles
    no              || no                      | no                          | -
    """)


def test_a_recorded_wider_summary_overrules_parts_that_are_all_absent() -> None:
    check_derived("""
    proximal_upper_weakness | proximal_lower_weakness | proximal_weakness || known proximal_weakness
    no                      | no                      | yes               || yes
    """)


def test_the_emg_conclusion_follows_from_short_units_with_one_of_the_two_others() -> None:
    check_derived("""
    emg_short_polyphasic | emg_spontaneous_activity | emg_repetitive_discharges | emg_myopathic || known emg_myopathic
    yes                  | yes                      |                           |               || yes
    yes                  |                          | yes                       |               || yes
    yes                  | no                       | no                        |               || no
    no                   | yes                      | yes                       |               || no
    no                   |                          |                           |               || no
    yes                  |                          |                           |               || -
                         | yes                      | yes                       |               || -
    yes                  | yes                      | yes                       | no            || no
    no                   | no                       | no                        | yes           || yes
    """)


@pytest.mark.parametrize("enzyme", ["ck", "ldh", "ast", "alt", "aldolase"])
def test_a_value_is_elevated_above_its_own_limit_and_decides_nothing_without_it(enzyme: str) -> None:
    table = """
    ck     | ck_uln | ck_elevated || known ck_elevated
    161    | 160    |             || yes
    160    | 160    |             || no
    160.5  | 160    |             || yes
    5027   |        |             || -
           | 160    |             || -
    43     | 160    | yes         || yes
    <160   | 160    |             || no
    <=160  | 160    |             || no
    <161   | 160    |             || -
    >160   | 160    |             || yes
    >=160  | 160    |             || -
    >=161  | 160    |             || yes
    >10000 | 160    |             || yes
    >10000 | 20000  |             || -
    <160   |        |             || -
    100    | <200   |             || -
    200    | <200   |             || yes
    """
    check_derived(re.sub(r"\bck(?=\b|_)", enzyme, table))


def test_an_age_is_counted_by_the_calendar_from_two_dates() -> None:
    check_derived("""
    birth_date | symptom_onset_date | age_at_onset || known age_at_onset
    1990-06-15 | 2008-06-14         |              || 17
    1990-06-15 | 2008-06-15         |              || 18
    1992-02-29 | 2010-02-28         |              || 17
    1992-02-29 | 2010-03-01         |              || 18
    1992-02-29 | 2012-02-29         |              || 20
    1990-06-15 | 1990-06-15         |              || 0
    1990-06-15 | 2008-06-15         | 50           || 50
    1990-06-15 |                    |              || -
    """)


def test_partial_dates_leave_an_interval_of_years() -> None:
    check_derived("""
    birth_date | symptom_onset_date || known age_at_onset
    1990       | 2008               || 17 to 18
    1990       | 2008-06-15         || 17 to 18
    1990-06-15 | 2008               || 17 to 18
    1990-06    | 2008-06            || 17 to 18
    1990-06    | 2008-07            || 18
    1990-06    | 2008-05            || 17
    1990       | 1990               || 0
    """)


# --- Contradictions -------------------------------------------------------------------------------------------------------


def test_these_records_contradict_themselves() -> None:
    rows = drawn("""
    record                                                              || code
    no muscle_biopsy_performed, biopsy_endomysial                       || biopsy_finding_without_biopsy
    no muscle_biopsy_performed, biopsy_rimmed_vacuoles                  || biopsy_finding_without_biopsy
    no muscle_biopsy_performed, biopsy_myositis                         || biopsy_finding_without_biopsy
    no muscle_enzymes_elevated, ck_elevated                             || muscle_enzymes_elevated_absent_part_present
    no muscle_enzymes_elevated, alt = 61, alt_uln = 60                  || muscle_enzymes_elevated_absent_part_present
    no proximal_weakness, proximal_lower_weakness                       || proximal_weakness_absent_part_present
    no dm_rash, gottron_sign                                            || dm_rash_absent_part_present
    no biopsy_myositis, biopsy_perifascicular                           || biopsy_myositis_absent_part_present
    muscle_enzymes_elevated, no ck_elevated, no ldh_elevated, no ast_elevated, no alt_elevated || enzymes_present_parts_absent
    no ck_elevated, ck = 161, ck_uln = 160                              || ck_absent_value_above_limit
    no ldh_elevated, ldh = 161, ldh_uln = 160                           || ldh_absent_value_above_limit
    no ast_elevated, ast = 161, ast_uln = 160                           || ast_absent_value_above_limit
    no alt_elevated, alt = 161, alt_uln = 160                           || alt_absent_value_above_limit
    no aldolase_elevated, aldolase = >160, aldolase_uln = 160           || aldolase_absent_value_above_limit
    birth_date = 1990-06-15, symptom_onset_date = 1990-06-14            || onset_before_birth
    birth_date = 1990, symptom_onset_date = 1989-12                     || onset_before_birth
    """)
    assert {expected["code"] for _, expected in rows} == {item.code for item in EVERYWHERE}
    cohort = classify_values(read_values(as_cohort([record for record, _ in rows])), (find("bohan-peter-1975"),))
    assert cohort.results["myositis_status"].unique().to_list() == ["invalid"]
    assert cohort.results["bohan_peter_1975_level"].null_count() == len(rows)
    for place, (record, expected) in enumerate(rows):
        with pytest.raises(ValidationError, match=re.escape(f"[{expected['code']}]")):
            Patient(**record)
        (problem,) = cohort.cohort.problems_of(place)
        assert (problem.row, problem.code) == (place + 2, expected["code"])


def test_these_records_look_similar_and_stand() -> None:
    rows = drawn("""
    record                                                              || stands
    no muscle_biopsy_performed, no biopsy_endomysial, no biopsy_myositis || yes
    biopsy_endomysial                                                   || yes
    no biopsy_myositis, biopsy_rimmed_vacuoles                          || yes
    no muscle_enzymes_elevated, aldolase_elevated                       || yes
    no proximal_weakness, neck_flexors_weaker, legs_proximal_weaker     || yes
    proximal_weakness, no proximal_upper_weakness, no proximal_lower_weakness || yes
    dm_rash, no heliotrope_rash, no gottron_papules, no gottron_sign    || yes
    biopsy_myositis, no biopsy_endomysial, no biopsy_perimysial, no biopsy_perifascicular || yes
    muscle_enzymes_elevated, no ck_elevated, no ldh_elevated, no ast_elevated || yes
    muscle_enzymes_elevated, ck = 40, ck_uln = 160, no ldh_elevated, no ast_elevated, no alt_elevated || yes
    ck_elevated, ck = 40, ck_uln = 160                                  || yes
    no ck_elevated, ck = 5027                                           || yes
    no ck_elevated, ck = >=160, ck_uln = 160                            || yes
    no emg_myopathic, emg_short_polyphasic, emg_spontaneous_activity, emg_repetitive_discharges || yes
    birth_date = 1990-06-15, symptom_onset_date = 1990-06-15            || yes
    birth_date = 1990-06, symptom_onset_date = 1990-06-01               || yes
    birth_date = 1870-06-15, symptom_onset_date = 1995-01-01            || yes
    onset 5, childhood_vasculitis, exclusion_myasthenia, malignancy     || yes
    """)
    cohort = classify_values(read_values(as_cohort([record for record, _ in rows])), (find("bohan-peter-1975"),))
    assert cohort.problems == []
    for record, _ in rows:
        Patient(**record)


BIOPSY = ("biopsy_endomysial", "biopsy_perimysial", "biopsy_perifascicular", "biopsy_rimmed_vacuoles", "biopsy_myositis")
ENZYMES = ("ck", "ldh", "ast", "alt")
PARTS = {
    "muscle_enzymes_elevated": tuple(f"{name}_elevated" for name in ENZYMES),
    "proximal_weakness": ("proximal_upper_weakness", "proximal_lower_weakness"),
    "dm_rash": ("heliotrope_rash", "gottron_papules", "gottron_sign"),
    "biopsy_myositis": BIOPSY[:3],
}


def contradictions_in(record: dict[str, Any]) -> set[str]:
    """The five kinds of contradiction, written out plainly for whole dates and exact values."""

    def above(name: str) -> bool:
        value, limit = record.get(name), record.get(f"{name}_uln")
        return value is not None and limit is not None and value > limit

    def present(name: str) -> bool:
        return bool(record[name] if name in record else above(name.removesuffix("_elevated")))

    found = set()
    if record.get("muscle_biopsy_performed") is False and any(record.get(name) for name in BIOPSY):
        found.add("biopsy_finding_without_biopsy")
    for summary, parts in PARTS.items():
        if record.get(summary) is False and any(present(part) for part in parts):
            found.add(f"{summary}_absent_part_present")
    if record.get("muscle_enzymes_elevated") and all(record.get(f"{name}_elevated") is False for name in ENZYMES):
        found.add("enzymes_present_parts_absent")
    for name in (*ENZYMES, "aldolase"):
        if record.get(f"{name}_elevated") is False and above(name):
            found.add(f"{name}_absent_value_above_limit")
    birth, onset = record.get("birth_date"), record.get("symptom_onset_date")
    if birth is not None and onset is not None and onset < birth:
        found.add("onset_before_birth")
    return found


@settings(max_examples=150, deadline=None)
@given(source=st.randoms(use_true_random=False), missing=st.sampled_from([0.1, 0.4, 0.7]))
def test_nothing_else_is_a_contradiction(source: Any, missing: float) -> None:
    record = draw_record(source, missing, contradictory=True)
    read = as_read(record)
    assert {item.code for item in contradictions(read, derive(read))} == contradictions_in(record)


# --- What only looks odd --------------------------------------------------------------------------------------------------


def test_what_looks_odd_is_a_warning_and_the_recorded_value_stands() -> None:
    texts = {item.code: item.text for item in ODDITIES}
    rows = drawn("""
    record                                                                     || warning
    onset 17.9, birth_date = 1990-06-15, symptom_onset_date = 2009-06-15       || age_differs_from_dates
    onset 18, birth_date = 1990-06-15, symptom_onset_date = 2009-06-15         || -
    onset 20.9, birth_date = 1990-06-15, symptom_onset_date = 2009-06-15       || -
    onset 21, birth_date = 1990-06-15, symptom_onset_date = 2009-06-15         || age_differs_from_dates
    onset 18, birth_date = 1990, symptom_onset_date = 2010                     || -
    onset 17, birth_date = 1990, symptom_onset_date = 2010                     || age_differs_from_dates
    no emg_myopathic, emg_short_polyphasic, emg_spontaneous_activity, emg_repetitive_discharges || emg_absent_full_triad
    no emg_myopathic, emg_short_polyphasic, emg_spontaneous_activity           || -
    emg_myopathic, emg_short_polyphasic, emg_spontaneous_activity, emg_repetitive_discharges || -
    birth_date = 1870-06-15, symptom_onset_date = 1991-06-15                   || onset_after_120
    birth_date = 1870-06-15, symptom_onset_date = 1991-06-14                   || -
    """)
    assert {expected["warning"] for _, expected in rows} == {*texts, "-"}
    for record, expected in rows:
        patient = Patient(**record)
        assert patient.warnings() == ((texts[expected["warning"]],) if expected["warning"] != "-" else ()), record
        if "age_at_onset" in record:
            assert patient.derived()["age_at_onset"] == float(record["age_at_onset"])
        if "emg_myopathic" in record:
            assert patient.derived()["emg_myopathic"] == (record["emg_myopathic"] == "yes")
