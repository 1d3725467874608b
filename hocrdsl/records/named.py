"""Who is who in an incident that is put into columns: a name becomes a place, or the name that its place gives it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hocrdsl.records.layout import HELD, Fact, Layout
from hocrdsl.world.facts import NONE


class Names:
    """The names of one incident. A heading that is told lists all its things; else names introduce themselves."""

    __slots__ = ("layout", "places", "listed", "held", "decided", "kept")

    def __init__(self, layout: Layout, incident: Mapping[str, Any]) -> None:
        self.layout = layout
        self.places: dict[str, dict[Any, int]] = {}
        self.listed = set()
        for group in layout.things:
            section = incident.get(group.key)
            if section is not None:
                self.listed.add(group.entity)
                if isinstance(section, dict):
                    self.places[group.entity] = {name: place for place, name in enumerate(section)}
        words = layout.vocabulary
        said = _said(incident.get(HELD), words["counted_name"] + " %d held")
        self.held = _numbered(said, layout.held_name)
        decided: list[Any] = []
        events = incident.get(layout.events.key)
        for event in events if isinstance(events, list | tuple) else ():
            brought = event.get(layout.decided.key) if isinstance(event, dict) else None
            decided += _said(brought, words["decided_name"] + " %d", len(decided))
        self.decided = _numbered(decided, layout.decided_name)
        # names that are wrong, or meant for two, stay: the incident is wrong by them
        self.kept = {words["counted"]: len(self.held) < len(said), words["decided"]: len(self.decided) < len(decided),
                     words["event"]: False}

    def may_go(self, entity: str, name: Any) -> bool:
        """Whether the name of a held thing, an event or something decided is no more than a name."""
        return (name is None or type(name) is str) and not self.kept.get(entity, True)

    def place(self, fact: Fact, name: Any) -> int | str | None:
        """What a column holds for the thing of that name; None where there is none."""
        if type(name) is not str or not name or fact.named is None:
            return None
        if fact.heading is None:
            return self._name(fact.named, name)
        places = self.places.setdefault(fact.named, {})
        if name == NONE or name not in places and fact.named in self.listed:
            return None
        return places.setdefault(name, len(places))

    def _name(self, entity: str, name: str) -> str | None:
        words = self.layout.vocabulary
        if entity == words["counted"]:
            return self.held.get(name)
        return self.decided.get(name, name) if entity == words["decided"] else name

    def renamed(self, fact: Fact, value: Any) -> Any:
        """A value that stays text, with the names that the row gives its things."""
        if fact.kind == "things" and isinstance(value, list | tuple):
            return [self._called(fact, one) for one in value]
        return self._called(fact, value) if fact.kind == "thing" else value

    def _called(self, fact: Fact, name: Any) -> Any:
        found = self.place(fact, name)
        if found is None:
            return name
        return self.layout.thing(fact.heading, found) if fact.heading and isinstance(found, int) else found

    def members(self, value: Any) -> Any:
        """What a held thing stands for, in the names of the row."""
        if not isinstance(value, list | tuple):
            return value
        return [self.facts(self.layout.decided.entity, one) for one in value]

    def facts(self, entity: str, raw: Any) -> Any:
        """Facts of one thing, in the names of the row."""
        group = next((one for one in (*self.layout.groups, self.layout.decided) if one.entity == entity), None)
        if group is None or not isinstance(raw, dict):
            return raw
        return {key: self.renamed(group.by_name[key], value) if key in group.by_name else value
                for key, value in raw.items()}

    def about(self, name: Any) -> tuple[str, str] | None:
        """The entity of what news is about, and what the row calls it; in the order in which names are looked up."""
        words = self.layout.vocabulary
        if type(name) is not str:
            return None
        if name in self.decided:
            return words["decided"], self.decided[name]
        if name in self.held:
            return words["counted"], self.held[name]
        for group in self.layout.things:
            place = self.places.get(group.entity, {}).get(name)
            if place is not None:
                return group.entity, self.layout.thing(group.name, place)
        return None


def renamed_news(news: Any, names: Names) -> Any:
    """News in the names of the row."""
    if not isinstance(news, list | tuple):
        return news
    found = []
    for item in news:
        about = names.about(item.get("about")) if isinstance(item, dict) else None
        found.append(item if about is None else {**names.facts(about[0], item), "about": about[1]})
    return found


def _said(things: Any, default: str, before: int = 0) -> list[Any]:
    """What things are called, in order: as they say, else by their place."""
    if not isinstance(things, list | tuple):
        return []
    own = [one.get("name") if isinstance(one, dict) else None for one in things]
    return [default % (before + place + 1) if name is None else name for place, name in enumerate(own)]


def _numbered(said: list[Any], name: Any) -> dict[str, str]:
    return {one: name(place) for place, one in enumerate(said) if type(one) is str}
