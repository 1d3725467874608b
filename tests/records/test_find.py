"""One incident of a record set is found by its name, in whatever file it stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="pip install 'hocrdsl[records]'")
pq = pytest.importorskip("pyarrow.parquet")

from hocrdsl.records.find import NotThere, find  # noqa: E402
from hocrdsl.records.layout import layout_of  # noqa: E402
from hocrdsl.records.rows_in import batch_of  # noqa: E402
from hocrdsl.records.sources import Part, blocks_of, open_records  # noqa: E402
from tests.agreement.plans import plan  # noqa: E402

LAYOUT = layout_of(plan("toy").vocabulary)
NUMBER = 60


def incident(place: int) -> dict[str, Any]:
    return {"growers": {"growers 1": {"age": place}},
            "deliveries": [{"handed_in": "2026-05-01", "entries": [{"category": "V1 V/01", "grower": "growers 1"}]}]}


def table(order: list[int], key: Any = "i{:03}".format) -> Any:
    batch = batch_of([incident(place) for place in order], LAYOUT, [str(place) for place in order])
    return pa.Table.from_batches([batch]).set_column(0, "incident", pa.array([key(place) for place in order]))


def found_age(source: Path, name: str) -> Any:
    return find(open_records(source, LAYOUT), name)["growers"]["growers 1"]["age"]


@pytest.mark.parametrize("order", [list(range(NUMBER)), [place * 7 % NUMBER for place in range(NUMBER)]])
def test_in_parquet(tmp_path: Path, order: list[int]) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    pq.write_table(table(order[:40]), folder / "a.parquet", row_group_size=7)
    pq.write_table(table(order[40:]), folder / "b.parquet", write_statistics=False)
    for place in order:
        assert found_age(folder, f"i{place:03}") == place
    for name in ("", "i999", "a", "z"):
        with pytest.raises(NotThere, match="no incident"):
            find(open_records(folder, LAYOUT), name)


def test_names_that_are_numbers(tmp_path: Path) -> None:
    pq.write_table(table(list(range(NUMBER)), int), tmp_path / "in.parquet", row_group_size=9)
    assert found_age(tmp_path / "in.parquet", "17") == 17
    for name in ("x", "17x", "1" * 30, "-3"):
        with pytest.raises(NotThere):
            find(open_records(tmp_path / "in.parquet", LAYOUT), name)


def test_in_ndjson(tmp_path: Path) -> None:
    lines = [json.dumps({"incident": f"i{place:03}", **incident(place)}) for place in range(NUMBER)]
    (tmp_path / "in.ndjson").write_text("\n".join(lines))
    assert found_age(tmp_path / "in.ndjson", "i059") == 59


def test_only_the_row_groups_that_may_hold_it_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pq.write_table(table(list(range(NUMBER))), tmp_path / "in.parquet", row_group_size=10)
    read = []

    def noted(part: Part, *more: Any) -> Any:
        read.append(part.groups)
        return blocks_of(part, *more)

    monkeypatch.setattr("hocrdsl.records.find.blocks_of", noted)
    assert found_age(tmp_path / "in.parquet", "i033") == 33
    assert read == [(3,)]
