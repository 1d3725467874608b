"""Which changes made a flip: the provisions that differ and that one side or the other cites, and rows that differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hocrdsl.analysis.meaning import Changes, Meaning
from hocrdsl.model.nodes import Provision

Decision = Mapping[str, Any]


def makers(changes: Changes, old: Decision, new: Decision, vocabulary: Mapping[str, Any]) -> tuple[str, ...]:
    """Labels, and rows as `row KEY`. Where none that differs is cited: the only one there is, else those cited on one
    side only."""
    cited = dict.fromkeys([*old["reasons"], *new["reasons"]])
    labels = [label for label in cited if label in changes.labels]
    named = dict.fromkeys(key for side in (old, new) for key in _named(side, vocabulary))
    rows = [f"row {key}" for key in named if key in changes.rows]
    if labels or rows:
        return (*labels, *rows)
    if len(changes.labels) + len(changes.rows) == 1:
        return (*changes.labels, *(f"row {key}" for key in changes.rows))
    return tuple(label for label in cited if (label in old["reasons"]) != (label in new["reasons"]))


def _named(decision: Decision, vocabulary: Mapping[str, Any]) -> list[str]:
    classified = vocabulary["classified"]
    return [str(key) for one in (*decision[vocabulary["counted_list"]], *decision["fates"])
            for key in (one[classified], one.get("stated")) if key is not None]


def how_changed(label: str, changes: Changes, old: Meaning, new: Meaning) -> str:
    """`inserted (earlier/conduct.rules:3, in force from 2018-04-01)`; empty for what is no provision of either."""
    if label in old.steps and label in new.steps and label not in changes.labels:
        return "cited on one side only"
    before, after = (side.steps.get(label) for side in (old, new))
    if after is None:
        return "" if before is None else f"omitted ({_origin(before.provision)})"
    said = _origin(after.provision)
    return f"{'inserted' if before is None else 'changed'} ({said})"


def _origin(provision: Provision) -> str:
    since = f"in force from {provision.since}" if provision.since else ""
    until = f"until {provision.until}" if provision.until else ""
    place = f"{provision.span.source.name}:{provision.span.line}"
    return ", ".join(part for part in (place, " ".join(one for one in (since, until) if one)) if part)
