"""Values of provisions as disjoint cases of a space: what a value can be, and where it is so."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias, assert_never

from hocrdsl.analysis.kept import Name, Reads
from hocrdsl.analysis.places import ROOT, Between, Env, cut_points, plain, put, steps
from hocrdsl.analysis.regions import ALL, EMPTY, Axis, Region, Space
from hocrdsl.analysis.rows import NotOfRows, Parts
from hocrdsl.model import nodes
from hocrdsl.model.expressions import (
    Choice,
    CodeType,
    Compare,
    ConcludedOf,
    Constant,
    DefinedOf,
    FactOf,
    NumberType,
    Shifted,
    Test,
    TextType,
    Thing,
    TimeType,
    Type,
    Value,
    Variable,
    YesNo,
)
from hocrdsl.model.nodes import Model

# what the classified fact is: the row of what is counted, what was stated (perhaps none), or what classifying leaves
# a thing with (perhaps none)
Which: TypeAlias = Literal["classified", "stated", "left"]
# a value as what it is (None: none), with the region where it is so
Cases = dict[Any, Region]


class Opaque(Exception):
    """The value is no finite choice."""


class Values(ABC):
    """Regions of one rulebook over one space.

    `which`: see `Which`. `same_row`: the two things of a pair are classified alike.
    `like`: another encoder of the same rulebook, to share what doesn't depend on these.
    """

    def __init__(self, model: Model, space: Space, which: Which = "classified", same_row: bool = False,
                 like: Values | None = None) -> None:
        self.space = space
        self.which: Which = which
        self.same_row = same_row
        self.reads: Reads = like.reads if like else Reads(model, cut_points(model), space.kept)
        self.model = self.reads.model
        self.rows = self.reads.rows
        self.cuts = self.reads.cuts
        # with what was read for each; None: opaque
        self._values: dict[Value, tuple[Cases | None, frozenset[Name]]] = {}

    @abstractmethod
    def test(self, test: Test | None, env: Env) -> Region:
        """The region where a test holds of the things in `env`."""

    @abstractmethod
    def among(self, left: Value, wanted: list[Any]) -> Region:
        """Where a value is one of some constants."""

    @abstractmethod
    def compared(self, left: Value, operator: str, right: Value, test: Test) -> Region:
        """Where two numbers or times stand in an order."""

    # --- cases -----------------------------------------------------------------------

    def cases(self, value: Value) -> Cases:
        """A value as disjoint cases that cover everything; raises Opaque where its type is no finite choice."""
        known = self._values.get(value)
        if known is None:
            key = ("cases", self.which, self.same_row, value)
            known = self._values[value] = self.reads.asked(key, lambda: self._cases_or_none(value))
        else:
            self.reads.noted |= known[1]
        if known[0] is None:
            raise Opaque
        return known[0]

    def _cases_or_none(self, value: Value) -> Cases | None:
        try:
            return self._cases(value)
        except Opaque:
            return None

    def _cases(self, value: Value) -> Cases:
        row = self.row_parts(value)
        if row is not None:
            axis, parts = row
            return {one: self.space.where(axis, rows) for one, rows in parts.items()}
        match value:
            case Constant(constant):
                return {constant: ALL}
            case FactOf():
                return self._fact(value)
            case DefinedOf(of, entity, definition):
                return self._defined(of, self.model.definitions[entity, definition].body, value)
            case ConcludedOf(type=type_):
                return self._axis_cases(value, self._cells(type_, value.name), optional=True)
            case Variable() | Shifted():
                raise Opaque
            case _:
                assert_never(value)

    def row_parts(self, value: Value) -> tuple[Axis, Mapping[Any, int]] | None:
        """A value that hangs on one row: the axis of the row, and value -> rows; None if it doesn't."""
        found: Parts
        match value:
            case FactOf(of, entity, fact) if entity in self.rows:
                axis = self._row_axis(of, entity)
                found = self.rows[entity].fact(fact)
            case DefinedOf(of, entity, definition) if entity in self.rows:
                axis = self._row_axis(of, entity)
                try:
                    found = self.rows[entity].defined(definition)
                except NotOfRows:
                    return None
            case FactOf(type=Thing(entity)) | Variable(entity=entity) if entity in self.rows and steps(value):
                axis = self._row_axis(value, entity)
                if axis is None:
                    return None
                return axis, self.rows[entity].by_key(axis.full & ~self.rows[entity].full)
            case _:
                return None
        if axis is None:
            return None
        beyond = axis.full & ~self.rows[entity].full
        if beyond:
            found = dict(found)
            found[None] = found.get(None, 0) | beyond
        return axis, found

    def _row_axis(self, of: Value, entity: str) -> Axis | None:
        """The axis of a row that a path leads to."""
        path = steps(of)
        if isinstance(of, Variable) and of.entity == entity:
            return self.space.axis(("row", path, False), self.rows[entity].keys, of)
        if path is None or not isinstance(of, FactOf) or self.absent_holder(of) != EMPTY:
            return None
        charter = self.model.charter
        classified = of.fact == charter.classified and len(path) == 2
        declared = self._declared(of)
        optional = declared is None or declared.optional or declared.only_where is not None
        if declared is not None and declared.only_where is not None:
            return None
        if classified:
            optional = self.which != "classified"
            if self.same_row and path[0] == ROOT + 1:
                path = (ROOT, of.fact)
        key = ("row", path, self.which if classified and optional else False)
        return self.space.axis(key, (*self.rows[entity].keys, *((None,) if optional else ())), of)

    def classified(self, thing: Value) -> Axis:
        """The axis of the row that a decided thing is classified as."""
        charter = self.model.charter
        fact = FactOf(thing, charter.decided, charter.classified, Thing(charter.row_entity))
        axis = self._row_axis(fact, charter.row_entity)
        assert axis is not None
        return axis

    def absent_holder(self, value: FactOf) -> Region:
        """Where the thing whose fact it is, is none."""
        return self.absent(value.of)

    def _declared(self, value: FactOf) -> nodes.Fact | None:
        return self.model.fact(value.entity, value.fact)

    def _fact(self, value: FactOf) -> Cases:
        declared = self._declared(value)
        type_ = value.type if declared is None else declared.type
        cells = self._cells(type_, value.fact)
        found = self._axis_cases(value, cells, optional=declared is not None and declared.optional)
        applies = self._applies(value)
        if applies != ALL:
            found = {one: self.space.meet(region, applies) for one, region in found.items()}
            beyond = self.space.complement(applies)
            found[None] = self.space.join(found.get(None, EMPTY), beyond)
        return found

    def _applies(self, value: FactOf) -> Region:
        """Where the fact may be other than none: its holder is there, and its `only where` holds."""
        declared = self._declared(value)
        there = self.space.complement(self.absent(value.of))
        if declared is None or declared.only_where is None:
            return there
        return self.space.meet(there, self.test(declared.only_where, (value.of,)))

    def _cells(self, type_: Type, name: str) -> tuple[Any, ...]:
        match type_:
            case YesNo():
                return (True, False)
            case Choice(options):
                return options
            case NumberType() | TimeType():
                return _cut(sorted(cut for cut in self.cuts.get(name, ()) if not isinstance(cut, bool)))
            case CodeType() | TextType():
                return (*sorted(self.cuts.get(name, ()), key=str), Between(None, None))
            case _:
                raise Opaque

    def _axis_cases(self, value: Value, cells: tuple[Any, ...], optional: bool) -> Cases:
        whole = (*cells, None) if optional else cells
        axis = self.space.axis(("fact", plain(value)), whole, value)
        return {cell: self.space.where(axis, 1 << place) for place, cell in enumerate(whole)}

    def _defined(self, of: Value, body: nodes.Body, value: DefinedOf) -> Cases:
        space, env = self.space, (of,)
        found: Cases
        there = space.complement(self.absent(of))
        match body:
            case nodes.ConditionBody(test):
                region = space.meet(self.test(test, env), there)
                found = {True: region, False: space.minus(there, region)}
            case nodes.CaseBody(lines):
                found, left = {}, there
                for one, line in lines:
                    here = space.meet(left, self.test(line, env))
                    if here != EMPTY:
                        self._spread(found, self.cases(put(one, env)), here)
                        left = space.minus(left, here)
                self._spread(found, {None: ALL}, left)
            case nodes.FirstBody(values):
                found, left = {}, there
                for one in values:
                    cases = self.cases(put(one, env))
                    self._spread(found, {cell: region for cell, region in cases.items() if cell is not None}, left)
                    left = space.meet(left, cases.get(None, EMPTY))
                self._spread(found, {None: ALL}, left)
            case nodes.ValueBody(inner):
                found = dict(self.cases(put(inner, env)))
            case nodes.TableBody(title):
                found = self.look_up(self.model.tables[title], env, there)
            case nodes.ClosureBody() | nodes.TallyBody():
                raise Opaque
            case _:
                assert_never(body)
        gone = space.complement(there)
        if gone != EMPTY:
            found[None] = space.join(found.get(None, EMPTY), gone)
        return found

    def _spread(self, into: Cases, cases: Cases, here: Region) -> None:
        for cell, region in cases.items():
            part = self.space.meet(region, here)
            if part != EMPTY:
                into[cell] = self.space.join(into.get(cell, EMPTY), part)

    def look_up(self, table: nodes.Table, env: Env, here: Region = ALL) -> Cases:
        """The output of a table for a thing, as cases."""
        found: Cases = {}
        left = here
        for row in table.rows:
            fits = self.space.meet(left, self.row_fits(table, row, env))
            if fits != EMPTY:
                output = None if row.output is None else row.output.value
                found[output] = self.space.join(found.get(output, EMPTY), fits)
                left = self.space.minus(left, fits)
        if left != EMPTY:
            found[None] = self.space.join(found.get(None, EMPTY), left)
        return found

    def row_fits(self, table: nodes.Table, row: nodes.TableRow, env: Env) -> Region:
        """Where a row of a table fits."""
        regions = []
        for cell, heading in zip(row.cells, table.inputs, strict=True):
            if cell.kind == "any":
                continue
            value = put(heading, env)
            if cell.kind == "one of":
                regions.append(self.among(value, [constant.value for constant in cell.constants]))
            else:
                test = Compare(value, cell.kind, cell.constants[0])
                regions.append(self.compared(value, cell.kind, cell.constants[0], test))
        return self.space.all_of(regions)

    # --- none -------------------------------------------------------------------------

    def absent(self, value: Value) -> Region:
        """Where a value is none."""
        match value:
            case Variable() | Constant():
                return EMPTY
            case Shifted(of=of):
                return self.absent(of)
            case _:
                pass
        row = self.row_parts(value)
        if row is not None:
            return self.space.where(row[0], row[1].get(None, 0))
        try:
            return self.cases(value).get(None, EMPTY)
        except Opaque:
            pass
        match value:
            case FactOf():
                return self._absent_fact(value)
            case DefinedOf(of, entity, definition):
                gone = self.absent(of)
                body = self.model.definitions[entity, definition].body
                match body:
                    case nodes.FirstBody(values):
                        return self.space.join(gone, self.space.all_of(self.absent(put(one, (of,))) for one in values))
                    case nodes.ValueBody(inner):
                        return self.space.join(gone, self.absent(put(inner, (of,))))
                    case _:
                        return gone
            case _:
                return self._presence(value)

    def _absent_fact(self, value: FactOf) -> Region:
        declared = self._declared(value)
        gone = self.space.complement(self._applies(value))
        optional = isinstance(value.type, Thing) if declared is None else declared.optional
        return self.space.join(gone, self._presence(value)) if optional else gone

    def _presence(self, value: Value) -> Region:
        axis = self.space.axis(("there is", plain(value)), (True, None), value)
        return self.space.where(axis, 0b10)


def _cut(cuts: list[Any]) -> tuple[Any, ...]:
    """Everything before, at and between the cut points."""
    cells: list[Any] = []
    before = None
    for cut in cuts:
        cells += [Between(before, cut), cut]
        before = cut
    return (*cells, Between(before, None))
