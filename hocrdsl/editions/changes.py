"""What an amendment changes on the day it comes into force: each thing before and after, as it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from hocrdsl.data import replace
from hocrdsl.editions.canonical import Key, key_of
from hocrdsl.editions.earlier import Stays
from hocrdsl.editions.folder import Folder, Place
from hocrdsl.editions.same import undated
from hocrdsl.model import bare, fold
from hocrdsl.model.amend import names_of
from hocrdsl.editions.vocabulary import Vocabulary
from hocrdsl.syntax import RulebookText
from hocrdsl.syntax import nodes as syntax
from hocrdsl.syntax.groups import apart

# what a day makes of a definition besides what it says
_OF_THE_DAY = ("role", "label", "reading", "targets", "of_class", "rank", "earlier", "in_force", "span", "head")


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that changes. `old` is None where it is inserted, `new` where it is omitted.

    `old`: its place in the files, with `before` as folded; `new`: what is in force then, as it would be written
    without its dates, with `after` as folded. `moved`: where in the amendment the new text stands, if as a whole.
    """

    key: Key
    old: Place | None
    new: syntax.Item | None
    before: syntax.Item | None
    after: syntax.Item | None
    moved: syntax.Item | None = None
    follows: Place | None = None


def without(text: RulebookText, amendment: syntax.Amendment) -> RulebookText:
    """The text without an amendment."""
    return replace(text, items=tuple(item for item in text.items if item is not amendment))


def things(folder: Folder, amendment: syntax.Amendment) -> list[Thing]:
    """Everything that the amendment changes on the day; raises Stays."""
    assert amendment.in_force is not None
    day, text = amendment.in_force.since.iso, folder.text()
    before, after = _folded(without(text, amendment), day), _folded(text, day)
    # by place: what a wording becomes on a day keeps the place that it was written in
    places = {id(place.item.span): place for place in folder.places()}
    brought = {id(item.span): item for item in _brought(amendment)}
    found = []
    for key in dict.fromkeys((*before, *after)):
        one, other = before.get(key), after.get(key)
        if one is not None and other is not None and undated(one) == undated(other):
            continue
        if other is None and _goes_along(one, after):
            continue
        old = _place(places, key, one) if one is not None else None
        moved = brought.get(id(other.span)) if other is not None else None
        new = None
        if other is not None:
            # a text that the amendment brings and changes again is read as that day has it
            stood = _on(moved, day) if moved is not None else one
            new = _written(other, stood, moved or (old.item if old is not None else None), key)
        follows = _follows(key, amendment, places, before) if one is None else None
        found.append(Thing(key, old, new, one, other, moved, follows))
    return found


def _folded(text: RulebookText, day: str) -> dict[Key, syntax.Item]:
    folded = fold(text, day)
    if folded.value is None:
        raise Stays(f"the text of {day} is in error: {folded.diagnostics[0].title}")
    # each group of facts is a thing of its own: it stands in a file of its own
    return {key_of(one): one for item in folded.value.items
            for one in (apart(item) if isinstance(item, syntax.Entity) else (item,))}


def _goes_along(item: syntax.Item | None, after: dict[Key, syntax.Item]) -> bool:
    """A reading goes with what it reads, a disagreement with either side; they stay written, and come back with it."""
    match item:
        case syntax.Provision(role="reading", label=label):
            return ("provision", label) not in after
        case syntax.Disagreement(between=between):
            return any(("provision", label) not in after for label in between)
    return False


def _place(places: dict[int, Place], key: Key, item: syntax.Item) -> Place:
    place = places.get(id(item.span))
    if place is None:
        raise Stays(f"{key[1]} is the text of another amendment that stays")
    return place


def _on(item: syntax.Item, day: str) -> syntax.Item:
    """A definition as a day has it, its dates apart."""
    folded = fold(RulebookText((item,)), day).value
    return folded.items[0] if folded is not None and folded.items else item


def _written(folded: syntax.Item, stood: syntax.Item | None, base: syntax.Item | None, key: Key) -> syntax.Item:
    """The item as it would be written: the base, in the words of the folded one where these differ from what stood."""
    if base is None or stood is None:
        raise Stays(f"{key[1]} is the text of another amendment that stays")
    if isinstance(folded, syntax.Table):
        return base
    changes: dict[str, Any] = {
        one.name: getattr(folded, one.name)
        for one in fields(folded)
        if one.name not in _OF_THE_DAY and getattr(folded, one.name) != getattr(stood, one.name)
    }
    if isinstance(base, Vocabulary) and isinstance(folded, Vocabulary):
        changes["facts"] = folded.facts
    return replace(base, **changes)


def _brought(amendment: syntax.Amendment) -> Iterator[syntax.Item]:
    for operation in amendment.operations:
        if isinstance(operation, syntax.Substitute):
            yield operation.item
        elif isinstance(operation, syntax.Insert):
            yield from operation.items


def _follows(key: Key, amendment: syntax.Amendment, places: dict[int, Place],
             before: dict[Key, syntax.Item]) -> Place | None:
    """The thing that an inserted one is put after."""
    for operation in amendment.operations:
        if isinstance(operation, syntax.Insert) and any(key_of(item) == key for item in operation.items):
            found = _named(operation.after, before.values())
            return places.get(id(found.span)) if found is not None else None
    return None


def _named(name: str, items: Iterable[syntax.Item]) -> syntax.Item | None:
    wanted = bare(name)
    return next((one for one in items if not isinstance(one, syntax.Header) and bare(names_of(one)) == wanted), None)
