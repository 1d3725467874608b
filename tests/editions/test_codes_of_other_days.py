"""A provision may name codes that rows have on other days; a code that no row ever has is a slip of the pen."""

from __future__ import annotations

from pathlib import Path

import pytest

import hocrdsl
from hocrdsl.analysis import findings

TEXT = """rulebook "Marrows"
  language 1
  cites [Book]
  in force from 1 January 2020
  known on 1 January 2022
  decides by the basket's arrived
  decides each entry
  counts prize by the marrow's sort
  where provisions disagree, judge
  where nothing classifies, judge

result judge
  cites [Book, p. 1]

result nothing
  cites [Book, p. 1]

entity basket
  has arrived: date, required

entity prize

entity entry, listed as entries
  has basket: basket, required
  has marrow: marrow

entity marrow, rows of table "marrows"
  has sort: code

table "marrows"
  cites [Book, p. 2]
  | marrow | sort | in force from | until      |
  | M1 01  | M1   |               |            |
  | M2 02  | M2   |               | 2020-12-31 |
  | M3 03  | M3   | 2021-01-01    |            |

rule A1 "All of them"
  cites [Book, p. 3]
  for each entry
  record the entry when the marrow's sort is one of M1, M2, SORT
  otherwise treat the entry as nothing

rule D1 "One for each"
  cites [Book, p. 3]
  for each entry
  count one prize for each entry

table "ranks"
  cites [Book, p. 4]
  not every combination has a row
  | sort   | => rank |
  | M1, M2 | 1       |
  | M3     | 2       |

define rank
  cites [Book, p. 4]
  for each marrow
  it is by table "ranks"

rule G1 "Rank"
  cites [Book, p. 4]
  for each entry
  then the place is the marrow's rank
"""


def rules(folder: Path, sort: str, edition: str) -> hocrdsl.Rules:
    (folder / "rulebook.rules").write_text(TEXT.replace("SORT", sort), encoding="utf-8")
    return hocrdsl.load(folder, edition=edition)


@pytest.mark.parametrize("edition", ["2020-01", "2021-01"])
def test_codes_of_other_days_are_no_slip(tmp_path: Path, edition: str) -> None:
    found = findings(rules(tmp_path, "M3", edition).plan(), groups=False)
    assert [one.title for one in found if one.code == "HR414"] == []


@pytest.mark.parametrize("edition", ["2020-01", "2021-01"])
def test_a_code_of_no_day_is_one(tmp_path: Path, edition: str) -> None:
    with pytest.raises(hocrdsl.InvalidRulebook, match="no row has the sort `M4`"):
        rules(tmp_path, "M4", edition).plan()
