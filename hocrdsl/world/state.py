"""What has been decided so far, in one run over one incident: fates, things counted, conclusions.

A counted thing is a dict: `_name` (its id), `_said` (as a decision says it, but that its members and what joined it are
not in it yet, and its labels are a tuple), `_principal` and `_members` (decided things), `_joined`, `_event` (place of
the event, from 0), `_concluded`.
"""

from __future__ import annotations

from hocrdsl.world.read import NONE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def unique(labels: Any) -> Any:
    """Labels in order, each once."""
    found = dict.fromkeys(labels)
    return labels if len(found) == len(labels) and type(labels) is tuple else tuple(found)


class State:
    """`fates`: by index of the decided thing, its fate as a decision says it, but that `because` is a tuple; `into`: by
    index the counted thing that it went into, or None."""

    __slots__ = ("world", "fates", "into", "held", "counted", "conclusions", "cancelled", "released", "permissions",
                 "marks", "undo", "ids", "version", "brief", "classified", "decided", "counts_as", "words", "kept",
                 "referred")

    def __init__(self, world: Any, brief: bool = False) -> None:
        vocabulary = world.vocabulary
        self.world = world
        self.classified = classified = vocabulary["classified"]
        self.decided = vocabulary["decided"]
        self.counts_as = vocabulary["counted"]
        self.words = (vocabulary["decided_list"], vocabulary["kept_apart_by"], vocabulary["event"])
        # only what is counted and the fates are asked for: what is concluded about them may be left out
        self.brief = brief
        things, held = world.decided, world.held
        self.fates: Any = [None] * len(things)
        self.into: Any = [None] * len(things)
        self.held = [*held]
        self.counted: Any = []
        self.conclusions: Any = []
        self.cancelled: Any = []
        self.released: Any = []
        self.permissions: Any = []
        self.marks: Any = []
        # by index, the things that were referred together in choosing
        self.referred: Any = {}
        # (thing, key, old value or None) of what news and classifying changed, undone at the end of the run
        self.undo: Any = []
        # counts what may change the value of a fact or a fate, so that what was worked out from them is worked out anew
        self.version = 0
        # what is worked out for every incident that is decided in just this way; None where that is not known
        self.kept: Any = None
        self.ids = {counted["_name"] for counted in held} if held else set()
        for thing in things:
            stated = thing.get(classified)
            if stated is None or stated == NONE:
                if stated is None:
                    self.undo.append((thing, classified, None))
                    thing[classified] = NONE
                thing["_stated"] = None
            else:
                thing["_stated"] = stated
        if world.ran:
            for thing in things:
                thing["_fate"] = thing["_into"] = thing["_earlier"] = NONE
        world.ran = True
        for counted in held:
            counted["_joined"] = []
            counted["_concluded"] = {}
            counted.setdefault("_members", [])
            for member in counted["_members"]:
                member["_fate"], member["_into"], member["_earlier"] = "recorded", counted, NONE

    def set(self, thing: Any, key: Any, value: Any) -> Any:
        """Change a fact for the rest of this run."""
        self.version += 1
        self.undo.append((thing, key, thing.get(key)))
        thing[key] = value
        thing["_sig"] = None

    def restore(self) -> Any:
        """Give every changed fact its old value."""
        for thing, key, old in reversed(self.undo):
            if old is None:
                thing.pop(key, None)
            else:
                thing[key] = old
        self.undo = []

    def together(self, things: Any) -> Any:
        """Keep in mind that some things were referred together."""
        for thing in things:
            self.referred[thing["_index"]] = things

    def anew(self, things: Any) -> Any:
        """The things to be decided anew where some are: with them what was referred together with them. What was marked
        about them is decided anew too."""
        places = {thing["_index"] for thing in things}
        for thing in things:
            for other in self.referred.pop(thing["_index"], ()):
                if self.fates[other["_index"]]["fate"] == "referred":
                    places.add(other["_index"])
        again = [thing for thing in self.world.decided if thing["_index"] in places]
        names = {thing["_name"] for thing in again}
        if self.marks:
            self.marks = [mark for mark in self.marks if names.isdisjoint(mark[1])]
        return again

    def end(self, thing: Any, fate: Any, counted: Any, result: Any, labels: Any) -> Any:
        """The one fate of a decided thing."""
        self.ended(thing, fate, counted, result, unique(labels))

    def ended(self, thing: Any, fate: Any, counted: Any, result: Any, labels: Any) -> Any:
        """As `end`, with labels that are a tuple, each once."""
        self.version += 1
        thing["_fate"] = fate if result is None or fate != "result" else result
        index = thing["_index"]
        if counted is None:
            name = self.into[index] = None
            thing["_into"] = NONE
        else:
            thing["_into"] = self.into[index] = counted
            name = counted["_name"]
        row = thing.get(self.classified)
        self.fates[index] = {
            self.decided: thing["_name"], "fate": fate, self.counts_as: name, "result": result,
            "stated": thing["_stated"], self.classified: None if row == NONE else row, "because": labels,
        }

    def count(self, provision: Any, unit: Any, members: Any, labels: Any, place: Any, apart: Any) -> Any:
        """A new counted thing for `members` (in the event's order; the first is the principal)."""
        return self.added(provision, unit, list(members), unique(labels), place, apart)

    def added(
        self, provision: Any, unit: Any, members: Any, labels: Any, place: Any, apart: Any, principal: Any = None
    ) -> Any:
        """As `count`, with a list of members that is now its own, and labels that are a tuple, each once."""
        name = f"{provision}: {', '.join(unit)}" if unit else provision
        if name in self.ids:
            name = "%s (%s %d)" % (name, self.world.vocabulary["event_name"], place + 1)
            number = 2
            while name in self.ids:
                name, number = "%s #%d" % (name.split(" #")[0], number), number + 1
        self.ids.add(name)
        if principal is None:
            principal = members[0]
        classified = self.classified
        listing, apart_by, event = self.words
        presumed = self.world.vocabulary["counted_presumed"]
        counted = {
            "_name": name,
            "_entity": self.counts_as,
            "_said": {
                "id": name, classified: principal.get(classified), apart_by: apart, "provision": provision,
                "unit": [*unit], event: place + 1, "principal": principal["_name"], listing: None, "joined": None,
                "because": labels,
            },
            "_principal": principal,
            "_members": members,
            "_joined": [],
            "_event": place,
            "_concluded": {},
        }
        if presumed:
            counted.update(presumed)
        self.counted.append(counted)
        self.held.append(counted)
        return counted
