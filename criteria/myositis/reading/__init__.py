"""From a raw cell to a value, "not recorded" with its reason, or a problem: every cell of a cohort is read here, once.

In: a frame of raw cells, text or typed, and for each finding a `SourceColumn` (its column, and how one cell of it is read).
Out: a `ReadCohort`: one column of values per finding, how often each reason for a missing value was given, notes, warnings,
and a `Problem` for every cell that could not be read. A row with a problem is invalid; it is never dropped, and its other
cells are still read.

Where a study's own columns and codes come in: not here. The data dictionary's own rules are one kind of `SourceColumn`
(`cohort.own_source`), a mapping file makes another; both are read by the same code, so that a preview shows exactly what was
applied.

| module | holds |
|---|---|
| `cell` | what one cell says under the data dictionary's own rules |
| `day_formats` | dates as studies write them |
| `column` | one column: typed cells as they are, of all others each distinct value once |
| `cohort` | all columns, the ids, the notes |
| `problem` | the one type for "something is wrong with this cell or patient" |

May import: `rules`, `dictionary`, `files` and below. Start with `cell.read_cell`, then `cohort.read_values`.
"""
