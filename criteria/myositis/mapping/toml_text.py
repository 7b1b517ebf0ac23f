"""A proposed mapping as a commented TOML file.

tomlkit writes the strings, keys and tables in it, and parses the whole before it leaves. The lines are put together here: two
thirds of a proposal are comments between its parts (definitions, offers to be uncommented), where tomlkit has no place for them
without writing an empty `[findings]` above.
"""

from __future__ import annotations

from collections.abc import Sequence

import tomlkit

from myositis.dictionary.findings import DICTIONARY
from myositis.errors import printable
from myositis.mapping.asking import Ask
from myositis.mapping.part import Coding, Draft, Part
from myositis.mapping.values import quote

_HEAD = """\
# How the columns of {source} are read as findings. Commit this file with the study.
#
# `question`: nothing was guessed. Uncomment the answer (or write your own), then delete the `question` line; until then the
#   mapping is refused. `myositis map --ask` asks the same on the terminal, `myositis map -o questions.xlsx` in a workbook.
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

ABSENT, DOUBTFUL = "not found", "found by words"
"""The places of the two questions that are about several findings."""


def proposal_text(made: Draft) -> tuple[str, list[tuple[str, str]]]:
    """The file, and its open questions by the place where each is asked."""
    questions: list[tuple[str, str]] = []
    lines = _HEAD.format(source=made.source.replace("\n", " ")).splitlines()
    lines += _absent_lines(made, questions)
    lines += _doubtful_lines(made, questions)
    if made.file.lines or made.file.asks:
        lines += ["", *_shared_lines("[file]", made.file, questions)]
    lines += ["", "[missing]", *made.missing] if made.missing else ["", *_MISSING.splitlines()]
    if made.rows.lines or made.rows.asks:
        lines += ["", *_shared_lines("[rows]", made.rows, questions), *_rows_hints(made)]
    for coding in made.codings:
        lines += ["", *_shared_lines(f"[codings.{quote(coding.name)}]", coding, questions)]
    section = ""
    unsure = [part for part in made.parts if part.unsure or not _is_sole(part, made.parts)]
    for part in made.parts:
        if part in unsure:
            continue
        heading = DICTIONARY[part.names[0]].section
        if heading != section:
            section = heading
            lines += ["", f"# --- {section} " + "-" * (100 - len(section))]
        lines += ["", *_part_lines(part, questions)]
    for part in unsure:
        lines += ["", *_unsure_lines(part, questions)]
    lines += ["", *_leftovers(made)]
    # Comments repeat headers, and TOML refuses control characters there: they are shown as escapes.
    lines = [printable(line, "\t") if line.lstrip().startswith("#") else line for line in lines]
    text = "\n".join(lines).rstrip() + "\n"
    tomlkit.parse(text)  # what is written can be read
    return text, questions


def _is_sole(part: Part, parts: Sequence[Part]) -> bool:
    """Whether no other part is about the same single finding (a name with one meaning goes before one that is asked)."""
    return next(one for one in parts if one.names == part.names) is part


def _absent_lines(made: Draft, questions: list[tuple[str, str]]) -> list[str]:
    if not made.absent or made.absent_settled:
        return []
    text = absent_text(made)
    questions.append((ABSENT, text))
    lines = ["", "[[question]]", f"text = {quote(text)}"]
    lines.append("# Add a part for each that the file has after all, then delete the two lines above.")
    for name, columns in made.absent.items():
        likely = f"   # perhaps {', '.join(columns)}".replace("\n", " ") if columns else ""
        lines.append(f"#   {name}{likely}")
    return lines


def absent_text(made: Draft) -> str:
    """The question about everything that was not found."""
    return f"not found: {', '.join(DICTIONARY[name].label for name in made.absent)}. Which columns hold them, if any?"


def _doubtful_lines(made: Draft, questions: list[tuple[str, str]]) -> list[str]:
    if not made.doubtful:
        return []
    text = doubtful_text(made)
    questions.append((DOUBTFUL, text))
    lines = ["", "[[question]]", f"text = {quote(text)}"]
    return [*lines, "# Delete the parts that are wrong, then the two lines above."]


def doubtful_text(made: Draft) -> str:
    """The question about the columns whose names say more than the words they were found by."""
    pairs = "; ".join(f"`{part.column}` as {DICTIONARY[part.names[0]].label}" for part in made.doubtful)
    return f"found by words in their names: {pairs}. Are these right?"


def _shared_lines(heading: str, coding: Coding, questions: list[tuple[str, str]]) -> list[str]:
    columns = [part.column for part in coding.parts]
    about = ["# The coding of these columns:", *_wrapped(columns)] if columns else []
    return [*about, heading, *coding.lines, *_question_lines(heading, coding.asks, questions)]


def _rows_hints(made: Draft) -> list[str]:
    if not made.rows.asks:
        return []
    options = [option for ask in made.rows.asks for option in ask.options]
    event = "redcap_event_name" if "redcap_event_name" in made.columns else "..."
    return [
        *(["# With id, delete [findings.patient_id]."] if any("id = " in option.lines for option in options) else []),
        "# A finding can have a rule of its own: collapse = ... in its part.",
        f'# event_column = "{event}"   # for event:...',
        '# order_by = "visit_date"   # for first and last; the default is the order of the file',
    ]


def _question_lines(where: str, asks: Sequence[Ask], questions: list[tuple[str, str]]) -> list[str]:
    """The question, and the answers, commented out, one under the other."""
    if not asks:
        return []
    text = " ".join(ask.text for ask in asks)
    questions.append((where, text))
    lines = [f"question = {quote(text)}"]
    for ask in asks:
        for place, option in enumerate(ask.options):
            if place:
                lines.append("#   or")
            lines += [f"# {line}" for line in option.lines.split("\n")]
    return lines


def _part_lines(part: Part, questions: list[tuple[str, str]]) -> list[str]:
    name = part.names[0]
    where = f"[findings.{name}]"
    variable = DICTIONARY[name]
    lines = [f"# {variable.definition or variable.label}", where]
    lines.append(f"column = {quote(part.column)}" + ("  # check" if part.check else ""))
    lines += [f"# {remark}" for remark in dict.fromkeys(part.remarks)]
    lines += part.lines
    lines += _question_lines(where, part.asks, questions)
    if name == "age_at_onset":
        lines.append('# unit = "years"   # or "months"')
    return lines


def _unsure_lines(part: Part, questions: list[tuple[str, str]]) -> list[str]:
    """A column that may be one of several findings, or none: nothing of it is active but the question."""
    asks = [ask for ask in part.asks if ask.kind != "meaning"]
    meaning = next((ask.text for ask in part.asks if ask.kind == "meaning"), f"`{part.column}`: is it this, too?")
    text = " ".join([meaning, *(ask.text for ask in asks)])
    questions.append((f"`{part.column}`", text))
    lines = ["[[question]]", f"text = {quote(text)}"]
    lines.append(
        "# Keep the part that fits and uncomment it, then delete the two lines above; delete all of it to leave the column out."
    )
    for place, name in enumerate(part.names):
        if place:
            lines.append("#   or")
        variable = DICTIONARY[name]
        lines += [f"# [findings.{name}]   # {variable.definition or variable.label}", f"# column = {quote(part.column)}"]
    lines += [f"# {line}" for line in part.lines]
    for ask in asks:
        for place, option in enumerate(ask.options):
            if place:
                lines.append("#   or")
            lines += [f"# {line}" for line in option.lines.split("\n")]
    return lines


def _leftovers(made: Draft) -> list[str]:
    text = "\n".join(line for part in made.parts for line in [part.column, *part.lines])
    unread = [name for name in made.columns if name not in text]
    mapped = {name for part in made.parts for name in part.names}
    mapped |= {f"{part.names[0]}_uln" for part in made.parts if any(line.startswith("limit_column") for line in part.lines)}
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
        shown = quote(name)[1:-1]
        if len(line) + len(shown) > 118 and line != "#  ":
            lines.append(line)
            line = "#  "
        line += f" {shown}"
    return [*lines, line]
