"""The speed gates: a table, and exit code 1 where one fails.

    python benchmarks/speed.py [--rounds N]

Ratios are to hand-written Python timed in the same run, interleaved; the floor's cases are those of `hb/gen.py` (made
without NumPy, by the same shares, where NumPy is not installed).
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
import types
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from handwritten_dispute import INCIDENT, by_hand  # noqa: E402
from hb import ref  # noqa: E402
from workloads import w2_case  # noqa: E402

from hocrdsl import pipeline  # noqa: E402
from hocrdsl.backends import python  # noqa: E402
from hocrdsl.data import seldom_searched  # noqa: E402

ONE = {
    "people": {"Ann": {"age": 30, "sex": "female"}, "Bob": {"age": 40, "sex": "male"}},
    "reports": [{"received": "2026-05-01", "maker": "victim", "allegations": [
        {"offence": "8N 008/06", "victim": "Ann", "offender": "Bob", "circumstances_amount_to_a_crime": True,
         "committed": "2026-04-30"}]}],
}


def floor_cases(count: int) -> list[dict[str, Any]]:
    """Incidents of the floor's workload."""
    try:
        from hb import gen

        return gen.w2_dicts(gen.w2_columns(count))  # type: ignore[no-any-return]
    except ImportError:
        return [w2_case(random.Random(seed)) for seed in range(count)]


def _dispute(chance: random.Random) -> dict[str, Any]:
    """A dispute like that of the gate, of other people on another day."""
    suspects = [f"suspect {chance.randrange(10**6)}" for _ in range(chance.randrange(2, 6))]
    victim = f"victim {chance.randrange(10**6)}"
    day = f"2026-{chance.randrange(4, 11):02d}-{chance.randrange(1, 29):02d}"
    people = {one: {"acted_together_with": [other for other in suspects if other != one]} for one in suspects}
    return {
        "people": {victim: {"age": chance.randrange(16, 80), "sex": "female"}, **people},
        "reports": [{"received": day, "maker": "victim", "allegations": [
            {"offence": "19C 019/08", "victim": victim, "offender": suspect, "circumstances_amount_to_a_crime": True,
             "committed": day} for suspect in suspects]}],
    }


def _forgetful(module: Any) -> Callable[[Any], Any]:
    """Deciding without what earlier decisions have left."""
    def decide(incident: Any) -> Any:
        module.BOOK.profiles = None
        return module.decide(incident)

    return decide


def p50(function: Callable[[Any], Any], arguments: Sequence[Any]) -> float:
    """The median time of a call, in microseconds."""
    times = []
    for argument in arguments:
        begun = time.perf_counter_ns()
        function(argument)
        times.append(time.perf_counter_ns() - begun)
    return sorted(times)[len(times) // 2] / 1000


def middle(values: list[float]) -> float:
    """The median."""
    return sorted(values)[len(values) // 2]


def many(count: int, victims: int) -> dict[str, Any]:
    """One report of many allegations: of as many victims, or of one."""
    return {"reports": [{"received": "2026-05-01", "maker": "victim", "allegations": [
        {"offence": "8N 008/06", "victim": f"V {number % victims}", "offender": f"O {number % victims}",
         "circumstances_amount_to_a_crime": True, "committed": "2026-04-30"} for number in range(count)]}]}


def import_time(folder: Path, name: str) -> float:
    """Milliseconds to import the module over a bare interpreter, best of several, its bytecode cached."""
    def best(script: str) -> float:
        times = []
        for _ in range(12):
            begun = time.perf_counter()
            subprocess.run([sys.executable, "-I", "-S", "-c", script], check=True)
            times.append(time.perf_counter() - begun)
        return min(times) * 1000

    whole = f"import sys; sys.path.insert(0, {str(folder)!r}); import {name}"
    best(whole)
    return best(whole) - best(f"import sys; sys.path.insert(0, {str(folder)!r})")


def measured(rounds: int) -> list[tuple[str, float, float, str]]:
    """(what, figure, gate, unit)."""
    root = HERE.parent / "rulebooks" / "hocr"
    book = pipeline.read_book(root, "hocr", "rulebooks/hocr").value
    assert book is not None
    plan = pipeline.make_plan(book, "2026-11-01").value
    assert plan is not None
    compiling = []
    for _ in range(3):
        # as `Rules` does it
        with seldom_searched():
            begun = time.process_time()
            python.edition(plan)
            compiling.append(time.process_time() - begun)
    text = python.emit(plan)
    module = types.ModuleType("compiled")
    exec(compile(text, "compiled.py", "exec"), module.__dict__)
    hand = by_hand(module)
    if hand(INCIDENT) != module.decide(INCIDENT):
        raise SystemExit("the hand-written function and the compiled module decide the dispute differently")
    cases = floor_cases(2000)
    varied = [_dispute(random.Random(seed)) for seed in range(200)]
    if [hand(one) for one in varied] != [module.decide(one) for one in varied]:
        raise SystemExit("the hand-written function and the compiled module decide other disputes differently")
    single, dispute, disputes, floor, brief, first = [], [], [], [], [], []
    for _ in range(rounds):
        low, ours = p50(ref.w2, cases), p50(module.answers, [ONE] * 600)
        floor.append(low)
        brief.append(ours)
        single.append(ours / low)
        dispute.append(p50(module.decide, [INCIDENT] * 200) / p50(hand, [INCIDENT] * 200))
        disputes.append(p50(module.decide, varied) / p50(hand, varied))
        first.append(p50(_forgetful(module), [INCIDENT] * 50) / p50(hand, [INCIDENT] * 50))
    crowds = []
    for victims in (10_000, 1):
        begun = time.process_time()
        module.answers(many(10_000, victims))
        crowds.append(time.process_time() - begun)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "compiled_rules.py").write_text(text, encoding="utf-8")
        imported = import_time(Path(folder), "compiled_rules")
    return [
        ("answers, one allegation, to the floor (p50)", middle(single), 30, "x"),
        ("  the floor itself", middle(floor), 0, "us"),
        ("  the answers", middle(brief), 0, "us"),
        ("decide, the dispute, to hand-written (p50)", middle(dispute), 1.5, "x"),
        ("  of 2 to 5 suspects, names and dates varied", middle(disputes), 0, "x"),
        ("  as the first of its kind", middle(first), 0, "x"),
        ("import over a bare interpreter", imported, 10, "ms"),
        ("emit and compile in process", min(compiling), 0.4, "s"),
        ("10,000 allegations of as many victims", crowds[0], 10, "s"),
        ("10,000 allegations alike, of one victim", crowds[1], 10, "s"),
        ("text of the module", len(text) / 1000, 0, "kB"),
    ]


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    failed = False
    for what, figure, gate, unit in measured(parser.parse_args().rounds):
        verdict = "" if not gate else ("ok" if figure <= gate else "FAILED")
        failed = failed or verdict == "FAILED"
        print(f"{what:45} {figure:9.2f} {unit:3} {f'gate {gate}' if gate else '':10} {verdict}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
