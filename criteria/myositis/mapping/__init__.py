"""A study's own columns and codes, read as findings: the mapping file, committed with the study.

| question | modules |
|---|---|
| what does a mapping say? | `keys` (every key, an example), `model` (as values), `toml_reader`, `toml_parts`, `checks` |
| how is a table read? | `applying`, `combined_cells`, `readers`, `number_form`, `centuries`, `collapse`, `visit_order` |
| what is proposed for a table? | `proposing`, `propose_*`, `group_codes`, `absent` |
| what do names and words mean? | `names`, `word_tables` with `words/*.toml` (columns); `likely_words` (cells) |
| how are questions asked? | `question`, `dialogue`, `name_questions`, `value_question`, `typed_answers`, `question_workbook` |
| how is it written, and kept for a changed export? | `toml_text`, `kept_answers` |

In: a `RawTable`, a TOML file. Out: a proposed TOML file with its questions; a `ReadCohort` with the table as it is written out
again. Nothing is guessed: what has two meanings is asked, and a value that the mapping does not know makes its row invalid. The
committed file holds only values that were answered for; questions show values, for the person who has the table in front of him.

May import: `redcap`, `cohort`, `published`, `reading`, `files`, `dictionary` and below. Start with `keys`, then
`applying.apply_mapping` and `proposing.draft`. The reference page is `criteria/MAPPING.md`.
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
