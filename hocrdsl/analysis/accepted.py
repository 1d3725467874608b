"""Flips that were accepted beforehand, each with its reason, against the flips that there are.

A change that is accepted names what leads in it: more, fewer, reclassified, newly or no longer determined; where none
of these holds, the other fate; where that doesn't either, the other conclusions. What follows from a change that leads
(an act counted has another fate than before) may be named too, and is then held to as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hocrdsl.analysis.diff import Flip, Kind, leading
from hocrdsl.diagnostics import nearest
from hocrdsl.source import Span


@dataclass(frozen=True, slots=True)
class Accepted:
    """One flip accepted: the case, what changes in it, and why that is right.

    Without a case, every flip that is listed under no name and was made by nothing but `made_by`.
    """

    case: str
    made_by: tuple[str, ...]
    change: tuple[Kind, ...]
    reason: str
    span: Span

    @property
    def place(self) -> str:
        """`file:line`."""
        return f"{self.span.source.name}:{self.span.line}"

    @property
    def called(self) -> str:
        """As the file names it."""
        return f"`{self.case}`" if self.case else f"what {', '.join(self.made_by)} made"


@dataclass(frozen=True, slots=True)
class Judged:
    """Flips against what was accepted. `reasons`: case -> why its flip is accepted; `wrong`: all else, in words."""

    reasons: Mapping[str, str]
    wrong: tuple[str, ...]


def judged(flips: Iterable[Flip], accepted: Sequence[Accepted], cases: Iterable[str]) -> Judged:
    """Each flip is accepted as it is, and each one accepted is there. `cases`: the names of all that were decided."""
    listed = {one.case: one for one in accepted if one.case}
    at_large = [one for one in accepted if not one.case]
    found: dict[str, list[Flip]] = {}
    for flip in flips:
        found.setdefault(flip.case, []).append(flip)
    reasons: dict[str, str] = {}
    used: list[Accepted] = []
    for case, every in found.items():
        ones = [listed.get(case) or next((other for other in at_large if _covers(other, flip)), None) for flip in every]
        fine = [one for one, flip in zip(ones, every, strict=True) if one is not None and fits(one.change, flip.kinds)]
        if len(fine) == len(every):
            reasons[case] = "; ".join(dict.fromkeys(one.reason for one in fine))
            used += fine
    idle = [one for one in at_large if not any(one is other for other in used)]
    wrong = (*_flips_wrong(found, listed, reasons), *_listed_wrong(found, listed, set(cases)),
             *(f"{one.called} is accepted as {', '.join(one.change)}, and nothing flips so ({one.place})"
               for one in idle))
    return Judged(reasons, wrong)


def _covers(one: Accepted, flip: Flip) -> bool:
    return bool(flip.by) and set(flip.by) <= set(one.made_by) and fits(one.change, flip.kinds)


def fits(said: tuple[Kind, ...], kinds: tuple[Kind, ...]) -> bool:
    """Whether a change is what was said of it."""
    return set(leading(kinds)) <= set(said) <= set(kinds)


def _flips_wrong(found: Mapping[str, list[Flip]], listed: Mapping[str, Accepted],
                 fine: Mapping[str, str]) -> Iterator[str]:
    for case, flip in ((case, flip) for case, flips in found.items() for flip in flips):
        if case in fine:
            continue
        kinds = ", ".join(flip.kinds) + (f" {flip.where}" if flip.where else "")
        if case not in listed:
            # alike in all but its reasons: no answer flips
            if flip.answer:
                made = f", made by {', '.join(flip.by)}" if flip.by else ""
                yield f"`{case}` flips ({kinds}{made}) and is not accepted"
        elif not fits(listed[case].change, flip.kinds):
            one = listed[case]
            yield f"`{case}` is accepted as {', '.join(one.change)}, and is {kinds} ({one.place})"


def _listed_wrong(found: Mapping[str, list[Flip]], listed: Mapping[str, Accepted], cases: set[str]) -> Iterator[str]:
    for case, one in listed.items():
        if case in found:
            continue
        if case in cases:
            yield f"`{case}` is accepted as {', '.join(one.change)}, and does not flip ({one.place})"
            continue
        near = nearest(case, cases)
        yield f"`{case}` is accepted, and is no case that was decided ({one.place})" + (
            f"; did you mean `{near}`?" if near else "")
