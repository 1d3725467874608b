"""Regions against sets of points, counted out."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from hocrdsl.analysis.regions import ALL, EMPTY, Region, Space

SIZES = (3, 2, 4)
POINTS = list(product(*(range(size) for size in SIZES)))


def _space() -> Space:
    space = Space()
    for number, size in enumerate(SIZES):
        space.axis(number, range(size))
    return space


# a region as text: a test of one axis, or two put together
shapes = st.recursive(
    st.tuples(st.just("is"), st.integers(0, 2), st.integers(0, 15)),
    lambda inner: st.one_of(
        st.tuples(st.just("and"), inner, inner), st.tuples(st.just("or"), inner, inner),
        st.tuples(st.just("not"), inner), st.tuples(st.just("minus"), inner, inner),
    ),
    max_leaves=8,
)


def build(space: Space, shape: tuple) -> Region:  # type: ignore[type-arg]
    match shape:
        case ("is", axis, cells):
            return space.where(space.axes[axis], cells & space.axes[axis].full)
        case ("and", one, other):
            return space.meet(build(space, one), build(space, other))
        case ("or", one, other):
            return space.join(build(space, one), build(space, other))
        case ("minus", one, other):
            return space.minus(build(space, one), build(space, other))
        case ("not", one):
            return space.complement(build(space, one))
    raise AssertionError(shape)


def points(shape: tuple) -> set[tuple[int, ...]]:  # type: ignore[type-arg]
    match shape:
        case ("is", axis, cells):
            return {point for point in POINTS if cells >> point[axis] & 1}
        case ("and", one, other):
            return points(one) & points(other)
        case ("or", one, other):
            return points(one) | points(other)
        case ("minus", one, other):
            return points(one) - points(other)
        case ("not", one):
            return set(POINTS) - points(one)
    raise AssertionError(shape)


@given(shapes, shapes)
def test_regions_are_sets(one: tuple, other: tuple) -> None:  # type: ignore[type-arg]
    space = _space()
    region, more = build(space, one), build(space, other)
    assert (region == more) == (points(one) == points(other))
    assert space.touches(region, more) == bool(points(one) & points(other))
    assert (region == EMPTY) == (not points(one)) and (region == ALL) == (len(points(one)) == len(POINTS))
    for level, axis in enumerate(space.axes):
        assert space.cells_of(region, axis) == sum(1 << cell for cell in {point[level] for point in points(one)})
        kept = {point for point in POINTS if any((*point[:level], cell, *point[level + 1 :]) in points(one)
                                                 for cell in range(SIZES[level]))}
        assert _spelled(space, space.forget(region, axis)) == kept
    if region != EMPTY:
        fixed = space.pick(region)
        assert {point for point in POINTS if all(point[level] == cell for level, cell in fixed.items())} <= points(one)


def _spelled(space: Space, region: Region) -> set[tuple[int, ...]]:
    return {point for point in POINTS if space.restrict(region, dict(enumerate(point))) == ALL}
