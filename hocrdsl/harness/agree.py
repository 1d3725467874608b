"""Whether a run surely comes to what a case expects, without writing its decision out: most cases pass.

Only `True` means anything: whatever is not plain here (something asked, conclusions, a range) is decided and compared
in full, as is whatever differs, to say how.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hocrdsl.harness.case import Expectation, ExpectedFate
from hocrdsl.harness.lexicon import plain


def plainly(expectation: Expectation) -> bool:
    """Whether `agrees` can tell for this expectation at all."""
    more = expectation.growth or expectation.entries
    return not (more or expectation.number is not None or expectation.undetermined is not None)


def agrees(expectation: Expectation, world: Any, found: Any, vocabulary: Mapping[str, Any]) -> bool:
    """Whether the outcome of `hocrdsl.world.decide.run` is all that is expected and no more; False: perhaps not."""
    counted, fates = found[0], found[1]
    if len(counted) != len(expectation.counted) or None in fates:
        return False
    places = [thing["_name"] for thing in world.decided]
    matched = _matched(expectation, counted, fates, places)
    if matched is None:
        return False
    open_fates = {one[0]: one for one in fates if one[1] != "recorded"}
    for one in expectation.fates:
        about = _decided(one.about, places)
        fate = open_fates.pop(about, None)
        if fate is None or not _same(one, fate, matched, places, world, vocabulary):
            return False
        because = fate[6]
        for label in one.because:
            if label not in because:
                return False
    return not open_fates


def _decided(said: str, places: list[str]) -> str:
    if said.isdigit() and said not in places and 0 < int(said) <= len(places):
        return places[int(said) - 1]
    return said


def _matched(expectation: Expectation, counted: Any, fates: Any, places: list[str]) -> list[Any] | None:
    """What is counted, in the order expected."""
    order: Any = range(len(counted))
    if len(counted) > 1:
        # what says more is matched first, as in `compare`
        expected = expectation.counted
        order = sorted(order, key=lambda place: (expected[place].members is None, " " not in expected[place].sort))
    left = list(counted)
    matched: list[Any] = [None] * len(counted)
    for place in order:
        wanted = expectation.counted[place]
        sort, because = wanted.sort, wanted.because
        for one in left:
            if sort != one[1] and sort != one[2]:
                continue
            if because and not set(because).issubset(one[9]):
                continue
            if wanted.members is None or _members(wanted.members, one, fates, places):
                break
        else:
            return None
        matched[place] = one
        left.remove(one)
    return matched


def _members(wanted: tuple[str, ...], one: Any, fates: Any, places: list[str]) -> bool:
    every = {*one[7], *one[8]}
    own = {fate[0] for fate in fates if fate[1] == "recorded"} & every
    return own <= {_decided(name, places) for name in wanted} <= every


def _same(expected: ExpectedFate, fate: Any, matched: list[Any], places: list[str], world: Any,
          vocabulary: Mapping[str, Any]) -> bool:
    kind, into = expected.fate, expected.into
    if kind in ("absorbed", "joined"):
        if kind != fate[1]:
            return False
        name, _, number = into.rpartition(" ")
        held = any(one["_name"] == into for one in world.held)
        if name == vocabulary["counted_name"] and number.isdecimal() and number.isascii() and not held:
            place = int(number) - 1
            # where none are listed, places are those of the decision: too few to be worth it here
            return 0 <= place < len(matched) and bool(matched[place][0] == fate[2])
        return bool(_decided(into, places) == fate[2])
    if kind == "referred":
        return bool(fate[1] == "referred" and plain(str(fate[3])) == into)
    return bool(kind == "result" and fate[1] not in ("recorded", "referred") and into in (fate[3], fate[1]))


def labels_of(found: Any, known: Mapping[str, Any]) -> tuple[str, ...]:
    """Every label that an outcome cites, of those known."""
    labels: set[str] = set()
    for part, place in ((0, 9), (1, 6), (2, 3), (3, 2), (4, 2), (5, 4)):
        for one in found[part]:
            labels.update(one[place])
    return tuple(labels.intersection(known))


def hypothetical(world: Any, found: Any, edition: Mapping[str, Any]) -> bool:
    """Whether an event lies outside the edition that decides it."""
    day, until = edition["day"], edition["until"]
    for event in world.events:
        if event[0] < day or until is not None and event[0][:10] > until:
            return True
    return any(one[0] == "hypothetical" for one in found[6])


def given_read(world: Any, found: Any, reads: Mapping[str, Any]) -> set[str]:
    """The facts taken as given that a provision cited for a fate reads."""
    used: set[str] = set()
    for thing, fate in zip(world.decided, found[1], strict=True):
        for holder in (thing, thing["_event"]):
            told = holder.get("_given")
            if told:
                used.update(fact for label in fate[6] for fact in reads.get(label, ()) if fact in told)
    return used
