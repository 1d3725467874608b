"""Words that the deciding edition does not have: set aside in plain sight, never held against the incident.

A fact that the edition lacks, or takes in another way, is left out. Of a list (options, rows of a table) that lacks the
value told, the thing is none: that much is known. Each is kept in `world.aside` as (path, name of the thing, words,
first day, last day of the word) for a mark of the decision.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NOT_HERE = "none"


def put_aside(world: Any, thing: Any, entity: Any, key: Any, value: Any, path: Any) -> Any:
    """Whether a value that does not fit is a word of another edition; then it is set aside."""
    more = world.vocabulary.get("elsewhere")
    others = more["entities"].get(entity, {}).get(key, ()) if more else ()
    if others and value is None:
        return True
    for kind, argument, optional, since, until in others:
        days = (since, until)
        if kind == "row" and argument in more["rows"]:
            argument = more["rows"][argument]
        listed = type(value) is str and type(argument) is dict and value in argument
        if listed:
            days = argument[value]
        elif not _of_that_kind(kind, value) and not (optional and value == NOT_HERE):
            continue
        spec = world.vocabulary["entities"][entity][1].get(key)
        words = _in_words(key)
        if spec is not None and listed and spec[0] == kind:
            words = "%s %s" % (words, _in_words(value) if kind == "one" else value)
            if thing is not None:
                thing[key] = NOT_HERE
        elif spec is not None:
            words = "%s as told" % words
        name = "" if thing is None else thing["_name"]
        world.aside.append((path + (key,), name, words, days[0], days[1]))
        return True
    return False


def heading_aside(world: Any, heading: Any, section: Any) -> Any:
    """Whether a heading is one of another edition; then what stands under it is set aside."""
    more = world.vocabulary.get("elsewhere")
    found = more["headings"].get(heading) if more and type(heading) is str else None
    if found is None:
        return False
    if section:
        world.aside.append(((heading,), heading, _in_words(heading), found[1], found[2]))
        if isinstance(section, dict):
            world.unheard.update(name for name in section if type(name) is str)
    return True


def _of_that_kind(kind: Any, value: Any) -> Any:
    if kind == "yes":
        return value is True or value is False
    if kind == "number":
        return type(value) in (int, float)
    if kind == "things":
        return isinstance(value, (list, tuple))
    return kind not in ("one", "row") and type(value) is str


def _in_words(key: Any) -> Any:
    return str(key).replace("_", " ")


def set_aside(aside: Any, edition: Any, place: Any = None) -> Any:
    """The marks of what was set aside for an edition's decision; `place`: (heading, place) of the one event."""
    marks = []
    day = edition["day"]
    for path, name, words, since, until in aside:
        if len(path) > 1 and type(path[1]) is int and path[0] != "held" and path[:2] != place:
            continue
        when = ""
        if since is not None and since > day:
            when = " (from %s)" % since
        elif until is not None and until < day:
            when = " (until %s)" % until
        marks.append({
            "mark": "set aside: %s, not in this edition%s" % (words, when), "about": [name] if name else [],
            "because": [edition["edition"]], "path": "/".join([str(part) for part in path]),
        })
    return marks
