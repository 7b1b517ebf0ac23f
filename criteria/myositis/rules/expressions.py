"""The words of which columns are made: expressions of Narwhals, on any engine it speaks, or of Polars itself.

Only operations that all engines do alike are used; where Polars has a quicker one (`joined`), the others keep theirs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Expression = Any
"""An expression of the library in use."""
Truth = Any
"""An expression that is never null, or a constant True or False."""


def negate(truth: Truth) -> Truth:
    return not truth if isinstance(truth, bool) else ~truth


def both(*truths: Truth) -> Truth:
    """All of the truths, with constants folded away."""
    left: Truth = True
    for truth in truths:
        if truth is False or left is False:
            return False
        left = truth if left is True else left if truth is True else left & truth
    return left


def either(*truths: Truth) -> Truth:
    """Any of the truths, with constants folded away."""
    left: Truth = False
    for truth in truths:
        if truth is True or left is True:
            return True
        left = truth if left is False else left if truth is False else left | truth
    return left


class Expressions:
    """Makes expressions with a library: `narwhals.stable.v2` or `polars`, which has the same words for all that is used here.

    Narwhals translates every expression anew for each frame; Polars takes its own as they are.
    """

    def __init__(self, library: Any) -> None:
        self.library = library
        self.few = 10 if library.__name__ == "polars" else 1
        """So many names are joined at once by looking up their text: not every engine can, and a thousand texts are enough."""

    def col(self, name: str) -> Expression:
        return self.library.col(name)

    def lit(self, value: Any, kind: str = "") -> Expression:
        """A constant; `kind` names its type where the library's choice will not do."""
        return self.library.lit(value, dtype=getattr(self.library, kind)) if kind else self.library.lit(value)

    def expression(self, truth: Truth) -> Expression:
        """A truth as an expression, also when it is a constant."""
        return self.lit(truth) if isinstance(truth, bool) else truth

    def surely(self, truth: Expression) -> Expression:
        """True where the expression is true, false where it is false or null."""
        return self.library.coalesce(truth, self.lit(False))

    def where(self, truth: Truth, value: Expression) -> Expression:
        """The value where the truth holds, elsewhere null."""
        return self.library.when(self.expression(truth)).then(value)

    def choose(self, pairs: Iterable[tuple[Truth, Any]], otherwise: Any) -> Expression:
        """The value of the first pair whose truth holds, else `otherwise`; values are text, numbers or expressions."""
        left = self._value(otherwise)
        for truth, value in reversed(list(pairs)):
            if truth is True:
                left = self._value(value)
            elif truth is not False:
                left = self.library.when(truth).then(self._value(value)).otherwise(left)
        return left

    def _value(self, value: Any) -> Expression:
        return self.lit(value) if isinstance(value, str | int | float) else value

    def total(self, rows: Iterable[tuple[int, Truth]]) -> Expression:
        """The points of the rows that hold, in 16 bits where these have room for all of them."""
        rows = [(points, truth) for points, truth in rows if truth is not False]
        kind = "Int16" if sum(points for points, _ in rows) < 1 << 15 else "Int64"
        none = self.lit(0, kind)
        held = [self.choose([(truth, self.lit(points, kind))], none) for points, truth in rows]
        return self.library.sum_horizontal(*held) if held else none

    def joined(self, parts: dict[str, Truth]) -> Expression:
        """The names whose truth holds, joined with `|`; null when none does."""
        held = [(name, truth) for name, truth in parts.items() if truth is not False]
        texts = [self._few_joined(held[start : start + self.few]) for start in range(0, len(held), self.few)]
        if len(texts) < 2:
            return texts[0] if texts else self.where(False, self.lit(""))
        some = either(*(truth for _, truth in held))
        return self.where(some, self.library.concat_str(*texts, separator="|", ignore_nulls=True))

    def _few_joined(self, held: list[tuple[str, Truth]]) -> Expression:
        """The same for a few names: by the number whose bits say which of them hold."""
        if len(held) == 1:
            return self.where(held[0][1], self.lit(held[0][0]))
        number = self.total((1 << place, truth) for place, (_, truth) in enumerate(held))
        names = [name for name, _ in held]
        texts = {
            bits: "|".join(name for place, name in enumerate(names) if bits >> place & 1) for bits in range(1, 1 << len(names))
        }
        return number.replace_strict(texts, default=None, return_dtype=self.library.String)
