"""A plan compiled in this process: the same syntax tree that is shipped as text, placed on the rulebook's lines."""

from __future__ import annotations

import __future__

import ast
from collections.abc import Callable
from threading import RLock
from types import CodeType
from typing import Any

from hocrdsl.backends.python.build import Plain
from hocrdsl.backends.python.program import Program, program
from hocrdsl.backends.python.provisions import assignment
from hocrdsl.backends.python.runtime import (
    choose, events, groups, plainly, rows, run, settle, straight, swift, three, units, view,
)
from hocrdsl.plan.nodes import Plan


def edition(plan: Plan, entries: list[Any] | None = None) -> dict[str, Any]:
    """See `world.decide` for the keys. `entries`: a list into which every step is traced, in full."""
    emitted = namespace(program(plan, whole=False))
    return {
        "event": events.event_of(emitted["BOOK"], entries), "swift": swift.swift_of(emitted["BOOK"]),
        "straight": straight.straight_of(emitted["BOOK"]) if entries is None else None,
        "vocabulary": plan.vocabulary,
        "edition": plan.edition, "day": plan.day, "until": plan.until, "known": plan.known,
        "rulebook": plan.model.charter.title, "digest": plan.digest, "readings": plan.readings,
        "labels": emitted["REASONS"], "reads": emitted["READS"], "times": emitted["TIMES"],
    }


def namespace(emitted: Program) -> dict[str, Any]:
    """What the statements define, run on the runtime's modules."""
    found: dict[str, Any] = {}
    for module in (run, rows, three, view, plainly, groups, choose, settle, units):
        found.update({key: value for key, value in vars(module).items() if not key.startswith("__")})
    found.update({key: value.value for key, value in emitted.data.items() if isinstance(value, Plain)})
    found.update({title: Later(emitted, title, found) for title in emitted.later})
    for code in codes(emitted):
        exec(code, found)
    return found


class Later:
    """Stands for a function until it is called: then it is made, once."""

    __slots__ = ("_emitted", "_title", "_space", "_made")

    def __init__(self, emitted: Program, title: str, space: dict[str, Any]) -> None:
        self._emitted = emitted
        self._title = title
        self._space = space
        self._made: Callable[..., Any] | None = None

    def __call__(self, *given: Any) -> Any:
        made = self._made or self._make()
        return made(*given)

    def _make(self) -> Callable[..., Any]:
        with _MAKING:
            if self._made is None:
                source, make = self._emitted.later[self._title]
                data = self._emitted.shared.data
                known = len(data)
                statement = make()
                more = list(data.items())[known:]
                self._space.update({key: value.value for key, value in more if isinstance(value, Plain)})
                body = [assignment(key, value) for key, value in more if not isinstance(value, Plain)]
                _run([*body, statement], source, self._space)
                self._made = self._space[self._title]
            return self._made


# what is made adds to what the functions of one program share
_MAKING = RLock()


def _run(body: list[ast.stmt], source: str, space: dict[str, Any]) -> None:
    flags = __future__.annotations.compiler_flag
    exec(compile(ast.Module(body, []), source, "exec", flags=flags, dont_inherit=True), space)


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
