"""`the two belong together when ...`: things closed to groups, by the cheapest way that gives the same groups.

A closure whose test is `one of the other's list` is united list by list; one that asks for the same of some values is
put in buckets; any other is tried pair by pair. Pairs of unknown truth are not followed up until a decision turns on
them.
"""

from __future__ import annotations

from hocrdsl.backends.python.runtime.run import Unknown
from hocrdsl.backends.python.runtime.view import in_range
from hocrdsl.world.read import NONE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Group:
    """The group of one thing under one closure."""

    __slots__ = ("closure", "thing")

    def __init__(self, closure: Any, thing: Any) -> None:
        self.closure = closure
        self.thing = thing


class Closure:
    """Things in order, with their roots, and where pairs are of unknown truth."""

    __slots__ = ("things", "place", "root", "test", "shape", "meant", "unlisted", "bucket", "maybe", "listed",
                 "run", "argument")

    def __init__(self, things: Any, test: Any, shape: str) -> None:
        self.things = things
        self.place = {id(thing): place for place, thing in enumerate(things)}
        self.root = list(range(len(things)))
        self.test = test
        # how groups came about: lists, keys or pairs
        self.shape = shape
        # lists: the places that may belong together with others, and those whose list is unknown
        self.meant: Any = None
        self.unlisted: Any = frozenset()
        self.run: Any = None
        self.argument: Any = None
        # keys: place -> the places of its bucket, where pairs in it may be unknown
        self.bucket: Any = {}
        # pairs and keys: by first place of the bucket, the pairs of unknown truth with their notes
        self.maybe: Any = {}
        # things by root, once asked for
        self.listed: Any = None

    def of(self, thing: Any) -> int:
        """The component of a thing; one that came in later is alone."""
        place = self.place.get(id(thing))
        if place is None:
            place = self.place[id(thing)] = len(self.root)
            self.root.append(place)
        return self.find(place)

    def find(self, place: int) -> int:
        """The root of a place."""
        root = self.root
        while root[place] != place:
            root[place] = root[root[place]]
            place = root[place]
        return place

    def join(self, left: int, right: int) -> None:
        """Make two components one; the first place is the root."""
        left, right = self.find(left), self.find(right)
        if left < right:
            self.root[right] = left
        else:
            self.root[left] = right

    def members(self, thing: Any) -> Any:
        """The things surely in the group of `thing`, in order."""
        root = self.of(thing)
        if len(self.things) == 1:
            return [thing]
        if self.listed is None:
            self.listed = {}
            for place, one in enumerate(self.things):
                self.listed.setdefault(self.find(place), []).append(one)
        return self.listed.get(root) or [thing]


def group(run: Any, key: Any, thing: Any) -> Any:
    """The group of a thing; none of none, unknown of unknown."""
    if thing is None or thing == NONE:
        return thing
    return Group(closure_of(run, key), thing)


def closure_of(run: Any, key: Any) -> Any:
    """The closure of that key, made when first needed and again when what it rests on has changed."""
    entity, test, shape, argument, changing, said = run.book.closures[key]
    stamp = (len(run.state.held), run.state.version if changing else 0)
    found = run.closures.get(key)
    if found is None or found[0] != stamp:
        found = run.closures[key] = (stamp, _closure(run, in_range(run, entity), test, shape, argument, said))
    return found[1]


def _closure(run: Any, things: Any, test: Any, shape: str, argument: Any, said: Any) -> Any:
    if argument is not None and not (
        run.assumed and any([type(key) is tuple and key[0] in said for key in run.assumed])
    ):
        mark = len(run.unknown)
        try:
            if shape == "lists":
                return _by_lists(run, things, test, argument)
            return _by_keys(run, things, test, argument, shape == "pairs")
        except (LookupError, TypeError):
            # what decides the bucket is unknown: every pair is tried
            pass
        finally:
            del run.unknown[mark:]
    found = Closure(things, test, "pairs")
    found.maybe[0] = _pair_by_pair(run, found, range(len(things)))
    return found


def _by_lists(run: Any, things: Any, test: Any, argument: Any) -> Any:
    found = Closure(things, test, "lists")
    name, guard = argument
    for place, thing in enumerate(things):
        listed = thing.get(name)
        if listed and listed != NONE and (guard is None or guard(run, thing)):
            for other in listed:
                there = found.place.get(id(other))
                if there is not None and (guard is None or guard(run, other)):
                    found.join(place, there)
    found.run = run
    found.argument = argument
    return found


def _doubts(closure: Any) -> bool:
    """Whether lists are unknown, looked into only now: which places may belong together, and whose list is unknown."""
    if closure.meant is None:
        run, (name, guard) = closure.run, closure.argument
        mark = len(run.unknown)
        try:
            meant = [place for place, thing in enumerate(closure.things) if guard is None or guard(run, thing)]
            closure.meant = frozenset(meant)
            closure.unlisted = frozenset([place for place in meant if closure.things[place].get(name) is None])
        except (LookupError, TypeError):
            closure.shape = "pairs"
            closure.maybe[0] = _pair_by_pair(run, closure, range(len(closure.things)))
            return bool(closure.maybe[0])
        finally:
            del run.unknown[mark:]
    return bool(closure.unlisted)


def _by_keys(run: Any, things: Any, test: Any, key_of: Any, tried: bool) -> Any:
    """`key_of(run, thing)` gives (plain values, groups), or None; a thing without a key, or with one of none, is alone.

    `tried`: what shares a key does not yet belong together: pairs of a bucket are tried.
    """
    found = Closure(things, test, "keys")
    buckets: Any = {}
    for place, thing in enumerate(things):
        whole = key_of(run, thing)
        if whole is None:
            continue
        plain, groups = whole
        if any([value == NONE for value in plain]) or any([value == NONE for value in groups]):
            continue
        key = tuple([id(value) if isinstance(value, dict) else value for value in plain])
        surely = tuple([one.closure.of(one.thing) for one in groups])
        buckets.setdefault(key, []).append((place, surely, any([unsure(one.closure) for one in groups])))
    for bucket in buckets.values():
        places = [place for place, _, _ in bucket]
        in_doubt = any([doubt for _, _, doubt in bucket])
        alike: Any = {}
        for place, surely, _ in bucket:
            alike.setdefault(surely, []).append(place)
        if tried:
            for some in [places] if in_doubt else alike.values():
                maybe = _pair_by_pair(run, found, some) if len(some) > 1 else ()
                if maybe:
                    found.maybe[some[0]] = maybe
                    found.bucket.update(dict.fromkeys(some, some))
            continue
        for some in alike.values():
            for place in some:
                found.join(some[0], place)
        if len(alike) > 1 and in_doubt:
            found.bucket.update(dict.fromkeys(places, places))
    return found


def _pair_by_pair(run: Any, found: Any, places: Any) -> Any:
    """Join what surely belongs together among `places`; the pairs of unknown truth, with notes."""
    maybe = []
    mark = len(run.unknown)
    # the limbs of a pair are not those of the provision that asks for its group
    outer, run.limbs = run.limbs, {}
    for at, left in enumerate(places):
        one = found.things[left]
        for right in places[at + 1 :]:
            other = found.things[right]
            ahead = found.test(run, one, other)
            back = True if ahead else found.test(run, other, one)
            if ahead or back:
                found.join(left, right)
            elif ahead is None or back is None:
                maybe.append((left, right, run.unknown[mark:]))
            del run.unknown[mark:]
    run.limbs = outer
    return maybe


def unsure(closure: Any) -> bool:
    """Whether anything in a closure is unknown."""
    if closure.shape == "lists":
        return _doubts(closure)
    return bool(closure.bucket) if closure.shape == "keys" else bool(closure.maybe[0])


def meeting_key(value: Any) -> int:
    """What two groups share if they are, or may be, one."""
    closure, place = value.closure, value.closure.of(value.thing)
    if closure.shape == "keys":
        return closure.bucket.get(place, (place,))[0]  # type: ignore[no-any-return]
    if unsure(closure):
        raise Unknown
    return place  # type: ignore[no-any-return]


def together(left: Any, right: Any) -> bool:
    """Whether two groups are one, in a fast test."""
    if left == NONE or right == NONE:
        return False
    closure = left.closure
    start, goal = closure.of(left.thing), closure.of(right.thing)
    if start == goal:
        return True
    if closure.shape == "keys":
        places = closure.bucket.get(start)
        if places is None or goal not in places:
            return False
    elif not unsure(closure) or closure.shape == "lists" and not closure.meant.issuperset((start, goal)):
        return False
    raise Unknown


def same_group(run: Any, left: Any, right: Any) -> Any:
    """Whether two groups are one; notes the first pair that it turns on when unknown."""
    if left == NONE or right == NONE:
        return False
    if left is None or right is None:
        return None
    closure = left.closure
    start, goal = closure.of(left.thing), closure.of(right.thing)
    if start == goal:
        return True
    if closure.shape == "lists" and not unsure(closure):
        return False
    if closure.shape == "lists":
        return _noted(run, closure, _between(closure, start, goal))
    if closure.shape == "keys":
        places = closure.bucket.get(start)
        if places is None or goal not in places:
            return False
        if places[0] not in closure.maybe:
            closure.maybe[places[0]] = _pair_by_pair(run, closure, places)
        maybe = closure.maybe[places[0]]
    else:
        maybe = closure.maybe[0]
    return _walked(run, closure, start, goal, maybe)


def _walked(run: Any, closure: Any, start: int, goal: int, maybe: Any) -> Any:
    edges = [(closure.find(left), closure.find(right), notes) for left, right, notes in maybe]
    notes = [note for left, right, noted in edges if {left, right} == {start, goal} for note in noted]
    reached, grew = {start}, True
    while grew:
        grew = False
        for left, right, noted in edges:
            if (left in reached) != (right in reached):
                reached |= {left, right}
                notes += noted
                grew = True
    if goal not in reached:
        return False
    run.unknown += notes
    return None


def _between(closure: Any, start: int, goal: int) -> Any:
    """The first pair of unknown truth by which one group may reach another, where lists are unknown; None: no way."""
    if not closure.meant.issuperset((start, goal)):
        return None
    unlisted = closure.unlisted
    meant = sorted(closure.meant)
    roots = {place: closure.find(place) for place in meant}
    for ends in ((start, goal), None):
        for at, left in enumerate(meant):
            if ends is not None and roots[left] not in ends:
                continue
            for right in meant[at + 1 :]:
                if (left in unlisted or right in unlisted) and _parts(roots[left], roots[right], start, ends):
                    return left, right
    return None


def _parts(left: int, right: int, start: int, ends: Any) -> bool:
    if ends is not None:
        return left != right and left in ends and right in ends
    return (left == start) != (right == start)


def _noted(run: Any, closure: Any, pair: Any) -> Any:
    """The pair's test, run for what it notes."""
    if pair is None:
        return False
    left, right = closure.things[pair[0]], closure.things[pair[1]]
    outer, run.limbs = run.limbs, {}
    closure.test(run, left, right)
    closure.test(run, right, left)
    run.limbs = outer
    return None


def shown(value: Any) -> str:
    """The name of a part of a unit: a thing's name, the members of a group, or the value."""
    if type(value) is str:
        return value
    if value is None:
        return "unknown"
    if isinstance(value, dict):
        return str(value["_name"])
    if isinstance(value, Group):
        return " + ".join(sorted([str(one["_name"]) for one in value.closure.members(value.thing)]))
    if value is True or value is False:
        return "yes" if value else "no"
    return str(value)
