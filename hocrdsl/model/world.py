"""What is declared: the names that a rulebook may use, and where each leads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from hocrdsl.data import Data, field
from hocrdsl.diagnostics import Diagnostic
from hocrdsl.model import problems
from hocrdsl.model.expressions import Choice, Scalar, Thing, Things, Type
from hocrdsl.model.nodes import Entity, Fact, Result, Rows, Table
from hocrdsl.model.scope import bare, key
from hocrdsl.source import Span
from hocrdsl.syntax import nodes as syntax


class Member(Data):
    """A name that an entity answers to.

    `through`: it belongs to the decided thing for which a counted one stands.
    """

    kind: Literal["fact", "definition", "conclusion", "language"]
    name: str
    key: str
    # the entity under which it was written
    owner: str
    # the type of a language fact
    type: Type | None = None
    through: bool = False
    span: Span | None = None


class Concluding(Data):
    """One `then the N is ...` line, with the things it is for."""

    action: syntax.Then
    for_each: syntax.ForEach


class World(Data, frozen=False):
    """Everything declared in one rulebook, and what has been found out about it so far."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    results: dict[str, Result] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    rows: dict[str, Rows] = field(default_factory=dict)
    written_tables: dict[str, syntax.Table] = field(default_factory=dict)
    tables: dict[str, Table | None] = field(default_factory=dict)
    # by the entity under which they are written
    defines: dict[tuple[str, str], syntax.Define] = field(default_factory=dict)
    conclusions: dict[tuple[str, str], list[Concluding]] = field(default_factory=dict)
    decided: str = ""
    counted: str = ""
    row_entity: str = ""
    classified: str = ""
    members: dict[str, dict[str, Member]] = field(default_factory=dict)
    # the types of definitions and conclusions found so far; None: not to be had, and reported
    types: dict[tuple[str, str], Type | None] = field(default_factory=dict)
    pending: list[tuple[str, str]] = field(default_factory=list)
    # facts with an `only where`, by the entity that declares them
    guarded: set[tuple[str, str]] = field(default_factory=set)
    # facts whose type can't be had; what reads them is passed over
    spoiled: set[tuple[str, str]] = field(default_factory=set)
    # names whose declaration is in error: who uses them is not to blame
    lost: set[str] = field(default_factory=set)
    # facts by which a referral is ruled: they settle it and decide nothing else
    rulings: set[tuple[str, str]] = field(default_factory=set)
    row_tables: set[str] = field(default_factory=set)
    facts_read: set[tuple[str, str]] = field(default_factory=set)
    # the rows of other days than the edition's: row entity -> column -> values, as `Rows.columns`
    elsewhere: dict[str, dict[str, tuple[Scalar | None, ...]]] = field(default_factory=dict)
    _columns: dict[tuple[str, str], frozenset[object]] = field(default_factory=dict)
    _entity_names: dict[str, str] = field(default_factory=dict)
    _result_names: dict[str, str] = field(default_factory=dict)

    def report(self, diagnostic: Diagnostic) -> None:
        """Keep a finding; the same one twice says nothing more."""
        if diagnostic not in self.diagnostics:
            self.diagnostics.append(diagnostic)

    def entity_called(self, name: str) -> Entity | None:
        """The entity of that name."""
        if len(self._entity_names) != len(self.entities):
            self._entity_names = {bare(entity.name): entity.key for entity in self.entities.values()}
        found = self._entity_names.get(bare(name))
        return self.entities[found] if found is not None else None

    def result_called(self, name: str) -> Result | None:
        """The result of that name."""
        if len(self._result_names) != len(self.results):
            self._result_names = {bare(result.name): result.key for result in self.results.values()}
        found = self._result_names.get(bare(name))
        return self.results[found] if found is not None else None

    def entity(self, name: syntax.Name) -> Entity | None:
        """The entity of that name; says so when there is none."""
        found = self.entity_called(name.text)
        if found is None:
            self.report(problems.no_entity(name, [entity.name for entity in self.entities.values()]))
        return found

    def result(self, name: syntax.Name) -> str | None:
        """The key of the result of that name; says so when there is none."""
        found = self.result_called(name.text)
        if found is None:
            self.report(problems.no_result(name, [result.name for result in self.results.values()]))
        return found.key if found else None

    def fact(self, entity: str, fact: str) -> Fact | None:
        """A declared fact, by keys."""
        found = self.entities.get(entity)
        return found.facts.get(fact) if found else None

    def column(self, entity: str, fact: str) -> frozenset[object]:
        """The values that occur in a column of a row entity."""
        at = (entity, fact)
        if at not in self._columns:
            self._columns[at] = frozenset(self.rows[entity].columns.get(fact, ()))
        return self._columns[at]

    def headed(self, entity: str, heading: str) -> str | None:
        """The column of that heading, by key."""
        wanted = bare(heading) if heading else ""
        return next((f.key for f in self.entities[entity].facts.values() if bare(f.name) == wanted), None)

    def is_row(self, entity: str, text: str) -> bool:
        """Whether a row of the entity has that key."""
        at = (entity, "")
        if at not in self._columns:
            self._columns[at] = frozenset(self.rows[entity].keys)
        return text in self._columns[at]

    def lookup(self, entity: str, name: str) -> Member | None:
        """What an entity calls by that name."""
        return self.members.get(entity, {}).get(bare(name))

    def lineage(self, entity: str) -> tuple[str, ...]:
        """The entity and what it is a kind of."""
        found = self.entities.get(entity)
        return (entity, found.kind_of) if found and found.kind_of else (entity,)

    def kinds(self, entity: str) -> tuple[str, ...]:
        """The entity and its kinds."""
        return (entity, *(e.key for e in self.entities.values() if e.kind_of == entity))


def name_members(world: World) -> None:
    """Fill `world.members`: every name that each entity answers to; two things of one name are reported."""
    for entity in world.entities.values():
        names: dict[str, Member] = {}
        for member in _own(world, entity):
            _add(world, names, member)
        world.members[entity.key] = names
    counted, decided = world.members.get(world.counted), world.members.get(world.decided)
    if counted is not None and decided is not None:
        for name, member in decided.items():
            if name not in counted and member.kind != "language":
                counted[name] = Member(
                    member.kind, member.name, member.key, member.owner, member.type, True, member.span
                )


def _add(world: World, names: dict[str, Member], member: Member) -> None:
    there = names.setdefault(bare(member.name), member)
    if there is not member and member.span is not None:
        world.report(problems.name_twice(member.name, member.span, there.span))


def _own(world: World, entity: Entity) -> Iterator[Member]:
    yield from _language(world, entity)
    for fact in entity.facts.values():
        yield Member("fact", fact.name, fact.key, fact.entity, span=fact.span)
    for owner in world.lineage(entity.key):
        for (at, name), define in world.defines.items():
            if at == owner:
                yield Member("definition", define.name.text, name, owner, span=define.name.span)
        for (at, name), lines in world.conclusions.items():
            if at == owner:
                yield Member("conclusion", lines[0].action.name.text, name, owner, span=lines[0].action.name.span)


def _language(world: World, entity: Entity) -> Iterator[Member]:
    counted, decided = world.entities.get(world.counted), world.entities.get(world.decided)
    if counted is None or decided is None:
        return
    if entity is decided:
        fates = Choice(("recorded", "absorbed", "joined", *world.results))
        yield Member("language", "fate", "fate", decided.key, fates)
        yield Member("language", counted.name, counted.key, decided.key, Thing(counted.key))
        earlier = f"earlier {counted.name}"
        yield Member("language", earlier, key(earlier), decided.key, Thing(counted.key))
    if entity is counted:
        listed = decided.listed_as
        yield Member("language", listed, key(listed), counted.key, Things(decided.key))
        principal = f"principal {decided.name}"
        yield Member("language", principal, key(principal), counted.key, Thing(decided.key))
