"""What is concluded about things, as columns of the tables of answers: which conclusions there are, and their cells.

A conclusion is asked for by its name; those about what is counted stand in the table of it, those about what is decided
in that of the fates. Null is: nothing is concluded, none, or nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa

from hocrdsl.diagnostics.suggest import nearest
from hocrdsl.model.expressions import Choice, CodeType, NumberType, TextType, Thing, TimeType, Type, YesNo
from hocrdsl.model.nodes import Concludes, Model
from hocrdsl.model.scope import key
from hocrdsl.plan import Plan
from hocrdsl.pipeline import Book
from hocrdsl.rules import Rules
from hocrdsl.syntax import nodes as syntax

# the places of the tables that have such columns
COUNTED, FATES = 1, 2
# of a time: whether it is the whole day
DAY = "_is_day"
_NOTHING = (None, "none", "unknown")
_EPOCH = datetime(1970, 1, 1)
_KINDS = {YesNo: "yes", NumberType: "number", TimeType: "time", Choice: "word", CodeType: "word", TextType: "word"}
_SAID = {"yes": "yes or no", "number": "a number", "time": "a time", "word": "a word"}
_TYPES = {"yes": pa.bool_(), "number": pa.float64(), "time": pa.timestamp("s"),
          "word": pa.dictionary(pa.int32(), pa.string())}


class NoConclusion(ValueError):
    """Nothing of that name is concluded about what is counted or decided, or columns can't say it."""


class MixedKinds(ValueError):
    """A conclusion is of one kind in one edition and of another in another."""


@dataclass(frozen=True, slots=True)
class Concluded:
    """A conclusion about the things of one table. `entity`: their entity; `kind`: yes, number, time or word; `column`:
    what it is called there; `results`: what stands in its place where provisions disagree."""

    table: int
    entity: str
    name: str
    kind: str
    column: str
    results: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def fields(self) -> list[Any]:
        """Its columns."""
        found = [pa.field(self.column, _TYPES[self.kind])]
        return [*found, pa.field(self.column + DAY, pa.bool_())] if self.kind == "time" else found

    def cells(self, value: Any) -> tuple[Any, ...]:
        """What a decision says of it, in these columns. Raises MixedKinds."""
        fits = self.kind == "word" or not isinstance(value, str) or value not in self.results
        if value in _NOTHING or not fits:
            return (None, None) if self.kind == "time" else (None,)
        if self.kind == "time" and isinstance(value, str) and value[:4].isdigit():
            return int((datetime.fromisoformat(value) - _EPOCH).total_seconds()), len(value) == 10
        if self.kind == ("yes" if isinstance(value, bool) else "word" if isinstance(value, str) else "number"):
            return (value,)
        raise self.mixed()

    def mixed(self) -> MixedKinds:
        """That it is of several kinds."""
        return MixedKinds(f"the {self.name.replace('_', ' ')} is {_SAID[self.kind]} in one edition and something else "
                          "in another; decide by one of them (--edition)")


def concluded(rules: Rules, names: Iterable[str], taken: tuple[tuple[str, ...], ...]) -> tuple[Concluded, ...]:
    """The conclusions of those names (in words or in snake case), by table, in their order. `taken`: the columns that
    the tables have already. Raises NoConclusion."""
    wanted = list(dict.fromkeys(key(name.strip()) for name in names))
    if not wanted:
        return ()
    charter = rules.plan().model.charter
    tables = {charter.counted: COUNTED, charter.decided: FATES}
    types = _types(rules, tables, set(wanted))
    results = frozenset(rules.plan().model.results)
    found = []
    used = [set(one) for one in taken]
    for name in wanted:
        of = {entity: type_ for (entity, one), type_ in types.items() if one == name}
        if not of:
            raise NoConclusion(_unknown(rules, name, tables))
        for entity, type_ in of.items():
            kind, table = _kind(type_, rules.plan().model), tables[entity]
            if kind is None:
                raise NoConclusion(f"`{name}` names a thing, and columns say no names")
            found.append(Concluded(table, entity, name, kind, _free(name, used[table]), results))
    return tuple(found)


def _free(name: str, used: set[str]) -> str:
    """A name for a column that no other has."""
    while name in used or name + DAY in used:
        name += "_concluded"
    used |= {name, name + DAY}
    return name


def _kind(type_: Type, model: Model) -> str | None:
    if isinstance(type_, Thing) and type_.entity in model.rows:
        return "word"
    return _KINDS.get(type(type_))


def _types(rules: Rules, tables: Iterable[str], wanted: set[str]) -> dict[tuple[str, str], Type]:
    """By (entity, name) the type of the conclusions that are wanted, as the latest edition has them that has any."""
    if rules.forced is not None:
        return {at: type_ for at, type_ in _of_plan(rules.plan()) if at[1] in wanted and at[0] in tables}
    left = {at for at in _written(rules.book) if at[0] in tables and at[1] in wanted}
    found: dict[tuple[str, str], Type] = {}
    for day in reversed(rules.days):
        if not left:
            break
        found = {**{at: type_ for at, type_ in _of_plan(rules.plan(day)) if at in left}, **found}
        left -= set(found)
    return found


def _of_plan(plan: Plan) -> Iterator[tuple[tuple[str, str], Type]]:
    for step in plan.strata["conclude"]:
        action = step.provision.actions[0]
        assert isinstance(action, Concludes)
        yield (step.provision.entities[0], action.key), action.type


def _written(book: Book) -> set[tuple[str, str]]:
    """(entity, name) of every conclusion written, whenever it is in force."""
    found = set()
    for item in book.text.items:
        inner: list[Any] = [item]
        for operation in item.operations if isinstance(item, syntax.Amendment) else ():
            inner += [operation.item] if isinstance(operation, syntax.Substitute) else getattr(operation, "items", ())
        for one in inner:
            if isinstance(one, syntax.Provision) and one.for_each is not None:
                found |= {(key(one.for_each.first.text), key(action.name.text))
                          for action in (*one.actions, one.otherwise) if isinstance(action, syntax.Then)}
    return found


def _unknown(rules: Rules, name: str, tables: dict[str, int]) -> str:
    """What is said of a name that is not concluded about what is counted or decided."""
    every = {at for at, _ in _of_plan(rules.plan())} if rules.forced is not None else _written(rules.book)
    words = rules.plan().vocabulary
    here = {entity: sorted(one for of, one in every if of == entity) for entity in tables}
    about = sorted({entity.replace("_", " ") for entity, one in every if one == name})
    said = f"nothing is concluded that is called `{name}`"
    if about:
        each = ", each ".join(about)
        said = f"the {name.replace('_', ' ')} is concluded about each {each}; of these there is no table"
    near = nearest(name, [one for some in here.values() for one in some])
    if near and not about:
        said += f"; is it `{near}`?"
    named = {words["counted"]: words["counted_list"], words["decided"]: words["decided_list"]}
    lists = [f"about {named[entity]}: {', '.join(one.replace('_', ' ') for one in some) or 'nothing'}"
             for entity, some in here.items()]
    return f"{said}; there are, {'; '.join(lists)}"
