"""What a patient's record describes beside the criteria: subgroup, antibodies, organs. A description, never a recommendation.

Comes in: a `Patient`, a mapping, a cohort that has been read, or a frame. Goes out: a `Profile` for one patient, a row per
patient for a cohort, and the table of subgroups by antibody with how many were tested.

* `antibodies`: which antibodies are told, specific and associated; `organs`: when an organ counts as involved;
* `description`: one patient; `cohort`: many.

It imports rules, dictionary, published, reading, one_patient and cohort. Start with `description`.
"""

from __future__ import annotations

from myositis.phenotype.cohort import antibody_table, profile_cohort
from myositis.phenotype.description import Profile, profile

__all__ = ["Profile", "antibody_table", "profile", "profile_cohort"]
