"""Small pieces of Python's own syntax tree, placed on the lines of the rulebook."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from hocrdsl.source import Span

Expr = ast.expr


@dataclass(frozen=True, slots=True)
class Plain:
    """Data that is used as it is in this process, and written as a literal, or as `written` says."""

    value: Any
    written: Expr | None = None


# what marks a function in full
IN_FULL = "hocrdsl_in_full"
_NOWHERE = (1, 0)


def name(text: str) -> Expr:
    """A variable, or None."""
    return ast.Name(text, ast.Load()) if text != "None" else ast.Constant(None)


def const(value: Any) -> ast.Constant:
    """A literal: text, number, truth value or None. What it holds can never become code."""
    return ast.Constant(value)


def call(function: str, *arguments: Expr) -> ast.Call:
    """`function(arguments)`."""
    return ast.Call(name(function), list(arguments), [])


def get(value: Expr, key: Expr) -> ast.Subscript:
    """`value[key]`."""
    return ast.Subscript(value, key, ast.Load())


def attr(value: Expr, key: str) -> ast.Attribute:
    """`value.key`."""
    return ast.Attribute(value, key, ast.Load())


def compare(left: Expr, operator: ast.cmpop, right: Expr) -> ast.Compare:
    """`left operator right`."""
    return ast.Compare(left, [operator], [right])


def joined(operator: ast.boolop, tests: Sequence[Expr]) -> Expr:
    """`a and b`, `a or b`; a single test as it is."""
    return ast.BoolOp(operator, list(tests)) if len(tests) > 1 else tests[0]


def tuple_of(items: Iterable[Expr]) -> ast.Tuple:
    """`(items,)`."""
    return ast.Tuple(list(items), ast.Load())


def function_of(body: Expr, *arguments: str) -> ast.Lambda:
    """`lambda arguments: body`."""
    return ast.Lambda(_arguments(arguments, False), body)


def in_full(body: Expr, *arguments: str) -> ast.Lambda:
    """As `function_of`, seldom run: a module that is written tells it as text, see `telling`."""
    found = function_of(body, *arguments)
    setattr(found, IN_FULL, True)
    return found


def define(title: str, arguments: Sequence[str], body: list[ast.stmt], doc: str = "") -> ast.FunctionDef:
    """A function whose arguments and result are `Any`."""
    lines: list[ast.stmt] = [ast.Expr(const(doc))] if doc else []
    return ast.FunctionDef(title, _arguments(arguments, True), [*lines, *body], [], name("Any"))


def define_in_full(title: str, arguments: Sequence[str], body: list[ast.stmt], doc: str = "") -> ast.FunctionDef:
    """As `define`, of a function that is seldom run."""
    found = define(title, arguments, body, doc)
    setattr(found, IN_FULL, True)
    return found


def _arguments(names: Sequence[str], typed: bool) -> ast.arguments:
    return ast.arguments(
        posonlyargs=[], args=[ast.arg(one, name("Any") if typed else None) for one in names], kwonlyargs=[],
        kw_defaults=[], defaults=[],
    )


def assign(target: str, value: Expr) -> ast.stmt:
    """`target: Any = value`."""
    return ast.AnnAssign(ast.Name(target, ast.Store()), name("Any"), value, 1)


def settle(target: str, value: Expr) -> ast.stmt:
    """`target = value`, inside a function."""
    return ast.Assign([ast.Name(target, ast.Store())], value)


def give(value: Expr) -> ast.Return:
    """`return value`."""
    return ast.Return(value)


def when(test: Expr, body: list[ast.stmt]) -> ast.If:
    """`if test: body`."""
    return ast.If(test, body, [])


def literal(value: Any) -> Expr:
    """Plain data as an expression: dicts, tuples, lists, sets in sorted order, scalars."""
    if isinstance(value, dict):
        return ast.Dict([literal(key) for key in value], [literal(one) for one in value.values()])
    if isinstance(value, tuple):
        return tuple_of(literal(one) for one in value)
    if isinstance(value, list):
        return ast.List([literal(one) for one in value], ast.Load())
    if isinstance(value, frozenset):
        return call("frozenset", tuple_of(literal(one) for one in sorted(value)))
    if isinstance(value, (int, float)) and value < 0:
        return ast.UnaryOp(ast.USub(), const(-value))
    return const(value)


def locate(node: ast.AST, span: Span | None) -> Any:
    """Place a node, and what it holds that stands nowhere yet, on the rulebook's line; returns the node."""
    line, column = (span.line, span.column - 1) if span is not None else _NOWHERE
    width = min(len(span.text.split("\n", 1)[0]), 200) if span is not None else 0
    _place(node, line, column, column + width)
    return node


def _place(node: ast.AST, line: int, column: int, end: int) -> None:
    held = node.__dict__
    if "lineno" in held:
        return
    children = list(held.values())
    if node._attributes:
        held.update(lineno=line, end_lineno=line, col_offset=column, end_col_offset=end)
    for child in children:
        if isinstance(child, ast.AST):
            if child._fields or child._attributes:
                _place(child, line, column, end)
        elif isinstance(child, list):
            for one in child:
                if isinstance(one, ast.AST):
                    _place(one, line, column, end)


def identifier(text: str) -> str:
    """A label or name as a Python name."""
    found = re.sub(r"\W+", "_", text, flags=re.ASCII).strip("_")
    return found if found and not found[0].isdigit() else f"_{found}"
