"""The disputes of the bundled rulebook: whom the rules uphold, in which edition, under which reading."""

from __future__ import annotations

import pytest

import hocrdsl
from hocrdsl.analysis.diff import summary
from hocrdsl.harness.case import Case, Lacking
from hocrdsl.harness.courts import Courts
from hocrdsl.harness.disputes import Dispute, Hearing, disputes
from hocrdsl.harness.session import Session, case_files, read_disputes, session
from hocrdsl.rules import UnknownReading, find

Read = tuple[Session, list[Case], list[Lacking]]


@pytest.fixture(scope="module")
def read() -> Read:
    path, shown = find("hocr")
    at = session(path, shown)
    return at, *read_disputes(at, case_files(path, shown))


@pytest.fixture(scope="module")
def courts(read: Read) -> Courts:
    at, cases, _ = read
    return Courts(at, len(cases))


class Heard(dict[str, Dispute]):
    """Disputes by name, each heard in every edition when it is first asked for."""

    def __init__(self, read: Read, courts: Courts) -> None:
        self.read = read
        self.courts = courts

    def __missing__(self, name: str) -> Dispute:
        at, cases, _ = self.read
        [self[name]] = disputes(self.courts, [one for one in cases if one.name == name], at.names.days)
        return self[name]


@pytest.fixture(scope="module")
def heard(read: Read, courts: Courts) -> Heard:
    return Heard(read, courts)


def told(hearing: Hearing) -> list[tuple[str, tuple[str, ...]]]:
    """How many, in words, and who is upheld, row by row."""
    return [(row.answer.split(":")[0], row.upheld) for row in hearing.rows]


@pytest.mark.parametrize(("number", "word"), [(2, "two"), (3, "three"), (4, "four"), (5, "five")])
def test_derbyshire_turns_on_the_reading(heard: Heard, number: int, word: str) -> None:
    plain, as_force = heard[f"Derbyshire dispute, {word} suspects, rape"].hearings[:2]
    assert set(told(plain)) == {(f"{number} crimes", ("the inspectorate",))}
    assert as_force.readings == (("R4", "force"),) and as_force.parties == ("the force",)
    assert set(told(as_force)) == {("1 crime", ("the force",))}


@pytest.mark.parametrize("word", ["two", "three", "four", "five"])
def test_derbyshire_turns_on_the_class(heard: Heard, word: str) -> None:
    plain = heard[f"Derbyshire dispute, {word} suspects, a class counted by victim"].hearings[0]
    assert set(told(plain)) == {("1 crime", ("the force",))}


def test_the_law_on_conduct_changed_sides_twice(heard: Heard) -> None:
    dispute = heard["stalking, assault and damage told together in May 2018"]
    rows = dispute.hearings[0].rows
    one, two = ("the Home Office",), ("the Domestic Abuse Commissioner",)
    assert told(dispute.hearings[0]) == [("1 crime", one), ("2 crimes", two), ("1 crime", one)]
    assert [row.turned for row in rows] == [False, True, True]
    assert [row.own for row in rows] == [False, True, False]
    assert rows[1].since == "2018-04-01" and rows[2].since in ("2023-05-16", "2023-06-01")
    assert "F4" in [ground.label for ground in rows[1].grounds]


def test_the_day_of_2023_turns_on_the_reading(heard: Heard) -> None:
    dispute = heard["stalker who breaks something, told in April 2023"]
    plain, june = dispute.hearings
    press, commissioner = ("the trade press",), ("the Domestic Abuse Commissioner",)
    [late_may] = [row for row in plain.rows if row.since == "2023-05-16"]
    assert (late_may.until, late_may.answer[:7], late_may.upheld) == ("2023-05-31", "1 crime", press)
    [by_june] = dispute.differing(june)
    assert (by_june.since, by_june.until) == ("2023-05-16", "2023-05-31")
    assert (by_june.answer[:8], by_june.upheld) == ("2 crimes", commissioner)


def test_a_reading_of_other_days_changes_nothing_today() -> None:
    found = [hocrdsl.load("hocr", edition="2026-04", readings=readings).plan().readings
             for readings in ({"F4": "June"}, {"R4": "force"})]
    assert found == [{}, {"R4": "force"}]


def test_a_reading_that_is_in_no_edition_is_refused() -> None:
    with pytest.raises(UnknownReading, match="no reading R4=strict; held: .*R4=force"):
        hocrdsl.load("hocr", readings={"R4": "strict"})


def test_what_is_recorded_when_told_was_always_so(heard: Heard) -> None:
    for name in ("rape investigated and not recorded", "rape too much work to record", "domestic abuse not believed",
                 "no serial number, no crime", "one crime told by each channel"):
        assert all("the inspectorate" in row.upheld for row in heard[name].hearings[0].rows), name


def test_a_judgement_that_nobody_made_upholds_nobody(heard: Heard) -> None:
    rows = heard["he says that she grabbed him first"].hearings[0].rows
    assert [dict(row.stands) for row in rows] == [{"the registrar's office": "open", "the officer": "open"}]
    assert rows[0].asks == ("circumstances amount to a crime",)


def test_each_says_who_holds_what_and_where_that_is_said(read: Read) -> None:
    _, cases, lacking = read
    assert len(cases) >= 36 and len(lacking) >= 14
    for one in [*cases, *lacking]:
        assert one.cites and all(position.cites and position.holds for position in one.positions), one.name
    assert all(one.missing for one in lacking)


def test_what_is_heard_once_for_several_editions_is_heard_rightly(read: Read, courts: Courts) -> None:
    at, cases, _ = read
    # in the order of the editions, as disputes are heard, so that what one of them was heard for serves the next
    for day in at.names.days:
        for case in cases[::3]:
            courts.decide(case, day, case.reading)
    for day in at.names.days[3::7]:
        rules = at.rules_for(day, {})
        for case in cases:
            plan, decision = courts.decide(case, day, case.reading)
            found = rules.decide(case.incident.canonical, case.given or None)
            assert summary(decision, plan.vocabulary) == summary(found, at.vocabulary), f"{case.name}@{day}"
