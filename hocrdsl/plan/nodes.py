"""How to decide, step by step: one edition of a rulebook, ready to run.

A `Step` is a provision with what it displaces. Within a stratum steps stand in the order in which they are
tried: what displaces comes before what it displaces, else by label. That order fixes which unknown fact is asked first;
it never changes an answer.
"""

from __future__ import annotations

from typing import Any

from hocrdsl.data import Data, field
from hocrdsl.model.nodes import Disagreement, Model, Provision, Stratum


class Step(Data):
    provision: Provision
    displaces: frozenset[str]

    @property
    def label(self) -> str:
        """The provision's label."""
        return self.provision.label


class Plan(Data):
    """`day`: the first day of the edition; `until`: the day before the next edition held, or None.

    `readings`: label -> chosen reading. `disagreements`: by the pair of labels. `vocabulary`: see `vocabulary.py`.
    `digest`: of the rulebook's text in this edition and its readings.
    """

    edition: str
    day: str
    until: str | None
    known: str
    readings: dict[str, str]
    digest: str
    model: Model
    strata: dict[Stratum, tuple[Step, ...]]
    disagreements: dict[frozenset[str], Disagreement]
    vocabulary: dict[str, Any] = field(repr=False)

    def step(self, label: str) -> Step | None:
        """The step of that label, if the edition has it."""
        for steps in self.strata.values():
            for step in steps:
                if step.label == label:
                    return step
        return None
