"""What becomes of the answers about one patient: said, written to a file, added to a cohort; nothing that fails loses them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from myositis_cli.prompts import StopError, one_key, one_line, tell
from myositis_cli.speaking import say, say_review, width, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from myositis.one_patient.classification import Classification
    from myositis.published.criteria_set import CriteriaSet


OFFERS = {
    "f": "full review",
    "w": "write to a file: .html is a page to print, .md or .txt to read, .json for programs",
    "a": "add as a row to a cohort file (.csv)",
    "Enter": "done",
}
"""What can be done with the answers, by key."""


def check_targets(output: str | None, append: str | None, patient: str | None) -> None:
    """Refuse a file that cannot be written before anything is asked."""
    from myositis.classify_file.append import check_target
    from myositis_cli.one_patient_out import check_target as check_output

    if output is not None:
        check_output(output)
    if append is not None:
        check_target(append, patient)


def results_of(criteria: Sequence[CriteriaSet], recorded: dict[str, Any], *, trace: bool = False) -> list[Classification]:
    """The result under each set."""
    from myositis.one_patient.classification import classify_record

    return [classify_record(recorded, one, trace=trace) for one in criteria]


@dataclass
class Answered:
    """The criteria, and what the answers have recorded."""

    criteria: tuple[CriteriaSet, ...]
    recorded: dict[str, Any]

    def results(self, *, trace: bool = False) -> list[Classification]:
        """The result under each set."""
        return results_of(self.criteria, self.recorded, trace=trace)

    def name(self, given: str) -> bool:
        """Note the patient's id, read as a cell is; whether it is one."""
        from myositis.dictionary.findings import patient_id
        from myositis.reading.cell import read_cell

        read = read_cell(patient_id, given).value
        if read is not None:
            self.recorded[patient_id.name] = read
        return read is not None

    def conclude(self) -> None:
        """Say the result, and what looks odd in the answers."""
        from myositis.dictionary.record import derive, oddities
        from myositis.one_patient.verdict import verdict

        for one, result in zip(self.criteria, self.results(trace=True), strict=True):
            first, *others = verdict(result, one)
            say(wrapped(first), bold=True)
            for sentence in others:
                say(wrapped(sentence))
            say()
        for odd in oddities(derive(self.recorded)):
            tell(f"warning: {odd.text}", rest="  ")

    def keep(self, how: Callable[[str, Answered], str], target: str | None) -> int:
        """Write to a target, if there is one; the exit code when that fails: the answers are still there for another."""
        from myositis.errors import MyositisError

        try:
            if target is not None:
                tell(how(target, self))
        except MyositisError as error:
            tell(f"That did not work: {error}.")
            return error.exit_code
        return 0


def offer(found: Answered) -> bool:
    """The whole review, a file, or a row of a cohort. Whether something was written."""
    kept = False
    try:
        tell("What now?")
        for key, what in OFFERS.items():
            tell(f"{key}  {what}", first="   ", rest="      ")
        while True:
            typed = one_key("   [f/w/a/Enter] ")
            if typed == "f":
                for result in found.results(trace=True):
                    say_review(result.explain(width()))
            elif typed == "w":
                kept |= not found.keep(write, one_line("   File to write: "))
            elif typed == "a":
                if found.name(one_line("   The patient's id: ")):
                    kept |= not found.keep(append_to, one_line("   Cohort file (.csv): "))
                else:
                    tell("A row of a cohort needs a patient id.")
            elif typed:
                tell(f"   `{typed}` is none of f/w/a.")
            else:
                return kept
    except StopError:
        return kept


def write(target: str, found: Answered) -> str:
    """One patient's results to a file by its ending; what to say about it."""
    from myositis_cli.one_patient_out import Explained, write_explained

    row = Explained(None, found.recorded, [], [], found.results(trace=True))
    write_explained(target, found.recorded.get("patient_id"), [row], found.criteria)
    return f"written: {target}"


def append_to(target: str, found: Answered) -> str:
    """A row to a cohort file; what to say about it."""
    from myositis.classify_file.append import append_patient

    return f"added as row {append_patient(target, found.recorded, found.criteria)} of {target}"
