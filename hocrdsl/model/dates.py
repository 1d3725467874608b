"""What has dates, and what of it is in force on a day as known on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from hocrdsl.data import once_for_each, replace
from hocrdsl.syntax import date_columns
from hocrdsl.syntax import nodes as syntax


class Period(NamedTuple):
    """A first and a last day; an open end is None. `..._made`: since when that day is known, where not since itself."""

    since: str | None = None
    until: str | None = None
    since_made: str | None = None
    until_made: str | None = None


def period(dates: syntax.InForce | None) -> Period:
    """The days of an `in force` clause; without one, always."""
    return Period() if dates is None else _period(dates)


def _period(dates: syntax.InForce | syntax.Row) -> Period:
    return Period(*(one.iso if one else None for one in (dates.since, dates.until, dates.since_made, dates.until_made)))


def holds(days: Period, day: str, learnt: str | None) -> bool:
    """Whether the days hold the day; `learnt`: the last day of which the text is known."""
    seen = as_known(days, learnt)
    return seen is not None and (seen.since or "") <= day and (seen.until is None or day <= seen.until)


def as_known(days: Period, learnt: str | None) -> Period | None:
    """The days as known on a day, if anything was: what begins after it is not known, and of what ends on it or later
    the end isn't, unless it says when that was made."""
    since, until, since_made, until_made = days
    if learnt is None:
        return days
    if (since_made or since or "") > learnt:
        return None
    if until is not None and (until_made > learnt if until_made else until >= learnt):
        return Period(since, None, since_made)
    return days


def ends_early(days: Period) -> bool:
    """Whether the last day is before the first: an error, unless a correction made later takes the text away from its
    first day on (`in force from D until the day before D as made on M`: before M it was held to be in force)."""
    if days.since is None or days.until is None or days.until >= days.since:
        return False
    day_before = (date.fromisoformat(days.since) - timedelta(days=1)).isoformat()
    return days.until_made is None or days.until != day_before


def in_force_of(item: syntax.Item) -> syntax.InForce | None:
    """The `in force` clause of a definition."""
    return item.in_force


def on_day(item: syntax.Item, day: str, learnt: str | None) -> syntax.Item:
    """A table without the rows, an entity without the facts, that are not in force on the day.

    The columns of dates have done their work with that, and go.
    """
    if isinstance(item, syntax.Table):
        return _table(item, day, learnt)
    if isinstance(item, syntax.Entity) and any(fact.in_force is not None for fact in item.facts):
        facts = tuple(fact for fact in item.facts if holds(period(fact.in_force), day, learnt))
        return replace(item, facts=facts)
    return item


def _table(table: syntax.Table, day: str, learnt: str | None) -> syntax.Table:
    if not date_columns(table.headings):
        return table
    rows = _dated_rows(table)
    there = frozenset(days for days in rows.periods if holds(days, day, learnt))
    made = rows.made.get(there)
    if made is None:
        kept = tuple([row for days, row in rows.rows if days in there])
        others = tuple([row for days, row in rows.rows if days not in there])
        made = rows.made[there] = replace(
            table, headings=rows.headings, first_output=rows.first_output, rows=kept, others=others
        )
    return made


class _DatedRows(NamedTuple):
    """A table without its columns of dates, each row with its days; and the tables made of it so far, by the days that
    hold."""

    headings: tuple[syntax.Cell, ...]
    first_output: int
    rows: tuple[tuple[Period, syntax.Row], ...]
    periods: frozenset[Period]
    made: dict[frozenset[Period], syntax.Table]


@once_for_each
def _dated_rows(table: syntax.Table) -> _DatedRows:
    places = date_columns(table.headings)
    kept = [place for place in range(len(table.headings)) if place not in places]
    rows = tuple(
        (row_period(row), replace(row, cells=tuple([row.cells[place] for place in kept]))) for row in table.rows
    )
    headings = tuple(table.headings[place] for place in kept)
    first_output = sum(place < table.first_output for place in kept)
    return _DatedRows(headings, first_output, rows, frozenset(days for days, _ in rows), {})


def row_period(row: syntax.Row) -> Period:
    """The days of a row of a table with columns of dates."""
    return _period(row)


def periods(item: syntax.Item) -> Iterator[Period]:
    """Every stretch of days that the item names for itself, its facts and its rows."""
    if isinstance(item, syntax.Header | syntax.Amendment):
        return
    yield period(in_force_of(item))
    if isinstance(item, syntax.Table) and date_columns(item.headings):
        yield from _dated_rows(item).periods
    elif isinstance(item, syntax.Entity):
        yield from {period(fact.in_force) for fact in item.facts}


def clauses(item: syntax.Item) -> Iterator[syntax.InForce]:
    """Every `in force` clause of the item and of its facts."""
    if (own := in_force_of(item)) is not None:
        yield own
    if isinstance(item, syntax.Entity):
        yield from (fact.in_force for fact in item.facts if fact.in_force is not None)
