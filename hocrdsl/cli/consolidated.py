"""The text of an edition: provisions in order, each with its exceptions under it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hocrdsl.cli.books import Named
from hocrdsl.cli.trouble import Trouble
from hocrdsl.diagnostics import nearest
from hocrdsl.model import fold
from hocrdsl.rules import InvalidRulebook, Rules
from hocrdsl.syntax import nodes as syntax

Labelled = syntax.Provision | syntax.Disagreement | syntax.Untranslatable


def items_on(rules: Rules, day: str) -> tuple[syntax.Item, ...]:
    """The definitions in force on a day; raises InvalidRulebook."""
    folded = fold(rules.book.text, day, rules.known, rules.proposed)
    if folded.value is None:
        raise InvalidRulebook(folded.diagnostics)
    return folded.value.items


def day_of(rules: Rules) -> str:
    """The day asked for, else the first day of the latest edition held."""
    return rules.forced or rules.days[-1]


def arranged(items: Iterable[syntax.Item]) -> Iterator[syntax.Item]:
    """Head and results, vocabulary, provisions in order of label with what hangs on them, then the rest."""
    kinds = (syntax.Header, syntax.Result, syntax.Entity, syntax.Define)
    every = list(items)
    for kind in kinds:
        yield from (one for one in every if isinstance(one, kind))
    labelled = [one for one in every if isinstance(one, Labelled)]
    for one in sorted((one for one in labelled if not _hangs(one)), key=_in_order):
        yield one
        yield from below(one, labelled)
    yield from (one for one in every if not isinstance(one, (*kinds, syntax.Provision, syntax.Disagreement,
                                                             syntax.Untranslatable)))


def below(one: Labelled, labelled: Iterable[syntax.Item]) -> Iterator[Labelled]:
    """What hangs on a provision: its readings, its exceptions, theirs, in order of label."""
    every = list(labelled)
    hanging = [other for other in every if isinstance(other, syntax.Provision) and _hangs(other) == one.label
               and other is not one]
    for other in sorted(hanging, key=_in_order):
        yield other
        if other.role == "exception":
            yield from below(other, every)


def _hangs(one: Labelled) -> str:
    """The label of what a provision hangs on: the first that it excepts, or what it reads."""
    if not isinstance(one, syntax.Provision):
        return ""
    if one.role == "exception" and one.targets:
        return one.targets[0]
    return one.label if one.role == "reading" else ""


def _in_order(one: Labelled) -> list[tuple[str, int]]:
    return [(word, int(number or 0)) for word, number in re.findall(r"([A-Z]+|\.)(\d*)", one.label)]


def called(label: str, items: Iterable[syntax.Item], found: Named) -> Labelled:
    """The provision of a label; raises Trouble with the nearest one there is."""
    known = {one.label: one for one in items
             if isinstance(one, Labelled) and not (isinstance(one, syntax.Provision) and one.role == "reading")}
    if label not in known:
        near = nearest(label, known)
        raise Trouble(f"no provision {label} in {found}" + (f"; did you mean {near}?" if near else ""))
    return known[label]
