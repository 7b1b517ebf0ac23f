"""The reader of cohorts gives every patient the same answers as the reader of one patient."""

from __future__ import annotations

import pytest

from drawn import draw_frame
from myositis.classification import classify_record
from myositis.cohort import classify_values, result_names
from myositis.criteria import Criteria
from myositis.published import ALL, find
from myositis.published.bohan_peter_1975 import VARIANTS
from myositis.reading import read_values
from myositis.record import contradictions, derive


def expected(record: dict[str, object], criteria: Criteria) -> dict[str, object]:
    result = classify_record(record, criteria)
    row: dict[str, object] = {
        "level": result.level,
        "subgroup": result.subgroup,
        "score": result.score,
        "probability": result.probability,
        "column": result.column,
        "criteria_met": "|".join(result.criteria_met or ()) or None,
        "groups": "|".join(result.groups or ()) or None,
        "open_levels": "|".join(result.open_levels),
        "open_subgroups": "|".join(result.open_subgroups) or None,
        "determined": result.determined,
        "notes": "|".join(note.code for note in result.notes) or None,
    }
    return {column: row[name] for name, column in result_names(criteria).items()}


@pytest.mark.parametrize("criteria", [*ALL, *VARIANTS[1:]], ids=lambda criteria: criteria.full_id)
@pytest.mark.parametrize("missing", [0.05, 0.3, 0.8])
def test_a_cohort_gets_the_same_results_as_each_of_its_patients(criteria: Criteria, missing: float) -> None:
    cohort = read_values(draw_frame(400, seed=int(missing * 100), missing=missing))
    result = classify_values(cohort, (criteria,))
    assert not result.problems
    for place, row in enumerate(result.results.drop("myositis_status").to_dicts()):
        assert row == expected(cohort.record(place), criteria), cohort.record(place)


def test_a_cohort_finds_the_same_contradictions_as_each_of_its_patients() -> None:
    cohort = read_values(draw_frame(600, missing=0.3, contradictory=True))
    result = classify_values(cohort, (find("bohan-peter-1975"),))
    by_row = {place: set() for place in range(600)}
    for problem in result.problems:
        by_row[problem.row - 2].add(problem.code)
    for place in range(600):
        record = cohort.record(place)
        assert by_row[place] == {item.code for item in contradictions(record, derive(record))}
        assert (result.results["myositis_status"][place] == "invalid") == bool(by_row[place])
        assert (result.results["bohan_peter_1975_level"][place] is None) == bool(by_row[place])
    assert sum(bool(codes) for codes in by_row.values()) > 100
