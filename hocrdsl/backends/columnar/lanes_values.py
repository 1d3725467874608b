"""The values and tests of the loop language as text over many lanes: see `lanes_text.py`, which builds on it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from hocrdsl.backends.columnar.assembler import Unsupported

_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}
_CONTRARY = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.FloorDiv: "//", ast.Mod: "%", ast.LShift: "<<",
    ast.RShift: ">>", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^",
}


class Program(NamedTuple):
    """What a function may name: functions with how many arguments they take, arrays that each lane has for itself,
    those that all share, and which of these may be written."""

    functions: Mapping[str, int]
    scratch: Collection[str]
    shared: Collection[str]
    written_to: Collection[str]


class Lanes:
    """Which lanes are running: those of `above` at the places that a name of the text holds; without, all."""

    __slots__ = ("above", "places")

    def __init__(self, above: Lanes | None = None, places: str = "") -> None:
        self.above = above
        self.places = places


class Values:
    """Writes lines, and expressions that give a value in the lanes that are running."""

    def __init__(self, name: str, program: Program) -> None:
        self.name = name
        self.functions = program.functions
        self.scratch = program.scratch
        self.shared = program.shared
        self.written_to = program.written_to
        self.out: list[str] = []
        self.depth = 0
        self.root = self.here = Lanes()
        # by name of the function: the lanes that gave it its value, and what holds it
        self.env: dict[str, tuple[Lanes, str]] = {}
        # what was worked out already where the text stands, in the order in which it was
        self._known: dict[object, str] = {}
        self._heavy: dict[ast.expr, bool] = {}
        self._made = 0

    # --- lines ---------------------------------------------------------------------------

    def say(self, *lines: str) -> None:
        self.out += [" " * self.depth + one for one in lines]

    def fresh(self) -> str:
        self._made += 1
        return f"v{self._made}"

    def named(self, value: str) -> str:
        """A name or a number that holds a value."""
        if value.isidentifier() or value.lstrip("-").isdigit():
            return value
        name = self.fresh()
        self.say(f"{name} = {value}")
        return name

    def mark(self) -> int:
        return len(self._known)

    def forget(self, mark: int) -> None:
        """Forget what was worked out since: the text may not have come there."""
        while len(self._known) > mark:
            self._known.popitem()

    def _once(self, key: object, value: str) -> str:
        if key not in self._known:
            self._known[key] = self.named(value)
        return self._known[key]

    # --- lanes ---------------------------------------------------------------------------

    def path(self, above: Lanes) -> str:
        """The places of the lanes that are running among others that they are of."""
        return self._path(above, self.here)

    def _path(self, above: Lanes, lanes: Lanes) -> str:
        if lanes is above:
            return "ALL"
        assert lanes.above is not None
        if lanes.above is above:
            return lanes.places
        key = ("path", above, lanes)
        if key not in self._known:
            self._known[key] = self.named(f"pick({self._path(above, lanes.above)}, {lanes.places})")
        return self._known[key]

    def count(self, lanes: Lanes) -> str:
        """How many lanes they are."""
        if lanes.above is None:
            return "n"
        return self._once(("count", lanes), f"size({lanes.places}, {self.count(lanes.above)})")

    def lanes(self) -> str:
        """The lanes that are running, among all of the block."""
        path = self.path(self.root)
        return "L" if path == "ALL" else self._once(("lanes", self.here), f"pick(L, {path})")

    def get(self, name: str) -> str:
        """The value of a name in the lanes that are running."""
        if name not in self.env:
            raise Unsupported(f"{self.name}: {name}")
        lanes, held = self.env[name]
        if lanes is self.here or held.lstrip("-").isdigit():
            return held
        key = ("value", held, self.here)
        return self._known.get(key) or self._once(key, f"take({held}, {self.path(lanes)})")

    # --- what an expression does -----------------------------------------------------------

    def heavy(self, node: ast.expr) -> bool:
        """Whether it calls, or reads what may not be there: only for lanes that need it."""
        found = self._heavy.get(node)
        if found is None:
            found = self._heavy[node] = self._is_heavy(node)
        return found

    def _is_heavy(self, node: ast.expr) -> bool:
        match node:
            case ast.Call(ast.Name("bits_of"), [one]):
                return self.heavy(one)
            case ast.Call():
                return True
            case ast.Subscript(_, index):
                return not isinstance(index, ast.Constant)
            case ast.BinOp(_, ast.FloorDiv() | ast.Mod(), right) if not isinstance(right, ast.Constant):
                return True
        return any(self.heavy(one) for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr))

    def _branches(self, node: ast.expr) -> bool:
        """Whether it takes lines of its own."""
        match node:
            case ast.IfExp(_, one, other) if self.heavy(one) or self.heavy(other):
                return True
            case ast.BoolOp(_, [_, *others]) if any(self.heavy(one) for one in others):
                return True
            case ast.Compare(_, [_, _, *_]):
                return True
        return any(self._branches(one) for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr))

    def operands(self, *nodes: ast.expr, views: bool = False) -> list[str]:
        """Values in their order: what comes before lines of its own is worked out before them."""
        found = []
        for at, node in enumerate(nodes):
            value = self.value(node, views)
            if any(self._branches(one) for one in nodes[at + 1 :]):
                value = self.named(value)
            found.append(value)
        return found

    # --- values --------------------------------------------------------------------------

    def value(self, node: ast.expr, view: bool = False) -> str:
        """An expression; `view`: what it gives is used up at once."""
        match node:
            case ast.Constant(value) if isinstance(value, int):
                return str(int(value))
            case ast.Name(name):
                return self.get(name)
            case ast.UnaryOp(ast.USub(), ast.Constant(value)) if isinstance(value, int):
                return str(-value)
            case ast.UnaryOp(ast.USub(), operand):
                return f"(-{self.value(operand, True)})"
            case ast.UnaryOp(ast.Invert(), operand):
                return f"(~{self.value(operand, True)})"
            case ast.BinOp(left, operator, right) if type(operator) in _ARITHMETIC:
                return self._arithmetic(left, _ARITHMETIC[type(operator)], right)
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(ast.Not(), _):
                return f"flag({self.test(node)})"
            case ast.IfExp(test, one, other):
                return self._either(test, one, other)
            case ast.Subscript(ast.Name(name), index):
                return self._load(name, index, view)
            case ast.Call(ast.Name("bits_of"), [one]):
                return f"bits_of({self.value(one, True)})"
            case ast.Call(ast.Name(name), given) if self.functions.get(name) == len(given):
                values = self.operands(*given)
                return f"{name}({', '.join([self.lanes(), self.count(self.here), *values])})"
        raise Unsupported(f"{self.name}: {ast.unparse(node)}")

    def _arithmetic(self, left: ast.expr, sign: str, right: ast.expr) -> str:
        one, other = self.operands(left, right, views=True)
        if other.isdigit() and sign in ("//", "%"):
            number = int(other)
            if number and not number & (number - 1):
                # much quicker, and the same
                return f"({one} >> {number.bit_length() - 1})" if sign == "//" else f"({one} & {number - 1})"
        return f"({one} {sign} {other})"

    def _load(self, name: str, index: ast.expr, view: bool) -> str:
        if name in self.scratch:
            place = self.value(index, True)
            return f"{name}.{'peek' if view else 'look'}({place}, {self.lanes()})"
        if name not in self.shared:
            raise Unsupported(f"{self.name}: no array {name}")
        return f"at({name}, {self._index(index)})"

    def _index(self, index: ast.expr) -> str:
        """What is only looked up by may stay as narrow as it is held."""
        match index:
            case ast.Subscript(ast.Name(name), inner) if name in self.shared:
                return f"near({name}, {self._index(inner)})"
        return self.value(index, True)

    def store(self, name: str, index: ast.expr, value: ast.expr) -> None:
        if name not in self.scratch and name not in self.written_to:
            raise Unsupported(f"{self.name}: {name} is not written")
        held, place = self.operands(value, index, views=True)
        if name in self.scratch:
            self.say(f"{name}.store({place}, {self.lanes()}, {held})")
        else:
            self.say(f"keep({name}, {place}, {held})")

    def _either(self, test: ast.expr, one: ast.expr, other: ast.expr) -> str:
        if not self.heavy(one) and not self.heavy(other):
            holds = self.test(test)
            if self._branches(one) or self._branches(other):
                holds = self.named(holds)
            return f"where({holds}, {', '.join(self.operands(one, other, views=True))})"
        found, yes, no, count = self.fresh(), self.fresh(), self.fresh(), self.count(self.here)
        self.say(f"{yes}, {no} = split({self.test(test)})", f"{found} = None")
        for places, node in ((yes, one), (no, other)):
            self._within(places, node, self.value, lambda value, at: f"{found} = put({found}, {at}, {value}, {count})")
        return found

    def _within(
        self, places: str, node: ast.expr, worth: Callable[[ast.expr], str], line: Callable[[str, str], str]
    ) -> None:
        """A line with what an expression is worth for the lanes at these places of those that are running, if there
        are any."""
        here, kept = self.here, self.mark()
        self.say(f"if {places} is not None:")
        self.depth += 1
        self.here = Lanes(here, places)
        self.say(line(worth(node), places))
        self.here = here
        self.depth -= 1
        self.forget(kept)

    # --- tests ---------------------------------------------------------------------------

    def test(self, node: ast.expr) -> str:
        """An expression that is true or false, in all lanes or in each."""
        match node:
            case ast.BoolOp(operator, tests):
                return self._several(isinstance(operator, ast.And), tests)
            case ast.UnaryOp(ast.Not(), ast.Compare(left, [operator], [right])):
                return self._compared(left, _CONTRARY[_COMPARE[type(operator)]], right)
            case ast.UnaryOp(ast.Not(), operand):
                return f"no({self.test(operand)})"
            case ast.Compare(left, [operator], [right]):
                return self._compared(left, _COMPARE[type(operator)], right)
            case ast.Compare(left, [first, *rest], [middle, *others]):
                parts: list[ast.expr] = [ast.Compare(left, [first], [middle])]
                for operator, other in zip(rest, others, strict=True):
                    parts.append(ast.Compare(middle, [operator], [other]))
                    middle = other
                return self.test(ast.BoolOp(ast.And(), parts))
            case ast.Constant(value) if isinstance(value, int):
                return str(bool(value))
        return f"({self.value(node, True)} != 0)"

    def _compared(self, left: ast.expr, sign: str, right: ast.expr) -> str:
        match left, right:
            case ast.Subscript(ast.Name(name), index), ast.Constant(int(value)) if (
                name in self.shared and 0 <= value < 127
            ):
                return f"(near({name}, {self._index(index)}) {sign} {value})"
        one, other = self.operands(left, right, views=True)
        return f"({one} {sign} {other})"

    def _several(self, both: bool, tests: list[ast.expr]) -> str:
        """`and` and `or`: what is heavy is asked of the lanes only that it still matters to."""
        sign = " & " if both else " | "
        light = 1
        while light < len(tests) and not self.heavy(tests[light]):
            light += 1
        found = sign.join(self.test(one) for one in tests[:light])
        if light > 1:
            found = f"({found})"
        count = self.count(self.here) if light < len(tests) else ""
        for one in tests[light:]:
            held, places, found = self.named(found), self.fresh(), self.fresh()
            self.say(f"{found} = {held}", f"{places} = those({held if both else f'no({held})'})")
            self._within(places, one, self.test, lambda test, at, to=found: (  # type: ignore[misc]
                f"{to} = also({at}, {test}, {not both}, {count})"))
        return found
