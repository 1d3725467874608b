"""What is in view of one decision: the things of an entity that `any`, `every` and groups go over."""

from __future__ import annotations

from typing import Any

from hocrdsl.plan.nodes import Plan
from hocrdsl.world.state import State


class View:
    """The things in view in one run over one event. `decided`: those that the event decides."""

    def __init__(self, plan: Plan, state: State, decided: list[Any]) -> None:
        self.entities = plan.model.entities
        self.vocabulary = plan.vocabulary
        self.state = state
        self.decided = decided
        self._kinds: dict[str, list[str]] = {}
        self._new_ones: dict[str, list[Any]] = {}

    def things(self, entity: str) -> list[Any]:
        """The things of an entity: of a parent kind, those of every kind under it."""
        if entity not in self._kinds:
            self._kinds[entity] = [
                one.key for one in self.entities.values() if one.key == entity or one.kind_of == entity
            ]
        found: list[Any] = []
        for kind in self._kinds[entity]:
            if kind == self.vocabulary["decided"]:
                found += self.decided
                found += [member for counted in self.state.held for member in counted["_members"]
                          if not any(member is one for one in self.decided)]
            elif kind == self.vocabulary["counted"]:
                found += self.state.held
            elif kind == self.vocabulary["event"]:
                found += [event[3] for event in self.state.world.events if event[1] == 0]
            else:
                named = list(self.state.world.things.get(kind, {}).values())
                found += named + [one for one in self.new_ones(kind) if not any(one is other for other in named)]
        return found

    def new_ones(self, entity: str) -> list[Any]:
        """Things that a completion brought in, found where facts name them. None comes in during a run."""
        if entity not in self._new_ones:
            world = self.state.world
            found: list[Any] = []
            named = [one for things in world.things.values() for one in things.values()]
            for thing in [*world.decided, *world.held, *named]:
                for value in thing.values():
                    if isinstance(value, dict) and value.get("_new") and value["_entity"] == entity:
                        if not any(value is one for one in found):
                            found.append(value)
            self._new_ones[entity] = found
        return self._new_ones[entity]
