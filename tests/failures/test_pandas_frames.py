"""pandas frames as people have them: what nobody reads does not matter, what cannot be told apart is refused in words."""

from __future__ import annotations

from typing import Any

import pytest

from myositis import MyositisError, classify_cohort

pd = pytest.importorskip("pandas")
pytest.importorskip("pyarrow")


def frame(**more: Any) -> Any:
    return pd.DataFrame({"patient_id": ["a", "b"], "dm_rash": ["yes", "no"], **more}, index=[7, 3])


def levels(given: Any) -> list[str]:
    classified = classify_cohort(given, "bohan-peter-1975")
    assert list(classified.index) == [7, 3]
    assert list(classified.columns)[: len(given.columns)] == list(given.columns)
    for place in range(len(given.columns)):
        assert classified.iloc[:, place].equals(given.iloc[:, place]), "a column of the caller has changed"
    return list(classified["bohan_peter_1975_level"])


@pytest.mark.parametrize("own", [[1, "x"], [b"\xff", {"a": 1}], [[1], None], [pd.Timestamp("2020"), 3], [object(), object]])
def test_a_column_of_mixed_kinds_that_nobody_reads_is_carried_along(own: list[Any]) -> None:
    assert levels(frame(own=own)) == levels(frame())


@pytest.mark.parametrize("name", [("a", "b"), 3, None, 2.5, "x\u202e"])
def test_names_that_are_no_text_are_nobodys_finding(name: Any) -> None:
    given = frame()
    given[name] = [1, "x"]
    assert levels(given) == levels(frame())


def test_two_columns_of_one_name_matter_only_when_they_are_read() -> None:
    given = frame(x=[1, 2], y=[3, "z"])
    given.columns = ["patient_id", "dm_rash", "own", "own"]
    assert levels(given) == levels(frame())
    given.columns = ["patient_id", "dm_rash", "dm_rash", "own"]
    with pytest.raises(MyositisError, match="two columns are called `dm_rash`: rename or drop one of them"):
        levels(given)


def test_names_of_several_levels_and_mixed_findings_are_refused_in_words() -> None:
    given = frame()
    given.columns = pd.MultiIndex.from_tuples([("x", "patient_id"), ("x", "dm_rash")])
    with pytest.raises(MyositisError, match="several levels"):
        levels(given)
    with pytest.raises(MyositisError, match="mixes kinds of values"):
        levels(frame(gottron_sign=[1, "x"]))
