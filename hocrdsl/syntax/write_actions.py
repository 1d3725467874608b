"""Actions as canonical text."""

from __future__ import annotations

from typing import assert_never

from hocrdsl.syntax import nodes as n
from hocrdsl.syntax.write_conditions import Line, condition, name, numbered, path, quoted, value, verb

FIRST = "the first of the following that"


def _when(text: str, test: n.Condition | None) -> list[Line]:
    return condition(f"{text} when", test, 2) if test else [(2, text)]


def action(node: n.Action) -> list[Line]:
    """The lines of one action."""
    match node:
        case n.Record():
            return _when(f"record {path(node.path)}", node.when)
        case n.Treat():
            return _when(f"treat {path(node.path)} as {name(node.result)}", node.when)
        case n.Refer():
            return _when(f"refer {path(node.path)} to {name(node.result)}", node.when)
        case n.Classify():
            table = node.table.text if node.table else ""
            what = f"as {value(node.value)}" if node.value else f"by table {quoted(table)}"
            return _when(f"classify {path(node.path)} {what}", node.when)
        case n.Join():
            return _when(f"join {path(node.path)} to {path(node.into)}", node.when)
        case n.Prevail():
            return _when(f"let {path(node.path)} prevail over {path(node.over)}", node.when)
        case n.MoreSerious():
            head = (2, f"let the more serious prevail by {FIRST} decides")
            return [head, *numbered([_criterion(one) for one in node.criteria], 2)]
        case n.Absorb():
            return _when(f"absorb {path(node.path)} into {path(node.into)}", node.when)
        case n.CountBoth():
            return _when("count both", node.when)
        case n.CountOne():
            return _when(f"count one {name(node.counted)} for each {units(node.units)}", node.when)
        case n.Release():
            return _when(f"release {path(node.path)} from {path(node.source)}", node.when)
        case n.Cancel():
            return _when(f"cancel {path(node.path)} as {node.as_code.text}", node.when)
        case n.Permit():
            codes = ", ".join(code.text for code in node.codes)
            word = "allow" if node.allowed else "bar"
            return _when(f"{word} {name(node.name)} {codes} to {path(node.path)}", node.when)
        case n.Then():
            return _then(node)
        case _:
            assert_never(node)


def _then(node: n.Then) -> list[Line]:
    head = f"then {name(node.name)} {verb(node.name)}"
    if node.value is None:
        return [(2, f"{head} {FIRST} is known"), *numbered([path(one) for one in node.firsts], 2)]
    return _when(f"{head} {value(node.value)}", node.when)


def _criterion(node: n.Criterion) -> str:
    if node.kind == "rather":
        return f"{name(node.name)} rather than {name(node.than) if node.than else ''}"
    return f"the {node.kind} {name(node.name)}"


def units(listed: tuple[n.Name, ...]) -> str:
    """`a, b and c`."""
    *most, last = map(name, listed)
    return f"{', '.join(most)} and {last}" if most else last
