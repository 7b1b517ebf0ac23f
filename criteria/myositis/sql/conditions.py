"""Rules as SQL conditions.

In a statement every finding is a column that holds 1 (present), 0 (absent) or NULL (not recorded). A condition is
compiled for what it should come to, so that nothing is ever negated: `NOT` of an unknown would be unknown. A condition
that the database finds unknown then counts as not met, which is what CASE WHEN makes of it.

How a finding that is not recorded is read (`Blank`): neither way (what the record surely says), as absent (the
headline of a result), or as present (the most that completions reach, for rules in which a finding that comes to be
present never takes anything away: `highest.only_adds`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from myositis.rules.vocabulary import AtLeast, Category, Finding, Is, Not, Points, Rule, Surely, Variable, variables
from myositis.sql.dialects import number, text

Condition = bool | str
"""SQL text that can stand after WHEN, or a constant."""

Blank = bool | None
"""How a finding that is not recorded is read: absent (False), present (True) or neither (None)."""


def both(*conditions: Condition) -> Condition:
    """All of the conditions, with constants folded away."""
    if any(condition is False for condition in conditions):
        return False
    return _joined(" AND ", conditions, otherwise=True)


def either(*conditions: Condition) -> Condition:
    """Any of the conditions, with constants folded away."""
    if any(condition is True for condition in conditions):
        return True
    return _joined(" OR ", conditions, otherwise=False)


def _joined(operator: str, conditions: Iterable[Condition], *, otherwise: bool) -> Condition:
    left = list(dict.fromkeys(condition for condition in conditions if isinstance(condition, str)))
    return otherwise if not left else left[0] if len(left) == 1 else "(" + operator.join(left) + ")"


def bare(condition: str) -> str:
    """A condition without the brackets around the whole of it."""
    if not condition.startswith("("):
        return condition
    depth = 0
    for place, letter in enumerate(condition):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth == 0:
            return condition[1:-1] if place == len(condition) - 1 else condition
    return condition


def case(pairs: Iterable[tuple[Condition, str]], otherwise: str = "NULL", between: str = " ") -> str:
    """The value of the first condition that holds, else `otherwise`; values are SQL text.

    between: what stands before each WHEN.
    """
    lines = []
    for condition, value in pairs:
        if condition is True:
            otherwise = value
            break
        if condition is not False:
            lines.append(f"WHEN {bare(condition)} THEN {deeper(value)}")
    if not lines:
        return otherwise
    ending = "" if otherwise == "NULL" else f"{between}ELSE {deeper(otherwise)}"
    return f"CASE{between}" + between.join(lines) + f"{ending} END"


def deeper(value: str) -> str:
    """A value of several lines, one level further in."""
    return value.replace("\n", "\n    ")


def fails(condition: Condition) -> Condition:
    """The condition does not hold: it is false or unknown."""
    if isinstance(condition, bool):
        return not condition
    return f"{case([(condition, '0')], '1')} = 1"


class Conditions:
    """Compiles rules over the columns that a layer of the statement offers.

    columns: their names; what is not among them is not recorded in any row. totals: the columns that hold the points
    of a score, by its rows. met: columns that hold 1 or 0 for a rule, already read for its blanks.
    """

    def __init__(
        self,
        columns: Collection[str],
        totals: dict[tuple[tuple[int, Rule], ...], str] | None = None,
        met: dict[Rule, str] | None = None,
    ) -> None:
        self.columns = columns
        self.totals = totals or {}
        self.met = met or {}

    def that(self, rule: Rule, wanted: bool = True, *, blank: Blank = None) -> Condition:
        """The condition that the rule comes to `wanted`."""
        if rule in self.met:
            return f"{self.met[rule]} = {int(wanted)}"
        match rule:
            case Surely(inner):
                # What was counted before read its blanks already: the record itself is asked.
                shown = Conditions(self.columns).that(inner, wanted or blank is False)
                return fails(shown) if blank is False and not wanted else shown
            case Not(inner):
                return self.that(inner, not wanted, blank=blank)
            case Points(rows, needed) if rows in self.totals:
                return f"{self.totals[rows]} {'>=' if wanted else '<'} {needed}"
            case Points(rows, needed):
                missable = sum(points for points, _ in rows) - needed + 1
                if all(row in self.met and points == 1 for points, row in rows) and 1 < needed < len(rows):
                    counted = " + ".join(self.met[row] for _, row in rows)
                    return f"{counted} {'>=' if wanted else '<'} {needed}"
                held = [(points, self.that(row, wanted, blank=blank)) for points, row in rows]
                return count(held, needed if wanted else missable)
            case Is() | AtLeast():
                return self._atom(rule, wanted, blank)
        raise TypeError(f"not a rule: {rule!r}")

    def _atom(self, atom: Is | AtLeast, wanted: bool, blank: Blank) -> Condition:
        name = atom.finding.name if isinstance(atom, Is) else atom.measurement.name
        if name not in self.columns:
            return blank is wanted
        match atom:
            case AtLeast(_, bound, above):
                sign = (">" if above else ">=") if wanted else ("<=" if above else "<")
                said = f"{name} {sign} {number(bound)}"
            case Is(Category(), value):
                said = f"{name} {'=' if wanted else '<>'} {text(str(value))}"
            case Is(_, value):
                said = f"{name} = {int(value is wanted)}"
        return either(said, f"{name} IS NULL") if blank is wanted else said

    def reads(self, rule: Rule) -> set[str]:
        """The variables that the condition of a rule still reads, beside points and criteria that are counted."""
        match rule:
            case Points(rows) if rule not in self.met and rows not in self.totals:
                return {name for _, row in rows for name in self.reads(row)}
            case Not(inner):
                return self.reads(inner)
            case Surely(inner) if rule not in self.met:
                return {variable.name for variable in variables(inner)}
            case Is() | AtLeast() if rule not in self.met:
                return {variable.name for variable in variables(rule)}
        return set()

    def blank(self, variable: Variable) -> Condition:
        """The variable is not recorded."""
        return f"{variable.name} IS NULL" if variable.name in self.columns else True

    def truth(self, rule: Rule) -> str:
        """1, 0 or NULL: what the record says of the rule."""
        if isinstance(rule, Is) and rule.value is True and isinstance(rule.finding, Finding):
            return rule.finding.name if rule.finding.name in self.columns else "NULL"
        return case([(self.that(rule, True), "1"), (self.that(rule, False), "0")])

    def points(self, rows: Iterable[tuple[int, Rule]], *, blank: Blank = None) -> list[str]:
        """The points of each row, as terms of a sum."""
        terms = [case([(self.that(rule, blank=blank), str(points))], "0") for points, rule in rows]
        return [term for term in terms if term != "0"]


def count(rows: list[tuple[int, Condition]], needed: int) -> Condition:
    """The rows that hold add up to the points needed."""
    if needed <= 0:
        return True
    rows = [(points, condition) for points, condition in rows if condition is not False]
    total = sum(points for points, _ in rows)
    if total < needed:
        return False
    if all(points >= needed for points, _ in rows):
        return either(*(condition for _, condition in rows))
    if total - min(points for points, _ in rows) < needed:
        return both(*(condition for _, condition in rows))
    return f"({' + '.join(case([(condition, str(points))], '0') for points, condition in rows)}) >= {needed}"
