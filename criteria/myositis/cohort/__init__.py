"""Many patients: the same answers as for one, computed over columns, on any engine.

What it answers: level, subgroup, score, probability and exact open outcomes for every row of a frame, in the time that a
hand-written expression would take.

In goes a frame (Polars, pandas or Arrow in memory; Polars, DuckDB or PySpark lazily), one row per patient, columns named as in
the data dictionary, and criteria sets. Out comes the same kind of frame with the result columns added; no row is dropped, and a
row that cannot be classified is blank with `myositis_status` `invalid`.

| module | holds |
|---|---|
| `engines` | `classify_cohort`: how frames of each kind come in, and how the results go back |
| `plan` | what to compute; `classify_values`, for a cohort that `reading` has read |
| `result`, `result_columns`, `score_columns` | the columns that are added, their names, and how each is made from the rules |
| `patterns`, `open` | what is known of a row packed into whole numbers, and the exact open outcomes of every pattern |
| `row_by_row` | few patients: quicker with the reader of one record than with planned columns |

Every column is tested against `one_patient` row by row. It may import `one_patient` and below. Start with `engines`, then
`plan.plan_cohort`.
"""
