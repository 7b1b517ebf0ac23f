"""What several of the published sets share: a level that is met or not, the precondition, one set's outcome as another's item."""

from __future__ import annotations

from myositis.dictionary.findings import better_explanation
from myositis.published.criteria_set import CriteriaSet, Note
from myositis.rules.vocabulary import Decision, Line, Rule, all_of, any_of, as_rule, is_open, not_

MET_OR_NOT = ("not_met", "met")
"""The levels of criteria that know none."""

ANOTHER_EXPLANATION = as_rule(better_explanation)

NOT_ASSESSED = Note(
    "precondition_not_assessed",
    "it is not recorded whether another disease explains it better",
    is_open(better_explanation),
)


def met_when(rule: Rule) -> Decision:
    """The level of criteria that are met or not."""
    return Decision("level", MET_OR_NOT, (Line("met", rule), Line("not_met")))


def classified_by(criteria: CriteriaSet) -> Rule:
    """The rule that the level of another set, read in its one column, is one that counts as classified there.

    Its exclusions are no part of it: they are never completed, so whoever uses the rule chooses a column by them.
    """
    (column,) = criteria.columns
    ways: list[Rule] = []
    before: list[Rule] = []
    for line in column.level.lines:
        if line.rule is None:
            continue
        if line.outcome in criteria.classified:
            ways.append(all_of(line.rule, not_(any_of(*before))) if before else line.rule)
        else:
            before.append(line.rule)
    return any_of(*ways, label=f"classified by {criteria.short_title}")
