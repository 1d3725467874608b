"""How long a rulebook takes in a fresh process: import, read, plan with its checks, findings, compile.

    python benchmarks/cold.py [RULEBOOK] [--rounds 5] [--without-bytecode]

Each round is a process of its own, in which nothing of ours is cached; that with the least seconds of the processor is
shown. Findings are those of one allegation (without the search over groups, whose answer is kept by digest). Python's
own cache of compiled modules is filled beforehand, as an installer fills it; `--without-bytecode`: it isn't. The anchor
is a fixed loop of plain Python in the same process: divide by it to compare machines, or the same machine under load.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
_ROUND = """
import sys, time
clock, wall = time.process_time, time.perf_counter
began, begun = clock(), wall()
sys.path.insert(0, sys.argv[1])
from pathlib import Path
import hocrdsl.analysis
from hocrdsl.backends.python import edition
from hocrdsl.pipeline import make_plan, read_book, editions
from hocrdsl.rules import Rules
marks = [("import", clock(), wall())]
checked = read_book(Path(sys.argv[2]))
assert checked.value is not None and not checked.failed, checked.diagnostics
marks.append(("read", clock(), wall()))
rules = Rules(checked.value)
plan = rules.plan()
marks.append(("plan and check", clock(), wall()))
from hocrdsl.analysis import findings
findings(plan, groups=False)
marks.append(("findings", clock(), wall()))
rules.edition_on("")
marks.append(("emit and compile", clock(), wall()))
rows = []
for name, ended, ended_wall in marks:
    rows.append((name, ended - began, ended_wall - begun))
    began, begun = ended, ended_wall
begun = clock()
total = 0
for number in range(3_000_000):
    total += number & 7
anchor = clock() - begun
lines = sum(one.text.count("\\n") for one in checked.value.sources)
import json
print(json.dumps({"rows": rows, "anchor": anchor, "lines": lines}))
"""


def one_round(path: Path, bytecode: str) -> dict[str, object]:
    """What a fresh process tells; `bytecode`: a folder for Python's compiled modules, empty for none."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_CACHE_HOME": folder, "PYTHONPYCACHEPREFIX": bytecode or folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        told = subprocess.run([sys.executable, "-c", _ROUND, str(ROOT), str(path)], env=environment, check=True,
                              capture_output=True, text=True)
        return dict(json.loads(told.stdout))


def main() -> None:
    """Run the rounds, print the best."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rulebook", nargs="?", default=str(ROOT / "rulebooks" / "hocr"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--without-bytecode", action="store_true")
    asked = parser.parse_args()
    path = Path(asked.rulebook).resolve()
    with tempfile.TemporaryDirectory() as folder:
        bytecode = "" if asked.without_bytecode else folder
        one_round(path, bytecode)
        every = [one_round(path, bytecode) for _ in range(asked.rounds)]
    best = min(every, key=lambda one: sum(row[1] for row in one["rows"]))
    print("                      processor      clock")
    for name, seconds, wall in best["rows"]:
        print(f"{name:20}  {seconds:7.3f} s  {wall:7.3f} s")
    total, wall = sum(row[1] for row in best["rows"]), sum(row[2] for row in best["rows"])
    print(f"{'total':20}  {total:7.3f} s  {wall:7.3f} s  (gate 2 s)")
    print(f"{best['lines']} lines, {best['lines'] / total:.0f} lines a second; anchor {best['anchor']:.3f} s, "
          f"total/anchor {total / best['anchor']:.2f}")


if __name__ == "__main__":
    main()
