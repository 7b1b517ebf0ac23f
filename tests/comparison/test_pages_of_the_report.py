"""How the report comes out of a printer: counted on the pages that a browser and a word processor make."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import polars as pl
import pytest

from myositis.comparison import Comparison, compare

pypdf = pytest.importorskip("pypdf")

COHORT = Path(__file__).parents[2] / "fixtures" / "cohorts" / "synthetic_500.csv"
A4 = (595, 842)


@pytest.fixture(scope="module")
def synthetic() -> Comparison:
    frame = pl.read_csv(COHORT, infer_schema=False)
    criteria = ["eular-acr-2017", "bohan-peter-1975"]
    return compare(frame, criteria, reference="diagnosis", cases=["DM", "PM", "IBM", "JDM", "ADM"])


def run(*arguments: str | Path) -> None:
    subprocess.run(arguments, check=True, capture_output=True, timeout=180)


def pages(file: Path) -> list[str]:
    """The text of every page, all of which are A4."""
    found = pypdf.PdfReader(file).pages
    for page in found:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(A4, abs=2)
    return [page.extract_text() for page in found]


def test_the_short_html_prints_on_three_a4_pages(synthetic: Comparison, tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no chromium is installed (apt-get install chromium)")
    (file,) = synthetic.write(tmp_path / "report.html")
    target = tmp_path / "report.pdf"
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={tmp_path}")
    run(browser, *options, f"--print-to-pdf={target}", file.as_uri())
    found = pages(target)
    assert len(found) <= 3
    assert "References" in found[-1]


def test_the_short_word_file_has_three_a4_pages(synthetic: Comparison, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed (apt-get install libreoffice-writer)")
    (file,) = synthetic.write(tmp_path / "report.docx")
    run(
        office,
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        tmp_path,
        file,
    )
    found = pages(tmp_path / "report.pdf")
    assert len(found) <= 3
    assert "Table 1." in found[0]
