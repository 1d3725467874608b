"""A plan as statements of Python: functions of definitions and provisions, shared data, tables."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from hocrdsl.backends.python.build import Plain, literal, locate
from hocrdsl.backends.python.compact import keys_of, lines_of
from hocrdsl.backends.python.names import Shared
from hocrdsl.backends.python.provisions import (
    assignment, definition_functions, definition_in_full, provision_functions, provision_in_full,
)
from hocrdsl.backends.python.tables import book

from hocrdsl.backends.python.telling import told_inside
from hocrdsl.plan.facts import label_info, times
from hocrdsl.plan.nodes import Plan
from hocrdsl.plan.reads import reads


@dataclass(frozen=True, slots=True)
class Program:
    """`functions`: (name of the source file, statement); `data`: by name, in order; plain, or expressions.

    `later`: by name what was not made yet, (name of the source file, what makes it); making one may add to `shared`.
    """

    functions: tuple[tuple[str, ast.stmt], ...]
    data: dict[str, ast.expr | Plain]
    later: dict[str, tuple[str, Callable[[], ast.stmt]]]
    shared: Shared


def program(plan: Plan, whole: bool = True) -> Program:
    """The statements of one plan. Not `whole`: functions in full, which are called where something is unknown or steps
    are traced, are left to be made when they are."""
    shared = Shared(plan)
    functions: list[tuple[str, ast.stmt]] = []
    later: dict[str, tuple[str, Callable[[], ast.stmt]]] = {}

    def in_full(source: str, title: str, make: Callable[[], ast.stmt]) -> None:
        if whole:
            functions.append((source, make()))
        else:
            later[f"{title}_in_full"] = (source, make)

    for key, one in plan.model.definitions.items():
        source = one.span.source.name
        functions += [(source, function) for function in definition_functions(shared, key)]
        in_full(source, shared.definitions[key], partial(definition_in_full, shared, key))
    for steps in plan.strata.values():
        for step in steps:
            source = step.provision.span.source.name
            functions += [(source, function) for function in provision_functions(shared, step)]
            in_full(source, shared.provisions[step.label], partial(provision_in_full, shared, step))
    bound, more = book(shared)
    functions += [("", function) for function in more]
    data: dict[str, ast.expr | Plain] = {"VOCABULARY": Plain(plan.vocabulary)}
    data |= {name: value for name, value in shared.data.items() if isinstance(value, Plain)}
    data |= {name: locate(value, None) for name, value in shared.data.items() if not isinstance(value, Plain)}
    data["BOOK"] = locate(bound, None)
    data["REASONS"] = Plain(label_info(plan))
    data["READS"] = Plain(reads(plan))
    data["TIMES"] = Plain(times(plan))
    return Program(tuple(functions), data, later, shared)


def written(plan: Plan, emitted: Program) -> list[ast.stmt]:
    """The data as statements; the keys of rows are named, not repeated."""
    rows = {entity: keys_of(entity) for entity in plan.model.rows}
    found = [assignment(rows[entity], lines_of(one.keys)) for entity, one in plan.model.rows.items()]
    found.append(assignment("VOCABULARY", _vocabulary(plan, rows)))
    for name, value in emitted.data.items():
        if name != "VOCABULARY":
            found.append(assignment(name, _literal(value)))
    return found


def _literal(value: ast.expr | Plain) -> ast.expr:
    if isinstance(value, Plain):
        return literal(value.value) if value.written is None else value.written
    return told_inside(value)


def _vocabulary(plan: Plan, rows: dict[str, str]) -> ast.expr:
    """The vocabulary as a literal; the keys of rows are named, not repeated."""
    found = literal({key: value for key, value in plan.vocabulary.items() if key != "entities"})
    assert isinstance(found, ast.Dict)
    keys: list[ast.expr | None] = []
    values: list[ast.expr] = []
    for entity, (heading, specs, required, presumptions) in plan.vocabulary["entities"].items():
        facts: list[ast.expr] = []
        for kind, argument, optional in specs.values():
            shown = literal(argument)
            if kind == "row":
                owner = next(one for one, named in plan.model.rows.items() if tuple(argument) == named.keys)
                shown = ast.Call(ast.Attribute(ast.Name("dict", ast.Load()), "fromkeys", ast.Load()),
                                 [ast.Name(rows[owner], ast.Load())], [])
            facts.append(ast.Tuple([literal(kind), shown, literal(optional)], ast.Load()))
        keys.append(literal(entity))
        values.append(
            ast.Tuple(
                [
                    literal(heading),
                    ast.Dict([literal(key) for key in specs], facts),
                    literal(required),
                    literal(presumptions),
                ],
                ast.Load(),
            )
        )
    return ast.Dict([*found.keys, literal("entities")], [*found.values, ast.Dict(keys, values)])
