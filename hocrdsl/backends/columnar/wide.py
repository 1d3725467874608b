"""A function of the loop language for several things at once: what goes by no loop and stores nothing, as vectors.

    for x in range(first, last):
        A[x] = f(x)

Such a loop is what the assembler makes vectors of, `LANES` things at a time; the language is told in `machine.py`. An
`if` parts the lanes: values are worked out for all of them and kept for those that it holds for, and what is read at a
place that hangs on what was read is read for these alone.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import NamedTuple

# whole numbers of 64 bits that the widest processors take at once; others take them in parts
LANES = 8
# more than that is no straight line any more
LONGEST = 20_000
# whole numbers up to here are floating ones too, with one bit to spare
WHOLE = 1 << 52
WIDE = f"<{LANES} x i64>"
FLAGS = f"<{LANES} x i1>"
_EACH = ", ".join(f"i64 {at}" for at in range(LANES))
_FALSE, _TRUE = "false", "true"


class TooMuch(Exception):
    """It can't be done for several at once."""


class Value(NamedTuple):
    """What holds a value: a name; a number that is the same in all lanes (`same`); or the place itself (`place`)."""

    text: str
    same: bool = False
    place: bool = False


class Frame:
    """One function as it is worked out: its names, what it returned so far, and where it goes on."""

    def __init__(self, names: dict[str, Value]) -> None:
        self.names = names
        self.found: Value | None = None


class Wide:
    """Writes the lines of `@wide_<name>(ptr %table, i64 %x)`, which gives the values of a function at `%x` and the
    places after it. Raises TooMuch."""

    def __init__(self, trees: Mapping[str, ast.FunctionDef], arrays: Mapping[str, object],
                 compare: Mapping[type[ast.cmpop], str], arithmetic: Mapping[type[ast.operator], str]) -> None:
        self._trees = trees
        self._arrays = arrays
        self._compare, self._arithmetic = compare, arithmetic
        self._lines: list[str] = []
        # nothing is stored on the way, so what is written once stands for all that is alike
        self._known: dict[str, str] = {}
        self._calls: dict[tuple[str, tuple[Value, ...], str], Value] = {}

    def lines(self, name: str) -> list[str]:
        found = self._vector(self._call(name, (Value("%x", place=True),), _TRUE))
        return [f"define internal fastcc {WIDE} @wide_{name}(ptr %table, i64 %x) {{", *self._lines,
                f"  ret {WIDE} {found}", "}", ""]

    # --- statements ---------------------------------------------------------------------

    def _call(self, name: str, given: tuple[Value, ...], live: str) -> Value:
        key = (name, given, live)
        if key not in self._calls:
            tree = self._trees.get(name)
            if tree is None or len(tree.args.args) != len(given):
                raise TooMuch(name)
            frame = Frame({one.arg: value for one, value in zip(tree.args.args, given, strict=True)})
            left = self._body(tree.body, frame, live)
            if left != _FALSE:
                self._return(frame, Value("0", same=True), left)
            assert frame.found is not None
            self._calls[key] = frame.found
        return self._calls[key]

    def _body(self, body: list[ast.stmt], frame: Frame, live: str) -> str:
        """Go through some lines with the lanes that are live; those that are still going on at the end."""
        for one in body:
            if live == _FALSE:
                break
            live = self._statement(one, frame, live)
        return live

    def _statement(self, node: ast.stmt, frame: Frame, live: str) -> str:
        match node:
            case ast.Assign([ast.Name(name)], value):
                found = self._value(value, frame, live)
                there = frame.names.get(name)
                frame.names[name] = found if there is None else self._select(live, found, there)
            case ast.If(test, body, orelse):
                holds = self._flag(test, frame, live)
                then = self._body(body, frame, self._and(live, holds))
                other = self._body(orelse, frame, self._and(live, self._not(holds)))
                return self._or(then, other)
            case ast.Return(value):
                self._return(frame, Value("0", same=True) if value is None else self._value(value, frame, live), live)
                return _FALSE
            case ast.Pass() | ast.Expr(ast.Constant()):
                pass
            case _:
                raise TooMuch(ast.unparse(node))
        return live

    def _return(self, frame: Frame, value: Value, live: str) -> None:
        frame.found = value if frame.found is None else self._select(live, value, frame.found)

    # --- values -------------------------------------------------------------------------

    def _value(self, node: ast.expr, frame: Frame, live: str) -> Value:
        match node:
            case ast.Constant(value) if isinstance(value, int):
                return Value(str(int(value)), same=True)
            case ast.Name(name):
                if name not in frame.names:
                    raise TooMuch(name)
                return frame.names[name]
            case ast.UnaryOp(ast.USub(), ast.Constant(value)) if isinstance(value, int):
                return Value(str(-value), same=True)
            case ast.UnaryOp(ast.USub(), operand):
                return self._binary("sub", Value("0", same=True), self._value(operand, frame, live))
            case ast.UnaryOp(ast.Invert(), operand):
                return self._binary("xor", self._value(operand, frame, live), Value("-1", same=True))
            case ast.BinOp(left, operator, right) if type(operator) in self._arithmetic:
                one, other = self._value(left, frame, live), self._value(right, frame, live)
                if isinstance(operator, (ast.FloorDiv, ast.Mod)) and not (other.same and int(other.text) > 0):
                    raise TooMuch("division by what may be nothing")
                if isinstance(operator, ast.FloorDiv) and int(other.text) < WHOLE and int(other.text).bit_count() > 1:
                    return Value(self._new(
                        f"call fastcc {WIDE} @quotient({WIDE} {self._vector(one)}, {WIDE} {self._vector(other)})"))
                return self._binary(self._arithmetic[type(operator)], one, other)
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(ast.Not(), _):
                return self._select(self._flag(node, frame, live), Value("1", same=True), Value("0", same=True))
            case ast.IfExp(test, body, orelse):
                holds = self._flag(test, frame, live)
                if holds in (_TRUE, _FALSE):
                    return self._value(body if holds == _TRUE else orelse, frame, live)
                return self._select(holds, self._value(body, frame, self._and(live, holds)),
                                    self._value(orelse, frame, self._and(live, self._not(holds))))
            case ast.Subscript(ast.Name(name), index):
                return self._load(name, self._value(index, frame, live), live)
            case ast.Call(ast.Name("bits_of"), [one]):
                held = self._vector(self._value(one, frame, live))
                floating = self._new(f"sitofp {WIDE} {held} to <{LANES} x double>")
                return Value(self._new(f"bitcast <{LANES} x double> {floating} to {WIDE}"))
            case ast.Call(ast.Name(name), given):
                return self._call(name, tuple(self._value(one, frame, live) for one in given), live)
        raise TooMuch(ast.unparse(node))

    def _flag(self, node: ast.expr, frame: Frame, live: str) -> str:
        """A condition by lane; what comes second is read only where it matters."""
        match node:
            case ast.BoolOp(operator, tests):
                both = isinstance(operator, ast.And)
                found = self._flag(tests[0], frame, live)
                for test in tests[1:]:
                    asked = self._and(live, found if both else self._not(found))
                    if asked == _FALSE:
                        break
                    more = self._flag(test, frame, asked)
                    found = self._and(found, more) if both else self._or(found, more)
                return found
            case ast.UnaryOp(ast.Not(), operand):
                return self._not(self._flag(operand, frame, live))
            case ast.Compare(left, operators, rights):
                values = [self._value(one, frame, live) for one in (left, *rights)]
                found = _TRUE
                for sign, one, other in zip(operators, values, values[1:], strict=False):
                    found = self._and(found, self._compared(self._compare[type(sign)], one, other))
                return found
        return self._compared("ne", self._value(node, frame, live), Value("0", same=True))

    def _compared(self, sign: str, one: Value, other: Value) -> str:
        if one.same and other.same:
            a, b = int(one.text), int(other.text)
            holds = {"eq": a == b, "ne": a != b, "slt": a < b, "sle": a <= b, "sgt": a > b, "sge": a >= b}[sign]
            return _TRUE if holds else _FALSE
        return self._new(f"icmp {sign} {WIDE} {self._vector(one)}, {self._vector(other)}")

    def _binary(self, sign: str, one: Value, other: Value) -> Value:
        return Value(self._new(f"{sign} {WIDE} {self._vector(one)}, {self._vector(other)}"))

    def _select(self, holds: str, one: Value, other: Value) -> Value:
        if one == other or holds == _TRUE:
            return one
        if holds == _FALSE:
            return other
        return Value(self._new(
            f"select {FLAGS} {holds}, {WIDE} {self._vector(one)}, {WIDE} {self._vector(other)}"))

    # --- flags --------------------------------------------------------------------------

    def _and(self, one: str, other: str) -> str:
        if _FALSE in (one, other):
            return _FALSE
        if one == other or other == _TRUE:
            return one
        return other if one == _TRUE else self._new(f"and {FLAGS} {one}, {other}")

    def _or(self, one: str, other: str) -> str:
        if _TRUE in (one, other):
            return _TRUE
        if one == other or other == _FALSE:
            return one
        return other if one == _FALSE else self._new(f"or {FLAGS} {one}, {other}")

    def _not(self, one: str) -> str:
        if one in (_TRUE, _FALSE):
            return _FALSE if one == _TRUE else _TRUE
        return self._new(f"xor {FLAGS} {one}, <{', '.join(['i1 1'] * LANES)}>")

    # --- arrays -------------------------------------------------------------------------

    def _load(self, name: str, index: Value, live: str) -> Value:
        array = self._arrays.get(name)
        if array is None:
            raise TooMuch(name)
        kind = array.kind  # type: ignore[attr-defined]
        slot = self._new(f"getelementptr inbounds ptr, ptr %table, i64 {array.place}")  # type: ignore[attr-defined]
        base = self._new(f"load ptr, ptr {slot}, !invariant.load !0")
        if index.place and kind == "bit":
            # the first of the lanes begins a byte
            byte = self._new(f"ashr i64 {index.text}, 3")
            held = self._new(f"load i8, ptr {self._new(f'getelementptr inbounds i8, ptr {base}, i64 {byte}')}")
            flags = self._new(f"bitcast i8 {held} to {FLAGS}")
            return Value(self._new(f"zext {FLAGS} {flags} to {WIDE}"))
        if index.place:
            at = self._new(f"getelementptr inbounds {kind}, ptr {base}, i64 {index.text}")
            return self._widened(self._new(f"load <{LANES} x {kind}>, ptr {at}, align 1"), kind)
        if index.same:
            if kind == "bit":
                raise TooMuch("one bit")
            at = self._new(f"getelementptr inbounds {kind}, ptr {base}, i64 {index.text}")
            one = self._new(f"load {kind}, ptr {at}")
            held = self._new(f"insertelement <{LANES} x {kind}> poison, {kind} {one}, i64 0")
            every = self._new(f"shufflevector <{LANES} x {kind}> {held}, <{LANES} x {kind}> poison, "
                              f"<{LANES} x i32> zeroinitializer")
            return self._widened(every, kind)
        if kind == "bit":
            places = self._binary("ashr", index, Value("3", same=True))
            moved = self._gathered(base, places, "i8", live)
            by = self._binary("and", index, Value("7", same=True))
            return self._binary("and", self._binary("lshr", moved, by), Value("1", same=True))
        return self._gathered(base, index, kind, live)

    def _gathered(self, base: str, index: Value, kind: str, live: str) -> Value:
        at = self._new(f"getelementptr inbounds {kind}, ptr {base}, {WIDE} {self._vector(index)}")
        mask = live if live not in (_TRUE, _FALSE) else f"<{', '.join(['i1 1'] * LANES)}>"
        held = self._new(
            f"call <{LANES} x {kind}> @llvm.masked.gather.v{LANES}{kind}.v{LANES}p0(<{LANES} x ptr> {at}, i32 1, "
            f"{FLAGS} {mask}, <{LANES} x {kind}> zeroinitializer)")
        return self._widened(held, kind)

    def _widened(self, held: str, kind: str) -> Value:
        return Value(held if kind == "i64" else self._new(f"sext <{LANES} x {kind}> {held} to {WIDE}"))

    # --- text ---------------------------------------------------------------------------

    def _vector(self, value: Value) -> str:
        if value.same:
            return f"<{', '.join([f'i64 {value.text}'] * LANES)}>"
        if value.place:
            one = self._new(f"insertelement {WIDE} poison, i64 {value.text}, i64 0")
            every = self._new(f"shufflevector {WIDE} {one}, {WIDE} poison, <{LANES} x i32> zeroinitializer")
            return self._new(f"add {WIDE} {every}, <{_EACH}>")
        return value.text

    def _new(self, said: str) -> str:
        if said not in self._known:
            if len(self._lines) > LONGEST:
                raise TooMuch("too long")
            self._known[said] = f"%w{len(self._known)}"
            self._lines.append(f"  {self._known[said]} = {said}")
        return self._known[said]


def declared() -> list[str]:
    """What the vectors call."""
    return [*quotient(), *(
        f"declare <{LANES} x {kind}> @llvm.masked.gather.v{LANES}{kind}.v{LANES}p0(<{LANES} x ptr>, i32, {FLAGS}, "
        f"<{LANES} x {kind}>)" for kind in ("i8", "i16", "i32", "i64"))]


def quotient() -> list[str]:
    """The quotient of whole numbers by one that is above nothing. No processor divides several whole numbers of 64 bits
    at once, but floating ones: up to `WHOLE` these hold every whole number, and a quotient that is none lies further
    below the next one than it is rounded by. Where a number is larger each is divided for itself."""
    def every(number: int) -> str:
        return f"<{', '.join([f'i64 {number}'] * LANES)}>"

    flags, real = f"i{LANES}", f"<{LANES} x double>"
    return [
        f"define internal fastcc {WIDE} @quotient({WIDE} %x, {WIDE} %by) alwaysinline {{",
        f"  %above = add {WIDE} %x, {every(WHOLE)}",
        f"  %large = icmp ugt {WIDE} %above, {every(2 * WHOLE)}",
        f"  %any = bitcast {FLAGS} %large to {flags}", f"  %one = icmp ne {flags} %any, 0",
        "  br i1 %one, label %each, label %all",
        "all:", f"  %rx = sitofp {WIDE} %x to {real}", f"  %rby = sitofp {WIDE} %by to {real}",
        f"  %r = fdiv {real} %rx, %rby", f"  %whole = fptosi {real} %r to {WIDE}", f"  ret {WIDE} %whole",
        "each:", f"  %exact = sdiv {WIDE} %x, %by", f"  ret {WIDE} %exact", "}", "",
    ]
