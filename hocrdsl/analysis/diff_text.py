"""What differs, for a terminal and as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from hocrdsl.analysis.diff import KINDS, Difference, Flip, leading
from hocrdsl.analysis.text_changes import TextChange

SCHEMA = "hocrdsl.diff/1"
LEFT_OUT = "left out, since one side has not all of its words"


def as_text(found: Difference) -> str:
    """For a terminal."""
    lines = [f"{found.old} against {found.new}"]
    lines += [headline(found)] if found.decided is not None else []
    lines += ["", *text_lines(found.text)]
    if found.decided is not None:
        for heading, flips in grouped(found):
            lines += ["", heading]
            for flip in flips:
                lines += _flip_lines(found, flip)
        lines += ["", *made_lines(found)] if found.made else []
        lines += ["", *(f"{LEFT_OUT}: {name}" for name in found.left_out)]
        lines.append(closing(found))
    lines += ["", "not as accepted:", *(f"  {said}" for said in found.wrong)] if found.wrong else []
    return "\n".join(lines) + "\n"


def headline(found: Difference) -> str:
    """`3 cases flip: 2 more, 1 fewer`."""
    # a case that flips in several editions is one, told by what leads first
    lead: dict[str, str] = {}
    for flip in found.answers:
        lead.setdefault(flip.case, leading(flip.kinds)[0])
    many, kinds = len(lead), Counter(lead.values())
    said = ", ".join(f"{kinds[kind]} {kind}" for kind in KINDS if kinds[kind])
    return (f"{many} case{' flips' if many == 1 else 's flip'}: {said}" if many else "no case flips") + _accepted(found)


def _accepted(found: Difference) -> str:
    if found.accepted is None:
        return ""
    held = f"{len(found.accepted)} accepted" if found.accepted else ""
    wrong = f"{len(found.wrong)} not as accepted" if found.wrong else ""
    said = ", ".join(one for one in (held, wrong) if one)
    return f" ({said or 'as accepted'})"


def closing(found: Difference) -> str:
    """How many cases were decided, and how many alike for other reasons."""
    answers = len({one.case for one in found.answers})
    reasons = len({one.case for one in found.flips if not one.answer})
    alike = f", {reasons} alike for other reasons" if reasons else ""
    where = ""
    if found.several is not None:
        many = "no edition differs" if not found.several else f"{found.several} edition{'s' * (found.several != 1)}"
        where = f" in {many}" if found.several else f" ({many} in meaning)"
    return f"{found.decided} cases decided on both sides{where}, {answers} otherwise{alike}"


def grouped(found: Difference) -> Iterator[tuple[str, list[Flip]]]:
    """Golden answers and snapshots apart, and those that are alike in all but their reasons last."""
    every = found.flips
    sides = ("the edition", "it") if found.several is not None else ("one of the two, or both", "either")
    for heading, chosen in (
        (f"golden: a source speaks for the case in {sides[0]}", [one for one in every if one.golden]),
        (f"snapshots: no source speaks for the case in {sides[1]}", [one for one in every if not one.golden]),
    ):
        answers = [one for one in chosen if one.answer]
        if answers:
            yield heading, answers
    reasons = [one for one in every if not one.answer]
    if reasons:
        yield "decided alike, for other reasons", reasons


def _flip_lines(found: Difference, flip: Flip) -> list[str]:
    lines = [flip_head(found, flip),
             f"    - {flip.old}{_by(flip.gone)}{golden_mark(flip, found.old)}",
             f"    + {flip.new}{_by(flip.come)}{golden_mark(flip, found.new)}"]
    if flip.by:
        lines.append(f"    made by {', '.join(flip.by)}")
    if found.accepted and flip.case in found.accepted:
        lines.append(f"    accepted: {found.accepted[flip.case]}")
    return lines


def flip_head(found: Difference, flip: Flip) -> str:
    """`a case: more, other fate`, with the editions where several are compared."""
    where = f" {flip.where}" if flip.where else ""
    golden = f", golden in {', '.join(flip.golden)}" if found.several is not None and flip.golden else ""
    return f"{flip.case}: {', '.join(flip.kinds)}{where}{golden}"


def made_lines(found: Difference) -> list[str]:
    """Each change that made a flip, where it stands, and how many it made."""
    many = Counter(one for flip in found.answers for one in flip.by)
    return [f"{one}{' ' if how else ''}{how}: {many[one]} flip{'' if many[one] == 1 else 's'}"
            for one, how in found.made.items() if many[one]]


def golden_mark(flip: Flip, side: str) -> str:
    """` (golden)` where a source speaks for the case on that side."""
    return " (golden)" if side in flip.golden else ""


def _by(labels: tuple[str, ...]) -> str:
    return f"  by {', '.join(labels)}" if labels else ""


def text_lines(changes: tuple[TextChange, ...]) -> list[str]:
    """What changed in the text, part by part."""
    lines = [f"standing {said}: {', '.join(labels)}" for said, labels in standings(changes).items()]
    for change in changes:
        if standing(change):
            continue
        title = f' "{change.title}"' if change.title else ""
        where = f", {change.where}" if change.where else ""
        lines.append(f"{change.kind} {change.what} {change.label}{title}{where}")
        lines += [f"    {line}" for line in _part_lines(change)]
    return lines or ["no change in the text"]


def standing(change: TextChange) -> str:
    """What became of the standing, where nothing else changed."""
    parts = change.parts if change.kind == "substituted" else ()
    if [part.part for part in parts] != ["standing"]:
        return ""
    return f"{parts[0].old} made {parts[0].new}" + (f" {change.where}" if change.where else "")


def standings(changes: tuple[TextChange, ...]) -> dict[str, list[str]]:
    """Changes of standing alone, on one line for all that changed alike."""
    found: dict[str, list[str]] = {}
    for change in changes:
        if said := standing(change):
            found.setdefault(said, []).append(change.label)
    return found


def _part_lines(change: TextChange) -> Iterable[str]:
    for one in change.parts if change.kind == "substituted" else ():
        yield f"{one.kind} {one.part}"
        yield from [f"  - {one.old}"] if one.old else []
        yield from [f"  + {one.new}"] if one.new else []


def as_json(found: Difference) -> dict[str, Any]:
    """As data, in a stable order."""
    return {
        "schema": SCHEMA, "old": found.old, "new": found.new,
        "headline": None if found.decided is None else headline(found),
        "text": [
            {"kind": one.kind, "what": one.what, "label": one.label, "title": one.title, "where": one.where,
             "parts": [{"kind": part.kind, "part": part.part, "old": part.old, "new": part.new} for part in one.parts]}
            for one in found.text
        ],
        "flips": [
            {"case": one.case, "kinds": list(one.kinds), "old": one.old, "new": one.new, "gone": list(one.gone),
             "come": list(one.come), "by": list(one.by), "golden": list(one.golden), "where": one.where,
             "accepted": None if found.accepted is None else found.accepted.get(one.case)}
            for one in found.flips
        ],
        "made_by": dict(found.made), "decided": found.decided, "editions": found.several,
        "left_out": list(found.left_out), "not_as_accepted": list(found.wrong),
    }
