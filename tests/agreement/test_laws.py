"""Laws that hold of every decision of every rulebook; after each, what breaks it, so that a law that can't fail shows.

Laws are functions of (name, edition, random): `every` runs one on the compiled edition, `broken` shows that it fails
on an edition with a fault in it. The formatter's round trip on every file of ours is in tests/rooms/test_syntax_format.
"""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from hocrdsl.backends import python, trace
from hocrdsl.backends.trace.trace import Trace
from hocrdsl.model.expressions import Combined, FactOf, Known
from hocrdsl.plan import lower
from hocrdsl.plan.facts import ruling_labels
from hocrdsl.world.completions import Ask
from hocrdsl.world.decide import decide, run
from hocrdsl.world.read import InvalidIncident, read
from tests.agreement.incidents import make, under
from tests.agreement.plans import LIMIT, META, ROOT, compiled, plan

Edition = dict[str, Any]
Incident = dict[str, Any]
Law = Callable[[str, Edition, Random], None]
both = pytest.mark.parametrize("name", ["toy", "hocr"])
MANY = {"toy": 60, "hocr": 24}


def decided(name: str, incident: Incident, edition: Edition | None = None) -> dict[str, Any]:
    return decide(incident, plan(name).vocabulary, lambda date: edition or compiled(name), META, None, LIMIT)


def every(law: Law, name: str, many: int = 1) -> None:
    for seed in range(MANY[name] * many):
        law(name, compiled(name), Random(seed))


def broken(law: Law, edition: Edition, error: type[Exception] = AssertionError, name: str = "toy") -> None:
    """The law fails somewhere on an edition that breaks it."""
    with pytest.raises(error):
        for seed in range(240):
            law(name, edition, Random(seed))


def faulty(name: str, change: Callable[[Any, Any, Any], None]) -> Edition:
    """An edition that does something more to the state after each event: `change(state, assumed, event)`."""
    sound = compiled(name)

    def event(state: Any, assumed: Any, one: Any) -> None:
        sound["event"](state, assumed, one)
        change(state, assumed, one)

    return {**sound, "event": event}


def some(name: str, random: Random, known: float | None = None) -> Incident:
    labels = sorted(plan(name).model.provisions)
    return make(plan(name), random, known, random.choice(labels))


def things(name: str, incident: Incident) -> list[dict[str, Any]]:
    words = plan(name).vocabulary
    return [thing for event in incident[words["event_list"]] for thing in event[words["decided_list"]]]


# --- totality, determinism ----------------------------------------------------------------


def total(name: str, edition: Edition, random: Random) -> None:
    """Nothing but InvalidIncident is raised, whatever the incident is."""
    incident = some(name, random, random.choice([1.0, 0.9]))
    spoilt: list[Any] = [None, 3, "x", [], [3], {"a": 1}, [{"b": None}], "none", True, 1e400]
    if random.random() < 0.5:
        incident[random.choice(sorted(incident))] = random.choice(spoilt)
    else:
        thing = random.choice([*things(name, incident), incident])
        thing[random.choice([*thing, "x"])] = random.choice(spoilt)
    try:
        found = decided(name, incident, edition)
    except InvalidIncident:
        return
    json.dumps(found)


@both
def test_nothing_but_invalid_incident_is_raised(name: str) -> None:
    every(total, name)


def test_totality_can_fail() -> None:
    broken(total, faulty("toy", lambda state, assumed, one: state.fates[0]["no such part"]), Exception)


def printed(script: str) -> list[bytes]:
    """What two processes with different hash seeds print."""
    both_run = [
        subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=ROOT,
                         env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)})
        for seed in ("1", "2")
    ]
    return [one.communicate()[0] for one in both_run]


def test_two_processes_give_the_same_bytes() -> None:
    """Of module and decision."""
    first, second = printed(
        "import json, random, sys; from tests.agreement.plans import *; from tests.agreement.incidents import make\n"
        "from hocrdsl.world.decide import decide\n"
        "for name, many in (('toy', 20), ('hocr', 3)):\n"
        "    sys.stdout.write(python.emit(plan(name)))\n"
        "    one = compiled(name)\n"
        "    for seed in range(many):\n"
        "        incident = make(plan(name), random.Random(seed))\n"
        "        print(json.dumps(decide(incident, plan(name).vocabulary, lambda date: one, META, None, LIMIT)))\n"
    )
    assert first == second
    json.loads(first.splitlines()[-1])


def test_the_law_of_bytes_can_fail() -> None:
    """Labels in the order of a set."""
    first, second = printed("from tests.agreement.plans import *; print(list(set(plan('toy').model.provisions)))")
    assert first != second and len(first) == len(second)


# --- order changes nothing ----------------------------------------------------------------


def tally(name: str, found: dict[str, Any]) -> Any:
    """A decision without regard to order and to the names that come from order."""
    words = plan(name).vocabulary
    counted = Counter((one["provision"], one[words["classified"]], len(one[words["decided_list"]]))
                      for one in found[words["counted_list"]])
    fates = Counter((one["fate"], one["result"], one[words["classified"]]) for one in found["fates"])
    return found["determined"], counted, fates


def unordered(name: str, edition: Edition, random: Random) -> None:
    """The order in which things are told changes no tally.

    But for what semantics.md says is decided by order: of several survivors equally near, the first absorbs (so the
    sizes of what is counted may differ), and the first member is the principal.
    """
    words = plan(name).vocabulary
    incident = some(name, random, 1.0)
    incident.pop("news", None)
    for place, thing in enumerate(things(name, incident)):
        thing["name"] = f"t{place}"
    first = decided(name, incident, edition)
    for event in incident[words["event_list"]]:
        random.shuffle(event[words["decided_list"]])
    for heading in words["headings"]:
        if heading in incident:
            incident[heading] = dict(random.sample(sorted(incident[heading].items()), len(incident[heading])))
    second = decided(name, incident, edition)
    if first["determined"] and second["determined"]:
        ours, theirs = tally(name, first), tally(name, second)
        assert Counter(key[:1] for key in ours[1].elements()) == Counter(key[:1] for key in theirs[1].elements())
        assert ours[2] == theirs[2]
        fates = [{one[words["decided"]]: (one["fate"], one["result"]) for one in found["fates"]}
                 for found in (first, second)]
        assert fates[0] == fates[1]


@both
def test_the_order_of_what_is_told_changes_no_tally(name: str) -> None:
    every(unordered, name, 2)


def test_the_law_of_order_can_fail() -> None:
    def first_goes(state: Any, assumed: Any, one: Any) -> None:
        if one[1] == 0 and len(one[4]) > 1:
            state.end(one[4][0], "referred", None, "steward", ())

    broken(unordered, faulty("toy", first_goes))


def shuffled(name: str, seed: int, change: Callable[[Any], Any] = lambda node: node) -> Edition:
    """An edition of the same rules in another order, and with the limbs of every group in another order."""
    old = plan(name)
    random = Random(seed)
    labels = list(old.model.provisions)
    random.shuffle(labels)
    model = replace(
        old.model, provisions={label: change(mixed(old.model.provisions[label], random)) for label in labels}
    )
    made = lower(
        model, edition=old.edition, day=old.day, until=old.until, known=old.known, readings={}, digest=old.digest
    )
    return python.edition(made)


def mixed(node: Any, random: Random) -> Any:
    """A node with the limbs of its groups shuffled."""
    if isinstance(node, tuple):
        return tuple(mixed(one, random) for one in node)
    if isinstance(node, Combined):
        order = list(range(len(node.limbs)))
        random.shuffle(order)
        limbs = tuple(mixed(node.limbs[place], random) for place in order)
        return replace(node, limbs=limbs, letters=tuple(node.letters[place] for place in order) if node.letters else ())
    if hasattr(node, "actions"):
        actions = tuple(mixed(one, random) for one in node.actions)
        return replace(node, where=mixed(node.where, random), actions=actions)
    if hasattr(node, "when"):
        return replace(node, when=mixed(node.when, random))
    return node


def same_with(other: Edition) -> Law:
    def law(name: str, edition: Edition, random: Random) -> None:
        words = plan(name).vocabulary
        # which completions are tried first hangs on the order of limbs: a range cut short is not compared
        incident = some(name, random, random.choice([1.0, 0.97]))
        first, second = decided(name, incident, edition), decided(name, incident, other)
        exact = [one["determined"] or one["undetermined"]["completions"] < LIMIT for one in (first, second)]
        if all(exact):
            assert first["determined"] == second["determined"]
        if first["determined"] and second["determined"]:
            assert first[words["counted_list"]] == second[words["counted_list"]]
            assert first["fates"] == second["fates"]

    return law


@both
def test_the_order_of_rules_and_limbs_changes_nothing(name: str) -> None:
    every(same_with(shuffled(name, 1)), name)


def test_the_law_of_the_order_of_rules_can_fail() -> None:
    def one_limb_less(node: Any) -> Any:
        return replace(node, otherwise=None) if node.label == "A1" else node

    broken(same_with(shuffled("toy", 1, one_limb_less)), compiled("toy"))


# --- conservation -------------------------------------------------------------------------


def conserved(name: str, edition: Edition, random: Random, incident: Incident | None = None) -> None:
    """Every thing has one fate; what is counted names what it stands for, and those say so too."""
    words = plan(name).vocabulary
    incident = incident or some(name, random, 1.0)
    found = decided(name, incident, edition)
    if not found["determined"]:
        return
    brought = [thing.get("name") for thing in things(name, incident)]
    names = [one[words["decided"]] for one in found["fates"]]
    assert len(names) == len(brought) and len(set(names)) == len(names)
    counted = {one["id"]: one for one in found[words["counted_list"]]}
    held = {one["name"] for one in incident.get("held", ())}
    for fate in found["fates"]:
        into = fate[words["counted"]]
        assert (into is None) == (fate["fate"] in ("result", "referred")), fate
        assert into is None or into in counted or into in held
        if into in counted:
            assert fate[words["decided"]] in [*counted[into][words["decided_list"]], *counted[into]["joined"]]
        if fate["fate"] in ("result", "referred"):
            assert fate["result"]
    listed = [member for one in counted.values() for member in one[words["decided_list"]]]
    assert len(listed) == len(set(listed)) and set(listed) <= set(names)
    gone = {one["about"] for one in found["released"]}
    for one in counted.values():
        assert one[words["decided_list"]] or gone
        assert one["principal"] in one[words["decided_list"]] or one["principal"] in gone


@both
def test_conservation(name: str) -> None:
    every(conserved, name, 3)


def test_conservation_can_fail() -> None:
    def lost(state: Any, assumed: Any, one: Any) -> None:
        for counted in state.counted:
            counted["_members"] = counted["_members"][:1]

    broken(conserved, faulty("toy", lost))


# --- what nothing classifies ---------------------------------------------------------------


def unclassed(name: str, incident: Incident, random: Random) -> None:
    """Of what is recorded nobody says any more what it is, and mostly nothing is ruled: by chance that is rare."""
    if random.random() < 0.7:
        for thing in things(name, incident):
            for fact in ruling_labels(plan(name)):
                thing.pop(fact, None)
    found = decided(name, incident)
    if found["determined"]:
        for thing, fate in zip(things(name, incident), found["fates"], strict=True):
            if fate["fate"] not in ("result", "referred"):
                thing.pop(plan(name).vocabulary["classified"], None)


def recorded_as_something(name: str, edition: Edition, random: Random) -> None:
    """What nothing classifies ends as the recording test says, or goes where the head says if that would record it.

    What is counted, absorbed or joined is classified.
    """
    one = plan(name)
    words, charter = one.vocabulary, one.model.charter
    label = random.choice([step.label for step in one.strata["record"]])
    incident = make(one, random, random.choice([1.0, 0.97]), label)
    incident.pop("news", None)
    unclassed(name, incident, random)
    found = decided(name, incident, edition)
    if not found["determined"]:
        return
    notes = Trace()
    steps = trace.edition(one, notes)
    try:
        run(read(incident, words), lambda date: steps, {})
    except Ask:
        return
    said = {(step.label, step.about): step.concludes for step in notes.entries if step.stratum == "record"}
    marks = {about: mark["mark"] for mark in found["marks"] if not mark["mark"].startswith("ruling")
             for about in mark["about"]}
    for fate in found["fates"]:
        about = fate[words["decided"]]
        if fate[words["classified"]] is not None:
            assert marks.get(about) != "nothing classifies"
            continue
        if set(fate["because"]) & set(ruling_labels(one).values()):
            continue
        assert fate["fate"] in ("result", "referred")
        answers = {said[label, (about,)] for label in fate["because"] if (label, (about,)) in said}
        if marks.get(about) in ("fault of the rulebook", "disagreement in the text"):
            continue
        assert answers == {"record"} if marks.get(about) == "nothing classifies" else "record" not in answers, fate
        if answers == {"record"}:
            assert (fate["fate"], fate["result"]) == ("referred", charter.unclassified_go_to)
        else:
            assert {f"{verb} {fate['result']}" for verb in ("treat", "refer")} >= answers and answers, fate


@both
def test_what_nothing_classifies_comes_to_the_recording_test(name: str) -> None:
    every(recorded_as_something, name, 2)


def test_the_law_of_what_nothing_classifies_can_fail() -> None:
    def before_recording(state: Any, assumed: Any, one: Any) -> None:
        for thing, fate in zip(state.world.decided, state.fates, strict=True):
            if fate is not None and fate["category"] is None:
                state.end(thing, "referred", None, "steward", ())

    def counted_as_nothing(state: Any, assumed: Any, one: Any) -> None:
        for mark in [mark for mark in state.marks if mark[0] == "nothing classifies"]:
            state.marks.remove(mark)

    broken(recorded_as_something, faulty("toy", before_recording))
    broken(recorded_as_something, faulty("toy", counted_as_nothing))


# --- learning more ------------------------------------------------------------------------


def spared(name: str) -> set[str]:
    """Facts tested by `is known`, the stated class, presumed facts, rulings."""
    one = plan(name)
    roots = [*one.model.provisions.values(), *one.model.definitions.values()]
    tested = [node.value for node in under(one, *roots) if isinstance(node, Known)]
    known = {value.fact for value in tested if isinstance(value, FactOf)}
    entities = one.vocabulary["entities"].values()
    presumed = {fact for parts in entities for fact in parts[3]}
    return known | presumed | {one.vocabulary["classified"], *ruling_labels(one)}


def monotone(name: str, edition: Edition, random: Random) -> None:
    """A determined outcome survives learning anything unknown: yes or no, options, things, numbers and dates."""
    words = plan(name).vocabulary
    incident = some(name, random, random.choice([0.6, 0.8, 0.9, 0.97]))
    incident.pop("news", None)
    first = decided(name, incident, edition)
    if not first["determined"]:
        return
    specs = words["entities"][words["decided"]][1]
    left_out = spared(name)
    for _ in range(4):
        told = copy.deepcopy(incident)
        thing = random.choice(things(name, told))
        keys = [key for key in specs if key not in thing and key not in left_out]
        for key in random.sample(keys, min(len(keys), 3)):
            kind, argument, optional = specs[key]
            options: list[Any] = {"yes": [True, False], "one": list(argument or ()), "number": [0, 10, 15, 20, 40],
                                  "time": ["2026-03-29", "2026-05-01"]}.get(kind, [])
            if kind == "thing" and argument in words["listed"]:
                options = list(told.get(words["listed"][argument], ()))
            if optional:
                options.append("none")
            if options:
                thing[key] = random.choice(options)
        second = decided(name, told, edition)
        assert second["determined"]
        assert {one["id"]: one["unit"] for one in first[words["counted_list"]] if "unknown" not in one["unit"]}.keys() \
            <= {one["id"] for one in second[words["counted_list"]]}
        assert len(second[words["counted_list"]]) == len(first[words["counted_list"]])
        assert [(one["fate"], one["result"]) for one in second["fates"]] == [
            (one["fate"], one["result"]) for one in first["fates"]]


@both
def test_a_determined_outcome_survives_learning_more(name: str) -> None:
    every(monotone, name, 3)


def test_the_law_of_learning_can_fail() -> None:
    def by_what_is_left_out(state: Any, assumed: Any, one: Any) -> None:
        for thing in one[4] if one[1] == 0 else ():
            if "weight" not in thing:
                state.end(thing, "referred", None, "steward", ())

    broken(monotone, faulty("toy", by_what_is_left_out))


# --- what is read is enough ---------------------------------------------------------------


def read_facts(name: str, incident: Incident) -> dict[str, set[str]]:
    """By thing the facts that the reference read on the way to a determined outcome, in all that it tried."""
    kept = Trace()
    edition = trace.edition(plan(name), kept)
    try:
        run(read(incident, plan(name).vocabulary), lambda date: edition, {})
    except Ask:
        return {}
    found: dict[str, set[str]] = {}
    for step in kept.entries:
        for thing, fact in step.read:
            found.setdefault(thing, set()).add(fact)
    return found


def ruled_facts(name: str, because: list[str]) -> set[str]:
    """The facts of the rulings among some reasons."""
    labels = set(ruling_labels(plan(name)).values())
    return {fact for label in because if label in labels for fact in compiled(name)["reads"][label]}


def faithful(drop: str = "") -> Law:
    def law(name: str, edition: Edition, random: Random) -> None:
        """Keep only the facts that the explanation says were read, all else unknown: the same determined outcome."""
        words = plan(name).vocabulary
        incident = some(name, random, 1.0)
        incident.pop("news", None)
        for place, thing in enumerate(things(name, incident)):
            thing["name"] = f"t{place}"
        first = decided(name, incident, edition)
        facts = read_facts(name, incident)
        if not first["determined"] or not facts:
            return
        # no provision reads a ruling: that one was followed is among the reasons
        for fate in first["fates"]:
            facts.setdefault(fate[words["decided"]], set()).update(ruled_facts(name, fate["because"]))
        kept = copy.deepcopy(incident)
        for thing in things(name, kept):
            wanted = {*facts.get(thing["name"], ()), words["classified"], "name"} - {drop}
            for key in [key for key in thing if key not in wanted]:
                del thing[key]
        second = decided(name, kept, edition)
        assert second["determined"]
        for part in (words["counted_list"], "fates"):
            assert second[part] == first[part]

    return law


@both
def test_the_facts_read_are_enough(name: str) -> None:
    every(faithful(), name, 2)


def test_the_law_of_facts_read_can_fail() -> None:
    broken(faithful("condition"), compiled("toy"))
    broken(faithful("word_of_the_steward"), compiled("toy"))


# --- events one after the other -----------------------------------------------------------


def handed_on(name: str, incident: Incident, found: dict[str, Any]) -> list[dict[str, Any]]:
    """What is held after some events, as an incident says it: facts of the principal, and members."""
    words = plan(name).vocabulary
    by_name = {thing["name"]: thing for thing in things(name, incident)}
    shared = words["entities"][words["counted"]][1]
    held = []
    for one in found[words["counted_list"]]:
        principal = by_name[one["principal"]]
        members = [*one[words["decided_list"]], *[extra for extra in one["joined"]
                                                 if extra not in one[words["decided_list"]]]]
        held.append({
            "name": one["id"],
            **{key: value for key, value in principal.items() if key in shared and key != "name"},
            words["classified"]: one[words["classified"]],
            words["decided_list"]: [
                dict(by_name[member]) for member in members
            ],
        })
    return held


def in_parts(spoil: bool = False) -> Law:
    def law(name: str, edition: Edition, random: Random) -> None:
        """Deciding the first events, then the rest with what they made as `held`, counts the same.

        The incident form can't carry: which report brought a member of a held thing (the member has none), what was
        released, conclusions already made, and what ended without being counted (news about it decides it anew); and
        a fact that a held thing lacks is unknown, while one just counted takes it from its principal, or has none. So
        the generator is restricted: no news, nothing held before, nothing released, no fact names a thing counted,
        optional facts left out are none, two reports two days apart. What is counted, by provision and class, and the
        fates are compared; ids, members and labels are not.
        """
        words = plan(name).vocabulary
        incident = some(name, random, 1.0)
        for key in ("news", "recorded", "held"):
            incident.pop(key, None)
        events = incident[words["event_list"]]
        if len(events) == 1:
            events.append({**copy.deepcopy(events[0])})
        for place, thing in enumerate(things(name, incident)):
            thing["name"] = f"t{place}"
            for key, spec in words["entities"][words["decided"]][1].items():
                if spec[0] == "thing" and spec[1] == words["counted"]:
                    thing[key] = "none" if spec[2] else thing.pop(key, None)
                elif key not in thing and spec[2]:
                    thing[key] = "none"
        for heading, entity in words["headings"].items():
            for facts in incident.get(heading, {}).values():
                for key, spec in words["entities"][entity][1].items():
                    if spec[0] == "thing" and spec[1] == words["counted"]:
                        facts.pop(key, None)
        events[0][words["event_date"]], events[1][words["event_date"]] = "2026-05-01", "2026-05-03"
        whole = decided(name, incident, edition)
        first = {**incident, words["event_list"]: events[:1]}
        early = decided(name, first, edition)
        if not whole["determined"] or not early["determined"] or whole["released"]:
            return
        held = handed_on(name, incident, early)
        late = decided(name, {**incident, words["event_list"]: events[1:], "held": [] if spoil else held}, edition)
        if not late["determined"]:
            return
        parts = early[words["counted_list"]] + late[words["counted_list"]]
        keys = (words["classified"], "provision")
        assert Counter(tuple(one[key] for key in keys) for one in parts) == Counter(
            tuple(one[key] for key in keys) for one in whole[words["counted_list"]])
        fates = [(one["fate"], one["result"]) for one in early["fates"] + late["fates"]]
        assert fates == [(one["fate"], one["result"]) for one in whole["fates"]]

    return law


@both
def test_events_may_be_decided_one_after_the_other(name: str) -> None:
    every(in_parts(), name, 2)


def test_the_law_of_parts_can_fail() -> None:
    """Without what is held, what would have joined is counted again."""
    broken(in_parts(True), compiled("toy"))
