"""The second clock: on which days what is written was made."""

from __future__ import annotations

from collections.abc import Iterator

from hocrdsl.syntax import nodes as syntax


def made_on(item: syntax.Item) -> Iterator[str]:
    """The days on which an amendment, or a beginning or end of a definition, a fact or a row, was made."""
    if isinstance(item, syntax.Amendment):
        if item.made_on is not None:
            yield item.made_on.iso
        for operation in item.operations:
            if isinstance(operation, syntax.Substitute):
                yield from made_on(operation.item)
            elif isinstance(operation, syntax.Insert):
                for one in operation.items:
                    yield from made_on(one)
        return
    own: syntax.InForce | None = getattr(item, "in_force", None)
    dated: list[syntax.InForce | syntax.Row | None] = [own]
    if isinstance(item, syntax.Entity):
        dated += [fact.in_force for fact in item.facts]
    if isinstance(item, syntax.Table):
        dated.extend(item.rows)
    for dates in dated:
        if dates is not None:
            yield from (day.iso for day in (dates.since_made, dates.until_made) if day is not None)
