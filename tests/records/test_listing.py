"""What a program found is listed alike by machine code, by the interpreter and by NumPy."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="pip install 'hocrdsl[fast]'")
pytest.importorskip("llvmlite", reason="pip install 'hocrdsl[fast]'")

from hocrdsl.backends.columnar.kernel import Found  # noqa: E402
from hocrdsl.backends.columnar.listing import ARRAYS, TEXT, Counted, Ends, Listing  # noqa: E402
from hocrdsl.backends.columnar.listing_numpy import ByNumPy  # noqa: E402

# by the numbers of a plan's words its fates: recorded, absorbed, joined, with a result, referred
ORDER = np.array([3, 1, 0, 4, 2], np.int64)
MOST = 7


def made(seed: int) -> tuple[Found, Any, Any]:
    """What a program may find, which incidents are told, and in their order the ranges."""
    random = Random(seed)
    offsets, things, numbers, opened, ranges = [0], [], [], [], []
    for place in range(random.choice((1, 40))):
        most = random.choice((0, 1, 1, 2, MOST))
        number = random.randint(0, most)
        opened.append(random.random() < seed % 3 / 4)
        first = offsets[-1]
        for _ in range(most):
            unit = random.randint(0, number)
            fate = random.randrange(3) if unit else random.choice((3, 4))
            word = fate if opened[-1] else ORDER.tolist().index(fate)
            things.append((random.randrange(9), word, random.randrange(-2, 4), unit, first + max(unit - 1, 0)))
        if opened[-1]:
            ranges += [(place, random.randrange(9), 0, random.randint(1, 3)) for _ in range(random.randrange(3))]
        numbers.append(number)
        offsets.append(len(things))
    columns = np.array(things or np.zeros((0, 5)), np.int32).reshape(-1, 5).T
    rows, fates, results, units, principals = (np.ascontiguousarray(one) for one in columns)
    least = np.array(numbers, np.int32)
    none = np.zeros(len(least), np.bool_)
    spans = np.array(ranges or np.zeros((0, 4)), np.int64).reshape(-1, 4)
    found = Found(rows, fates, results, units, principals, none, np.array(opened), least, least, ~none, spans,
                  np.array(offsets, np.int32))
    return found, np.array([random.random() < 0.8 for _ in numbers]), found.ranges


def interpreted(found: Found, here: Any, ranges: Any) -> tuple[Counted, Ends]:
    """The text as Python, over lists."""
    given = {"HERE": here, "OPEN": found.open, "NUMBER": found.least, "ENDS": found.offsets, "FATE": found.fates,
             "UNIT": found.units, "INTO": found.principals, "CLASS": found.rows, "RESULT": found.results,
             "ORDER": ORDER, "RANGES": ranges.ravel()}
    names: dict[str, Any] = {name: [0] * 1000 for name in ARRAYS}
    names.update({name: array.astype(np.int64).tolist() for name, array in given.items()})
    exec(compile(TEXT, "listing", "exec"), names)  # the program is ours
    names["counted"](len(here), len(ranges))
    rows, members = names["TOLD"][:2]
    told = [names[name][:rows] for name in ("OF", "NTH", "KIND", "LOW", "HIGH", "FIRST")]
    counted = Counted(*told, begin=names["BEGIN"][:rows + 1], members=names["MEMBER"][:members])
    names["decided"](len(here), 0)
    rows = names["TOLD"][0]
    return counted, Ends(*(names[name][:rows] for name in ("OF", "MEMBER", "END", "SENT", "KIND", "NTH")))


@pytest.mark.parametrize("seed", range(60))
def test_alike(seed: int) -> None:
    found, here, ranges = made(seed)
    python = interpreted(found, here, ranges)
    for lister in (Listing(), ByNumPy()):
        told = lister.counted(found, here, ORDER, ranges), lister.decided(found, here, ORDER)
        assert [[array.tolist() for array in one] for one in told] == [list(one) for one in python]


def test_something_is_listed() -> None:
    """The incidents above are of every kind: open ones, those that aren't told, and counted things of every fate."""
    every = [made(seed) for seed in range(60)]
    assert any(found.open.any() and len(ranges) for found, _, ranges in every)
    assert any(not here.all() for _, here, _ in every)
    closed = [found for found, _, _ in every if not found.open.any()]
    assert {int(ORDER[fate]) for found in closed for fate in found.fates} == set(range(5))
