"""One edition's plan over batches of incidents, in machine code.

    kernel = Kernel(plan)
    found = kernel.decide(batch, alone)   # arrays; see `Found`

The program is made for the columns that a batch has (a fact that no record tells is a constant in it) and made anew when a batch
brings more; that takes a second or two. What is unknown where it matters, in conflict, held from before, told as news, or beyond the bounds of
`driver.py`, is left: the compiled function decides it.
"""

from __future__ import annotations

import ctypes
import threading
from typing import Any, NamedTuple

from hocrdsl.backends.columnar.columns import Batch
from hocrdsl.backends.columnar.driver import DECIDED, LISTED, PARTS, driver
from hocrdsl.backends.columnar.emit_strata import Strata
from hocrdsl.backends.columnar.emit_tables import bits
from hocrdsl.backends.columnar.emit_tests import CannotSay, Emitter
from hocrdsl.backends.columnar.layout import NONE, UNKNOWN, Column, Layout
from hocrdsl.backends.columnar.machine import Array, Machine
from hocrdsl.plan.nodes import Plan

_STATES = ("absent", "full", "nulls")
# what one thread needs for itself, by how much
_SCRATCH = {
    "NOW": 64, "MADE": 64, "BAD": 1, "LIST": DECIDED, "BECOME": DECIDED, "SENT": DECIDED, "BEATEN": DECIDED, "KEPT": DECIDED,
    "HOW": DECIDED, "APART": DECIDED, "LONG": DECIDED, "PART": DECIDED * PARTS,
}
# what comes out: by what is decided, and by incident
_ANSWERS = {"CLASS": "i32", "FATE": "i32", "RESULT": "i32", "INTO": "i32", "UNIT": "i32", "EVENT": "i32"}
_INCIDENTS = {"LEAVES": "i8", "CRIMES": "i32"}
_NUMPY = {"i8": "int8", "i16": "int16", "i32": "int32", "i64": "int64"}


class Found(NamedTuple):
    """What a batch came to. By decided thing (all incidents of the batch, one after the other): `rows` (the row that it is, -2 none),
    `fates` (numbers of words), `results` (places among the plan's results, -2 none), `units` (the number of the crime in its
    incident from 1; 0 none). By incident: `left` (not decided here), `crimes`, `offsets` (its first and last decided thing)."""

    rows: Any
    fates: Any
    results: Any
    units: Any
    principals: Any
    left: Any
    crimes: Any
    offsets: Any


class Kernel:
    """The program of one plan. Raises CannotSay where the plan reads what columns can't say."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.layout = Layout(plan)
        self.emitter = Emitter(self.layout)
        self.strata = Strata(self.emitter)
        self._driver = driver(self.emitter, self.strata)
        self._states: dict[tuple[str, str], str] = {}
        self._machine: Machine | None = None
        self._arrays: dict[str, Array] = {}
        self._fixed: dict[str, Any] = {}
        self._lock = threading.Lock()
        self.words = {number: word for word, number in self.layout.words.items()}
        self.results = self.strata.results
        self.row_keys = plan.model.rows[plan.model.charter.row_entity].keys

    # --- the program --------------------------------------------------------------------

    def text(self, states: dict[tuple[str, str], str]) -> str:
        """The whole program for columns in those states; also a program of Python."""
        accessors = [_accessor(self.layout, column, states.get(key, "absent"))
                     for key, column in self.layout.columns.items()]
        start = "".join(
            f"    for i in range(0, {count}):\n        {array}w[i] = {function}(i)\n"
            for array, (function, count) in self.emitter.by_row.items()
        )
        return "\n".join([*accessors, *self.emitter.functions, self._driver,
                          f"def start(n):\n{start}    return 0\n"])

    def arrays(self) -> dict[str, Array]:
        """Every array that a program may name, with its place in the table of pointers."""
        found: dict[str, Array] = {}

        def add(name: str, kind: str, fixed: bool, place: int | None = None) -> None:
            found[name] = Array(len(found) if place is None else place, kind, fixed)

        for name in _SCRATCH:
            add(name, "i64", False)
        for place in range(len(self.emitter.groups)):
            add(f"G{place}", "i64", False)
        for name, kind in {**_ANSWERS, **_INCIDENTS}.items():
            add(name, kind, False)
        add("ALONE", "i8", True)
        add("BITS", "i64", True)
        for place in self.layout.entity_place.values():
            add(f"O{place}", "i32", True)
        for name in self.emitter.tables:
            add(name, "i64", True)
        for name in self.emitter.by_row:
            add(name, "i64", True)
            add(f"{name}w", "i64", False, found[name].place)
        used = max(one.place for one in found.values()) + 1
        for column in self.layout.columns.values():
            at = column.place
            for name, kind in ((f"D{at}", _held(column)), (f"N{at}", "bit"), (f"L{at}", "i64"), (f"Z{at}", "bit"),
                               (f"F{at}", "i32"), (f"V{at}", "i32")):
                found[name] = Array(used, kind, True)
                used += 1
        return found

    def _made(self, states: dict[tuple[str, str], str]) -> tuple[Machine, dict[str, Array]]:
        with self._lock:
            wider = {key: max(state, self._states.get(key, "absent"), key=_STATES_OF.__getitem__)
                     for key, state in states.items()}
            if self._machine is None or wider != self._states:
                import numpy as np

                arrays = self.arrays()
                machine = Machine(self.text(wider), arrays, {"decide": 2, "start": 1})
                self._fixed = {name: np.array(values or [0], np.int64) for name, values in self.emitter.tables.items()}
                self._fixed["BITS"] = np.array(bits(), np.int64)
                for name, (_, count) in self.emitter.by_row.items():
                    self._fixed[name] = np.zeros(max(count, 1), np.int64)
                table = self._table(arrays, dict(self._fixed), {})
                machine.call("start", ctypes.addressof(table), 0)
                self._machine, self._arrays, self._states = machine, arrays, wider
            return self._machine, self._arrays

    def _table(self, arrays: dict[str, Array], held: dict[str, Any], scratch: dict[str, Any]) -> Any:
        table = (ctypes.c_void_p * (max(one.place for one in arrays.values()) + 1))()
        for name, array in {**held, **scratch}.items():
            table[arrays[name].place] = _address(array)
        return table

    # --- a batch ------------------------------------------------------------------------

    def decide(self, batch: Any, alone: Any = None, threads: int = 1) -> Found:
        """What becomes of the incidents of a batch; `alone` (by incident): those that are this edition's to decide."""
        import numpy as np

        held = Batch(self.layout, batch)
        told = {key: held.column(column) for key, column in self.layout.columns.items()}
        states = {key: one["state"] if one["state"] in _STATES else "absent" for key, one in told.items()}
        machine, arrays = self._made(states)
        mine = held.alone if alone is None else held.alone & alone
        for one in told.values():
            if one["state"] == "by name":
                # what is told by name is looked up by the compiled function
                mine[one["where"]] = 0
        count, decided = held.count, held.decided
        answers = {name: np.full(max(decided, 1), NONE if name != "UNIT" else 0, _NUMPY[kind])
                   for name, kind in _ANSWERS.items()}
        incidents = {name: np.zeros(max(count, 1), _NUMPY[kind]) for name, kind in _INCIDENTS.items()}
        shared = {**self._fixed, **answers, **incidents, "ALONE": np.ascontiguousarray(mine, np.int8)}
        for place, offsets in held.offsets.items():
            shared[f"O{place}"] = np.ascontiguousarray(offsets, np.int32)
        for key, one in told.items():
            if self._states.get(key, "absent") != "absent":
                shared.update(self._column(self.layout.columns[key], one, max(held.lengths.get(key[0], 0), 1)))
        self._run(machine, arrays, shared, count, threads)
        return Found(
            rows=answers["CLASS"][:decided], fates=answers["FATE"][:decided], results=answers["RESULT"][:decided],
            units=answers["UNIT"][:decided], principals=answers["INTO"][:decided],
            left=incidents["LEAVES"][:count].astype(bool), crimes=incidents["CRIMES"][:count],
            offsets=held.per_incident(self.layout.decided),
        )

    def _column(self, column: Column, told: dict[str, Any], length: int) -> dict[str, Any]:
        """The arrays of one column that the program reads; where nobody tells it here, arrays that say so."""
        import numpy as np

        at = column.place
        nothing, everything = np.zeros(length // 8 + 8, np.uint8), np.full(length // 8 + 8, 255, np.uint8)
        if told["state"] not in ("full", "nulls"):
            return {f"N{at}": nothing, f"Z{at}": nothing, f"D{at}": np.zeros(length, np.int64),
                    f"L{at}": np.array([NONE], np.int64), f"F{at}": np.zeros(length + 1, np.int32),
                    f"V{at}": np.zeros(1, np.int32)}
        found = {f"N{at}": told.get("there", everything), f"Z{at}": told.get("none", nothing)}
        if "offsets" in told:
            return {**found, f"F{at}": np.ascontiguousarray(told["offsets"], np.int32), f"V{at}": told["data"]}
        return {**found, f"D{at}": told["data"], f"L{at}": told.get("look", nothing)}

    def _run(self, machine: Machine, arrays: dict[str, Array], shared: dict[str, Any], count: int, threads: int) -> None:
        import numpy as np

        def part(first: int, last: int) -> None:
            scratch = {name: np.zeros(size, np.int64) for name, size in _SCRATCH.items()}
            scratch.update({f"G{place}": np.zeros(LISTED + DECIDED + 1, np.int64)
                            for place in range(len(self.emitter.groups))})
            table = self._table(arrays, shared, scratch)
            machine.call("decide", ctypes.addressof(table), first, last)

        if threads < 2 or count < 4096:
            part(0, count)
            return
        ends = [count * at // threads for at in range(threads + 1)]
        failed: list[BaseException] = []

        def guarded(first: int, last: int) -> None:
            try:
                part(first, last)
            except BaseException as error:
                failed.append(error)

        workers = [threading.Thread(target=guarded, args=pair) for pair in zip(ends, ends[1:], strict=False)]
        for one in workers:
            one.start()
        for one in workers:
            one.join()
        if failed:
            raise failed[0]


_STATES_OF = {state: place for place, state in enumerate(_STATES)}


def _held(column: Column) -> str:
    kinds = {"yes": "bit", "one": "i16", "row": "i16", "thing": "i32", "code": "i32", "text": "i32"}
    return kinds.get(column.kind, "i64")


def _address(array: Any) -> int:
    return int(array.ctypes.data if hasattr(array, "ctypes") else array.address)


def _accessor(layout: Layout, column: Column, state: str) -> str:
    """The function that reads a column, in the state that it is in."""
    at, name = column.place, f"C{column.place}"
    unless = "" if state == "full" else f"    if N{at}[x] == 0:\n        return {column.presumed}\n"
    if column.kind == "things":
        if state == "absent":
            return (f"def H{at}(x):\n    return {UNKNOWN}\n\ndef S{at}(x):\n    return 0\n\n"
                    f"def E{at}(x):\n    return 0\n\ndef {name}(x):\n    return {UNKNOWN}\n")
        there = f"    if N{at}[x] == 0:\n        return {UNKNOWN}\n" if state == "nulls" else ""
        return (f"def H{at}(x):\n{there}    return 1\n\ndef S{at}(x):\n    return F{at}[x]\n\n"
                f"def E{at}(x):\n    return F{at}[x + 1]\n\ndef {name}(x):\n    return {UNKNOWN}\n")
    if state == "absent":
        return f"def {name}(x):\n    return {column.presumed}\n"
    none = "" if column.kind in ("one", "row", "thing") else f"    if Z{at}[x] == 1:\n        return {NONE}\n"
    if column.kind in ("one", "row", "code", "text"):
        return f"def {name}(x):\n{none}{unless}    return L{at}[D{at}[x]]\n"
    if column.kind == "thing":
        if column.options not in layout.entity_place:
            # told by name: incidents that tell it are left
            return f"def {name}(x):\n    return {column.presumed}\n"
        base = layout.entity_place[column.options] * 2
        return (
            f"def {name}(x):\n{unless}    v = D{at}[x]\n    if v == -1:\n        return {NONE}\n"
            f"    if v < 0 or v >= NOW[{base + 1}] - NOW[{base}]:\n        BAD[0] = 1\n        return {UNKNOWN}\n"
            f"    return v + NOW[{base}]\n"
        )
    return f"def {name}(x):\n{none}{unless}    return D{at}[x]\n"
