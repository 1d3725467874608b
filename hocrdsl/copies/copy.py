"""An edition as people read it: what is in it, where each wording comes from, how sure it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from hocrdsl.copies.origin import Origin, Places
from hocrdsl.copies.subjects import Subject, subjects
from hocrdsl.diagnostics import Checked
from hocrdsl.model import edition_days, edition_name, fold
from hocrdsl.model.editions import known_on
from hocrdsl.syntax import nodes as syntax

_CAN_STAND = (syntax.Provision, syntax.Define, syntax.Table, syntax.Disagreement)
CONFIRMED = "confirmed"
STANDINGS = (CONFIRMED, "inferred", "presumed unchanged", "recalled")


@dataclass(frozen=True)
class Shelf:
    """A rulebook as written, as known on a day, from which copies of its editions are taken. `root`: what the names of
    its files begin with."""

    text: syntax.RulebookText
    root: str
    known: str | None = None
    proposed: bool = False

    @cached_property
    def _days(self) -> tuple[str, ...]:
        return edition_days(self.text, self.known, self.proposed)

    def days(self) -> tuple[str, ...]:
        """The first days of the editions held."""
        return self._days

    @cached_property
    def said(self) -> dict[tuple[str, str, int, tuple[str, ...]], str]:
        """What things were found to say: by kind, place and amendments. It only saves work."""
        return {}

    @cached_property
    def places(self) -> Places:
        """Its texts by place."""
        return Places(self.text, self.root, self.known, self.proposed)

    def known_on(self) -> str:
        """The day as known on which it is told."""
        return known_on(self.text, self.known)[0]

    def as_known_on(self, day: str) -> Shelf:
        """The same, as known on another day."""
        return Shelf(self.text, self.root, day, self.proposed)


@dataclass(frozen=True, slots=True)
class Copy:
    """The consolidated text of an edition on a day."""

    shelf: Shelf
    day: str
    items: tuple[syntax.Item, ...] = field(repr=False)

    @property
    def places(self) -> Places:
        """The texts of the rulebook by place."""
        return self.shelf.places

    @property
    def edition(self) -> str:
        """The name of the edition in force on the day."""
        return edition_name(max((one for one in self.shelf.days() if one <= self.day), default=self.day))

    @property
    def known(self) -> str:
        """The day as known on which it is told."""
        return self.shelf.known_on()

    @property
    def header(self) -> syntax.Header:
        """The head of the rulebook."""
        return next(one for one in self.items if isinstance(one, syntax.Header))

    def subjects(self) -> Iterator[Subject]:
        """Everything in it that has a name, in the order of the text."""
        return subjects(self.items)

    def origin(self, subject: Subject) -> Origin:
        """Where the wording of a thing comes from."""
        return self.places.origin(subject, self.day)


def take(shelf: Shelf, day: str) -> Checked[Copy]:
    """A copy of the edition in force on a day."""
    folded = fold(shelf.text, day, shelf.known, shelf.proposed)
    if folded.value is None:
        return Checked(None, folded.diagnostics)
    return Checked(Copy(shelf, day, folded.value.items), folded.diagnostics)


def standing_of(item: object) -> str:
    """How sure the text of an item is; empty for what has no standing (a result, an entity)."""
    if not isinstance(item, _CAN_STAND):
        return ""
    return item.standing.word if item.standing is not None else CONFIRMED
