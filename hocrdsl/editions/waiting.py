"""Amendments that are not to be folded in yet, and what they wait for."""

from __future__ import annotations

from collections.abc import Iterator

from hocrdsl.model.editions import head_of
from hocrdsl.syntax import RulebookText
from hocrdsl.syntax import nodes as syntax


def waiting(text: RulebookText, as_of: str | None = None) -> Iterator[tuple[str, str]]:
    """Title, and why: made or in force only after the day (the head's `known on`, if none is given). Proposed ones wait
    for nothing that is known."""
    head = head_of(text)
    last = as_of or (head.known_on.iso if head is not None and head.known_on is not None else None)
    for item in text.items:
        if last is None or not isinstance(item, syntax.Amendment) or item.proposed:
            continue
        if item.made_on is not None and item.made_on.iso > last:
            said = "" if as_of else ", the `known on` of the head"
            yield item.title.text, f"made on {item.made_on.iso}, after {last}{said}"
        elif item.in_force is not None and item.in_force.since.iso > last:
            yield item.title.text, f"in force from {item.in_force.since.iso}, after {last}"
