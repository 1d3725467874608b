"""Faults put into the emitter and its runtime, and whether agreement with the reference interpreter notices them.

    python benchmarks/faults.py [--incidents N] [--sample N]

Each fault is one replacement in the source text of one module, run in a fresh process. Exit code 1 where more than
one in twenty goes unnoticed.
"""

from __future__ import annotations

import argparse
import importlib.abc
import importlib.machinery
import random
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHON = "hocrdsl.backends.python."


@dataclass(frozen=True, slots=True)
class Fault:
    """`before` becomes `after` in a module (below `hocrdsl.backends.python`)."""

    what: str
    module: str
    before: str
    after: str


FAULTS = (
    Fault("all of as any of", "fast", 'ast.And() if kind == "all"', 'ast.Or() if kind == "all"'),
    Fault("< as <=", "fast", '"<": ast.Lt', '"<": ast.LtE'),
    Fault(
        "measure: >= as >",
        "runtime.three",
        'return left > right if operator == ">" else left >= right',
        "return left > right",
    ),
    Fault(
        "otherwise dropped",
        "provisions",
        "otherwise = const(None) if provision.otherwise is None else",
        "otherwise = const(None) if True else",
    ),
    Fault("winner swapped", "provisions", "name(env[winner])", "name(env[1 - winner])"),
    Fault(
        "displacement ignored", "runtime.settle",
        "displaced = displaced | displaces if displaced else displaces", "displaced = displaced",
    ),
    Fault("fallback skipped", "provisions", "lines = (action.parts, *action.fallbacks)", "lines = (action.parts,)"),
    Fault(
        "first fallback left out",
        "provisions",
        "lines = (action.parts, *action.fallbacks)",
        "lines = (action.parts, *action.fallbacks[1:])",
    ),
    Fault(
        "none treated as unknown",
        "runtime.three",
        "    return None if value is None else value == NONE",
        "    return None if value is None or value == NONE else False",
    ),
    Fault(
        "only where forgotten", "fast", "declared.only_where is not None:", "declared.only_where is not None and False:"
    ),
    Fault("only where forgotten in full", "runtime.three", "if applies is not None:", "if False:"),
    Fault(
        "not dropped",
        "fast",
        "return ast.UnaryOp(ast.Not(), fast_test(shared, inner, env))",
        "return fast_test(shared, inner, env)",
    ),
    Fault("union of lists one short", "runtime.groups", "for other in listed:", "for other in listed[1:]:"),
    Fault(
        "groups in a key left out", "runtime.groups",
        "surely = tuple([one.closure.of(one.thing) for one in groups])", "surely = ()",
    ),
    Fault(
        "kinds counted together",
        "runtime.units",
        "apart.get(thing[classified], NONE)) for thing, _, labels",
        "NONE) for thing, _, labels",
    ),
    Fault(
        "lower criterion as greater",
        "provisions",
        'ast.Lt() if criterion.kind == "lower"',
        'ast.Gt() if criterion.kind == "lower"',
    ),
    Fault(
        "where dropped",
        "provisions",
        "if provision.where is not None:\n        where = ast",
        "if False:\n        where = ast",
    ),
    Fault(
        "rows of a set one short",
        "names",
        "build.Plain(rows))\n\n    def column",
        "build.Plain(frozenset(sorted(rows)[1:])))\n\n    def column",
    ),
    Fault(
        "known is always true",
        "fast",
        'compare(found, ast.NotEq(), const("none"))',
        'compare(found, ast.NotEq(), const("?"))',
    ),
    Fault("days shifted backwards", "fast", 'moved = number if side == "after" else -number', "moved = -number"),
    Fault(
        "unknown taken as false",
        "runtime.three",
        "    if truth is None:\n        ask(run)\n    return bool(truth)",
        "    return bool(truth)",
    ),
    Fault("disagreement not looked up", "runtime.settle", "if declared is not None:", "if False:"),
)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):
    """Loads one module with the fault in it."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.path = str(ROOT / (PYTHON + fault.module).replace(".", "/")) + ".py"

    def find_spec(self, fullname, path, target=None):  # type: ignore[no-untyped-def]
        """The faulty module only."""
        if fullname == PYTHON + self.fault.module:
            return importlib.machinery.ModuleSpec(fullname, self, origin=self.path)
        return None

    def get_filename(self, fullname: str) -> str:
        """Where the sound source is."""
        return self.path

    def get_data(self, path: str) -> bytes:
        """The source with the fault in it."""
        text = Path(path).read_text(encoding="utf-8")
        if text.count(self.fault.before) < 1:
            raise SystemExit(f"the fault no longer fits: {self.fault.what}")
        return text.replace(self.fault.before, self.fault.after, 1).encode()


def noticed(number: int, incidents: int) -> str:
    """What showed a fault (by number), or nothing. Runs in a process of its own."""
    sys.meta_path.insert(0, _Finder(FAULTS[number]))
    from hocrdsl.backends.python.runtime import events
    from hocrdsl.world.decide import decide
    from tests.agreement.incidents import make
    from tests.agreement.plans import META, compiled, plan, reference

    labels = sorted(plan("toy").model.provisions)
    for seed in range(incidents):
        events.FEW = (0, 6)[seed % 2]
        incident = make(plan("toy"), random.Random(seed), (0.95, 1.0, 0.7)[seed % 3], labels[seed % len(labels)])
        try:
            if any(
                decide(incident, plan("toy").vocabulary, lambda date, one=one: one, META, None, 12) != expected
                for expected in [
                    decide(incident, plan("toy").vocabulary, lambda date: reference("toy"), META, None, 12)
                ]
                for one in [compiled("toy")]
            ):
                return f"incident {seed}"
        except Exception as error:
            return f"incident {seed}: {type(error).__name__}"
    return ""


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--incidents", type=int, default=600)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--one", type=int, default=-1)
    told = parser.parse_args()
    if told.one >= 0:
        print(noticed(told.one, told.incidents))
        return 0
    numbers = list(range(len(FAULTS)))
    if told.sample:
        numbers = sorted(random.Random(1).sample(numbers, told.sample))
    missed = 0
    for number in numbers:
        done = subprocess.run(
            [sys.executable, __file__, "--one", str(number), "--incidents", str(told.incidents)],
            capture_output=True, text=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        )
        said = done.stdout.strip() or (done.stderr.strip().splitlines() or [""])[-1]
        missed += not said
        print(f"{FAULTS[number].what:32} {said[:70] or 'NOT NOTICED'}", flush=True)
    print(f"{len(numbers) - missed} of {len(numbers)} faults noticed")
    return 1 if missed > len(numbers) // 20 else 0


if __name__ == "__main__":
    raise SystemExit(main())
