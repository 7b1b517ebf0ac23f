"""A seeded campaign of attacks: `python tests/fuzz/run.py --minutes 10` prints what was tried and stops at the first fault.

Six kinds take turns: records on every engine against the reader of one patient and the definition (`records`), the further
sets with what each missing finding would change (`what_ifs`), cells of every spelling (`cells`), files with bytes changed
(`broken`), command lines put together at random (`commands`), and a machine that fails at the worst moment (`machine`). A
fault is printed with the round's number: `--round KIND:NUMBER --seed N` repeats it alone.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fuzz import broken, cells, commands, machine, records, what_ifs

KINDS = {
    "records": records.attack,
    "what_ifs": what_ifs.attack,
    "cells": cells.attack,
    "broken": broken.attack,
    "commands": commands.attack,
    "machine": machine.attack,
}
"""Each takes (seed of the round, counts) and raises AssertionError, or whatever escapes, at a fault."""


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--minutes", type=float, default=2.0, help="how long to go on [2]")
    asked.add_argument("--seed", type=int, default=1, help="another campaign [1]")
    asked.add_argument("--round", metavar="KIND:NUMBER", help="only this round")
    given = asked.parse_args()
    counts: Counter[str] = Counter()
    end = time.monotonic() + 60 * given.minutes
    number = 0
    while True:
        for kind, attack in KINDS.items():
            if given.round and given.round != f"{kind}:{number}":
                continue
            try:
                attack(f"{given.seed}:{kind}:{number}", counts)
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    print_counts(counts)
                    return 130
                traceback.print_exc()
                print(f"FAULT in {kind}, round {number}; to repeat it:")
                print(f"python tests/fuzz/run.py --seed {given.seed} --round {kind}:{number}")
                return 1
            counts[f"rounds of {kind}"] += 1
            if given.round or time.monotonic() > end:
                print_counts(counts)
                print("no fault found")
                return 0
        number += 1


def print_counts(counts: Counter[str]) -> None:
    for what in sorted(counts):
        print(f"{counts[what]:>12,}  {what}")


if __name__ == "__main__":
    sys.exit(main())
