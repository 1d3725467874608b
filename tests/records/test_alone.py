"""Incidents of one event with one thing decided go a way of their own where a rulebook is small: what comes of them is
what the compiled function says, whatever stands beside them in the batch."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="pip install 'hocrdsl[fast]'")
pytest.importorskip("llvmlite", reason="pip install 'hocrdsl[fast]'")

import pyarrow.compute as pc  # noqa: E402

from hocrdsl.backends.columnar.kernel import Kernel  # noqa: E402
from hocrdsl.records.engines import Compiled  # noqa: E402
from hocrdsl.records.fast import Fast, _days, _ends  # noqa: E402
from hocrdsl.records.layout import layout_of  # noqa: E402
from hocrdsl.records.rows_in import batch_of  # noqa: E402
from hocrdsl.rules import Rules, load  # noqa: E402
from tests.agreement.incidents import Maker  # noqa: E402

W1 = Path(__file__).parents[2] / "benchmarks" / "w1"


@cache
def rules() -> Rules:
    return load(W1)


@cache
def engines() -> tuple[Compiled, Fast]:
    compiled = Compiled(rules())
    return compiled, Fast(rules(), compiled, worth=0, open_worth=0)


def made(seeds: range, known: float, alone: bool) -> list[Any]:
    """Generated incidents; `alone`: cut to one notice of one case, with nothing held and no news."""
    plan = rules().plan()
    words, found = plan.vocabulary, []
    for seed in seeds:
        incident = Maker(plan, Random(seed), known).incident()
        if alone:
            event = incident[words["event_list"]][0]
            event[words["decided_list"]] = event[words["decided_list"]][:1]
            incident = {words["event_list"]: [event]}
        if not rules().validate(incident):
            found.append(incident)
    return found


def batch(incidents: list[Any]) -> Any:
    keys = [f"{place:05}" for place in range(len(incidents))]
    return batch_of(incidents, layout_of(rules().plan().vocabulary), keys)


def same(rows: Any) -> int:
    wanted, found = (one.decide(rows) for one in engines())
    assert [one.to_pylist() for one in found[:3]] == [one.to_pylist() for one in wanted[:3]]
    assert found.rejected == wanted.rejected
    return int(rows.num_rows - found.fell_back)


@pytest.mark.parametrize("known", [1.0, 0.9, 0.5])
def test_alone(known: float, monkeypatch: pytest.MonkeyPatch) -> None:
    doors: list[str] = []
    run = Kernel._run

    def watched(self: Kernel, *given: Any) -> Any:
        doors.append(given[4])
        return run(self, *given)

    monkeypatch.setattr(Kernel, "_run", watched)
    rows = batch(made(range(80), known, alone=True))
    assert same(rows) > 20
    # parts of a batch that begin at a byte of bits, and that don't
    for first in (8, 16, 3, 13):
        assert same(rows.slice(first, 24)) > 3
    assert "alone" in doors


@pytest.mark.parametrize("known", [1.0, 0.8])
def test_among_others(known: float) -> None:
    incidents = [*made(range(40), known, alone=True), *made(range(40, 80), known, alone=False)]
    Random(2).shuffle(incidents)
    assert same(batch(incidents)) > 20


def test_one_without_any_event_stands_among_them() -> None:
    incidents = made(range(60), 1.0, alone=True)
    event = rules().plan().vocabulary["event_list"]
    # an incident without any event can't be decided
    rows = batch([*incidents, {event: []}])
    assert same(rows) > 20


TIMES = ["1969-12-31T23:59:59", "2025-06-01T00:00:00", "2026-01-02T23:59:59", None]


@pytest.mark.parametrize("kind", [
    pa.date32(), pa.date64(), pa.timestamp("s"), pa.timestamp("ms"), pa.timestamp("us"), pa.timestamp("ns"),
    pa.timestamp("s", "Europe/London"), pa.timestamp("us", "UTC"), pa.string(), pa.dictionary(pa.int32(), pa.string()),
], ids=str)  # fmt: skip
@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("last", [2, 3, 4])
def test_the_first_and_the_last_day(kind: Any, first: int, last: int) -> None:
    texts = pa.array(TIMES)
    if pa.types.is_dictionary(kind):
        column = texts.dictionary_encode()
    elif pa.types.is_string(kind):
        column = texts
    else:
        moments = pc.strptime(texts, format="%Y-%m-%dT%H:%M:%S", unit="s")
        column = moments.cast(pa.timestamp("ms")).cast(kind, safe=False)
    column = column.slice(first, last - first)
    days = _days(column)
    assert _ends(column) == (days.min(), days.max())
