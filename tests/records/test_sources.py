"""Record sets on disk: every kind of file gives the same rows, in blocks; what is no record set is told plainly."""

from __future__ import annotations

import json
import os
import random
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hocrdsl.records.problems import BadRecords, MisfitRecords, UnreadableRecords
from hocrdsl.records.schema import empty_file, schema_of
from hocrdsl.records.sources import blocks_of, open_records
from tests.records.sets import TOY, blocks, incident, incidents, keys, rejects, table, told, written

KINDS = ["parquet", "arrow", "arrows", "ndjson"]
ROWS = list(zip(keys(50), incidents(50), strict=True))


def test_the_rows_are_worth_reading() -> None:
    whole = table(50)
    assert whole["more"].null_count < 50, "no row says more than columns can"
    assert len({json.dumps(one) for _, one in ROWS}) == 50


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [1, 7, 50, 1000])
def test_every_kind_gives_the_same_rows_in_blocks(tmp_path: Path, kind: str, size: int) -> None:
    found = blocks(written(tmp_path, 50, kind), size)
    assert told(found) == ROWS
    assert [row for block in found for row in block.rows.tolist()] == [*range(1, 51)]
    assert all(0 < block.seen <= size for block in found)
    assert not rejects(found)


@pytest.mark.parametrize("kind", KINDS)
def test_a_set_without_rows(tmp_path: Path, kind: str) -> None:
    if kind == "ndjson":
        (tmp_path / "set.ndjson").write_text("\n\n", encoding="utf-8")
        assert blocks(tmp_path / "set.ndjson") == []
    else:
        assert blocks(written(tmp_path, 0, kind)) == []


@pytest.mark.parametrize("parquet", [True, False])
def test_what_schema_writes_is_a_set_without_rows(tmp_path: Path, parquet: bool) -> None:
    file = tmp_path / ("empty.parquet" if parquet else "empty.arrow")
    file.write_bytes(empty_file(TOY, parquet))
    found = open_records(file, TOY)
    assert (found.rows, found.missing, list(found.blocks())) == (0, (), [])


@pytest.mark.parametrize("how", [
    {"row_group_size": 3}, {"use_dictionary": False}, {"store_schema": False}, {"compression": "zstd"},
    {"row_group_size": 3, "use_dictionary": False, "dictionary_pagesize_limit": 10, "data_page_size": 10},
])
def test_parquet_however_it_was_written(tmp_path: Path, how: dict[str, Any]) -> None:
    for size in (1, 8, 100):
        found = blocks(written(tmp_path, 50, "parquet", **how), size)
        assert told(found) == ROWS
        assert max(block.seen for block in found) == min(size, 50), "small pieces are not put together"


def test_arrow_in_many_batches(tmp_path: Path) -> None:
    for kind in ("arrow", "arrows"):
        found = blocks(written(tmp_path, 50, kind, max_chunksize=3), 20)
        assert told(found) == ROWS
        assert [block.seen for block in found] == [18, 18, 14]


def test_a_folder_is_one_set_in_the_order_of_names(tmp_path: Path) -> None:
    whole = table(50)
    (tmp_path / "b").mkdir()
    for name, rows in (("b/c", range(20, 30)), ("a", range(20)), ("z", range(30, 50))):
        pq.write_table(whole.take(pa.array(rows)), tmp_path / f"{name}.parquet")
    for aside in ("_SUCCESS", ".a.parquet.crc"):
        (tmp_path / aside).write_text("not meant", encoding="utf-8")
    found = blocks(tmp_path, 15)
    assert told(found) == ROWS
    assert [(Path(block.file).name, block.rows[0], block.rows[-1]) for block in found] == [
        ("a.parquet", 1, 15), ("a.parquet", 16, 20), ("c.parquet", 1, 10), ("z.parquet", 1, 15), ("z.parquet", 16, 20)]


def test_parts_are_read_by_themselves(tmp_path: Path) -> None:
    records = open_records(written(tmp_path, 50, "parquet", row_group_size=5), TOY)
    assert records.rows == 50
    assert [part.rows for part in records.parts] == [50], "row groups this small are one part"
    last = records.parts[0]._replace(groups=(8, 9), before=40, rows=10)
    found = [*blocks_of(last, TOY)]
    assert told(found) == ROWS[40:]
    assert found[0].rows.tolist() == [*range(41, 51)]


def test_numbers_of_rows_where_files_tell(tmp_path: Path) -> None:
    assert open_records(written(tmp_path, 9, "parquet"), TOY).rows == 9
    assert open_records(written(tmp_path, 9, "arrows"), TOY).rows is None
    assert open_records(written(tmp_path, 9, "ndjson"), TOY).rows is None


@pytest.mark.parametrize("kind", ["parquet", "arrow"])
def test_only_what_is_wanted_is_read(tmp_path: Path, kind: str) -> None:
    wanted = frozenset({"deliveries.entries.kind", "deliveries.entries.grower", "deliveries.entries.giant"})
    found = blocks(written(tmp_path, 50, kind), 1000, wanted=wanted)[0].batch
    entry = found.schema.field("deliveries").type.value_type.field("entries").type.value_type
    assert [field.name for field in entry] == ["grower", "kind", "giant"]
    assert [field.name for field in found.schema.field("growers").type.value_type] == ["there"]
    assert found.schema.field("deliveries").type.value_type.names == ["handed_in", "entries"], "what is required stays"
    rows = found.to_pylist()
    assert [len(row["growers"]) for row in rows] == [2] * 50
    assert [[one["kind"] for one in row["deliveries"][0]["entries"]] for row in rows] == [
        [one["kind"] for one in incident(number)["deliveries"][0]["entries"]] for number in range(50)]


def test_what_is_wanted_and_missing_is_null(tmp_path: Path) -> None:
    pq.write_table(pa.table({"incident": ["a"], "deliveries": [[{"handed_in": "2026-05-01", "entries": [{}]}]]},
                            schema=pa.schema([("incident", pa.string()), ("deliveries", pa.list_(pa.struct([
                                ("handed_in", pa.string()),
                                ("entries", pa.list_(pa.struct([("giant", pa.bool_())])))])))])),
                   tmp_path / "few.parquet")
    records = open_records(tmp_path / "few.parquet", TOY)
    assert "deliveries.entries.kind" in records.missing
    assert "deliveries.entries.giant" not in records.missing
    block, = records.blocks(wanted=frozenset({"deliveries.entries.kind"}))
    assert block.batch.to_pylist()[0]["deliveries"][0]["entries"] == [{"kind": None}]
    assert told(records.blocks()) == [("a", {"deliveries": [{"handed_in": "2026-05-01", "entries": [{}]}]})]


# what is no record set

def why(path: Path) -> str:
    with pytest.raises(UnreadableRecords) as found:
        for _ in open_records(path, TOY).blocks():
            pass
    return str(found.value)


def test_no_file_no_leave_no_bytes(tmp_path: Path) -> None:
    assert "nothing.parquet can't be read: no such file" in why(tmp_path / "nothing.parquet")
    (tmp_path / "e.parquet").touch()
    assert "e.parquet is empty" in why(tmp_path / "e.parquet")
    (tmp_path / "folder").mkdir()
    assert "folder holds no record set" in why(tmp_path / "folder")
    (tmp_path / "folder" / "notes.txt").write_text("what we did", encoding="utf-8")
    assert "notes.txt is neither Parquet, Arrow, NDJSON nor CSV" in why(tmp_path / "folder")


@pytest.mark.skipif(os.geteuid() == 0, reason="who may read everything is refused nothing")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    file = written(tmp_path, 3, "parquet")
    file.chmod(0)
    assert "permission denied" in why(file)


@pytest.mark.parametrize("kind", ["parquet", "arrow"])
def test_cut_short(tmp_path: Path, kind: str) -> None:
    file = written(tmp_path, 50, kind)
    whole = file.read_bytes()
    for end in (10, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:end])
        assert "is cut short" in why(file)


def test_a_stream_cut_short(tmp_path: Path) -> None:
    file = written(tmp_path, 50, "arrows", max_chunksize=10)
    whole = file.read_bytes()
    for end in (5, 100, len(whole) * 2 // 3):
        file.write_bytes(whole[:end])
        assert "is damaged" in why(file)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(12))
def test_damaged_anywhere(tmp_path: Path, kind: str, seed: int) -> None:
    """Bytes changed anywhere end in rows, rejects or a plain message, never otherwise."""
    chance = random.Random(seed)
    file = written(tmp_path, 50, kind)
    raw = bytearray(file.read_bytes())
    for _ in range(chance.choice((1, 5, 50))):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    file.write_bytes(bytes(raw))
    try:
        found = blocks(file, 20)
    except BadRecords as error:
        assert str(error).startswith("error[HR60")
    else:
        assert sum(block.seen for block in found) <= 100


def test_a_body_that_is_damaged_is_told_when_it_is_met(tmp_path: Path) -> None:
    """Nothing is read further ahead than a block: what stands before the damage is given first."""
    file = written(tmp_path, 50, "parquet", row_group_size=10, compression="none")
    raw = bytearray(file.read_bytes())
    last = pq.ParquetFile(file).metadata.row_group(4)
    columns = [last.column(place) for place in range(last.num_columns)]
    first = min(one.data_page_offset for one in columns)
    end = max(one.data_page_offset + one.total_compressed_size for one in columns) - 100
    raw[first:end] = b"\xff" * (end - first)
    file.write_bytes(bytes(raw))
    found = open_records(file, TOY).blocks(10)
    assert told([next(found) for _ in range(3)]) == ROWS[:30]
    with pytest.raises(UnreadableRecords, match=r"set\.parquet is damaged"):
        next(found)


def test_named_as_something_else(tmp_path: Path) -> None:
    file = written(tmp_path, 5, "arrow")
    shutil.move(file, tmp_path / "set.parquet")
    assert told(blocks(tmp_path / "set.parquet")) == ROWS[:5], "the bytes say what it is"
    (tmp_path / "page.parquet").write_text("<html>404</html>", encoding="utf-8")
    assert "is not a Parquet file" in why(tmp_path / "page.parquet")
    (tmp_path / "old.feather").write_bytes(b"FEA1....FEA1")
    assert "is Feather version 1" in why(tmp_path / "old.feather")


def test_folders_of_more_than_one_set(tmp_path: Path) -> None:
    pq.write_table(table(5), tmp_path / "a.parquet")
    pq.write_table(table(5).drop_columns(["growers"]), tmp_path / "b.parquet")
    with pytest.raises(MisfitRecords, match=r"b\.parquet does not go together with .*a\.parquet: it has no column"):
        blocks(tmp_path)
    shutil.move(tmp_path / "b.parquet", tmp_path / "0.parquet")
    with pytest.raises(MisfitRecords, match=r"a\.parquet does not go together .*0\.parquet: the other has no column"):
        blocks(tmp_path)
    numbered = table(5).set_column(0, "incident", pa.array(range(5)))
    pq.write_table(numbered, tmp_path / "0.parquet")
    with pytest.raises(MisfitRecords, match="its `incident` is a text, the other's int64"):
        blocks(tmp_path)
    shutil.move(written(tmp_path, 5, "ndjson"), tmp_path / "0.parquet.ndjson")
    (tmp_path / "0.parquet").unlink()
    with pytest.raises(MisfitRecords, match=r"it is a Parquet file, the other NDJSON"):
        blocks(tmp_path)


def test_columns_that_are_not_ours(tmp_path: Path) -> None:
    def codes(columns: pa.Table) -> list[str]:
        pq.write_table(columns, tmp_path / "x.parquet")
        with pytest.raises(MisfitRecords) as found:
            open_records(tmp_path / "x.parquet", TOY)
        file = str(tmp_path / "x.parquet")
        return [f"{one.code} {one.title.removeprefix(file).lstrip(': ')}" for one in found.value.diagnostics]

    some = table(2)
    assert codes(some.append_column("county", pa.array(["x", "y"]))) == [
        "HR602 no record set of this rulebook has `county`"]
    assert codes(some.drop_columns(["incident", "deliveries"])) == [
        "HR604 has no column `incident`", "HR604 has no column `deliveries`"]
    assert codes(some.set_column(2, "growers", pa.array([[{"age": "x", "aeg": 3}]] * 2))) == [
        "HR602 no record set of this rulebook has `growers.aeg`", "HR603 `growers.age` is string"]
    assert codes(some.set_column(2, "growers", pa.array(["x", "y"]))) == ["HR603 `growers` is string"]
    assert codes(some.set_column(4, "deliveries", pa.array([[{"entries": [{"kind": 3}]}]] * 2))) == [
        "HR604 has no column `deliveries.handed_in`", "HR603 `deliveries.entries.kind` is int64"]
    assert codes(some.set_column(0, "incident", pa.array([1.5, 2.5]))) == ["HR603 `incident` is double"]
    assert schema_of(TOY).names == some.column_names


def test_a_hint_for_a_slip(tmp_path: Path) -> None:
    pq.write_table(table(1).rename_columns(["incident", "gardens", "grower", "prizes", "deliveries", "more"]),
                   tmp_path / "x.parquet")
    with pytest.raises(MisfitRecords, match="did you mean `growers`"):
        open_records(tmp_path / "x.parquet", TOY)
