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
