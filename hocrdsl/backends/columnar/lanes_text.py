"""A function of the loop language as text of Python that runs it in many lanes at once, with NumPy.

The text keeps to one place which lanes are running: `Lanes` are all of the function's, or some of others. An `if`
runs its branches with the lanes that go there, one after the other, and not at all where there are none; a loop runs
until no lane is left in it; a `return` puts values in their places and drops lanes. A name's value stands with the
lanes that gave it, and is narrowed to those that read it. What neither calls nor reads arrays is worked out in every
lane, and chosen from.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from hocrdsl.backends.columnar.lanes_flow import Flow, ends, leaves, returns
from hocrdsl.backends.columnar.lanes_values import Lanes, Program, Values
from hocrdsl.backends.columnar.assembler import Unsupported

# so deep may text be; further in, a branch without lanes is gone through all the same
DEEPEST = 90
# so many lines that do little are worked out rather than branched to
FEW = 6


def text_of(function: ast.FunctionDef, program: Program, few: int = 0) -> str:
    """The text of one function: it takes its lanes, how many they are, and what the function takes. So `few` lanes go
    one by one (`alone`)."""
    return Function(function, program).text(few)


class _Loop:
    """A loop that is being written."""

    def __init__(self, lanes: Lanes, carried: dict[str, str], head: frozenset[str], after: frozenset[str]) -> None:
        self.lanes = lanes
        self.carried = carried
        self.head = head
        self.after = after
        self.again = self.gone = ""


class Function(Values):
    """Writes one function."""

    def __init__(self, tree: ast.FunctionDef, program: Program) -> None:
        super().__init__(tree.name, program)
        self.tree = tree
        self.flow = Flow(tree)
        self.loops: list[_Loop] = []
        # whether what comes next is not within a branch or a loop
        self.outmost = True

    def text(self, few: int) -> str:
        arguments = [one.arg for one in self.tree.args.args]
        for one in arguments:
            self.env[one] = (self.root, f"a_{one}")
        taken = "".join(f", a_{one}" for one in arguments)
        self._block(self.tree.body, lambda: self._return("0"))
        body = self.out or ["pass"]
        head = [f"def {self.tree.name}(L, n{taken}):"]
        if few:
            given = "".join(f"a_{one}, " for one in arguments)
            head.append(f"    if n <= {few}: return alone('{self.tree.name}', L, n, ({given}))")
        return "\n".join([*head, "    R = None", *[f"    {one}" for one in body], ""])

    # --- statements ----------------------------------------------------------------------

    def _block(self, body: list[ast.stmt], finish: Callable[[], object]) -> None:
        """Lines of a body, then `finish` where it is gone through to its end."""
        depth, kept = self.depth, self.mark()
        for one in body:
            if not self._statement(one):
                break
        else:
            finish()
        if self.out and self.out[-1].endswith(":"):
            self.say("pass")
        self.depth = depth
        self.forget(kept)

    def _inner(self, test: str, lanes: Lanes, body: list[ast.stmt], finish: Callable[[], object]) -> None:
        """A body under a test of the text, for some lanes; what is known before it is known after it."""
        env, here, outmost = dict(self.env), self.here, self.outmost
        self.say(test)
        self.depth += 1
        self.here, self.outmost = lanes, False
        self._block(body, finish)
        self.depth -= 1
        self.env, self.here, self.outmost = env, here, outmost

    def _go_on(self, places: str) -> None:
        """What follows is for the lanes at these places, if there are any."""
        if self.outmost:
            self.say(f"if {places} is None: return R")
        elif self.depth < DEEPEST:
            self.say(f"if {places} is not None:")
            self.depth += 1
        else:
            self.say(f"if {places} is None: {places} = NOBODY")
        self.here = Lanes(self.here, places)

    def _statement(self, node: ast.stmt) -> bool:
        """Lines of a statement; whether anything can follow."""
        match node:
            case ast.Assign([ast.Name(name)], value):
                self._assign(name, value)
            case ast.Assign([ast.Subscript(ast.Name(name), index)], value):
                self.store(name, index, value)
            case ast.AugAssign(ast.Name(name), operator, value):
                self._assign(name, ast.BinOp(ast.Name(name, ast.Load()), operator, value))
            case ast.AugAssign(ast.Subscript(ast.Name(name), index), operator, value):
                held = ast.Subscript(ast.Name(name, ast.Load()), index, ast.Load())
                self.store(name, index, ast.BinOp(held, operator, value))
            case ast.If():
                return self._if(node)
            case ast.While(test, body, []):
                return self._while(node, test, body)
            case ast.For(ast.Name(name), ast.Call(ast.Name("range"), [first, last]), body, []):
                return self._for(node, name, (first, last), body)
            case ast.Return(value):
                self._return("0" if value is None else self.value(value))
                return False
            case ast.Break() | ast.Continue():
                self._leave(isinstance(node, ast.Break))
                return False
            case ast.Pass() | ast.Expr(ast.Constant()):
                pass
            case ast.Expr(value):
                self.say(self.value(value))
            case _:
                raise Unsupported(f"{self.tree.name}: {ast.unparse(node)}")
        return True

    def _assign(self, name: str, value: ast.expr) -> None:
        self.env[name] = (self.here, self.named(self.value(value)))

    def _return(self, value: str) -> None:
        places = self.path(self.root)
        if self.outmost:
            self.say(f"return {value}" if places == "ALL" else f"return put(R, {places}, {value}, n)")
            return
        self.say(f"R = put(R, {places}, {value}, n)")
        for loop in self.loops:
            self.say(f"{loop.gone} = union({loop.gone}, {self.path(loop.lanes)}, {self.count(loop.lanes)})")

    # --- branches ------------------------------------------------------------------------

    def _if(self, node: ast.If) -> bool:
        arms = self._little(node)
        if arms is not None:
            self._chosen(node, *arms)
            return True
        before, test = self.here, self.test(node.test)
        yes, no = self.fresh(), self.fresh()
        self.say(f"{yes}, {no} = split({test})")
        if not node.orelse and ends(node.body):
            self._inner(f"if {yes} is not None:", Lanes(before, yes), node.body, _nothing)
            self._go_on(no)
            return True
        written = [self.flow.written(node.body), self.flow.written(node.orelse)]
        fall = [not ends(node.body), not ends(node.orelse)]
        came: dict[str, tuple[str, str]] = {}
        count = self.count(before)
        for name in sorted((written[0] | written[1]) & self.flow.after[node]):
            # where all that go on write it, what it was is nobody's concern
            anew = all(name in some or not falls for some, falls in zip(written, fall, strict=True))
            held, start = self.fresh(), self.get(name) if name in self.env else "0"
            came[name] = (held, "put" if anew else "merge")
            self.say(f"{held} = {'None' if anew else start}")
        drops = leaves(node.body) or leaves(node.orelse)
        left = self.fresh() if drops else ""
        if drops:
            self.say(f"{left} = None")

        def joined(some: frozenset[str]) -> None:
            for name, (to, how) in came.items():
                if name in some:
                    self.say(f"{to} = {how}({to}, {self.path(before)}, {self.get(name)}, {count})")
            if drops:
                self.say(f"{left} = union({left}, {self.path(before)}, {count})")

        for places, body, some in ((yes, node.body, written[0]), (no, node.orelse, written[1])):
            if body:
                self._inner(f"if {places} is not None:", Lanes(before, places), body, lambda some=some: joined(some))  # type: ignore[misc]
            elif drops:
                # the lanes that pass by
                self.say(f"if {places} is not None: {left} = union({left}, {places}, {count})")
        for name, (held, _) in came.items():
            self.env[name] = (before, held)
        if not any(fall):
            if self.outmost:
                self.say("return R")
            return False
        if drops:
            self._go_on(left)
        return True

    def _little(self, node: ast.If) -> tuple[list[ast.expr], list[list[ast.stmt]]] | None:
        """The tests and the branches of an `if` that is better worked out in every lane."""
        tests, arms = [node.test], [node.body]
        while len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
            node = node.orelse[0]
            tests.append(node.test)
            arms.append(node.body)
        arms.append(node.orelse)
        for arm in arms:
            if len(arm) > FEW:
                return None
            for one in arm:
                match one:
                    case ast.Assign([ast.Name()], value) | ast.AugAssign(ast.Name(), _, value):
                        if self.heavy(value):
                            return None
                    case ast.Pass():
                        pass
                    case _:
                        return None
        return None if any(self.heavy(test) for test in tests[1:]) else (tests, arms)

    def _chosen(self, node: ast.If, tests: list[ast.expr], arms: list[list[ast.stmt]]) -> None:
        holds = [self.named(self.test(test)) for test in tests]
        names = sorted(self.flow.written([node]) & self.flow.after[node])
        env, came = dict(self.env), []
        for arm in arms:
            self.env = dict(env)
            for one in arm:
                self._statement(one)
            came.append({name: self.get(name) if name in self.env else "0" for name in names})
        self.env = env
        for name in names:
            found = came[-1][name]
            for test, values in zip(reversed(holds), reversed(came[:-1]), strict=True):
                if values[name] != found:
                    found = self.named(f"where({test}, {values[name]}, {found})")
            self.env[name] = (self.here, found)

    # --- loops ---------------------------------------------------------------------------

    def _loop(self, node: ast.stmt, body: list[ast.stmt]) -> _Loop:
        """A loop with what is carried round it, each in a name that stays the same."""
        head, after = self.flow.head[node], self.flow.after[node]
        carried = {}
        for name in sorted(self.flow.written(body) & (head | after)):
            carried[name] = self.fresh()
            self.say(f"{carried[name]} = {self.get(name) if name in self.env else '0'}")
        for name, held in carried.items():
            self.env[name] = (self.here, held)
        loop = _Loop(self.here, carried, head, after)
        loop.again = self.fresh()
        loop.gone = self.fresh()
        self.say(f"{loop.gone} = None")
        self.count(self.here)
        return loop

    def _round(self, loop: _Loop, lanes: Lanes, body: list[ast.stmt]) -> None:
        """One time round a loop for some lanes."""
        env, here, outmost = dict(self.env), self.here, self.outmost
        self.say(f"{loop.again} = None")
        self.here, self.outmost = lanes, False
        self.loops.append(loop)
        self._block(body, lambda: self._leave(False))
        self.loops.pop()
        self.env, self.here, self.outmost = env, here, outmost

    def _leave(self, out: bool) -> None:
        """The lanes that are here go out of the innermost loop, or round it once more."""
        loop = self.loops[-1]
        count = self.count(loop.lanes)
        for name in sorted(loop.carried):
            held = loop.carried[name]
            if name in (loop.after if out else loop.head) and self.env[name] != (loop.lanes, held):
                self.say(f"{held} = merge({held}, {self.path(loop.lanes)}, {self.get(name)}, {count})")
        if not out:
            self.say(f"{loop.again} = union({loop.again}, {self.path(loop.lanes)}, {count})")

    def _ended(self, loop: _Loop, body: list[ast.stmt]) -> None:
        if returns(body):
            left = self.fresh()
            self.say(f"{left} = without({loop.gone}, {self.count(loop.lanes)})")
            self._go_on(left)

    def _while(self, node: ast.stmt, test: ast.expr, body: list[ast.stmt]) -> bool:
        loop = self._loop(node, body)
        running, inside = self.fresh(), self.fresh()
        self.say(f"{running} = ALL", "while True:")
        self.depth += 1
        kept, here = self.mark(), self.here
        self.here = Lanes(here, running)
        self.say(f"{inside} = those({self.test(test)})", f"if {inside} is None: break")
        lanes = Lanes(self.here, inside)
        self.here = here
        self._round(loop, lanes, body)
        self.say(f"if {loop.again} is None: break", f"{running} = {loop.again}")
        self.forget(kept)
        self.depth -= 1
        self._ended(loop, body)
        return True

    def _for(self, node: ast.stmt, name: str, ends_of: tuple[ast.expr, ast.expr], body: list[ast.stmt]) -> bool:
        if name in self.flow.written(body):
            raise Unsupported(f"{self.tree.name}: {name} is written in its loop")
        first, last = (self.named(one) for one in self.operands(*ends_of))
        trips, done, running = self.fresh(), self.fresh(), self.fresh()
        loop = self._loop(node, body)
        self.say(f"{trips} = {last} - {first}", f"{done} = 0", f"{running} = further(ALL, {trips}, 0)",
                 f"while {running} is not None:")
        self.depth += 1
        kept, lanes, env = self.mark(), Lanes(self.here, running), dict(self.env)
        counter = self.fresh()
        self.say(f"{counter} = take({first}, {running}) + {done}")
        self.env[name] = (lanes, counter)
        self._round(loop, lanes, body)
        self.say(f"{done} += 1", f"if {loop.again} is None: break",
                 f"{running} = further({loop.again}, {trips}, {done})")
        self.forget(kept)
        self.depth -= 1
        # a counter is not read after its loop
        self.env = env
        self._ended(loop, body)
        return True


def _nothing() -> None:
    return None
