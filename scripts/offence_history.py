"""The days on which offences came onto the official list, left it, or changed on it.

Three sources, in this order of trust: the list's own dates and comments; the dates of classes, a CSV with the columns
`code`, `in_force_from`, `in_force_to`, `provenance`; and the small tables below and in `offences_earlier.csv`, of what
the list of today no longer shows. A day is the day that the source gives. What the source calls a cessation date is the
first day without. Days before the rulebook's first day are left out: they change nothing there.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from pathlib import Path

FIRST_DAY = "2014-04-01"
LIST = "Notifiable Offence List 2026-27"

# Codes of classes that were changed on a known day: (class, code) -> day on which that class took the code in.
# The list says so in its comment and its column of years.
# With it the class that had it before, and the family of that class.
MOVED_IN = {
    ("4/8", "004/19"): ("2023-04-01", "5E", "violence"),
    ("8N", "098/06"): ("2019-07-01", "99", "other"),
    ("8N", "099/86"): ("2019-07-01", "99", "other"),
    ("81", "090/01"): ("2021-04-01", "90", "weapons"),
    ("81", "090/02"): ("2021-04-01", "90", "weapons"),
    ("81", "090/03"): ("2021-04-01", "90", "weapons"),
    ("81", "090/04"): ("2021-04-01", "90", "weapons"),
    ("81", "090/05"): ("2021-04-01", "90", "weapons"),
}

# The list dates this code in class 104; the same offence stands in 105A.
BEGAN = {("104", "008/73"): "2018-12-01", ("105A", "008/73"): "2018-12-01"}

# Maxima in years before the day on which they were raised, and who says so.
_SEEN = f"seen: {LIST}, comment"
_NEAR = f"inferred: {LIST}, comment on the neighbouring row"
_ACT = "recalled: Policing and Crime Act 2017, s. 175"
RAISED = {
    ("4/4", "004/04"): ("14", "2022-06-28", _SEEN),
    ("4/6", "004/06"): ("14", "2022-06-28", _SEEN),
    ("4/7", "004/07"): ("14", "2022-06-28", _SEEN),
    ("4/7", "004/11"): ("10", "2022-06-28", _NEAR),
    ("11A", "011/03"): ("10", "2022-06-28", _SEEN),
    ("104", "008/73"): ("1", "2022-06-28", _NEAR),
    ("105A", "008/73"): ("1", "2022-06-28", _SEEN),
    ("8L", "008/30"): ("5", "2017-04-03", _ACT),
    ("8Q", "008/65"): ("5", "2017-04-03", _ACT),
    ("8Q", "008/66"): ("5", "2017-04-03", _ACT),
    ("8M", "008/58"): ("7", "2017-04-03", _ACT),
}

# Offences that the list of today no longer shows, each with what of it was seen, inferred or recalled.
EARLIER = Path(__file__).with_name("offences_earlier.csv")

_CLASS_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WRITTEN = re.compile(r"(\d{1,2}) ([A-Z][a-z]+) (\d{4})")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip


def day(text: str) -> str | None:
    """A day as the list writes it, `2015-07-31 00:00:00` or `6 April 2015`; None where it names none."""
    if found := _CLASS_DAY.match(text.strip()):
        return found.group()
    if (found := _WRITTEN.fullmatch(text.strip())) and found[2] in _MONTHS:
        return f"{found[3]}-{_MONTHS.index(found[2]) + 1:02d}-{int(found[1]):02d}"
    return None


def day_before(iso: str) -> str:
    """The last day before."""
    return (date.fromisoformat(iso) - timedelta(days=1)).isoformat()


def class_days(text: str) -> dict[str, tuple[str, str]]:
    """Class -> its first and last day, blank where it has none after the rulebook's first."""
    found = {}
    for row in csv.DictReader(io.StringIO(text)):
        first, last = (later(day(row[name]) or "") for name in ("in_force_from", "in_force_to"))
        if ":" not in row["code"] and (first or last):
            found[row["code"]] = (first, last)
    return found


def began(official: list[dict[str, str]]) -> str:
    """The first day of an offence; several official rows that are one row of ours began with the first of them."""
    days = [day(row["Commencement date"]) for row in official]
    return min(one for one in days if one is not None) if all(days) else ""


def first_day(name: str, code: str, official: list[dict[str, str]], classes: dict[str, tuple[str, str]]) -> str:
    """The day from which a class holds a code: the later of the offence's and the class's; blank where always."""
    moved = MOVED_IN.get((name, code), ("", "", ""))[0]
    own = BEGAN.get((name, code), "")
    return later(max(began(official), moved, own, classes.get(name, ("", ""))[0]))


def later(iso: str) -> str:
    """The day, where it lies after the rulebook's first; else blank."""
    return iso if iso > FIRST_DAY else ""


def last_day(official: dict[str, str]) -> str | None:
    """The last day of an offence that was withdrawn; None where the list names none that matters here."""
    gone = day(official["Cessation date"])
    return day_before(gone) if gone is not None and gone > FIRST_DAY else None


def earlier() -> list[dict[str, str]]:
    """The rows of `offences_earlier.csv`."""
    lines = EARLIER.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))
