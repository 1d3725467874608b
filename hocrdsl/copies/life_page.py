"""The life of a thing as a page."""

from __future__ import annotations

from collections.abc import Sequence

from hocrdsl.copies.copy import Shelf
from hocrdsl.copies.life import Stretch
from hocrdsl.copies.life_text import days_of, headline, named_last, notes, text_of
from hocrdsl.copies.page_parts import standing
from hocrdsl.copies.reading_copy import Imprint, foot
from hocrdsl.copies.subjects import Subject
from hocrdsl.pages import Markup, Section, anchor, items, joined, page, paragraph, preformatted


def life_page(shelf: Shelf, lives: Sequence[Sequence[Stretch]], title: str, imprint: Imprint) -> str:
    """The page of the lives of the things that have one name."""
    sections = []
    for one in lives:
        subject = named_last(one)
        below = tuple(_sections(shelf, one))
        sections.append(Section(anchor("life", *map(str, subject.identity)), headline(shelf, one), "", below))
    return page(title, sections, foot=foot(f"Made from {imprint}.", imprint))


def _sections(shelf: Shelf, stretches: Sequence[Stretch]) -> list[Section]:
    made = []
    before: Subject | None = None
    for one in stretches:
        heading = days_of(shelf, one)
        named = named_last(stretches).identity
        place = anchor("from", *map(str, named), one.since)
        made.append(Section(place, heading[0].upper() + heading[1:], _body(one, before)))
        before = one.subject or before
    return made


def _body(one: Stretch, before: Subject | None) -> Markup:
    parts = [paragraph(standing(one.stands[-1].standing))] if one.stands and one.stands[-1].standing else []
    told = list(notes(one))
    # what is set in belongs to the note above it: the text that was known before
    parts.append(items([note for note in told if not note.startswith(" ")]))
    known_before = [note[2:] for note in told if note.startswith(" ")]
    if known_before:
        parts.append(preformatted("\n".join(known_before), "What was known before"))
    if one.subject is not None:
        parts.append(preformatted("\n".join(text_of(one.subject, before)), "The wording"))
    return joined(parts)
