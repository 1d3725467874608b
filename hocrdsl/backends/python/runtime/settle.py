"""Which provisions conclude on a thing, which of them stand, and what they answer together.

A step is (label, labels displaced, attempt); what stands is (answer, labels, kind), kind 0: agreed, 1: they differ, 2:
they differ as a declared disagreement says.
"""

from __future__ import annotations

from hocrdsl.backends.python.runtime.run import DIFFER
from hocrdsl.backends.python.runtime.view import ask, needed
from hocrdsl.world.read import NONE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# what a fast form may meet where something is unknown or of another kind than it was made for
UNSETTLED = (LookupError, TypeError, AttributeError)
_NOTHING: Any = frozenset()


def standing(run: Any, steps: Any, thing: Any) -> Any:
    """What stands for one thing; None where nothing concludes."""
    if len(steps) == 1:
        ((label, _, attempt),) = steps
        answer = attempt(run, thing)
        if answer is None:
            return None
        return (answer, (label,), 0) if answer is not DIFFER else (None, (label,), 1)
    found = []
    displaced = _NOTHING
    for label, displaces, attempt in steps:
        if displaced and label in displaced and displaces <= displaced:
            continue
        answer = attempt(run, thing)
        if answer is not None:
            if displaces:
                displaced = displaced | displaces if displaced else displaces
            found.append((label, answer))
    if len(found) == 1 and found[0][1] is not DIFFER:
        return (found[0][1], (found[0][0],), 0)
    return settled(run, found, displaced) if found else None


def standing_of_two(run: Any, steps: Any, thing: Any, other: Any) -> Any:
    """What stands for one thing and another of a different kind."""
    found = []
    displaced = _NOTHING
    for label, displaces, attempt in steps:
        if displaced and label in displaced and displaces <= displaced:
            continue
        answer = attempt(run, thing, other)
        if answer is not None:
            displaced = displaced | displaces
            found.append((label, answer))
    if len(found) == 1 and found[0][1] is not DIFFER:
        return (found[0][1], (found[0][0],), 0)
    return settled(run, found, displaced) if found else None


def standing_of_pair(run: Any, ways: Any, one: Any, other: Any) -> Any:
    """What stands for an unordered pair. `ways`: (step, whether to try it as it stands, whether the other way
    round)."""
    found = []
    displaced = _NOTHING
    for (label, displaces, attempt), as_it_stands, turned in ways:
        if displaced and label in displaced and displaces <= displaced:
            continue
        ahead = attempt(run, one, other) if as_it_stands else None
        back = attempt(run, other, one) if turned else None
        answer = ahead if back is None else back if ahead is None or back is ahead else _both(ahead, back)
        if answer is not None:
            displaced = displaced | displaces
            found.append((label, answer))
    if len(found) == 1 and found[0][1] is not DIFFER:
        return (found[0][1], (found[0][0],), 0)
    return settled(run, found, displaced) if found else None


def _both(ahead: Any, back: Any) -> Any:
    """One answer of two ways round: opposite winners answer nothing."""
    if ahead == back or back is DIFFER:
        return back
    if ahead is DIFFER:
        return ahead
    return None if ahead[0] is not None and back[0] is not None else DIFFER


def settled(run: Any, found: Any, displaced: Any) -> Any:
    """The answer of those that are not displaced."""
    left = [one for one in found if one[0] not in displaced]
    if not left:
        return None
    labels = tuple([label for label, _ in left])
    first = left[0][1]
    if first is not DIFFER and all([answer == first for _, answer in left]):
        return (first, labels, 0)
    for place, one in enumerate(labels):
        for other in labels[place + 1 :]:
            declared = run.book.disagreements.get(frozenset((one, other)))
            if declared is not None:
                return (declared[0], (*labels, declared[1]), 2)
    return (None, labels, 1)


def in_full(run: Any, stratum: str, label: str, things: Any, where: Any, actions: Any, otherwise: Any) -> Any:
    """What one provision concludes on some things, every test in full; asks for what is unknown and matters.

    `where` gives a truth or is None; `actions`: (test or None, answer, whether equals settle it); `otherwise`: an
    answer or None.
    """
    run.unknown.clear()
    if run.entries is not None:
        run.limbs, run.read = {}, {}
    truth = True if where is None else where()
    if truth is False:
        return noted(run, stratum, label, things, truth, None, None, False)
    if truth is None and otherwise is None:
        # a test that is false for sure settles it without asking what the provision is about
        asked = list(run.unknown)
        settles = _all_false(run, [when for when, _, _ in actions])
        run.unknown[:] = asked
        if settles:
            return noted(run, stratum, label, things, truth, False, None, False)
    needed(run, truth)
    answers, held = [], False
    for when, answer, alike in actions:
        run.unknown.clear()
        if when is None or needed(run, when()):
            held = True
            found = answer()
            if found is not None:
                answers.append(found)
            elif alike and same_row(run, things):
                return noted(run, stratum, label, things, truth, True, None, False)
    if answers:
        result = answers[0] if all([one == answers[0] for one in answers]) else DIFFER
        return noted(run, stratum, label, things, truth, True, result, False)
    if otherwise is None:
        return noted(run, stratum, label, things, truth, held, None, False)
    return noted(run, stratum, label, things, truth, False, otherwise(), True)


def _all_false(run: Any, tests: Any) -> bool:
    """Whether there are tests only, all false for sure; traced, all are tried."""
    if run.entries is not None:
        return all([test() is False for test in tests if test is not None]) and None not in tests
    return None not in tests and all(test() is False for test in tests)


def never(run: Any, actions: Any) -> bool:
    """Whether a provision concludes on nothing, whatever it is about: one limb of each of its actions is false for
    sure. `actions`: the limbs of each that all must hold, to be called, over known facts."""
    for limbs in actions:
        for limb in limbs:
            try:
                if not limb():
                    break
            except UNSETTLED:
                continue
        else:
            return False
    run.unknown.clear()
    return True


def same_row(run: Any, things: Any) -> bool:
    """Whether two things are classified alike."""
    classified = run.book.classified
    return bool(things[0].get(classified) == things[1].get(classified))


def noted(run: Any, stratum: str, label: str, things: Any, where: Any, when: Any, result: Any, otherwise: bool) -> Any:
    """The result, put into the trace where one is kept."""
    if run.entries is not None:
        run.entries.append({
            "stratum": stratum, "label": label, "about": tuple([str(thing["_name"]) for thing in things]),
            "where": where, "when": when, "limbs": dict(run.limbs), "concludes": result is not None,
            "otherwise": otherwise,
            "read": {"%s: %s" % key: plain(value) for key, value in run.read.items()},
        })
    return result


def plain(value: Any) -> Any:
    """A value as data."""
    if isinstance(value, dict):
        return value["_name"]
    return [plain(one) for one in value] if isinstance(value, list) else value


def certain(run: Any, value: Any) -> Any:
    """The value that classifies; None where there is none; asks where it is unknown."""
    if value is None:
        ask(run)
    return None if value == NONE else value


def named(value: Any) -> Any:
    """A concluded value as data: a thing by its name."""
    if value is None:
        return "unknown"
    return value["_name"] if isinstance(value, dict) else value
