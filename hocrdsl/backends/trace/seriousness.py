"""Which criterion put one row before another, with what each has: for explanations."""

from __future__ import annotations

from collections.abc import Iterator

from hocrdsl.backends.trace.values import Reader
from hocrdsl.model.nodes import Criterion, MoreSerious
from hocrdsl.plan.nodes import Plan
from hocrdsl.world.read import NONE


def decided_by(action: MoreSerious, winner: str, loser: str, plan: Plan) -> Iterator[tuple[str, str, str]]:
    """(criterion in words, the winner's value, the loser's) for the first criterion that decides; else nothing."""
    reader = Reader.of_rows(plan)
    for criterion in action.criteria:
        values = [reader.value(criterion.first, [row]) for row in (winner, loser)]
        if criterion.kind == "rather":
            if _rather(criterion, winner, loser, reader):
                yield criterion.text, "the one", "the other"
                return
        elif NONE not in values and None not in values and values[0] != values[1]:
            yield criterion.text, f"{values[0]:g}", f"{values[1]:g}"
            return


def _rather(criterion: Criterion, winner: str, loser: str, reader: Reader) -> bool:
    assert criterion.second is not None
    first = [reader.value(criterion.first, [row]) is True for row in (winner, loser)]
    second = [reader.value(criterion.second, [row]) is True for row in (winner, loser)]
    return first[0] and second[1] and not (first[1] and second[0])
