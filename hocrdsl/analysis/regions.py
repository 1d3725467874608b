"""The set of cases that a condition covers: meet, join, complement, and pick one.

A region is a set of points of a finite space. A space has axes (a fact, a row of a table, a number between its cut
points, a test taken as it stands), each with some cells. A region is held as a diagram: a node asks for one axis
and has an edge for each group of cells that lead to the same place, the group being a set of bits. Nodes are shared
and an axis that doesn't matter is never asked, so two regions are equal exactly when they are the same number. That
is the argument for all that is said here of overlap, gap and equality: nothing is sampled. The cost is in the
number of nodes, which is small because provisions of one kind ask for few axes in common; an axis of 1,500 rows
costs no more than one of two cells, since edges carry sets.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any, TypeAlias

from hocrdsl.analysis.kept import Kept
from hocrdsl.analysis.rows import Universe
from hocrdsl.data import Data, field

Region: TypeAlias = int
EMPTY: Region = 0
ALL: Region = 1

Edges: TypeAlias = tuple[tuple[int, int], ...]


class Axis(Data):
    """`cells` are what a point may be on this axis; `about` is what the axis stands for, for whoever made it."""

    level: int
    key: Hashable
    cells: tuple[Any, ...]
    about: Any = field(default=None, compare=False)

    @property
    def full(self) -> int:
        """The set of all cells, as bits."""
        return (1 << len(self.cells)) - 1


class Space:
    """Axes in the order in which they were first asked for, and the nodes of every region made over them."""

    def __init__(self, universes: Mapping[str, Universe] | None = None) -> None:
        """`universes`: by entity, the rows that it has in any of the editions to be looked at."""
        self.axes: list[Axis] = []
        self._by_key: dict[Hashable, Axis] = {}
        self._by_cells: dict[tuple[Hashable, tuple[Any, ...]], Axis] = {}
        # by region: level and edges (cells as bits, region); the first two are EMPTY and ALL
        self._nodes: list[tuple[int, Edges]] = [(1 << 30, ()), (1 << 30, ())]
        self._known: dict[tuple[int, Edges], Region] = {}
        self._meets: dict[tuple[int, int], Region] = {}
        self._joins: dict[tuple[int, int], Region] = {}
        self._without: dict[Region, Region] = {EMPTY: ALL, ALL: EMPTY}
        self._touches: dict[tuple[int, int], bool] = {}
        self._cells: dict[tuple[Region, int], int] = {}
        self._beyond: dict[tuple[Region, frozenset[Region]], bool] = {}
        # what was found out about the editions looked at over this space
        self.kept = Kept(universes)

    def __len__(self) -> int:
        return len(self._nodes)

    # --- making -----------------------------------------------------------------------

    def axis(self, key: Hashable, cells: Iterable[Any], about: Any = None) -> Axis:
        """The axis of that key and those cells, made when first asked for; without cells, the last of that key.

        One key has other cells where another edition, over the same space, has other rows or options.
        """
        cells = tuple(cells)
        found = self._by_key.get(key)
        if found is None or cells and found.cells != cells:
            found = self._by_cells.get((key, cells))
            if found is None:
                found = self._by_cells[key, cells] = Axis(len(self.axes), key, cells, about)
                self.axes.append(found)
            self._by_key[key] = found
        return found

    def where(self, axis: Axis, cells: int, inside: Region = ALL, outside: Region = EMPTY) -> Region:
        """`inside` where the point's cell on the axis is among `cells` (bits), `outside` elsewhere."""
        return self._node(axis.level, ((cells, inside), (axis.full & ~cells, outside)))

    def split(self, axis: Axis, parts: Iterable[tuple[int, Region]]) -> Region:
        """A region given cell by cell: disjoint sets of cells with what holds there; empty elsewhere."""
        found = list(parts)
        covered = 0
        for cells, _ in found:
            covered |= cells
        return self._node(axis.level, (*found, (axis.full & ~covered, EMPTY)))

    def _node(self, level: int, edges: Iterable[tuple[int, int]]) -> Region:
        grouped: dict[int, int] = {}
        for cells, child in edges:
            if cells:
                if child in grouped:
                    grouped[child] |= cells
                else:
                    grouped[child] = cells
        if len(grouped) == 1:
            return next(iter(grouped))
        key = (level, tuple(sorted([(cells, child) for child, cells in grouped.items()])))
        known = self._known.get(key)
        if known is None:
            known = len(self._nodes)
            self._nodes.append(key)
            self._known[key] = known
        return known

    # --- combining --------------------------------------------------------------------

    def meet(self, one: Region, other: Region) -> Region:
        """What is in both."""
        if one == other or other == ALL:
            return one
        if one == ALL:
            return other
        if one == EMPTY or other == EMPTY:
            return EMPTY
        key = (one, other) if one < other else (other, one)
        found = self._meets.get(key)
        if found is None:
            found = self._meets[key] = self._together(one, other, self.meet)
        return found

    def join(self, one: Region, other: Region) -> Region:
        """What is in either."""
        if one == other or other == EMPTY:
            return one
        if one == EMPTY:
            return other
        if one == ALL or other == ALL:
            return ALL
        key = (one, other) if one < other else (other, one)
        found = self._joins.get(key)
        if found is None:
            found = self._joins[key] = self._together(one, other, self.join)
        return found

    def _together(self, one: Region, other: Region, operation: Any) -> Region:
        (level, edges), (other_level, others) = self._nodes[one], self._nodes[other]
        if level < other_level:
            return self._node(level, [(cells, operation(child, other)) for cells, child in edges])
        if other_level < level:
            return self._node(other_level, [(cells, operation(one, child)) for cells, child in others])
        edges_of_both = []
        for cells, child in edges:
            left = cells
            for more, another in others:
                both = left & more
                if both:
                    edges_of_both.append((both, operation(child, another)))
                    # the cells of a node are divided among its edges, so what is found here is nowhere else
                    left ^= both
                    if not left:
                        break
        return self._node(level, edges_of_both)

    def complement(self, one: Region) -> Region:
        """What is not in it."""
        found = self._without.get(one)
        if found is None:
            level, edges = self._nodes[one]
            found = self._node(level, [(cells, self.complement(child)) for cells, child in edges])
            self._without[one] = found
            self._without[found] = one
        return found

    def minus(self, one: Region, other: Region) -> Region:
        """What is in one and not in the other."""
        return one if not self.touches(one, other) else self.meet(one, self.complement(other))

    def all_of(self, regions: Iterable[Region]) -> Region:
        """What is in every one."""
        found = ALL
        for region in regions:
            found = self.meet(found, region)
            if found == EMPTY:
                break
        return found

    def any_of(self, regions: Iterable[Region]) -> Region:
        """What is in at least one; joined two by two, so that no partial union grows large early."""
        waiting = list(dict.fromkeys(regions))
        while len(waiting) > 1:
            waiting = [
                self.join(waiting[place], waiting[place + 1]) if place + 1 < len(waiting) else waiting[place]
                for place in range(0, len(waiting), 2)
            ]
        return waiting[0] if waiting else EMPTY

    # --- asking -----------------------------------------------------------------------

    def touches(self, one: Region, other: Region) -> bool:
        """Whether two regions have a point in common; makes no node."""
        if one == EMPTY or other == EMPTY:
            return False
        if one == ALL or other == ALL or one == other:
            return True
        key = (one, other) if one < other else (other, one)
        found = self._touches.get(key)
        if found is None:
            (level, edges), (other_level, others) = self._nodes[one], self._nodes[other]
            if level < other_level:
                found = any(self.touches(child, other) for _, child in edges)
            elif other_level < level:
                found = any(self.touches(one, child) for _, child in others)
            else:
                found = False
                for cells, child in edges:
                    for more, another in others:
                        if child and another and cells & more and self.touches(child, another):
                            found = True
                            break
                    if found:
                        break
            self._touches[key] = found
        return bool(found)

    def beyond(self, one: Region, others: Iterable[Region]) -> bool:
        """Whether a region has a point that is in none of some others; makes no node.

        Looked for point by point, first where fewest of the others are: where there is one it is found soon, and a
        union of many regions, which may be large, is never made.
        """
        return self._some_beyond(one, frozenset([other for other in others if self.touches(one, other)]))

    def _some_beyond(self, one: Region, others: frozenset[Region]) -> bool:
        if one == EMPTY or ALL in others:
            return False
        if not others:
            return True
        found = self._beyond.get((one, others))
        if found is None:
            level = min(self._nodes[region][0] for region in (one, *others))
            found = any(
                self._some_beyond(child, rest)
                for child, rest in sorted(self._split_at(level, one, others), key=lambda part: len(part[1]))
            )
            self._beyond[one, others] = found
        return found

    def _split_at(self, level: int, one: Region, others: frozenset[Region]) -> set[tuple[Region, frozenset[Region]]]:
        """A region and some others by the cells of an axis, cells at which all go on alike taken together."""
        at, edges = self._nodes[one]
        parts: list[tuple[int, Region, frozenset[Region]]] = [
            (cells, child, frozenset()) for cells, child in edges if child != EMPTY
        ] if at == level else [(-1, one, frozenset())]
        for other in others:
            at, edges = self._nodes[other]
            if at != level:
                parts = [(cells, child, rest | {other}) for cells, child, rest in parts]
                continue
            parts = [
                (cells & more, child, rest if another == EMPTY else rest | {another})
                for cells, child, rest in parts for more, another in edges if cells & more
            ]
        return {(child, rest) for _, child, rest in parts}

    def cells_of(self, one: Region, axis: Axis) -> int:
        """The cells of an axis (bits) at which the region has a point."""
        known = self._cells.get((one, axis.level))
        if known is None:
            known = self._cells[one, axis.level] = self._cells_of(one, axis)
        return known

    def _cells_of(self, one: Region, axis: Axis) -> int:
        seen: dict[Region, int] = {}

        def walk(region: Region) -> int:
            if region == EMPTY:
                return 0
            level, edges = self._nodes[region]
            if level > axis.level:
                return axis.full
            if region not in seen:
                found = 0
                for cells, child in edges:
                    if level == axis.level:
                        found |= cells if child != EMPTY else 0
                    else:
                        found |= walk(child)
                seen[region] = found
            return seen[region]

        return walk(one)

    def restrict(self, one: Region, fixed: Mapping[int, int]) -> Region:
        """The region where some axes (by level) are fixed to one cell each; those axes are no longer asked."""
        seen: dict[Region, Region] = {}

        def walk(region: Region) -> Region:
            if region in (EMPTY, ALL):
                return region
            if region not in seen:
                level, edges = self._nodes[region]
                cell = fixed.get(level)
                if cell is None:
                    seen[region] = self._node(level, [(cells, walk(child)) for cells, child in edges])
                else:
                    seen[region] = next(walk(child) for cells, child in edges if cells >> cell & 1)
            return seen[region]

        return walk(one)

    def forget(self, one: Region, axis: Axis) -> Region:
        """The points that are in the region for some cell of the axis."""
        seen: dict[Region, Region] = {}

        def walk(region: Region) -> Region:
            level, edges = self._nodes[region]
            if level > axis.level:
                return region
            if region not in seen:
                if level == axis.level:
                    seen[region] = self.any_of(child for _, child in edges)
                else:
                    seen[region] = self._node(level, [(cells, walk(child)) for cells, child in edges])
            return seen[region]

        return walk(one)

    def first_edges(self, one: Region, axis: Axis) -> Edges:
        """The region by cells of an axis, when nothing before that axis is asked."""
        level, edges = self._nodes[one]
        return edges if level == axis.level else ((axis.full, one),)

    def pick(self, one: Region) -> dict[int, int]:
        """A point of the region that needs the fewest axes: level -> cell. The region must not be empty."""
        length: dict[Region, int] = {ALL: 0, EMPTY: 1 << 30}

        def far(region: Region) -> int:
            if region not in length:
                length[region] = 1 + min(far(child) for _, child in self._nodes[region][1])
            return length[region]

        point: dict[int, int] = {}
        far(one)
        while one != ALL:
            level, edges = self._nodes[one]
            cells, one = min(edges, key=lambda edge: (far(edge[1]), edge[0] & -edge[0]))
            point[level] = (cells & -cells).bit_length() - 1
        return point
