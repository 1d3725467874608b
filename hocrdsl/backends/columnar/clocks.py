"""When the clocks of a place change, in minutes since the year 1: so that hours passed can be counted in loops."""

from __future__ import annotations

from datetime import datetime, timedelta, UTC
from functools import cache
from typing import NamedTuple

# between these years; before and after, an incident is left
FIRST, LAST = 1970, 2100
_DAY = timedelta(days=1)
_ZERO = datetime(1, 1, 1, tzinfo=UTC)


class Changes(NamedTuple):
    """Of each change the minute in local time (read as it is first met: an hour that comes twice is the first, one
    that is left out is before the change) and in UTC; and by how many minutes local time is ahead: before the first
    change, and after each."""

    local: tuple[int, ...]
    utc: tuple[int, ...]
    ahead: tuple[int, ...]


@cache
def clock_changes(zone: str) -> Changes | None:
    """The changes of a zone; None where local time is UTC, or nothing is known of the zone."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if zone in ("", "UTC"):
        return None
    try:
        there = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None

    def ahead(moment: datetime) -> int:
        shift = moment.astimezone(there).utcoffset()
        assert shift is not None
        return int(shift.total_seconds()) // 60

    local, utc, offsets = [], [], []
    day = datetime(FIRST, 1, 1, tzinfo=UTC)
    offsets.append(ahead(day))
    # the ends are changes too, to what is so already, so that there always are some
    ends = [day, datetime(LAST, 1, 1, tzinfo=UTC)]
    found = [day]
    while day < ends[1]:
        after = day + _DAY
        if ahead(after) != ahead(day):
            low, high = 0, 24 * 60
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (low, middle) if ahead(day + timedelta(minutes=middle)) != ahead(day) else (middle, high)
            found.append(day + timedelta(minutes=high))
        day = after
    for moment in [*found, ends[1]]:
        minute, before, now = int((moment - _ZERO).total_seconds()) // 60, offsets[-1], ahead(moment)
        # days are counted from 1 as calendars do
        minute += 24 * 60
        utc.append(minute)
        local.append(minute + max(before, now))
        offsets.append(now)
    return Changes(tuple(local), tuple(utc), tuple(offsets))
