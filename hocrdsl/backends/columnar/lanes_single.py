"""A function of the loop language for one lane at a time: of few lanes, that is quicker than vectors of few.

The language is Python, so the function stays what it is; only the arrays that each lane has for itself are read at the
lane's place, and the lane is handed on to whatever is called.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from hocrdsl.backends.columnar.lanes_values import Program

# what the lane is called, and how many lanes a block has
LANE, WIDTH = "_lane", "_width"


def single(function: ast.FunctionDef, program: Program) -> ast.Module:
    """The module of one function, which takes its lane first. The tree given is changed."""
    inner = _Single(program).visit(function)
    inner.args.args.insert(0, ast.arg(LANE))
    inner.body.append(ast.Return(ast.Constant(0)))
    return ast.fix_missing_locations(ast.Module([inner], []))


class _Single(ast.NodeTransformer):
    def __init__(self, program: Program) -> None:
        self.functions = program.functions
        self.scratch = program.scratch

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.value, ast.Name) and node.value.id in self.scratch:
            row = ast.BinOp(node.slice, ast.Mult(), ast.Name(WIDTH, ast.Load()))
            node.slice = ast.BinOp(row, ast.Add(), ast.Name(LANE, ast.Load()))
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in self.functions:
            node.args.insert(0, ast.Name(LANE, ast.Load()))
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        self.generic_visit(node)
        return node if node.value is not None else ast.Return(ast.Constant(0))


def weights(functions: Mapping[str, ast.FunctionDef]) -> dict[str, int]:
    """How many calls a call of each comes to at most, those of what it calls with them."""
    found: dict[str, int] = {}
    called = {name: [node.func.id for node in ast.walk(one) if isinstance(node, ast.Call)
                     and isinstance(node.func, ast.Name) and node.func.id in functions]
              for name, one in functions.items()}

    def weight(name: str) -> int:
        if name not in found:
            found[name] = 1
            found[name] = 1 + sum(weight(one) for one in called[name])
        return found[name]

    for name in functions:
        weight(name)
    return found
