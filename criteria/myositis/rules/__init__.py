"""Rules: what can be said in a criteria set, and how one rule is read on a record, in words, and as columns.

What it answers: how does one write "at least three of these", "18 or older", "recorded as normal"; does a rule hold on what
is known of a patient; how does it read in a sentence; what is it for a million patients at once.

In goes a rule, made from variables with the words of `vocabulary` (`all_of`, `any_of`, `at_least`, `not_`, `surely`, cut-offs),
and what is known: for one record a mapping of names to values (`values.Known`), for a cohort a frame of columns. Out comes
true, false, or the part of the rule that is left open; a sentence; expressions of Polars or Narwhals.

| module | answers |
|---|---|
| `vocabulary` | the four kinds of rule, `Surely`, decisions, and the kinds of variable |
| `values` | what can be known of a variable: a value, an interval, or a rule that it follows from |
| `evaluate` | does the rule hold on this record: yes, no, or what is left of it |
| `in_words` | the rule as a person reads it |
| `as_columns`, `expressions` | the rule over a whole cohort, in stages, on any engine; the words for it |

It knows no finding of medicine and no published set. It may import `errors` and `version` only, and no library outside of
`as_columns` (which loads one when it compiles). Start with `vocabulary`, then `evaluate`: it is the definition that the other
readers are tested against.
"""
