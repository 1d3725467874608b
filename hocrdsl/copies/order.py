"""The order in which a text is read: provisions by label, each with what hangs on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hocrdsl.copies.subjects import AnyLabelled, Labelled
from hocrdsl.syntax import nodes as syntax


@dataclass(frozen=True, slots=True)
class Branch:
    """A provision, with its readings and exceptions."""

    item: AnyLabelled
    branches: tuple[Branch, ...] = ()

    def whole(self, depth: int = 0) -> Iterator[tuple[int, AnyLabelled]]:
        """Itself and what hangs on it, each with how deep it hangs."""
        yield depth, self.item
        for one in self.branches:
            yield from one.whole(depth + 1)


def branches(items: Iterable[syntax.Item]) -> list[Branch]:
    """Everything that has a label, once: in order of label, exceptions and readings under what they hang on."""
    labelled = sorted((one for one in items if isinstance(one, Labelled)), key=in_order)
    hanging: dict[str, list[AnyLabelled]] = {}
    for one in labelled:
        hanging.setdefault(hangs_on(one), []).append(one)
    there = {one.label for one in labelled if not _is_reading(one)}
    placed: set[int] = set()

    def branch(one: AnyLabelled) -> Branch:
        placed.add(id(one))
        below = [] if _is_reading(one) else hanging.get(one.label, [])
        return Branch(one, tuple(branch(other) for other in below if id(other) not in placed))

    grown = [branch(one) for one in labelled if hangs_on(one) not in there]
    # exceptions that except each other are an error that is told elsewhere; they are shown all the same
    grown += [branch(one) for one in labelled if id(one) not in placed]
    return sorted(grown, key=lambda one: in_order(one.item))


def arranged(items: Iterable[syntax.Item]) -> Iterator[syntax.Item]:
    """Head and results, vocabulary, definitions, what has a label, then the rest."""
    kinds = (syntax.Header, syntax.Result, syntax.Entity, syntax.Define)
    every = list(items)
    for kind in kinds:
        yield from (one for one in every if isinstance(one, kind))
    for one in branches(every):
        yield from (item for _, item in one.whole())
    yield from (one for one in every if not isinstance(one, (*kinds, *Labelled)))


def with_what_hangs_on_it(one: AnyLabelled, items: Iterable[syntax.Item]) -> Iterator[AnyLabelled]:
    """A provision, its readings, its exceptions and theirs."""
    waiting = branches(items)
    while waiting:
        found = waiting.pop()
        if found.item is one:
            yield from (item for _, item in found.whole())
            return
        waiting.extend(found.branches)


def hangs_on(one: AnyLabelled) -> str:
    """The label of what a provision hangs on: the first that it excepts, or what it reads."""
    if not isinstance(one, syntax.Provision):
        return ""
    if one.role == "exception" and one.targets:
        return one.targets[0]
    return one.label if one.role == "reading" else ""


def _is_reading(one: AnyLabelled) -> bool:
    return isinstance(one, syntax.Provision) and one.role == "reading"


def in_order(one: AnyLabelled) -> tuple[list[tuple[str, int]], str]:
    """A label, and the name of a reading, to sort by."""
    return label_order(one.label), one.reading if isinstance(one, syntax.Provision) else ""


def label_order(label: str) -> list[tuple[str, int]]:
    """A label to sort by: `F2` before `F10`, `F2` before `F2.1`."""
    return [(word, int(number or 0)) for word, number in re.findall(r"([A-Z]+|\.)(\d*)", label)]
