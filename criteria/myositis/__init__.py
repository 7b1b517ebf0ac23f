"""Classify patients with idiopathic inflammatory myopathies under the published criteria.

>>> from myositis import Patient, classify
>>> patient = Patient(age_at_onset=52, heliotrope_rash=True, proximal_upper_weakness=True, muscle_enzymes_elevated=True)
>>> result = classify(patient, "eular-acr-2017")
>>> result.level, result.open_levels
('probable', ('probable', 'definite'))

Everything is imported when it is first used: `import myositis` alone loads neither pydantic nor a data-frame library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from myositis.classification import Classification, classify
    from myositis.cohort import classify_cohort
    from myositis.comparison import compare
    from myositis.criteria import Criteria
    from myositis.errors import MyositisError
    from myositis.patient import Patient
    from myositis.published import find

__version__ = "0.1.0"

_HOMES = {
    "Classification": "classification",
    "Criteria": "criteria",
    "MyositisError": "errors",
    "Patient": "patient",
    "classify": "classification",
    "classify_cohort": "cohort",
    "compare": "comparison",
    "find": "published",
}

__all__ = ["Classification", "Criteria", "MyositisError", "Patient", "classify", "classify_cohort", "compare", "find"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"myositis.{_HOMES[name]}"), name)
