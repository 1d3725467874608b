"""A flag never changes the count: in no case does what is recorded turn on what was told for the flags.

Held twice over. No provision that classifies, records, joins, chooses, counts, cancels, releases or permits reads such
a fact; and with these facts told at random, every golden case comes to the same crimes and fates.
"""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

import hocrdsl
from hocrdsl.harness.case import Case
from hocrdsl.harness.session import Session, case_files, read_files, session
from hocrdsl.plan.reads import provision_reads
from hocrdsl.rules import find

EVENTS, DECIDED, DECIDED_ENTITY, COUNTED = "reports", "allegations", "allegation", "crimes"
GROUP = "Flags"


@pytest.fixture(scope="module")
def at() -> Session:
    path, shown = find("hocr")
    return session(path, shown)


@pytest.fixture(scope="module")
def rules() -> hocrdsl.Rules:
    return hocrdsl.load("hocr", edition="2026-04")


@pytest.fixture(scope="module")
def facts(at: Session, rules: hocrdsl.Rules) -> dict[str, list[Any]]:
    """Each fact of the group with what may be told of it."""
    entity = rules.plan().model.entities[DECIDED_ENTITY]
    found = {}
    for fact in entity.facts.values():
        if fact.group == GROUP:
            spec = at.vocabulary["entities"][DECIDED_ENTITY][1][fact.key]
            found[fact.key] = [True, False] if spec[0] == "yes" else [*sorted(spec[1]), *(["none"] if spec[2] else [])]
    assert len(found) >= 15
    return found


def test_only_what_concludes_reads_them(rules: hocrdsl.Rules, facts: dict[str, list[Any]]) -> None:
    plan = rules.plan()
    readers = {
        (stratum, step.label)
        for stratum, steps in plan.strata.items() for step in steps
        if any(fact in facts for _, fact in provision_reads(plan.model, step.provision))
    }
    assert {stratum for stratum, _ in readers} == {"conclude"}


def test_what_is_recorded_stays(at: Session, rules: hocrdsl.Rules, facts: dict[str, list[Any]]) -> None:
    cases, wrong = read_files(at, case_files(at.book.path, at.shown))
    assert not [one for one in wrong if one.severity == "error"]
    flagged = 0
    for case in cases:
        before = rules.decide(case.incident.canonical, case.given or None)
        after = rules.decide(told(case, facts), case.given or None)
        for part in (COUNTED, "fates", "cancelled", "released", "permissions"):
            assert after[part] == before[part], case.name
        assert (after["undetermined"] or {}).get(COUNTED) == (before["undetermined"] or {}).get(COUNTED), case.name
        flagged += before["conclusions"] != after["conclusions"]
    # the facts do say something, just not that
    assert flagged > len(cases) / 2


def told(case: Case, facts: dict[str, list[Any]]) -> dict[str, Any]:
    """The case with flag facts told at random of each thing decided."""
    chance = Random(case.name)
    incident = case.incident.canonical
    events = []
    for event in incident[EVENTS]:
        things = []
        for thing in event.get(DECIDED, []):
            kept = {key: value for key, value in thing.items() if key not in facts}
            added = {key: chance.choice(values) for key, values in facts.items() if chance.random() < 0.7}
            if added.get("seen_as_hostile_to_religion") is not True:
                added.pop("religion_aimed_at", None)
            things.append({**kept, **added})
        events.append({**event, DECIDED: things})
    return {**incident, EVENTS: events}
