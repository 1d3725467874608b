"""A decision in sentences: what was counted, by which provision, limb and page, what became of the rest and why, why
the nearest other provision did not apply, what is unknown and what it would change.

The reference interpreter runs the incident again with its trace on; the sentences are read off the trace.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from hocrdsl.backends.trace.edition import edition
from hocrdsl.backends.trace.evaluate import Reference
from hocrdsl.backends.trace.sentences import sentences
from hocrdsl.backends.trace.trace import Trace, Tried
from hocrdsl.plan.nodes import Plan
from hocrdsl.world.completions import Ask, outcomes
from hocrdsl.world.decide import decide, run
from hocrdsl.world.read import read


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision, the steps of (one completion of) it, and both in sentences."""

    decision: dict[str, Any]
    steps: tuple[Tried, ...]
    sentences: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The decision with its trace and sentences, ready for JSON."""
        steps = []
        for step in self.steps:
            # not `asdict`: what was read are things, and things hold one another
            entry = {one.name: getattr(step, one.name) for one in fields(step)}
            entry["read"] = {f"{thing}: {fact}": _plain(value) for (thing, fact), value in step.read.items()}
            steps.append(entry)
        return {**self.decision, "trace": steps, "sentences": list(self.sentences)}


def explain(incident: dict[str, Any], vocabulary: dict[str, Any], plan_on: Callable[[str], Plan],
            given: Mapping[str, Any] | None, package: str, kept: dict[str, dict[str, Any]],
            decision: dict[str, Any] | None = None) -> Explanation:
    """Decide with the reference interpreter and say why; raises InvalidIncident only. `kept`: editions that are made
    on the way, for the next time; `decision`: the one on this incident, where it is known already."""
    trace = Trace()
    noting: dict[str, dict[str, Any]] = {}

    def edition_on(date: str) -> dict[str, Any]:
        plan = plan_on(date)
        if plan.edition not in kept:
            kept[plan.edition] = edition(plan)
        return kept[plan.edition]

    def noting_on(date: str) -> dict[str, Any]:
        # the same, but for what it does with an event
        plan = plan_on(date)
        if plan.edition not in noting:
            noting[plan.edition] = {**edition_on(date), "event": Reference(plan, trace).event}
        return noting[plan.edition]

    if decision is None:
        decision = decide(incident, vocabulary, edition_on, {"package": package, "forced": True}, given)
    world = read(incident, vocabulary, given)
    steps = _steps(world, noting_on, trace)
    plan = plan_on(world.events[-1][0]) if world.events else plan_on("")
    said = sentences(decision, steps, plan, incident, given, plan_on, edition_on)
    return Explanation(decision, steps, tuple(said))


def _steps(world: Any, edition_on: Any, trace: Trace) -> tuple[Tried, ...]:
    """The steps of the one run, or of the first completion."""
    assumed: dict[Any, Any] = {}

    def once() -> tuple[Tried, ...]:
        trace.entries.clear()
        run(world, edition_on, assumed)
        return tuple(trace.entries)

    try:
        return once()
    except Ask:
        found, _ = outcomes(once, assumed, 1)
        return found[0][1] if found else ()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return value["_name"]
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value
