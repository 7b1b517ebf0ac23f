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

from myositis.version import __version__

if TYPE_CHECKING:
    from myositis.classify_file import classify_to_file
    from myositis.cohort.engines import classify_cohort
    from myositis.comparison import compare
    from myositis.errors import MyositisError
    from myositis.one_patient.classification import Classification, classify
    from myositis.one_patient.patient import Patient
    from myositis.phenotype import profile
    from myositis.published import find
    from myositis.published.criteria_set import CriteriaSet
    from myositis.response.cohort import improvement_cohort
    from myositis.response.improvement import improvement

    Criteria = CriteriaSet

_HOMES = {
    "Classification": "one_patient.classification",
    "CriteriaSet": "published.criteria_set",
    "MyositisError": "errors",
    "Patient": "one_patient.patient",
    "classify": "one_patient.classification",
    "classify_cohort": "cohort.engines",
    "classify_to_file": "classify_file.to_file",
    "compare": "comparison",
    "find": "published",
    "improvement": "response.improvement",
    "profile": "phenotype",
    "improvement_cohort": "response.cohort",
}

__all__ = [
    "Classification",
    "Criteria",
    "CriteriaSet",
    "MyositisError",
    "Patient",
    "__version__",
    "classify",
    "classify_cohort",
    "classify_to_file",
    "compare",
    "find",
    "improvement",
    "improvement_cohort",
    "profile",
]


def __getattr__(name: str) -> Any:
    if name == "Criteria":
        name = "CriteriaSet"  # its name in the first edition, and a word for it
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"myositis.{_HOMES[name]}"), name)
