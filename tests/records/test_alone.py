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

from benchmarks import workloads  # noqa: E402
from hocrdsl.backends.columnar.kernel import Kernel  # noqa: E402
from hocrdsl.records.engines import Compiled  # noqa: E402
from hocrdsl.records.fast import Fast, _days, _ends  # noqa: E402
from hocrdsl.records.layout import layout_of  # noqa: E402
from hocrdsl.records.outputs import asked_for  # noqa: E402
from hocrdsl.records.rows_in import batch_of  # noqa: E402
from hocrdsl.rules import Rules, load  # noqa: E402
from tests.agreement.incidents import Maker  # noqa: E402

ROOT = Path(__file__).parents[2] / "benchmarks"
# what is concluded is told too
SAID: dict[str, tuple[str, ...]] = {"w1": (), "w2": ("times", "first time")}


@cache
def rules(name: str) -> Rules:
    return load(ROOT / name)


@cache
def engines(name: str) -> tuple[Compiled, Fast]:
    said = asked_for(rules(name), SAID[name])
    compiled = Compiled(rules(name), said)
    return compiled, Fast(rules(name), compiled, worth=0, open_worth=0, said=said)


def made(name: str, seeds: range, known: float, alone: bool) -> list[Any]:
    """Generated incidents; `alone`: cut to one event with one thing decided, with nothing held and no news."""
    plan = rules(name).plan()
    words, found = plan.vocabulary, []
    for seed in seeds:
        incident = Maker(plan, Random(seed), known).incident()
        if alone:
            event = incident[words["event_list"]][0]
            event[words["decided_list"]] = event[words["decided_list"]][:1]
            kept = (words["event_list"], *words["headings"])
            incident = {key: value for key, value in {**incident, kept[0]: [event]}.items() if key in kept}
        if not rules(name).validate(incident):
            found.append(incident)
    return found


def batch(name: str, incidents: list[Any]) -> Any:
    keys = [f"{place:05}" for place in range(len(incidents))]
    return batch_of(incidents, layout_of(rules(name).plan().vocabulary), keys)


def same(name: str, rows: Any) -> int:
    """How many incidents the engine decided by itself; every table is the compiled function's."""
    wanted, found = (one.decide(rows) for one in engines(name))
    assert [one.to_pylist() for one in found[:3]] == [one.to_pylist() for one in wanted[:3]]
    assert found.rejected == wanted.rejected
    return int(rows.num_rows - found.fell_back)


@pytest.mark.parametrize("name", ["w1", "w2"])
@pytest.mark.parametrize("known", [1.0, 0.9, 0.5])
def test_alone(name: str, known: float, monkeypatch: pytest.MonkeyPatch) -> None:
    doors: list[str] = []
    run = Kernel._run

    def watched(self: Kernel, *given: Any) -> Any:
        doors.append(given[4])
        return run(self, *given)

    monkeypatch.setattr(Kernel, "_run", watched)
    rows = batch(name, made(name, range(80), known, alone=True))
    assert same(name, rows) > 20
    # parts of a batch that begin at a byte of bits, and that don't
    for first in (8, 16, 3, 13):
        assert same(name, rows.slice(first, 24)) > 3
    assert "alone" in doors


def test_cases_of_every_row() -> None:
    # by shares that leave no row of the table untried
    random = Random(2)
    rows = batch("w1", [workloads.w1_incident(workloads.w1_case(random)) for _ in range(3_000)])
    assert same("w1", rows) == 3_000
    assert len(set(engines("w1")[1].decide(rows).fates.column("result").to_pylist())) > 5


@pytest.mark.parametrize("name", ["w1", "w2"])
@pytest.mark.parametrize("known", [1.0, 0.8])
def test_among_others(name: str, known: float) -> None:
    incidents = [*made(name, range(40), known, alone=True), *made(name, range(40, 80), known, alone=False)]
    Random(2).shuffle(incidents)
    assert same(name, batch(name, incidents)) > 20


def test_one_without_any_event_stands_among_them() -> None:
    incidents = made("w1", range(60), 1.0, alone=True)
    event = rules("w1").plan().vocabulary["event_list"]
    # an incident without any event can't be decided
    rows = batch("w1", [*incidents, {event: []}])
    assert same("w1", rows) > 20


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
