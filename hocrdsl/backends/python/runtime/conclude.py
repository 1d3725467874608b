"""What is concluded about what was counted, and about other things in view, after an event."""

from __future__ import annotations

from hocrdsl.backends.python.runtime.rows import pick
from hocrdsl.backends.python.runtime.settle import standing
from hocrdsl.backends.python.runtime.view import in_range
from hocrdsl.world.completions import Ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def row_of(run: Any, counted: Any) -> Any:
    """The classified value of a counted thing, or None."""
    row = counted.get(run.book.classified)
    if row is None and "_principal" in counted:
        return counted["_principal"].get(run.book.classified)
    return row


def conclude(run: Any, place: int) -> None:
    """What was counted, joined or told of by this event is concluded about by its edition; the rest stays as it was."""
    state = run.state
    of_counted = run.book.vocabulary["counted"]
    kept = {one[:2]: one for one in state.conclusions}
    about = None
    for entity, name, labels, table in run.book.conclusions if run.entries is None else run.book.full_conclusions:
        if entity == of_counted:
            if about is None:
                about = _about(run, place)
            for thing in about:
                _concluded_of(run, thing, name, labels, pick(table, thing, row_of(run, thing)), kept)
        else:
            decided = entity == run.book.vocabulary["decided"]
            for thing in in_range(run, entity):
                if thing["_entity"] == entity:
                    steps = pick(table, thing, thing.get(run.book.classified)) if decided else table[None]
                    _concluded_of(run, thing, name, labels, steps, kept)
    state.conclusions = list(kept.values())


def conclude_quietly(run: Any, pattern: Any, made: Any) -> None:
    """As `conclude`, about things counted by a pattern, before which nothing was held."""
    state = run.state
    conclusions = state.conclusions
    decided = run.book.vocabulary["decided"]
    for number, lines in pattern.concluded:
        entity, name, labels, table = run.book.conclusions[number]
        if lines is not None:
            found: Any = None
            about = run.in_view if entity == decided else made
            for place, again, _, steps, stands in lines:
                thing = about[place]
                if not again:
                    found = stands if steps is None else _stands_or_not(run, steps, thing, labels)
                if found is not None:
                    value, cited, kind = found
                    if kind == 1:
                        value = None
                        state.marks.append(("fault of the rulebook", (thing["_name"],), cited))
                    elif entity != decided:
                        thing["_concluded"][name] = value
                    conclusions.append((thing["_name"], name, value, cited))
        else:
            kept = {one[:2]: one for one in conclusions}
            for thing in in_range(run, entity):
                if thing["_entity"] == entity:
                    _concluded_of(run, thing, name, labels, table[None], kept)
            conclusions = state.conclusions = list(kept.values())


def _concluded_of(run: Any, thing: Any, name: str, labels: Any, steps: Any, kept: Any) -> None:
    """One conclusion about one thing; what was concluded before gives way."""
    kept.pop((thing["_name"], name), None)
    found = _stands_or_not(run, steps, thing, labels)
    if found is not None:
        _put(run.state, thing, name, found, kept, thing["_entity"] == run.book.vocabulary["counted"])


def _stands_or_not(run: Any, steps: Any, thing: Any, labels: Any) -> Any:
    """What stands, be it that nobody knows."""
    try:
        return standing(run, steps, thing) if steps else None
    except Ask:
        return ("unknown", labels, 0)


def _put(state: Any, thing: Any, name: str, found: Any, kept: Any, counts: bool) -> None:
    value = found[0]
    if found[2] == 1:
        value = None
        state.marks.append(("fault of the rulebook", (thing["_name"],), found[1]))
    elif counts:
        thing["_concluded"][name] = value
    kept[thing["_name"], name] = (thing["_name"], name, value, found[1])


def _about(run: Any, place: int) -> Any:
    """The counted things that an event is about."""
    in_view = {id(thing) for thing in run.in_view}
    told = {id(thing) for thing, _, _ in run.state.undo}
    return [
        one for one in run.state.held
        if "_principal" in one and (
            one["_event"] == place or id(one) in told or any([id(thing) in in_view for thing in one["_joined"]])
        )
    ]
