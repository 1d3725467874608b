"""`list NAME facts`: what an incident can state, to read and as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hocrdsl.cli.books import Named
from hocrdsl.cli.consolidated import copy_of
from hocrdsl.copies.stateable import Described, as_text, stateable
from hocrdsl.rules import Rules


def facts_of(rules: Rules, found: Named) -> Iterator[dict[str, Any]]:
    """Every fact of an edition as a row."""
    for entity in _described(rules, found):
        for group in entity.groups:
            for one in group.facts:
                yield {
                    "fact": f"{one.entity}'s {one.name}", "group": one.group, "type": one.kind, "guidance": one.asked,
                    "values": [{"value": name, "means": means} for name, means in one.values],
                    "may be none": one.optional, "must be stated": one.required,
                    "presumed": one.presumed, "presumed by": one.presumed_by, "only where": one.only_where,
                    "judgement": one.judgement, "decided by": one.decided_by, "never decides": one.never_decides,
                    "example": one.example, "read by": list(one.read_by),
                }  # fmt: skip


def facts_as_text(rules: Rules, found: Named) -> Iterator[str]:
    """The facts by entity and title, to be read."""
    return as_text(_described(rules, found))


def _described(rules: Rules, found: Named) -> tuple[Described, ...]:
    return stateable(copy_of(rules, found), rules.plan())
