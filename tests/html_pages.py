"""What is wrong with a page of HTML: read by the parser of the standard library, which forgives nothing here."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# what a page of ours is made of; a script, a picture or a form isn't among it
KNOWN = VOID - {"area", "base", "embed", "img", "input", "link", "source", "track", "wbr"} | set(
    "html head title style body main nav footer section div span p a h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption "
    "thead tbody tr th td pre code details summary blockquote strong em del ins abbr svg rect line text".split())
# where a paragraph ends by itself, so that its own end is one too many
NOT_IN_A_PARAGRAPH = {"p", "div", "ul", "ol", "dl", "table", "pre", "section", "details", "blockquote", "nav", "h1",
                      "h2", "h3", "h4", "h5", "h6"}


class Reader(HTMLParser):
    """Reads a page and writes down what is wrong with it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.headings: list[int] = []
        self.text: list[str] = []
        self.tags: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags[tag] += 1
        if len(given) < len(attrs):
            self.wrong.append(f"<{tag}> has an attribute twice")
        if tag not in KNOWN:
            self.wrong.append(f"<{tag}> is no element of a page of ours")
        if tag in NOT_IN_A_PARAGRAPH and "p" in self.open:
            self.wrong.append(f"<{tag}> inside a paragraph")
        self._attributes(tag, given)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def _attributes(self, tag: str, given: dict[str, str | None]) -> None:
        for name, value in given.items():
            if name.startswith("on") or name in ("style", "src", "srcset", "action"):
                self.wrong.append(f"<{tag}> has {name}")
            if name == "href" and not (value or "").startswith(("#", "https://")):
                self.wrong.append(f"<{tag}> points to {value}")
        if "id" in given:
            self.ids[given["id"] or ""] += 1
        if (given.get("href") or "").startswith("#"):
            self.links.append((given["href"] or "")[1:])
        self.links += [given[name] or "" for name in ("aria-labelledby",) if name in given]
        if tag == "th" and given.get("scope") not in ("col", "row"):
            self.wrong.append("<th> has no scope")
        if tag == "html" and not given.get("lang"):
            self.wrong.append("<html> has no lang")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"</{tag}> closes <{self.open[-1] if self.open else 'nothing'}>")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.wrong.append("a comment")


def read(html: str) -> Reader:
    """A page as read, with all that is wrong with it in `wrong`."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    wrong = reader.wrong
    wrong += [f"<{tag}> is not closed" for tag in reader.open]
    wrong += [f"id {name} stands {number} times" for name, number in reader.ids.items() if number > 1]
    wrong += [f"id `{name}` has a blank or is empty" for name in reader.ids if not name or re.search(r"\s", name)]
    wrong += [f"no place #{name}" for name in dict.fromkeys(reader.links) if name not in reader.ids]
    if not html.startswith("<!DOCTYPE html>\n<html"):
        wrong.append("no document type")
    if not html.isascii():
        wrong.append("not ASCII")
    for tag in ("html", "head", "title", "body", "main", "h1"):
        if reader.tags[tag] != 1:
            wrong.append(f"{reader.tags[tag]} times <{tag}>")
    for before, after in zip(reader.headings, reader.headings[1:], strict=False):
        if after > before + 1:
            wrong.append(f"<h{after}> directly under <h{before}>")
    return reader


def wrong_with(html: str) -> list[str]:
    """Everything that is wrong with a page."""
    return read(html).wrong


def text_of(html: str) -> str:
    """What a reader of the page sees, on one line."""
    return " ".join("".join(read(html).text).split())
