"""The data dictionary: every finding once, what follows from what, and what contradicts what.

What it answers: what counts as "dysphagia"; what is known of CK when only its value and the laboratory's limit are recorded; is
a record possible that has no biopsy and a biopsy finding.

In goes what is recorded: for one patient a mapping of names to values, for a cohort columns of values. Out comes what is known
(the recorded values and what follows from them), and the contradictions and oddities, each with a stable code and a sentence.
A recorded value always wins over a derived one; what is not recorded and does not follow stays unknown.

| module | holds |
|---|---|
| `findings` | the entries that the first two sets read, and `DICTIONARY`, all of them |
| `later_findings` | entries that later sets and the phenotype profile need: a new finding is one entry here |
| `codes` | the official name of every code, and where the two were read together |
| `derivations` | the steps in which values follow, summaries and their parts, contradictions, warnings: written once |
| `dates` | ages by the calendar, from whole and partial dates |
| `record` | reads the derivations for one record |
| `derived_columns` | reads the same derivations for a cohort |

It knows no criteria set and reads no raw cell (`reading` does). It may import `rules` and below. Start with `findings`, then the
docstring of `derivations`. Where a finding belongs, and how a new one is added: `criteria/HOW_TO_ADD_A_SET.md`.
"""
