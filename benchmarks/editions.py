"""How long `check` takes over every edition of a rulebook, in a fresh process, the search over groups apart.

    python benchmarks/editions.py [RULEBOOK] [--rounds 3] [--by-edition]

The first round searches the groups of three and keeps the answer; those after it take it from there, and nothing else
is kept between processes. `benchmarks/widen.py` makes a copy of a rulebook with more history than it has.
`--by-edition`: what each edition costs, in one process.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]


def checked(path: Path, folder: str) -> tuple[float, float, str]:
    """Seconds by the clock and of the processor, and the last line."""
    environment = {**os.environ, "XDG_CACHE_HOME": folder, "PYTHONPYCACHEPREFIX": folder + "/code",
                   "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    begun, before = time.perf_counter(), os.times()
    told = subprocess.run([sys.executable, "-m", "hocrdsl", "check", str(path), "--format", "concise"],
                          env=environment, capture_output=True, text=True)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - begun, used, (told.stdout.splitlines() or [told.stderr])[-1]


def by_edition(path: Path) -> None:
    """Each edition's share."""
    sys.path.insert(0, str(ROOT))
    from hocrdsl.analysis import findings, space_of
    from hocrdsl.pipeline import editions, make_plan, read_book

    clock = time.process_time
    begun = clock()
    book = read_book(path).value
    assert book is not None
    print(f"{'read':12} {clock() - begun:7.3f} s")
    plans, seconds = [], {}
    for day in editions(book, proposed=True):
        begun = clock()
        plan = make_plan(book, day, proposed=True).value
        assert plan is not None
        plans.append(plan)
        seconds[day] = clock() - begun
    space = space_of(plans)
    for plan in plans:
        begun = clock()
        findings(plan, groups=False, space=space)
        print(f"{plan.day:12} {seconds[plan.day]:7.3f} s to consolidate and bind, {clock() - begun:7.3f} s to search")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rulebook", nargs="?", default=str(ROOT / "rulebooks" / "hocr"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--by-edition", action="store_true")
    asked = parser.parse_args()
    path = Path(asked.rulebook).resolve()
    if asked.by_edition:
        by_edition(path)
        return
    with tempfile.TemporaryDirectory() as folder:
        # Python's own cache of compiled modules is filled by this; the answer about groups is thrown away
        checked(path, folder)
        for kept in Path(folder).glob("hocrdsl/*.json"):
            kept.unlink()
        clock, used, last = checked(path, folder)
        print(last)
        print(f"all, groups of three too  {clock:7.2f} s by the clock, {used:7.2f} s of the processor")
        rounds = [checked(path, folder) for _ in range(asked.rounds)]
    least, least_used = min(one[0] for one in rounds), min(one[1] for one in rounds)
    print(f"groups apart              {least:7.2f} s by the clock, {least_used:7.2f} s of the processor (gate 5 s)")
    print(f"the search over groups    {clock - least:7.2f} s by the clock, {used - least_used:7.2f} s of the processor")


if __name__ == "__main__":
    main()
