"""What has been decided so far, in one run over one incident: fates, things counted, conclusions.

A counted thing is a dict: `_name` (its id), `_offence` (the classified value), `_apart` (what it is kept apart by), `_labels` (why
it is counted), `_provision`, `_unit` (names), `_principal` and `_members` (decided things), `_joined`, `_event` (place of the event, from 0).
"""

from __future__ import annotations

from hocrdsl.world.read import NONE


class State:
    """`fates`: by index of the decided thing, a dict with fate, crime, result, stated, offence, because."""

    __slots__ = ("world", "fates", "held", "counted", "conclusions", "cancelled", "released", "permissions", "marks",
                 "undo", "ids", "version")

    def __init__(self, world):  # type: ignore[no-untyped-def]
        classified = world.vocabulary["classified"]
        self.world = world
        self.fates = [None] * len(world.decided)
        self.held = list(world.held)
        self.counted = []
        self.conclusions = []
        self.cancelled = []
        self.released = []
        self.permissions = []
        self.marks = []
        # (thing, key, old value or None) of what news and classifying changed, undone at the end of the run
        self.undo = []
        # counts what may change the value of a fact or a fate, so that what was worked out from them is worked out anew
        self.version = 0
        self.ids = {crime["_name"] for crime in world.held}
        for thing in world.decided:
            stated = thing.get(classified)
            if stated is None:
                self.set(thing, classified, NONE)
            thing["_stated"] = None if stated == NONE else stated
            thing["_fate"] = thing["_crime"] = thing["_earlier"] = NONE
        for crime in world.held:
            crime["_joined"] = []
            crime["_concluded"] = {}
            crime.setdefault("_members", [])
            for member in crime["_members"]:
                member["_fate"], member["_crime"], member["_earlier"] = "recorded", crime, NONE

    def set(self, thing, key, value):  # type: ignore[no-untyped-def]
        """Change a fact for the rest of this run."""
        self.version += 1
        self.undo.append((thing, key, thing.get(key)))
        thing[key] = value

    def restore(self):  # type: ignore[no-untyped-def]
        """Give every changed fact its old value."""
        for thing, key, old in reversed(self.undo):
            if old is None:
                thing.pop(key, None)
            else:
                thing[key] = old
        self.undo = []

    def end(self, thing, fate, crime, result, labels):  # type: ignore[no-untyped-def]
        """The one fate of a decided thing."""
        self.version += 1
        thing["_fate"] = fate if result is None or fate != "result" else result
        thing["_crime"] = NONE if crime is None else crime
        self.fates[thing["_index"]] = {
            "fate": fate,
            "crime": crime,
            "result": result,
            "stated": thing["_stated"],
            "offence": thing.get(self.world.vocabulary["classified"]),
            "because": tuple(dict.fromkeys(labels)),
        }

    def count(self, provision, unit, members, labels, place, apart):  # type: ignore[no-untyped-def]
        """A new counted thing for `members` (in the event's order; the first is the principal)."""
        vocabulary = self.world.vocabulary
        name = "%s: %s" % (provision, ", ".join(unit)) if unit else provision
        if name in self.ids:
            name = "%s (%s %d)" % (name, vocabulary["event_name"], place + 1)
        number = 2
        while name in self.ids:
            name, number = "%s #%d" % (name.split(" #")[0], number), number + 1
        self.ids.add(name)
        crime = {
            "_name": name,
            "_entity": vocabulary["counted"],
            "_offence": members[0].get(vocabulary["classified"]),
            "_apart": apart,
            "_labels": tuple(dict.fromkeys(labels)),
            "_provision": provision,
            "_unit": unit,
            "_principal": members[0],
            "_members": list(members),
            "_joined": [],
            "_event": place,
            "_concluded": {},
        }
        crime.update(vocabulary["counted_presumed"])
        self.counted.append(crime)
        self.held.append(crime)
        return crime
