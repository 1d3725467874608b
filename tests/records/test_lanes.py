"""The loop language over many lanes at once gives in each what the interpreter gives; a kernel finds the same whoever
runs its program."""

from __future__ import annotations

import struct
import sys
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="pip install 'hocrdsl[records]'")
pytest.importorskip("pyarrow", reason="pip install 'hocrdsl[records]'")

from hocrdsl.backends.columnar.kernel import Found, Kernel  # noqa: E402
from hocrdsl.backends.columnar.lanes import Lanes  # noqa: E402
from hocrdsl.backends.columnar.assembler import Array, Unsupported  # noqa: E402
from hocrdsl.harness.session import case_files, read_files, session  # noqa: E402
from hocrdsl.records.layout import layout_of  # noqa: E402
from hocrdsl.records.rows_in import batch_of  # noqa: E402
from tests.agreement.incidents import Maker  # noqa: E402
from tests.agreement.plans import BOOKS, plan  # noqa: E402
from tests.records.programs import BODIES, LENGTH, OWN, Made, text_of  # noqa: E402

ARRAYS = {"A": Array(0, "i16", True), "B": Array(1, "bit", True), "OUT": Array(2, "i64", False),
          "S": Array(3, "i32", False)}
LANES = 40


def bits_of(value: int) -> int:
    return int(struct.unpack("<q", struct.pack("<d", value))[0])


def compare(body: str, seed: int, few: int = 0) -> None:
    """A body in many lanes (so few of them one by one) and, lane by lane, under the interpreter."""
    random, text = Random(seed), text_of(body)
    numbers = np.array([random.randint(-9, 9) for _ in range(LENGTH)], np.int16)
    flags = np.array([random.random() < 0.5 for _ in range(LENGTH)], np.uint8)
    given = np.array([random.randint(0, LENGTH) for _ in range(LANES)])
    out, shared = np.zeros((OWN, LANES), np.int64), np.zeros(LANES, np.int32)
    arrays = {"A": numbers, "B": np.packbits(flags, bitorder="little"), "S": shared}
    found = Lanes(text, ARRAYS, [], {"OUT": OWN}, few=few).many("f", arrays, {"OUT": out}, given, np.arange(LANES))
    names: dict[str, Any] = {"A": numbers.tolist(), "B": flags.tolist(), "S": [0] * LANES, "bits_of": bits_of}
    exec(compile_(text), names)  # the program is ours: see programs.py
    for lane in range(LANES):
        names["OUT"] = [0] * OWN
        assert names["f"](int(given[lane]), lane) == found[lane], lane
        assert names["OUT"] == out[:, lane].tolist(), lane
    assert names["S"] == shared.tolist()


def compile_(text: str) -> Any:
    return compile(text, "loop", "exec")


@pytest.mark.parametrize("few", [0, 12, 100])
@pytest.mark.parametrize("body", BODIES)
def test_each_lane_goes_its_own_way(body: str, few: int) -> None:
    """`few`: so few lanes go one by one."""
    for seed in range(3):
        compare(body, seed, few)


@pytest.mark.parametrize("first", range(0, 120, 20))
def test_programs_made_at_random(first: int) -> None:
    for seed in range(first, first + 20):
        compare(Made(seed).body(), seed, 12 if seed % 4 == 0 else 0)


def test_the_times_round_an_exported_loop_are_lanes() -> None:
    text = (
        "def f(first, last):\n    left = 0\n    more = 5\n    for k in range(first, last):\n        OUT[0] = k\n"
        "        if A[k] > 0:\n            left += OUT[0] + more\n        S[k] = OUT[0] * 2\n    return left\n"
    )
    numbers = np.array([Random(7).randint(-9, 9) for _ in range(LENGTH)], np.int16)
    shared, seen = np.zeros(LENGTH, np.int32), []
    lanes = Lanes(text, ARRAYS, ["f"], {"OUT": 1}, block=16)
    left = lanes.call("f", {"A": numbers, "S": shared}, 3, LENGTH, end=lambda own: seen.append(own["OUT"].width))
    assert left == sum(k + 5 for k in range(3, LENGTH) if numbers[k] > 0)
    assert shared.tolist() == [0, 0, 0, *range(6, 2 * LENGTH, 2)]
    assert seen == [16, 16, 16, 9]
    backwards = np.arange(LENGTH)[::-1][: LENGTH - 3]
    assert lanes.call("f", {"A": numbers, "S": shared}, 3, LENGTH, order=backwards) == left


def test_what_hands_something_on_is_no_lane() -> None:
    text = ("def f(n):\n    last = 0\n    for i in range(0, n):\n        S[i] = last\n        last = A[i]\n"
            "    return last\n")
    numbers, shared = np.arange(9, dtype=np.int16) * 3, np.zeros(9, np.int32)
    assert Lanes(text, ARRAYS, ["f"], {}).call("f", {"A": numbers, "S": shared}, 9) == 24
    assert shared.tolist() == [0, *range(0, 24, 3)]


def test_deep_in_and_far_along() -> None:
    """As many tests within one another as a rulebook may have, and a long chain of `elif`."""
    deep = "".join("    " * (at + 1) + f"if g(n, {at}) > 0:\n" for at in range(60)) + "    " * 61 + "return 5\n"
    chain = "    if n == 0:\n        v = 3\n" + "".join(
        f"    elif n == {at}:\n        v = {at * at}\n" for at in range(1, 400)) + "    else:\n        v = 1\n"
    text = text_of("return 0") + f"\ndef h(n):\n{deep}{chain}    return v\n"
    given = np.arange(500)
    names: dict[str, Any] = {}
    exec(compile_(text), names)  # ours
    assert Lanes(text, ARRAYS, [], {}).many("h", {}, {}, given).tolist() == [names["h"](n) for n in range(500)]


@pytest.mark.parametrize(
    "body", ["return n / 2", "return C[n]", "A[n] = 1\nreturn 0", "return missing(n)", "return m", "return 'a'"])
def test_what_is_not_of_the_language_is_refused(body: str) -> None:
    with pytest.raises(Unsupported):
        Lanes(text_of(body), ARRAYS, [], {"OUT": OWN}).many("f", {}, {}, np.arange(3), np.arange(3))


# --- kernels ------------------------------------------------------------------------------


def incidents(name: str, number: int) -> list[dict[str, Any]]:
    """Golden cases, and incidents made at random, most of one report with nothing held."""
    at = session(Path(BOOKS[name]), name)
    cases, _ = read_files(at, case_files(Path(BOOKS[name]), name))
    found = [case.incident.canonical for case in cases]
    words = plan(name).vocabulary
    for seed in range(number):
        incident = Maker(plan(name), Random(seed)).incident()
        if seed % 5:
            for key in ("news", "recorded", "held"):
                incident.pop(key, None)
            incident[words["event_list"]] = incident[words["event_list"]][:1]
        found.append(incident)
    return found


@cache
def batch(name: str, number: int) -> Any:
    return batch_of(incidents(name, number), layout_of(plan(name).vocabulary))


def same(one: Found, other: Found) -> None:
    """Alike but for incidents that are left, of which nothing is said."""
    decided = np.repeat(~one.left, np.diff(one.offsets))
    for field in ("left", "open", "ranges", "offsets"):
        assert np.array_equal(getattr(one, field), getattr(other, field)), field
    for field in ("least", "most", "exact"):
        assert np.array_equal(getattr(one, field)[~one.left], getattr(other, field)[~one.left]), field
    for field in ("rows", "fates", "results", "units", "principals"):
        assert np.array_equal(getattr(one, field)[decided], getattr(other, field)[decided]), field


@pytest.mark.parametrize(
    ("name", "number", "worth"), [("toy", 120, 0), pytest.param("hocr", 40, 10**9, marks=pytest.mark.slow)])
def test_a_kernel_finds_the_same_whoever_runs_it(name: str, number: int, worth: int) -> None:
    pytest.importorskip("llvmlite", reason="pip install 'hocrdsl[fast]'")
    rows = batch(name, number)
    found = Kernel(plan(name), worth, by="llvm").decide(rows)
    assert 10 < found.left.sum() < len(found.left) - 10
    assert found.open.any() == (worth == 0)
    portable = Kernel(plan(name), worth, by="numpy")
    same(found, portable.decide(rows))
    # the same program once more, of other rows
    same(found, portable.decide(rows))


def test_blocks_and_parts_change_nothing() -> None:
    rows, kernel = batch("toy", 120), Kernel(plan("toy"), by="numpy")
    found = kernel.decide(rows)
    for program in kernel._programs:
        program.runner._lanes.block = 37  # type: ignore[attr-defined]
    same(found, kernel.decide(rows))


def test_numpy_alone_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [one for one in sys.modules if one.split(".")[0] == "llvmlite"] + ["llvmlite"]:
        monkeypatch.setitem(sys.modules, name, None)
    assert Kernel(plan("toy"), by="numpy").decide(batch("toy", 120)).least.any()


def test_who_runs_it_is_one_of_two() -> None:
    with pytest.raises(ValueError, match="one of llvm, numpy"):
        Kernel(plan("toy"), by="numba")
