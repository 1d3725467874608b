"""Parts of a reading copy that every definition has: standing, sources, days, the lines of its logic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hocrdsl.copies.copy import CONFIRMED, Copy, standing_of
from hocrdsl.copies.links import Links
from hocrdsl.copies.subjects import Subject
from hocrdsl.copies.words import cited, stretch_said
from hocrdsl.pages import NOTHING, Content, Markup, badge, element, items, joined, paragraph, table
from hocrdsl.source import Citation
from hocrdsl.syntax import nodes as syntax
from hocrdsl.syntax.write import lines_of

_COLOURS = {CONFIRMED: "good", "inferred": "fair", "presumed unchanged": "fair", "recalled": "poor"}
# a table of more rows is folded
LONG_TABLE = 60


def standing(word: str) -> Markup:
    """How sure a text is, in words."""
    return badge(word.capitalize(), kind=_COLOURS.get(word, "plain")) if word else NOTHING


def about(copy: Copy, subject: Subject, *more: Content) -> Markup:
    """The line under a heading: what it is, how sure, since when."""
    parts = [*(badge(one) for one in more), standing(standing_of(subject.node))]
    in_force = getattr(subject.node, "in_force", None)
    if in_force is not None and not isinstance(subject.node, syntax.Header):
        until = in_force.until.iso if in_force.until else None
        parts.append(element("span", f"In force {stretch_said(in_force.since.iso, until)}.", class_="quiet"))
    return paragraph(joined([one for one in parts if one], " "))


def restated(text: str) -> Markup:
    """What a text says in plain words."""
    if not text:
        return NOTHING
    return joined([element("blockquote", paragraph(" ".join(text.split()))), "\n"])


def sources(copy: Copy, subject: Subject, cites: Iterable[Citation]) -> Markup:
    """Which passages a text restates, and where it stands in the folders."""
    told = list(cites)
    source = f"Source: {cited(told)}. " if told else ""
    return paragraph(f"{source}Wording from {copy.origin(subject)}.", class_="quiet")


def logic(node: syntax.Provision | syntax.Define | syntax.Disagreement, found: Links) -> Markup:
    """The lines of a text that decide, limbs set in, with links to what they name."""
    alone = replace(node, cites=(), text="", standing=None)
    if not isinstance(alone, syntax.Disagreement):
        alone = replace(alone, in_force=None)
    lines = [(indent, found.of_words(text, node)) for indent, text in lines_of(alone)[1:]]
    return _nested(lines)


def _nested(lines: list[tuple[int, Markup]]) -> Markup:
    """Lines as lists in lists, by how far they are set in."""
    if not lines:
        return NOTHING
    made: list[Markup] = []
    at = 0
    while at < len(lines):
        end = at + 1
        while end < len(lines) and lines[end][0] > lines[at][0]:
            end += 1
        made.append(joined([lines[at][1], "\n" if end > at + 1 else "", _nested(lines[at + 1:end])]))
        at = end
    return items(made, class_="limbs")


def rows(node: syntax.Table) -> Markup:
    """A table as one."""
    headings = [cell.text for cell in node.headings]
    if node.first_output < len(headings):
        headings[node.first_output] = f"gives: {headings[node.first_output]}"
    cells = [[cell.text for cell in row.cells] for row in node.rows]
    # the first column names the rows where no two have one name
    named = len({row[0] for row in cells if row}) == len(cells)
    return table(node.title.text, headings, cells, named_rows=named)
