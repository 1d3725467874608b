"""Three things of one group that prevail over one another in a circle.

No error: the law's own order may go round, and what goes round is referred. Searched over groups of three; which
row a thing is of is what decides, so rows that no provision tells apart are one. Row by row the question is only
*can* x prevail over y, and a set of rows answers it; each round found so is then proved on the three things
together, since what lets x prevail over y may be the very thing that keeps z from prevailing over x.
"""

from __future__ import annotations

from hocrdsl.analysis.answers import Answers, Stage, stage
from hocrdsl.analysis.places import ROOT
from hocrdsl.analysis.regions import EMPTY, Region
from hocrdsl.analysis.stages import Stages
from hocrdsl.data import Data
from hocrdsl.model.expressions import Variable

BOUND = 3


class Cycle(Data):
    """Rows (keys) in order: each prevails over the next, the last over the first. `labels`: by what."""

    rows: tuple[str, ...]
    labels: tuple[str, ...]


class Rounds(Data):
    """The first few cycles found, and how many there are, rows told apart by no provision being one."""

    shown: tuple[Cycle, ...]
    total: int


def rounds(stages: Stages, most: int = 10, prove: int = 2000) -> Rounds:
    """The cycles of three; at most `prove` candidates are proved, the others counted as they are."""
    found = _Search(stages)
    proved: list[Cycle] = []
    total = 0
    for number, (x, y, z) in enumerate(found.candidates()):
        if number >= prove:
            total += 1
            continue
        labels = found.proved(x, y, z)
        if labels:
            total += 1
            proved.append(Cycle(tuple(found.keys[_first(one)] for one in (x, y, z)), labels))
    return Rounds(_unlike(proved, most), total)


def _unlike(found: list[Cycle], most: int) -> tuple[Cycle, ...]:
    """A few cycles that have as little in common as may be: other provisions first, then other rows."""
    labels: dict[tuple[str, ...], int] = {}
    rows: dict[str, int] = {}
    ranked = []
    for place, one in enumerate(found):
        of_labels = labels[one.labels] = labels.get(one.labels, -1) + 1
        seen = 0
        for row in one.rows:
            rows[row] = rows.get(row, -1) + 1
            seen = max(seen, rows[row])
        ranked.append((of_labels, seen, place))
    return tuple(found[place] for _, _, place in sorted(ranked)[:most])


def _first(rows: int) -> int:
    return (rows & -rows).bit_length() - 1


class _Search:
    """Who can prevail over whom: sets of rows, then regions over the three pairs of a group."""

    def __init__(self, stages: Stages) -> None:
        plan = stages.plan
        self.stages = stages
        self.plan = plan
        self.space = stages.space
        self.encoder = stages.encoder
        self.decided = plan.model.charter.decided
        self.keys = plan.model.rows[plan.model.charter.row_entity].keys
        self.axes = [self.encoder.classified(Variable(ROOT + place, self.decided)) for place in range(BOUND)]
        self.pairs = [self._pair(place, (place + 1) % BOUND) for place in range(BOUND)]
        self.wins = [_wins(one) for one in self.pairs]
        self.beats = [self.space.any_of(wins.values()) for wins in self.wins]
        self._kept: dict[tuple[int, int, int], Region] = {}
        first = self.beats[0]
        # groups of rows alike as winners and as losers
        self.sets = self._alike(first)

    def _pair(self, one: int, other: int) -> Stage:
        """The pair of two of the three."""
        env = (Variable(ROOT + one, self.decided), Variable(ROOT + other, self.decided))
        return stage("choose", self.plan.strata["choose"], self.encoder, env)

    def _alike(self, region: Region) -> dict[int, int]:
        """Rows told apart by nothing -> the rows that they can prevail over."""
        first, second = self.axes[0], self.axes[1]
        lines = [(cells, self.space.cells_of(child, second)) for cells, child in self.space.first_edges(region, first)]
        groups = [cells for cells, _ in lines]
        for _, over in lines:
            groups = [part for cells in groups for part in (cells & over, cells & ~over) if part]
        return {part: next(over for cells, over in lines if cells & part) for part in groups}

    def candidates(self) -> list[tuple[int, int, int]]:
        """Sets of rows x, y, z such that some of each can prevail over the next."""
        found = []
        sets = list(self.sets.items())
        for at, (x, over_x) in enumerate(sets):
            for y, over_y in sets[at:]:
                if not over_x & y:
                    continue
                for z, over_z in sets[at:]:
                    if over_y & z and over_z & x:
                        if (y, z) != (x, x) and not (z == x and y < x):
                            found.append((x, y, z))
        return found

    def proved(self, x: int, y: int, z: int) -> tuple[str, ...]:
        """The labels by which the three go round; empty if they can't."""
        rows = (_first(x), _first(y), _first(z))
        if len(set(rows)) < BOUND:
            return ()
        region = self.space.all_of(
            [self._beats(place, rows[place], rows[(place + 1) % BOUND]) for place in range(BOUND)]
            + [self._possible(place, row) for place, row in enumerate(rows)]
        )
        if region == EMPTY:
            return ()
        labels: list[str] = []
        for place, wins in enumerate(self.wins):
            after = (place + 1) % BOUND
            fixed = {self.axes[place].level: rows[place], self.axes[after].level: rows[after]}
            labels += [label for label, won in wins.items()
                       if self.space.touches(self.space.restrict(won, fixed), region)][:1]
        return tuple(labels)

    def _beats(self, place: int, row: int, other: int) -> Region:
        """Where a thing of one row prevails over the next of another; kept, since rows come back."""
        key = (place, row, other)
        if key not in self._kept:
            after = self.axes[(place + 1) % BOUND].level
            before = self._kept.get((place, row, -1))
            if before is None:
                before = self.space.restrict(self.beats[place], {self.axes[place].level: row})
                self._kept[place, row, -1] = before
            self._kept[key] = self.space.restrict(before, {after: other})
        return self._kept[key]

    def _possible(self, place: int, row: int) -> Region:
        key = (place, row, -2)
        if key not in self._kept:
            limit = self.stages.classified_as(place)
            self._kept[key] = self.space.restrict(limit, {self.axes[place].level: row})
        return self._kept[key]


def _wins(pair: Stage) -> dict[str, Region]:
    """Where each provision stands and lets the first prevail."""
    found = {}
    for step in pair.steps:
        answers: Answers = pair.stands(step.label)
        if (0, None) in answers:
            found[step.label] = answers[0, None]
    return found
