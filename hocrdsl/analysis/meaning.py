"""What the provisions of a plan mean, apart from how they are put: what has to differ for an answer to differ.

A provision means its tests and actions, what it displaces, and every definition, fact and table that they read. Titles,
citations, texts, standing, guidance and dates mean nothing here, nor does the place in a file. Rows that things name (a
list of classes, say) are held apart from the provisions that read them, row by row: a row that an incident never names
can't decide it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

from hocrdsl.model import nodes
from hocrdsl.model.expressions import DefinedOf, FactOf, Quantified, Test, Value
from hocrdsl.model.nodes import Action, Model, Provision
from hocrdsl.model.walk import chain, tests_within, values_of, values_of_body, values_of_provision
from hocrdsl.plan import Plan, Step

Name = tuple[str, ...]


@dataclass(frozen=True)
class Meaning:
    """The meaning of a plan, worked out when it is asked for."""

    plan: Plan

    @cached_property
    def steps(self) -> dict[str, Step]:
        """Every step by label."""
        return {step.label: step for steps in self.plan.strata.values() for step in steps}

    def _own(self, name: Name) -> str:
        """What a definition, fact or table says itself; nothing where there is none of that name."""
        if name not in self._kept:
            self._kept[name] = self._written(name)
        return self._kept[name]

    @cached_property
    def _kept(self) -> dict[Name, str]:
        return {}

    def _written(self, name: Name) -> str:
        model = self.plan.model
        match name:
            case ("definition", entity, key):
                definition = model.definitions[entity, key]
                return written((definition.body, _kind_of(definition.type)))
            case ("fact", entity, key) if entity in model.entities and key in model.entities[entity].facts:
                fact = model.entities[entity].facts[key]
                return written((_kind_of(fact.type), fact.optional, fact.required, fact.presumed, fact.only_where))
            case ("table", title):
                table = model.tables[title]
                return written((table.inputs, table.rows, table.first_row))
            case ("rows", entity):
                return repr(model.rows[entity])
        return ""

    @cached_property
    def _below(self) -> dict[Name, frozenset[Name]]:
        """What each definition, fact and table reads itself."""
        model = self.plan.model
        found: dict[Name, frozenset[Name]] = {}
        for key, definition in model.definitions.items():
            tests = _tests_of_body(definition.body)
            named = set(_names(values_of_body(definition.body))) | set(_over_rows(model, tests))
            if isinstance(definition.body, nodes.TableBody):
                named.add(("table", definition.body.table))
            found["definition", *key] = frozenset(named)
        for entity in model.entities.values():
            for fact in entity.facts.values():
                only = fact.only_where
                found["fact", entity.key, fact.key] = frozenset(
                    () if only is None else {*_names(values_of(only)), *_over_rows(model, [only])})
        for title, table in model.tables.items():
            found["table", title] = frozenset(_names(inner for value in table.inputs for inner in chain(value)))
        return found

    def reads(self, label: str) -> frozenset[Name]:
        """Every definition, fact and table that a provision comes to read."""
        model, provision = self.plan.model, self.steps[label].provision
        found: set[Name] = set(_names(values_of_provision(provision)))
        for action in _actions(provision):
            if isinstance(action, nodes.ClassifyAs) and action.table is not None:
                found.add(("table", action.table))
            if isinstance(action, nodes.MoreSerious):
                for criterion in action.criteria:
                    found.update(_names(chain(criterion.first)))
                    found.update(_names(chain(criterion.second)) if criterion.second is not None else ())
        tests = [one for one in (provision.where, *(action.when for action in _actions(provision))) if one is not None]
        found.update(_over_rows(model, tests))
        waiting = list(found)
        while waiting:
            for name in self._below.get(waiting.pop(), frozenset()) - found:
                found.add(name)
                waiting.append(name)
        return frozenset(found)

    @cached_property
    def _said(self) -> dict[str, dict[Name, str]]:
        return {label: {("provision",): _bare(step.provision),
                        **{name: said for name in self.reads(label) if (said := self._own(name))}}
                for label, step in self.steps.items()}

    def readers(self, fact: str) -> tuple[str, ...]:
        """The provisions that come to read a fact of that name."""
        return self._readers.get(fact, ())

    @cached_property
    def _readers(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for label in self.steps:
            for name in self.reads(label):
                if name[0] == "fact":
                    found.setdefault(name[2], {})[label] = None
        return {fact: tuple(labels) for fact, labels in found.items()}

    @cached_property
    def facts(self) -> dict[Name, str]:
        """Every fact as declared, options included."""
        return {("fact", entity.key, fact.key): repr(replace(fact, guidance="", presumed=None, presumed_cites=()))
                for entity in self.plan.model.entities.values() for fact in entity.facts.values()}

    def said(self, label: str) -> Mapping[Name, str]:
        """What a provision says, and each thing that it reads, by name; what it displaces apart."""
        return self._said[label]

    def digest(self, label: str) -> str:
        """One for all provisions that decide alike, wherever they stand; what they displace apart."""
        return sha256(repr(sorted(self._said[label].items())).encode()).hexdigest()

    @cached_property
    def rows(self) -> dict[str, str]:
        """What each row says that something reads, by its key."""
        model = self.plan.model
        read = {name[1:] for label in self.steps for name in self.reads(label) if name[0] in ("column", "rows")}
        charter = model.charter
        found: dict[str, str] = {}
        for entity, rows in model.rows.items():
            columns = [column for column in rows.columns if (entity, column) in read or column == charter.kept_apart_by]
            for place, key in enumerate(rows.keys):
                found[key] = found.get(key, "") + repr([(column, rows.columns[column][place]) for column in columns])
        return found


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs in meaning between two plans.

    `labels`: each provision inserted, omitted or changed, with the names of what changed in it or in what it reads
    (none where it is only on one side, or displaces otherwise). `rows`: keys of rows. `facts`: keys of facts declared
    otherwise. `whole`: why everything may differ, where that is so.
    """

    labels: Mapping[str, tuple[Name, ...]]
    rows: frozenset[str]
    facts: frozenset[str]
    whole: str = ""

    def __bool__(self) -> bool:
        return bool(self.labels or self.rows or self.facts or self.whole)


def changes(old: Meaning, new: Meaning) -> Changes:
    """What has to differ for any answer to differ."""
    labels: dict[str, tuple[Name, ...]] = {}
    common = old.steps.keys() & new.steps.keys()
    for label in [*new.steps, *(one for one in old.steps if one not in new.steps)]:
        if label not in common:
            labels[label] = ()
            continue
        before, after = old.said(label), new.said(label)
        # what only one side reads is read by something that differs itself
        names = tuple(sorted(name for name in before.keys() & after.keys() if before[name] != after[name]))
        if names or old.steps[label].displaces & common != new.steps[label].displaces & common:
            labels[label] = names
    labels.update(dict.fromkeys(_disagreements(old.plan, new.plan), ()))
    rows = frozenset(key for key in old.rows.keys() | new.rows.keys() if old.rows.get(key) != new.rows.get(key))
    return Changes(labels, rows, _facts(old, new), _whole(old.plan.model, new.plan.model))


def _disagreements(old: Plan, new: Plan) -> Iterator[str]:
    """Labels of both sides of a disagreement that is declared on one side only, or ends otherwise."""
    sides = [{(pair, one.result) for pair, one in plan.disagreements.items()} for plan in (old, new)]
    for pair, _ in sides[0] ^ sides[1]:
        yield from sorted(pair)


def _facts(old: Meaning, new: Meaning) -> frozenset[str]:
    names = old.facts.keys() | new.facts.keys()
    return frozenset(name[2] for name in names if old.facts.get(name) != new.facts.get(name))


def _whole(old: Model, new: Model) -> str:
    """Parts of a rulebook that everything hangs on."""
    before, after = (replace(one.charter, title="", language="", since="", known_on="", cites=()) for one in (old, new))
    if before != after:
        return "the head of the rulebook"
    settled = [{key: (one.settled_by, one.classified_by) for key, one in model.results.items()
                if one.settled_by or one.classified_by} for model in (old, new)]
    if settled[0] != settled[1]:
        return "how referrals are settled"
    shapes = [
        {key: (one.listed_as, one.kind_of, one.rows_of, tuple(fact.key for fact in one.facts.values() if fact.required))
         for key, one in model.entities.items()}
        for model in (old, new)
    ]
    return "" if shapes[0] == shapes[1] else "which things there are"


# --- one provision ----------------------------------------------------------------------


def _actions(provision: Provision) -> tuple[Action, ...]:
    return (*provision.actions, *(() if provision.otherwise is None else (provision.otherwise,)))


def _bare(provision: Provision) -> str:
    """What a provision does. What it displaces is held apart, and targets and rank only serve that."""
    return written((provision.stratum, provision.entities, provision.pair, provision.where, provision.actions,
                    provision.otherwise))


_NOT_MEANT = frozenset({"span", "text", "cites", "number"})


def written(node: Any) -> str:
    """A node as text, equal for nodes that mean the same: how it is put is left out, and of a type its options."""
    if isinstance(node, tuple | list):
        return f"({','.join(map(written, node))})"
    kind = type(node)
    if kind.__module__ in _TREES:
        parts = [_kind_of(value) if name == "type" else written(value)
                 for name in _parts(kind) for value in (getattr(node, name),)]
        return f"{kind.__name__}({','.join(parts)})"
    return repr(node)


_TREES = frozenset({"hocrdsl.model.nodes", "hocrdsl.model.expressions"})
_PARTS: dict[type, tuple[str, ...]] = {}


def _parts(kind: type) -> tuple[str, ...]:
    if kind not in _PARTS:
        # rows and counts of a table or a within have a number: only that of a row is how it is put
        left_out = _NOT_MEANT if kind is nodes.TableRow else _NOT_MEANT - {"number"}
        _PARTS[kind] = tuple(one.name for one in fields(kind) if one.name not in left_out)
    return _PARTS[kind]


def _kind_of(type_: Any) -> str:
    return f"{type(type_).__name__} {getattr(type_, 'entity', '')} {getattr(type_, 'definition', '')}"


def _names(values: Iterable[Value]) -> Iterator[Name]:
    for value in values:
        match value:
            case DefinedOf(entity=entity, definition=key):
                yield "definition", entity, key
            case FactOf(entity=entity, fact=key):
                # of a row, or of anything else: the one not declared is passed over
                yield "fact", entity, key
                yield "column", entity, key
            case _:
                pass


def _tests_of_body(body: nodes.Body) -> list[Test]:
    match body:
        case nodes.ConditionBody(test) | nodes.ClosureBody(test):
            return [test]
        case nodes.CaseBody(lines):
            return [test for _, test in lines if test is not None]
        case nodes.TallyBody(over=over):
            return [over]
        case _:
            return []


def _over_rows(model: Model, tests: Iterable[Test]) -> Iterator[Name]:
    """Rows that a test goes through one by one, and doesn't come to by a name in the incident."""
    for test in tests:
        for inner in tests_within(test):
            if isinstance(inner, Quantified) and inner.entity in model.rows:
                yield "rows", inner.entity


