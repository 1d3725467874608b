"""What became of one provision in a decision, from its trace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def about(label: str, steps: list[dict[str, Any]], standing: str) -> Iterator[str]:
    """What became of one provision, thing by thing; and how sure its text is, if it was not read."""
    if not steps:
        yield f"{label} was not tried: nothing came as far as the stage that it belongs to."
    for step in steps:
        yield f"{label} on {' and '.join(step['about'])}: {_became(step)}."
        for limb, truth in step["limbs"].items():
            yield f"  ({limb}) {_truth(truth)}"
        for fact, value in step["read"].items():
            yield f"  {fact} = {str(value).replace('_', ' ')}"
    if standing != "confirmed":
        yield f"Standing of the text: {standing} for {label}."


def _became(step: dict[str, Any]) -> str:
    if step["concludes"]:
        displaced = f"; displaced by {', '.join(step['displaced_by'])}" if step["displaced_by"] else ""
        return f"{step['concludes']}{' (otherwise)' if step['otherwise'] else ''}{displaced}"
    if step["where"] is not True and not step["limbs"]:
        return f"says nothing; its `where` is {_truth(step['where'])}"
    return f"says nothing; its test is {_truth(step['when'])}"


def _truth(truth: bool | None) -> str:
    return "unknown" if truth is None else str(truth).lower()
