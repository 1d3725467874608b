"""One event told plainly, answers only: read, decided and answered in one go, with nothing made that answers don't ask.

No state that could be undone, no fates with reasons, no conclusions: things are the mappings of the incident with what
is presumed of them. It gives way (anything is raised) wherever the general way has more to do: something is held, came
later, was recorded or ruled; a fact is not told in so many words; an unknown matters; provisions disagree. So it says
what the general way would, or nothing.
"""

from __future__ import annotations

from hocrdsl.backends.python.runtime.counting import chosen_from
from hocrdsl.backends.python.runtime.rows import pick
from hocrdsl.backends.python.runtime.run import Run
from hocrdsl.backends.python.runtime.settle import standing
from hocrdsl.backends.python.runtime.units import units
from hocrdsl.world.facts import NONE
from hocrdsl.world.plain import Named, Plain, plainly_filled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class GivesWay(Exception):
    """The general way has more to do."""


class Ground:
    """What stands for a `World` and for a `State`: the things of one event, none of them counted yet."""

    __slots__ = ("vocabulary", "world", "things", "decided", "events", "held", "shifts", "version", "trial", "released")

    def __init__(self, vocabulary: Any, things: Any) -> None:
        self.vocabulary = vocabulary
        self.world = self
        self.things = things
        self.decided: Any = []
        self.events: Any = ()
        self.held: Any = ()
        self.shifts: Any = {}
        self.version = 0
        self.trial = False
        self.released: Any = ()


def straight_of(book: Any) -> Any:
    """The function that answers an incident by a book: (counted, fates), or None where it gives way. None where answers
    of this book may hang on what comes after counting."""
    if book.heeded or book.steps["release"]:
        return None
    vocabulary = book.vocabulary
    fresh = {entity: {"_entity": entity, **presumed} for entity, (_, _, _, presumed) in vocabulary["entities"].items()}
    listing, reports, date = vocabulary["decided_list"], vocabulary["event_list"], vocabulary["event_date"]
    plain_event = Plain(vocabulary, vocabulary["event"], listing)
    plain_decided = Plain(vocabulary, vocabulary["decided"])
    headings = [
        (heading, entity, Plain(vocabulary, entity), fresh[entity])
        for heading, entity in vocabulary["headings"].items()
    ]
    introduced = {entity: fresh[entity] for entity in vocabulary["listed"]}
    new_event = {**fresh[vocabulary["event"]], "_name": vocabulary["event_name"] + " 1"}
    event_fact, naming = vocabulary["event_fact"], vocabulary["decided_name"] + " "
    classified, ruled_by = book.classified, book.ruled_by
    new_decided = {classified: NONE, **fresh[vocabulary["decided"]], "_fate": NONE, "_into": NONE, "_earlier": NONE}

    def world_of(incident: Any) -> Any:
        """The things of an incident, each checked."""
        things: Any = Named(introduced)
        ground = Ground(vocabulary, things)
        times: Any = set()
        waiting = []
        for heading, entity, told, base in headings:
            section = incident.get(heading)
            if section is not None:
                # names are text, and say what they seem to
                "".join(section)
                if NONE in section or "" in section or type(section) is not dict:
                    raise GivesWay
                things[entity] = named = {}
                for name, raw in section.items():
                    if raw == {} and not told.required:
                        named[name] = {**base, "_name": name}
                        continue
                    named[name] = thing = {**base, **raw, "_name": name}
                    waiting.append((told, thing, raw))
        (report,) = incident[reports]
        # nothing else is in it, such as what is held
        if len(incident) != len(things) + 1 or type(report) is not dict:
            raise GivesWay
        event = {**new_event, **report}
        plainly_filled(plain_event, event, report, things, times)
        brought = event.pop(listing)
        if type(brought) is not list or event[date] == NONE:
            raise GivesWay
        base = {**new_decided, "_event": event}
        if event_fact is not None:
            base[event_fact] = event
        decided = ground.decided
        for raw in brought:
            place = len(decided)
            thing = {**base, **raw, "_index": place, "_name": naming + str(place + 1)}
            plainly_filled(plain_decided, thing, raw, things, times)
            decided.append(thing)
        for told, thing, raw in waiting:
            plainly_filled(told, thing, raw, things, times)
        ground.events = ((event[date], 0, 0, event, decided),)
        return ground

    def straight(incident: Any) -> Any:
        try:
            ground = world_of(incident)
            things = ground.decided
            for fact in ruled_by:
                if any([fact in thing for thing in things]):
                    return None
            run = Run(book, ground, {}, things)
            fates: Any = [None] * len(things)
            return _answered(run, _recorded(run, things, fates), fates)
        except Exception:
            # whatever it is: the general way does it all, and says what is wrong
            return None

    return straight


def _recorded(run: Any, things: Any, fates: Any) -> Any:
    """Classify and record: the things that are to be counted; the others' fates are put in their places."""
    book = run.book
    classified = book.classified
    table = run.steps["classify"]
    for thing in things:
        row = thing[classified]
        steps = pick(table, thing, row)
        found = standing(run, steps, thing) if steps else None
        if found is not None and found[0] != row:
            if found[2]:
                raise GivesWay
            thing[classified] = found[0]
            run.state.version += 1
    table = run.steps["record"]
    recorded = []
    for thing in things:
        row = thing[classified]
        answer, _, kind = standing(run, pick(table, thing, row), thing)
        if kind:
            raise GivesWay
        verb, result = answer
        if verb == "record":
            if row == NONE:
                raise GivesWay
            recorded.append(thing)
        else:
            fates[thing["_index"]] = (thing["_name"], "referred" if verb == "refer" else "result", result)
    return recorded


def _answered(run: Any, things: Any, fates: Any) -> Any:
    """Choose and count; then what was counted, and the fates."""
    survivors, absorbed = things, []
    if len(things) > 1 and run.steps["choose"].steps:
        survivors = []
        for thing, become in zip(things, chosen_from(run, things)[0]):
            if become[0] == "survives":
                survivors.append(thing)
            elif become[0] == "absorbed":
                absorbed.append((thing, things[become[1]]["_index"]))
            else:
                fates[thing["_index"]] = (thing["_name"], become[0], become[2])
    table, classified = run.steps["count"], run.book.classified
    lines = []
    for thing in survivors:
        answer, labels, kind = standing(run, pick(table, thing, thing[classified]), thing)
        if kind:
            raise GivesWay
        lines.append((thing, answer, labels, None))
    counted: Any = {}
    into: Any = {}
    for provision, names, _, members in units(run, lines) if lines else ():
        name = f"{provision}: {', '.join(names)}" if names else provision
        if name in counted:
            raise GivesWay
        counted[name] = (members[0][0][classified], said := [])
        for member, _ in members:
            said.append(member["_name"])
            into[member["_index"]] = name
            fates[member["_index"]] = (member["_name"], "recorded", name)
    for thing, winner in absorbed:
        name = into[winner]
        counted[name][1].append(thing["_name"])
        fates[thing["_index"]] = (thing["_name"], "absorbed", name)
    return tuple([(name, row, (*members,)) for name, (row, members) in counted.items()]), tuple(fates)
