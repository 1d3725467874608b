"""Which facts may be asked for, so that what is unknown at first may be known in the end.

A fact that is only ever read beside `it is known` is never asked for: where it is left out, the test is false as it
stands. Of all others a completion may give the value.
"""

from __future__ import annotations

from collections.abc import Iterator

from hocrdsl.model import nodes
from hocrdsl.model.expressions import (
    Combined, ConcludedOf, DefinedOf, FactOf, Known, Negation, Quantified, Shifted, Test, Value, Variable,
)
from hocrdsl.model.nodes import Action, Model, Provision
from hocrdsl.model.walk import own_values, values_of

# facts of a variable that are known wherever the test counts
Sure = frozenset[tuple[int, str]]


def askable(model: Model) -> frozenset[str]:
    """Keys of the facts that some provision reads without knowing first that they are known."""
    found: set[str] = set()
    walk = _Walk(model, found)
    for provision in model.provisions.values():
        walk.provision(provision)
    return frozenset(found)


class _Walk:
    def __init__(self, model: Model, found: set[str]) -> None:
        self.model = model
        self.found = found
        self.done: set[tuple[str, str, Sure]] = set()

    def provision(self, provision: Provision) -> None:
        """Everything that a provision reads."""
        sure: Sure = frozenset()
        if provision.where is not None:
            self.test(provision.where, sure)
            sure = frozenset(_known(provision.where))
        for action in (*provision.actions, *(() if provision.otherwise is None else (provision.otherwise,))):
            inside = sure
            if action.when is not None:
                self.test(action.when, sure)
                inside = sure | frozenset(_known(action.when))
            for value in self._operands(action):
                self.value(value, inside)

    def _operands(self, action: Action) -> Iterator[Value]:
        yield from own_values(action)
        if isinstance(action, nodes.ClassifyAs) and action.table is not None:
            yield from self.model.tables[action.table].inputs

    def test(self, test: Test, sure: Sure) -> None:
        """What a test reads where these facts are known."""
        match test:
            case Combined(kind="all", limbs=limbs):
                for limb in limbs:
                    self.test(limb, sure | frozenset(_known(test)))
            case Combined(limbs=limbs):
                for limb in limbs:
                    self.test(limb, sure)
            case Negation(inner):
                self.test(inner, sure)
            case Quantified(among=among, condition=condition):
                if among is not None:
                    self.value(among, sure)
                self.test(condition, sure)
            case Known():
                # never unknown, so never asked about
                return
            case _:
                for value in values_of(test):
                    self.value(value, sure)

    def value(self, value: Value, sure: Sure) -> None:
        """What a value reads where these facts are known."""
        match value:
            case FactOf(of=of, entity=entity, fact=fact):
                if not (isinstance(of, Variable) and (of.index, fact) in sure):
                    self.found.add(fact)
                self.value(of, sure)
                declared = self.model.entities[entity].facts.get(fact) if entity in self.model.entities else None
                if declared is not None and declared.only_where is not None:
                    self._inside(("only where", fact), _moved(of, sure), declared.only_where)
            case DefinedOf(of=of, entity=entity, definition=key):
                self.value(of, sure)
                self._body(entity, key, _moved(of, sure))
            case ConcludedOf(of=of) | Shifted(of=of):
                self.value(of, sure)
            case _:
                return

    def _inside(self, name: tuple[str, str], sure: Sure, test: Test) -> None:
        if (*name, sure) not in self.done:
            self.done.add((*name, sure))
            self.test(test, sure)

    def _body(self, entity: str, key: str, sure: Sure) -> None:
        if (entity, key, sure) in self.done:
            return
        self.done.add((entity, key, sure))
        match self.model.definitions[entity, key].body:
            case nodes.ConditionBody(test):
                self.test(test, sure)
            case nodes.ClosureBody(test):
                # of any two things: nothing is known of them
                self.test(test, frozenset())
            case nodes.CaseBody(lines):
                for value, line in lines:
                    if line is not None:
                        self.test(line, sure)
                    self.value(value, sure)
            case nodes.TableBody(title):
                for value in self.model.tables[title].inputs:
                    self.value(value, sure)
            case nodes.FirstBody(values):
                for value in values:
                    self.value(value, sure)
            case nodes.ValueBody(value):
                self.value(value, sure)
            case nodes.TallyBody(_, taken, over):
                self.test(over, sure)
                if taken is not None:
                    # of any thing: nothing is known of it
                    self.value(taken, frozenset())


def _known(test: Test) -> Iterator[tuple[int, str]]:
    """The facts that are known where the test holds."""
    match test:
        case Known(FactOf(of=Variable(index=index), fact=fact)):
            yield index, fact
        case Combined(kind="all", limbs=limbs):
            for limb in limbs:
                yield from _known(limb)
        case _:
            return


def _moved(of: Value, sure: Sure) -> Sure:
    """What is known of a variable, as known of the thing that a definition is about."""
    return frozenset((0, fact) for index, fact in sure if isinstance(of, Variable) and index == of.index)
