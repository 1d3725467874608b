"""What the analysis calls free of faults is free of faults: random incidents of the toy rulebook, every fact stated."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from hocrdsl.analysis import findings
from hocrdsl.analysis.mutate import mutants
from hocrdsl.analysis.survivors import lowered
from hocrdsl.backends.trace import edition
from hocrdsl.pipeline import editions, make_plan, read_book
from hocrdsl.plan import Plan
from hocrdsl.world.decide import decide
from hocrdsl.world.read import InvalidIncident

TOY = Path(__file__).parents[1] / "toy"
TRIES = 400


def incident(plan: Plan, chance: random.Random, things: int = 2, decided: int = 3) -> dict[str, Any]:
    """Any incident at all, as far as the vocabulary goes; it may state what an `only where` excludes."""
    vocabulary = plan.vocabulary
    names = {entity: [f"{entity} {number}" for number in range(1, things + 1)] for entity in vocabulary["listed"]}

    def facts(entity: str) -> dict[str, Any]:
        found = {}
        for fact, (kind, argument, optional) in vocabulary["entities"][entity][1].items():
            choices: list[Any] = {
                "yes": [True, False], "number": [0, 1, 2, 5, 10, 13, 15, 17, 18, 20, 5000],
                "time": ["2026-03-01", "2026-03-02", "2026-04-01T09:30"], "code": ["X1"], "text": ["something"],
            }.get(kind) or (names.get(argument, []) if kind in ("thing", "things") else list(argument or ()))
            if fact == vocabulary["classified"] and chance.random() < 0.2:
                # nothing classifies it, unless what is told of it does
                continue
            if kind == "things":
                found[fact] = chance.sample(choices, chance.randrange(len(choices)))
            elif optional and (not choices or chance.random() < 0.3):
                found[fact] = "none"
            elif choices:
                found[fact] = chance.choice(choices)
        return found

    made: dict[str, Any] = {
        heading: {name: facts(entity) for name in names[entity]} for heading, entity in vocabulary["headings"].items()
    }
    event = facts(vocabulary["event"])
    event[vocabulary["event_date"]] = "2026-04-02"
    event[vocabulary["decided_list"]] = [facts(vocabulary["decided"]) for _ in range(decided)]
    made[vocabulary["event_list"]] = [event]
    return made


def faults(plan: Plan, seed: int, tries: int) -> tuple[int, list[Any]]:
    """How many incidents could be decided, and the marks of a faulty rulebook that they got."""
    chance, runnable, done, found = random.Random(seed), edition(plan), 0, []
    for _ in range(tries):
        made = incident(plan, chance)
        try:
            decision = decide(made, plan.vocabulary, lambda date: runnable, {"package": ""})
        except InvalidIncident:
            continue
        done += 1
        found += [mark for mark in decision["marks"] if mark["mark"] == "fault of the rulebook"]
    return done, found


def test_no_fault_is_missed() -> None:
    book = read_book(TOY).value
    assert book is not None
    for day in editions(book):
        plan = make_plan(book, day).value
        assert plan is not None
        assert not [one for one in findings(plan, groups=False) if one.severity == "error"]
        done, found = faults(plan, 1, TRIES)
        assert done > TRIES / 20
        assert found == []


@pytest.mark.slow
def test_no_fault_of_a_mutant_is_missed() -> None:
    book = read_book(TOY).value
    assert book is not None
    plan = make_plan(book, editions(book)[-1]).value
    assert plan is not None
    faulty = 0
    for mutant in mutants(plan.model):
        if mutant.kind not in ("provision", "clause"):
            continue
        changed = lowered(plan, mutant.apply(plan.model))
        _, found = faults(changed, 7, 60)
        if found:
            faulty += 1
            codes = {one.code for one in findings(changed, groups=False) if one.severity == "error"}
            assert codes & {"HR401", "HR402", "HR403"}, (mutant, found[0])
    assert faulty
