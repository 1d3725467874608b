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
from hocrdsl.analysis.touching import touching
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
    standing = {step.label: stage.stands(step.label) for step in stage.steps}
    settled = declared(plan, stage, standing)
    labels = list(standing)
    for label in labels:
        region = stage.feasible(standing[label].get(DIFFER, EMPTY))
        if region != EMPTY:
            yield Clash(stage, label, label, (DIFFER, DIFFER), region)
    pairs, stage.searched = touching(stage.space, list(standing.values()), MOST_PAIRS)
    for place, beyond in sorted(pairs):
        one, other = labels[place], labels[beyond]
        found = _first_clash(stage, one, other, standing[one], standing[other], settled)
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
            if both == EMPTY:
                continue
            both = stage.feasible(space.minus(both, settled))
            if both != EMPTY:
                return Clash(stage, one, other, (answer, against), both)
    return None


def declared(plan: Plan, stage: Stage, standing: dict[str, Answers]) -> Region:
    """Where a declared disagreement gives the answer."""
    found = EMPTY
    for labels in plan.disagreements:
        one, other = sorted(labels) if len(labels) == 2 else (*labels, *labels)
        if one in standing and other in standing:
            found = stage.space.join(found, stage.space.meet(
                stage.space.any_of(standing[one].values()), stage.space.any_of(standing[other].values()),
            ))
    return found


def arises(disagreement: Disagreement, stage: Stage) -> bool:
    """Whether the two provisions can both stand with different answers, the limits of their stratum left aside."""
    one, other = (stage.stands(label) for label in disagreement.between)
    return any(
        answer != against and stage.space.touches(region, beyond)
        for answer, region in one.items() for against, beyond in other.items()
    )
