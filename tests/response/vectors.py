"""The hand-worked vectors as pairs of visits: percentages become values on a scale where they are exact."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from myositis.response.measures import CORE_SET

FILE = Path(__file__).parents[2] / "fixtures" / "response" / "total_improvement_vectors.toml"
VECTORS: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["vector"]
SCALE = {"mmt": 80, "cmas": 52, "haq": 3, "chaq": 3, "das": 20}
PUBLISHED_ORDER = ("physician_global", "patient_global", "mmt", "haq", "enzyme", "extramuscular_global")


def visits(vector: dict[str, Any]) -> tuple[dict[str, str], dict[str, str], dict[str, Any]]:
    """Baseline, follow-up, and the keyword arguments of a vector."""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    vas, mmt_max = vector.get("vas", 100), vector.get("mmt_max", 80)
    for name, (first, second) in vector.get("values", {}).items():
        before[name], after[name] = first, second
    for name, percent in vector.get("percent", {}).items():
        if name in ("enzyme", "chq_phs"):
            after[f"{name}_change_percent"] = percent
        else:
            top = SCALE.get(name, vas) if name != "mmt" else mmt_max
            sign = 1 if CORE_SET[name].better == "lower" else -1
            middle = Decimal(top) / 2
            before[name], after[name] = str(middle), str(middle - sign * Decimal(percent) * top / 100)
    said = {"vas": vas, "mmt_max": mmt_max, "enzyme_range": vector.get("enzyme_range", "none"), "use": vector.get("use", ())}
    return before, after, said
