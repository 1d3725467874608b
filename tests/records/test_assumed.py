"""What is assumed where a decision turns on it: what was told before, by its not being known, is told anew."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="pip install 'hocrdsl[fast]'")
pytest.importorskip("llvmlite", reason="pip install 'hocrdsl[fast]'")

from hocrdsl.records.engines import Compiled  # noqa: E402
from hocrdsl.records.fast import Fast, Portable  # noqa: E402
from hocrdsl.records.layout import layout_of  # noqa: E402
from hocrdsl.records.outputs import asked_for  # noqa: E402
from hocrdsl.records.rows_in import batch_of  # noqa: E402
from hocrdsl.rules import load  # noqa: E402
from tests.records import concluding  # noqa: E402

# by what is seen before it is asked for: the digger, asked for in choosing, and the lot, asked for in counting
SEEN = {
    "a fact": "the find's lot is left",
    "the first that is known": "the find's place is lower",
    "somebody new": "any digger where (the digger's trained)",
    "nobody new": "no digger where (the digger's trained)",
}
RULES = """
define place
  cites [Finds Book]
  for each find
  it is the first of the following that is known
    (1) the find's lot; and
    (2) the find's kind's shelf

rule A1 "Some"
  cites [Finds Book]
  for each find
  record the find when SEEN
  otherwise treat the find as keeper

rule F1 "Worth"
  cites [Finds Book]
  for each find and other find
  where the two have the same digger
  let the more serious prevail by the first of the following that decides
    (1) the greater worth

rule D1 "One each"
  cites [Finds Book]
  for each find
  count one hoard for each lot

rule G1 "Numbers"
  cites [Finds Book]
  for each hoard
  then the price is the hoard's kind's worth
"""
HEAD = concluding.HEAD.replace("entity delivery", """  has trained: yes or no
  guidance "Is the digger trained?"

entity delivery""", 1)


def incident(seed: int) -> dict[str, Any]:
    random = Random(seed)
    found = concluding.incident(random, 0.25)
    for digger in found["diggers"].values():
        digger["trained"] = random.random() < 0.2
    if seed % 2:
        # whoever may have dug is somebody new
        del found["diggers"]
        for delivery in found["deliveries"]:
            for find in delivery["finds"]:
                find.pop("digger", None)
    return found


@pytest.mark.parametrize(("seen", "portable"), [*[(seen, False) for seen in SEEN], ("the first that is known", True)])
def test_what_was_seen_before(seen: str, portable: bool, tmp_path: Path) -> None:
    (tmp_path / "rulebook.rules").write_text(HEAD, encoding="utf-8")
    (tmp_path / "rules.rules").write_text(RULES.replace("SEEN", SEEN[seen]), encoding="utf-8")
    rules = load(tmp_path)
    said = asked_for(rules, ("price",))
    compiled = Compiled(rules, said)
    engine: Any = (Portable(rules, compiled, worth=0, said=said) if portable else
                   Fast(rules, compiled, worth=0, open_worth=0, said=said))
    some = batch_of([incident(seed) for seed in range(150)],
                    layout_of(rules.plan().vocabulary), [f"{place:03}" for place in range(150)])
    found, wanted = engine.decide(some), compiled.decide(some)
    assert not engine.cannot and found.fell_back < 100
    assert found.incidents.column("determined").true_count < 148
    for table, other in zip(found[:3], wanted[:3], strict=True):
        assert table.to_pylist() == other.to_pylist()
