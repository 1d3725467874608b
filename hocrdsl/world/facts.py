"""The facts of one thing: what they are told as, checked against the vocabulary.

A thing starts as a copy of what is presumed of its kind (`prepared`); `fill` puts what is told into it.
"""

from __future__ import annotations

from hocrdsl.world.aside import put_aside

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NONE = "none"
# what is worked out from a vocabulary, by its identity
_PREPARED: Any = {}


def is_time(value: Any) -> Any:
    """Whether a text is a day, or a day with hours and minutes, that exists."""
    if type(value) is not str:
        return False
    length = len(value)
    if length not in (10, 16, 19) or value[4] != "-" or value[7] != "-":
        return False
    try:
        if length == 10:
            (_READS or _reading())[0](value)
            return True
        if value[10] != "T" or value[13] != ":" or value[11:13] == "24" or length == 19 and value[16] != ":":
            return False
        (_READS or _reading())[1](value)
    except ValueError:
        return False
    return True


# what reads a day, and a day with a time, once they are needed: importing them costs more than a decision
_READS: Any = []


def _reading() -> Any:
    from datetime import date, datetime

    _READS[:] = [date.fromisoformat, datetime.fromisoformat]
    return _READS


class Checks(dict):  # type: ignore[type-arg]
    """By fact: (its options, or None; the entity whose things it names, or None; how it is told).

    `optional`: facts that may be none.
    """

    __slots__ = ("optional",)
    optional: Any

    def __missing__(self, key: Any) -> Any:
        return _NO_FACT


def prepared(vocabulary: Any) -> Any:
    """By entity: how facts are told and what is required; a new thing."""
    found = _PREPARED.get(id(vocabulary))
    if found is not None and found[0] is vocabulary:
        return found[1]
    checks, fresh = {}, {}
    for entity, (_, specs, required, presumed) in vocabulary["entities"].items():
        found = Checks({key: _check(*spec) for key, spec in specs.items()})
        found.optional = frozenset([key for key, spec in specs.items() if spec[2]])
        checks[entity] = (found, required)
        fresh[entity] = {"_name": "", "_entity": entity, "_told": {}, "_sig": (), "_links": (), **presumed}
    checks[vocabulary["event"]][0].pop(vocabulary["decided_list"], None)
    fresh[vocabulary["decided"]].update(
        {"_index": 0, "_event": None, "_stated": None, "_fate": NONE, "_into": NONE, "_earlier": NONE}
    )
    if len(_PREPARED) > 16:
        _PREPARED.clear()
    _PREPARED[id(vocabulary)] = (vocabulary, (checks, fresh))
    return checks, fresh


# no key of a mapping
NO_KEY: Any = object()
# how a fact is told; `_OTHER` is looked at more closely
_NONE_SUCH, _YES, _TIME, _THINGS, _NUMBER, _OTHER = range(6)
_NO_FACT = (None, None, _NONE_SUCH)


def _check(kind: Any, argument: Any, optional: Any) -> Any:
    if kind == "one":
        return (frozenset(argument) - {NONE} | ({NONE} if optional else set()), None, _OTHER)
    if kind == "row" and NONE not in argument:
        return (frozenset(argument), None, _OTHER)
    if kind == "thing" or kind == "things":
        return (None, argument, _OTHER if kind == "thing" else _THINGS)
    return (None, None, {"yes": _YES, "time": _TIME, "number": _NUMBER}.get(kind, _OTHER))


def fill(
    world: Any, thing: Any, entity: Any, raw: Any, path: Any, complete: Any = True, left_out: Any = NO_KEY
) -> Any:
    """Facts of one thing, checked against the vocabulary; `left_out` is no fact.

    What is told in so many words is kept as `_sig`: the names of facts, the values of those that are options, yes or
    no, and of what is told otherwise its name and what came of it; the things that it names as `_links`.
    """
    if raw is None:
        raw = {}
    if not isinstance(raw, dict):
        world.problems.append((path, "must be a mapping of facts"))
        return
    thing["_told"] = raw
    checks, required = world.checks[entity]
    told: Any = []
    links: Any = []
    for key, value in raw.items():
        options, named, how = checks[key]
        if options is not None:
            if type(value) is str and value in options:
                thing[key] = value
                told.append(value)
                continue
        elif named is not None:
            # names that are what they seem: text, and not `none`
            try:
                if how == _THINGS:
                    if type(value) is list:
                        thing[key] = many = [*map(world.plain[named].__getitem__, value)]
                        links.append(many)
                        continue
                else:
                    thing[key] = one = world.plain[named][value]
                    links.append(one)
                    continue
            except (KeyError, TypeError):
                pass
        elif how == _YES:
            if value is True or value is False:
                thing[key] = value
                told.append(value)
                continue
        elif how == _TIME:
            if type(value) is str:
                if value in world.times:
                    thing[key] = value
                    continue
                if len(value) == 10 and is_time(value):
                    world.times.add(value)
                    thing[key] = value
                    continue
        elif type(value) is int and how == _NUMBER:
            thing[key] = value
            continue
        if key == left_out and how == _NONE_SUCH:
            continue
        if value is None and how != _NONE_SUCH:
            told.append((key, ...))
        else:
            _look(world, thing, entity, key, value, path)
            came_to = thing.get(key)
            if named is not None and type(came_to) in (dict, list):
                links.append(came_to)
            elif came_to is None or options is not None or how == _YES or type(came_to) is str and came_to == NONE:
                told.append((key, came_to))
    thing["_sig"] = (*raw, *told)
    thing["_links"] = links
    if required and complete:
        for key in required:
            if key not in raw:
                world.problems.append((path, "`%s` is required" % key))


def plainly_told(checks: Any, raw: Any, sections: Any, times: Any, links: Any, left_out: Any = NO_KEY) -> Any:
    """What `fill` would keep as `_sig`, where everything is told plainly, and names are listed in `sections` (by entity
    and name, numbers); their numbers are put into `links`. Else None."""
    if type(raw) is not dict:
        return None
    told: Any = []
    for key, value in raw.items():
        options, named, how = checks[key]
        if options is not None:
            if type(value) is str and value in options:
                told.append(value)
                continue
        elif named is not None:
            try:
                if how == _THINGS:
                    if type(value) is list:
                        links.append((*map(sections[named].__getitem__, value),))
                        continue
                else:
                    links.append(sections[named][value])
                    continue
            except (KeyError, TypeError):
                pass
        elif how == _YES:
            if value is True or value is False:
                told.append(value)
                continue
        elif how == _TIME:
            if type(value) is str:
                if value in times:
                    continue
                if len(value) < 19 and is_time(value):
                    times.add(value)
                    continue
        elif how == _NUMBER:
            if type(value) is int:
                continue
        elif key == left_out and how == _NONE_SUCH:
            continue
        if type(value) is not str or value != NONE or key not in checks.optional:
            return None
        told.append((key, NONE))
    return (*raw, *told)


def _look(world: Any, thing: Any, entity: Any, key: Any, value: Any, path: Any) -> Any:
    """One fact, whatever it is told as."""
    spec = world.vocabulary["entities"][entity][1].get(key)
    if spec is None:
        if not put_aside(world, thing, entity, key, value, path):
            world.problems.append((path + (key,), "no fact `%s`" % (key,)))
        return
    if value == NONE and type(value) is str:
        if spec[2] or not put_aside(world, thing, entity, key, value, path):
            if not spec[2]:
                world.problems.append((path + (key,), "`%s` is never none" % key))
            thing[key] = NONE
        return
    kind, told = spec[0], value
    if kind == "yes":
        good = value is True or value is False
    elif kind == "one" or kind == "row":
        good = type(value) is str and value in spec[1]
    elif kind == "thing":
        value = thing_named(world, spec[1], value)
        good = value is not None
    elif kind == "number":
        good = type(value) in (int, float) and value == value and abs(value) != float("inf")
    elif kind == "time":
        good = is_time(value)
        if good:
            value = value[:16]
            world.times.add(value)
    elif kind == "things":
        good = isinstance(value, (list, tuple))
        value = [thing_named(world, spec[1], one) for one in value] if good else value
        good = good and None not in value
    else:
        good = type(value) is str
    if good:
        thing[key] = value
    elif not put_aside(world, thing, entity, key, told, path):
        world.problems.append((path + (key,), _wrong(key, spec)))


def _wrong(key: Any, spec: Any) -> Any:
    """What a fact takes; the value itself is not repeated (it may be a live record's)."""
    kind, argument = spec[0], spec[1]
    if kind == "yes":
        return "`%s` is true or false" % key
    if kind == "one":
        return "`%s` is one of %s" % (key, ", ".join(sorted(argument)))
    if kind == "row":
        return "`%s` is a row of the table of its kind" % key
    if kind == "number":
        return "`%s` is a number" % key
    if kind == "time":
        return "`%s` is a date such as 2026-04-01 or 2026-04-01T09:30" % key
    if kind == "thing":
        return "`%s` names a %s of this incident" % (key, argument)
    if kind == "things":
        return "`%s` is a list of names (%s)" % (key, argument)
    return "`%s` is text" % key


def thing_named(world: Any, entity: Any, name: Any) -> Any:
    """The thing of that name; where its heading is not in the incident, names introduce themselves."""
    if type(name) is not str or not name:
        return None
    named = world.things.get(entity)
    if named is None:
        named = world.things[entity] = {}
        world.plain[entity] = named
    thing = named.get(name)
    if thing is None and entity not in world.listed and entity in world.vocabulary["entities"]:
        thing = named[name] = world.fresh[entity].copy()
        thing["_name"] = name
        if name == NONE:
            world.plain.pop(entity, None)
    return thing
