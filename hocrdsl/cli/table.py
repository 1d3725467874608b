"""`table export|import NAME TABLE`: the rows of a table taken to Excel or CSV, and back."""

from __future__ import annotations

import click

from hocrdsl.cli.options import day, rulebook
from hocrdsl.cli.talk import Talk, talk_options


@click.group("table", subcommand_metavar="export|import NAME TABLE")
def command() -> None:
    """Take the rows of a table to Excel or CSV, and bring them back: what changes is shown before it is written."""


@command.command("export")
@rulebook
@click.argument("title", metavar="TABLE")
@click.option("-o", "--output", metavar="FILE", required=True, help="The file to write: FILE.xlsx or FILE.csv.")
@click.option("--as-of", "as_of", metavar="DAY", callback=day, help="The wording of the table in force on a day.")
@click.pass_obj
def export(talk: Talk, name: str, title: str, output: str, as_of: str | None) -> int:
    """Write a table as a sheet: its rows, codes as text, days as 2026-04-01, and what is noted beside it."""
    from hocrdsl.cli.sheets import exported

    return exported(talk, name, title, output, as_of)


@command.command("import")
@rulebook
@click.argument("title", metavar="TABLE")
@click.argument("file", metavar="FILE")
@click.option("--as-of", "as_of", metavar="DAY", callback=day, help="The wording of the table in force on a day.")
@click.option("--write", "do_write", is_flag=True, help="Write the rows into the rulebook.")
@click.pass_obj
def import_(talk: Talk, name: str, title: str, file: str, as_of: str | None, do_write: bool) -> int:
    """Show what a sheet changes in its table, row by row, and whether the rulebook can hold it."""
    from hocrdsl.cli.sheet_back import imported

    return imported(talk, name, title, file, as_of, do_write)


talk_options(export)
talk_options(import_)
