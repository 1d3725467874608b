"""What a decision says of the edition that made it: labels with title, citations and standing."""

from __future__ import annotations

from hocrdsl.model.expressions import TimeType
from hocrdsl.model.nodes import Concludes
from hocrdsl.model.wording import words
from hocrdsl.plan.nodes import Plan

LabelInfo = tuple[str, tuple[str, ...], str]


def ruling_labels(plan: Plan) -> dict[str, str]:
    """By fact, the words by which a ruling is among the reasons; what becomes of a thing first."""
    facts = dict.fromkeys(
        fact for result in plan.model.results.values() for fact in (result.settled_by, result.classified_by)
        if fact is not None
    )
    return {fact: words(fact) for fact in facts}


def label_info(plan: Plan) -> dict[str, LabelInfo]:
    """Label -> (title, citations, standing), disagreements and rulings included."""
    found: dict[str, LabelInfo] = {
        label: (one.title + (f" (reading: {one.reading})" if one.reading else ""),
                tuple(str(cite) for cite in one.cites), one.standing)
        for label, one in plan.model.provisions.items()
    }
    for one in plan.model.disagreements:
        found[one.label] = (one.title, tuple(str(cite) for cite in one.cites), one.standing)
    for fact, label in ruling_labels(plan).items():
        by = [one for one in plan.model.results.values() if fact in (one.settled_by, one.classified_by)]
        cites = dict.fromkeys(str(cite) for one in by for cite in one.cites)
        found[label] = (f"Ruled by {', '.join(one.name for one in by)}", tuple(cites), "confirmed")
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
