"""What a program found, listed: a row for each thing counted with what it stands for, and one for each thing decided.

The text is the same for every plan. It is of the loop language, so it also runs under Python's interpreter; by NumPy,
where no row knows the place of the one before it, `listing_numpy.py` does the same otherwise.
"""

from __future__ import annotations

import ctypes
from typing import Any, NamedTuple

from hocrdsl.backends.columnar.assembler import Array
from hocrdsl.backends.columnar.machine import Machine, Shelf
from hocrdsl.backends.columnar.room import room
from hocrdsl.backends.columnar.runners import put

# what is counted is listed by its own fate first, then by what went into it: of so many fates, the first in `ORDER`
KINDS = 3
# what is given: by incident whether it is told here and whether it is open, its number and its decided things; by
# decided thing what was found; of open incidents rows of (incident, row, lowest, highest), in the order to be told in
_GIVEN = {"HERE": "i8", "OPEN": "i8", "NUMBER": "i32", "ENDS": "i32", "FATE": "i32", "UNIT": "i32", "INTO": "i32",
          "CLASS": "i32", "RESULT": "i32", "ORDER": "i64", "RANGES": "i64"}
# what is listed: of each row its incident; of a thing counted its number, row, lowest and highest number, the principal
# and where its members begin, and these; of a thing decided its place, fate, result, row and counted thing
_COUNTED = {"OF": "i32", "NTH": "i32", "KIND": "i32", "LOW": "i32", "HIGH": "i32", "FIRST": "i32", "BEGIN": "i32",
            "MEMBER": "i32"}
_DECIDED = {"OF": "i32", "MEMBER": "i32", "END": "i32", "SENT": "i32", "KIND": "i32", "NTH": "i32"}
_ARRAYS = {**_GIVEN, **_COUNTED, **_DECIDED, "TOLD": "i64", "VALUE": "i64", "TAKEN": "i64", "AT": "i64"}
ARRAYS = {name: Array(place, kind, name in _GIVEN) for place, (name, kind) in enumerate(_ARRAYS.items())}

TEXT = f"""
def fate_of(x):
    return ORDER[FATE[x]]


def fates(count, ranges):
    for x in range(0, count):
        END[x] = fate_of(x)
    return 0


def value_of(x):
    return VALUE[FIRST[x]]


def taken(count, ranges):
    for x in range(0, count):
        TAKEN[x] = value_of(x)
    return 0


def one_counted(rows, k, number, kind, first, members):
    OF[rows] = k
    NTH[rows] = number
    KIND[rows] = kind
    LOW[rows] = 1
    HIGH[rows] = 1
    FIRST[rows] = first
    BEGIN[rows] = members
    return rows + 1


def place_of(x, number):
    fate = ORDER[FATE[x]]
    unit = UNIT[x]
    return (unit - 1) * {KINDS} + fate if unit > 0 and fate < {KINDS} else number * {KINDS}


def counted(count, ranges):
    rows = 0
    members = 0
    g = 0
    for k in range(0, count):
        if HERE[k] == 0:
            continue
        if OPEN[k] == 1:
            while g < ranges and RANGES[g * 4] < k:
                g += 1
            while g < ranges and RANGES[g * 4] == k:
                one_counted(rows, k, -1, RANGES[g * 4 + 1], -1, members)
                LOW[rows] = RANGES[g * 4 + 2]
                HIGH[rows] = RANGES[g * 4 + 3]
                rows += 1
                g += 1
            continue
        number = NUMBER[k]
        a0 = ENDS[k]
        a9 = ENDS[k + 1]
        if number == 1 and a9 - a0 == 1 and UNIT[a0] == 1:
            one_counted(rows, k, 1, CLASS[a0], a0, members)
            rows += 1
            MEMBER[members] = 0
            members += 1
            continue
        if number == 0:
            continue
        # sorted by what it is counted under and its fate, in two rounds; what belongs nowhere comes last, and is
        # written over
        for i in range(0, number * {KINDS} + 2):
            AT[i] = 0
        for x in range(a0, a9):
            AT[place_of(x, number) + 1] += 1
        AT[0] = members
        for i in range(0, number * {KINDS} + 1):
            AT[i + 1] += AT[i]
        for x in range(a0, a9):
            i = place_of(x, number)
            MEMBER[AT[i]] = x - a0
            AT[i] += 1
        for u in range(0, number):
            # each begins where the one before it ends; of one that was taken out again nothing is left
            begin = members
            members = AT[u * {KINDS} + {KINDS - 1}]
            if members > begin:
                first = INTO[a0 + MEMBER[begin]]
                one_counted(rows, k, u + 1, CLASS[first], first, begin)
                rows += 1
    BEGIN[rows] = members
    TOLD[0] = rows
    TOLD[1] = members
    return 0


def decided(count, ranges):
    rows = 0
    for k in range(0, count):
        if HERE[k] == 0:
            continue
        a0 = ENDS[k]
        open = OPEN[k]
        for x in range(a0, ENDS[k + 1]):
            OF[rows] = k
            MEMBER[rows] = x - a0
            fate = FATE[x]
            # of what is open the numbers are those of the list already
            END[rows] = fate if open == 1 else ORDER[fate]
            SENT[rows] = RESULT[x]
            KIND[rows] = CLASS[x]
            NTH[rows] = UNIT[x]
            rows += 1
    TOLD[0] = rows
    return 0
"""


class Counted(NamedTuple):
    """A row for each thing counted, and one for each row that may be counted in an open incident: its incident, its
    number in it (-1: of an open one), its row, the lowest and the highest number, the principal (-1); where its members
    begin (and those of the last end), and the members, as places in their incident."""

    of: Any
    number: Any
    row: Any
    low: Any
    high: Any
    principal: Any
    begin: Any
    members: Any


class Ends(NamedTuple):
    """A row for each thing decided: its incident, its place in it, its fate, result, row and counted thing."""

    of: Any
    place: Any
    fate: Any
    result: Any
    row: Any
    unit: Any


class Listing:
    """Lists what programs found, in machine code. `shelf`: where that is kept."""

    def __init__(self, shelf: Shelf | None = None) -> None:
        self._machine = Machine(TEXT, ARRAYS, {"counted": 2, "decided": 2, "fates": 2, "taken": 2}, shelf=shelf)

    def counted(self, found: Any, here: Any, order: Any, ranges: Any) -> Counted:
        """The things counted of the incidents that are `here`. `found`: what a kernel found; `order`: by its numbers of
        fates their places in the list; `ranges`: as in `Found`, in order of their incidents."""
        things, most = len(found.units), len(found.units) + len(ranges)
        sizes = dict.fromkeys(_COUNTED, most + 1) | {"MEMBER": things + 1}
        listed, (rows, members) = self._run("counted", found, here, order, ranges, sizes)
        ends = dict.fromkeys(_COUNTED, rows) | {"BEGIN": rows + 1, "MEMBER": members}
        return Counted(*(listed[name][:end] for name, end in ends.items()))

    def decided(self, found: Any, here: Any, order: Any) -> Ends:
        """The things decided of the incidents that are `here`; as above."""
        sizes = dict.fromkeys(_DECIDED, len(found.units))
        listed, (rows, _) = self._run("decided", found, here, order, found.ranges[:0], sizes)
        return Ends(*(listed[name][:rows] for name in _DECIDED))

    def fates(self, found: Any, order: Any) -> Any:
        """The fate of every thing decided, where every incident is told and none is open."""
        sizes = {"END": len(found.fates)}
        listed, _ = self._run("fates", found, found.fates, order, found.ranges[:0], sizes)
        return listed["END"][:len(found.fates)]

    def taken(self, values: Any, places: Any) -> Any:
        """Of whole numbers those at some places; below the first of them stands the last, as NumPy has it."""
        import numpy as np

        if values.dtype != np.int64 or not len(places) or places.min() < 0:
            return values[places]
        found = room(len(places), "int64")
        table = (ctypes.c_void_p * len(ARRAYS))()
        given = {"VALUE": values, "FIRST": np.ascontiguousarray(places, np.int32), "TAKEN": found}
        put(table, ARRAYS, given)
        self._machine.call("taken", ctypes.addressof(table), len(places), 0)
        return found

    def _run(self, door: str, found: Any, here: Any, order: Any, ranges: Any, sizes: dict[str, int]) -> Any:
        import numpy as np

        given = {"HERE": here, "OPEN": found.open, "NUMBER": found.least, "ENDS": found.offsets, "FATE": found.fates,
                 "UNIT": found.units, "INTO": found.principals, "CLASS": found.rows, "RESULT": found.results,
                 "ORDER": order, "RANGES": ranges}
        given = {name: np.ascontiguousarray(array, _KINDS[_GIVEN[name]]) for name, array in given.items()}
        listed: dict[str, Any] = {name: room(max(size, 1), _KINDS[_ARRAYS[name]]) for name, size in sizes.items()}
        told: Any = np.zeros(2, np.int64)
        table = (ctypes.c_void_p * len(ARRAYS))()
        most = int(found.least.max(initial=0))
        every = {**given, **listed, "TOLD": told, "AT": np.empty(most * KINDS + 2, np.int64)}
        put(table, ARRAYS, every)
        self._machine.call(door, ctypes.addressof(table), len(here), len(ranges))
        return listed, (int(told[0]), int(told[1]))


_KINDS = {"i8": "int8", "i32": "int32", "i64": "int64"}
