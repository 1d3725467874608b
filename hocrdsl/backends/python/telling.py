"""Full forms as text, for the module that is written: see `runtime.told` for how a form is told.

What is told is a full form's own tree, part by part; what has no form stays code.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from hocrdsl.backends.python.build import IN_FULL, Expr, assign, call, const

# of a line of a form
_WIDTH = 110


class Untold(Exception):
    """A tree that has no form."""


def told_function(function: ast.stmt) -> ast.stmt:
    """A function in full that does nothing but return, as text; another as it is."""
    match function:
        case ast.FunctionDef(title, arguments, [*doc, ast.Return(ast.expr() as value)]) if (
            hasattr(function, IN_FULL) and all(isinstance(one, ast.Expr) for one in doc)
        ):
            try:
                return assign(title, _told(arguments, value))
            except Untold:
                return function
    return function


def told_inside(value: Expr) -> Expr:
    """Shared data, the functions in it that are marked as in full told as text."""
    told: Expr = _Marked().visit(value)
    return told


class _Marked(ast.NodeTransformer):
    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:  # noqa: N802 (named by ast)
        if not hasattr(node, IN_FULL):
            return self.generic_visit(node)
        try:
            return _told(node.args, node.body)
        except Untold:
            return node


def _told(arguments: ast.arguments, value: Expr) -> Expr:
    names = " ".join(one.arg for one in arguments.args)
    return call("told", const(names), const("\n".join(_lines(_tokens(value)))))


def _lines(tokens: Iterator[str]) -> Iterator[str]:
    """Tokens filled into lines; none is cut."""
    line = ""
    for token in tokens:
        gap = " " if line and line[-1] not in "([" and token not in ")]" else ""
        if line and token not in ")]" and len(line) + len(gap) + len(token) > _WIDTH:
            yield line
            line, gap = "", ""
        line += gap + token
    yield line


def _tokens(value: Expr) -> Iterator[str]:
    match value:
        case ast.Constant(str() as text):
            yield "`" + text.replace("`", "``") + "`"
        case ast.Constant(None | bool() | int() as plain):
            yield str(plain)
        case ast.UnaryOp(ast.USub(), ast.Constant(int() as number)):
            yield str(-number)
        case ast.Name(name):
            yield name
        case ast.Call(ast.Name("len"), [ast.Attribute(ast.Name("run"), "unknown")], []):
            yield "#"
        case ast.Call(ast.Name(name), given, []):
            yield from _within(f"({name}", given, ")")
        case ast.Tuple(items):
            yield from _within("[", items, "]")
        case ast.Subscript(holder, ast.Constant(str()) as key):
            yield from _within("(.", [holder, key], ")")
        case ast.Lambda(ast.arguments(args=named, defaults=[]), body):
            yield "(-> [" + " ".join(one.arg for one in named) + "]"
            yield from _within("", [body], ")")
        case _:
            raise Untold(ast.unparse(value))


def _within(opened: str, parts: list[Expr], closed: str) -> Iterator[str]:
    if opened:
        yield opened
    for part in parts:
        yield from _tokens(part)
    yield closed
