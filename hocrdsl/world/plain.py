"""Facts that are told plainly, checked by the names of the facts told: the same facts come in the same order again and
again, so what is to be looked at is worked out once for each order. Nothing of what is told is kept.

What `facts.fill` makes of them is what they are told as, but for names. Anything else raises: it is for `fill` to tell.
"""

from __future__ import annotations

from hocrdsl.world.facts import NONE, is_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# so many orders are kept at most
_MOST = 4096


class Plain(dict):  # type: ignore[type-arg]
    """How the facts of an entity are checked, by their names in order.

    (those of some options, told yes or no, numbers, times, (texts, those that name a thing, that list things) or None):
    each a fact with its options, whether it may be none, or the entity. Raises KeyError where one is no fact of the
    entity, or a required one is left out. `left_out` is no fact.
    """

    __slots__ = ("facts", "required", "left_out")

    def __init__(self, vocabulary: Any, entity: Any, left_out: Any = None) -> None:
        _, specs, self.required, _ = vocabulary["entities"][entity]
        self.left_out = left_out
        self.facts: Any = {}
        for key, (kind, argument, optional) in specs.items():
            if kind == "one" or kind == "row":
                self.facts[key] = (0, frozenset(argument) - {NONE} | ({NONE} if optional else set()))
            elif kind == "things":
                self.facts[key] = (6, argument)
            elif kind == "thing":
                self.facts[key] = (5, (argument, optional))
            else:
                self.facts[key] = ({"yes": 1, "number": 2, "time": 3}.get(kind, 4), optional)

    def __missing__(self, keys: Any) -> Any:
        if not set(keys).issuperset(self.required):
            raise KeyError
        found: Any = ([], [], [], [], [], [], [])
        for key in keys:
            if key != self.left_out:
                how, more = self.facts[key]
                found[how].append((key, more))
        if len(self) >= _MOST:
            self.clear()
        ones, truths, numbers, moments, *seldom = [tuple(some) for some in found]
        self[keys] = told = (ones, truths, numbers, moments, tuple(seldom) if any(seldom) else None)
        return told


def plainly_filled(plain: Any, thing: Any, raw: Any, things: Any, times: Any) -> None:
    """Check the facts `raw` of a thing that holds all of them already, and put things in the place of their
    names (`things`: by entity and name); raises where anything is not told plainly. `times`: met so far."""
    ones, truths, numbers, moments, seldom = plain[(*raw,)]
    for key, options in ones:
        value = raw[key]
        if type(value) is not str or value not in options:
            raise ValueError
    for key, optional in truths:
        value = raw[key]
        if value is not True and value is not False and not (optional and _none(value)):
            raise ValueError
    for key, optional in numbers:
        value = raw[key]
        if type(value) is not int and not (optional and _none(value)):
            raise ValueError
    for key, optional in moments:
        value = raw[key]
        if value not in times:
            if type(value) is str and len(value) < 19 and is_time(value):
                times.add(value)
            elif not (optional and _none(value)):
                raise ValueError
    if seldom is None:
        return
    texts, named, lists = seldom
    for key, optional in texts:
        value = raw[key]
        if type(value) is not str or value == NONE and not optional:
            raise ValueError
    for key, (entity, optional) in named:
        value = raw[key]
        if type(value) is not str:
            raise ValueError
        if value != NONE:
            thing[key] = things[entity][value]
        elif not optional:
            raise ValueError
    for key, entity in lists:
        value = raw[key]
        if type(value) is not list or NONE in value:
            raise ValueError
        thing[key] = [*map(things[entity].__getitem__, value)]


def _none(value: Any) -> bool:
    return type(value) is str and value == NONE


class Named(dict):  # type: ignore[type-arg]
    """By entity: things by name. Where no heading lists them, names introduce themselves (`fresh`: new things of the
    entities that a heading may list)."""

    __slots__ = ("fresh",)

    def __init__(self, fresh: Any) -> None:
        self.fresh = fresh

    def __missing__(self, entity: Any) -> Any:
        found = self[entity] = Introduced(self.fresh[entity])
        return found


class Introduced(dict):  # type: ignore[type-arg]
    """Things that no heading lists, by name."""

    __slots__ = ("fresh",)

    def __init__(self, fresh: Any) -> None:
        self.fresh = fresh

    def __missing__(self, name: Any) -> Any:
        if type(name) is not str or not name:
            raise KeyError(name)
        found = self[name] = {**self.fresh, "_name": name}
        return found
