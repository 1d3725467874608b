"""Provisions that answer differently for one thing, where nothing orders them.

Two provisions of one stratum clash where both stand (both conclude and nothing that concludes displaces either),
their answers differ, and no disagreement is declared. All three are regions, so the clash is their meet, and it is
found if there is one: exact up to what `encode` takes as free and `stages` doesn't limit. Pairs are looked at over
both ways round and over every two rows, and once more for two things of the same row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hocrdsl.analysis.answers import DIFFER, Answers, Stage
from hocrdsl.analysis.regions import EMPTY, Region
from hocrdsl.analysis.touching import FEW, touching
from hocrdsl.data import Data
from hocrdsl.model.nodes import Disagreement
from hocrdsl.plan import Plan

# pairs of one stage that can meet with different answers; limits and declared disagreements are looked at for each
MOST_PAIRS = 20_000


class Clash(Data):
    """Two labels (one twice: it answers twice) with an answer each, and a region where they meet."""

    stage: Stage
    one: str
    other: str
    answers: tuple[Any, Any]
    region: Region


def clashes(plan: Plan, stage: Stage) -> Iterator[Clash]:
    """Every two provisions of a stage that can answer differently on one thing."""
    if stage.stratum in ("release", "permit"):
        return
    # what displaces a provision is taken off where two meet; off all that it concludes only where there are too many
    few = sum(map(len, stage.answers.values())) <= FEW
    answers = stage.answers if few else {step.label: stage.stands(step.label) for step in stage.steps}
    settled = declared(plan, stage)
    labels = list(answers)
    for label in labels:
        region = stage.feasible(stage.standing(stage.answers[label].get(DIFFER, EMPTY), label))
        if region != EMPTY:
            yield Clash(stage, label, label, (DIFFER, DIFFER), region)
    pairs, stage.searched = touching(stage.space, list(answers.values()), MOST_PAIRS)
    for place, beyond in sorted(pairs):
        one, other = labels[place], labels[beyond]
        if stage.ordered(one, other):
            continue
        found = _first_clash(stage, one, other, answers[one], answers[other], settled)
        if found is not None:
            yield found


def _first_clash(stage: Stage, one: str, other: str, answers: Answers, others: Answers,
                 settled: Region) -> Clash | None:
    space = stage.space
    for answer, region in answers.items():
        for against, beyond in others.items():
            if answer == against or DIFFER in (answer, against):
                continue
            both = space.meet(region, beyond)
            if stage.limits_first and both != EMPTY and not all(space.touches(both, limit) for limit in stage.limits()):
                continue
            both = stage.standing(both, one, other)
            if both == EMPTY:
                continue
            both = stage.feasible(space.minus(both, settled))
            if both != EMPTY:
                return Clash(stage, one, other, (answer, against), both)
    return None


def declared(plan: Plan, stage: Stage) -> Region:
    """Where a declared disagreement gives the answer."""
    found = EMPTY
    for labels in plan.disagreements:
        one, other = sorted(labels) if len(labels) == 2 else (*labels, *labels)
        if one in stage.concludes and other in stage.concludes:
            both = stage.space.meet(stage.concludes[one], stage.concludes[other])
            found = stage.space.join(found, stage.standing(both, one, other))
    return found


def arises(disagreement: Disagreement, stage: Stage) -> bool:
    """Whether the two provisions can both stand with different answers, the limits of their stratum left aside."""
    one, other = disagreement.between
    if stage.ordered(one, other):
        return False
    return any(
        answer != against and stage.standing(stage.space.meet(region, beyond), one, other) != EMPTY
        for answer, region in stage.answers[one].items() for against, beyond in stage.answers[other].items()
    )
