"""Classifying, recording, joining: one thing at a time, before things are chosen from and counted."""

from __future__ import annotations

from hocrdsl.backends.python.runtime.rows import pick
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
            dispute(run, found, thing, labels)
            return labels
        if found[0] != thing[classified]:
            state.set(thing, classified, found[0])
    return labels


def record(run: Any, thing: Any, labels: Any) -> bool:
    state, book = run.state, run.book
    index = thing["_index"]
    steps = steps_of(run, "record", thing, thing[book.classified])
    found = standing(run, steps, thing) if steps else None
    if found is None:
        state.end(thing, "referred", None, book.disagreements_go_to, labels[index])
        state.marks.append(("fault of the rulebook", (thing["_name"],), ("nothing closes it",)))
        return False
    labels[index] = cited = (*labels[index], *found[1])
    if found[2]:
        dispute(run, found, thing, cited)
        return False
    verb, result = found[0]
    if verb != "record":
        state.end(thing, "referred" if verb == "refer" else "result", None, result, cited)
        return False
    if thing[book.classified] != NONE:
        return True
    # it would be recorded, but as nothing
    state.end(thing, "referred", None, book.unclassified_go_to, cited)
    state.marks.append(("nothing classifies", (thing["_name"],), found[1]))
    return False


def dispute(run: Any, found: Any, thing: Any, labels: Any) -> None:
    """Provisions disagree: as declared, or a fault of the rulebook."""
    conflict = found[2] == 1
    result = run.book.disagreements_go_to if conflict else found[0]
    run.state.end(thing, "referred", None, result, labels)
    mark = "fault of the rulebook" if conflict else "disagreement in the text"
    run.state.marks.append((mark, (thing["_name"],), found[1]))


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
        state.end(thing, "referred", None, run.book.disagreements_go_to, labels[index])
        names = tuple([counted["_name"] for counted, _ in into])
        state.marks.append(("may join more than one", (thing["_name"], *names), tuple(cited)))
        return True
    counted = into[0][0]
    state.end(thing, "joined", counted, None, labels[index])
    counted["_joined"].append(thing)
    counted["_members"] = [*counted["_members"], thing]
    return True
