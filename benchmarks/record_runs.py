"""What the rows of `records.py` are made of: figures and their gates, runs timed in turns, engines of a rulebook."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import hocrdsl
from hocrdsl.records.crew import usable

Run = Callable[[], Any]


class Missing(Exception):
    """Something that a row needs is not there."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: `ratio` is held against `gate`, at most or (`least`) at least; without a gate it is told alone."""

    work: str
    ratio: float
    gate: float | None
    least: bool
    said: str

    @property
    def met(self) -> bool:
        return self.gate is None or (self.ratio >= self.gate if self.least else self.ratio <= self.gate)

    def __str__(self) -> str:
        if self.gate is None:
            return f"{self.work:58} {self.ratio:9.2f}            {self.said}"
        gate = f"{'>=' if self.least else '<='} {self.gate:<6g} {'met' if self.met else 'NOT MET':8}"
        return f"{self.work:58} {self.ratio:9.2f} {gate} {self.said}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for."""

    incidents: int
    large: int
    rounds: int
    engine: str
    workers: int


def together(runs: Mapping[str, Run], rounds: int) -> dict[str, float]:
    """The median seconds of each, timed in turns, after one turn that does not count."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for run in runs.values():
        run()
    order = list(runs)
    for _ in range(rounds):
        for name in order:
            began = time.perf_counter()
            runs[name]()
            taken[name].append(time.perf_counter() - began)
        order.reverse()
    return {name: sorted(some)[len(some) // 2] for name, some in taken.items()}


def engine_of(root: Path, asked: Asked, edition: str | None = None, said: tuple[str, ...] = ()) -> Any:
    """The engine of a rulebook, with the conclusions that it tells; raises Missing."""
    try:
        from hocrdsl.records.engines import NoEngine, engine
        from hocrdsl.records.outputs import asked_for
    except ImportError as error:
        raise Missing(f"no engines here ({error})") from None
    try:
        rules = hocrdsl.load(str(root), edition=edition)
        return engine(rules, asked.engine, asked_for(rules, said))
    except NoEngine as error:
        raise Missing(str(error)) from None


# threads that stay, as those of whoever decides batch after batch
THREADS = ThreadPoolExecutor(usable())
# the places of the tables in an answer
FATES, COUNTED, EVERY = (2,), (1,), (0, 1, 2)


def decided(engine: Any, *batches: Any, tables: tuple[int, ...] = EVERY) -> list[Any]:
    """The answers on batches, by blocks as long as the engine likes, of one length, on as many threads as there are
    processors: what takes long lets others run."""
    blocks = [block for one in batches for block in _blocks(one, engine.block)]

    def decide(one: Any) -> Any:
        return engine.decide(one, tables)

    return list((THREADS.map if engine.name == "fast" and len(blocks) > 1 else map)(decide, blocks))


def _blocks(batch: Any, most: int) -> list[Any]:
    """A batch in blocks of about one length, none longer than `most`."""
    length = -(-batch.num_rows // max(-(-batch.num_rows // most), 1))
    return [batch.slice(at, length) for at in range(0, batch.num_rows, max(length, 1))]


def same(found: Any, expected: Any, what: str) -> None:
    """Stop where answers differ."""
    if not (found == expected if isinstance(found, list) else np.array_equal(found, expected)):
        raise SystemExit(f"{what}: the answers are not those of the floor")
