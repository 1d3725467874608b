"""What never happens: provisions that never apply, exceptions that meet nothing, limbs that decide nothing.

All are questions whether a region is empty, or two are equal. What `encode` takes as free can hide such a finding
and never makes one up, so each finding is sure.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Literal

from hocrdsl.analysis.answers import Stage
from hocrdsl.analysis.regions import ALL, EMPTY, Region
from hocrdsl.data import Data
from hocrdsl.model.expressions import Combined, Test
from hocrdsl.model.nodes import Provision


class Asleep(Data):
    """`never concludes`; `always displaced`; `excepts nothing` (of `other`); `decides nothing` (a limb or a clause)."""

    kind: Literal["never concludes", "always displaced", "excepts nothing", "never true", "always true"]
    provision: Provision
    other: str = ""
    test: Test | None = None


def asleep(stage: Stage) -> Iterator[Asleep]:
    """What never happens in a stage."""
    kept, encoder = stage.space.kept, stage.encoder
    for step in stage.steps:
        provision, region = step.provision, stage.concludes[step.label]
        key = ("dead", kept.provision_number(provision), stage.env, encoder.which, encoder.same_row)
        tests = encoder.reads.asked(key, partial(_all_dead, stage, provision), nothing_only=True)[0]
        if region == EMPTY:
            clauses = (provision.where, *[action.when for action in provision.actions])
            yield next((one for one in tests if one.test not in clauses), Asleep("never concludes", provision))
            continue
        yield from tests
        if not stage.space.beyond(region, [stage.concludes[one] for one in stage.above[step.label]]):
            yield Asleep("always displaced", provision)
        for target in provision.targets:
            if target in stage.concludes and not stage.space.touches(region, stage.concludes[target]):
                yield Asleep("excepts nothing", provision, target)


def _all_dead(stage: Stage, provision: Provision) -> list[Asleep]:
    return list(_dead(stage, provision))


def _dead(stage: Stage, provision: Provision) -> Iterator[Asleep]:
    """Limbs and clauses that can't be true, or can't be false, where they are asked."""
    where = stage.encoder.test(provision.where, stage.env)
    if provision.where is not None:
        yield from _within(stage, provision, provision.where, ALL)
    if where == EMPTY:
        return
    for action in provision.actions:
        if action.when is not None:
            yield from _within(stage, provision, action.when, where)


def _within(stage: Stage, provision: Provision, test: Test, here: Region) -> Iterator[Asleep]:
    """`here`: where the test is asked. Of a group only the limbs are named when one of them is to blame."""
    space, encoder = stage.space, stage.encoder
    if isinstance(test, Combined):
        found = [one for limb in test.limbs for one in _within(stage, provision, limb, here)]
        if found:
            yield from found
            return
    region = encoder.test(test, stage.env)
    if not space.touches(region, here):
        yield Asleep("never true", provision, test=test)
    elif not space.touches(space.complement(region), here):
        yield Asleep("always true", provision, test=test)
