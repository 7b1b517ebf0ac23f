"""What a data manager does with a proposed mapping: write the answer in place of each question."""

from __future__ import annotations

import re

from myositis.mapping.toml_text import DOUBTFUL


def answered(text: str, answers: dict[str, str]) -> str:
    """The proposal with its questions answered.

    answers: the place of a question (`[findings.ck]`, or a column in backticks) to the lines that take its place.
    """
    for where, lines in answers.items():
        if where.startswith("["):
            pattern = re.compile(re.escape(where) + r"\n(?:(?!\n\n)[\s\S])*?(?P<question>question = .*(?:\n#.*)*)")
            match = pattern.search(text)
            assert match is not None, f"{where} asks nothing"
            text = text[: match.start("question")] + lines + text[match.end("question") :]
        elif where == DOUBTFUL:
            pattern = re.compile(r"\[\[question\]\]\ntext = \"found by words .*\n#.*")
            assert pattern.search(text) is not None, "nothing was found by words"
            text = pattern.sub(lambda _, lines=lines: lines, text)
        else:
            column = where.strip("`")
            pattern = re.compile(r"\[\[question\]\]\ntext = \"`" + re.escape(column) + r"`: .*(?:\n#.*)*")
            assert pattern.search(text) is not None, f"{where} asks nothing"
            text = pattern.sub(lambda _, lines=lines: lines, text)
    return text
