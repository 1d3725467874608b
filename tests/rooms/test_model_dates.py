"""Dates on rows, facts, tables, results and entities."""

from __future__ import annotations

from pathlib import Path

import pytest

from hocrdsl.model import check, edition_days, fold
from hocrdsl.source import SourceText, tidy
from hocrdsl.syntax import fill_table, format_source, parse_all, write
from hocrdsl.syntax import nodes as syntax

TOY = Path(__file__).resolve().parents[1] / "toy"
ROWS = """table "stalls"
  cites [Fete Handbook, p. 30]
  in force from 1 January 2021
  not every combination has a row
  | kind   | in force from | until          | => stall |
  | marrow |               | 31 March 2022  | 1        |
  | marrow | 1 April 2022  |                | 2        |
  | onion  | 2023-01-01    | 2023-06-30     | 3        |

define stall
  in force from 1 January 2021
  for each entry
  it is by table "stalls"

rule G7 "Stalls"
  cites [Fete Handbook, p. 30]
  in force from 1 January 2021
  for each entry
  then the place on the lawn is the stall
"""
FACTS = """result raffle
  cites [Fete Handbook, p. 31]
  in force from 1 April 2022

entity tent
  text
    > A roof.
  in force from 1 April 2022
  has coloured: yes or no
  has wet: yes or no; presume no when unknown [Fete Handbook, p. 31]
  guidance "Is the cloth wet?"
  in force from 1 April 2023 until 31 March 2024
"""


def read(*texts: str) -> syntax.RulebookText:
    files = [SourceText(path.name, tidy(path.read_text("utf-8"))) for path in sorted(TOY.glob("*.rules"))]
    parsed = parse_all([*files, *(SourceText(f"more{i}.rules", text) for i, text in enumerate(texts))])
    assert parsed.value is not None and not parsed.diagnostics, parsed.diagnostics
    return parsed.value


def item(text: syntax.RulebookText, kind: type, name: str) -> object:
    named = [one for one in text.items if isinstance(one, kind)]
    return next(
        (one for one in named if getattr(one, "name", getattr(one, "title", None)).text == name), None
    )


@pytest.mark.parametrize("text", [ROWS, FACTS])
def test_the_layout_is_canonical_and_read_again(text: str) -> None:
    formatted = format_source(SourceText("a.rules", text)).value
    assert formatted is not None and format_source(SourceText("a.rules", formatted)).value == formatted
    once = parse_all([SourceText("a.rules", text)]).value
    assert once is not None
    assert once.items == parse_all([SourceText("a.rules", "\n".join(map(write, once.items)))]).value.items  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("day", "cells"),
    [
        ("2020-01-01", None),
        ("2021-01-01", [("marrow", "1")]),
        ("2022-03-31", [("marrow", "1")]),
        ("2022-04-01", [("marrow", "2")]),
        ("2023-06-30", [("marrow", "2"), ("onion", "3")]),
        ("2023-07-01", [("marrow", "2")]),
    ],
)
def test_a_row_is_in_its_table_on_its_days(day: str, cells: list[tuple[str, str]] | None) -> None:
    folded = fold(read(ROWS), day)
    assert folded.value is not None, folded.diagnostics
    table = item(folded.value, syntax.Table, "stalls")
    if cells is None:
        assert table is None
        return
    assert isinstance(table, syntax.Table)
    assert [tuple(cell.text for cell in row.cells) for row in table.rows] == cells
    assert [cell.text for cell in table.headings] == ["kind", "stall"] and table.first_output == 1
    model = check(folded.value).value
    assert model is not None and len(model.tables["stalls"].rows) == len(cells)


def test_the_days_of_rows_and_facts_make_editions() -> None:
    rows = {"2021-01-01", "2022-04-01", "2023-01-01", "2023-07-01"}
    plain = set(edition_days(read()))
    assert set(edition_days(read(ROWS))) == plain | rows
    assert set(edition_days(read(FACTS))) == plain | {"2022-04-01", "2023-04-01", "2024-04-01"}
    # what begins, or ends, after the day as known on which the text is wanted is not known
    assert "2023-07-01" not in edition_days(read(ROWS), known="2023-03-01")


@pytest.mark.parametrize(
    ("day", "facts"),
    [
        ("2022-03-31", None), ("2022-04-01", ["coloured"]), ("2023-04-01", ["coloured", "wet"]),
        ("2024-04-01", ["coloured"]),
    ],
)  # fmt: skip
def test_a_fact_is_declared_on_its_days(day: str, facts: list[str] | None) -> None:
    folded = fold(read(FACTS), day).value
    assert folded is not None
    entity = item(folded, syntax.Entity, "tent")
    assert (item(folded, syntax.Result, "raffle") is None) == (facts is None)
    assert ([fact.name.text for fact in entity.facts] if isinstance(entity, syntax.Entity) else None) == facts


def test_what_was_not_known_of_a_row() -> None:
    folded = fold(read(ROWS), "2023-08-01", known="2023-03-01").value
    assert folded is not None
    table = item(folded, syntax.Table, "stalls")
    # its end was not known yet
    assert isinstance(table, syntax.Table) and [row.cells[0].text for row in table.rows] == ["marrow", "onion"]


def test_one_key_may_stand_twice_on_different_days() -> None:
    rows = """table "tubs"
  cites [Fete Handbook, p. 20]
  | tub | litres | in force from | until      |
  | T1  | 5      |               | 2022-03-31 |
  | T1  | 6      | {since}       |            |

entity tub, rows of table "tubs"
  has litres: number

define roomy
  for each tub
  it is so when the litres is at least 6
"""
    good = fold(read(rows.format(since="2022-04-01")), "2022-04-01").value
    assert good is not None and (model := check(good).value) is not None
    assert model.rows["tub"].columns["litres"] == (6,)
    overlapping = fold(read(rows.format(since="2022-03-31")), "2022-03-31").value
    assert overlapping is not None
    assert "HR235" in [one.code for one in check(overlapping).diagnostics]


def csv(body: str) -> tuple[syntax.Table | None, list[tuple[str, int, int]]]:
    table = parse_all([SourceText("t.rules", 'table "t"\n  cites [H]\n  rows in "t.csv"\n')]).value.items[0]  # type: ignore[union-attr]
    assert isinstance(table, syntax.Table)
    filled = fill_table(table, SourceText("t.csv", body))
    return filled.value, [
        (one.code, one.primary.span.line, one.primary.span.column) for one in filled.diagnostics if one.primary
    ]


def test_dates_in_a_file() -> None:
    rows = 'A,1 April 2019,,1\nB,,2020-02-29,2\n"C, D",,"2020-03-31",3\n'
    table, found = csv("# notes\nkey,in force from,until,=> a\n" + rows)
    assert not found and table is not None
    assert [(row.since and row.since.iso, row.until and row.until.iso) for row in table.rows] == [
        ("2019-04-01", None), (None, "2020-02-29"), (None, "2020-03-31"),
    ]  # fmt: skip


def test_bad_dates_in_a_file_are_told_at_line_and_column() -> None:
    rows = "A,soon,\nB,2019-02-29,\nC,2020-04-01,2021-04-01\nD,32 May 2019,\n"
    table, found = csv("# notes\nkey,in force from,until\n" + rows)
    assert table is None
    assert found == [("HR109", 3, 3), ("HR109", 4, 3), ("HR109", 6, 3)]
