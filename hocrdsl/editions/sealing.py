"""Seals held against the text, and made anew.

A seal speaks of a day as known on a day. The text is folded as known on that day too, so that an amendment made later,
though it be of the past, breaks no seal; and it is folded on every day on which anything begins, then or now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from hocrdsl.diagnostics import Diagnostic
from hocrdsl.editions import problems
from hocrdsl.editions.canonical import Canonical, Key, Thing
from hocrdsl.editions.seals import OMITTED, Seal, Seals, holding
from hocrdsl.model import edition_days, edition_name, fold
from hocrdsl.model.editions import day_after, day_before, head_of
from hocrdsl.syntax import nodes as syntax

Days = dict[str, dict[Key, Thing]]
# a line, and the digest found in the place of its own
_Mismatch = tuple[Seal, str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs from the seals, and what they lack: things with the first day on which they are not sealed."""

    diagnostics: tuple[Diagnostic, ...] = ()
    lacking: dict[Key, str] = field(default_factory=dict)
    # what amendments made since have changed in sealed editions
    corrected: tuple[Key, ...] = ()
    # editions that begin after the day on which the whole was sealed last
    unsealed: tuple[str, ...] = ()
    editions: int = 0


def known_day(text: syntax.RulebookText) -> str:
    """The day as known on which a text is sealed: that of its head."""
    head = head_of(text)
    return head.known_on.iso if head is not None and head.known_on is not None else "9999-12-31"


class _Folded:
    """The text folded on days as known on days, each pair once. A day on which it can't be folded holds nothing."""

    def __init__(self, text: syntax.RulebookText) -> None:
        self.text = text
        self._canonical = Canonical(text)
        self._known: dict[tuple[str, str], dict[Key, Thing]] = {}

    def days(self, known: str, more: Iterable[str] = ()) -> Days:
        """The things of every edition that begins by the day as known on that day, and of more days; in order."""
        wanted = sorted({*edition_days(self.text, known), *more})
        return {day: self._on(day, known) for day in wanted if day <= known}

    def _on(self, day: str, known: str) -> dict[Key, Thing]:
        if (day, known) not in self._known:
            folded = fold(self.text, day, known).value
            self._known[day, known] = {} if folded is None else self._canonical.things(folded.items)
        return self._known[day, known]


def compare(text: syntax.RulebookText, seals: Seals) -> Comparison:
    """The text against its seals, on every day and as known on every day of which they speak."""
    folded, now = _Folded(text), known_day(text)
    starts = {one.since for one in seals.lines}
    by_key = _by_key(seals.lines)
    broken: dict[_Mismatch, _Broken] = {}
    lacking: dict[Key, str] = {}
    for known in sorted({seals.known, *(one.known for one in seals.lines)}):
        lacking = _compare(folded.days(known, starts), known, by_key, broken)
    corrected: dict[_Mismatch, _Broken] = {}
    if now > seals.known:
        _compare(folded.days(now, starts), now, by_key, corrected)
    every = [day for day in edition_days(text, now) if day <= now]
    found = [one.told(every, [label for _, label in lacking], seals.known) for one in broken.values()]
    return Comparison(
        tuple(sorted(found, key=lambda one: one.sort_key)), lacking,
        () if found else tuple(dict.fromkeys(one.seal.key for one in corrected.values())),
        tuple(edition_name(day) for day in every if day > seals.known), len(every),
    )  # fmt: skip


@dataclass(slots=True)
class _Broken:
    """A line that the text does not bear out, with the days on which it does not."""

    seal: Seal
    thing: Thing | None
    days: set[str] = field(default_factory=set)

    def told(self, editions: list[str], unsealed: list[str], last_sealed: str) -> Diagnostic:
        days = sorted(self.days)
        first, last = (edition_name(max((one for one in editions if one <= day), default=day))
                       for day in (days[0], days[-1]))
        when = f"edition {first}" if first == last else f"the editions {first} to {last}"
        if self.thing is None:
            return problems.dropped(self.seal.label, when, last_sealed, self.seal.place, unsealed)
        what = problems.there_again if self.seal.digest == OMITTED else problems.changed
        return what(self.seal.label, when, last_sealed, self.thing.span, self.seal.place)


def _compare(days: Days, known: str, by_key: dict[Key, list[Seal]],
             broken: dict[_Mismatch, _Broken]) -> dict[Key, str]:
    """Every thing on every day; one that is the day before's, under the same line, is as right or wrong as it was.

    Gives the things that no line holds, each with the first such day.
    """
    lacking: dict[Key, str] = {}
    before: dict[Key, Thing] = {}
    wrong: dict[Key, _Broken] = {}
    # by key, the last day of the line that was looked at last
    until: dict[Key, str] = {}
    turns = {(one.key, one.since) for lines in by_key.values() for one in lines}
    for day, things in days.items():
        # where a whole edition is gone, the head speaks for it
        for key in by_key if things else [one for one in by_key if one[0] == "head"]:
            thing = things.get(key)
            if thing is before.get(key) and day <= until.get(key, "") and (key, day) not in turns:
                continue
            wrong.pop(key, None)
            seal = holding(by_key[key], day, known)
            until[key] = seal.until if seal is not None else ""
            if seal is None and thing is not None:
                lacking.setdefault(key, day)
            elif seal is not None and (thing.digest if thing is not None else OMITTED) != seal.digest:
                # one message for each line and each wording found in its place
                at = (seal, thing.digest if thing is not None else "")
                wrong[key] = broken.setdefault(at, _Broken(seal, thing))
        for one in wrong.values():
            one.days.add(day)
        for key in things.keys() - by_key.keys():
            lacking.setdefault(key, day)
        before = things
    return lacking


def _by_key(lines: Iterable[Seal]) -> dict[Key, list[Seal]]:
    found: dict[Key, list[Seal]] = defaultdict(list)
    for one in lines:
        found[one.key].append(one)
    return found


# --- making -----------------------------------------------------------------------------


def sealed(text: syntax.RulebookText, before: Seals | None) -> Seals:
    """The seals of a text that bears out those it has: their lines, and lines for what they lack."""
    now = known_day(text)
    old = before or Seals(now, ())
    by_key = _by_key(old.lines)
    # between two of these days neither the text nor what is sealed of it changes
    turns = {one.since for one in old.lines} | {day_after(one.until) for one in old.lines}
    days = _Folded(text).days(now, turns)
    keys = {key for things in days.values() for key in things} | set(by_key)
    lines = [line for key in keys for line in _lines(key, days, by_key.get(key, []), old.known, now)]
    return Seals(now, tuple(lines))


def _lines(key: Key, days: Days, old: list[Seal], sealed_on: str, now: str) -> list[Seal]:
    """The lines of one thing: the old ones, longer where the text went on, and new ones."""
    lines = list(old)
    order = list(days)
    for number, day in enumerate(order):
        thing = days[day].get(key)
        digest = thing.digest if thing is not None else OMITTED
        there = holding(lines, day, now)
        if (there.digest if there is not None else OMITTED) == digest:
            continue
        until = day_before(order[number + 1]) if number + 1 < len(order) else now
        made = Seal(key[1], key[0], day, until, now, digest)
        before = next((one for one in lines if _goes_on(one, made, sealed_on)), None)
        if before is not None:
            lines.remove(before)
            made = replace(before, until=until)
        lines.append(made)
    return lines


def _goes_on(before: Seal, after: Seal, sealed_on: str) -> bool:
    """Whether a line may be made longer: what was known earlier is not known of days that were sealed without it."""
    if before.digest != after.digest or day_after(before.until) != after.since:
        return False
    return before.known == after.known or after.since > sealed_on
