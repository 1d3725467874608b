"""An incident that spans editions: which edition decided what, and why that one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hocrdsl.model.wording import words
from hocrdsl.plan.nodes import Plan


def by_event(decision: dict[str, Any], plan: Plan) -> list[str]:
    """One sentence: each event by the edition in force on the date that decides."""
    if "editions" not in decision:
        return []
    vocabulary = plan.vocabulary
    date = f"{vocabulary['event_name']}'s {words(vocabulary['event_date'])}"
    each = [f"{one['about']} ({one['on']}) by edition {one['edition']}" for one in decision["editions"]]
    return [f"Each is decided by the edition in force on its own date, the {date}: {'; '.join(each)}."]


def plans_of(
    decision: dict[str, Any], incident: dict[str, Any], plan: Plan, plan_on: Callable[[str], Plan]
) -> dict[str, Plan]:
    """By name of a decided thing the plan of the edition that decided it; empty where there is but one."""
    if "editions" not in decision:
        return {}
    vocabulary = plan.vocabulary
    dates = [
        str(event.get(vocabulary["event_date"], ""))
        for event in incident.get(vocabulary["event_list"], ())
        for _ in event.get(vocabulary["decided_list"], ())
    ]
    named = [fate[vocabulary["decided"]] for fate in decision["fates"]]
    # where completions differ, only the fates that they have in common are told
    return {name: plan_on(date) for name, date in zip(named, dates, strict=False)} if len(named) == len(dates) else {}
