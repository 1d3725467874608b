"""Classifying, recording, joining: one thing at a time, before things are chosen from and counted."""

from __future__ import annotations

from hocrdsl.backends.python.runtime.rows import pick
from hocrdsl.backends.python.runtime.rulings import as_ruled, recorded_all_the_same, refer, ruled_fate, ruled_row
from hocrdsl.backends.python.runtime.settle import standing, standing_of_two
from hocrdsl.world.read import NONE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def steps_of(run: Any, stratum: str, thing: Any, row: Any) -> Any:
    """The steps of a stratum that may conclude on a thing."""
    leaf = run.leaves.get(thing["_index"])
    found = leaf.steps.get(stratum) if leaf is not None else None
    return pick(run.steps[stratum], thing, row) if found is None else found


def classify(run: Any, thing: Any) -> Any:
    """The labels of what classifies a thing, and whether it is ruled to be recorded already."""
    state, book = run.state, run.book
    classified = book.classified
    stated = thing["_stated"] or NONE
    if thing.get(classified) != stated:
        state.set(thing, classified, stated)
    thing["_fate"] = thing["_into"] = NONE
    labels: Any = ()
    steps = steps_of(run, "classify", thing, stated)
    found = standing(run, steps, thing) if steps else None
    if found is not None:
        labels = found[1]
        if found[2]:
            result = asked(run, found)
            if ruled_row(run, thing, result) is not None:
                more = recorded_all_the_same(run, thing, result, labels)
                if more is not None:
                    fault(run, found, thing)
                    return more, True
                if ruled_fate(run, thing, result) is None:
                    # what it is, is settled; what becomes of it follows as ever
                    fault(run, found, thing)
                    return as_ruled(run, thing, result, labels), False
            dispute(run, found, thing, labels)
            return labels, False
        if found[0] != thing[classified]:
            state.set(thing, classified, found[0])
    return labels, False


def record(run: Any, thing: Any, labels: Any) -> bool:
    state, book = run.state, run.book
    index = thing["_index"]
    steps = steps_of(run, "record", thing, thing[book.classified])
    found = standing(run, steps, thing) if steps else None
    if found is None:
        state.marks.append(("fault of the rulebook", (thing["_name"],), ("nothing closes it",)))
        return _referred(run, thing, book.disagreements_go_to, labels)
    before = labels[index]
    labels[index] = cited = (*before, *found[1])
    if found[2]:
        more = recorded_all_the_same(run, thing, asked(run, found), cited)
        if more is None:
            dispute(run, found, thing, cited)
            return False
        fault(run, found, thing)
        labels[index] = more
        return True
    verb, result = found[0]
    if verb == "refer":
        return _referred(run, thing, result, labels)
    if verb != "record":
        state.end(thing, "result", None, result, cited)
        return False
    if thing[book.classified] != NONE:
        return True
    # it would be recorded, but as nothing
    result = book.unclassified_go_to
    if ruled_row(run, thing, result) is not None and ruled_fate(run, thing, result) is None:
        # what it is, is settled: the test is made of that
        labels[index] = as_ruled(run, thing, result, before)
        return record(run, thing, labels)
    goes_on = _referred(run, thing, result, labels)
    if thing["_fate"] == "referred":
        state.marks.append(("nothing classifies", (thing["_name"],), found[1]))
    return goes_on


def _referred(run: Any, thing: Any, result: Any, labels: Any) -> bool:
    """Refer a thing, or follow the ruling: whether it is recorded by that."""
    index = thing["_index"]
    more = recorded_all_the_same(run, thing, result, labels[index])
    if more is None:
        refer(run, thing, result, labels[index])
        return False
    labels[index] = more
    return True


def asked(run: Any, found: Any) -> Any:
    """Who decides where provisions disagree."""
    return run.book.disagreements_go_to if found[2] == 1 else found[0]


def dispute(run: Any, found: Any, thing: Any, labels: Any) -> None:
    """Provisions disagree: as declared, or a fault of the rulebook."""
    refer(run, thing, asked(run, found), labels)
    fault(run, found, thing)
    if found[2] != 1 and thing["_fate"] == "referred":
        run.state.marks.append(("disagreement in the text", (thing["_name"],), found[1]))


def fault(run: Any, found: Any, thing: Any) -> None:
    """An undeclared disagreement is a fault, however it is settled."""
    if found[2] == 1:
        run.state.marks.append(("fault of the rulebook", (thing["_name"],), found[1]))


def join(run: Any, thing: Any, held: Any, labels: Any) -> bool:
    """Whether the thing left: joined a held one, or (two that it may join) referred."""
    steps = run.steps["join"]
    if not steps:
        return False
    into = []
    for counted in held:
        found = standing_of_two(run, steps, thing, counted)
        if found is not None:
            into.append((counted, found))
    if not into:
        return False
    state = run.state
    cited = [label for _, found in into for label in found[1]]
    index = thing["_index"]
    labels[index] = (*labels[index], *cited)
    if len(into) > 1 or into[0][1][2] == 1:
        if _referred(run, thing, run.book.disagreements_go_to, labels):
            return False
        if thing["_fate"] == "referred":
            names = tuple([counted["_name"] for counted, _ in into])
            state.marks.append(("may join more than one", (thing["_name"], *names), tuple(cited)))
        return True
    counted = into[0][0]
    state.end(thing, "joined", counted, None, labels[index])
    counted["_joined"].append(thing)
    counted["_members"] = [*counted["_members"], thing]
    return True
