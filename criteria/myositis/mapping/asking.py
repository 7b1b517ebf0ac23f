"""What a proposal asks: a question, the answers it offers in words and as TOML, and what is settled without asking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from myositis.mapping.values import array, key, table

GAP = "…"
"""Stands in an offered line where only the study knows what belongs; a mapping that still holds it is refused."""


@dataclass(frozen=True)
class Option:
    """One answer. lines: TOML of the part that it settles. says: the same in words."""

    lines: str
    says: str


LEFT_OUT, MONTHS, MEASURED, REAL = "left out", "months", "a measured value", "a day like any other"
"""What a value of a number or date column can be, beside a reason for which it is not recorded."""


@dataclass
class Ask:
    """One question. kind: what it is about, a stable word (`codes`, `sex`, `unit` ...).

    options: answers offered. values: raw values to which a meaning can be given one by one; settled: the meanings that are
    known already; proposed: likely ones, to be confirmed; given: the answers so far. meanings: what each of `values` can be.
    scale: those of `values` whose meaning only the study knows (1 and 2), with the readings that such codes have. marks: those
    of `values` that stand around numbers, with the cells that hold each.
    """

    kind: str
    text: str
    options: list[Option] = field(default_factory=list)
    values: tuple[str, ...] = ()
    settled: Mapping[str, str] = field(default_factory=dict)
    meanings: tuple[str, ...] = ("yes", "no", "not recorded")
    proposed: Mapping[str, str] = field(default_factory=dict)
    scale: tuple[str, ...] = ()
    readings: tuple[Mapping[str, str], ...] = ()
    marks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)


@dataclass
class Reading:
    """What is proposed for a column: keys of its part in the mapping, remarks, and what must be asked, if anything."""

    lines: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    ask: Ask | None = None


@dataclass(frozen=True)
class Values:
    """The distinct raw values of a column as text, with how often each occurs; its labels and user-missing codes."""

    counts: Mapping[str, int]
    labels: Mapping[str, str] = field(default_factory=dict)
    user_missing: Mapping[str, str] = field(default_factory=dict)

    @property
    def recorded(self) -> list[str]:
        """The values that are not blank and not declared missing by the file."""
        return [value for value in self.counts if key(value) and key(value) not in self.user_missing]

    @property
    def is_mostly_distinct(self) -> bool:
        """Whether there are several values, and most of them stand in one row."""
        return len(self.counts) > 1 and 2 * sum(count == 1 for count in self.counts.values()) >= len(self.counts)

    @property
    def meanings(self) -> dict[str, str]:
        """Every value with what it says: its label, or itself. Labelled codes that no row has are among them."""
        have = {key(value) for value in self.counts}
        unused = [code for code in self.labels if code not in have and code not in self.user_missing]
        return {value: self.labels.get(key(value), value) for value in [*self.recorded, *unused]}

    def listed(self, values: Sequence[str]) -> str:
        """`1` (5 rows), `2` (7 rows); a labelled one with its label."""
        shown = [f"`{value}`" + self._about(value) for value in values[:12]]
        return ", ".join(shown) + (f" and {len(values) - 12} more" if len(values) > 12 else "")

    def _about(self, value: str) -> str:
        count, label = self.counts.get(value, 0), self.labels.get(key(value))
        return f" ({label})" if label else f" ({count} row)" if count == 1 else f" ({count} rows)" if count else ""


def coded(yes: Sequence[str], no: Sequence[str], missing: Mapping[str, str]) -> Option:
    """The reading of a yes/no column."""
    lines = [f"yes = {array(list(yes))}", f"no = {array(list(no))}"]
    if missing:
        lines.append(f"not_recorded = {table(dict(missing))}")
    says = [f"{', '.join(values)} = {word}" for word, values in (("yes", yes), ("no", no)) if values]
    says += [f"{value} = not recorded ({reason})" for value, reason in missing.items()]
    return Option("\n".join(lines), "; ".join(says))


def named(values: Mapping[str, str], missing: Mapping[str, str]) -> Option:
    """The reading of a category column."""
    lines = [f"values = {table(dict(values))}"] + ([f"not_recorded = {table(dict(missing))}"] if missing else [])
    says = [f"{value} = {name.replace('_', ' ')}" for value, name in values.items()]
    says += [f"{value} = not recorded ({reason})" for value, reason in missing.items()]
    return Option("\n".join(lines), "; ".join(says))


def read_as(ask: Ask, answers: Mapping[str, str]) -> Option:
    """The reading that meanings given one by one make, together with what is settled. answers: raw value to meaning."""
    if ask.kind == "numbers":
        return _numbers(ask, answers)
    every = {**ask.settled, **answers}
    reason = {**every, **{value: "unknown" for value, meaning in answers.items() if meaning == "not recorded"}}
    known = {*ask.meanings} - {"not recorded"}
    missing = {value: reason[value] for value, meaning in every.items() if meaning not in known | {GAP}}
    if "yes" in known:
        gap = [GAP] if GAP in every.values() else []
        yes, no = ([value for value, meaning in every.items() if meaning == word] for word in ("yes", "no"))
        return coded([*yes, *gap], [*no, *gap], missing)
    return named({value: meaning for value, meaning in every.items() if meaning in known | {GAP}}, missing)


def _numbers(ask: Ask, answers: Mapping[str, str]) -> Option:
    """The same of a number or date column: what stands around its numbers, and what is not recorded."""
    every = {**ask.settled, **answers}
    by_meaning: dict[str, list[str]] = {}
    missing: dict[str, str] = {}
    for value, meaning in every.items():
        by_meaning.setdefault(meaning, []).append(value)
        if meaning not in (LEFT_OUT, MONTHS, MEASURED, REAL):
            missing |= dict.fromkeys(ask.marks.get(value, (value,)), meaning)
    lines, says = [], []
    for name, meaning, said in (
        ("ignore", LEFT_OUT, "beside a number is left out"),
        ("months", MONTHS, "stands behind months"),
        ("real_days", REAL, "is a day like any other"),
    ):
        if meaning in by_meaning:
            lines.append(f"{name} = {array(by_meaning[meaning])}")
            says.append(f"{', '.join(by_meaning[meaning])} {said}")
    says += [f"{', '.join(by_meaning[MEASURED])} is a measured value"] if MEASURED in by_meaning else []
    if missing:
        lines.append(f"not_recorded = {table(missing)}")
        says.append(f"{', '.join(value for value in missing if value not in ask.settled)} = not recorded")
    return Option("\n".join(lines), "; ".join(says))
