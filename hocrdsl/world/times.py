"""Civil time as written: days and days with a time, as ISO text.

`2026-04-01` is a whole day, `2026-04-01T09:30` a moment of it. Order between a day and a
moment of the same day is unknown (None). Source: contract of the language, "Time".
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def order(left: str, right: str) -> int | None:
    """-1, 0 or 1 as `left` is before, at or after `right`; None where a whole day hides it."""
    if len(left) != len(right) and (len(left) == 10 or len(right) == 10):
        left_day, right_day = left[:10], right[:10]
        if left_day == right_day:
            return None
        left, right = left_day, right_day
    return (left > right) - (left < right)


def compare(left: str, operator: str, right: str) -> bool | None:
    """Whether `left < right` (or `<=`, `>`, `>=`), in time."""
    sign = order(left, right)
    if sign is None:
        return None
    if operator == "<":
        return sign < 0
    if operator == "<=":
        return sign <= 0
    if operator == ">":
        return sign > 0
    return sign >= 0


def end_of(kind: str, moments: list[str]) -> str | None:
    """The `earliest` or `latest` of some times (one at least); None where a whole day hides which it is."""
    day = (min if kind == "earliest" else max)([one[:10] for one in moments])
    there = [one for one in moments if one[:10] == day]
    if day not in there:
        return min(there) if kind == "earliest" else max(there)
    return day if all([one == day for one in there]) else None


def shift(moment: str, number: int, unit: str, zone: str = "") -> str | None:
    """`moment` moved by `number` (negative: back) hours, days, weeks, months or years.

    Hours are elapsed time, across a clock change of `zone` too; months and years are calendar
    ones, clipped to the last valid day. A whole day moved by hours that are not whole days: None.
    A move past the years 1 to 9999: None.
    """
    date, datetime, timedelta = _CALENDAR[0] if _CALENDAR else _calendar()
    try:
        if unit == "hour":
            if len(moment) == 10:
                if number % 24:
                    return None
                day: Any = date.fromisoformat(moment) + timedelta(days=number // 24)
                later: str = day.isoformat()
                return later
            elapsed: str = _elapsed(datetime.fromisoformat(moment), timedelta(hours=number), zone)
            return elapsed
        day = date.fromisoformat(moment[:10])
        if unit in ("day", "week"):
            moved = day + timedelta(days=number * (7 if unit == "week" else 1))
        else:
            moved = _months(day, number * (12 if unit == "year" else 1))
    except (ValueError, OverflowError):
        return None
    return str(moved.isoformat()) + moment[10:]


# days and times, once they are needed: importing them costs more than a decision
_CALENDAR: Any = []


def _calendar() -> Any:
    from datetime import date, datetime, timedelta

    _CALENDAR[:] = [(date, datetime, timedelta)]
    return _CALENDAR[0]


# zones met so far, by name (None: none of that name), and UTC itself
_ZONES: Any = {}


def _zone(name: Any) -> Any:
    from datetime import timezone
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        there = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        there = None
    found = _ZONES[name] = (there, timezone.utc)
    return found


def _elapsed(moment: Any, by: Any, zone: Any) -> Any:
    """Elapsed hours in `zone`, by way of UTC, so that a clock change is counted."""
    # the clocks of UTC never change
    if zone and zone != "UTC":
        there, utc = _ZONES.get(zone) or _zone(zone)
        if there is not None:
            moved = (moment.replace(tzinfo=there).astimezone(utc) + by).astimezone(there)
            return moved.replace(tzinfo=None).isoformat(timespec="minutes")
    return (moment + by).isoformat(timespec="minutes")


def _months(day: Any, number: Any) -> Any:
    """A calendar day moved by months, clipped to the last valid day of the month."""
    from datetime import date, timedelta

    index = day.year * 12 + day.month - 1 + number
    year, month = index // 12, index % 12 + 1
    after = date(year + (month == 12), month % 12 + 1, 1)
    last = (after - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def within(left: str, number: int, unit: str, side: str, right: str, zone: str = "") -> bool | None:
    """Whether `left` lies within so many units after, before or on either side (`of`) of `right`.

    Reaching the far end counts as passed; the near end (the same day or moment) is inside.
    """
    if side == "of":
        ahead = within(left, number, unit, "after", right, zone)
        if ahead:
            return True
        behind = within(left, number, unit, "before", right, zone)
        return True if behind else (None if ahead is None or behind is None else False)
    if side == "before":
        left, right = right, left
    near = compare(left, ">=", right)
    end = shift(right, number, unit, zone)
    far = None if end is None else compare(left, "<", end)
    if near is False or far is False:
        return False
    return None if near is None or far is None else True
