"""`myositis ask`: one patient, question by question."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import click

from myositis_cli.inputs import chosen, criteria_option
from myositis_cli.speaking import say, say_review, width, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from myositis.one_patient.questions import Question
    from myositis.published.criteria_set import CriteriaSet

UNKNOWN, BACK, STOP, MEASURED = "?", "b", "q", "v"
_BACK_WORDS, _STOP_WORDS = ("b", "back"), ("q", "quit", "\x04")


class _StopError(Exception):
    """No more answers: the user stopped, or the input ended."""


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
@click.option("-o", "--output", metavar="FILE", help="Write the whole answer: .md or .txt to read, .json for programs.")
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
    from myositis.reading.fields import read_fields

    dialogue = Dialogue(chosen(ids))
    _introduce(dialogue.criteria)
    try:
        while (question := dialogue.next()) is not None:
            _ask(dialogue, question)
        ended = "Nothing else could change the result."
    except _StopError:
        ended = "Stopped before every question was answered."
    say(err=True)
    say(wrapped(ended), err=True)
    say(err=True)
    recorded = dialogue.recorded | ({"patient_id": patient} if patient else {})
    recorded, problems, _ = read_fields(recorded)
    for problem in problems:
        say(wrapped(f"These answers contradict each other: {problem.message} [{problem.code}]"))
    if problems:
        return 1
    results = _results(dialogue.criteria, recorded)
    _conclude(results)
    if output is not None:
        _write(output, recorded, dialogue.criteria)
    if append is not None:
        _append(append, recorded, dialogue.criteria)
    if output is None and append is None:
        _offer(dialogue.criteria, recorded, results)
    return 0


def _introduce(criteria: Sequence[CriteriaSet]) -> None:
    from myositis.one_patient.words import listed

    say(wrapped(f"One patient under {listed([one.short_title for one in criteria], 'and')}."), err=True)
    say(wrapped("Answer with one key: y yes, n no, ? not known or not done, b back, q stop and see the result."), err=True)
    say(wrapped("Nothing is kept unless you write it to a file at the end."), err=True)


def _ask(dialogue: Dialogue, question: Question) -> None:
    """Put one question, and note its answer; going back takes the last answer away."""
    from myositis.dictionary.record import contradictions, derive

    number = len(dialogue.given) + 1
    say(err=True)
    say(wrapped(f"{number}. {question.text}?", rest="   "), err=True, bold=True)
    if question.definition:
        say(wrapped(question.definition, first="   ", rest="   "), err=True, dim=True)
    if len(question.answers) > 2:
        for answer in question.answers:
            say(wrapped(f"{answer.key}  {answer.word}", first="   ", rest="      "), err=True)
    record = _answer(question)
    if record is None:
        if dialogue.given:
            dialogue.given.pop()
        return
    then = {**record, **dialogue.recorded}
    found = contradictions(then, derive(then))
    if found:
        say(wrapped(f"That contradicts an earlier answer: {found[0].text}. Answer again, or b to go back."), err=True)
        return
    if question.values and question.name not in record and record:
        question = replace(question, name=question.values[0].name)  # what the value leaves open is asked again
    dialogue.given.append((question, record))
    told = _so_far(dialogue)
    if told != dialogue.told:
        dialogue.told = told
        say(wrapped(told, first="   ", rest="   "), err=True)


def _answer(question: Question) -> dict[str, Any] | None:
    """What an answer records; None to go back."""
    if question.measured is not None:
        return _number(question.measured)
    keys = {answer.key: answer for answer in question.answers}
    words = {answer.word.lower(): answer for answer in question.answers}
    asked = "/".join([*keys, UNKNOWN, BACK, STOP]) + (f", or {MEASURED} to give the values" if question.values else "")
    while True:
        typed = _key(f"   [{asked}] ")
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
        typed = _line(f"   [number, {UNKNOWN}, {BACK}, {STOP}] ")
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


def _key(prompt: str) -> str:
    """One key on a terminal, one line otherwise."""
    if not sys.stdin.isatty():
        return _line(prompt).lower()
    say(prompt, err=True, nl=False)
    typed = click.getchar().lower()
    shown = {"\r": "", "\n": ""}.get(typed, typed)
    say(shown if shown.isprintable() else "", err=True)
    if typed in _STOP_WORDS:
        raise _StopError
    return shown


def _line(prompt: str) -> str:
    say(prompt, err=True, nl=False)
    typed = sys.stdin.readline()
    if not sys.stdin.isatty():
        say(typed.strip(), err=True)
    if not typed or typed.strip().lower() in _STOP_WORDS:
        raise _StopError
    return typed.strip()


def _so_far(dialogue: Dialogue) -> str:
    """Level and what is open, under each set, in one line."""
    from myositis.one_patient.verdict import in_short

    told = [f"{one.short_title}: {in_short(result, one)}" for one, result in _results(dialogue.criteria, dialogue.recorded)]
    return f"So far {'; '.join(told)}."


def _results(criteria: Sequence[CriteriaSet], recorded: dict[str, Any], *, trace: bool = False) -> list[tuple[CriteriaSet, Any]]:
    from myositis.one_patient.classification import classify_record

    return [(one, classify_record(recorded, one, trace=trace)) for one in criteria]


def _conclude(results: list[tuple[CriteriaSet, Any]]) -> None:
    from myositis.one_patient.verdict import verdict

    for one, result in results:
        first, *others = verdict(result.with_trace(), one)
        say(wrapped(first), bold=True)
        for sentence in others:
            say(wrapped(sentence))
        say()


def _offer(criteria: Sequence[CriteriaSet], recorded: dict[str, Any], results: list[tuple[CriteriaSet, Any]]) -> None:
    """The whole review, a file, or a row of a cohort."""
    try:
        while True:
            offers = "f full review, w write to a file (.md, .txt, .json), a add to a cohort file, Enter done"
            say(wrapped(f"What now? {offers}."), err=True)
            typed = _key("   [f/w/a/Enter] ")
            if typed == "f":
                for _, result in results:
                    say_review(result.explain(width()))
            elif typed == "w":
                _write(_line("   File to write: "), recorded, criteria)
            elif typed == "a":
                if "patient_id" not in recorded:
                    recorded = {"patient_id": _line("   The patient's id: "), **recorded}
                _append(_line("   Cohort file (CSV): "), recorded, criteria)
            else:
                return
    except _StopError:
        return


def _write(target: str, recorded: dict[str, Any], criteria: Sequence[CriteriaSet]) -> None:
    from myositis_cli.one_patient_out import Explained, write_explained

    results = [result for _, result in _results(criteria, recorded, trace=True)]
    write_explained(target, recorded.get("patient_id"), [Explained(None, recorded, [], [], results)], criteria)
    say(f"written: {target}", err=True)


def _append(target: str, recorded: dict[str, Any], criteria: Sequence[CriteriaSet]) -> None:
    from myositis.classify_file.append import append_patient

    row = append_patient(target, recorded, criteria)
    say(f"added as row {row} of {target}", err=True)
