"""One function of the loop language as LLVM's assembly; the language is told in `machine.py`."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from typing import Any

from hocrdsl.backends.columnar.wide import LANES, WIDE

# LLVM's name of what an array holds, and how wide it is
# what a function says first that is to be put into those that call it, however large it is
INLINE = "inline"
WIDTHS = {"i8": 1, "i16": 2, "i32": 4, "i64": 8, "bit": 0}

COMPARE: dict[type[ast.cmpop], str] = {
    ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "slt", ast.LtE: "sle", ast.Gt: "sgt", ast.GtE: "sge",
}
ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.FloorDiv: "sdiv", ast.Mod: "srem", ast.LShift: "shl",
    ast.RShift: "ashr", ast.BitAnd: "and", ast.BitOr: "or", ast.BitXor: "xor",
}


class Unsupported(Exception):
    """The text is not of the loop language; a fault of ours, not of a rulebook."""


class Vector(ast.stmt):
    """`held[name] = called(name)` for several things from `name` on, which then stands at those after them."""

    def __init__(self, name: str, held: str, called: str) -> None:
        super().__init__()
        self.name, self.held, self.called = name, held, called


def each(node: ast.stmt) -> str | None:
    """The function that a loop calls for each of its places and keeps what it gives, where it does nothing else."""
    match node:
        case ast.For(ast.Name(name), _, [ast.Assign([ast.Subscript(ast.Name(_), ast.Name(place))],
                                                    ast.Call(ast.Name(called), [ast.Name(given)]))], []):
            if name == place == given:
                return called
    return None


class Array:
    """One array: its place in the table of pointers, and what it holds. `fixed`: never written by the program."""

    __slots__ = ("place", "kind", "fixed")

    def __init__(self, place: int, kind: str, fixed: bool) -> None:
        self.place = place
        self.kind = kind
        self.fixed = fixed

    @property
    def alone(self) -> int:
        """The number of the mark by which LLVM knows that what is written here changes no other array."""
        return 2 * self.place + 3


def apart(arrays: Collection[Array]) -> list[str]:
    """What LLVM is told of arrays: none of those that are written lies where another does."""
    lines = ["!0 = !{}", '!1 = !{!"arrays"}']
    for at in sorted({one.place for one in arrays if not one.fixed}):
        kind = 2 * at + 2
        lines += [f'!{kind} = !{{!"array {at}", !1, i64 0}}', f"!{kind + 1} = !{{!{kind}, !{kind}, i64 0}}"]
    return lines


class Function:
    """One function of the language as assembly: every variable a place on the stack, which LLVM makes registers."""

    def __init__(self, tree: ast.FunctionDef, arrays: Mapping[str, Array], names: Mapping[str, int],
                 wide: Collection[str] = ()) -> None:
        """`wide`: the functions that there are for several things at once too (`wide.py`)."""
        self.tree = tree
        self.arrays = arrays
        self.names = names
        self.wide = wide
        self.out: list[str] = []
        self.count = 0
        self.closed = False
        self.loops: list[tuple[str, str]] = []

    def lines(self) -> list[str]:
        arguments = [one.arg for one in self.tree.args.args]
        given = "".join(f", i64 %in_{one}" for one in arguments)
        local = dict.fromkeys(arguments)
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                local[node.id] = None
        self.local = local
        inline = " alwaysinline" if ast.get_docstring(self.tree) == INLINE else ""
        head = [f"define internal fastcc i64 @{self.tree.name}(ptr %table{given}){inline} {{", "entry:"]
        head += [f"  %v_{one} = alloca i64" for one in local]
        head += [f"  store i64 %in_{one}, ptr %v_{one}" for one in arguments]
        self._body(self.tree.body)
        if not self.closed:
            self.out.append("  ret i64 0")
        return [*head, *self.out, "}", ""]

    # --- statements ---------------------------------------------------------------------

    def _body(self, body: list[ast.stmt]) -> None:
        for one in body:
            if self.closed:
                return
            self._statement(one)

    def _statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Assign([ast.Name(name)], value):
                self._say(f"store i64 {self._value(value)}, ptr %v_{name}")
            case ast.Assign([ast.Subscript(ast.Name(name), index)], value):
                self._store(name, index, self._value(value))
            case ast.AugAssign(ast.Name(name), operator, value):
                whole = ast.BinOp(ast.Name(name, ast.Load()), operator, value)
                self._say(f"store i64 {self._value(whole)}, ptr %v_{name}")
            case ast.AugAssign(ast.Subscript(ast.Name(name), index), operator, value):
                whole = ast.BinOp(ast.Subscript(ast.Name(name, ast.Load()), index, ast.Load()), operator, value)
                self._store(name, index, self._value(whole))
            case ast.If(test, body, orelse):
                self._if(test, body, orelse)
            case ast.While(test, body, []):
                self._while(test, body, None)
            case ast.For(ast.Name(name), ast.Call(ast.Name("range"), [first, last]), body, []):
                self._say(f"store i64 {self._value(first)}, ptr %v_{name}")
                end = self._value(last)
                called = each(node)
                if called is not None and called in self.wide:
                    self._several(name, end, body, called)
                else:
                    self._while((name, end), body, name)
            case ast.Return(value):
                self._say(f"ret i64 {self._value(value) if value is not None else 0}")
                self.closed = True
            case ast.Break():
                self._jump(self.loops[-1][1])
            case ast.Continue():
                self._jump(self.loops[-1][0])
            case ast.Pass():
                return
            case Vector():
                self._vector(node)
            case ast.Expr(ast.Constant()):
                return
            case ast.Expr(value):
                self._value(value)
            case _:
                raise Unsupported(ast.unparse(node))

    def _if(self, test: ast.expr, body: list[ast.stmt], orelse: list[ast.stmt]) -> None:
        yes, no, after = self._label(), self._label(), self._label()
        self._branch(test, yes, no if orelse else after)
        self._open(yes)
        self._body(body)
        open_after = not self.closed
        self._jump(after)
        if orelse:
            self._open(no)
            self._body(orelse)
            open_after = open_after or not self.closed
            self._jump(after)
        else:
            open_after = True
        if open_after:
            self._open(after)
        else:
            self.closed = True

    def _while(self, test: Any, body: list[ast.stmt], counter: str | None) -> None:
        head, inside, step, after = self._label(), self._label(), self._label(), self._label()
        self._jump(head)
        self._open(head)
        if isinstance(test, tuple):
            now = self._new(f"load i64, ptr %v_{test[0]}")
            flag = self._new(f"icmp slt i64 {now}, {test[1]}")
            self._say(f"br i1 {flag}, label %{inside}, label %{after}")
        else:
            self._branch(test, inside, after)
        self._open(inside)
        self.loops.append((step, after))
        self._body(body)
        self.loops.pop()
        self._jump(step)
        self._open(step)
        if counter is not None:
            now = self._new(f"load i64, ptr %v_{counter}")
            self._say(f"store i64 {self._new(f'add i64 {now}, 1')}, ptr %v_{counter}")
        self._jump(head)
        self._open(after)

    def _several(self, name: str, end: str, body: list[ast.stmt], called: str) -> None:
        """A loop that several times round go at once: one by one up to where a byte of bits begins, then so many, then
        one by one."""
        self._say(f"store i64 {end}, ptr {self._scratch()}")
        last = f"s{self.count}"
        step = ast.parse(f"{name} += 1").body
        self._while(ast.parse(f"{name} < {last} and {name} & {LANES - 1} != 0", mode="eval").body, [*body, *step], None)
        held = body[0].targets[0].value.id  # type: ignore[attr-defined]
        self._while(ast.parse(f"{name} + {LANES} <= {last}", mode="eval").body, [Vector(name, held, called)], None)
        self._while(ast.parse(f"{name} < {last}", mode="eval").body, [*body, *step], None)

    def _vector(self, node: Vector) -> None:
        """One time round for several things."""
        kind, now = self.arrays[node.held].kind, self._new(f"load i64, ptr %v_{node.name}")
        found = self._new(f"call fastcc {WIDE} @wide_{node.called}(ptr %table, i64 {now})")
        if kind != "i64":
            found = self._new(f"trunc {WIDE} {found} to <{LANES} x {kind}>")
        place = self._new(f"getelementptr inbounds {kind}, ptr {self._pointer(node.held)}, i64 {now}")
        self._say(f"store <{LANES} x {kind}> {found}, ptr {place}, align 1")
        self._say(f"store i64 {self._new(f'add i64 {now}, {LANES}')}, ptr %v_{node.name}")

    # --- values -------------------------------------------------------------------------

    def _value(self, node: ast.expr) -> str:
        match node:
            case ast.Constant(value) if isinstance(value, int):
                return str(int(value))
            case ast.Name(name):
                if name not in self.local:
                    raise Unsupported(f"{self.tree.name}: {name}")
                return self._new(f"load i64, ptr %v_{name}")
            case ast.UnaryOp(ast.USub(), ast.Constant(value)) if isinstance(value, int):
                return str(-value)
            case ast.UnaryOp(ast.USub(), operand):
                return self._new(f"sub i64 0, {self._value(operand)}")
            case ast.UnaryOp(ast.Invert(), operand):
                return self._new(f"xor i64 {self._value(operand)}, -1")
            case ast.BinOp(left, operator, right) if type(operator) in ARITHMETIC:
                one, other = self._value(left), self._value(right)
                return self._new(f"{ARITHMETIC[type(operator)]} i64 {one}, {other}")
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(ast.Not(), _):
                return self._truth(node)
            case ast.IfExp(test, body, orelse):
                return self._either(test, body, orelse)
            case ast.Subscript(ast.Name(name), index):
                return self._load(name, index)
            case ast.Call(ast.Name("bits_of"), [one]):
                # a whole number as the bits of a floating one
                floating = self._new(f"sitofp i64 {self._value(one)} to double")
                return self._new(f"bitcast double {floating} to i64")
            case ast.Call(ast.Name(name), given) if self.names.get(name) == len(given):
                values = "".join(f", i64 {self._value(one)}" for one in given)
                return self._new(f"call fastcc i64 @{name}(ptr %table{values})")
        raise Unsupported(f"{self.tree.name}: {ast.unparse(node)}")

    def _truth(self, node: ast.expr) -> str:
        if self._plain(node):
            return self._new(f"zext i1 {self._flag(node)} to i64")
        place = self._scratch()
        yes, no, after = self._label(), self._label(), self._label()
        self._branch(node, yes, no)
        for label, value in ((yes, 1), (no, 0)):
            self._open(label)
            self._say(f"store i64 {value}, ptr {place}")
            self._jump(after)
        self._open(after)
        return self._new(f"load i64, ptr {place}")

    def _either(self, test: ast.expr, body: ast.expr, orelse: ast.expr) -> str:
        if self._plain(test) and self._plain(body) and self._plain(orelse):
            flag = self._flag(test)
            one, other = self._value(body), self._value(orelse)
            return self._new(f"select i1 {flag}, i64 {one}, i64 {other}")
        place = self._scratch()
        yes, no, after = self._label(), self._label(), self._label()
        self._branch(test, yes, no)
        for label, value in ((yes, body), (no, orelse)):
            self._open(label)
            self._say(f"store i64 {self._value(value)}, ptr {place}")
            self._jump(after)
        self._open(after)
        return self._new(f"load i64, ptr {place}")

    def _plain(self, node: ast.expr) -> bool:
        """Whether a value costs so little, and is so safe to work out, that it may be worked out and not be used."""
        match node:
            case ast.Constant() | ast.Name():
                return True
            case ast.UnaryOp(_, operand):
                return self._plain(operand)
            case ast.BinOp(left, operator, right):
                return not isinstance(operator, (ast.FloorDiv, ast.Mod)) and self._plain(left) and self._plain(right)
            case ast.Compare(left, _, rights):
                return self._plain(left) and all(self._plain(one) for one in rights)
            case ast.BoolOp(_, tests):
                return all(self._plain(one) for one in tests)
            case ast.IfExp(test, body, orelse):
                return self._plain(test) and self._plain(body) and self._plain(orelse)
        return False

    def _flag(self, node: ast.expr) -> str:
        """A plain condition as one bit, without a jump: what data decide no processor can guess."""
        match node:
            case ast.BoolOp(operator, tests):
                word = "and" if isinstance(operator, ast.And) else "or"
                found = self._flag(tests[0])
                for test in tests[1:]:
                    found = self._new(f"{word} i1 {found}, {self._flag(test)}")
                return found
            case ast.UnaryOp(ast.Not(), operand):
                return self._new(f"xor i1 {self._flag(operand)}, 1")
            case ast.Compare(left, operators, rights):
                values = [self._value(one) for one in (left, *rights)]
                found = ""
                for sign, one, other in zip(operators, values, values[1:], strict=False):
                    flag = self._new(f"icmp {COMPARE[type(sign)]} i64 {one}, {other}")
                    found = self._new(f"and i1 {found}, {flag}") if found else flag
                return found
        return self._new(f"icmp ne i64 {self._value(node)}, 0")

    def _branch(self, node: ast.expr, yes: str, no: str) -> None:
        """Jump by a condition; `and`, `or`, `not` go by the shortest way."""
        match node:
            case ast.BoolOp(operator, tests):
                for test in tests[:-1]:
                    more = self._label()
                    if isinstance(operator, ast.And):
                        self._branch(test, more, no)
                    else:
                        self._branch(test, yes, more)
                    self._open(more)
                self._branch(tests[-1], yes, no)
            case ast.UnaryOp(ast.Not(), operand):
                self._branch(operand, no, yes)
            case ast.Compare(left, [operator], [right]):
                one, other = self._value(left), self._value(right)
                flag = self._new(f"icmp {COMPARE[type(operator)]} i64 {one}, {other}")
                self._say(f"br i1 {flag}, label %{yes}, label %{no}")
                self.closed = True
            case ast.Compare(left, [first, *rest], [middle, *others]):
                parts: list[ast.expr] = [ast.Compare(left, [first], [middle])]
                before = middle
                for operator, other_node in zip(rest, others, strict=True):
                    parts.append(ast.Compare(before, [operator], [other_node]))
                    before = other_node
                self._branch(ast.BoolOp(ast.And(), parts), yes, no)
            case _:
                flag = self._new(f"icmp ne i64 {self._value(node)}, 0")
                self._say(f"br i1 {flag}, label %{yes}, label %{no}")
                self.closed = True

    # --- arrays -------------------------------------------------------------------------

    def _pointer(self, name: str) -> str:
        array = self.arrays.get(name)
        if array is None:
            raise Unsupported(f"{self.tree.name}: no array {name}")
        slot = self._new(f"getelementptr inbounds ptr, ptr %table, i64 {array.place}")
        return self._new(f"load ptr, ptr {slot}, !invariant.load !0")

    def _load(self, name: str, index: ast.expr) -> str:
        at = self._value(index)
        array, base = self.arrays.get(name), self._pointer(name)
        assert array is not None
        fixed = ", !invariant.load !0" if array.fixed else f", !tbaa !{array.alone}"
        if array.kind == "bit":
            byte = self._new(f"ashr i64 {at}, 3")
            place = self._new(f"getelementptr inbounds i8, ptr {base}, i64 {byte}")
            held = self._new(f"load i8, ptr {place}{fixed}")
            wide = self._new(f"zext i8 {held} to i64")
            moved = self._new(f"lshr i64 {wide}, {self._new(f'and i64 {at}, 7')}")
            return self._new(f"and i64 {moved}, 1")
        place = self._new(f"getelementptr inbounds {array.kind}, ptr {base}, i64 {at}")
        held = self._new(f"load {array.kind}, ptr {place}{fixed}")
        return held if array.kind == "i64" else self._new(f"sext {array.kind} {held} to i64")

    def _store(self, name: str, index: ast.expr, value: str) -> None:
        array = self.arrays.get(name)
        if array is None or array.fixed or array.kind == "bit":
            raise Unsupported(f"{self.tree.name}: {name} is not written")
        at = self._value(index)
        place = self._new(f"getelementptr inbounds {array.kind}, ptr {self._pointer(name)}, i64 {at}")
        if array.kind != "i64":
            value = self._new(f"trunc i64 {value} to {array.kind}")
        self._say(f"store {array.kind} {value}, ptr {place}, !tbaa !{array.alone}")

    # --- text ---------------------------------------------------------------------------

    def _new(self, said: str) -> str:
        self.count += 1
        self.out.append(f"  %t{self.count} = {said}")
        return f"%t{self.count}"

    def _scratch(self) -> str:
        """A place for a value that two ways come to."""
        self.count += 1
        name = f"s{self.count}"
        self.local[name] = None
        self.out.insert(0, f"  %v_{name} = alloca i64")
        return f"%v_{name}"

    def _say(self, said: str) -> None:
        self.out.append(f"  {said}")

    def _label(self) -> str:
        self.count += 1
        return f"b{self.count}"

    def _jump(self, label: str) -> None:
        if not self.closed:
            self._say(f"br label %{label}")
        self.closed = True

    def _open(self, label: str) -> None:
        self.out.append(f"{label}:")
        self.closed = False
