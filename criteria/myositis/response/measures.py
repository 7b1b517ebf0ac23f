"""The measures of the response criteria: each once, with its range, its direction and how well the range is evidenced.

They repeat at every visit, so they are no findings of the data dictionary. Grades: A seen in two independent copies, B in one,
C general knowledge, X looked for and not found.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from myositis.rules.vocabulary import Measurement


@dataclass(frozen=True)
class CoreMeasure(Measurement):
    """A measure of the core set.

    better: whether lower or higher is better. maxima: what the highest value can be; one: always that; several: the study
    says which; none: no range is published. range_grade: the evidence for it.
    """

    better: str = field(default="lower", compare=False)
    maxima: tuple[int, ...] = field(default=(), compare=False)
    range_grade: str = field(default="", compare=False)

    @property
    def sign(self) -> int:
        """1 where a fall is an improvement, -1 where a rise is."""
        return 1 if self.better == "lower" else -1


_GLOBAL, _FUNCTION, _STRENGTH, _ENZYMES = "Globals", "Function", "Strength", "Enzymes"
_VAS = "visual analogue scale, 0-10 cm or 0-100 mm: the study says which"


def _vas(name: str, label: str) -> CoreMeasure:
    return CoreMeasure(name, label, _VAS, _GLOBAL, unit="cm or mm", maxima=(10, 100), range_grade="A")


physician_global = _vas("physician_global", "physician global")
patient_global = _vas("patient_global", "patient global")
extramuscular_global = _vas("extramuscular_global", "extramuscular global")
das = CoreMeasure(
    "das", "DAS", "Disease Activity Score, 0-20, of juvenile dermatomyositis", _GLOBAL, maxima=(20,), range_grade="C"
)

haq = CoreMeasure("haq", "HAQ", "Health Assessment Questionnaire, 0-3", _FUNCTION, maxima=(3,), range_grade="C")
chaq = CoreMeasure("chaq", "CHAQ", "Childhood Health Assessment Questionnaire, 0-3", _FUNCTION, maxima=(3,), range_grade="C")

mmt = CoreMeasure(
    "mmt", "MMT",
    "manual muscle testing; its maximum is 80 (MMT-8, one side), 150 (MMT-8, both sides) or 260 (all groups of IMACS form 04, "
    "evidence B): the study says",
    _STRENGTH, better="higher", maxima=(80, 150, 260), range_grade="A",
)  # fmt: skip
cmas = CoreMeasure(
    "cmas", "CMAS", "Childhood Myositis Assessment Scale, 0-52", _STRENGTH, better="higher", maxima=(52,), range_grade="C"
)

enzyme = CoreMeasure(
    "enzyme", "most abnormal enzyme",
    "the muscle enzyme that is the most abnormal at baseline, as the study chose it; with single enzymes and their limits it "
    "is chosen here, by the highest multiple of its limit",
    _ENZYMES, unit="as its limit", range_grade="C",
)  # fmt: skip
chq_phs = CoreMeasure(
    "chq_phs", "CHQ-PhS", "Child Health Questionnaire, physical summary score", _FUNCTION, better="higher", range_grade="X"
)

ENZYMES: dict[str, str] = {"ck": "CK", "aldolase": "aldolase", "alt": "ALT", "ast": "AST", "ldh": "LDH"}
"""The enzymes among which the most abnormal one is chosen; of two equally abnormal ones the first."""

ENZYME_VALUES: dict[str, Measurement] = {
    name: Measurement(name, label, "value at this visit", _ENZYMES, unit="as its limit") for name, label in ENZYMES.items()
}
ENZYME_LIMITS: dict[str, Measurement] = {
    name: Measurement(
        f"{name}_uln", f"{ENZYMES.get(name, 'enzyme')}, upper limit", "the laboratory's upper limit of normal at this visit",
        _ENZYMES, unit="as the value", above_lowest=True,
    )
    for name in ("enzyme", *ENZYMES)
}  # fmt: skip
CHANGES: dict[str, Measurement] = {
    measure.name: Measurement(
        f"{measure.name}_change_percent", f"{measure.label}, improvement in percent",
        "improvement since baseline in percent of the measure's range, entered at the follow-up visit; below 0 is worsening",
        _ENZYMES, unit="%", lowest=float("-inf"),
    )
    for measure in (enzyme, chq_phs)
}  # fmt: skip
"""Percent changes that can be entered directly, because the range of these two is not published or not confirmed."""

CORE_SET: dict[str, CoreMeasure] = {
    measure.name: measure
    for measure in (physician_global, patient_global, mmt, cmas, haq, chaq, enzyme, chq_phs, extramuscular_global, das)
}
"""The measures of the core set and their alternatives in juvenile dermatomyositis."""

INPUTS: dict[str, Measurement] = {
    item.name: item for item in (*CORE_SET.values(), *ENZYME_VALUES.values(), *ENZYME_LIMITS.values(), *CHANGES.values())
}
"""Every number that is read of a visit, by name."""

ENZYME_NAME = "enzyme_name"
"""The column that says which enzyme `enzyme` is; only needed with a range that depends on it."""
