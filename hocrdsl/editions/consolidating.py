"""Amendments folded into the folders: the law of today is their text, what they replaced is an earlier wording.

Each amendment is folded by itself, in the order in which they come into force, and kept only where the text is the
same law afterwards, in every edition and as known on every day; otherwise it stays an amendment and says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hocrdsl.diagnostics import Diagnostic
from hocrdsl.editions import problems
from hocrdsl.editions.changes import things
from hocrdsl.editions.earlier import Stays
from hocrdsl.editions.folder import Folder, Place
from hocrdsl.editions.moves import Moves
from hocrdsl.editions.same import difference, turns
from hocrdsl.model.editions import head_of
from hocrdsl.syntax import nodes as syntax


@dataclass(frozen=True, slots=True)
class Consolidated:
    """The files afterwards, the titles of the amendments folded in, and why others stay."""

    files: dict[str, str]
    folded: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def consolidate(files: dict[str, str], shown: str, day: str | None = None) -> Consolidated:
    """Every amendment folded in that is made, and in force by a day (the head's `known on`, if none is given)."""
    folder = at_first = Folder(files, shown)
    folded: list[str] = []
    stay: list[Diagnostic] = []
    due = list(_due(folder, day))
    for wanted in due:
        # what was folded before has moved it
        place = next(one for one in folder.places() if isinstance(one.item, syntax.Amendment) and one.item == wanted)
        try:
            folder = _folded(folder, place)
            folded.append(wanted.title.text)
        except Stays as why:
            stay.append(problems.stays(wanted.title.span, wanted.title.text, str(why)))
    if folded:
        # each was compared with what the one before it left; now the whole
        other = difference(at_first.text(), folder.text(), turns(at_first.text(), due))
        if other is not None:
            return Consolidated(files, (), tuple(problems.stays(one.title.span, one.title.text, other) for one in due))
    return Consolidated(folder.files, tuple(folded), tuple(stay))


def _due(folder: Folder, day: str | None) -> Iterator[syntax.Amendment]:
    text = folder.text()
    head = head_of(text)
    known = head.known_on.iso if head is not None and head.known_on is not None else "9999-12-31"
    due = [
        item for item in text.items
        if isinstance(item, syntax.Amendment) and not item.proposed and item.made_on is not None
        and item.in_force is not None and item.made_on.iso <= known and item.in_force.since.iso <= (day or known)
    ]  # fmt: skip
    yield from sorted(due, key=lambda one: (one.in_force.since.iso if one.in_force else "", one.title.text))


def _folded(folder: Folder, place: Place) -> Folder:
    amendment = place.item
    assert isinstance(amendment, syntax.Amendment) and amendment.in_force is not None
    moves = Moves(folder, place)
    for thing in things(folder, amendment):
        moves.make(thing)
    made = moves.made()
    wrong = next(iter(made.wrong()), None)
    if wrong is not None:
        raise Stays(f"it cannot be written: {wrong.title}")
    other = difference(folder.text(), made.text(), turns(folder.text(), [amendment]))
    if other is not None:
        raise Stays(other)
    return made
