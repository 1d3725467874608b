"""What a decision says of rulings, in sentences: what was referred and settled, and which rulings settled nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hocrdsl.backends.trace.rulings import NOT_NEEDED, RECORDED, UNSETTLED
from hocrdsl.plan.facts import ruling_labels
from hocrdsl.plan.nodes import Plan

Cite = Callable[[list[str]], str]


def ruled_by(because: list[str], plan: Plan) -> list[str]:
    """The rulings among some reasons."""
    labels = set(ruling_labels(plan).values())
    return [label for label in because if label in labels]


def counted_by_ruling(because: list[str], plan: Plan, row: str, cite: Cite) -> list[str]:
    """That what was referred is counted because somebody ruled so, and as what."""
    ruled = ruled_by(because, plan)
    fates = [label for fact, label in ruling_labels(plan).items()
             if any(one.settled_by == fact for one in plan.model.results.values())]
    said = [f"{cite([label])}: {RECORDED if label in fates else row}" for label in ruled]
    referred = cite(_referred_by(because, ruled, plan)) if ruled else ""
    return [f"  Referred by {referred}; {'; '.join(said)}."] if referred else [f"  {one}." for one in said]


def ended_by_ruling(because: list[str], plan: Plan, cite: Cite) -> str:
    """Why what was referred ends as it is ruled to."""
    ruled = ruled_by(because, plan)
    referred = cite(_referred_by(because, ruled, plan))
    return f"{cite(ruled)}; it was referred by {referred}" if referred else cite(ruled)


def _referred_by(because: list[str], ruled: list[str], plan: Plan) -> list[str]:
    """The reasons by which it was referred: those of a choice, or else of the recording test."""
    before = because[: because.index(ruled[0])]
    steps = {label: plan.step(label) for label in before}
    chosen = [label for label, step in steps.items() if step is None or step.provision.stratum == "choose"]
    return chosen or [label for label, step in steps.items() if step and step.provision.stratum == "record"]


def mark_of_ruling(mark: dict[str, Any], about: str) -> str:
    """The sentence of a mark about a ruling that settled nothing; else empty."""
    facts = ", ".join(mark["because"])
    if mark["mark"] == NOT_NEEDED:
        return f"Not needed: the {facts} of {about}. Nothing was referred that it would settle: the rules decide."
    return f"Nothing is settled by the {facts} of {about}, which stays referred." if mark["mark"] == UNSETTLED else ""
