"""What has changed in a rulebook since it was as another book has it, edition by edition, and whom that can reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hocrdsl.analysis.change_words import in_words
from hocrdsl.harness.case import Case
from hocrdsl.harness.reach import Reach
from hocrdsl.harness.run import runs_of
from hocrdsl.harness.session import Session
from hocrdsl.model import edition_name, fold
from hocrdsl.pipeline import Book
from hocrdsl.plan import Plan
from hocrdsl.rules import InvalidRulebook, Rules

Readings = Mapping[str, str]


@dataclass(frozen=True)
class Since:
    """A session over the rulebook as it is, and the book as it was."""

    at: Session
    before: Book
    _found: dict[tuple[str, tuple[tuple[str, str], ...]], Reach | str | None] = field(default_factory=dict, repr=False)
    _kept: dict[tuple[bool, str, tuple[tuple[str, str], ...]], Rules] = field(default_factory=dict, repr=False)

    def reach(self, day: str, readings: Readings) -> Reach | str | None:
        """What differs on a day; None: nothing; a text: why everything may."""
        key = (day, tuple(sorted(readings.items())))
        if key not in self._found:
            self._found[key] = self._reach(day, readings)
        return self._found[key]

    def _reach(self, day: str, readings: Readings) -> Reach | str | None:
        if self.same_text(day):
            return None
        plan = self.plan_before(day, readings)
        if isinstance(plan, str):
            return plan
        found = Reach.between(plan, self.rules_now(day, readings).plan())
        return found if found.differs else None

    def same_text(self, day: str) -> bool:
        """Whether the text in force on a day is the same, word by word, wherever it stands."""
        known = self.at.known if self.at.known != "proposed" else None
        sides = [fold(book.text, day, known or _known_on(book, day), self.at.known == "proposed").value
                 for book in (self.before, self.at.book)]
        return sides[0] is not None and sides[1] is not None and sides[0].items == sides[1].items

    @property
    def days(self) -> tuple[str, ...]:
        """The days on which an edition begins in either."""
        before = Rules(self.before, known=self.at.known).days
        return tuple(sorted({*before, *self.at.names.days}))

    def rules_now(self, day: str, readings: Readings) -> Rules:
        """The rules in force on a day."""
        return self._rules(self.at.book, day, readings)

    def rules_before(self, day: str, readings: Readings) -> Rules:
        """The rules in force on a day, as they were."""
        return self._rules(self.before, day, readings)

    def _rules(self, book: Book, day: str, readings: Readings) -> Rules:
        key = (book is self.before, day, tuple(sorted(readings.items())))
        if key not in self._kept:
            self._kept[key] = Rules(book, as_of=day, known=self.at.known, readings={**self.at.readings, **readings})
        return self._kept[key]

    def plan_before(self, day: str, readings: Readings) -> Plan | str:
        """How the book as it was decides on a day; a text where it does not."""
        rules = self.rules_before(day, readings)
        if not rules.days or day < rules.days[0]:
            return f"there was no edition {edition_name(day)}"
        try:
            return rules.plan()
        except KeyError:
            return "a reading that is new"
        except InvalidRulebook:
            return "the rulebook had errors then"


def _known_on(book: Book, day: str) -> str:
    return book.header.known_on.iso if book.header.known_on else day


@dataclass(frozen=True, slots=True)
class Chosen:
    """The runs that a change can reach, by id. `why`: each part of the change, in words -> the editions in which it
    reaches a case, and how many cases; none where it reaches none."""

    ids: frozenset[str]
    why: Mapping[str, tuple[tuple[str, ...], int]]
    cases: int
    of_cases: int


def chosen(since: Since, cases: Iterable[Case], files: frozenset[str]) -> Chosen:
    """The runs whose case has changed (`files`: of cases), and those that a change of meaning can reach."""
    why: dict[str, dict[str, None]] = {}
    editions: dict[str, dict[str, None]] = {}
    ids: set[str] = set()
    names: set[str] = set()
    many = 0
    for case in cases:
        many += 1
        for expectation, readings, party in runs_of(case):
            found = _why(since, case, expectation.day, readings, files)
            if not found:
                continue
            names.add(case.name)
            ids.add(f"{case.name}@{expectation.edition}" + (f" ({party})" if party else ""))
            for one in found:
                why.setdefault(one, {})[case.name] = None
                editions.setdefault(one, {})[expectation.edition] = None
    for one in _every_change(since):
        why.setdefault(one, {})
    said = {one: (tuple(sorted(editions.get(one, ()))), len(of)) for one, of in why.items()}
    return Chosen(frozenset(ids), said, len(names), many)


def _why(since: Since, case: Case, day: str, readings: Readings, files: frozenset[str]) -> list[str]:
    if case.span.source.name in files:
        return [f"{case.span.source.name} has changed"]
    found = since.reach(day, readings)
    if found is None or isinstance(found, str):
        return [found] if found else []
    words = in_words(found.old, found.new, found.differs)
    return [words.get(one, one) for one in found.why(case)]


def _every_change(since: Since) -> list[str]:
    """Every change of meaning in the editions held, in words."""
    found: dict[str, None] = {}
    for day in since.at.names.days:
        one = since.reach(day, {})
        if isinstance(one, Reach):
            found.update(dict.fromkeys(in_words(one.old, one.new, one.differs).values()))
    return list(found)
