"""Write the page: template, style, script, texts and data put into one HTML file that needs nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from myositis.dictionary import derivations as d
from myositis.dictionary.dates import Days
from myositis.dictionary.findings import DICTIONARY, better_explanation, birth_date, symptom_onset_date
from myositis.page.as_data import RESULT, checks_data, contradictions_data, set_data, steps_data
from myositis.page.questions import KINDS, names_in, questions
from myositis.page.texts import Texts, texts_of
from myositis.published import ALL, DEFAULT
from myositis.published.criteria_set import CriteriaSet, dictionary_of
from myositis.response.as_data import rules_as_data
from myositis.response.measures import ENZYME_LIMITS
from myositis.rules.values import Interval
from myositis.rules.vocabulary import Category, Measurement, Variable
from myositis.version import __version__

SCRIPTS = (
    "rules",
    "open_outcomes",
    "record",
    "result",
    "words",
    "verdict",
    "form",
    "cards",
    "sheet",
    "response",
    "visits",
    "start",
)
"""The files of the script, in the order in which they stand in the page."""

_GENERATOR = 'name="generator" content="myositis {}'


def write_page(
    sets: Iterable[CriteriaSet] = DEFAULT,
    *,
    language: str = "en",
    recorded: Mapping[str, Any] | None = None,
    patient: str = "",
) -> str:
    """The whole page as HTML.

    sets: those that stand open; every other published set is on offer below them. language: of the texts. recorded: the
    values of one patient; then the page shows that patient, filled in and without the form. patient: the name under which it
    is printed.

    Errors: UnknownNameError for a language that has no table.
    """
    from jinja2 import Environment
    from markupsafe import Markup

    folder, texts, opened = files("myositis.page"), texts_of(language), tuple(sets)
    others = tuple(one for one in ALL if one.id not in {criteria.id for criteria in opened})
    told = data(opened, others, texts, recorded=recorded or {})
    if recorded is not None:
        told |= {"patient": patient, "recorded": {name: _as_json(value) for name, value in recorded.items()}}
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        (folder / "template.html").read_text(encoding="utf-8")
    )
    script = "\n".join((folder / "script" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    return template.render(
        texts=texts.sections,
        generator=Markup(_GENERATOR.format(__version__)),
        filled=recorded is not None,
        patient=patient,
        style=Markup((folder / "style.css").read_text(encoding="utf-8")),
        data=Markup(json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")),
        script=Markup('const DATA = JSON.parse(document.getElementById("data").textContent);\n' + script),
    )


def is_page(path: Path) -> bool:
    """Whether a file is a page that this program wrote: it may be written again, anything else may not."""
    with path.open("rb") as file:
        return _GENERATOR.format("").encode() in file.read(4096)


def data(
    opened: tuple[CriteriaSet, ...], others: tuple[CriteriaSet, ...], texts: Texts, recorded: Iterable[str] = ()
) -> dict[str, Any]:
    """Everything that the script reads: criteria sets, dictionary, steps, questions and texts.

    recorded: names of findings that are shown although no set asks for them.
    """
    sections = questions(opened, others)
    known = DICTIONARY | dictionary_of((*opened, *others))
    named = {*names_in(sections), *recorded, birth_date.name, symptom_onset_date.name}
    return {
        "version": __version__,
        "language": texts.language,
        "texts": texts.sections,
        "opened": len(opened),
        "sets": [set_data(criteria, texts) for criteria in (*opened, *others)],
        "sections": [{**section, "title": texts(section["title"])} for section in sections],
        "variables": {name: _variable(item, texts) for name, item in known.items() if name in named and type(item) in KINDS},
        "steps": steps_data(),
        "contradictions": contradictions_data((*opened, *others), texts),
        "oddities": checks_data(d.ODDITIES, texts),
        "result": RESULT,
        "response": _response(texts),
        "precondition": better_explanation.name,
    }


def _response(words: Texts) -> dict[str, Any]:
    """What the score of two visits is made of; a measure without a published range has the limit of its laboratory, if any."""
    told = rules_as_data()
    measures = [
        measure
        | {"words": words(measure["label"]), "limit": f"{measure['name']}_uln" if measure["name"] in ENZYME_LIMITS else None}
        for measure in told["measures"]
    ]
    return {name: told[name] for name in ("points", "thresholds", "categories")} | {"measures": measures}


def _variable(variable: Variable, words: Texts) -> dict[str, Any]:
    told: dict[str, Any] = {
        "kind": KINDS[type(variable)],
        "label": words(variable.label),
        "definition": words(variable.definition),
    }
    match variable:
        case Category(values=values):
            told |= {"values": list(values), "labels": [words(value.replace("_", " ")) for value in values]}
        case Measurement():
            highest = None if variable.highest == float("inf") else variable.highest
            unit = "unit_in_words" if variable.unit.startswith("as ") else "unit"  # "as its limit" is an instruction
            told |= {unit: words(variable.unit), "lowest": variable.lowest, "highest": highest}
            told["above_lowest"] = variable.above_lowest
    return told


def _as_json(value: Any) -> Any:
    """A value as the script reads it: an interval as its two ends, days as ISO text."""
    match value:
        case Interval(low, high):
            return {"low": low, "high": None if high == float("inf") else high}
        case Days():
            return str(value)
    return value
