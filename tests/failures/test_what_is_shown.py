"""What a message shows: nothing of a patient unasked, nothing that a terminal obeys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from failures.machine import COHORT, myositis
from myositis.errors import printable
from myositis.reading.problem import Problem
from myositis_cli.main import COMMANDS

SECRETS = ("secret-id", "31.02.1987", "Mrs Example")
ROWS = (
    "patient_id,dm_rash,age_at_onset,birth_date,diagnosis\n"
    "secret-id,perhaps,500,31.02.1987,Mrs Example\nsecret-id,yes,40,1987,Mrs Example\n"
)


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    path = tmp_path / "cohort.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


@pytest.mark.parametrize("command", ["classify", "compare", "check"])
def test_messages_carry_no_value_unless_asked(cohort: Path, tmp_path: Path, command: str) -> None:
    where = ("-o", tmp_path / "out.csv") if command == "classify" else ()
    plain = myositis(command, cohort, *where)
    assert plain.returncode == 1
    assert not [word for word in (*SECRETS, "'perhaps'", "'500'") if word in plain.stderr]
    asked = myositis(command, cohort, *where, "--show-values")
    told = asked.stderr + asked.stdout
    assert not [word for word in SECRETS if word in told], "ids, dates and free text are never printed"
    if command != "compare":
        assert "(given: 'perhaps') [not_yes_no]" in told
        assert "(given: '500') [out_of_range]" in told


def test_a_problem_shows_its_value_only_when_asked_and_never_a_personal_one() -> None:
    open_, personal = Problem(2, "ck", "c", "m", "7"), Problem(2, "id", "c", "m", "7", personal=True)
    assert str(open_) == "row 2, ck: m [c]"
    assert open_.told(values=True) == "row 2, ck: m (given: '7') [c]"
    assert personal.told(values=True) == "row 2, id: m [c]"


HOSTILE = "\x1b[31mred\u202e\u2066\x07"


@pytest.mark.parametrize("letter", ["\x1b", "\x07", "\r", "\x9b", "\u202e", "\u2066", "\u200f", "\u2028", "\x00", "\udcff"])
def test_what_a_terminal_obeys_or_nobody_sees_is_shown_as_an_escape(letter: str) -> None:
    shown = printable(f"a{letter}b")
    assert letter not in shown
    assert shown.startswith("a\\")
    assert shown.isprintable()


def test_ordinary_text_of_every_script_is_shown_as_it_is() -> None:
    for text in ("Ärztin", "皮膚筋炎", "δερματομυοσίτιδα", "a\u00a0b", "≥ 5", "😀"):
        assert printable(text) == text
    assert printable("a\nb\tc", keep="\n\t") == "a\nb\tc"


@pytest.mark.parametrize("command", ["classify", "check", "map", "explain", "compare"])
def test_no_command_prints_an_escape_or_a_mark_of_direction_raw(tmp_path: Path, command: str) -> None:
    path = tmp_path / "cohort.csv"
    text = f"patient_id,dm_rash,sex,rash{HOSTILE}\n{HOSTILE},{HOSTILE},{HOSTILE},{HOSTILE}\nb,yes,female,ja\n"
    path.write_text(text, encoding="utf-8")
    words = {
        "explain": ("explain", path, "--id", HOSTILE),
        "compare": ("compare", path, "--reference", "sex", "--by", f"rash{HOSTILE}"),
        "classify": ("classify", path, "-o", tmp_path / "out.csv", "--show-values"),
    }
    done = myositis(*words.get(command, (command, path)))
    told = done.stdout + done.stderr
    assert told
    assert not [letter for letter in HOSTILE if not letter.isprintable() and letter in told]
    assert "Traceback" not in told


def test_a_proposal_with_such_names_can_be_read_again(tmp_path: Path) -> None:
    path = tmp_path / "cohort.csv"
    path.write_text(f"patient_id,dm_rash,own{HOSTILE}\na,yes,x\nb,no,y\n", encoding="utf-8")
    assert myositis("map", path, "-o", tmp_path / "study.toml").returncode == 0
    text = (tmp_path / "study.toml").read_text(encoding="utf-8")
    assert all(letter.isprintable() or letter == "\n" for letter in text)
    (tmp_path / "study.toml").write_text(re.sub(r"\[\[question\]\]\ntext = .*\n", "", text), encoding="utf-8")
    assert myositis("classify", path, "--map", tmp_path / "study.toml", "-o", tmp_path / "out.csv").returncode == 0


def test_a_wrong_option_is_shown_escaped_too() -> None:
    done = myositis("classify", COHORT, "-c", HOSTILE)
    assert done.returncode == 2
    assert "\x1b" not in done.stderr
    assert "red\\u202e" in done.stderr


def test_data_on_standard_output_are_not_escaped(tmp_path: Path) -> None:
    """Escaping is for what people read; a file that goes through a pipe is carried as it is."""
    path = tmp_path / "cohort.csv"
    path.write_text("patient_id,dm_rash,remark\na,yes,x\u202ey\n", encoding="utf-8")
    assert "x\u202ey" in myositis("classify", path).stdout


def test_every_command_that_reads_patients_takes_the_two_options() -> None:
    for command in ("classify", "check", "explain", "compare"):
        assert command in COMMANDS
        told = myositis(command, "--help").stdout
        assert "--memory" in told
        assert "--show-values" in told
