"""A record set under two editions: each block is read once and decided by both, and what differs is counted.

Nothing is kept of an incident but, of those that may be chosen as examples, its row: these are explained at the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import zip_longest
from typing import Any

import numpy as np
import pyarrow as pa

from hocrdsl.analysis.makers import how_changed, makers
from hocrdsl.analysis.meaning import Meaning, changes
from hocrdsl.records.compare import Comparison
from hocrdsl.records.crew import done_by, sensible
from hocrdsl.records.engines import engine
from hocrdsl.records.examples import Held, Picked, Rows
from hocrdsl.records.fast import Fast
from hocrdsl.records.layout import KEY, layout_of
from hocrdsl.records.pieces import Piece, blocks_in, pieces
from hocrdsl.records.progress import Progress, Tell
from hocrdsl.records.sources import Records
from hocrdsl.records.tally import (
    FEWER, KEPT, MORE, NONE, OPEN, OTHER_FATE, RECLASSIFIED, Example, Pattern, Settled, Tally,
)
from hocrdsl.records.telling import COMPLETIONS, Incident, Said, Telling
from hocrdsl.records.together import Both
from hocrdsl.rules import Outcome, Rules

# of so many patterns it is found out what made them
_MADE = 100


@dataclass(frozen=True)
class Explained:
    """An incident that comes out otherwise: its pattern, and why it is as it is by each edition, in sentences. `by`:
    the provisions and rows that made it."""

    key: str
    pattern: Pattern
    old: tuple[str, ...]
    new: tuple[str, ...]
    by: tuple[str, ...]


@dataclass
class DataDifference:
    """What two editions differ in over a record set. `rejected`: rows that one of them, or both, can't decide;
    `titles`: what classifications are called; `classes`: by classification, what it is kept apart by, in each edition;
    `by`: what made the first example of a pattern; `made`: of what made them, how it differs."""

    old: str
    new: str
    records: str
    rows: int = 0
    rejected: int = 0
    fell_back: int = 0
    engine: str = ""
    tally: Tally = field(default_factory=Tally)
    examples: dict[str, list[Explained]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    classes: tuple[dict[str, str], dict[str, str]] = field(default_factory=lambda: ({}, {}))
    by: dict[Pattern, tuple[str, ...]] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    words: Mapping[str, Any] = field(default_factory=dict)


def differ(old: Rules, new: Rules, called: tuple[str, str], records: Records, *, name: str = "auto",
           workers: int | None = 1, block: int | None = None, tell: Tell = lambda progress: None) -> DataDifference:
    """Decide a record set by both and compare; raises BadRecords, EndedEarly."""
    decider = engine(new, name)
    size = block or decider.block
    found = DataDifference(*called, records.shown, engine=decider.name, words=new.plan().vocabulary)
    make = partial(Worker, old, new, decider.name, size)
    many = sensible(workers, records.rows, size)
    held = Held(records.layout)
    for part in done_by(many, make, pieces(records, size, many, lambda part: frozenset())):
        found.rows += part.rows
        found.rejected += part.rejected
        found.fell_back += part.fell_back
        found.tally.add(part.tally)
        held.add(part.shown, found.tally)
        tell(Progress("deciding", found.rows, records.rows, "incidents"))
    for which, rules in enumerate((old, new)):
        model = rules.plan().model
        rows = model.rows[model.charter.row_entity]
        found.titles.update(_column(rows, "title"))
        found.classes[which].update(_column(rows, model.charter.kept_apart_by))
    _explain(found, old, new, held, many, tell)
    return found


def _column(rows: Any, name: str) -> dict[str, str]:
    if name not in rows.columns:
        return {}
    return {key: str(value) for key, value in zip(rows.keys, rows.columns[name], strict=True) if value is not None}


@dataclass(frozen=True)
class Compared:
    """What differs in one block. `shown`: the rows of it that may be examples."""

    rows: int
    rejected: int
    fell_back: int
    tally: Tally
    shown: Rows | None


class Worker:
    """Decides blocks by both editions."""

    def __init__(self, old: Rules, new: Rules, name: str, size: int) -> None:
        self._rules = old, new
        self._engines = engine(old, name), engine(new, name)
        self._layout = layout_of(new.plan().vocabulary)
        self._size = size
        self._comparison = Comparison()
        self._picked = Picked()
        self._both = Both((old, new), self._engines, self._layout, COMPLETIONS)

    def __call__(self, piece: Piece) -> Iterator[Compared]:
        """The blocks of a piece."""
        for place, block in blocks_in(piece, self._layout, self._size):
            old, new = (one.arrays(block.batch) if isinstance(one, Fast) else one.decide(block.batch)
                        for one in self._engines)
            wrong = {row for answer in (old, new) for row, _ in answer.rejected}
            keys = block.batch.column(KEY)
            settle = partial(self._settled, block.batch)
            tally = self._comparison.tally(old, new, keys, place, np.asarray(block.rows), settle)
            shown = self._picked.of(tally, place, block.batch, np.asarray(block.rows))
            yield Compared(block.seen, len(block.rejected) + len(wrong), old.fell_back + new.fell_back, tally, shown)

    def _settled(self, batch: Any, rows: list[int]) -> dict[int, Settled]:
        some = batch.take(pa.array(rows))
        return {rows[at]: settled(pairs) for at, pairs in self._both.pairs(some).items()}


def settled(pairs: Collection[tuple[Outcome, Outcome]]) -> Settled:
    """How an incident changes, by all that may come of it."""
    moves, ends, counts = [], set(), set()
    for (old, before), (new, after) in pairs:
        move = Counter(kind or "none" for kind, _ in new)
        move.subtract(kind or "none" for kind, _ in old)
        moves.append({kind: by for kind, by in move.items() if by})
        ends.add(tuple((one[::2], other[::2]) if one[::2] != other[::2] else None
                       for one, other in zip(before, after, strict=True)))
        counts.add(len(new) - len(old))
    names = dict.fromkeys(kind for move in moves for kind in move)
    changes = {name: (min(move.get(name, 0) for move in moves), max(move.get(name, 0) for move in moves))
               for name in names}
    low, high = min(counts), max(counts)
    if len(ends) > 1 or any(least != most for least, most in changes.values()):
        kind = OPEN
    elif low:
        kind = MORE if low > 0 else FEWER
    else:
        kind = RECLASSIFIED if changes else OTHER_FATE if any(next(iter(ends))) else NONE
    return Settled(kind, (low, high), changes)


def chosen(tally: Tally) -> dict[str, list[tuple[Pattern, Example]]]:
    """By kind of change, the examples to be shown: one of each pattern, the most frequent first, then a second one."""
    found: dict[str, list[tuple[Pattern, Example]]] = {}
    ranked: dict[str, list[tuple[Pattern, list[Example]]]] = {}
    for pattern, (_, examples) in sorted(tally.patterns.items(), key=lambda one: (-one[1][0], one[0])):
        ranked.setdefault(pattern.kind, []).append((pattern, examples))
    for kind, patterns in ranked.items():
        rounds = zip_longest(*[[(pattern, one) for one in examples] for pattern, examples in patterns[:KEPT]])
        found[kind] = [one for some in rounds for one in some if one is not None][:KEPT]
    return found


def _explain(found: DataDifference, old: Rules, new: Rules, held: Held, workers: int, tell: Tell) -> None:
    """Say of the most frequent patterns what made them, and of the examples why they are as they are."""
    every = chosen(found.tally)
    shown = {example for some in every.values() for _, example in some}
    frequent = sorted(found.tally.patterns, key=lambda one: (-found.tally.patterns[one][0], one))[:_MADE]
    firsts = {pattern: found.tally.patterns[pattern][1][0] for pattern in frequent}
    incidents = dict(held.incidents({*shown, *firsts.values()}))
    asked = [Incident(facts, one in shown) for one, facts in incidents.items()]
    by_edition: tuple[list[Said], list[Said]] = ([], [])
    for which, said in done_by(min(workers, 2), partial(Telling, (old, new), asked), (0, 1)):
        by_edition[which].append(said)
        tell(Progress("explaining", min(map(len, by_edition)), len(asked), "examples"))
    told = dict(zip(incidents, zip(*by_edition, strict=True), strict=True))
    made_by = _Makers(found, old, new)
    for pattern, first in firsts.items():
        before, after = told[first]
        found.by[pattern] = made_by(before.tried, after.tried)
    for kind, some in every.items():
        for pattern, example in some:
            before, after = told[example]
            by = made_by(before.decision, after.decision)
            explained = Explained(str(example.key), pattern, before.sentences, after.sentences, by)
            found.examples.setdefault(kind, []).append(explained)


class _Makers:
    """Tells what made a difference, and keeps how that differs itself."""

    def __init__(self, found: DataDifference, old: Rules, new: Rules) -> None:
        self._found = found
        self._plans = old.plan(), new.plan()
        self._meanings = Meaning(self._plans[0]), Meaning(self._plans[1])
        self._changes = changes(*self._meanings)

    def __call__(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
        by = makers(self._changes, before, after, self._plans[1].vocabulary)
        for one in by:
            if one not in self._found.made:
                how = how_changed(one, self._changes, *self._meanings)
                held = [plan.model.provisions[one] for plan in self._plans if one in plan.model.provisions]
                title = f'"{held[-1].title}", ' if held and held[-1].title else ""
                self._found.made[one] = title + how if held else "a row of the tables differs"
        return by
