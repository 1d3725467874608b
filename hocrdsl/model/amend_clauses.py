"""One clause of a thing, or one fact of an entity, changed by an amendment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hocrdsl.data import replace
from hocrdsl.diagnostics import Diagnostic
from hocrdsl.model import problems_of_editions as problems
from hocrdsl.model.scope import bare
from hocrdsl.model.targets import names_of
from hocrdsl.syntax import nodes as syntax

_FIELDS = {
    "cites": "cites", "text": "text", "standing": "standing", "for each": "for_each", "where": "where",
    "otherwise": "otherwise",
}  # fmt: skip
Changed = syntax.Item | Diagnostic


def change_clause(operation: syntax.InClause, since: str) -> Callable[[syntax.Item], Changed]:
    """The change that `in TARGET substitute|insert|omit CLAUSE` makes."""

    def changed(item: syntax.Item) -> Changed:
        if operation.clause == "has":
            return _fact(operation, item, since)
        if operation.clause in _FIELDS:
            return _plain(operation, item, _FIELDS[operation.clause])
        if isinstance(item, syntax.Provision) and operation.clause == "action":
            return _action(operation, item)
        if isinstance(item, syntax.Provision) and operation.clause == "failing which":
            return _fails(operation, item)
        if isinstance(item, syntax.Define):
            return _body(operation, item)
        return _none(operation, item)

    return changed


def _none(operation: syntax.InClause, item: syntax.Item) -> Diagnostic:
    return problems.no_such_clause(operation.span, names_of(item), operation.clause, 0)


def _plain(operation: syntax.InClause, item: syntax.Item, field: str) -> Changed:
    """A clause of which a thing has one at most."""
    there = getattr(item, field, _MISSING)
    if there is _MISSING:
        return _none(operation, item)
    if operation.verb == "insert" and there:
        return problems.there_already(operation.span, f"{operation.clause} of {names_of(item)}", operation.clause)
    if operation.verb != "insert" and not there:
        return _none(operation, item)
    changes: dict[str, Any] = {field: operation.value if operation.value is not None else None}
    return replace(item, **changes)


_MISSING = object()


def _action(operation: syntax.InClause, item: syntax.Provision) -> Changed:
    value: Any = operation.value
    if operation.verb == "insert":
        return replace(item, actions=(*item.actions, value))
    alike = [at for at, action in enumerate(item.actions) if type(action) is type(value)]
    if len(item.actions) == 1:
        alike = [0]
    if len(alike) != 1:
        return problems.no_such_clause(operation.span, item.label, _first_word(operation), len(alike))
    at = alike[0]
    return replace(item, actions=(*item.actions[:at], value, *item.actions[at + 1 :]))


def _first_word(operation: syntax.InClause) -> str:
    value = operation.value
    span = getattr(value, "span", None)
    return span.text.split(" ", 1)[0] if span is not None else operation.clause


def _fails(operation: syntax.InClause, item: syntax.Provision) -> Changed:
    """`failing which ...`: the one line that there is, or one more."""
    if operation.verb == "omit":
        return replace(item, fails=()) if item.fails else _none(operation, item)
    value = operation.value
    counted = next((action.counted for action in item.actions if isinstance(action, syntax.CountOne)), None)
    if counted is None:
        return _none(operation, item)
    if isinstance(value, syntax.Name):
        line = syntax.CountOne(value, (), None, span=operation.span)
    else:
        units: Any = value
        line = syntax.CountOne(counted, units, None, span=operation.span)
    if operation.verb == "insert":
        return replace(item, fails=(*item.fails, line))
    if len(item.fails) != 1:
        return problems.no_such_clause(operation.span, item.label, operation.clause, len(item.fails))
    return replace(item, fails=(line,))


def _body(operation: syntax.InClause, item: syntax.Define) -> Changed:
    """What a definition says: the whole where it is one line, else its last."""
    value: Any = operation.value
    if operation.clause not in ("body", "otherwise it is") or operation.verb != "substitute":
        return _none(operation, item)
    if not isinstance(value, syntax.ItIs):
        if isinstance(item.body, syntax.Cases):
            return problems.no_such_clause(operation.span, item.name.text, "it is", len(item.body.lines))
        return replace(item, body=value)
    lines = item.body.lines if isinstance(item.body, syntax.Cases) else ()
    last = [at for at, line in enumerate(lines) if (line.when is None) == (value.when is None)]
    if len(last) != 1:
        return problems.no_such_clause(operation.span, item.name.text, operation.clause, len(last))
    changed = (*lines[: last[0]], value, *lines[last[0] + 1 :])
    return replace(item, body=syntax.Cases(changed, span=item.body.span))


def _fact(operation: syntax.InClause, item: syntax.Item, since: str) -> Changed:
    if not isinstance(item, syntax.Entity):
        return _none(operation, item)
    value = operation.value if isinstance(operation.value, syntax.Has) else None
    name = value.name if value is not None else operation.name
    assert name is not None
    at = next((at for at, fact in enumerate(item.facts) if bare(fact.name.text) == bare(name.text)), None)
    if at is None:
        if operation.verb == "insert" and value is not None:
            # its own facts stand before those of its groups
            own = sum(not fact.group for fact in item.facts)
            return replace(item, facts=(*item.facts[:own], value, *item.facts[own:]))
        return problems.no_such_fact(name, item.name.text, [fact.name.text for fact in item.facts])
    there = item.facts[at]
    if there.in_force is not None and there.in_force.since.iso > since:
        # declared anew since: another fact than the one that was amended
        return item
    if operation.verb == "insert":
        return problems.there_already(name.span, f"{item.name.text}'s {name.text}", f"has {name.text}")
    new = (replace(value, group=there.group),) if value is not None else ()
    return replace(item, facts=(*item.facts[:at], *new, *item.facts[at + 1 :]))
