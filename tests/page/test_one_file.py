"""The page is one file that needs nothing, asks nobody, and says everything in words that stand in one table."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from myositis.dictionary.findings import DICTIONARY
from myositis.errors import UnknownNameError
from myositis.page.questions import names_in, questions
from myositis.page.texts import languages, texts_of
from myositis.page.write import SCRIPTS, data, is_page, write_page
from myositis.published import ALL, DEFAULT, variants
from myositis.published.criteria_set import CriteriaSet
from page.conftest import Opener

FOLDER = Path(__file__).parents[2] / "criteria" / "myositis" / "page"


def others() -> tuple[CriteriaSet, ...]:
    """The sets on offer that do not stand open."""
    return tuple(criteria for criteria in ALL if criteria not in DEFAULT)


@pytest.fixture(params=languages())
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_file_is_below_500_kilobytes(language: str) -> None:
    assert len(write_page(language=language).encode()) < 500_000


def test_the_file_names_no_other_file_and_lets_the_browser_fetch_none(language: str) -> None:
    page = write_page(language=language)
    assert "default-src 'none'" in page
    assert not re.findall(r"<(?:link|img|script|iframe)[^>]*(?:src|href)=|@import|url\(|fetch\(|XMLHttpRequest|WebSocket", page)
    assert not re.findall(r"localStorage|sessionStorage|indexedDB|document\.cookie", page)


def test_the_browser_asks_nobody_and_complains_of_nothing(page: Any, opened: Opener) -> None:
    page.get_log("performance"), page.get_log("browser")
    opened()
    page.execute_script("document.querySelector('input[value=yes]').click()")
    messages = [json.loads(entry["message"])["message"] for entry in page.get_log("performance")]
    asked = [one["params"]["request"]["url"] for one in messages if one["method"] == "Network.requestWillBeSent"]
    assert asked
    assert {url.partition(":")[0] for url in asked} == {"file"}
    assert len(asked) == 1
    assert page.get_log("browser") == []
    assert page.execute_script("return document.cookie + localStorage.length + sessionStorage.length") == "00"


def test_every_finding_that_a_set_reads_can_be_answered() -> None:
    asked = names_in(questions(DEFAULT, others()))
    assert len(asked) == len(set(asked))
    for criteria in ALL:
        assert {item.name for item in criteria.variables} <= set(asked)
    assert {"ck", "ck_uln", "birth_date", "emg_short_polyphasic", "exclusion_infection"} <= set(asked)
    assert not {"sex", "diagnosis", "patient_id"} & set(asked)


def test_nothing_of_a_criteria_set_stands_in_the_script() -> None:
    script = "\n".join((FOLDER / "script" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    code = re.sub(r"//.*", "", re.sub(r"/\*.*?\*/", "", script, flags=re.DOTALL))
    assert "openOutcomes" in code
    told = data(DEFAULT, others(), texts_of("en"))
    names = {name for name in told["variables"] if len(name) > 3}
    outcomes = {outcome for one in told["sets"] for outcome in one["outcome_words"]} - {"none", "excluded", "not_met", "met"}
    found = [word for word in re.findall(r"\w+", code) if word in names | outcomes | {one["id"] for one in told["sets"]}]
    assert not found, f"the script names {found}: let it come with the data"


def test_every_script_file_is_in_the_page() -> None:
    assert {path.stem for path in (FOLDER / "script").glob("*.js")} == set(SCRIPTS)


def test_every_sentence_that_the_script_asks_for_is_in_the_table_and_every_sentence_is_used() -> None:
    told = texts_of("en").sections
    script = "\n".join((FOLDER / "script" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    template = (FOLDER / "template.html").read_text(encoding="utf-8")
    response = data(DEFAULT, (), texts_of("en"))["response"]
    by_name = {f"category_{name}" for name in response["categories"]} | {f"thresholds_{name}" for name in response["thresholds"]}
    assert by_name <= told["response"].keys()
    for section, sentences in told.items():
        for name in sentences.keys() - by_name:
            assert re.search(rf"\b{name}\b", script + template), f"[{section}] {name} is used nowhere: remove it"
    for section, name in re.findall(r"TEXTS\.(\w+)\.(\w+)", script):
        assert name in told[section], f"the script asks for {section}.{name}"
    for name in re.findall(r"say_\.(\w+)", script):
        assert name in told["verdict"]


@pytest.mark.parametrize("translation", [name for name in languages() if name != "en"])
def test_a_translation_has_every_sentence_with_the_same_words_to_fill_in(translation: str) -> None:
    english, other = texts_of("en").sections, texts_of(translation).sections
    assert {part: list(words) for part, words in other.items()} == {part: list(words) for part, words in english.items()}
    for section, sentences in english.items():
        for name, sentence in sentences.items():
            assert set(re.findall(r"\{\w+\}", other[section][name])) == set(re.findall(r"\{\w+\}", sentence)), (section, name)


@pytest.mark.parametrize("translation", [name for name in languages() if name != "en"])
def test_a_translation_has_every_text_of_every_set_variant_and_finding_and_no_other(translation: str) -> None:
    texts = texts_of(translation)
    everything = replace(texts, words={"nothing": "nothing"}, missing={})
    data(variants(), (), everything, recorded=DICTIONARY)
    lacking, old = everything.missing.keys() - texts.words.keys(), texts.words.keys() - everything.missing.keys()
    assert len(everything.missing) > 400
    assert not lacking, f"texts/{translation}.toml lacks under [words]: {sorted(lacking)}"
    assert not old, f"texts/{translation}.toml has texts that nothing asks for: {sorted(old)}"


def test_a_language_without_a_table_is_refused_with_those_that_have_one() -> None:
    with pytest.raises(UnknownNameError, match="unknown language of the page `fr`; known: en, de"):
        write_page(language="fr")


def test_what_is_typed_into_the_data_stays_data() -> None:
    page = write_page(recorded={"dm_rash": True}, patient="</script><script>alert(1)</script>")
    assert "alert(1)</script>" not in page.replace("\n", "").partition('id="data"')[2].partition("</script>")[0]
    assert page.count("<script>alert(1)") == 0


def test_a_page_is_known_as_one(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(write_page(), encoding="utf-8")
    (tmp_path / "other.html").write_text("<!doctype html><title>Myositis classification</title>", encoding="utf-8")
    assert is_page(tmp_path / "page.html")
    assert not is_page(tmp_path / "other.html")


def test_explain_writes_the_page_of_one_patient(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from myositis_cli.main import myositis

    target = tmp_path / "patient.html"
    done = CliRunner().invoke(myositis, ["explain", "--set", "age_at_onset=52", "--set", "gottron_sign=yes", "-o", str(target)])
    assert done.exit_code == 0, done.output
    text = target.read_text(encoding="utf-8")
    assert '"recorded":{"age_at_onset":52.0,"gottron_sign":true}' in text
    assert '<form id="form"' not in text
