"""The mutation check: every published number, shifted by one step, must be noticed, and twice.

A mutant is a published module whose source has one number changed: a weight or cut-off by 0.1, a constant by its last
decimal, a count by one, an age by one year, up and down. Each must be caught by the comparison with the transcribed tables,
and also by how patients are classified (boundary pairs, vignettes), so that neither net alone stands between a wrong weight
and a patient. Whoever adds a number to a module adds mutants with it: the numbers are read off the source.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from itertools import chain
from pathlib import Path
from types import ModuleType

import pytest

from myositis.published.criteria_set import CriteriaSet
from test_boundaries import (
    bohan_peter_boundary_differences,
    boundary_differences,
    disagreement_differences,
    tree_boundary_differences,
)
from test_double_entry import (
    bohan_peter_group_differences,
    bohan_peter_level_differences,
    constant_differences,
    cut_off_differences,
    score_differences,
    subgroup_differences,
    tree_age_differences,
)
from test_vignettes import vignette_differences

MODULES = tuple(import_module(f"myositis.published.{name}") for name in ("eular_acr_2017", "bohan_peter_1975"))


@dataclass(frozen=True)
class Mutant:
    """A published module with one number changed. place: where it stands; kind: what it is."""

    module: str
    place: str
    kind: str
    number: float
    instead: float
    made: ModuleType

    def __str__(self) -> str:
        return f"{self.module}, {self.kind} at {self.place}: {self.number} changed to {self.instead}"

    @property
    def criteria(self) -> CriteriaSet:
        """The mutated criteria set, under its default options."""
        name = "EULAR_ACR_2017" if self.module == "eular_acr_2017" else "BOHAN_PETER_1975"
        made: CriteriaSet = getattr(self.made, name)
        return made


CUTS = ("between", "at_least", "below", "above")
"""How a cut-off on a measurement is written."""


def kind_of(number: ast.Constant, around: list[ast.AST]) -> str | None:
    """What a number in the source of a published module is; None for one that the paper does not print."""
    names = [node.id for item in around if isinstance(item, ast.Assign) for node in item.targets if isinstance(node, ast.Name)]
    if isinstance(number.value, bool) or not isinstance(number.value, int | float):
        return None
    if any(isinstance(item, ast.Subscript | ast.Slice) for item in around):
        return None
    if any(isinstance(item, ast.keyword) and item.arg == "revision" for item in around):
        return None
    if any(isinstance(item, ast.Call) and getattr(item.func, "attr", "") in CUTS for item in around):
        return "age"
    if "SCORE" in names:
        return "weight"
    if "CUT_OFFS" in names:
        return "percentage" if number.value < 1 else "cut-off"
    if "CONSTANTS" in names:
        return "constant"
    return "count" if isinstance(number.value, int) else "score of the note"


STEPS = {"age": 1, "count": 1, "weight": 0.1, "cut-off": 0.1, "score of the note": 0.1, "constant": 0.01, "percentage": 0.01}


def numbers(tree: ast.AST, around: tuple[ast.AST, ...] = ()) -> Iterator[tuple[ast.Constant, str]]:
    """Every published number of a module's source, with its kind."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Constant):
            kind = kind_of(node, [*around, tree])
            if kind is not None:
                yield node, kind
        yield from numbers(node, (*around, tree))


def source_of(module: ModuleType) -> str:
    return Path(str(module.__file__)).read_text(encoding="utf-8")


def run(tree: ast.Module, name: str) -> ModuleType:
    """A module made from its source."""
    made = ModuleType(name)
    exec(compile(ast.fix_missing_locations(tree), name, "exec"), made.__dict__)
    return made


@lru_cache
def mutants() -> tuple[Mutant, ...]:
    """Every published number of both modules, one step up and one step down."""
    found = []
    for module in MODULES:
        name = module.__name__.rpartition(".")[2]
        tree = ast.parse(source_of(module))
        for node, kind in list(numbers(tree)):
            number = node.value
            assert isinstance(number, int | float)
            for sign in (1, -1):
                node.value = instead = round(number + sign * STEPS[kind], 2)
                found.append(Mutant(name, f"line {node.lineno}", kind, number, instead, run(tree, name)))
            node.value = number
    return tuple(found)


def by_tables(mutant: Mutant) -> Iterator[str]:
    """What the comparison with the transcribed tables says of a mutant."""
    if mutant.module == "eular_acr_2017":
        return chain(
            score_differences(mutant.made),
            cut_off_differences(mutant.made),
            constant_differences(mutant.made),
            tree_age_differences(mutant.criteria),
            subgroup_differences(mutant.criteria),
        )
    return chain(bohan_peter_level_differences(mutant.criteria), bohan_peter_group_differences(mutant.criteria))


def by_boundaries(mutant: Mutant) -> Iterator[str]:
    """What the boundary pairs say of a mutant."""
    if mutant.module == "eular_acr_2017":
        return chain(
            boundary_differences(mutant.criteria, "without biopsy"),
            boundary_differences(mutant.criteria, "with biopsy"),
            tree_boundary_differences(mutant.criteria),
            disagreement_differences(mutant.criteria),
        )
    return bohan_peter_boundary_differences(mutant.criteria)


def by_vignettes(mutant: Mutant) -> Iterator[str]:
    """What the vignettes say of a mutant."""
    return vignette_differences(mutant.criteria, mutant.module)


def survivors(*checks: Callable[[Mutant], Iterator[str]]) -> list[str]:
    """The mutants that none of the checks notices. The printed percentages decide nothing; only the tables know them."""
    asked = [mutant for mutant in mutants() if by_tables in checks or mutant.kind != "percentage"]
    return [str(mutant) for mutant in asked if not any(next(check(mutant), None) for check in checks)]


def test_the_unchanged_modules_pass_every_check() -> None:
    for module in MODULES:
        name = module.__name__.rpartition(".")[2]
        same = Mutant(name, "nowhere", "count", 0, 0, run(ast.parse(source_of(module)), name))
        for check in (by_tables, by_boundaries, by_vignettes):
            assert not list(check(same)), check.__doc__


def test_every_published_number_has_its_mutants() -> None:
    counted: dict[tuple[str, str], int] = {}
    for mutant in mutants():
        counted[mutant.module, mutant.kind] = counted.get((mutant.module, mutant.kind), 0) + 1
    assert counted == {
        # twice as many as there are numbers: one step up, one step down
        ("eular_acr_2017", "weight"): 2 * 28,
        ("eular_acr_2017", "cut-off"): 2 * 6,
        ("eular_acr_2017", "constant"): 2 * 2,
        ("eular_acr_2017", "percentage"): 2 * 3,
        ("eular_acr_2017", "score of the note"): 2 * 3,
        ("eular_acr_2017", "age"): 2 * 5,  # 18 and 40 in the score, 40 again, 18 in the tree and where the subgroup is unclear
        ("bohan_peter_1975", "count"): 2 * 6,
        ("bohan_peter_1975", "age"): 2 * 1,
    }, "a number was added to or taken from a published module: say here what it is, and see that its mutants die"


def test_the_transcribed_tables_notice_every_mutant() -> None:
    assert not survivors(by_tables), "these wrong numbers would pass the comparison with fixtures/published_tables"


def test_the_classification_of_patients_notices_every_mutant() -> None:
    assert not survivors(by_boundaries, by_vignettes), "these wrong numbers would change no patient that the tests know"


@pytest.mark.parametrize("kind", ["weight", "cut-off", "age"])
def test_the_boundary_pairs_alone_notice_every_weight_cut_off_and_age_of_the_score(kind: str) -> None:
    alive = [str(mutant) for mutant in mutants() if mutant.kind == kind and not next(by_boundaries(mutant), None)]
    assert not alive


MISTAKES = {
    "the columns of the score swapped": (r"(SCORE = .*?)\(WITHOUT, WITH\)", r"\1(WITH, WITHOUT)"),
    "the columns of the cut-offs swapped": (r"(CUT_OFFS = .*?)\(WITHOUT, WITH\)", r"\1(WITH, WITHOUT)"),
    "the constants swapped": (r"WITHOUT: 5.33, WITH: 6.49", "WITHOUT: 6.49, WITH: 5.33"),
    "points for onset before 18": (r"age_at_onset.between\(18, 40\)", "age_at_onset.below(40)"),
    "points of the biopsy counted without biopsy": (r"None, +(\d.\d)\)", r"\1, \1)"),
    "treatment that was not given counted as not improved": (
        r'treatment_response.is_\("not_improved"\)',
        'not_(treatment_response.is_("improved"))',
    ),
    "Gottron's sign forgotten in the tree": (r"(RASH = .*?), gottron_sign", r"\1"),
    "neck flexors forgotten in the tree": (r"(WEAKNESS = .*?)neck_flexors_weaker,", r"\1"),
    "the summary of weakness forgotten in the tree": (r"(WEAKNESS = .*?)\n    proximal_weakness,", r"\1"),
    "rimmed vacuoles forgotten in the tree": (r"(body: Rule = )\(.*?\n    \)\n", "\\1FINGERS\n"),
    "a performed biopsy without findings read without biopsy": (r"any_of\(muscle_biopsy_performed, ", "any_of("),
    "a better explanation ignored": (
        r"excluded=as_rule\(better_explanation\)",
        "excluded=all_of(better_explanation, not_(RASH))",
    ),
}
"""What others got wrong, or may: a pattern in the source of EULAR/ACR 2017, and what stands there instead."""


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_known_mistake_is_noticed_by_how_patients_are_classified(mistake: str) -> None:
    module = MODULES[0]
    pattern, instead = MISTAKES[mistake]
    source, count = re.subn(pattern, instead, source_of(module), flags=re.DOTALL)
    assert count, f"the source no longer reads like `{pattern}`: write the mistake anew"
    mutant = Mutant("eular_acr_2017", "source", mistake, 0, 0, run(ast.parse(source), "eular_acr_2017"))
    assert next(chain(by_vignettes(mutant), by_boundaries(mutant)), None), mistake
