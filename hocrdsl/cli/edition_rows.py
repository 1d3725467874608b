"""`list NAME editions`: how sure the texts of each are, and what began it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hocrdsl.cli.books import Named
from hocrdsl.cli.consolidated import shelf_of
from hocrdsl.copies import editions_held
from hocrdsl.copies.words import many, some
from hocrdsl.rules import InvalidRulebook, Rules


def editions_of(rules: Rules, found: Named) -> Iterator[dict[str, Any]]:
    """The editions held; raises InvalidRulebook."""
    made = editions_held(shelf_of(rules, found))
    if made.value is None:
        raise InvalidRulebook(made.diagnostics)
    asked = rules.first_day("") if rules.forced else None
    for one in made.value:
        if asked in (None, one.since):
            yield {"edition": one.name, "from": one.since, "until": one.until or "", "provisions": one.provisions,
                   "definitions": one.definitions, "tables": one.tables, "published": one.published,
                   "begun by": [{"what": str(change.subject), "how": change.how} for change in one.changes]}


def as_text(row: dict[str, Any]) -> str:
    """An edition: its days and counts, then the first few things that began it, by what became of them."""
    counts = ", ".join(f"{number} {standing}" for standing, number in row["provisions"].items() if number)
    days = f"{row['from']} to {row['until']}" if row["until"] else f"since {row['from']}"
    lines = [f"{row['edition']}  {days}  {many(sum(row['provisions'].values()), 'provision')}: {counts or 'none'}; "
             f"{many(row['definitions'], 'definition')}, {many(row['tables'], 'table')}"]
    by_how: dict[str, list[str]] = {}
    for change in row["begun by"]:
        by_how.setdefault(change["how"], []).append(change["what"])
    if row["published"]:
        lines[0] += "; published"
    return "\n".join([*lines, *(f"  {how}: {some(names)}" for how, names in by_how.items())])
