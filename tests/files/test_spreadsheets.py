"""What a spreadsheet program makes of our files: opened in LibreOffice, nothing is a formula and no text has changed."""

from __future__ import annotations

import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import polars as pl
import pytest

from myositis.files import neutralise, write_table

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed: apt-get install libreoffice-calc-nogui")

STARTS = [
    "=1+1",
    "@SUM(1)",
    "+1+1",
    "-1+1",
    '=HYPERLINK("http://a.b")',
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
]
BLANKS = ["", " ", "  ", "\u00a0", "\u3000", "\u200b", "\ufeff"]
HOSTILE = [blank + start for blank in BLANKS for start in STARTS]
CELLS = [*HOSTILE, "-5.3", "+1e5", "-", "plain", "0012", "1E05", "a,b;c", 'say "x"', "line\nbreak"]
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
FILTERS = {"csv": "44", "tsv": "9", "xlsx": ""}


def opened(path: Path, profile: Path) -> list[tuple[str, bool]]:
    """The text of every cell of the first column, and whether it is a formula, as LibreOffice has them."""
    mark = FILTERS[path.suffix[1:]]
    # Separator, quotation mark, UTF-8, first row; detect special numbers: no; formulas are evaluated, the worst case.
    how = [f"--infilter=Text - txt - csv (StarCalc):{mark},34,76,1,,0,false,false,false,false,false,-1,true"] if mark else []
    words = [
        SOFFICE,
        "--headless",
        f"-env:UserInstallation=file://{profile}",
        *how,
        "--convert-to",
        "fods",
        "--outdir",
        path.parent,
    ]
    subprocess.run([*map(str, words), str(path)], check=True, capture_output=True, timeout=120)
    found = []
    for row in ET.parse(path.with_suffix(".fods")).iter(f"{_TABLE}table-row"):
        cell = row.find(f"{_TABLE}table-cell")
        if cell is not None and cell.find(_TEXT) is not None:
            said = "\n".join("".join(part.itertext()) for part in cell.findall(_TEXT))
            found.append((said, f"{_TABLE}formula" in cell.attrib))
    return found


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profile")


@pytest.mark.parametrize("kind", FILTERS)
def test_nothing_is_a_formula_and_nothing_else_has_changed(tmp_path: Path, profile: Path, kind: str) -> None:
    write_table(pl.DataFrame({"=1+1": CELLS, "second": ["x"] * len(CELLS)}), tmp_path / f"cells.{kind}")
    cells = opened(tmp_path / f"cells.{kind}", profile)
    formulas = [text for text, is_formula in cells if is_formula]
    assert not formulas
    assert len(cells) == len(CELLS) + 1


def test_without_the_apostrophe_the_program_does_run_them(tmp_path: Path, profile: Path) -> None:
    """The test above can fail: what is not neutralised becomes a formula."""
    assert neutralise("=1+1") == "'=1+1"
    (tmp_path / "cells.csv").write_text("a\n=1+1\n")
    assert ("2", True) in opened(tmp_path / "cells.csv", profile)
