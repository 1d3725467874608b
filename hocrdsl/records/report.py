"""What two editions differ in over a record set, as lines and rows that every form of the report says alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from hocrdsl.records.differ import DataDifference
from hocrdsl.records.tally import FEWER, KINDS, MORE, NONE, OPEN, OTHER_FATE, RECLASSIFIED, Pattern, Sums

# so many classes and patterns stand in front; all are in the tables
FIRST = 10
MEANT = {
    MORE: "more {many} than before", FEWER: "fewer {many} than before",
    RECLASSIFIED: "as many {many}, classified otherwise",
    OTHER_FATE: "the same {many}; something not counted ends otherwise",
    OPEN: "what is unknown decides, in one edition at least, and the answers differ",
    NONE: "the same {many} and the same fates",
}


@dataclass(frozen=True)
class Line:
    """How often something is counted, at least and at most, by each edition, and the change; by kind of change too."""

    name: str
    old: tuple[int, int]
    new: tuple[int, int]
    change: tuple[int, int]
    kinds: dict[str, tuple[int, int]]


def counted(found: DataDifference) -> str:
    """What is counted, in words: `crimes`."""
    return str(found.words["counted_list"])


def changed(found: DataDifference) -> int:
    """How many incidents come out otherwise."""
    return found.tally.compared - found.tally.kinds[NONE]


def number(many: int) -> str:
    """`1,234`."""
    return f"{many:,}"


def span(low: int, high: int) -> str:
    """`12`, or `12 to 15`."""
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def signed(low: int, high: int) -> str:
    """`+3`, `-2 to +1`, `0`."""
    return f"{low:+,}".replace("+0", "0") if low == high else f"{signed(low, low)} to {signed(high, high)}"


def share(part: int, whole: int) -> str:
    """`4.6%`."""
    return f"{100 * part / whole:.1f}%" if whole else "0%"


def total(found: DataDifference) -> Line:
    """What is counted in all."""
    return _line(counted(found), found.tally.totals)


def _line(name: str, sums: Sums) -> Line:
    # in one order, whichever block came first
    every = sorted(sums.change.items(), key=lambda one: KINDS.index(one[0]))
    kinds = {kind: (low, high) for kind, (low, high) in every}
    change = (sum(low for low, _ in kinds.values()), sum(high for _, high in kinds.values()))
    return Line(name, (sums.old[0], sums.old[1]), (sums.new[0], sums.new[1]), change, kinds)


def by_classification(found: DataDifference) -> list[Line]:
    """Each classification that either edition counts; greatest change first."""
    return _greatest(_line(name, sums) for name, sums in found.tally.sums.items())


def by_class(found: DataDifference) -> list[Line]:
    """The same by what classifications are kept apart by, in each edition its own."""
    if not found.classes[0] and not found.classes[1]:
        return by_classification(found)
    grouped: dict[str, Sums] = {}
    for name, sums in found.tally.sums.items():
        old, new = (side.get(name, name) for side in found.classes)
        # where a classification moves to another class, what it was goes from the one and comes to the other
        before, after = grouped.setdefault(old, Sums()), grouped.setdefault(new, Sums())
        if old == new:
            before.add(sums)
            continue
        before.add(Sums(old=sums.old, change={RECLASSIFIED: [-sums.old[1], -sums.old[0]]}))
        after.add(Sums(new=sums.new, change={RECLASSIFIED: list(sums.new)}))
    return _greatest(_line(name, sums) for name, sums in grouped.items())


def _greatest(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda one: (-max(map(abs, one.change)), -one.old[1], one.name))


def kinds(found: DataDifference) -> list[tuple[str, int, tuple[int, int]]]:
    """Each kind of change: how many incidents, how much more is counted."""
    change = found.tally.totals.change
    return [(kind, found.tally.kinds[kind], tuple(change.get(kind, (0, 0)))) for kind in KINDS]  # type: ignore[misc]


def headline(found: DataDifference) -> list[str]:
    """What matters first, in sentences."""
    tally, whole = found.tally, total(found)
    many = counted(found)
    others = changed(found)
    said = [f"Of {_incidents(tally.compared)}, {number(others)} ({share(others, tally.compared)}) "
            f"{'comes' if others == 1 else 'come'} out otherwise by {found.new} than by {found.old}."]
    low, high = whole.change
    relative = ""
    if low == high and whole.old[0] == whole.old[1] and low:
        relative = f" ({100 * low / max(whole.old[0], 1):+.1f}%)"
    said.append(f"{many.capitalize()}: {span(*whole.old)} by {found.old}, {span(*whole.new)} by {found.new}, a change "
                f"of {signed(*whole.change)}{relative}.")
    open_ = whole.kinds.get(OPEN)
    if open_ and open_[0] != open_[1]:
        sure = sum(one[0] for kind, one in whole.kinds.items() if kind != OPEN)
        said.append(f"{signed(sure, sure)} of that is certain; {signed(*open_)} hangs on what is not known of "
                    f"{_incidents(tally.kinds[OPEN])}.")
    top = [line for line in by_class(found) if line.change != (0, 0)][:3]
    if top:
        said.append("Most of all: " + ", ".join(f"{line.name} {signed(*line.change)}" for line in top) + ".")
    by = makers(found)
    # rows of tables stand behind provisions that read them
    by = [one for one in by if not one[0].startswith("row ")] or by
    if by:
        said.append("Made by " + ", ".join(
            f"{label} {found.made[label].partition(', ')[0]} ({share(part, others)} of them)" for label, part in by[:3]
        ) + ".")
    return said


def _incidents(many: int) -> str:
    return f"{number(many)} incident{'' if many == 1 else 's'}"


def makers(found: DataDifference) -> list[tuple[str, int]]:
    """What made the most frequent patterns, with the number of incidents that change so."""
    many: Counter[str] = Counter()
    for pattern, by in found.by.items():
        for label in by:
            many[label] += found.tally.patterns[pattern][0]
    return sorted(many.items(), key=lambda one: (-one[1], one[0]))


def patterns(found: DataDifference) -> list[tuple[Pattern, int]]:
    """What changes alike, the most frequent first."""
    every = [(pattern, many) for pattern, (many, _) in found.tally.patterns.items()]
    return sorted(every, key=lambda one: (-one[1], one[0]))


def pattern_said(pattern: Pattern) -> str:
    """`8N 008/06 becomes 8L 195/94`, in words."""
    if pattern.ends:
        return "; ".join(f"{_words(old)} becomes {_words(new)}{_times(many)}" for old, new, many in pattern.ends)
    if pattern.kind == OPEN:
        return "; ".join(f"{name} {signed(low, high)}" for name, low, high in pattern.ranges) or "fates, perhaps"
    gone = " and ".join(f"{name}{_times(many)}" for name, many in pattern.gone)
    come = " and ".join(f"{name}{_times(many)}" for name, many in pattern.come)
    if gone and come:
        return f"{gone} becomes {come}"
    return f"{come} as well" if come else f"no longer {gone}"


def _times(many: int) -> str:
    return f" ({many} times)" if many > 1 else ""


def _words(key: str) -> str:
    return key.replace("_", " ")


def ends(found: DataDifference) -> list[tuple[str, int, int]]:
    """What becomes of things decided: how many by each edition; greatest change first."""
    old, new = found.tally.ends
    every = [(_words(end), old[end], new[end]) for end in {**old, **new}]
    return sorted(every, key=lambda one: (-abs(one[2] - one[1]), -one[1], one[0]))


def remarks(found: DataDifference) -> list[str]:
    """What a reader must know of the numbers."""
    tally = found.tally
    said = []
    if tally.kinds[OPEN]:
        said.append("Where what is unknown decides how an incident changes, both editions are told the same answers, "
                    "and the change is a range. Ranges of classes don't add up, since they hang together.")
    if tally.alike:
        said.append(f"Of {_incidents(tally.alike)} both editions say the same, and neither determines the answer; they "
                    "are taken to be unchanged.")
    if found.rejected:
        said.append(f"{number(found.rejected)} of {number(found.rows)} rows can't be decided, by one edition or both, "
                    "and are left out; `hocrdsl apply --rejects` lists them.")
    said.append("Incidents given more than once are counted each time; `hocrdsl apply` finds them.")
    return said


def made(found: DataDifference, foot: str) -> str:
    """What was run on what."""
    part = share(found.fell_back, 2 * found.tally.compared)
    return f"{found.records}, engine {found.engine}, {part} by the compiled function; {foot}."
