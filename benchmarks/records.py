"""Record sets: the rows of the speed table, each against a floor in the same run; exit code 1 where a gate is not met.

    python benchmarks/records.py [ROW ...] [--incidents 1e6] [--large 3e7] [--rounds 5] [--engine auto]

Rows: single, w1, w2, whole, parquet, editions, growth, compile. Medians of the rounds, the order turned round every
time. What a row needs that is not there is told and passed over. All answers are held against hand-written ones.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import numpy as np  # noqa: E402
import record_floors as floors  # noqa: E402
import record_sets as sets  # noqa: E402
import workloads  # noqa: E402
from hb import gen, ref, w2_batch  # noqa: E402
from record_runs import (  # noqa: E402
    COUNTED,
    EVERY,
    FATES,
    Asked,
    Figure,
    Missing,
    Run,
    decided,
    engine_of,
    same,
    together,
)

import hocrdsl  # noqa: E402
from hocrdsl.cli.verbs import VERBS  # noqa: E402

W1, W2, HOCR = HERE / "w1", HERE / "w2", HERE.parent / "rulebooks" / "hocr"
# of answers looked at one by one, where a floor by hand takes its time
FEW = 20_000
# what the floors of W2 say of each crime beside its class, and so we do
W2_SAID = ("times", "first time")

# --- one incident -----------------------------------------------------------------------


def single(asked: Asked) -> Iterator[Figure]:
    """One incident, answers only, against hand-written Python on the floor's case and on the incident as it is told."""
    random = Random(1)
    for name, root, make, tell, gate in (
        ("W1", W1, workloads.w1_case, workloads.w1_incident, 1.3),
        ("W2", W2, workloads.w2_case, workloads.w2_incident, 1.5),
    ):
        cases = [make(random) for _ in range(2_000)]
        incidents = [tell(case) for case in cases]
        answers = hocrdsl.load(str(root)).answers
        floor, told = (ref.w1, floors.w1_incident_by_hand) if name == "W1" else (ref.w2, floors.w2_incident_by_hand)
        for case, incident in zip(cases, incidents, strict=True):
            ours, hand = answers(incident), floor(case)
            same([told(incident)], [hand], f"{name} by hand")
            if name == "W1":
                same([workloads.w1_answer(ours)], [hand], name)
            else:
                same(workloads.w2_bare(case, ours), workloads.w2_floor_bare(hand), name)
        runs = {"floor": _each(floor, cases), "told": _each(told, incidents), "ours": _each(answers, incidents)}
        took = together(runs, asked.rounds)
        each = {key: seconds / len(cases) * 1e6 for key, seconds in took.items()}
        yield Figure(f"{name}, one incident, answers only, to hand-written Python", took["ours"] / took["floor"], gate,
                     False, f"{each['ours']:.2f} us against {each['floor']:.2f} us")
        yield Figure("  to hand-written Python on the incident as it is told", took["ours"] / took["told"], None,
                     False, f"{each['told']:.2f} us")


def _each(function: Callable[[Any], Any], arguments: list[Any]) -> Run:
    def run() -> None:
        for one in arguments:
            function(one)

    return run


# --- many incidents, Arrow in and out ---------------------------------------------------------


def w1(asked: Asked) -> Iterator[Figure]:
    """W1 against the byte masks."""
    number = asked.incidents
    columns = gen.w1_columns(number)
    engine, batch, floor = engine_of(W1, asked), sets.w1_batch(columns), floors.byte_masks(columns, number)
    expected = floor()
    same([ref.w1(case)[1] for case in gen.w1_dicts({key: some[:FEW] for key, some in columns.items()})],
         [floors.spec.REASONS[code] for code in expected[:FEW]], "W1, byte masks")
    same(np.concatenate([sets.w1_codes(one) for one in decided(engine, batch, tables=FATES)]), expected, "W1")
    took = together({"floor": floor, **_runs(engine, batch, FATES)}, asked.rounds)
    yield from _both(f"W1, {number:,} cases, to the byte masks of NumPy", number, took, took["floor"], 0.8, engine)


def w2(asked: Asked) -> Iterator[Figure]:
    """W2 against the best form of Polars, told in full and with 5% of the facts unknown; with how many times and since
    when, as the floors."""
    number = asked.incidents
    columns = gen.w2_columns(number)
    engine, batch = engine_of(W2, asked, None, W2_SAID), sets.w2_batch(columns)
    forms = floors.polars_forms(columns, number)
    few = min(number, FEW)
    cases = gen.w2_dicts({**columns, **{key: columns[key][:few + 1] for key in ("v_ptr", "o_ptr", "a_ptr")}})
    first, *others = [sets.w2_floor(form()) for form in forms.values()]
    by_hand = w2_batch.reference(cases)
    same(first[first[:, 0] < few], sets.w2_floor(dict(zip(w2_batch.COLS, by_hand.T, strict=True))), "W2, Polars")
    for one in others:
        same(one, first, "W2, Polars")
    answers = decided(engine, batch, tables=COUNTED)
    same(np.concatenate([sets.w2_crimes(columns, one) for one in answers]), first, "W2")
    took = together({**forms, **_runs(engine, batch, COUNTED)}, asked.rounds)
    best = min(forms, key=took.__getitem__)
    what = f"W2, {number:,} incidents, to {best.split(',')[0]}"
    yield from _both(what, number, took, took[best], 2, engine, answers)
    nulls = sets.w2_batch(columns, 0.05)
    floor = floors.polars_with_nulls(nulls)
    answers = decided(engine, nulls)
    _alike(engine_of(W2, Asked(0, 0, 0, "compiled", 1), None, W2_SAID), nulls.slice(0, min(number, 500)), answers)
    took = together({"floor": floor, **_runs(engine, nulls, COUNTED)}, asked.rounds)
    what = f"W2, {number:,} incidents, 5% null, to polars"
    yield from _both(what, number, took, took["floor"], 2, engine, answers)


def _runs(engine: Any, batch: Any, tables: tuple[int, ...]) -> dict[str, Run]:
    """Ours with the table that the floor makes, and with every table."""
    return {"ours": lambda: decided(engine, batch, tables=tables), "every": lambda: decided(engine, batch)}


def _both(work: str, number: int, took: Mapping[str, float], floor: float, gate: float, engine: Any,
          answers: Any = ()) -> Iterator[Figure]:
    """Ours to the floor with the table that the floor makes; and with every table, told alone."""
    yield _rates(work, number, took["ours"], floor, gate, engine, answers)
    yield _rates("  with all three tables", number, took["every"], floor, None, engine)


def whole(asked: Asked) -> Iterator[Figure]:
    """The whole shipped rulebook on made-up incidents, against the compiled function in a loop."""
    edition = "2026-04"
    engine, loop = engine_of(HOCR, asked, edition), engine_of(HOCR, Asked(0, 0, 0, "compiled", 1), edition)
    batches = list(_made(HOCR, asked.incidents).batches())
    some = batches[0].slice(0, min(asked.incidents, 2_000))
    answers = decided(engine, *batches)
    _alike(loop, some, answers)
    runs = {"floor": lambda: decided(loop, some), "ours": lambda: decided(engine, *batches)}
    took = together(runs, asked.rounds)
    scaled = took["floor"] * asked.incidents / some.num_rows
    what = f"hocr, {asked.incidents:,} incidents, to the compiled function"
    yield _rates(what, asked.incidents, took["ours"], scaled, 30, engine, answers)
    yield Figure("  million incidents a second", asked.incidents / took["ours"] / 1e6, 1, True, engine.name)


def _made(root: Path, incidents: int, unknown: float | None = None) -> Any:
    from hocrdsl.cli.books import named
    from hocrdsl.cli.making import made_up
    from hocrdsl.cli.talk import Talk

    days = {"first": "2026-04-01", "last": "2026-10-31"}
    found = named(str(root), Talk())
    return made_up(found, Talk(), incidents=incidents, seed=1, unknown=unknown, wide=False, **days)[0]


def _alike(loop: Any, some: Any, answers: list[Any]) -> None:
    """The first answers are those of the compiled function, table by table."""
    expected = loop.decide(some)
    keys = set(some.column(0).to_pylist())
    for place in EVERY:
        found = [row for one in answers[:1] for row in one[place].to_pylist() if row["incident"] in keys]
        same(found, expected[place].to_pylist(), f"table {place}")


def _rates(work: str, number: int, ours: float, floor: float, gate: float | None, engine: Any,
           answers: Any = ()) -> Figure:
    left = 0 if engine.name == "compiled" else sum(one.fell_back for one in answers)
    more = f", {left / number:.2%} by the compiled function" if left else ""
    said = f"{number / ours / 1e6:.3g} against {number / floor / 1e6:.3g} million a second, {engine.name}{more}"
    return Figure(work, floor / ours, gate, True, said)


# --- files ---------------------------------------------------------------------------------


def run(*words: str) -> tuple[float, float]:
    """Seconds and most memory, in MB, of a command in a process of its own."""
    env = {**os.environ, "PYTHONPATH": f"{HERE.parent}:{HERE}"}
    began = time.perf_counter()
    with tempfile.TemporaryFile() as talk:
        started = subprocess.Popen([sys.executable, *words], env=env, stdout=talk, stderr=talk)
        _, status, used = os.wait4(started.pid, 0)
        took = time.perf_counter() - began
        started.returncode = os.waitstatus_to_exitcode(status)
        if started.returncode:
            talk.seek(0)
            raise SystemExit(f"{' '.join(words)}: {talk.read().decode()[-2000:]}")
    return took, used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def hocrdsl_runs(*words: str) -> tuple[float, float]:
    """A command of ours; raises Missing."""
    if words[0] not in VERBS:
        raise Missing(f"no verb `{words[0]}` here")
    return run("-m", "hocrdsl", *words)


def parquet(asked: Asked) -> Iterator[Figure]:
    """W2 from Parquet to Parquet, against reading the same input and writing the same output."""
    number = asked.large
    _verb("apply")
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        _set(W2, at / "in", number)
        said = [word for name in W2_SAID for word in ("--with", name)]
        ours = [_apply(W2, at / "in", at / f"out {turn}", asked, *said) for turn in range(_few(asked, number))]
        low = [run(str(HERE / "record_floors.py"), str(at / "in"), str(at / "out 0"), str(at / f"copy {turn}"))
               for turn in range(_few(asked, number))]
    took, floor = _middle(ours), _middle(low)
    yield Figure(f"W2, {number:,} incidents, Parquet to Parquet, to pyarrow", took / floor, 3, False,
                 f"{took:.1f} s against {floor:.1f} s")
    most, least = (max(memory for _, memory in some) for some in (ours, low))
    yield Figure("  most memory, MB", most, 2_000, False, f"pyarrow {least:.0f}")


def editions(asked: Asked) -> Iterator[Figure]:
    """Two editions and their difference, against one edition."""
    number = asked.large // 3
    _verb("apply")
    _verb("diff")
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        _set(HOCR, at / "in", number)
        turns = range(_few(asked, number))
        one = [_apply(HOCR, at / "in", at / f"out {turn}", asked, "--edition", "2023-06") for turn in turns]
        two = [hocrdsl_runs("diff", str(HOCR), "2022-04", "2023-06", "--data", str(at / "in")) for _ in turns]
    yield Figure(f"hocr, {number:,} incidents, two editions, to one", _middle(two) / _middle(one), 2.2, False,
                 f"{_middle(two):.1f} s against {_middle(one):.1f} s")
    yield Figure("  most memory, MB", max(memory for _, memory in two), 2_000, False, "")


def growth(asked: Asked) -> Iterator[Figure]:
    """Time and memory from 1e5 incidents on, tenfold each time."""
    _verb("apply")
    number, before = 100_000, None
    while number <= asked.large:
        with tempfile.TemporaryDirectory() as folder:
            at = Path(folder)
            _set(W2, at / "in", number)
            took, memory = _apply(W2, at / "in", at / "out", asked)
        more = "" if before is None else f", {took / before:.1f} times the time of a tenth"
        yield Figure(f"W2, {number:,} incidents, seconds", took, None, False, f"{memory:.0f} MB{more}")
        number, before = number * 10, took


def compiling(asked: Asked) -> Iterator[Figure]:
    """The engines of the whole rulebook in a fresh process with an empty cache, from the rulebook read to the first
    answers, both programs made however few incidents there are; then again, with what is kept."""
    code = ("import sys, time; sys.path[:0] = sys.argv[2:]; import records\n"
            "asked = records.Asked(100, 0, 1, sys.argv[1], 1); batch = records._made(records.HOCR, 100, 0.1).batch(0)\n"
            "engine = records.engine_of(records.HOCR, asked, '2026-04'); engine.made_at_once()\n"
            "engine._rules.plan(); began = time.perf_counter(); engine.decide(batch)\n"
            "print(time.perf_counter() - began)")
    names = ("fast", "portable") if asked.engine == "auto" else (asked.engine,)
    for name in names:
        engine_of(HOCR, Asked(0, 0, 0, name, 1), "2026-04")
        with tempfile.TemporaryDirectory() as cache:
            env = {**os.environ, "XDG_CACHE_HOME": cache, "NUMBA_CACHE_DIR": cache}
            for when in ("cold", "kept"):
                ran = subprocess.run([sys.executable, "-c", code, name, str(HERE), str(HERE.parent)], env=env,
                                     text=True, capture_output=True, check=False)
                what = f"hocr, engine {name}, {when}, to the first answers, seconds"
                if ran.returncode:
                    yield Figure(what, float("nan"), None, False, ran.stderr.strip()[-100:])
                else:
                    yield Figure(what, float(ran.stdout), 30 if when == "cold" else None, False, "")


def _verb(name: str) -> None:
    if name not in VERBS:
        raise Missing(f"no verb `{name}` here")


def _set(root: Path, folder: Path, number: int) -> None:
    workers = str(os.cpu_count() or 1)
    hocrdsl_runs("generate", str(root), "--incidents", str(number), "-o", str(folder), "--workers", workers)


def _apply(root: Path, source: Path, target: Path, asked: Asked, *more: str) -> tuple[float, float]:
    return hocrdsl_runs("apply", str(root), str(source), "-o", str(target), "--engine", asked.engine,
                        "--workers", str(asked.workers), *more)


def _few(asked: Asked, number: int) -> int:
    """Rounds, fewer where each takes long."""
    return asked.rounds if number <= 3_000_000 else min(asked.rounds, 3)


def _middle(some: list[tuple[float, float]]) -> float:
    return sorted(took for took, _ in some)[len(some) // 2]


ROWS = {"single": single, "w1": w1, "w2": w2, "whole": whole, "parquet": parquet, "editions": editions,
        "growth": growth, "compile": compiling}


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="*", choices=[*ROWS, []], metavar="ROW")
    parser.add_argument("--incidents", type=float, default=1e6)
    parser.add_argument("--large", type=float, default=3e7)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--engine", default="auto")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    asked = Asked(int(given.incidents), int(given.large), given.rounds, given.engine, given.workers)
    failed = False
    for name in given.rows or ROWS:
        try:
            for figure in ROWS[name](asked):
                failed = failed or not figure.met
                print(figure, flush=True)
        except Missing as error:
            print(f"{name}: passed over, {error}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
