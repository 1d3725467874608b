"""A plan as statements of Python: functions of definitions and provisions, shared data, tables."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from hocrdsl.backends.python.build import Plain, literal, locate
from hocrdsl.backends.python.compact import keys_of, lines_of
from hocrdsl.backends.python.names import Shared
from hocrdsl.backends.python.provisions import assignment, definition_functions, provision_functions
from hocrdsl.backends.python.tables import book
from hocrdsl.plan.facts import label_info, times
from hocrdsl.plan.nodes import Plan
from hocrdsl.plan.reads import reads


@dataclass(frozen=True, slots=True)
class Program:
    """`functions`: (name of the source file, statement); `data`: by name, in order; plain, or expressions."""

    functions: tuple[tuple[str, ast.stmt], ...]
    data: dict[str, ast.expr | Plain]


def program(plan: Plan) -> Program:
    """The statements of one plan."""
    shared = Shared(plan)
    functions: list[tuple[str, ast.stmt]] = []
    for key, one in plan.model.definitions.items():
        functions += [(one.span.source.name, function) for function in definition_functions(shared, key)]
    for steps in plan.strata.values():
        for step in steps:
            source = step.provision.span.source.name
            functions += [(source, function) for function in provision_functions(shared, step)]
    whole, more = book(shared)
    functions += [("", function) for function in more]
    data: dict[str, ast.expr | Plain] = {"VOCABULARY": Plain(plan.vocabulary)}
    data |= {name: value for name, value in shared.data.items() if isinstance(value, Plain)}
    data |= {name: locate(value, None) for name, value in shared.data.items() if not isinstance(value, Plain)}
    data["BOOK"] = locate(whole, None)
    data["REASONS"] = Plain(label_info(plan))
    data["READS"] = Plain(reads(plan.model))
    data["TIMES"] = Plain(times(plan))
    return Program(tuple(functions), data)


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
    return value


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
