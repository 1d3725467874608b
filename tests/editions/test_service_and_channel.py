"""What was done for the victim, and the way a report came, are no part of counting: in any case, in any edition.

The chief constable of Derbyshire said in March 2019 that recording says nothing of service; the inspectorate, that the
duty to record doesn't depend on how a report comes in. Both hold here, twice over: no provision reads such a fact, and
flipping it in every golden case changes nothing. No rule yet sends fraud to the national body, whatever its channel.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from hocrdsl.harness.case import Case
from hocrdsl.harness.session import Session, case_files, read_files, session
from hocrdsl.plan.reads import provision_reads
from hocrdsl.rules import find

EVENTS, DECIDED = "reports", "allegations"
CHANNELS = ("channel", "written_down_as")
SERVICE = ("support_of_the_victim", "investigated", "arrest_made")
# what was found that bears out a claim of the offender: the judgement decides, not this
CLAIM = "support_for_the_claim"


@pytest.fixture(scope="module")
def at() -> Session:
    path, shown = find("hocr")
    return session(path, shown)


@pytest.fixture(scope="module")
def cases(at: Session) -> list[Case]:
    found, wrong = read_files(at, case_files(at.book.path, at.shown))
    assert not [one for one in wrong if one.severity == "error"]
    return found


def values(at: Session, entity: str, fact: str) -> list[Any]:
    """What the fact can be; unknown is what the case leaves it."""
    spec = at.vocabulary["entities"][entity][1][fact]
    return [True, False] if spec[0] == "yes" else sorted(spec[1])


def editions(case: Case, at: Session) -> list[str]:
    """The latest, and the published ones for which the case or a party to it speaks; the days between differ from these
    in rows of the offence list alone."""
    own = [*case.expectations, *(one for position in case.positions for one in position.expectations)]
    published = {one.iso for one in at.book.header.published}
    return sorted({at.names.days[-1], *(one.day for one in own if one.day in published)})


def decided(case: Case, day: str, at: Session, incident: dict[str, Any]) -> dict[str, Any]:
    """The decision without the record that replays it, which holds a digest of the incident."""
    decision = at.rules_for(day, case.reading).decide(incident, case.given or None)
    return {key: value for key, value in decision.items() if key != "replay"}


def each_report_by_each(case: Case, facts: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """The case with other facts on each report, until each report has had each value."""
    incident = case.incident.canonical
    for first in range(max(map(len, facts.values()))):
        events = [{**event, **{fact: some[(first + place) % len(some)] for fact, some in facts.items()}}
                  for place, event in enumerate(incident[EVENTS])]
        yield {**incident, EVENTS: events}


def with_service(case: Case, facts: dict[str, Any]) -> dict[str, Any]:
    """The case with the same service on every allegation."""
    incident = case.incident.canonical
    events = [{**event, DECIDED: [{**one, **facts} for one in event[DECIDED]]} for event in incident[EVENTS]]
    return {**incident, EVENTS: events}


def differing(cases: list[Case], at: Session, varied: Any) -> list[str]:
    """The cases that some variation decides otherwise: every one in the latest edition, some in the others."""
    found = []
    for number, case in enumerate(cases):
        variations = list(varied(case))
        for day in editions(case, at):
            before = decided(case, day, at, case.incident.canonical)
            tried = variations if day == at.names.days[-1] else variations[number % 3 :: 3]
            if any(decided(case, day, at, incident) != before for incident in tried):
                found.append(f"{case.name}@{day}")
    return found


def test_no_provision_of_any_edition_reads_them(at: Session) -> None:
    wanted = {*CHANNELS, *SERVICE, CLAIM}
    for day in at.names.days:
        model = at.rules_for(day, {}).plan().model  # type: ignore[attr-defined]
        declared = {fact.key for entity in model.entities.values() for fact in entity.facts.values()
                    if fact.never_decides}
        assert declared == wanted, day
        for provision in (*model.provisions.values(), *model.readings.values()):
            read = {fact for _, fact in provision_reads(model, provision)}
            assert not read & declared, f"{provision.label} in {day}"


def test_the_channel_changes_no_decision(cases: list[Case], at: Session) -> None:
    ways = {fact: values(at, "report", fact) for fact in CHANNELS}
    assert min(map(len, ways.values())) >= 6
    assert differing(cases, at, lambda case: each_report_by_each(case, ways)) == []


def test_service_changes_no_decision(cases: list[Case], at: Session) -> None:
    support, *others = (values(at, "allegation", fact) for fact in SERVICE)
    claims = values(at, "allegation", CLAIM)
    every = [{**dict(zip(SERVICE, (given, looked_into, looked_into == (given == "withheld")), strict=True)),
              CLAIM: claims[place % len(claims)]}
             for place, (given, looked_into) in enumerate(product(support, others[0]))]
    assert len(every) == 6 and {tuple(one.values())[2] for one in every} == set(others[1])
    assert differing(cases, at, lambda case: (with_service(case, facts) for facts in every)) == []


def test_who_reports_does_change_decisions(cases: list[Case], at: Session) -> None:
    """The same flipping of a fact that decides is noticed: the tests above can fail."""
    some = [case for case in cases if case.place.rpartition("/")[2].startswith("gates.yaml")]
    makers = {"maker": ["victim", "other_person"]}
    assert differing(some, at, lambda case: each_report_by_each(case, makers))
