"""The lowest versions that pyproject.toml allows, as constraints for pip: `python tests/lowest_versions.py > lowest.txt`.

`.ci/run` installs them in an environment of their own and runs the quick tests there, so that a lower bound is a promise that
was tried. pip itself has no way of resolving to the lowest.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"
EXTRAS = ("duckdb", "pandas", "report")
"""The extras that the quick tests use; tools of the tests themselves (pytest, mypy) may be as new as they like."""


def lowest() -> dict[str, str]:
    """The lowest allowed version of every distribution that is needed at run time; the highest bound where there are several."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    found: dict[str, str] = {}
    for needed in (
        *project["dependencies"],
        *(one for extra in EXTRAS for one in project["optional-dependencies"].get(extra, ())),
    ):
        said = re.match(r"([A-Za-z0-9._-]+)\s*>=\s*([0-9.]+)", needed)
        if not said:
            raise SystemExit(f"{needed!r} has no lower bound: give it one that was tried")
        name, version = said[1], said[2]
        if name not in found or [*map(int, version.split("."))] > [*map(int, found[name].split("."))]:
            found[name] = version
    return found


if __name__ == "__main__":
    print("\n".join(f"{name}=={version}" for name, version in sorted(lowest().items())))
