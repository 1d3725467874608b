"""The columns of a record set: made from any vocabulary, with the words of every edition."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hocrdsl.plan import whole
from hocrdsl.records.layout import Layout, layout_of
from hocrdsl.records.rows_in import batch_of
from hocrdsl.records.schema import listing, schema_of
from tests.agreement.plans import plan


def layout(name: str) -> Layout:
    return layout_of(plan(name).vocabulary)


def below(schema: pa.Schema, path: str) -> pa.DataType:
    first, *rest = path.split(".")
    type_ = schema.field(first).type
    for part in rest:
        type_ = type_.value_type.field(part).type
    return type_


def leaves(path: str, type_: pa.DataType) -> Iterator[tuple[str, pa.DataType]]:
    """Paths and types; what a file calls the items of a list, and how fine its clock is, are its own affair."""
    if pa.types.is_list(type_):
        yield from leaves(f"{path}[]", type_.value_type)
    elif pa.types.is_struct(type_):
        for field in type_:
            yield from leaves(f"{path}.{field.name}", field.type)
    else:
        yield path, pa.timestamp("s") if pa.types.is_timestamp(type_) else type_


def test_the_toy_in_full() -> None:
    words = pa.dictionary(pa.int16(), pa.string())
    exhibit = [("category", words), ("grower", pa.int32()), ("picked", pa.timestamp("s")), ("plot", pa.int32())]
    assert schema_of(layout("toy")) == pa.schema([
        pa.field("incident", pa.string(), nullable=False),
        ("gardens", pa.list_(pa.struct([("there", pa.bool_())]))),
        ("growers", pa.list_(pa.struct([
            ("garden", pa.int32()), ("age", pa.float64()), ("gardens_together_with", pa.list_(pa.int32())),
            ("familiar_to_the_committee", pa.bool_()),
        ]))),
        ("prizes", pa.list_(pa.struct([*exhibit, ("withdrawn", pa.bool_())]))),
        ("deliveries", pa.list_(pa.struct([
            ("handed_in", pa.timestamp("s")), ("brought_by", words),
            ("entries", pa.list_(pa.struct([
                *exhibit, ("kind", words), ("weight", pa.float64()), ("giant", pa.bool_()), ("condition", words),
                ("complaint", pa.string()), ("complaint_is_none", pa.bool_()), ("leave_of_a_parent", words),
                ("part_of_the_same_display", pa.bool_()), ("judged_alone", pa.bool_()),
                ("replaces", pa.string()), ("replaces_is_none", pa.bool_()), ("verdict", words),
                ("word_of_the_steward", words), ("category_told", words), ("thanked", pa.bool_()),
            ]))),
        ]))),
        ("more", pa.string()),
    ])


@pytest.mark.parametrize("name", ["toy", "hocr"])
def test_every_fact_of_every_edition_has_a_field(name: str) -> None:
    words = whole(plan(name).vocabulary)
    found = {(group.entity, fact.name) for _, group, fact in layout(name).paths()}
    assert found == {(entity, fact) for entity, (_, specs, _, _) in words["entities"].items() for fact in specs}
    for path, _, _ in layout(name).paths():
        assert below(schema_of(layout(name)), path)


@pytest.mark.parametrize("day", ["2014-05-01", "2019-05-01"])
def test_the_same_columns_from_any_edition(day: str) -> None:
    earlier = layout_of(plan("hocr", day).vocabulary)
    assert {path for path, _, _ in earlier.paths()} == {path for path, _, _ in layout("hocr").paths()}
    for (_, _, one), (_, _, other) in zip(sorted(earlier.paths()), sorted(layout("hocr").paths()), strict=True):
        assert set(one.options) == set(other.options), one.name


@pytest.mark.parametrize("name", ["toy", "hocr"])
def test_the_listing_tells_of_every_field(name: str) -> None:
    schema = schema_of(layout(name))
    told = {one["path"]: one for one in listing(layout(name))}
    assert [path for path in told if "." not in path] == schema.names
    for path, one in told.items():
        type_ = below(schema, path)
        if pa.types.is_dictionary(type_):
            assert one["type"] == "dictionary<string, int16>"
            assert one["options"]
        elif pa.types.is_list(type_) and pa.types.is_struct(type_.value_type):
            fields = {f"{path}.{field.name}" for field in type_.value_type}
            assert fields <= set(told), "a field is not told of"
        else:
            assert one["type"] == str(type_).replace("item: ", "")


def test_null_and_none_in_words() -> None:
    told = {one["path"]: (one["null"], one["none"]) for one in listing(layout("toy"))}
    assert told["incident"] == ("never; the key of the incident", "never")
    assert told["deliveries.handed_in"] == ("never; it is required", "never")
    assert told["growers.age"] == ("unknown", "never")
    assert told["growers.garden"] == ("unknown", "-1")
    assert told["growers.familiar_to_the_committee"] == ("unknown; presumed: yes", "never")
    assert told["deliveries.entries.complaint"] == ("unknown", "true in complaint_is_none")


@pytest.mark.parametrize("name", ["toy", "hocr"])
def test_parquet_holds_it(name: str, tmp_path: Path) -> None:
    """No field is of a type that a file can't hold; the types come back, the items of lists under another name."""
    schema = schema_of(layout(name))
    pq.write_table(schema.empty_table(), tmp_path / "empty.parquet")
    back = pq.read_schema(tmp_path / "empty.parquet")
    assert [*leaves("", pa.struct(list(back)))] == [*leaves("", pa.struct(list(schema)))]


def test_names_that_are_taken() -> None:
    """A heading that is called as one of our own columns keeps its name; ours gives way."""
    words = dict(plan("toy").vocabulary)
    words["headings"] = {"more": "garden", "growers": "grower"}
    words["listed"] = {"garden": "more", "grower": "growers"}
    found = layout_of(words)
    assert schema_of(found).names == ["incident", "more", "growers", "prizes", "deliveries", "more_"]
    batch = batch_of([{"more": {"allotment": {}}, "deliveries": [], "recorded": []}], found)
    assert batch.to_pylist()[0]["more_"] == '{"recorded": []}'
