"""ACR/EULAR 2016 response criteria for adult dermatomyositis and polymyositis and for juvenile dermatomyositis.

Each of six measures gives points for its improvement; their sum, 0 to 100, is the total improvement score (TIS).

Reading notes (what the paper leaves open and we decided):

* Improvement is 100 x (change towards the better) / range of the measure. That the paper says "absolute percent change" is
  evidenced (A); the formula itself is general knowledge (C).
* A measure that cannot be compared gives an interval: from 0 to the most that any value could give. When one of the two values
  is known, that can be less than the top of its row: who begins with a HAQ of 0 cannot improve in it.
* No category is stated without the physician's global activity or without MMT or CMAS: the calculator of the NIEHS asks for
  at least these (B, the sentence was cut). Otherwise a category is stated when it is the same at both ends.
* Of the enzymes the one with the highest multiple of its limit at baseline counts (C). Its range in multiples of the limit was
  not seen in any source: without it an enzyme that fell gives 0 to 7.5 points, one that did not fall 0.
* The range of CHQ-PhS was not found (X): a percent change entered directly, or an interval.
* Worsening gives 0 points, never fewer (B); what worsened is listed beside the score.
"""

from __future__ import annotations

from myositis.published.tables import Citation
from myositis.response.measures import (
    chaq,
    chq_phs,
    cmas,
    das,
    enzyme,
    extramuscular_global,
    haq,
    mmt,
    patient_global,
    physician_global,
)
from myositis.response.vocabulary import NO_IMPROVEMENT, PointsRow, PointsTable, Thresholds

ADULT_PAPER = Citation(
    "Adult: Aggarwal R, Rider LG, Ruperto N, et al. Ann Rheum Dis 2017;76:792-801.", ("10.1136/annrheumdis-2017-211400",)
)
JUVENILE_PAPER = Citation(
    "Juvenile: Rider LG, Aggarwal R, Pistorio A, et al. Ann Rheum Dis 2017;76:782-791 (pages unconfirmed).", ()
)
METHOD = Citation("Method: Rider LG, et al. Rheumatology 2017;56:1884-93.", ("10.1093/rheumatology/kex226",))

BIG = (5, 15, 25, 40)
SMALL = (2, 10, 20, 30)

POINTS = PointsTable(
    cite=ADULT_PAPER.at("Table 3"),
    grade="B",
    rows=(
        #                             above, in percent of the range:    -    5    15    25    40
        PointsRow((physician_global,),          BIG,   points=(0, 7.5, 15,   17.5, 20)),
        PointsRow((patient_global,),            BIG,   points=(0, 2.5, 5,    7.5,  10)),
        PointsRow((haq, chaq),                  BIG,   points=(0, 5,   7.5,  7.5,  10)),
        PointsRow((enzyme, chq_phs),            BIG,   points=(0, 2.5, 5,    7.5,  7.5)),
        PointsRow((extramuscular_global, das),  BIG,   points=(0, 7.5, 12.5, 15,   20)),
        #                                                        -    2    10    20    30
        PointsRow((mmt, cmas),                  SMALL, points=(0, 10,  20,   27.5, 32.5)),
    ),
    required=("physician_global", "mmt"),
)  # fmt: skip

ADULT = Thresholds(
    "adult", ADULT_PAPER.at("Table 3"), "A",
    (("major", 60), ("moderate", 40), ("minimal", 20)),
)  # fmt: skip
JUVENILE = Thresholds(
    "juvenile", JUVENILE_PAPER.at("Table 3"), "B",
    (("major", 70), ("moderate", 45), ("minimal", 30)),
)  # fmt: skip
THRESHOLDS = {one.name: one for one in (ADULT, JUVENILE)}

CATEGORIES = (NO_IMPROVEMENT, "minimal", "moderate", "major")
"""From the least to the most."""

ENZYME_RANGES: dict[str, dict[str, int]] = {
    "none": {},
    "15_6_3": {"ck": 15, "aldolase": 6, "alt": 3, "ast": 3, "ldh": 3},
}
"""The range of an enzyme in multiples of its upper limit of normal. `15_6_3` is unconfirmed (C): seen nowhere."""
