"""What a decision says beside its answer: marks, and which edition decided each event where several did."""

from __future__ import annotations

from hocrdsl.world.aside import set_aside
from hocrdsl.world.turning import reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def marks_of(world: Any, marks: Any, edition_on: Any, meta: Any) -> Any:
    """The marks of a run, of forced editions, and of what was set aside."""
    found = [{"mark": one[0], "about": list(one[1]), "because": list(one[2])} for one in marks] if marks else []
    for when, kind, _, thing, _ in world.events if meta.get("forced") else ():
        edition = edition_on(when)
        if when < edition["day"] or edition["until"] is not None and when[:10] > edition["until"]:
            if kind == 0:
                found.append({"mark": "hypothetical", "about": [thing["_name"]], "because": [edition["edition"]]})
    if world.aside or world.readings:
        found += _asides(world, edition_on)
    return found


def _asides(world: Any, edition_on: Any) -> Any:
    """What each event's edition has no word for, once for an edition."""
    found: Any = {}
    for when, kind, place, _, _ in world.events:
        edition = edition_on(when)
        own = edition["vocabulary"]
        aside = world.aside if own is world.vocabulary else reading(world, own).aside
        for mark in set_aside(aside, edition, ("news" if kind else world.vocabulary["event_list"], place)):
            found.setdefault((mark["path"], mark["mark"], own is world.vocabulary), mark)
    return list(found.values())


def by_event(world: Any, edition_on: Any) -> Any:
    """Each event and each piece of news, with its date and the edition that decided it."""
    return [
        {"about": thing["_name"] if kind == 0 else "news about %s" % thing["_name"], "on": when,
         "edition": edition_on(when)["edition"]}
        for when, kind, _, thing, _ in world.events
    ]
