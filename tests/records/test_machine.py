"""The loop language is Python: the same text gives the same numbers under the interpreter and as machine code."""

from __future__ import annotations

import ctypes
from random import Random
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="pip install 'hocrdsl[fast]'")
pytest.importorskip("llvmlite", reason="pip install 'hocrdsl[fast]'")

from hocrdsl.backends.columnar.machine import Array, Machine, Unsupported, assembly  # noqa: E402

ARRAYS = {"A": Array(0, "i16", True), "B": Array(1, "bit", True), "OUT": Array(2, "i64", False)}
COUNT = 200


def both(text: str, seed: int, *given: int) -> tuple[tuple[int, list[int]], tuple[int, list[int]]]:
    """(what `f` returns, what it wrote), in machine code and under the interpreter."""
    random = Random(seed)
    numbers = np.array([random.randint(-9, 9) for _ in range(COUNT)], np.int16)
    flags = np.array([random.random() < 0.5 for _ in range(COUNT)], np.uint8)
    bits, out = np.packbits(flags, bitorder="little"), np.zeros(COUNT, np.int64)
    table = (ctypes.c_void_p * 3)(numbers.ctypes.data, bits.ctypes.data, out.ctypes.data)
    machine = Machine(text, ARRAYS, {"f": len(given)})
    found = machine.call("f", ctypes.addressof(table), *given)
    names: dict[str, Any] = {"A": numbers.tolist(), "B": flags.tolist(), "OUT": [0] * COUNT}
    exec(compile(text, "loop", "exec"), names)  # the program is ours, written a few lines below
    return (found, out.tolist()), (names["f"](*given), names["OUT"])


@pytest.mark.parametrize(
    "body",
    [
        "s = 0\nfor i in range(0, n):\n    s += A[i] * 3 - 1\nreturn s",
        "s = 0\nfor i in range(0, n):\n    if A[i] > 3 and not (A[i] == 5 or B[i]):\n        s += 1\n"
        "    elif A[i] == -2:\n        continue\n    elif i > 150:\n        break\n"
        "    else:\n        OUT[i] = s\nreturn s",
        "i = 0\nwhile i < n:\n    OUT[i] = (i if B[i] else 0 - i) if A[i] < 0 else -7\n    i += 1\nreturn i",
        "s = 0\nfor i in range(0, n):\n    s = (s ^ (i << 2) | (i & 5)) % 997\n"
        "    s += (i * 7 // 3) % 5 + (s >> 1)\nreturn s",
        "s = 0\nfor i in range(0, n):\n    OUT[i] += g(A[i], i)\n    s += g(i, s % 3) == 2\nreturn s",
        "s = 0\nfor i in range(0, n):\n    s += 1 if -3 < A[i] <= 4 else 0\nreturn ~s",
        "if n == 0:\n    return 4\nelse:\n    return 5",
    ],
)
def test_alike_under_the_interpreter_and_as_machine_code(body: str) -> None:
    inner = "\n".join("    " + line for line in body.splitlines())
    text = f"def g(a, b):\n    if a < b:\n        return 2\n    return a - b\n\ndef f(n):\n{inner}\n"
    for seed in range(3):
        for given in (0, 1, COUNT):
            machine, python = both(text, seed, given)
            assert machine == python


@pytest.mark.parametrize(
    "text",
    ["def f(n):\n    return n / 2\n", "def f(n):\n    return C[n]\n", "def f(n):\n    A[n] = 1\n    return 0\n",
     "def f(n):\n    return missing(n)\n", "def f(n):\n    return m\n", "def f(n):\n    return 'a'\n"],
)
def test_what_is_not_of_the_language_is_refused(text: str) -> None:
    with pytest.raises(Unsupported):
        assembly(text, ARRAYS, {"f": 1})


def test_the_assembly_is_the_same_each_time() -> None:
    text = "def f(n):\n    return A[n] + (1 if B[n] else 0)\n"
    assert assembly(text, ARRAYS, {"f": 1}) == assembly(text, ARRAYS, {"f": 1})
