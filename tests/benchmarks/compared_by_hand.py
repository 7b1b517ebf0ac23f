"""The comparison that an analyst would run by hand on a frame that is classified already: Polars, statsmodels, scikit-learn.

Less than `myositis.compare` gives (no Table 1 of every finding, no missing data, no patients, no reasons, one basis), and what
both give must be the same.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from sklearn.metrics import cohen_kappa_score, roc_auc_score, roc_curve
from statsmodels.stats.contingency_tables import SquareTable, mcnemar
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint

SETS = ("eular_acr_2017", "bohan_peter_1975")
LEVELS = ["not_met", "possible", "probable", "definite"]
CASES = ("DM", "PM", "IBM")


def compared_by_hand(classified: pl.DataFrame) -> dict[str, float]:
    """The numbers by name. classified: level, subgroup, score, probability of both sets, and the reference `diagnosis`."""
    frame = classified.with_columns(
        case=pl.col("diagnosis").is_in(CASES),
        **{f"{name}_yes": pl.col(f"{name}_level").is_in(["probable", "definite"]) for name in SETS},
    )
    yes = {name: frame[f"{name}_yes"].to_numpy() for name in SETS}
    case = frame["case"].to_numpy()
    found: dict[str, float] = {}
    one, two = (yes[name] for name in SETS)
    table = np.array([[(one & two).sum(), (one & ~two).sum()], [(~one & two).sum(), (~one & ~two).sum()]])
    kappa = cohens_kappa(table)
    found |= {"kappa": kappa.kappa, "kappa low": kappa.kappa_low, "kappa high": kappa.kappa_upp}
    found["mcnemar"] = mcnemar(table, exact=True).pvalue
    n = table.sum()
    agreement = (table[0, 0] + table[1, 1]) / n
    share = (table[0].sum() + table[:, 0].sum()) / 2 / n
    found |= {"pabak": 2 * agreement - 1, "ac1": (agreement - 2 * share * (1 - share)) / (1 - 2 * share * (1 - share))}
    ranked = frame.filter(*(pl.col(f"{name}_level").is_in(LEVELS) for name in SETS))
    levels = [ranked[f"{name}_level"].to_numpy() for name in SETS]
    for weights in ("linear", "quadratic"):
        found[f"kappa {weights}"] = cohen_kappa_score(*levels, labels=LEVELS, weights=weights)
    counts = ranked.group_by([f"{name}_level" for name in SETS]).len()
    square = np.zeros((4, 4))
    for first, second, number in counts.iter_rows():
        square[LEVELS.index(first), LEVELS.index(second)] = number
    found["bowker"] = SquareTable(square, shift_zeros=False).symmetry().pvalue
    for name in SETS:
        tp, fp = (yes[name] & case).sum(), (yes[name] & ~case).sum()
        fn, tn = (~yes[name] & case).sum(), (~yes[name] & ~case).sum()
        shares = {"sensitivity": (tp, tp + fn), "specificity": (tn, fp + tn), "ppv": (tp, tp + fp), "npv": (tn, fn + tn)}
        for measure, (k, of) in shares.items():
            found[f"{name} {measure}"] = k / of
            found[f"{name} {measure} low"] = proportion_confint(k, of, method="wilson")[0]
        within = frame.group_by("diagnosis").agg(pl.col(f"{name}_yes").mean(), pl.len())
        found |= {f"{name} {diagnosis}": share for diagnosis, share, _ in within.iter_rows()}
        frame.group_by("diagnosis", f"{name}_level").len()
        frame.group_by("diagnosis", f"{name}_subgroup").len()
    scored = frame.filter(pl.col("eular_acr_2017_level") != "excluded")
    # The probability to six decimals ties what differs; its logarithm is the score less a constant.
    odds = pl.col("eular_acr_2017_score") - pl.when(pl.col("eular_acr_2017_column") == "with biopsy").then(6.49).otherwise(5.33)
    score = scored.select(odds.round(2)).to_series().to_numpy()
    truth = scored["case"].to_numpy()
    found["auc"] = roc_auc_score(truth, score)
    false, true, _ = roc_curve(truth, score)
    found["youden"] = float((true - false).max())
    frame.group_by("diagnosis").agg(pl.col("age_at_onset").median().alias("median"), pl.col("age_at_onset").quantile(0.25))
    findings = [name for name, kind in frame.schema.items() if kind == pl.Boolean]
    frame.group_by("diagnosis").agg(pl.col(findings).sum(), pl.col(findings).count().name.suffix("_tested"))
    return {name: float(number) for name, number in found.items()}
