"""Where the facts of a record set stand, and the whole numbers by which a program knows their values.

Every value is one 64-bit integer: yes 1 and no 0; an option, code or text its number among the words of the plan; a row
its place in the table; a thing its place among all things of its kind in the batch; a time minutes (see `moment`); a
number its bits in order of size. `UNKNOWN` and `NONE` are below all that can be told.
"""

from __future__ import annotations

import struct
from datetime import date
from typing import Any

from hocrdsl.model.expressions import Constant, NumberType, Thing, TimeType
from hocrdsl.plan.nodes import Plan

UNKNOWN = -1
NONE = -2
# half minutes in a day: a minute is an odd number of them, and the whole day, which comes before its minutes, none
DAY = 2880
# the day of the calendar on which 1970 begins
FIRST_DAY = 719163
NONE_WORD = "none"
# a thing that a completion brought in: this and the place of the assumption (see `completions.py`)
NEW = 1 << 30
# something counted that the incident brings along: this and its place in the batch. What was counted for a decided
# thing goes by the place of that one.
HELD = 1 << 29
# so many decided things of one incident are decided here; of more the incident is left
DECIDED = 48


def moment(text: str) -> int:
    """A day or a minute of it as a number: half minutes since the year 1, odd for a minute (its middle)."""
    day = date.fromisoformat(text[:10]).toordinal() * DAY
    return day if len(text) == 10 else day + 1 + 2 * (int(text[11:13]) * 60 + int(text[14:16]))


def measure(number: float) -> int:
    """A number as one that is ordered alike: its bits, those of negative ones turned round."""
    if number == 0:
        return 0
    bits = int(struct.unpack("<q", struct.pack("<d", float(number)))[0])
    found = bits if bits >= 0 else -(bits & 0x7FFFFFFFFFFFFFFF)
    # the two least numbers below nothing that there are stand for unknown and none
    return 0 if found in (UNKNOWN, NONE) else found


def unmeasured(measures: Any) -> Any:
    """Many numbers as they were (see `measure`)."""
    import numpy as np

    below = len(measures) > 0 and measures.min() < 0
    bits = np.where(measures < 0, -measures | np.int64(-(1 << 63)), measures) if below else measures
    return np.ascontiguousarray(bits, np.int64).view(np.float64)


class Column:
    """One fact of one entity, as the batch holds it."""

    __slots__ = ("entity", "fact", "kind", "place", "presumed", "options")

    def __init__(self, entity: str, fact: str, kind: str, place: int, presumed: int, options: Any) -> None:
        self.entity = entity
        self.fact = fact
        # as in the vocabulary: yes, one, number, time, code, text, thing, things, row
        self.kind = kind
        self.place = place
        # what stands where nothing is told
        self.presumed = presumed
        # the words of the edition by their numbers, for `one` and `row`; the entity, for `thing` and `things`
        self.options = options


class Layout:
    """The columns that a plan reads, the words it knows, and the entities that an incident lists."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.vocabulary = plan.vocabulary
        self.words: dict[str, int] = {}
        self.columns: dict[tuple[str, str], Column] = {}
        vocabulary = plan.vocabulary
        self.event, self.decided, self.counted = vocabulary["event"], vocabulary["decided"], vocabulary["counted"]
        self.listed = [one for one in vocabulary["entities"] if one not in (self.event, self.decided, self.counted)]
        # the place of each entity's first and last thing of the incident in hand
        self.entity_place = {one: at for at, one in enumerate([self.event, self.decided, *self.listed, self.counted])}
        for _, specs, _, _ in vocabulary["entities"].values():
            for kind, argument, _ in specs.values():
                if kind == "one":
                    for option in argument:
                        self.word(option)
        self.word(NONE_WORD)

    def word(self, text: str) -> int:
        """The number of an option, a code or a text."""
        return self.words.setdefault(text, len(self.words))

    def row(self, entity: str, key: str) -> int:
        """The place of a row in its table."""
        return self._keys(entity)[key]

    def _keys(self, entity: str) -> dict[str, int]:
        found = self.__dict__.setdefault("_rows", {}).get(entity)
        if found is None:
            found = {key: at for at, key in enumerate(self.plan.model.rows[entity].keys)}
            self.__dict__["_rows"][entity] = found
        return found  # type: ignore[no-any-return]

    def constant(self, constant: Constant) -> int:
        """The number of a constant of the rulebook."""
        value, type_ = constant.value, constant.type
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, str):
            if value == NONE_WORD and not isinstance(type_, TimeType):
                return NONE
            if isinstance(type_, TimeType):
                return moment(value)
            if isinstance(type_, Thing) and type_.entity in self.plan.model.rows:
                return self.row(type_.entity, value)
            return self.word(value)
        return measure(value)

    def cell(self, value: Any, type_: Any) -> int:
        """The number of what a column of a table of rows holds."""
        if value is None:
            return NONE
        if isinstance(type_, NumberType):
            return measure(value)
        return self.constant(Constant(value, type_))

    def column(self, entity: str, fact: str) -> Column:
        """The column of a fact; it is read from now on."""
        found = self.columns.get((entity, fact))
        if found is None:
            _, specs, _, presumed = self.vocabulary["entities"][entity]
            kind, argument, _ = specs[fact]
            options: Any = None
            if kind == "one":
                options = {option: self.word(option) for option in argument}
            elif kind == "row":
                declared = self.plan.model.entities[entity].facts[fact].type
                assert isinstance(declared, Thing)
                options = {key: self.row(declared.entity, key) for key in argument}
            elif kind in ("thing", "things"):
                options = argument
            value = presumed.get(fact)
            at = UNKNOWN if value is None else self._presumed(entity, fact, value)
            found = Column(entity, fact, kind, len(self.columns), at, options)
            self.columns[entity, fact] = found
        return found

    def _presumed(self, entity: str, fact: str, value: Any) -> int:
        if value == NONE_WORD:
            return NONE
        return self.constant(Constant(value, self.plan.model.entities[entity].facts[fact].type))
