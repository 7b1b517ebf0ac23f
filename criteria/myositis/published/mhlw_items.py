"""Items that the two editions of Japan's Ministry of Health, Labour and Welfare share.

Reading notes of both:

* "Fever" is persistent unexplained fever, or an axillary temperature above 37 degrees.
* The skin needs one of its lesions: a rash recorded only as the summary `dm_rash` leaves it open.
"""

from __future__ import annotations

from myositis.dictionary.findings import (
    aldolase_elevated,
    ck_elevated,
    dm_rash,
    emg_myopathic,
    gottron_papules,
    gottron_sign,
    heliotrope_rash,
    proximal_weakness,
)
from myositis.dictionary.later_findings import (
    arthralgia,
    arthritis_nondestructive,
    biopsy_degeneration,
    crp_elevated,
    esr_elevated,
    fever_persistent,
    muscle_pain,
    temperature_above_37,
)
from myositis.published.common import NOT_ASSESSED
from myositis.published.criteria_set import Criterion, Note
from myositis.rules.vocabulary import all_of, any_of, as_rule, is_open

SHARED_NOTES = tuple(__doc__.split("\n* ")[1:]) if __doc__ else ()

SKIN = any_of(
    heliotrope_rash, gottron_papules, gottron_sign, label="dermatomyositis rash: heliotrope, Gottron's papules or Gottron's sign"
)

SKIN_ITEM = Criterion("skin", "1. dermatomyositis rash", SKIN)
WEAKNESS = Criterion("weakness", "2. proximal muscle weakness", as_rule(proximal_weakness))
PAIN = Criterion("muscle_pain", "3. muscle pain", as_rule(muscle_pain))
ENZYMES = Criterion("enzymes", "4. CK or aldolase raised", any_of(ck_elevated, aldolase_elevated, label="CK or aldolase raised"))
EMG = Criterion("emg", "5. electromyography", as_rule(emg_myopathic))
JOINTS = Criterion(
    "joints",
    "6. arthritis without destruction, or arthralgia",
    any_of(arthritis_nondestructive, arthralgia, label="arthritis without destruction, or arthralgia"),
)
INFLAMMATION = Criterion(
    "inflammation",
    "7. fever, or CRP or ESR raised",
    any_of(fever_persistent, temperature_above_37, crp_elevated, esr_elevated),
)
BIOPSY = Criterion("biopsy", "9. degeneration and cell infiltration", as_rule(biopsy_degeneration))

NOTES = (
    NOT_ASSESSED,
    Note(
        "rash_not_specified",
        "a dermatomyositis rash is recorded, but not which: item 1 is open",
        all_of(dm_rash, is_open(SKIN)),
    ),
)
