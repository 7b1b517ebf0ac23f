"""Every key of a mapping file: where it may stand, what it holds, what it means, an example.

The reader of mapping files takes its keys from here, and so do the reference page and the JSON schema for editors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from myositis.dictionary.findings import DICTIONARY, age_at_onset
from myositis.rules.vocabulary import Category, Day, Finding, Measurement, Variable

FILE, ROWS, CODING, PART, GATE = "[file]", "[rows]", "[codings.NAME]", "[findings.NAME]", "asked_when"

TEXT = {"type": "string"}
NUMBER = {"type": "number"}
VALUES = {"type": "array", "items": {"type": ["string", "number", "boolean"]}}
COLUMNS = {"type": "array", "items": {"type": "string"}}
TABLE = {"type": "object", "additionalProperties": {"type": "string"}}


@dataclass(frozen=True)
class Key:
    """One key. place: the part in which it stands. of: the kinds of finding that may have it; empty for all."""

    name: str
    place: str
    schema: dict[str, Any]
    meaning: str
    example: str
    of: tuple[str, ...] = ()


KEYS: tuple[Key, ...] = (
    Key("date_format", FILE, TEXT, "how dates are written, beside ISO dates and years alone; two-digit years say until which "
        "year they reach, numbers of days since when", '"DD.MM.YYYY", "DD/MM/YY until 2025", "days since 1899-12-30"'),
    Key("decimal_comma", FILE, {"type": "boolean"}, "whether 5,3 is a little more than five; without it by the evidence of the "
        "number columns", "true"),
    Key("thousands", FILE, {"enum": [",", ".", " ", "'"]}, "what stands between thousands", '","'),
    Key("redcap_dictionary", FILE, TEXT, "the study's REDCap data dictionary, seen from the mapping file; columns and codes are "
        "then those of a raw export, also for an export with labels", '"dictionary.csv"'),
    Key("collapse", ROWS, TEXT, "what several rows of one patient become; without it they are refused",
        '"ever", "first", "last", "event:baseline"'),
    Key("event_column", ROWS, TEXT, "the column of the events; redcap_event_name without it", '"visit"'),
    Key("order_by", ROWS, TEXT, "the order of rows for first and last: dates, numbers, or names with a number (V2, V10); the "
        "order of the file without it", '"visit_date"'),
    Key("id", ROWS, COLUMNS, "the columns that together name a patient, instead of [findings.patient_id]",
        '["centre", "number"]'),
    Key("yes", CODING, VALUES, "raw values that are a yes", '["1"]'),
    Key("no", CODING, VALUES, "raw values that are a no", '["2"]'),
    Key("not_recorded", CODING, TABLE, "raw values that are not recorded, with the reason of each", '{ "9" = "not done" }'),
    Key("column", PART, TEXT, "the column that holds the finding", '"dysphagia"'),
    Key("not_recorded", PART, TABLE, "raw values that are not recorded, with the reason of each", '{ "9" = "not done" }'),
    Key("collapse", PART, TEXT, "a rule of its own for several rows of one patient", '"last"'),
    Key("asked_when", PART, {"type": "object"}, "the question that decides whether this one was asked; where it was not, a blank "
        "or empty box is not recorded", '{ column = "history_taken", is = ["1"], otherwise = "not asked" }'),
    Key("yes", PART, VALUES, "raw values that are a yes", '["1"]', ("yes/no",)),
    Key("no", PART, VALUES, "raw values that are a no", '["2"]', ("yes/no",)),
    Key("coding", PART, TEXT, "the name of a [codings] part that several findings share, instead of yes and no",
        '"codes 1, 2"', ("yes/no",)),
    Key("yes_at_least", PART, NUMBER, "the number from which on a measured value, such as a titre, is a yes", "20", ("yes/no",)),
    Key("blank", PART, {"enum": ["not recorded", "no"]}, "what a blank cell is; no in a column where only crosses are made",
        '"no"', ("yes/no",)),
    Key("checkbox", PART, {"enum": [True, False, "labels"]}, 'a box of a REDCap checkbox; "labels": a ticked box holds its label',
        "true", ("yes/no",)),
    Key("unticked", PART, {"enum": ["no", "not recorded"]}, "what an empty box is", '"no"', ("yes/no",)),
    Key("answered_by", PART, COLUMNS, "other boxes of the question: where one of them is ticked, an empty box is a no",
        '["skin___2"]', ("yes/no",)),
    Key("missing_boxes", PART, TABLE, "boxes that say why the whole question has no answer, with the reason of each",
        '{ "skin___99" = "not examined" }', ("yes/no",)),
    Key("values", PART, TABLE, "raw value to named value", '{ "1" = "female", "2" = "male" }', ("category",)),
    Key("ignore", PART, COLUMNS, "what may stand around a number and is left out", '["U/l", "(H)", "*"]',
        ("yes/no", "number", "date")),
    Key("months", PART, VALUES, "what stands behind an age in months: `116ヶ月`, and behind the months of `10歳6ヶ月`",
        '["Mon."]', ("age",)),
    Key("unit", PART, TEXT, "the unit of an enzyme: U/l, ukat/l, nkat/l, multiples of the limit, as its limit; of an age: years "
        "or months", '"U/l"', ("number",)),
    Key("unit_column", PART, TEXT, "the column of the unit, where it differs from row to row", '"ck_unit"', ("number",)),
    Key("units", PART, TABLE, "what the cells of the unit column mean", '{ "1" = "U/l", "2" = "ukat/l" }', ("number",)),
    Key("limit", PART, {"type": ["number", "object", "string"]}, "the upper limit of normal: a number, one for each sex, or "
        "unknown", '{ female = 170, male = 200 }', ("enzyme",)),
    Key("limit_column", PART, TEXT, "the column of the upper limit of normal", '"ck_limit"', ("enzyme",)),
    Key("limit_unit", PART, TEXT, "the unit of the limit; the unit of the value without it", '"U/l"', ("enzyme",)),
    Key("date_format", PART, TEXT, "how the dates of this column are written", '"MM/DD/YYYY"', ("date",)),
    Key("real_days", PART, VALUES, "days that are what they say although programs write them where none is known",
        '["1900-01-01"]', ("date",)),
    Key("column", GATE, TEXT, "the column of the question that decides", '"skin_exam_done"'),
    Key("is", GATE, VALUES, "its raw values under which this one was asked", '["1"]'),
    Key("otherwise", GATE, TEXT, "the reason where it was not asked", '"not asked"'),
)  # fmt: skip


def names_in(place: str) -> tuple[str, ...]:
    """The keys of a part, with `question`, which stands for an open one."""
    own = tuple(key.name for key in KEYS if key.place == place)
    return own if place == GATE else (*own, "question")


def names_for(variable: Variable) -> tuple[str, ...]:
    """The keys that the part of a finding may have."""
    kinds = kinds_of(variable)
    own = tuple(key.name for key in KEYS if key.place == PART and (not key.of or kinds & {*key.of}))
    return (*own, "question")


def kinds_of(variable: Variable) -> set[str]:
    """What a finding is, in the words of `Key.of`."""
    match variable:
        case Finding():
            return {"yes/no"}
        case Category():
            return {"category"}
        case Measurement(name=name):
            further = {"enzyme"} if f"{name}_uln" in DICTIONARY else {"age"} if name == age_at_onset.name else set[str]()
            return {"number", *further}
        case Day():
            return {"date"}
    return set()


def reference_page() -> str:
    """Every key as a Markdown page."""
    lines = [
        "# The mapping file",
        "",
        "How a study's own columns and codes are read as findings: a TOML file, committed with the study. `myositis map` "
        "proposes it and asks what cannot be known; every command reads files through it with `--map`. Nothing is guessed: a "
        "value that the file does not name makes its row invalid, and the report says which line to add.",
        "",
        "Raw values are compared without outer blanks, capitals and invisible letters. `[missing]` holds codes that mean not "
        "recorded in every column, each with its reason: `\"-999\" = \"not asked\"`.",
    ]
    for place in (FILE, ROWS, CODING, PART, GATE):
        lines += ["", f"## `{place}`" if place != GATE else "## Within `asked_when`", ""]
        lines += ["| key | for | meaning | example |", "|---|---|---|---|"]
        for key in KEYS:
            if key.place == place:
                example = key.example.replace("|", "\\|")
                lines.append(f"| `{key.name}` | {', '.join(key.of) or 'all'} | {key.meaning} | `{example}` |")
    return "\n".join(lines) + "\n"


def json_schema() -> dict[str, Any]:
    """The JSON schema of a mapping file, for editors that know TOML."""

    def part(place: str, variable: Variable | None = None) -> dict[str, Any]:
        kinds = set() if variable is None else kinds_of(variable)
        own = {
            key.name: {**key.schema, "description": key.meaning}
            for key in KEYS
            if key.place == place and (variable is None or not key.of or kinds & {*key.of})
        }
        if "asked_when" in own:
            own["asked_when"] = {**own["asked_when"], **part(GATE)}
        return {"type": "object", "properties": own, "additionalProperties": False}

    findings = {name: part(PART, variable) for name, variable in DICTIONARY.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "How a study's columns are read as findings",
        "type": "object",
        "properties": {
            "file": part(FILE),
            "missing": {**TABLE, "description": "codes that mean not recorded in every column, with the reason of each"},
            "rows": part(ROWS),
            "codings": {"type": "object", "additionalProperties": part(CODING)},
            "findings": {"type": "object", "properties": findings, "additionalProperties": False},
            "response": {"type": "object", "description": "what a study says about its visits, read by `myositis response`"},
        },
        "additionalProperties": False,
    }
