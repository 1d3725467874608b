"""From a plain mapping (JSON in shape) to the things of one incident.

A thing is a dict from fact key to value; a key left out is unknown. Values: True or False, option
key, number, ISO time, code, text, the text `none`, another thing (the dict itself), or a list of things.
Keys that open with `_` are ours: `_name`, `_entity`, `_index` (place among the decided), `_told` (the mapping that it
was read from), `_given` (facts taken as given). A thing starts as a copy of what is presumed of its kind.

`vocabulary` is described in `hocrdsl.plan.vocabulary`.
"""

from __future__ import annotations

from hocrdsl.world.aside import heading_aside, put_aside
from hocrdsl.world.facts import NONE as NONE
from hocrdsl.world.facts import fill, prepared, thing_named
from hocrdsl.world.facts import is_time as is_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

class InvalidIncident(ValueError):
    """The incident does not fit the vocabulary. `problems`: (path, message) in order of the incident."""

    def __init__(self, problems: Any) -> None:
        self.problems = tuple(problems)
        lines = ["/".join(map(str, path)) + ": " + text if path else text for path, text in self.problems[:20]]
        if len(self.problems) > 20:
            lines.append("and %d more" % (len(self.problems) - 20))
        ValueError.__init__(self, "; ".join(lines))


class World:
    """The things of one incident, its events in order of date, and what was done (`recorded`)."""

    recorded: Any = ()
    # whether completions are being tried, which may bring in things that no heading lists
    trial: Any = False
    # whether a run has left its traces on the things
    ran: Any = False

    def __init__(self, vocabulary: Any, incident: Any = None, given: Any = None) -> None:
        self.vocabulary = vocabulary
        # what it was read from, and readings of it by the words of other editions (see `turning`)
        self.incident = incident
        self.given = given
        self.readings: Any = {}
        self.checks, self.fresh = prepared(vocabulary)
        self.things: Any = {}
        # those of `things` whose names are what they seem
        self.plain: Any = {}
        self.decided: Any = []
        self.held: Any = []
        # (date, 0 for an event or 1 for news, place, the event thing or news, its decided things)
        self.events: Any = []
        self.problems: Any = []
        self.listed: Any = set()
        # what the edition has no words for (see `aside`), and the names that stand under headings that it lacks
        self.aside: Any = []
        self.unheard: Any = set()
        # times met so far that are times
        self.times: Any = set()
        # times moved, by (time, number, unit)
        self.shifts: Any = {}


def read(incident: Any, vocabulary: Any, given: Any = None) -> Any:
    """The world of an incident; raises InvalidIncident with every problem found.

    `given`: facts taken as given, by fact key; each is given to every thing that has the fact and leaves it out.
    """
    world = World(vocabulary, incident, given)
    problems = world.problems
    if not isinstance(incident, dict):
        raise InvalidIncident([((), "an incident is a mapping")])
    headings = vocabulary["headings"]
    event_list = vocabulary["event_list"]
    for heading in incident:
        if heading in headings or heading == event_list or heading in ("held", "news", "recorded"):
            continue
        if not heading_aside(world, heading, incident[heading]):
            problems.append(((heading,), "no heading `%s`" % (heading,)))
    sections = []
    for heading in headings:
        if heading in incident:
            section = incident[heading]
            if section is not None:
                sections.append((heading, section, _listed(world, heading, section)))
    reports = incident.get(event_list)
    if not isinstance(reports, (list, tuple)):
        problems.append(((event_list,), "`%s` must be a list" % event_list))
        raise InvalidIncident(problems)
    _read_held(world, incident.get("held") or ())
    for place, raw in enumerate(reports):
        _read_event(world, place, raw)
    if len({thing["_name"] for thing in world.decided}) < len(world.decided):
        problems.append(((event_list,), "two of `%s` have one name" % vocabulary["decided_list"]))
    if "news" in incident:
        _read_news(world, incident["news"] or ())
    for heading, section, named in sections:
        if named:
            entity = headings[heading]
            for name, raw in section.items():
                fill(world, named[name], entity, raw, (heading, name))
    recorded = incident.get("recorded")
    if recorded is not None:
        if isinstance(recorded, (list, tuple)) and all(isinstance(item, dict) for item in recorded):
            world.recorded = list(recorded)
            for place, item in enumerate(recorded):
                if not {str}.issuperset(map(type, item)):
                    problems.append((("recorded", place), "its keys are words"))
        else:
            problems.append((("recorded",), "`recorded` must be a list of mappings"))
    if problems:
        raise InvalidIncident(problems)
    if given:
        _give(world, given)
    if len(world.events) > 1:
        world.events.sort(key=_when)
    return world


def _when(event: Any) -> Any:
    return event[:3]


def _listed(world: Any, heading: Any, section: Any) -> Any:
    """The things under a heading: they exist before facts are read, so that they may name one another."""
    if not isinstance(section, dict):
        world.problems.append(((heading,), "`%s` must be a mapping from name to facts" % heading))
        return None
    entity = world.vocabulary["headings"][heading]
    world.listed.add(entity)
    named: Any = {}
    world.things[entity] = named
    fresh = world.fresh[entity]
    for name in section:
        thing = fresh.copy()
        thing["_name"] = name
        named[name] = thing
    if NONE not in named and "" not in named and {str}.issuperset(map(type, named)):
        world.plain[entity] = named
    return named


def _name(world: Any, raw: Any, default: Any, path: Any) -> Any:
    """What a thing is called; the default, and a problem, where that is no text."""
    name = raw.get("name")
    if name is None or type(name) is str:
        return default if name is None else name
    world.problems.append(((*path, "name"), "a name is text"))
    return default


def _read_held(world: Any, held: Any) -> Any:
    vocabulary = world.vocabulary
    counted, decided = vocabulary["counted"], vocabulary["decided"]
    if not isinstance(held, (list, tuple)):
        world.problems.append((("held",), "`held` must be a list"))
        return
    if not held:
        world.things[counted] = {}
        world.listed.add(counted)
        return
    things = []
    for place, raw in enumerate(held):
        path = ("held", place)
        if not isinstance(raw, dict):
            world.problems.append((path, "must be a mapping"))
            continue
        name = _name(world, raw, "%s %d held" % (vocabulary["counted_name"], place + 1), path)
        thing = {**world.fresh[counted], "_name": name, "_held": True}
        things.append((thing, raw, path))
        world.held.append(thing)
    world.things[counted] = {thing["_name"]: thing for thing in world.held}
    if len(world.things[counted]) < len(world.held):
        world.problems.append((("held",), "two held things have one name"))
    world.listed.add(counted)
    for thing, raw, path in things:
        facts = {k: v for k, v in raw.items() if k not in ("name", vocabulary["decided_list"])}
        fill(world, thing, counted, facts, path)
        members = []
        brought = raw.get(vocabulary["decided_list"]) or ()
        if not isinstance(brought, (list, tuple)):
            listing = vocabulary["decided_list"]
            world.problems.append(((*path, listing), "`%s` must be a list" % listing))
            brought = ()
        for number, one in enumerate(brought):
            member = {**world.fresh[decided], "_name": "%s of %s" % (number + 1, thing["_name"]), "_held": True}
            del member["_index"], member["_event"]
            if isinstance(one, dict):
                member["_name"] = _name(world, one, member["_name"], (*path, vocabulary["decided_list"], number))
                rest = {k: v for k, v in one.items() if k != "name"}
                fill(world, member, decided, rest, path + (vocabulary["decided_list"], number), False)
            else:
                world.problems.append((path + (vocabulary["decided_list"], number), "must be a mapping"))
            members.append(member)
        thing["_members"] = members


def _read_event(world: Any, place: Any, raw: Any) -> Any:
    vocabulary = world.vocabulary
    path = (vocabulary["event_list"], place)
    if not isinstance(raw, dict):
        world.problems.append((path, "must be a mapping"))
        return
    entity = vocabulary["event"]
    event = world.fresh[entity].copy()
    event["_name"] = "%s %d" % (vocabulary["event_name"], place + 1)
    listing = vocabulary["decided_list"]
    facts = raw
    brought = raw.get(listing, ())
    if "name" in raw and "name" not in vocabulary["entities"][entity][1]:
        event["_name"] = _name(world, raw, event["_name"], path)
        facts = {k: v for k, v in raw.items() if k != "name"}
    fill(world, event, entity, facts, path, True, listing)
    when = event.get(vocabulary["event_date"])
    if when is None or when == NONE:
        date = vocabulary["event_date"]
        left_out = (path, "`%s` is required" % date)
        # told by now where its value is wrong, or where it is among the facts that are required anyway
        if left_out not in world.problems and not any(one[0][:3] == (*path, date) for one in world.problems):
            world.problems.append(left_out)
        when = ""
    if not isinstance(brought, (list, tuple)):
        world.problems.append((path + (listing,), "`%s` must be a list" % listing))
        brought = ()
    things: Any = []
    decided, event_fact, naming = vocabulary["decided"], vocabulary["event_fact"], vocabulary["decided_name"]
    fresh = world.fresh[decided].copy()
    fresh["_event"] = event
    if event_fact is not None:
        fresh[event_fact] = event
    index = len(world.decided)
    for number, one in enumerate(brought):
        where = (*path, listing, number)
        if not isinstance(one, dict):
            world.problems.append((where, "must be a mapping"))
            continue
        thing = fresh.copy()
        thing["_index"] = index
        index += 1
        if "name" in one and one["name"] is not None:
            thing["_name"] = _name(world, one, f"{naming} {index}", where)
            one = {k: v for k, v in one.items() if k != "name"}
        else:
            thing["_name"] = f"{naming} {index}"
        fill(world, thing, decided, one, where)
        things.append(thing)
    world.decided += things
    world.events.append((when, 0, place, event, things))


def _read_news(world: Any, news: Any) -> Any:
    if not isinstance(news, (list, tuple)):
        world.problems.append((("news",), "`news` must be a list"))
        return
    named: Any = {}
    for group in [world.decided, world.held, *[list(v.values()) for v in world.things.values()]]:
        for thing in group:
            named.setdefault(thing["_name"], thing)
    for place, raw in enumerate(news):
        path = ("news", place)
        if not isinstance(raw, dict) or not is_time(raw.get("on")):
            world.problems.append((path, "news is a mapping with `on` (a date), `about` (a name) and facts"))
            continue
        about = raw.get("about")
        thing = named.get(about) if type(about) is str else None
        if thing is None:
            if type(about) is not str or about not in world.unheard:
                world.problems.append(((*path, "about"), "nothing here is named `%s`" % (about,)))
            continue
        facts = {"_name": thing["_name"], "_entity": thing["_entity"], "_told": {}}
        rest = {k: v for k, v in raw.items() if k not in ("on", "about")}
        fill(world, facts, thing["_entity"], rest, path, False)
        del facts["_name"], facts["_entity"], facts["_told"], facts["_sig"], facts["_links"]
        world.events.append((raw["on"], 1, place, thing, facts))


def _takes(spec: Any, value: Any) -> Any:
    return spec[0] not in ("one", "row") or value == NONE or value in spec[1]


def _give(world: Any, given: Any) -> Any:
    """What the case takes as given, where nothing is stated; it goes before what is presumed."""
    entities, event_fact = world.vocabulary["entities"], world.vocabulary["event_fact"]
    events = [event[3] for event in world.events if event[1] == 0]
    members = [member for one in world.held for member in one["_members"]]
    groups = [world.decided, events, world.held, members]
    counted = world.vocabulary["counted"]
    groups += [list(named.values()) for entity, named in world.things.items() if entity != counted]
    for key, value in given.items():
        told = [entity for entity in entities if key in entities[entity][1]]
        if not any([_takes(entities[entity][1][key], value) for entity in told]):
            for entity in told or world.vocabulary.get("elsewhere", {"entities": ()})["entities"]:
                if put_aside(world, None, entity, key, value, ("given",)):
                    break
    # of what is first named by something given, nothing is presumed
    world.fresh = {
        entity: {"_name": "", "_entity": entity, "_told": {}, "_sig": None, "_links": ()} for entity in entities
    }
    for group in groups:
        for thing in group:
            specs, told = entities[thing["_entity"]][1], thing["_told"]
            used = []
            for key, value in given.items():
                spec = specs.get(key)
                if spec is None or told.get(key) is not None or key == event_fact and "_event" in thing:
                    continue
                if (spec[0] == "one" or spec[0] == "row") and value != NONE and value not in spec[1]:
                    # none of what this edition has
                    thing[key] = NONE
                    thing["_sig"] = (*thing["_sig"], "given", key, NONE)
                    continue
                if spec[0] == "thing" and value != NONE:
                    value = thing_named(world, spec[1], value)
                    if value is None:
                        continue
                thing[key] = value
                used.append(key)
                few = value == NONE or spec[0] in ("yes", "one", "row")
                thing["_sig"] = (*thing["_sig"], "given", key, value if few else None)
                if type(value) is dict:
                    thing["_links"] = [*thing["_links"], value]
            thing["_given"] = used
