"""The things of a rulebook that have a name, and how people call them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from hocrdsl.model.scope import bare
from hocrdsl.model.wordings import is_earlier
from hocrdsl.source import Citation
from hocrdsl.syntax import nodes as syntax

Kind = Literal["head", "provision", "reading", "disagreement", "untranslatable", "definition", "table", "result",
               "entity", "fact"]
Node: TypeAlias = syntax.Item | syntax.Has
Identity: TypeAlias = tuple[Kind, str]
AnyLabelled: TypeAlias = syntax.Provision | syntax.Disagreement | syntax.Untranslatable
Labelled = (syntax.Provision, syntax.Disagreement, syntax.Untranslatable)
# what may stand before a name, where a name alone could be several things
_SAID: dict[str, Kind] = {"define": "definition", "definition": "definition", "table": "table", "result": "result",
                          "entity": "entity", "fact": "fact"}


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing with a name. `item` is the definition it stands in, `node` itself: for a fact, the line of its entity."""

    kind: Kind
    name: str
    item: syntax.Item
    node: Node

    @property
    def identity(self) -> Identity:
        """What is the same of it in every edition."""
        return self.kind, self.name if self.kind in ("provision", "table", "head") else bare(self.name)

    @property
    def cites(self) -> tuple[Citation, ...]:
        """What it cites; a fact, where its presumption is from."""
        if isinstance(self.node, syntax.Has):
            return self.node.presume_cites
        return () if isinstance(self.node, syntax.Entity | syntax.FactsOf) else self.node.cites

    @property
    def title(self) -> str:
        """The title of what has a label."""
        return self.node.title if isinstance(self.node, Labelled) else ""

    def __str__(self) -> str:
        match self.kind:
            case "table":
                return f'table "{self.name}"'
            case "provision" | "reading" | "disagreement" | "untranslatable":
                return self.name
            case _:
                return f"{self.kind} {self.name}"


def subjects(items: Iterable[syntax.Item]) -> Iterator[Subject]:
    """Everything that has a name, in the order of the text; facts after their entity."""
    for item in items:
        match item:
            case syntax.Header():
                yield Subject("head", item.title.text, item, item)
            case syntax.Provision(role="reading"):
                yield Subject("reading", f'{item.label} reading "{item.reading}"', item, item)
            case syntax.Provision():
                yield Subject("provision", item.label, item, item)
            case syntax.Disagreement():
                yield Subject("disagreement", item.label, item, item)
            case syntax.Untranslatable():
                yield Subject("untranslatable", item.label, item, item)
            case syntax.Define():
                second = f" and {item.for_each.second.text}" if item.for_each.second else ""
                yield Subject("definition", f"{item.name.text} of each {item.for_each.first.text}{second}", item, item)
            case syntax.Table():
                yield Subject("table", item.title.text, item, item)
            case syntax.Result():
                yield Subject("result", item.name.text, item, item)
            case syntax.Entity():
                yield Subject("entity", item.name.text, item, item)
                for fact in item.facts:
                    yield Subject("fact", f"{item.name.text}'s {fact.name.text}", item, fact)
            case _:
                # an amendment is carried out, not in the text
                continue


def ever(text: syntax.RulebookText) -> list[Subject]:
    """Everything that has a name in some edition, once: as written today where it is, else as amended or as it was."""
    brought: list[syntax.Item] = []
    entities = {bare(item.name.text): item for item in text.items if isinstance(item, syntax.Entity)}
    for item in text.items:
        for operation in item.operations if isinstance(item, syntax.Amendment) else ():
            if isinstance(operation, syntax.Substitute):
                brought.append(operation.item)
            elif isinstance(operation, syntax.Insert):
                brought += operation.items
            elif isinstance(operation, syntax.InClause) and isinstance(operation.value, syntax.Has):
                entity = entities.get(bare(operation.label))
                brought += [replace(entity, facts=(operation.value,))] if entity is not None else []
    written = sorted(text.items, key=is_earlier)
    found: dict[Identity, Subject] = {}
    for one in subjects([*written, *brought]):
        found.setdefault(one.identity, one)
    return list(found.values())


def names_of(subject: Subject) -> tuple[str, ...]:
    """Every way in which people may call a thing."""
    match subject.node:
        case syntax.Define() | syntax.Has():
            return (subject.name, subject.node.name.text)
        case syntax.Provision(role="reading", label=label):
            return (subject.name, label)
        case _:
            return (subject.name,)


def called(name: str, known: Iterable[Subject]) -> list[Subject]:
    """The things of that name: by label, by name (articles and capitals passed over), by kind and name."""
    told = re.fullmatch(r"(\w+) +\"?(.+?)\"?", name.strip())
    kind = _SAID.get(told[1].lower()) if told else None
    every = list(known)
    for wanted, of_kind in ((name, None), (told[2] if told else name, kind)):
        found = [one for one in every if (of_kind is None or one.kind == of_kind)
                 and any(bare(wanted.strip()) == bare(other) for other in names_of(one))]
        if found:
            return found
        if kind is None:
            break
    return []
