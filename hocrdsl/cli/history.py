"""Every wording that a thing has had."""

from __future__ import annotations

from hocrdsl.cli.books import Named
from hocrdsl.cli.consolidated import shelf_of
from hocrdsl.cli.trouble import Trouble
from hocrdsl.copies import Stretch, called, ever, life, names_of
from hocrdsl.diagnostics import nearest
from hocrdsl.rules import Rules


def lives(rules: Rules, found: Named, name: str) -> list[tuple[Stretch, ...]]:
    """The life of everything that is called so in some edition; raises Trouble with the nearest name."""
    shelf = shelf_of(rules, found)
    things = ever(shelf.text)
    asked = called(name, things)
    if not asked:
        near = nearest(name, [other for one in things for other in names_of(one)])
        more = f"; did you mean {near}?" if near else ""
        raise Trouble(f"nothing is called `{name}` in any edition of {found}{more}")
    found_lives = [one_life for one in asked if (one_life := life(shelf, one.identity))]
    if not found_lives:
        raise Trouble(f"`{name}` is in no edition of {found}, as known on {shelf.known_on()}")
    return found_lives
