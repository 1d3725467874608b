"""What differs, for a terminal and as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from hocrdsl.analysis.diff import KINDS, Difference, Flip, leading
from hocrdsl.analysis.text_changes import TextChange

SCHEMA = "hocrdsl.diff/1"


def as_text(found: Difference) -> str:
    """For a terminal."""
    lines = [f"{found.old} against {found.new}"]
    lines += [headline(found)] if found.decided is not None else []
    lines += ["", *text_lines(found.text)]
    if found.decided is not None:
        for heading, flips in grouped(found.flips):
            lines += ["", heading]
            for flip in flips:
                lines += _flip_lines(found, flip)
        lines += ["", *made_lines(found)] if found.made else []
        lines += ["", *(f"left out, since one edition has not all of its words: {name}" for name in found.left_out)]
        lines.append(closing(found))
    lines += ["", "not as accepted:", *(f"  {said}" for said in found.wrong)] if found.wrong else []
    return "\n".join(lines) + "\n"


def headline(found: Difference) -> str:
    """`3 cases flip: 2 more, 1 fewer`."""
    many = len(found.answers)
    if not many:
        return "no case flips" + _accepted_words(found)
    kinds = Counter(leading(flip.kinds)[0] for flip in found.answers)
    said = ", ".join(f"{kinds[kind]} {kind}" for kind in KINDS if kinds[kind])
    return f"{many} case{' flips' if many == 1 else 's flip'}: {said}" + _accepted_words(found)


def _accepted_words(found: Difference) -> str:
    if found.accepted is None:
        return ""
    held = f"{len(found.accepted)} accepted" if found.accepted else ""
    wrong = f"{len(found.wrong)} not as accepted" if found.wrong else ""
    said = ", ".join(one for one in (held, wrong) if one)
    return f" ({said or 'as accepted'})"


def closing(found: Difference) -> str:
    """How many cases were decided, and how many alike for other reasons."""
    reasons = len(found.flips) - len(found.answers)
    alike = f", {reasons} alike for other reasons" if reasons else ""
    return f"{found.decided} cases decided on both sides, {len(found.answers)} otherwise{alike}"


def grouped(flips: Iterable[Flip]) -> Iterator[tuple[str, list[Flip]]]:
    """Golden answers and snapshots apart, and those that are alike in all but their reasons last."""
    every = list(flips)
    for heading, chosen in (
        ("golden: a source speaks for the case in one of the two, or both", [one for one in every if one.golden]),
        ("snapshots: no source speaks for the case in either", [one for one in every if not one.golden]),
    ):
        answers = [one for one in chosen if one.answer]
        if answers:
            yield heading, answers
    reasons = [one for one in every if not one.answer]
    if reasons:
        yield "decided alike, for other reasons", reasons


def _flip_lines(found: Difference, flip: Flip) -> list[str]:
    lines = [f"{flip.case}: {', '.join(flip.kinds)}",
             f"    - {flip.old}{_by(flip.gone)}{_golden(flip, found.old)}",
             f"    + {flip.new}{_by(flip.come)}{_golden(flip, found.new)}"]
    if flip.by:
        lines.append(f"    made by {', '.join(flip.by)}")
    if found.accepted and flip.case in found.accepted:
        lines.append(f"    accepted: {found.accepted[flip.case]}")
    return lines


def made_lines(found: Difference) -> list[str]:
    """Each change that made a flip, where it stands, and how many it made."""
    many = Counter(one for flip in found.answers for one in flip.by)
    return [f"{one}{' ' if how else ''}{how}: {many[one]} flip{'' if many[one] == 1 else 's'}"
            for one, how in found.made.items() if many[one]]


def _golden(flip: Flip, side: str) -> str:
    return "  (golden)" if side in flip.golden else ""


def _by(labels: tuple[str, ...]) -> str:
    return f"  by {', '.join(labels)}" if labels else ""


def text_lines(changes: tuple[TextChange, ...]) -> list[str]:
    """What changed in the text, part by part."""
    lines = [f"standing {said}: {', '.join(labels)}" for said, labels in standings(changes).items()]
    for change in changes:
        if standing(change):
            continue
        lines.append(f"{change.kind} {change.what} {change.label}" + (f' "{change.title}"' if change.title else ""))
        lines += [f"    {line}" for line in _part_lines(change)]
    return lines or ["no change in the text"]


def standing(change: TextChange) -> str:
    """What became of the standing, where nothing else changed."""
    parts = change.parts if change.kind == "substituted" else ()
    return f"{parts[0].old} made {parts[0].new}" if [part.part for part in parts] == ["standing"] else ""


def standings(changes: tuple[TextChange, ...]) -> dict[str, list[str]]:
    """Changes of standing alone, on one line for all that changed alike."""
    found: dict[str, list[str]] = {}
    for change in changes:
        if said := standing(change):
            found.setdefault(said, []).append(change.label)
    return found


def _part_lines(change: TextChange) -> list[str]:
    lines = []
    for one in change.parts if change.kind == "substituted" else ():
        lines.append(f"{one.kind} {one.part}")
        lines += [f"  - {one.old}"] if one.old else []
        lines += [f"  + {one.new}"] if one.new else []
    return lines


def as_json(found: Difference) -> dict[str, Any]:
    """As data, in a stable order."""
    return {
        "schema": SCHEMA, "old": found.old, "new": found.new,
        "headline": None if found.decided is None else headline(found),
        "text": [
            {"kind": one.kind, "what": one.what, "label": one.label, "title": one.title,
             "parts": [{"kind": part.kind, "part": part.part, "old": part.old, "new": part.new} for part in one.parts]}
            for one in found.text
        ],
        "flips": [
            {"case": one.case, "kinds": list(one.kinds), "old": one.old, "new": one.new, "gone": list(one.gone),
             "come": list(one.come), "by": list(one.by), "golden": list(one.golden),
             "accepted": None if found.accepted is None else found.accepted.get(one.case)}
            for one in found.flips
        ],
        "made_by": dict(found.made),
        "decided": found.decided, "left_out": list(found.left_out), "not_as_accepted": list(found.wrong),
    }
