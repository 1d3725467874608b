"""Tables taken to a sheet and back: what is untouched stays to the byte, what is spoilt is told with row and column."""

from __future__ import annotations

import io
import random
import sys
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hocrdsl.editions.folder import Folder
from hocrdsl.model.wordings import wordings
from hocrdsl.rules import load
from hocrdsl.sheets import (
    MissingExcel, Sheet, Unfit, Written, find, from_csv, from_excel, misfits_of, put, summed, to_csv, to_excel,
    told,
)  # fmt: skip
from hocrdsl.sheets.sheet import flat
from hocrdsl.syntax import nodes as syntax

ROOT = Path(__file__).parents[2]
TOY, HOCR = ROOT / "tests" / "toy", ROOT / "rulebooks" / "hocr"
FORMS = ("xlsx", "csv")


def folder_of(path: Path) -> Folder:
    files = [*path.rglob("*.rules"), *path.rglob("*.csv")]
    # as bytes, so that line ends stay
    texts = {f"book/{file.relative_to(path).as_posix()}": file.read_bytes().decode("utf-8") for file in files}
    return Folder(texts, "book")


@cache
def hocr() -> tuple[Folder, Any]:
    return folder_of(HOCR), load("hocr").plan().model


def away(written: Written, form: str) -> bytes:
    sheet = written.sheet("book")
    return to_excel(sheet) if form == "xlsx" else to_csv(sheet)


def back(written: Written, raw: bytes, form: str) -> Sheet:
    kinds = dict(zip(written.headings, written.kinds, strict=True))
    return from_excel(raw, kinds) if form == "xlsx" else from_csv(raw)


def every_table() -> list[tuple[str, str | None]]:
    """Every table of the rulebook by title, earlier wordings by a day on which they were in force."""
    folder, _ = hocr()
    items = folder.text().items
    found: list[tuple[str, str | None]] = [
        (item.title.text, None) for item in items if isinstance(item, syntax.Table) and not item.earlier]
    lines = wordings(items, [])
    return found + [(at[1], one.since or one.until) for at, line in lines.items() if at[0] == "table" for one in line]


def test_there_are_tables_in_rules_in_files_and_of_other_days() -> None:
    folder, model = hocr()
    made = [find(folder, title, day, model) for title, day in every_table()]
    assert {one.in_rules for one in made} == {True, False}
    assert any(day is not None for _, day in every_table())
    assert {kind for one in made for kind in one.kinds} == {"text", "number", "date"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("title", "day"), every_table())
def test_a_table_taken_away_and_back_changes_no_byte(title: str, day: str | None, form: str) -> None:
    folder, model = hocr()
    written = find(folder, title, day, model)
    made = put(written, back(written, away(written, form), form))
    assert (made.misfits, made.changes) == ((), ())
    assert made.folder is not None and made.folder.files == folder.files


# --- a table with comments, in rules and in a file -----------------------------------------

RULES = """entity thing, rows of table "things"
  has size: number, optional
  has sort: code

-- above
table "things"
  cites [Handbook, p. 1]
  -- before the headings
  | thing | size | sort | in force from | until        |
  | A/01  | 1    | A    |               | 1 March 2021 |  -- the first
  -- between
  | A/02  | 2.5  | A    | 2021-03-02    |              |
  | B/01  |      | B    |               |              |
  -- at the end

table "after"
  cites [Handbook, p. 2]
  | x | => y |
  | a | b    |
"""
CSV = """# where it is from
thing,size,sort,in force from,until
A/01,1,A,,1 March 2021
# between
A/02,2.5,A,2021-03-02,
"B/01",,B,,
"""


def small(form: str) -> Written:
    if form == "rules":
        return find(Folder({"t/a.rules": RULES}, "t"), "things")
    rules = RULES[: RULES.index("  -- before")] + '  rows in "things.csv"\n'
    return find(Folder({"t/a.rules": rules, "t/things.csv": CSV}, "t"), "things")


def edited(sheet: Sheet, rows: list[tuple[str, ...]]) -> Sheet:
    return Sheet(sheet.headings, tuple(rows), tuple(range(2, len(rows) + 2)), sheet.about)


def test_a_sheet_says_what_it_is() -> None:
    sheet = small("rules").sheet("things to test")
    assert sheet.headings == ("thing", "size", "sort", "in force from", "until")
    assert sheet.rows[0] == ("A/01", "1", "A", "", "2021-03-01")
    assert sheet.about[:3] == ("table: things", "rulebook: things to test", "place: t/a.rules:6")
    assert sheet.about[3] == "cites: [Handbook, p. 1]"
    assert sheet.about[5:] == ("note: before the headings", "note: the first", "note: between")
    assert small("csv").sheet("x").about[-2:] == ("note: where it is from", "note: between")


@pytest.mark.parametrize("form", ["rules", "csv"])
def test_lines_that_stay_and_comments_are_kept(form: str) -> None:
    written = small(form)
    rows = [("A/01", "1", "A", "", "2021-03-02"), ("C/01", "7", "C", "2024-01-01", ""), ("B/01", "", "B", "", "")]
    made = put(written, edited(written.sheet("x"), rows))
    assert made.folder is not None
    if form == "rules":
        assert made.folder.files["t/a.rules"] == RULES.replace(
            "| 1 March 2021 |  -- the first", "| 2 March 2021 |  -- the first").replace(
            "  | A/02  | 2.5  | A    | 2021-03-02    |              |\n",
            "  | C/01  | 7    | C    | 2024-01-01    |              |\n")
    else:
        assert made.folder.files["t/things.csv"] == CSV.replace("1 March 2021", "2 March 2021").replace(
            "A/02,2.5,A,2021-03-02,\n", "C/01,7,C,2024-01-01,\n")
    assert told(written, made.changes) == [
        "~ row 2 (A/01): until 1 March 2021 -> 2 March 2021", "- | A/02 | 2.5 | A | 2021-03-02 |  |",
        "+ row 3: | C/01 | 7 | C | 2024-01-01 |  |",
    ]  # fmt: skip
    assert summed(made.changes) == "1 added, 1 removed, 1 changed"


def test_what_says_the_same_is_no_change() -> None:
    written = small("rules")
    rows = [("A/01", "1.0", "A", "", "1 March 2021"), ("A/02", "2.50", "A", "2 March 2021", ""),
            ("B/01", "", "B", "", "")]
    assert put(written, edited(written.sheet("x"), rows)).changes == ()


def test_the_comment_of_a_row_that_goes_stays() -> None:
    written = small("rules")
    made = put(written, edited(written.sheet("x"), list(written.sheet("x").rows[1:])))
    assert made.folder is not None
    assert made.folder.files["t/a.rules"] == RULES.replace(
        "  | A/01  | 1    | A    |               | 1 March 2021 |  -- the first\n", "  -- the first\n")


CELLS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=8).map(
    lambda text: flat(text.replace("|", "/")))
DAYS = st.sampled_from(["", "2021-03-02", "2026-04-01", "2024-02-29 as made on 2024-02-01"])
ROWS = st.tuples(st.sampled_from(["A/01", "A/02", "B/01", "008/06", "#1", '"q"']), CELLS, CELLS, DAYS, DAYS)


@settings(max_examples=150, deadline=None)
@given(st.lists(ROWS, max_size=6), st.integers(), st.sampled_from(["rules", "csv"]), st.sampled_from(FORMS))
def test_whatever_is_put_in_is_there_and_nothing_else_changes(
    rows: list[tuple[str, ...]], seed: int, where: str, form: str
) -> None:
    written = small(where)
    kept = [row for row in written.sheet("x").rows if random.Random(seed).random() < 0.7]
    mixed = [*kept, *rows]
    random.Random(seed).shuffle(mixed)
    sheet = Sheet(written.sheet("x").headings, tuple(mixed), about=written.sheet("x").about)
    raw = to_excel(sheet) if form == "xlsx" else to_csv(sheet)
    read = back(written, raw, form)
    assert read.misfits == () and read.rows == tuple(mixed)
    made = put(written, read)
    assert made.misfits == () and made.folder is not None
    assert not list(made.folder.wrong())
    again = find(made.folder, "things")
    assert again.sheet("x").rows == tuple(mixed)
    assert put(again, read).changes == ()
    # every line that is no row is where it was, in its order
    assert others(written.folder, written.file) == others(made.folder, written.file)


def others(folder: Folder, file: str) -> list[str]:
    """Comments, and whatever else is no row of the table."""
    lines = [line.rstrip("\n") for line in folder.lines(file)]
    if file.endswith(".csv"):
        return [line for line in lines if line.startswith("#")]
    comments = [one.text for one in folder.read(file).comments]
    return comments + [line for line in lines if not line.startswith(("  | ", "  --")) or line == "  | a | b    |"]


# --- spoilt -----------------------------------------------------------------------------------


def spoilt(change: Callable[[Any], None]) -> list[str]:
    """What is told of a workbook after a change."""
    written = small("rules")
    book = openpyxl.load_workbook(io.BytesIO(away(written, "xlsx")))
    change(book)
    out = io.BytesIO()
    book.save(out)
    sheet = back(written, out.getvalue(), "xlsx")
    return [one.told("s.xlsx", sheet.headings) for one in put(written, sheet).misfits]


def cell(place: str, value: Any) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book["rows"][place] = value
    return change


@pytest.mark.parametrize(("change", "words"), [
    (cell("C2", "=A1"), ["row 2, column C (sort): the cell holds a formula"]),
    (cell("C2", 106), ["row 2, column C (sort): the cell holds the number 106, where text stands"]),
    (cell("A2", datetime(2026, 6, 8)), ["row 2, column A (thing): the cell holds the date or time 2026-06-08"]),
    (cell("D2", datetime(2026, 6, 8, 12)), ["row 2, column D (in force from): the cell holds the date or time"]),
    (cell("D2", "8 June"), ["row 2, column D (in force from): there is no date `8 June`"]),
    (cell("A2", "#REF!"), ["row 2, column A (thing): the cell holds the error #REF!"]),
    (cell("A2", "a|b"), ["row 2, column A (thing): a cell can't hold `|`"]),
    (cell("A2", "a\x7fb"), ["row 2, column A (thing): the cell holds a sign that can't be printed"]),
    (cell("G2", "x"), ["row 2, column G: the column has no heading"]),
    (cell("C1", "sorts"), [
        "row 1: the column `sort` is missing", "row 1, column C (sorts): the table has no column `sorts`"]),
    (cell("B1", "sort"), [
        "row 1: the column `size` is missing", "row 1, column C (sort): the column `sort` stands twice"]),
    (lambda book: book["rows"].merge_cells("A2:A3"), ["row 2, column A (thing): the cells A2:A3 are merged"]),
    (lambda book: book["rows"].insert_rows(3), ["row 3: the row is blank"]),
    (lambda book: book.create_sheet("More"), ["s.xlsx: the sheet `More` is not read"]),
    (lambda book: book["rows"].delete_rows(1, 9), ["the sheet has no headings"]),
    (lambda book: book.remove(book["rows"]), ["none of its sheets is called `rows`"]),
    (cell("E5", "x" * 3), ["row 5, column E (until): there is no date `xxx`"]),
])  # fmt: skip
def test_a_spoilt_workbook_is_told_plainly(change: Callable[[Any], None], words: list[str]) -> None:
    found = sorted(spoilt(change))
    assert all(word in one for word, one in zip(sorted(words), found, strict=False)), found
    # nothing is told twice: a merged cell leaves blanks, which are its rows'
    assert len(found) == len(words) or "merged" in words[0]


def test_everything_wrong_is_told_at_once() -> None:
    def change(book: Any) -> None:
        book["rows"]["C2"], book["rows"]["D3"], book["rows"]["B4"] = 7, "soon", "=1"
    assert len(spoilt(change)) == 3


def test_days_and_numbers_that_excel_has_as_such_are_read() -> None:
    def change(book: Any) -> None:
        book["rows"]["B2"], book["rows"]["E2"] = 1, datetime(2021, 3, 1)
    assert spoilt(change) == []


def test_what_the_rulebook_refuses_has_its_place_in_the_sheet() -> None:
    written = find(folder_of(TOY), "order of merit")
    sheet = written.sheet("toy")
    made = put(written, edited(sheet, [("V1 V/09", "1"), sheet.rows[1], ("V2 V/03", "3")]))
    inside, elsewhere = misfits_of(made, written)
    assert [one.told("s.csv", sheet.headings) for one in inside] == [
        "s.csv: row 2, column A (category): no category `V1 V/09`: no row has this key; did you mean `V1 V/01`?"]
    assert elsewhere == ()
    # what refers to a row that is gone stands elsewhere
    table = find(folder_of(TOY), "categories")
    gone = put(table, edited(table.sheet("toy"), list(table.sheet("toy").rows[1:])))
    inside, elsewhere = misfits_of(gone, table)
    assert inside == () and {one.code for one in elsewhere} == {"HR211"}


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b'thing,size\n"']))
def test_whatever_bytes_come_they_are_told(raw: bytes, opening: bytes) -> None:
    written = small("csv")
    for form in FORMS:
        sheet = back(written, opening + raw, form)
        assert put(written, sheet).misfits, (form, raw)


def test_a_csv_of_excel_is_read() -> None:
    written = small("rules")
    raw = away(written, "csv").decode()
    assert put(written, from_csv(b"\xef\xbb\xbf" + raw.replace("\n", "\r\n").encode())).changes == ()
    short = from_csv(raw.replace("B/01,,B,,", "B/01,,B,").encode())
    assert [one.what for one in short.misfits] == ["the row has 4 cells, the headings are 5"]
    assert "quoted" in from_csv(b'thing,size\n"a,b\n').misfits[0].what
    assert "workbook" in from_csv(b"PK\x03\x04...").misfits[0].what


def test_a_sheet_of_another_table_is_refused() -> None:
    folder = Folder({"t/a.rules": RULES}, "t")
    sheet = find(folder, "after").sheet("x")
    found = [one.what for one in put(find(folder, "things"), sheet).misfits]
    assert 'the sheet is of table "after", not of "things"' in found


def test_tables_that_are_not_there() -> None:
    folder = Folder({"t/a.rules": RULES}, "t")
    with pytest.raises(Unfit, match='did you mean "things"'):
        find(folder, "thing s")
    assert find(folder, "Things").table.title.text == "things"
    earlier = RULES.replace('table "things"', 'earlier wording of table "things"').replace(
        'rows of earlier wording of table', 'rows of table').replace(
        "p. 1]\n", "p. 1]\n  in force from 1 May 2020 until 1 May 2021\n", 1)
    folder = Folder({"t/a.rules": earlier}, "t")
    assert find(folder, "things", "2020-06-01").table.earlier
    with pytest.raises(Unfit, match="no wording of it is in force on 2022-01-01"):
        find(folder, "things", "2022-01-01")
    with pytest.raises(Unfit, match="no wordings of it are of today; say of which day with --as-of"):
        find(folder, "things")


def test_without_openpyxl_csv_still_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    written = small("rules")
    with pytest.raises(MissingExcel, match=r"hocrdsl\[excel\]"):
        away(written, "xlsx")
    assert put(written, from_csv(away(written, "csv"))).changes == ()
