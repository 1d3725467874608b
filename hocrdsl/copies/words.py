"""Days, stretches of days and numbers, as people write them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hocrdsl.source import Citation
from hocrdsl.syntax.tokens import MONTHS


def day_said(day: str) -> str:
    """`1 April 2026` for `2026-04-01`; another text as it is."""
    try:
        said = date.fromisoformat(day)
    except ValueError:
        return day
    return f"{said.day} {MONTHS[said.month - 1]} {said.year}"


def stretch_said(since: str, until: str | None) -> str:
    """`from D until D`, or `since D`."""
    return f"since {day_said(since)}" if until is None else f"from {day_said(since)} until {day_said(until)}"


def cited(cites: Iterable[Citation]) -> str:
    """`[Document, place], [Document]`."""
    return ", ".join(f"[{one}]" for one in cites)


def many(number: int, one: str, more: str = "") -> str:
    """`1 row`, `2 rows`."""
    return f"{number} {one if number == 1 else more or one + 's'}"


def some(names: list[str], most: int = 5) -> str:
    """The first few of some names, and how many more."""
    if len(names) <= most + 1:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"
