"""What the page on record sets says is so: its example, its sheet, its reasons."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

pq = pytest.importorskip("pyarrow.parquet", reason="pip install 'hocrdsl[records]'")

from hocrdsl.records.layout import Layout, layout_of  # noqa: E402
from hocrdsl.records.sources import open_records  # noqa: E402
from hocrdsl.records.tables import incidents_of  # noqa: E402
from hocrdsl.rules import load  # noqa: E402
from tests.agreement.plans import BOOKS, plan  # noqa: E402

PAGE = (Path(__file__).parents[2] / "docs" / "records.md").read_text(encoding="utf-8")


def layout() -> Layout:
    return layout_of(plan("hocr").vocabulary)


def block(kind: str, part: str) -> str:
    found = re.search(rf"```{kind}\n([^`]*)```", PAGE[PAGE.index(part):])
    assert found
    return found[1]


def test_the_example_is_a_record_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(block("python", "## Example"), {})
    found, = open_records(Path("records.parquet"), layout()).blocks()
    assert not found.rejected
    decision = load(BOOKS["hocr"]).decide(incidents_of(found.batch, layout())[0])
    assert [one["offence"] for one in decision["crimes"]] == ["8N 008/06"]
    assert [one["fate"] for one in decision["fates"]] == ["recorded", "absorbed"]


def test_the_sheet_is_a_record_set(tmp_path: Path) -> None:
    (tmp_path / "set.csv").write_text(block("text", "**CSV**"), encoding="utf-8")
    found, = open_records(tmp_path / "set.csv", layout()).blocks()
    assert found.batch.column("incident").to_pylist() == ["26/000417"]
    assert not found.rejected


def test_more_of_the_page_fits() -> None:
    incident = {"reports": [{"received": "2026-05-01", "maker": "victim", "allegations": [{}]}]}
    from hocrdsl.records.tables import with_more

    assert load(BOOKS["hocr"]).validate(with_more(incident, block("json", "## What columns can't say"))) == ()


def test_the_columns_named_are_there() -> None:
    paths = {path for path, _, _ in layout().paths()}
    named = set(re.findall(r"`` `([a-z_.]+)`", PAGE)) - {"incident"}
    assert len(named) >= 4
    assert named <= paths


def test_what_is_handed_to_a_cluster_gives_crimes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(block("python", "## Example"), {})
    names: dict[str, Any] = {}
    exec(block("python", "**On a cluster**"), names)
    batches = list(pq.ParquetFile("records.parquet").iter_batches())
    (counted,) = names["crimes"](batches)
    assert counted.column("offence").to_pylist() == ["8N 008/06"]
