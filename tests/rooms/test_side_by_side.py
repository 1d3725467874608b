"""Work shared out between two processes, and what one hands to the other."""

from __future__ import annotations

import os
from dataclasses import fields

import pytest

from hocrdsl import side_by_side
from hocrdsl.diagnostics import Diagnostic, Label
from hocrdsl.harness.handed import Part, packed, unpacked
from hocrdsl.harness.read_cases import Head
from hocrdsl.harness.run import Outcome
from hocrdsl.harness.sides import Difference, Step
from hocrdsl.side_by_side import can_fork, shared_out
from hocrdsl.source import SourceText, Span


def shared(pieces: list[int], work) -> list:  # type: ignore[no-untyped-def]
    return shared_out(pieces, work, lambda done: repr(done).encode(), lambda said: eval(said))


def test_every_piece_is_done_once_and_in_order() -> None:
    for number in (0, 1, 2, 3, 1000, 16_000):
        assert shared([*range(number)], lambda one: one * one) == [one * one for one in range(number)]


def test_without_a_second_process_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "can_fork", lambda: False)
    assert shared([1, 2, 3], lambda one: (one, os.getpid())) == [(one, os.getpid()) for one in (1, 2, 3)]


@pytest.mark.skipif(not can_fork(), reason="no second process can be forked here (one core, or no fork)")
def test_both_processes_take_pieces() -> None:
    # a process that waits is passed by the other
    done = shared([*range(64)], lambda one: sum(range(200_000)) and os.getpid())
    assert len(set(done)) == 2


def test_what_a_piece_raises_is_raised() -> None:
    def work(one: int) -> int:
        if one == 40:
            raise ValueError("piece 40")
        return one

    with pytest.raises(ValueError, match="piece 40"):
        shared([*range(64)], work)


def part() -> Part:
    source, other = SourceText("a.yaml", "case: a\n"), SourceText("b.yaml", "case: b\n\ncase: c\n")
    first, second, third = Span(source, 0, 7), Span(other, 0, 7), Span(other, 9, 16)
    wrong = Diagnostic("HR501", "wrong", Label(third, "here"))
    outcomes = (
        Outcome("a", "printed", first, "2026-04", "passed", None, (), True, 2, ("age",), ("A1", "D1"), None, "force"),
        Outcome("b", "constructed", second, "2026-04", "failed", Difference("1", "2", (Step("A1", "x"),), second)),
        Outcome("c", "constructed", third, "2023-06", "known wrong", None, (wrong,)),
        Outcome("c", "constructed", third, "2026-04", "passed", reasons={"A1": 1}, decision={"determined": True}),
    )
    return outcomes, [wrong], [Head("a", first, False), Head("b", second, False), Head("c", third, True, True)]


def test_what_is_handed_over_comes_out_as_it_was() -> None:
    assert unpacked(packed(part())) == part()


def test_what_shared_a_text_shares_it_still() -> None:
    outcomes, _, heads = unpacked(packed(part()))
    assert outcomes[0].span is heads[0].span
    assert heads[1].span.source is heads[2].span.source


def test_every_field_of_an_outcome_is_handed_over() -> None:
    # a field added to Outcome must be told in a row as well
    told = {one.name: f"some {one.name}" for one in fields(Outcome)}
    nothing = {"difference": None, "diagnostics": (), "reasons": None, "decision": None}
    made = Outcome(**{**told, "span": Span(SourceText("a", "b"), 0, 1), "status": "passed", **nothing})
    (found,), _, _ = unpacked(packed(((made,), [], [])))
    assert found == made
