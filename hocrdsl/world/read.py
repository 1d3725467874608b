"""From a plain mapping (JSON in shape) to the things of one incident.

A thing is a dict from fact key to value; a key left out is unknown. Values: True or False, option
key, number, ISO time, code, text, the text `none`, another thing (the dict itself), or a list of things.
Keys that open with `_` are ours: `_name`, `_entity`, `_index` (place among the decided), `_presumed`, `_given`.

`vocabulary` is described in `hocrdsl.plan.vocabulary`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NONE = "none"
_DIGITS = frozenset("0123456789")


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

    __slots__ = ("vocabulary", "things", "decided", "held", "events", "recorded", "problems", "listed",
                 "trial")

    def __init__(self, vocabulary: Any) -> None:
        self.vocabulary = vocabulary
        self.things: Any = {}
        self.decided: Any = []
        self.held: Any = []
        # (date, 0 for an event or 1 for news, place, the event thing or news, its decided things)
        self.events: Any = []
        self.recorded: Any = []
        self.problems: Any = []
        self.listed: Any = set()
        # whether completions are being tried, which may bring in things that no heading lists
        self.trial = False


def is_time(value: Any) -> Any:
    """Whether a text is a day, or a day with hours and minutes, that exists."""
    if type(value) is not str or len(value) not in (10, 16, 19):
        return False
    if not (value[4] == value[7] == "-" and _DIGITS.issuperset(value[:4] + value[5:7] + value[8:10])):
        return False
    month, day = int(value[5:7]), int(value[8:10])
    if not (1 <= month <= 12 and 1 <= day <= 28 or 29 <= day <= 31):
        return False
    if not 1 <= month <= 12 or value[:4] == "0000":
        return False
    if day > 28:
        from datetime import date

        try:
            date(int(value[:4]), month, day)
        except ValueError:
            return False
    if len(value) == 10:
        return True
    if value[10] != "T" or value[13] != ":" or not _DIGITS.issuperset(value[11:13] + value[14:16]):
        return False
    if len(value) == 19 and not (value[16] == ":" and _DIGITS.issuperset(value[17:]) and int(value[17:]) < 60):
        return False
    return int(value[11:13]) < 24 and int(value[14:16]) < 60


def read(incident: Any, vocabulary: Any, given: Any = None) -> Any:
    """The world of an incident; raises InvalidIncident with every problem found.

    `given`: facts taken as given, by fact key; each is given to every thing that has the fact and leaves it out.
    """
    world = World(vocabulary)
    problems = world.problems
    if not isinstance(incident, dict):
        raise InvalidIncident([((), "an incident is a mapping")])
    headings = vocabulary["headings"]
    event_list = vocabulary["event_list"]
    for heading in incident:
        if heading not in headings and heading not in ("held", "news", "recorded", event_list):
            problems.append(((heading,), "no heading `%s`" % (heading,)))
    _list_things(world, incident)
    reports = incident.get(event_list)
    if not isinstance(reports, (list, tuple)):
        problems.append(((event_list,), "`%s` must be a list" % event_list))
        raise InvalidIncident(problems)
    _read_held(world, incident.get("held") or ())
    for place, raw in enumerate(reports):
        _read_event(world, place, raw)
    if "news" in incident:
        _read_news(world, incident["news"] or ())
    for entity, named in list(world.things.items()):
        if entity in headings.values():
            section = incident.get(vocabulary["listed"][entity])
            if isinstance(section, dict):
                for name, raw in section.items():
                    _fill(world, named[name], entity, raw, (vocabulary["listed"][entity], name))
    recorded = incident.get("recorded")
    if recorded is not None:
        if isinstance(recorded, (list, tuple)) and all(isinstance(item, dict) for item in recorded):
            world.recorded = list(recorded)
        else:
            problems.append((("recorded",), "`recorded` must be a list of mappings"))
    if problems:
        raise InvalidIncident(problems)
    _suppose(world, given)
    if len(world.events) > 1:
        world.events.sort(key=_when)
    return world


def _when(event: Any) -> Any:
    return event[:3]


def _list_things(world: Any, incident: Any) -> Any:
    """Every named thing exists before facts are read, so that they may name one another."""
    for heading, entity in world.vocabulary["headings"].items():
        section = incident.get(heading)
        if section is None:
            continue
        if not isinstance(section, dict):
            world.problems.append(((heading,), "`%s` must be a mapping from name to facts" % heading))
            continue
        world.listed.add(entity)
        named = world.things[entity] = {}
        for name in section:
            named[name] = {"_name": name, "_entity": entity}


def _read_held(world: Any, held: Any) -> Any:
    vocabulary = world.vocabulary
    counted, decided = vocabulary["counted"], vocabulary["decided"]
    if not isinstance(held, (list, tuple)):
        world.problems.append((("held",), "`held` must be a list"))
        return
    things = []
    for place, raw in enumerate(held):
        path = ("held", place)
        if not isinstance(raw, dict):
            world.problems.append((path, "must be a mapping"))
            continue
        name = raw.get("name", "%s %d held" % (vocabulary["counted_name"], place + 1))
        thing = {"_name": name, "_entity": counted, "_held": True}
        things.append((thing, raw, path))
        world.held.append(thing)
    world.things[counted] = {thing["_name"]: thing for thing in world.held}
    if len(world.things[counted]) < len(world.held):
        world.problems.append((("held",), "two held things have one name"))
    world.listed.add(counted)
    for thing, raw, path in things:
        facts = {k: v for k, v in raw.items() if k not in ("name", vocabulary["decided_list"])}
        _fill(world, thing, counted, facts, path)
        members = []
        for number, one in enumerate(raw.get(vocabulary["decided_list"]) or ()):
            member = {"_name": "%s of %s" % (number + 1, thing["_name"]), "_entity": decided, "_held": True}
            if isinstance(one, dict):
                member["_name"] = one.get("name", member["_name"])
                rest = {k: v for k, v in one.items() if k != "name"}
                _fill(world, member, decided, rest, path + (vocabulary["decided_list"], number), False)
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
    event = {"_name": "%s %d" % (vocabulary["event_name"], place + 1), "_entity": vocabulary["event"]}
    listing = vocabulary["decided_list"]
    facts = dict(raw)
    brought = facts.pop(listing, ())
    if "name" in facts and "name" not in vocabulary["entities"][vocabulary["event"]][1]:
        event["_name"] = facts.pop("name")
    _fill(world, event, vocabulary["event"], facts, path)
    when = event.get(vocabulary["event_date"])
    if when is None or when == NONE:
        if not any(problem[0][:3] == path + (vocabulary["event_date"],) for problem in world.problems):
            world.problems.append((path, "`%s` is required" % vocabulary["event_date"]))
        when = ""
    if not isinstance(brought, (list, tuple)):
        world.problems.append((path + (listing,), "`%s` must be a list" % listing))
        brought = ()
    things = []
    decided, event_fact, naming = vocabulary["decided"], vocabulary["event_fact"], vocabulary["decided_name"]
    for number, one in enumerate(brought):
        where = path + (listing, number)
        if not isinstance(one, dict):
            world.problems.append((where, "must be a mapping"))
            continue
        index = len(world.decided)
        name = one.get("name")
        thing = {
            "_name": "%s %d" % (naming, index + 1) if name is None else name,
            "_entity": decided,
            "_index": index,
            "_event": event,
        }
        if name is not None:
            if type(name) is not str:
                world.problems.append((where + ("name",), "a name is text"))
            one = {k: v for k, v in one.items() if k != "name"}
        _fill(world, thing, decided, one, where)
        if event_fact is not None:
            thing[event_fact] = event
        world.decided.append(thing)
        things.append(thing)
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
        thing = named.get(raw.get("about"))
        if thing is None:
            world.problems.append((path + ("about",), "nothing here is named `%s`" % (raw.get("about"),)))
            continue
        facts = {"_name": thing["_name"], "_entity": thing["_entity"]}
        rest = {k: v for k, v in raw.items() if k not in ("on", "about")}
        _fill(world, facts, thing["_entity"], rest, path, False)
        del facts["_name"], facts["_entity"]
        world.events.append((raw["on"], 1, place, thing, facts))


def _fill(world: Any, thing: Any, entity: Any, raw: Any, path: Any, complete: Any = True) -> Any:
    """Facts of one thing, checked against the vocabulary."""
    if raw is None:
        raw = {}
    if not isinstance(raw, dict):
        world.problems.append((path, "must be a mapping of facts"))
        return
    specs, required = world.vocabulary["entities"][entity][1:3]
    for key, value in raw.items():
        spec = specs.get(key)
        if spec is None:
            world.problems.append((path + (key,), "no fact `%s`" % (key,)))
            continue
        if value is None:
            continue
        if value == NONE and type(value) is str:
            if not spec[2]:
                world.problems.append((path + (key,), "`%s` is never none" % key))
            thing[key] = NONE
            continue
        kind = spec[0]
        if kind == "yes":
            good = value is True or value is False
        elif kind == "one" or kind == "row":
            good = type(value) is str and value in spec[1]
        elif kind == "thing":
            value = _thing(world, spec[1], value)
            good = value is not None
        elif kind == "number":
            good = type(value) in (int, float) and value == value and abs(value) != float("inf")
        elif kind == "time":
            good = is_time(value)
            value = value[:16] if good else value
        elif kind == "things":
            good = isinstance(value, (list, tuple))
            value = [_thing(world, spec[1], one) for one in value] if good else value
            good = good and None not in value
        else:
            good = type(value) is str
        if good:
            thing[key] = value
        else:
            world.problems.append((path + (key,), _wrong(key, spec)))
    if complete:
        for key in required:
            if key not in thing and key not in raw:
                world.problems.append((path, "`%s` is required" % key))


def _wrong(key: Any, spec: Any) -> Any:
    """What a fact takes; the value itself is not repeated (it may be a live record's)."""
    kind, argument = spec[0], spec[1]
    if kind == "yes":
        return "`%s` is true or false" % key
    if kind == "one":
        return "`%s` is one of %s" % (key, ", ".join(sorted(argument)))
    if kind == "row":
        return "`%s` is a row of the table of its kind" % key
    if kind == "number":
        return "`%s` is a number" % key
    if kind == "time":
        return "`%s` is a date such as 2026-04-01 or 2026-04-01T09:30" % key
    if kind == "thing":
        return "`%s` names a %s of this incident" % (key, argument)
    if kind == "things":
        return "`%s` is a list of names (%s)" % (key, argument)
    return "`%s` is text" % key


def _thing(world: Any, entity: Any, name: Any) -> Any:
    """The thing of that name; where its heading is not in the incident, names introduce themselves."""
    if type(name) is not str or not name:
        return None
    named = world.things.get(entity)
    if named is None:
        named = world.things[entity] = {}
    thing = named.get(name)
    if thing is None and entity not in world.listed and entity in world.vocabulary["entities"]:
        thing = named[name] = {"_name": name, "_entity": entity}
    return thing


def _suppose(world: Any, given: Any) -> Any:
    """What the case takes as given, then what the vocabulary presumes, where nothing is stated."""
    entities = world.vocabulary["entities"]
    events = [event[3] for event in world.events if event[1] == 0]
    members = [member for one in world.held for member in one["_members"]]
    groups = [world.decided, events, world.held, members]
    counted = world.vocabulary["counted"]
    groups += [list(named.values()) for entity, named in world.things.items() if entity != counted]
    for group in groups:
        for thing in group:
            if given:
                specs = entities[thing["_entity"]][1]
                used = []
                for key, value in given.items():
                    spec = specs.get(key)
                    if spec is not None and key not in thing:
                        if spec[0] == "thing" and value != NONE:
                            value = _thing(world, spec[1], value)
                            if value is None:
                                continue
                        thing[key] = value
                        used.append(key)
                thing["_given"] = used
            presumed = entities[thing["_entity"]][3]
            if presumed:
                thing["_presumed"] = [key for key in presumed if key not in thing]
                thing.update({**presumed, **thing})
