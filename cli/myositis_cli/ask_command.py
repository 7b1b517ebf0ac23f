"""`myositis ask`: one patient, question by question."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import click

from myositis_cli.answered import Answered, append_to, check_targets, offer, results_of, write
from myositis_cli.inputs import chosen, criteria_option
from myositis_cli.prompts import StopError, one_key, one_line, tell
from myositis_cli.speaking import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from myositis.one_patient.questions import Question
    from myositis.published.criteria_set import CriteriaSet

UNKNOWN, BACK, STOP, MEASURED = "?", "b", "q", "v"
_BACK_WORDS = ("b", "back")


@dataclass
class Dialogue:
    """The answers so far. given: each question asked, with what its answer recorded (nothing for not known)."""

    criteria: tuple[CriteriaSet, ...]
    given: list[tuple[Question, dict[str, Any]]] = field(default_factory=list)
    told: str = ""

    @property
    def recorded(self) -> dict[str, Any]:
        """Everything that the answers record; an earlier answer stands when a later question repeats it."""
        record: dict[str, Any] = {}
        for _, answer in self.given:
            record = {**answer, **record}
        return record

    def next(self) -> Question | None:
        from myositis.one_patient.questions import next_question

        return next_question(self.criteria, self.recorded, [question.name for question, _ in self.given])


@click.command("ask")
@criteria_option
@click.option("--id", "patient", metavar="ID", help="The patient's id, for what is written.")
@click.option("-o", "--output", metavar="FILE", help="Write the whole answer: .html, .md or .txt to read, .json for programs.")
@click.option("--append", metavar="CSV", help="Add the patient as a row to a cohort file; a new file gets its header.")
def command(ids: tuple[str, ...], patient: str | None, output: str | None, append: str | None) -> int:
    """Ask about one patient, question by question, and say the result.

    Only what can still change a result is asked, in the order of a visit. One key answers: y yes, n no, ? not known or not
    done, b back to the question before, q stop and see the result. After each answer that changes something, what is open.

    Works through a pipe, too: one answer per line. Questions go to stderr, the result to stdout.

    \b
    Examples:
      myositis ask
      printf '52\\ny\\nq\\n' | myositis ask -c eular-acr-2017 -o patient.md
    """
    dialogue = Dialogue(chosen(ids))
    check_targets(output, append, patient)
    _introduce(dialogue.criteria)
    try:
        while (question := dialogue.next()) is not None:
            _ask(dialogue, question)
        ended = "Nothing else could change the result."
    except StopError:
        ended = "Stopped before every question was answered."
    say(err=True)
    tell(ended)
    say(err=True)
    found = Answered(dialogue.criteria, dialogue.recorded)
    found.name(patient or "")
    found.conclude()
    failed = [code for code in (found.keep(write, output), found.keep(append_to, append)) if code]
    kept = offer(found) if failed or (output is None and append is None) else False
    return failed[0] if failed and not kept else 0


def _introduce(criteria: Sequence[CriteriaSet]) -> None:
    from myositis.one_patient.words import listed

    tell(f"One patient under {listed([one.short_title for one in criteria], 'and')}.")
    tell("Answer with one key: y yes, n no, ? not known or not done, b back, q stop and see the result.")
    tell("Nothing is kept unless you write it to a file at the end.")


def _ask(dialogue: Dialogue, question: Question) -> None:
    """Put one question, and note its answer; going back takes the last answer away."""
    from myositis.dictionary.record import contradictions, derive

    number = len(dialogue.given) + 1
    say(err=True)
    tell(f"{number}. {question.text}?", rest="   ", bold=True)
    if question.definition:
        tell(question.definition, first="   ", rest="   ", dim=True)
    if len(question.answers) > 2:
        for answer in question.answers:
            tell(f"{answer.key}  {answer.word}", first="   ", rest="      ")
    record = _answer(question)
    if record is None:
        if dialogue.given:
            dialogue.given.pop()
        return
    then = {**record, **dialogue.recorded}
    found = contradictions(then, derive(then))
    if found:
        tell(f"That contradicts an earlier answer: {found[0].text}. Answer again, or b to go back.")
        return
    if question.values and question.name not in record and record:
        question = replace(question, name=question.values[0].name)  # what the value leaves open is asked again
    dialogue.given.append((question, record))
    told = _so_far(dialogue)
    if told != dialogue.told:
        dialogue.told = told
        tell(told, first="   ", rest="   ")


def _answer(question: Question) -> dict[str, Any] | None:
    """What an answer records; None to go back."""
    if question.measured is not None:
        return _number(question.measured)
    keys = {answer.key: answer for answer in question.answers}
    words = {answer.word.lower(): answer for answer in question.answers}
    asked = "/".join([*keys, UNKNOWN, BACK, STOP]) + (f", or {MEASURED} to give the values" if question.values else "")
    while True:
        typed = one_key(f"   [{asked}] ")
        if typed in _BACK_WORDS and typed not in keys:
            return None
        if typed in keys or typed in words:
            return dict((keys.get(typed) or words[typed]).record)
        if typed in ("", UNKNOWN):
            return {}
        if typed == MEASURED and question.values:
            return _values(question)
        say(f"   `{typed}` is none of {asked}.", err=True)


def _number(measurement: Any) -> dict[str, Any] | None:
    """A number with its unit: `52`, `52 years`, `30 months`; None to go back."""
    from myositis.reading.cell import read_cell

    while True:
        typed = one_line(f"   [number, {UNKNOWN}, {BACK}, {STOP}] ")
        if typed.lower() in _BACK_WORDS:
            return None
        if typed in ("", UNKNOWN):
            return {}
        cell = read_cell(measurement, _without_unit(typed, measurement.unit))
        if cell.problem is None and cell.value is not None:
            return {measurement.name: cell.value}
        say(f"   {cell.message or 'a number is expected'}", err=True)


def _without_unit(typed: str, unit: str) -> str:
    """The number in the measurement's own unit; months become years."""
    number, _, word = typed.partition(" ")
    word = word.strip().lower()
    if unit == "years" and word.rstrip("s") in ("month", "mo"):
        try:
            return str(round(float(number) / 12, 2))
        except ValueError:
            return typed
    same = {"years": ("years", "year", "y", "yrs"), "": ()}.get(unit, ("u/l", "µkat/l", "ukat/l", "iu/l", "xuln"))
    return number if word in same else typed


def _values(question: Question) -> dict[str, Any] | None:
    """A value and its upper limit of normal, in one unit, instead of yes or no."""
    assert question.values is not None
    record: dict[str, Any] = {}
    for measurement in question.values:
        unit = "in U/l, or as the laboratory gives it" if not record else "in the same unit"
        say(f"   {measurement.label}, {unit}", err=True)
        answer = _number(measurement)
        if not answer:
            return answer
        record |= answer
    return record


def _so_far(dialogue: Dialogue) -> str:
    """Level and what is open, under each set, in one line."""
    from myositis.one_patient.verdict import in_short

    results = zip(dialogue.criteria, results_of(dialogue.criteria, dialogue.recorded), strict=True)
    told = [f"{one.short_title}: {in_short(result, one)}" for one, result in results]
    return f"So far {'; '.join(told)}."


