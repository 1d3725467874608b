"""One incident through its events, over every completion of what is unknown, to a decision.

An `edition` here is a mapping with: `event` (a function of state, assumed and event), `vocabulary`, `edition`, `day`,
`until`, `known`,
`rulebook`, `digest`, `labels` {label: (title, cites, standing)}, `reads` {label: facts read}, `times` (names of
conclusions that are times). Editions are given by a function of an event's date.
"""

from __future__ import annotations

from hocrdsl.world.aside import set_aside
from hocrdsl.world.completions import LIMIT, Ask, outcomes
from hocrdsl.world.read import NONE, read
from hocrdsl.world.state import State
from hocrdsl.world.times import compare
from hocrdsl.world.turning import reading, turn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SCHEMA = "hocrdsl.decision/1"


def run(world: Any, edition_on: Any, assumed: Any, brief: bool = False) -> Any:
    """Decide every event in order of date; the outcome as plain data (names only)."""
    state = State(world, brief)
    told = (world.vocabulary, world.fresh, world.checks, world.things)
    try:
        for place, event in enumerate(world.events):
            edition = edition_on(event[0])
            if edition["vocabulary"] is not world.vocabulary:
                event = turn(state, edition, place)
            edition["event"](state, assumed, event)
        return outcome(state)
    finally:
        state.restore()
        if world.vocabulary is not told[0]:
            world.vocabulary, world.fresh, world.checks, world.things = told


def outcome(state: Any) -> Any:
    """What a run came to, as plain data that can be compared."""
    fates = []
    for thing, fate in zip(state.world.decided, state.fates):
        one = fate["counted"]
        fates.append((
            thing["_name"], fate["fate"], None if one is None else one["_name"], fate["result"], fate["stated"],
            None if fate["row"] == NONE else fate["row"], fate["because"],
        ))
    counted = []
    for one in state.counted:
        counted.append((
            one["_name"], one["_classified"], one["_apart"], one["_provision"], one["_unit"], one["_event"] + 1,
            one["_principal"]["_name"], tuple([member["_name"] for member in one["_members"]]),
            tuple([member["_name"] for member in one["_joined"]]), one["_labels"],
        ))
    joined = tuple([(one["_name"], tuple([member["_name"] for member in one["_joined"]])) for one in state.world.held
                    if one["_joined"]])
    return (tuple(counted), tuple(fates), tuple(state.conclusions), tuple(state.cancelled), tuple(state.released),
            tuple(state.permissions), tuple(state.marks), joined)


def decision_on(
    incident: Any, vocabulary: Any, edition_on: Any, meta: Any, given: Any = None, limit: Any = LIMIT
) -> Any:
    """The decision on a plain mapping; raises InvalidIncident only."""
    world = read(incident, vocabulary, given)
    assumed: Any = {}
    try:
        return assemble(world, run(world, edition_on, assumed), edition_on, meta, incident)
    except Ask:
        pass
    world.trial = True
    found, complete = outcomes(lambda: run(world, edition_on, assumed), assumed, limit)
    if complete and all(one == found[0][1] for _, one in found):
        return assemble(world, found[0][1], edition_on, meta, incident)
    return ranged(world, found, complete, edition_on, meta, incident)


def answers_on(incident: Any, vocabulary: Any, edition_on: Any, given: Any = None, limit: Any = LIMIT) -> Any:
    """Counted things and fates only: ((id, classified value, members) ...), ((name, fate, id or result) ...).

    None where they are not determined.
    """
    world = read(incident, vocabulary, given)
    assumed: Any = {}
    try:
        found = run(world, edition_on, assumed, True)
    except Ask:
        world.trial = True
        every, complete = outcomes(lambda: run(world, edition_on, assumed, True), assumed, limit)
        found = every[0][1]
        if not complete or any(one[:2] != found[:2] for _, one in every):
            return None
    return (tuple([(one[0], one[1], one[7]) for one in found[0]]),
            tuple([(one[0], one[1], one[2] or one[3]) for one in found[1]]))


def assemble(world: Any, found: Any, edition_on: Any, meta: Any, incident: Any) -> Any:
    """The decision on a determined outcome."""
    vocabulary = world.vocabulary
    editions = _editions(world, edition_on)
    decision = {"schema": SCHEMA, "determined": True}
    decision[vocabulary["counted_list"]] = [_counted(one, vocabulary) for one in found[0]]
    decision["fates"] = [_fate(one, vocabulary) for one in found[1]]
    conclusions = [{"about": one[0], "name": one[1], "value": one[2], "because": list(one[3])} for one in found[2]]
    times = editions[-1]["times"]
    decision["conclusions"] = conclusions
    decision["deadlines"] = [one for one in conclusions if one["name"] in times]
    decision["cancelled"] = [{"about": one[0], "as": one[1], "because": list(one[2])} for one in found[3]]
    decision["released"] = [{"about": one[0], "from": one[1], "because": list(one[2])} for one in found[4]]
    decision["permissions"] = [
        {"about": one[0], "allowed": one[1], "name": one[2], "codes": list(one[3]), "because": list(one[4])}
        for one in found[5]
    ]
    decision["joined"] = {name: list(members) for name, members in found[7]}
    decision["reasons"] = _reasons(found, editions)
    decision["presumed"], decision["given"] = _supposed(world, found, editions, edition_on)
    decision["marks"] = _marks(world, found, edition_on, meta)
    decision["compared"] = _compared(world, found, times) if world.recorded else None
    decision["undetermined"] = None
    decision["replay"] = _replay(editions, meta, incident)
    return decision


def _editions(world: Any, edition_on: Any) -> Any:
    found = []
    for event in world.events:
        edition = edition_on(event[0])
        if edition not in found:
            found.append(edition)
    return found or [edition_on("")]


def _counted(one: Any, vocabulary: Any) -> Any:
    return {
        "id": one[0], vocabulary["classified"]: one[1], vocabulary["kept_apart_by"]: one[2], "provision": one[3],
        "unit": list(one[4]), vocabulary["event"]: one[5], "principal": one[6],
        vocabulary["decided_list"]: list(one[7]), "joined": list(one[8]), "because": list(one[9]),
    }


def _fate(one: Any, vocabulary: Any) -> Any:
    return {
        vocabulary["decided"]: one[0], "fate": one[1], vocabulary["counted"]: one[2], "result": one[3],
        "stated": one[4], vocabulary["classified"]: one[5], "because": list(one[6]),
    }


def _cited(found: Any) -> Any:
    """Every label of an outcome, in order of first use."""
    # many things have the same labels
    seen: Any = {}
    for part, place in ((1, 6), (0, 9), (2, 3), (3, 2), (4, 2), (5, 4)):
        for one in found[part]:
            seen[one[place]] = None
    return dict.fromkeys([label for labels in seen for label in labels])


def _reasons(found: Any, editions: Any) -> Any:
    reasons = {}
    for label in _cited(found):
        for edition in editions:
            info = edition["labels"].get(label)
            if info is not None:
                reasons[label] = {"title": info[0], "cites": list(info[1]), "standing": info[2]}
                break
    return reasons


def _supposed(world: Any, found: Any, editions: Any, edition_on: Any) -> Any:
    """Presumed and given facts of decided things (and of what brought them) that a cited provision reads."""
    edition, date = editions[0], world.vocabulary["event_date"]
    presumed: Any = {}
    given: Any = {}
    read_by: Any = {}
    for thing, fate in zip(world.decided, found[1]):
        labels = fate[6]
        if len(editions) > 1:
            edition = edition_on(thing["_event"][date])
        for holder in (thing, thing["_event"]):
            entity = holder["_entity"]
            key = (labels, entity, edition["day"])
            wanted = read_by.get(key)
            if wanted is not None and not wanted[1] and "_given" not in holder:
                continue
            if wanted is None:
                facts = set()
                for label in labels:
                    facts.update(edition["reads"].get(label, ()))
                presumptions = edition["vocabulary"]["entities"][entity][3]
                wanted = read_by[key] = (facts, [fact for fact in presumptions if fact in facts])
            used = holder.get("_given", ())
            told = holder["_told"]
            for fact in wanted[1]:
                if told.get(fact) is None and fact not in used:
                    presumed[_hashed(holder["_name"]), fact] = {"about": holder["_name"], "fact": fact}
            for fact in used:
                if fact in wanted[0]:
                    given[_hashed(holder["_name"]), fact] = {"about": holder["_name"], "fact": fact}
    return list(presumed.values()), list(given.values())


def _hashed(name: Any) -> Any:
    """A name as something that can be looked up: those of events may be anything."""
    return name if type(name) is str else (repr(name),)


def _marks(world: Any, found: Any, edition_on: Any, meta: Any) -> Any:
    marks = [{"mark": one[0], "about": list(one[1]), "because": list(one[2])} for one in found[6]]
    for when, kind, _, thing, _ in world.events if meta.get("forced") else ():
        edition = edition_on(when)
        if when < edition["day"] or edition["until"] is not None and when[:10] > edition["until"]:
            if kind == 0:
                marks.append({"mark": "hypothetical", "about": [thing["_name"]], "because": [edition["edition"]]})
    if world.aside or world.readings:
        seen = set()
        for when, kind, place, _, _ in world.events:
            edition = edition_on(when)
            own = edition["vocabulary"]
            aside = world.aside if own is world.vocabulary else reading(world, own).aside
            for mark in set_aside(aside, edition, ("news" if kind else world.vocabulary["event_list"], place)):
                if (mark["path"], mark["mark"]) not in seen:
                    seen.add((mark["path"], mark["mark"]))
                    marks.append(mark)
    return marks


def _compared(world: Any, found: Any, times: Any) -> Any:
    """What was recorded against what was due: each recorded item takes the first due one of its kind."""
    vocabulary = world.vocabulary
    kind, whole = vocabulary["kept_apart_by"], vocabulary["classified"]
    due = list(found[0])
    compared, left = [], []
    for number, item in enumerate(world.recorded):
        wanted = str(item.get(whole) or item.get(kind) or "")
        match = next((one for one in due if wanted in (one[1], one[2])), None)
        if match is None:
            left.append((number, item, wanted))
            continue
        due.remove(match)
        late = _late(item.get("on"), match[0], found, times)
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


def _late(on: Any, name: Any, found: Any, times: Any) -> Any:
    if not isinstance(on, str):
        return None
    for about, conclusion, value, _ in found[2]:
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
    return {
        "rulebook": last["rulebook"],
        "digest": last["digest"],
        "edition": ", ".join([one["edition"] for one in editions]),
        "known": last["known"],
        "readings": dict(last["readings"]),
        "package": meta["package"],
        "incident": hashed(encode(incident).encode()).hexdigest()[:16],
    }


def ranged(world: Any, found: Any, complete: Any, edition_on: Any, meta: Any, incident: Any) -> Any:
    """The decision where completions differ: what they have in common, the range, and what to ask."""
    vocabulary = world.vocabulary
    distinct: Any = {}
    for told, one in found:
        distinct.setdefault(one, []).append(told)
    every = list(distinct)
    first = every[0]
    common = (
        tuple([one for one in first[0] if all(one in other[0] for other in every)]),
        tuple([one for place, one in enumerate(first[1]) if all(other[1][place] == one for other in every)]),
        tuple([one for one in first[2] if all(one in other[2] for other in every)]),
        tuple([one for one in first[3] if all(one in other[3] for other in every)]),
        tuple([one for one in first[4] if all(one in other[4] for other in every)]),
        tuple([one for one in first[5] if all(one in other[5] for other in every)]),
        tuple([one for one in first[6] if all(one in other[6] for other in every)]),
        tuple([one for one in first[7] if all(one in other[7] for other in every)]),
    )
    decision = assemble(world, common, edition_on, meta, incident)
    decision["determined"] = False
    counts = [len(one[0]) for one in every]
    low, high = (min(counts), max(counts)) if complete else (0, len(world.decided))
    kinds = {}
    for kind in dict.fromkeys([one[2] for other in every for one in other[0]]):
        many = [sum(1 for one in other[0] if one[2] == kind) for other in every]
        kinds[kind] = {"low": min(many) if complete else 0, "high": max(many) if complete else len(world.decided)}
    fates = {}
    for place, thing in enumerate(world.decided):
        kinds_of_fate = list(dict.fromkeys([_short(other[1][place]) for other in every]))
        if len(kinds_of_fate) > 1:
            fates[thing["_name"]] = kinds_of_fate
    decision["undetermined"] = {
        vocabulary["counted_list"]: {"low": low, "high": high},
        "by " + vocabulary["kept_apart_by"]: kinds,
        "fates": fates,
        "ask": _questions(found, distinct),
        "completions": len(found),
        "exact": complete and not any(target[0] == "test" for told, _ in found for target, _, _ in told),
    }
    decision["possible"] = [
        {vocabulary["counted_list"]: [one[1] for one in other[0]], "fates": [_short(one) for one in other[1]],
         "when": [_told(told) for told in distinct[other][0]]}
        for other in every[:16]
    ]
    decision["compared"] = None
    return decision


def _short(fate: Any) -> Any:
    if fate[1] == "recorded":
        return "recorded as %s" % fate[5]
    if fate[1] in ("absorbed", "joined"):
        return "%s into %s" % (fate[1], fate[2]) if fate[1] == "absorbed" else "joined to %s" % fate[2]
    return "referred to %s" % fate[3] if fate[1] == "referred" else "%s" % fate[3]


def _told(one: Any) -> Any:
    (kind, thing, name), _, shown = one
    if kind == "fact":
        return {"about": thing["_name"], "fact": name, "answer": shown}
    return {"about": thing["_name"] if isinstance(thing, dict) else "", "question": _asked(name), "answer": shown}


def _asked(key: Any) -> str:
    """A question with the names of the things that it is about."""
    return str(key[0].format(*key[1]))


def _questions(found: Any, distinct: Any) -> Any:
    """Each thing asked, with the counts that each answer leaves; left out where the answer changes nothing."""
    asked: Any = {}
    for told, one in found:
        for target, _, shown in told:
            kind, thing, name = target
            about = thing["_name"] if isinstance(thing, dict) else ""
            key = (kind, about, name if kind == "fact" else name)
            asked.setdefault(key, {}).setdefault(shown, []).append(one)
    questions = []
    for (kind, about, name), by_answer in asked.items():
        sets = [frozenset(group) for group in by_answer.values()]
        if all(one == sets[0] for one in sets):
            continue
        answers_ = {}
        for shown, group in by_answer.items():
            counts = [len(one[0]) for one in group]
            low, high = min(counts), max(counts)
            answers_[shown] = str(low) if low == high else "%d to %d" % (low, high)
        entry = {"about": about}
        entry["fact" if kind == "fact" else "question"] = name if kind == "fact" else _asked(name)
        entry["answers"] = answers_
        questions.append(entry)
    return questions


# --- not inlined: compiled modules have doors of these names, without the editions

decide = decision_on
answers = answers_on
