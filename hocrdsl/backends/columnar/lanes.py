"""A program of the loop language run over many incidents at once by NumPy: the portable way, which starts at once.

    lanes = Lanes(text, arrays, {"decide"}, scratch)
    lanes.call("decide", held, first, last)

The text is the one that `machine.py` makes machine code of. Where an exported function is nothing but loops over a
range (`decide`, `start`), the times round such a loop are the lanes, in blocks: each has the arrays of `scratch` for
itself, and none may look at what another did but for sums (`left += s`). A function is written (`lanes_text.py`) when
it is first called; an incident's facts are never text, and no text is run but that of the program.
"""

from __future__ import annotations

import ast
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from itertools import repeat
from types import CodeType
from typing import Any

import numpy as np

from hocrdsl.backends.columnar.lanes_kit import ALL, INT, KIT, Scratch
from hocrdsl.backends.columnar.lanes_single import WIDTH, single, sources, taken, weights
from hocrdsl.backends.columnar.lanes_spread import Spread, spread
from hocrdsl.backends.columnar.lanes_text import text_of
from hocrdsl.backends.columnar.lanes_values import Program
from hocrdsl.backends.columnar.assembler import Array

# so many lanes that their vectors stay near the processor, and that a line of Python costs little to each
BLOCK = 16384
# of so few lanes each goes by itself through a function that does little, and through any: see `lanes_single.py`
LITTLE, FEW = 16, 512
KINDS = {"i8": np.int8, "i16": np.int16, "i32": np.int32, "i64": np.int64}


def _nothing(names: Mapping[str, Any]) -> None:
    return None


class Lanes:
    """A program over vectors. `scratch`: the arrays that each lane has for itself, with how long they are."""

    def __init__(
        self, text: str, arrays: Mapping[str, Array], exported: Iterable[str], scratch: Mapping[str, int],
        block: int = BLOCK, few: int = FEW,
    ) -> None:
        self.block = block
        self._arrays = arrays
        self._scratch = scratch
        self._texts = sources(text)
        # those that are called from without, as what they are spread into
        self._spread = {name: spread(self._tree(name)) for name in exported}
        for steps in self._spread.values():
            for step in steps or ():
                if step.function is not None:
                    self._texts[step.function.name] = ast.unparse(ast.fix_missing_locations(step.function))
        self._program = Program(
            {name: taken(one) for name, one in self._texts.items()}, frozenset(scratch),
            frozenset(arrays) - frozenset(scratch),
            frozenset(name for name, one in arrays.items() if not one.fixed and one.kind != "bit"),
        )
        # of the arrays, those that the program names (or another name of the same)
        names = set(re.findall(r"\b[A-Z]\w*", text))
        places = {one.place for name, one in arrays.items() if name in names}
        self._named = {name for name, one in arrays.items() if one.place in places}
        self._few = {name: min(few, LITTLE + weight // 32) for name, weight in weights(self._texts).items()}
        self._codes: dict[tuple[str, bool], CodeType] = {}
        # names that a run has to itself, kept for the next one
        self._idle: list[dict[str, Any]] = []
        self._lock = threading.Lock()

    def call(
        self, name: str, held: Mapping[str, Any], *given: int, order: Any = None,
        begin: Callable[[Mapping[str, Any]], None] = _nothing, end: Callable[[Mapping[str, Any]], None] = _nothing,
    ) -> int:
        """Run a function with the shared arrays. `order`: what the lanes of a loop are, one after the other. `begin`
        and `end` are called for each block, with the names of the run: its own arrays are `Scratch`."""
        space = self._space(held)
        try:
            steps = self._spread[name]
            if steps is not None:
                arguments = [one.arg for one in self._tree(name).args.args]
                return self._run(space, steps, dict(zip(arguments, given, strict=True)), (order, begin, end))
            self._bind(space, 1)
            begin(space)
            found = space[name](ALL, 1, *given)
            end(space)
            return found if found.__class__ is int else int(found[0])
        finally:
            self._done(space)

    def many(self, name: str, held: Mapping[str, Any], scratch: Mapping[str, Any], *given: Any) -> Any:
        """Run a function in as many lanes as `given` (vectors) have; what it returns in each. `scratch`: what the
        arrays of the lanes hold before and after, by index, then by lane."""
        space, count = self._space(held), len(given[0])
        try:
            self._bind(space, count)
            for one, rows in scratch.items():
                space[one].rows[:] = rows
            found = space[name](ALL, count, *given)
            for one, rows in scratch.items():
                rows[:] = space[one].rows
            return np.full(count, found) if found.__class__ is int else found
        finally:
            self._done(space)

    def _tree(self, name: str) -> ast.FunctionDef:
        tree = ast.parse(self._texts[name]).body[0]
        assert isinstance(tree, ast.FunctionDef)
        return tree

    # --- names ---------------------------------------------------------------------------

    def _space(self, held: Mapping[str, Any]) -> dict[str, Any]:
        with self._lock:
            space = self._idle.pop() if self._idle else self._fresh()
        by_place = {}
        for name, array in held.items():
            one = self._arrays[name]
            if name not in self._named:
                continue
            by_place[one.place] = space[name] = _array(array, one.kind)
        for name, one in self._arrays.items():
            # one array may go by two names
            if name not in held and one.place in by_place and name in self._named:
                space[name] = by_place[one.place]
        return space

    def _done(self, space: dict[str, Any]) -> None:
        for name in self._arrays:
            space.pop(name, None)
            space["_ones"].pop(name, None)
        space["_ones"].pop(WIDTH, None)
        with self._lock:
            self._idle.append(space)

    def _fresh(self) -> dict[str, Any]:
        space: dict[str, Any] = dict(KIT)
        ones: dict[str, Any] = {"bits_of": KIT["bits_of"]}
        for name in self._texts:
            space[name] = self._later(name, space, False)
            ones[name] = self._later(name, ones, True)
        space["alone"] = self._alone(space, ones)
        space["_ones"] = ones
        return space

    def _alone(self, space: dict[str, Any], ones: dict[str, Any]) -> Callable[..., Any]:
        """What runs a function in few lanes: one by one, over the same arrays."""

        def alone(name: str, lanes: Any, count: int, given: tuple[Any, ...]) -> Any:
            if WIDTH not in ones:
                for array in self._named & space.keys():
                    held = space[array]
                    ones[array] = memoryview(held.flat if held.__class__ is Scratch else held)
                ones[WIDTH] = space["_lanes"]
            columns = [repeat(one) if one.__class__ is int else one.tolist() for one in given]
            one_by_one = range(count) if lanes is ALL else lanes.tolist()
            return np.array([ones[name](*each) for each in zip(one_by_one, *columns, strict=False)], INT)

        return alone

    def _later(self, name: str, space: dict[str, Any], one: bool) -> Callable[..., Any]:
        """A function that is written when it is first called; `one`: for one lane at a time."""

        def first(*given: Any) -> Any:
            code = self._codes.get((name, one))
            if code is None:
                text = (single(self._texts[name], self._program) if one else
                        text_of(self._tree(name), self._program, self._few[name]))
                code = self._codes[name, one] = compile(text, f"<{name}>", "exec")
            exec(code, space)  # our own text, of a program that we made
            return space[name](*given)

        return first

    # --- lanes ---------------------------------------------------------------------------

    def _run(self, space: dict[str, Any], steps: list[Spread], names: dict[str, int], around: Any) -> int:
        """The steps of a function that is spread."""
        for step in steps:
            first, last = _number(step.first, names), _number(step.last, names)
            if step.function is not None:
                given = [names[one] for one in step.taken]
                total = self._loop(space, step.function.name, first, last, given, around)
                if step.sets:
                    names[step.sets] += total
            elif step.sets:
                names[step.sets] = step.value
            else:
                return last
        return 0

    def _loop(self, space: dict[str, Any], name: str, first: int, last: int, given: list[int], around: Any) -> int:
        """One time round a loop for all that it goes through, in blocks; what they add up to."""
        (order, begin, end), total, width = around, 0, -1
        for start in range(first, last, self.block):
            lanes = np.arange(start, min(start + self.block, last))
            if len(lanes) != width:
                width = len(lanes)
                self._bind(space, width)
            begin(space)
            found = space[name](ALL, width, lanes if order is None else order[lanes - first], *given)
            total += found * width if found.__class__ is int else int(found.sum())
            end(space)
        return total

    def _bind(self, space: dict[str, Any], width: int) -> None:
        lanes = np.arange(width)
        space["_lanes"] = width
        space["_ones"].pop(WIDTH, None)
        for name, length in self._scratch.items():
            space[name] = Scratch(length, lanes)


def _number(node: ast.expr, names: Mapping[str, int]) -> int:
    if isinstance(node, ast.Name):
        return names[node.id]
    assert isinstance(node, ast.Constant) and isinstance(node.value, int)
    return node.value


def _array(held: Any, kind: str) -> Any:
    """An array as a program names it: its own numbers, those of bits one by one."""
    if kind == "bit":
        return np.unpackbits(np.frombuffer(held, np.uint8), bitorder="little")
    return held.view(KINDS[kind]) if isinstance(held, np.ndarray) else np.frombuffer(held, KINDS[kind])
