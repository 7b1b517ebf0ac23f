"""A registry may classify in many threads at once: they share the automaton, and every patient gets the same answer."""

from __future__ import annotations

import pickle
import random
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from drawn import draw_frame
from myositis.dictionary.record import derive
from myositis.one_patient.classification import classify_record
from myositis.one_patient.open_outcomes import Automaton
from myositis.published import ALL
from myositis.published.criteria_set import CriteriaSet
from myositis.reading.cohort import read_values

THREADS = 8


@pytest.fixture
def impatient() -> Iterator[None]:
    """Threads change places as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("criteria", ALL, ids=lambda criteria: criteria.full_id)
def test_threads_that_make_states_at_once_never_confuse_them(criteria: CriteriaSet) -> None:
    known = [derive(record) for record in read_values(draw_frame(200, seed=11, missing=0.4)).records()]
    decisions = (criteria.columns[-1].level, criteria.columns[-1].subgroup)
    alone = Automaton(decisions)
    expected = [alone.open_sets(alone.run(alone.codes(one))) for one in known]
    for _ in range(5):
        shared, start, wrong = Automaton(decisions), threading.Barrier(THREADS), []

        def work(seed: int, shared: Automaton = shared, start: threading.Barrier = start, wrong: list[Any] = wrong) -> None:
            start.wait()
            for place in random.Random(seed).sample(range(len(known)), len(known)):
                try:
                    if shared.open_sets(shared.run(shared.codes(known[place]))) != expected[place]:
                        wrong.append(place)
                except (IndexError, ValueError) as error:
                    wrong.append(error)

        threads = [threading.Thread(target=work, args=(seed,)) for seed in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not wrong


@pytest.mark.parametrize("criteria", ALL, ids=lambda criteria: criteria.full_id)
def test_criteria_that_have_been_used_can_be_sent_to_another_process(criteria: CriteriaSet) -> None:
    before = classify_record({"heliotrope_rash": True}, criteria)
    sent = pickle.loads(pickle.dumps(criteria))
    assert sent == criteria
    assert classify_record({"heliotrope_rash": True}, sent) == before
