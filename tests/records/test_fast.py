"""The fast and the portable engine give the tables that the compiled function gives: on generated incidents over the
whole vocabulary with unknowns, several reports, what is held and news."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="pip install 'hocrdsl[fast]'")
pytest.importorskip("llvmlite", reason="pip install 'hocrdsl[fast]'")

from hocrdsl.records.engines import Compiled  # noqa: E402
from hocrdsl.records.fast import Fast, Portable  # noqa: E402
from hocrdsl.records.layout import layout_of  # noqa: E402
from hocrdsl.records.outputs import asked_for  # noqa: E402
from hocrdsl.records.rows_in import batch_of  # noqa: E402
from hocrdsl.rules import Rules, load  # noqa: E402
from tests.agreement.incidents import Maker  # noqa: E402

ROOT = Path(__file__).parents[2]
BOOKS = {"toy": ROOT / "tests" / "toy", "hocr": ROOT / "rulebooks" / "hocr"}
EDITION = {"toy": None, "hocr": "2026-04"}
# what is concluded is told too, so that one program is made for all that is tested of it
SAID = {"toy": (), "hocr": ("deadline to record", "hate crime flag", "metal theft flag", "perceived religion",
                            "news owed", "record to keep", "closing category", "recording force")}
MANY = {"toy": 60, "hocr": 40}
FEW = 48


@cache
def rules(name: str) -> Rules:
    """One edition for every event, so that one program decides them."""
    return load(BOOKS[name], edition=EDITION[name] or load(BOOKS[name]).plan().edition)


@cache
def engines(name: str, portable: bool = False) -> tuple[Compiled, Fast]:
    said = asked_for(rules(name), SAID[name])
    # more completions than that are told of as more than are tried
    compiled = Compiled(rules(name), said, limit=FEW)
    if portable:
        found = Portable(rules(name), compiled, worth=0, said=said)
        # a few thousand steps for each completion: of the whole rules without them
        found.open_worth = 0 if name == "toy" else 10**9
        return compiled, found
    return compiled, Fast(rules(name), compiled, worth=0, open_worth=0, said=said)


def made(name: str, seeds: range, known: float) -> Any:
    """A batch of generated incidents."""
    plan = rules(name).plan()
    incidents = [Maker(plan, Random(seed), known).incident() for seed in seeds]
    fitting = [one for one in incidents if not rules(name).validate(one)]
    keys = [f"{place:05}" for place in range(len(fitting))]
    return batch_of(fitting, layout_of(plan.vocabulary), keys)


def same(name: str, batch: Any, portable: bool = False) -> int:
    """How many incidents the engine decided by itself; every table is the compiled function's."""
    compiled, fast = engines(name, portable)
    wanted, found = compiled.decide(batch), fast.decide(batch)
    assert found.rejected == wanted.rejected
    for table, other in zip(found[:3], wanted[:3], strict=True):
        assert table.schema == other.schema
        assert table.to_pylist() == other.to_pylist()
    return int(batch.num_rows - found.fell_back)


@pytest.mark.parametrize("known", [1.0, 0.95, 0.7])
@pytest.mark.parametrize("name", ["toy", "hocr"])
def test_generated_incidents(name: str, known: float) -> None:
    start = int(known * 1000)
    assert same(name, made(name, range(start, start + MANY[name]), known)) > 0


@pytest.mark.parametrize("name", ["toy", "hocr"])
def test_the_portable_engine(name: str) -> None:
    assert same(name, made(name, range(MANY[name]), 1.0), portable=True) > 0


def test_whatever_the_order_and_the_size_of_batches() -> None:
    batch = made("toy", range(40), 1.0)
    _, fast = engines("toy")
    whole = fast.decide(batch)
    order = list(range(batch.num_rows))
    Random(3).shuffle(order)
    for table in range(3):
        rows = sorted(map(repr, whole[table].to_pylist()))
        parts = [fast.decide(batch.slice(at, 7))[table] for at in range(0, batch.num_rows, 7)]
        assert sorted(repr(row) for one in parts for row in one.to_pylist()) == rows
        shuffled = fast.decide(batch.take(pa.array(order)))[table]
        assert sorted(map(repr, shuffled.to_pylist())) == rows


def test_nothing_at_all() -> None:
    batch = made("toy", range(3), 1.0).slice(0, 0)
    assert same("toy", batch) == 0


def test_a_reference_out_of_range_is_rejected_by_both() -> None:
    batch = made("toy", range(12), 1.0)
    assert same("toy", batch) >= 0
