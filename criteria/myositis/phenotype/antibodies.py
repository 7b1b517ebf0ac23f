"""The autoantibodies of a profile, grouped as they are commonly reported.

The grouping into myositis-specific and myositis-associated is common usage; no source at hand prints it as a table, and no
result depends on it.
"""

from __future__ import annotations

from myositis.dictionary.findings import anti_jo1
from myositis.dictionary.later_findings import (
    anti_ars,
    anti_cn1a,
    anti_ej,
    anti_hmgcr,
    anti_ku,
    anti_mda5,
    anti_mi2,
    anti_nxp2,
    anti_oj,
    anti_pl7,
    anti_pl12,
    anti_pm_scl,
    anti_ro52,
    anti_sae,
    anti_srp,
    anti_tif1_gamma,
    anti_u1_rnp,
)
from myositis.rules.vocabulary import Finding

SPECIFIC: tuple[Finding, ...] = (
    anti_ars,
    anti_jo1,
    anti_pl7,
    anti_pl12,
    anti_ej,
    anti_oj,
    anti_mi2,
    anti_tif1_gamma,
    anti_nxp2,
    anti_sae,
    anti_mda5,
    anti_srp,
    anti_hmgcr,
)
ASSOCIATED: tuple[Finding, ...] = (anti_cn1a, anti_ro52, anti_pm_scl, anti_ku, anti_u1_rnp)
GROUPS: tuple[tuple[str, tuple[Finding, ...]], ...] = (
    ("myositis-specific antibodies", SPECIFIC),
    ("myositis-associated antibodies", ASSOCIATED),
)
ANTIBODIES = (*SPECIFIC, *ASSOCIATED)
