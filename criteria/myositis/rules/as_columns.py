"""The same rules over a whole cohort, as expressions: of Narwhals, on any engine it speaks, or of Polars itself.

Every rule is compiled to two columns that are never null, each planned when it is first read: it surely holds (`yes`), it
surely fails (`no`); where neither is true, what is not recorded leaves it open. Counts are staged, one `with_columns` per
layer: a single nested expression would repeat every child at every level. `expressions` has the words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from myositis.rules.expressions import Expression, Expressions, Truth, both, either, negate
from myositis.rules.values import UPTO
from myositis.rules.vocabulary import AtLeast, Decision, Finding, Is, Measurement, Not, Points, Rule, Surely, atoms

INTERNAL = "__myositis_"
"""What the names of planned columns begin with; a cohort's own columns may not."""


class Sides:
    """Both sides of a rule: it surely holds, it surely fails.

    Each side is a truth, or a function that makes it: a column that nobody reads is not planned.
    """

    __slots__ = ("_no", "_yes")

    def __init__(self, yes: Truth | Callable[[], Truth], no: Truth | Callable[[], Truth]) -> None:
        self._yes, self._no = yes, no

    @property
    def yes(self) -> Truth:
        if callable(self._yes):
            self._yes = self._yes()
        return self._yes

    @property
    def no(self) -> Truth:
        if callable(self._no):
            self._no = self._no()
        return self._no

    @property
    def open(self) -> Truth:
        return negate(either(self.yes, self.no))


NEVER_RECORDED = Sides(False, False)


class Stages(Expressions):
    """Compiles rules for one frame: collects the columns to add, layer by layer.

    available: the columns of the frame that hold values (booleans, numbers, text), by name. Missing ones are not recorded.
    names: what the names of planned columns begin with. `stage` plans a column; `apply` adds them all.
    """

    def __init__(self, available: Iterable[str], library: Any, names: str = INTERNAL) -> None:
        super().__init__(library)
        self.available = set(available)
        self.names = names
        self.layers: list[dict[str, Expression]] = []
        self._layer_of: dict[str, int] = {}
        self._ends: dict[str, tuple[str, str]] = {}
        self._pairs: dict[Rule, tuple[Sides, int]] = {}
        self._closed: dict[Rule, tuple[Truth, int]] = {}
        self._scores: dict[tuple[Any, ...], tuple[str, int]] = {}
        self._count = 0

    def stage(self, value: Expression, layer: int) -> str:
        """Plan a column in a layer; returns its name."""
        self._count += 1
        name = f"{self.names}{self._count}"
        while len(self.layers) <= layer:
            self.layers.append({})
        self.layers[layer][name] = value
        self._layer_of[name] = layer
        return name

    def define(self, finding: Finding, pair: Sides, layer: int) -> None:
        """What is known of a finding, from this layer on."""
        self._pairs[Is(finding)] = (self._planned(lambda: pair.yes, lambda: pair.no, layer), layer + 1)

    def define_ends(self, measurement: Measurement, low: Expression, high: Expression, layer: int) -> None:
        """What is known of a measurement, from this layer on; the cohort's own column stays as it is."""
        self._ends[measurement.name] = self.stage(low, layer), self.stage(high, layer)
        self.available.add(measurement.name)

    def read_from(self, name: str, column: str) -> None:
        """The numbers of a measurement stand in another column."""
        self._ends[name] = (column, column)

    def ends(self, name: str) -> tuple[str, str]:
        """The columns with the lowest and the highest number (or day) that a value may stand for."""
        return self._ends.get(name, (name, name + UPTO if name + UPTO in self.available else name))

    def _staged(self, truth: Truth, layer: int) -> Truth:
        return truth if isinstance(truth, bool) else self.col(self.stage(truth, layer))

    def _planned(self, yes: Callable[[], Truth], no: Callable[[], Truth], layer: int) -> Sides:
        """Both sides as columns of this layer, once they are read."""
        return Sides(lambda: self._staged(yes(), layer), lambda: self._staged(no(), layer))

    def never_recorded(self, rule: Rule) -> bool:
        """Whether this frame has no column for anything that the rule reads."""
        return all(self.pair(atom)[0] is NEVER_RECORDED for atom in atoms(rule))

    def finding(self, finding: Finding) -> tuple[Sides, int]:
        """Both sides of a yes/no finding and the layer from which they can be read."""
        return self.pair(Is(finding))

    def pair(self, rule: Rule) -> tuple[Sides, int]:
        """Both sides of a rule, and the layer from which they can be read."""
        if rule not in self._pairs:
            self._pairs[rule] = self._compile(rule)
        return self._pairs[rule]

    def _compile(self, rule: Rule) -> tuple[Sides, int]:
        match rule:
            case Is(finding, value):
                if finding.name not in self.available:
                    return NEVER_RECORDED, 0
                here = self.col(finding.name)
                same = here if isinstance(value, bool) else here == value
                return self._planned(lambda: self.surely(same), lambda: self.surely(~same), 0), 1
            case AtLeast(measurement):
                if measurement.name not in self.available:
                    return NEVER_RECORDED, 0
                low, high = self.ends(measurement.name)
                layer = self._layer_of.get(low, -1) + 1
                above, below = self.surely(rule.passed(self.col(low))), self.surely(~rule.passed(self.col(high)))
                return self._planned(lambda: above, lambda: below, layer), layer + 1
            case Not(inner):
                pair, layer = self.pair(inner)
                return Sides(lambda: pair.no, lambda: pair.yes), layer
            case Surely(inner):
                return self.pair(inner)
            case Points(rows, needed):
                compiled = [(points, *self.pair(row)) for points, row in rows]
                layer = max((at for *_, at in compiled), default=0)
                total = sum(points for points, _ in rows)
                sides = self._planned(
                    lambda: self.count_up([(points, pair.yes) for points, pair, _ in compiled], needed),
                    lambda: self.count_up([(points, pair.no) for points, pair, _ in compiled], total - needed + 1),
                    layer,
                )
                return sides, layer + 1
        raise TypeError(rule)

    def count_up(self, rows: list[tuple[int, Truth]], needed: int) -> Truth:
        """The rows that are true add up to the points needed."""
        if needed <= 0:
            return True
        if sum(points for points, _ in rows) < needed:
            return False
        if all(points >= needed for points, _ in rows):
            return either(*(truth for _, truth in rows))
        if sum(points for points, _ in rows) - min(points for points, _ in rows) < needed:
            return both(*(truth for _, truth in rows))
        return self.total(rows) >= needed

    def closed(self, rule: Rule) -> tuple[Truth, int]:
        """The rule as it reads on the record, with everything that is not recorded read as "no"; and its layer."""
        if rule not in self._closed:
            self._closed[rule] = self._compile_closed(rule)
        return self._closed[rule]

    def _compile_closed(self, rule: Rule) -> tuple[Truth, int]:
        match rule:
            case Is() | AtLeast():
                pair, layer = self.pair(rule)
                return pair.yes, layer
            case Surely(inner):
                pair, layer = self.pair(inner)
                return pair.yes, layer
            case Not(inner):
                truth, layer = self.closed(inner)
                return negate(truth), layer
            case Points(rows, needed) if any(points > 1 for points, _ in rows):
                name, layer = self.score(rows)
                return self.col(name) >= needed, layer
            case Points(rows, needed):
                compiled = [(points, *self.closed(row)) for points, row in rows]
                layer = max((at for *_, at in compiled), default=0)
                counted = self.count_up([(points, truth) for points, truth, _ in compiled], needed)
                return self._staged(counted, layer), layer + 1
        raise TypeError(rule)

    def score(self, rows: tuple[tuple[int, Rule], ...]) -> tuple[str, int]:
        """The column with the points of the rows that hold on the record, and the layer from which it can be read."""
        if rows not in self._scores:
            compiled = [(points, *self.closed(row)) for points, row in rows]
            layer = max((at for *_, at in compiled), default=0)
            points = self.total((points, truth) for points, truth, _ in compiled)
            self._scores[rows] = (self.stage(points, layer), layer + 1)
        return self._scores[rows]

    def decide(self, decision: Decision) -> tuple[list[tuple[Truth, str]], str, int]:
        """The lines of a decision on the record: (truth, outcome) pairs, the last outcome, and the layer."""
        compiled = [(*self.closed(line.rule), line.outcome) for line in decision.lines if line.rule is not None]
        layer = max((at for _, at, _ in compiled), default=0)
        return [(truth, outcome) for truth, _, outcome in compiled], decision.lines[-1].outcome, layer

    def apply(self, frame: Any) -> Any:
        """The frame with every planned column, added layer by layer."""
        for layer in self.layers:
            if layer:
                frame = frame.with_columns(**layer)
        return frame
