"""A plan compiled in this process: the same syntax tree that is shipped as text, placed on the rulebook's lines."""

from __future__ import annotations

import __future__

import ast
from types import CodeType
from typing import Any

from hocrdsl.backends.python.build import Plain
from hocrdsl.backends.python.program import Program, program
from hocrdsl.backends.python.provisions import assignment
from hocrdsl.backends.python.runtime import choose, events, groups, plainly, rows, settle, swift, three, units
from hocrdsl.plan.nodes import Plan


def edition(plan: Plan, entries: list[Any] | None = None) -> dict[str, Any]:
    """See `world.decide` for the keys. `entries`: a list into which every step is traced, in full."""
    emitted = namespace(program(plan))
    return {
        "event": events.event_of(emitted["BOOK"], entries), "swift": swift.swift_of(emitted["BOOK"]),
        "vocabulary": plan.vocabulary,
        "edition": plan.edition, "day": plan.day, "until": plan.until, "known": plan.known,
        "rulebook": plan.model.charter.title, "digest": plan.digest, "readings": plan.readings,
        "labels": emitted["REASONS"], "reads": emitted["READS"], "times": emitted["TIMES"],
    }


def namespace(emitted: Program) -> dict[str, Any]:
    """What the statements define, run on the runtime's modules."""
    found: dict[str, Any] = {}
    for module in (rows, three, plainly, groups, choose, settle, units):
        found.update({key: value for key, value in vars(module).items() if not key.startswith("__")})
    found.update({key: value.value for key, value in emitted.data.items() if isinstance(value, Plain)})
    for code in codes(emitted):
        exec(code, found)
    return found


def codes(emitted: Program) -> list[CodeType]:
    """One code object for each file of the rulebook, then the data."""
    by_file: dict[str, list[ast.stmt]] = {}
    for source, statement in emitted.functions:
        by_file.setdefault(source or "<compiled>", []).append(statement)
    by_file["<data>"] = [assignment(key, value) for key, value in emitted.data.items() if not isinstance(value, Plain)]
    return [
        compile(ast.Module(body, []), source, "exec", flags=__future__.annotations.compiler_flag, dont_inherit=True)
        for source, body in by_file.items()
    ]
