"""Editions as people read them.

Takes: the text of a rulebook and a day. Gives: a copy: what is in force then, where each wording comes
from, how sure it is; the life of each thing over all editions; the same as rules that can be read again, and as a page.
Promises: every thing of the edition stands in its copy once; what is added to the rules is comment.
Never: opens a file, decides anything.
Start reading at `copy.py`.
"""

from hocrdsl.copies.copy import CONFIRMED, STANDINGS, Copy, Shelf, standing_of, take
from hocrdsl.copies.editions import Change, Edition, editions_held
from hocrdsl.copies.life import Stretch, life
from hocrdsl.copies.life_page import life_page
from hocrdsl.copies.life_text import told
from hocrdsl.copies.order import Branch, arranged, branches, label_order, with_what_hangs_on_it
from hocrdsl.copies.origin import Origin
from hocrdsl.copies.reading_copy import Imprint, reading_copy
from hocrdsl.copies.subjects import Labelled, Subject, called, ever, names_of, subjects
from hocrdsl.copies.wording import wording
from hocrdsl.copies.written import definition, rules_text

__all__ = [
    "CONFIRMED",
    "STANDINGS",
    "Branch",
    "Change",
    "Copy",
    "Edition",
    "Imprint",
    "Labelled",
    "Origin",
    "Shelf",
    "Stretch",
    "Subject",
    "arranged",
    "branches",
    "called",
    "definition",
    "label_order",
    "editions_held",
    "ever",
    "life",
    "life_page",
    "names_of",
    "reading_copy",
    "rules_text",
    "standing_of",
    "subjects",
    "take",
    "told",
    "with_what_hangs_on_it",
    "wording",
]
