"""Days of wordings: when the old one ends and the new one begins, and since when each is known."""

from __future__ import annotations

from dataclasses import dataclass
from hocrdsl.data import replace
from hocrdsl.model.dates import Period, in_force_of, period
from hocrdsl.model.editions import day_after, day_before, head_of
from hocrdsl.model.wordings import identity, wordings
from hocrdsl.source import Span
from hocrdsl.syntax import RulebookText
from hocrdsl.syntax import nodes as syntax


class Stays(Exception):
    """The amendment can't be folded in; the message says why."""


@dataclass(frozen=True, slots=True)
class Days:
    """The day on which an amendment comes into force, the day on which it was made, and where it says so."""

    since: str
    made: str
    until: str | None
    # of the rulebook
    first_day: str
    span: Span

    @classmethod
    def of(cls, amendment: syntax.Amendment, text: RulebookText) -> Days:
        """The days of an amendment that is made."""
        head = head_of(text)
        first = head.in_force.since.iso if head is not None and head.in_force is not None else "0001-01-01"
        assert amendment.in_force is not None and amendment.made_on is not None
        until = amendment.in_force.until.iso if amendment.in_force.until else None
        return cls(amendment.in_force.since.iso, amendment.made_on.iso, until, first, amendment.in_force.span)

    def begun(self, own: Period | None, again: bool) -> syntax.InForce:
        """The days of the new text: from now on, until the old one would have ended; raises Stays."""
        if own is None:
            until, until_made = self.until, self.made if self.until is not None and self.made != self._after else None
        else:
            self._for_good(own)
            until, until_made = own.until, own.until_made
        return self._in_force(self.since, until, self._made, until_made, again)

    def ended(self, own: Period) -> syntax.InForce:
        """The days of the old text: until the day before."""
        self._for_good(own)
        return self._in_force(own.since or self.first_day, day_before(self.since), own.since_made, self._made, False)

    def seen(self, own: Period) -> bool:
        """Whether a text of those days was in force before, or held to be: then it is kept."""
        since = own.since or ""
        return since < self.since and (own.since is not None or self.since > self.first_day) or (
            self.made > (own.since_made or own.since or self.first_day)
        )

    def _for_good(self, own: Period) -> None:
        if self.until is not None and (own.until is None or own.until > self.until):
            raise Stays("what it changes would come back after it; write that as wordings with dates")

    def first(self) -> str:
        """The first day as a cell says it."""
        return self.since + (f" as made on {self.made}" if self._made else "")

    def last(self) -> str:
        """The day before, as a cell says it."""
        return day_before(self.since) + (f" as made on {self.made}" if self._made else "")

    @property
    def _after(self) -> str:
        return day_after(self.until) if self.until is not None else ""

    @property
    def _made(self) -> str | None:
        # what is made on the day it comes into force is known from that day in any case
        return None if self.made == self.since else self.made

    def _in_force(self, since: str, until: str | None, since_made: str | None, until_made: str | None,
                  again: bool) -> syntax.InForce:
        days = [None if one is None else syntax.Date(one, span=self.span)
                for one in (since, until, since_made, until_made)]
        assert days[0] is not None
        return syntax.InForce(days[0], days[1], days[2], days[3], again=again, span=self.span)


def days_of(text: RulebookText, item: syntax.Item) -> Period:
    """The days of a wording, those that only its neighbours give too."""
    at = identity(item)
    if at is not None:
        for one in wordings(text.items, []).get(at, ()):
            if one.item.span is item.span:
                return one.days
    return period(in_force_of(item))


def ends(text: RulebookText, item: syntax.Item, day: str) -> bool:
    """Whether wordings of it have ended some time before the day."""
    at = identity(item)
    last = [one.days.until for one in wordings(text.items, []).get(at, ())] if at is not None else []
    return any(one is not None and one < day_before(day) for one in last)


def dated(item: syntax.Item, in_force: syntax.InForce) -> syntax.Item:
    """The definition with other days."""
    return replace(item, in_force=in_force)


def as_earlier(item: syntax.Item, after: syntax.Item | None) -> syntax.Item:
    """The definition as an earlier wording; an entity or a reading keeps its heading.

    `after`: the wording that follows it, whose rank and targets need not be said again.
    """
    if isinstance(item, syntax.Provision) and item.role in ("rule", "exception"):
        return _provision(item, after if isinstance(after, syntax.Provision) else None)
    if isinstance(item, syntax.Define | syntax.Table | syntax.Result):
        return replace(item, earlier=True)
    return item


def _provision(item: syntax.Provision, after: syntax.Provision | None) -> syntax.Provision:
    of_class, targets = (after.of_class, after.targets) if after is not None else (False, ())
    if item.of_class == of_class and (item.targets or not targets):
        return replace(item, role="earlier", targets=() if item.targets == targets else item.targets)
    return replace(item, role="earlier", rank="class rule" if item.of_class else "rule")
