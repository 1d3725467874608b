"""Incidents to columns and back: what the row says is decided as the incident was, whatever things are called."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hocrdsl.harness.case import Case
from hocrdsl.harness.session import case_files, read_files, session
from hocrdsl.records.layout import layout_of
from hocrdsl.records.rows_in import batch_of
from hocrdsl.records.schema import schema_of
from hocrdsl.records.sources import open_records
from hocrdsl.records.tables import incident_of, incidents_of, with_more
from hocrdsl.rules import InvalidIncident, Rules, load
from tests.agreement.incidents import make
from tests.agreement.plans import BOOKS, plan
from tests.records.same import nameless

TOY = layout_of(plan("toy").vocabulary)
quick = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
randoms = st.randoms(use_true_random=False)


@cache
def rules(name: str) -> Rules:
    return load(BOOKS[name])


@cache
def cases(name: str) -> tuple[Case, ...]:
    at = session(Path(BOOKS[name]), name)
    found, wrong = read_files(at, case_files(Path(BOOKS[name]), name))
    assert not wrong
    return tuple(found)


def decided(name: str, incident: dict[str, Any], taken: Any = None) -> Any:
    words = layout_of(rules(name).plan().vocabulary).vocabulary
    try:
        return nameless(rules(name).decide(incident, taken), incident, dict(words))
    except InvalidIncident as error:
        return [message for _, message in error.problems]


def there_and_back(incident: dict[str, Any], name: str = "toy") -> dict[str, Any]:
    layout = layout_of(rules(name).plan().vocabulary)
    return incident_of(batch_of([incident], layout), 0, layout)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["toy", "hocr"])
def test_every_golden_case(name: str) -> None:
    layout = layout_of(rules(name).plan().vocabulary)
    incidents = [case.incident.canonical for case in cases(name)]
    batch = batch_of(incidents, layout)
    batch.validate(full=True)
    back = incidents_of(batch, layout)
    for case, incident in zip(cases(name), back, strict=True):
        assert decided(name, incident, case.given) == decided(name, case.incident.canonical, case.given), case.name


def test_few_rows_need_more() -> None:
    """The columns say nearly everything: what changes later and what was done is all that they can't."""
    layout = layout_of(rules("hocr").plan().vocabulary)
    batch = batch_of([case.incident.canonical for case in cases("hocr")], layout)
    told = {key for text in batch.column("more").to_pylist() if text for key in json.loads(text)}
    assert told <= {"news", "recorded"}


@pytest.mark.parametrize(("name", "number", "known"), [("toy", 60, 0.9), ("hocr", 12, 1.0)])
def test_incidents_over_the_whole_vocabulary(name: str, number: int, known: float) -> None:
    @settings(quick, max_examples=number)
    @given(randoms)
    def same(random: Any) -> None:
        incident = make(rules(name).plan(), random, known=known)
        assert decided(name, there_and_back(incident, name)) == decided(name, incident)

    same()


def test_the_rows_of_a_slice_are_those_of_the_batch() -> None:
    batch = batch_of([case.incident.canonical for case in cases("hocr")[:60]], layout := layout_of(
        rules("hocr").plan().vocabulary))
    every = incidents_of(batch, layout)
    assert incidents_of(batch.slice(7, 20), layout) == every[7:27]
    assert [incident_of(batch, row, layout) for row in (0, 31, 59)] == [every[0], every[31], every[59]]


def test_once_more_changes_nothing() -> None:
    """What comes back has the names of its places, so it makes the same columns; who introduces himself in a fact that
    was written before another has the place of the column's order from then on."""
    layout = layout_of(rules("hocr").plan().vocabulary)
    first = batch_of([case.incident.canonical for case in cases("hocr")], layout)
    second = batch_of(incidents_of(first, layout), layout)
    assert batch_of(incidents_of(second, layout), layout).equals(second)
    back = incidents_of(first, layout)
    listed = [row for row, incident in enumerate(back) if {"people", "households"} <= set(incident)]
    assert listed
    assert first.take(pa.array(listed)).equals(second.take(pa.array(listed)))


def test_the_same_columns_whatever_is_told() -> None:
    names = schema_of(TOY).names
    assert batch_of([], TOY).schema.names == names
    assert batch_of([{"deliveries": []}], TOY).schema == batch_of([], TOY).schema
    assert batch_of([{"deliveries": []}] * 3, TOY, ["a", "b", "c"]).column("incident").to_pylist() == ["a", "b", "c"]
    assert batch_of([{"incident": "x", "deliveries": []}, {"deliveries": []}], TOY).column(0).to_pylist() == ["x", "2"]


ENTRY = {"kind": "onion", "condition": "sound"}


def entry(**facts: Any) -> dict[str, Any]:
    return {"growers": {"Ann": {"age": 40}, "Bob": {}}, "prizes": None,
            "deliveries": [{"handed_in": "2026-05-01", "entries": [{**ENTRY, **facts}]}]}


@pytest.mark.parametrize(("told", "column"), [
    ({"grower": "Bob"}, 1), ({"grower": "none"}, -1), ({}, None), ({"grower": None}, None),
])
def test_things_are_places(told: dict[str, Any], column: Any) -> None:
    incident = {key: value for key, value in entry(**told).items() if value is not None}
    row = batch_of([incident], TOY).to_pylist()[0]
    assert row["deliveries"][0]["entries"][0]["grower"] == column
    assert row["more"] is None
    back = there_and_back(incident)["deliveries"][0]["entries"][0]
    assert back.get("grower") == {1: "growers 2", -1: "none", None: None}[column]


def test_what_may_be_none_and_has_no_word_for_it() -> None:
    row = batch_of([entry(complaint="none")], TOY).to_pylist()[0]["deliveries"][0]["entries"][0]
    assert (row["complaint"], row["complaint_is_none"]) == (None, True)
    assert there_and_back(entry(complaint="none"))["deliveries"][0]["entries"][0]["complaint"] == "none"
    assert there_and_back(entry(complaint="soft"))["deliveries"][0]["entries"][0]["complaint"] == "soft"


def test_times_and_numbers_are_as_written() -> None:
    for told in ("2026-04-30", "2026-04-30T09:15"):
        assert there_and_back(entry(picked=told))["deliveries"][0]["entries"][0]["picked"] == told
    for number in (3, 2.5, 0, -1):
        back = there_and_back(entry(weight=number))["deliveries"][0]["entries"][0]["weight"]
        assert back == number
        assert type(back) is type(number)
    assert there_and_back(entry(weight=2**60))["deliveries"][0]["entries"][0]["weight"] == 2**60


def test_moments_and_days_of_typed_columns() -> None:
    batch = batch_of([entry(picked="2026-04-30")], TOY)
    for type_, text in ((pa.timestamp("s"), "2026-04-30T00:00"), (pa.date32(), "2026-04-30")):
        assert incident_of(_cast(batch, type_), 0, TOY)["deliveries"][0]["entries"][0]["picked"] == text


def _cast(batch: pa.RecordBatch, type_: pa.DataType) -> pa.RecordBatch:
    """The batch with its times as this type."""

    def under(array: pa.Array, name: str) -> pa.Array:
        if pa.types.is_list(array.type) and pa.types.is_struct(array.type.value_type):
            inner = array.values
            fields = [field.name for field in inner.type]
            children = [under(inner.field(place), field) for place, field in enumerate(fields)]
            return pa.ListArray.from_arrays(array.offsets, pa.StructArray.from_arrays(children, fields),
                                            mask=array.is_null())
        return array.cast(type_) if name in ("handed_in", "picked") else array

    arrays = [under(batch.column(place), name) for place, name in enumerate(batch.schema.names)]
    return pa.RecordBatch.from_arrays(arrays, batch.schema.names)


def test_a_heading_left_out_lets_names_introduce_themselves() -> None:
    incident = {"deliveries": [{"handed_in": "2026-05-01", "entries": [{**ENTRY, "grower": "Eve"}]}]}
    row = batch_of([incident], TOY).to_pylist()[0]
    assert row["growers"] is None
    assert row["deliveries"][0]["entries"][0]["grower"] == 0
    assert "growers" not in there_and_back(incident)
    assert decided("toy", there_and_back(incident)) == decided("toy", incident)


WRONG: list[Any] = [
    {}, {"deliveries": None}, {"deliveries": 3}, {"deliveries": [None]}, {"deliveries": ["x"]}, {"nonsense": 1},
    {"deliveries": [{"entries": []}]}, {"deliveries": [{"handed_in": None}]},
    {"deliveries": [{"handed_in": "2026-13-01"}]}, {"deliveries": [{"handed_in": "2026-05-01", "entries": None}]},
    {"deliveries": [{"handed_in": "2026-05-01", "entries": [None]}]},
    {"deliveries": [{"handed_in": "2026-05-01", "brought_by": "cat"}]},
    {"growers": [], "deliveries": []}, {"growers": {"Ann": 3}, "deliveries": []}, {"held": 3, "deliveries": []},
    {"held": [3], "deliveries": []}, {"held": [{"name": 3}], "deliveries": []},
    {"held": [{"name": "a"}, {"name": "a"}], "deliveries": []}, {"news": 3, "deliveries": []},
    {"news": [{"on": "2026-05-01", "about": "nobody", "age": 3}], "deliveries": []},
    {"growers": {"Ann": {"name": "Ann"}}, "deliveries": []},
    entry(grower="Eve"), entry(grower=3), entry(grower=""), entry(weight="heavy"), entry(weight=float("nan")),
    entry(kind="none"), entry(kind="rock"), entry(kind=["onion"]), entry(picked="yesterday"), entry(giant="yes"),
    entry(replaces="prize 9"), entry(complaint=3), entry(colour="red"), entry(weight={"a": 1}),
    {"growers": {"Ann": {"gardens_together_with": "Ann"}}, "deliveries": []},
    {"growers": {"Ann": {"gardens_together_with": ["Eve"]}}, "deliveries": []},
    {"deliveries": [{"handed_in": "2026-05-01", "entries": [{"name": "a"}, {"name": "a"}]}]},
]


@pytest.mark.parametrize("place", range(len(WRONG)))
def test_what_is_wrong_stays_wrong(place: int) -> None:
    incident = WRONG[place]
    found = rules("toy").validate(incident)
    assert found, "the example is not wrong"
    back = rules("toy").validate(there_and_back(incident))
    assert [message for _, message in back] == [message for _, message in found]


def test_news_and_held_things_go_by_the_names_of_the_row() -> None:
    incident = {
        "growers": {"Ann": {}, "Bob": {}},
        "held": [{"name": "cup", "grower": "Bob", "entries": [{"name": "old", "grower": "Ann"}]}],
        "deliveries": [{"handed_in": "2026-05-01", "entries": [{**ENTRY, "name": "big", "replaces": "cup"}]}],
        "news": [{"on": "2026-06-01", "about": "big", "grower": "Bob"}, {"on": "2026-06-01", "about": "cup"},
                 {"on": "2026-06-02", "about": "Ann", "gardens_together_with": ["Bob"]}],
    }
    assert there_and_back(incident) == {
        "growers": {"growers 1": {}, "growers 2": {}},
        "held": [{"grower": "growers 2", "entries": [{"name": "old", "grower": "growers 1"}]}],
        "deliveries": [{"handed_in": "2026-05-01", "entries": [{**ENTRY, "replaces": "prize 1 held"}]}],
        "news": [{"on": "2026-06-01", "about": "entry 1", "grower": "growers 2"},
                 {"on": "2026-06-01", "about": "prize 1 held"},
                 {"on": "2026-06-02", "about": "growers 1", "gardens_together_with": ["growers 2"]}],
    }
    assert decided("toy", there_and_back(incident)) == decided("toy", incident)


def test_more_is_put_in_part_by_part() -> None:
    known = {"growers": {"growers 1": {"age": 3}}, "deliveries": [{"handed_in": "2026-05-01"}, {"handed_in": "x"}]}
    more = {"growers": {"growers 1": {"garden": "g"}}, "deliveries": [{}, {"handed_in": "2026-05-02"}], "news": []}
    assert with_more(known, json.dumps(more)) == {
        "growers": {"growers 1": {"age": 3, "garden": "g"}}, "news": [],
        "deliveries": [{"handed_in": "2026-05-01"}, {"handed_in": "2026-05-02"}],
    }
    for bad in ("", "[]", "{", "[" * 100_000):
        with pytest.raises(ValueError, match="JSON of a mapping"):
            with_more({}, bad)


@pytest.mark.parametrize("kind", ["parquet", "arrow", "ndjson"])
def test_golden_incidents_by_way_of_a_file(kind: str, tmp_path: Path) -> None:
    layout = layout_of(rules("hocr").plan().vocabulary)
    incidents = [case.incident.canonical for case in cases("hocr")]
    batch = batch_of(incidents, layout)
    file = tmp_path / f"golden.{kind}"
    if kind == "parquet":
        pq.write_table(pa.Table.from_batches([batch]), file, row_group_size=100)
    elif kind == "arrow":
        with pa.ipc.new_file(file, batch.schema) as sink:
            sink.write_batch(batch)
    else:
        file.write_text("\n".join(json.dumps({"incident": place, **one}) for place, one in enumerate(incidents, 1)),
                        encoding="utf-8")
    found = list(open_records(file, layout).blocks(250))
    assert not [one for block in found for one in block.rejected]
    assert [one for block in found for one in incidents_of(block.batch, layout)] == incidents_of(batch, layout)
