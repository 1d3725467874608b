"""Times of the plan as text of the loop language: order, and moving by days, months or hours.

Source: contract of the language, "Time"; the calendar by the usual sums over eras of 400 years.
"""

from __future__ import annotations

from hocrdsl.backends.columnar.clocks import Changes, clock_changes
from hocrdsl.backends.columnar.emit_kept import Kept
from hocrdsl.backends.columnar.emit_values import Env
from hocrdsl.backends.columnar.layout import DAY, NONE, UNKNOWN
from hocrdsl.backends.columnar.text import Text
from hocrdsl.model.expressions import Within


class Times(Kept):
    """What is written of times."""

    def order(self, operator: str) -> str:
        """Whether one time is before, at or after another; a day, an even number, hides what is on it."""
        return self.once(("order", operator), lambda name: (
            f"def {name}(x, y):\n"
            f"    on = x & 1 == 0 and 0 < y - x < {DAY} or y & 1 == 0 and 0 < x - y < {DAY}\n"
            f"    return 1 if on else (2 if x {operator} y else 0)\n"))

    def within(self, test: Within, env: Env, out: Text) -> str:
        one, other = self.value(test.left, env, out), self.value(test.right, env, out)
        found = out.fresh()
        out.say(f"if {one} == {NONE} or {other} == {NONE}:").inside(f"{found} = 0")
        out.say(f"elif {one} == {UNKNOWN} or {other} == {UNKNOWN}:").inside(f"{found} = 1")
        ahead = f"{self._near(test.number, test.unit)}({one}, {other})"
        behind = f"{self._near(test.number, test.unit)}({other}, {one})"
        out.say("else:")
        out.deeper()
        out.say(f"{found} = {behind if test.side == 'before' else ahead}")
        if test.side == "of":
            out.say(f"if {found} != 2:")
            out.deeper()
            more = out.name(behind)
            out.say(f"if {more} > {found}:").inside(f"{found} = {more}")
            out.shallower()
        out.shallower()
        return found

    def _near(self, number: int, unit: str) -> str:
        def made(name: str) -> str:
            not_before, before, moved = self.order(">="), self.order("<"), self.moved(number, unit)
            return (
                f"def {name}(x, y):\n    near = {not_before}(x, y)\n    end = {moved}(y)\n"
                f"    far = 1 if end == {UNKNOWN} else {before}(x, end)\n    return near if near < far else far\n"
            )

        return self.once(("near", number, unit), made)

    def moved(self, number: int, unit: str) -> str:
        return self.once(("moved", number, unit), lambda name: self._moving(name, number, unit))

    def _moving(self, name: str, number: int, unit: str) -> str:
        if unit in ("day", "week"):
            return f"def {name}(x):\n    return x + {number * (7 if unit == 'week' else 1) * DAY}\n"
        if unit == "hour":
            whole = f"x + {number // 24 * DAY}" if number % 24 == 0 else str(UNKNOWN)
            changes = clock_changes(self.charter.local_time)
            if changes is None:
                return f"def {name}(x):\n    return {whole} if x & 1 == 0 else x + {number * DAY // 24}\n"
            head = f"def {name}(x):\n    if x & 1 == 0:\n        return {whole}\n"
            return head + self._elapsed(changes, number * 60)
        months = number * (12 if unit == "year" else 1)
        days, civil = self._calendar()
        return (
            f"def {name}(x):\n    day = x // {DAY}\n    year = {civil}(day, 0)\n    month = {civil}(day, 1)\n"
            f"    one = {civil}(day, 2)\n    index = year * 12 + month - 1 + {months}\n"
            f"    first = {days}(index // 12, index % 12 + 1)\n"
            f"    after = {days}((index + 1) // 12, (index + 1) % 12 + 1)\n"
            f"    last = after - first\n"
            f"    if one > last:\n        one = last\n    return (first + one - 1) * {DAY} + x % {DAY}\n"
        )

    def _elapsed(self, changes: Changes, minutes: int) -> str:
        """The moment so many minutes later (or earlier), whatever the clock did; beyond the changes that are known the
        incident is left."""
        there, here, by = (self.table(list(one)) for one in changes)
        number = len(changes.local)
        local, utc = self._changed(there, number), self._changed(here, number)
        first, last = changes.local[0] + abs(minutes), changes.local[-1] - abs(minutes)
        return (
            f"    if x < {2 * first} or x > {2 * last}:\n        BAD[0] = 1\n        return {self.blocked()}\n"
            f"    minute = x // 2\n    passed = minute - {by}[{local}(minute)] + {minutes}\n"
            f"    return (passed + {by}[{utc}(passed)]) * 2 + 1\n"
        )

    def _changed(self, table: str, number: int) -> str:
        """The function that says how many changes of the clock there were by some minute."""
        return self.once(("changed", table), lambda name: (
            f"def {name}(minute):\n    low = 0\n    high = {number}\n    while low < high:\n"
            f"        mid = (low + high) // 2\n        if {table}[mid] <= minute:\n            low = mid + 1\n"
            "        else:\n            high = mid\n    return low\n"))

    def _calendar(self) -> tuple[str, str]:
        """Days of the calendar from year and month, and back (years from 1, all days counted from the first)."""
        days = self.once("days", lambda name: (
            f"def {name}(y, m):\n    a = y\n    b = m - 3\n    if m < 3:\n        a = y - 1\n        b = m + 9\n"
            "    return 365 * a + a // 4 - a // 100 + a // 400 + (153 * b + 2) // 5 + 1 - 306\n"))
        civil = self.once("civil", lambda name: (
            f"def {name}(day, part):\n    z = day + 305\n    era = z // 146097\n    doe = z - era * 146097\n"
            "    yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365\n"
            "    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)\n    mp = (5 * doy + 2) // 153\n"
            "    month = mp + 3 if mp < 10 else mp - 9\n"
            "    if part == 2:\n        return doy - (153 * mp + 2) // 5 + 1\n    if part == 1:\n        return month\n"
            "    year = yoe + era * 400\n    return year + 1 if month < 3 else year\n"))
        return days, civil
