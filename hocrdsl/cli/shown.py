"""What `show` shows: rules as text, lives, pages."""

from __future__ import annotations

from collections.abc import Iterator

from hocrdsl.cli.books import Named, rules_of
from hocrdsl.cli.consolidated import chosen, copy_of, shelf_of
from hocrdsl.cli.history import lives
from hocrdsl.copies import Imprint, branches, definition, life_page, reading_copy, rules_text, told
from hocrdsl.pipeline import read_text
from hocrdsl.rules import Rules
from hocrdsl.syntax import nodes as syntax


def text(rules: Rules, found: Named, label: str | None) -> Iterator[str]:
    """An edition, or what is called so in it, as rules."""
    copy = copy_of(rules, found)
    yield f"-- edition {copy.edition}, as in force on {copy.day}, of {found}"
    yield from (f'-- {one} is read as "{name}"' for one, name in rules.readings.items())
    if label is None:
        yield from (f"\n{one}" for one in rules_text(copy))
    else:
        yield from (f"\n{definition(copy, one, in_full=True)}" for one in chosen(copy, label, found))


def tree(rules: Rules, found: Named, label: str | None) -> Iterator[str]:
    """Labels and titles, exceptions and readings set in."""
    copy = copy_of(rules, found)
    yield f"-- edition {copy.edition}, as in force on {copy.day}, of {found}"
    items = [one.item for one in chosen(copy, label, found)] if label is not None else list(copy.items)
    for branch in branches(items):
        for depth, item in branch.whole():
            if isinstance(item, syntax.Provision):
                of = f'reading "{item.reading}"' if item.role == "reading" else f'{item.label} "{item.title}"'
                yield "  " * depth + of


def history(rules: Rules, found: Named, label: str) -> Iterator[str]:
    """The life of everything that is called so."""
    shelf = shelf_of(rules, found)
    for place, one in enumerate(lives(rules, found, label)):
        if place:
            yield ""
        yield from told(shelf, one)


def page(rules: Rules, found: Named, label: str | None) -> str:
    """A reading copy of an edition, or of what is called so in it."""
    copy = copy_of(rules, found)
    things = chosen(copy, label, found) if label is not None else []
    # without the readings chosen: the page shows the wording too
    plain = rules_of(found, as_of=copy.day, known="proposed" if rules.proposed else rules.known)
    return reading_copy(copy, plain.plan().model, imprint_of(rules, found), things)


def history_page(rules: Rules, found: Named, label: str) -> str:
    """The life of everything that is called so, as a page."""
    title = f"{label} in {rules.book.header.title.text}"
    return life_page(shelf_of(rules, found), lives(rules, found, label), title, imprint_of(rules, found))


def imprint_of(rules: Rules, found: Named) -> Imprint:
    """Of what a page was made, and whose text it is."""
    book = found.book
    # whose text it is stands beside the rules, if the rulebook says so
    folder = book.path if book.path.is_dir() else book.path.parent
    notice = read_text(folder / "NOTICE").text if (folder / "NOTICE").is_file() else ""
    return Imprint(book.name, book.digest[:7], found.shown, notice, rules.readings)
