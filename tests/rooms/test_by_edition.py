"""Cases run an edition at a time by two processes: the same outcomes, in the same order, as one after the other."""

from __future__ import annotations

import pytest

from hocrdsl import side_by_side
from hocrdsl.harness import Case, Selection
from hocrdsl.harness.by_edition import editions_of, run_by_edition
from hocrdsl.harness.run import Outcome, RulesLike, run
from hocrdsl.harness.session import case_files, read_files
from hocrdsl.rules import InvalidRulebook
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
