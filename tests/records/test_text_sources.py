"""Small record sets that people write: NDJSON, one incident a line, and CSV, one flat incident a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hocrdsl.records.problems import MisfitRecords, UnreadableRecords
from hocrdsl.records.sources import open_records
from tests.records.sets import TOY, blocks, rejects, told

LINE = {"incident": "a", "deliveries": [{"handed_in": "2026-05-01", "entries": [{"kind": "onion"}]}]}


def lines(path: Path, *some: Any) -> Path:
    file = path / "set.ndjson"
    file.write_bytes(b"\n".join(one if isinstance(one, bytes) else json.dumps(one).encode() for one in some))
    return file


def test_lines_in_words_and_in_the_compact_form(tmp_path: Path) -> None:
    words = {"incident": 7, "growers": {"pair": {"count": 2, "gardens together with": "each other"}},
             "deliveries": [{"handed in": "2026-05-01 09:30", "brought by": "post",
                             "the same in all": {"kind": "onion"}, "entries": [{"for each": "pair", "grower": "it"}]}]}
    assert told(blocks(lines(tmp_path, words))) == [("7", {
        "growers": {"growers 1": {"gardens_together_with": ["growers 2"]},
                    "growers 2": {"gardens_together_with": ["growers 1"]}},
        "deliveries": [{"handed_in": "2026-05-01T09:30", "brought_by": "post", "entries": [
            {"grower": "growers 1", "kind": "onion"}, {"grower": "growers 2", "kind": "onion"}]}],
    })]


@pytest.mark.parametrize(("line", "reason"), [
    (b"{", "the line is not JSON"), (b"[" * 100_000, "the line is not JSON"), (b"[]", "the line is not a mapping"),
    (b'{"incident": "\xff"}', "the line is not UTF-8"),
    (b'{"incident": "\\ud800", "deliveries": []}', "the line holds half a character"),
    ({"deliveries": []}, "`incident` is missing: each incident has its key there, a text or a number"),
    ({"incident": "", "deliveries": []},
     "`incident` is missing: each incident has its key there, a text or a number"),
    ({"incident": ["a"], "deliveries": []},
     "`incident` is missing: each incident has its key there, a text or a number"),
    ({"incident": "b"}, "a required fact is missing (HR513)"),
    ({"incident": "b", "deliveries": [{"handed_in": "2026-05-01", "brought_by": "cat"}]},
     "not one of the options (HR507)"),
    ({"incident": "b", "colour": "red", "deliveries": []}, "no such key (HR505)"),
    ({"incident": "b", "growers": {"man": {"count": "at least 2"}}, "deliveries": []},
     "a number of which only the least is said; a record set has how many there were"),
    (b'{"incident": "b", "deliveries": [{"handed_in": "2026-05-01", "entries": [{"weight": NaN}]}]}',
     "a value of another type is due here (HR509)"),
])
def test_lines_that_are_rejected(tmp_path: Path, line: Any, reason: str) -> None:
    found = blocks(lines(tmp_path, LINE, b"", line, {**LINE, "incident": "z"}))
    assert rejects(found) == [(3, reason)]
    assert [key for key, _ in told(found)] == ["a", "z"]
    assert found[0].rows.tolist() == [1, 4], "the numbers are those of the lines"


def test_a_line_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hocrdsl.records.lines._LONGEST", 1 << 10)
    found = blocks(lines(tmp_path, LINE, b'{"incident": "' + b"x" * 5000 + b'"}', {**LINE, "incident": "z"}))
    assert rejects(found) == [(2, "the line is longer than 0 MB")]
    assert [key for key, _ in told(found)] == ["a", "z"]


def test_with_a_mark_of_its_encoding(tmp_path: Path) -> None:
    assert [key for key, _ in told(blocks(lines(tmp_path, b"\xef\xbb\xbf" + json.dumps(LINE).encode())))] == ["a"]


HEAD = "incident,deliveries.handed_in,entries.kind,entries.grower,growers.0.age,growers.1.gardens_together_with"


def sheet(path: Path, *rows: str, head: str = HEAD, encoding: str = "utf-8") -> Path:
    file = path / "set.csv"
    file.write_text("\n".join((head, *rows)) + "\n", encoding=encoding)
    return file


def test_a_sheet(tmp_path: Path) -> None:
    file = sheet(tmp_path, "a,2026-05-01,onion,0,40,", "b,2026-05-01 09:30,unknown,3,,0 2", "c,2026-05-02,,none,,none")
    assert told(blocks(file)) == [
        ("a", {"growers": {"growers 1": {"age": 40}},
               "deliveries": [{"handed_in": "2026-05-01", "entries": [{"kind": "onion", "grower": "growers 1"}]}]}),
        ("b", {"growers": {"growers 1": {}, "growers 2": {"gardens_together_with": ["growers 1", "growers 3"]},
                           "growers 3": {}, "growers 4": {}},
               "deliveries": [{"handed_in": "2026-05-01T09:30", "entries": [{"grower": "growers 4"}]}]}),
        ("c", {"growers": {"growers 1": {}, "growers 2": {"gardens_together_with": []}},
               "deliveries": [{"handed_in": "2026-05-02", "entries": [{"grower": "none"}]}]}),
    ]
    assert [block.rows.tolist() for block in blocks(file, 2)] == [[1, 2], [3]]


@pytest.mark.parametrize(("row", "reason"), [
    (",2026-05-01,onion,0,40,", "`incident` is empty"),
    ("b,2026-05-01", "the line has 2 cells, the heading line 6"),
    ("b,,onion,0,40,", "`deliveries.handed_in` is empty, and is required"),
    ("b,1 May,onion,0,40,",
     "`deliveries.handed_in` is no day or time, such as 2026-04-01 or 2026-04-01T09:30"),
    ("b,2026-05-01,rock,0,40,", "`entries.kind` is none of its options"),
    ("b,2026-05-01,none,0,40,", "`entries.kind` is none of its options"),
    ("b,2026-05-01,onion,Ann,40,", "`entries.grower` is no place in `growers` (0, 1, ...)"),
    ("b,2026-05-01,onion,-2,40,", "`entries.grower` is no place in `growers` (0, 1, ...)"),
    ("b,2026-05-01,onion,0,forty,", "`growers.0.age` is no number"),
    ("b,2026-05-01,onion,0,1e400,", "`growers.0.age` is no number"),
    ("b,2026-05-01,onion,0,nan,", "`growers.0.age` is no number"),
    ("b,2026-05-01,onion,0,40,0;1", "`growers.1.gardens_together_with` is no place in `growers` (0, 1, ...)"),
])
def test_rows_of_a_sheet_that_are_rejected(tmp_path: Path, row: str, reason: str) -> None:
    found = blocks(sheet(tmp_path, "a,2026-05-01,onion,0,40,", row, "z,2026-05-01,onion,0,40,"))
    assert rejects(found) == [(2, reason)]
    assert [key for key, _ in told(found)] == ["a", "z"]


def test_cells_in_words(tmp_path: Path) -> None:
    head = ("incident,deliveries.handed_in,entries.verdict,entries.giant,entries.complaint,entries.weight,"
            "entries.category")
    one, = told(blocks(sheet(tmp_path, 'a,2026-05-01,Kept back,YES,"soft, and small",2.50,V1  V/02', head=head)))
    assert one[1]["deliveries"][0]["entries"] == [
        {"verdict": "kept_back", "giant": True, "complaint": "soft, and small", "weight": 2.5, "category": "V1 V/02"}]


def test_a_sheet_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UnreadableRecords, match="is not UTF-8"):
        blocks(sheet(tmp_path, "\xe9,2026-05-01,onion,0,40,", encoding="latin-1"))
    with pytest.raises(UnreadableRecords, match="is no CSV"):
        blocks(sheet(tmp_path, 'a,"2026-05-01,onion,0,40,'))
    with pytest.raises(MisfitRecords, match=r"`growers\.5000\.age`"):
        open_records(sheet(tmp_path, head="incident,deliveries.handed_in,growers.5000.age"), TOY)
    with pytest.raises(MisfitRecords, match=r"has no column `deliveries\.handed_in`"):
        open_records(sheet(tmp_path, head="incident,entries.kind"), TOY)


def test_a_sheet_with_an_encoding_mark(tmp_path: Path) -> None:
    """As Excel writes it."""
    file = sheet(tmp_path, "a,2026-05-01,onion,0,40,", encoding="utf-8-sig")
    assert [key for key, _ in told(blocks(file))] == ["a"]
