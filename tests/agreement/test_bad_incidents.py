"""Incidents spoilt at random: both backends refuse alike or decide alike, and nothing else is ever raised."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from hocrdsl.rules import Rules, load
from hocrdsl.world.read import InvalidIncident

REPORT = {"received": "2026-05-01T10:00", "maker": "victim"}
BLOW = {"offence": "8N 008/06", "victim": "Ann", "offender": "Bob", "circumstances_amount_to_a_crime": True}
SOUND: list[dict[str, Any]] = [
    {"people": {"Ann": {}, "Bob": {"acted_together_with": ["Cid"]}, "Cid": {"acted_together_with": ["Bob"]}},
     "reports": [{**REPORT, "allegations": [dict(BLOW), {**BLOW, "offender": "Cid"}]}]},
    {"reports": [{**REPORT, "allegations": [{**BLOW, "committed": "2026-04-30"}, {**BLOW, "offence": "58D 149/00"}]}]},
    {"held": [{"name": "old", "offence": "8Q 195/12", "victim": "Ann", "offender": "Bob", "allegations": [{}]}],
     "reports": [{**REPORT, "allegations": [dict(BLOW)]}],
     "news": [{"on": "2026-06-01", "about": "allegation 1", "circumstances_amount_to_a_crime": False}],
     "recorded": [{"class": "8N", "on": "2026-05-03"}]},
]
ODD: list[Any] = [
    None, 0, -1, 3.5, float("nan"), "", [], {}, "none", "unknown", "it", True, False, "Ann", " Ann", ["Ann"], [None],
    {"x": 1}, "2026-13-01", "2026-05-02", b"x", ("Ann",), "allegation 1",
]
KEYS: list[Any] = ["x", "", "maker", "offender", "name", "age", "none", 3, None]


@pytest.fixture(scope="module")
def both() -> tuple[Rules, Rules]:
    found = load("hocr", edition="2026-04"), load("hocr", edition="2026-04", backend="reference")
    for incident in SOUND * 3:
        # so often that the quick ways are known
        found[0].decide(copy.deepcopy(incident))
    return found


@pytest.mark.parametrize("seed", range(6))
def test_an_incident_spoilt_is_refused_or_decided(both: tuple[Rules, Rules], seed: int) -> None:
    chance = random.Random(seed)
    seen = set()
    for _ in range(60):
        incident = spoilt(chance.choice(SOUND), chance)
        answers = [answer(rules, incident) for rules in (both[0], both[0], both[1])]
        assert answers[0] == answers[1] == answers[2], incident
        seen.add(answers[0][0])
    assert seen == {"refused", "decided"}


def answer(rules: Rules, incident: Any) -> tuple[str, str]:
    try:
        decision = rules.decide(copy.deepcopy(incident))
    except InvalidIncident as refused:
        assert rules.validate(copy.deepcopy(incident)) == refused.problems
        return "refused", str(refused)
    del decision["replay"]
    return "decided", json.dumps(decision, sort_keys=True, default=str)


def spoilt(incident: Any, chance: random.Random) -> Any:
    """The incident with one thing or two left out, put in another's place, renamed or said twice."""
    incident = copy.deepcopy(incident)
    for _ in range(chance.choice((1, 1, 2))):
        places = [one for one in paths(incident) if one]
        if not places:
            return chance.choice(ODD)
        *above, last = chance.choice(places)
        inner = incident
        for step in above:
            inner = inner[step]
        way = chance.random()
        if way < 0.2:
            del inner[last]
        elif way < 0.75:
            inner[last] = copy.deepcopy(chance.choice(ODD))
        elif isinstance(inner, dict):
            inner[chance.choice(KEYS)] = inner.pop(last)
        else:
            inner.append(copy.deepcopy(inner[last]))
    return incident


def paths(tree: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each part of a tree."""
    yield above
    for step, inner in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        yield from paths(inner, (*above, step))
