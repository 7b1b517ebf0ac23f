"""The century of a birth whose year is written with two digits: never later than the first symptom."""

from __future__ import annotations

import polars as pl

from myositis.dictionary.findings import birth_date, symptom_onset_date
from myositis.mapping.combined_cells import Plan, split
from myositis.mapping.model import FindingMap
from myositis.mapping.number_form import NumberForm, form_of
from myositis.reading.cohort import ReadCohort
from myositis.reading.day_formats import DayFormat
from myositis.reading.ids import matched_ids
from myositis.rules.values import UPTO


def settle_centuries(
    cohort: ReadCohort, finding: FindingMap | None, date_format: str | None, plans: dict[str, Plan], cells: pl.DataFrame
) -> None:
    """Move births that a two-digit year puts behind the first symptom of the patient back by a century, with a note.

    finding: the mapping's part about the birth. date_format: that of the file. cells: the combined cells that were read.
    """
    written = None if finding is None else finding.date_format or date_format
    birth, onset = birth_date.name, symptom_onset_date.name
    if finding is None or written is None or " until " not in written or onset not in cohort.values.columns:
        return
    form, around = DayFormat(written), form_of(finding, NumberForm())
    raw = cells[birth]
    short = {
        text: text is not None and form.iso(around.bare(split(text, len(plans[birth].columns))[0])) is not None
        for text in raw.unique().to_list()
    }
    latest_onset = onset + UPTO if onset + UPTO in cohort.values.columns else onset
    marks = cohort.values.select(
        pl.Series("short", [short[text] for text in raw.to_list()], dtype=pl.Boolean),
        pl.Series("id", matched_ids(cohort.ids)),
        pl.col(birth).alias("birth"),
        pl.col(latest_onset).alias("onset"),
    ).with_columns(pl.when(pl.col("id").is_null()).then("onset").otherwise(pl.col("onset").min().over("id")).alias("first"))
    exists = pl.col("birth").dt.offset_by("-100y").dt.day() == pl.col("birth").dt.day()  # 29 February was no day in 1900
    late = marks.select((pl.col("short") & (pl.col("birth") > pl.col("first")) & exists).fill_null(False)).to_series()
    if not late.any():
        return
    names = [name for name in (birth, birth + UPTO) if name in cohort.values.columns]
    cohort.values = cohort.values.with_columns(
        pl.when(late).then(pl.col(name).dt.offset_by("-100y")).otherwise(pl.col(name)).alias(name) for name in names
    )
    count = int(late.sum())
    verb = "birth in a two-digit year is" if count == 1 else "births in two-digit years are"
    why = "since nobody is born after the first symptom"
    cohort.notes.append(f"`{finding.column}`: {count} {verb} read a century earlier, {why}")
