"""Parquet files put together by their bytes hold the rows of all."""

from __future__ import annotations

from pathlib import Path

import pytest

pa = pytest.importorskip("pyarrow", reason="pip install 'hocrdsl[records]'")
pq = pytest.importorskip("pyarrow.parquet")

from hocrdsl.records.blocks import write  # noqa: E402
from hocrdsl.records.footer import Footer, parsed, written  # noqa: E402
from hocrdsl.records.joined import join  # noqa: E402


def table(first: int, rows: int) -> pa.Table:
    places = range(first, first + rows)
    return pa.table({
        "incident": pa.array([f"i{place:06}" for place in places], pa.string()),
        "word": pa.array([None if place % 5 == 0 else f"w{place % 3 + first % 2}" for place in places], pa.string())
        .dictionary_encode(),
        "number": pa.array([place if place % 7 else None for place in places], pa.int32()),
        "places": pa.array([list(range(place % 4)) for place in places], pa.list_(pa.int32())),
        "yes": pa.array([place % 2 == 0 for place in places], pa.bool_()),
    })


@pytest.fixture
def pieces(tmp_path: Path) -> list[Path]:
    """Files of one schema: one of many row groups, one empty."""
    made = []
    for number, (first, rows, group) in enumerate([(0, 1000, 1 << 20), (1000, 0, 10), (1000, 777, 10), (1777, 1, 10)]):
        made.append(tmp_path / f"{number}.parquet")
        write(made[-1], table(first, rows), group)
    return made


def test_the_rows_of_all(pieces: list[Path], tmp_path: Path) -> None:
    made = join(pieces, tmp_path / "all.parquet")
    whole = pq.read_table(tmp_path / "all.parquet")
    whole.validate(full=True)
    assert whole.to_pylist() == pa.concat_tables([pq.read_table(one) for one in pieces]).to_pylist()
    assert made.rows == whole.num_rows == 1778
    assert made.bytes == (tmp_path / "all.parquet").stat().st_size
    told = pq.read_metadata(tmp_path / "all.parquet")
    assert told.num_row_groups == sum(pq.read_metadata(one).num_row_groups for one in pieces)
    assert told.num_row_groups > 80
    for group in range(told.num_row_groups):
        assert pq.ParquetFile(tmp_path / "all.parquet").read_row_group(group).num_rows == told.row_group(group).num_rows


def test_other_readers_agree(pieces: list[Path], tmp_path: Path) -> None:
    polars = pytest.importorskip("polars")
    join(pieces, tmp_path / "all.parquet")
    rows = polars.read_parquet(tmp_path / "all.parquet").to_dicts()
    assert rows == pq.read_table(tmp_path / "all.parquet").to_pylist()


def test_a_footer_comes_back_as_it_was(pieces: list[Path]) -> None:
    for piece in pieces:
        raw = piece.read_bytes()
        foot = raw[-8 - int.from_bytes(raw[-8:-4], "little"):-8]
        assert written(parsed(foot)) == foot


def test_every_kind_of_value_comes_back() -> None:
    value = {1: (1, True), 2: (1, False), 3: (3, 200), 4: (4, -5), 40: (6, -(1 << 62)), 41: (7, 0.1),
             42: (8, b"x" * 300), 43: (9, (5, list(range(-20, 20)))), 44: (9, (1, [True, False])),
             45: (12, {1: (8, b"")}), 46: (10, (12, [{}, {7: (5, 1)}]))}
    assert parsed(written(value)) == value


def test_a_footer_that_is_cut_is_refused(pieces: list[Path]) -> None:
    raw = pieces[0].read_bytes()
    foot = raw[-8 - int.from_bytes(raw[-8:-4], "little"):-8]
    for end in range(0, len(foot) - 1, 7):
        with pytest.raises(Footer):
            parsed(foot[:end])


def test_what_can_not_be_joined_is_refused(pieces: list[Path], tmp_path: Path) -> None:
    cut, other, indexed = tmp_path / "cut.parquet", tmp_path / "other.parquet", tmp_path / "indexed.parquet"
    cut.write_bytes(pieces[0].read_bytes()[:-1])
    write(other, table(0, 3).drop_columns(["yes"]))
    pq.write_table(table(0, 3), indexed, write_page_index=True)
    for wrong in (cut, other, indexed, tmp_path):
        with pytest.raises((Footer, OSError)):
            join([pieces[0], wrong], tmp_path / "all.parquet")
    with pytest.raises(Footer, match="nothing to join"):
        join([], tmp_path / "all.parquet")
