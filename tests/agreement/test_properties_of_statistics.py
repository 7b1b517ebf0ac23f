"""What must hold for all statistics at once, from one registry: symmetry, order, bounds, and no made-up numbers."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import myositis.agreement as package
from myositis.agreement import DiagnosticAccuracy, Estimate, Test

pytestmark = pytest.mark.filterwarnings("error")

Table = list[list[int]]
Result = Estimate | Test


@dataclass(frozen=True)
class Statistic:
    """A statistic with what should hold for it."""

    compute: Callable[[Any], Result]
    square: bool = True  # any k x k table; otherwise 2x2 only
    low: float = -1.0  # the range of the value and its limits, or of the test statistic
    high: float = 1.0
    symmetric: bool = True  # the same after exchanging the two classifications
    nominal: bool = True  # the same after relabelling the categories
    perfect: float | None = 1.0  # the value under perfect agreement with two categories in use; None where it does not exist


def with_options(name: str, **options: Any) -> Callable[[Any], Result]:
    function = getattr(package, name)
    return lambda table: function(table, **options)


def accuracy(part: str, method: Literal["wilson", "exact"] = "wilson") -> Callable[[Any], Result]:
    return lambda table: getattr(package.diagnostic_accuracy(table, method=method), part)


TESTS: dict[str, Any] = {"low": 0.0, "high": math.inf, "perfect": None}
SHARES: dict[str, Any] = {"low": 0.0}
ORDERED: dict[str, Any] = {"nominal": False}
DIRECTED: dict[str, Any] = {"square": False, "symmetric": False, "nominal": False}

REGISTRY: dict[str, Statistic] = {
    "observed_agreement": Statistic(with_options("observed_agreement"), **SHARES),
    "observed_agreement exact": Statistic(with_options("observed_agreement", method="exact"), **SHARES),
    "cohen_kappa": Statistic(with_options("cohen_kappa")),
    "cohen_kappa linear": Statistic(with_options("cohen_kappa", weights="linear"), **ORDERED),
    "cohen_kappa quadratic": Statistic(with_options("cohen_kappa", weights="quadratic"), **ORDERED),
    "gwet_ac1": Statistic(with_options("gwet_ac1")),
    "pabak": Statistic(with_options("pabak")),
    "pabak exact": Statistic(with_options("pabak", method="exact")),
    "positive_agreement": Statistic(with_options("positive_agreement"), square=False, nominal=False, **SHARES),
    "negative_agreement": Statistic(with_options("negative_agreement"), square=False, nominal=False, **SHARES),
    "prevalence_index": Statistic(with_options("prevalence_index"), square=False, low=0.0, perfect=math.nan),
    "bias_index": Statistic(with_options("bias_index"), square=False, low=0.0, perfect=0.0),
    "mcnemar": Statistic(with_options("mcnemar"), square=False, **TESTS),
    "mcnemar chi-square": Statistic(with_options("mcnemar", exact=False), square=False, **TESTS),
    "bowker": Statistic(with_options("bowker"), **TESTS),
    "stuart_maxwell": Statistic(with_options("stuart_maxwell"), **TESTS),
    "paired_difference": Statistic(with_options("paired_difference"), square=False, symmetric=False, nominal=False, perfect=0.0),
    "sensitivity": Statistic(accuracy("sensitivity"), **SHARES, **DIRECTED),
    "specificity": Statistic(accuracy("specificity"), **SHARES, **DIRECTED),
    "ppv": Statistic(accuracy("ppv"), **SHARES, **DIRECTED),
    "npv": Statistic(accuracy("npv", "exact"), **SHARES, **DIRECTED),
    "accuracy": Statistic(accuracy("accuracy"), square=False, **SHARES),
    "lr_positive": Statistic(accuracy("lr_positive"), low=0.0, high=math.inf, perfect=None, **DIRECTED),
    "lr_negative": Statistic(accuracy("lr_negative"), low=0.0, high=math.inf, perfect=0.0, **DIRECTED),
}

# Statistics of a list of patients instead of a cross-table.
BY_PATIENT: dict[str, Statistic] = {
    "fleiss_kappa": Statistic(lambda rows: package.fleiss_kappa([[sum(row[:3]), 3 - sum(row[:3])] for row in rows])),
    "cochran_q": Statistic(lambda rows: package.cochran_q([row[:3] for row in rows]), **TESTS),
    "auc": Statistic(lambda rows: package.auc([row[3] for row in rows], [row[0] for row in rows]), low=0.0),
    "compare_auc": Statistic(
        lambda rows: package.compare_auc([row[3] for row in rows], [row[4] for row in rows], [row[0] for row in rows]),
        low=-math.inf,
        high=math.inf,
    ),
}

# Counts as cohorts have them, with many empty cells, and now and then a very large one.
cells = st.sampled_from([0, 0, 0, 0, 1, 1, 2, 3, 5, 12, 40, 1000, 10**6])


@st.composite
def tables(draw: st.DrawFn, square: bool = True) -> Table:
    k = draw(st.integers(1, 5)) if square else 2
    return [[draw(cells) for _ in range(k)] for _ in range(k)]


zero_or_one = st.integers(0, 1)
patients = st.lists(
    st.tuples(zero_or_one, zero_or_one, zero_or_one, st.integers(-3, 3), st.floats(-1, 1)).map(list),
    min_size=1,
    max_size=20,
)

every = pytest.mark.parametrize("name", REGISTRY)
every_by_patient = pytest.mark.parametrize("name", BY_PATIENT)
quick = settings(max_examples=30, deadline=None)


def value(result: Result) -> float | None:
    return result.value if isinstance(result, Estimate) else result.statistic


def check_no_number_is_made_up(result: Result, statistic: Statistic) -> None:
    numbers = [number for number in result.as_dict().values() if isinstance(number, float)]
    assert all(math.isfinite(number) for number in numbers)
    assert json.loads(json.dumps(result.as_dict(), allow_nan=False)) == result.as_dict()
    if value(result) is None:
        assert result.reason
        assert str(result) == f"not estimable: {result.reason}"
        return
    # The last digit of a floating-point number.
    slack = 1e-12
    assert statistic.low - slack <= value(result) <= statistic.high + slack  # type: ignore[operator]
    if isinstance(result, Test):
        assert result.reason is None
        assert result.p_value is not None
        assert 0 <= result.p_value <= 1
    elif result.low is not None and result.high is not None and result.value is not None:
        assert result.reason is None
        assert result.low - slack <= result.value <= result.high + slack
        assert result.low < result.high
        assert statistic.low - slack <= result.low
        assert result.high <= statistic.high + slack


def same(one: Result, other: Result) -> None:
    _same(one.as_dict(), other.as_dict())


def _same(left: dict[str, Any], right: dict[str, Any]) -> None:
    assert left.keys() == right.keys()
    for name in left:
        if isinstance(left[name], float) and isinstance(right[name], float):
            assert left[name] == pytest.approx(right[name], rel=1e-6, abs=1e-9), name
        elif isinstance(left[name], dict) and isinstance(right[name], dict):
            _same(left[name], right[name])
        else:
            assert left[name] == right[name], name


def transposed(table: Table) -> Table:
    return [list(column) for column in zip(*table, strict=True)]


@every
@quick
@given(data=st.data())
def test_none_with_a_reason_instead_of_a_made_up_number(name: str, data: st.DataObject) -> None:
    statistic = REGISTRY[name]
    check_no_number_is_made_up(statistic.compute(data.draw(tables(statistic.square))), statistic)


@every_by_patient
@quick
@given(rows=patients)
def test_none_with_a_reason_instead_of_a_made_up_number_by_patient(name: str, rows: Table) -> None:
    check_no_number_is_made_up(BY_PATIENT[name].compute(rows), BY_PATIENT[name])


@pytest.mark.parametrize("name", [name for name, statistic in REGISTRY.items() if statistic.symmetric])
@quick
@given(data=st.data())
def test_exchanging_the_two_classifications_changes_nothing(name: str, data: st.DataObject) -> None:
    statistic = REGISTRY[name]
    table = data.draw(tables(statistic.square))
    same(statistic.compute(table), statistic.compute(transposed(table)))


@pytest.mark.parametrize("name", [name for name, statistic in REGISTRY.items() if statistic.nominal])
@quick
@given(data=st.data())
def test_relabelling_the_categories_changes_nothing(name: str, data: st.DataObject) -> None:
    statistic = REGISTRY[name]
    table = data.draw(tables(statistic.square))
    order = data.draw(st.permutations(range(len(table))))
    same(statistic.compute(table), statistic.compute([[table[i][j] for j in order] for i in order]))


@pytest.mark.parametrize("name", ["cohen_kappa linear", "cohen_kappa quadratic"])
@quick
@given(table=tables())
def test_reversing_the_order_of_the_levels_changes_nothing(name: str, table: Table) -> None:
    same(REGISTRY[name].compute(table), REGISTRY[name].compute([row[::-1] for row in table[::-1]]))


@every_by_patient
@quick
@given(rows=patients, data=st.data())
def test_reordering_the_patients_changes_nothing(name: str, rows: Table, data: st.DataObject) -> None:
    same(BY_PATIENT[name].compute(rows), BY_PATIENT[name].compute(data.draw(st.permutations(rows))))


@every
@quick
@given(data=st.data())
def test_perfect_agreement_gives_the_value_that_means_it(name: str, data: st.DataObject) -> None:
    statistic = REGISTRY[name]
    k = data.draw(st.integers(2, 5)) if statistic.square else 2
    used = [data.draw(st.integers(1, 50)), data.draw(st.integers(1, 50))] + [data.draw(cells) for _ in range(k - 2)]
    table = [[used[i] if i == j else 0 for j in range(k)] for i in range(k)]
    result = statistic.compute(table)
    if statistic.perfect is None:
        assert value(result) is None
    elif math.isnan(statistic.perfect):
        assert value(result) == pytest.approx(abs(used[0] - used[1]) / sum(used))
    else:
        assert value(result) == statistic.perfect


@quick
@given(first=st.integers(1, 30), second=st.integers(1, 30))
def test_perfect_agreement_of_three_is_a_fleiss_kappa_of_one(first: int, second: int) -> None:
    assert package.fleiss_kappa([[3, 0]] * first + [[0, 3]] * second).value == 1.0


@quick
@given(table=tables(square=False))
def test_exchanging_yes_and_no_exchanges_positive_and_negative_agreement(table: Table) -> None:
    relabelled = [row[::-1] for row in table[::-1]]
    positive, negative = package.positive_agreement(table), package.negative_agreement(relabelled)
    assert (positive.value, positive.low, positive.high, positive.n) == (
        negative.value,
        negative.low,
        negative.high,
        negative.n,
    )


@quick
@given(table=tables(square=False))
def test_exchanging_the_two_classifications_turns_the_paired_difference_round(table: Table) -> None:
    one, other = package.paired_difference(table), package.paired_difference(transposed(table))
    assume(one.value is not None)
    assert one.value is not None
    assert one.low is not None
    assert one.high is not None
    same(replace(one, value=0.0 - one.value, low=-one.high, high=-one.low), other)


@quick
@given(table=tables(square=False))
def test_test_and_reference_exchanged_turn_sensitivity_into_ppv(table: Table) -> None:
    one, other = package.diagnostic_accuracy(table), package.diagnostic_accuracy(transposed(table))
    assert one.sensitivity.as_dict() | {"reason": None} == other.ppv.as_dict() | {"reason": None}
    assert one.specificity.as_dict() | {"reason": None} == other.npv.as_dict() | {"reason": None}


@quick
@given(table=tables(square=False))
def test_weights_make_no_difference_with_two_categories(table: Table) -> None:
    plain = package.cohen_kappa(table)
    same(plain, package.cohen_kappa(table, weights="linear"))
    same(plain, package.cohen_kappa(table, weights="quadratic"))


@quick
@given(table=tables(square=False))
def test_bowker_and_stuart_maxwell_of_a_2x2_table_are_mcnemar(table: Table) -> None:
    plain = package.mcnemar(table, exact=False, correction=False)
    for other in (package.bowker(table), package.stuart_maxwell(table)):
        same(plain, replace(other, method=plain.method))


@pytest.mark.parametrize("name", ["observed_agreement", "cohen_kappa", "bowker", "stuart_maxwell"])
@quick
@given(table=tables())
def test_a_category_nobody_used_changes_nothing(name: str, table: Table) -> None:
    compute = REGISTRY[name].compute
    same(compute(table), compute([[*row, 0] for row in table] + [[0] * (len(table) + 1)]))


def test_the_registry_covers_the_package() -> None:
    functions = {name for name in package.__all__ if name.islower()}
    registered = {name.split()[0] for name in (*REGISTRY, *BY_PATIENT)}
    # `proportion` takes two numbers and is under every share above; `diagnostic_accuracy` is registered by its parts; the tests
    # between independent groups take no table of two classifications.
    between_groups = {"compare_proportions", "compare_estimates", "difference_of_proportions"}
    assert functions - registered == {"proportion", "diagnostic_accuracy", *between_groups}
    assert set(DiagnosticAccuracy.__dataclass_fields__) <= registered
