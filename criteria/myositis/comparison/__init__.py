"""Compare criteria sets: agreement, performance against a reference, missing data, and the patients behind the numbers.

`compare` takes a cohort (a data frame or a `ReadCohort`) and gives a `Comparison`: every number with its n, its interval and
its method, or the reason why it does not exist; every patient once, in the table `patients`; two further frames, `table1` and
`numbers` (tidy, one estimate a row); `to_json`; and `render`, which prints it.

How it is made, in the order of the files to read: `request` finds what was asked for (sets, references, strata, bands) in the
file's columns (`file_columns`, `assigned`) and which levels count as classified (`counting`). `panel` holds the cohort as every
set sees it, as arrays with one entry per row; `truths` says what rules, and the completions of what is missing, come to on
every row. From these `counted` counts: `pairs`, `performance`, `subgroups`, `curves`, `strata`, `table_one`, with `bounds` for
how far missing data can move a number. `rows` and `explained` find the rows of the published table that made the difference
for a patient, `settling` what one more finding would do. `numbers` and `results` are the types of all that, plain data;
`report` reads them and nothing else, and `printable` puts both together.

Nothing here names a criteria set: levels, which of them count as classified, subgroups and how they fold, and the columns of
a score table are the set's own. It may import everything below it, from `agreement` to `cohort`.
"""

from __future__ import annotations

from myositis.comparison.comparing import compare
from myositis.comparison.file_columns import ComparisonError
from myositis.comparison.printable import Comparison

__all__ = ["Comparison", "ComparisonError", "compare"]
