"""What an expert would write by hand in Polars for the total improvement score of many visits.

The yardstick of the benchmark: the same exact arithmetic in whole numbers and the same columns, for one enzyme without a range,
and nothing else: no ranges checked, no choice of measures or enzymes, no status, no problems. The benchmark checks that it gives
the same results as the library before it is timed.
"""

from __future__ import annotations

import polars as pl

BIG, SMALL = (5, 15, 25, 40), (2, 10, 20, 30)
TABLE = {
    "physician_global": (10, 1, BIG, (0, 75, 150, 175, 200)),
    "patient_global": (10, 1, BIG, (0, 25, 50, 75, 100)),
    "haq": (3, 1, BIG, (0, 50, 75, 75, 100)),
    "extramuscular_global": (10, 1, BIG, (0, 75, 125, 150, 200)),
    "mmt": (80, -1, SMALL, (0, 100, 200, 275, 325)),
}
ORDER = ("physician_global", "patient_global", "haq", "enzyme", "extramuscular_global", "mmt")
MILLION = 1_000_000


def points(change: pl.Expr, top: int, edges: tuple[int, ...], worth: tuple[int, ...]) -> pl.Expr:
    chain = pl.when(change > edges[3] * top * MILLION).then(worth[4])
    for place in (2, 1, 0):
        chain = chain.when(change > edges[place] * top * MILLION).then(worth[place + 1])
    return chain.otherwise(0)


def category(total: pl.Expr) -> pl.Expr:
    chain = pl.when(total >= 600).then(pl.lit("major")).when(total >= 400).then(pl.lit("moderate"))
    return chain.when(total >= 200).then(pl.lit("minimal")).otherwise(pl.lit("none"))


def response_by_hand(visits: pl.LazyFrame) -> pl.LazyFrame:
    """Score, category, what is worse and unknown, and percent and points of each measure, for visits after week 0."""
    names = [*TABLE, "ck", "ck_uln"]
    whole = visits.with_columns((pl.col(name) * MILLION).round().cast(pl.Int64).alias(f"v_{name}") for name in names)
    first = whole.filter(pl.col("visit") == 0).select("patient_id", *(pl.col(f"v_{name}").alias(f"b_{name}") for name in names))
    both = whole.filter(pl.col("visit") > 0).join(first, on="patient_id", how="left", maintain_order="left")
    made: list[pl.Expr] = []
    worse, compared = {}, {}
    for name, (top, sign, edges, worth) in TABLE.items():
        before, after = pl.col(f"b_{name}"), pl.col(f"v_{name}")
        change = sign * (before - after)
        worst, best = (top * MILLION, 0) if sign == 1 else (0, top * MILLION)
        most = sign * (before.fill_null(worst) - after.fill_null(best))
        worse[name], compared[name] = change < 0, change.is_not_null()
        made += [
            (100 * change / (top * MILLION)).alias(f"{name}_percent"),
            pl.when(change.is_null()).then(0).otherwise(points(100 * change, top, edges, worth)).alias(f"{name}_low"),
            points(100 * most, top, edges, worth).alias(f"{name}_high"),
        ]
    fall = pl.col("b_ck").cast(pl.Int128) * pl.col("v_ck_uln") - pl.col("v_ck").cast(pl.Int128) * pl.col("b_ck_uln")
    worse["enzyme"] = fall < 0
    made += [
        pl.lit(None, pl.Float64).alias("enzyme_percent"),
        pl.lit(0).alias("enzyme_low"),
        pl.when((fall <= 0) | (pl.col("b_ck") == 0)).then(0).otherwise(75).alias("enzyme_high"),
    ]
    scored = both.with_columns(made).with_columns(
        low=pl.sum_horizontal(f"{name}_low" for name in ORDER),
        high=pl.sum_horizontal(f"{name}_high" for name in ORDER),
        stated=compared["physician_global"] & compared["mmt"],
    )
    scored = scored.with_columns(
        response_low=pl.when("stated").then(category(pl.col("low"))),
        response_high=pl.when("stated").then(category(pl.col("high"))),
    )
    low, high = pl.col("response_low"), pl.col("response_high")
    unknown = {name: pl.col(f"{name}_low") != pl.col(f"{name}_high") for name in ORDER}
    return scored.select(
        pl.when(pl.col("low") == pl.col("high")).then(pl.col("low") / 10).alias("tis"),
        (pl.col("low") / 10).alias("tis_low"),
        (pl.col("high") / 10).alias("tis_high"),
        pl.when(low == high).then(low).alias("response"),
        "response_low",
        "response_high",
        _listed({name: worse[name] for name in ORDER}).alias("worsened"),
        _listed(unknown).alias("unknown"),
        *(
            column
            for name in ORDER
            for column in (
                f"{name}_percent",
                (pl.col(f"{name}_low") / 10).alias(f"{name}_points_low"),
                (pl.col(f"{name}_high") / 10).alias(f"{name}_points_high"),
            )
        ),
    )


def _listed(truths: dict[str, pl.Expr]) -> pl.Expr:
    return pl.concat_str([pl.when(truth).then(pl.lit(name)) for name, truth in truths.items()], separator="|", ignore_nulls=True)
