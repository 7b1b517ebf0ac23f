"""Libraries that only a report needs: said by name, with the cure, when one is not installed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from myositis.errors import MyositisError


class MissingLibraryError(MyositisError, ImportError):
    """A library that the format needs is not installed; the message names the command that installs it."""


def library(module: str, name: str, purpose: str) -> Any:
    """The imported module. Errors: MissingLibraryError."""
    try:
        return import_module(module)
    except ImportError:
        raise MissingLibraryError(f"{purpose} needs {name}, which is not installed: pip install 'myositis[report]'") from None
