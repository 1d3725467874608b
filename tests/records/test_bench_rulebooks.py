"""The rulebooks of the benchmarks decide as the hand-written floors do, by both interpreters."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benchmarks import workloads
from benchmarks.hb import ref, spec
from hocrdsl import pipeline
from hocrdsl.backends import python
from hocrdsl.backends.trace import edition as traced
from hocrdsl.world.decide import answers, decide

ROOT = Path(__file__).parents[2] / "benchmarks"
META = {"rulebook": "", "digest": "", "edition": "", "known": "", "package": ""}
FEW = 40


@cache
def plan(name: str) -> Any:
    book = pipeline.read_book(ROOT / name, name, name).value
    assert book is not None
    made = pipeline.make_plan(book, "2025-06-01").value
    assert made is not None
    return made


@cache
def edition(name: str, which: str) -> Any:
    return python.edition(plan(name)) if which == "compiled" else traced(plan(name))


@pytest.mark.parametrize("name", ["w1", "w2"])
def test_they_have_no_findings(name: str) -> None:
    read = pipeline.read_book(ROOT / name, name, name)
    assert not read.diagnostics


@pytest.mark.parametrize(("which", "count"), [("compiled", 400), ("reference", FEW)])
def test_w1_as_the_floor(which: str, count: int) -> None:
    random, words = Random(1), plan("w1").vocabulary
    for _ in range(count):
        case = workloads.w1_case(random)
        found = answers(workloads.w1_incident(case), words, lambda date: edition("w1", which))
        assert workloads.w1_answer(found) == ref.w1(case), case


def test_every_reason_of_w1_is_met() -> None:
    # by the floor alone, which takes microseconds: the shares leave no row untried in some thousand cases
    random = Random(2)
    met = Counter(ref.w1(workloads.w1_case(random))[1] for _ in range(60_000))
    assert set(met) == set(spec.REASONS)
    assert set(workloads.REASON_OF.values()) == set(spec.REASONS)


def test_w1_row_by_row() -> None:
    # one case of each reason
    random, words, left = Random(2), plan("w1").vocabulary, set(spec.REASONS)
    while left:
        case = workloads.w1_case(random)
        decision, reason = ref.w1(case)
        if reason in left:
            left.remove(reason)
            found = answers(workloads.w1_incident(case), words, lambda date: edition("w1", "compiled"))
            assert workloads.w1_answer(found) == (decision, reason), case


@pytest.mark.parametrize(("which", "count"), [("compiled", 300), ("reference", FEW)])
def test_w2_as_the_floor(which: str, count: int) -> None:
    random, words = Random(3), plan("w2").vocabulary
    for _ in range(count):
        case = workloads.w2_case(random)
        floor = ref.w2(case)
        found = decide(workloads.w2_incident(case), words, lambda date: edition("w2", which), META)
        assert workloads.w2_answer(case, found) == floor, case
        bare = answers(workloads.w2_incident(case), words, lambda date: edition("w2", which))
        assert workloads.w2_bare(case, bare) == workloads.w2_floor_bare(floor), case
