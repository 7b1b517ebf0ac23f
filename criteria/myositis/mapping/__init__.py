"""A study's own columns and codes, read as findings: the mapping file, committed with the study.

`myositis map` proposes one (`propose`), a person answers its questions, and every command reads files through it
(`read_mapping`, `apply_mapping`). Nothing is guessed: a value that the mapping does not know makes its row invalid.

Every key there is, in one file:

```toml
[file]
date_format = "DD.MM.YYYY"            # ISO dates and years alone are always read
decimal_comma = true                  # without it: by the evidence of the number columns
redcap_dictionary = "dictionary.csv"  # columns and codes below are then those of a raw export, also for one with labels

[missing]                             # codes of every column, and the reason of each
"-999" = "not asked"

[rows]                                # several rows of one patient; without it they are refused
collapse = "ever"                     # or "first", "last", "event:baseline"
event_column = "redcap_event_name"
order_by = "visit_date"               # dates in the file's format, numbers, or names with a number (V2, V10)
# id = ["centre", "number"]           # instead of [findings.patient_id], where it takes several columns

[findings.patient_id]
column = "record_id"

[findings.sex]
column = "sex"
values = { "1" = "female", "2" = "male" }

[findings.dysphagia]                  # yes/no
column = "dysphagia"
yes = ["1"]
no = ["2"]
not_recorded = { "9" = "not done" }
blank = "not recorded"                # or "no", in a column where only crosses are made
collapse = "last"                     # a rule of its own
asked_when = { column = "history_taken", is = ["1"], otherwise = "not asked" }

[findings.heliotrope_rash]            # one box of a REDCap checkbox
column = "skin___1"
checkbox = true                       # or "labels": a ticked box holds its label
unticked = "no"                       # or "not recorded"
answered_by = ["skin___2"]            # where one of these is ticked, an empty box is a no
missing_boxes = { "skin___99" = "not examined" }  # ticked: the whole question has no answer

[findings.ck]
column = "ck"
unit_column = "ck_unit"               # or unit = "U/l", "ukat/l", "nkat/l", "multiples of the limit", "as its limit"
units = { "1" = "U/l", "2" = "ukat/l" }
limit = { female = 170, male = 200 }  # or a number, "unknown", or limit_column = "ck_limit"
limit_unit = "U/l"                    # without it: the unit of the value

[findings.age_at_onset]
column = "age"
unit = "months"                       # without it: years

[findings.birth_date]
column = "born"
date_format = "MM/DD/YYYY"
```
"""

from __future__ import annotations

from myositis.mapping.applying import apply_mapping
from myositis.mapping.model import FindingMap, Gate, MappingError, Rows, StudyMapping
from myositis.mapping.proposing import Proposal, propose
from myositis.mapping.toml_reader import parse_mapping, read_mapping
from myositis.reading.day_formats import DayFormat, read_day

__all__ = [
    "DayFormat",
    "FindingMap",
    "Gate",
    "MappingError",
    "Proposal",
    "Rows",
    "StudyMapping",
    "apply_mapping",
    "parse_mapping",
    "propose",
    "read_day",
    "read_mapping",
]
