"""`show NAME [LABEL]` and `show HR204`: text to read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import click

from hocrdsl.cli.options import formats, law
from hocrdsl.cli.talk import Talk


@click.command("show")
@click.argument("name", metavar="NAME|CODE")
@click.argument("label", required=False)
@law
@click.option("--history", "with_history", is_flag=True, help="Every wording that LABEL has had.")
@click.option("--tree", "as_tree", is_flag=True, help="Labels and titles only, exceptions set in.")
@formats("text", "html")
@click.option("-o", "--output", metavar="FILE", default="-", help="The file to write; stdout if left out.")
@click.pass_obj
def command(talk: Talk, name: str, label: str | None, edition: str | None, as_of: str | None, known: str | None,
            readings: Mapping[str, str], with_history: bool, as_tree: bool, form: str, output: str) -> int:
    """Show the consolidated text of an edition, with where each wording comes from and how sure it is; or what has a
    LABEL or a name: a provision with its exceptions, a definition, a table, a fact; or the page of a diagnostic."""
    from hocrdsl.cli.trouble import Trouble

    if re.fullmatch(r"HR\d{3}", name) and label is None:
        return _page(talk, name)
    if with_history and label is None:
        raise Trouble("--history needs a LABEL or a name")
    if as_tree and form == "html":
        raise Trouble("--tree is text; a page has its tree in its contents")
    from hocrdsl.cli import shown
    from hocrdsl.cli.books import named, rules_of

    found = named(name, talk)
    rules = rules_of(found, edition, as_of, known, readings)
    if form == "html":
        made = shown.page(rules, found, label) if not with_history else shown.history_page(rules, found, label or "")
    elif with_history:
        made = "\n".join(shown.history(rules, found, label or ""))
    else:
        made = "\n".join((shown.tree if as_tree else shown.text)(rules, found, label))
    _give(talk, made.rstrip("\n"), output)
    return 0


def _give(talk: Talk, text: str, output: str) -> None:
    from hocrdsl.cli.files import write_whole
    from hocrdsl.cli.trouble import Trouble

    if output == "-":
        talk.answer(text)
    elif Path(output).is_dir():
        raise Trouble(f"{output} is a folder where a file must be")
    else:
        write_whole(Path(output), text + "\n")
        talk.say(f"{output} written")


def _page(talk: Talk, code: str) -> int:
    from hocrdsl import resources
    from hocrdsl.cli.trouble import Trouble
    from hocrdsl.diagnostics import CATALOGUE, nearest

    if code not in CATALOGUE:
        near = nearest(code, CATALOGUE)
        raise Trouble(f"no diagnostic {code}" + (f"; did you mean {near}?" if near else ""))
    talk.answer((resources.diagnostic_page(code) or f"# {code}: {CATALOGUE[code]}").rstrip("\n"))
    return 0
