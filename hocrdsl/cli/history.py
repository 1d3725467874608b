"""Every wording that a thing has had."""

from __future__ import annotations

from collections.abc import Iterator

from hocrdsl.cli.books import Named
from hocrdsl.cli.consolidated import anywhere, shelf_of
from hocrdsl.cli.trouble import Trouble
from hocrdsl.copies import called, life, names_of, told
from hocrdsl.diagnostics import nearest
from hocrdsl.rules import Rules


def history(rules: Rules, found: Named, name: str) -> Iterator[str]:
    """The life of everything that is called so in some edition; raises Trouble with the nearest name."""
    shelf = shelf_of(rules, found)
    things = list(anywhere(shelf))
    asked = called(name, things)
    if not asked:
        near = nearest(name, [other for one in things for other in names_of(one)])
        more = f"; did you mean {near}?" if near else ""
        raise Trouble(f"nothing is called {name} in any edition of {found}{more}")
    for place, one in enumerate(asked):
        if place:
            yield ""
        yield from told(shelf, life(shelf, one.identity))
