"""Response to treatment: the total improvement score of two visits, and the end points of trials built on it.

What it answers: how much has a patient improved between two visits (minimal, moderate, major) under the ACR/EULAR criteria of
2016; who of a trial responded at which week, in which arm, and who worsened.

In goes the core set of each visit (global assessments, muscle strength, function, enzymes, disease outside the muscles): as a
mapping for one patient, as a frame or file of visits for a study. Out comes an `Improvement` (a score, or the interval that
missing measures leave, with the points of every row of the published table), or the frame with the results added.

Modules to read first: `acr_eular_2016`, beside the paper; `improvement` scores one patient; `cohort` a frame of visits;
`from_file` and `study` a file; `end_points` and `groups` what a trial reports; `measures` says what each measure is, its scale
and its direction. No criteria set decides anything here: the response stands beside them, on the same way of reading cells. It
imports `agreement`, `files`, `reading` and `rules`, and of `published` the table's shapes.
"""
