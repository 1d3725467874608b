"""Differences of several editions as one: what is alike in a run of editions is said once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from hocrdsl.analysis.diff import Difference, Flip
from hocrdsl.analysis.text_changes import TextChange

T = TypeVar("T", TextChange, Flip)


def together(old: str, new: str, parts: Mapping[str, Difference], held: Sequence[str]) -> Difference:
    """One difference of editions by name. `held`: the names of all editions, in order."""
    text: dict[TextChange, list[str]] = {}
    flips: dict[Flip, list[str]] = {}
    golden: dict[Flip, list[str]] = {}
    made: dict[str, str] = {}
    for edition, part in parts.items():
        for change in part.text:
            text.setdefault(change, []).append(edition)
        for flip in part.flips:
            bare = replace(flip, golden=())
            flips.setdefault(bare, []).append(edition)
            golden.setdefault(bare, []).extend(flip.golden)
        made.update({one: how for one, how in part.made.items() if one not in made})
    return Difference(
        old, new, _placed(text, held),
        tuple(replace(placed, golden=tuple(golden[flip]))
              for flip, placed in zip(flips, _placed(flips, held), strict=True)),
        made=made, several=0, left_out=tuple(dict.fromkeys(name for one in parts.values() for name in one.left_out)),
    )


def _placed(found: Mapping[T, Sequence[str]], held: Sequence[str]) -> tuple[T, ...]:
    return tuple(replace(one, where=f"in {run_of_editions(editions, held)}") for one, editions in found.items())


def run_of_editions(names: Sequence[str], held: Sequence[str]) -> str:
    """`2014-04 to 2026-04` for a run without a gap among the editions held; else a list, or how many there are."""
    if len(names) > 2 and all(name in held for name in names):
        places = sorted(held.index(name) for name in names)
        if places[-1] - places[0] == len(names) - 1:
            return f"{held[places[0]]} to {held[places[-1]]}"
    return ", ".join(names) if len(names) < 5 else f"{len(names)} editions from {names[0]} to {names[-1]}"
