"""What was ruled about what is referred: it settles the referral, and nothing else (docs/semantics.md, Rulings).

`book.rulings`: by result, (the fact that rules what becomes of a thing, the fact that rules what it is), each None or
(key, words). `run.rulings`: (place of a thing, fact) of the rulings that were followed; None where nothing is ruled, so
that nothing more need be looked at.
"""

from __future__ import annotations

from hocrdsl.backends.python.runtime.choose import chosen
from hocrdsl.world.read import NONE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

RECORDED, ABSORBED = "recorded", "absorbed"
_NO_FACTS: Any = (None, None)
_RULED_ENDS: Any = {RECORDED: "survives", ABSORBED: "absorbed"}


def begin_rulings(run: Any, things: Any) -> None:
    """See whether anything is ruled about some things."""
    for fact in run.book.ruled_by:
        for thing in things:
            if thing.get(fact) is not None:
                run.rulings = set()
                return


def ruled_fate(run: Any, thing: Any, result: Any) -> Any:
    """What is ruled to become of a thing that is referred to a result; None where nothing is."""
    return None if run.rulings is None else _ruling(thing, run.book.rulings.get(result, _NO_FACTS)[0])


def ruled_row(run: Any, thing: Any, result: Any) -> Any:
    """What it is ruled to be."""
    return None if run.rulings is None else _ruling(thing, run.book.rulings.get(result, _NO_FACTS)[1])


def _ruling(thing: Any, fact: Any) -> Any:
    value = None if fact is None else thing.get(fact[0])
    return None if value is None or value == NONE else value


def _followed(run: Any, thing: Any, fact: Any, labels: Any) -> Any:
    """The labels with the ruling among them."""
    run.rulings.add((thing["_index"], fact[0]))
    return (*labels, fact[1])


def as_ruled(run: Any, thing: Any, result: Any, labels: Any) -> Any:
    """A thing made what it is ruled to be; the labels with that."""
    run.state.set(thing, run.book.classified, ruled_row(run, thing, result))
    return _followed(run, thing, run.book.rulings[result][1], labels)


def refer(run: Any, thing: Any, result: Any, labels: Any) -> None:
    """Refer a thing, unless it is ruled to end as a result."""
    fate = ruled_fate(run, thing, result)
    if fate is None or fate in _RULED_ENDS:
        run.state.end(thing, "referred", None, result, labels)
    else:
        run.state.end(thing, "result", None, fate, _followed(run, thing, run.book.rulings[result][0], labels))


def recorded_all_the_same(run: Any, thing: Any, result: Any, labels: Any) -> Any:
    """The labels where a thing that is referred is ruled to be recorded, as what it is ruled to be or else as what it
    is; else None."""
    if ruled_fate(run, thing, result) != RECORDED:
        return None
    row = ruled_row(run, thing, result)
    if row is None and thing[run.book.classified] == NONE:
        return None
    labels = _followed(run, thing, run.book.rulings[result][0], labels)
    return labels if row is None else as_ruled(run, thing, result, labels)


def chosen_as_ruled(run: Any, things: Any, pairs: Any, cycles_go_to: str) -> Any:
    """As `chosen`, with the rulings on those that it refers; and by place to whom each was referred that is ruled."""
    plain = chosen(len(things), pairs, cycles_go_to)
    if run.rulings is None:
        return plain, {}
    said = {
        place: ruled_fate(run, things[place], become[2]) for place, become in enumerate(plain)
        if become[0] == "referred"
    }
    if not any(said.values()):
        return plain, {}
    gone = {place for place, fate in said.items() if fate is not None and fate not in _RULED_ENDS}
    left = [_pair_as_ruled(pair, said) for pair in pairs if pair[0] not in gone and pair[1] not in gone]
    results = [*chosen(len(things), left, cycles_go_to)]
    ruled = {}
    for place, fate in said.items():
        if fate is not None:
            before = plain[place]
            now = ("result", None, fate, before[3]) if place in gone else results[place]
            if place in gone or now[0] == _RULED_ENDS[fate]:
                results[place] = (now[0], now[1], now[2], now[3], (), before[5])
                ruled[place] = before[2]
            else:
                # it ends as ruled, or stays referred
                results[place] = before
    return results, ruled


def follow_choice(run: Any, thing: Any, result: Any, become: Any) -> Any:
    """What becomes of a thing that was referred and is ruled, with the ruling among the labels."""
    labels = _followed(run, thing, run.book.rulings[result][0], become[3])
    if become[0] == "survives" and ruled_row(run, thing, result) is not None:
        labels = as_ruled(run, thing, result, labels)
    return (*become[:3], labels, *become[4:])


def _pair_as_ruled(pair: Any, said: Any) -> Any:
    """The answer for a pair by the rulings on its two, where they settle it."""
    x, y, winner, result, labels, _ = pair
    mine, other = said.get(x), said.get(y)
    if x in said and y in said:
        if winner is None and result is None or mine is None or other is None or mine == other == ABSORBED:
            return pair
        return (x, y, None if mine == other else x if mine == RECORDED else y, None, labels, False)
    ruled = mine or other
    if result is None or ruled is None:
        return pair
    # the other is absorbed by a third, whatever is ruled of it
    third = y if x in said else x
    return (x, y, third if ruled == ABSORBED else None, None, labels, False)


def tell_rulings(run: Any, things: Any) -> None:
    """Mark the rulings that settled nothing."""
    if run.rulings is None:
        return
    state = run.state
    for thing in things:
        index = thing["_index"]
        told = [fact for fact in run.book.ruled_by if _ruling(thing, (fact, "")) is not None]
        followed = any([(index, fact) in run.rulings for fact in told])
        fate = state.fates[index]
        facts: Any = ()
        if fate is not None and fate["fate"] == "referred":
            facts = [one[0] for one in run.book.rulings.get(fate["result"], _NO_FACTS) if one is not None]
        for fact in told:
            if fact in facts:
                state.marks.append(("ruling settles nothing", (thing["_name"],), (run.book.ruled_by[fact],)))
            elif not followed:
                state.marks.append(("ruling not needed", (thing["_name"],), (run.book.ruled_by[fact],)))
