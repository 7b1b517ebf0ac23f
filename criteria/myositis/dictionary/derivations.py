"""What follows from what, and what contradicts what: written once, used wherever a record is read.

Steps, in this order; a recorded value always wins over a derived one:

1. comparisons: a value above its limit of normal, the age from two dates (`COMPARISONS`);
2. an enzyme is elevated when its value is above the limit (`DERIVATIONS`);
3. a summary recorded as absent makes its unrecorded parts absent (`SUMMARIES`);
4. a summary that is not recorded takes what its parts give: any of them (`SUMMARIES`, then the EMG's conclusion).

Reading note: for the three summaries that are wider than their parts (weakness, rash, biopsy), parts that are all absent
make the summary absent, because a study that collected the finer items did collect the summary; a recorded summary
overrules it. Recorded as present, a summary says nothing about which part.
"""

from __future__ import annotations

from dataclasses import dataclass

from myositis.dictionary import findings as f
from myositis.rules.vocabulary import Finding, Is, Measurement, Rule, all_of, any_of, not_


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

    @property
    def rule(self) -> Rule:
        return any_of(*self.parts, label=self.whole.label)


@dataclass(frozen=True)
class Derivation:
    """When `target` is not recorded it takes the truth of `rule`, once that is known."""

    target: Finding
    rule: Rule


@dataclass(frozen=True)
class Contradiction:
    """A combination that makes a record invalid.

    recorded_only: derived values do not count (a value within the limit today does not contradict "was elevated once").
    """

    code: str
    text: str
    rule: Rule
    columns: tuple[str, ...]
    recorded_only: bool = False


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

onset_before_birth = Finding("onset_before_birth", "onset before birth")
onset_after_120 = Finding("onset_after_120", "onset after the age of 120, from the dates")
age_differs_from_dates = Finding("age_differs_from_dates", "age at onset more than a year from the dates")
"""Three more yes/no values read off the dates; see `dates`."""

ENZYME_DERIVATIONS = tuple(
    Derivation(elevated, Is(comparison.result)) for (elevated, _, _), comparison in zip(_ENZYMES, COMPARISONS, strict=True)
)

SUMMARIES = (
    Summary(f.muscle_enzymes_elevated, (f.ck_elevated, f.ldh_elevated, f.ast_elevated, f.alt_elevated), wider=False),
    Summary(f.proximal_weakness, (f.proximal_upper_weakness, f.proximal_lower_weakness), wider=True),
    Summary(f.dm_rash, (f.heliotrope_rash, f.gottron_papules, f.gottron_sign), wider=True),
    Summary(f.biopsy_myositis, (f.biopsy_endomysial, f.biopsy_perimysial, f.biopsy_perifascicular), wider=True),
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
        "onset_before_birth", "the first symptom is dated before birth", Is(onset_before_birth),
        ("birth_date", "symptom_onset_date"),
    ),
)  # fmt: skip
"""These, and only these, make a row invalid."""

ODDITIES = (
    Oddity(
        "age_differs_from_dates", "age_at_onset is more than a year from the dates; the recorded age stands",
        Is(age_differs_from_dates), ("age_at_onset",),
    ),
    Oddity(
        "emg_absent_full_triad", "emg_myopathic is recorded as absent against a full triad; the reader's conclusion stands",
        all_of(not_(f.emg_myopathic), *EMG_TRIAD), ("emg_myopathic",),
    ),
    Oddity(
        "onset_after_120", "the dates put onset after the age of 120; it is counted as recorded",
        Is(onset_after_120), ("symptom_onset_date",),
    ),
)  # fmt: skip
