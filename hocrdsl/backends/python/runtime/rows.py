"""What hangs on a row: sets of rows, columns, steps by row. Written compactly, unfolded when a row is first asked for.

Nothing is kept here but what the rulebook says of a row, so any number of threads may fill the same entries.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Rows(dict):  # type: ignore[type-arg]
    """Whether a row is one of some: `ROWS[row]`.

    `lines`: one to a line a row, or the first and the last of a run of `table` (a tab between); or the rows themselves.
    """

    __slots__ = ("table", "lines", "members")

    def __init__(self, table: Any, lines: Any) -> None:
        self.table = table
        self.lines = lines
        self.members: Any = None if type(lines) is str else lines

    def __missing__(self, row: Any) -> bool:
        members = self.members
        if members is None:
            found = []
            for line in self.lines.split("\n"):
                first, run, last = line.partition("\t")
                if run:
                    start = self.table.index(first)
                    found += self.table[start : self.table.index(last, start) + 1]
                else:
                    found.append(first)
            members = self.members = frozenset(found)
        self[row] = truth = row in members
        return truth


class Column(dict):  # type: ignore[type-arg]
    """A value by row: `COLUMN[row]`; `default` for what is no row.

    `values`, in the order of `table`: one to a line; or (value, how many rows) in turn; or ready, by row.
    """

    __slots__ = ("table", "values_", "default")

    def __init__(self, table: Any, values: Any, default: Any) -> None:
        self.table = table
        self.values_ = values
        self.default = default

    def __missing__(self, row: Any) -> Any:
        values = self.values_
        if values is not None:
            if type(values) is str:
                self.update(zip(self.table, values.split("\n")))
            elif type(values) is dict:
                self.update(values)
            else:
                self.update(zip(self.table, [value for value, many in values for _ in range(many)]))
            self.values_ = None
        return self.get(row, self.default)


class Choices(dict):  # type: ignore[type-arg]
    """Steps by row: those that may conclude on a thing of that row (None: of an unknown one); see `by_fact`."""

    __slots__ = ("steps", "fact")

    def __init__(self, steps: Any, fact: Any) -> None:
        self.steps = steps
        # the fact that is looked at first, or None
        self.fact = fact

    def __missing__(self, row: Any) -> Any:
        steps = [one for one in self.steps if row is None or one[1] is None or one[1][row]]
        self[row] = found = tuple([one[0] for one in steps]) if self.fact is None else by_fact(steps)
        return found


class Ways(dict):  # type: ignore[type-arg]
    """By two rows: the steps that may conclude on things of them, and which way round.

    A step comes with the rows of its first and of its second thing (None: any), and whether once is enough.
    """

    __slots__ = ("steps",)

    def __init__(self, steps: Any) -> None:
        self.steps = steps

    def __missing__(self, rows: Any) -> Any:
        one, other = rows
        ways = []
        for label, displaces, attempt, firsts, seconds, once in self.steps:
            ahead = (firsts is None or firsts[one]) and (seconds is None or seconds[other])
            back = (firsts is None or firsts[other]) and (seconds is None or seconds[one])
            if ahead or back:
                ways.append(((label, displaces, attempt), ahead, back and not (ahead and once)))
        if len(self) > 10_000:
            self.clear()
        self[rows] = ways
        return ways


def pick(table: Any, thing: Any, row: Any) -> Any:
    """The steps that may conclude on a thing of that row."""
    steps = table[row]
    if table.fact is None:
        return steps
    value = thing.get(table.fact)
    return steps[0] if value is None else steps[1][value]


def by_fact(steps: Any) -> Any:
    """Steps as (where a fact is unknown, by its value).

    Each comes with its rows, the values that it calls for (None: any) and whether it calls for a known one (True), an
    unknown (False).
    """
    return tuple([step for step, _, _, known in steps if known is not True]), ByValue(steps)


class ByValue(dict):  # type: ignore[type-arg]
    """Steps by the value of a fact, as values come up: most rows come up with few."""

    __slots__ = ("steps",)

    def __init__(self, steps: Any) -> None:
        self.steps = steps

    def __missing__(self, value: Any) -> Any:
        self[value] = found = tuple([
            step for step, _, wanted, known in self.steps if known is not False and (wanted is None or value in wanted)
        ])
        return found
