"""Pairs found by way of a tree are those found by looking at every two."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks.large import make
from hocrdsl.analysis import conflicts, findings
from hocrdsl.analysis import touching as touching_module
from hocrdsl.analysis.answers import DIFFER
from hocrdsl.analysis.regions import EMPTY, Region, Space
from hocrdsl.analysis.touching import touching
from hocrdsl.pipeline import editions, make_plan, read_book
from hocrdsl.plan import Plan

def everything(space: Space, standing: list[dict[object, Region]]) -> set[tuple[int, int]]:
    """The judge: every two, every answer of theirs."""
    return {
        (at, beyond)
        for beyond in range(len(standing)) for at in range(beyond)
        for answer, region in standing[at].items() for other, more in standing[beyond].items()
        if answer != other and DIFFER not in (answer, other) and space.meet(region, more) != EMPTY
    }


@pytest.mark.parametrize("few", [0, touching_module.FEW], ids=["by the tree", "two by two"])
@pytest.mark.parametrize("seed", range(40))
def test_the_tree_finds_what_looking_at_every_two_finds(seed: int, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(touching_module, "FEW", few)
    chance = random.Random(seed)
    space = Space()
    axes = [space.axis(number, range(chance.randint(2, 9))) for number in range(4)]

    def region() -> Region:
        return space.all_of(space.where(axis, chance.randrange(axis.full + 1)) for axis in chance.sample(axes, 3))

    answers = [*range(chance.randint(1, 5)), DIFFER]
    standing = [
        {answer: region() for answer in chance.sample(answers, chance.randint(0, min(3, len(answers))))}
        for _ in range(chance.randint(0, 25))
    ]
    assert touching(space, standing, 10_000) == (everything(space, standing), True)


def test_it_ends_where_too_many_touch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(touching_module, "FEW", 0)
    space = Space()
    here = space.where(space.axis("fact", (True, False)), 1)
    standing = [{number: here} for number in range(60)]
    found, complete = touching(space, standing, 100)
    assert len(found) == 100 and not complete
    assert touching(space, standing, 60 * 59 // 2 + 1)[1]


def large(folder: Path, size: int, shape: str) -> Plan:
    make(folder, size, 30, shape)
    book = read_book(folder).value
    assert book is not None
    plan = make_plan(book, editions(book)[-1]).value
    assert plan is not None
    return plan


@pytest.mark.parametrize("shape", ["rows", "facts", "free"])
def test_thousands_of_exceptions_are_no_millions_of_pairs(
    shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = large(tmp_path, 200_000, shape)
    asked = []
    real = Space.touches
    monkeypatch.setattr(Space, "touches", lambda self, *two: asked.append(two) or real(self, *two))
    assert not [one for one in findings(plan, groups=False) if one.severity == "error"]
    number = len(plan.model.provisions)
    assert number > 300 and len(asked) < 100 * number < number * number / 2


def test_what_is_not_told_and_not_compared_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = large(tmp_path, 20_000, "rows")
    text = (tmp_path / "exceptions.rules").read_text("utf-8")
    # all about the same things from now on, half of them with another answer
    lines = [line for line in text.splitlines(keepends=True) if "(a)" in line or not line.startswith("    (")]
    (tmp_path / "exceptions.rules").write_text("".join(lines).replace(" when all of\n    (a)", " when"), "utf-8")
    book = read_book(tmp_path).value
    assert book is not None
    plan = make_plan(book, editions(book)[-1]).value
    assert plan is not None
    every = [one for one in findings(plan, groups=False) if one.code == "HR402"]
    assert len(every) > 12
    monkeypatch.setitem(findings.__globals__, "MOST_TOLD", 5)
    some = [one for one in findings(plan, groups=False) if one.code == "HR402"]
    assert len(some) == 6 and any("rest is not told" in one.title for one in some)
    monkeypatch.setitem(findings.__globals__, "MOST_TOLD", 1000)
    monkeypatch.setattr(conflicts, "MOST_PAIRS", 3)
    monkeypatch.setattr(touching_module, "FEW", 0)
    few = [one for one in findings(plan, groups=False) if one.code == "HR402"]
    assert len(few) < len(every) and any("not every two" in one.title for one in few)
