"""The command line: one file for each noun, read only when it is asked for, so that --help answers at once."""

import importlib
import sys
from collections.abc import Sequence

import click

from workbench.errors import NotBuiltError, UsageError, WorkbenchError

# Each command, the module it lives in, and what the list of commands says of it.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "Serve a workbench with sample articles and print sign-in links."),
    "serve": ("serve", "Serve the workbench to browsers."),
    "project": ("project", "Create, list, show and change projects."),
    "codebook": ("codebook", "Check, list, show and update a project's codebook."),
    "ingest": ("ingest", "Take articles from files, folders and zip archives."),
    "passages": ("passages", "Write a project's passages as JSONL."),
    "article": ("article", "List, show, mark and remove articles."),
    "job": ("job", "List, show, cancel and run jobs."),
    "clusters": ("clusters", "Find, list and show near-duplicate passages."),
    "story": ("story", "Group articles that tell one event; list, show and move them."),
    "user": ("user", "Create, list, show and disable people."),
    "token": ("token", "Create, list and revoke API tokens."),
    "training": ("training", "Import, list and remove the passages of a training round."),
    "labels": ("labels", "Import labels made elsewhere."),
    "progress": ("progress", "Tell how far the labelling is, by article and by person."),
    "agreement": ("agreement", "Tell how far annotators agree."),
    "export": ("export", "Write the labelled passages to a file."),
    "release": ("release", "Freeze, list, compare and verify datasets."),
    "backup": ("backup", "Copy the database to a file, while it is in use."),
    "restore": ("restore", "Bring a backup back."),
    "check": ("check", "Look for faults in the database."),
    "migrate": ("migrate", "Bring the database's tables to this version."),
    "settings": ("settings", "Show every setting and its value."),
}


class _Commands(click.Group):
    """Loads a command's module when it is called or asked for its own help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"workbench.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="workbench", message="%(version)s")
def root() -> None:
    """From scraped news articles to a trustworthy training set.

    `workbench demo` shows all of it with sample articles. NAME and SLUG are letters, digits, `.`, `_` and `-`, at most
    64, the first a letter or digit. Exit status: 0 done (what was skipped is named on standard error); 1 nothing was
    taken or changed; 2 wrong usage, or not built yet. Settings: `workbench settings`.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with the status of the contract."""
    try:
        root.main(args=arguments, prog_name="workbench", standalone_mode=True)
    except WorkbenchError as error:
        for line in _lines(error):
            click.echo(line, err=True)
        sys.exit(2 if isinstance(error, UsageError | NotBuiltError) else 1)


def _lines(error: WorkbenchError) -> list[str]:
    # One line says it; where several things are wrong with one input, each is named behind it.
    told = [f"{problem.field}: {problem.reason}" for problem in error.problems if problem.reason not in error.message]
    return [f"workbench: {error.message}", *(f"  {line}" for line in told)]
