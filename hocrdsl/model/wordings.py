"""Which wording of each name is in force on a day: the present one, or an earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from hocrdsl.data import Data, replace
from hocrdsl.diagnostics import Diagnostic
from hocrdsl.model import problems_of_editions as problems
from hocrdsl.model.dates import Period, holds, in_force_of, period
from hocrdsl.model.editions import day_after, day_before
from hocrdsl.model.scope import bare
from hocrdsl.source import Span
from hocrdsl.syntax import nodes as syntax

# what a wording is one of: a kind, and names
Identity: TypeAlias = tuple[str, ...]
Worded: TypeAlias = syntax.Provision | syntax.Define | syntax.Table | syntax.Result | syntax.Entity


class Wording(Data):
    """One wording of a name with its first and last day; an open end is None. `again`: after a time without."""

    item: Worded | syntax.Has
    days: Period
    again: bool = False

    @property
    def since(self) -> str | None:
        """The first day."""
        return self.days.since

    @property
    def until(self) -> str | None:
        """The last day."""
        return self.days.until

    def holds(self, day: str, learnt: str | None) -> bool:
        """Whether it is in force on the day; `learnt`: the last day of which the text is known."""
        return holds(self.days, day, learnt)


def identity(item: syntax.Item) -> Identity | None:
    """What all wordings of one thing share; None for what has no wordings."""
    match item:
        case syntax.Provision(role="reading"):
            return None
        case syntax.Provision():
            return ("provision", item.label)
        case syntax.Define():
            second = (bare(item.for_each.second.text),) if item.for_each.second else ()
            return ("definition", bare(item.name.text), bare(item.for_each.first.text), *second)
        case syntax.Table():
            return ("table", item.title.text)
        case syntax.Result() | syntax.Entity():
            return (type(item).__name__.lower(), bare(item.name.text))
    return None


def is_earlier(item: syntax.Item) -> bool:
    """Whether it is written as an earlier wording."""
    if isinstance(item, syntax.Provision):
        return item.role == "earlier"
    return isinstance(item, syntax.Define | syntax.Table | syntax.Result) and item.earlier


def called(item: Worded) -> str:
    """A thing as messages name it."""
    match item:
        case syntax.Provision():
            return item.label
        case syntax.Table():
            return f'table "{item.title.text}"'
        case syntax.Result() | syntax.Entity():
            return f"{type(item).__name__.lower()} {item.name.text}"
        case _:
            return item.name.text


def heading(item: Worded | syntax.Has) -> Span:
    """The place of its name, or of its heading."""
    match item:
        case syntax.Provision():
            return item.head
        case syntax.Table():
            return item.title.span
        case _:
            return item.name.span


def wordings(items: Sequence[syntax.Item], found: list[Diagnostic]) -> dict[Identity, tuple[Wording, ...]]:
    """The wordings of everything that has an earlier one, or several with days, in order of time."""
    lines: dict[Identity, list[Worded]] = {}
    for item in items:
        if isinstance(item, Worded) and (at := identity(item)) is not None:
            lines.setdefault(at, []).append(item)
            if isinstance(item, syntax.Entity):
                _facts(item, found)
    return {at: _line(some, found) for at, some in lines.items() if len(some) > 1 or _says_more(some[0])}


def _says_more(item: Worded) -> bool:
    in_force = in_force_of(item)
    return is_earlier(item) or in_force is not None and in_force.again


def _line(items: list[Worded], found: list[Diagnostic]) -> tuple[Wording, ...]:
    """Earlier wordings and those of the present that have days, in order; of those without days the first."""
    undated = [item for item in items if in_force_of(item) is None]
    for item in undated:
        if is_earlier(item):
            found.append(problems.undated(heading(item), f"the earlier wording of {called(item)}"))
    ordered = sorted((item for item in items if in_force_of(item) is not None), key=_since)
    ordered += [item for item in undated if not is_earlier(item)][:1]
    line = [_wording(item, in_force_of(item)) for item in _in_their_roles(ordered)]
    return _joined_up(called(ordered[0]) if ordered else "", line, found)


def _since(item: Worded) -> tuple[str, str]:
    return _begins(in_force_of(item))


def _begins(in_force: syntax.InForce | None) -> tuple[str, str]:
    """In order of the first day; a wording that a correction takes away from its first day on stands before it."""
    days = period(in_force)
    return days.since or "", days.until or "9999-12-31"


def _wording(item: Worded | syntax.Has, in_force: syntax.InForce | None) -> Wording:
    return Wording(item, period(in_force), in_force is not None and in_force.again)


def _in_their_roles(ordered: list[Worded]) -> list[Worded]:
    """Earlier wordings as what they were: with the targets and the rank of the one after, unless they say their own."""
    made: list[Worded] = []
    after: syntax.Provision | None = None
    for item in reversed(ordered):
        if isinstance(item, syntax.Provision):
            if item.role == "earlier":
                item = _as_then(item, after)
            after = item
        elif isinstance(item, syntax.Define | syntax.Table | syntax.Result) and item.earlier:
            item = replace(item, earlier=False)
        made.append(item)
    return made[::-1]


def _as_then(item: syntax.Provision, after: syntax.Provision | None) -> syntax.Provision:
    targets, of_class = item.targets, item.rank == "class rule"
    if not item.rank and after is not None:
        targets, of_class = targets or after.targets, after.of_class
    return replace(item, role="exception" if targets else "rule", targets=targets, of_class=of_class, rank="")


# --- days that follow each other --------------------------------------------------------


def _joined_up(name: str, line: list[Wording], found: list[Diagnostic]) -> tuple[Wording, ...]:
    """The line with the open ends between wordings closed; gaps and overlaps are reported."""
    if line and line[0].again:
        found.append(problems.again_without_break(name, _place(line[0]), None))
    for number in range(len(line) - 1):
        line[number], line[number + 1] = _joined(name, line[number], line[number + 1], found)
    return tuple(line)


def _place(wording: Wording) -> Span:
    in_force = wording.item.in_force
    return in_force.span if in_force is not None else heading(wording.item)


def _joined(name: str, before: Wording, after: Wording, found: list[Diagnostic]) -> tuple[Wording, Wording]:
    """Two wordings that follow each other, the open ends between them closed."""
    place, other = heading(after.item), heading(before.item)
    if before.until is None and after.since is None:
        found.append(problems.undated(other, f"the end of the earlier wording of {name}"))
    elif before.until is None and after.since is not None:
        if after.again:
            found.append(problems.again_without_break(name, _place(after), other))
        until = {"until": day_before(after.since), "until_made": after.days.since_made}
        before = replace(before, days=before.days._replace(**until))
    elif before.until is not None and after.since is None:
        since = {"since": day_after(before.until), "since_made": before.days.until_made}
        after = replace(after, days=after.days._replace(**since))
    elif before.until is not None and after.since is not None:
        expected = day_after(before.until)
        if after.since < expected:
            found.append(problems.overlap(name, after.since, before.until, place, other))
        elif after.again and after.since == expected:
            found.append(problems.again_without_break(name, _place(after), other))
        elif after.since > expected and not after.again:
            found.append(problems.gap(name, before.until, after.since, place, other))
    return before, after


def _facts(entity: syntax.Entity, found: list[Diagnostic]) -> None:
    """The declarations of each fact of an entity: they have days too, and may follow each other."""
    lines: dict[str, list[syntax.Has]] = {}
    for fact in entity.facts:
        if fact.in_force is not None:
            lines.setdefault(bare(fact.name.text), []).append(fact)
    for some in lines.values():
        if len(some) > 1 or some[0].in_force is not None and some[0].in_force.again:
            ordered = sorted(some, key=lambda fact: _begins(fact.in_force))
            line = [_wording(fact, fact.in_force) for fact in ordered]
            _joined_up(f"{entity.name.text}'s {ordered[0].name.text}", line, found)
