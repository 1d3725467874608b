"""The parts that pages are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from hocrdsl.pages.markup import NOTHING, Content, Markup, element, escaped, joined


def paragraph(*inside: Content, class_: str | None = None) -> Markup:
    """A paragraph."""
    return Markup(element("p", *inside, class_=class_) + "\n")


def link(target: str, *inside: Content) -> Markup:
    """A link to a place in the page, by its id."""
    return element("a", *inside, href=f"#{target}")


def outward(address: str, *inside: Content) -> Markup:
    """A link out of the page; only the words where the address isn't one of the web."""
    return element("a", *inside, href=address) if address.startswith("https://") else joined(inside)


def badge(*inside: Content, kind: str = "plain") -> Markup:
    """A few words in a frame. `kind` (`good`, `fair`, `poor`) is a colour, which says nothing that the words do not."""
    return element("span", *inside, class_=f"badge {kind}")


def items(things: Iterable[Content], class_: str | None = None, numbered: bool = False) -> Markup:
    """A list, or nothing where there is nothing to list."""
    lines = [element("li", thing) for thing in things]
    if not lines:
        return NOTHING
    return Markup(element("ol" if numbered else "ul", "\n", joined(lines, "\n"), "\n", class_=class_) + "\n")


def preformatted(text: Content, label: str | None = None) -> Markup:
    """Lines that stay as they are."""
    return Markup(element("pre", element("code", text), aria_label=label, role="group" if label else None) + "\n")


def folded(summary: Content, *inside: Content, opened: bool = False, id_: str | None = None) -> Markup:
    """What is long, behind one line; printed in full."""
    return Markup(element("details", element("summary", summary), "\n", *inside, open=opened, id_=id_) + "\n")


def table(caption: Content, headings: Sequence[Content], rows: Iterable[Sequence[Content]], *, named_rows: bool = False,
          class_: str | None = None) -> Markup:
    """A table. `named_rows`: the first cell of a row says what the row is about. It scrolls sideways if it is wide."""
    head = element("tr", *(element("th", heading, scope="col") for heading in headings))
    lines = [element("tr", *(_cell(cell, named_rows and not at) for at, cell in enumerate(row))) for row in rows]
    whole = element("table", "\n", element("caption", caption), "\n", element("thead", head), "\n",
                    element("tbody", "\n", joined(lines, "\n"), "\n"), "\n", class_=class_)
    # who reads with the keyboard alone must be able to scroll it
    return Markup(element("div", "\n", whole, "\n", class_="wide", tabindex="0", role="region",
                          aria_label=_plain(caption)) + "\n")


def _cell(inside: Content, named: bool) -> Markup:
    return element("th", inside, scope="row") if named else element("td", inside)


def _plain(caption: Content) -> Markup:
    """A caption without its markup; what is text in it is escaped already."""
    return Markup(re.sub(r"<[^>]*>", "", escaped(caption)))
