"""Values and tests of the plan, evaluated plainly: three values, every unknown noted.

`None` is unknown. A test that comes out unknown leaves in `Reader.unknown` what made it so, in the order of
the text; a group of limbs that is decided all the same forgets what its unknown limbs noted. So the
first note left is a fact that matters.
"""

from __future__ import annotations

from typing import Any, assert_never

from hocrdsl.backends.trace.closure import Closure, GroupValue, closure
from hocrdsl.backends.trace.tally import tally
from hocrdsl.backends.trace.view import View
from hocrdsl.model import nodes
from hocrdsl.model.expressions import (
    Always, Among, Combined, Compare, ConcludedOf, Constant, DefinedOf, Equals, FactOf, IsNone, IsTrue, Known, Member,
    Negation, Quantified, Same, Shifted, Test, Value, Variable, Within,
)
from hocrdsl.model.wording import question
from hocrdsl.plan.nodes import Plan
from hocrdsl.plan.reads import test_reads
from hocrdsl.world.completions import Ask
from hocrdsl.world.read import NONE, World
from hocrdsl.world.state import State
from hocrdsl.world.times import compare, shift, within

Truth = bool | None
Env = list[Any]
_BY_VALUE = ("yes", "one", "thing")


class Reader:
    """Reads facts for one run over one event.

    `limbs` and `read` are noted for the trace, which shows every limb. Without one (not `noting`) a group of limbs is
    left at the first that decides it: what the others would note would be forgotten.
    """

    def __init__(self, plan: Plan, state: State, assumed: dict[Any, Any], in_view: list[Any],
                 noting: bool = False) -> None:
        self.plan = plan
        self.model = plan.model
        self.state = state
        self.assumed = assumed
        self.in_view = in_view
        self.view = View(plan, state, in_view)
        self.range = self.view.things
        self.noting = noting
        self.unknown: list[tuple[Any, ...]] = []
        self.closures: dict[tuple[Any, ...], Closure] = {}
        self.changing: dict[tuple[str, str], bool] = {}
        self.places: dict[str, dict[str, int]] = {}
        self.limbs: dict[str, Truth] = {}
        self.read: dict[tuple[str, str], Any] = {}
        self.prefix = ""
        self.rulings: Any = None

    @classmethod
    def of_rows(cls, plan: Plan) -> Reader:
        """A reader for what rows alone decide: no incident, nothing in view."""
        return cls(plan, State(World(plan.vocabulary)), {}, [])

    # --- values -----------------------------------------------------------------------

    def value(self, expression: Value, env: Env) -> Any:
        """The value, `none`, or None for unknown."""
        match expression:
            case Variable():
                return env[expression.index]
            case Constant():
                return expression.value
        holder = self.value(expression.of, env)
        if holder is None or holder == NONE:
            return holder
        match expression:
            case FactOf():
                return self.fact(holder, expression.entity, expression.fact)
            case DefinedOf():
                return self.defined(self.model.definitions[expression.entity, expression.definition], holder)
            case ConcludedOf():
                return holder["_concluded"].get(expression.name, NONE)
            case Shifted():
                number = expression.number if expression.side == "after" else -expression.number
                moved = shift(holder, number, expression.unit, self.model.charter.local_time)
                if moved is None:
                    self.unknown.append(("lost",))
                return moved
            case _:
                assert_never(expression)

    def fact(self, thing: Any, entity: str, name: str) -> Any:
        """A stated fact, a column of a row, or a fact of the language."""
        rows = self.model.rows.get(entity)
        if rows is not None:
            if entity not in self.places:
                self.places[entity] = {key: place for place, key in enumerate(rows.keys)}
            cell = rows.columns[name][self.places[entity][thing]]
            return NONE if cell is None else cell
        vocabulary = self.plan.vocabulary
        if name in ("fate", vocabulary["counted"], "earlier_" + vocabulary["counted"]) and self._language(entity, name):
            key = {"fate": "_fate", vocabulary["counted"]: "_into"}.get(name, "_earlier")
            return thing.get(key, NONE)
        if entity == vocabulary["counted"] and name == vocabulary["decided_list"]:
            return thing["_members"]
        if entity == vocabulary["counted"] and name == "principal_" + vocabulary["decided"]:
            return thing.get("_principal", NONE)
        declared = self.model.entities[thing["_entity"]].facts[name]
        if declared.only_where is not None:
            mark = len(self.unknown)
            applies = self.test(declared.only_where, [thing])
            if applies is False:
                return NONE
            if thing.get(name) is not None:
                del self.unknown[mark:]
        value = thing.get(name)
        if value is None and "_principal" in thing:
            principal = thing["_principal"]
            if name in self.model.entities[principal["_entity"]].facts:
                return self.fact(principal, principal["_entity"], name)
            # only the counted have it, and of one just counted nobody has said it
            return NONE
        self.read[thing["_name"], name] = value
        if value is None:
            self.unknown.append(("fact", thing, name))
        return value

    def _language(self, entity: str, name: str) -> bool:
        return name not in self.model.entities[entity].facts

    def defined(self, definition: nodes.Definition, thing: Any) -> Any:
        """The value of a definition for a thing."""
        env = [thing]
        mark = len(self.unknown)
        outer, self.prefix = self.prefix, f"{definition.name} of {definition.entity}"
        try:
            match definition.body:
                case nodes.ConditionBody(test):
                    return self.test(test, env)
                case nodes.ValueBody(value):
                    return self.value(value, env)
                case nodes.FirstBody(values):
                    return self.first_known(values, env, mark)
                case nodes.CaseBody(lines):
                    return self._case(lines, env)
                case nodes.TableBody(title):
                    return self.look_up(self.model.tables[title], thing)
                case nodes.TallyBody():
                    return tally(self, definition.body, env, mark)
                case nodes.ClosureBody():
                    found = self._closure(definition)
                    return GroupValue(found, thing)
                case _:
                    assert_never(definition.body)
        finally:
            self.prefix = outer

    def first_known(self, values: tuple[Value, ...], env: Env, mark: int) -> Any:
        """The first that is neither unknown nor none; unknown ones before it are passed over."""
        unknown = False
        for expression in values:
            found = self.value(expression, env)
            if found is None:
                unknown = True
            elif found != NONE:
                del self.unknown[mark:]
                return found
        return None if unknown else NONE

    def _case(self, lines: tuple[tuple[Value, Test | None], ...], env: Env) -> Any:
        for value, test in lines:
            truth = True if test is None else self.test(test, env)
            if truth is None:
                return None
            if truth:
                return self.value(value, env)
        return NONE

    def look_up(self, table: nodes.Table, thing: Any) -> Any:
        """The output of the row that fits; none without one; unknown when that hangs on an unknown."""
        mark = len(self.unknown)
        maybe = False
        for row in table.rows:
            fits = self.test(row_fits(table, row), [thing])
            if fits:
                del self.unknown[mark:]
                return NONE if row.output is None else row.output.value
            if fits is None:
                if table.first_row:
                    return None
                maybe = True
        if maybe:
            return None
        del self.unknown[mark:]
        return NONE

    def _closure(self, definition: nodes.Definition) -> Closure:
        # groups are those of now: what has been decided since may have changed them
        version = self.state.version if self._changes(definition) else 0
        key = (definition.entity, definition.key, version, len(self.state.held))
        found = self.closures.get(key)
        if found is None:
            assert isinstance(definition.body, nodes.ClosureBody)
            things = self.range(definition.entity)
            mark = len(self.unknown)
            found = closure(things, definition.body.test, self)
            del self.unknown[mark:]
            self.closures[key] = found
        return found

    def _changes(self, definition: nodes.Definition) -> bool:
        """Whether a group rests on what deciding itself changes."""
        key = (definition.entity, definition.key)
        if key not in self.changing:
            assert isinstance(definition.body, nodes.ClosureBody)
            self.changing[key] = any(
                entity not in self.model.rows
                and (fact == self.model.charter.classified or fact not in self.model.entities[entity].facts)
                for entity, fact in test_reads(self.model, definition.body.test)
            )
        return self.changing[key]

    # --- tests ------------------------------------------------------------------------

    def test(self, test: Test, env: Env) -> Truth:
        """True, False, or None for unknown."""
        match test:
            case Combined():
                return self._combined(test.kind, test.limbs, test.letters, env)
            case Quantified():
                return self._quantified(test, env)
            case Negation():
                truth = self.test(test.test, env)
                return None if truth is None else not truth
            case Known():
                mark = len(self.unknown)
                found = self.value(test.value, env)
                del self.unknown[mark:]
                return found is not None and found != NONE
            case Always():
                return test.value
            case _:
                return self._leaf(test, env)

    def _combined(self, kind: str, limbs: tuple[Test, ...], letters: tuple[str, ...], env: Env) -> Truth:
        mark = len(self.unknown)
        truths = []
        prefix = self.prefix
        deciding = kind != "all"
        for place, limb in enumerate(limbs):
            truth = self.test(limb, env)
            truths.append(truth)
            if letters:
                self.limbs[f"{prefix}({letters[place]})" if prefix else letters[place]] = truth
            if truth is deciding and not self.noting:
                break
        if deciding in truths:
            del self.unknown[mark:]
            return deciding if kind != "none" else False
        if None in truths:
            return None
        return not deciding if kind != "none" else True

    def _quantified(self, test: Quantified, env: Env) -> Truth:
        mark = len(self.unknown)
        things: Any = self.range(test.entity) if test.among is None else self.value(test.among, env)
        if things is None:
            return self._assume(test, env, mark)
        if things == NONE:
            things = []
        left_out = None if test.other_than is None else env[test.other_than]
        seen = []
        for thing in things:
            if left_out is None or thing is not left_out:
                inner = [*env, *[None] * (test.variable + 1 - len(env))]
                inner[test.variable] = thing
                seen.append(self.test(test.condition, inner))
        deciding = test.kind != "every"
        if deciding in seen:
            del self.unknown[mark:]
            return test.kind == "any"
        return None if None in seen else test.kind != "any"

    def _leaf(self, test: Test, env: Env) -> Truth:
        mark = len(self.unknown)
        truth = self._plain(test, env)
        if truth is None:
            return self._assume(test, env, mark)
        # what was unknown on the way did not matter
        del self.unknown[mark:]
        return truth

    def _plain(self, test: Test, env: Env) -> Truth:
        match test:
            case IsTrue():
                found = self.value(test.value, env)
                return found if found is None else found is True
            case Equals() | Same():
                return equal(self.value(test.left, env), self.value(test.right, env), self)
            case Among():
                found = self.value(test.left, env)
                return None if found is None else any(found == option.value for option in test.options)
            case IsNone():
                found = self.value(test.value, env)
                return None if found is None else found == NONE
            case Member():
                one, many = self.value(test.left, env), self.value(test.things, env)
                if one == NONE or many == NONE:
                    return False
                return None if one is None or many is None else any(one is other for other in many)
            case Compare():
                return measure(self.value(test.left, env), test.operator, self.value(test.right, env))
            case Within():
                one, other = self.value(test.left, env), self.value(test.right, env)
                if one == NONE or other == NONE:
                    return False
                if one is None or other is None:
                    return None
                return within(one, test.number, test.unit, test.side, other, self.model.charter.local_time)
            case _:
                raise AssertionError(f"not a leaf: {test}")

    def _assume(self, test: Test, env: Env, mark: int) -> Truth:
        """An unknown leaf: facts that are asked by value stay noted; else the test itself is asked."""
        notes = self.unknown[mark:]
        if any(note[0] != "fact" or self._by_value(note[1], note[2]) for note in notes if note[0] != "lost"):
            self.unknown[mark:] = [
                note for note in notes if note[0] == "test" or note[0] == "fact" and self._by_value(note[1], note[2])
            ]
            return None
        key = (question(test), tuple(_name(thing) for thing in env))
        if key in self.assumed:
            del self.unknown[mark:]
            return bool(self.assumed[key])
        about = next((note for note in notes if note[0] == "fact"), None)
        self.unknown[mark:] = [("test", key, about)]
        return None

    def _by_value(self, thing: Any, name: str) -> bool:
        spec = self.plan.vocabulary["entities"][thing["_entity"]][1].get(name)
        return spec is not None and spec[0] in _BY_VALUE

    # --- what matters -----------------------------------------------------------------

    def needed(self, truth: Truth) -> bool:
        """The truth of a test that a decision turns on; asks when it is unknown."""
        if truth is None:
            self.ask()
        return bool(truth)

    def ask(self) -> None:
        """Raise for the first unknown noted."""
        note = self.unknown[0]
        if note[0] == "test":
            about = note[2]
            thing, name = (about[1], about[2]) if about else (None, "")
            raise Ask("test", note[1], thing, name, [(True, "yes"), (False, "no")])
        raise Ask("fact", None, note[1], note[2], self.candidates(note[1], note[2]))

    def candidates(self, thing: Any, name: str) -> list[tuple[Any, str]]:
        """The values that an unknown fact may have, each with the words that show it."""
        kind, argument, optional = self.plan.vocabulary["entities"][thing["_entity"]][1][name]
        values: list[tuple[Any, str]] = []
        if kind == "yes":
            values = [(True, "yes"), (False, "no")]
        elif kind == "one":
            values = [(option, option) for option in argument]
        else:
            world = self.state.world
            known = list(self.state.held if argument == self.plan.vocabulary["counted"]
                         else world.things.get(argument, {}).values())
            known += [one for one in self.view.new_ones(argument) if not any(one is other for other in known)]
            values = [(one, str(one["_name"])) for one in known]
            if argument != self.plan.vocabulary["counted"]:
                fresh = {"_name": f"somebody or something new ({name} of {thing['_name']})", "_entity": argument,
                         "_new": True}
                fresh.update(self.plan.vocabulary["entities"][argument][3])
                values.append((fresh, "new"))
        if optional:
            values.append((NONE, NONE))
        return values


def equal(left: Any, right: Any, reader: Reader) -> Truth:
    """Equality of two values: none equals nothing, unknown is unknown, things are compared as things."""
    if left == NONE or right == NONE:
        return False
    if left is None or right is None:
        return None
    if isinstance(left, GroupValue):
        return left.same(right, reader)
    return left is right if isinstance(left, dict) else bool(left == right)


def measure(left: Any, operator: str, right: Any) -> Truth:
    """Comparison of two numbers or two times."""
    if left == NONE or right == NONE:
        return False
    if left is None or right is None:
        return None
    if isinstance(left, str):
        return compare(left, operator, right)
    return bool({"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[operator])


def row_fits(table: nodes.Table, row: nodes.TableRow) -> Test:
    """That a row of a table fits, as a test: what is unknown in it is asked for as in any other."""
    tests: list[Test] = []
    for cell, value in zip(row.cells, table.inputs, strict=True):
        if cell.kind == "one of":
            tests.append(Among(value, cell.constants))
        elif cell.kind != "any":
            tests.append(Compare(value, cell.kind, cell.constants[0]))
    return Combined("all", tuple(tests)) if tests else Always(True)


def _name(thing: Any) -> str:
    return str(thing["_name"]) if isinstance(thing, dict) else str(thing)
