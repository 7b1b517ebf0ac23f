"""How the bytes of a text file become letters, decided on the whole file before a cell is read."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import BinaryIO

from myositis.files.errors import FileFormatError, nearest, quoted

_CHUNK = 1024**2
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_USUAL = ("utf-8", "utf-16", "cp1252", "latin-1", "iso-8859-15", "cp1250", "mac-roman")


@dataclass(frozen=True)
class Encoding:
    """The codec, how many lines the file has, and whether the codec was only a fallback."""

    codec: str
    lines: int
    fallback: bool


def decide_encoding(stream: BinaryIO, name: str, given: str | None) -> Encoding:
    """A byte order mark decides; then what the caller gave; then UTF-8 if every byte fits; then Windows-1252.

    The file is read once from end to end: a Latin-1 letter in the last row must not surface after half of the patients
    have been classified.
    """
    stream.seek(0)
    start = stream.read(4)
    marked = next((codec for mark, codec in _MARKS if start.startswith(mark)), None)
    codec = marked or (_known(given) if given is not None else "utf-8")
    try:
        return Encoding(codec, _survey(stream, codec, name), fallback=False)
    except UnicodeError as error:
        if marked or given is not None:
            raise FileFormatError(
                f"{quoted(name)} is not {codec.removesuffix('-sig')} throughout: it is damaged or in another encoding"
            ) from None
        cut = isinstance(error, UnicodeDecodeError) and error.reason == "unexpected end of data"
        if cut and not _only_there(stream):
            raise FileFormatError(f"{quoted(name)} ends in the middle of a letter: it is truncated") from None
    try:
        return Encoding("cp1252", _survey(stream, "cp1252", name), fallback=True)
    except UnicodeError:
        raise FileFormatError(
            f"{quoted(name)} is neither UTF-8 nor Windows-1252: name its encoding, for example {', '.join(_USUAL[4:])}"
        ) from None


def _known(given: str) -> str:
    try:
        found = codecs.lookup(given)
        "".encode(found.name)  # refuses codecs that are not for text
        return found.name
    except (LookupError, ValueError, TypeError):
        raise FileFormatError(
            f"{quoted(given)} is not an encoding; usual are {', '.join(_USUAL)}{nearest(given, _USUAL)}"
        ) from None


def _survey(stream: BinaryIO, codec: str, name: str) -> int:
    """The number of lines; raises UnicodeError where the codec does not fit."""
    stream.seek(0)
    try:
        decoder = codecs.getincrementaldecoder(codec)()
    except LookupError:
        raise FileFormatError(f"{quoted(codec)} cannot be read piece by piece: save the file as UTF-8") from None
    lines, last = 0, ""
    while True:
        piece = stream.read(_CHUNK)
        text = decoder.decode(piece, final=not piece)
        if "\0" in text:
            row = lines + text.count("\n", 0, text.index("\0")) + 1
            raise FileFormatError(
                f"{quoted(name)} has a NUL byte in line {row}: it is damaged, or UTF-16 without a byte order mark "
                "(then name the encoding)"
            )
        lines += text.count("\n")
        last = text[-1:] or last
        if not piece:
            return lines + (last not in ("", "\n"))


def _only_there(stream: BinaryIO) -> bool:
    """Whether all bytes outside ASCII are the last few of the file: then a letter of Windows-1252, not a cut one."""
    stream.seek(-4, 2) if stream.seek(0, 2) >= 4 else stream.seek(0)
    end = stream.tell()
    stream.seek(0)
    while end > 0:
        piece = stream.read(min(_CHUNK, end))
        if not piece.isascii():
            return False
        end -= len(piece)
    return True
