"""Small helpers for the tests of the file layer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from myositis.files import FileAccessError, FileFormatError, RawTable, read_table

Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Write text (UTF-8 unless said otherwise) or bytes to a file in a fresh folder."""

    def write(name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.fixture
def refusal() -> Callable[..., str]:
    """Read a file that must be refused, and give the message back after checking that it is a good one."""

    def refused(path: object, **options: object) -> str:
        with pytest.raises((FileFormatError, FileAccessError)) as caught:
            read_table(path, **options)  # type: ignore[arg-type]
        message = str(caught.value)
        assert "\n" not in message, "a message is one line"
        assert "/" not in message.replace("x / ", ""), "a message names the file, not its folder"
        assert caught.value.exit_code == (3 if isinstance(caught.value, FileFormatError) else 4)
        return message

    return refused


@pytest.fixture
def cells() -> Callable[[RawTable], dict[str, list[object]]]:
    """The columns of a table as lists."""
    return lambda table: table.frame.to_dict(as_series=False)
