"""A point of a region as a case that can be pasted: an incident, as docs/cases.md writes it.

Facts stand where they belong (the thing, what brought it, other things by name). A test that was taken as it stands
can't be written as a fact; it follows as a comment.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hocrdsl.analysis.places import ROOT, Between, in_words, steps
from hocrdsl.analysis.regions import Region, Space
from hocrdsl.model.expressions import FactOf, Same, Thing, TimeType, Type, Value, Variable, YesNo
from hocrdsl.model.nodes import Entity, Model
from hocrdsl.model.wording import words

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./-]*")
_TAKEN = frozenset({"yes", "no", "none", "true", "false", "null", "unknown", "on", "off", "y", "n"})


class _Case:
    """The things of one incident as it grows: facts by the path of the thing."""

    def __init__(self, model: Model, entities: Sequence[str], day: str) -> None:
        self.model = model
        self.day = day
        self.entities = entities
        self.kinds: dict[tuple[Any, ...], str] = {}
        self.facts: dict[tuple[Any, ...], dict[str, Any]] = {}
        self.same: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        # things that are told as no row: what they are classified as is left out
        self.unclassified: set[int] = set()
        self.notes: list[str] = []
        for place, entity in enumerate(entities):
            self.thing((ROOT + place,), entity)

    def thing(self, path: tuple[Any, ...], entity: str) -> dict[str, Any]:
        """The facts of the thing at a path, which is there from now on."""
        path = self.same.get(path, path)
        self.kinds.setdefault(path, entity)
        return self.facts.setdefault(path, {})

    def state(self, value: Value, cell: Any) -> bool:
        """State a fact; False where the value is none that an incident can state."""
        if not isinstance(value, FactOf):
            return False
        holder = self._holder(value.of)
        if holder is None or value.entity not in self.model.entities:
            return False
        declared = self.model.entities[value.entity].facts.get(value.fact)
        if declared is None:
            return False
        if cell is None and value.fact == self.model.charter.classified and not declared.optional:
            self.unclassified.add(id(holder))
            return True
        holder.setdefault(value.fact, _sample(cell, declared.type, self.day))
        return True

    def present(self, value: Value, there: bool) -> bool:
        """State that there is, or is not, the thing or text of a fact."""
        if not isinstance(value, FactOf) or not isinstance(value.type, Thing):
            return self.state(value, "something" if there else None)
        if there:
            return self._holder(value) is not None
        return self.state(value, None)

    def _holder(self, value: Value) -> dict[str, Any] | None:
        match value:
            case Variable(index, entity):
                return self.thing((index,), self.kinds.get((index,), entity))
            case FactOf(of, entity, fact, Thing(kind)) if kind not in self.model.rows:
                holder = self._holder(of)
                path = steps(value)
                if holder is None or path is None or fact not in self.model.entities[entity].facts:
                    return None
                holder[fact] = ("thing", self.same.get(path, path))
                return self.thing(path, kind)
            case _:
                return None


def example(model: Model, space: Space, region: Region, entities: Sequence[str], day: str,
            classified: bool = True) -> tuple[str, ...]:
    """Lines of an incident at which the region holds. `classified`: state a row where any will do."""
    case = _Case(model, entities, day)
    point = [(space.axes[level], cell) for level, cell in sorted(space.pick(region).items())]
    for axis, cell in point:
        if isinstance(axis.about, Same) and axis.cells[cell] is True:
            _unify(case, axis.about)
    for axis, cell in point:
        kind, value = axis.key[0], axis.cells[cell]  # type: ignore[index]
        if kind in ("fact", "row"):
            done = case.state(axis.about, value)
        elif kind == "there is":
            done = case.present(axis.about, value is True)
        else:
            done = isinstance(axis.about, Same) and value is True and _unified(case, axis.about)
        if not done:
            case.notes.append(_note(kind, axis.about, value, entities))
    charter = model.charter
    if classified:
        for path in [path for path, kind in case.kinds.items() if kind == charter.decided]:
            if id(case.facts[path]) not in case.unclassified:
                case.facts[path].setdefault(charter.classified, model.rows[charter.row_entity].keys[0])
    return tuple(_write(case))


def _unify(case: _Case, test: Same) -> None:
    one, other = steps(test.left), steps(test.right)
    plain_facts = all(isinstance(side, FactOf) and isinstance(side.of, Variable) for side in (test.left, test.right))
    if plain_facts and one is not None and other is not None and isinstance(getattr(test.left, "type", None), Thing):
        case.same[other] = one
        case.present(test.left, True)
        case.present(test.right, True)


def _unified(case: _Case, test: Same) -> bool:
    return steps(test.right) in case.same


def _note(kind: str, about: Any, value: Any, entities: Sequence[str]) -> str:
    if kind == "test":
        return f"{'and' if value is True else 'and not:'} {in_words(about, entities)}"
    if kind == "order":
        relation = {"<": "less than", "=": "the same as", ">": "more than"}[value]
        return f"and {_say(about.left, entities)} is {relation} {_say(about.right, entities)}"
    if kind == "known":
        return f"and {'' if value is True else 'not: '}{in_words(about, entities)}"
    shown = "none" if value is None else ("something else" if isinstance(value, Between) else _shown(value))
    return f"and {_say(about, entities)} is {shown}"


def _say(value: Value, entities: Sequence[str]) -> str:
    from hocrdsl.model.expressions import IsTrue

    return "the " + in_words(IsTrue(value), entities)


def _sample(cell: Any, type_: Type, day: str) -> Any:
    """A value of a cell; None is none."""
    if not isinstance(cell, Between):
        return cell
    if isinstance(type_, TimeType):
        if cell.low is not None:
            return _shift(str(cell.low), 1)
        return day if cell.high is None else _shift(str(cell.high), -1)
    if cell.low is None and cell.high is None:
        return "something"
    if isinstance(cell.low, str) or isinstance(cell.high, str):
        return "something"
    if cell.low is None:
        return cell.high - 1
    if cell.high is None or cell.low + 1 < cell.high:
        return cell.low + 1
    return (cell.low + cell.high) / 2


def _shift(moment: str, days: int) -> str:
    return (date.fromisoformat(moment[:10]) + timedelta(days=days)).isoformat()


# --- as text --------------------------------------------------------------------------


def _write(case: _Case) -> list[str]:
    model, charter = case.model, case.model.charter
    names = {path: _name(case, path) for path in case.facts}
    event = next((facts for path, facts in case.facts.items() if case.kinds[path] == charter.event), {})
    decided, counted = model.entities[charter.decided], model.entities[charter.counted]
    lines: list[str] = []
    by_kind: dict[str, list[tuple[Any, ...]]] = {}
    for path in case.facts:
        kind = case.kinds[path]
        if kind not in (charter.event, charter.decided, charter.counted):
            by_kind.setdefault(kind, []).append(path)
    for kind, paths in by_kind.items():
        lines.append(f"{model.entities[kind].listed_as}:")
        lines += [f"  {names[path]}: {{{_facts(case, path, names)}}}" for path in paths]
    lines.append(f"{model.entities[charter.event].listed_as}:")
    stated = {**_required(model.entities[charter.event], case.day), **event}
    for number, (fact, value) in enumerate(stated.items()):
        lines.append(f"  {'-' if number == 0 else ' '} {_word(fact)}: {_written(value, names)}")
    lines.append(f"    {decided.listed_as}:")
    told = [path for path in case.facts if case.kinds[path] == charter.decided]
    lines += [f"      - {{{_facts(case, path, names)}}}" for path in told] or ["      []"]
    held = [path for path in case.facts if case.kinds[path] == charter.counted]
    if held:
        lines.append("held:")
        lines += [f"  - {{name: {names[path]}, {_facts(case, path, names)}}}".replace(", }", "}") for path in held]
    assert counted is not None
    return lines + [f"# {note}" for note in dict.fromkeys(case.notes)]


def _name(case: _Case, path: tuple[Any, ...]) -> str:
    kind = case.kinds[path]
    alike = [one for one in case.facts if case.kinds[one] == kind]
    return f"{words(kind)} {alike.index(path) + 1}"


def _facts(case: _Case, path: tuple[Any, ...], names: dict[tuple[Any, ...], str]) -> str:
    entity = case.model.entities[case.kinds[path]]
    event = case.model.charter.event
    facts = {**_required(entity, case.day), **case.facts[path]}
    return ", ".join(
        f"{_word(fact)}: {_written(value, names)}" for fact, value in facts.items()
        if not (isinstance(declared := entity.facts[fact].type, Thing) and declared.entity == event)
    )


def _required(entity: Entity, day: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for fact in entity.facts.values():
        if fact.required and not isinstance(fact.type, Thing):
            options = getattr(fact.type, "options", None)
            if isinstance(fact.type, TimeType):
                found[fact.key] = day
            elif isinstance(fact.type, YesNo):
                found[fact.key] = False
            else:
                found[fact.key] = options[0] if options else 0
    return found


def _word(fact: str) -> str:
    return words(fact)


def _written(value: Any, names: dict[tuple[Any, ...], str]) -> str:
    if isinstance(value, tuple):
        return names[value[1]]
    return _shown(value)


def _shown(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = words(value) if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, str) and (text.lower() in _TAKEN or not _PLAIN.fullmatch(text)):
        return json.dumps(text)
    return text



