"""Which provisions conclude on a thing, which of them stand, and what they answer together.

One function for every stratum: provisions are tried in the plan's order (what displaces first); one whose
targets and self are already displaced is not tried, since nothing can turn on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hocrdsl.backends.trace.trace import Tried
from hocrdsl.backends.trace.values import Env, Reader, Truth
from hocrdsl.model.nodes import MoreSerious
from hocrdsl.plan.nodes import Step

# an action's answer, in the terms of its stratum; None: it answers nothing
Answer = Any


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer of the provisions that stand, and their labels. `conflict`: they differ; no declared disagreement."""

    answer: Answer
    labels: tuple[str, ...]
    conflict: bool = False
    # set where a declared disagreement decides
    disagreement: str = ""


class _Differ:
    """Two answers of one provision on one thing."""


DIFFER = _Differ()


def conclusion(step: Step, env: Env, reader: Reader, answer: Any, entries: list[Tried] | None) -> Answer:
    """What one provision concludes on the things of `env`; None where it doesn't conclude.

    `answer(action, env)` puts an action that holds into the terms of the stratum; None from it means that
    the action decides nothing, so that `otherwise` follows.
    """
    provision = step.provision
    reader.unknown.clear()
    if entries is not None:
        reader.limbs, reader.read = {}, {}
    where: Truth = True if provision.where is None else reader.test(provision.where, env)
    if where is False:
        _note(entries, step, env, reader, where, None, None, False)
        return None
    if where is None and provision.otherwise is None:
        # a test that is false for sure settles it without asking what the provision is about
        asked = list(reader.unknown)
        whens = [reader.test(action.when, env) if action.when is not None else True for action in provision.actions]
        reader.unknown[:] = asked
        if all(when is False for when in whens):
            _note(entries, step, env, reader, where, False, None, False)
            return None
    reader.needed(where)
    answers, whens = [], []
    for action in provision.actions:
        reader.unknown.clear()
        when = True if action.when is None else reader.needed(reader.test(action.when, env))
        whens.append(when)
        if when:
            found = answer(action, env)
            if found is not None:
                answers.append(found)
            elif isinstance(action, MoreSerious) and _same_row(env, reader):
                _note(entries, step, env, reader, where, True, None, False)
                return None
    if answers:
        result = answers[0] if all(one == answers[0] for one in answers) else DIFFER
        _note(entries, step, env, reader, where, True, result, False)
        return result
    if provision.otherwise is None:
        _note(entries, step, env, reader, where, any(whens), None, False)
        return None
    result = answer(provision.otherwise, env)
    _note(entries, step, env, reader, where, False, result, True)
    return result


def _same_row(env: Env, reader: Reader) -> bool:
    classified = reader.model.charter.classified
    return bool(env[0].get(classified) == env[1].get(classified))


def _note(entries: list[Tried] | None, step: Step, env: Env, reader: Reader, where: Truth, when: Truth,
          result: Answer, otherwise: bool) -> None:
    if entries is None:
        return
    entries.append(Tried(
        stratum=step.provision.stratum,
        label=step.label,
        about=tuple(str(thing["_name"]) for thing in env),
        where=where,
        when=when,
        limbs=dict(reader.limbs),
        concludes="" if result is None else describe(result, env),
        otherwise=otherwise,
        read=dict(reader.read),
    ))


def describe(answer: Answer, env: Env) -> str:
    """An answer in words, for the trace; never empty."""
    if answer is DIFFER:
        return "two answers at once"
    if isinstance(answer, tuple):
        said = [_name(one, env) for one in answer if one is not None]
        return " ".join(said) if said else "both stand"
    return getattr(answer, "text", None) or str(answer)


def _name(part: Any, env: Env) -> str:
    """A part of an answer; the place of a thing that prevails is shown by its name."""
    if isinstance(part, int) and not isinstance(part, bool):
        return next((f"{thing['_name']} prevails" for thing in env if thing.get("_index") == part), str(part))
    return str(part)


def standing(steps: tuple[Step, ...], attempt: Any, reader: Reader) -> Standing | None:
    """The provisions of `steps` that conclude and aren't displaced, with their answer; None if there are none.

    `attempt(step)` gives a step's conclusion or None.
    """
    displaced: set[str] = set()
    found: list[tuple[Step, Answer]] = []
    for step in steps:
        if step.label in displaced and step.displaces <= displaced:
            continue
        answer = attempt(step)
        if answer is not None:
            displaced |= step.displaces
            found.append((step, answer))
    left = [(step, answer) for step, answer in found if step.label not in displaced]
    if not left:
        return None
    labels = tuple(step.label for step, _ in left)
    first = left[0][1]
    if first is not DIFFER and all(answer == first for _, answer in left):
        return Standing(first, labels)
    for place, one in enumerate(labels):
        for other in labels[place + 1 :]:
            declared = reader.plan.disagreements.get(frozenset((one, other)))
            if declared is not None:
                return Standing(declared.result, (*labels, declared.label), disagreement=declared.label)
    return Standing(None, labels, conflict=True)
