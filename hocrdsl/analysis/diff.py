"""What differs between two bodies of rules: in the text, and in the cases that they decide otherwise.

A flip is told apart by what it does: more or fewer counted, another class, another fate, other conclusions, other
reasons only, or no longer (newly) determined. The provisions that made it are those cited on one side and not on
the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from hocrdsl.analysis.text_changes import TextChange, text_changes

SCHEMA = "hocrdsl.diff/1"
Decision = Mapping[str, Any]
Kind = Literal["more", "fewer", "reclassified", "other fate", "other conclusions", "other reasons", "determined",
               "undetermined"]


class Decides(Protocol):
    """Rules of one side."""

    def decide(self, incident: Mapping[str, Any], given: Mapping[str, Any] | None = None) -> Decision:
        """The decision on an incident."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """An incident to decide on both sides, under a name."""

    name: str
    incident: Mapping[str, Any]
    given: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Flip:
    """A case decided otherwise. `gone` and `come`: labels cited on the old side only, and on the new side only."""

    case: str
    kinds: tuple[Kind, ...]
    old: str
    new: str
    gone: tuple[str, ...]
    come: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs; `decided`: how many cases were tried on both sides."""

    old: str
    new: str
    text: tuple[TextChange, ...]
    flips: tuple[Flip, ...]
    decided: int


def flips(old: Decides, new: Decides, cases: Iterable[Question], vocabulary: Mapping[str, Any]) -> tuple[Flip, ...]:
    """The cases that the two sides decide otherwise, in the order given. A side that refuses an incident raises."""
    found = []
    for case in cases:
        before, after = (side.decide(case.incident, case.given) for side in (old, new))
        flip = compare(case.name, before, after, vocabulary)
        if flip is not None:
            found.append(flip)
    return tuple(found)


def compare(name: str, old: Decision, new: Decision, vocabulary: Mapping[str, Any]) -> Flip | None:
    """One case on two sides; None when nothing differs but the edition."""
    listing, classified = vocabulary["counted_list"], vocabulary["classified"]
    kinds: list[Kind] = []
    before, after = old[listing], new[listing]
    if old["determined"] != new["determined"]:
        kinds.append("determined" if new["determined"] else "undetermined")
    if len(after) != len(before):
        kinds.append("more" if len(after) > len(before) else "fewer")
    elif Counter(one[classified] for one in before) != Counter(one[classified] for one in after):
        kinds.append("reclassified")
    if [_fate(one, vocabulary) for one in old["fates"]] != [_fate(one, vocabulary) for one in new["fates"]]:
        kinds.append("other fate")
    if _rest(old) != _rest(new):
        kinds.append("other conclusions")
    cited, citing = _labels(old), _labels(new)
    if not kinds and cited != citing:
        kinds.append("other reasons")
    if not kinds:
        return None
    gone = tuple(label for label in cited if label not in citing)
    come = tuple(label for label in citing if label not in cited)
    return Flip(name, tuple(kinds), summary(old, vocabulary), summary(new, vocabulary), gone, come)


def _fate(one: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> tuple[Any, ...]:
    return (one[vocabulary["decided"]], one["fate"], one["result"])


def _rest(decision: Decision) -> list[list[dict[str, Any]]]:
    return [
        [{key: value for key, value in entry.items() if key != "because"} for entry in decision[part]]
        for part in ("conclusions", "cancelled", "released", "permissions")
    ]


def _labels(decision: Decision) -> dict[str, None]:
    return dict.fromkeys(decision["reasons"])


def summary(decision: Decision, vocabulary: Mapping[str, Any]) -> str:
    """A decision on one line: what is counted, and what else became of the rest."""
    listing, classified = vocabulary["counted_list"], vocabulary["classified"]
    many = decision[listing]
    number = str(len(many))
    if decision["undetermined"] is not None:
        span = decision["undetermined"][listing]
        number = f"{span['low']} to {span['high']}"
    noun = vocabulary["counted_name"] if number == "1" else listing.replace("_", " ")
    sorts = Counter(str(one[classified]) for one in many)
    said = ", ".join(sort if times == 1 else f"{sort} ({times} times)" for sort, times in sorts.items())
    rest = Counter(
        f"{one['fate']} to {_words(one['result'])}" if one["fate"] == "referred" else
        one["fate"] if one["result"] is None else _words(one["result"])
        for one in decision["fates"] if one["fate"] != "recorded"
    )
    beside = ", ".join(fate if times == 1 else f"{fate} ({times} times)" for fate, times in rest.items())
    return f"{number} {noun}" + (f": {said}" if said else "") + (f"; {beside}" if beside else "")


def _words(key: Any) -> str:
    return str(key).replace("_", " ")


# --- as text --------------------------------------------------------------------------


def as_text(found: Difference) -> str:
    """For a terminal."""
    lines = [f"{found.old} against {found.new}", ""]
    lines += [f"standing {said}: {', '.join(labels)}" for said, labels in _standings(found.text).items()]
    for change in found.text:
        if _standing(change):
            continue
        lines.append(f"{change.kind} {change.what} {change.label}" + (f' "{change.title}"' if change.title else ""))
        lines += [f"    {line}" for line in _part_lines(change)]
    lines += [] if found.text else ["no change in the text"]
    lines.append("")
    for flip in found.flips:
        lines += [f"{flip.case}: {', '.join(flip.kinds)}", f"    - {flip.old}{_by(flip.gone)}",
                  f"    + {flip.new}{_by(flip.come)}"]
    lines.append(f"{found.decided} cases decided on both sides, {len(found.flips)} otherwise")
    return "\n".join(lines) + "\n"


def _standing(change: TextChange) -> str:
    """What became of the standing, where nothing else changed."""
    parts = change.parts if change.kind == "substituted" else ()
    return f"{parts[0].old} made {parts[0].new}" if [part.part for part in parts] == ["standing"] else ""


def _standings(changes: tuple[TextChange, ...]) -> dict[str, list[str]]:
    """Changes of standing alone, on one line for all that changed alike."""
    found: dict[str, list[str]] = {}
    for change in changes:
        if said := _standing(change):
            found.setdefault(said, []).append(change.label)
    return found


def _part_lines(change: TextChange) -> list[str]:
    lines = []
    for one in change.parts if change.kind == "substituted" else ():
        lines.append(f"{one.kind} {one.part}")
        lines += [f"  - {one.old}"] if one.old else []
        lines += [f"  + {one.new}"] if one.new else []
    return lines


def _by(labels: tuple[str, ...]) -> str:
    return f"  by {', '.join(labels)}" if labels else ""


def as_markdown(found: Difference) -> str:
    """For a note to those who apply the rules."""
    lines = [f"# {found.old} against {found.new}", "", "## Text", ""]
    lines += [f"- standing {said}: {', '.join(labels)}" for said, labels in _standings(found.text).items()]
    for change in found.text:
        if _standing(change):
            continue
        title = f" \"{change.title}\"" if change.title else ""
        lines.append(f"- **{change.label}**{title}: {change.what} {change.kind}")
        for one in change.parts if change.kind == "substituted" else ():
            was = f" ~~{_cell(one.old)}~~" if one.old else ""
            now = f" {_cell(one.new)}" if one.new else ""
            lines.append(f"  - {one.part} {one.kind}:{was}{now}")
    lines += [] if found.text else ["No change."]
    lines += ["", "## Cases", ""]
    if found.flips:
        lines += [f"| case | what | {_cell(found.old)} | {_cell(found.new)} | by |", "|---|---|---|---|---|"]
        lines += [
            f"| {_cell(one.case)} | {', '.join(one.kinds)} | {_cell(one.old)} | {_cell(one.new)} "
            f"| {', '.join((*[f'~~{label}~~' for label in one.gone], *one.come))} |"
            for one in found.flips
        ]
        lines.append("")
    lines.append(f"{found.decided} cases decided on both sides, {len(found.flips)} otherwise.")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def as_json(found: Difference) -> dict[str, Any]:
    """As data, in a stable order."""
    return {
        "schema": SCHEMA, "old": found.old, "new": found.new,
        "text": [
            {"kind": one.kind, "what": one.what, "label": one.label, "title": one.title,
             "parts": [{"kind": part.kind, "part": part.part, "old": part.old, "new": part.new} for part in one.parts]}
            for one in found.text
        ],
        "flips": [
            {"case": one.case, "kinds": list(one.kinds), "old": one.old, "new": one.new, "gone": list(one.gone),
             "come": list(one.come)}
            for one in found.flips
        ],
        "decided": found.decided,
    }


__all__ = [
    "Decides", "Difference", "Flip", "Question", "as_json", "as_markdown", "as_text", "compare", "flips", "summary",
    "text_changes",
]
