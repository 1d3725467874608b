"""Tables made at random, of few rows and of many: the engines that try all rows at once give what the compiled function
gives, and that what the reference gives, whatever is unknown, none, or both a day and a minute of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="pip install 'hocrdsl[fast]'")
pytest.importorskip("llvmlite", reason="pip install 'hocrdsl[fast]'")

from hocrdsl.backends.trace import edition as traced  # noqa: E402
from hocrdsl.records.engines import Compiled  # noqa: E402
from hocrdsl.records.fast import Fast, Portable  # noqa: E402
from hocrdsl.records.layout import layout_of  # noqa: E402
from hocrdsl.records.rows_in import batch_of  # noqa: E402
from hocrdsl.rules import Rules, load  # noqa: E402
from hocrdsl.world.decide import decide  # noqa: E402

ENDS = ("one", "two", "three", "four", "five")
HEAD = """
rulebook "Tables"
  language 1
  cites [Tables]
  in force from 1 January 2020
  known on 1 January 2026
  decides by the notice's received
  decides each case
  counts record by the reason's class
  local time UTC
  class rules prevail over general rules
  cites [Tables]
  where provisions disagree, end five
  where nothing classifies, end five
"""
VOCABULARY = """
entity notice
  has received: date, required
  has loud: yes or no
  guidance "Was it loud?"

entity reason, rows of table "reasons"
  has class: code

table "reasons"
  cites [Tables]
  | reason | class |
  | R1     | R1    |
  | R2     | R2    |

entity matter
  has reason: reason

entity person, listed as people
  has age: number
  guidance "How old is it?"

entity case, a kind of matter, listed as cases
  has notice: notice, required
  has teller: person
  guidance "Who told it?"
  has side: one of left, right, middle, none
  guidance "Which side?"
  has word: one of alpha, beta, gamma, delta, epsilon, zeta, eta
  guidance "Which word?"
  has told: yes or no
  guidance "Is it told?"
  has weight: number
  guidance "How heavy is it?"
  has size: number, optional
  guidance "How large is it? None where it has no size."
  has began: date
  guidance "When did it begin?"
  has ended: date, optional
  guidance "When did it end? None where it did not."

entity record, a kind of matter
"""
RULES = """
define heavy
  cites [Tables]
  for each case
  it is so when any of
    (a) the case is told; or
    (b) the weight is at least 3

define long
  cites [Tables]
  for each case
  it is so when the ended is after 24 hours after the began

define sized
  cites [Tables]
  for each case
  it is so when there is a size

define late
  cites [Tables]
  for each case
  it is so when the notice's received is after the ended

define of age
  cites [Tables]
  for each case
  it is so when the teller's age is at least 18

define tried
  cites [Tables]
  for each case
  it is by table "tried"

table "tried"
  cites [Tables]
  the first row that fits
"""
# by heading, what a cell may ask
CELLS = {
    "side": ("left", "right", "middle", "left, middle"),
    "word": ("alpha", "beta, eta", "gamma, delta, zeta", "epsilon"),
    "told": ("yes", "no"), "weight": ("less than 3", "at least 7", "more than 5", "2, 4, 9", "0",
               "1, 5, 6, 8, 10, 2.5"),
    "size": ("less than 0", "at most 2", "-1, 1", "at least 1"), "heavy": ("yes", "no"), "long": ("yes", "no"),
    "sized": ("yes", "no"), "late": ("yes", "no"), "of age": ("yes", "no"), "notice's loud": ("yes", "no"),
}


@cache
def rules(folder: Path, seed: int, rows: int) -> Rules:
    """A rulebook with one table of so many rows."""
    random = Random(seed)
    headings = random.sample(sorted(CELLS), 7)
    # of many rows the last ones are met too
    fewest, lines = 1 if rows < 20 else 3, []
    for row in range(rows):
        asked = random.sample(headings, fewest + random.randint(0, 2) if row < rows - 1 else 0)
        lines.append([*[random.choice(CELLS[one]) if one in asked else "any" for one in headings],
                      f"end {random.choice(ENDS)}" if row % 4 else random.choice(["kind one", "kind two"])])
    kinds = sorted({one[-1] for one in lines})
    table = "\n".join("  | " + " | ".join(one) + " |" for one in [[*headings, "=> tried"], *lines])
    treated = "\n".join(f"  treat the case as {one} when the tried is {one}" for one in kinds if one.startswith("end"))
    classed = "\n".join(f"  classify the case as {'R1' if one == 'kind one' else 'R2'} when the tried is {one}"
                        for one in kinds if one.startswith("kind"))
    results = "".join(f"\nresult end {one}\n  cites [Tables]\n" for one in ENDS)
    rest = (f'\n\nrule A1 "Ends"\n  cites [Tables]\n  for each case\n{treated}\n  otherwise record the case\n\n'
            f'rule B1 "Classes"\n  cites [Tables]\n  for each case\n{classed}\n\n'
            'rule D1 "One record"\n  cites [Tables]\n  for each case\n  count one record for each notice\n')
    folder.mkdir()
    (folder / "rulebook.rules").write_text(HEAD.strip() + "\n" + results)
    (folder / "vocabulary.rules").write_text(VOCABULARY.strip() + "\n")
    (folder / "rules.rules").write_text(RULES.strip() + "\n" + table + rest)
    return load(folder)


def incident(random: Random, known: float, alone: bool) -> dict[str, Any]:
    """One incident; `alone`: of one case."""

    def case() -> dict[str, Any]:
        told = {
            "side": random.choice(["left", "right", "middle", "none"]), "teller": random.choice(["p", "q"]),
            "word": random.choice(["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta"]),
            "told": random.random() < 0.5, "weight": random.choice([0, 1, 2, 2.5, 3, 5, 7, 9, 10, 40, -2]),
            "size": random.choice(["none", -1, 0, 1, 2, 3.5]), "began": day(),
            "ended": random.choice(["none", day(), day()]),
        }
        return {key: value for key, value in told.items() if random.random() < known}

    def day() -> str:
        date = f"2025-03-0{random.randint(1, 4)}"
        return date if random.random() < 0.4 else f"{date}T{random.choice(['00:00', '09:30', '23:59'])}"

    notices = [{"received": day(), "cases": [case() for _ in range(1 if alone else random.randint(0, 3))]}
               for _ in range(1 if alone else random.randint(1, 2))]
    for notice in notices:
        if random.random() < known:
            notice["loud"] = random.random() < 0.5
    return {"people": {"p": {"age": random.choice([5, 18, 40])}, "q": {}}, "notices": notices}


def incidents(of: Rules, seed: int, count: int, known: float) -> list[dict[str, Any]]:
    random = Random(seed)
    made = [incident(random, known, place % 3 > 0) for place in range(count)]
    found = [one for one in made if not of.validate(one)]
    assert len(found) > count // 2
    return found


# one word of rows, one that is full, one more, and several
@pytest.mark.parametrize(("seed", "rows"), [(1, 5), (3, 32), (5, 62), (6, 63), (8, 150)])
def test_as_the_compiled_function(seed: int, rows: int, tmp_path: Path) -> None:
    of = rules(tmp_path / "book", seed, rows)
    # more completions than that are told of as more than are tried
    compiled = Compiled(of, limit=32)
    fast, portable = Fast(of, compiled, worth=0, open_worth=0), Portable(of, compiled, worth=0)
    for known, count in ((1.0, 150), (0.9, 60), (0.6, 40)):
        told = incidents(of, seed, count, known)
        batch = batch_of(told, layout_of(of.plan().vocabulary), [f"{place:04}" for place in range(len(told))])
        wanted = compiled.decide(batch)
        for engine in (fast, portable):
            found = engine.decide(batch)
            assert found.fell_back < len(told) // 2
            for table, other in zip(found[:3], wanted[:3], strict=True):
                table.validate(full=True)
                assert table.schema == other.schema
                assert table.to_pylist() == other.to_pylist()


@pytest.mark.parametrize(("seed", "rows"), [(2, 12), (8, 150)])
def test_the_compiled_function_as_the_reference(seed: int, rows: int, tmp_path: Path) -> None:
    of = rules(tmp_path / "book", seed, rows)
    plan, meta = of.plan(), dict.fromkeys(("rulebook", "digest", "edition", "known", "package"), "")
    reference = traced(plan)
    for known in (1.0, 0.8):
        for one in incidents(of, seed + 1, 12, known):
            by_reference, ours = decide(one, plan.vocabulary, lambda date: reference, meta), of.decide(one)
            for key in ("determined", "records", "fates", "undetermined"):
                assert by_reference.get(key) == ours.get(key), key


def test_many_ends_are_met(tmp_path: Path) -> None:
    of = rules(tmp_path / "book", 3, 32)
    fates = [fate for one in incidents(of, 3, 200, 1.0) for fate in of.decide(one)["fates"]]
    assert len({(fate["fate"], fate["result"], fate["reason"]) for fate in fates}) > 5
