"""From the words of a text to what they mean in the same page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from hocrdsl.copies.subjects import Subject
from hocrdsl.model import Model, bare
from hocrdsl.model.expressions import DefinedOf
from hocrdsl.model.nodes import ClassifyAs, FateIs, PairAnswer, TableBody
from hocrdsl.pages import Markup, anchor, escaped, joined, link
from hocrdsl.syntax import nodes as syntax

Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Links:
    """What a page holds, and what each text in it reads. `reads`: by the place of a text, the things that it names."""

    there: frozenset[str]
    reads: dict[Place, tuple[tuple[str, str], ...]]

    def to(self, subject: Subject, *inside: str) -> Markup:
        """A link to a thing, or only its words where the page hasn't got it."""
        return self.to_place(anchor_of(subject), *inside)

    def to_label(self, label: str) -> Markup:
        """A link to a provision."""
        return self.to_place(anchor("provision", label), label)

    def to_place(self, place: str, *inside: str) -> Markup:
        """A link to a place, if the page has it."""
        return link(place, *inside) if place in self.there else joined(inside)

    def of_words(self, text: str, node: Any) -> Markup:
        """A line of a text, linked where it names what the text is known to read."""
        named = [one for one in self.reads.get(_at(node), ()) if one[1] in self.there]
        if not named:
            return escaped(text)
        # a longer name is found before one that is part of it
        named.sort(key=lambda one: (-len(one[0]), one))
        pattern = re.compile("|".join(f"({_words(name)})" for name, _ in named), re.IGNORECASE)
        parts: list[str] = []
        done = 0
        for found in pattern.finditer(text):
            assert found.lastindex is not None
            parts += [text[done:found.start()], link(named[found.lastindex - 1][1], found[0])]
            done = found.end()
        return joined([*parts, text[done:]])


def anchor_of(subject: Subject) -> str:
    """The id of a thing's place."""
    if isinstance(subject.node, syntax.Provision) and subject.node.role == "reading":
        return anchor("reading", subject.node.label, subject.node.reading)
    kind = "provision" if subject.kind in ("disagreement", "untranslatable") else subject.kind
    return anchor(kind, subject.name)


def links(model: Model, subjects: Iterable[Subject]) -> Links:
    """The links of a page that holds these things."""
    every = list(subjects)
    names: dict[tuple[str, str], str] = {}
    for one in every:
        if isinstance(one.node, syntax.Define):
            names.setdefault(("definition", bare(one.node.name.text)), anchor_of(one))
        elif isinstance(one.node, syntax.Result):
            names[("result", bare(one.name))] = anchor_of(one)
        elif isinstance(one.node, syntax.Table):
            names[("table", one.name)] = anchor_of(one)
    reads: dict[Place, dict[tuple[str, str], None]] = {}
    bound = [*model.provisions.values(), *model.readings.values(), *model.definitions.values(), *model.disagreements]
    texts = {_at(one.node): one.node.span.end for one in every}
    for node in bound:
        place = _text_at(node, texts)
        read = dict.fromkeys((name, names[kind, name]) for kind, name in _read_by(node) if (kind, name) in names)
        if place is not None:
            # a definition for a kind of things is bound once for each kind
            reads.setdefault(place, {}).update(read)
    return Links(frozenset(anchor_of(one) for one in every), {place: tuple(read) for place, read in reads.items()})


def _text_at(node: Any, texts: dict[Place, int]) -> Place | None:
    """The place of the text that a bound thing is; of a definition only the name has a place."""
    name, start = _at(node)
    if (name, start) in texts:
        return name, start
    within = [place for place, end in texts.items() if place[0] == name and place[1] <= start < end]
    return max(within, default=None)


def _read_by(node: Any) -> Iterator[tuple[str, str]]:
    """The definitions, results and tables that a bound text names, by kind and name."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        match one:
            case DefinedOf(definition=name):
                yield "definition", bare(name)
            case FateIs(result=str(name)) | PairAnswer(result=str(name)):
                yield "result", bare(name)
            case ClassifyAs(table=str(title)) | TableBody(table=title):
                yield "table", title
        if isinstance(one, tuple):
            waiting += one
        elif is_dataclass(one) and not isinstance(one, type):
            waiting += [getattr(one, part.name) for part in fields(one) if part.name not in ("span", "origin", "cites")]


def _words(name: str) -> str:
    """A pattern for a name as authors may write it: articles inside, hyphens or blanks."""
    between = r"[\s-]+(?:(?:an?|the)\s+)?"
    words = between.join(re.escape(word) for word in re.split(r"[_\s-]+", name))
    return rf"(?<![\w-]){words}(?![\w-])"


def _at(node: Any) -> Place:
    return node.span.source.name, node.span.start
