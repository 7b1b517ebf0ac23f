"""What a study says about its visits: the part [response] of its mapping file, with options of the command before it.

```toml
[response]
thresholds = "adult"                  # or "juvenile"
baseline = "baseline_arm_1"           # the name of the visit, several in a list, or "first"
visit = "redcap_event_name"           # the column with the week or the name of the visit
date = "visit_date"
vas = 10                              # or 100
mmt_max = 80                          # or 150, 260
enzyme_range = "none"                 # or "15_6_3", which is unconfirmed
use = ["cmas"]                        # in place of MMT
by = "arm"
flag = "rescue"                       # yes from the visit of rescue or discontinuation on
windows = ["16=14-18"]
weeks = { "month_6" = 26 }            # where the name of a visit does not spell its week

[response.measures]                   # the columns; of a wide file what stands before _baseline, _week16
physician_global = "phys_vas"
mmt = { column = "mmt8", maximum = 80 }
ck = { column = "ck", limit = 170 }   # or limit_column = "ck_uln"
```
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from myositis.errors import AccessError, UnknownNameError, nearest
from myositis.response.choices import Choices, choices
from myositis.response.measures import CORE_SET, ENZYME_LIMITS, ENZYME_NAME, INPUTS
from myositis.response.visits import Layout, window

_KEYS = (
    "thresholds", "baseline", "visit", "date", "vas", "mmt_max", "enzyme_range", "use", "by", "flag", "windows", "weeks",
    "measures",
)  # fmt: skip
_MEASURE = ("column", "maximum", "limit", "limit_column")


@dataclass(frozen=True)
class Said:
    """What is said of a study, each thing once; None or empty where it is not said."""

    thresholds: str | None = None
    baseline: tuple[str, ...] = ()
    patient_id: str | None = None
    visit: str | None = None
    date: str | None = None
    vas: int | None = None
    mmt_max: int | None = None
    enzyme_range: str | None = None
    use: tuple[str, ...] = ()
    by: str | None = None
    flag: str | None = None
    windows: tuple[str, ...] = ()
    weeks: Mapping[str, float] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    maxima: Mapping[str, int] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)

    def over(self, other: Said) -> Said:
        """This, and `other` where this says nothing; tables are joined."""
        merged: dict[str, Any] = {}
        for name in self.__dataclass_fields__:
            own, theirs = getattr(self, name), getattr(other, name)
            merged[name] = {**theirs, **own} if isinstance(own, Mapping) else own if own not in (None, ()) else theirs
        return Said(**merged)

    def choices(self) -> Choices:
        """The choices, checked. UnknownNameError when the thresholds are not said."""
        if self.thresholds is None:
            raise UnknownNameError(
                "which thresholds? Say `--thresholds adult` (20, 40, 60) or `--thresholds juvenile` (30, 45, 70); never guessed"
            )
        return choices(
            self.thresholds,
            vas=self.vas,
            mmt_max=self.mmt_max,
            enzyme_range=self.enzyme_range or "none",
            use=self.use,
            maxima=self.maxima,
        )

    def layout(self, columns: list[str]) -> Layout:
        """How the table is laid out. columns: those of the table, among which the usual names are found.

        UnknownNameError when the baseline is not said.
        """
        visit = self.visit or next((name for name in ("visit", "week", "redcap_event_name") if name in columns), None)
        date = self.date or ("visit_date" if "visit_date" in columns else None)
        patient = self.patient_id or next((name for name in ("patient_id", "record_id") if name in columns), "patient_id")
        return Layout(
            self.baseline,
            patient,
            visit,
            date,
            self.columns,
            self.limits,
            self.weeks,
            tuple(window(text) for text in self.windows),
            self.by,
            self.flag,
        )


def read_said(path: str) -> Said:
    """The part [response] of a mapping file; empty when there is none. UnknownNameError names the key that is not understood."""
    name = Path(path).name
    try:
        given = tomllib.loads(Path(path).read_text(encoding="utf-8-sig")).get("response", {})
    except OSError as error:
        raise AccessError(f"`{name}` cannot be opened: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnknownNameError(f"`{name}` is not valid TOML: {error}") from None
    return parse_said(given, name)


def parse_said(given: Mapping[str, Any], name: str = "mapping") -> Said:
    """What a table [response] says."""
    where = f"`{name}`, [response]"
    _known(given, _KEYS, where)
    columns: dict[str, str] = {}
    maxima: dict[str, int] = {}
    limits: dict[str, float] = {}
    for measure, about in _table(given, "measures", where).items():
        place = f"`{name}`, [response.measures] {measure}"
        if measure not in INPUTS and measure != ENZYME_NAME:
            close = nearest(measure, INPUTS)
            raise UnknownNameError(f"{place}: no such measure" + (f"; did you mean `{close}`?" if close else ""))
        told = about if isinstance(about, dict) else {"column": about}
        _known(told, _MEASURE, place)
        columns[measure] = _text(told, "column", place) or measure
        if "maximum" in told:
            if measure not in CORE_SET:
                raise UnknownNameError(f"{place}: only a measure of the core set has a maximum")
            maxima[measure] = _whole(told, "maximum", place) or 0
        if {"limit", "limit_column"} & told.keys() and measure not in ENZYME_LIMITS:
            raise UnknownNameError(f"{place}: only an enzyme has a limit")
        if told.get("limit_column") is not None:
            columns[f"{measure}_uln"] = _text(told, "limit_column", place) or ""
        if told.get("limit") is not None:
            limit = told["limit"]
            if isinstance(limit, bool) or not isinstance(limit, int | float) or limit <= 0:
                raise UnknownNameError(f"{place}: limit is a number above 0")
            limits[measure] = float(limit)
    weeks = _table(given, "weeks", where)
    if any(isinstance(week, bool) or not isinstance(week, int | float) for week in weeks.values()):
        raise UnknownNameError(f'{where}: weeks is a table such as {{ "month_6" = 26 }}')
    return Said(
        thresholds=_text(given, "thresholds", where),
        baseline=_texts(given, "baseline", where),
        visit=_text(given, "visit", where),
        date=_text(given, "date", where),
        vas=_whole(given, "vas", where),
        mmt_max=_whole(given, "mmt_max", where),
        enzyme_range=_text(given, "enzyme_range", where),
        use=_texts(given, "use", where),
        by=_text(given, "by", where),
        flag=_text(given, "flag", where),
        windows=_texts(given, "windows", where),
        weeks={key: float(week) for key, week in weeks.items()},
        columns=columns,
        maxima=maxima,
        limits=limits,
    )


def _known(given: Mapping[str, Any], allowed: tuple[str, ...], where: str) -> None:
    for key in given:
        if key not in allowed:
            close = nearest(key, allowed)
            raise UnknownNameError(
                f"{where}: `{key}` is not understood; "
                + (f"did you mean `{close}`?" if close else f"known here: {', '.join(allowed)}")
            )


def _table(given: Mapping[str, Any], key: str, where: str) -> dict[str, Any]:
    value = given.get(key, {})
    if not isinstance(value, dict):
        raise UnknownNameError(f"{where}: {key} is a table")
    return value


def _text(given: Mapping[str, Any], key: str, where: str) -> str | None:
    value = given.get(key)
    if value is not None and not isinstance(value, str):
        raise UnknownNameError(f"{where}: {key} is a text in quotation marks")
    return value


def _texts(given: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = given.get(key, [])
    every = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str | int | float) and not isinstance(one, bool) for one in every):
        raise UnknownNameError(f"{where}: {key} is a text, or a list of texts")
    return tuple(str(one) for one in every)


def _whole(given: Mapping[str, Any], key: str, where: str) -> int | None:
    value = given.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise UnknownNameError(f"{where}: {key} is a whole number")
    return value
