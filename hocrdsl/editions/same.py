"""Whether two texts are the same law: in every edition, as known on every day on which that could differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hocrdsl.data import replace
from hocrdsl.editions.canonical import key_of
from hocrdsl.model import bare, edition_days, edition_name, fold
from hocrdsl.model.amend import names_of, touched
from hocrdsl.model.dates import Period, period
from hocrdsl.model.editions import day_after, day_before, head_of
from hocrdsl.model.wordings import wordings
from hocrdsl.syntax import RulebookText
from hocrdsl.syntax import nodes as syntax

Folded = dict[tuple[str, str], list[syntax.Item]]


@dataclass(frozen=True, slots=True)
class Turns:
    """The days as known on which amendments and what they change are seen otherwise than the day before, and those
    days; and the days on which that changes. Between two of them a difference is on all days or on none."""

    known: tuple[str, ...]
    days: frozenset[str]


def turns(text: RulebookText, amendments: Iterable[syntax.Amendment]) -> Turns:
    """The days to look at where some amendments are folded in."""
    head = head_of(text)
    first = head.in_force.since.iso if head is not None and head.in_force is not None else ""
    known: set[str] = set()
    changed: set[str] = set()
    for one in amendments:
        known |= {day.iso for day in (one.made_on, one.in_force.since if one.in_force else None) if day is not None}
        changed |= {bare(name) for operation in one.operations for name in touched(operation)}
    days: set[str] = set()
    for item in text.items:
        if isinstance(item, syntax.Amendment):
            days |= _ends(period(item.in_force))
    for line in wordings(text.items, []).values():
        if not isinstance(line[0].item, syntax.Has) and bare(names_of(line[0].item)) in changed:
            for wording in line:
                days |= _ends(wording.days)
                known |= _ends(wording.days) | {day for day in wording.days[2:] if day}
    known |= {day_before(day) for day in known}
    return Turns(tuple(sorted(day for day in known if day >= first)), frozenset(days | {first}))


def _ends(days: Period) -> set[str]:
    return {day for day in (days.since, days.until and day_after(days.until)) if day}


def difference(one: RulebookText, other: RulebookText, at: Turns) -> str | None:
    """Where two texts first differ, in words; None where they don't."""
    found = _differs(one, other, None, False, None) or _differs(one, other, None, True, at.days)
    if found is not None:
        return found
    for day in at.known:
        found = _differs(one, other, day, False, at.days)
        if found is not None:
            return f"{found}, as known on {day}"
    return None


def _differs(one: RulebookText, other: RulebookText, known: str | None, proposed: bool,
             only: frozenset[str] | None) -> str | None:
    days = edition_days(one, known, proposed)
    more = set(edition_days(other, known, proposed)) ^ set(days)
    if more:
        return f"the edition {edition_name(min(more))} would begin or go"
    for day in days if only is None else [day for day in days if day in only]:
        before, after = (fold(text, day, known, proposed) for text in (one, other))
        if before.value is None or after.value is None:
            if (before.value is None) != (after.value is None):
                told = [diagnostic.title for diagnostic in (*before.diagnostics, *after.diagnostics)]
                return f"edition {edition_name(day)}: {told[0] if told else 'it cannot be read'}"
            continue
        label = _other_label(_by_key(before.value.items), _by_key(after.value.items))
        if label is not None:
            return f"{label} would read otherwise in edition {edition_name(day)}"
    return None


def _other_label(one: Folded, other: Folded) -> str | None:
    if len(one) == len(other) and all(_alike(items, other.get(key)) for key, items in one.items()):
        return None
    return next((key[1] for key in (*one, *other) if not _alike(one.get(key), other.get(key))), "a label")


def _alike(one: list[syntax.Item] | None, other: list[syntax.Item] | None) -> bool:
    if one is None or other is None or len(one) != len(other):
        return False
    return all(a is b or undated(a) == undated(b) for a, b in zip(one, other, strict=True))


def _by_key(items: Iterable[syntax.Item]) -> Folded:
    found: Folded = {}
    for item in items:
        found.setdefault(key_of(item), []).append(item)
    return found


def undated(item: syntax.Item) -> syntax.Item:
    """A definition of a folded text without its dates, and without where its rows stand."""
    if isinstance(item, syntax.Header | syntax.Amendment):
        return item
    if isinstance(item, syntax.Entity | syntax.FactsOf):
        return replace(item, in_force=None, facts=tuple(replace(fact, in_force=None) for fact in item.facts))
    if isinstance(item, syntax.Table):
        rows = tuple(syntax.Row(row.cells, span=row.span) if row.since or row.until else row for row in item.rows)
        return replace(item, in_force=None, file=None, rows=rows, others=())
    return replace(item, in_force=None)
