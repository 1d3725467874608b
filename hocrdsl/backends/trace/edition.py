"""A plan as an edition that `world.decide` can run, decided by the reference interpreter."""

from __future__ import annotations

from typing import Any

from hocrdsl.backends.trace.evaluate import Reference
from hocrdsl.backends.trace.trace import Trace
from hocrdsl.plan.facts import label_info, times
from hocrdsl.plan.nodes import Plan
from hocrdsl.plan.reads import reads


def edition(plan: Plan, trace: Trace | None = None) -> dict[str, Any]:
    """See `world.decide` for the keys."""
    return {
        "event": Reference(plan, trace).event, "vocabulary": plan.vocabulary,
        "edition": plan.edition, "day": plan.day, "until": plan.until, "known": plan.known,
        "rulebook": plan.model.charter.title, "digest": plan.digest, "readings": plan.readings,
        "labels": label_info(plan), "reads": reads(plan), "times": times(plan),
    }
