"""What can be told of a thing from its row and from those of its facts that have few values (yes or no, an option).

Provisions are tried once on a probe, which holds these facts alone and gives way where anything else is read. What
comes of it holds for every thing of the same profile: which provisions conclude on it, which cannot, and which have to
be tried on the thing itself. Nothing of an incident is kept but such facts: no name, date, number or text.

A profile may hang on the profile of a thing that a fact names (`ask`), such as the event; so profiles form a tree.
"""

from __future__ import annotations

from hocrdsl.backends.python.runtime.rows import pick
from hocrdsl.backends.python.runtime.settle import standing
from hocrdsl.world.facts import NONE, prepared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# so many profiles are kept at most
MOST = 4096
# a profile takes as long to make as some things to decide: how often one comes before it is made, a number in its place
WORTH_A_PROFILE = 3
_FEW_VALUES = ("yes", "one", "row")


class Hidden(Exception):
    """A probe was asked for what it does not hold; `fact` names the thing that would have to be known, if that may
    help."""

    def __init__(self, fact: Any = None) -> None:
        Exception.__init__(self)
        self.fact = fact


class Probe(dict):  # type: ignore[type-arg]
    """The facts of a thing that have few values; others raise `Hidden`. `fact`: by what it is asked for, when nothing
    of it is known."""

    __slots__ = ("hidden", "fact")

    def __init__(self, facts: Any, hidden: Any, fact: Any = None) -> None:
        dict.__init__(self, facts)
        self.hidden = hidden
        self.fact = fact

    def look(self, key: Any) -> bool:
        """Whether a fact is held; one that isn't is unknown, or hidden."""
        if dict.__contains__(self, key):
            return True
        if self.fact is not None or key[0] == "_" and key != "_principal" or key in self.hidden:
            raise Hidden(self.fact)
        return False

    def __missing__(self, key: Any) -> Any:
        self.look(key)
        raise KeyError(key)

    def __contains__(self, key: Any) -> bool:
        return self.look(key)

    def get(self, key: Any, default: Any = None) -> Any:
        """As of a dict."""
        return self[key] if self.look(key) else default

    def __eq__(self, other: Any) -> bool:
        if isinstance(other, Probe) and other is not self:
            # two things that may be one
            raise Hidden
        return other is self

    def __ne__(self, other: Any) -> bool:
        return not self == other


class Nowhere:
    """The state of a probing run: nothing was released, and nothing else is known."""

    released: Any = ()

    def __getattr__(self, name: str) -> Any:
        raise Hidden


class Probing:
    """What stands for a `Run` where provisions are tried on probes: whatever is in view is hidden."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.state = Nowhere()
        self.assumed: Any = {}
        self.unknown: Any = []
        self.limbs: Any = {}
        self.read: Any = {}
        self.kept: Any = {}
        self.prefix = ""
        self.entries: Any = None

    def __getattr__(self, name: str) -> Any:
        raise Hidden


class Profiles(dict):  # type: ignore[type-arg]
    """By what is told of an event: the profiles of its things by what is told of them; for one way of reading
    incidents. `patterns`: see `runtime.patterns`; `named`: facts of the event that name things."""

    __slots__ = ("vocabulary", "checks", "fresh", "made", "patterns", "named")

    def __init__(self, vocabulary: Any) -> None:
        self.vocabulary = vocabulary
        self.checks, self.fresh = prepared(vocabulary)
        self.made = 0
        self.patterns: Any = {}
        facts = vocabulary["entities"][vocabulary["event"]][1]
        self.named = frozenset([key for key, spec in facts.items() if spec[0] in ("thing", "things")])


def profiles_of(run: Any, event: Any) -> Any:
    """(all profiles, those of things of such an event); None where facts may have changed."""
    world = run.state.world
    if world.trial or world.readings or run.entries is not None or event is None:
        return None
    told = event["_sig"]
    if told is None:
        return None
    found = run.book.profiles
    if found is None or found.vocabulary is not world.vocabulary or found.made > MOST:
        found = run.book.profiles = Profiles(world.vocabulary)
    table = found.get(told)
    if table is None:
        table = found[told] = {}
    return found, table


def profile(book: Any, profiles: Any, table: Any, thing: Any) -> Any:
    """The profile of a decided thing; None where it has none."""
    told = thing["_sig"]
    found = table.get(told)
    if found is None or type(found) is int and found < WORTH_A_PROFILE:
        if told is not None:
            table[told] = 2 if found is None else found + 1
        return None
    if type(found) is int:
        event = profiles.vocabulary["event_fact"]
        profiles.made += 1
        found = table[told] = Profile(book, profiles.vocabulary, thing, () if event is None else (event,))
    while found.ask is not None:
        told = thing[found.ask]["_sig"]
        further = found.by.get(told)
        if further is None:
            if told is None:
                return None
            profiles.made += 1
            further = found.by[told] = Profile(book, profiles.vocabulary, thing, (*found.known, found.ask))
        found = further
    return found


class Left:
    """Stands for the answer of a provision that has to be tried on the thing itself."""


LEFT = Left()


class Profile:
    """What holds of every thing of one profile.

    `ask`: the fact on whose thing it hangs, and `by` the profiles by what is told of that; else None, and all is below.
    `steps`: by stratum, those that may conclude; `found`: by stratum, what stands, where that is sure.
    `straight`: whether classifying and recording are sure and undisputed: then `row`, `labels` and `ends` (fate and
    result, or None where it is recorded). `how`, `counted_by`, `unit`: how it is counted, if that is sure.
    `quiet`: nothing is cancelled, released or permitted.
    """

    __slots__ = ("ask", "by", "known", "steps", "found", "straight", "row", "labels", "ends", "how", "counted_by",
                 "unit", "quiet")

    def __init__(self, book: Any, vocabulary: Any, thing: Any, known: Any) -> None:
        self.ask: Any = None
        self.by: Any = {}
        self.known = known
        self.steps: Any = {}
        self.found: Any = {}
        self.straight = False
        self.row: Any = None
        self.labels: Any = ()
        self.ends: Any = None
        self.how: Any = None
        self.counted_by: Any = None
        self.unit: Any = None
        self.quiet = False
        try:
            self.unary(Probing(book), probe_of(vocabulary, thing, known))
        except Hidden as hidden:
            self.ask = hidden.fact

    def unary(self, run: Any, probe: Any) -> None:
        """Classify, record, count; then what follows."""
        book = run.book
        if any([probe.get(fact) is not None for fact in book.ruled_by]):
            # whether a ruling is followed is told of each for itself
            return
        classified = book.classified
        stated = probe.get(classified, NONE)
        if not self.stands(run, "classify", stated, probe):
            return
        found = self.found["classify"]
        if found is not None and found[2]:
            return
        row = stated if found is None else found[0]
        probe[classified] = row
        if not self.stands(run, "record", row, probe):
            return
        recorded = self.found["record"]
        if recorded is None or recorded[2]:
            return
        verb, result = recorded[0]
        if verb == "record":
            if row == NONE:
                # what would be recorded as nothing is marked, and so each for itself
                return
            self.counting(run, row, probe)
        else:
            self.ends = ("referred" if verb == "refer" else "result", result)
        self.row = row
        self.labels = (*(found[1] if found is not None else ()), *recorded[1])
        self.straight = True

    def stands(self, run: Any, stratum: str, row: Any, probe: Any) -> Any:
        """Whether what stands in a stratum is sure; else those steps are left that may conclude."""
        steps = pick(run.book.steps[stratum], probe, row)
        self.steps[stratum], sure, found = settled_by_probe(run, steps, (probe,))
        if sure:
            self.found[stratum] = found
        return sure

    def counting(self, run: Any, row: Any, probe: Any) -> None:
        """How a recorded thing is counted, and what follows for what is counted by it."""
        book = run.book
        if self.stands(run, "count", row, probe):
            found = self.found["count"]
            if found is not None and not found[2]:
                self.how, self.counted_by = found[0], found[1]
                self.unit = unit_by_probe(run, found[0], probe)
        counted = book.vocabulary["counted"]
        probe["_fate"] = "recorded"
        one = Probe({"_entity": counted, "_name": "", "_principal": probe, **book.vocabulary["counted_presumed"]}, ())
        table, with_thing = book.steps["cancel"]
        self.quiet = (
            not with_thing and nothing(run, pick(table, one, row), (one,))
            and nothing(run, pick(book.steps["permit"], one, row), (one,))
            and nothing(run, book.steps["release"], (probe, one))
        )


def probe_of(vocabulary: Any, thing: Any, known: Any) -> Any:
    """The probe of a decided thing; `known`: the facts whose things are probed as well."""
    whole = (vocabulary["decided"], vocabulary["counted"])
    facts, hidden = visible(vocabulary, thing)
    for key in [key for key in hidden if isinstance(thing[key], dict) and thing[key]["_entity"] not in whole]:
        hidden.remove(key)
        nothing_known = {"_entity": thing[key]["_entity"], "_name": ""}
        facts[key] = Probe(*visible(vocabulary, thing[key])) if key in known else Probe(nothing_known, (), key)
    return Probe(facts, hidden)


def visible(vocabulary: Any, thing: Any) -> Any:
    """The facts of a thing that have few values, and the names of the others that are not unknown."""
    specs = vocabulary["entities"][thing["_entity"]][1]
    facts = {"_entity": thing["_entity"], "_name": ""}
    hidden = set()
    for key, value in thing.items():
        if key[0] != "_":
            spec = specs.get(key)
            if type(value) is str and value == NONE or spec is not None and spec[0] in _FEW_VALUES:
                facts[key] = value
            else:
                hidden.add(key)
    return facts, hidden


def tried(run: Any, attempt: Any, things: Any) -> Any:
    """What a provision answers on probes; `LEFT` where that can't be told; raises `Hidden` where another probe may
    help."""
    try:
        return attempt(run, *things)
    except Hidden as hidden:
        if hidden.fact is not None:
            raise
    except Exception:
        # something unknown matters (`Ask`), or what is wrong shows on the thing itself
        pass
    return LEFT


def settled_by_probe(run: Any, steps: Any, things: Any) -> Any:
    """(steps that may conclude, whether what stands is sure, what stands)."""
    answers = [(step, tried(run, step[2], things)) for step in steps]
    left = tuple([step for step, answer in answers if answer is not None])
    if any([answer is LEFT for _, answer in answers]):
        return left, False, None
    told = tuple([(step[0], step[1], lambda run, thing, answer=answer: answer) for step, answer in answers
                  if answer is not None])
    return left, True, standing(run, told, None) if told else None


def nothing(run: Any, steps: Any, things: Any) -> bool:
    """Whether none of some steps concludes, for sure."""
    return all([tried(run, step[2], things) is None for step in steps])


def unit_by_probe(run: Any, how: Any, probe: Any) -> Any:
    """The facts that name the parts of a unit (None: the thing itself); None where that can't be told, or a part is no
    thing."""
    for fast, _ in how:
        values = tried(run, fast, (probe,))
        if values is LEFT:
            return None
        if not any([type(value) is str and value == NONE for value in values]):
            by_id = {id(probe): None, **{id(one): key for key, one in probe.items() if isinstance(one, Probe)}}
            if any([id(value) not in by_id for value in values]):
                return None
            return tuple([by_id[id(value)] for value in values])
    return ()
