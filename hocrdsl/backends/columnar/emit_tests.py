"""Values and tests of the plan as text of the loop language.

A value is a number (`layout.py`), `-1` unknown, `-2` none. A test is 2 true, 1 unknown, 0 false: of several, `all` is the least and
`any` the greatest. Definitions, tables and facts become functions; whatever hangs on one row of a table alone is worked out once for all
rows, when the program starts.
"""

from __future__ import annotations

from typing import assert_never

from hocrdsl.backends.columnar.layout import DAY, NONE, UNKNOWN, Layout, measure
from hocrdsl.backends.columnar.text import Text
from hocrdsl.model import nodes
from hocrdsl.model.expressions import (
    Always, Among, Combined, Compare, ConcludedOf, Constant, DefinedOf, Equals, FactOf, IsNone, IsTrue, Known, Member,
    Negation, NumberType, Quantified, Same, Shifted, Test, Things, TimeType, Value, Variable, Within,
)
from hocrdsl.plan.reads import test_reads

Env = dict[int, str]
FALSE, TRUE = "0", "2"
# not looked up yet
UNSET = -7


class CannotSay(Exception):
    """The plan reads something that the columns can't say; who asks falls back to the compiled function."""


class Emitter:
    """Writes the functions of one plan; each is made when something first needs it."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.model = layout.plan.model
        self.charter = self.model.charter
        self.functions: list[str] = []
        self.names: dict[object, str] = {}
        # arrays of whole numbers: those filled from the rulebook, and those filled by the program when it starts
        self.tables: dict[str, list[int]] = {}
        self.by_row: dict[str, tuple[str, int]] = {}
        self.groups: list[tuple[str, str]] = []
        # how many tables are looked up once for a thing
        self.kept = 0

    # --- values -----------------------------------------------------------------------

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
                found = self._through(of, env, out, self.defined(entity, definition))
                return found
            case Shifted(of, number, unit, side):
                moved = self._moved(number if side == "after" else -number, unit)
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
        return self._once(("fact", entity, fact), lambda name: self._fact(name, entity, fact))

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
            if fact not in model.entities[layout.decided].facts:
                presumed = layout.vocabulary["counted_presumed"].get(fact)
                value = NONE if presumed is None else layout.constant(
                    Constant(presumed, model.entities[entity].facts[fact].type))
                return f"def {name}(x):\n    return {value}\n"
            return f"def {name}(x):\n    return {self.fact(layout.decided, fact)}(x)\n"
        if own == layout.decided:
            if fact == self.charter.classified:
                return f"def {name}(x):\n    return CLASS[x]\n"
            if fact == layout.vocabulary["event_fact"]:
                return f"def {name}(x):\n    return EVENT[x]\n"
        declared = model.entities[own].facts[fact]
        column = layout.column(own, fact)
        out = Text()
        if declared.only_where is not None:
            applies = self.test(declared.only_where, {0: "x"}, out)
            out.say(f"if {applies} == 0:").inside(f"return {NONE}")
            out.say(f"return C{column.place}(x)")
        else:
            out.say(f"return C{column.place}(x)")
        return out.function(name, "x")

    def _entity(self, entity: str) -> str:
        """The entity whose columns hold the facts of an entity: of a parent kind, those of what is decided."""
        if entity in self.layout.vocabulary["entities"]:
            return entity
        if self.model.entities[self.layout.decided].kind_of == entity:
            return self.layout.decided
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
                return f"def {name}(x):\n    return {NONE}\n"
        if entity == layout.counted and fact == "principal_" + layout.decided:
            return f"def {name}(x):\n    return x\n"
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
            return self._group(entity, definition)
        truth = isinstance(found.body, nodes.ConditionBody)
        plain = self._once(("truth" if truth else "value", entity, definition),
                           lambda name: self._definition(name, found))
        if not truth:
            return plain
        return self._once(("as value", entity, definition), lambda name: (
            f"def {name}(x):\n    t = {plain}(x)\n    return 1 if t == 2 else (0 if t == 0 else {UNKNOWN})\n"))

    def truth(self, entity: str, definition: str) -> str | None:
        """The function that says whether a condition holds; None where the definition is no condition."""
        found = self.model.definitions[entity, definition]
        if not isinstance(found.body, nodes.ConditionBody):
            return None
        return self._once(("truth", entity, definition), lambda name: self._definition(name, found))

    def _definition(self, name: str, definition: nodes.Definition) -> str:
        if definition.entity in self.model.rows:
            inner = self._once(("rows", definition.entity, definition.key), lambda one: self._body(one, definition))
            return self._for_each_row(name, inner, definition.entity)
        return self._body(name, definition)

    def _for_each_row(self, name: str, inner: str, entity: str) -> str:
        """What hangs on a row alone: worked out for all of them when the program starts."""
        array = f"B{len(self.by_row)}"
        self.by_row[array] = (inner, len(self.model.rows[entity].keys))
        return f"def {name}(x):\n    return {array}[x]\n"

    def _body(self, name: str, definition: nodes.Definition) -> str:
        out, env = Text(), {0: "x"}
        match definition.body:
            case nodes.ConditionBody(test):
                out.say(f"return {self.test(test, env, out)}")
            case nodes.ValueBody(value):
                out.say(f"return {self.value(value, env, out)}")
            case nodes.FirstBody(values):
                self.first_known(values, env, out)
            case nodes.CaseBody(lines):
                for value, test in lines:
                    if test is None:
                        out.say(f"return {self.value(value, env, out)}")
                        break
                    truth = self.test(test, env, out)
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
                self._tally(definition.body, env, out)
            case nodes.ClosureBody():
                raise AssertionError("groups are made apart")
            case _:
                assert_never(definition.body)
        return out.function(name, "x")

    def first_known(self, values: tuple[Value, ...], env: Env, out: Text) -> None:
        """Return the first that is neither unknown nor none."""
        out.say("perhaps = 0")
        for one in values:
            found = self.value(one, env, out)
            out.say(f"if {found} == {UNKNOWN}:").inside("perhaps = 1")
            out.say(f"elif {found} != {NONE}:").inside(f"return {found}")
        out.say(f"return {UNKNOWN} if perhaps == 1 else {NONE}")

    # --- tests ------------------------------------------------------------------------

    def test(self, test: Test, env: Env, out: Text) -> str:
        """A name or number that holds 2, 1 or 0, after the lines written to `out`."""
        match test:
            case Always(value):
                return TRUE if value else FALSE
            case Negation(inner):
                return out.name(f"2 - {self.test(inner, env, out)}")
            case Combined(kind, limbs, _):
                return self._combined(kind, limbs, env, out)
            case Quantified():
                return self._quantified(test, env, out)
            case Known(value):
                found = self.value(value, env, out)
                return out.name(f"0 if {found} == {UNKNOWN} or {found} == {NONE} else 2")
            case IsTrue(value):
                return self._is_true(value, env, out)
            case Equals(left, right) | Same(left, right):
                return self._equal(left, right, env, out)
            case Among(left, options):
                return self._among(left, options, env, out)
            case Member(left, things):
                return self._member(left, things, env, out)
            case IsNone(value):
                found = self.value(value, env, out)
                return out.name(f"1 if {found} == {UNKNOWN} else (2 if {found} == {NONE} else 0)")
            case Compare(left, operator, right):
                return self._compare(left, operator, right, env, out)
            case Within():
                return self._within(test, env, out)
            case _:
                assert_never(test)

    def _is_true(self, value: Value, env: Env, out: Text) -> str:
        if isinstance(value, DefinedOf):
            holds = self.truth(value.entity, value.definition)
            if holds is not None:
                holder = self.value(value.of, env, out)
                if isinstance(value.of, Variable):
                    return out.name(f"{holds}({holder})")
                return out.name(f"1 if {holder} == {UNKNOWN} else (0 if {holder} == {NONE} else {holds}({holder}))")
        found = self.value(value, env, out)
        return out.name(f"2 if {found} == 1 else (1 if {found} == {UNKNOWN} else 0)")

    def _combined(self, kind: str, limbs: tuple[Test, ...], env: Env, out: Text) -> str:
        if not limbs:
            return FALSE if kind == "any" else TRUE
        ends, better = ("0", "<") if kind == "all" else ("2", ">")
        found = out.fresh()
        out.say(f"{found} = {self.test(limbs[0], env, out)}")
        depth = 0
        for limb in limbs[1:]:
            out.say(f"if {found} != {ends}:")
            out.deeper()
            depth += 1
            more = self.test(limb, env, out)
            out.say(f"if {more} {better} {found}:").inside(f"{found} = {more}")
        for _ in range(depth):
            out.shallower()
        return out.name(f"2 - {found}") if kind == "none" else found

    def _equal(self, left: Value, right: Value, env: Env, out: Text) -> str:
        one = self.value(left, env, out)
        if isinstance(right, Constant):
            constant = self.layout.constant(right)
            if constant == NONE:
                return FALSE
            return out.name(f"2 if {one} == {constant} else (1 if {one} == {UNKNOWN} else 0)")
        other = self.value(right, env, out)
        return out.name(
            f"0 if {one} == {NONE} or {other} == {NONE} else "
            f"(1 if {one} == {UNKNOWN} or {other} == {UNKNOWN} else (2 if {one} == {other} else 0))"
        )

    def _among(self, left: Value, options: tuple[Constant, ...], env: Env, out: Text) -> str:
        constants = sorted({self.layout.constant(one) for one in options})
        if len(constants) > 2 and isinstance(left, FactOf) and left.entity in self.model.rows:
            return self._among_rows(left, constants, env, out)
        found = self.value(left, env, out)
        tests = " or ".join(f"{found} == {one}" for one in constants)
        return out.name(f"2 if {tests} else (1 if {found} == {UNKNOWN} else 0)")

    def _among_rows(self, left: FactOf, constants: list[int], env: Env, out: Text) -> str:
        rows, declared = self.model.rows[left.entity], self.model.entities[left.entity].facts[left.fact]
        held = set(constants)
        table = self.table([
            2 if self.layout.cell(cell, declared.type) in held else 0 for cell in rows.columns[left.fact]
        ])
        row = self.value(left.of, env, out)
        if isinstance(left.of, Variable):
            return out.name(f"{table}[{row}]")
        none = 2 if NONE in held else 0
        return out.name(f"{table}[{row}] if {row} >= 0 else (1 if {row} == {UNKNOWN} else {none})")

    def _compare(self, left: Value, operator: str, right: Value, env: Env, out: Text) -> str:
        one, other = self.value(left, env, out), self.value(right, env, out)
        if isinstance(_type(left), NumberType):
            holds = f"(2 if {one} {operator} {other} else 0)"
        else:
            holds = f"{self._order(operator)}({one}, {other})"
        return out.name(
            f"0 if {one} == {NONE} or {other} == {NONE} else "
            f"(1 if {one} == {UNKNOWN} or {other} == {UNKNOWN} else {holds})"
        )

    def _order(self, operator: str) -> str:
        """Whether one time is before, at or after another; a day hides what is on it."""
        return self._once(("order", operator), lambda name: (
            f"def {name}(x, y):\n"
            f"    if x // {DAY} == y // {DAY} and x != y and (x % {DAY} == 0 or y % {DAY} == 0):\n        return 1\n"
            f"    return 2 if x {operator} y else 0\n"))

    # --- times ------------------------------------------------------------------------

    def _within(self, test: Within, env: Env, out: Text) -> str:
        one, other = self.value(test.left, env, out), self.value(test.right, env, out)
        found = out.fresh()
        out.say(f"if {one} == {NONE} or {other} == {NONE}:").inside(f"{found} = 0")
        out.say(f"elif {one} == {UNKNOWN} or {other} == {UNKNOWN}:").inside(f"{found} = 1")
        ahead = f"{self._near(test.number, test.unit)}({one}, {other})"
        behind = f"{self._near(test.number, test.unit)}({other}, {one})"
        out.say("else:")
        out.deeper()
        out.say(f"{found} = {behind if test.side == 'before' else ahead}")
        if test.side == "of":
            out.say(f"if {found} != 2:")
            out.deeper()
            more = out.name(behind)
            out.say(f"if {more} > {found}:").inside(f"{found} = {more}")
            out.shallower()
        out.shallower()
        return found

    def _near(self, number: int, unit: str) -> str:
        def made(name: str) -> str:
            not_before, before, moved = self._order(">="), self._order("<"), self._moved(number, unit)
            return (
                f"def {name}(x, y):\n    near = {not_before}(x, y)\n    end = {moved}(y)\n"
                f"    far = 1 if end == {UNKNOWN} else {before}(x, end)\n    return near if near < far else far\n"
            )

        return self._once(("near", number, unit), made)

    def _moved(self, number: int, unit: str) -> str:
        return self._once(("moved", number, unit), lambda name: self._moving(name, number, unit))

    def _moving(self, name: str, number: int, unit: str) -> str:
        if unit in ("day", "week"):
            return f"def {name}(x):\n    return x + {number * (7 if unit == 'week' else 1) * DAY}\n"
        if unit == "hour" and self.charter.local_time in ("", "UTC"):
            whole = f"x + {number // 24 * DAY}" if number % 24 == 0 else str(UNKNOWN)
            return (f"def {name}(x):\n    if x % {DAY} == 0:\n        return {whole}\n"
                    f"    return x + {number * DAY // 24}\n")
        if unit == "hour":
            whole = f"x + {number // 24 * DAY}" if number % 24 == 0 else str(UNKNOWN)
            # a moment moved by hours may cross a change of the clock: who asks leaves it
            return f"def {name}(x):\n    if x % {DAY} == 0:\n        return {whole}\n    return {UNKNOWN}\n"
        months = number * (12 if unit == "year" else 1)
        days, civil = self._calendar()
        return (
            f"def {name}(x):\n    day = x // {DAY}\n    year = {civil}(day, 0)\n    month = {civil}(day, 1)\n"
            f"    one = {civil}(day, 2)\n    index = year * 12 + month - 1 + {months}\n"
            f"    first = {days}(index // 12, index % 12 + 1)\n    after = {days}((index + 1) // 12, (index + 1) % 12 + 1)\n"
            f"    last = after - first\n"
            f"    if one > last:\n        one = last\n    return (first + one - 1) * {DAY} + x % {DAY}\n"
        )

    def _calendar(self) -> tuple[str, str]:
        """Days of the calendar from year and month, and back (years from 1, all days counted from the first)."""
        days = self._once("days", lambda name: (
            f"def {name}(y, m):\n    a = y\n    b = m - 3\n    if m < 3:\n        a = y - 1\n        b = m + 9\n"
            "    return 365 * a + a // 4 - a // 100 + a // 400 + (153 * b + 2) // 5 + 1 - 306\n"))
        civil = self._once("civil", lambda name: (
            f"def {name}(day, part):\n    z = day + 305\n    era = z // 146097\n    doe = z - era * 146097\n"
            "    yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365\n"
            "    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)\n    mp = (5 * doy + 2) // 153\n"
            "    month = mp + 3 if mp < 10 else mp - 9\n"
            "    if part == 2:\n        return doy - (153 * mp + 2) // 5 + 1\n    if part == 1:\n        return month\n"
            "    year = yoe + era * 400\n    return year + 1 if month < 3 else year\n"))
        return days, civil

    # --- many things --------------------------------------------------------------------

    def _quantified(self, test: Quantified, env: Env, out: Text) -> str:
        found, ends = out.fresh(), "0" if test.kind == "every" else "2"
        out.say(f"{found} = {'2' if test.kind == 'every' else '0'}")

        def body(one: str) -> None:
            more = self.test(test.condition, {**env, test.variable: one}, out)
            out.say(f"if {more} {'<' if test.kind == 'every' else '>'} {found}:").inside(f"{found} = {more}")
            out.say(f"if {found} == {ends}:").inside("break")

        self._each(test, env, out, body, lambda: out.say(f"{found} = 1"))
        return out.name(f"2 - {found}") if test.kind == "no" else found

    def _each(self, over: Quantified, env: Env, out: Text, body: object, unknown: object) -> None:
        """`body` for each thing that `over` ranges over; `unknown` where it can't be told which they are."""
        assert callable(body) and callable(unknown)
        layout = self.layout
        left_out = None if over.other_than is None else env[over.other_than]
        first, last, held, guard = self._range(over, env, out)
        if held == "unknown":
            unknown()
            return
        if guard:
            out.say(f"if {guard} == {UNKNOWN}:")
            out.deeper()
            unknown()
            out.shallower()
        at = out.fresh()
        out.say(f"for {at} in range({first}, {last}):")
        out.deeper()
        one = at
        if held.startswith("list "):
            base = layout.entity_place[held[5:].split(" ")[0]] * 2
            one = out.name(f"{held.split(' ')[1]}[{at}] + NOW[{base}]")
        elif held.startswith("members "):
            out.say(f"if INTO[{at}] != {held[8:]}:").inside("continue")
        elif held == "counted":
            out.say(f"if INTO[{at}] != {at}:").inside("continue")
        if left_out is not None:
            out.say(f"if {one} == {left_out}:").inside("continue")
        body(one)
        out.shallower()

    def _range(self, over: Quantified, env: Env, out: Text) -> tuple[str, str, str, str]:
        """First, last, what is held there, and what is unknown when the list is."""
        layout = self.layout
        now = layout.entity_place
        if over.among is None:
            entity = over.entity
            if entity == layout.counted:
                place = now[layout.decided] * 2
                return f"NOW[{place}]", f"NOW[{place + 1}]", "counted", ""
            own = self._entity(entity)
            place = now[own] * 2
            return f"NOW[{place}]", f"NOW[{place + 1}]", "things", ""
        match over.among:
            case FactOf(of, entity, fact) if entity == layout.counted and fact == layout.vocabulary["decided_list"]:
                holder = self.value(of, env, out)
                place = now[layout.decided] * 2
                last = out.name(f"NOW[{place + 1}] if {holder} >= 0 else 0")
                return f"NOW[{place}]", last, f"members {holder}", ""
            case FactOf(of, entity, fact, Things(kind)):
                return self._listed_in(of, entity, fact, kind, env, out)
        raise CannotSay("a list that is worked out")

    def _listed_in(
        self, of: Value, entity: str, fact: str, kind: str, env: Env, out: Text
    ) -> tuple[str, str, str, str]:
        column = self.layout.column(self._entity(entity), fact)
        if self.model.entities[self._entity(entity)].facts[fact].only_where is not None:
            raise CannotSay(f"{fact} of {entity}, which is not always asked")
        holder = self.value(of, env, out)
        state = out.name(f"H{column.place}({holder}) if {holder} >= 0 else {holder}")
        first = out.name(f"S{column.place}({holder}) if {state} == 1 else 0")
        last = out.name(f"E{column.place}({holder}) if {state} == 1 else 0")
        return first, last, f"list {kind} V{column.place}", state

    def _member(self, left: Value, things: Value, env: Env, out: Text) -> str:
        match things:
            case FactOf(of, entity, fact, Things(kind)):
                one = self.value(left, env, out)
                first, last, held, state = self._listed_in(of, entity, fact, kind, env, out)
                found, at = out.fresh(), out.fresh()
                base = self.layout.entity_place[kind] * 2
                out.say(f"{found} = 0")
                out.say(f"if {one} == {NONE} or {state} == {NONE}:").inside(f"{found} = 0")
                out.say(f"elif {one} == {UNKNOWN} or {state} == {UNKNOWN}:").inside(f"{found} = 1")
                out.say("else:")
                out.deeper()
                out.say(f"for {at} in range({first}, {last}):")
                out.deeper()
                out.say(f"if {held.split(' ')[2]}[{at}] + NOW[{base}] == {one}:").inside(f"{found} = 2", "break")
                out.shallower()
                out.shallower()
                return found
        raise CannotSay("a list that is worked out")

    def _tally(self, body: nodes.TallyBody, env: Env, out: Text) -> None:
        """Return how many there are, or the earliest or latest of their times; unknown where that is in doubt."""
        number, doubt, best = out.fresh(), out.fresh(), out.fresh()
        out.say(f"{number} = 0", f"{doubt} = 0", f"{best} = {NONE}")

        def each(one: str) -> None:
            inner = {**env, body.over.variable: one}
            truth = self.test(body.over.condition, inner, out)
            out.say(f"if {truth} == 0:").inside("continue")
            out.say(f"if {truth} == 1:").inside(f"{doubt} = 1")
            out.say(f"{number} += 1")
            if body.value is not None:
                found = self.value(body.value, inner, out)
                out.say(f"if {found} == {UNKNOWN}:").inside(f"{doubt} = 1")
                out.say(f"elif {found} != {NONE}:")
                out.deeper()
                if isinstance(_type(body.value), TimeType):
                    # of a day and a moment of it nobody can say which comes first
                    out.say(f"if {best} != {NONE} and {best} // {DAY} == {found} // {DAY} and {best} != {found} and "
                            f"({best} % {DAY} == 0 or {found} % {DAY} == 0):").inside(f"{doubt} = 1")
                sign = "<" if body.kind == "earliest" else ">"
                out.say(f"if {best} == {NONE} or {found} {sign} {best}:").inside(f"{best} = {found}")
                out.shallower()

        self._each(body.over, env, out, each, lambda: out.say(f"{doubt} = 1"))
        out.say(f"if {doubt} == 1:").inside(f"return {UNKNOWN}")
        if body.kind == "number":
            # whole numbers to the bits that stand for them
            out.say(f"return {self._whole()}[{number}]")
        else:
            out.say(f"return {best}")

    def _whole(self) -> str:
        return self.table([measure(one) for one in range(1025)])

    # --- groups -------------------------------------------------------------------------

    def _group(self, entity: str, definition: str) -> str:
        """The group of a thing: the place of its first member; unknown where a pair may join two of them."""
        if (entity, definition) not in self.groups:
            self.groups.append((entity, definition))
        at = self.groups.index((entity, definition))
        return self._once(("group", entity, definition), lambda name: self._grouping(name, at, entity, definition))

    def _grouping(self, name: str, at: int, entity: str, definition: str) -> str:
        body = self.model.definitions[entity, definition].body
        assert isinstance(body, nodes.ClosureBody)
        own = self._entity(entity)
        place = self.layout.entity_place[own] * 2
        out = Text()
        out.say(f"return {self.test(body.test, {0: 'x', 1: 'y'}, out)}")
        pair = f"pair_{name}"
        self.functions.append(out.function(pair, "x", "y"))
        self.functions.append(
            f"def make_{name}():\n    first = NOW[{place}]\n    last = NOW[{place + 1}]\n    doubt = 0\n"
            f"    for i in range(first, last):\n        G{at}[i - first] = i\n"
            "    for i in range(first, last):\n        for j in range(i + 1, last):\n"
            f"            t = {pair}(i, j)\n            if t != 2:\n                u = {pair}(j, i)\n"
            "                if u > t:\n                    t = u\n"
            "            if t == 1:\n                doubt = 1\n"
            f"            if t == 2:\n                a = G{at}[i - first]\n                b = G{at}[j - first]\n"
            "                if b < a:\n                    c = a\n                    a = b\n                    b = c\n"
            f"                for k in range(first, last):\n                    if G{at}[k - first] == b:\n"
            f"                        G{at}[k - first] = a\n"
            f"    MADE[{at}] = 2 if doubt == 1 else 1\n    return 0\n"
        )
        return (
            f"def {name}(x):\n    if MADE[{at}] == 0:\n        make_{name}()\n"
            f"    if MADE[{at}] == 2:\n        return {UNKNOWN}\n    return G{at}[x - NOW[{place}]]\n"
        )

    # --- tables -------------------------------------------------------------------------

    def look_up(self, title: str) -> str:
        """The function that gives the output of the row of a table that fits a thing."""
        from hocrdsl.backends.columnar.emit_tables import look_up

        plain = self._once(("table", title), lambda name: look_up(self, name, self.model.tables[title]))
        if not self._kept(title):
            return plain
        return self._once(("kept", title), lambda name: self._keeping(name, plain))

    def _kept(self, title: str) -> bool:
        """Whether what a table gives for a decided thing is the same all through its incident, so that it is looked up once."""
        table, layout = self.model.tables[title], self.layout
        if table.entity in self.model.rows or self._entity(table.entity) != layout.decided:
            return False
        found: set[tuple[str, str]] = set()
        for value in table.inputs:
            found |= test_reads(self.model, Known(value))
        passing = (self.charter.classified, "fate", layout.counted, "earlier_" + layout.counted)
        return len(table.rows) > 5 and not any(
            fact in passing and entity not in self.model.rows for entity, fact in found
        )

    def _keeping(self, name: str, plain: str) -> str:
        at, self.kept = self.kept, self.kept + 1
        place = self.layout.entity_place[self.layout.decided] * 2
        return (
            f"def {name}(x):\n    k = KEPT{at}[x - NOW[{place}]]\n    if k == {UNSET}:\n        k = {plain}(x)\n"
            f"        KEPT{at}[x - NOW[{place}]] = k\n    return k\n"
        )

    def _once(self, key: object, made: object) -> str:
        found = self.names.get(key)
        if found is None:
            assert callable(made)
            found = self.names[key] = f"f{len(self.names)}"
            self.functions.append(made(found))
        return found


def _type(value: Value) -> object:
    match value:
        case FactOf(type=type_) | DefinedOf(type=type_) | ConcludedOf(type=type_) | Constant(type=type_):
            return type_
        case Shifted():
            return TimeType()
        case _:
            return None
