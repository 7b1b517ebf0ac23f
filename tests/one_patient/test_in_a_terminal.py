"""Every command in a terminal of 60 and of 80 columns: no line is longer, no word is broken, and the answer comes first."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import sys
import termios
from pathlib import Path

import pytest

from myositis.published import ALL

COHORTS = Path(__file__).parents[2] / "fixtures" / "cohorts"
CASES = COHORTS / "case_reports.csv"
RUN = [sys.executable, "-c", "from myositis_cli.main import main; main()"]


def terminal(*words: str | Path, columns: int) -> str:
    """What a command shows in a terminal of so many columns, without colour."""
    process, screen = pty.fork()
    if process == 0:
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
        os.execve(RUN[0], [*RUN, *map(str, words)], {**environment, "NO_COLOR": "1"})
    shown = b""
    while True:
        try:
            part = os.read(screen, 65536)
        except OSError:  # the end of a terminal
            break
        if not part:
            break
        shown += part
    os.close(screen)
    os.waitpid(process, 0)
    return shown.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [60, 80])
@pytest.mark.parametrize(
    "words",
    [
        ("classify", CASES),
        ("classify", CASES, "-c", "all"),
        ("classify", CASES, "-c", "ibm"),
        ("check", CASES),
        ("check", CASES, "-c", "all"),
        ("explain", CASES, "--id", "C01", "-c", "all"),
        ("explain", CASES, "--id", "N99"),
        ("profile", CASES, "-c", "all"),
        ("profile", CASES, "--id", "C06"),
        ("criteria",),
        ("criteria", "needs", "-c", "all", "--file", CASES),
        *(("criteria", "show", one.id) for one in ALL),
    ],
    ids=lambda words: " ".join(str(word) for word in words if word != CASES),
)
def test_no_line_is_wider_than_the_terminal(words: tuple[str | Path, ...], columns: int) -> None:
    shown = terminal(*words, columns=columns)
    assert [line for line in shown.splitlines() if len(line) > columns] == []
    assert "Traceback" not in shown


def test_under_every_set_a_cohort_is_one_grid_with_its_legend() -> None:
    shown = terminal("classify", CASES, "-c", "all", columns=80)
    grid, _, rest = shown.partition("\n\n")
    header, _, *rows = grid.splitlines()
    assert header.split() == ["patient", *(one.abbreviation for one in ALL)]
    assert len(rows) == 29
    marks = {row.split()[0]: dict(zip((one.id for one in ALL), row.split()[1:], strict=True)) for row in rows}
    assert marks["C14"]["eular-acr-2017"] == "DM"
    assert marks["C16"]["eular-acr-2017"] == "ADM?"
    assert marks["N01"]["bohan-peter-1975"] == "excl"
    assert marks["C06"]["lega-2015"] == "yes"
    assert marks["C01"]["german-jdm-2018"] == "-"
    assert marks["C01"]["connors-2010"] == "?"
    legend = " ".join(rest.split())
    assert all(f"{one.abbreviation} {one.short_title}" in legend for one in ALL)
    assert legend.index("not classified, but could be") < legend.index("29 patients")


def test_two_sets_stand_side_by_side_in_80_columns_and_beneath_each_other_in_60() -> None:
    wide, narrow = (terminal("classify", CASES, columns=columns) for columns in (80, 60))
    assert wide.splitlines()[0].split("  ")[0] == "patient"
    assert "EULAR/ACR 2017" in wide.splitlines()[0]
    assert "Bohan & Peter 1975" in wide.splitlines()[0]
    assert "Bohan & Peter 1975" not in narrow.splitlines()[0]
    assert narrow.count("\nC14 ") == 2


def test_a_misspelt_id_names_the_row_of_a_similar_one_and_never_the_id(tmp_path: Path) -> None:
    source = tmp_path / "cohort.csv"
    source.write_text("patient_id,dm_rash\nMayer-Jo,yes\nB-0017,no\n", encoding="utf-8")
    for command in ("explain", "profile"):
        told = terminal(command, source, "--id", "Meyer-Jo", columns=80)
        assert "no row has the patient id `Meyer-Jo`; the id in row 2 is similar" in told
        assert "Mayer" not in told
        assert "the id in row 3 is similar" in terminal(command, source, "--id", "b-0017", columns=80)
        assert "the file has 2 rows" in terminal(command, source, "--id", "99", columns=80)
