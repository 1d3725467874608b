"""A decision as plain data: of a run, of an outcome, of what follows a pattern."""

from __future__ import annotations

from hocrdsl.world.marks import by_event, marks_of
from hocrdsl.world.read import NONE
from hocrdsl.world.times import compare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SCHEMA = "hocrdsl.decision/1"
_NO_MORE: Any = {}


def decision_of(state: Any, edition_on: Any, meta: Any, incident: Any) -> Any:
    """The decision on a run that asked for nothing: as `assemble` makes it of the outcome. It takes the fates over."""
    world = state.world
    vocabulary = world.vocabulary
    editions = _editions(world, edition_on)
    fates, concluded = state.fates, state.conclusions
    said = None
    if state.kept is not None:
        why = (*[one[3] for one in concluded],)
        said = state.kept.get(why)
    if said is None:
        cited = [one["because"] for one in fates]
        others = [*[one["_said"]["because"] for one in state.counted], *[one[3] for one in concluded]]
        others += [one[2] for one in state.cancelled] + [one[2] for one in state.released]
        others += [one[4] for one in state.permissions]
        said = _said(world, cited, others, editions, edition_on)
        if state.kept is not None:
            state.kept[why] = said
    for fate in fates:
        fate["because"] = [*fate["because"]]
    listing = vocabulary["decided_list"]
    counted = []
    for one in state.counted:
        told, members, joined = one["_said"], one["_members"], one["_joined"]
        told[listing] = [members[0]["_name"]] if len(members) == 1 else [member["_name"] for member in members]
        told["joined"] = [member["_name"] for member in joined] if joined else []
        told["because"] = [*told["because"]]
        counted.append(told)
    joins = {}
    for one in world.held:
        if one["_joined"]:
            joins[one["_name"]] = [member["_name"] for member in one["_joined"]]
    presumed, given = _of_things(world, said[1]), _of_things(world, said[2])
    found = (
        concluded, state.cancelled, state.released, state.permissions, state.marks, joins, said[0], presumed, given
    )
    return decision_from(world, counted, fates, found, editions, edition_on, meta, incident)


def assemble(world: Any, found: Any, edition_on: Any, meta: Any, incident: Any) -> Any:
    """The decision on a determined outcome."""
    vocabulary = world.vocabulary
    counted = [
        {
            "id": one[0], vocabulary["classified"]: one[1], vocabulary["kept_apart_by"]: one[2], "provision": one[3],
            "unit": list(one[4]), vocabulary["event"]: one[5], "principal": one[6],
            vocabulary["decided_list"]: list(one[7]), "joined": list(one[8]), "because": list(one[9]),
        }
        for one in found[0]
    ]
    fates = [
        {
            vocabulary["decided"]: one[0], "fate": one[1], vocabulary["counted"]: one[2], "result": one[3],
            "stated": one[4], vocabulary["classified"]: one[5], "because": list(one[6]),
        }
        for one in found[1]
    ]
    joins = {name: list(members) for name, members in found[7]}
    editions = _editions(world, edition_on)
    others = [one[place] for part, place in ((0, 9), (2, 3), (3, 2), (4, 2), (5, 4)) for one in found[part]]
    # where not all is determined, some things have no fate
    labels = {one[0]: one[6] for one in found[1]}
    cited = [labels.get(thing["_name"], ()) for thing in world.decided]
    reasons, *supposed = _said(world, cited, others, editions, edition_on)
    more = (*found[2:7], joins, reasons, *[_of_things(world, facts) for facts in supposed])
    return decision_from(world, counted, fates, more, editions, edition_on, meta, incident)


def decision_from(
    world: Any, counted: Any, fates: Any, found: Any, editions: Any, edition_on: Any, meta: Any, incident: Any,
) -> Any:
    """Decisions have this form; `found`: conclusions, cancelled, released, permissions, marks, joined, reasons (label,
    what is known of it), presumed, given."""
    vocabulary = world.vocabulary
    times = editions[0]["times"] if len(editions) == 1 else [name for one in editions for name in one["times"]]
    concluded, cancelled, released, permissions, marks, joins, reasons, presumed, given = found
    conclusions = [
        {"about": about, "name": name, "value": value, "because": [*labels]} for about, name, value, labels in concluded
    ]
    return {
        "schema": SCHEMA,
        "determined": True,
        vocabulary["counted_list"]: counted,
        "fates": fates,
        "conclusions": conclusions,
        "deadlines": [one for one in conclusions if one["name"] in times],
        "cancelled": [
            {"about": one[0], "as": one[1], "because": [*one[2]]} for one in cancelled
        ] if cancelled else [],
        "released": [{"about": one[0], "from": one[1], "because": [*one[2]]} for one in released] if released else [],
        "permissions": [
            {"about": one[0], "allowed": one[1], "name": one[2], "codes": [*one[3]], "because": [*one[4]]}
            for one in permissions
        ] if permissions else [],
        "joined": joins,
        "reasons": {
            label: {"title": title, "cites": [*cites], "standing": standing}
            for label, (title, cites, standing) in reasons
        },
        "presumed": presumed,
        "given": given,
        "marks": marks_of(world, marks, edition_on, meta),
        **({"editions": by_event(world, edition_on)} if len(editions) > 1 else _NO_MORE),
        "compared": _compared(world, counted, concluded, times) if world.recorded else None,
        "undetermined": None,
        "replay": _replay(editions, meta, incident),
    }


def _editions(world: Any, edition_on: Any) -> Any:
    events = world.events
    if len(events) == 1:
        return [edition_on(events[0][0])]
    found = []
    for event in events:
        edition = edition_on(event[0])
        if edition not in found:
            found.append(edition)
    return found or [edition_on("")]


def _said(world: Any, cited: Any, others: Any, editions: Any, edition_on: Any) -> Any:
    """The reasons (label, what is known of it), and what was presumed and given, as `_of_things` takes it.

    `cited`: the labels of every fate; `others`: of all else.
    """
    reasons: Any = {}
    # many things have the same labels
    for labels in dict.fromkeys([*cited, *others]):
        for label in labels:
            if label not in reasons:
                for edition in editions:
                    if label in edition["labels"]:
                        reasons[label] = edition["labels"][label]
                        break
    return (tuple(reasons.items()), *_supposed(world, cited, editions, edition_on))


def _supposed(world: Any, cited: Any, editions: Any, edition_on: Any) -> Any:
    """Presumed and given facts of decided things (and of what brought them) that a cited provision reads."""
    edition, date = editions[0], world.vocabulary["event_date"]
    presumed, given = [], []
    read_by: Any = {}
    told_of: Any = set()
    for place, (thing, labels) in enumerate(zip(world.decided, cited)):
        if len(editions) > 1:
            edition = edition_on(thing["_event"][date])
        for of_event, holder in ((False, thing), (True, thing["_event"])):
            key = (labels, of_event, edition["day"])
            wanted = read_by.get(key)
            if wanted is None:
                facts = set()
                for label in labels:
                    facts.update(edition["reads"].get(label, ()))
                presumptions = edition["vocabulary"]["entities"][holder["_entity"]][3]
                wanted = read_by[key] = (facts, [fact for fact in presumptions if fact in facts])
            used, told = holder.get("_given", ()), holder["_told"]
            for fact in wanted[1]:
                if told.get(fact) is None and fact not in used and (id(holder), fact) not in told_of:
                    told_of.add((id(holder), fact))
                    presumed.append((place, of_event, fact))
            for fact in used:
                if fact in wanted[0]:
                    given.append((place, of_event, fact))
    return presumed, given


def _of_things(world: Any, facts: Any) -> Any:
    """Facts, told of (place of a decided thing, whether it is of its event, fact), each once."""
    found: Any = {}
    decided = world.decided
    for place, of_event, fact in facts:
        thing = decided[place]
        name = thing["_event"]["_name"] if of_event else thing["_name"]
        found[name if type(name) is str else (repr(name),), fact] = {"about": name, "fact": fact}
    return [*found.values()]


def _compared(world: Any, counted: Any, concluded: Any, times: Any) -> Any:
    """What was recorded against what was due: each recorded item takes the first due one of its kind."""
    vocabulary = world.vocabulary
    kind, whole = vocabulary["kept_apart_by"], vocabulary["classified"]
    due = [(one["id"], one[whole], one[kind]) for one in counted]
    compared, left = [], []
    for number, item in enumerate(world.recorded):
        wanted = str(item.get(whole) or item.get(kind) or "")
        match = next((one for one in due if wanted in (one[1], one[2])), None)
        if match is None:
            left.append((number, item, wanted))
            continue
        due.remove(match)
        late = _late(item.get("on"), match[0], concluded, times)
        compared.append({"recorded": number + 1, "due": match[0], "verdict": late or "matched"})
    for number, _, wanted in left:
        if due:
            match = due.pop(0)
            compared.append({"recorded": number + 1, "due": match[0], "verdict": "wrong " + kind,
                             "stated": wanted, "should be": match[1]})
        else:
            compared.append({"recorded": number + 1, "due": None, "verdict": "extra", "stated": wanted})
    compared += [{"recorded": None, "due": one[0], "verdict": "missing", "should be": one[1]} for one in due]
    return compared


def _late(on: Any, name: Any, concluded: Any, times: Any) -> Any:
    if not isinstance(on, str):
        return None
    for about, conclusion, value, _ in concluded:
        if about == name and conclusion in times and isinstance(value, str) and value not in (NONE, "unknown"):
            after = compare(on, ">", value)
            if after:
                return "late"
            if after is None:
                return "late, or not: the time of day is not known"
    return None


# the encoder and the hash of `replay`, once they are needed
_DIGESTING: Any = []


def _digesting() -> Any:
    from hashlib import sha256
    from json import JSONEncoder

    encoder = JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)
    _DIGESTING[:] = [(encoder.encode, sha256)]
    return _DIGESTING[0]


def _replay(editions: Any, meta: Any, incident: Any) -> Any:
    encode, hashed = _DIGESTING[0] if _DIGESTING else _digesting()
    last = editions[-1]
    readings = last["readings"]
    return {
        "rulebook": last["rulebook"],
        "digest": last["digest"],
        "edition": last["edition"] if len(editions) == 1 else ", ".join([one["edition"] for one in editions]),
        "known": last["known"],
        "readings": {**readings} if readings else {},
        "package": meta["package"],
        "incident": hashed(encode(incident).encode()).hexdigest()[:16],
    }
