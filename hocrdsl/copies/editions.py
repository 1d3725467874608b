"""The editions held: how sure their texts are, and what began each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hocrdsl.copies.copy import STANDINGS, Copy, Shelf, standing_of, take
from hocrdsl.copies.subjects import Identity, Subject
from hocrdsl.copies.wording import cells, wording
from hocrdsl.diagnostics import Checked, Diagnostic
from hocrdsl.model import edition_name
from hocrdsl.model.editions import day_before, head_of
from hocrdsl.syntax import nodes as syntax

How = Literal["new", "gone", "another wording", "another standing"]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one thing on the first day of an edition."""

    subject: Subject
    how: How
    # of a table, the rows that came and went
    rows_in: int = 0
    rows_out: int = 0


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition: its days, its rules and exceptions by standing, how many definitions and tables, what began it.
    `published`: the body of rules came out on its first day."""

    name: str
    since: str
    until: str | None
    provisions: dict[str, int]
    definitions: int
    tables: int
    published: bool
    changes: tuple[Change, ...]


def editions_held(shelf: Shelf) -> Checked[tuple[Edition, ...]]:
    """Every edition; None with what is wrong where the text of one is."""
    found: list[Edition] = []
    wrong: list[Diagnostic] = []
    days = shelf.days()
    before: _Things | None = None
    head = head_of(shelf.text)
    published = {one.iso for one in head.published} if head is not None else set()
    for day, after in zip(days, [*days[1:], None], strict=True):
        made = take(shelf, day)
        wrong += made.diagnostics
        if made.value is None:
            continue
        things = _Things(made.value)
        changes = tuple(_changes(before, things)) if before is not None else ()
        until = None if after is None else day_before(after)
        found.append(Edition(edition_name(day), day, until, *_counts(made.value), day in published, changes))
        before = things
    return Checked(tuple(found) if len(found) == len(days) else None, tuple(wrong))


def _counts(copy: Copy) -> tuple[dict[str, int], int, int]:
    things = list(copy.subjects())
    standings = Counter(standing_of(one.node) for one in things if one.kind == "provision")
    kinds = Counter(one.kind for one in things)
    return {word: standings[word] for word in STANDINGS}, kinds["definition"], kinds["table"]


class _Things:
    """The things of a copy by what is the same of them in every edition, with what they say."""

    def __init__(self, copy: Copy) -> None:
        self.subjects: dict[Identity, Subject] = {one.identity: one for one in copy.subjects()}
        self.said = {identity: (wording(copy, one), standing_of(one.node)) for identity, one in self.subjects.items()}


def _changes(before: _Things, now: _Things) -> Iterator[Change]:
    """What differs, what says something else before what is only surer."""
    surer = []
    for identity, subject in now.subjects.items():
        if identity not in before.said:
            yield Change(subject, "new")
        elif before.said[identity][0] != now.said[identity][0]:
            yield _reworded(before.subjects[identity], subject)
        elif before.said[identity][1] != now.said[identity][1]:
            surer.append(Change(subject, "another standing"))
    yield from (Change(subject, "gone") for identity, subject in before.subjects.items() if identity not in now.said)
    yield from surer


def _reworded(before: Subject, now: Subject) -> Change:
    if not isinstance(before.node, syntax.Table) or not isinstance(now.node, syntax.Table):
        return Change(now, "another wording")
    old = Counter(cells(row.cells) for row in before.node.rows)
    new = Counter(cells(row.cells) for row in now.node.rows)
    return Change(now, "another wording", (new - old).total(), (old - new).total())
