"""Incidents of a known pattern: checked as they stand, and written out without making things of them.

One event, nothing held, no news, nothing recorded, every fact told plainly: each such incident goes by the profiles and
the pattern that deciding another like it has left. Whatever is not plain here is left to the way that all can go.
"""

from __future__ import annotations

from hocrdsl.backends.python.runtime.patterns import Pattern, unit_named
from hocrdsl.backends.python.runtime.profiles import Probe
from hocrdsl.backends.python.runtime.settle import standing
from hocrdsl.world.decision import decision_from
from hocrdsl.world.facts import NONE, plainly_told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

class Scene:
    """What stands for a `World` where a decision is written, and for a `Run` where conclusions of an event are tried:
    when the event was, and reckoning with dates."""

    aside: Any = ()
    readings: Any = ()
    recorded: Any = ()
    released: Any = ()

    def __init__(self, book: Any, vocabulary: Any, events: Any) -> None:
        self.book = book
        self.vocabulary = vocabulary
        self.events = events
        # times moved, by (time, number, unit)
        self.shifts: Any = {}
        self.kept: Any = {}
        self.state = self.world = self


class Newcomers(dict):  # type: ignore[type-arg]
    """Names that no heading lists, by number as they are met."""

    __slots__ = ("names",)

    def __init__(self, names: Any) -> None:
        self.names = names

    def __missing__(self, name: Any) -> Any:
        if type(name) is not str or not name or name == NONE:
            raise KeyError(name)
        number = self[name] = len(self.names)
        self.names.append(name)
        return number


class Sections(dict):  # type: ignore[type-arg]
    """By entity: numbers by name. `names`: by number."""

    __slots__ = ("names", "entities")

    def __init__(self, entities: Any) -> None:
        self.names: Any = []
        self.entities = entities

    def __missing__(self, entity: Any) -> Any:
        if entity not in self.entities:
            raise KeyError(entity)
        found = self[entity] = Newcomers(self.names)
        return found


def swift_of(book: Any) -> Any:
    """The function that decides by the patterns of a book: (incident, vocabulary, edition, meta) to a decision, or
    None."""

    def swift(incident: Any, vocabulary: Any, edition: Any, meta: Any) -> Any:
        profiles = book.profiles
        if profiles is None or profiles.vocabulary is not vocabulary or not profiles.patterns:
            return None
        seen = _seen(incident, vocabulary, profiles)
        if seen is None:
            return None
        return _written(book, incident, vocabulary, edition, meta, *seen)

    return swift


def _seen(incident: Any, vocabulary: Any, profiles: Any) -> Any:
    """(pattern, what is told of each thing decided, the event as told, names by number) of a plain incident whose
    pattern says all; else None."""
    if type(incident) is not dict:
        return None
    checks = profiles.checks
    listing = vocabulary["decided_list"]
    reports = incident[vocabulary["event_list"]]
    sections = Sections(vocabulary["listed"])
    names = sections.names
    for heading, entity in vocabulary["headings"].items():
        if heading in incident:
            section = incident[heading]
            if type(section) is not dict or NONE in section or "" in section:
                return None
            try:
                # names are text
                "".join(section)
            except TypeError:
                return None
            sections[entity] = dict(zip(section, range(len(names), len(names) + len(section))))
            names += section
    listed = len(sections)
    if len(reports) != 1 or type(reports) is not list or len(incident) != listed + 1:
        return None
    report = reports[0]
    times: Any = set()
    links: Any = []
    of_event, required = checks[vocabulary["event"]]
    told = [plainly_told(of_event, report, sections, times, links, listing)]
    if told[0] not in profiles:
        return None
    for key in required:
        if key not in report:
            return None
    facts = report.get(listing)
    if type(facts) is not list:
        return None
    of_decided, required = checks[vocabulary["decided"]]
    for one in facts:
        told.append(plainly_told(of_decided, one, sections, times, links))
    for heading, entity in vocabulary["headings"].items():
        if heading in incident and sections[entity]:
            told.append(entity)
            of_entity, more = checks[entity]
            required += more
            for raw in incident[heading].values():
                told.append(plainly_told(of_entity, raw, sections, times, links))
    if len(sections) > listed:
        new = [(entity, some) for entity, some in sections.items() if type(some) is Newcomers]
        if len(new) > 1:
            # numbers go by entity
            return None
        for entity, some in new:
            told += [entity, *[()] * len(some)]
    pattern = None if required or None in told else profiles.patterns.get((*told, *links))
    if type(pattern) is not Pattern or not pattern.swift:
        return None
    return (pattern, facts, report, names) if pattern.others.isdisjoint(sections) else None


def _written(
    book: Any, incident: Any, vocabulary: Any, edition: Any, meta: Any, pattern: Any, facts: Any, report: Any,
    names: Any,
) -> Any:
    """The decision that follows a pattern; None where it does not come out plainly."""
    event = {"_name": f"{vocabulary['event_name']} 1"}
    naming = vocabulary["decided_name"]
    own = [f"{naming} {place}" for place in range(1, len(facts) + 1)]
    names += own
    # the event stands last, as it does on the stage
    names.append(event["_name"])
    world = Scene(book, vocabulary, ((report[vocabulary["event_date"]], 0, 0, event, ()),))
    listing, classified = vocabulary["decided_list"], vocabulary["classified"]
    counted = []
    ids: Any = {}
    for said, (provision, parts, _, members, labels, first) in zip(pattern.said, pattern.counted):
        unit = [*map(names.__getitem__, parts)] if type(parts) is tuple else unit_named(parts, names)
        name = f"{provision}: {', '.join(unit)}" if unit else provision
        ids[name] = None
        said = said.copy()
        said["id"] = name
        said["unit"] = unit
        said["principal"] = own[first]
        said[listing] = [own[first]] if len(members) == 1 else [own[member] for member in members]
        said["joined"] = []
        said["because"] = [*labels]
        counted.append(said)
    if len(ids) != len(counted):
        return None
    decided, counts_as = vocabulary["decided"], vocabulary["counted"]
    fates = []
    for name, one, (fate, into) in zip(own, facts, pattern.fates):
        fate = fate.copy()
        fate[decided] = name
        stated = one.get(classified)
        fate["stated"] = None if stated == NONE else stated
        if into is not None:
            fate[counts_as] = counted[into]["id"]
        fate["because"] = [*fate["because"]]
        fates.append(fate)
    conclusions = _concluded(book, world, report, pattern, counted, own)
    if conclusions is None:
        return None
    said = pattern.kept.get((*[one[3] for one in conclusions],))
    if said is None or said[2]:
        return None
    presumed = [
        {"about": event["_name"] if of_event else own[place], "fact": fact} for place, of_event, fact in said[1]
    ]
    more: Any = (conclusions, (), (), (), (), {}, said[0], presumed, [])
    return decision_from(world, counted, fates, more, [edition], lambda date: edition, meta, incident)


def _concluded(book: Any, world: Any, report: Any, pattern: Any, counted: Any, own: Any) -> Any:
    """What is concluded about things counted, as far as it hangs on options and on the event, and about those decided
    (`own`: their names); None: not plainly."""
    decided = world.vocabulary["decided"]
    ones: Any = {}
    found: Any = []
    for number, lines in pattern.concluded:
        entity, name, _, _ = book.conclusions[number]
        stands: Any = None
        for place, _, again, steps, sure in lines:
            if steps is None:
                stands = sure
            elif not again:
                try:
                    one = _stand_in(book, world, report, pattern, counted, place, ones, found)
                    stands = standing(world, steps, one)
                except Exception:
                    # more has to be known: that is told in full, and so it is with all of this pattern
                    pattern.swift = False
                    return None
            if stands is not None:
                if stands[2]:
                    return None
                found.append((own[place] if entity == decided else counted[place]["id"], name, stands[0], stands[1]))
    return found


def _stand_in(
    book: Any, world: Any, report: Any, pattern: Any, counted: Any, place: int, ones: Any, found: Any,
) -> Any:
    """What stands for a thing counted where conclusions about it are tried: its principal holds what is the same for
    all of the pattern, and gives way where anything else is read. `found`: what is concluded already."""
    vocabulary = world.vocabulary
    name = counted[place]["id"]
    one = ones.get(place)
    if one is None:
        few, beside = pattern.few[place]
        own = few
        if vocabulary["event_fact"] is not None:
            own = {**few, vocabulary["event_fact"]: _event_stand_in(book, vocabulary, report, ones)}
        one = ones[place] = {"_entity": vocabulary["counted"], "_name": name, "_principal": Probe(own, beside),
                             "_concluded": {}, **vocabulary["counted_presumed"]}
    concluded = one["_concluded"]
    for about, what, value, _ in found:
        if about == name:
            concluded[what] = value
    return one


def _event_stand_in(book: Any, vocabulary: Any, report: Any, ones: Any) -> Any:
    """The event with what is told of it, names of things left out."""
    event = ones.get("event")
    if event is None:
        named = book.profiles.named
        told = report if named.isdisjoint(report) else {key: one for key, one in report.items() if key not in named}
        event = ones["event"] = Probe({**book.profiles.fresh[vocabulary["event"]], **told}, named)
    return event
