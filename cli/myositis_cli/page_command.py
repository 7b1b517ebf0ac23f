"""`myositis page`: the offline page, one HTML file that asks and answers in a browser."""

from __future__ import annotations

import click

from myositis_cli.inputs import criteria_option


@click.command("page")
@criteria_option
@click.option("-o", "--output", metavar="HTML", default="-", help="The file to write; default: standard output.")
@click.option("--language", metavar="LANGUAGE", default="en", show_default=True, help="The language of the texts: en or de.")
def command(ids: tuple[str, ...], output: str, language: str) -> None:
    """Write the offline page: questions on one side, the result on the other, in one HTML file.

    The file needs nothing else: it works without a network, sends nothing and stores nothing. Open it in any current browser,
    answer what is known, and print one page. All criteria sets are on offer; those of -c stand open.

    \b
    Examples:
      myositis page -o myositis.html
      myositis page -o seite.html --language de
      myositis page -c eular-acr-2017 -o eular.html
    """
    from pathlib import Path

    from myositis.errors import UnknownNameError
    from myositis.files.whole import whole_file
    from myositis.page.write import is_page, write_page
    from myositis_cli.inputs import chosen

    html = write_page(chosen(ids), language=language)
    if output != "-" and Path(output).is_file() and not is_page(Path(output)):
        raise UnknownNameError(f"`{Path(output).name}` exists already and is not a page of this program: name another file")
    with whole_file(output, ".html", []) as path:
        path.write_text(html, encoding="utf-8")
