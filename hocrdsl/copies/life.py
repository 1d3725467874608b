"""The life of a thing: every wording it has had, from when until when, where from, what ended it, since when known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from hocrdsl.copies.copy import Copy, Shelf, standing_of, take
from hocrdsl.copies.made import made_on
from hocrdsl.copies.origin import Origin
from hocrdsl.copies.subjects import Identity, Subject
from hocrdsl.copies.wording import wording
from hocrdsl.model.editions import day_before
from hocrdsl.syntax import nodes as syntax


@dataclass(frozen=True, slots=True)
class Stand:
    """How sure a wording is from a day on, and what it cites."""

    since: str
    standing: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which a thing had one wording, or (`subject` None) was not there.

    `ended`: what ended it, in words. `known_since`: the day on which it was made so, where that is later than the days
    that it is about; `before_that`: what was known of those days until then.
    """

    identity: Identity
    since: str
    until: str | None
    subject: Subject | None
    origin: Origin | None
    stands: tuple[Stand, ...]
    ended: str = ""
    known_since: str = ""
    before_that: Subject | None = None


Takes = Callable[[Shelf, str], Copy | None]


def life(shelf: Shelf, identity: Identity, takes: Takes | None = None) -> tuple[Stretch, ...]:
    """The stretches of a thing's life in order of time; empty for what was never there."""
    copies = [copy for day in shelf.days() if (copy := (takes or taken)(shelf, day)) is not None]
    found: list[Stretch] = []
    kept: str | None = None
    for copy in copies:
        subject = next((one for one in copy.subjects() if one.identity == identity), None)
        said = wording(copy, subject) if subject is not None else ""
        if found and said == kept:
            found[-1] = _goes_on(found[-1], copy, subject)
        else:
            found.append(_begins(copy, identity, subject))
        kept = said
    if all(one.subject is None for one in found):
        return ()
    ends = [day_before(after.since) for after in found[1:]] + [None]
    found = [replace(one, until=end) for one, end in zip(found, ends, strict=True)]
    made = _made_days(shelf)
    return tuple(_learnt(shelf, one, made, takes or taken) for one in _ends(copies, found))


def taken(shelf: Shelf, day: str) -> Copy | None:
    """A copy of a day, or None where the text of that day is wrong."""
    return take(shelf, day).value


def _begins(copy: Copy, identity: Identity, subject: Subject | None) -> Stretch:
    if subject is None:
        return Stretch(identity, copy.day, None, None, None, ())
    return Stretch(identity, copy.day, None, subject, copy.origin(subject), (_stand(copy, subject),))


def _goes_on(stretch: Stretch, copy: Copy, subject: Subject | None) -> Stretch:
    """The same wording in a later edition; it may have become surer, or cite other pages."""
    if subject is None:
        return stretch
    now, last = _stand(copy, subject), stretch.stands[-1]
    if (now.standing, now.cites) == (last.standing, last.cites):
        return stretch
    return replace(stretch, stands=(*stretch.stands, now))


def _stand(copy: Copy, subject: Subject) -> Stand:
    return Stand(copy.day, standing_of(subject.node), tuple(map(str, subject.cites)))


# --- what ended a wording -----------------------------------------------------------------


def _ends(copies: Sequence[Copy], stretches: list[Stretch]) -> Iterator[Stretch]:
    for one, after in pairwise(stretches):
        subject = one.subject or after.subject
        assert subject is not None
        yield replace(one, ended=_ended(copies[0], one, after, subject) if one.subject is not None else "")
    yield stretches[-1]


def _ended(copy: Copy, one: Stretch, after: Stretch, subject: Subject) -> str:
    places = copy.places
    made = [f'{_did(operation)} by amendment "{amendment.title.text}"'
            for amendment, operation in places.causes(subject, after.since)]
    if made:
        return "; ".join(dict.fromkeys(made))
    over = [f'amendment "{amendment.title.text}" ended' for amendment in places.ended(subject, day_before(after.since))]
    if over:
        return "; ".join(over)
    if after.origin is not None and after.origin != one.origin:
        return f"replaced by the wording of {after.origin}"
    if after.subject is not None:
        return "parts of it have days of their own"
    return "its own last day"


def _did(operation: syntax.Operation) -> str:
    match operation:
        case syntax.Omit(limb="", row="") | syntax.InClause(verb="omit", name=syntax.Name()):
            return "omitted"
        case syntax.Substitute():
            return "substituted"
        case _:
            return "changed"


# --- the second clock ---------------------------------------------------------------------


def _learnt(shelf: Shelf, one: Stretch, made: Sequence[str], takes: Takes) -> Stretch:
    """A wording that was made later than the days it is about: since when it is known, and what was known before."""
    now = _said(takes(shelf, one.since), one.subject)
    for day in made:
        # the last change made after the days that it is about
        if day <= one.since:
            break
        earlier = takes(shelf.as_known_on(day_before(day)), one.since)
        if earlier is None:
            break
        before = next((it for it in earlier.subjects() if it.identity == one.identity), None)
        if _said(earlier, before) != now:
            return replace(one, known_since=day, before_that=before)
    return one


def _said(copy: Copy | None, subject: Subject | None) -> str:
    return wording(copy, subject) if copy is not None and subject is not None else ""


def _made_days(shelf: Shelf) -> list[str]:
    """The days, as far as they are known, on which anything was made; latest first."""
    known = shelf.known_on()
    return sorted({day for item in shelf.text.items for day in made_on(item) if day <= known}, reverse=True)
