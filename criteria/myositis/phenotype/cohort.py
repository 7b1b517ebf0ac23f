"""The profiles of a cohort: one row per patient, and the table of subgroups by antibody with how many were tested."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl

from myositis.cohort.result import result_names
from myositis.cohort.row_by_row import classify_read
from myositis.dictionary.findings import DICTIONARY
from myositis.dictionary.record import derive
from myositis.errors import EngineError
from myositis.phenotype.antibodies import ANTIBODIES
from myositis.phenotype.description import INVOLVED, STATES, truth_of
from myositis.phenotype.organs import ORGANS
from myositis.published import find_all
from myositis.published.criteria_set import CriteriaSet, dictionary_of
from myositis.reading.cohort import ReadCohort, read_values
from myositis.rules.evaluate import truth

Sets = Iterable[str | CriteriaSet] | str | CriteriaSet | None
NO_SUBGROUP = "no subgroup"


def profile_cohort(cohort: Any, criteria: Sets = None) -> pl.DataFrame:
    """One row per patient: id, status, level and subgroup under each set, every antibody and every organ in words.

    cohort: a frame in memory (Polars, Arrow, pandas), or a `ReadCohort` that was read with every entry of the dictionary.
    Rows that are invalid stay, blank but for id and status. Errors: EngineError for anything else.
    """
    sets = find_all(criteria)
    read = _read(cohort, sets)
    result = classify_read(read, sets, wanted=("level", "subgroup"))
    invalid = result.cohort.invalid.to_list()
    names = [*(item.name for item in ANTIBODIES), *(f"{organ.name}_organ" for organ in ORGANS)]
    columns: dict[str, list[str | None]] = {name: [] for name in names}
    for place, recorded in enumerate(result.cohort.records()):
        known = derive(recorded)
        for item in ANTIBODIES:
            columns[item.name].append(None if invalid[place] else STATES[truth_of(item, known)])
        for organ in ORGANS:
            columns[f"{organ.name}_organ"].append(None if invalid[place] else INVOLVED[truth(organ.rule, known)])
    made = [pl.Series(name, cells, dtype=pl.String) for name, cells in columns.items()]
    return pl.DataFrame([result.cohort.ids.alias("patient_id"), *result.results.iter_columns(), *made])


def antibody_table(profiles: pl.DataFrame, criteria: str | CriteriaSet) -> pl.DataFrame:
    """How many patients of each subgroup have each antibody, out of those who were tested.

    profiles: what `profile_cohort` gives. criteria: the set whose subgroups make the rows. Columns: subgroup, patients, and per
    antibody the positive (`anti_mi2`) and the tested (`anti_mi2_tested`). Invalid patients are left out.
    """
    (one,) = find_all(criteria)
    subgroup = pl.col(result_names(one)["subgroup"]).fill_null(NO_SUBGROUP).alias("subgroup")
    counts = [pl.len().alias("patients")]
    for item in ANTIBODIES:
        state = pl.col(item.name)
        counts += [
            (state == "present").sum().alias(item.name),
            state.is_in(["present", "absent"]).sum().alias(f"{item.name}_tested"),
        ]
    valid = profiles.filter(pl.col("myositis_status") == "classified")
    table = valid.group_by(subgroup).agg(counts)
    order = pl.DataFrame({"subgroup": [*one.subgroups[1:], NO_SUBGROUP]})
    return order.join(table, on="subgroup", how="inner", maintain_order="left")


def _read(cohort: Any, sets: tuple[CriteriaSet, ...]) -> ReadCohort:
    if isinstance(cohort, ReadCohort):
        return cohort
    native = nw.from_native(cohort, pass_through=True)
    if not isinstance(native, nw.DataFrame):
        raise EngineError(f"a data frame in memory is expected (Polars, Arrow, pandas), not {type(cohort).__name__}")
    return read_values(native.to_polars(), dictionary={**DICTIONARY, **dictionary_of(sets)})
