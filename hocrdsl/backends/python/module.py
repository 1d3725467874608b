"""One standalone module for a plan: the runtime's text, the emitted functions, the tables, and the doors.

The same plan gives the same bytes: everything stands in the order of the rulebook or sorted, and no clock is read.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from hocrdsl.backends.python.build import assign, literal
from hocrdsl.backends.python.inline import runtime
from hocrdsl.backends.python.program import program, written
from hocrdsl.plan.nodes import Plan

PACKAGE = "0.1.0"
_WIDTH = 118

_DOORS = '''
def _edition_on(date: Any) -> Any:
    return _EDITION


_EDITION: Any = {
    "event": event_of(BOOK), "swift": swift_of(BOOK), "straight": straight_of(BOOK),
    "vocabulary": VOCABULARY, "edition": EDITION, "day": META["day"], "until": META["until"], "known": META["known"],
    "rulebook": RULEBOOK, "digest": DIGEST, "readings": META["readings"], "labels": REASONS, "reads": READS,
    "times": TIMES,
}


def validate(incident: dict[str, Any]) -> tuple[tuple[tuple[Any, ...], str], ...]:
    """Every problem of an incident, as (path, message)."""
    try:
        read(incident, VOCABULARY)
    except InvalidIncident as error:
        return error.problems
    return ()


def decide(incident: dict[str, Any]) -> dict[str, Any]:
    """The decision on an incident, a plain mapping; raises InvalidIncident only."""
    decision: dict[str, Any] = decision_on(incident, VOCABULARY, _edition_on, META)
    return decision


def answers(incident: dict[str, Any]) -> Any:
    """What is counted and what became of each, without reasons; None where that is not determined."""
    return answers_on(incident, VOCABULARY, _edition_on)


def explain(incident: dict[str, Any]) -> dict[str, Any]:
    """The decision with its `trace`: every provision tried, with its limbs, in one run (or the first completion)."""
    decision = decide(incident)
    entries: Any = []
    traced = {**_EDITION, "event": event_of(BOOK, entries)}
    world, assumed = read(incident, VOCABULARY), {}  # type: Any, Any

    def once() -> Any:
        del entries[:]
        run(world, lambda date: traced, assumed)
        return list(entries)

    try:
        decision["trace"] = once()
    except Ask:
        world.trial = True
        found, _ = outcomes(once, assumed, 1)
        decision["trace"] = found[0][1] if found else []
    return decision
'''


def emit(plan: Plan, package: str = PACKAGE) -> str:
    """The text of the module."""
    charter = plan.model.charter
    emitted = program(plan)
    head = [
        f"# {_one_line(charter.title)}: edition {plan.edition}, as known on {plan.known}.",
        f"# Language {charter.language}, package {package}, digest of the rulebook {plan.digest}.",
        *[f"# {_one_line(label)} read as: {_one_line(reading)}." for label, reading in sorted(plan.readings.items())],
        "# Made by hocrdsl; change the rulebook, not this file.",
    ]
    doc = ast.unparse(ast.Expr(literal(
        f"{charter.title}, edition {plan.edition}. Call validate, decide, explain or answers with an incident."
    )))
    constants = {
        "EDITION": plan.edition, "RULEBOOK": charter.title, "DIGEST": plan.digest,
        "META": {"package": package, "forced": True, "day": plan.day, "until": plan.until, "known": plan.known,
                 "readings": plan.readings},
    }
    return "\n".join([
        *head, "", doc, "", "from __future__ import annotations", "", "TYPE_CHECKING = False", "if TYPE_CHECKING:",
        "    from typing import Any", "", "",
        runtime(), "",
        _titled("the provisions and definitions"),
        _functions(one for _, one in emitted.functions),
        _titled("the data that they share"),
        *[_assignment(one) for one in written(plan, emitted)], "",
        *[_assignment(assign(name, literal(value))) for name, value in constants.items()], "",
        _titled("the doors"),
        _DOORS.strip("\n"), "",
    ])


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _titled(title: str) -> str:
    return f"\n# --- {title}\n"


def _functions(statements: Iterable[ast.stmt]) -> str:
    return "\n\n\n".join(ast.unparse(one) for one in statements) + "\n"


def _assignment(statement: ast.stmt) -> str:
    """`name: Any = value`, long literals broken after a comma so that a difference shows in the line that differs."""
    whole = ast.unparse(statement)
    assert isinstance(statement, ast.AnnAssign) and statement.value is not None
    if len(whole) <= _WIDTH:
        return whole
    value = statement.value
    target = ast.unparse(statement.target)
    match value:
        case ast.Dict(keys, values):
            lines = [
                f"{ast.unparse(key)}: {ast.unparse(one)}" if key else "" for key, one in zip(keys, values, strict=True)
            ]
            opened, closed = "{", "}"
        case ast.Tuple(items):
            lines, opened, closed = [ast.unparse(one) for one in items], "(", ",)"
        case ast.Call(ast.Name(function), [ast.Tuple(items)]):
            lines, opened, closed = [ast.unparse(one) for one in items], f"{function}((", ",))"
        case ast.Call(ast.Name(function), [], keywords):
            lines, opened, closed = [ast.unparse(one) for one in keywords], f"{function}(", ")"
        case ast.Call(ast.Name(function), items):
            return f"{target}: Any = {function}({', '.join(_spread(one) for one in items)})"
        case _:
            return whole
    return f"{target}: Any = {opened}\n" + ",\n".join(_filled(lines)) + f"\n{closed}"


def _spread(value: ast.expr) -> str:
    """A text of many lines as pieces, broken where it breaks."""
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        arguments = ", ".join(ast.unparse(one) for one in value.args)
        return f"{_spread(value.func.value)}.{value.func.attr}({arguments})"
    if not (isinstance(value, ast.Constant) and isinstance(value.value, str)) or len(value.value) <= _WIDTH - 40:
        return ast.unparse(value)
    pieces = [""]
    for line in value.value.splitlines(keepends=True):
        if pieces[-1] and len(repr(pieces[-1] + line)) > _WIDTH - 4:
            pieces.append("")
        pieces[-1] += line
    return "(\n" + "".join(f"    {one!r}\n" for one in pieces) + ")"


def _filled(lines: list[str]) -> list[str]:
    """Short items several to a line."""
    filled: list[str] = []
    for line in lines:
        if filled and len(filled[-1]) + len(line) + 2 <= _WIDTH - 4:
            filled[-1] = f"{filled[-1]}, {line}"
        else:
            filled.append(line)
    return ["    " + line for line in filled]
