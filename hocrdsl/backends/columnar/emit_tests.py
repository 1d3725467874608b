"""Tests of the plan as text of the loop language: 2 true, 1 unknown, 0 false, so that `all` is the least and `any` the
greatest."""

from __future__ import annotations

from hocrdsl.backends.columnar.emit_groups import Groups
from hocrdsl.backends.columnar.emit_values import Env
from hocrdsl.backends.columnar.emit_weights import type_of
from hocrdsl.backends.columnar.layout import NONE, UNKNOWN
from hocrdsl.backends.columnar.text import Text
from hocrdsl.model.expressions import (
    Always, Among, Combined, Compare, Constant, DefinedOf, Equals, FactOf, IsNone, IsTrue, Known, Member, Negation,
    NumberType, Quantified, Same, Test, Value, Variable, Within,
)

FALSE, TRUE = "0", "2"


class Emitter(Groups):
    """Writes the functions of one plan."""

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
                return self.quantified(test, env, out)
            case Known(value):
                return self._known(value, env, out)
        return self._leaf(test, env, out)

    def _leaf(self, test: Test, env: Env, out: Text) -> str:
        """A test without tests in it; where it is unknown for a number, a time or a list alone, it is asked itself."""
        if not self.asking or self.sure(test):
            return self._plain(test, env, out)
        want, noted = self.mark(out) or ("", "")
        truth = out.fresh()
        out.say(f"{truth} = {self._plain(test, env, out)}")
        out.say(f"if {truth} != 1:").inside(f"WANT[0] = {want}", f"NOTED[0] = {noted}")
        out.say(f"elif NOTED[0] == {noted}:").inside(f"{truth} = {self.asked(test, env)}")
        return truth

    def sure(self, test: Test) -> bool:
        """Whether a test is never unknown, whatever is told."""
        match test:
            case Negation(inner):
                return self.sure(inner)
            case Combined(_, limbs):
                return all(self.sure(one) for one in limbs)
            case IsTrue(value) | IsNone(value) | Known(value) | Among(value):
                return self._cell(value)
            case Equals(left, right) | Same(left, right):
                return self._cell(left) and self._cell(right)
            case Compare(left, _, right):
                # of a day and a moment of it nobody knows which comes first
                return self._cell(left) and self._cell(right) and isinstance(type_of(left), NumberType)
        return False

    def _cell(self, value: Value) -> bool:
        """Whether a value is a cell of a table, of a row that is known."""
        match value:
            case Variable() | Constant():
                return True
            case FactOf(Variable(), entity, fact) if entity == self.layout.decided and fact == self.charter.classified:
                # what nobody knows is none
                return True
            case FactOf(of, entity):
                return entity in self.model.rows and self._cell(of)
        return False

    def asked(self, test: Test, env: Env) -> str:
        """The call that assumes a test, or notes that it is asked."""
        things = [env[place] for place in sorted(env)]
        if len(things) > 2:
            return self.blocked()
        return f"tested({self.question(test)}, {things[0]}, {things[1] if len(things) > 1 else -1})"

    def _plain(self, test: Test, env: Env, out: Text) -> str:
        match test:
            case IsTrue(value):
                return self._is_true(value, env, out)
            case Equals(left, right) | Same(left, right):
                return self._equal(left, right, env, out)
            case Among(left, options):
                return self._among(left, options, env, out)
            case Member(left, things):
                return self.member(left, things, env, out)
            case IsNone(value):
                found = self.value(value, env, out)
                return out.name(f"1 if {found} == {UNKNOWN} else (2 if {found} == {NONE} else 0)")
            case Compare(left, operator, right):
                return self._compare(left, operator, right, env, out)
            case Within():
                return self.within(test, env, out)
            case _:
                raise AssertionError(f"not a leaf: {test}")

    def _known(self, value: Value, env: Env, out: Text) -> str:
        """Never unknown; and what is unknown in it is not asked for, so nothing of it is kept for what follows."""
        kept = self.mark(out)
        found = self.value(value, env, out)
        self.forget(out, kept)
        self.peeped(out, f"{found} == {UNKNOWN}")
        return out.name(f"0 if {found} == {UNKNOWN} or {found} == {NONE} else 2")

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
        kept = self.mark(out)
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
        if self.asking:
            out.say(f"if {found} == {ends}:")
            out.deeper()
            self.forget(out, kept)
            out.shallower()
        return out.name(f"2 - {found}") if kind == "none" else found

    def _equal(self, left: Value, right: Value, env: Env, out: Text) -> str:
        compared = self.compared(left, right, env, out)
        if compared is not None:
            return compared
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
        if isinstance(type_of(left), NumberType):
            holds = f"(2 if {one} {operator} {other} else 0)"
        else:
            # asked whatever they are: what is told or not is harder to guess than this is to work out
            holds = out.name(f"{self.order(operator)}({one}, {other})")
        return out.name(
            f"0 if {one} == {NONE} or {other} == {NONE} else "
            f"(1 if {one} == {UNKNOWN} or {other} == {UNKNOWN} else {holds})"
        )
