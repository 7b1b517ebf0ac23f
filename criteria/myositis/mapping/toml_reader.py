"""Reading a mapping file, strictly: unknown keys, open questions, values with two meanings are errors, told in one go."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from os import PathLike
from pathlib import Path

from myositis.dictionary.findings import DICTIONARY, patient_id
from myositis.errors import AccessError
from myositis.mapping.checks import check_mapping
from myositis.mapping.combined_cells import joined_name
from myositis.mapping.keys import FILE, ROWS, names_in
from myositis.mapping.model import MappingError, Rows, StudyMapping
from myositis.mapping.toml_parts import PartReader
from myositis.mapping.values import reason_of
from myositis.rules.vocabulary import Variable

_TOP = ("file", "missing", "rows", "codings", "findings", "response", "question")


def read_mapping(
    path: str | PathLike[str],
    *,
    redcap_dictionary: str | PathLike[str] | None = None,
    needs_findings: bool = True,
    dictionary: Mapping[str, Variable] = DICTIONARY,
) -> StudyMapping:
    """Read a mapping file.

    redcap_dictionary: the study's REDCap data dictionary, in place of the one that the mapping names. A relative path in
    the mapping starts from the mapping file. needs_findings: False for a reader of other parts, such as [response]. dictionary:
    the entries that may be mapped; with those of `published.criteria_set.dictionary_of` also findings of a registry's own.

    Errors: MappingError when a question is open or a part is not understood, with all that stands in the way; AccessError when
    the file cannot be opened.
    """
    name = Path(path).name
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise AccessError(f"`{name}` cannot be opened: {error.strerror}") from None
    except UnicodeDecodeError:
        raise MappingError(f"`{name}` is not UTF-8 text: a mapping file is TOML") from None
    return parse_mapping(
        text,
        name=name,
        folder=Path(path).parent,
        redcap_dictionary=redcap_dictionary,
        needs_findings=needs_findings,
        dictionary=dictionary,
    )


def parse_mapping(
    text: str,
    *,
    name: str = "mapping",
    folder: Path | None = None,
    redcap_dictionary: str | PathLike[str] | None = None,
    needs_findings: bool = True,
    dictionary: Mapping[str, Variable] = DICTIONARY,
) -> StudyMapping:
    """The mapping that TOML text says; see `read_mapping`."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"`{name}` is not valid TOML: {error}") from None
    reader = PartReader(name, dictionary)
    reader.known(given, _TOP, "the file")
    reader.tell_gaps(given, "the file")
    reader.tell_questions(given)
    file = reader.part(given, "file")
    reader.known(file, names_in(FILE), "[file]")
    rows = reader.part(given, "rows")
    reader.known(rows, names_in(ROWS), "[rows]")
    parts = reader.part(given, "findings")
    identity = reader.columns(rows, "id", "[rows]")
    if identity and patient_id.name in parts:
        reader.tell("[rows]", "id and [findings.patient_id] both name the patient: keep one")
    if identity:
        parts = {**parts, patient_id.name: {"column": joined_name(identity)}}
    codings = reader.codings(given)
    findings = tuple(
        found for each, about in parts.items() if (found := reader.finding(each, reader.with_coding(each, about, codings)))
    )
    fields = redcap_dictionary or reader.text(file, "redcap_dictionary", "[file]")
    if fields is not None and redcap_dictionary is None:
        fields = (folder or Path()) / fields
    mapping = StudyMapping(
        findings,
        Rows(
            reader.text(rows, "collapse", "[rows]"),
            reader.text(rows, "event_column", "[rows]"),
            reader.text(rows, "order_by", "[rows]"),
            identity,
        ),
        reader.texts(given, "missing", "[missing]", reason_of),
        reader.date_format(file, "[file]"),
        reader.one_of(file, "decimal_comma", "[file]", (True, False), "true or false"),
        reader.one_of(file, "thousands", "[file]", (",", ".", " ", "'"), '",", ".", " " or "\'"'),
        Path(fields) if fields is not None else None,
        name,
    )
    whole = len(findings) == len(parts)
    check_mapping(mapping, reader.tell, needs_findings=needs_findings and whole, whole=whole)
    reader.refuse()
    return mapping
