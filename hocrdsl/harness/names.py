"""What the words of a case may name in a rulebook: labels, readings, editions, classes, conclusions, results."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from hocrdsl.model import edition_day, edition_name, key
from hocrdsl.model.wording import words
from hocrdsl.plan import Plan
from hocrdsl.syntax import RulebookText
from hocrdsl.syntax import nodes as syntax


@dataclass(frozen=True, slots=True)
class Names:
    """`days`: the first days of the editions held. `classes`: what counted things are kept apart by. An empty set
    of labels or classes is not checked against."""

    days: tuple[str, ...]
    labels: frozenset[str] = frozenset()
    readings: frozenset[tuple[str, str]] = frozenset()
    classes: frozenset[str] = frozenset()
    results: frozenset[str] = frozenset()
    plan: Plan | None = None
    # what the texts met so far stand for
    _met: dict[str, tuple[tuple[str, str], ...] | None] = field(default_factory=dict, compare=False, repr=False)

    def editions(self, text: str) -> tuple[tuple[str, str], ...] | None:
        """(name, day) of every edition that `2026-04`, `from ...`, `until ...` or `... to ...` stands for."""
        if text not in self._met:
            self._met[text] = self._editions(text)
        return self._met[text]

    def _editions(self, text: str) -> tuple[tuple[str, str], ...] | None:
        words = text.split()
        match words:
            case ["from", since]:
                return self._between(edition_day(since), "9999-12-31")
            case ["until", until]:
                return self._between(self.days[0], _last(until))
            case [since, "to", until]:
                return self._between(edition_day(since), _last(until))
            case [name]:
                day = edition_day(name)
                if day is None or day < self.days[0]:
                    return None
                # the state on that day is that of the edition that began last
                return ((name, self.days[bisect_right(self.days, day) - 1]),)
        return None

    def _between(self, first: str | None, last: str | None) -> tuple[tuple[str, str], ...] | None:
        if first is None or last is None or first > last or last < self.days[0] or first < self.days[0]:
            return None
        start = self.days[bisect_right(self.days, first) - 1]
        return tuple((edition_name(day), day) for day in self.days if start <= day <= last)


def _last(name: str) -> str | None:
    """The last day that an edition's name speaks for: of a month, its last."""
    day = edition_day(name)
    return day if day is None or len(name) > 7 else f"{day[:7]}-31"


def names_of(text: RulebookText, days: tuple[str, ...], plan: Plan) -> Names:
    """The names of a rulebook in every edition, amendments not in force included."""
    labels, readings, results = set(), set(), set()
    for item in _items(text):
        if isinstance(item, syntax.Provision):
            labels.add(item.label)
            if item.role == "reading":
                readings.add((item.label, item.reading))
        elif isinstance(item, syntax.Disagreement):
            labels.add(item.label)
        elif isinstance(item, syntax.Result):
            results.add(key(item.name.text))
            # a ruling is a reason too, under the name of its fact
            labels.update(words(key(one.names[-1].text)) for one in (item.settled_by, item.classified_by) if one)
    charter = plan.model.charter
    column = plan.model.rows[charter.row_entity].columns.get(charter.kept_apart_by, ())
    classes = {str(value) for value in column if value is not None}
    return Names(days, frozenset(labels), frozenset(readings), frozenset(classes), frozenset(results), plan)


def _items(text: RulebookText) -> Iterator[syntax.Item]:
    for item in text.items:
        yield item
        for operation in item.operations if isinstance(item, syntax.Amendment) else ():
            if isinstance(operation, syntax.Substitute):
                yield operation.item
            elif isinstance(operation, syntax.Insert):
                yield from operation.items
