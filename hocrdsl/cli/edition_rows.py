"""`list NAME editions`: how sure the texts of each are, and what began it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hocrdsl.cli.books import Named
from hocrdsl.cli.consolidated import shelf_of
from hocrdsl.copies import Change, editions_held
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
                   "begun by": [_change(change) for change in one.changes]}


def _change(one: Change) -> dict[str, Any]:
    rows = {"rows in": one.rows_in, "rows out": one.rows_out} if one.rows_in or one.rows_out else {}
    return {"what": str(one.subject), "how": one.how, **rows}


def _shortly(change: dict[str, Any]) -> str:
    """A thing as a list wants it: a definition by its name alone, a table with how many rows came and went."""
    what: str = change["what"]
    if what.startswith("definition "):
        return what.partition(" of each ")[0]
    rows = [f"{change[key]} {key[5:]}" for key in ("rows in", "rows out") if change.get(key)]
    return what + (f" ({', '.join(rows)})" if rows else "")


def as_text(row: dict[str, Any]) -> str:
    """An edition: its days and counts, then the first few things that began it, by what became of them."""
    counts = ", ".join(f"{number} {standing}" for standing, number in row["provisions"].items() if number)
    days = f"{row['from']} to {row['until']}" if row["until"] else f"since {row['from']}"
    lines = [f"{row['edition']}  {days}  {many(sum(row['provisions'].values()), 'provision')}: {counts or 'none'}; "
             f"{many(row['definitions'], 'definition')}, {many(row['tables'], 'table')}"]
    by_how: dict[str, list[str]] = {}
    for change in row["begun by"]:
        by_how.setdefault(change["how"], []).append(_shortly(change))
    if row["published"]:
        lines[0] += "; published"
    return "\n".join([*lines, *(f"  {how}: {some(names)}" for how, names in by_how.items())])
