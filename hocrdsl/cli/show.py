"""`show NAME [LABEL]` and `show HR204`: text to read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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
    """Show the consolidated text of an edition, a provision with its exceptions, or the page of a diagnostic."""
    if re.fullmatch(r"HR\d{3}", name) and label is None:
        return _page(talk, name)
    from hocrdsl.cli.books import named, rules_of
    from hocrdsl.cli.history import history
    from hocrdsl.cli.trouble import Trouble

    found = named(name, talk)
    rules = rules_of(found, edition, as_of, known, readings)
    if with_history:
        if label is None:
            raise Trouble("--history needs a LABEL")
        lines = list(history(rules, label))
        if not lines:
            raise Trouble(f"no edition of {found} has a provision {label}")
        talk.answer("\n".join(lines), end="")
        return 0
    talk.answer("\n".join(_text(rules, found, label, tree)))
    return 0


def _text(rules: Rules, found: Named, label: str | None, tree: bool) -> Iterable[str]:
    from hocrdsl.cli.consolidated import arranged, below, called, day_of, items_on
    from hocrdsl.model import edition_name
    from hocrdsl.syntax import nodes as syntax
    from hocrdsl.syntax import write

    day = day_of(rules)
    items = items_on(rules, day)
    yield f"-- edition {edition_name(max(one for one in rules.days if one <= day))}, as in force on {day}, of {found}"
    chosen = list(arranged(items))
    if label is not None:
        one = called(label, items, found)
        chosen = [one, *below(one, items)]
    for item in chosen:
        if not tree:
            yield "\n" + write(item).rstrip("\n")
        elif isinstance(item, syntax.Provision):
            of = f'reading "{item.reading}"' if item.role == "reading" else f'{item.label} "{item.title}"'
            yield "  " * (item.label.count(".") + (item.role == "reading")) + of


def _page(talk: Talk, code: str) -> int:
    from hocrdsl import resources
    from hocrdsl.cli.trouble import Trouble
    from hocrdsl.diagnostics import CATALOGUE, nearest

    if code not in CATALOGUE:
        near = nearest(code, CATALOGUE)
        raise Trouble(f"no diagnostic {code}" + (f"; did you mean {near}?" if near else ""))
    talk.answer((resources.diagnostic_page(code) or f"# {code}: {CATALOGUE[code]}").rstrip("\n"))
    return 0
