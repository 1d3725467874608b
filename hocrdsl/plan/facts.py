"""What a decision says of the edition that made it: labels with title, citations and standing."""

from __future__ import annotations

from hocrdsl.model.expressions import TimeType
from hocrdsl.model.nodes import Concludes
from hocrdsl.plan.nodes import Plan

LabelInfo = tuple[str, tuple[str, ...], str]


def label_info(plan: Plan) -> dict[str, LabelInfo]:
    """Label -> (title, citations, standing), disagreements included."""
    found: dict[str, LabelInfo] = {
        label: (one.title + (f" (reading: {one.reading})" if one.reading else ""),
                tuple(str(cite) for cite in one.cites), one.standing)
        for label, one in plan.model.provisions.items()
    }
    for one in plan.model.disagreements:
        found[one.label] = (one.title, tuple(str(cite) for cite in one.cites), one.standing)
    return found


def times(plan: Plan) -> tuple[str, ...]:
    """The names of conclusions that are times."""
    names = {
        action.key
        for step in plan.strata["conclude"]
        for action in step.provision.actions
        if isinstance(action, Concludes) and isinstance(action.type, TimeType)
    }
    return tuple(sorted(names))
