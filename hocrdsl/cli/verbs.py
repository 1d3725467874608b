"""The verbs. Each is loaded when it is called, so that `--help` costs nothing."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module

import click

from hocrdsl.cli.talk import talk_options

VERBS = {
    "check": "Check rulebooks: syntax, names, types, dates, citations, gaps, conflicts, tables.",
    "fmt": "Write rules in canonical layout.",
    "test": "Run golden cases, in every edition that a case names.",
    "decide": "Decide an incident.",
    "apply": "Decide a whole record set into tables.",
    "explain": "Say why a case is decided as it is, and why not otherwise.",
    "compile": "Write an edition as one standalone Python module.",
    "show": "Show the text of an edition, a provision with its exceptions, or a diagnostic's page.",
    "list": "List rules, facts, cases, editions, or what could not be carried.",
    "diff": "Say what changed between two editions, and which cases it flips.",
    "disputes": "Hear disputed cases: by edition and reading, who is upheld and by which provision.",
    "mutate": "Are the cases strong enough? Change the rules and see whether a case notices.",
    "seal": "Seal editions: digests of each label, which only an amendment changes.",
    "consolidate": "Fold amendments in force into the folders; no answer changes.",
    "table": "Take a table to Excel or CSV, and bring it back.",
    "generate": "Make up a record set by the words of a rulebook.",
    "schema": "Write the JSON Schema of an incident, a case or a decision.",
    "new": "Start a rulebook or a case.",
}


Found = tuple[str | None, click.Command | None, list[str]]


class Verbs(click.Group):
    """A group that knows the names and one-line helps of its commands without loading them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs, in the order of use."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a verb, loaded now."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"hocrdsl.cli.{cmd_name}").command
        talk_options(command)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Found:
        """The verb of the first word, or a suggestion."""
        if args[0] not in VERBS and not args[0].startswith("-"):
            near = get_close_matches(args[0], VERBS, 1)
            raise click.UsageError(f"no verb `{args[0]}`" + (f"; did you mean `{near[0]}`?" if near else ""), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs with one line each."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))
