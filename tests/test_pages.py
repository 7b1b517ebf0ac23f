"""The generated pages are fresh, and every command has a working example."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from myositis_cli.main import COMMANDS, myositis
from write_pages import FIGURE, PAGES, ROOT, readme_figure


@pytest.mark.parametrize("path", PAGES)
def test_generated_pages_are_fresh(path: str) -> None:
    written = (ROOT / path).read_text(encoding="utf-8")
    assert written == PAGES[path](), f"{path} is stale; run `python tests/write_pages.py` and commit the result"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example_in_its_help(name: str) -> None:
    import click

    command = myositis.get_command(click.Context(myositis), name)
    assert command is not None
    assert re.search(rf"Examples?:\n\s+myositis {name}", command.help or ""), f"`myositis {name}` has no example"


def test_the_readme_names_only_commands_that_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^myositis ([a-z]+)", text, re.MULTILINE))
    assert named
    assert named <= set(COMMANDS)
    assert Path(ROOT / "fixtures/cohorts/ar2963.csv").exists()


def test_the_figure_in_the_readme_says_what_the_cohort_gives_today() -> None:
    figure, text = readme_figure(), (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"![{figure.alt}]({FIGURE})" in text
    assert f"*{figure.title};" in text.replace("\n", " ")
    drawn = (ROOT / FIGURE).read_text(encoding="utf-8")
    assert drawn.startswith("<?xml")
    assert figure.title in drawn.replace("&amp;", "&")
