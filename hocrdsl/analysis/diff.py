"""What differs between two bodies of rules: in the text, and in the cases that they decide otherwise.

A flip is told apart by what it does: more or fewer counted, another class, another fate, other conclusions, other
reasons only, or no longer (newly) determined. The provisions that made it are those cited on one side and not on
the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, get_args

from hocrdsl.analysis.text_changes import TextChange

Decision = Mapping[str, Any]
Kind = Literal["newly determined", "no longer determined", "more", "fewer", "reclassified", "other fate",
               "other conclusions", "other reasons"]
KINDS: tuple[Kind, ...] = get_args(Kind)


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
    """A case decided otherwise. `gone` and `come`: labels cited on the old side only, and on the new side only.

    `golden`: the sides for which the case's source speaks; on another side the answer is a snapshot. `by`: the
    provisions (and rows) that differ and made it. `where`: the editions in which it is so, where several are compared.
    """

    case: str
    kinds: tuple[Kind, ...]
    old: str
    new: str
    gone: tuple[str, ...]
    come: tuple[str, ...]
    golden: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    where: str = ""

    @property
    def answer(self) -> bool:
        """Whether the answer itself differs, and not its reasons alone."""
        return self.kinds != ("other reasons",)


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs. `decided`: how many cases were tried on both sides; None where none was asked for.

    `accepted`: case -> why its flip is accepted; None where nothing was accepted beforehand. `wrong`: what is not as
    accepted, in words. `left_out`: cases that one side can't read. `made`: what made a flip -> how it differs, and
    where it stands. `several`: where editions are compared with themselves, as they were and as they
    are: in how many of them the rules mean something else.
    """

    old: str
    new: str
    text: tuple[TextChange, ...]
    flips: tuple[Flip, ...] = ()
    decided: int | None = None
    left_out: tuple[str, ...] = ()
    accepted: Mapping[str, str] | None = None
    wrong: tuple[str, ...] = ()
    made: Mapping[str, str] = field(default_factory=dict)
    several: int | None = None

    @property
    def answers(self) -> tuple[Flip, ...]:
        """The cases whose answer differs."""
        return tuple(one for one in self.flips if one.answer)


# what leads in a change, and what follows from it
LEAD: tuple[Kind, ...] = ("newly determined", "no longer determined", "more", "fewer", "reclassified")
_FOLLOW: tuple[Kind, ...] = ("other fate", "other conclusions", "other reasons")


def leading(kinds: tuple[Kind, ...]) -> tuple[Kind, ...]:
    """What leads in a change: what is counted, else the fate, else the conclusions, else the reasons."""
    lead = tuple(kind for kind in kinds if kind in LEAD)
    return lead or tuple(kind for kind in _FOLLOW if kind in kinds)[:1]


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
        kinds.append("newly determined" if new["determined"] else "no longer determined")
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
    more = _only(old, new) if leading(tuple(kinds)) == ("other conclusions",) else ("", "")
    was, now = ("; ".join(one for one in (summary(side, vocabulary), also) if one)
                for side, also in zip((old, new), more, strict=True))
    return Flip(name, tuple(kinds), was, now, gone, come)


def _only(old: Decision, new: Decision) -> tuple[str, str]:
    """What is concluded on one side only, in words: three of each."""
    sides = [[_entry(part, entry) for part, entries in zip(_PARTS, _rest(one), strict=True) for entry in entries]
             for one in (old, new)]
    return _first_of(sides[0], sides[1]), _first_of(sides[1], sides[0])


def _first_of(these: list[str], others: list[str]) -> str:
    found = list(dict.fromkeys(one for one in these if one not in others))
    more = [f"and {len(found) - 3} more"] if len(found) > 3 else []
    return ", ".join([*found[:3], *more])


def _entry(part: str, entry: Mapping[str, Any]) -> str:
    """`time to record 2026-05-01T09:00 of crime 1`."""
    match part:
        case "conclusions":
            said = f"{_words(entry['name'])} {_value(entry['value'])}"
        case "permissions":
            said = f"{entry['name']} {'allowed' if entry['allowed'] else 'barred'}"
        case _:
            said = f"{part} {' '.join(f'{key} {_value(value)}' for key, value in entry.items() if key != 'about')}"
    return f"{said} of {entry['about']}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


_PARTS = ("conclusions", "cancelled", "released", "permissions")


def _fate(one: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> tuple[Any, ...]:
    return (one[vocabulary["decided"]], one["fate"], one["result"])


def _rest(decision: Decision) -> list[list[dict[str, Any]]]:
    return [
        [{key: value for key, value in entry.items() if key != "because"} for entry in decision[part]]
        for part in _PARTS
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
