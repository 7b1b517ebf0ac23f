"""Response to treatment: the total improvement score of two visits, and the end points of trials built on it.

Read `acr_eular_2016` beside the paper; `improvement` scores one patient, `improvement_cohort` a frame of visits.
"""
