"""Over a seeded run both backends see the same limbs of the toy come out the same ways; most of them both ways."""

from __future__ import annotations

from random import Random
from typing import Any

from hocrdsl.backends import python, trace
from hocrdsl.backends.trace.trace import Trace
from hocrdsl.world.completions import Ask
from hocrdsl.world.decide import run
from hocrdsl.world.read import read
from tests.agreement.incidents import make
from tests.agreement.plans import plan

Seen = dict[tuple[str, str], set[Any]]


def seen(name: str, seeds: range) -> tuple[Seen, Seen]:
    """By (label, limb) the truth values met by the reference and by what is compiled, in first runs."""
    one = plan(name)
    labels = sorted(one.model.provisions)
    kept, entries = Trace(), []  # type: Trace, list[Any]
    editions = (trace.edition(one, kept), python.edition(one, entries))
    found: tuple[Seen, Seen] = ({}, {})
    for seed in seeds:
        incident = make(one, Random(seed), None, labels[seed % len(labels)])
        for edition in editions:
            try:
                run(read(incident, one.vocabulary), lambda date, edition=edition: edition, {})
            except Ask:
                pass
        steps = (
            [(step.label, step.limbs) for step in kept.entries],
            [(step["label"], step["limbs"]) for step in entries],
        )
        for whole, those in zip(found, steps, strict=True):
            for label, limbs in those:
                for letter, truth in limbs.items():
                    whole.setdefault((label, letter), set()).add(truth)
        kept.entries.clear()
        entries.clear()
    return found


def test_limbs_come_out_the_same_ways_in_both() -> None:
    ours, theirs = (
        # a group that is united without trying its pairs shows no limbs
        {limb: truths for limb, truths in whole.items() if " of " not in limb[1]} for whole in seen("toy", range(600))
    )
    assert ours == theirs
    # first runs only, which stop where something must be asked: what is not seen both ways is printed by `pytest -rP`
    missing = sorted(limb for limb, truths in ours.items() if not {True, False} <= truths)
    print("not seen both true and false:", missing)
    assert len(missing) <= len(ours) // 2, missing
