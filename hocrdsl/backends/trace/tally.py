"""What is taken from many things: how many they are, the earliest or latest of their times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hocrdsl.model.nodes import TallyBody
from hocrdsl.world.read import NONE
from hocrdsl.world.times import end_of

if TYPE_CHECKING:
    from hocrdsl.backends.trace.values import Reader


def tally(at: Reader, body: TallyBody, env: list[Any], mark: int) -> Any:
    """The number, or the time (none of no time); unknown where it is in doubt whether a thing belongs, or when it
    was."""
    over = body.over
    things: Any = at.range(over.entity) if over.among is None else at.value(over.among, env)
    if things is None:
        return None
    left_out = None if over.other_than is None else env[over.other_than]
    number, doubt = 0, False
    times: list[str] = []
    for thing in () if things == NONE else things:
        if left_out is not None and thing is left_out:
            continue
        inner = [*env, *[None] * (over.variable + 1 - len(env))]
        inner[over.variable] = thing
        truth = at.test(over.condition, inner)
        if truth is False:
            continue
        found = NONE if truth is None or body.value is None else at.value(body.value, inner)
        doubt = doubt or truth is None or found is None
        number += 1
        if found is not None and found != NONE:
            times.append(found)
    if doubt:
        return None
    end = end_of(body.kind, times) if times else NONE
    if end is None:
        # a day and a moment of it: nobody can say which comes first
        at.unknown.append(("lost",))
        return None
    del at.unknown[mark:]
    return number if body.kind == "number" else end
