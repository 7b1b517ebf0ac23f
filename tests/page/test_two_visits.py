"""The score of two visits on the page is that of the library, through its own function and through its own form."""

from __future__ import annotations

import json
import random
from typing import Any

from myositis import improvement
from myositis.response.acr_eular_2016 import POINTS
from myositis.response.measures import CORE_SET

PAIRS = 5_000


def draw(source: random.Random) -> dict[str, Any]:
    """Two visits with gaps, and the choices of a study; values often sit exactly on an edge of a bin."""
    study: dict[str, Any] = {
        "thresholds": source.choice(["adult", "juvenile"]),
        "vas": source.choice([10, 100]),
        "mmt_max": source.choice([80, 150, 260]),
        "use": [source.choice(row.measures).name for row in POINTS.rows],
    }
    visits: tuple[dict[str, float], dict[str, float]] = ({}, {})
    for name in study["use"]:
        measure = CORE_SET[name]
        top = {3: study["mmt_max"], 2: study["vas"], 1: (measure.maxima or (0,))[0], 0: 50}[len(measure.maxima)]
        for visit in visits:
            if source.random() < 0.8:
                visit[name] = round(
                    top * source.choice([source.randrange(0, 21) / 20, source.random()]), source.choice([1, 2, 6])
                )
                visit[name] = min(visit[name], top)
        if name == "enzyme":
            for visit in visits:
                if source.random() < 0.8:
                    visit["enzyme_uln"] = source.choice([0.3, 1.0, 40.0, 180.0])
        if not measure.maxima and source.random() < 0.2:
            visits[1][f"{name}_change_percent"] = source.choice([-10.0, 5.0, 15.1, 25.0, 60.0])
    return {"baseline": visits[0], "follow_up": visits[1], **study}


def for_the_page(pair: dict[str, Any]) -> dict[str, Any]:
    maxima = {name: {3: pair["mmt_max"], 2: pair["vas"]}.get(len(one.maxima)) for name, one in CORE_SET.items()}
    study = {"thresholds": pair["thresholds"], "use": pair["use"], "maxima": {name: top for name, top in maxima.items() if top}}
    return {"baseline": pair["baseline"], "follow_up": pair["follow_up"], "study": study}


def by_the_library(pair: dict[str, Any]) -> dict[str, Any]:
    given = {name: value for name, value in pair.items() if name not in ("baseline", "follow_up")}
    told = improvement(pair["baseline"], pair["follow_up"], **given).as_dict()
    return {
        "low": round(10 * told["tis_low"]),
        "high": round(10 * told["tis_high"]),
        "category_low": told["category_low"],
        "category_high": told["category_high"],
        "settled_by": told["settled_by"],
        "points": [[row["measure"], round(10 * row["points_low"]), round(10 * row["points_high"])] for row in told["rows"]],
    }


def test_5_000_random_pairs_of_visits_get_the_score_of_the_library(page: Any) -> None:
    source = random.Random(41)
    pairs = [draw(source) for _ in range(PAIRS)]
    text = json.dumps([for_the_page(pair) for pair in pairs])
    found = json.loads(page.execute_script("return JSON.stringify(improvements(JSON.parse(arguments[0])));", text))
    expected = [by_the_library(pair) for pair in pairs]
    wrong = [(pair, one, other) for pair, one, other in zip(pairs, found, expected, strict=True) if one != other]
    assert not wrong, (len(wrong), wrong[0])
    assert {one["category_low"] for one in expected} == {None, "none", "minimal", "moderate", "major"}
    assert sum(bool(one["settled_by"]) for one in expected) > 50


ENTER = """
const form = document.getElementById("visits");
document.getElementById("response").open = true;
for (const [name, value] of Object.entries(arguments[0])) form.elements[name].value = value;
form.dispatchEvent(new Event("change"));
return [document.getElementById("response-verdict").textContent,
  document.querySelector("#row-physician_global .percent").textContent, document.getElementById("sheet").textContent,
  [...form.querySelectorAll("[aria-invalid=true]")].map((input) => input.name)];"""


def test_two_visits_entered_in_the_form_are_scored_and_printed(page: Any) -> None:
    values = {
        "value-physician_global-baseline": "5", "value-physician_global-follow_up": "3,5",
        "value-patient_global-baseline": "4.5", "value-patient_global-follow_up": "3",
        "scale-10,100": "10", "value-mmt-baseline": "120", "value-mmt-follow_up": "138", "scale-80,150,260": "150",
        "value-haq-baseline": "1.25", "value-haq-follow_up": "0.875",
        "value-extramuscular_global-baseline": "2", "value-extramuscular_global-follow_up": "0.5",
        "value-enzyme-baseline": "1440", "limit-enzyme-baseline": "180",
        "value-enzyme-follow_up": "360", "limit-enzyme-follow_up": "180",
    }  # fmt: skip
    verdict, percent, sheet, wrong = page.execute_script(ENTER, values)
    assert verdict == "Moderate improvement: total improvement score 42.5 to 50.0 of 100."
    assert percent == "15.0 %"
    assert "5 → 3.5, 7.5 points" in sheet
    assert wrong == []
    verdict, _, _, wrong = page.execute_script(ENTER, {"value-physician_global-follow_up": "", "value-mmt-baseline": "300"})
    assert "No category is stated without physician global and MMT at both visits." in verdict
    assert wrong == ["value-mmt-baseline"]


def test_a_scale_is_never_guessed(page: Any) -> None:
    verdict, _, _, wrong = page.execute_script(ENTER, {"value-physician_global-baseline": "5", "value-haq-baseline": "1"})
    assert verdict == "Say the scale of physician global first."
    assert wrong == ["value-physician_global-baseline"]
