"""Over a seeded run every limb of the toy comes out true, false and unknown, in both backends alike."""

from __future__ import annotations

from tests.agreement.limbs import limbs, seen, share
from tests.agreement.plans import plan

# limbs that are never unknown when they are tried, and why
NEVER_UNKNOWN = {
    ("E1", "d"): "withdrawn is presumed",
    ("F1.1", "a"): "what is chosen among is classified, and the columns of a row are known",
    ("F1.1", "b"): "as F1.1(a)",
    ("F1.2", "a"): "as F1.1(a)",
    ("F1.2", "b"): "judged alone is presumed",
    ("F2", "b"): "classifying (B1) asks for the kind first",
    ("F2", "c"): "as F2(b)",
    ("F2", "d"): "part of the same display is presumed",
    ("H2", "a"): "a fate is never unknown",
    ("H2", "b"): "where an entry ended is never unknown",
    ("H5", "a"): "`is known` is never unknown",
}
ENOUGH = 0.95
# of the shipped rulebook's limbs, both true and false; measured: 67%
FLOOR = 0.6


def test_every_limb_comes_out_every_way_in_both() -> None:
    one = plan("toy")
    ours, theirs = seen(one, range(420), 3)
    assert ours == theirs
    whole = limbs(one)
    wanted = {limb: {True, False} if limb in NEVER_UNKNOWN else {True, False, None} for limb in whole}
    missing = {limb: ways - ours[limb] for limb, ways in wanted.items() if not ways <= ours.get(limb, set())}
    assert set(NEVER_UNKNOWN) <= set(whole)
    # the list above says no more than is so
    assert not [limb for limb in NEVER_UNKNOWN if None in ours.get(limb, set())]
    assert len(missing) <= (1 - ENOUGH) * len(whole), missing


def test_limbs_of_the_shipped_rulebook_are_seen_alike() -> None:
    """One incident for every fourth provision; `benchmarks/limbs.py` takes eight times as many, and asks more."""
    one = plan("hocr")
    ours, theirs = seen(one, range(0, len(one.model.provisions), 4), 1, 1.0)
    assert ours == theirs
    assert share(one, ours)["true and false"] >= FLOOR

