"""Cases run an edition at a time by two processes: the same outcomes, in the same order, as one after the other."""

from __future__ import annotations

from typing import Any

import pytest

import hocrdsl.rules
from hocrdsl import side_by_side
from hocrdsl.harness import Case, Selection
from hocrdsl.harness.by_edition import editions_of, run_by_edition
from hocrdsl.harness.run import Outcome, RulesLike, run
from hocrdsl.harness.session import case_files, read_files
from hocrdsl.rules import InvalidRulebook, load
from tests.rooms.test_harness_cases import EXPECT, TOY, case, toy

PASSES = EXPECT + EXPECT.replace("expect:\n", "").replace("2026-04", "2025-06")
FAILS = "expect:\n  2026-04:\n    prizes:\n      - {section: V1, entries: [1], because: [A1]}\n"
WRONG = "known wrong: {reason: the handbook is, cites: [Fete Handbook]}\n"


def several() -> list[Case]:
    """The toy's own, and what fails, what is known wrong, and what is known wrong and passes."""
    own, problems = read_files(toy(), case_files(TOY, "toy"))
    assert not problems
    return [case(FAILS), *own, case(FAILS, WRONG), case(EXPECT, WRONG), case(PASSES)]


def apart(cases: list[Case], selection: Selection) -> tuple[Outcome, ...]:
    return run_by_edition(cases, editions_of(cases, selection), toy().rules_for, toy().vocabulary, selection)


@pytest.mark.parametrize("selection", [
    Selection(), Selection(labels=True), Selection(edition="2026-04"), Selection(keyword="onion"),
    Selection(select=("nothing has this name",)),
], ids=["all", "labels", "an edition", "a keyword", "none"])  # fmt: skip
def test_the_same_as_one_after_the_other(selection: Selection) -> None:
    cases = several()
    expected = run(toy().rules_for, cases, toy().vocabulary, selection).outcomes
    assert apart(cases, selection) == expected
    if selection.everything:
        assert {one.status for one in expected} == {"passed", "failed", "known wrong"}
        assert len(editions_of(cases, selection)) > 3


def test_readings_are_editions_of_their_own() -> None:
    cases = several()
    readings = {readings for _, readings in editions_of(cases, Selection())}
    assert len(readings) == len({tuple(sorted(reading.items())) for one in cases for reading in (
        one.reading, *({**one.reading, **position.reading} for position in one.positions))}) > 1


def test_without_a_second_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "can_fork", lambda: False)
    cases = several()
    assert apart(cases, Selection()) == run(toy().rules_for, cases, toy().vocabulary).outcomes


def test_rules_that_cannot_be_had_are_told() -> None:
    def rules_for(day: str, readings: object) -> RulesLike:
        raise InvalidRulebook(())

    cases = [case(PASSES)]
    with pytest.raises(InvalidRulebook):
        run_by_edition(cases, editions_of(cases, Selection()), rules_for, toy().vocabulary, Selection())


def test_what_is_not_determined_is_left_at_the_second_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of completions are not tried only to find that they differ."""
    toy_rules = load(TOY, edition="2026-04")
    incident = {"deliveries": [{"handed_in": "2026-05-01", "entries": [
        {"grower": "Ann", "condition": "sound", "complaint": "none", "plot": "none", "picked": "2026-04-30"}]}]}
    ended = []
    sound = hocrdsl.rules.run

    def counted(*given: Any) -> Any:
        found = sound(*given)
        ended.append(found)
        return found

    monkeypatch.setattr(hocrdsl.rules, "run", counted)
    assert len(toy_rules.possible(incident, {"age": 40}).outcomes) > 2
    assert toy_rules.run_once(incident, {"age": 40}) is None
    assert ended[0] != ended[-1] and all(one == ended[0] for one in ended[:-1])
