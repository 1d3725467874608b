"""Kinds for a rulebook that says nothing of how often things are told: one kind, in which anything may be.

A few things of every heading, mostly one of each; one event with mostly one or two things decided; each fact told three
times in four, whatever its value; dates in the month before.
"""

from __future__ import annotations

from hocrdsl.records.generate.kinds import Event, Kind, Kinds, Line, Role
from hocrdsl.records.generate.told import ABSENT, UNKNOWN, Told, Way
from hocrdsl.records.layout import Fact, Group, Layout

_FEW = Told([Way(share, low=number) for number, share in enumerate((70, 15, 7, 4, 2, 2), 1)])
_TIMES = Told([Way(share, low=number) for number, share in enumerate((50, 20, 10, 6, 4, 3, 3, 2, 1, 1), 1)])
_ONE = Told([Way(1, low=1)])
_MINUTE, _MONTH = 60, 30 * 24 * 60
_TOLD = 0.75


def anything(layout: Layout, left_out: float | None = None) -> Kinds:
    """The kinds of a rulebook without a text of them; `left_out`: the share of facts that is not told."""
    unknown = 1 - _TOLD if left_out is None else left_out
    headings = {group.name for group in layout.things}

    def told(group: Group, besides: str = "") -> dict[str, Told]:
        found = {}
        for fact in group.facts:
            ways = [] if fact.name == besides else _ways(fact, headings)
            if ways:
                found[fact.name] = Told(ways) if fact.required else Told(ways).left_out(unknown)
        return found

    roles = tuple(
        Role(group.name, group.name, _FEW, told(group),
             {fact.name: (fact.heading,) for fact in group.facts if fact.kind == "things" and fact.heading in headings})
        for group in layout.things
    )
    line = Line(told(layout.decided), _TIMES)
    event = Event(told(layout.events, layout.vocabulary["event_date"]), {}, (line,), _ONE)
    return Kinds((Kind("anything", 1.0, roles, (event,)),), Told([Way(1)]), 0.0, {}, {})


def _ways(fact: Fact, headings: set[str]) -> list[Way]:
    match fact.kind:
        case "yes":
            ways = [Way(9, count=2)]
        case "one" | "row":
            # `none` is the last of the options of what may be none
            ways = [Way(9, count=len(fact.options) - fact.optional)]
        case "number":
            ways = [Way(9, count=100)]
        case "time":
            ways = [Way(9, low=-_MINUTE, step=-_MINUTE, count=_MONTH, relative=True)]
        case "thing" if fact.heading in headings:
            ways = [Way(9, role=fact.heading)]
        case _:
            return [Way(1, UNKNOWN)] if fact.required else []
    return [*ways, Way(1, ABSENT)] if fact.optional else ways
