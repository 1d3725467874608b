"""How the things of one event are decided, by what of them has few values and by who is who: worked out once, then
followed.

A pattern is made by rehearsing: the event is decided on twins of its things, which hold what a profile holds and name
one another as the things do. Whatever would have to be known beyond that (a date, a number) stops the rehearsal, and
such events are decided each for itself. What a pattern keeps of an incident is told by its key: options, and numbers
in the place of names.
"""

from __future__ import annotations

from hocrdsl.backends.python.runtime.profiles import LEFT, Hidden, Probe, visible
from hocrdsl.backends.python.runtime.rows import pick
from hocrdsl.backends.python.runtime.settle import standing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# so many patterns are kept at most, of events of so many named things at most
MOST_PATTERNS = 4096
MOST_NAMES = 16
# a pattern takes as long to make as some events to decide: how often one comes before it is made, a number in its
# place; and what stands for one that can't be made
WORTH_A_PATTERN, NO_PATTERN = 4, "none"
# opens what stands for a name in a rehearsal: the number of the thing follows
MARK = "\x00"


class Pattern:
    """What becomes of the things of an event, by their places.

    `classified`: (place, row) of those whose row is not the one stated.
    `counted`: (provision, parts of the unit, kept apart by, places of members, labels, place of the principal); a part
    is a number, a text or a tuple of numbers; parts that are all numbers are a tuple.
    `fates`: (fate, to be told of each thing, place in `counted` or None).
    `said`: each thing counted as a decision says it, names left out.
    `quiet`: nothing is cancelled, released or permitted.
    `concluded`: (number of one of the book's conclusions, what is concluded about things counted, or decided), where
    something is: (place of the thing, twice whether it is as about the one before (see `_again`), steps that are left
    or None, what stands); None in its place for a conclusion about something else.
    `few`: the facts of principals that have few values, with the names of their others; `alike`: whether these are
    those of the principal before.
    `swift`: all is quiet, and so far conclusions hung on `few` and on the event alone; `others`: the entities of which
    nothing may be there for that.
    `kept`: what decisions that follow it have in common, once that is worked out.
    """

    __slots__ = ("classified", "counted", "fates", "said", "quiet", "concluded", "few", "alike", "swift", "others",
                 "kept")

    def __init__(self, classified: Any, counted: Any, fates: Any, said: Any) -> None:
        self.classified = classified
        self.counted = counted
        self.fates = fates
        self.said = said
        self.quiet = False
        self.concluded: Any = ()
        self.few: Any = ()
        self.alike: Any = ()
        self.swift = False
        self.others: Any = frozenset()
        self.kept: Any = {}


class Twin(Probe):
    """A thing in a rehearsal: who is who is known, so twins are told apart."""

    __slots__ = ()

    def __eq__(self, other: Any) -> bool:
        return other is self


class Stage:
    """What stands for a `World` where an event is rehearsed."""

    def __init__(self, vocabulary: Any, things: Any, decided: Any, events: Any) -> None:
        self.vocabulary = vocabulary
        self.things = things
        self.decided = decided
        self.events = events
        self.held: Any = ()
        self.trial = False
        self.ran = True

    def __getattr__(self, name: str) -> Any:
        raise Hidden


def key_of(world: Any, event: Any, things: Any) -> Any:
    """(the key of an event and of all that its incident names, the things named by number); None: there is none."""
    told = [event["_sig"], *[thing["_sig"] for thing in things]]
    links = [*event["_links"]]
    for thing in things:
        links += thing["_links"]
    named: Any = []
    for entity, some in world.things.items():
        if some:
            told.append(entity)
            for thing in some.values():
                told.append(thing["_sig"])
                links += thing["_links"]
                named.append(thing)
    if None in told or len(named) > MOST_NAMES:
        return None
    number = {id(thing): place for place, thing in enumerate(named)}
    try:
        return (*told, *[
            number[id(one)] if type(one) is dict else (*[number[id(other)] for other in one],) for one in links
        ]), named
    except KeyError:
        # something else is named than what is listed
        return None


def on_stage(world: Any, event: Any, things: Any, named: Any) -> Any:
    """The stage on which an event is rehearsed."""
    vocabulary = world.vocabulary
    whole = [*named, *things, event]
    twins = {}
    for number, thing in enumerate(whole):
        twin = twins[id(thing)] = Twin(*visible(vocabulary, thing))
        twin["_name"] = MARK + str(number)
    for thing in whole:
        twin = twins[id(thing)]
        for key in [*twin.hidden]:
            value = thing[key]
            if type(value) is dict and id(value) in twins:
                twin[key] = twins[id(value)]
            elif type(value) is list and all([id(one) in twins for one in value]):
                twin[key] = [twins[id(one)] for one in value]
            else:
                continue
            twin.hidden.remove(key)
    for place, thing in enumerate(things):
        twins[id(thing)]["_index"] = place
    by_entity = {
        entity: {name: twins[id(thing)] for name, thing in some.items()} for entity, some in world.things.items()
    }
    decided = [twins[id(thing)] for thing in things]
    return Stage(vocabulary, by_entity, decided, (("", 0, 0, twins[id(event)], decided),))


def pattern_of(state: Any, things: Any) -> Any:
    """The pattern that a rehearsal came to; None where it can't be followed."""
    decided = state.world.decided
    places = {id(thing): place for place, thing in enumerate(decided)}
    counted = []
    for one in state.counted:
        said = one["_said"]
        members = [places[id(member)] for member in one["_members"]]
        apart = said[state.world.vocabulary["kept_apart_by"]]
        parts: Any = [_part(part) for part in said["unit"]]
        if all([type(part) is int for part in parts]):
            parts = tuple(parts)
        first = places[id(one["_principal"])]
        counted.append((said["provision"], parts, apart, tuple(members), said["because"], first))
    at = {id(one): place for place, one in enumerate(state.counted)}
    fates = [(fate, None if into is None else at[id(into)]) for fate, into in zip(state.fates, state.into)]
    changed = [
        (place, twin[state.classified]) for place, (twin, thing) in enumerate(zip(decided, things))
        if twin[state.classified] != thing[state.classified]
    ]
    if state.marks or None in state.fates:
        return None
    return Pattern(tuple(changed), tuple(counted), tuple(fates), tuple([one["_said"] for one in state.counted]))


def _part(part: str) -> Any:
    """A part of a unit by number, or by the numbers of a group; or as it is."""
    if not part.startswith(MARK):
        return part
    numbers = tuple([int(one[1:]) for one in part.split(" + ")])
    return numbers[0] if len(numbers) == 1 else numbers


def unit_named(parts: Any, names: Any) -> Any:
    """The parts of a unit with the names of an incident."""
    return [
        names[part] if type(part) is int else part if type(part) is str
        else " + ".join(sorted([names[one] for one in part]))
        for part in parts
    ]


def conclude_by(run: Any, pattern: Any) -> None:
    """What is concluded by a pattern, as far as that is sure."""
    book, counted = run.book, run.state.counted
    vocabulary, classified = book.vocabulary, book.classified
    pattern.swift = pattern.quiet
    others = set()
    concluded: Any = []
    principals = [one["_principal"] for one in counted]
    pattern.few = [(few, _beside(twin, few)) for twin in principals for few in (_few(twin),)]
    pattern.alike = [place > 0 and pattern.few[place - 1] == few for place, few in enumerate(pattern.few)]
    for number, (entity, _, _, table) in enumerate(book.conclusions):
        if entity == vocabulary["decided"]:
            lines = [_sure_or_left(run, pick(table, one, one[classified]), one) for one in run.state.world.decided]
            pattern.swift = pattern.swift and all([steps is None for steps, _ in lines])
        elif entity == vocabulary["counted"]:
            lines = [_sure_or_left(run, pick(table, one, twin[classified]), one)
                     for one, twin in zip(counted, principals)]
        else:
            others.add(entity)
            if run.state.world.things.get(entity) or entity not in vocabulary["listed"]:
                concluded.append((number, None))
            continue
        told = [(place, *line) for place, line in enumerate(lines) if line != (None, None)]
        if told:
            counts = entity == vocabulary["counted"]
            concluded.append((number, [
                (place, *_again(book, pattern, lines if counts else (), place, steps), steps, stands)
                for place, steps, stands in told
            ]))
    pattern.concluded = concluded
    pattern.others = frozenset(others)
    if not others.issubset(vocabulary["listed"]):
        pattern.swift = False


def _again(book: Any, pattern: Any, lines: Any, place: int, steps: Any) -> Any:
    """Whether what steps conclude is sure to be what they concluded about the thing counted before; and whether it is
    where nothing but the event and options is read."""
    if steps is None or not lines or not pattern.alike[place] or lines[place - 1][0] != steps:
        return False, False
    labels = [step[0] for step in steps]
    return book.of_event.issuperset(labels), book.heedless.issuperset(labels)


def _sure_or_left(run: Any, steps: Any, one: Any) -> Any:
    """(steps that are left to be tried on the thing itself, or None; else what stands)."""
    answers = [(step, _tried(run, step[2], one)) for step in steps]
    left = tuple([step for step, answer in answers if answer is not None])
    if any([answer is LEFT for _, answer in answers]):
        return left, None
    return None, standing(run, left, one) if left else None


def _tried(run: Any, attempt: Any, one: Any) -> Any:
    try:
        return attempt(run, one)
    except Exception:
        # more has to be known
        return LEFT


def _few(twin: Any) -> Any:
    """The facts of a twin that have few values."""
    return {
        key: value for key, value in twin.items()
        if (type(value) is str or value is True or value is False) and key != "_name"
    }


def _beside(twin: Any, few: Any) -> Any:
    """The names of its other facts."""
    return frozenset([*[key for key in twin if key not in few], *twin.hidden])


def follow(state: Any, things: Any, pattern: Any, named: Any, place: int) -> Any:
    """Decide things as their pattern says; what is counted."""
    decided, counts_as, fates, went = state.decided, state.counts_as, state.fates, state.into
    for one, row in pattern.classified:
        state.set(things[one], state.classified, row)
    # the event stands last, as it does on the stage
    names = [str(thing["_name"]) for thing in (*named, *things, *[thing["_event"] for thing in things[:1]])]
    made = []
    for provision, parts, apart, members, labels, first in pattern.counted:
        several = [things[one] for one in members]
        made.append(state.added(provision, unit_named(parts, names), several, labels, place, apart, things[first]))
    state.version += 1
    for thing, (fate, into) in zip(things, pattern.fates):
        index = thing["_index"]
        fates[index] = fate = fate.copy()
        fate[decided] = thing["_name"]
        fate["stated"] = thing["_stated"]
        if into is None:
            thing["_fate"] = fate["result"] if fate["fate"] == "result" else fate["fate"]
        else:
            thing["_into"] = went[index] = one = made[into]
            fate[counts_as] = one["_name"]
            thing["_fate"] = fate["fate"]
    return made
