"""One patient: a record, its classification, and everything that explains it.

What it answers: which level and subgroup has this patient on what is recorded; which others are open, exactly; why; which
missing finding would settle it, and how.

In goes a `Patient` (or a mapping of findings to raw values) and a criteria set. Out comes a `Classification`: plain data that is
stored as JSON, with the trace, the what-ifs and the chart review made when they are asked for.

| module | holds |
|---|---|
| `patient`, `patient_base` | the record: reading, contradictions, copies; `patient.pyi` types it, generated from the dictionary |
| `classification` | `classify`, and the result as a program or a person is given it |
| `result` | the same, plain and quick: level, subgroup, notes, groups of one record |
| `score` | the score as recorded, and the lowest and highest that completions reach |
| `domains` | the values that rules tell apart, and what of them is known |
| `open_outcomes` | exactly the outcomes that some completion of the missing findings reaches |
| `trace` | the published table row by row, with what the record says of each |
| `what_ifs` | where each value of each missing finding would lead |
| `verdict`, `words` | the first sentences of every text; words, numbers and paragraphs that all of them share |
| `chart_review` | all of it as text, at most 80 columns wide |

It may import `published`, `reading` and below; nothing here loads a data-frame library. Start with `classification.classify`
and `result`; the words "completion" and "open" are defined in `open_outcomes`.
"""
