"""An edition, or one thing of it, as a page to read and print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hocrdsl.copies.copy import CONFIRMED, STANDINGS, Copy, standing_of
from hocrdsl.copies.links import Links, anchor_of, links
from hocrdsl.copies.order import branches
from hocrdsl.copies.page_parts import standing
from hocrdsl.copies.page_provisions import Provisions
from hocrdsl.copies.page_words import Words
from hocrdsl.copies.subjects import Labelled, Subject
from hocrdsl.copies.words import day_said
from hocrdsl.model import Model
from hocrdsl.pages import NOTHING, Content, Markup, Section, joined, outward, page, paragraph, table

MEANINGS = {
    CONFIRMED: "Read in its source.",
    "inferred": "Not said in so many words; it follows from what was read.",
    "presumed unchanged": "Read in a later text only; nothing says that it was otherwise before.",
    "recalled": "Told from memory or by others; its source was not read.",
}


@dataclass(frozen=True, slots=True)
class Imprint:
    """What stands at the foot of a page: the rulebook's name, digest and place, and its notice of whose text it is."""

    name: str
    digest: str
    shown: str
    notice: str = ""
    readings: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name}, digest {self.digest} ({self.shown})"


def reading_copy(copy: Copy, model: Model, imprint: Imprint, chosen: Sequence[Subject] = ()) -> str:
    """The page of a whole copy, or of the things chosen with the definitions and tables that they need."""
    subjects = list(chosen) if chosen else list(copy.subjects())
    if chosen:
        subjects += _needed(copy, model, subjects)
    found = links(model, subjects)
    title = f"{copy.header.title.text}: edition {copy.edition}"
    lead = [paragraph(f"As in force on {day_said(copy.day)}, as known on {day_said(copy.known)}.")]
    lead += [paragraph(f'{label} is read as "{name}".') for label, name in imprint.readings.items()]
    if chosen:
        title = f"{chosen[0].name}{f' {chosen[0].title}' if chosen[0].title else ''}, in {title}"
    sections = [*([] if chosen else [_sureness(subjects)]), *_sections(copy, found, subjects, imprint)]
    made = f"Edition {copy.edition} of {imprint}, as in force on {day_said(copy.day)}."
    return page(title, sections, lead=joined(lead), foot=foot(made, imprint))


def _sections(copy: Copy, found: Links, subjects: list[Subject], imprint: Imprint) -> Iterator[Section]:
    words = Words(copy, found)
    yield from (words.head(one) for one in subjects if one.kind == "head")
    labelled = [one.item for one in subjects if isinstance(one.node, Labelled)]
    yield from Provisions(copy, found, imprint.readings).by_heading(branches(labelled))
    yield from _part("results", "How it may end", words.results(subjects))
    yield from _part("definitions", "What the words mean", words.definitions(subjects))
    yield from _part("tables", "Tables", words.tables(subjects))
    yield from _part("entities", "What can be stated", words.entities(subjects))
    yield from (words.fact(one) for one in subjects if one.kind == "fact" and not _within(one, subjects))


def _part(place: str, heading: str, sections: Iterable[Section]) -> Iterator[Section]:
    below = tuple(sections)
    if below:
        yield Section(place, heading, NOTHING, below)


def _within(fact: Subject, subjects: Iterable[Subject]) -> bool:
    return any(one.kind == "entity" and one.item is fact.item for one in subjects)


def _needed(copy: Copy, model: Model, chosen: list[Subject]) -> list[Subject]:
    """The definitions, tables and results that things read, and those that these read."""
    every = [one for one in copy.subjects() if one not in chosen]
    whole = links(model, [*chosen, *every])
    by_place = {anchor_of(one): one for one in every}
    wanted: dict[str, Subject] = {}
    waiting: list[Subject] = list(chosen)
    while waiting:
        one = waiting.pop()
        for _, place in whole.reads.get((one.node.span.source.name, one.node.span.start), ()):
            if place in by_place and place not in wanted:
                wanted[place] = by_place[place]
                waiting.append(by_place[place])
    return [one for one in every if anchor_of(one) in wanted]


def _sureness(subjects: Iterable[Subject]) -> Section:
    """How many rules and exceptions are how sure."""
    words = [standing_of(one.node) for one in subjects if one.kind == "provision"]
    rows: list[list[Content]] = [[standing(word), MEANINGS[word], str(words.count(word))] for word in STANDINGS]
    told = table("Rules and exceptions by the standing of their text", ["Standing", "What it says", "How many"], rows)
    return Section("standing", "How sure this text is", told)


def foot(made: str, imprint: Imprint) -> Markup:
    """The foot of a page: what it was made of, and whose text it is."""
    parts = [" ".join(part.split()) for part in imprint.notice.split("\n\n")]
    return joined([paragraph(made), *(paragraph(_with_addresses(part)) for part in parts if part)])


def _with_addresses(text: str) -> Markup:
    return joined([outward(word, word) if word.startswith("https://") else word for word in text.split(" ")], " ")

