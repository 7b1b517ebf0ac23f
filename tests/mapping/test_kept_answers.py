"""A proposal for a changed export keeps what was answered, and asks only what is new."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from mapping.tables import table, values
from myositis.files import read_table
from myositis.mapping import MappingError, apply_mapping, parse_mapping
from myositis.mapping.dialogue import answer, open_questions
from myositis.mapping.kept_answers import keep_answers
from myositis.mapping.proposing import as_proposal, draft
from myositis.published import find

STUDY = Path(__file__).parents[2] / "fixtures" / "study"
EARLIER = """
[missing]
"-999" = "not asked"
[rows]
collapse = "ever"
[codings."a"]
yes = ["2"]
no = ["1"]
[findings.patient_id]
column = "nr"
[findings.dysphagia]
column = "swallow"
coding = "a"
[findings.sex]
column = "g"
values = { "1" = "male" }
[findings.gottron_sign]
column = "gone"
yes = ["1"]
no = ["0"]
"""
CHANGED = {"nr": ["1", "2", "3"], "swallow": ["1", "2", "3"], "g": ["1", "1", "2"], "heliotrope_rash": ["yes", "no", "yes"]}


def test_what_was_answered_stays_and_what_is_new_is_asked() -> None:
    raw = table(CHANGED)
    made = draft(raw)
    notes = keep_answers(made, EARLIER, raw)
    assert "the column `gone` (gottron_sign) is gone" in notes
    assert "new: `heliotrope_rash`, perhaps heliotrope_rash" in notes
    questions = open_questions(made)
    assert [question.about for question in questions] == [("`3` = ?   in `swallow`", "`2` = ?   in `g`")]
    answer(made, questions[0], "3 = not done, 2 = female")
    text = as_proposal(made).text
    given = tomllib.loads(text)
    assert given["missing"] == {"-999": "not asked"}
    assert given["rows"] == {"collapse": "ever"}
    cohort = apply_mapping(parse_mapping(text), raw)[1]
    assert values(cohort, "dysphagia") == [False, True, None]
    assert values(cohort, "sex") == ["male", "male", "female"]
    assert values(cohort, "heliotrope_rash") == [True, False, True]
    assert not cohort.problems


@pytest.mark.parametrize(
    ("file", "mapping"),
    [("european.csv", "european"), ("ukat.csv", "ukat"), ("study.sav", "spss"), ("study.dta", "stata"), ("visits.csv", "visits")],
)
def test_every_part_of_an_unchanged_export_stays_as_it_was_without_a_question(file: str, mapping: str) -> None:
    raw = read_table(STUDY / file)
    text = (STUDY / f"{mapping}.toml").read_text(encoding="utf-8")
    made = draft(raw)
    keep_answers(made, text, raw)
    before, after = tomllib.loads(text), tomllib.loads(as_proposal(made).text)
    assert {name: after["findings"][name] for name in before["findings"]} == before["findings"]
    for part in ("file", "missing", "rows"):
        assert after.get(part, {}) == before.get(part, {})


def test_an_earlier_mapping_with_open_questions_is_refused() -> None:
    with pytest.raises(MappingError, match="a question is open"):
        keep_answers(draft(table(CHANGED)), EARLIER + 'question = "?"\n', table(CHANGED))


def test_what_was_not_found_then_is_not_asked_for_again_and_new_words_have_their_likely_meaning() -> None:
    raw = table({"nr": ["1", "2", "3"], "swallow": ["2", "1", "nicht vorh."]})
    made = draft(raw, criteria=(find("eular-acr-2017"),))
    keep_answers(made, EARLIER, raw)
    (question,) = open_questions(made)
    assert question.about == ("`nicht vorh.` = no   in `swallow`",)
