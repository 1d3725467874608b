"""Rows as they were written, made ours: what is taken in many types, and each thing for which a row is rejected."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from hocrdsl.records.conform import Conformed, conform
from hocrdsl.records.fit import fit
from hocrdsl.records.rows_in import batch_of
from hocrdsl.records.schema import schema_of
from hocrdsl.records.tables import incidents_of
from tests.records.sets import TOY, incidents, keys

ENTRY = {"kind": "onion"}


def batch(rows: list[dict[str, Any]], **types: pa.DataType) -> pa.RecordBatch:
    """Rows as written, each with what is due, in the types that Arrow finds or those given by field."""
    names = dict.fromkeys(["incident", "deliveries", *(name for row in rows for name in row)])
    whole = [{**dict.fromkeys(names), "incident": f"k{place}", "deliveries": [{"handed_in": "2026-05-01"}], **row}
             for place, row in enumerate(rows)]

    def typed(field: pa.Field) -> pa.Field:
        type_ = types.get(field.name, field.type)
        if pa.types.is_list(type_) and pa.types.is_struct(type_.value_type):
            type_ = pa.list_(pa.struct([typed(inner) for inner in type_.value_type]))
        return pa.field(field.name, type_)

    found = pa.Table.from_pylist(whole).schema
    return pa.RecordBatch.from_pylist(whole, schema=pa.schema([typed(field) for field in found]))


def entries(*some: dict[str, Any]) -> dict[str, Any]:
    return {"deliveries": [{"handed_in": "2026-05-01", "entries": list(some)}]}


def conformed(one: pa.RecordBatch) -> Conformed:
    fit(one.schema, TOY, "a file")
    found = conform(one, TOY)
    found.batch.validate(full=True)
    assert len(found.places) + len(found.rejected) == one.num_rows
    assert found.batch.num_rows == len(found.places)
    return found


def why(row: dict[str, Any], **types: pa.DataType) -> str:
    """The reason for which the second of three rows is rejected; the others stay."""
    found = conformed(batch([{}, row, {}], **types))
    assert found.places.tolist() == [0, 2]
    (place, reason), = found.rejected
    assert place == 1
    return reason


def taken(row: dict[str, Any], **types: pa.DataType) -> dict[str, Any]:
    """The incident of a row that is taken."""
    found = conformed(batch([row], **types))
    assert not found.rejected
    return incidents_of(found.batch, TOY)[0]


def fact(row: dict[str, Any], **types: pa.DataType) -> Any:
    """What is told of the first entry."""
    one = taken(row, **types)["deliveries"][0]["entries"][0]
    assert len(one) <= 1
    return next(iter(one.values()), "unknown")


def test_what_is_ours_stays_as_it_is() -> None:
    ours = batch_of(incidents(50), TOY, keys(50))
    found = conform(ours, TOY)
    assert found.batch.equals(ours)
    assert found.batch.schema.equals(ours.schema)
    assert not found.rejected


def test_types_that_are_taken() -> None:
    assert fact(entries({"weight": 3}), weight=pa.uint8()) == 3
    assert fact(entries({"weight": 2.5}), weight=pa.float32()) == 2.5
    assert fact(entries({"weight": Decimal("2.50")})) == 2.5
    for text in (pa.string(), pa.large_string(), pa.dictionary(pa.int8(), pa.string()),
                 pa.dictionary(pa.uint32(), pa.large_string())):
        assert fact(entries({"kind": "rose"}), kind=text) == "rose"
        assert fact(entries({"complaint": "soft"}), complaint=text) == "soft"
        assert fact(entries({"category": "V1 V/02"}), category=text) == "V1 V/02"
    for number in (pa.int8(), pa.int64(), pa.uint16()):
        assert fact({"growers": [{}], **entries({"grower": 0})}, grower=number) == "growers 1"
    assert fact(entries({"leave_of_a_parent": "given"})) == "given"
    assert fact(entries({"verdict": "kept back"})) == "kept_back", "options may be written in words"
    assert fact(entries({"kind": None}), kind=pa.null()) == "unknown"
    assert fact({"growers": [{}], **entries({"grower": -1})}) == "none"


def test_lists_that_are_taken() -> None:
    for type_ in (pa.list_(pa.int16()), pa.large_list(pa.int64()), pa.list_(pa.int32(), 1)):
        row = {"growers": [{"gardens_together_with": [1]}, {}]}
        assert taken(row, gardens_together_with=type_)["growers"]["growers 1"] == {
            "gardens_together_with": ["growers 2"]}
    large = batch([{"growers": [{"age": 3}, {}]}])
    column = large.column(large.schema.get_field_index("growers"))
    wide = large.set_column(large.schema.get_field_index("growers"), "growers",
                            column.cast(pa.large_list(column.type.value_type)))
    assert incidents_of(conformed(wide).batch, TOY) == incidents_of(conformed(large).batch, TOY)


def test_keys_that_are_taken() -> None:
    for type_ in (pa.int8(), pa.uint64()):
        assert conformed(batch([{"incident": 7}], incident=type_)).batch.column(0).to_pylist() == [7]
    for type_ in (pa.large_string(), pa.dictionary(pa.int8(), pa.string())):
        assert conformed(batch([{}], incident=type_)).batch.column(0).to_pylist() == ["k0"]


@pytest.mark.parametrize(("told", "type_", "found"), [
    (datetime(2026, 4, 30, 9, 15, 59), pa.timestamp("s"), "2026-04-30T09:15"),
    (datetime(2026, 4, 30, 9, 15, 59), pa.timestamp("ns"), "2026-04-30T09:15"),
    (datetime(1960, 4, 30, 9, 15, 59), pa.timestamp("us"), "1960-04-30T09:15"),
    (date(2026, 4, 30), pa.date32(), "2026-04-30"), (date(2026, 4, 30), pa.date64(), "2026-04-30"),
    ("2026-04-30", pa.string(), "2026-04-30"), ("2026-04-30T09:15", pa.string(), "2026-04-30T09:15"),
    ("2026-04-30 09:15:30", pa.string(), "2026-04-30T09:15"),
    ("2026-04-30 09:15", pa.dictionary(pa.int8(), pa.string()), "2026-04-30T09:15"),
])
def test_times_that_are_taken(told: Any, type_: pa.DataType, found: str) -> None:
    assert fact(entries({"picked": told}), picked=type_) == found


def test_moments_of_the_world_are_local_ones() -> None:
    """London is an hour ahead in summer, in the toy as in hocr."""
    for month, hour in ((1, "09:15"), (7, "10:15")):
        told = pc.assume_timezone(pa.scalar(datetime(2026, month, 1, 9, 15)), "UTC").as_py()
        assert fact(entries({"picked": told}), picked=pa.timestamp("us", "UTC")) == f"2026-0{month}-01T{hour}"


@pytest.mark.parametrize(("row", "reason"), [
    ({"incident": None}, "`incident` is null"),
    ({"incident": ""}, "`incident` is empty"),
    ({"deliveries": None}, "`deliveries` is null"),
    ({"deliveries": [None]}, "`deliveries` holds a null"),
    ({"deliveries": [{"handed_in": None}]}, "`deliveries.handed_in` is null, and is required"),
    ({"deliveries": [{"handed_in": "2026-02-30"}]},
     "`deliveries.handed_in` is no day or time, such as 2026-04-01 or 2026-04-01T09:30"),
    (entries(ENTRY, {"kind": "rock"}), "`deliveries.entries.kind` is none of its options"),
    (entries({"kind": "none"}), "`deliveries.entries.kind` is none of its options"),
    (entries({"category": "V9 V/99"}), "`deliveries.entries.category` is no row of the table of its kind"),
    (entries({"weight": float("nan")}), "`deliveries.entries.weight` is no number"),
    (entries({"weight": float("inf")}), "`deliveries.entries.weight` is no number"),
    ({"growers": [{}, {}], **entries({"grower": 2})},
     "`deliveries.entries.grower` is a place in `growers` where nothing stands"),
    ({"growers": [{}, {}], **entries({"grower": -2})},
     "`deliveries.entries.grower` is a place in `growers` where nothing stands"),
    (entries({"grower": 2**31}), "`deliveries.entries.grower` is a place in `growers` where nothing stands"),
    ({"growers": [{"gardens_together_with": [0, 1]}]},
     "`growers.gardens_together_with` is a place in `growers` where nothing stands"),
    ({"growers": [{"gardens_together_with": [-1]}]}, "`growers.gardens_together_with` is never none (-1)"),
    ({"growers": [{"gardens_together_with": [0, None]}]}, "`growers.gardens_together_with` holds a null"),
    (entries({"replaces": "prize 1 held"}), "`deliveries.entries.replaces` names nothing of this incident"),
    (entries({"complaint": "soft", "complaint_is_none": True}),
     "`deliveries.entries.complaint` is told, and told to be none"),
    (entries(ENTRY, None), "`deliveries.entries` holds a null"),
    ({"prizes": [None]}, "`prizes` holds a null"),
    ({"more": "nothing"}, "`more` is not the JSON of a mapping"),
    ({"more": '{"news": [{"on": "2026-06-01", "about": "John Smith"}]}'},
     "with its `more`, `news.0.about` does not fit the vocabulary"),
    ({"more": '{"growers": {"John Smith": {"age": "forty"}}}'},
     "with its `more`, `growers.age` does not fit the vocabulary"),
])
def test_rows_that_are_rejected(row: dict[str, Any], reason: str) -> None:
    assert why(row) == reason


def test_the_neighbours_that_are_taken() -> None:
    """The other side of each boundary."""
    taken({"deliveries": []})
    taken(entries())
    taken({"growers": [None, {}], **entries({"grower": 1})})
    taken({"prizes": [{}], **entries({"replaces": "prize 1 held"})})
    taken(entries({"complaint": "soft", "complaint_is_none": False}))
    taken({"more": "{}"})
    # nobody says who there is: every place introduces itself
    assert fact(entries({"grower": 7})) == "growers 8"


def test_what_is_required_may_stand_in_more() -> None:
    row = {"deliveries": [{"handed_in": None}], "more": '{"deliveries": [{"handed_in": "2026-05-03"}]}'}
    one = batch([row, {}])
    assert incidents_of(conformed(one).batch, TOY)[0]["deliveries"] == [{"handed_in": "2026-05-03"}]


def test_times_out_of_the_calendar() -> None:
    far = pa.array([None, 300_000_000_000, -70_000_000_000], pa.int64()).view(pa.timestamp("s"))
    rows = batch([entries({"picked": datetime(2026, 1, 1)})] * 3, picked=pa.timestamp("s"))
    lists = rows.column("deliveries")
    entry = pa.StructArray.from_arrays([far], ["picked"])
    event = pa.StructArray.from_arrays(
        [lists.values.field("handed_in"), pa.ListArray.from_arrays([0, 1, 2, 3], entry)], ["handed_in", "entries"])
    rows = pa.RecordBatch.from_arrays([rows.column("incident"), pa.ListArray.from_arrays([0, 1, 2, 3], event)],
                                      ["incident", "deliveries"])
    assert conformed(rows).rejected == tuple(
        (place, "`deliveries.entries.picked` is out of the calendar") for place in (1, 2))


def test_the_first_reason_is_told_and_no_row_twice() -> None:
    rows = batch([entries({"kind": "rock", "weight": float("nan")}, {"kind": "rock"}), {}, {"incident": None}])
    assert conformed(rows).rejected == ((0, "`deliveries.entries.kind` is none of its options"),
                                        (2, "`incident` is null"))


def test_absent_lists_hide_what_stands_under_them() -> None:
    """A null list may have bytes under it; they are nothing."""
    structs = pa.StructArray.from_arrays([pa.array(["rock", "onion"])], ["kind"])
    hidden = pa.ListArray.from_arrays([0, 1, 2], structs, mask=pa.array([True, False]))
    event = pa.StructArray.from_arrays([pa.array(["2026-05-01"] * 2), hidden], ["handed_in", "entries"])
    rows = pa.RecordBatch.from_arrays([pa.array(["a", "b"]), pa.ListArray.from_arrays([0, 1, 2], event)],
                                      ["incident", "deliveries"])
    found = conformed(rows)
    assert [one["deliveries"][0].get("entries") for one in incidents_of(found.batch, TOY)] == [None, [ENTRY]]


def test_a_slice_is_as_its_rows() -> None:
    rows = batch([entries(ENTRY), {"growers": [{}] * 3}, entries({"kind": "rock"}), entries({"weight": 2.0}), {}])
    whole = incidents_of(conformed(rows).batch, TOY)
    found = conformed(rows.slice(1, 3))
    assert found.rejected == ((1, "`deliveries.entries.kind` is none of its options"),)
    assert incidents_of(found.batch, TOY) == [whole[1], whole[2]]


def test_texts_that_are_no_utf8() -> None:
    bad = pa.array([b"k\xff", b"b", b"c"]).view(pa.string())
    ours = batch_of(incidents(3), TOY)
    found = conform(ours.set_column(0, "incident", bad), TOY)
    assert found.rejected == ((0, "`incident` is not UTF-8"),)


def test_dictionaries_in_any_order_and_with_strangers() -> None:
    coded = pa.DictionaryArray.from_arrays(pa.array([3, 0, 2, None, 1], pa.int8()),
                                           pa.array(["rose", "rock", None, "onion"]))
    event = pa.StructArray.from_arrays(
        [pa.array(["2026-05-01"] * 5),
         pa.ListArray.from_arrays(range(6), pa.StructArray.from_arrays([coded], ["kind"]))],
        ["handed_in", "entries"])
    rows = pa.RecordBatch.from_arrays([pa.array(list("abcde")), pa.ListArray.from_arrays(range(6), event)],
                                      ["incident", "deliveries"])
    found = conformed(rows)
    assert [one["deliveries"][0]["entries"] for one in incidents_of(found.batch, TOY)] == [
        [{"kind": "onion"}], [{"kind": "rose"}], [{}], [{}]]
    assert found.rejected == ((4, "`deliveries.entries.kind` is none of its options"),)
    made = found.batch.column("deliveries").values.field("entries").values.field("kind")
    assert made.dictionary.to_pylist() == list(TOY.decided.by_name["kind"].options)


def test_reasons_hold_nothing_of_the_record() -> None:
    """Whatever is wrong, no value and no name of the row is repeated."""
    rows = [entries({"kind": "SECRET"}), {"more": '{"news": [{"on": "SECRET", "about": "SECRET"}]}'},
            {"more": '{"growers": {"SECRET": {"age": "SECRET"}}}'}, entries({"replaces": "SECRET"}),
            {"deliveries": [{"handed_in": "SECRET"}]}, {"more": "SECRET"}, entries({"category": "SECRET"})]
    found = conformed(batch(rows))
    assert len(found.rejected) == len(rows)
    assert not any("SECRET" in reason for _, reason in found.rejected)


def test_the_schema_of_what_is_taken_is_ours() -> None:
    """But for times, which stay texts, days or moments as they were."""
    found = conform(batch_of(incidents(9), TOY), TOY).batch
    assert found.schema.names == schema_of(TOY).names
    for place, field in enumerate(schema_of(TOY)):
        if field.name not in ("deliveries", "prizes"):
            assert found.schema.field(place).type == field.type
