"""Text of a file is text in every page and report that is written: `<` never becomes a tag, whatever a cell or a name holds."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from failures.machine import myositis

TAG, SCRIPT = "<img src=x onerror=alert(1)>", "</script><script>alert(2)</script>"
HEADER = f'patient_id,dm_rash,gottron_sign,anti_jo1,age_at_onset,diagnosis,"{TAG}"\n'


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    pytest.importorskip("matplotlib")
    rows = [f"p{row},yes,yes,{('yes', 'no')[row % 2]},{20 + row},{('DM', TAG)[row % 2]},{SCRIPT}\n" for row in range(12)]
    path = tmp_path / "cohort.csv"
    path.write_text(HEADER + f'"{TAG}{SCRIPT}",yes,no,yes,50,DM,x\n' + "".join(rows), encoding="utf-8")
    return path


class Elements(HTMLParser):
    """The scripts and event handlers of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_script = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note images from nowhere and whatever runs by itself."""
        self._in_script = tag == "script"
        given = dict(attrs)
        self.found += [f"<{tag} {name}>" for name in given if name.startswith("on") and "alert" in (given[name] or "")]
        self.found += [f"<{tag} src=x>"] if given.get("src") == "x" else []

    def handle_data(self, data: str) -> None:
        """Note a script of the file's."""
        if self._in_script and re.search(r"^\s*alert\(", data):
            self.found.append(f"<script>{data}")


def ways(cohort: Path) -> dict[str, tuple[object, ...]]:
    compared = ("compare", cohort, "--reference", "diagnosis", "--cases", "DM", "--by", TAG, "--table1-by", TAG, "--full")
    return {
        "explain": ("explain", cohort, "--id", f"{TAG}{SCRIPT}"),
        "compare": compared,
        "ask": ("ask", "--id", f"{TAG}{SCRIPT}"),
    }


@pytest.mark.parametrize("command", ["explain", "compare", "ask"])
def test_a_page_runs_nothing_that_stands_in_a_file(tmp_path: Path, cohort: Path, command: str) -> None:
    target = tmp_path / "out.html"
    done = myositis(*ways(cohort)[command], "-o", target, input="52\ny\nq\n")
    assert done.returncode == 0, done.stderr
    page = target.read_text(encoding="utf-8")
    assert "alert" in page, "the text itself is there"
    assert Elements(page).found == []


def test_the_judge_finds_what_would_run() -> None:
    assert len(Elements(f"<p>{TAG}</p>{SCRIPT}").found) == 3


@pytest.mark.parametrize("command", ["explain", "compare", "ask"])
def test_markdown_holds_no_tag(tmp_path: Path, cohort: Path, command: str) -> None:
    """Markdown is shown by programs that let HTML through."""
    target = tmp_path / "out.md"
    done = myositis(*ways(cohort)[command], "-o", target, input="52\ny\nq\n")
    assert done.returncode == 0, done.stderr
    text = target.read_text(encoding="utf-8")
    assert "alert" in text
    in_code = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    assert not re.search(r"(?<!\\)<(?:img|/?script)", in_code)


def test_a_line_break_in_a_name_begins_nothing_new(tmp_path: Path) -> None:
    path = tmp_path / "cohort.csv"
    path.write_text('patient_id,dm_rash\n"```\n# <b>x</b>",yes\n', encoding="utf-8")
    done = myositis("explain", path, "-o", tmp_path / "out.md")
    assert done.returncode == 0, done.stderr
    first = (tmp_path / "out.md").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# Patient \\`\\`\\` # \\<b>x\\</b>"


def test_what_a_notebook_shows_is_escaped() -> None:
    from myositis import Patient, classify
    from myositis.reading.problem import Problem

    problem = Problem(2, TAG, "code", f"message {TAG}", TAG)
    assert "<img" not in problem._repr_html_()
    assert "<img" not in classify(Patient(patient_id=TAG, heliotrope_rash=True), "eular-acr-2017")._repr_html_()
