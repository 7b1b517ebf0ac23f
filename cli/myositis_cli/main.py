"""The command `myositis`. Each subcommand is imported when it is called, so that `--help` is quick."""

from __future__ import annotations

import gc
import os
import warnings
from importlib import import_module

import click

COMMANDS = {
    "classify": "Classify every patient of a file.",
    "explain": "Explain the result of one patient.",
    "ask": "Ask about one patient, question by question, and say the result.",
    "page": "Write the offline page: one patient, answered in a browser.",
    "check": "Show how every cell of a file is read, and all problems.",
    "compare": "Compare criteria sets: agreement, performance, and the patients behind the numbers.",
    "profile": "Describe patients: subgroup under each set, antibodies, organs.",
    "response": "Score response to treatment (ACR/EULAR 2016) and count a trial's end points.",
    "criteria": "List the criteria sets, or print one as its published tables.",
    "template": "Write an empty file to fill in, and the data dictionary.",
    "map": "Propose a mapping from a study's own columns to the data dictionary.",
    "redcap": "Write a REDCap instrument, or results for import.",
    "sql": "Print a criteria set as one SELECT statement.",
}
"""Every subcommand with its one line of help; the module of the same name holds the command."""


class Commands(click.Group):
    """A group whose subcommands are found by name and imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"myositis_cli.{cmd_name}_command")
        command: click.Command = module.command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            from myositis.errors import unknown

            ctx.fail(str(unknown("command", args[0], COMMANDS)))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="myositis", message="%(prog)s %(version)s")
def myositis() -> None:
    """Classify patients with idiopathic inflammatory myopathies under the published criteria.

    Classification, not diagnosis. Missing data stay missing: every result says what it is on the record, and which
    outcomes the missing findings leave open.

    \b
    Example:
      myositis classify cohort.csv -o classified.csv
    """


def main() -> None:
    """Run the command; every error is one line on stderr and an exit code (see `endings`)."""
    from myositis_cli.endings import code_of, end, heed_signals
    from myositis_cli.limited import work_in_a_child
    from myositis_cli.streams import drop_streams, flush_streams, prepare_streams, quiet_libraries

    def run() -> object:
        work_in_a_child()
        if not os.environ.get("MYOSITIS_TRACEBACK"):
            quiet_libraries()
            warnings.simplefilter("ignore")  # of libraries, to programmers; ours are lines of the summary
        return myositis.main(standalone_mode=False)

    prepare_streams()
    heed_signals()
    gc.set_threshold(100_000, 20, 20)  # a short process makes many small objects that stay: looking through them costs a tenth
    code = code_of(run)
    gc.freeze()  # the process ends: it need not look through everything once more
    end(code, flush_streams, drop_streams)
