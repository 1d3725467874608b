"""`show NAME [LABEL]` and `show HR204`: text to read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import click

from hocrdsl.cli.options import formats, law
from hocrdsl.cli.talk import Talk

if TYPE_CHECKING:
    from hocrdsl.cli.books import Named
    from hocrdsl.rules import Rules


@click.command("show")
@click.argument("name", metavar="NAME|CODE")
@click.argument("label", required=False)
@law
@click.option("--history", "with_history", is_flag=True, help="Every wording that LABEL has had.")
@click.option("--tree", is_flag=True, help="Labels and titles only, exceptions set in.")
@formats("text")
@click.pass_obj
def command(talk: Talk, name: str, label: str | None, edition: str | None, as_of: str | None, known: str | None,
            readings: Mapping[str, str], with_history: bool, tree: bool, form: str) -> int:
    """Show the consolidated text of an edition, with where each wording comes from and how sure it is; or what has a
    LABEL or a name: a provision with its exceptions, a definition, a table, a fact; or the page of a diagnostic."""
    if re.fullmatch(r"HR\d{3}", name) and label is None:
        return _page(talk, name)
    from hocrdsl.cli.books import named, rules_of
    from hocrdsl.cli.history import history
    from hocrdsl.cli.trouble import Trouble

    found = named(name, talk)
    rules = rules_of(found, edition, as_of, known, readings)
    if with_history and label is None:
        raise Trouble("--history needs a LABEL or a name")
    if with_history and label is not None:
        talk.answer("\n".join(history(rules, found, label)))
    else:
        talk.answer("\n".join(_text(rules, found, label, tree)))
    return 0


def _text(rules: Rules, found: Named, label: str | None, tree: bool) -> Iterator[str]:
    from hocrdsl.cli.consolidated import chosen, copy_of
    from hocrdsl.copies import branches, definition, rules_text
    from hocrdsl.syntax import nodes as syntax

    copy = copy_of(rules, found)
    yield f"-- edition {copy.edition}, as in force on {copy.day}, of {found}"
    yield from (f'-- {one} is read as "{name}"' for one, name in rules.readings.items())
    things = chosen(copy, label, found) if label is not None else []
    if not tree:
        texts = [definition(copy, one, in_full=True) for one in things] if label is not None else rules_text(copy)
        yield from (f"\n{text}" for text in texts)
        return
    of_interest = [one.item for one in things] if label is not None else list(copy.items)
    for branch in branches(of_interest):
        for depth, item in branch.whole():
            if isinstance(item, syntax.Provision):
                yield "  " * depth + (f'reading "{item.reading}"' if item.role == "reading"
                                      else f'{item.label} "{item.title}"')


def _page(talk: Talk, code: str) -> int:
    from hocrdsl import resources
    from hocrdsl.cli.trouble import Trouble
    from hocrdsl.diagnostics import CATALOGUE, nearest

    if code not in CATALOGUE:
        near = nearest(code, CATALOGUE)
        raise Trouble(f"no diagnostic {code}" + (f"; did you mean {near}?" if near else ""))
    talk.answer((resources.diagnostic_page(code) or f"# {code}: {CATALOGUE[code]}").rstrip("\n"))
    return 0
