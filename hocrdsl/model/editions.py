"""Days and names of editions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from hocrdsl.data import once_for_each
from hocrdsl.model.dates import Period, as_known, period, periods
from hocrdsl.syntax import nodes as syntax

_MONTH = re.compile(r"\d{4}-\d\d")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def edition_name(day: str) -> str:
    """`2026-04` for the first of a month, else the day itself."""
    return day[:7] if day.endswith("-01") else day


def edition_day(name: str) -> str | None:
    """The day that an edition's name stands for; None when it is no such name."""
    day = f"{name}-01" if _MONTH.fullmatch(name) else name
    if not _DAY.fullmatch(day):
        return None
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        return None


def day_after(day: str) -> str:
    """The next day; the last day that can be written has none."""
    return shifted(day, 1)


def day_before(day: str) -> str:
    """The day before."""
    return shifted(day, -1)


def shifted(day: str, days: int) -> str:
    """A day moved by some days, as far as days can be written."""
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return day


def head_of(text: syntax.RulebookText) -> syntax.Header | None:
    """The first header of the text."""
    return next((item for item in text.items if isinstance(item, syntax.Header)), None)


def known_on(text: syntax.RulebookText, known: str | None) -> tuple[str, bool]:
    """The day as known on which the text is wanted, and whether that is before the text's own."""
    head = head_of(text)
    own = head.known_on.iso if head and head.known_on else "9999-12-31"
    return (known, known < own) if known is not None else (own, False)


def amendments(text: syntax.RulebookText, known: str | None, proposed: bool) -> Iterator[syntax.Amendment]:
    """The amendments made by the day, and the proposed ones where they are asked for."""
    day, _ = known_on(text, known)
    for item in text.items:
        if not isinstance(item, syntax.Amendment) or item.in_force is None:
            continue
        made = item.made_on is not None and item.made_on.iso <= day
        if (item.proposed and proposed) or (not item.proposed and made):
            yield item


def edition_days(
    text: syntax.RulebookText, known: str | None = None, proposed: bool = False
) -> tuple[str, ...]:
    """Every day on which a wording, a standing, a fact or a row changes, from the first day in force on."""
    head = head_of(text)
    if head is None or head.in_force is None:
        return ()
    first = head.in_force.since.iso
    day, capped = known_on(text, known)
    days = {first, *(one.iso for one in head.published if not (capped and one.iso > day))}
    for stretch in _stretches(text):
        seen = as_known(stretch, day if capped else None)
        days.update(_turns(seen) if seen is not None else ())
    for amendment in amendments(text, known, proposed):
        days.update(_turns(period(amendment.in_force)))
    last = head.in_force.until.iso if head.in_force.until else "9999-12-31"
    return tuple(sorted(day for day in days if first <= day <= last))


def _turns(days: Period) -> Iterator[str]:
    """The first day, and the day after the last."""
    if days.since is not None:
        yield days.since
    if days.until is not None:
        yield day_after(days.until)


@once_for_each
def _stretches(text: syntax.RulebookText) -> tuple[Period, ...]:
    return tuple(dict.fromkeys(_every_stretch(text)))


def _every_stretch(text: syntax.RulebookText) -> Iterator[Period]:
    from hocrdsl.model.wordings import wordings

    # a day may be given by a neighbour alone: by a wording that is not known yet, of which the one after it is
    for line in wordings(text.items, []).values():
        yield from (wording.days for wording in line)
    for item in text.items:
        yield from periods(item)
        # a text that is surer from a day on is another edition: its explanations say so
        standing = getattr(item, "standing", None)
        if standing is not None and standing.since is not None:
            yield Period(standing.since.iso)
