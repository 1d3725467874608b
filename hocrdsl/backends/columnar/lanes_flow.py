"""What a function of the loop language still needs where: names that are read later on, and ways that leave.

A name is live where some way on reads it before it is written again. Only such names are carried out of a branch or
round a loop (`lanes_text.py`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

Names = frozenset[str]
NOTHING: Names = frozenset()


class Flow:
    """Of one function: `after` and `head` by loop or `if`, what bodies write, and whether they leave."""

    def __init__(self, function: ast.FunctionDef) -> None:
        # names live after an `if` or a loop, and where a loop goes round
        self.after: dict[ast.stmt, Names] = {}
        self.head: dict[ast.stmt, Names] = {}
        self._loops: list[tuple[Names, Names]] = []
        self._written: dict[ast.stmt, Names] = {}
        # what the function gives values to, and takes
        self.names = self.written(function.body) | {one.arg for one in function.args.args}
        self._block(function.body, NOTHING)

    # --- which names are live ------------------------------------------------------------

    def _block(self, body: list[ast.stmt], live: Names) -> Names:
        for one in reversed(body):
            live = self._statement(one, live)
        return live

    def _statement(self, node: ast.stmt, live: Names) -> Names:
        match node:
            case ast.Assign([ast.Name(name)], value):
                return (live - {name}) | read(value)
            case ast.If():
                return self._if(node, live)
            case ast.While(test, body):
                return self._loop(node, body, live, read(test), NOTHING)
            case ast.For(ast.Name(name), ranged, body):
                return self._loop(node, body, live, NOTHING, frozenset([name])) | read(ranged)
            case ast.Return(value):
                return NOTHING if value is None else read(value)
            case ast.Break():
                return self._loops[-1][0]
            case ast.Continue():
                return self._loops[-1][1]
            case _:
                return live | read(node)

    def _if(self, node: ast.If, live: Names) -> Names:
        """A chain of `elif` is gone through from its end, however long it is."""
        chain = [node]
        while len(chain[-1].orelse) == 1 and isinstance(chain[-1].orelse[0], ast.If):
            chain.append(chain[-1].orelse[0])
        below = self._block(chain[-1].orelse, live)
        for one in reversed(chain):
            self.after[one] = live
            below = read(one.test) | self._block(one.body, live) | below
        return below

    def _loop(self, node: ast.stmt, body: list[ast.stmt], live: Names, test: Names, own: Names) -> Names:
        head = test | live
        while True:
            self._loops.append((live, head))
            wider = head | (self._block(body, head) - own)
            self._loops.pop()
            if wider == head:
                break
            head = wider
        self.after[node], self.head[node] = live, head
        return head

    # --- what a body does ----------------------------------------------------------------

    def written(self, body: Iterable[ast.stmt]) -> Names:
        """The names that a body gives values to."""
        found: set[str] = set()
        for one in body:
            if one not in self._written:
                self._written[one] = self._writes(one)
            found |= self._written[one]
        return frozenset(found)

    def _writes(self, node: ast.stmt) -> Names:
        match node:
            case ast.Assign([ast.Name(name)]) | ast.AugAssign(ast.Name(name)):
                return frozenset([name])
            case ast.If(_, body, orelse):
                return self.written(body) | self.written(orelse)
            case ast.While(_, body):
                return self.written(body)
            case ast.For(ast.Name(name), _, body):
                return self.written(body) | {name}
        return NOTHING


def read(node: ast.AST) -> Names:
    """The names that an expression, or a plain statement, reads."""
    found: set[str] = set()
    waiting = [node]
    while waiting:
        one = waiting.pop()
        match one:
            case ast.Name(name):
                if isinstance(one.ctx, ast.Load):
                    found.add(name)
            case ast.Constant():
                pass
            case ast.BinOp(left, _, right):
                waiting += (left, right)
            case ast.Compare(left, _, others):
                waiting += (left, *others)
            case ast.BoolOp(_, values):
                waiting += values
            case ast.Call(_, given):
                waiting += given
            case ast.Subscript(_, index):
                waiting.append(index)
            case _:
                if isinstance(one, ast.AugAssign) and isinstance(one.target, ast.Name):
                    found.add(one.target.id)
                waiting += ast.iter_child_nodes(one)
    return frozenset(found)


def leaves(body: list[ast.stmt], inside: bool = False) -> bool:
    """Whether some way through a body leaves it: by `return`, or out of or round the loop that it is in."""
    for one in body:
        match one:
            case ast.Return():
                return True
            case ast.Break() | ast.Continue():
                if not inside:
                    return True
            case ast.If(_, yes, no):
                if leaves(yes, inside) or leaves(no, inside):
                    return True
            case ast.While(_, inner) | ast.For(_, _, inner):
                if leaves(inner, True):
                    return True
    return False


def ends(body: list[ast.stmt]) -> bool:
    """Whether every way through a body leaves it."""
    for one in body:
        match one:
            case ast.Return() | ast.Break() | ast.Continue():
                return True
            case ast.If(_, yes, no):
                if no and ends(yes) and ends(no):
                    return True
    return False


def returns(body: list[ast.stmt]) -> bool:
    """Whether there is a `return` in it."""
    return any(isinstance(inner, ast.Return) for one in body for inner in ast.walk(one))
