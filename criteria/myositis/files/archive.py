"""The archive that a workbook is: unpacked piece by piece, its XML read without the tricks that XML allows."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from xml.parsers import expat

from myositis.files.errors import FileFormatError, quoted
from myositis.files.sources import too_large

_CHUNK = 1024**2


def refuse_bombs(archive: zipfile.ZipFile, name: str) -> None:
    """First what the archive's directory says, then what really comes out: the directory may lie."""
    members = archive.infolist()
    packed = sum(member.compress_size for member in members)
    bomb = FileFormatError(f"{quoted(name)} unpacks to far more than a workbook needs; it is a bomb or damaged")
    if too_large(sum(member.file_size for member in members), packed):
        raise bomb
    unpacked = 0
    for member in members:
        for piece in pieces(archive, member.filename):
            unpacked += len(piece)
            if too_large(unpacked, packed):
                raise bomb


def pieces(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """The content of one member, a megabyte at a time."""
    with archive.open(member) as inside:
        while piece := inside.read(_CHUNK):
            yield piece


_Start = Callable[[str, dict[str, str]], None]
_End = Callable[[str], None]


def parse(archive: zipfile.ZipFile, member: str, start: _Start, end: _End, text: Callable[[str], None]) -> None:
    """Run the handlers over one XML member; a document type, the vehicle of XML bombs, is refused."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    local: dict[str, str] = {}  # names without their prefix, made once per name

    def begin(tag: str, attributes: dict[str, str]) -> None:
        name = local.get(tag)
        if name is None:
            name = local[tag] = tag.rpartition(":")[2]
        start(name, attributes)

    def finish(tag: str) -> None:
        end(local[tag])

    def refuse(*_: object) -> None:
        raise ValueError

    parser.StartElementHandler, parser.EndElementHandler = begin, finish
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, refuse
    for piece in pieces(archive, member):
        parser.Parse(piece, False)
    parser.Parse(b"", True)


def ignore(_: str) -> None:
    """For the ends of elements that nobody asks about."""
