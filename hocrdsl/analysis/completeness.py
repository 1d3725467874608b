"""Things that no provision decides: allegations without a fate, or without a count.

A thing is decided where some provision of the stratum concludes: of those that conclude at least one stands, since
what displaces goes in no circle. So what is left open is what no conclusion covers, within what classifying leaves
possible.
"""

from __future__ import annotations

from hocrdsl.analysis.answers import Stage
from hocrdsl.analysis.regions import EMPTY, Region
from hocrdsl.data import Data
from hocrdsl.model.nodes import Provision


class Gap(Data):
    """A region that nothing covers; `near`: the provision that comes nearest, if one does."""

    stage: Stage
    region: Region
    near: Provision | None


def gap(stage: Stage) -> Gap | None:
    """What the provisions of a stage leave open."""
    space = stage.space
    region = stage.feasible(space.complement(space.any_of(stage.concludes.values())))
    if region == EMPTY:
        return None
    near = _near(stage, region)
    if near is not None:
        region = space.meet(region, stage.encoder.test(near.where, stage.env))
    return Gap(stage, region, near)


def _near(stage: Stage, region: Region) -> Provision | None:
    """An open-ended provision about things in the gap: the most special of them."""
    about = [
        step.provision for step in stage.steps
        if step.provision.otherwise is None
        and stage.space.touches(stage.encoder.test(step.provision.where, stage.env), region)
    ]
    return max(about, key=lambda one: (len(one.targets), one.where is not None), default=None)
