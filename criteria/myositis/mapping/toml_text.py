"""A proposed mapping as a commented TOML file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from myositis.dictionary.findings import DICTIONARY
from myositis.errors import printable
from myositis.mapping.part import Part
from myositis.mapping.values import quote
from myositis.rules.vocabulary import Measurement

if TYPE_CHECKING:
    from myositis.files import RawTable

_HEAD = """\
# How the columns of {source} are read as findings. Commit this file with the study.
#
# `question`: nothing was guessed. Uncomment the answer (or write your own), then delete the `question` line; until then the
#   mapping is refused.
# `# check`: the column was found by its name or label. Confirm that it means the finding.
# Not recorded is never no: give each missing code its reason (not done, not asked, unknown, not applicable ...).
# A value that stands nowhere here makes its row invalid and is reported with the line to add.
"""

_MISSING = """\
# Codes that mean "not recorded" in every column (REDCap's missing-data codes belong to the project, not to its dictionary):
# [missing]
# "-999" = "not asked"
# "UNK" = "unknown"
"""


def proposal_text(
    table: RawTable, parts: Sequence[Part], several: int, redcap_dictionary: str | None
) -> tuple[str, list[tuple[str, str]]]:
    """The file, and its questions by the place where each is asked."""
    questions: list[tuple[str, str]] = []
    lines = _HEAD.format(source=table.source).splitlines()
    if redcap_dictionary is not None:
        lines += ["", "[file]", f"redcap_dictionary = {quote(redcap_dictionary)}"]
    lines += ["", *_MISSING.splitlines()]
    if several:
        lines += ["", *_rows_part(table, several, questions)]
    section = ""
    unsure = [part for part in parts if len(part.names) > 1 or not _is_sole(part, parts)]
    for part in parts:
        if part in unsure:
            continue
        heading = DICTIONARY[part.names[0]].section
        if heading != section:
            section = heading
            lines += ["", f"# --- {section} " + "-" * (100 - len(section))]
        lines += ["", *_part_lines(part, questions)]
    for part in unsure:
        lines += ["", *_unsure_lines(part, questions)]
    lines += ["", *_leftovers(table, parts)]
    # Comments repeat headers, and TOML refuses control characters there: they are shown as escapes.
    lines = [printable(line, "\t") if line.lstrip().startswith("#") else line for line in lines]
    return "\n".join(lines).rstrip() + "\n", questions


def _is_sole(part: Part, parts: Sequence[Part]) -> bool:
    """Whether no other part is about the same single finding (a name with one meaning goes before one that is asked)."""
    same = [one for one in parts if one.names == part.names]
    return same[0] is part and not (
        len(part.names) == 1 and part.questions and part.questions[0].startswith(f"`{part.column}`: ")
    )


def _rows_part(table: RawTable, several: int, questions: list[tuple[str, str]]) -> list[str]:
    patients = "1 patient stands" if several == 1 else f"{several} patients stand"
    question = f"{patients} in several rows. What do they become?"
    questions.append(("[rows]", question))
    lines = [
        "[rows]",
        f"question = {quote(question)}",
        '# collapse = "ever"    # present if ever present; the highest value of an enzyme',
        '# collapse = "first"   # the first row in which a finding is recorded',
        '# collapse = "last"    # the last row in which a finding is recorded',
        '# collapse = "event:baseline"   # the rows of one event',
        "# A finding can have a rule of its own: collapse = ... in its part.",
    ]
    if "redcap_event_name" in table.frame.columns:
        lines.append('# event_column = "redcap_event_name"   # the default')
    else:
        lines.append('# event_column = "..."   # for event:...')
    return [*lines, '# order_by = "visit_date"   # for first and last; the default is the order of the file']


def _part_lines(part: Part, questions: list[tuple[str, str]]) -> list[str]:
    name = part.names[0]
    where = f"[findings.{name}]"
    variable = DICTIONARY[name]
    lines = [f"# {variable.definition or variable.label}", where]
    lines.append(f"column = {quote(part.column)}" + ("  # check" if part.check else ""))
    lines += [f"# {remark}" for remark in dict.fromkeys(part.remarks)]
    lines += part.lines
    if part.questions:
        text = " ".join(part.questions)
        questions.append((where, text))
        lines.append(f"question = {quote(text)}")
        lines += _option_lines(part)
    if isinstance(variable, Measurement) and f"{name}_uln" not in DICTIONARY and name == "age_at_onset":
        lines.append('# unit = "years"   # or "months"')
    return lines


def _option_lines(part: Part) -> list[str]:
    """The answers, commented out, one under the other."""
    lines = []
    for options in part.options:
        for place, option in enumerate(options):
            if place:
                lines.append("#   or")
            lines += [f"# {line}" for line in option.split("\n")]
    return lines


def _unsure_lines(part: Part, questions: list[tuple[str, str]]) -> list[str]:
    """A column that may be one of several findings, or none: nothing of it is active but the question."""
    text = " ".join(part.questions)
    questions.append((f"`{part.column}`", text))
    lines = ["[[question]]", f"text = {quote(text)}"]
    lines.append(
        "# Keep the part that fits and uncomment it, then delete the two lines above; delete all of it to leave the column out."
    )
    for place, name in enumerate(part.names):
        if place:
            lines.append("#   or")
        variable = DICTIONARY[name]
        lines += [
            f"# [findings.{name}]   # {variable.definition or variable.label}",
            f"# column = {quote(part.column)}",
        ]
    lines += _option_lines(part)
    return lines


def _leftovers(table: RawTable, parts: Sequence[Part]) -> list[str]:
    text = "\n".join(line for part in parts for line in [part.column, *part.lines])
    unread = [name for name in table.frame.columns if name not in text]
    mapped = {name for part in parts for name in part.names}
    mapped |= {f"{part.names[0]}_uln" for part in parts if any(line.startswith("limit_column") for line in part.lines)}
    absent = [name for name in DICTIONARY if name not in mapped]
    lines = []
    if unread:
        lines += ["# Columns that no finding reads:", *_wrapped(unread)]
    if absent:
        lines += ["# Findings for which no column was found:", *_wrapped(absent)]
    return lines


def _wrapped(names: Sequence[str]) -> list[str]:
    lines, line = [], "#  "
    for name in names:
        shown = name.replace("\n", " ")
        if len(line) + len(shown) > 118 and line != "#  ":
            lines.append(line)
            line = "#  "
        line += f" {shown}"
    return [*lines, line]
