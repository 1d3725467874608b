"""One standalone module for a plan: the runtime's text, the emitted functions, the tables, and the doors.

The same plan gives the same bytes: everything stands in the order of the rulebook or sorted, and no clock is read.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from hocrdsl.backends.python.build import assign, literal
from hocrdsl.backends.python.inline import runtime
from hocrdsl.backends.python.program import program, written
from hocrdsl.backends.python.telling import told_function
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
        _titled("the provisions and definitions; in full, as text"),
        "told = telling(globals())  # type: Any\n\n",
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
    told = [told_function(one) for one in statements]
    texts = [_assignment(one) if isinstance(one, ast.AnnAssign) else ast.unparse(one) for one in told]
    return "\n\n\n".join(texts) + "\n"


def _assignment(statement: ast.stmt) -> str:
    """`name = value`, what is long broken after a comma so that a difference shows in the line that differs.

    The type is a comment: an annotation of each of a thousand names would be kept, and built at every import.
    """
    assert isinstance(statement, ast.AnnAssign) and statement.value is not None
    head = f"{ast.unparse(statement.target)} = "
    return f"{head}{_laid_out(statement.value, len(head) + 13, '')}  # type: Any"


def _laid_out(value: ast.expr, before: int, indent: str) -> str:
    """An expression that begins in column `before` of a line with that indent; broken where it does not fit."""
    whole = ast.unparse(value)
    if before + len(whole) <= _WIDTH:
        return whole
    inner = indent + "    "
    match value:
        case ast.Constant(str() as text):
            return _text_laid_out(text, indent)
        case ast.Dict(keys, values):
            pairs = [(f"{ast.unparse(key)}: " if key else "**", one) for key, one in zip(keys, values, strict=True)]
            return _joined("{", pairs, "}", inner)
        case ast.Tuple(items):
            return _joined("(", [("", one) for one in items], ",)" if len(items) == 1 else ")", inner)
        case ast.List(items):
            return _joined("[", [("", one) for one in items], "]", inner)
        case ast.Call(function, [ast.Constant(str()) as text], []):
            return f"{_laid_out(function, before, indent)}({_laid_out(text, _WIDTH, indent)})"
        case ast.Call(function, items, keywords):
            given = [("", one) for one in items] + [(f"{one.arg}=", one.value) for one in keywords]
            return _joined(f"{_laid_out(function, before, indent)}(", given, ")", inner)
        case ast.Attribute(holder, name):
            return f"{_laid_out(holder, before, indent)}.{name}"
        case ast.Lambda(_, body):
            head = whole.partition(": ")[0]
            return f"{head}: {_laid_out(body, before + len(head) + 2, indent)}"
    return whole


def _joined(opened: str, items: list[tuple[str, ast.expr]], closed: str, indent: str) -> str:
    """Items between brackets, short ones several to a line."""
    lines: list[str] = []
    open_line = False
    for head, item in items:
        said = head + _laid_out(item, len(indent) + len(head) + 1, indent)
        short = "\n" not in said
        if open_line and short and len(lines[-1]) + len(said) + 2 <= _WIDTH:
            lines[-1] = f"{lines[-1]}, {said}"
        else:
            lines.append(indent + said)
        open_line = short
    return f"{opened}\n" + ",\n".join(lines) + f"\n{indent[4:]}{closed}"


def _text_laid_out(text: str, indent: str) -> str:
    """A text of many lines as pieces, broken where it breaks."""
    pieces = [""]
    for line in text.splitlines(keepends=True):
        if pieces[-1] and len(repr(pieces[-1] + line)) > _WIDTH - 4:
            pieces.append("")
        pieces[-1] += line
    if len(pieces) == 1:
        return repr(text)
    return "(\n" + "".join(f"{indent}    {one!r}\n" for one in pieces) + f"{indent})"
