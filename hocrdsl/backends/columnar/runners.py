"""Who runs a kernel's program: machine code made by LLVM, or NumPy over many incidents at once. Both run the same text
and write the same arrays."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Mapping
from typing import Any, Protocol

from hocrdsl.backends.columnar.completions import KINDS
from hocrdsl.backends.columnar.assembler import Array
from hocrdsl.backends.columnar.machine import Shelf

DOORS = {"decide": 2, "complete": 2, "attempt": 2, "start": 1, "ahead": 2, "alone": 2}
# who there is: by LLVM, by NumPy
BY = ("llvm", "numpy")


class Runner(Protocol):
    """Runs the doors of one program."""

    # whether threads of one process are of use
    threads: bool

    def start(self, fixed: Mapping[str, Any]) -> None:
        """Take the arrays that are the same in every run, and let the program fill those that it fills."""

    def bound(self, shared: Mapping[str, Any], onto: Any = None) -> Any:
        """The arrays of one batch, ready for any number of runs. `onto`: what was bound, to which these are added."""

    def run(self, door: str, bound: Any, first: int, last: int) -> Any:
        """Run a door over incidents (of `ahead`: things) `first` to `last` with the arrays that all share; `alone` is
        `decide` where each of them is of one event and one thing, with nothing held. Gives the rows of `RANGE`: those
        that completions left, by incident."""


class Native:
    """By machine code. Imports llvmlite."""

    threads = True

    def __init__(self, text: str, arrays: Mapping[str, Array], scratch: Mapping[str, int], asking: bool,
                 shelf: Shelf | None) -> None:
        from hocrdsl.backends.columnar.machine import Machine

        # of the others the program reads nothing
        named = set(re.findall(r"\b[A-Z]\w*", text))
        self._arrays = {name: one for name, one in arrays.items() if name in named}
        doors = {door: DOORS[door] for door in (*_doors(asking), "attempt" if asking else "alone")}
        self._machine = Machine(text, arrays, doors, 25 if asking else 225, shelf)
        self._table = (ctypes.c_void_p * (max(one.place for one in arrays.values()) + 1))()
        self._fixed: Mapping[str, Any] = {}
        # what a run has for itself, one after the other in one array: by its place in the table, from where on
        self._own: dict[int, int] = {}
        self._length = 0
        for name, size in scratch.items():
            if name not in self._arrays:
                continue
            self._own[arrays[name].place] = self._length * 8
            self._length += size

    def start(self, fixed: Mapping[str, Any]) -> None:
        self._fixed = fixed
        put(self._table, self._arrays, fixed)
        self.run("start", (self._table, fixed), 0, 0)

    def bound(self, shared: Mapping[str, Any], onto: Any = None) -> Any:
        table = type(self._table).from_buffer_copy(self._table if onto is None else onto[0])
        put(table, self._arrays, shared)
        # what the addresses point to must live as long as they do
        return table, shared, onto

    def run(self, door: str, bound: Any, first: int, last: int) -> Any:
        import numpy as np

        table = type(self._table).from_buffer_copy(bound[0])
        most = (last - first) * 4 + KINDS if door == "complete" else 0
        own: Any = np.zeros(self._length, np.int64)
        base = _address(own)
        for place, offset in self._own.items():
            table[place] = base + offset
        ranges: Any = np.zeros((most, 4), np.int64)
        ends = np.array([0, most], np.int64)
        put(table, self._arrays, {"RANGE": ranges, "RANGES": ends})
        self._machine.call(door, ctypes.addressof(table), *(first, last)[: DOORS[door]])
        return ranges[: ends[0]]


class Portable:
    """By NumPy alone: nothing is compiled, so that it starts at once. Threads would wait for one another."""

    threads = False

    def __init__(self, text: str, arrays: Mapping[str, Array], scratch: Mapping[str, int], asking: bool) -> None:
        from hocrdsl.backends.columnar.lanes import Lanes

        self._lanes = Lanes(text, arrays, _doors(asking), {**scratch, "RANGE": KINDS * 4, "RANGES": 2})
        self._fixed: Mapping[str, Any] = {}

    def start(self, fixed: Mapping[str, Any]) -> None:
        self._fixed = fixed
        self._lanes.call("start", fixed, 0)

    def bound(self, shared: Mapping[str, Any], onto: Any = None) -> Any:
        return {**(self._fixed if onto is None else onto), **shared}

    def run(self, door: str, bound: Any, first: int, last: int) -> Any:
        import numpy as np

        shared: Mapping[str, Any] = bound
        door = "decide" if door == "alone" else door
        if door == "ahead":
            self._lanes.call(door, shared, first, last)
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


def put(table: Any, arrays: Mapping[str, Array], given: Mapping[str, Any]) -> None:
    """Put the addresses of what is given into a table of pointers, as far as it is among the arrays; it must live as
    long as they are used."""
    for name, array in given.items():
        there = arrays.get(name)
        if there is not None:
            table[there.place] = _address(array)


def _address(array: Any) -> int:
    there = getattr(array, "__array_interface__", None)
    return int(there["data"][0] if there is not None else array.address)
