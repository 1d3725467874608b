"""The whole text of a plan's program, and the arrays that it names: columns in the states that a batch has them in.

What reads a column is a function of its own, `C<place>`: a fact that no record tells is a constant in it.
"""

from __future__ import annotations

from hocrdsl.backends.columnar import attempts
from hocrdsl.backends.columnar.completions import NO_MORE, SCRATCH, askable, by_value, completions
from hocrdsl.backends.columnar.driver import LISTED, PARTS, driver
from hocrdsl.backends.columnar.emit_conclude import Conclusions, Saying, arrays, scratch
from hocrdsl.backends.columnar.emit_groups import PAIRS
from hocrdsl.backends.columnar.emit_strata import Strata
from hocrdsl.backends.columnar.emit_tallies import MOST_TAKEN
from hocrdsl.backends.columnar.emit_tests import Emitter
from hocrdsl.backends.columnar.layout import DAY, DECIDED, FIRST_DAY, NEW, NONE, UNKNOWN, Column, Layout
from hocrdsl.backends.columnar.assembler import Array

# by column: its state (absent, full, nulls), and the form of its data
States = dict[tuple[str, str], tuple[str, str]]
ABSENT = ("absent", "")
# what is held in forms that are not their own name
_FORMS = {"seconds": "i64", "days": "i32"}
# what one thread needs for itself, by how much
_SCRATCH = {
    "NOW": 64, "MADE": 64, "BAD": 1, "AFTER": 1, "FROM": 1, "UNITS": 1, "SEEN": 1, "SAYING": 1, "LIST": DECIDED,
    "BECOME": DECIDED, "SENT": DECIDED, "BEATEN": DECIDED, "KEPT": DECIDED, "HOW": DECIDED, "WHICH": DECIDED,
    "APART": DECIDED, "LONG": DECIDED, "PART": DECIDED * PARTS,
    "HANGS": DECIDED * PARTS, "REACHED": LISTED + DECIDED + 1,
}
# what comes out: by what is decided, and by incident
ANSWERS = {"CLASS": "i32", "FATE": "i32", "RESULT": "i32", "INTO": "i32", "UNIT": "i32", "EVENT": "i32",
            "EARLIER": "i32"}
INCIDENTS = {"LEAVES": "i8", "LEAST": "i32", "MOST": "i32", "EXACT": "i8"}


class Source:
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
        accessors = [_accessor(layout, column, *states.get(key, ABSENT), self._unknown(column, asked))
                     for key, column in layout.columns.items()]
        if self.asking:
            word = layout.words
            options = {column.place: self._options[column.place] for column in asked if column.kind == "one"}
            accessors.append(completions(layout, asked, options, word["recorded"], word["referred"], word["absorbed"],
                                         word["joined"], self.sayings, len(emitter.groups), self.limit))
            accessors.append(attempts.TEXT)
        start = "".join(
            f"    for i in range(0, {count}):\n        {array}w[i] = {function}(i)\n"
            for array, (function, count) in emitter.by_row.items()
        )
        ahead = "".join(f"    for x in range(first, last):\n        {array}[x] = {function}(x)\n"
                        for array, (function, _) in emitter.ahead.items())
        return "\n".join([*accessors, *emitter.functions, self.driver, f"def start(n):\n{start}    return 0\n",
                          f"def ahead(first, last):\n{ahead}    return 0\n"])

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
        for part in range(len(self.strata.bits)):
            sizes.update({f"FORTH{part}": DECIDED, f"BACK{part}": DECIDED})
        sizes.update({f"THOSE{place}": DECIDED + 1 for place in range(len(self.emitter.those))})
        sizes.update({f"TAKEN{place}": MOST_TAKEN + 1 for place in range(len(self.emitter.together))})
        sizes.update(scratch(self.sayings, DECIDED))
        return sizes

    def ahead(self) -> dict[str, str]:
        """What is worked out for all things before any of them is decided, and how it is held."""
        return {array: kind for array, (_, kind) in self.emitter.ahead.items()}

    def arrays(self, states: States) -> dict[str, Array]:
        """Every array that a program may name, with its place in the table of pointers."""
        found: dict[str, Array] = {}

        def add(name: str, kind: str, fixed: bool, place: int | None = None) -> None:
            found[name] = Array(len(found) if place is None else place, kind, fixed)

        for name in (*_SCRATCH, *SCRATCH, "RANGE", "RANGES", *attempts.ARRAYS):
            add(name, "i64", False)
        for place in range(len(self.emitter.groups)):
            add(f"G{place}", "i64", False)
            add(f"P{place}", "i64", False)
        for place in range(self.emitter.kept):
            add(f"KEPT{place}", "i64", False)
        for part in range(len(self.strata.bits)):
            add(f"FORTH{part}", "i64", False)
            add(f"BACK{part}", "i64", False)
        for place in range(len(self.emitter.those)):
            add(f"THOSE{place}", "i64", False)
        for place in range(len(self.emitter.together)):
            add(f"TAKEN{place}", "i64", False)
        for name in scratch(self.sayings, DECIDED):
            add(name, "i64", False)
        for name, kind in {**ANSWERS, **INCIDENTS, **arrays(self.sayings), **self.ahead()}.items():
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
            at, form = column.place, states.get(key, ABSENT)[1]
            data = _FORMS.get(form, form.removeprefix("whole ") or "i64")
            for name, kind in ((f"D{at}", data), (f"N{at}", "bit"), (f"L{at}", "i64"), (f"Z{at}", "bit"),
                               (f"F{at}", "i32"), (f"V{at}", "i32")):
                found[name] = Array(used, kind, True)
                used += 1
        return found


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
    if column.kind in ("one", "row", "code", "text", "thing"):
        # what stands where nothing is told may be no place at all
        if column.kind in ("code", "text"):
            head += f"    if Z{at}[x] == 1:\n        return {NONE}\n"
        if state == "nulls":
            head += f"    if N{at}[x] == 0:\n        return {unknown}\n"
        if column.kind != "thing":
            return head + f"    return L{at}[D{at}[x]]\n"
        base = layout.entity_place[column.options] * 2
        return (
            f"{head}    v = D{at}[x]\n    if v == -1:\n        return {NONE}\n"
            f"    if v < 0 or v >= NOW[{base + 1}] - NOW[{base}]:\n        BAD[0] = 1\n        return {UNKNOWN}\n"
            f"    return v + NOW[{base}]\n"
        )
    # no branches from here on, if it can be helped: what is told is anybody's guess
    if column.kind == "number":
        head += f"    v = {f'bits_of(D{at}[x])' if form.startswith('whole') else f'D{at}[x]'}\n"
        head += f"    w = 0 - (v & {(1 << 63) - 1})\n"
        # no whole number is as near to nothing as unknown and none are
        head += f"    v = v if v >= 0 else {'w' if form.startswith('whole') else f'(0 if w > {NONE - 1} else w)'}\n"
    elif form == "seconds":
        head += f"    v = (D{at}[x] + {FIRST_DAY * 86400}) // 60 * 2 + 1\n"
    elif form == "days":
        head += f"    v = (D{at}[x] + {FIRST_DAY}) * {DAY}\n"
    else:
        head += f"    v = D{at}[x]\n"
    if state == "nulls" and not unknown.lstrip("-").isdigit():
        # what is asked is asked of what is unknown alone
        return (f"{head}    if Z{at}[x] == 1:\n        return {NONE}\n    if N{at}[x] == 0:\n"
                f"        return {unknown}\n    return v\n")
    if state == "nulls":
        head += f"    there = N{at}[x]\n    v = v if there == 1 else {unknown}\n"
    if not layout.vocabulary["entities"][column.entity][1][column.fact][2]:
        return head + "    return v\n"
    return head + f"    none = Z{at}[x]\n    return {NONE} if none == 1 else v\n"


def _list_accessor(at: int, name: str, state: str, unknown: str) -> str:
    if state == "absent":
        return (f"def H{at}(x):\n    return {unknown}\n\ndef S{at}(x):\n    return 0\n\n"
                f"def E{at}(x):\n    return 0\n\ndef {name}(x):\n    return {UNKNOWN}\n")
    there = f"    if x >= {NEW}:\n        return {unknown}\n"
    if state == "nulls":
        there += f"    if N{at}[x] == 0:\n        return {unknown}\n"
    return (f"def H{at}(x):\n{there}    return 1\n\ndef S{at}(x):\n    return F{at}[x]\n\n"
            f"def E{at}(x):\n    return F{at}[x + 1]\n\ndef {name}(x):\n    return {UNKNOWN}\n")
