"""What may come to hold of an incident, whatever is decided on the way: tests read from what is stated alone.

The reader of the reference interpreter, with everything that deciding or news can change taken for unknown. Three
values can only become more certain, so a test that is false here is false in every run and in every completion.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hocrdsl.backends.trace.values import Env, Reader, Truth, row_fits
from hocrdsl.model import nodes
from hocrdsl.model.expressions import ConcludedOf, FactOf, Known, Quantified, Test, Value
from hocrdsl.model.nodes import Definition, Provision
from hocrdsl.plan import Plan
from hocrdsl.world.read import NONE, World
from hocrdsl.world.state import State

_BY_VALUE = ("yes", "one", "thing")


class Possible(Reader):
    """One incident under one plan, before anything is decided. `focus`: the thing whose class is being supposed.

    `asked`: facts that may be asked for. `classes`: by place among what is decided, where another has worked them out.
    """

    def __init__(self, plan: Plan, world: World, asked: frozenset[str],
                 classes: dict[int, tuple[Any, ...]] | None = None) -> None:
        super().__init__(plan, State(world), {}, [])
        self.world = world
        self.asked = asked
        self.told = {(id(thing), key) for _, sort, _, thing, facts in world.events if sort for key in facts}
        self.focus: Any = None
        self.found_classes = {} if classes is None else classes
        self._may: dict[str, bool] = {}

    # --- provisions ---------------------------------------------------------------------

    def may_conclude(self, label: str) -> bool:
        """Whether the provision of that label may conclude on anything in the incident."""
        if label not in self._may:
            step = self.plan.step(label)
            self._may[label] = step is not None and self._provision(step.provision)
        return self._may[label]

    def _provision(self, provision: Provision) -> bool:
        if provision.stratum == "join" and not self.world.held and len(self.world.events) < 2:
            # nothing is held that anything could join
            return False
        if provision.pair and len(self.world.decided) + len(self._members()) < 2:
            return False
        for index, entity in enumerate(provision.entities):
            env: list[Any] = [None] * len(provision.entities)
            if not any(self._fits(provision, index, env, thing) for thing in self._things(entity)):
                return False
        return True

    def _fits(self, provision: Provision, index: int, env: list[Any], thing: Any) -> bool:
        env[index] = thing
        self.focus = None
        if not self._concludes(provision, env):
            return False
        # false under every class that the thing may come to have is false too
        principal = thing.get("_principal", thing) if isinstance(thing, dict) else None
        if principal is None or "_index" not in principal:
            return True
        classified = self.plan.model.charter.classified
        return any(self._supposed(provision, env, principal, classified, one) for one in self.classes(principal))

    def _supposed(self, provision: Provision, env: Env, thing: Any, classified: str, supposed: Any) -> bool:
        before, self.focus = thing.get(classified), thing
        thing[classified] = supposed
        try:
            return self._concludes(provision, env)
        finally:
            thing[classified], self.focus = before, None

    def _concludes(self, provision: Provision, env: Env) -> bool:
        if provision.where is not None and self.test(provision.where, env) is False:
            return False
        return provision.otherwise is not None or any(
            action.when is None or self.test(action.when, env) is not False for action in provision.actions)

    # --- classes ------------------------------------------------------------------------

    def classes(self, thing: Any) -> tuple[Any, ...]:
        """The rows that a decided thing may be classified as; None among them: any."""
        place = thing["_index"]
        if place not in self.found_classes:
            self.found_classes[place] = self._classes_of(thing)
        return self.found_classes[place]

    def _classes_of(self, thing: Any) -> tuple[Any, ...]:
        classified = self.plan.model.charter.classified
        if (id(thing), classified) in self.told:
            return (None,)
        stated = thing["_stated"] or NONE
        found = {stated: None}
        before, self.focus = thing.get(classified), thing
        thing[classified] = stated
        try:
            for step in self.plan.strata["classify"]:
                if self._concludes(step.provision, [thing]):
                    found.update(dict.fromkeys(self._outputs(step.provision, [thing])))
        finally:
            thing[classified], self.focus = before, None
        return (None,) if None in found else tuple(found)

    def _outputs(self, provision: Provision, env: Env) -> Iterator[Any]:
        for action in (*provision.actions, *(() if provision.otherwise is None else (provision.otherwise,))):
            assert isinstance(action, nodes.ClassifyAs)
            if action.when is not None and self.test(action.when, env) is False:
                continue
            if action.table is None:
                assert action.value is not None
                yield self.value(action.value, env)
            else:
                yield from self._rows(self.plan.model.tables[action.table], env)

    def _rows(self, table: nodes.Table, env: Env) -> Iterator[Any]:
        for row in table.rows:
            if self.test(row_fits(table, row), [env[0]]) is not False:
                yield NONE if row.output is None else row.output.value

    # --- things -------------------------------------------------------------------------

    def _things(self, entity: str) -> list[Any]:
        """What a variable of that entity may stand for; None: something that is not in the incident yet."""
        vocabulary = self.plan.vocabulary
        found: list[Any] = []
        for kind in self.model.entities.values():
            if kind.key != entity and kind.kind_of != entity:
                continue
            if kind.key == vocabulary["decided"]:
                found += [*self.world.decided, *self._members()]
            elif kind.key == vocabulary["counted"]:
                # each of what is decided may be what one is counted by
                found += [*self.world.held, *({"_entity": kind.key, "_name": "", "_principal": thing}
                                              for thing in (*self.world.decided, *self._members()))]
            elif kind.key == vocabulary["event"]:
                found += [event[3] for event in self.world.events if event[1] == 0]
            else:
                found += [*self.world.things.get(kind.key, {}).values(), None]
        return found

    def _members(self) -> list[Any]:
        return [member for one in self.world.held for member in one.get("_members", ())]

    # --- values -------------------------------------------------------------------------

    def value(self, expression: Value, env: Env) -> Any:
        """What is stated; unknown, where deciding settles it."""
        return None if isinstance(expression, ConcludedOf) else super().value(expression, env)

    def fact(self, thing: Any, entity: str, name: str) -> Any:
        """A fact that nothing changes, else unknown."""
        if entity in self.model.rows:
            return super().fact(thing, entity, name)
        if not self._settled(thing, name):
            return None
        if "_principal" in thing:
            return self.fact(thing["_principal"], thing["_principal"]["_entity"], name)
        declared = self.model.entities[thing["_entity"]].facts[name]
        if declared.only_where is not None:
            applies = self.test(declared.only_where, [thing])
            if not applies:
                return NONE if applies is False else None
        return thing.get(name)

    def _settled(self, thing: Any, name: str) -> bool:
        """Whether a fact is as it is stated, from the first to the last."""
        if (id(thing), name) in self.told or name not in self.model.entities[thing["_entity"]].facts:
            return False
        if "_principal" in thing:
            principal = thing["_principal"]
            return name in self.model.entities[principal["_entity"]].facts and self._settled(principal, name)
        return name != self.plan.model.charter.classified or "_index" not in thing or thing is self.focus

    def defined(self, definition: Definition, thing: Any) -> Any:
        """The value of a definition; groups, and what is taken from many things, are unknown."""
        unknown = isinstance(definition.body, nodes.ClosureBody | nodes.TallyBody)
        return None if unknown else super().defined(definition, thing)

    def first_known(self, values: tuple[Value, ...], env: Env, mark: int) -> Any:
        """The first that is there; unknown, where one before it may come to be known."""
        for expression in values:
            found = self.value(expression, env)
            if found is None or found != NONE:
                return found
        return NONE

    # --- tests --------------------------------------------------------------------------

    def test(self, test: Test, env: Env) -> Truth:
        """True or False, where nothing can change it."""
        match test:
            case Known(value):
                found = self.value(value, env)
                if found is None:
                    return False if self._never_known(value, env) else None
                return bool(found != NONE)
            case Quantified(among=None):
                return None
        return super().test(test, env)

    def _combined(self, kind: str, limbs: tuple[Test, ...], letters: tuple[str, ...], env: Env) -> Truth:
        """Limbs as far as they are needed: nothing is noted for a trace here."""
        deciding = kind != "all"
        unknown = False
        for limb in limbs:
            truth = self.test(limb, env)
            if truth is deciding:
                return deciding if kind != "none" else False
            unknown = unknown or truth is None
        if unknown:
            return None
        return not deciding if kind != "none" else True

    def _never_known(self, value: Value, env: Env) -> bool:
        """Whether a fact is left out, and no completion and no news gives it."""
        if not isinstance(value, FactOf) or value.entity in self.model.rows:
            return False
        if value.fact == self.plan.model.charter.classified:
            # that a class is not known yet does not say that there will be none
            return False
        thing = self.value(value.of, env)
        if not isinstance(thing, dict) or not self._settled(thing, value.fact):
            return False
        holder = thing.get("_principal", thing)
        spec = self.plan.vocabulary["entities"][holder["_entity"]][1].get(value.fact)
        return holder.get(value.fact) is None and spec is not None and (
            value.fact not in self.asked or spec[0] not in _BY_VALUE)

    def _assume(self, test: Test, env: Env, mark: int) -> Truth:
        return None
