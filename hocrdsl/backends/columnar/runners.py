"""Who runs a kernel's program: machine code made by LLVM, or NumPy over many incidents at once. Both run the same text
and write the same arrays."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from typing import Any, Protocol

from hocrdsl.backends.columnar.completions import KINDS
from hocrdsl.backends.columnar.assembler import Array
from hocrdsl.backends.columnar.machine import Shelf

DOORS = {"decide": 2, "complete": 2, "start": 1, "ahead": 2}
# who there is: by LLVM, by NumPy
BY = ("llvm", "numpy")


class Runner(Protocol):
    """Runs the doors of one program."""

    # whether threads of one process are of use
    threads: bool

    def run(self, door: str, shared: Mapping[str, Any], first: int = 0, last: int = 0) -> Any:
        """Run a door over incidents `first` to `last` with the arrays that all share. Gives the rows of `RANGE`: those
        that completions left, by incident."""


class Native:
    """By machine code. Imports llvmlite."""

    threads = True

    def __init__(self, text: str, arrays: Mapping[str, Array], scratch: Mapping[str, int], asking: bool,
                 shelf: Shelf | None) -> None:
        from hocrdsl.backends.columnar.machine import Machine

        self._arrays, self._scratch = arrays, scratch
        self._size = max(one.place for one in arrays.values()) + 1
        doors = {door: DOORS[door] for door in _doors(asking)}
        self._machine = Machine(text, arrays, doors, 25 if asking else 225, shelf)

    def run(self, door: str, shared: Mapping[str, Any], first: int = 0, last: int = 0) -> Any:
        import numpy as np

        most = (last - first) * 4 + KINDS if door == "complete" else 0
        own: dict[str, Any] = {name: np.zeros(size, np.int64) for name, size in self._scratch.items()}
        own["RANGE"], own["RANGES"] = np.zeros((most, 4), np.int64), np.array([0, most], np.int64)
        table = (ctypes.c_void_p * self._size)()
        for name, array in {**shared, **own}.items():
            table[self._arrays[name].place] = _address(array)
        self._machine.call(door, ctypes.addressof(table), *(first, last)[: DOORS[door]])
        return own["RANGE"][: own["RANGES"][0]]


class Portable:
    """By NumPy alone: nothing is compiled, so that it starts at once. Threads would wait for one another."""

    threads = False

    def __init__(self, text: str, arrays: Mapping[str, Array], scratch: Mapping[str, int], asking: bool) -> None:
        from hocrdsl.backends.columnar.lanes import Lanes

        self._lanes = Lanes(text, arrays, _doors(asking), {**scratch, "RANGE": KINDS * 4, "RANGES": 2})

    def run(self, door: str, shared: Mapping[str, Any], first: int = 0, last: int = 0) -> Any:
        import numpy as np

        if door in ("start", "ahead"):
            self._lanes.call(door, shared, *(first, last)[: DOORS[door]])
            return None
        found: list[Any] = [np.zeros((0, 4), np.int64)]

        def begin(own: Mapping[str, Any]) -> None:
            own["RANGES"].rows[0], own["RANGES"].rows[1] = 0, KINDS

        def end(own: Mapping[str, Any]) -> None:
            for at in range(int(own["RANGES"].rows[0].max())):
                those = own["RANGES"].rows[0] > at
                found.append(own["RANGE"].rows[at * 4 : at * 4 + 4, those].T)

        # incidents of as many things together: no lane waits for others
        ends = shared["O1"][shared["O0"]]
        order = first + np.argsort(-np.diff(ends)[first:last], kind="stable")
        self._lanes.call(door, shared, first, last, order=order, begin=begin, end=end)
        ranges = np.concatenate(found)
        return ranges[np.argsort(ranges[:, 0], kind="stable")]


def runner(by: str, text: str, arrays: Mapping[str, Array], scratch: Mapping[str, int], asking: bool,
           shelf: Shelf | None = None) -> Runner:
    """Who runs a program: see `BY`. `scratch`: the arrays that each thread, or each lane, has for itself, with how long
    they are. `asking`: it is the one with completions. `shelf`: where machine code is kept."""
    if by == "llvm":
        return Native(text, arrays, scratch, asking, shelf)
    return Portable(text, arrays, scratch, asking)


def _doors(asking: bool) -> list[str]:
    return ["complete", "start"] if asking else ["decide", "start", "ahead"]


def _address(array: Any) -> int:
    there = getattr(array, "__array_interface__", None)
    return int(there["data"][0] if there is not None else array.address)
