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

from hocrdsl.backends.columnar.attempts import Attempts
from hocrdsl.backends.columnar.columns import Batch, places
from hocrdsl.backends.columnar.emit_conclude import arrays, sayings
from hocrdsl.backends.columnar.emit_tables import bits
from hocrdsl.backends.columnar.layout import NONE, Column, Layout
from hocrdsl.backends.columnar.machine import Shelf
from hocrdsl.backends.columnar.room import room
from hocrdsl.backends.columnar.runners import BY, Runner, runner
from hocrdsl.backends.columnar.whole_text import ABSENT, ANSWERS, INCIDENTS, Source, States
from hocrdsl.model.expressions import Test
from hocrdsl.plan.nodes import Plan
from hocrdsl.world.completions import LIMIT

_STATES = ("absent", "full", "nulls")
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
    # every incident has one thing decided
    alone: bool = False


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
        self._source = Source(self.layout, False, self.sayings, limit)
        self._with_completions: Source | None = None
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
                if all(_serves(program.states.get(key, ABSENT), state) for key, state in states.items()):
                    return program
            if self._programs:
                states = {key: ("nulls", form) if (form := held.form(column)) else ABSENT
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
                self._with_completions = Source(self.layout, True, self.sayings, self._limit)
            source = self._with_completions
        made = runner(self.by, source.text(states), source.arrays(states), source.scratch(), asking, self._shelf)
        fixed = {name: np.array(values or [0], np.int64) for name, values in source.emitter.tables.items()}
        fixed["BITS"] = np.array(bits(), np.int64)
        for name, (_, count) in source.emitter.by_row.items():
            fixed[name] = np.zeros(max(count, 1), np.int64)
        made.start(fixed)
        return _Program(made, states)

    # --- a batch ------------------------------------------------------------------------

    def decide(self, batch: Any, alone: Any = None, threads: int = 1) -> Found:
        """What becomes of the incidents of a batch; `alone` (by incident): those that are this edition's to decide."""
        import numpy as np

        held, program, shared = self._ready(batch, alone)
        count, decided = held.count, held.decided
        answers = {name: shared[name] for name in (*ANSWERS, *arrays(len(self.sayings)))}
        incidents = {name: shared[name] for name in INCIDENTS}
        ends = held.per_incident(self.layout.decided)
        ahead: dict[str, Any] = {
            name: room(max(decided, 1), _NUMPY[kind]) for name, kind in self._source.ahead().items()}
        if ahead and held.one_each:
            # each is of the event of its own place; the program writes the same
            shared["EVENT"] = places(max(decided, 1))
        elif ahead:
            answers["EVENT"][:decided] = np.repeat(places(len(held.offsets[1]) - 1), np.diff(held.offsets[1]))
        door = "alone" if held.alone_each and not held.things_held else "decide"
        self._run(program, {**shared, **ahead}, count, threads, door, ends if ahead else None)
        left = incidents["LEAVES"][:count] == 1
        open_ones = int((left & (shared["ALONE"][:count] == 1)).sum()) if left.any() else 0
        self._met += open_ones
        ranges: Any = np.zeros((0, 4), np.int64)
        incidents["EXACT"].fill(1)
        if open_ones and self._met >= self.worth:
            incidents["MOST"][:] = incidents["LEAST"]
            ranges = self._run(self._completing(program), shared, count, threads, "complete")
            left = incidents["LEAVES"][:count] == 1
        else:
            incidents["MOST"] = incidents["LEAST"]
        if left.any():
            nobody: Any = np.repeat(left, np.diff(ends))
            for name, values in answers.items():
                values[:decided][nobody] = 0 if name == "UNIT" else NONE
            for name in ("LEAST", "MOST"):
                incidents[name][:count][left] = 0
        concluded = tuple(answers[f"Q{place}"][:decided] for place in range(len(self.sayings)))
        for saying, values in zip(self.sayings, concluded, strict=True):
            if saying.kind == "word":
                # words that only the batch knows
                others = np.flatnonzero(values >= len(self.words))
                left[np.searchsorted(ends, others, side="right") - 1] = True
        return Found(
            rows=answers["CLASS"][:decided], fates=answers["FATE"][:decided], results=answers["RESULT"][:decided],
            units=answers["UNIT"][:decided], principals=answers["INTO"][:decided],
            left=left, open=incidents["LEAVES"][:count] == 2,
            least=incidents["LEAST"][:count], most=incidents["MOST"][:count],
            exact=incidents["EXACT"][:count] == 1, ranges=ranges,
            offsets=ends, concluded=concluded, alone=held.alone_each,
        )

    def _ready(self, batch: Any, alone: Any) -> tuple[Batch, _Program, dict[str, Any]]:
        """A batch as the program has it: the columns, and room for what comes out."""
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
        decided = max(held.decided, 1)
        # what the program writes for each thing that it decides, and what it may leave as it is
        shared: dict[str, Any] = {name: room(decided, _NUMPY[kind]) for name, kind in ANSWERS.items()}
        said = arrays(len(self.sayings))
        shared.update({name: room(decided, _NUMPY[kind]) for name, kind in said.items()})
        shared.update({name: room(max(held.count, 1), _NUMPY[kind]) for name, kind in INCIDENTS.items()})
        shared["LEAVES"].fill(0)
        shared["ALONE"] = np.ascontiguousarray(mine, np.int8)
        for place, offsets in held.offsets.items():
            shared[f"O{place}"] = np.ascontiguousarray(offsets, np.int32)
        for key, one in told.items():
            if program.states.get(key, ABSENT) != ABSENT:
                shared.update(self._column(self.layout.columns[key], one, max(held.lengths.get(key[0], 0), 1)))
        return held, program, shared

    def attempts(self, batch: Any) -> Attempts | None:
        """The program with completions over a batch, to be tried with what is assumed (`attempts.py`); None where that
        program was not worth making."""
        if not self._asking or self.by != "llvm":
            return None
        held, program, shared = self._ready(batch, None)
        made = self._completing(program).runner
        every = made.bound(shared)

        def run(door: str, more: dict[str, Any], first: int, last: int) -> None:
            made.run(door, made.bound(more, every), first, last)

        return Attempts(run, held.per_incident(self.layout.decided))

    def questions(self) -> tuple[dict[str, int], dict[int, list[Test]]]:
        """The tests that the program with completions asks: by their question their numbers, and by number where they
        stand."""
        if self._with_completions is None:
            return {}, {}
        return self._with_completions.emitter.questions, self._with_completions.emitter.tests

    def _column(self, column: Column, told: dict[str, Any], length: int) -> dict[str, Any]:
        """The arrays of one column that the program reads; where nobody tells it here, arrays that say so."""
        import numpy as np

        at = column.place
        nothing, everything = _bits(length)
        if told["state"] not in ("full", "nulls"):
            return {f"N{at}": nothing, f"Z{at}": nothing, f"D{at}": np.zeros(length, np.int64),
                    f"L{at}": np.array([NONE], np.int64), f"F{at}": np.zeros(length + 1, np.int32),
                    f"V{at}": np.zeros(1, np.int32)}
        found = {f"N{at}": told.get("there", everything), f"Z{at}": told.get("none", nothing)}
        if "offsets" in told:
            return {**found, f"F{at}": np.ascontiguousarray(told["offsets"], np.int32), f"V{at}": told["data"]}
        return {**found, f"D{at}": told["data"], f"L{at}": told.get("look", nothing)}

    def _run(self, program: _Program, shared: dict[str, Any], count: int, threads: int, door: str,
             ahead: Any = None) -> Any:
        """Run a door of a program over all incidents; the ranges that completions left, by incident. `ahead`: where
        something is worked out for all things first, the first of each incident."""
        import numpy as np

        ranges: dict[int, Any] = {}
        bound = program.runner.bound(shared)

        def part(first: int, last: int) -> None:
            if ahead is not None:
                program.runner.run("ahead", bound, int(ahead[first]), int(ahead[last]))
            ranges[first] = program.runner.run(door, bound, first, last)

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


class _Program(NamedTuple):
    """A program for columns in some states."""

    runner: Runner
    states: States


def _bits(length: int) -> tuple[Any, Any]:
    """As many bits that are not set, and that are; not to be written to."""
    import numpy as np

    if len(_BITS[0][0]) < length // 8 + 8:
        size = max(length, 1 << 17) // 8 + 8
        _BITS[0] = np.zeros(size, np.uint8), np.full(size, 255, np.uint8)
    return _BITS[0]


_BITS: list[tuple[Any, Any]] = [(b"", b"")]


def _serves(there: tuple[str, str], wanted: tuple[str, str]) -> bool:
    """Whether a program made for one state of a column reads it in another."""
    if wanted[0] == "absent":
        return True
    return there[1] == wanted[1] and (there[0] == "nulls" or there[0] == wanted[0])
