"""What the README shows is what comes out: its programs print the lines shown, and its commands and options exist."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from myositis_cli.main import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
SHOWN = [
    (program, shown)
    for (kind, program), (other, shown) in pairwise(BLOCKS)
    if (kind, other) == ("python", "text")
]
LINES = [line.partition("  #")[0] for kind, block in BLOCKS if kind == "sh" for line in block.replace("\\\n", " ").splitlines()]
CALLS = [part.strip() for line in LINES for part in line.split("&&") if re.search(r"(^|/)myositis ", part.strip())]


def test_there_is_something_to_compare() -> None:
    assert len(SHOWN) == 2
    assert len(CALLS) > 15


@pytest.mark.parametrize(("program", "shown"), SHOWN, ids=["one patient", "response"])
def test_the_output_shown_is_printed(program: str, shown: str) -> None:
    """Line by line and in order; lines may be left out only where the text before says that the answer is shortened."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    printed = iter(done.stdout.splitlines())
    for line in shown.splitlines():
        assert line.strip() == "..." or line in printed, f"not printed, or not in this place: {line}"
    if "..." not in shown:
        assert shown.strip() == done.stdout.strip()


@pytest.mark.parametrize("call", CALLS)
def test_every_command_and_option_named_exists(call: str) -> None:
    words = shlex.split(call[call.index("myositis ") :])
    assert words[1] in COMMANDS
    inner = [word for word in words[1:3] if re.fullmatch(r"[a-z]+", word)]
    code = "from myositis_cli.main import main; main()"
    told = ""
    for path in (inner[:1], inner):
        done = subprocess.run([sys.executable, "-c", code, *path, "--help"], capture_output=True, text=True, check=False)
        told += done.stdout
    for option in (word for word in words if re.match(r"--?[a-z]", word)):
        assert re.search(rf"(^|[\s,]){re.escape(option)}\b", told), option
