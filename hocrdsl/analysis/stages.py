"""The strata of a plan as stages: the provisions that can meet on the same things, with their regions.

Things are limited to what the strata before let through: an allegation that a classifying provision concludes on
has the row that it concludes, and no other; what nothing classifies comes to recording with none, and no further;
only what is recorded is chosen among and counted. Joining is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from hocrdsl.analysis.answers import DIFFER, Stage, stage
from hocrdsl.analysis.encode import Encoder
from hocrdsl.analysis.places import ROOT, things
from hocrdsl.analysis.regions import ALL, EMPTY, Region, Space
from hocrdsl.model.expressions import Variable
from hocrdsl.model.nodes import STRATA, Concludes, Model, Stratum
from hocrdsl.plan import Plan, Step

# beyond so many nodes the limit set by classifying is left out, and an overlap may be one that it excludes
TOO_MANY = 400_000


class Stages:
    """Every stage of a plan, over one space: its own, or one that other editions share, who have most in common."""

    def __init__(self, plan: Plan, space: Space | None = None) -> None:
        self.plan = plan
        self._rows: dict[tuple[int, str], Region] = {}
        self.space = Space() if space is None else space
        self._before = len(self.space)
        self.encoder = Encoder(plan.model, self.space)
        self.stated = Encoder(plan.model, self.space, "stated", like=self.encoder)
        self.left = Encoder(plan.model, self.space, "left", like=self.encoder)
        self.alike = Encoder(plan.model, self.space, same_row=True, like=self.encoder)
        decided = plan.model.charter.decided
        # a region is split by these (`_classified_as`), so they are asked before all others
        for place in (ROOT, ROOT + 1):
            self.encoder.classified(Variable(place, decided))
        self.left.classified(Variable(ROOT, decided))
        self.classify = self._single("classify", self.stated)
        self.record = self._single("record", self.left)
        self.count = self._single("count", self.encoder)
        steps = plan.strata["choose"]
        pair = things((decided, decided))
        self.choose = stage("choose", steps, self.encoder, pair)
        self.choose_alike = stage("choose", steps, self.alike, pair, same_row=True)
        self.record.limits = cache(lambda: (self.classified_as(0, self.left),))
        self.record.limits_first = True
        self.count.limits = cache(lambda: (self.classified_as(0), self.recorded(0)))
        self.choose_alike.limits = cache(lambda: (
            self.classified_as(0), self.recorded(0), self.recorded(1, self.alike),
        ))
        self.choose.limits = cache(lambda: (
            self.classified_as(0), self.recorded(0), self.classified_as(1), self.recorded(1), self._two_rows(),
        ))
        self.others = tuple(self._others())

    def __iter__(self) -> Iterator[Stage]:
        yield from (self.classify, self.record, self.choose, self.choose_alike, self.count, *self.others)

    def _single(self, stratum: Stratum, encoder: Encoder) -> Stage:
        return stage(stratum, self.plan.strata[stratum], encoder, things((self.plan.model.charter.decided,)))

    def _others(self) -> Iterator[Stage]:
        for stratum in STRATA[2:3] + STRATA[5:]:
            groups: dict[tuple[object, ...], list[Step]] = {}
            for step in self.plan.strata[stratum]:
                entities = tuple(_family(self.plan.model, entity) for entity in step.provision.entities)
                action = step.provision.actions[0]
                name = action.key if isinstance(action, Concludes) else ""
                groups.setdefault((entities, name), []).append(step)
            for steps in groups.values():
                yield stage(stratum, steps, self.encoder, things(steps[0].provision.entities))

    # --- limits -----------------------------------------------------------------------

    def _two_rows(self) -> Region:
        """Two things of different rows."""
        charter = self.plan.model.charter
        first, second = (self.encoder.classified(Variable(ROOT + place, charter.decided)) for place in (0, 1))
        return self.space.split(first, [
            (row, self.space.where(second, second.full & ~row)) for row in self._by_key().values()
        ])

    def _by_key(self) -> dict[str, int]:
        """The row of each key, as cells of the axis of what a thing is classified as."""
        return self.encoder.reads.row_sets[self.plan.model.charter.row_entity].by_key

    def recorded(self, place: int, encoder: Encoder | None = None) -> Region:
        """Where a thing is recorded."""
        thing = Variable(ROOT + place, self.plan.model.charter.decided)
        here = stage("record", self.plan.strata["record"], encoder or self.encoder, (thing,))
        return self.space.any_of(here.stands(step.label).get(("record", None), EMPTY) for step in here.steps)

    def classified_as(self, place: int, encoder: Encoder | None = None) -> Region:
        """Where the row of a thing is one that classifying leaves it with; for recording, none is among them."""
        own = encoder or self.encoder
        key = (place, own.which)
        if key not in self._rows:
            try:
                self._rows[key] = self._classified_as(place, own)
            except OverflowError:
                self._rows[key] = ALL
        return self._rows[key]

    def _classified_as(self, place: int, own: Encoder) -> Region:
        plan, space = self.plan, self.space
        if not plan.strata["classify"]:
            return ALL
        decided = plan.model.charter.decided
        thing = Variable(ROOT + place, decided)
        axis, stated = own.classified(thing), self.stated.classified(thing)
        before = self._placed(self.stated, place)
        kept = self._placed(own, place)
        stays = space.complement(space.any_of(kept.concludes.values()))
        by_row: dict[Any, Region] = {}
        for step in before.steps:
            for answer, region in before.stands(step.label).items():
                if answer != DIFFER:
                    by_row[answer] = space.join(by_row.get(answer, EMPTY), region)
            if len(space) - self._before > TOO_MANY:
                raise OverflowError
        known = self._by_key()
        made = space.split(axis, [
            (known[row], space.forget(region, stated)) for row, region in by_row.items() if row in known
        ])
        return space.join(made, stays)

    def _placed(self, encoder: Encoder, place: int) -> Stage:
        """The classifying provisions about the first or the second thing of a pair."""
        thing = Variable(ROOT + place, self.plan.model.charter.decided)
        return stage("classify", self.plan.strata["classify"], encoder, (thing,))


def _family(model: Model, entity: str) -> str:
    """The kind that an entity is of, or itself."""
    return model.entities[entity].kind_of or entity
