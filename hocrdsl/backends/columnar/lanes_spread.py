"""A function that is nothing but loops over ranges, as functions of one time round each: those are the lanes."""

from __future__ import annotations

import ast
from typing import NamedTuple

from hocrdsl.backends.columnar.lanes_flow import Flow, leaves, read


class Spread(NamedTuple):
    """One step: a name that is set to a number, or a loop. `function`: one time round it, which takes the counter and
    the names in `taken` and gives what is added to `sum`."""

    sets: str
    value: int
    function: ast.FunctionDef | None
    first: ast.expr
    last: ast.expr
    taken: list[str]


def spread(tree: ast.FunctionDef) -> list[Spread] | None:
    """The steps of a function, the last of which is what it returns; None where it does anything else."""
    flow, found = Flow(tree), []
    for at, one in enumerate(tree.body):
        step = None
        match one:
            case ast.Assign([ast.Name(name)], ast.Constant(int(value))):
                step = Spread(name, value, None, _NONE, _NONE, [])
            case ast.For(ast.Name(name), ast.Call(ast.Name("range"), [first, last]), body, []):
                if all(isinstance(end, ast.Name | ast.Constant) for end in (first, last)) and not leaves(body):
                    step = _loop(flow, one, f"{tree.name}__{at}", name, (first, last))
            case ast.Return(ast.Constant() | ast.Name() as held) if at == len(tree.body) - 1:
                step = Spread("", 0, None, held, held, [])
        if step is None:
            return None
        found.append(step)
    return found if isinstance(tree.body[-1], ast.Return) else None


_NONE = ast.Constant(0)


def _loop(flow: Flow, loop: ast.For, name: str, counter: str, ends: tuple[ast.expr, ast.expr]) -> Spread | None:
    inner = [node for one in loop.body for node in ast.walk(one) if isinstance(node, ast.Name)]
    written, body = flow.written(loop.body), list(loop.body)
    # what is handed from one time round to the next, or to what comes after
    passed = sorted(written & (flow.head[loop] | flow.after[loop]))
    total = passed[0] if passed else ""
    if len(passed) > 1 or counter in written:
        return None
    if total:
        adds = [one for outer in body for one in ast.walk(outer) if isinstance(one, ast.AugAssign)
                and isinstance(one.op, ast.Add) and isinstance(one.target, ast.Name) and one.target.id == total]
        if len(adds) != sum(node.id == total for node in inner):
            return None
        body = [ast.Assign([ast.Name(total, ast.Store())], ast.Constant(0)), *body]
        body.append(ast.Return(ast.Name(total, ast.Load())))
    taken = sorted(flow.names & frozenset().union(*[read(one) for one in loop.body]) - written - {counter})
    function = ast.FunctionDef(
        name, ast.arguments([], [ast.arg(one) for one in (counter, *taken)], None, [], [], None, []), body, [])
    return Spread(total, 0, function, *ends, taken)
