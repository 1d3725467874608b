"""Laws of rulings, each with what breaks it: they settle what is referred, and nothing else. Both backends agree."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any

import pytest

from hocrdsl.backends import python
from hocrdsl.backends.python.runtime import counting, events
from hocrdsl.plan.facts import ruling_labels
from hocrdsl.world.decide import decide
from tests.agreement.incidents import make
from tests.agreement.plans import LIMIT, META, plan, reference
from tests.agreement.test_laws import Edition, Incident, Law, both, broken, conserved, decided, every, faulty, things
from tests.agreement.test_patterns import golden, told_in_full

# ruled recorded, it still meets what is held, and what it was recorded beside
RULED = {"recorded": ("recorded", "joined", "absorbed"), "absorbed": ("absorbed",)}
# provisions about two things lead to what is referred together
LEANS = {"toy": ("F1", "F1.1", "F1.2", "F2", "A1.2", "E1"), "hocr": ("F1", "A1.9", "A1")}


@cache
def referring(name: str) -> tuple[Incident, ...]:
    """Incidents of golden cases in which something is referred that a ruling would settle; nothing is ruled."""
    found = []
    for incident, given in golden(name):
        told = cleared(name, told_in_full(name, incident, given))
        if referred(name, decided(name, told)):
            found.append(told)
    return tuple(found)


def cleared(name: str, incident: Incident) -> Incident:
    """The same without news, and nothing ruled; its things are named."""
    for key in ("news", "recorded"):
        incident.pop(key, None)
    for place, thing in enumerate(things(name, incident)):
        thing["name"] = f"t{place}"
        for fact in ruling_labels(plan(name)):
            thing.pop(fact, None)
    return incident


def unruled(name: str, random: Random, known: float = 1.0) -> Incident:
    """An incident about which nothing is ruled: a golden one in which something is referred, or by chance."""
    if referring(name) and random.random() < 0.7:
        return copy.deepcopy(random.choice(referring(name)))
    return cleared(name, make(plan(name), random, known, random.choice(LEANS[name])))


def settling(name: str, result: str) -> tuple[str | None, str | None]:
    """The facts by which what is referred to a result is settled."""
    one = plan(name).model.results[result]
    return one.settled_by, one.classified_by


def ruled(name: str, incident: Incident, random: Random, about: Any) -> Incident:
    """The same with rulings by chance on things of some names; of what they are, where that can be ruled, too."""
    words, told = plan(name).vocabulary, copy.deepcopy(incident)
    specs = words["entities"][words["decided"]][1]
    for thing in things(name, told):
        if thing["name"] in about:
            for one in plan(name).model.results.values():
                if one.settled_by is not None:
                    thing[one.settled_by] = random.choice([*specs[one.settled_by][1]])
                if one.classified_by is not None and random.random() < 0.5:
                    thing[one.classified_by] = random.choice([*specs[one.classified_by][1]])
    return told


def referred(name: str, found: dict[str, Any]) -> set[str]:
    """Names of what is referred to somebody whose ruling settles it."""
    return {
        fate[plan(name).vocabulary["decided"]] for fate in found["fates"]
        if fate["fate"] == "referred" and any(settling(name, fate["result"]))
    }


def bare(found: dict[str, Any]) -> dict[str, Any]:
    """A decision without what it says of rulings that were not needed, and of the incident that it is about."""
    marks = [mark for mark in found["marks"] if mark["mark"] != "ruling not needed"]
    return {**found, "marks": marks, "replay": None}


def needless(name: str, edition: Edition, random: Random) -> None:
    """A ruling changes nothing where nothing is referred, but is told."""
    incident = unruled(name, random)
    first = decided(name, incident, edition)
    words = plan(name).vocabulary
    others = {thing["name"] for thing in things(name, incident)} - {
        fate[words["decided"]] for fate in first["fates"] if fate["fate"] == "referred"
    }
    if not first["determined"] or not others or first["released"]:
        return
    second = decided(name, ruled(name, incident, random, others), edition)
    assert bare(second) == bare(first)
    marks = [mark for mark in second["marks"] if mark["mark"] == "ruling not needed"]
    assert others <= {about for mark in marks for about in mark["about"]}


def as_ruled(name: str, edition: Edition, random: Random) -> None:
    """What was referred and is ruled ends as ruled, and says so; or it stays referred, marked."""
    words = plan(name).vocabulary
    incident = unruled(name, random)
    first = decided(name, incident, edition)
    if not first["determined"] or first["released"]:
        return
    about = {one for one in referred(name, first) if random.random() < 0.8}
    told = ruled(name, incident, random, about)
    second = decided(name, told, edition)
    if not second["determined"]:
        return
    labels = ruling_labels(plan(name))
    rulings = {thing["name"]: thing for thing in things(name, told)}
    settles = {labels[one.settled_by]: one.settled_by for one in plan(name).model.results.values() if one.settled_by}
    for fate in second["fates"]:
        thing = fate[words["decided"]]
        if thing not in about:
            assert not set(fate["because"]) & set(labels.values()) or fate["fate"] != "referred"
            continue
        # who was asked last has the last word
        by = [settles[label] for label in fate["because"] if label in settles]
        if fate["fate"] == "referred":
            assert [mark for mark in second["marks"] if thing in mark["about"]]
        elif by:
            said = rulings[thing][by[-1]]
            assert fate["fate"] in RULED.get(said, ("result",))
            if said == "recorded" and fate["fate"] == "absorbed":
                # by provisions, since
                assert fate["because"][-1] not in settles
            assert fate["fate"] != "result" or fate["result"] == said


def settled(name: str, edition: Edition, random: Random) -> None:
    """With everything ruled recorded, and what it is, nothing stays with those whose ruling settles it."""
    incident = unruled(name, random)
    specs = plan(name).vocabulary["entities"][plan(name).vocabulary["decided"]][1]
    for thing in things(name, incident):
        for one in plan(name).model.results.values():
            if one.settled_by is not None:
                thing[one.settled_by] = "recorded"
            if one.classified_by is not None:
                thing[one.classified_by] = random.choice([*specs[one.classified_by][1]])
    found = decided(name, incident, edition)
    if not found["determined"]:
        return
    open_ = {fate["result"] for fate in found["fates"] if fate["fate"] == "referred" and fate[
        plan(name).vocabulary["decided"]] in referred(name, found)}
    # who can't say what it is settles nothing that has no class
    assert all(settling(name, result)[1] is None for result in open_)


@pytest.mark.parametrize("law", [needless, as_ruled, settled], ids=lambda law: law.__name__)
@both
def test_rulings_settle_what_is_referred_and_nothing_else(name: str, law: Law) -> None:
    every(law, name, 3)


def test_the_laws_of_rulings_can_fail() -> None:
    def always_followed(state: Any, assumed: Any, one: Any) -> None:
        for thing, fate in zip(state.world.decided, state.fates, strict=True):
            if fate is not None and thing.get("verdict") in ("kept_back", "side_table"):
                state.end(thing, "result", None, thing["verdict"], fate["because"])

    def never_told(state: Any, assumed: Any, one: Any) -> None:
        state.marks = [mark for mark in state.marks if not mark[0].startswith("ruling")]

    def half_followed(state: Any, assumed: Any, one: Any) -> None:
        for thing, fate in zip(state.world.decided, state.fates, strict=True):
            if fate is not None and {"verdict", "word of the steward"} & set(fate["because"]):
                state.end(thing, "result", None, "kept_back", fate["because"])

    def sent_back(state: Any, assumed: Any, one: Any) -> None:
        for thing, fate in zip(state.world.decided, state.fates, strict=True):
            if fate is not None and "word of the steward" in fate["because"]:
                state.end(thing, "referred", None, "steward", fate["because"])

    broken(needless, faulty("toy", always_followed))
    broken(needless, faulty("toy", never_told))
    broken(as_ruled, faulty("toy", half_followed))
    broken(settled, faulty("toy", sent_back))


def with_rulings(name: str, seeds: range) -> Iterator[Incident]:
    """Incidents in which what is referred is ruled, at once or by news that comes later."""
    for seed in seeds:
        random = Random(seed)
        incident = unruled(name, random, random.choice([1.0, 1.0, 0.97]))
        about = referred(name, decided(name, incident))
        for thing in things(name, incident):
            if random.random() < 0.1:
                about.add(thing["name"])
        told = ruled(name, incident, random, about)
        if random.random() < 0.3:
            told["news"] = []
            for thing in things(name, told):
                facts = {fact: thing.pop(fact) for fact in ruling_labels(plan(name)) if fact in thing}
                if facts:
                    told["news"].append({"about": thing["name"], "on": "2026-09-28", **facts})
        yield told


@pytest.mark.parametrize("few", [0, 6])
@pytest.mark.parametrize(("name", "many"), [("toy", 300), ("hocr", 40)])
def test_rulings_are_followed_alike(name: str, many: int, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the reference, by strata, by a pattern, written out."""
    for each in (counting, events):
        monkeypatch.setattr(each, "FEW", few)
    edition = python.edition(plan(name))
    words, followed = plan(name).vocabulary, 0
    labels = set(ruling_labels(plan(name)).values())
    for incident in with_rulings(name, range(many)):
        wanted = decide(incident, words, lambda date: reference(name), META, None, LIMIT)
        for _ in range(3):
            assert decide(incident, words, lambda date: edition, META, None, LIMIT) == wanted
        followed += any(labels & set(fate["because"]) for fate in wanted["fates"])
    assert followed > many / 10


@both
def test_what_is_ruled_is_conserved(name: str) -> None:
    """Every thing has one fate, with rulings too."""

    def law(name: str, edition: Edition, random: Random) -> None:
        # the same law, on incidents with rulings
        seed = random.randrange(10**6)
        for incident in with_rulings(name, range(seed, seed + 1)):
            conserved(name, edition, random, incident)

    every(law, name)
