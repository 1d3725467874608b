"""Unknown facts: run, ask for the first that matters, run again with each value.

A deciding function raises `Ask` when an unknown fact or test turns a decision. `outcomes`
answers with every value in turn, so the result is the set of outcomes over all
completions, each with the answers that lead to it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LIMIT = 4096


class Ask(Exception):
    """A decision turns on something unknown.

    `kind` "fact": `thing[name]` is unknown and `values` lists what it may be.
    `kind` "test": `key` names a test whose answer (True or False) is assumed in `assumed`.
    """

    def __init__(self, kind: Any, key: Any, thing: Any, name: Any, values: Any) -> None:
        Exception.__init__(self)
        self.kind = kind
        self.key = key
        self.thing = thing
        self.name = name
        self.values = values


def outcomes(run: Any, assumed: Any, limit: Any = LIMIT) -> Any:
    """Every (answers, outcome) of `run()`; complete is False when `limit` cut it short.

    `run` must be repeatable. `answers` is a tuple of ((kind, about, name), value, shown).
    """
    found: Any = []
    complete = True
    stack: Any = [()]
    while stack:
        answers = stack.pop()
        undo: Any = []
        for (kind, thing, name), value, _ in answers:
            if kind == "fact":
                # another edition may presume what this one asks
                undo.append((thing, name, thing.get(name)))
                thing[name] = value
                thing.setdefault("_asked", {})[name] = value
            else:
                undo.append((assumed, name, None))
                assumed[name] = value
        try:
            found.append((answers, run()))
            if len(found) >= limit and stack:
                complete = False
                break
        except Ask as ask:
            target = (ask.kind, ask.thing, ask.name if ask.kind == "fact" else ask.key)
            # last value on top of the stack first: keep the order of `values`
            for value, shown in reversed(ask.values):
                stack.append(answers + ((target, value, shown),))
        finally:
            for holder, name, old in reversed(undo):
                if old is None:
                    del holder[name]
                else:
                    holder[name] = old
                if "_asked" in holder:
                    holder["_asked"].pop(name, None)
    return found, complete
