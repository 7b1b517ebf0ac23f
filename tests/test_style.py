"""The code is clean by the project's own tools."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("tool", "words"),
    [("ruff", ["check", "--no-cache", "."]), ("mypy", ["--no-error-summary", "--cache-dir", "/dev/null"])],
    ids=["ruff", "mypy"],
)
def test_the_code_is_clean(tool: str, words: list[str]) -> None:
    pytest.importorskip(tool)
    done = subprocess.run([sys.executable, "-m", tool, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{tool} complains; run `{tool} {' '.join(words)}`:\n{done.stdout[-3000:]}{done.stderr[-500:]}"
