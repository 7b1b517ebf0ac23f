"""Every published statistic in fixtures/statistics is answered by a function, or listed there with the reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from math import sqrt
from pathlib import Path
from statistics import NormalDist
from typing import Any

import pytest
from scipy import stats  # type: ignore[import-untyped]

from myositis.agreement import (
    Estimate,
    auc,
    bias_index,
    bowker,
    cochran_q,
    cohen_kappa,
    diagnostic_accuracy,
    fleiss_kappa,
    gwet_ac1,
    mcnemar,
    negative_agreement,
    observed_agreement,
    pabak,
    paired_difference,
    positive_agreement,
    prevalence_index,
    proportion,
    stuart_maxwell,
)

pytestmark = pytest.mark.filterwarnings("error")

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "statistics"
ENTRIES: list[dict[str, Any]] = json.loads((FOLDER / "golden_statistics.json").read_text(encoding="utf-8"))
README = (FOLDER / "README.md").read_text(encoding="utf-8")

Z = NormalDist().inv_cdf(0.975)


def listed(heading: str) -> dict[tuple[str, str], str]:
    """The rows of the README's table under a heading: name and statistic, to the reason."""
    section = README.split(f"## {heading}")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in section.splitlines() if "|" in line]
    return {(name.strip("| "), statistic): reason.strip("| ") for name, statistic, reason in rows[2:]}


UNANSWERED = listed("Entries which no function answers")
OTHER_INTERVAL = listed("Intervals which are not ours")


def two_ratings(table: list[list[int]]) -> list[list[int]]:
    """A k x k table as one row per patient and one column per category, as Fleiss' kappa counts."""
    return [
        [(i == category) + (j == category) for category in range(len(table))]
        for i, row in enumerate(table)
        for j, patients in enumerate(row)
        for _ in range(patients)
    ]


def drug_responses(patterns: list[list[Any]]) -> list[list[int]]:
    return [[int(letter == "F") for letter in drugs] for *drugs, patients in patterns for _ in range(patients)]


def roc_by_grade(table: dict[str, list[int]]) -> Estimate:
    grades = {
        outcome: [grade for grade, n in zip(table["wfns"], table[outcome], strict=True) for _ in range(n)]
        for outcome in ("good", "poor")
    }
    return auc(grades["good"] + grades["poor"], [0] * len(grades["good"]) + [1] * len(grades["poor"]))


def standard_error(estimate: Estimate, quantile: float) -> float:
    assert estimate.low is not None
    assert estimate.high is not None
    return (estimate.high - estimate.low) / 2 / quantile


def t_quantile(n: int) -> float:
    return float(stats.t.isf(0.025, n - 1))


# By category and statistic; the answer is an estimate, or the bare number that the entry prints.
ANSWERS: dict[tuple[str, str], Callable[[Any], Estimate | float | None]] = {
    ("kappa", "Cohen kappa (unweighted)"): cohen_kappa,
    ("kappa", "Cohen kappa"): cohen_kappa,
    ("kappa", "ASE of kappa (non-null)"): lambda t: standard_error(cohen_kappa(t), Z),
    ("kappa", "weighted kappa, linear (Cicchetti-Allison)"): lambda t: cohen_kappa(t, weights="linear"),
    ("kappa", "weighted kappa, linear"): lambda t: cohen_kappa(t, weights="linear"),
    ("kappa", "weighted kappa, quadratic"): lambda t: cohen_kappa(t, weights="quadratic"),
    ("paradox", "Cohen kappa"): cohen_kappa,
    ("paradox", "positive agreement p_pos"): positive_agreement,
    ("paradox", "negative agreement p_neg"): negative_agreement,
    ("paradox", "Gwet AC1"): gwet_ac1,
    ("paradox", "PABAK"): pabak,
    ("PABAK", "Cohen kappa"): cohen_kappa,
    ("PABAK", "PABAK"): pabak,
    ("PABAK", "prevalence index |a-d|/n"): prevalence_index,
    ("PABAK", "bias index |b-c|/n"): bias_index,
    ("agreement", "Cohen kappa"): cohen_kappa,
    ("agreement", "Scott pi"): lambda t: fleiss_kappa(two_ratings(t)),
    ("agreement", "Gwet AC1"): gwet_ac1,
    ("agreement", "SE of Gwet AC1"): lambda t: standard_error(gwet_ac1(t), t_quantile(100)),
    ("agreement", "Brennan-Prediger"): pabak,
    ("agreement", "percent agreement"): observed_agreement,
    ("multi-rater", "Fleiss kappa"): fleiss_kappa,
    ("paired", "McNemar chi-square, no continuity correction"): (lambda t: mcnemar(t, exact=False, correction=False).statistic),
    ("paired", "McNemar chi-square with continuity correction"): lambda t: mcnemar(t, exact=False).statistic,
    ("paired", "exact McNemar two-sided p"): lambda t: mcnemar(t).p_value,
    ("paired", "difference of paired proportions (0.59-0.55)"): paired_difference,
    ("paired k x k", "Bowker symmetry chi-square"): lambda t: bowker(t).statistic,
    ("paired k x k", "Stuart-Maxwell marginal homogeneity"): lambda t: stuart_maxwell(t).statistic,
    ("paired >2", "Cochran's Q"): lambda t: cochran_q(drug_responses(t)).statistic,
    ("proportion", "Wilson score 95% CI"): lambda t: proportion(*t),
    ("proportion", "Clopper-Pearson 95% CI"): lambda t: proportion(t[0], t[1], method="exact"),
    ("accuracy", "sensitivity"): lambda t: diagnostic_accuracy(t, method="exact").sensitivity,
    ("accuracy", "specificity"): lambda t: diagnostic_accuracy(t, method="exact").specificity,
    ("accuracy", "PPV"): lambda t: diagnostic_accuracy(t, method="exact").ppv,
    ("accuracy", "NPV"): lambda t: diagnostic_accuracy(t, method="exact").npv,
    ("accuracy", "LR+"): lambda t: diagnostic_accuracy(t).lr_positive,
    ("accuracy", "LR-"): lambda t: diagnostic_accuracy(t).lr_negative,
    ("ROC", "AUC"): roc_by_grade,
    ("IIM published", "proportion (percent as published, 1 dp)"): lambda t: proportion(*t),
}


def key(entry: dict[str, Any]) -> tuple[str, str]:
    return entry["name"], entry["statistic"]


def answered(entry: dict[str, Any]) -> bool:
    return (entry["category"], entry["statistic"]) in ANSWERS


def answer(entry: dict[str, Any]) -> Estimate | float | None:
    return ANSWERS[entry["category"], entry["statistic"]](entry["table"])


def scale(entry: dict[str, Any]) -> int:
    return 100 if entry["category"] == "IIM published" else 1


def half_unit(limits: list[float]) -> float:
    """Half a unit in the last printed place, which the finer limit shows, since JSON drops final zeros."""
    places = max(-int(Decimal(str(limit)).as_tuple().exponent) for limit in limits)
    # Recomputed limits with 13 and more places are compared to 1e-9.
    return max(0.5 * 10.0**-places, 1e-9) + 1e-12


def identity(entry: dict[str, Any]) -> str:
    return f"{entry['name']}: {entry['statistic']}"


PRINTED = [entry for entry in ENTRIES if answered(entry)]
WITH_INTERVAL = [entry for entry in PRINTED if "ci" in entry]


@pytest.mark.parametrize("entry", ENTRIES, ids=identity)
def test_entry_is_either_answered_or_listed(entry: dict[str, Any]) -> None:
    assert answered(entry) != (key(entry) in UNANSWERED), (
        "answer the entry in ANSWERS, or list it with the reason in fixtures/statistics/README.md, not both"
    )


@pytest.mark.parametrize("listing", [UNANSWERED, OTHER_INTERVAL], ids=["unanswered", "other interval"])
def test_listing_names_existing_entries_and_gives_reasons(listing: dict[tuple[str, str], str]) -> None:
    assert set(listing) <= {key(entry) for entry in ENTRIES}
    assert all(listing.values())
    assert listing


def test_every_answer_is_used() -> None:
    assert set(ANSWERS) == {(entry["category"], entry["statistic"]) for entry in PRINTED}


@pytest.mark.parametrize("entry", PRINTED, ids=identity)
def test_value_is_as_published(entry: dict[str, Any]) -> None:
    given = answer(entry)
    value = given.value if isinstance(given, Estimate) else given
    assert value is not None
    assert value * scale(entry) == pytest.approx(entry["value"], rel=0, abs=entry["tolerance"])
    if "value_unrounded" in entry:
        assert value == pytest.approx(entry["value_unrounded"], rel=1e-10)


@pytest.mark.parametrize("entry", [entry for entry in WITH_INTERVAL if key(entry) not in OTHER_INTERVAL], ids=identity)
def test_interval_is_as_published(entry: dict[str, Any]) -> None:
    given = answer(entry)
    assert isinstance(given, Estimate)
    assert given.low is not None
    assert given.high is not None
    limits = [given.low * scale(entry), given.high * scale(entry)]
    assert limits == pytest.approx(entry["ci"], rel=0, abs=half_unit(entry["ci"]))


def wald(share: float, n: int, factor: float) -> float:
    return t_quantile(n) * factor * sqrt(share * (1 - share) / n)


# The half width of the printed intervals which come from another estimator, by the method that the README names.
OTHER_HALF_WIDTH: dict[str, Callable[[Any], float]] = {
    "Cohen kappa": lambda t: t_quantile(100) * standard_error(cohen_kappa(t), Z),
    "Scott pi": lambda t: t_quantile(100) * sqrt(0.99) * standard_error(fleiss_kappa(two_ratings(t)), t_quantile(100)),
    "Brennan-Prediger": lambda _: wald(0.89, 100, 3 / 2),
    "percent agreement": lambda _: wald(0.89, 100, 1),
}


@pytest.mark.parametrize("entry", [entry for entry in WITH_INTERVAL if key(entry) in OTHER_INTERVAL], ids=identity)
def test_interval_of_another_estimator_is_the_one_named(entry: dict[str, Any]) -> None:
    given = answer(entry)
    assert isinstance(given, Estimate)
    assert given.value is not None
    half_width = OTHER_HALF_WIDTH[entry["statistic"]](entry["table"])
    limits = [given.value - half_width, given.value + half_width]
    assert limits == pytest.approx(entry["ci"], rel=0, abs=half_unit(entry["ci"]))
    assert [given.low, given.high] != pytest.approx(entry["ci"], rel=0, abs=half_unit(entry["ci"])), (
        "our interval reproduces the printed one: take the entry off the README's second table"
    )


def test_every_other_interval_is_recomputed() -> None:
    assert {statistic for _, statistic in OTHER_INTERVAL} == set(OTHER_HALF_WIDTH)
