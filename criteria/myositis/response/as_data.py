"""The whole rule set as plain data, ready for JSON: for the offline page and for whoever writes a reader of their own."""

from __future__ import annotations

from typing import Any

from myositis.response import imacs_2004, proderm
from myositis.response.acr_eular_2016 import CATEGORIES, ENZYME_RANGES, METHOD, POINTS, THRESHOLDS
from myositis.response.measures import CORE_SET, ENZYMES, CoreMeasure


def rules_as_data() -> dict[str, Any]:
    """Measures, points, thresholds and definitions, with citation and grade of evidence.

    Points are in whole tenths (`points_tenths`), percentages whole numbers: improvement above `above[i]` percent of the range
    gives `points_tenths[i + 1]`. Compare exact decimals, never binary floats.
    """
    return {
        "points": {
            "citation": str(POINTS.cite),
            "grade": POINTS.grade,
            "rows": [
                {
                    "name": row.name,
                    "label": row.label,
                    "measures": [measure.name for measure in row.measures],
                    "above": list(row.above),
                    "points_tenths": list(row.tenths),
                }
                for row in POINTS.rows
            ],
            "required": list(POINTS.required),
        },
        "thresholds": {
            name: {
                "citation": str(one.cite),
                "grade": one.grade,
                "lowest_tenths": {category: one.tenths(category) for category, _ in one.lowest},
            }
            for name, one in THRESHOLDS.items()
        },
        "categories": list(CATEGORIES),
        "measures": [_measure(measure) for measure in CORE_SET.values()],
        "enzymes": dict(ENZYMES),
        "enzyme_ranges": {name: dict(ranges) for name, ranges in ENZYME_RANGES.items()},
        "confirmed_deterioration": {
            "citation": str(proderm.DETERIORATION),
            "grade": proderm.GRADE,
            "limbs": {limb.name: limb.text for limb in proderm.LIMBS},
        },
        "imacs_2004": {
            "citation": str(imacs_2004.CITE),
            "grade": imacs_2004.GRADE,
            "better_percent": imacs_2004.BETTER,
            "better_needed": imacs_2004.NEEDED,
            "worse_percent": imacs_2004.WORSE,
            "worse_allowed": imacs_2004.ALLOWED,
        },
        "method": str(METHOD),
    }


def _measure(measure: CoreMeasure) -> dict[str, Any]:
    return {
        "name": measure.name,
        "label": measure.label,
        "definition": measure.definition,
        "better": measure.better,
        "maxima": list(measure.maxima),
        "range_grade": measure.range_grade,
    }
