"""The life of a thing, told: comments between its wordings, each as rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from hocrdsl.copies.copy import Shelf
from hocrdsl.copies.life import Stand, Stretch
from hocrdsl.copies.subjects import Subject
from hocrdsl.copies.words import cited, day_said, many, stretch_said
from hocrdsl.copies.wording import cells
from hocrdsl.copies.written import alone
from hocrdsl.model import edition_name
from hocrdsl.syntax import nodes as syntax


def told(shelf: Shelf, stretches: Sequence[Stretch]) -> Iterator[str]:
    """The lines of a life, from its first day to now."""
    yield f"-- {headline(shelf, stretches)}"
    before: Subject | None = None
    for one in stretches:
        yield ""
        yield f"-- {days_of(shelf, one)}"
        yield from (f"-- {note}" for note in notes(one))
        if one.subject is not None:
            yield from text_of(one.subject, before)
            before = one.subject


def headline(shelf: Shelf, stretches: Sequence[Stretch]) -> str:
    """What the life is of, and how many wordings it had."""
    named = named_last(stretches)
    number = sum(one.subject is not None for one in stretches)
    title = f' "{named.title}"' if named.title else ""
    return f"{named}{title}: {many(number, 'wording')}, as known on {day_said(shelf.known_on())}"


def named_last(stretches: Sequence[Stretch]) -> Subject:
    """The thing as it was last there."""
    return next(one.subject for one in reversed(stretches) if one.subject is not None)


def days_of(shelf: Shelf, one: Stretch) -> str:
    """The days of a stretch, and its editions; or that the thing was not there."""
    if one.subject is None:
        return f"not there {stretch_said(one.since, one.until)}"
    return f"{stretch_said(one.since, one.until)} ({_editions(shelf, one)})"


def notes(one: Stretch) -> Iterator[str]:
    """What there is to say of a wording besides its text."""
    if one.origin is not None:
        yield f"from {one.origin}"
        yield from (_made(amendment) for amendment in one.origin.made_by)
        yield from _stands(one.stands)
    if one.ended:
        yield f"ended: {one.ended}"
    yield from _known(one)


def _made(amendment: syntax.Amendment) -> str:
    made = f"made on {day_said(amendment.made_on.iso)}" if amendment.made_on is not None else "proposed"
    return f'"{amendment.title.text}" {cited(amendment.cites)}, {made}'


def _editions(shelf: Shelf, one: Stretch) -> str:
    days = [day for day in shelf.days() if one.since <= day and (one.until is None or day <= one.until)]
    if len(days) == 1:
        return f"edition {edition_name(days[0])}"
    return f"editions {edition_name(days[0])} to {edition_name(days[-1])}"


def _stands(stands: tuple[Stand, ...]) -> Iterator[str]:
    """Standing and citations, with the days from which on they are others."""
    words = [one.standing for one in stands]
    if any(words):
        yield "standing: " + _by_day(stands, words)
    cited = ["; ".join(one.cites) or "nothing" for one in stands]
    # the text says what it cites at first
    if len(set(cited)) > 1:
        yield "cites: " + _by_day(stands, cited)


def _by_day(stands: tuple[Stand, ...], said: list[str]) -> str:
    parts = [said[0]]
    for one, before, now in zip(stands[1:], said, said[1:], strict=False):
        if now != before:
            parts.append(f"from {day_said(one.since)} {now}")
    return ", ".join(parts)


def _known(one: Stretch) -> Iterator[str]:
    """The second clock, and what it said before."""
    if not one.known_since:
        return
    if one.before_that is None:
        yield f"known since {day_said(one.known_since)}; until then it was not there on these days"
        return
    yield f"known since {day_said(one.known_since)}; until then these days had"
    yield from (f"  {line}".rstrip() for line in text_of(one.before_that, one.subject))


def text_of(subject: Subject, before: Subject | None) -> Iterator[str]:
    """The text of a thing; of a table, the rows that came and went."""
    if isinstance(subject.node, syntax.Table):
        yield from rows_changed(subject.node, before.node if before and isinstance(before.node, syntax.Table) else None)
    else:
        yield from alone(subject, dated=False).split("\n")


def rows_changed(table: syntax.Table, before: syntax.Table | None) -> Iterator[str]:
    """The rows that a table lost and gained; at first, how many it has."""
    headings = cells(table.headings)
    if before is None:
        yield f"-- {many(len(table.rows), 'row')}: {headings}"
        return
    if headings != cells(before.headings):
        yield f"-- headings before: {cells(before.headings)}"
        yield f"-- headings now:    {headings}"
    if (table.first_row, table.partial) != (before.first_row, before.partial):
        yield "-- how its rows are taken changed"
    if table.text != before.text:
        yield "-- its text changed"
    old, new = Counter(cells(row.cells) for row in before.rows), Counter(cells(row.cells) for row in table.rows)
    gone, come = list((old - new).elements()), list((new - old).elements())
    yield f"-- {many(len(table.rows), 'row')}, {len(gone)} out, {len(come)} in"
    yield from (f"--   out {row}" for row in gone)
    yield from (f"--   in  {row}" for row in come)
