"""The loop language is Python: the same text gives the same numbers under the interpreter and as machine code."""

from __future__ import annotations

import ctypes
import struct
from random import Random
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="pip install 'hocrdsl[fast]'")
pytest.importorskip("llvmlite", reason="pip install 'hocrdsl[fast]'")

from hocrdsl.backends.columnar.assembler import Array, Unsupported  # noqa: E402
from hocrdsl.backends.columnar.machine import Machine, assembly  # noqa: E402
from tests.records.programs import BODIES, LENGTH, OWN, Made, text_of  # noqa: E402

ARRAYS = {"A": Array(0, "i16", True), "B": Array(1, "bit", True), "OUT": Array(2, "i64", False),
          "S": Array(3, "i32", False)}


def bits_of(value: int) -> int:
    return int(struct.unpack("<q", struct.pack("<d", value))[0])


def both(machine: Machine, text: str, seed: int, *given: int) -> tuple[tuple[int, Any, Any], tuple[int, Any, Any]]:
    """(what `f` returns, what it wrote), in machine code and under the interpreter."""
    random = Random(seed)
    numbers = np.array([random.randint(-9, 9) for _ in range(LENGTH)], np.int16)
    flags = np.array([random.random() < 0.5 for _ in range(LENGTH)], np.uint8)
    bits, out = np.packbits(flags, bitorder="little"), np.zeros(OWN, np.int64)
    shared = np.zeros(LENGTH, np.int32)
    table = (ctypes.c_void_p * 4)(*[one.ctypes.data for one in (numbers, bits, out, shared)])
    found = machine.call("f", ctypes.addressof(table), *given)
    names: dict[str, Any] = {"A": numbers.tolist(), "B": flags.tolist(), "OUT": [0] * OWN, "S": [0] * LENGTH,
                             "bits_of": bits_of}
    exec(compile(text, "loop", "exec"), names)  # the program is ours: see programs.py
    return (found, out.tolist(), shared.tolist()), (names["f"](*given), names["OUT"], names["S"])


@pytest.mark.parametrize("body", [*BODIES, *[Made(seed).body() for seed in range(20)]])
def test_alike_under_the_interpreter_and_as_machine_code(body: str) -> None:
    text = text_of(body)
    machine = Machine(text, ARRAYS, {"f": 2})
    for seed in range(3):
        for given in (0, 1, LENGTH):
            compiled, python = both(machine, text, seed, given, seed + given % 7)
            assert compiled == python


# of one thing, by its place: what loops of nothing else make vectors of
THINGS = [
    "return A[x]", "return x * 3 - 1", "return B[x] * 4 + B[A[x] & 31]", "return 7",
    "if B[x] == 1:\n    return -2\nv = A[x] * 60 // 7 if A[x] >= 0 else 0\nreturn v * 2 + 1",
    "v = A[x]\nif v < 0:\n    if v < -4:\n        v = 0 - v\n    elif B[x]:\n        return A[v + 9]\n    else:\n"
    "        v = A[x] + 1\n    v = v + 100\nreturn v ^ 5",
    "v = g(A[x], 3)\nw = g(x, A[x])\nreturn v if v > w and (not w == 2 or B[x]) else (w if -1 <= v < 2 else ~v)",
    # quotients of what a floating number holds, at its edge, and of what none holds
    "v = ((A[x] + 9 << 40) * 60 - (x & 1) + 1) // 60\nreturn (v ^ v >> 20) & 1048575",
    "v = (4503599627370496 - (A[x] & 3)) // 60 & 1048575\nw = (4503599627370497 + x) // 7 & 1048575\nreturn v ^ w",
    "v = ((A[x] + 9 << 56) + x) // 60 & 1048575\nreturn v + ((A[x] + 9 << 56) + 59) // 10007 % 1000",
    "v = bits_of(A[x])\nreturn (v if v >= 0 else 0 - (v & 9223372036854775807)) >> 40",
    "v = A[x]\nm = 0\nif v == 3 or v > 5 and A[v] < 0:\n    m = A[v] & -A[v]\nreturn (A[x & 7] << 2) + (m >> 1) + A[0]",
]


@pytest.mark.parametrize("body", THINGS)
def test_several_at_once(body: str) -> None:
    inner = "\n".join("    " + line for line in body.splitlines())
    text = f"{text_of('return 0').split('def f')[0]}def h(x):\n{inner}\n\ndef f(n, k):\n" \
           "    for x in range(k, n):\n        S[x] = h(x)\n    return 0\n"
    assert "call fastcc <8 x i64> @wide_h(" in assembly(text, ARRAYS, {"f": 2})
    machine = Machine(text, ARRAYS, {"f": 2})
    for seed in range(3):
        # from the beginning of a byte of bits or not, to the end of several or not, nothing at all
        for last, first in ((LENGTH, 0), (LENGTH, 3), (16, 8), (9, 2), (7, 1), (5, 5)):
            compiled, python = both(machine, text, seed, last, first)
            assert compiled == python


def test_what_stores_or_goes_round_is_done_one_by_one() -> None:
    for body in ("S[x] = 1\n    return 0", "while x > 9:\n        x -= 1\n    return x", "return A[x] // A[x]"):
        text = f"def h(x):\n    {body}\n\ndef f(n):\n    for x in range(0, n):\n        S[x] = h(x)\n    return 0\n"
        assert "wide" not in assembly(text, ARRAYS, {"f": 1})


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
