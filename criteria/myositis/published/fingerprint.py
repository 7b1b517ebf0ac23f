"""What a criteria set means, as sixteen hexadecimal digits.

Two editions with the same fingerprint classify every record alike. It covers the rules of a set, and of the data dictionary
what the set reads: the derivations that a value can follow from, and the contradictions among these. Labels, texts and
citations are no part of it, nor is anything that only other sets read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from myositis.dictionary import derivations as d
from myositis.rules.vocabulary import AtLeast, Decision, Is, Not, Points, Surely, Variable


def fingerprint(parts: Iterable[Any], read: Iterable[Variable]) -> str:
    """The digits for the parts of a set: rules, decisions, names and numbers. read: the variables that its rules read."""
    told = [meaning(part) for part in (*parts, *_of_dictionary(read))]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def _of_dictionary(read: Iterable[Variable]) -> list[Any]:
    """What the dictionary says of the variables that are read, and of those from which they follow."""
    decided = d.decided_by(read)
    steps = tuple(step for step in d.STEPS if step.target in decided)
    compared = tuple(item for item in d.COMPARISONS if item.result in decided)
    multiples = tuple(item for item in d.RATIOS if item.target in decided)
    contradictions = tuple((item.code, item.rule, item.recorded_only) for item in d.CONTRADICTIONS if item.concerns(decided))
    return [steps, compared, multiples, contradictions]


def meaning(item: Any) -> Any:
    """Everything that decides a result, as plain lists: the same for rules that mean the same, free of labels and texts."""
    match item:
        case Variable(name=name):
            return name
        case Is(finding, value):
            return ["is", finding.name, value]
        case AtLeast(measurement, bound, above):
            return ["above" if above else "at least", measurement.name, str(bound)]
        case Not(rule):
            return ["not", meaning(rule)]
        case Surely(rule):
            return ["surely", meaning(rule)]
        case Points(rows, needed):
            return ["points", needed, [[points, meaning(rule)] for points, rule in rows]]
        case Decision(name, outcomes, lines):
            return [name, list(outcomes), [[line.outcome, meaning(line.rule)] for line in lines]]
        case d.Derivation() | d.AbsentWith() | d.WithinLimit() | d.Comparison() | d.Ratio():
            return [type(item).__name__, *(meaning(getattr(item, part.name)) for part in fields(item))]
        case tuple():
            return [meaning(part) for part in item]
    return item
