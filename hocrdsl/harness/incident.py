"""An incident as written to the canonical mapping that `hocrdsl.world.read` takes, with the place of everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hocrdsl.diagnostics import Checked
from hocrdsl.harness import problems
from hocrdsl.harness.compose import Node, compose
from hocrdsl.harness.convert import UNKNOWN, Path, Reading, dangling, time, value
from hocrdsl.harness.excluded import check_only_where
from hocrdsl.harness.expand import article, decided_things, facts, listed_things
from hocrdsl.harness.lexicon import Vocabulary, lexicon
from hocrdsl.plan import Plan
from hocrdsl.source import SourceText, Span
from hocrdsl.world.read import InvalidIncident, read


@dataclass(frozen=True, slots=True)
class OpenNumber:
    """`count: at least 2`: what is counted, the least, and the incident with one and with two more of it."""

    counted: str
    least: int
    one_more: dict[str, Any] = field(repr=False)
    two_more: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Incident:
    """`canonical`: snake keys, typed values, the compact form written out, an open number at its least. `places`: path
    -> node, for `span`. `all_more`: where several numbers are open, the incident with one more of each."""

    canonical: dict[str, Any]
    source: SourceText = field(repr=False)
    places: dict[Path, Node] = field(repr=False, compare=False)
    open: tuple[OpenNumber, ...] = ()
    all_more: dict[str, Any] | None = field(default=None, repr=False)

    def span(self, path: Path) -> Span:
        """The place of a canonical path, or of the nearest thing above it."""
        from hocrdsl.harness.compose import span

        while path and path not in self.places:
            path = path[:-1]
        return span(self.source, self.places[path])


def read_incident(source: SourceText, vocabulary: Vocabulary, plan: Plan | None = None) -> Checked[Incident]:
    """The incident of a text; with the plan of an edition, facts that an `only where` excludes are problems too."""
    composed = compose(source)
    if composed.value is None:
        return Checked(None, composed.diagnostics)
    reading = Reading(source, lexicon(vocabulary))
    if len(composed.value) > 1:
        reading.say(problems.wrong_shape(reading.span(composed.value[1]), "the file", "one incident"))
    incident = incident_of(reading, composed.value[0], plan)
    if not reading.problems:
        try:
            read(incident.canonical, vocabulary)
        except InvalidIncident as error:
            for path, message in error.problems:
                reading.say(problems.does_not_fit(incident.span(path), message))
    found = tuple(sorted(reading.problems, key=lambda one: one.sort_key))
    return Checked(None if found else incident, found)


def incident_of(reading: Reading, node: Node, plan: Plan | None = None) -> Incident:
    """The incident of a node; problems are kept in `reading`."""
    canonical: dict[str, Any] = {}
    incident = Incident(canonical, reading.source, reading.places)
    reading.places[()] = node
    vocabulary = reading.lexicon.vocabulary
    event_list = vocabulary["event_list"]
    before = len(reading.problems)
    sections: dict[str, Node] = {}
    for text, key, below in reading.pairs(node, "an incident"):
        heading = reading.lexicon.heading(text)
        if heading is None:
            heading = text if text in ("held", "news", "recorded", event_list) else None
        if heading is None:
            known = [*vocabulary["headings"], event_list, "held", "news", "recorded"]
            reading.say(problems.unknown_key(reading.span(key), text, "an incident", known))
            continue
        sections[heading] = below
        reading.places[heading,] = below
    for heading, below in sections.items():
        if heading in vocabulary["headings"]:
            canonical[heading] = listed_things(reading, below, heading)
    _held_names(reading, sections.get("held"))
    events = sections.get(event_list)
    if events is None:
        if node.id == "mapping":
            reading.say(problems.required(reading.span(node), "the incident", event_list))
        return incident
    if "held" in sections:
        canonical["held"] = _held(reading, sections["held"])
    canonical[event_list] = _events(reading, events)
    if "news" in sections:
        canonical["news"] = _news(reading, sections["news"], canonical)
    if "recorded" in sections:
        canonical["recorded"] = _recorded(reading, sections["recorded"])
    dangling(reading)
    if plan is not None and reading.conditional and len(reading.problems) == before:
        check_only_where(reading, incident.canonical, plan)
    reading.conditional.clear()
    if reading.open and not reading.more and len(reading.problems) == before:
        return _with_open_numbers(reading, incident, node)
    return incident


def _with_open_numbers(reading: Reading, incident: Incident, node: Node) -> Incident:
    """The incident with what it would be with more of what is open."""
    found = tuple(
        OpenNumber(counted, least, _written_out(reading, node, {place: 1}), _written_out(reading, node, {place: 2}))
        for place, (counted, least) in enumerate(reading.open)
    )
    several = len(found) > 1
    all_more = _written_out(reading, node, dict.fromkeys(range(len(found)), 1)) if several else None
    return replace(incident, open=found, all_more=all_more)


def _written_out(reading: Reading, node: Node, more: dict[int, int]) -> dict[str, Any]:
    again = Reading(reading.source, reading.lexicon)
    again.more = more
    canonical = incident_of(again, node).canonical
    reading.problems += again.problems
    return canonical


def _events(reading: Reading, node: Node) -> list[dict[str, Any]]:
    vocabulary = reading.lexicon.vocabulary
    event, listing = vocabulary["event"], vocabulary["event_list"]
    found: list[dict[str, Any]] = []
    what = article(vocabulary["event_name"])
    for place, item in enumerate(reading.items(node, f"`{listing}`")):
        path: Path = (listing, place)
        reading.places[path] = item
        own, inner, shared, rows, name = [], None, None, None, None
        for text, key, below in reading.pairs(item, what):
            if text == vocabulary["decided_list"]:
                inner = below
            elif text in ("the same in all", "the_same_in_all"):
                shared = below
            elif text == "rows":
                rows = below
            elif text == "name" and reading.lexicon.fact(event, text) is None:
                name = reading.text(below, "`name`")
            else:
                own.append((text, key, below))
        made = facts(reading, event, own, path, item, what)
        if name:
            made["name"] = name
        already = sum(len(one[vocabulary["decided_list"]]) for one in found)
        made[vocabulary["decided_list"]] = decided_things(reading, inner, shared, rows, path, already)
        found.append(made)
    return found


def _held_names(reading: Reading, node: Node | None) -> None:
    """Held things may be named before and after they stand; without the heading there are none."""
    vocabulary = reading.lexicon.vocabulary
    names = reading.names[vocabulary["counted"]] = {}
    for place, item in enumerate(node.value if node is not None and node.id == "sequence" else ()):
        entries = item.value if item.id == "mapping" else ()
        stated = next((below for key, below in entries if key.value == "name"), None)
        name = f"{vocabulary['counted_name']} {place + 1} held" if stated is None else stated.value
        if isinstance(name, str):
            if name in names:
                reading.say(problems.one_name_twice(reading.span(stated or item), name, reading.span(names[name])))
            names[name] = stated or item


def _held(reading: Reading, node: Node) -> list[dict[str, Any]]:
    vocabulary = reading.lexicon.vocabulary
    counted, decided, listing = vocabulary["counted"], vocabulary["decided"], vocabulary["decided_list"]
    found = []
    for place, item in enumerate(reading.items(node, "`held`")):
        path: Path = ("held", place)
        reading.places[path] = item
        what = f"a held {vocabulary['counted_name']}"
        own, inner, name = [], None, None
        for text, key, below in reading.pairs(item, what):
            if text == "name":
                name = reading.text(below, "`name`")
            elif text == listing:
                inner = below
            else:
                own.append((text, key, below))
        made = facts(reading, counted, own, path, item, what)
        if name is not None:
            made["name"] = name
        if inner is not None:
            made[listing] = members = []
            for number, member in enumerate(reading.items(inner, f"`{listing}`")):
                where = (*path, listing, number)
                reading.places[where] = member
                below_name, rest = None, []
                for text, key, below in reading.pairs(member, f"an item of `{listing}`"):
                    if text == "name":
                        below_name = reading.text(below, "`name`")
                    else:
                        rest.append((text, key, below))
                one = facts(reading, decided, rest, where, member, vocabulary["decided_name"], complete=False)
                if below_name is not None:
                    one["name"] = below_name
                members.append(one)
        found.append(made)
    return found


def _news(reading: Reading, node: Node, canonical: Mapping[str, Any]) -> list[dict[str, Any]]:
    kinds = _kinds(reading, canonical)
    found = []
    for place, item in enumerate(reading.items(node, "`news`")):
        path: Path = ("news", place)
        reading.places[path] = item
        entries = reading.pairs(item, "news")
        named = {text: below for text, _, below in entries}
        made: dict[str, Any] = {}
        for part in ("on", "about"):
            if part not in named:
                reading.say(problems.required(reading.span(item), "news", part))
        if "on" in named and named["on"].id == "scalar":
            moment = time(named["on"].value)
            if moment is None:
                reading.say(problems.no_such_date(reading.span(named["on"]), named["on"].value, "on"))
            made["on"] = moment
        if "about" in named and named["about"].id == "scalar":
            about = made["about"] = named["about"].value
            entity = kinds.get(about)
            if entity is None:
                reading.say(problems.dangling(reading.span(named["about"]), about, "the incident", kinds))
                continue
            rest = [one for one in entries if one[0] not in ("on", "about")]
            made.update(facts(reading, entity, rest, path, item, "news", complete=False))
        found.append(made)
    return found


def _kinds(reading: Reading, canonical: Mapping[str, Any]) -> dict[str, str]:
    """The entity of everything that has a name, in the order in which `world.read` looks names up."""
    vocabulary = reading.lexicon.vocabulary
    kinds: dict[str, str] = {}
    number = 0
    for event in canonical[vocabulary["event_list"]]:
        for thing in event[vocabulary["decided_list"]]:
            number += 1
            kinds.setdefault(thing.get("name", f"{vocabulary['decided_name']} {number}"), vocabulary["decided"])
    for name in reading.names[vocabulary["counted"]]:
        kinds.setdefault(name, vocabulary["counted"])
    for entity, names in reading.names.items():
        for name in names:
            kinds.setdefault(name, entity)
    for entity, name, _ in reading.uses:
        if entity not in reading.names:
            kinds.setdefault(name, entity)
    return kinds


def _recorded(reading: Reading, node: Node) -> list[dict[str, Any]]:
    vocabulary = reading.lexicon.vocabulary
    whole, kind = vocabulary["classified"], vocabulary["kept_apart_by"]
    classified = reading.lexicon.fact(vocabulary["decided"], whole)
    found = []
    for place, item in enumerate(reading.items(node, "`recorded`")):
        reading.places["recorded", place] = item
        made: dict[str, Any] = {}
        for text, key, below in reading.pairs(item, "an item of `recorded`"):
            reading.places["recorded", place, text] = below
            if text == "on":
                moment = time(reading.text(below, "`on`"))
                if moment is None:
                    reading.say(problems.no_such_date(reading.span(below), str(below.value), "on"))
                made["on"] = moment
            elif text == whole and classified is not None:
                stated = value(reading, classified, below)
                if stated is not UNKNOWN:
                    made[whole] = stated
            elif text == kind:
                made[kind] = " ".join(reading.text(below, f"`{kind}`").split())
            else:
                reading.say(problems.unknown_key(reading.span(key), text, "an item of `recorded`", (kind, whole, "on")))
        found.append(made)
    return found
