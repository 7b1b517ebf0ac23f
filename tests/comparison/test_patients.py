"""The rows that made the difference, and what one more finding would do."""

from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from by_completion import BIOPSY, completions, evaluate
from comparison.small_cohorts import frame_of, is_excluded, outcome, random_record
from myositis.comparison import Comparison, compare
from myositis.comparison.results import ExplainedGroup
from myositis.dictionary.findings import DICTIONARY
from myositis.dictionary.record import derive
from myositis.one_patient.classification import classify_record
from myositis.published import DEFAULT, find
from myositis.published.criteria_set import CriteriaSet

WEAK = {"proximal_upper_weakness": True, "proximal_lower_weakness": True}
NO_RASH = dict.fromkeys(("heliotrope_rash", "gottron_papules", "gottron_sign"), False)
NO_BIOPSY = dict.fromkeys(("biopsy_endomysial", "biopsy_perimysial", "biopsy_perifascicular", "biopsy_rimmed_vacuoles"), False)
COMPLETE = {
    "age_at_onset": 50.0, **WEAK, "neck_flexors_weaker": True, "legs_proximal_weaker": True, "finger_flexor_weakness": False,
    "treatment_response": "improved", "dysphagia": False, **NO_RASH, "anti_jo1": False, "muscle_enzymes_elevated": True,
    "aldolase_elevated": False, "emg_myopathic": False, "biopsy_myositis": False, "muscle_biopsy_performed": False,
}  # fmt: skip


def compared(record: dict[str, Any], *, reference: str = "yes") -> Comparison:
    return compare(frame_of([record], truth=[reference]), reference="truth")


def reasons(record: dict[str, Any], *, reference: str = "yes") -> list[ExplainedGroup]:
    """How a missed case, or a classified comparator, is explained under both sets; none where it is right."""
    return [group for one in compared(record, reference=reference).misclassified for group in one.groups]


def eular_of(record: dict[str, Any]) -> ExplainedGroup:
    """Why EULAR/ACR does not classify a case."""
    (found,) = compare(frame_of([record], truth=["yes"]), reference="truth").misclassified[0].groups
    return found


def test_one_missing_finding_that_would_classify_is_named() -> None:
    record = {**COMPLETE, "emg_myopathic": None}
    (reading,) = reasons(record)  # EULAR/ACR classifies: 2.1 + 0.7 + 0.8 + 1.9 + 0.9 + 1.3
    assert compared(record).patients["bohan_peter_1975_level"][0] == "possible"
    assert reading.text == "electromyography not recorded"
    assert reading.rows == (("electromyography",),)


def test_alternatives_are_all_named_when_any_one_would_do() -> None:
    (reading,) = reasons({**COMPLETE, "emg_myopathic": None, "biopsy_myositis": None})
    assert reading.text == "one of muscle biopsy, electromyography not recorded"
    assert reading.rows == (("muscle biopsy",), ("electromyography",))


def test_an_absent_row_is_the_reason_only_when_no_missing_one_can_be() -> None:
    (reading,) = reasons(COMPLETE)
    assert reading.text == (
        "symmetric proximal muscle weakness and muscle enzymes without one of muscle biopsy, electromyography, "
        "dermatomyositis rash"
    )


def test_rash_without_weakness_reads_as_such() -> None:
    record = {
        **COMPLETE, **dict.fromkeys(WEAK, False), "neck_flexors_weaker": False, "legs_proximal_weaker": False,
        "gottron_sign": True, "gottron_papules": True, "biopsy_myositis": True,
    }  # fmt: skip
    record["muscle_enzymes_elevated"] = False
    record["muscle_biopsy_performed"] = True
    result = compare(frame_of([record]))
    (group,) = result.discordant[0].groups
    assert group.kind == "eular-acr-2017 only"
    assert group.text.startswith("bohan-peter-1975: muscle biopsy and dermatomyositis rash without one of symmetric proximal")
    assert result.patients["eular_acr_2017_subgroup"].to_list() == ["ADM"]


def test_an_excluded_patient_is_explained_by_what_excludes() -> None:
    found = reasons({**COMPLETE, "exclusion_infection": True})
    assert [reading.text for reading in found] == ["excluded: infection"]


def test_rows_without_each_of_which_a_comparator_would_not_be_classified() -> None:
    record = {**COMPLETE, "neck_flexors_weaker": False, "legs_proximal_weaker": False, "anti_jo1": True}
    (reading,) = [item for item in reasons(record, reference="no") if "anti-Jo-1" in item.text]
    # 2.1 + 0.7 + 0.8 + 3.9 + 1.3 = 8.8: without anti-Jo-1 4.9, without any other row at least 6.7
    assert reading.text == "rests on anti-Jo-1"


def test_bands_of_one_measurement_are_never_added_up() -> None:
    record = {**COMPLETE, "age_at_onset": None, "neck_flexors_weaker": False, "emg_myopathic": True}
    found = eular_of(record)
    # 0.7 + 0.8 + 0.9 + 1.3 = 3.7, 1.8 short: the higher band alone, and never both
    assert found.text == "age at onset not recorded"
    assert found.rows == (("age at onset 40 or more",),)
    record |= {"legs_proximal_weaker": False, "dysphagia": None}
    found = eular_of(record)
    # 0.7 + 0.8 + 1.3 = 2.8, 2.7 short: 2.1 and 0.7, although 2.1 and 1.3 would be enough
    assert found.text == "age at onset and dysphagia not recorded"
    assert found.rows == (("age at onset 40 or more", "dysphagia"),)


def test_another_band_of_a_recorded_age_is_never_what_is_missing() -> None:
    record = {**COMPLETE, "age_at_onset": 30.0, "neck_flexors_weaker": False, "emg_myopathic": True}
    (reading,) = reasons(record)
    # 1.3 + 0.7 + 0.8 + 0.9 + 1.3 = 5.0: the other band would be enough, but the patient is 30
    assert ("anti-Jo-1",) in reading.rows
    assert ("age at onset 40 or more",) not in reading.rows


def test_when_no_completion_and_no_single_row_is_enough_the_fewest_rows_of_any_kind_are_named() -> None:
    record = {**COMPLETE, **dict.fromkeys(WEAK, False), "neck_flexors_weaker": False, "legs_proximal_weaker": None}
    found = {reading.text: reading.rows for reading in reasons({**record, "age_at_onset": 30.0})}
    # 1.3 + 1.3 = 2.6 and at most 0.9 more: 2.9 short
    assert "one of heliotrope rash, Gottron's sign, anti-Jo-1 absent" in found
    found = {reading.text: reading.rows for reading in reasons({**record, "age_at_onset": 10.0, "dysphagia": None})}
    # 1.3 and at most 1.6 more: 4.2 short
    (rows,) = [rows for why, rows in found.items() if why.startswith("two among 10 rows absent or not recorded")]
    assert ("anti-Jo-1", "heliotrope rash") not in rows  # in the order of the table
    assert ("heliotrope rash", "anti-Jo-1") in rows
    assert ("legs: proximal weaker than distal", "anti-Jo-1") in rows


BANDS = {"age at onset 18 to below 40": 30.0, "age at onset 40 or more": 50.0}
PARTS = {
    "symmetric proximal muscle weakness": ("proximal_upper_weakness",), "muscle biopsy": ("biopsy_endomysial",),
    "muscle enzymes": ("ldh_elevated",), "dermatomyositis rash": ("gottron_sign",),
    "electromyography": ("emg_short_polyphasic", "emg_spontaneous_activity"), "muscle enzymes elevated": ("ldh_elevated",),
}  # fmt: skip
LABELS = {item.label: (name,) for name, item in DICTIONARY.items()} | PARTS


def classified_with(criteria: CriteriaSet, record: dict[str, Any], rows: tuple[str, ...]) -> bool | None:
    """Whether the record is classified when these rows hold and all else is absent; None when a part is recorded absent."""
    completed = {"age_at_onset": 5.0, **record}
    for label in rows:
        if label in BANDS:
            completed["age_at_onset"] = BANDS[label]
            continue
        for name in LABELS[label]:
            if record.get(name) is False:
                return None
            completed[name] = True
    done = next(completions(completed))
    column = criteria.columns[-1 if any(record.get(name) is not None for name in BIOPSY) else 0]
    level = next(line.outcome for line in column.level.lines if line.rule is None or evaluate(line.rule, done))
    return level in ("probable", "definite")


@pytest.mark.parametrize("seed", range(4))
def test_rows_named_as_not_recorded_classify_together_and_none_of_them_can_be_spared(seed: int) -> None:
    rng = random.Random(seed)
    records = [random_record(rng) for _ in range(60)]
    result = compare(frame_of(records, truth=["yes"] * len(records)), reference="truth")
    sizes = []
    for criteria, found in zip(DEFAULT, result.misclassified, strict=True):
        for reading, place in ((group, place) for group in found.groups for place in group.patients):
            record = records[place]
            assert result.patients[f"{criteria.prefix}_why"][place] == reading.text
            if is_excluded(criteria, record):
                assert reading.text.startswith("excluded")
                continue
            can = any(outcome(criteria, record, done, "probable") for done in completions(record))
            assert can == ("not recorded" in reading.text and "absent" not in reading.text)
            for rows in reading.rows if can else ():
                together = classified_with(criteria, record, rows)
                if together is not None:
                    assert together
                    assert not any(classified_with(criteria, record, fewer) for fewer in combinations(rows, len(rows) - 1))
                    sizes.append(len(rows))
    assert sizes.count(1) > 5
    assert max(sizes) > 1


def test_groups_are_the_patients_of_the_off_diagonal_cells() -> None:
    rng = random.Random(8)
    result = compare(frame_of([random_record(rng) for _ in range(80)]))
    table = result.patients
    off = (table["eular_acr_2017_classified"] != table["bohan_peter_1975_classified"]).arg_true().to_list()
    listed = [place for group in result.discordant[0].groups for place in group.patients]
    assert sorted(listed) == off
    assert len(off) == result.discordant[0].n == sum(result.overall.pairs[0].agreements[0].table.counts[i][1 - i] for i in (0, 1))
    sizes = [group.n for group in result.discordant[0].groups]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("seed", range(3))
def test_a_finding_settles_a_patient_when_each_of_its_values_decides(seed: int) -> None:
    rng = random.Random(seed)
    records = [random_record(rng, 4) for _ in range(25)]
    result = compare(frame_of(records), ["eular-acr-2017", "bohan-peter-1975"])
    seen = 0
    for criteria, found in zip(DEFAULT, result.knowing, strict=True):
        for item in found.findings:
            if item.finding in ("age_at_onset", "treatment_response"):
                continue
            settled = missing = 0
            for record, determined in zip(records, result.patients[f"{criteria.prefix}_determined"], strict=True):
                if determined or derive(record).get(item.finding) is not None:
                    continue
                if item.finding in BIOPSY and classify_record(record, criteria).column == "without biopsy":
                    continue  # the column that was selected does not read it
                reached = [
                    {outcome(criteria, record, done, "probable") for done in completions(record) if done[item.finding] is value}
                    for value in (True, False)
                ]
                missing += 1
                settled += all(len(outcomes) == 1 for outcomes in reached)
            assert (item.settled, item.missing) == (settled, missing), item.finding
            seen += 1
    assert seen > 5


def test_an_assigned_set_has_no_rows_and_the_other_set_explains() -> None:
    frame = frame_of([{**COMPLETE, "emg_myopathic": None}], panel=["yes"])
    result = compare(frame, "bohan-peter-1975", assigned="panel")
    (group,) = result.discordant[0].groups
    assert (group.kind, group.text) == ("panel only", "bohan-peter-1975: electromyography not recorded")


def test_the_published_cohort_disagrees_because_of_what_is_missing() -> None:
    frame = pl.read_csv(Path(__file__).parents[2] / "fixtures" / "cohorts" / "ar2963.csv", infer_schema=False)
    result = compare(frame, [find("eular-acr-2017"), "bohan-peter-1975"])
    assert result.overall.pairs[0].agreements[0].table.counts == ((0, 0), (19, 6))
    assert all("not recorded" in group.text for group in result.discordant[0].groups)
    assert [one.undetermined for one in result.knowing] == [25, 6]
    settling = {item.finding: item.settled for item in result.knowing[1].findings}
    assert settling["biopsy_myositis"] == 4
