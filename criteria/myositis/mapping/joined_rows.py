"""The user's own columns with one row per patient, for the output."""

from __future__ import annotations

import polars as pl

from myositis.mapping.combined_cells import as_text


def joined_rows(frame: pl.DataFrame, patients: pl.Series) -> pl.DataFrame:
    """The file with one row per patient: what all rows agree on as it is, the rest joined with ` | `."""
    grouped = frame.with_columns(patients).group_by(patients.name, maintain_order=True)
    agreed = grouped.agg(pl.all().drop_nulls().n_unique())
    whole = grouped.agg(pl.all().drop_nulls().first())
    joined = (
        pl.DataFrame([as_text(column) for column in frame.get_columns()])
        .with_columns(patients)
        .group_by(patients.name, maintain_order=True)
        .agg(pl.all().drop_nulls().unique(maintain_order=True).str.join(" | "))
    )
    return pl.DataFrame(
        [
            (joined if (agreed[name] > 1).any() else whole)[name].replace("", None)
            if joined[name].dtype == pl.String and (agreed[name] > 1).any()
            else whole[name]
            for name in frame.columns
        ]
    )
