"""Which format a file has: its extension says, its first bytes confirm."""

from __future__ import annotations

from pathlib import PurePath

from myositis.files.errors import FileFormatError, nearest, quoted

EXTENSIONS = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "xls",
    ".ods": "ods",
    ".sav": "sav",
    ".zsav": "sav",
    ".dta": "dta",
    ".sas7bdat": "sas7bdat",
    ".xpt": "xpt",
    ".feather": "arrow",
    ".arrow": "arrow",
    ".ipc": "arrow",
    ".json": "json",
    ".xlsb": "xlsb",
    ".zip": "zip",
}
READ = ("csv", "tsv", "parquet", "ndjson", "xlsx", "xls", "ods", "sav", "dta", "sas7bdat", "xpt", "arrow", "json", "xlsb", "zip")
WRITTEN = ("csv", "tsv", "parquet", "ndjson", "xlsx", "sav", "dta")
DELIMITED = ("csv", "tsv")
STREAMED = ("csv", "tsv", "parquet", "ndjson")

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAS = bytes(12) + b"\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\x00\x09\xc7\x31\x8c\x18\x1f\x10\x11"
_ENDINGS = {"xlsx": ".xlsx", "ods": ".ods", "xls": ".xls", "zip": ".zip"}


_R = "in R type {line} and read that file"
INSTEAD = {
    ".rds": _R.format(line='write.csv(readRDS("{name}"), "{stem}.csv", row.names = FALSE)'),
    **dict.fromkeys(
        (".rdata", ".rda"),
        _R.format(line='load("{name}"); ls(); write.csv(NAME, "{stem}.csv", row.names = FALSE) with the NAME that ls() shows'),
    ),
    ".por": "open it in SPSS and save it as .sav",
    ".spv": "this is SPSS output, not data: save the data as .sav",
    ".sas7bcat": "this is a catalog of labels, not data: read the .sas7bdat",
    ".numbers": "in Numbers export it as Excel or CSV",
    ".gsheet": "in Google Sheets download it as .xlsx or .csv",
    ".mdb": "in Access export the table as .xlsx or .csv",
    ".accdb": "in Access export the table as .xlsx or .csv",
    ".doc": "a text is no table: copy the table into a spreadsheet and save it as .xlsx",
    ".docx": "a text is no table: copy the table into a spreadsheet and save it as .xlsx",
    ".pdf": "a PDF is no table: ask for the data as .csv or .xlsx",
    ".xml": "export it as .csv; REDCap, Castor and OpenClinica offer that beside XML",
    ".html": "open it in a spreadsheet program and save it as .xlsx",
    ".pkl": "in Python type frame.to_csv(\"{stem}.csv\", index=False), then read that file",
    ".7z": "unpack it first",
    ".rar": "unpack it first",
}
"""What to do in the program that wrote a file of a kind that is not read."""


def format_of(name: str, given: str | None, allowed: tuple[str, ...]) -> str:
    """The format given, or the one that the file name's extension stands for."""
    if given is not None:
        chosen = given.lower().lstrip(".")
        if chosen not in allowed:
            hint = nearest(chosen, allowed)
            raise FileFormatError(f"{quoted(given)} is not a format that is possible here: {', '.join(allowed)}{hint}")
        return chosen
    suffixes = [suffix.lower() for suffix in PurePath(name).suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    if name == "-":
        return "csv"
    extension = suffixes[-1] if suffixes else ""
    chosen = EXTENSIONS.get(extension, "")
    if chosen not in allowed:
        what = f"the extension {quoted(extension)}" if extension else "no extension"
        endings = [ending for ending, meaning in EXTENSIONS.items() if meaning in allowed]
        cure = INSTEAD.get(extension) if allowed == READ else None
        if cure is not None:
            told = cure.format(name=name, stem=PurePath(name).stem)
            raise FileFormatError(f"{quoted(name)} cannot be read here: {told}")
        hint = nearest(extension, endings) if extension else ""
        raise FileFormatError(f"{quoted(name)} has {what}; possible are {' '.join(endings)}{hint}")
    return chosen


def content_of(start: bytes) -> str | None:
    """The format that the first bytes give away, or None for what could be any text.

    `start` should hold the first few hundred bytes. ZIP containers are told apart by the name of their first member,
    which OpenDocument fixes as `mimetype`.
    """
    if start.startswith(_ZIP):
        if start[30:38] == b"mimetype" and b"opendocument" in start[:128]:
            return "ods"
        return "xlsx" if any(mark in start for mark in (b"[Content_Types]", b"xl/", b"docProps", b"_rels")) else "zip"
    if start.startswith(_OLE):
        return "xls"
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith((b"$FL2", b"$FL3")):
        return "sav"
    if start.startswith(b"<stata_dta>"):
        return "dta"
    if start.startswith(_SAS):
        return "sas7bdat"
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        return "html"
    return None


def check_content(name: str, wanted: str, start: bytes) -> None:
    """An error with the cure when the content is plainly of another format than the one it is read as."""
    if not start:
        raise FileFormatError(f"{quoted(name)} is empty: it has no header and no rows")
    found = content_of(start)
    if found == wanted or (wanted in ("xlsx", "xlsb") and found in ("zip", "xlsx")):
        return
    if wanted in ("xpt", "arrow", "json"):
        return  # their own readers judge
    if found == "html":
        raise FileFormatError(
            f"{quoted(name)} is a web page or XML, not {wanted}: open it in a spreadsheet program and save it as .xlsx"
        )
    if wanted == "xlsx" and found == "xls":
        raise FileFormatError(
            f"{quoted(name)} is an old .xls workbook or protected by a password: save it as .xlsx without a password"
        )
    if found is not None:
        cure = "unpack it first" if found == "zip" else f"rename it to {_ENDINGS.get(found, '.' + found)} or read it as {found}"
        raise FileFormatError(f"{quoted(name)} is read as {wanted} but its content is {found}: {cure}")
    # Stata before version 13 has no magic word and SPSS may be a portable file: their own readers judge.
    if wanted in ("xlsx", "xls", "ods", "parquet", "sav", "sas7bdat"):
        texty = b"\0" not in start
        cure = "it looks like text: rename it to .csv or read it as csv" if texty else "it is damaged or of another kind"
        raise FileFormatError(f"{quoted(name)} is read as {wanted} but is not {wanted}: {cure}")
