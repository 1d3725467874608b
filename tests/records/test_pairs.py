"""Provisions about two things, as the loops try them: which are asked one way round, and what rows have settled."""

from __future__ import annotations

from pathlib import Path

import pytest

from hocrdsl.backends.columnar.emit_pairs import less, symmetric
from hocrdsl.backends.columnar.emit_rows import Rows
from hocrdsl.backends.columnar.emit_tallies import every
from hocrdsl.backends.columnar.emit_tests import Emitter
from hocrdsl.backends.columnar.layout import Layout
from hocrdsl.rules import load
from tests.records import concluding

HEAD = """  cites [Finds Book]
  for each find and other find
"""
# what is said of two things; whether it is the same both ways round; how many limbs rows leave to be asked
PAIRS = {
    "the same lot": ("""
  where the two have the same lot
  count both
""", True, 1),
    "both of them": ("""
  where all of
    (a) the find's broken
    (b) the two have the same lot; and
    (c) the other find's broken
  count both
""", True, 3),
    "one of them": ("""
  where all of
    (a) the find's broken; and
    (b) the two have the same lot
  count both
""", False, 2),
    "the one and not the other": ("""
  where all of
    (a) the find's broken
    (b) the other find's broken is no; and
    (c) the two have the same lot
  count both
""", False, 3),
    "either of them": ("""
  where all of
    (a) the two have the same lot; and
    (b) any of
        (i) the other find's broken; or
        (ii) the find's broken
  count both
""", True, 2),
    "the lighter": ("""
  where all of
    (a) the two have the same lot; and
    (b) the find's weight is less than the other find's weight
  count both
""", False, 2),
    "of one weight at most": ("""
  where all of
    (a) the find's weight is at least the other find's weight
    (b) the two have the same lot; and
    (c) the other find's weight is at least the find's weight
  count both
""", True, 3),
    "who prevails": ("""
  where the two have the same lot
  let the find prevail over the other find
""", False, 1),
    "the more serious": ("""
  where the two have the same digger
  let the more serious prevail by the first of the following that decides
    (1) the lower worth
""", True, 1),
    "when one is broken": ("""
  where the two have the same lot
  count both when the find's broken
""", False, 1),
    "settled by rows": ("""
  where all of
    (a) the find's kind's shelf is upper
    (b) the other find's kind's shelf is upper
    (c) the find's kind's worth is less than 5; and
    (d) the two have the same lot
  count both
""", False, 1),
    "somebody else's row": ("""
  where all of
    (a) the two have the same lot; and
    (b) any of
        (i) the find's kind's shelf is upper; or
        (ii) the find's broken
  count both
""", False, 2),
}


@pytest.mark.parametrize("name", PAIRS)
def test_what_is_left_to_ask(name: str, tmp_path: Path) -> None:
    said, both_ways, limbs = PAIRS[name]
    text = concluding.RULES.replace('rule D1 "One each"', f'rule F9 "{name}"\n{HEAD}{said[1:]}\nrule D1 "One each"')
    (tmp_path / "rulebook.rules").write_text(concluding.HEAD, encoding="utf-8")
    (tmp_path / "rules.rules").write_text(text, encoding="utf-8")
    plan = load(tmp_path).plan()
    provision = plan.model.provisions["F9"]
    assert symmetric(provision) is both_ways
    where = less(provision, Rows(Emitter(Layout(plan)), plan.strata["choose"])).where
    assert (0 if where is None else len(every(where))) == limbs
