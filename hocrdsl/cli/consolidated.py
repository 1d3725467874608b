"""Copies of editions, as a command line asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hocrdsl.cli.books import Named
from hocrdsl.cli.trouble import Trouble
from hocrdsl.copies import Copy, Labelled, Shelf, Subject, called, ever, life, names_of, take, with_what_hangs_on_it
from hocrdsl.copies.words import stretch_said
from hocrdsl.diagnostics import nearest
from hocrdsl.rules import InvalidRulebook, Rules
from hocrdsl.syntax import nodes as syntax


def shelf_of(rules: Rules, found: Named) -> Shelf:
    """The rulebook that copies are taken from."""
    return Shelf(rules.book.text, found.shown, rules.known, rules.proposed)


def copy_of(rules: Rules, found: Named, day: str | None = None) -> Copy:
    """The copy of a day (else of the day asked for); raises InvalidRulebook."""
    made = take(shelf_of(rules, found), day or day_of(rules))
    if made.value is None:
        raise InvalidRulebook(made.diagnostics)
    return made.value


def items_on(rules: Rules, found: Named, day: str) -> tuple[syntax.Item, ...]:
    """The definitions in force on a day; raises InvalidRulebook."""
    return copy_of(rules, found, day).items


def day_of(rules: Rules) -> str:
    """The day asked for, else the first day of the latest edition held."""
    return rules.forced or rules.days[-1]


def chosen(copy: Copy, name: str, found: Named) -> list[Subject]:
    """The things of a name in a copy, each provision with what hangs on it; raises Trouble with the nearest name."""
    things = list(copy.subjects())
    asked = called(name, (one for one in things if one.kind != "reading"))
    if not asked:
        raise Trouble(f"nothing is called `{name}` in edition {copy.edition} of {found}{_hint(copy, name, things)}")
    by_node = {id(one.node): one for one in things}
    return [by_node[id(node)] for one in asked for node in _with_more(one, copy)]


def _with_more(one: Subject, copy: Copy) -> Iterator[object]:
    if isinstance(one.node, Labelled):
        yield from with_what_hangs_on_it(one.node, copy.items)
    else:
        yield one.node


def _hint(copy: Copy, name: str, things: Iterable[Subject]) -> str:
    """Where else it is, or what is called nearly so."""
    elsewhere = called(name, ever(copy.shelf.text))
    lives = life(copy.shelf, elsewhere[0].identity) if elsewhere else ()
    if lives:
        there = [stretch_said(one.since, one.until) for one in lives if one.subject is not None]
        return f"; {elsewhere[0]} is there {', '.join(there)}"
    near = nearest(name, [other for one in things for other in names_of(one)])
    return f"; did you mean {near}?" if near else ""

