"""Which ways every limb came out over incidents made from seeds, in both backends and in every completion tried.

A limb is (label, letter); `where` and `when` stand for the whole of a provision's tests where no letter does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from random import Random
from typing import Any
from unittest import mock

from hocrdsl.backends import python
from hocrdsl.backends.python.runtime import settle
from hocrdsl.backends.trace import attempts, evaluate
from hocrdsl.backends.trace import edition as reference_edition
from hocrdsl.backends.trace.trace import Trace
from hocrdsl.model.expressions import Combined, Test
from hocrdsl.plan import Plan
from hocrdsl.world.completions import outcomes
from hocrdsl.world.decide import run
from hocrdsl.world.read import read
from tests.agreement.incidents import make

Limb = tuple[str, str]
Seen = dict[Limb, set[bool | None]]


def letters(test: Test | None) -> Iterator[str]:
    """The letters under a test."""
    if isinstance(test, Combined):
        yield from test.letters
        for limb in test.limbs:
            yield from letters(limb)


def limbs(plan: Plan) -> list[Limb]:
    """Every limb of a plan's provisions."""
    found: dict[Limb, None] = {}
    for label, one in plan.model.provisions.items():
        for test in [one.where, *[action.when for action in one.actions]]:
            found.update(dict.fromkeys((label, letter) for letter in letters(test)))
    return list(found)


def seen(plan: Plan, seeds: range, completions: int, known: float | None = None) -> tuple[Seen, Seen]:
    """By limb the truths met by the reference and by what is compiled."""
    ours: Seen = {}
    theirs: Seen = {}

    def of_reference(sound: Any) -> Any:
        def watched(step: Any, env: Any, reader: Any, *rest: Any) -> Any:
            try:
                return sound(step, env, reader, *rest)
            finally:
                for letter, truth in reader.limbs.items():
                    ours.setdefault((step.label, letter), set()).add(truth)

        return watched

    def of_compiled(sound: Any) -> Any:
        def watched(one: Any, stratum: str, label: str, *rest: Any) -> Any:
            try:
                return sound(one, stratum, label, *rest)
            finally:
                for letter, truth in one.limbs.items():
                    theirs.setdefault((label, letter), set()).add(truth)

        return watched

    labels = sorted(plan.model.provisions)
    with ExitStack() as stack:
        # provisions about a pair are tried by the one, all others by the other
        for module in (attempts, evaluate):
            stack.enter_context(mock.patch.object(module, "conclusion", of_reference(module.conclusion)))
        stack.enter_context(mock.patch.object(settle, "in_full", of_compiled(settle.in_full)))
        kept, entries = Trace(), []  # type: Trace, list[Any]
        editions = (reference_edition(plan, kept), python.edition(plan, entries))
        for seed in seeds:
            incident = make(plan, Random(seed), known, labels[seed % len(labels)])
            for edition in editions:
                world, assumed = read(incident, plan.vocabulary), {}  # type: Any, dict[Any, Any]
                world.trial = True
                outcomes(lambda: run(world, lambda date: edition, assumed), assumed, completions)  # noqa: B023
                kept.entries.clear()
                entries.clear()
    # a group that is united without trying its pairs shows no limbs, and definitions are not provisions
    return ({limb: truths for limb, truths in ours.items() if " of " not in limb[1]},
            {limb: truths for limb, truths in theirs.items() if " of " not in limb[1]})


def share(plan: Plan, found: Seen) -> dict[str, float]:
    """Of the limbs, how many came out true, false, unknown, true and false, all three."""
    whole = limbs(plan)
    wanted = {"true": {True}, "false": {False}, "unknown": {None}, "true and false": {True, False},
              "all three": {True, False, None}}
    return {name: sum(1 for limb in whole if truths <= found.get(limb, set())) / len(whole)
            for name, truths in wanted.items()}
