"""One edition's plan over batches of incidents, in machine code.

    kernel = Kernel(plan)
    found = kernel.decide(batch, alone)   # arrays; see `Found`

The program is made for the columns that a batch has (a fact that no record tells is a constant in it) and made anew
when a batch brings more; that takes a second or two. Incidents that turn on something unknown go to a second program,
which tries its values (`completions.py`). What is told as news or ruled, or is beyond the bounds of `driver.py`, is
left: the compiled function decides it.
"""

from __future__ import annotations

import threading
from typing import Any, NamedTuple

from hocrdsl.backends.columnar.columns import Batch
from hocrdsl.backends.columnar.completions import NO_MORE, SCRATCH, askable, by_value, completions
from hocrdsl.backends.columnar.driver import DECIDED, LISTED, PARTS, driver
from hocrdsl.backends.columnar.emit_conclude import Conclusions, Saying, arrays, sayings, scratch
from hocrdsl.backends.columnar.emit_groups import PAIRS
from hocrdsl.backends.columnar.emit_strata import Strata
from hocrdsl.backends.columnar.emit_tables import bits
from hocrdsl.backends.columnar.emit_tests import Emitter
from hocrdsl.backends.columnar.layout import DAY, FIRST_DAY, NEW, NONE, UNKNOWN, Column, Layout
from hocrdsl.backends.columnar.machine import Array, Shelf
from hocrdsl.backends.columnar.runners import BY, Runner, runner
from hocrdsl.plan.nodes import Plan
from hocrdsl.world.completions import LIMIT

_STATES = ("absent", "full", "nulls")
# by column: its state, and the form of its data
States = dict[tuple[str, str], tuple[str, str]]
_ABSENT = ("absent", "")
# what is held in forms that are not their own name
_FORMS = {"seconds": "i64", "days": "i32"}
# what one thread needs for itself, by how much
_SCRATCH = {
    "NOW": 64, "MADE": 64, "BAD": 1, "AFTER": 1, "FROM": 1, "UNITS": 1, "SEEN": 1, "SAYING": 1, "LIST": DECIDED,
    "BECOME": DECIDED, "SENT": DECIDED, "BEATEN": DECIDED, "KEPT": DECIDED, "HOW": DECIDED, "APART": DECIDED,
    "LONG": DECIDED, "PART": DECIDED * PARTS,
    "HANGS": DECIDED * PARTS, "REACHED": LISTED + DECIDED + 1,
}
# what comes out: by what is decided, and by incident
_ANSWERS = {"CLASS": "i32", "FATE": "i32", "RESULT": "i32", "INTO": "i32", "UNIT": "i32", "EVENT": "i32",
            "EARLIER": "i32"}
_INCIDENTS = {"LEAVES": "i8", "LEAST": "i32", "MOST": "i32", "EXACT": "i8"}
_NUMPY = {"i8": "int8", "i16": "int16", "i32": "int32", "i64": "int64"}


class Found(NamedTuple):
    """What a batch came to.

    By decided thing, all incidents of the batch one after the other: `rows` (the row that it is, -2 none), `fates`
    (numbers of words; of an open incident 0 recorded, 1 absorbed, 3 a result, 4 referred), `results` (places among the
    plan's results, -2 none), `units` (the number of the counted thing in its incident from 1; 0 none), `principals`
    (the place of the first that it is counted with). -3: the completions differ.

    By incident: `left` (not decided here), `open` (its completions differ), `least` and `most` (the lowest and the
    highest number), `exact` (no test was assumed), `offsets` (its first and last decided thing). `ranges`: of open
    incidents, rows of (incident, row, lowest, highest number) for each row that is counted in some completion.
    `concluded`: for each of the kernel's sayings, by decided thing, what is concluded about it or about what it was
    counted for; -2 nothing, or nobody knows.
    """

    rows: Any
    fates: Any
    results: Any
    units: Any
    principals: Any
    left: Any
    open: Any
    least: Any
    most: Any
    exact: Any
    ranges: Any
    offsets: Any
    concluded: tuple[Any, ...] = ()


class Kernel:
    """The program of one plan. Raises CannotSay where the plan reads what columns can't say."""

    def __init__(self, plan: Plan, worth: int = 0, by: str = "llvm", asked: tuple[tuple[str, str], ...] = (),
                 limit: int = LIMIT, shelf: Shelf | None = None) -> None:
        """`worth`: how many open incidents make it worth the seconds to make the program with completions. `by`: who
        runs it, `llvm` or `numpy` (see `runners.py`). `asked`: the conclusions that are told too, by entity and
        name. `limit`: how many completions of one incident are tried. `shelf`: where machine code is kept."""
        if by not in BY:
            raise ValueError(f"by {by}: one of {', '.join(BY)}")
        self.by = by
        self.plan = plan
        self.worth = worth
        self.layout = Layout(plan)
        self._limit, self._shelf = limit, shelf
        self.sayings = sayings(plan, asked)
        self._source = _Source(self.layout, False, self.sayings, limit)
        self._with_completions: _Source | None = None
        self._programs: list[_Program] = []
        # by name: with completions or without; those with them are made when enough incidents were left
        self._asking: dict[int, _Program] = {}
        self._met = 0
        self._lock = threading.Lock()
        self.words = {number: word for word, number in self.layout.words.items()}
        self.results = self._source.strata.results
        self.row_keys = plan.model.rows[plan.model.charter.row_entity].keys

    # --- the program --------------------------------------------------------------------

    def _made(self, states: States, held: Batch) -> _Program:
        """The program for columns in those states, or in wider ones; made when none is there. The second is made for
        whatever a batch of these columns may tell, so that there is no third."""
        with self._lock:
            for program in self._programs:
                if all(_serves(program.states.get(key, _ABSENT), state) for key, state in states.items()):
                    return program
            if self._programs:
                states = {key: ("nulls", form) if (form := held.form(column)) else _ABSENT
                          for key, column in self.layout.columns.items()}
            program = self._compiled(states)
            self._programs = [program, *self._programs[:3]]
            return program

    def _completing(self, program: _Program) -> _Program:
        """The program with completions for the same columns."""
        with self._lock:
            found = self._asking.get(id(program))
            if found is None:
                found = self._compiled(program.states, True)
                self._asking = {id(one): self._asking[id(one)] for one in self._programs if id(one) in self._asking}
                self._asking[id(program)] = found
            return found

    def _compiled(self, states: States, asking: bool = False) -> _Program:
        import numpy as np

        source = self._source
        if asking:
            if self._with_completions is None:
                self._with_completions = _Source(self.layout, True, self.sayings, self._limit)
            source = self._with_completions
        made = runner(self.by, source.text(states), source.arrays(states), source.scratch(), asking, self._shelf)
        fixed = {name: np.array(values or [0], np.int64) for name, values in source.emitter.tables.items()}
        fixed["BITS"] = np.array(bits(), np.int64)
        for name, (_, count) in source.emitter.by_row.items():
            fixed[name] = np.zeros(max(count, 1), np.int64)
        made.run("start", fixed)
        return _Program(made, states, fixed)

    # --- a batch ------------------------------------------------------------------------

    def decide(self, batch: Any, alone: Any = None, threads: int = 1) -> Found:
        """What becomes of the incidents of a batch; `alone` (by incident): those that are this edition's to decide."""
        import numpy as np

        held = Batch(self.layout, batch)
        told = {key: held.column(column) for key, column in self.layout.columns.items()}
        program = self._made({key: (one["state"] if one["state"] in _STATES else "absent", one["form"])
                              for key, one in told.items()}, held)
        mine = held.alone if alone is None else held.alone & alone
        for one in told.values():
            if one["state"] == "by name":
                # what is told by name is looked up by the compiled function
                mine[one["where"]] = 0
        count, decided = held.count, held.decided
        answers: dict[str, Any] = {name: np.full(max(decided, 1), NONE if name != "UNIT" else 0, _NUMPY[kind])
                   for name, kind in {**_ANSWERS, **arrays(len(self.sayings))}.items()}
        incidents = {name: np.zeros(max(count, 1), _NUMPY[kind]) for name, kind in _INCIDENTS.items()}
        shared = {**answers, **incidents, "ALONE": np.ascontiguousarray(mine, np.int8)}
        for place, offsets in held.offsets.items():
            shared[f"O{place}"] = np.ascontiguousarray(offsets, np.int32)
        for key, one in told.items():
            if program.states.get(key, _ABSENT) != _ABSENT:
                shared.update(self._column(self.layout.columns[key], one, max(held.lengths.get(key[0], 0), 1)))
        self._run(program, shared, count, threads, "decide")
        open_ones = int(((incidents["LEAVES"] == 1) & (shared["ALONE"][:max(count, 1)] == 1)).sum())
        self._met += open_ones
        incidents["MOST"][:] = incidents["LEAST"]
        incidents["EXACT"][:] = 1
        ranges: Any = np.zeros((0, 4), np.int64)
        if open_ones and self._met >= self.worth:
            ranges = self._run(self._completing(program), shared, count, threads, "complete")
        ends = held.per_incident(self.layout.decided)
        concluded = tuple(answers[f"Q{place}"][:decided] for place in range(len(self.sayings)))
        for saying, values in zip(self.sayings, concluded, strict=True):
            if saying.kind == "word":
                # words that only the batch knows
                others = np.flatnonzero(values >= len(self.words))
                incidents["LEAVES"][np.searchsorted(ends, others, side="right") - 1] = 1
        return Found(
            rows=answers["CLASS"][:decided], fates=answers["FATE"][:decided], results=answers["RESULT"][:decided],
            units=answers["UNIT"][:decided], principals=answers["INTO"][:decided],
            left=incidents["LEAVES"][:count] == 1, open=incidents["LEAVES"][:count] == 2,
            least=incidents["LEAST"][:count], most=incidents["MOST"][:count],
            exact=incidents["EXACT"][:count] == 1, ranges=ranges,
            offsets=ends, concluded=concluded,
        )

    def _column(self, column: Column, told: dict[str, Any], length: int) -> dict[str, Any]:
        """The arrays of one column that the program reads; where nobody tells it here, arrays that say so."""
        import numpy as np

        at = column.place
        nothing: Any = np.zeros(length // 8 + 8, np.uint8)
        everything: Any = np.full(length // 8 + 8, 255, np.uint8)
        if told["state"] not in ("full", "nulls"):
            return {f"N{at}": nothing, f"Z{at}": nothing, f"D{at}": np.zeros(length, np.int64),
                    f"L{at}": np.array([NONE], np.int64), f"F{at}": np.zeros(length + 1, np.int32),
                    f"V{at}": np.zeros(1, np.int32)}
        found = {f"N{at}": told.get("there", everything), f"Z{at}": told.get("none", nothing)}
        if "offsets" in told:
            return {**found, f"F{at}": np.ascontiguousarray(told["offsets"], np.int32), f"V{at}": told["data"]}
        return {**found, f"D{at}": told["data"], f"L{at}": told.get("look", nothing)}

    def _run(self, program: _Program, shared: dict[str, Any], count: int, threads: int, door: str) -> Any:
        """Run a door of a program over all incidents; the ranges that completions left, by incident."""
        import numpy as np

        ranges: dict[int, Any] = {}

        def part(first: int, last: int) -> None:
            ranges[first] = program.runner.run(door, {**program.fixed, **shared}, first, last)

        if threads < 2 or count < 4096 or not program.runner.threads:
            part(0, count)
            return ranges.get(0)
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
        return np.concatenate([ranges[at] for at in sorted(ranges)]) if ranges else None


class _Source:
    """The text of a plan's program, with completions or without."""

    def __init__(self, layout: Layout, asking: bool, sayings: tuple[Saying, ...], limit: int) -> None:
        self.layout = layout
        self.limit = limit
        self.asking = asking
        self.sayings = len(sayings)
        self.emitter = Emitter(layout, asking)
        self.emitter.saying = bool(sayings)
        self.strata = Strata(self.emitter)
        self.driver = driver(self.emitter, self.strata, Conclusions(self.emitter, sayings) if sayings else None)
        self._options = {
            column.place: self.emitter.table([*_candidates(layout, column), NO_MORE])
            for column in layout.columns.values() if asking and column.kind == "one"
        }

    def text(self, states: States) -> str:
        """The whole program for columns in those states; also a program of Python."""
        layout, emitter = self.layout, self.emitter
        asked = [one for one in layout.columns.values() if self.asking and askable(one, layout)]
        accessors = [_accessor(layout, column, *states.get(key, _ABSENT), self._unknown(column, asked))
                     for key, column in layout.columns.items()]
        if self.asking:
            word = layout.words
            options = {column.place: self._options[column.place] for column in asked if column.kind == "one"}
            accessors.append(completions(layout, asked, options, word["recorded"], word["referred"], word["absorbed"],
                                         word["joined"], self.sayings, self.limit))
        start = "".join(
            f"    for i in range(0, {count}):\n        {array}w[i] = {function}(i)\n"
            for array, (function, count) in emitter.by_row.items()
        )
        return "\n".join([*accessors, *emitter.functions, self.driver, f"def start(n):\n{start}    return 0\n"])

    def _unknown(self, column: Column, asked: list[Column]) -> str:
        """What a column is where nothing is told of it."""
        if not self.asking or column.presumed != UNKNOWN or not by_value(column):
            return str(column.presumed)
        return f"asked({column.place}, x)" if column in asked else "blocked()"

    def scratch(self) -> dict[str, int]:
        """What one thread needs for itself, and how long it is."""
        sizes = {**_SCRATCH, **(SCRATCH if self.asking else {})}
        sizes.update({f"G{place}": LISTED + DECIDED + 1 for place in range(len(self.emitter.groups))})
        sizes.update({f"P{place}": PAIRS * 2 + 1 for place in range(len(self.emitter.groups))})
        sizes.update({f"KEPT{place}": DECIDED for place in range(self.emitter.kept)})
        sizes.update(scratch(self.sayings, DECIDED))
        return sizes

    def arrays(self, states: States) -> dict[str, Array]:
        """Every array that a program may name, with its place in the table of pointers."""
        found: dict[str, Array] = {}

        def add(name: str, kind: str, fixed: bool, place: int | None = None) -> None:
            found[name] = Array(len(found) if place is None else place, kind, fixed)

        for name in (*_SCRATCH, *SCRATCH, "RANGE", "RANGES"):
            add(name, "i64", False)
        for place in range(len(self.emitter.groups)):
            add(f"G{place}", "i64", False)
            add(f"P{place}", "i64", False)
        for place in range(self.emitter.kept):
            add(f"KEPT{place}", "i64", False)
        for name in scratch(self.sayings, DECIDED):
            add(name, "i64", False)
        for name, kind in {**_ANSWERS, **_INCIDENTS, **arrays(self.sayings)}.items():
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
        for key, column in self.layout.columns.items():
            at, form = column.place, states.get(key, _ABSENT)[1]
            data = _FORMS.get(form, form.removeprefix("whole ") or "i64")
            for name, kind in ((f"D{at}", data), (f"N{at}", "bit"), (f"L{at}", "i64"), (f"Z{at}", "bit"),
                               (f"F{at}", "i32"), (f"V{at}", "i32")):
                found[name] = Array(used, kind, True)
                used += 1
        return found


class _Program(NamedTuple):
    """A program for columns in some states, with the arrays that the rulebook fills."""

    runner: Runner
    states: States
    fixed: dict[str, Any]


def _serves(there: tuple[str, str], wanted: tuple[str, str]) -> bool:
    """Whether a program made for one state of a column reads it in another."""
    if wanted[0] == "absent":
        return True
    return there[1] == wanted[1] and (there[0] == "nulls" or there[0] == wanted[0])


def _candidates(layout: Layout, column: Column) -> list[int]:
    """The options of a fact, in the order in which they are asked."""
    optional = layout.vocabulary["entities"][column.entity][1][column.fact][2]
    listed = [layout.words[option] for option in column.options if option != "none"]
    return [*listed, NONE] if optional or "none" in column.options else listed


def _accessor(layout: Layout, column: Column, state: str, form: str, unknown: str) -> str:
    """The function that reads a column, in the state and the form that it has. `unknown`: what it gives of what is not
    told."""
    at, name = column.place, f"C{column.place}"
    if column.kind == "things":
        return _list_accessor(at, name, state, unknown)
    if state == "absent" or column.kind == "thing" and column.options not in layout.entity_place:
        # what is told by name is left
        return f"def {name}(x):\n    return {unknown}\n"
    head = f"def {name}(x):\n"
    if unknown != str(column.presumed) or column.entity in layout.listed:
        # what a completion brought in, of which nothing is told
        head += f"    if x >= {NEW}:\n        return {unknown}\n"
    if column.kind not in ("one", "row", "thing"):
        head += f"    if Z{at}[x] == 1:\n        return {NONE}\n"
    if state == "nulls":
        head += f"    if N{at}[x] == 0:\n        return {unknown}\n"
    if column.kind in ("one", "row", "code", "text"):
        return head + f"    return L{at}[D{at}[x]]\n"
    if column.kind == "thing":
        base = layout.entity_place[column.options] * 2
        return (
            f"{head}    v = D{at}[x]\n    if v == -1:\n        return {NONE}\n"
            f"    if v < 0 or v >= NOW[{base + 1}] - NOW[{base}]:\n        BAD[0] = 1\n        return {UNKNOWN}\n"
            f"    return v + NOW[{base}]\n"
        )
    if form == "seconds":
        return head + f"    return (D{at}[x] + {FIRST_DAY * 86400}) // 60 * 2 + 1\n"
    if form == "days":
        return head + f"    return (D{at}[x] + {FIRST_DAY}) * {DAY}\n"
    if column.kind == "number":
        head += f"    v = {f'bits_of(D{at}[x])' if form.startswith('whole') else f'D{at}[x]'}\n"
        below = f"    v = 0 - (v & {(1 << 63) - 1})\n    return 0 if v > {NONE - 1} else v\n"
        return head + "    if v >= 0:\n        return v\n" + below
    return head + f"    return D{at}[x]\n"


def _list_accessor(at: int, name: str, state: str, unknown: str) -> str:
    if state == "absent":
        return (f"def H{at}(x):\n    return {unknown}\n\ndef S{at}(x):\n    return 0\n\n"
                f"def E{at}(x):\n    return 0\n\ndef {name}(x):\n    return {UNKNOWN}\n")
    there = f"    if x >= {NEW}:\n        return {unknown}\n"
    if state == "nulls":
        there += f"    if N{at}[x] == 0:\n        return {unknown}\n"
    return (f"def H{at}(x):\n{there}    return 1\n\ndef S{at}(x):\n    return F{at}[x]\n\n"
            f"def E{at}(x):\n    return F{at}[x + 1]\n\ndef {name}(x):\n    return {UNKNOWN}\n")
