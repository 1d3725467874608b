"""What was worked out for one edition and holds for the next: an answer is kept with all that was read to find it.

Editions share nearly everything. An answer about a provision, a definition or a table hangs on the things of the
vocabulary that it reached (facts, definitions, tables, rows, cut points), so each of these is noted when it is read;
in another edition the answer is taken over where every one of them is the same there, and worked out where one isn't.
What is the same is told by comparing, never by dates.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, TypeAlias, TypeVar

from hocrdsl.analysis.rows import NotOfRows, Parts, RowSets, Universe
from hocrdsl.model import nodes
from hocrdsl.model.expressions import DefinedOf, FactOf, Test, Value, Variable
from hocrdsl.model.nodes import Model

# what can be read: a kind of thing and its keys
Name: TypeAlias = tuple[Any, ...]
Found = TypeVar("Found")
Key = TypeVar("Key")
Held = TypeVar("Held")


class Kept:
    """Answers of every edition that was looked at over one space."""

    def __init__(self, universes: Mapping[str, Universe] | None = None) -> None:
        self.universes = universes or {}
        # by what was asked: what was read, as names and numbers, with what was found
        self.answers: dict[Hashable, list[tuple[tuple[tuple[Name, int], ...], frozenset[Name], Any]]] = {}
        # answers that hang on nothing but what stands in the key
        self.plain: dict[Hashable, Any] = {}
        self._numbers: dict[Hashable, int] = {}
        self._objects: dict[int, tuple[Any, int]] = {}
        self._row_sets: dict[Hashable, RowSets] = {}

    def number(self, content: Hashable) -> int:
        """A number for a content, the same for an equal one."""
        return self._numbers.setdefault(content, len(self._numbers))

    def number_of(self, thing: Any) -> int:
        """The number of a frozen tree; the tree itself is met again in most editions, and then known at once."""
        known = self._objects.get(id(thing))
        if known is None:
            known = self._objects[id(thing)] = (thing, self.number(thing))
        return known[1]

    def provision_number(self, provision: nodes.Provision) -> int:
        """A number for what a provision says, whatever it is called and wherever it stands."""
        known = self._objects.get(id(provision))
        if known is None:
            content = (provision.where, provision.actions, provision.otherwise)
            known = self._objects[id(provision)] = (provision, self.number(content))
        return known[1]

    def row_sets(self, model: Model, entity: str) -> RowSets:
        """The rows of an entity, with what hangs on one row."""
        key = (entity, self.rows_number(model, entity))
        found = self._row_sets.get(key)
        if found is None:
            found = self._row_sets[key] = RowSets(model, entity, self.universes.get(entity))
        return found

    def rows_number(self, model: Model, entity: str) -> int:
        """A number for the rows of an entity and all that is defined about one row."""
        rows = model.rows[entity]
        known = self._objects.get(id(rows))
        if known is None:
            content = ("rows", rows.keys, tuple(rows.columns.items()))
            known = self._objects[id(rows)] = (rows, self.number(content))
        about = [(at, self.number_of(definition.body)) for at, definition in model.definitions.items()
                 if at[0] in model.rows]
        looked_up = [(title, self.number_of(table)) for title, table in model.tables.items()
                     if table.entity in model.rows]
        return self.number((known[1], tuple(about), tuple(looked_up)))


class Reads:
    """One edition's view: notes what is read, and takes over answers that read nothing else than here."""

    def __init__(self, model: Model, cuts: Mapping[str, set[Any]], kept: Kept) -> None:
        self.kept_answers = kept
        self._model = model
        self._cuts = cuts
        self._numbers: dict[Name, int] = {}
        self.noted: set[Name] = set()
        self.model = Watched(model, self)
        self.row_sets = {one: kept.row_sets(model, one) for one in model.rows}
        self.rows: Mapping[str, WatchedRows] = _Noting(
            {one: WatchedRows(sets, self) for one, sets in self.row_sets.items()}, "rows", self)
        self.cuts = _Noting(cuts, "cuts", self)

    def asked(self, key: Hashable, work: Callable[[], Found],
              nothing_only: bool = False) -> tuple[Found, frozenset[Name]]:
        """The answer to what the key says, from another edition if it may be, else worked out and kept; and what was
        read for it.

        `nothing_only`: only that nothing was found is kept, since a finding speaks of this edition's text.
        """
        for read, names, found in self.kept_answers.answers.get(key, ()):
            if self._same(read):
                self.noted |= names
                return found, names
        outer, self.noted = self.noted, set()
        try:
            found = work()
        finally:
            inner, self.noted = self.noted, outer
            outer |= inner
        names = frozenset(inner)
        if not (nothing_only and found):
            told = tuple([(name, self._number(name)) for name in names])
            self.kept_answers.answers.setdefault(key, []).append((told, names, found))
        return found, names

    def _same(self, read: tuple[tuple[Name, int], ...]) -> bool:
        numbers = self._numbers
        for name, number in read:
            here = numbers.get(name)
            if (self._number(name) if here is None else here) != number:
                return False
        return True

    def _number(self, name: Name) -> int:
        """The number of what a name stands for in this edition."""
        found = self._numbers.get(name)
        if found is None:
            found = self._numbers[name] = self._numbered(name)
        return found

    def _numbered(self, name: Name) -> int:
        kept, model = self.kept_answers, self._model
        match name:
            case ("fact", entity, fact):
                holder = model.entities.get(entity)
                declared = None if holder is None else holder.facts.get(fact)
                return -1 if declared is None else kept.number(
                    ("fact", declared.type, declared.optional, declared.only_where))
            case ("definition", at):
                definition = model.definitions.get(at)
                return -1 if definition is None else kept.number_of(definition.body)
            case ("table", title):
                table = model.tables.get(title)
                return -1 if table is None else kept.number_of(table)
            case ("rows", entity):
                return int(entity in model.rows)
            case ("keys", entity):
                return -1 if entity not in model.rows else kept.number(("keys", self.row_sets[entity].keys))
            case ("row", entity, key):
                return self.row_sets[entity].by_key.get(key, 0) if entity in model.rows else -1
            case ("every row", entity):
                return -1 if entity not in model.rows else kept.number(
                    ("every row", tuple(self.row_sets[entity].by_key.items())))
            case ("whole rows", entity):
                return -1 if entity not in model.rows else kept.rows_number(model, entity)
            case ("column" | "row definition" as kind, entity, of):
                return self._parts_number(kind, entity, of)
            case ("cuts", of):
                return kept.number(("cuts", frozenset(self._cuts.get(of, ()))))
            case ("charter",):
                return kept.number_of(model.charter)
        raise AssertionError(f"nothing is called {name}")

    def _parts_number(self, kind: str, entity: str, of: str) -> int:
        """What counts of a column is which rows have which value, not how it came to be."""
        sets = self.row_sets.get(entity)
        if sets is None:
            return -1
        try:
            parts = sets.fact(of) if kind == "column" else sets.defined(of)
        except (KeyError, NotOfRows):
            return -2
        return self.kept_answers.number(("parts", tuple(parts.items())))


class _Noting(Mapping[Key, Held]):
    """A mapping that notes what is looked up in it, whether it is there or not."""

    __slots__ = ("_of", "_kind", "_reads")

    def __init__(self, of: Mapping[Key, Held], kind: str, reads: Reads) -> None:
        self._of = of
        self._kind = kind
        self._reads = reads

    def __getitem__(self, key: Key) -> Held:
        self._reads.noted.add((self._kind, key))
        return self._of[key]

    def __contains__(self, key: object) -> bool:
        self._reads.noted.add((self._kind, key))
        return key in self._of

    def get(self, key: Key, default: Any = None) -> Any:
        """As of any mapping."""
        self._reads.noted.add((self._kind, key))
        return self._of.get(key, default)

    def __iter__(self) -> Iterator[Key]:
        raise TypeError("what is read one by one can't be noted")

    def __len__(self) -> int:
        raise TypeError("what is read one by one can't be noted")


class Watched:
    """As much of a model as an encoder reads."""

    def __init__(self, model: Model, reads: Reads) -> None:
        self._model = model
        self._reads = reads
        self.definitions: Mapping[tuple[str, str], nodes.Definition] = _Noting(model.definitions, "definition", reads)
        self.tables: Mapping[str, nodes.Table] = _Noting(model.tables, "table", reads)

    @property
    def charter(self) -> nodes.Charter:
        """The rulebook's head."""
        self._reads.noted.add(("charter",))
        return self._model.charter

    def fact(self, entity: str, fact: str) -> nodes.Fact | None:
        """A declared fact; None for what isn't one."""
        self._reads.noted.add(("fact", entity, fact))
        found = self._model.entities.get(entity)
        return None if found is None else found.facts.get(fact)


class _ByKey(Mapping[Any, int]):
    """Rows by key: who asks for a few of them reads no other."""

    __slots__ = ("_sets", "_beyond", "_reads")

    def __init__(self, sets: RowSets, beyond: int, reads: Reads) -> None:
        self._sets = sets
        self._beyond = beyond
        self._reads = reads

    def __getitem__(self, key: Any) -> int:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return int(found)

    def get(self, key: Any, default: Any = None) -> Any:
        """As of any mapping."""
        if key is None:
            return self._beyond or default
        self._reads.noted.add(("row", self._sets.entity, key))
        return self._sets.by_key.get(key, default)

    def __iter__(self) -> Iterator[Any]:
        self._reads.noted.add(("every row", self._sets.entity))
        yield from self._sets.by_key
        if self._beyond:
            yield None

    def __len__(self) -> int:
        self._reads.noted.add(("every row", self._sets.entity))
        return len(self._sets.by_key) + bool(self._beyond)


class WatchedRows:
    """The rows of an entity, noting which column is asked for."""

    def __init__(self, sets: RowSets, reads: Reads) -> None:
        self._sets = sets
        self._reads = reads

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys in the order of the table."""
        self._reads.noted.add(("keys", self._sets.entity))
        return self._sets.keys

    @property
    def full(self) -> int:
        """The set of all rows."""
        self._reads.noted.add(("keys", self._sets.entity))
        return self._sets.full

    def by_key(self, beyond: int = 0) -> Mapping[Any, int]:
        """The row of each key; `beyond`: what is none."""
        return _ByKey(self._sets, beyond, self._reads)

    def fact(self, name: str) -> Parts:
        """A column, as value -> rows."""
        self._reads.noted.update((("keys", self._sets.entity), ("column", self._sets.entity, name)))
        return self._sets.fact(name)

    def defined(self, name: str) -> Parts:
        """A definition of the row, as value -> rows; raises NotOfRows."""
        self._reads.noted.update((("keys", self._sets.entity), ("row definition", self._sets.entity, name)))
        return self._sets.defined(name)

    def cases(self, value: Value) -> Parts:
        """A value of variable 0 (the row), as value -> rows; raises NotOfRows."""
        match value:
            case FactOf(Variable(0), entity, name) if entity == self._sets.entity:
                return self.fact(name)
            case DefinedOf(Variable(0), entity, name) if entity == self._sets.entity:
                return self.defined(name)
            case _:
                self._reads.noted.update((("keys", self._sets.entity), ("every row", self._sets.entity)))
                return self._sets.cases(value)

    def test(self, test: Test) -> int:
        """The rows where a test of variable 0 holds; raises NotOfRows."""
        self._reads.noted.add(("whole rows", self._sets.entity))
        return self._sets.test(test)
