"""Command lines put together at random, on files of odd cells: an answer or one line, and an exit code that is documented.

They run in this process, as `main` runs them, with streams of their own; questions are answered with random keys.
"""

from __future__ import annotations

import contextlib
import io
import random
import sys
import tempfile
from collections import Counter
from functools import lru_cache
from pathlib import Path

import polars as pl

from failures.machine import ROOT
from fuzz.broken import broken
from fuzz.cells import COLUMNS, cell
from myositis import MyositisError
from myositis.errors import EXIT_CODES
from myositis.files import write_table
from myositis.files.memory import set_memory_limit
from myositis_cli.endings import code_of
from myositis_cli.main import myositis
from myositis_cli.streams import Shown

KINDS = ("csv", "tsv", "parquet", "ndjson", "xlsx", "sav", "dta")
SETS = ("all", "ibm", "juvenile", "eular-acr-2017", "solomon-2011:variant=norwegian", "bohan-peter-1975:emg=any", "none-such")
ENDINGS = (*KINDS, "html", "md", "json", "txt", "docx", "tex", "pdf", "toml", "zip", "")
TEXTS = ("yes", "a=b", "", "x", "-1", "\u202e", "first", "DM", "DM,PM", "week 16=16", "*", "é", "[", "0", "1e9", "patient_id")
KEYS = ("y", "n", "?", "b", "q", "52", "x", "", "\x1b", "1", "2", "w", "f", "a", "out.md", "-1")
VISITS = (
    "patient_id", "visit", "visit_date", "arm", "physician_global", "patient_global", "extramuscular_global", "mmt", "haq", "ck",
    "ck_uln",
)  # fmt: skip
WORDS_OF_VISITS = ("baseline", "week 16", "16", "0", "4.5", "100", "", "1e400", "a", "b", "2020-01-05", "UNK", "120", "<40")


@lru_cache
def options_of(*path: str) -> tuple[tuple[str, bool], ...]:
    """The options of a command: their names, and whether they take a value."""
    import click

    context = click.Context(myositis)
    command: click.Command = myositis
    for name in path:
        assert isinstance(command, click.Group)
        found = command.get_command(context, name)
        assert found is not None
        command = found
    return tuple(
        (max(item.opts, key=len), not getattr(item, "is_flag", False))
        for item in command.params
        if isinstance(item, click.Option) and "--help" not in item.opts
    )


COMMANDS = (
    ("classify",), ("check",), ("explain",), ("profile",), ("compare",), ("map",), ("response",), ("ask",), ("page",),
    ("redcap", "results"), ("redcap", "instrument"), ("criteria", "needs"), ("criteria", "show"), ("template",), ("sql",),
)  # fmt: skip
WITH_A_FILE = {"classify", "check", "explain", "profile", "compare", "map", "response", "results"}


def attack(seed: str, counts: Counter[str]) -> None:
    """Twelve command lines."""
    draw = random.Random(seed)
    for _ in range(12):
        with tempfile.TemporaryDirectory() as place, contextlib.chdir(place):
            one_line(draw, counts, Path(place))


def one_line(draw: random.Random, counts: Counter[str], folder: Path) -> None:
    path = draw.choice(COMMANDS)
    words = [*path]
    visits = path == ("response",) and draw.random() < 0.8
    source = a_file(draw, folder, visits=visits)
    if path[-1] in WITH_A_FILE:
        words.append(draw.choice([source] * 9 + ["-", "absent.csv", "."]))
    elif path[-1] in ("show", "sql"):
        words.append(draw.choice(SETS))
    if visits:
        words += ["--thresholds", "adult", "--baseline", draw.choice(["first", "baseline"]), "--vas", "10", "--mmt-max", "150"]
    for name, takes in options_of(*path):
        if draw.random() < 0.12:
            words += [name, value(draw, name, source)] if takes else [name]
    given = "\n".join(draw.choice(KEYS) for _ in range(40)) if path == ("ask",) else (folder / source).read_bytes()
    before = {one.name for one in folder.iterdir()}
    code, out, errors = run(words, given if isinstance(given, bytes) else given.encode())
    shown = f"{words}: exit code {code}\n{errors}"
    assert code in EXIT_CODES, shown
    assert code != 5, shown
    assert "Traceback" not in errors + out, shown
    assert all(letter.isprintable() or letter in "\n\t\u00a0\u3000" for letter in errors), shown
    if code >= 2:
        refusals = [line for line in errors.splitlines() if line.startswith(("myositis:", "Error:"))]
        assert len(refusals) == 1, shown
    left = [one.name for one in folder.iterdir() if one.name.startswith(".myositis-")]
    assert not left, f"{shown}\nleft behind: {left}"
    assert before <= {one.name for one in folder.iterdir()}, f"{shown}\na file has gone"
    counts[f"command lines of {' '.join(path)}"] += 1
    counts[f"command lines that end with {code}"] += 1


def value(draw: random.Random, option: str, source: str) -> str:
    """A value for an option, most often one that makes sense."""
    usual: dict[str, tuple[str, ...]] = {
        "--criteria": SETS,
        "--output": (*(f"out.{ending}" for ending in ENDINGS), "-", "absent/out.csv"),
        "--patients": ("end.csv", "end.sav"),
        "--map": ("study.toml", "absent.toml", source),
        "--keep": ("study.toml", source),
        "--answers": (source,),
        "--append": (source, "new.csv", "new.txt"),
        "--id": ("1", "0", "b", "absent"),
        "--explain": ("1", "absent"),
        "--set": ("dm_rash=yes", "age_at_onset=52", "ck=x", "anti_jo1="),
        "--memory": ("1G", "800M", "x"),
        "--file": (source,),
        "--redcap-dictionary": (source,),
        "--format": ("text", "json", "html"),
        "--figure-shares": ("f.png", "f.svg"),
        "--figure-time": ("f.pdf", "f.x"),
    }
    if draw.random() < 0.1 or (option not in usual and draw.random() < 0.3):
        return draw.choice(TEXTS)
    return draw.choice(usual.get(option, COLUMNS))


def a_file(draw: random.Random, folder: Path, *, visits: bool) -> str:
    """A small file of odd cells, sometimes damaged, and a mapping that is sometimes one."""
    kind = draw.choice(KINDS)
    rows = draw.randrange(1, 9)
    if visits:
        columns = {name: [draw.choice(WORDS_OF_VISITS) for _ in range(rows)] for name in VISITS}
        columns["patient_id"] = [str(row // 2) for row in range(rows)]
    else:
        names = ["patient_id", *draw.sample(COLUMNS[1:], draw.randrange(1, len(COLUMNS)))]
        columns = {name: [cell(draw) for _ in range(rows)] for name in names}
        if draw.random() < 0.7:
            columns["patient_id"] = [str(row) for row in range(rows)]
    name = f"in.{kind}"
    try:
        write_table(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), folder / name)
    except MyositisError:
        name = "in.csv"
        (folder / name).write_text("patient_id,dm_rash\n1,yes\n")
    if draw.random() < 0.15:
        (folder / name).write_bytes(broken((folder / name).read_bytes(), draw))
    studies = [ROOT / "fixtures" / "study" / f"{study}.toml" for study in ("european", "redcap_labels")]
    text = draw.choice(studies).read_bytes() if draw.random() < 0.3 else MAPPING.encode()
    (folder / "study.toml").write_bytes(broken(text, draw) if draw.random() < 0.5 else text)
    return name


MAPPING = """
[findings.patient_id]
column = "patient_id"

[findings.dm_rash]
column = "dm_rash"
yes = ["yes", "1"]
no = ["no", "0"]
"""


def run(words: list[str], given: bytes) -> tuple[int, str, str]:
    """The command in this process: exit code, standard output, standard error."""
    out, errors = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace") for _ in range(2))
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = io.TextIOWrapper(io.BytesIO(given), encoding="utf-8", errors="replace")
    sys.stdout, sys.stderr = Shown(out), Shown(errors)  # type: ignore[assignment]
    try:
        code = code_of(lambda: myositis.main(words, standalone_mode=False))
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
        set_memory_limit(None)
    texts = []
    for stream in (out, errors):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode("utf-8", "replace"))  # type: ignore[attr-defined]
    return code, texts[0], texts[1]
