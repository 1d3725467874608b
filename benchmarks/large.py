"""How long `check` takes for a rulebook of some megabytes: one rule and thousands of exceptions to it.

    python benchmarks/large.py [--megabytes 5] [--rows 1400] [--shape rows|facts|free]

`rows`: each exception is about one row of a table and a combination of facts of its own. `facts`: of the numbers and
choices of a thing, and no row. `free`: about groups of rows and numbers that overlap, told apart by nothing that a
pair of them shares, so that all answer alike. Seconds of the processor, in a process of its own.
"""

from __future__ import annotations

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FACTS = ("spoilt", "late", "borrowed", "cut")
TEXT = "    > A provision as long as provisions are: what it is about, when it holds, who decides, what follows.\n"
HEAD = """rulebook "Large"
  language 1
  cites [Fete Handbook]
  in force from 1 January 2020
  known on 1 June 2026
  decides by the delivery's handed in
  decides each entry
  counts prize by the category's section
  class rules prevail over general rules
  cites [Fete Handbook, p. 1]
  where provisions disagree, committee
  where nothing classifies, committee

result committee
  cites [Fete Handbook, p. 1]

result side-table
  cites [Fete Handbook, p. 1]

entity delivery, listed as deliveries
  has handed in: date, required

entity grower

entity category, rows of table "categories", listed as categories
  has section: code

entity entry, listed as entries
  has delivery: delivery, required
  has category: category
  has grower: grower, optional
  has kind: one of {kinds}
  has weight: number
{facts}

entity prize

table "categories"
  cites [Fete Handbook, p. 20]
  rows in "categories.csv"

rule D1 "One prize for each grower"
  cites [Fete Handbook, p. 8]
  for each entry
  count one prize for each grower
  failing which one prize

rule A1 "What goes on the table"
  cites [Fete Handbook, p. 3]
  for each entry
  record the entry
"""


def limbs(tests: list[str]) -> str:
    """Tests as limbs."""
    letters = [f"    ({chr(97 + place)}) {test}" for place, test in enumerate(tests)]
    return "\n".join([*letters[:-2], letters[-2] + "; and", letters[-1]]) + "\n"


def conditions(shape: str, rows: list[str]) -> Iterator[tuple[list[str], str]]:
    """Tests and an answer without end, so that no two that can meet answer differently."""
    ways = list(itertools.product((True, False), repeat=len(FACTS)))
    answers = itertools.cycle(("side-table", "committee"))
    if shape == "free":
        for number in itertools.count():
            one, other = rows[number % len(rows)], rows[(number * 7 + 3) % len(rows)]
            fact = FACTS[number % len(FACTS)]
            yield [f"the entry's category is one of {one}, {other}", f"the entry's weight is at least {number % 50}",
                   f"the entry's {fact}"], "side-table"
    for number in itertools.count():
        for way, answer in zip(ways, answers, strict=False):
            told = [f"the entry is {'' if yes else 'not '}{fact}" for fact, yes in zip(FACTS, way, strict=True)]
            if shape == "rows":
                place, weight = number % len(rows), number // len(rows)
                about = [f"the entry's category is {rows[place]}"]
            else:
                about, weight = [f"the entry's kind is kind-{_word(number % 40)}"], number // 40
            yield [*about, f"the entry's weight is at least {2 * weight}",
                   f"the entry's weight is less than {2 * weight + 2}", *told], answer


def _word(number: int) -> str:
    return chr(97 + number // 26) + chr(97 + number % 26)


def make(folder: Path, size: int, rows: int, shape: str) -> int:
    """Write the rulebook; the number of exceptions."""
    keys = [f"V{place // 50 + 1} V/{place:04}" for place in range(rows)]
    kinds = ", ".join(f"kind-{_word(number)}" for number in range(40))
    facts = "\n".join(f"  has {fact}: yes or no" for fact in FACTS)
    (folder / "rulebook.rules").write_text(HEAD.format(kinds=kinds, facts=facts), "utf-8")
    (folder / "categories.csv").write_text(
        "category,section\n" + "".join(f"{key},{key.split()[0]}\n" for key in keys), "utf-8")
    parts, written = [], 0
    for number, (tests, answer) in enumerate(conditions(shape, keys), 1):
        text = (f'\nexception A1.{number} to A1 "Exception {number}"\n'
                f"  cites [Fete Handbook, p. {number % 90 + 1}]\n  text\n{TEXT}  for each entry\n"
                f"  treat the entry as {answer} when all of\n{limbs(tests)}")
        parts.append(text)
        written += len(text)
        if written >= size:
            break
    (folder / "exceptions.rules").write_text("".join(parts), "utf-8")
    return len(parts)


def main() -> int:
    """Make, check, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=float, default=5)
    parser.add_argument("--rows", type=int, default=1400)
    parser.add_argument("--shape", choices=("rows", "facts", "free"), default="rows")
    parser.add_argument("--keep", help="write it there, and check nothing")
    asked = parser.parse_args()
    if asked.keep:
        Path(asked.keep).mkdir(parents=True, exist_ok=True)
        print(make(Path(asked.keep), int(asked.megabytes * 1e6), asked.rows, asked.shape), "exceptions")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "large"
        book.mkdir()
        number = make(book, int(asked.megabytes * 1e6), asked.rows, asked.shape)
        environment = {**os.environ, "XDG_CACHE_HOME": folder, "PYTHONPATH": str(ROOT)}
        begun, before = time.perf_counter(), os.times()
        told = subprocess.run([sys.executable, "-m", "hocrdsl", "check", str(book), "--format", "concise"],
                              env=environment, capture_output=True, text=True)
        after = os.times()
        used = after.children_user + after.children_system - before.children_user - before.children_system
        print("\n".join(told.stdout.splitlines()[-3:]) + told.stderr[-500:])
        clock = time.perf_counter() - begun
        print(f"{asked.megabytes} MB, {number} exceptions ({asked.shape}): {clock:.1f} s by the clock, "
              f"{used:.1f} s of the processor (gate 60 s)")
    return told.returncode


if __name__ == "__main__":
    raise SystemExit(main())
