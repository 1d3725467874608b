"""Every engine gives the rows that `rules.decide` comes to."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import pyarrow as pa
import pytest

from hocrdsl.records.engines import Compiled, NoEngine, engine, reason
from hocrdsl.records.layout import layout_of
from hocrdsl.records.outputs import names_of, schemas
from hocrdsl.records.rows_in import batch_of
from hocrdsl.records.tables import incidents_of
from hocrdsl.rules import InvalidIncident, Rules, load
from tests.agreement.incidents import make
from tests.agreement.plans import BOOKS
from tests.records.answered import rows_of


def held(rules: Rules, batch: Any, tables: Sequence[Any], rejected: set[str]) -> int:
    """Hold the tables of an answer against `rules.decide`, row by row of the batch; how many were not determined."""
    vocabulary = rules.plan().vocabulary
    found: list[dict[str, list[Any]]] = [{}, {}, {}]
    for table, rows in zip(found, tables, strict=True):
        for row in rows.to_pylist():
            table.setdefault(row["incident"], []).append(row)
    open_ = 0
    keys = batch.column("incident").to_pylist()
    for key, incident in zip(keys, incidents_of(batch, layout_of(vocabulary)), strict=True):
        try:
            decision = rules.decide(incident)
        except InvalidIncident:
            assert key in rejected, key
            continue
        row, counted, fates = rows_of(key, decision, incident, vocabulary)
        open_ += not decision["determined"]
        (mine,) = found[0][key]
        if mine["exact"] and (decision["undetermined"] or {"exact": True})["exact"]:
            assert {**mine, **row} == mine, key
        if mine["determined"] and not decision["determined"]:
            # what is concluded beside the answer hangs on what is unknown
            continue
        if counted is not None:
            assert sorted(found[1].get(key, []), key=str) == sorted(counted, key=str), key
        if fates is not None:
            assert found[2].get(key, []) == fates, key
    assert set(found[0]) | rejected == set(keys) and not set(found[0]) & rejected
    return open_


def test_made_incidents() -> None:
    rules = load(BOOKS["toy"], edition="2026-09")
    random = Random(7)
    incidents = [make(rules.plan(), random, random.choice([0.97, 1.0])) for _ in range(60)]
    vocabulary = rules.plan().vocabulary
    batch = batch_of(incidents, layout_of(vocabulary), [f"i{place:04}" for place in range(len(incidents))])
    answer = Compiled(rules).decide(batch)
    assert tuple(one.schema for one in answer[:3]) == schemas(names_of(vocabulary), pa.string())
    for one in answer[:3]:
        one.validate(full=True)
    open_ = held(rules, batch, answer[:3], {f"i{row:04}" for row, _ in answer.rejected})
    assert answer.fell_back == answer.incidents.num_rows > 40 and open_ > 3


@pytest.mark.parametrize("name", ["compiled", "portable", "fast"])
@pytest.mark.parametrize("asked", [(), (0,), (1,), (2,), (0, 2)])
def test_no_table_is_made_that_nobody_asks_for(name: str, asked: tuple[int, ...]) -> None:
    rules = load(BOOKS["toy"], edition="2026-09")
    if name != "compiled":
        pytest.importorskip("llvmlite", reason="pip install 'hocrdsl[fast]'")
    random = Random(8)
    incidents = [make(rules.plan(), random, random.choice([0.97, 1.0])) for _ in range(20)]
    batch = batch_of(incidents, layout_of(rules.plan().vocabulary))
    decides = engine(rules, name)
    every, some = decides.decide(batch), decides.decide(batch, asked)
    for place, table in enumerate(every[:3]):
        assert some[place] == (table if place in asked else None)
    assert every[:3] != (None, None, None)
    assert (some.rejected, some.fell_back) == (every.rejected, every.fell_back)


def test_a_row_that_is_wrong_is_rejected_without_its_facts() -> None:
    rules = load(BOOKS["toy"], edition="2026-09")
    words = rules.plan().vocabulary
    layout = layout_of(words)
    good = {"deliveries": [{"handed_in": "2026-09-02", "brought_by": "grower", "entries": [{"category": "V1 V/01"}]}]}
    wrong = {**good, "news": [{"on": "2026-09-03", "about": "Mrs Secret", "giant": True}]}
    answer = Compiled(rules).decide(batch_of([good, wrong, good], layout, ["a", "b", "c"]))
    assert answer.rejected == ((1, "news/0/about: nothing here is named `...`"),)
    assert answer.incidents.column("incident").to_pylist() == ["a", "c"]
    assert answer.fell_back == 2
    also = InvalidIncident([(("growers", "Mrs Secret", "age"), "`age` is a number"), ((), "more")])
    assert reason(also, layout) == "growers/.../age: `age` is a number; and 1 more"
    placed = InvalidIncident([(("growers", "growers 12", "age"), "`age` is a number")])
    assert reason(placed, layout) == "growers/growers 12/age: `age` is a number"


def test_unknown_engine() -> None:
    with pytest.raises(NoEngine, match="no engine `quick`; there are auto, fast, portable, compiled"):
        engine(load(BOOKS["toy"]), "quick")
