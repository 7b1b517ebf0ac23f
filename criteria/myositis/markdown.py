"""Text that goes into Markdown as it is: no sign of it is read as markup, in Markdown or in the HTML that comes of it."""

from __future__ import annotations

import re


def escaped(text: str) -> str:
    """The text in one line, with its signs escaped."""
    text = re.sub(r"([\\`*_\[\]|<~$])", r"\\\1", " ".join(text.split()))
    text = re.sub(r"&(?=#?\w+;)", r"\\&", text)
    text = re.sub(r"^([#+>-])(?=\s)", r"\\\1", text)
    return re.sub(r"^(\d+)\.(?=\s)", r"\1\\.", text)
