"""HTML pages that people read, print and pass on.

Takes: texts, which are data, whoever wrote them. Gives: `Markup`, and one whole page.
Promises: a text never becomes markup; ids are unique, headings in order; ASCII, the same bytes for the same input;
nothing is loaded from elsewhere and nothing is run. Never: opens a file.
Start reading at `markup.py`, then `page.py`.
"""

from hocrdsl.pages.anchors import anchor
from hocrdsl.pages.bars import Bar, bars
from hocrdsl.pages.markup import NOTHING, Content, Markup, element, escaped, joined
from hocrdsl.pages.page import Section, page
from hocrdsl.pages.parts import badge, folded, items, link, outward, paragraph, preformatted, table

__all__ = [
    "NOTHING",
    "Bar",
    "Content",
    "Markup",
    "Section",
    "anchor",
    "badge",
    "bars",
    "element",
    "escaped",
    "folded",
    "items",
    "joined",
    "link",
    "outward",
    "page",
    "paragraph",
    "preformatted",
    "table",
]
