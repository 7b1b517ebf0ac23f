"""What follows from what, and what contradicts what: written once, used wherever a record is read.

Steps, in this order; a recorded value always wins over a derived one:

1. comparisons: a value above its limit of normal, the age from two dates (`COMPARISONS`), then multiples of the limit
   (`RATIOS`);
2. an enzyme is elevated when its value is above the limit (`ENZYME_DERIVATIONS`);
3. a summary recorded as absent makes its unrecorded parts absent (`SUMMARIES`), and a CK recorded as not elevated is 1 times
   its limit at most;
4. a summary that is not recorded takes what its parts give: any of them (`SUMMARIES`, then the EMG's conclusion).

Steps 2 to 4 stand once, in their order, in `STEPS`; the readers (`record`, `derived_columns`, `sql.statement`, the page)
take them from there.

Reading note: for the three summaries that are wider than their parts (weakness, rash, biopsy), parts that are all absent
make the summary absent, because a study that collected the finer items did collect the summary; a recorded summary
overrules it. Recorded as present, a summary says nothing about which part.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

from myositis.dictionary import findings as f
from myositis.dictionary import later_findings as later
from myositis.rules.vocabulary import Finding, Is, Measurement, Rule, Variable, all_of, any_of, not_, variables


@dataclass(frozen=True)
class Comparison:
    """A yes/no that is read off two measurements: `value` is above `limit`. Not a column; part of reading a record."""

    result: Finding
    value: Measurement
    limit: Measurement


@dataclass(frozen=True)
class Summary:
    """A finding that sums up others. `wider`: it can be present without any of the parts."""

    whole: Finding
    parts: tuple[Finding, ...]
    wider: bool
    kept: tuple[Finding, ...] = ()
    """Parts that an absent summary does not make absent."""

    @property
    def rule(self) -> Rule:
        return any_of(*self.parts, label=self.whole.label)

    @property
    def falls_with(self) -> tuple[Finding, ...]:
        """The parts that are absent when the summary is."""
        return tuple(part for part in self.parts if part not in self.kept)


@dataclass(frozen=True)
class Derivation:
    """When `target` is not recorded it takes the truth of `rule`, once that is known."""

    target: Finding
    rule: Rule


@dataclass(frozen=True)
class AbsentWith:
    """When `target` is not recorded it is absent where the summary `whole`, of which it is a part, is absent."""

    target: Finding
    whole: Finding


@dataclass(frozen=True)
class Ratio:
    """When `target` is not recorded it is value / limit, to `RATIO_DECIMALS`."""

    target: Measurement
    value: Measurement
    limit: Measurement


@dataclass(frozen=True)
class WithinLimit:
    """When the multiple `target` is not recorded it is 1 at most where `raised` is absent."""

    target: Measurement
    raised: Finding


@dataclass(frozen=True)
class Contradiction:
    """A combination that makes a record invalid.

    recorded_only: derived values do not count (a value within the limit today does not contradict "was elevated once").
    columns: the findings that it names. everywhere: whatever sets are asked for; the others only where a chosen set reads
    what they name, elsewhere they are warnings.
    """

    code: str
    text: str
    rule: Rule
    columns: tuple[str, ...]
    recorded_only: bool = False
    everywhere: bool = True

    def concerns(self, decided: Set[Variable]) -> bool:
        """Whether somebody who reads these variables (see `decided_by`) reads the findings that it names."""
        return {*self.columns} <= {item.name for item in decided}


@dataclass(frozen=True)
class Oddity:
    """A combination that looks odd; the recorded values stand and a warning is given."""

    code: str
    text: str
    rule: Rule
    columns: tuple[str, ...]


_ENZYMES = (
    (f.ck_elevated, f.ck, f.ck_uln),
    (f.ldh_elevated, f.ldh, f.ldh_uln),
    (f.ast_elevated, f.ast, f.ast_uln),
    (f.alt_elevated, f.alt, f.alt_uln),
    (f.aldolase_elevated, f.aldolase, f.aldolase_uln),
)

COMPARISONS = tuple(
    Comparison(Finding(f"{value.name}_above_limit", f"{value.label} above its limit"), value, limit)
    for _, value, limit in _ENZYMES
)

RATIOS = (Ratio(later.ck_multiple, f.ck, f.ck_uln),)
RATIO_DECIMALS = 6
"""Multiples are rounded to so many decimals, so that 3.6 is exactly 12 times 0.3 on every engine."""

onset_before_birth = Finding("onset_before_birth", "onset before birth")
onset_after_120 = Finding("onset_after_120", "onset after the age of 120, from the dates")
age_differs_from_dates = Finding("age_differs_from_dates", "age at onset more than a year from the dates")
"""Three more yes/no values read off the dates; see `dates`."""

IN_PASSING: frozenset[Variable] = frozenset(
    (*(comparison.result for comparison in COMPARISONS), onset_before_birth, onset_after_120, age_differs_from_dates)
)
"""What is made on the way; no columns of a record."""

ENZYME_DERIVATIONS = tuple(
    Derivation(elevated, Is(comparison.result)) for (elevated, _, _), comparison in zip(_ENZYMES, COMPARISONS, strict=True)
)

SUMMARIES = (
    Summary(f.muscle_enzymes_elevated, (f.ck_elevated, f.ldh_elevated, f.ast_elevated, f.alt_elevated), wider=False),
    Summary(f.proximal_weakness, (f.proximal_upper_weakness, f.proximal_lower_weakness), wider=True),
    Summary(f.dm_rash, (f.heliotrope_rash, f.gottron_papules, f.gottron_sign), wider=True),
    Summary(f.biopsy_myositis, (f.biopsy_endomysial, f.biopsy_perimysial, f.biopsy_perifascicular), wider=True),
    Summary(
        later.anti_ars,
        (f.anti_jo1, later.anti_pl7, later.anti_pl12, later.anti_ej, later.anti_oj),
        wider=True,
        kept=(f.anti_jo1,),  # an edition that reads anti-Jo-1 alone stays as it was
    ),
    Summary(later.arthritis, (later.arthritis_nondestructive,), wider=True),
)

EMG_TRIAD = (f.emg_short_polyphasic, f.emg_spontaneous_activity, f.emg_repetitive_discharges)

EMG_CONCLUSION = Derivation(
    f.emg_myopathic,
    all_of(f.emg_short_polyphasic, any_of(f.emg_spontaneous_activity, f.emg_repetitive_discharges)),
)

DERIVATIONS: tuple[Derivation, ...] = (
    *(Derivation(summary.whole, summary.rule) for summary in SUMMARIES),
    EMG_CONCLUSION,
)
"""What a finding takes from others when it is not recorded (step 4). A completion of the others completes it, too."""

Step = Derivation | AbsentWith | WithinLimit

STEPS: tuple[Step, ...] = (
    *ENZYME_DERIVATIONS,
    *(AbsentWith(part, summary.whole) for summary in SUMMARIES for part in summary.falls_with),
    WithinLimit(later.ck_multiple, f.ck_elevated),
    *DERIVATIONS,
)
"""Steps 2 to 4, in order. Each gives its target a value where nothing before it did."""

CONTRADICTIONS = (
    Contradiction(
        "biopsy_finding_without_biopsy",
        "no muscle biopsy was performed, yet a biopsy finding is present",
        all_of(
            not_(f.muscle_biopsy_performed),
            any_of(
                f.biopsy_endomysial, f.biopsy_perimysial, f.biopsy_perifascicular, f.biopsy_rimmed_vacuoles,
                f.biopsy_myositis,
            ),
        ),
        ("muscle_biopsy_performed",),
    ),
    *(
        Contradiction(
            f"{summary.whole.name}_absent_part_present",
            f"{summary.whole.label}: recorded as absent, yet a part of it is present",
            all_of(not_(summary.whole), any_of(*summary.parts)),
            (summary.whole.name,),
            everywhere=summary.whole.name in f.FIRST_EDITION,
        )
        for summary in SUMMARIES
    ),
    Contradiction(
        "enzymes_present_parts_absent",
        "muscle enzymes are recorded as elevated, yet CK, LDH, AST and ALT are all recorded as not elevated",
        all_of(f.muscle_enzymes_elevated, *(not_(part) for part in SUMMARIES[0].parts)),
        ("muscle_enzymes_elevated",),
        recorded_only=True,
    ),
    *(
        Contradiction(
            f"{comparison.value.name}_absent_value_above_limit",
            f"{elevated.label}: recorded as absent, yet the value is above its limit",
            all_of(not_(elevated), Is(comparison.result)),
            (elevated.name, comparison.value.name),
        )
        for (elevated, _, _), comparison in zip(_ENZYMES, COMPARISONS, strict=True)
    ),
    Contradiction(
        "ck_absent_multiple_above_one",
        "CK is recorded as not elevated, yet its multiple of the limit is above 1",
        all_of(not_(f.ck_elevated), later.ck_multiple.above(1)),
        ("ck_elevated", "ck_multiple"),
        everywhere=False,
    ),
    Contradiction(
        "onset_before_birth", "the first symptom is dated before birth", Is(onset_before_birth),
        ("birth_date", "symptom_onset_date"),
    ),
)  # fmt: skip
"""These, and only these, make a row invalid."""

EVERYWHERE = tuple(item for item in CONTRADICTIONS if item.everywhere)
"""Those that make a row invalid whatever criteria sets are asked for."""

ODDITIES = (
    Oddity(
        "age_differs_from_dates", "the recorded age at onset is more than a year from the dates; it stands",
        Is(age_differs_from_dates), ("age_at_onset",),
    ),
    Oddity(
        "emg_absent_full_triad",
        "EMG evidence of myositis is recorded as absent against a full triad; the reader's conclusion stands",
        all_of(not_(f.emg_myopathic), *EMG_TRIAD), ("emg_myopathic",),
    ),
    Oddity(
        "onset_after_120", "the dates put onset after the age of 120; it is counted as recorded",
        Is(onset_after_120), ("symptom_onset_date",),
    ),
)  # fmt: skip


def decided_by(asked: Iterable[Variable]) -> set[Variable]:
    """The variables, and every other from which a value of theirs can follow."""
    found = set(asked)
    while True:
        more: set[Variable] = set()
        for step in STEPS:
            if step.target in found:
                match step:
                    case AbsentWith(_, whole):
                        more.add(whole)
                    case WithinLimit(_, raised):
                        more.add(raised)
                    case Derivation(_, rule):
                        more.update(variables(rule))
        for comparison in COMPARISONS:
            if comparison.result in found:
                more |= {comparison.value, comparison.limit}
        for ratio in RATIOS:
            if ratio.target in found:
                more |= {ratio.value, ratio.limit}
        if not found.isdisjoint({f.age_at_onset, onset_before_birth, onset_after_120, age_differs_from_dates}):
            more |= {f.birth_date, f.symptom_onset_date}
        if more <= found:
            return found
        found |= more


def contradictions_among(decided: Set[Variable]) -> tuple[Contradiction, ...]:
    """The contradictions that make a record invalid for somebody who reads these variables (see `decided_by`)."""
    return tuple(item for item in CONTRADICTIONS if item.everywhere or item.concerns(decided))
