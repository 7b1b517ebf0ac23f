"""The benchmarks of the README: `python tests/benchmarks/run.py [--quick] [PART ...]` prints its table, ready to be pasted.

Ratios are measured in one run, in turn (A B A B ...), and the median is printed; absolute times are only as good as the
machine is quiet. Large files go to a temporary folder and are removed.
"""

from __future__ import annotations

import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl
from by_hand import BIOPSY, WEIGHTS, by_hand, by_hand_with_ids
from response_by_hand import response_by_hand

from myositis.cohort.engines import classify_cohort
from myositis.dictionary.findings import DICTIONARY
from myositis.response.cohort import improvement_cohort
from myositis.rules.vocabulary import Category, Finding

HEADLINE = ("level", "subgroup", "score", "probability")
OTHERS = (
    "aldolase_elevated",
    "finger_flexor_weakness",
    "treatment_response",
    "emg_myopathic",
    "better_explanation",
    "malignancy",
    "connective_tissue_disease",
    "childhood_vasculitis",
)
ROOT = Path(__file__).resolve().parents[2]


def cohort(patients: int, seed: int = 1) -> pl.DataFrame:
    """Random patients, 10 % of every finding missing; 30 % without a biopsy."""
    import numpy as np

    draw = np.random.default_rng(seed)
    columns = {"patient_id": pl.Series(np.arange(patients)).cast(pl.String).str.pad_start(9, "0")}
    biopsied = draw.random(patients) < 0.7
    for name in ("age_at_onset", *WEIGHTS, *OTHERS):
        variable, missing = DICTIONARY[name], draw.random(patients) < 0.1
        if name in BIOPSY:
            missing |= ~biopsied
        if isinstance(variable, Finding):
            values = pl.Series(draw.random(patients) < (0.02 if name == "better_explanation" else 0.35))
        elif isinstance(variable, Category):
            values = pl.Series(np.array(variable.values)[draw.integers(0, 3, patients)])
        else:
            values = pl.Series(draw.integers(2, 90, patients).astype(float))
        columns[name] = pl.select(pl.when(~pl.Series(missing)).then(values)).to_series()
    return pl.DataFrame(columns)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turn(first: Callable[[], object], second: Callable[[], object], times: int = 7) -> tuple[float, float, float]:
    """Medians of both, and the median of the ratios of neighbours."""
    pairs = [(seconds(first), seconds(second)) for _ in range(times + 1)][1:]
    return (
        statistics.median(one for one, _ in pairs),
        statistics.median(two for _, two in pairs),
        statistics.median(one / two for one, two in pairs),
    )


def headlines(rows: list[list[str]], sizes: Sequence[int]) -> None:
    """The headline of both sets, by the library and by hand. sizes: patients; lazily and with open outcomes the first only."""
    for size in sizes:
        headline(rows, size, first=size == sizes[0])
    frame = cohort(sizes[0])
    for label in (f"everything, exact open outcomes, {sizes[0]:,} patients, first call", "the same, second call"):
        rows.append([label, f"{seconds(lambda: classify_cohort(frame)):.1f} s", ""])


def headline(rows: list[list[str]], patients: int, *, first: bool) -> None:
    frame = cohort(patients)
    hand, own = by_hand(frame.lazy()).collect(), classify_cohort(frame, results=HEADLINE)
    for name in hand.columns:
        assert hand[name].equals(own[name]), f"the hand-written expression differs in {name}"
    by_expressions = lambda: by_hand(frame.lazy()).collect()  # noqa: E731
    if first:
        one, _, ratio = in_turn(lambda: classify_cohort(frame.lazy(), results=HEADLINE).collect(), by_expressions)
        label = f"level, subgroup, score, probability of both sets, {patients:,} patients, Polars lazy"
        rows.append([label, f"{one:.2f} s", f"{ratio:.2f} x by hand"])
    eager = lambda: classify_cohort(frame, results=HEADLINE)  # noqa: E731
    one, _, unchecked = in_turn(eager, by_expressions)
    _, _, checked = in_turn(eager, lambda: by_hand_with_ids(frame))
    label, against = f"the same, {patients:,} patients", f"{unchecked:.2f} x; {checked:.2f} x"
    if first:
        label = "the same, data frame in memory, ids checked"
        against = f"{unchecked:.2f} x by hand without looking at ids; {checked:.2f} x when repeated ids are found by hand, too"
    rows.append([label, f"{one:.2f} s", against])


def visits(number: int) -> pl.DataFrame:
    """Random visits, five of each patient, 10 % of every value missing."""
    import numpy as np

    draw = np.random.default_rng(1)
    patients = number // 5
    ids = pl.Series(np.repeat(np.arange(patients), 5)).cast(pl.String).str.pad_start(9, "0")
    columns = {"patient_id": ids, "visit": pl.Series(np.tile([0, 4, 8, 12, 16], patients))}
    for name, values in {
        **{name: draw.integers(0, 101, number) / 10 for name in ("physician_global", "patient_global", "extramuscular_global")},
        "haq": draw.integers(0, 25, number) / 8,
        "mmt": draw.integers(0, 81, number).astype(float),
        "ck": draw.integers(10, 9000, number).astype(float),
        "ck_uln": np.full(number, 180.0),
    }.items():
        columns[name] = pl.select(pl.when(pl.Series(draw.random(number) > 0.1)).then(pl.Series(values))).to_series()
    return pl.DataFrame(columns)


def response(rows: list[list[str]], number: int) -> None:
    frame = visits(number)
    said = {"thresholds": "adult", "baseline": 0, "vas": 10, "mmt_max": 80}
    hand = response_by_hand(frame.lazy()).collect()
    own = improvement_cohort(frame, **said).filter(pl.col("visit") > 0)
    scored = own["response_status"] == "scored"
    for name in hand.columns:
        assert hand[name].filter(scored).equals(own[name].filter(scored)), f"the hand-written expression differs in {name}"
    lazy = lambda: improvement_cohort(frame.lazy(), **said).collect()  # noqa: E731
    by_hand = lambda: response_by_hand(frame.lazy()).collect()  # noqa: E731
    one, _, ratio = in_turn(lazy, by_hand)
    label = f"total improvement score, percent and points of each measure, {number:,} visits, Polars lazy"
    rows.append([label, f"{one:.2f} s", f"{ratio:.2f} x by hand"])
    one, _, ratio = in_turn(lambda: improvement_cohort(frame, **said), by_hand)
    label = "the same, data frame in memory, visits checked, what one more value would settle"
    rows.append([label, f"{one:.2f} s", f"{ratio:.2f} x by hand, which checks nothing"])


def growth(rows: list[list[str]], most: int) -> None:
    sizes = [10**power for power in range(3, len(str(most)))]
    classify_cohort(cohort(1000))
    told = []
    for size in sizes:
        frame = cohort(size)
        told.append(f"{size:,}: {1e6 * min(seconds(lambda: classify_cohort(frame)) for _ in range(2)) / size:.1f}")  # noqa: B023
    rows.append(["microseconds per patient, with open outcomes, second call", "; ".join(told), ""])


def one_patient(rows: list[list[str]]) -> None:
    from myositis import Patient, classify

    draw = random.Random(1)
    names = [*WEIGHTS, *(name for name in OTHERS if isinstance(DICTIONARY[name], Finding) and name != "better_explanation")]
    patients = []
    for _ in range(12_000):
        record: dict[str, object] = {name: draw.random() < 0.35 for name in names if draw.random() < 0.9}
        patients.append(Patient(age_at_onset=float(draw.randrange(2, 90)), **record))
    ids = ("eular-acr-2017", "bohan-peter-1975")
    for trace, label in ((False, "with open outcomes and the range of the probability"), (True, "with trace and what-ifs")):
        for patient in patients[:2000]:
            for name in ids:
                classify(patient, name, trace=trace)
        median = statistics.median(
            seconds(lambda: [classify(patient, name, trace=trace) for name in ids])  # noqa: B023
            for patient in patients[2000:]
        )
        rows.append([f"one patient, both sets, {label}, median of 10,000", f"{1000 * median:.2f} ms", ""])


def whole_process(rows: list[list[str]]) -> None:
    def command(*words: str) -> Callable[[], object]:
        return lambda: subprocess.run(words, check=True, capture_output=True, cwd=ROOT)

    own = str(Path(sys.executable).with_name("myositis"))
    one, _, ratio = in_turn(command(own, "--help"), command(sys.executable, "-c", "import click"), 15)
    rows.append(["`myositis --help`, whole process", f"{one:.2f} s", f'{ratio:.2f} x `python -c "import click"`'])
    file = "fixtures/cohorts/ar2963.csv"
    one, _, ratio = in_turn(command(own, "classify", file), command(sys.executable, "-c", "import polars"), 15)
    label = "`myositis classify` of 25 patients, whole process"
    rows.append([label, f"{one:.2f} s", f'{ratio:.2f} x `python -c "import polars"`'])


def measured(*words: str) -> tuple[float, float]:
    """Seconds and peak memory (MB, the largest single process) of one command."""
    start = time.perf_counter()
    program = (
        "import resource, subprocess, sys; "
        "code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode; "
        "print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    told = subprocess.run([sys.executable, "-c", program, *words], check=True, capture_output=True, text=True, cwd=ROOT)
    code, peak = told.stdout.split()
    assert code == "0", f"{words} ended with {code}"
    return time.perf_counter() - start, int(peak) / 1024


def population(rows: list[list[str]], patients: int) -> None:
    """Parquet to Parquet in a process of its own, against Polars reading and writing the same output columns."""
    own = str(Path(sys.executable).with_name("myositis"))
    with tempfile.TemporaryDirectory() as folder:
        source, target, plain = (str(Path(folder) / name) for name in ("in.parquet", "out.parquet", "plain.parquet"))
        parts = []
        for part in range(max(1, patients // 1_000_000)):
            frame = cohort(min(patients, 1_000_000), seed=part)
            parts.append(Path(folder) / f"part{part}.parquet")
            frame.with_columns(pl.col("patient_id") + f"-{part}").write_parquet(parts[-1])
        pl.scan_parquet(parts).sink_parquet(source)
        for part in parts:
            part.unlink()
        copy = "import polars as pl, sys; pl.scan_parquet(sys.argv[1]).sink_parquet(sys.argv[2])"
        closed, plainly = [], []
        for _ in range(3):
            closed.append(measured(own, "classify", source, "--no-open", "-o", target))
            plainly.append(measured(sys.executable, "-c", copy, target, plain))  # reads and writes all input and output columns
        time_open, peak_open = measured(own, "classify", source, "-o", target)
    taken = statistics.median(time for time, _ in closed)
    ratio = statistics.median(ours / by_polars for (ours, _), (by_polars, _) in zip(closed, plainly, strict=True))
    peak = max(peak for _, peak in closed)
    label = f"`myositis classify --no-open`, Parquet to Parquet, {patients:,} patients"
    against = f"{ratio:.1f} x Polars reading and writing the same columns; peak {peak:,.0f} MB"
    rows.append([label, f"{taken:.0f} s", against])
    rows.append(["the same with open outcomes", f"{time_open:.0f} s", f"peak {peak_open:,.0f} MB"])


def comparison(rows: list[list[str]], sizes: Sequence[int]) -> None:
    """A comparison of a frame in memory against what an analyst would run on a frame that is classified already."""
    try:
        from compared_by_hand import CASES, compared_by_hand
    except ImportError:
        rows.append(
            ["comparison of two sets and a reference", "", "scikit-learn is not installed: pip install myositis[benchmark]"]
        )
        return
    from myositis.comparison import compare

    for size in sizes:
        frame = with_diagnosis(cohort(size))
        classified = classify_cohort(frame)
        result = compare(frame, reference="diagnosis", cases=CASES)
        hand, pair = compared_by_hand(classified), result.overall.pairs[0].agreements[0]
        for name, own in (("kappa", pair.cohen_kappa.value), ("ac1", pair.gwet_ac1.value), ("bowker", pair.bowker.p_value)):
            assert own is not None
            assert abs(hand[name] - own) < 1e-9, f"the comparison by hand differs in {name}"
        assert abs(hand["auc"] - (result.overall.areas[0].auc.value or 0)) < 1e-9
        assert abs(hand["youden"] - (result.overall.curves[0].youden_index or 0)) < 1e-9
        own_time, _, ratio = in_turn(
            lambda: compare(frame, reference="diagnosis", cases=CASES),  # noqa: B023
            lambda: compared_by_hand(classified),  # noqa: B023
            3,
        )
        with_classifying = statistics.median(seconds(lambda: classify_cohort(frame)) for _ in range(3))  # noqa: B023
        same = "the same" if size != sizes[0] else "`compare` both sets and a reference, frame in memory"
        against = f"{own_time / with_classifying:.1f} x `classify`; {ratio:.1f} x by hand on a classified frame"
        rows.append([f"{same}, {size:,} patients", f"{own_time:.1f} s", against])


def with_diagnosis(frame: pl.DataFrame) -> pl.DataFrame:
    """A reference diagnosis, drawn at random."""
    import numpy as np

    names = np.array(("DM", "PM", "IBM", "dystrophy", "other"))
    return frame.with_columns(diagnosis=pl.Series(names[np.random.default_rng(5).integers(0, 5, frame.height)]))


def compared_files(rows: list[list[str]], size: int) -> None:
    """`compare` and `classify` of the same CSV file, as whole processes."""
    own = str(Path(sys.executable).with_name("myositis"))
    with tempfile.TemporaryDirectory() as folder:
        source, target = str(Path(folder) / "in.csv"), str(Path(folder) / "out")
        with_diagnosis(cohort(size)).write_csv(source)
        options = ("--reference", "diagnosis", "--cases", "DM,PM,IBM")
        plain, _ = measured(own, "classify", source, "-o", f"{target}.csv")
        taken, peak = measured(own, "compare", source, *options, "-o", f"{target}.json")
        megabytes = Path(f"{target}.json").stat().st_size / 1e6
    label = f"`myositis compare`, CSV to JSON, {size:,} patients, whole process"
    against = f"{taken / plain:.1f} x `myositis classify`; peak {peak:,.0f} MB, {megabytes:.0f} MB of JSON"
    rows.append([label, f"{taken:.0f} s", against])


def main() -> None:
    """Every part, or those that are named: `run.py headline one_patient`."""
    quick = "--quick" in sys.argv
    parts: dict[str, Callable[[list[list[str]]], None]] = {
        "headline": lambda rows: headlines(rows, (100_000,) if quick else (1_000_000, 100_000)),
        "response": lambda rows: response(rows, 100_000 if quick else 1_000_000),
        "one_patient": one_patient,
        "whole_process": whole_process,
        "growth": lambda rows: growth(rows, 100_000 if quick else 10_000_000),
        "comparison": lambda rows: comparison(rows, (100_000,) if quick else (100_000, 1_000_000)),
        "compared_files": lambda rows: compared_files(rows, 100_000 if quick else 1_000_000),
        "population": lambda rows: population(rows, 1_000_000 if quick else 10_000_000),
    }
    asked = [name for name in sys.argv[1:] if not name.startswith("-")] or list(parts)
    rows: list[list[str]] = []
    for name in asked:
        parts[name](rows)
    machine = platform.processor() or platform.machine()
    print(f"{os.cpu_count()} cores ({machine}), Python {platform.python_version()}, Polars {pl.__version__}", file=sys.stderr)
    print("| work | time | against |\n|---|---|---|")
    for work, taken, against in rows:
        print(f"| {work} | {taken} | {against} |" if against else f"| {work} | {taken} | |")


if __name__ == "__main__":
    main()
