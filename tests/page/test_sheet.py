"""What is printed, what a patient of a file looks like, and that all of it is said in words that people use."""

from __future__ import annotations

import base64
import io
import random
import re
import unicodedata
from typing import Any

import pytest

from drawn import draw_record
from myositis.dictionary.derivations import contradictions_among
from myositis.dictionary.findings import DICTIONARY, LATER
from myositis.dictionary.record import contradictions, derive
from myositis.one_patient.classification import classify_record
from myositis.one_patient.verdict import verdict
from myositis.page.questions import names_in, questions
from myositis.page.texts import languages
from myositis.published import ALL, DEFAULT, variants
from myositis.published.criteria_set import decided
from myositis.rules.vocabulary import Finding
from page.conftest import Opener
from page.test_form import fill, typed


def test_a_printed_page_is_one_sheet_with_everything_on_it(page: Any) -> None:
    pypdf = pytest.importorskip("pypdf")
    asked = names_in(questions(DEFAULT))
    everything = {}
    source = random.Random(5)
    while len(everything) < len(asked):
        record = draw_record(source, 0)
        everything = {name: value for name, value in record.items() if name in asked}
        everything |= {name: True for name in asked if isinstance(DICTIONARY[name], Finding) and name not in everything}
        if contradictions(everything, derive(everything)):
            everything = {}
    few = {"age_at_onset": 52.0, "heliotrope_rash": True}
    usual = {name: False for name in asked if isinstance(DICTIONARY[name], Finding)}
    usual = dict(list(usual.items())[:30]) | {"age_at_onset": 67.0, "proximal_lower_weakness": True}
    usual.pop("proximal_weakness", None)
    for record in (few, usual, everything):
        fill(page, typed(record))
        page.execute_script("document.getElementById('patient').value = 'A-0012'; update();")
        printed = page.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
        pdf = pypdf.PdfReader(io.BytesIO(base64.b64decode(printed["data"])))
        assert len(pdf.pages) == 1
        text = unicodedata.normalize("NFKC", " ".join(pdf.pages[0].extract_text().split()))
        assert "A-0012" in text
        assert "Classification, not diagnosis" in text
        for criteria in DEFAULT:
            assert criteria.fingerprint in text.replace(" ", "")
        for name in record:
            assert DICTIONARY[name].label.lower() in text.lower(), name


def test_a_print_of_every_set_on_offer_with_everything_entered_is_one_sheet(opened: Opener) -> None:
    pypdf = pytest.importorskip("pypdf")
    names, source = names_in(questions(ALL)), random.Random(7)
    record: dict[str, Any] = {}
    while not record or contradictions(record, derive(record), contradictions_among(decided(ALL))):
        record = draw_record(source, 0) | {name: source.random() < 0.5 for name in LATER if isinstance(DICTIONARY[name], Finding)}
        record |= {"disease_duration": 20.0, "rash_duration": 12.0}
        record = {name: value for name, value in record.items() if name in names and not name.endswith("_date")}
    assert len(record) > 80
    for shown in (record, dict(list(record.items())[::4])):
        page = opened(sets=ALL, recorded=shown, patient="A-0012")
        printed = page.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
        (sheet,) = pypdf.PdfReader(io.BytesIO(base64.b64decode(printed["data"]))).pages
        text = unicodedata.normalize("NFKC", " ".join(sheet.extract_text().split()))
        for criteria in ALL:
            assert criteria.fingerprint in text.replace(" ", "")
            assert verdict(classify_record(shown, criteria, trace=True), criteria)[0] in text
        for name in shown:
            assert DICTIONARY[name].label.lower() in text.lower(), name


def test_a_set_that_refuses_the_answers_says_so_in_print(opened: Opener) -> None:
    page = opened(recorded={"age_at_onset": 52.0, "arthritis": False, "arthritis_nondestructive": True}, sets=ALL)
    sheet = page.execute_script("return document.getElementById('sheet').textContent")
    told = "Tanimoto 1995: These answers contradict each other, so nothing is classified: arthritis: recorded as absent, yet"
    assert told in sheet
    assert "(Tanimoto 1995)" not in sheet
    assert "(EULAR/ACR 2017)" in sheet


@pytest.mark.parametrize("language", languages())
def test_no_name_of_a_finding_or_a_set_stands_where_a_person_reads(opened: Opener, language: str) -> None:
    page = opened(sets=variants(), language=language)
    for words in ({"age_at_onset": "52", "dm_rash": "yes", "anti_jo1": "yes"}, {"better_explanation": "yes"}):
        fill(page, words)
        page.execute_script("document.querySelectorAll('details').forEach((part) => { part.open = true; }); update();")
        shown = page.execute_script("return document.body.innerText + " " + document.getElementById('sheet').textContent")
        assert not re.findall(r"\b[a-z0-9]+_[a-z0-9_]+\b|`|\{\w+\}", shown)
        assert not [one.full_id for one in variants() if one.id in shown]


def test_that_the_criteria_are_intended_for_research_is_said_once(page: Any) -> None:
    shown = page.execute_script("return document.body.innerText")
    assert shown.count("six months from diagnosis") == 1
    assert page.execute_script("return document.getElementById('sheet').textContent").count("six months from diagnosis") == 1


def test_what_no_set_that_stands_open_reads_is_said(opened: Opener) -> None:
    def told(page: Any) -> list[str]:
        texts = page.execute_script("return ['messages', 'sheet'].map((id) => document.getElementById(id).textContent)")
        return [text for text in texts if "Not part of the criteria shown: " in text]

    page = opened(recorded={"age_at_onset": 52.0, "anti_mi2": True, "muscle_pain": False, "sex": "female", "ck": 200.0})
    assert len(told(page)) == 2
    for text in told(page):
        assert "Not part of the criteria shown: anti-Mi-2; muscle pain; sex." in text
    page = opened()
    fill(page, {"heliotrope_rash": "yes"})
    assert not told(page)
    tanimoto = "document.getElementById('card-tanimoto-1995')"
    page.execute_script(f"{tanimoto}.open = true")
    page.execute_script("document.querySelector('input[name=muscle_pain][value=yes]').click()")
    assert not told(page)
    page.execute_script(f"{tanimoto}.open = false; update()")
    assert "Not part of the criteria shown: muscle pain." in told(page)[0]


def test_a_patient_of_a_file_is_shown_without_the_form(opened: Opener) -> None:
    record = {"age_at_onset": 52.0, "heliotrope_rash": True, "gottron_papules": True, "proximal_upper_weakness": True}
    page = opened(recorded=record, patient="0012")
    shown = page.execute_script("return document.body.innerText")
    assert "Myositis classification: 0012" in shown
    assert page.execute_script("return document.getElementById('values').children[0].children.length") == len(record)
    assert page.execute_script("return document.querySelectorAll('form, input').length") == 0
    result = classify_record(record, DEFAULT[0])
    assert page.execute_script("return document.querySelector('[data-part=level] dd').textContent").lower() == result.level
    assert "0012" in page.execute_script("return document.getElementById('sheet').textContent")
