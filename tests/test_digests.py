"""An accepted criteria set is an edition: its meaning changes only together with its revision.

`fixtures/digests.json` holds the revision and the fingerprint of every published set and variant. The fingerprint must move
with everything that decides a result, and with nothing else.
"""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from myositis.dictionary.findings import anti_jo1
from myositis.published import find, variants
from myositis.published.criteria_set import CriteriaSet
from myositis.rules.vocabulary import as_rule
from test_mutations import MODULES, mutants, run, source_of

DIGESTS = Path(__file__).parents[1] / "fixtures" / "digests.json"
EVERY = variants()


def digest(criteria: CriteriaSet) -> dict[str, Any]:
    return {"revision": criteria.revision, "fingerprint": criteria.fingerprint}


def stored() -> dict[str, dict[str, Any]]:
    digests: dict[str, dict[str, Any]] = json.loads(DIGESTS.read_text(encoding="utf-8"))
    return digests


def cure(criteria: CriteriaSet, kept: dict[str, Any] | None) -> str | None:
    """What to do when a set and its digest do not agree; None when they do."""
    now = digest(criteria)
    if kept == now:
        return None
    entry = f'"{criteria.full_id}": {json.dumps(now)}'
    if kept is None:
        return f"{criteria.full_id} is new: add {entry} to fixtures/digests.json"
    if kept["fingerprint"] == now["fingerprint"]:
        return f"{criteria.full_id}: the revision changed although the meaning did not; put back revision={kept['revision']}"
    if kept["revision"] >= now["revision"]:
        return (
            f"{criteria.full_id} no longer means what revision {kept['revision']} meant. If that was not intended, undo it. "
            f"Otherwise set revision={kept['revision'] + 1} in its module, say in CHANGELOG.md which patients are classified "
            "differently, and copy the new entry that this test then prints into fixtures/digests.json"
        )
    return f"{criteria.full_id} has a new revision: put {entry} into fixtures/digests.json"


@pytest.mark.parametrize("criteria", EVERY, ids=lambda criteria: criteria.full_id)
def test_a_published_set_means_what_its_revision_meant(criteria: CriteriaSet) -> None:
    text = cure(criteria, stored().get(criteria.full_id))
    assert text is None, text


def test_no_digest_is_left_over() -> None:
    left = set(stored()) - {criteria.full_id for criteria in EVERY}
    assert not left, f"published ids are never taken back; if these are renamed, say so in CHANGELOG.md: {left}"


def test_the_cure_is_told_for_every_way_in_which_a_digest_can_disagree() -> None:
    criteria = EVERY[0]
    now = digest(criteria)
    assert "is new: add" in (cure(criteria, None) or "")
    assert "no longer means what revision 1 meant" in (cure(criteria, {**now, "fingerprint": "0"}) or "")
    assert "set revision=2" in (cure(criteria, {**now, "fingerprint": "0"}) or "")
    assert "put back revision=0" in (cure(criteria, {**now, "revision": 0}) or "")
    raised = replace(criteria, revision=2)
    assert "has a new revision: put" in (cure(raised, {**now, "fingerprint": "0"}) or "")


def test_every_set_and_variant_has_a_fingerprint_of_its_own() -> None:
    assert len({criteria.fingerprint for criteria in EVERY}) == len(EVERY)


def test_the_fingerprint_moves_with_every_published_number() -> None:
    original = {name.replace("-", "_"): find(name).fingerprint for name in ("eular-acr-2017", "bohan-peter-1975")}
    deciding = [mutant for mutant in mutants() if mutant.kind != "percentage"]  # a printed percentage decides no result
    assert not [str(mutant) for mutant in deciding if mutant.criteria.fingerprint == original[mutant.module]]
    found = {mutant.criteria.fingerprint for mutant in deciding}
    assert len(found) == len(deciding), "no two mutants mean the same"


def test_the_fingerprint_moves_with_everything_that_decides_a_result() -> None:
    eular, bohan_peter = find("eular-acr-2017"), find("bohan-peter-1975")
    changed = (
        replace(eular, excluded=bohan_peter.excluded),
        replace(eular, columns=(eular.columns[0], replace(eular.columns[1], when=as_rule(anti_jo1)))),
        replace(eular, classified=("definite",)),
        replace(eular, ranked=False),
        replace(eular, unclear=()),
        replace(eular, notes=eular.notes[1:]),
        replace(eular, notes=(replace(eular.notes[0], code="other"), *eular.notes[1:])),
        replace(eular, other_column=None),
        replace(eular, columns=eular.columns[::-1]),
        replace(eular, columns=(replace(eular.columns[0], score=eular.columns[0].score[::-1]), eular.columns[1])),
        replace(bohan_peter, groups=bohan_peter.groups[1:]),
        replace(bohan_peter, groups=(replace(bohan_peter.groups[0], when=bohan_peter.groups[2].when), *bohan_peter.groups[1:])),
        replace(bohan_peter, criteria=bohan_peter.criteria[:4]),
        replace(bohan_peter, options=(("emg", "triad"),)),
        replace(bohan_peter, id="bohan-peter"),
    )
    fingerprints = {criteria.fingerprint for criteria in (eular, bohan_peter, *changed)}
    assert len(fingerprints) == len(changed) + 2


class _Reworded(ast.NodeTransformer):
    """Gives other words to labels, titles, notes and citations, and to nothing else."""

    def __init__(self) -> None:
        self.reworded = 0

    def _other(self, node: ast.AST) -> None:
        for item in ast.walk(node):
            if isinstance(item, ast.Constant) and isinstance(item.value, str):
                item.value += " (in other words)"
                self.reworded += 1

    def visit_keyword(self, node: ast.keyword) -> ast.keyword:
        if node.arg in ("label", "title"):
            self._other(node.value)
            return node
        self.generic_visit(node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        place = {"Note": 1, "Criterion": 1, "Group": 1, "Citation": 0, "at": 0}.get(name)
        if place is not None:
            self._other(node.args[place])
        self.generic_visit(node)
        return node


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_the_fingerprint_stays_when_only_words_change(module: Any) -> None:
    words = _Reworded()
    made = run(words.visit(ast.parse(source_of(module))), "reworded")
    assert words.reworded > 10
    name = "EULAR_ACR_2017" if hasattr(made, "EULAR_ACR_2017") else "BOHAN_PETER_1975"
    reworded, original = getattr(made, name), getattr(module, name)
    assert reworded.title != original.title
    assert reworded.notes[0].text != original.notes[0].text
    assert reworded.fingerprint == original.fingerprint
