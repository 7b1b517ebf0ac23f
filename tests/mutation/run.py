"""Mutations outside the published numbers: `python tests/mutation/run.py MODULE ... [--sample N] [--seed N]`.

One thing of a module is changed at a time: a comparison is turned round, `and` becomes `or`, a `not` falls away, a number is one
more, true is false, a returned value is nothing. Then the tests of that module run. A mutant that no test notices is printed:
look whether it can change a result, a file or a message that somebody relies on, and write the test that notices it. The numbers
of the published criteria have a stricter check of their own, `tests/test_mutations.py`.

Sources are copied to a temporary folder and changed there; nothing in the working tree is touched.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RECORDS = ("tests/test_manual_records.py", "tests/test_vignettes.py", "tests/test_making_records.py")
COHORTS = ("tests/test_cohort_reader.py", "tests/test_own_criteria.py", "tests/test_vignettes.py", "tests/test_engines.py")
OPEN = ("tests/test_what_ifs.py", "tests/test_own_criteria.py", "tests/test_open_outcomes.py", *RECORDS)
SLOW = "pyspark or duckdb or every_engine"
"""Tests that start another engine take half a minute each, and are left out."""
RESPONSE = ("change", "choices", "columns", "end_points", "groups", "improvement", "ordering", "reading", "visits")
AGREEMENT = ("accuracy", "coefficients", "estimates", "independent", "kappa", "paired", "proportions", "roc", "tables")
TESTS: dict[str, tuple[str, ...]] = {
    "redcap/merging": ("tests/redcap",),
    "redcap/results": ("tests/redcap",),
    "mapping/collapse": ("tests/mapping/test_several_rows.py", "tests/mapping/test_checkboxes.py"),
    "files/delimited": ("tests/files/test_delimited.py", "tests/files/test_decimals.py", "tests/files/test_streaming.py"),
    "cohort/open": COHORTS,
    "cohort/result_columns": (*COHORTS, "tests/test_manual_results.py"),
    "cohort/plan": COHORTS,
    "one_patient/open_outcomes": OPEN,
    "one_patient/score": ("tests/test_own_criteria.py", "tests/test_open_outcomes.py", *RECORDS),
    "one_patient/domains": (*OPEN, "tests/test_trace.py"),
    "one_patient/result": (*RECORDS, "tests/test_manual_results.py", "tests/test_own_criteria.py"),
    "one_patient/patient_base": RECORDS,
    "rules/evaluate": (*RECORDS, "tests/test_open_outcomes.py", "tests/test_own_criteria.py"),
    "rules/expressions": (*COHORTS, "tests/test_manual_results.py"),
    "rules/as_columns": (*COHORTS, "tests/test_manual_results.py"),
    "dictionary/derived_columns": (*COHORTS, "tests/test_manual_records.py"),
    "dictionary/record": RECORDS,
    "reading/cell": ("tests/test_manual_cells.py", "tests/test_making_records.py"),
    "reading/column": ("tests/test_manual_cells.py", "tests/test_cohort_reader.py"),
    "phenotype/cohort": ("tests/phenotype",),
    "phenotype/description": ("tests/phenotype",),
    **{f"response/{name}": ("tests/response",) for name in RESPONSE},
    **{f"agreement/{name}": ("tests/agreement",) for name in AGREEMENT},
}
"""The modules that can be tried, and the tests that must notice a change in each. Not yet looked through: `response/` but for
`change`, `rules/expressions` and `agreement/independent`."""

TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OTHER: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
}


@dataclass(frozen=True)
class Mutant:
    """A module's source with one thing changed."""

    line: int
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.before}  ->  {self.after}"


def changed(node: ast.AST) -> Iterator[ast.AST]:
    """The node with one thing changed, in every way that is tried."""
    new = copy.deepcopy(node)
    match new:
        case ast.Compare(ops=ops):
            for place, operator in enumerate(ops):
                again = copy.deepcopy(new)
                again.ops[place] = TURNED[type(operator)]()
                yield again
        case ast.BoolOp(op=operator):
            new.op = ast.Or() if isinstance(operator, ast.And) else ast.And()
            yield new
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            yield inner
        case ast.UnaryOp(op=ast.Invert(), operand=inner):
            yield inner
        case ast.BinOp(op=operator) if type(operator) in OTHER:
            new.op = OTHER[type(operator)]()
            yield new
        case ast.IfExp(body=body, orelse=orelse):
            new.body, new.orelse = orelse, body
            yield new
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() | float() as value):
            yield ast.Constant(value + 1)
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield ast.Return(ast.Constant(None))
        case ast.Continue():
            yield ast.Break()


def in_types(tree: ast.Module) -> set[int]:
    """The nodes inside annotations, and `strict` of a zip: changing them changes nothing that runs."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "strict":
            found.add(id(node.value))
        for name in ("annotation", "returns"):
            inner = getattr(node, name, None)
            found |= {id(one) for one in ast.walk(inner)} if inner is not None else set()
    return found


def mutants(source: str) -> list[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    tree, raw = ast.parse(source), source.encode()
    starts = [0]
    for line in raw.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    skipped = in_types(tree)
    found = []
    for node in ast.walk(tree):
        if id(node) in skipped or not isinstance(node, ast.expr | ast.stmt):
            continue
        for new in changed(node):
            first, last = (
                starts[node.lineno - 1] + node.col_offset,
                starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0),
            )
            after = ast.unparse(ast.fix_missing_locations(new))
            after = f"({after})" if isinstance(new, ast.expr) else after
            before = raw[first:last].decode()
            text = (raw[:first] + after.encode() + raw[last:]).decode()
            try:
                compile(text, "mutant", "exec")
            except SyntaxError:
                continue  # a number inside a formatted string or a pattern
            found.append(Mutant(node.lineno, " ".join(before.split()), " ".join(after.split()), text))
    return sorted(found, key=lambda one: one.line)


def survives(folder: Path, tests: tuple[str, ...], seconds: float) -> bool:
    """Whether all tests pass with the sources of this folder. A run that never ends has noticed the change."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(str(folder / root) for root in ("criteria", "cli"))}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--no-header", "-k", f"not ({SLOW})", *tests]
    try:
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def try_module(name: str, folder: Path, sample: int | None, seed: int) -> list[Mutant]:
    """The mutants of a module that its tests do not notice."""
    path = folder / "criteria" / "myositis" / f"{name}.py"
    source = path.read_text(encoding="utf-8")
    tests = TESTS[name]
    if not survives(folder, tests, 600):
        raise SystemExit(f"{name}: its tests fail before anything is changed: {' '.join(tests)}")
    every = mutants(source)
    chosen = every if sample is None or sample >= len(every) else random.Random(seed).sample(every, sample)
    left = []
    for mutant in sorted(chosen, key=lambda one: one.line):
        path.write_text(mutant.source, encoding="utf-8")
        if survives(folder, tests, 300):
            left.append(mutant)
            print(f"{name}, {mutant}", flush=True)
    path.write_text(source, encoding="utf-8")
    print(f"{name}: {len(left)} of {len(chosen)} survived ({len(every)} in all)", flush=True)
    return left


def main() -> None:
    parser = argparse.ArgumentParser(description="Which changes of a module do its tests not notice?")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"of {', '.join(TESTS)}")
    parser.add_argument("--sample", type=int, help="so many mutants of each module, drawn at random")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    unknown = [name for name in given.modules if name not in TESTS]
    if unknown or not given.modules:
        raise SystemExit("give modules of: " + ", ".join(TESTS))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for root in ("criteria", "cli"):
            shutil.copytree(ROOT / root, folder / root, ignore=shutil.ignore_patterns("__pycache__"))
        for name in given.modules:
            try_module(name, folder, given.sample, given.seed)


if __name__ == "__main__":
    main()
