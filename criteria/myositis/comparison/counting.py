"""Which levels count as classified: those that a set says, unless others are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from myositis.comparison.cut import from_level
from myositis.comparison.file_columns import ComparisonError
from myositis.errors import unknown


@dataclass(frozen=True)
class Levels:
    """The levels of one set. id: as it is compared. classified: what it says itself."""

    id: str
    levels: tuple[str, ...]
    ranked: bool
    classified: tuple[str, ...]

    @property
    def choices(self) -> tuple[str, ...]:
        """From which level on patients may count as classified; the lowest of ranked levels would count everybody."""
        return self.levels[1:] if self.ranked else self.levels


def positive_texts(positive: str | Iterable[str] | Mapping[str, str | Iterable[str]] | None) -> tuple[str, ...]:
    """What was asked for as `LEVEL` or `SET=LEVEL,LEVEL`."""
    if positive is None:
        return ()
    if isinstance(positive, str):
        return (positive,)
    if isinstance(positive, Mapping):
        return tuple(f"{name}={given if isinstance(given, str) else ','.join(given)}" for name, given in positive.items())
    return tuple(positive)


def counting(sets: Sequence[Levels], positive: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The levels that count as classified, by id of the set.

    positive: `LEVEL` for every set that has it, or `SET=LEVEL` or `SET=LEVEL,LEVEL` for one. A single level of ranked ones
    counts with those above it; several, and levels that are not ranked, count as they are named.

    Errors: UnknownNameError for a set that is not compared and for a level that no set concerned has.
    """
    asked: dict[str, list[str]] = {}
    for text in positive:
        name, equals, named = text.rpartition("=")
        chosen = [one for one in sets if one.id == name] if equals else list(sets)
        if equals and not chosen:
            raise unknown("set for --positive", name, [one.id for one in sets])
        for level in (part.strip() for part in named.split(",")):
            having = [one for one in chosen if level in one.choices]
            if not having:
                choices = dict.fromkeys(name for one in chosen for name in one.choices)
                if not choices:
                    raise ComparisonError("no set that is compared has levels: what a column of yes and no says stands as it is")
                raise unknown("level for --positive", level, list(choices))
            for one in having:
                asked.setdefault(one.id, []).append(level)
    return {one.id: _counting(one, asked.get(one.id, [])) for one in sets}


def _counting(one: Levels, named: Sequence[str]) -> tuple[str, ...]:
    if not named:
        return one.classified
    if one.ranked and len(named) == 1:
        return from_level(one.levels, named[0])
    return tuple(level for level in one.levels if level in named)
