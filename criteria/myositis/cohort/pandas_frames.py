"""pandas frames as people have them: columns of mixed kinds, names that are no text, the same name twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from myositis.errors import EngineError


def is_pandas(frame: Any) -> bool:
    """Whether a frame is one of pandas, without importing it."""
    kind = type(frame)
    return kind.__name__ == "DataFrame" and kind.__module__.partition(".")[0] == "pandas"


def names_of(frame: Any) -> list[str]:
    """The column names that are text; other names are nobody's finding."""
    if getattr(frame.columns, "nlevels", 1) > 1:
        raise EngineError("the columns of this frame have several levels: give each one name, such as frame.columns.droplevel(0)")
    return [name for name in frame.columns if isinstance(name, str)]


def read_part(frame: Any, read: Collection[str]) -> Any:
    """The columns that are read, under their names; what stands in the others does not matter.

    EngineError when two columns carry the name of one finding: nobody could tell which is meant.
    """
    names = [name for name in names_of(frame) if name in read]
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise EngineError(f"two columns are called `{twice[0]}`: rename or drop one of them")
    return frame[names]
