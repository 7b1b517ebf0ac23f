"""The first sentence: what a colleague would write into the chart, and nothing that the record does not say."""

from __future__ import annotations

import random
from typing import Any

import pytest

from drawn import draw_record
from myositis.one_patient.chart_review import chart_review, chart_review_markdown
from myositis.one_patient.classification import classify_record
from myositis.one_patient.verdict import in_short, verdict
from myositis.one_patient.words import NARROWEST, paragraph, percent, percent_range
from myositis.published import DEFAULT, find, variants
from one_patient.answering import PATIENTS

EULAR, BOHAN_PETER = find("eular-acr-2017"), find("bohan-peter-1975")
WITHOUT_ANTIBODY: dict[str, Any] = {
    "age_at_onset": 47.0, "proximal_upper_weakness": True, "proximal_lower_weakness": True, "neck_flexors_weaker": False,
    "legs_proximal_weaker": False, "dm_rash": False, "dysphagia": False, "muscle_enzymes_elevated": True,
    "finger_flexor_weakness": False,
}  # fmt: skip


UNSAID = (
    "whatever it is", "(1 of 2)", "of the first four", "column with", "(subgroup open)", "not_met", " of 7.5)", "make it met",
    "up to met", "clinico pathologically", ", recorded", "skin lesion", "not: ", "((", "better_explanation",
    "Open levels: not met, met",
)  # fmt: skip


def drawn(seed: int, missing: float) -> dict[str, Any]:
    record = draw_record(random.Random(seed), missing)
    return {name: value for name, value in record.items() if not name.endswith("_date")}


def first_sentence(record: dict[str, Any], criteria: str = "eular-acr-2017") -> str:
    return verdict(classify_record(record, find(criteria), trace=True), find(criteria))[0]


def test_a_definite_result_is_said_with_its_disease_its_source_and_its_probability() -> None:
    told = first_sentence(PATIENTS["woman_with_rash_and_weakness"])
    assert told == "Classified: definite inflammatory myopathy, dermatomyositis (EULAR/ACR 2017). Probability 99.2 %."
    told = first_sentence(PATIENTS["woman_with_rash_and_weakness"], "bohan-peter-1975")
    assert told == "Classified: definite dermatomyositis (Bohan & Peter 1975)."


def test_what_is_missing_is_said_with_how_far_it_could_lead_and_what_decides() -> None:
    assert first_sentence(WITHOUT_ANTIBODY) == (
        "Not classified with the findings recorded (EULAR/ACR 2017); what is missing could still make it definite "
        "(probability 39 % to 97 %). Most decisive: anti-Jo-1."
    )


def test_the_finding_that_settles_is_named_before_the_one_with_most_points() -> None:
    record = {**WITHOUT_ANTIBODY, "dysphagia": None, "anti_jo1": False}
    result = classify_record(record, EULAR, trace=True)
    assert [item.settles for item in result.what_ifs or ()] == [True]
    assert first_sentence(record).endswith("Most decisive: dysphagia.")
    nothing_settles = {"age_at_onset": 52.0, "proximal_upper_weakness": True}
    assert not any(item.settles for item in classify_record(nothing_settles, EULAR, trace=True).what_ifs or ())
    assert first_sentence(nothing_settles).endswith("Most decisive: anti-Jo-1."), "3.9 points, more than any other"


def test_an_open_subgroup_is_said_as_what_would_have_to_be_found() -> None:
    told = first_sentence({"age_at_onset": 52.0, "heliotrope_rash": True, "gottron_papules": True, "gottron_sign": True})
    assert "definite inflammatory myopathy; amyopathic dermatomyositis unless muscle weakness is found" in told
    assert "subgroup open" not in told


def test_several_open_subgroups_are_listed() -> None:
    assert "polymyositis, but it could still be dermatomyositis, amyopathic" in first_sentence(
        {"age_at_onset": 52.0, "anti_jo1": True}
    )


def test_possible_is_not_classified_and_says_so() -> None:
    record = {"proximal_weakness": True, "muscle_enzymes_elevated": True, "biopsy_myositis": False, "emg_myopathic": False}
    told = first_sentence({**record, "dm_rash": False}, "bohan-peter-1975")
    assert told == (
        "Not classified: only possible polymyositis (Bohan & Peter 1975); probable or definite counts as classified."
    )


def test_not_met_whatever_is_missing_and_at_most_possible() -> None:
    record = PATIENTS["rash_alone"]
    told = first_sentence(record, "bohan-peter-1975")
    assert told == "Not classified, whatever the missing findings are (Bohan & Peter 1975): at most possible."
    assert first_sentence({**record, "biopsy_myositis": False}, "bohan-peter-1975") == (
        "Not classified: the criteria are not met (Bohan & Peter 1975)."
    )


def test_nothing_recorded_is_said_and_is_no_result() -> None:
    for criteria in DEFAULT:
        assert verdict(classify_record({}, criteria, trace=True), criteria)[0].startswith(
            "Not classified: nothing is recorded that these criteria ask for"
        )


def test_what_would_decide_between_subgroups_is_said_only_where_it_is_a_finding() -> None:
    record = {"age_at_onset": 45.0, "gottron_papules": True, "anti_mda5": True, "proximal_weakness": False, "ck_elevated": False}
    record |= {"skin_biopsy_dm": True, "rash_duration": 8.0, "better_explanation": False}
    assert first_sentence(record, "mhlw-2020") == (
        "Classified: amyopathic dermatomyositis, but it could still be dermatomyositis (MHLW 2020/22)."
    )
    assert first_sentence(record, "amyopathic-dm") == (
        "Classified: clinically amyopathic dermatomyositis; amyopathic dermatomyositis, but it could still be hypomyopathic "
        "dermatomyositis (Amyopathic DM, core definition)."
    )


def test_a_condition_is_said_only_of_a_patient_who_is_classified_or_could_be() -> None:
    for record in ({}, {"age_at_onset": 30.0}):
        assert len(verdict(classify_record(record, find("enmc-ibm-2011"), trace=True), find("enmc-ibm-2011"))) == 1
    assert len(verdict(classify_record({"age_at_onset": 60.0}, find("enmc-ibm-2011"), trace=True), find("enmc-ibm-2011"))) == 2


def test_criteria_that_do_not_apply_have_no_notes_to_read() -> None:
    review = classify_record({"age_at_onset": 50.0, "better_explanation": True}, EULAR, trace=True).explain()
    assert "Notes" not in review
    assert classify_record({"age_at_onset": 50.0, "better_explanation": True}, EULAR).notes, "they stay in the data"


def test_what_excludes_is_named() -> None:
    told = first_sentence({"dm_rash": True, "exclusion_myasthenia": True}, "bohan-peter-1975")
    assert told.startswith("Not classified: the criteria do not apply (Bohan & Peter 1975), because this is recorded as present")
    assert told.endswith("present: myasthenia gravis.")


def test_the_condition_stands_behind_the_verdict_while_it_is_not_recorded() -> None:
    told = verdict(classify_record(WITHOUT_ANTIBODY, EULAR, trace=True), EULAR)
    assert told[1:] == ("Provided no other disease explains it better: not recorded.",)
    told = verdict(classify_record({**WITHOUT_ANTIBODY, "better_explanation": False}, EULAR, trace=True), EULAR)
    assert told[1:] == ()


def test_no_probability_is_said_to_be_certain() -> None:
    assert (percent(0.99951), percent(0.0004), percent(0.8975)) == ("more than 99.9 %", "less than 0.1 %", "89.8 %")
    assert percent_range(0.1234, 0.94) == "12 % to 94 %"
    assert percent_range(0.001, 0.999) == "less than 1 % to more than 99 %"


def test_in_short_never_leaves_an_undetermined_level_alone() -> None:
    assert in_short(classify_record(WITHOUT_ANTIBODY, EULAR), EULAR) == "not met, up to definite"
    assert in_short(classify_record({**WITHOUT_ANTIBODY, "anti_jo1": True}, EULAR), EULAR) == "definite PM"


@pytest.mark.parametrize("width", [60, 72, 80, 100])
@pytest.mark.parametrize("seed", range(12))
def test_a_review_wraps_at_the_width_and_never_inside_a_word(seed: int, width: int) -> None:
    record = drawn(seed, 0.3 * (seed % 3))
    for criteria in DEFAULT:
        result = classify_record(record, criteria, trace=True)
        wide, narrow = chart_review(result, criteria, 1000), chart_review(result, criteria, width)
        assert max(map(len, narrow.splitlines())) <= width
        assert wide.split() == narrow.split(), "the same words, none of them cut"


def test_numbers_stay_with_their_unit_and_titles_with_their_year() -> None:
    lines = paragraph("x" * 41 + " probability of 12 % in EULAR/ACR 2017 and again", 60).splitlines()
    assert not any(line.startswith(("%", "2017")) for line in lines)
    assert paragraph("a", 10) == "a"
    assert max(map(len, paragraph("word " * 100, 20).splitlines())) > NARROWEST - 6, "not narrower than 60"


def test_criteria_without_levels_are_met_or_can_still_be_met() -> None:
    record = PATIENTS["woman_with_rash_and_weakness"]
    assert first_sentence(record, "connors-2010") == (
        "Not classified with the findings recorded (Connors 2010); what is missing could still meet the criteria. Most "
        "decisive: antisynthetase antibody."
    )
    tanimoto = find("tanimoto-1995")
    assert in_short(classify_record(record, tanimoto), tanimoto) == "not met, could still be met"
    assert first_sentence({**record, "muscle_pain": True}, "tanimoto-1995") == "Classified: dermatomyositis (Tanimoto 1995)."
    assert first_sentence({**record, "muscle_pain": True}, "mhlw-2020") == (
        "Classified: dermatomyositis (MHLW 2020/22)."
    )


def test_several_findings_that_decide_alike_are_named_or_counted_and_those_that_decide_nothing_alone_are_not() -> None:
    assert first_sentence(PATIENTS["child"], "bohan-peter-1975").endswith(
        "Most decisive: biopsy evidence of myositis or EMG evidence of myositis."
    )
    assert first_sentence(PATIENTS["woman_with_rash_and_weakness"], "tanimoto-1995").endswith(
        "Most decisive: muscle pain or any of 6 others."
    )
    man = PATIENTS["man_with_weak_finger_flexors_and_rimmed_vacuoles"]
    assert first_sentence(man, "tanimoto-1995").endswith("what is missing could still meet the criteria.")
    assert first_sentence(man, "griggs-1995").endswith(
        "could still make it definite inclusion body myositis. Most decisive: invasion of fibres (biopsy)."
    )


def test_a_level_below_those_that_count_is_said_while_more_is_open() -> None:
    record = {"proximal_weakness": True, "muscle_enzymes_elevated": True, "biopsy_myositis": False, "dm_rash": False}
    assert first_sentence(record, "bohan-peter-1975") == (
        "Not classified with the findings recorded: possible polymyositis (Bohan & Peter 1975); what is missing could still "
        "make it probable. Most decisive: EMG evidence of myositis."
    )


def test_words_that_nobody_says_are_gone() -> None:
    for seed in range(30):
        record = drawn(seed, 0.5)
        for criteria in variants():
            review = " ".join(classify_record(record, criteria, trace=True).explain().split())
            for phrase in UNSAID:
                assert phrase not in review, phrase


def test_findings_that_matter_only_together_take_one_line() -> None:
    review = classify_record({}, EULAR, trace=True).explain()
    assert review.count("Only in combination: ") == 1
    assert "if absent" not in review


def test_markdown_has_the_same_rows() -> None:
    result = classify_record(WITHOUT_ANTIBODY, EULAR, trace=True)
    text = chart_review_markdown(result, EULAR)
    assert text.startswith("## EULAR/ACR 2017\n\nNot classified with")
    assert "| ? | 3.9 | anti-Jo-1 |" in text
    assert "4.9 points; at most 8.8 with what is not recorded" in text
