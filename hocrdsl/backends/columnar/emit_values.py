"""Values of the plan as text of the loop language: facts, rows, definitions.

A value is a number (`layout.py`), `-1` unknown, `-2` none. Facts and definitions become functions, each made when
something first needs it; whatever hangs on one row of a table alone is worked out once for all rows, when the program
starts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from hocrdsl.backends.columnar.layout import HELD, NEW, NONE, UNKNOWN, Layout
from hocrdsl.backends.columnar.text import Text
from hocrdsl.model import nodes
from hocrdsl.model.expressions import (
    ConcludedOf, Constant, DefinedOf, FactOf, Quantified, Shifted, Test, Value, Variable,
)
from hocrdsl.model.wording import question

Env = dict[int, str]
# not looked up yet
UNSET = -7
# a plan of so many provisions, each of which is tried on most things
FEW = 16


class CannotSay(Exception):
    """The plan reads something that the columns can't say; who asks falls back to the compiled function."""


class Values:
    """Writes the functions of one plan; what tests, times and lists are is said by the classes that build on it."""

    def __init__(self, layout: Layout, asking: bool = False) -> None:
        """`asking`: with what completions need (`completions.py`): the first unknown on which a test turns is kept."""
        self.asking = asking
        self.layout = layout
        self.model = layout.plan.model
        self.charter = self.model.charter
        self.functions: list[str] = []
        self.names: dict[object, str] = {}
        # arrays of whole numbers: those filled from the rulebook, and those filled by the program when it starts
        self.tables: dict[str, list[int]] = {}
        self.by_row: dict[str, tuple[str, int]] = {}
        self.groups: list[tuple[str, str]] = []
        # how much is worked out once for a thing (`emit_kept.py`); by place, what is when its incident begins; and what
        # is for all things that are decided, before any of them is: by array, the function and the kind
        self.kept = 0
        self.at_first: dict[int, str] = {}
        self.ahead: dict[str, tuple[str, str]] = {}
        # a plan of few provisions: what each of them asks is worth asking of every thing beforehand, and a thing alone
        # is worth a way of its own; of many most pass a thing over, and more code is in the way
        self.few = sum(len(layout.plan.strata[one]) for one in ("classify", "record", "count", "release")) <= FEW
        # whether something is concluded too: what is in doubt then leaves the incident
        self.saying = False
        # what is found once for all that is concluded: of which variable, by which tests (`emit_tallies.py`)
        self.those: list[tuple[int, tuple[Test, ...]]] = []
        # by what they are taken from, the function that takes several results at once; empty where there is none
        self.together: dict[tuple[str | None, Quantified], str] = {}
        # the tests that may be asked themselves, by their question
        self.questions: dict[str, int] = {}
        self.tests: dict[int, list[Test]] = {}

    def value(self, value: Value, env: Env, out: Text) -> str:
        """A name or number that holds the value, after the lines written to `out`."""
        match value:
            case Variable(index):
                return env[index]
            case Constant():
                return str(self.layout.constant(value))
            case FactOf(of, entity, fact):
                return self._through(of, env, out, self.fact(entity, fact))
            case DefinedOf(of, entity, definition):
                return self._through(of, env, out, self.defined(entity, definition))
            case Shifted(of, number, unit, side):
                moved = self.moved(number if side == "after" else -number, unit)
                return self._through(of, env, out, moved)
            case ConcludedOf():
                raise CannotSay("what was concluded")
            case _:
                assert_never(value)

    def _through(self, of: Value, env: Env, out: Text, function: str) -> str:
        """`function` of a holder; unknown and none stay what they are."""
        holder = self.value(of, env, out)
        if isinstance(of, Variable):
            return out.name(f"{function}({holder})")
        return out.name(f"{function}({holder}) if {holder} != {UNKNOWN} and {holder} != {NONE} else {holder}")

    def fact(self, entity: str, fact: str) -> str:
        """The function that gives a fact of a thing."""
        return self.once(("fact", entity, fact), lambda name: self._fact(name, entity, fact))

    def _fact(self, name: str, entity: str, fact: str) -> str:
        layout, model = self.layout, self.model
        if entity in model.rows:
            return self._row_column(name, entity, fact)
        # before anything is held, whatever may be counted is something decided
        own = self._entity(entity)
        language = fact not in model.entities[entity].facts
        if language:
            return self._language(name, entity, fact)
        if entity == layout.counted:
            return self._fact_of_counted(name, fact)
        if own != entity and own == layout.decided and fact in model.entities[layout.counted].facts:
            # something held is one of its kind too
            held = self.fact(layout.counted, fact)
            decided = self.fact(layout.decided, fact)
            return f"def {name}(x):\n    return {held}(x) if {HELD} <= x < {NEW} else {decided}(x)\n"
        if own == layout.decided:
            if fact == self.charter.classified:
                return f"def {name}(x):\n    return CLASS[x]\n"
            if fact == layout.vocabulary["event_fact"]:
                return f"def {name}(x):\n    return EVENT[x]\n"
        return self._told(name, own, fact, "x")

    def _fact_of_counted(self, name: str, fact: str) -> str:
        """Of what is held, what is told of it; of what was counted here, what its principal's is."""
        layout, model = self.layout, self.model
        held = self.once(("held", fact), lambda one: self._told(one, layout.counted, fact, f"x - {HELD}"))
        if fact in model.entities[layout.decided].facts:
            other = f"{self.fact(layout.decided, fact)}(x)"
        else:
            presumed = layout.vocabulary["counted_presumed"].get(fact)
            other = str(NONE if presumed is None else layout.constant(
                Constant(presumed, model.entities[layout.counted].facts[fact].type)))
        return f"def {name}(x):\n    return {held}(x) if x >= {HELD} else {other}\n"

    def _told(self, name: str, own: str, fact: str, at: str) -> str:
        declared = self.model.entities[own].facts[fact]
        column = self.layout.column(own, fact)
        out = self.text()
        if declared.only_where is not None:
            kept = self.mark(out)
            applies = self.test(declared.only_where, {0: "x"}, out)
            self.peeped(out, f"{applies} == 1")
            out.say(f"if {applies} == 0:").inside(f"return {NONE}")
            told = out.name(f"C{column.place}({at})")
            if self.asking:
                out.say(f"if {told} != {UNKNOWN}:")
                out.deeper()
                self.forget(out, kept)
                out.shallower()
            out.say(f"return {told}")
        else:
            out.say(f"return C{column.place}({at})")
        return out.function(name, "x")

    def _entity(self, entity: str) -> str:
        """The entity whose columns hold the facts of an entity: of a parent kind, those of what is decided."""
        if entity in self.layout.vocabulary["entities"]:
            return entity
        if self.model.entities[self.layout.decided].kind_of == entity:
            return str(self.layout.decided)
        kinds = [one.key for one in self.model.entities.values() if one.kind_of == entity]
        if len(kinds) == 1:
            return kinds[0]
        raise CannotSay(f"facts of {entity}")

    def _language(self, name: str, entity: str, fact: str) -> str:
        layout = self.layout
        if self._entity(entity) == layout.decided:
            if fact == "fate":
                return f"def {name}(x):\n    return FATE[x]\n"
            if fact == layout.counted:
                return f"def {name}(x):\n    return INTO[x]\n"
            if fact == "earlier_" + layout.counted:
                return f"def {name}(x):\n    return EARLIER[x]\n"
        if entity == layout.counted and fact == "principal_" + layout.decided:
            return f"def {name}(x):\n    return {NONE} if x >= {HELD} else x\n"
        raise CannotSay(f"{fact} of {entity}")

    def _row_column(self, name: str, entity: str, fact: str) -> str:
        rows, declared = self.model.rows[entity], self.model.entities[entity].facts[fact]
        table = self.table([self.layout.cell(cell, declared.type) for cell in rows.columns[fact]])
        return f"def {name}(x):\n    return {table}[x]\n"

    def table(self, values: list[int]) -> str:
        """An array of numbers that never change; equal ones are one."""
        for name, held in self.tables.items():
            if held == values:
                return name
        name = f"T{len(self.tables)}"
        self.tables[name] = values
        return name

    def defined(self, entity: str, definition: str) -> str:
        """The function that gives the value of a definition."""
        found = self.model.definitions[entity, definition]
        if isinstance(found.body, nodes.ClosureBody):
            return self.group(entity, definition)
        truth = isinstance(found.body, nodes.ConditionBody)
        if not truth:
            return self.once(("value", entity, definition), lambda name: self.definition(name, found))
        plain = self.truth_of(found)
        return self.once(("as value", entity, definition), lambda name: (
            f"def {name}(x):\n    t = {plain}(x)\n    return 1 if t == 2 else (0 if t == 0 else {UNKNOWN})\n"))

    def truth(self, entity: str, definition: str) -> str | None:
        """The function that says whether a condition holds; None where the definition is no condition."""
        found = self.model.definitions[entity, definition]
        if not isinstance(found.body, nodes.ConditionBody):
            return None
        return self.truth_of(found)

    def definition(self, name: str, definition: nodes.Definition) -> str:
        if definition.entity in self.model.rows:
            inner = self.once(("rows", definition.entity, definition.key), lambda one: self._body(one, definition))
            return self.for_each_row(name, inner, definition.entity)
        return self._body(name, definition)

    def for_each_row(self, name: str, inner: str, entity: str) -> str:
        """What hangs on a row alone: worked out for all of them when the program starts."""
        array = f"B{len(self.by_row)}"
        self.by_row[array] = (inner, len(self.model.rows[entity].keys))
        return f"def {name}(x):\n    return {array}[x]\n"

    def _body(self, name: str, definition: nodes.Definition) -> str:
        out, env = self.text(), {0: "x"}
        match definition.body:
            case nodes.ConditionBody(test):
                out.say(f"return {self.test(test, env, out)}")
            case nodes.ValueBody(value):
                out.say(f"return {self.value(value, env, out)}")
            case nodes.FirstBody(values):
                self.first_known(values, env, out)
            case nodes.CaseBody(lines):
                for value, line in lines:
                    if line is None:
                        out.say(f"return {self.value(value, env, out)}")
                        break
                    truth = self.test(line, env, out)
                    out.say(f"if {truth} == 1:").inside(f"return {UNKNOWN}")
                    out.say(f"if {truth} == 2:")
                    out.deeper()
                    out.say(f"return {self.value(value, env, out)}")
                    out.shallower()
                else:
                    out.say(f"return {NONE}")
            case nodes.TableBody(title):
                out.say(f"return {self.look_up(title)}(x)")
            case nodes.TallyBody():
                self.tally(definition.body, env, out)
            case nodes.ClosureBody():
                raise AssertionError("groups are made apart")
            case _:
                assert_never(definition.body)
        return out.function(name, "x")

    def first_known(self, values: tuple[Value, ...], env: Env, out: Text) -> None:
        """Return the first that is neither unknown nor none; unknown ones before it are passed over, and not asked."""
        kept = self.mark(out)
        out.say("perhaps = 0")
        for one in values:
            found = self.value(one, env, out)
            self.peeped(out, f"{found} == {UNKNOWN}")
            out.say(f"if {found} == {UNKNOWN}:").inside("perhaps = 1")
            out.say(f"elif {found} != {NONE}:")
            out.deeper()
            self.forget(out, kept)
            out.say(f"return {found}")
            out.shallower()
        out.say(f"return {UNKNOWN} if perhaps == 1 else {NONE}")

    def once(self, key: object, made: Callable[[str], str]) -> str:
        found = self.names.get(key)
        if found is None:
            found = self.names[key] = f"f{len(self.names)}"
            self.functions.append(made(found))
        return found

    def kept_names(self) -> tuple[int, ...]:
        """What is made so far, so that what can't be said to its end can be taken back."""
        return (len(self.names), len(self.functions), len(self.by_row), len(self.groups), self.kept, len(self.ahead),
                len(self.those), len(self.together))

    def take_back(self, made: tuple[int, ...]) -> None:
        """Take back all that was made since then."""
        names, functions, by_row, groups, self.kept, ahead, those, together = made
        for key in list(self.names)[names:]:
            del self.names[key]
        for array in list(self.by_row)[by_row:]:
            del self.by_row[array]
        for over in list(self.together)[together:]:
            del self.together[over]
        for array in list(self.ahead)[ahead:]:
            del self.ahead[array]
        self.at_first = {at: function for at, function in self.at_first.items() if at < self.kept}
        del self.functions[functions:], self.groups[groups:], self.those[those:]

    # --- what is asked ------------------------------------------------------------------

    def question(self, test: Test) -> int:
        """The number of a test that may be asked itself."""
        number = self.questions.setdefault(question(test), len(self.questions))
        self.tests.setdefault(number, []).append(test)
        return number

    def text(self) -> Text:
        """A body to be written; where unknowns are noted, what is read again is noted again."""
        return Text(once=not self.asking)

    def mark(self, out: Text) -> tuple[str, str] | None:
        """Keep what is noted so far."""
        if not self.asking:
            return None
        want, noted = out.fresh(), out.fresh()
        out.say(f"{want} = WANT[0]", f"{noted} = NOTED[0]")
        return want, noted

    def forget(self, out: Text, kept: tuple[str, str] | None) -> None:
        """What was noted since then did not matter."""
        if kept is not None:
            out.say(f"WANT[0] = {kept[0]}", f"NOTED[0] = {kept[1]}")

    def peeped(self, out: Text, when: str = "1 == 1") -> None:
        """Something was told by what is not known (yet); were it assumed, it might be told otherwise. So then all is
        run again."""
        if self.asking:
            out.say(f"if {when}:").inside("PEEPED[0] = 1")

    def blocked(self) -> str:
        """What is unknown, and can't be asked here."""
        return "blocked()" if self.asking else str(UNKNOWN)

    def anew(self, out: Text) -> None:
        """Nothing is noted yet."""
        if self.asking:
            out.say("WANT[0] = 0", "NOTED[0] = 0")

    # --- said further on ------------------------------------------------------------------

    def test(self, test: Test, env: Env, out: Text) -> str:
        """See `Emitter`."""
        raise NotImplementedError

    def look_up(self, title: str) -> str:
        """See `Kept`."""
        raise NotImplementedError

    def truth_of(self, found: nodes.Definition) -> str:
        """See `Kept`."""
        raise NotImplementedError

    def order(self, operator: str) -> str:
        """See `Times`."""
        raise NotImplementedError

    def moved(self, number: int, unit: str) -> str:
        """See `Times`."""
        raise NotImplementedError

    def group(self, entity: str, definition: str) -> str:
        """See `Many`."""
        raise NotImplementedError

    def tally(self, body: nodes.TallyBody, env: Env, out: Text) -> None:
        """See `Tallies`."""
        raise NotImplementedError
