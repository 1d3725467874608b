"""The facts of one thing: what they are told as, checked against the vocabulary.

A thing starts as a copy of what is presumed of its kind (`prepared`); `fill` puts what is told into it.
"""

from __future__ import annotations

from hocrdsl.world.aside import put_aside

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NONE = "none"
_DIGITS = frozenset("0123456789")
# what is worked out from a vocabulary, by its identity
_PREPARED: Any = {}


def is_time(value: Any) -> Any:
    """Whether a text is a day, or a day with hours and minutes, that exists."""
    if type(value) is not str or len(value) not in (10, 16, 19):
        return False
    if len(value) == 10 and value.isascii() and value[4] == value[7] == "-":
        written = value[:4] + value[5:7] + value[8:]
        if written.isdigit() and "01" <= value[5:7] <= "12" and "01" <= value[8:] <= "28" and value[:4] != "0000":
            return True
    if not (value[4] == value[7] == "-" and _DIGITS.issuperset(value[:4] + value[5:7] + value[8:10])):
        return False
    month, day = int(value[5:7]), int(value[8:10])
    if not (1 <= month <= 12 and 1 <= day <= 28 or 29 <= day <= 31):
        return False
    if not 1 <= month <= 12 or value[:4] == "0000":
        return False
    if day > 28:
        from datetime import date

        try:
            date(int(value[:4]), month, day)
        except ValueError:
            return False
    if len(value) == 10:
        return True
    if value[10] != "T" or value[13] != ":" or not _DIGITS.issuperset(value[11:13] + value[14:16]):
        return False
    if len(value) == 19 and not (value[16] == ":" and _DIGITS.issuperset(value[17:]) and int(value[17:]) < 60):
        return False
    return int(value[11:13]) < 24 and int(value[14:16]) < 60



def prepared(vocabulary: Any) -> Any:
    """By entity: (type, values or None, kind, entity named) of each fact, and a new thing."""
    found = _PREPARED.get(id(vocabulary))
    if found is not None and found[0] is vocabulary:
        return found[1]
    checks, fresh = {}, {}
    for entity, (_, specs, _, presumed) in vocabulary["entities"].items():
        checks[entity] = {key: _check(*spec) for key, spec in specs.items()}
        fresh[entity] = {"_name": "", "_entity": entity, "_told": {}, **presumed}
    checks[vocabulary["event"]].pop(vocabulary["decided_list"], None)
    fresh[vocabulary["decided"]].update({"_index": 0, "_event": None})
    if len(_PREPARED) > 16:
        _PREPARED.clear()
    _PREPARED[id(vocabulary)] = (vocabulary, (checks, fresh))
    return checks, fresh


def _check(kind: Any, argument: Any, optional: Any) -> Any:
    if kind == "yes":
        return (bool, frozenset((True, False)), kind, None)
    if kind == "one":
        return (str, frozenset(argument) - {NONE} | ({NONE} if optional else set()), kind, None)
    if kind == "row" and NONE not in argument:
        return (str, frozenset(argument), kind, None)
    return (str, None, kind, argument if kind == "thing" else None)


def fill(
    world: Any, thing: Any, entity: Any, raw: Any, path: Any, complete: Any = True, left_out: Any = None
) -> Any:
    """Facts of one thing, checked against the vocabulary; `left_out` is no fact."""
    if raw is None:
        raw = {}
    if not isinstance(raw, dict):
        world.problems.append((path, "must be a mapping of facts"))
        return
    thing["_told"] = raw
    checks, things, times = world.checks[entity], world.things, world.times
    for key, value in raw.items():
        check = checks.get(key)
        if check is not None and type(value) is check[0]:
            values = check[1]
            if values is not None:
                if value in values:
                    thing[key] = value
                    continue
            elif check[3] is not None:
                named = things.get(check[3])
                if named is not None and value in named and value != NONE:
                    thing[key] = named[value]
                    continue
            elif value in times and check[2] == "time":
                thing[key] = value
                continue
        if key != left_out and (value is not None or check is None):
            _look(world, thing, entity, key, value, path)
    if complete:
        for key in world.vocabulary["entities"][entity][2]:
            if key not in raw:
                world.problems.append((path, "`%s` is required" % key))


def _look(world: Any, thing: Any, entity: Any, key: Any, value: Any, path: Any) -> Any:
    """One fact, whatever it is told as."""
    spec = world.vocabulary["entities"][entity][1].get(key)
    if spec is None:
        if not put_aside(world, thing, entity, key, value, path):
            world.problems.append((path + (key,), "no fact `%s`" % (key,)))
        return
    if value is None:
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
    thing = named.get(name)
    if thing is None and entity not in world.listed and entity in world.vocabulary["entities"]:
        thing = named[name] = world.fresh[entity].copy()
        thing["_name"] = name
    return thing
