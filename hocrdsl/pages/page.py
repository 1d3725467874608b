"""One whole page: head, contents, sections with their headings, foot."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from hocrdsl.pages.markup import NOTHING, Content, Markup, element, joined
from hocrdsl.pages.parts import link
from hocrdsl.pages.style import STYLE

_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (without links) with what stands under it. `anchor` is its id; `listed` False keeps it out of the
    contents."""

    anchor: str
    heading: Content
    body: Content = NOTHING
    sections: tuple[Section, ...] = ()
    listed: bool = True
    class_: str | None = None


def page(title: str, sections: Sequence[Section], *, lead: Content = NOTHING, foot: Content = NOTHING,
         contents: str = "Contents", language: str = "en") -> str:
    """A whole page as HTML; raises ValueError where two sections have one id."""
    _different(_anchors(sections))
    inside = [element("h1", title), lead, _contents(contents, sections), *(_section(one, 2) for one in sections)]
    body = [
        element("a", "To the text", class_="skip", href="#text"), "\n",
        element("main", "\n", joined(inside, "\n"), "\n", id="text", tabindex="-1"), "\n",
        element("footer", "\n", foot, "\n"),
    ]
    html = element("html", "\n", _head(title), "\n", element("body", "\n", *body, "\n"), "\n", lang=language)
    return f"<!DOCTYPE html>\n{html}\n"


def _head(title: str) -> Markup:
    # no script, no image, no address: and a browser is told to hold us to it
    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return element(
        "head", "\n", element("meta", charset="utf-8"), "\n",
        element("meta", http_equiv="Content-Security-Policy", content=policy), "\n",
        element("meta", name="viewport", content="width=device-width, initial-scale=1"), "\n",
        element("meta", name="referrer", content="no-referrer"), "\n",
        element("title", title), "\n", element("style", Markup(STYLE)), "\n",
    )


def _section(one: Section, level: int) -> Markup:
    heading = element(f"h{min(level, _DEEPEST)}", one.heading)
    below = [_section(other, level + 1) for other in one.sections]
    return Markup(element("section", "\n", heading, "\n", one.body, *below, id=one.anchor, class_=one.class_) + "\n")


def _contents(title: str, sections: Sequence[Section]) -> Markup:
    listed = _listed(sections)
    if not listed:
        return NOTHING
    return element("nav", "\n", element("h2", title, id="contents"), "\n", listed, "\n", aria_labelledby="contents")


def _listed(sections: Iterable[Section]) -> Markup:
    lines = [element("li", link(one.anchor, one.heading), _listed(one.sections)) for one in sections if one.listed]
    return element("ul", "\n", joined(lines, "\n"), "\n") if lines else NOTHING


def _anchors(sections: Iterable[Section]) -> Iterator[str]:
    for one in sections:
        yield one.anchor
        yield from _anchors(one.sections)


def _different(anchors: Iterator[str]) -> None:
    seen = {"text", "contents"}
    for one in anchors:
        if one in seen:
            raise ValueError(f"two places of a page are called {one}")
        seen.add(one)
