"""An incident that spans editions: which edition decided what, and why that one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hocrdsl.model.wording import words
from hocrdsl.plan.facts import LabelInfo, label_info
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


def told_by(
    decision: dict[str, Any], own: dict[str, Plan], vocabulary: dict[str, Any]
) -> Callable[[str], dict[str, Any]]:
    """By name of a decided or counted thing the decision with the reasons of the edition that decided it: one label may
    have one wording in one edition and another in the next."""
    principals = {one["id"]: one["principal"] for one in decision[vocabulary["counted_list"]]}
    kept: dict[str, dict[str, Any]] = {}

    def told(about: str) -> dict[str, Any]:
        plan = own.get(principals.get(about, about))
        if plan is None:
            return decision
        if plan.edition not in kept:
            reasons = {label: reason(info) for label, info in label_info(plan).items()}
            kept[plan.edition] = {**decision, "reasons": reasons}
        return kept[plan.edition]

    return told


def reason(info: LabelInfo) -> dict[str, Any]:
    """What a decision says of a provision that made it."""
    title, cites, standing = info
    return {"title": title, "cites": list(cites), "standing": standing}


def by_plan(decision: dict[str, Any], own: dict[str, Plan], plan: Plan) -> list[tuple[Plan, list[str]]]:
    """The editions that decided, each with the labels that it decided by; in order of their days."""
    vocabulary = plan.vocabulary
    counted = decision[vocabulary["counted_list"]]
    principals = {one["id"]: one["principal"] for one in counted}
    entries = [(one["principal"], one) for one in counted]
    entries += [(one[vocabulary["decided"]], one) for one in decision["fates"]]
    for section in ("conclusions", "cancelled", "released", "permissions"):
        entries += [(principals.get(one["about"], one["about"]), one) for one in decision[section]]
    found: dict[str, tuple[Plan, list[str]]] = {}
    for name, one in entries:
        there = own.get(name, plan)
        labels = found.setdefault(there.day, (there, []))[1]
        labels += [label for label in one["because"] if label not in labels]
    return [found[day] for day in sorted(found)]
