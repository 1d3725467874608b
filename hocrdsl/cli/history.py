"""Every wording that a provision has had."""

from __future__ import annotations

from collections.abc import Iterator

from hocrdsl.cli.consolidated import Labelled, items_on
from hocrdsl.model import edition_name, origins
from hocrdsl.rules import Rules
from hocrdsl.syntax import nodes as syntax
from hocrdsl.syntax import write


def history(rules: Rules, label: str) -> Iterator[str]:
    """Each wording that a provision has had, with the first day of the edition that brought it."""
    before = ""
    for day in rules.days:
        one = next((one for one in items_on(rules, day) if isinstance(one, Labelled) and one.label == label
                    and not (isinstance(one, syntax.Provision) and one.role == "reading")), None)
        text = write(one).rstrip("\n") if one is not None else ""
        if text != before:
            source = origins(rules.book.text, day, rules.known, rules.proposed).get(label, "")
            yield f"-- from {day} (edition {edition_name(day)})" + (f", {source}" if source and text else "")
            yield text or "-- not there"
            yield ""
        before = text
