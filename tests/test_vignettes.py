"""Patients whose results were worked by hand: one by one, and all of them as one cohort."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from myositis import Classification, CriteriaSet, Patient, classify
from myositis.cohort.engines import classify_cohort
from myositis.cohort.result import result_names
from myositis.errors import UnknownNameError
from myositis.one_patient.classification import classify_record
from myositis.published import find

FIXTURES = Path(__file__).parents[1] / "fixtures"
FIRST_FOUR = {"weakness", "biopsy", "enzymes", "emg"}
FIRST_SETS = ("eular_acr_2017", "bohan_peter_1975")
NOT_PUBLISHED_YET: set[str] = set()
"""Sets and variants of which there are vignettes and, so far, no module: a module takes its line away."""


@lru_cache
def vignettes() -> tuple[dict[str, Any], ...]:
    """Every vignette of every file."""
    files = sorted((FIXTURES / "vignettes").glob("*.toml"))
    return tuple(item for path in files for item in tomllib.loads(path.read_text(encoding="utf-8"))["vignette"])


def criteria_id(key: str) -> str:
    """`bohan_peter_1975:emg=triad` as the id of the criteria set."""
    name, colon, options = key.partition(":")
    return name.replace("_", "-") + colon + options


@lru_cache
def published(key: str) -> bool:
    """Whether there is a module for the set or variant."""
    try:
        find(criteria_id(key))
    except UnknownNameError:
        return False
    return True


def claims() -> list[tuple[dict[str, Any], str]]:
    """Every vignette with each published criteria set that it speaks of."""
    return [(item, key) for item in vignettes() for key in item["expected"] if published(key)]


def as_claimed(result: Classification) -> dict[str, Any]:
    """A result in the words of the vignettes."""
    return {
        "level": result.level,
        "subgroup": result.subgroup or "",
        "score": None if result.score is None else round(10 * result.score),
        "column": result.column,
        "probability": None if result.probability is None else f"{result.probability:.4f}",
        "m": len(FIRST_FOUR & set(result.criteria_met or ())),
        "groups": set(result.groups or ()),
        "open_levels": result.open_levels,
        "open_subgroups": result.open_subgroups,
        "determined": result.determined,
    }


def in_any_order(key: str, values: dict[str, Any]) -> dict[str, Any]:
    """The same, without the order of what is open where the vignettes claim none (all sets but the first two)."""
    if key.partition(":")[0] in FIRST_SETS:
        return values
    return {name: frozenset(value) if name.startswith("open_") else value for name, value in values.items()}


def claimed(expected: dict[str, Any]) -> dict[str, Any]:
    """What a vignette claims, in the same form."""
    forms = {
        "score": lambda value: round(10 * value),
        "probability": lambda value: f"{value:.4f}",
        "groups": set,
        "open_levels": tuple,
        "open_subgroups": tuple,
    }
    return {name: forms.get(name, lambda value: value)(value) for name, value in expected.items() if name != "working"}


def differences(result: Classification, expected: dict[str, Any], key: str) -> Iterator[str]:
    """Every claim that the result does not fulfil."""
    found = in_any_order(key, as_claimed(result))
    for name, value in in_any_order(key, claimed(expected)).items():
        if found[name] != value:
            yield f"{name}: {found[name]}, worked by hand {value}"


def vignette_differences(criteria: CriteriaSet, key: str) -> Iterator[str]:
    """Every claim of every vignette that does not hold under these criteria; for the mutation check."""
    for item in vignettes():
        if key in item["expected"]:
            recorded = Patient(**item["findings"]).recorded()
            for text in differences(classify_record(recorded, criteria), item["expected"][key], key):
                yield f"{item['id']}, {text}"


def test_there_are_vignettes_for_both_sets_and_the_options() -> None:
    keys = [key for _, key in claims()]
    assert keys.count("eular_acr_2017") >= 60
    assert keys.count("bohan_peter_1975") >= 60
    assert {key for key in keys if key.startswith("bohan_peter_1975:")} == {
        "bohan_peter_1975:emg=triad",
        "bohan_peter_1975:emg=any",
        "bohan_peter_1975:enzymes=ck_only",
    }


def test_every_set_that_is_published_is_judged_by_its_vignettes() -> None:
    spoken_of = {key for item in vignettes() for key in item["expected"]}
    missing = {key for key in spoken_of if not published(key)}
    assert missing - NOT_PUBLISHED_YET == set(), "these have vignettes and no module of that id, with that option"
    assert NOT_PUBLISHED_YET - missing == set(), "these are published: take them out of NOT_PUBLISHED_YET"


def test_nothing_is_left_out_because_its_set_is_not_published_yet() -> None:
    skipped = [key for item in vignettes() for key in item["expected"] if not published(key)]
    if skipped:
        counts = ", ".join(f"{key} {skipped.count(key)}" for key in sorted(set(skipped)))
        pytest.skip(f"{len(skipped)} claims about sets that are not published yet: {counts}")


def test_every_vignette_has_an_id_of_its_own_and_a_source() -> None:
    assert len({item["id"] for item in vignettes()}) == len(vignettes())
    assert all(item["source"] for item in vignettes())


@pytest.mark.parametrize(("vignette", "key"), claims(), ids=lambda item: item if isinstance(item, str) else item["id"])
def test_one_patient_is_classified_as_worked_by_hand(vignette: dict[str, Any], key: str) -> None:
    result = classify(Patient(**vignette["findings"]), criteria_id(key))
    assert not list(differences(result, vignette["expected"][key], key))


@pytest.mark.parametrize(("vignette", "key"), claims(), ids=lambda item: item if isinstance(item, str) else item["id"])
def test_the_chart_review_of_every_vignette_states_its_headline(vignette: dict[str, Any], key: str) -> None:
    result = classify(Patient(**vignette["findings"]), criteria_id(key))
    review = result.explain()
    first = " ".join(review.partition("\n\n")[0].split())
    criteria = find(result.criteria)
    assert first.startswith("Classified: ") == (result.level in criteria.classified)
    assert criteria.short_title in first
    settled = result.determined and result.level != "excluded"
    assert ("No missing finding can change the " in review) == settled
    for level in result.open_levels:
        if result.level not in criteria.classified and level in criteria.classified:
            told = "what is missing could still " in first or "nothing is recorded" in first
            assert told, "an undetermined headline never stands alone"


@pytest.fixture(scope="module")
def cohort() -> pl.DataFrame:
    """All vignettes as one text file would hold them, classified under everything they speak of."""
    speaking = [item for item in vignettes() if any(published(key) for key in item["expected"])]
    rows = [{"patient_id": item["id"], **{name: str(value) for name, value in item["findings"].items()}} for item in speaking]
    names = list(dict.fromkeys(name for row in rows for name in row))
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))
    return classify_cohort(frame, [criteria_id(key) for key in dict.fromkeys(key for _, key in claims())])


def row_as_claimed(row: dict[str, Any], key: str) -> dict[str, Any]:
    """One row of the classified cohort in the words of the vignettes."""
    names = result_names(find(criteria_id(key)))
    cells = {name: row[column] for name, column in names.items()}
    score, share = cells.get("score"), cells.get("probability")
    return {
        "level": cells["level"],
        "subgroup": cells["subgroup"] or "",
        "score": None if score is None else round(10 * score),
        "column": cells.get("column"),
        "probability": None if share is None else f"{share:.4f}",
        "m": len(FIRST_FOUR & set((cells.get("criteria_met") or "").split("|"))),
        "groups": set(cells["groups"].split("|")) if cells.get("groups") else set(),
        "open_levels": tuple((cells["open_levels"] or "").split("|")),
        "open_subgroups": tuple(cells["open_subgroups"].split("|")) if cells["open_subgroups"] else (),
        "determined": cells["determined"],
    }


def test_all_vignettes_as_one_cohort_are_classified_as_worked_by_hand(cohort: pl.DataFrame) -> None:
    assert cohort["myositis_status"].unique().to_list() == ["classified"]
    rows = {row["patient_id"]: row for row in cohort.to_dicts()}
    wrong = []
    for item, key in claims():
        found = in_any_order(key, row_as_claimed(rows[item["id"]], key))
        for name, value in in_any_order(key, claimed(item["expected"][key])).items():
            if found[name] != value:
                wrong.append(f"{item['id']}, {key}, {name}: {found[name]}, worked by hand {value}")
    assert not wrong


@pytest.fixture(scope="module")
def published_cohort() -> list[dict[str, str]]:
    with (FIXTURES / "cohorts" / "ar2963_expected.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def published_table() -> pl.DataFrame:
    return pl.read_csv(FIXTURES / "cohorts" / "ar2963.csv", infer_schema=False)


def in_expected_form(cells: dict[str, Any]) -> dict[str, str]:
    """A row of results as `ar2963_expected.csv` writes it."""
    met = set((cells["bohan_peter_1975_criteria_met"] or "").split("|"))
    return {
        name: "" if cell is None else str(cell) for name, cell in {**cells, "bohan_peter_1975_m": len(met & FIRST_FOUR)}.items()
    }


def test_the_25_published_patients_get_the_results_of_the_independent_enumeration(
    published_table: pl.DataFrame, published_cohort: list[dict[str, str]]
) -> None:
    classified = classify_cohort(published_table)
    assert classified["myositis_status"].unique().to_list() == ["classified"]
    found = [in_expected_form(row) for row in classified.to_dicts()]
    assert len(found) == 25
    assert [{name: row[name] for name in published_cohort[0]} for row in found] == published_cohort


def test_each_published_patient_alone_gets_the_same(
    published_table: pl.DataFrame, published_cohort: list[dict[str, str]]
) -> None:
    for cells, expected in zip(published_table.to_dicts(), published_cohort, strict=True):
        patient = Patient(**{name: cell for name, cell in cells.items() if name in Patient.model_fields})
        for prefix in ("eular_acr_2017", "bohan_peter_1975"):
            result = classify(patient, prefix.replace("_", "-"))
            found = {
                "level": result.level,
                "subgroup": result.subgroup or "",
                "score": "" if result.score is None else str(result.score),
                "column": result.column or "",
                "open_levels": "|".join(result.open_levels),
                "open_subgroups": "|".join(result.open_subgroups),
                "m": str(len(FIRST_FOUR & set(result.criteria_met or ()))),
                "groups": "|".join(result.groups or ()),
            }
            for name, value in found.items():
                assert expected.get(f"{prefix}_{name}", value) == value, (cells["patient_id"], prefix, name)
