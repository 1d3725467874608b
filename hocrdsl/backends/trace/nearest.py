"""Why not: the provisions that came nearest to deciding otherwise, and what kept them from it.

Nearest: of the strata that gave the answer, a provision that was tried on the thing and did not conclude, first those
that spoke of it (their `where` held), then those that failed by the fewest limbs, then those of which most limbs held.
One a stratum, two in all.
"""

from __future__ import annotations

from hocrdsl.backends.trace.trace import Tried
from hocrdsl.model.expressions import Combined, Test
from hocrdsl.model.wording import as_written
from hocrdsl.plan.nodes import Plan


def nearest_others(about: str, because: list[str], steps: tuple[Tried, ...], plan: Plan) -> list[str]:
    """Sentences, indented, about a thing by name."""
    said: list[str] = []
    for stratum in ("record", "join", "choose", "count"):
        tried = [step for step in steps if step.stratum == stratum and about in step.about]
        failed = [step for step in tried if not step.concludes and step.label not in because]
        if not failed or len(said) == 2:
            continue
        best = min(failed, key=_distance)
        # of pairs there are many: one that was not even spoken of says nothing
        if _distance(best) >= (1, 3, 0) or stratum == "choose" and not best.where:
            continue
        said.append(f"  {best.label} \"{_title(best.label, plan)}\" did not apply: {_reason(best, plan)}.")
    return said


def _distance(step: Tried) -> tuple[int, int, int]:
    # limbs of definitions that were read on the way say nothing of how near the provision itself came
    truths = [truth for letter, truth in step.limbs.items() if " of " not in letter]
    return (0 if step.where else 1, max(truths.count(False), 1), -truths.count(True))


def _title(label: str, plan: Plan) -> str:
    step = plan.step(label)
    return step.provision.title if step else ""


def _reason(tried: Tried, plan: Plan) -> str:
    step = plan.step(tried.label)
    if step is None:
        return "it says otherwise"
    tests = [step.provision.where if tried.where is not True else None,
             *[action.when for action in step.provision.actions]]
    words: dict[str, str] = {}
    for test in tests:
        letters(test, words)
    missed = [letter for letter, truth in tried.limbs.items() if truth is False and letter in words]
    if missed:
        return "; ".join(f"({letter}) {words[letter]}: no" for letter in missed[:2])
    failing = next((test for test in tests if test is not None), None)
    return f"{as_written(failing)}: no" if failing is not None else "it says otherwise"


def letters(test: Test | None, words: dict[str, str]) -> None:
    """Put the words of every limb that is a test into `words`, by letter."""
    if isinstance(test, Combined):
        for letter, limb in zip(test.letters, test.limbs, strict=False):
            if isinstance(limb, Combined):
                letters(limb, words)
            else:
                words.setdefault(letter, as_written(limb))
