"""`compile NAME -o FILE`: an edition as one module that imports nothing of ours."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from hocrdsl.cli.options import law, rulebook
from hocrdsl.cli.talk import Talk


@click.command("compile")
@rulebook
@click.option("-o", "--output", required=True, metavar="FILE", help="The module to write; - for stdout.")
@click.option("--target", type=click.Choice(["python"]), default="python", show_default=True, help="The language.")
@law
@click.pass_obj
def command(talk: Talk, name: str, output: str, target: str, edition: str | None, as_of: str | None, known: str | None,
            readings: Mapping[str, str]) -> int:
    """Write an edition (the latest held, unless said) as one standalone Python module."""
    from hocrdsl.backends.python import emit
    from hocrdsl.cli.books import named, rules_of
    from hocrdsl.cli.files import write_whole
    from hocrdsl.cli.trouble import Trouble

    found = named(name, talk)
    plan = rules_of(found, edition, as_of, known, readings).plan()
    text = emit(plan)
    if output == "-":
        # a module is a file's content, not a message: its characters stay
        sys.stdout.buffer.write(text.encode())
    elif Path(output).is_dir():
        raise Trouble(f"{output} is a folder where a file must be")
    else:
        write_whole(Path(output), text)
    to = "stdout" if output == "-" else output
    talk.say(f"edition {plan.edition} written to {to}, {found}")
    return 0
