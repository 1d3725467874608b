"""Record sets in CSV: one flat incident a line, with one report and one thing reported.

A column is called by its path: `incident`, `reports.received`, `allegations.offence`, and of a thing by its heading,
its place and its fact: `people.0.age`. An empty cell is unknown, `none` is none; a reference is a place, a list of
places has blanks between them.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hocrdsl.diagnostics import Diagnostic
from hocrdsl.records import incidents_in, problems
from hocrdsl.records.conform import Validate
from hocrdsl.records.incidents_in import Told
from hocrdsl.records.layout import Fact, Group, Layout
from hocrdsl.records.sources import Block, Part
from hocrdsl.world.facts import NONE, is_time

_WORDS = {"yes": True, "no": False, "true": True, "false": False}
# the most things that a heading may have
_MOST = 1000

# where a cell goes: a group, the place of its thing (0 where there is one), the fact
Cell = tuple[Group, int, Fact]


class _NoValue(Exception):
    """A cell holds no value of its fact; the message says what is due."""


def columns_of(names: list[str], layout: Layout, file: str) -> list[Cell | None]:
    """What each column of a heading line is, None for the key; raises MisfitRecords."""
    found: list[Cell | None] = []
    wrong: list[Diagnostic] = []
    for place, name in enumerate(names):
        if name in names[:place]:
            wrong.append(problems.twice(file, name))
        elif name == layout.key:
            found.append(None)
        elif (cell := _cell(name, layout)) is not None:
            found.append(cell)
        else:
            wrong.append(problems.extra(file, name, _known(layout)))
    for name in (layout.key, *(f"{group.name}.{fact.name}" for group in (layout.events, layout.decided)
                               for fact in group.facts if fact.required)):
        if name not in names:
            wrong.append(problems.missing(file, name, "it is required"))
    if wrong:
        raise problems.MisfitRecords(*wrong[:20])
    return found


def _cell(name: str, layout: Layout) -> Cell | None:
    for group in (layout.events, layout.decided):
        if name.startswith(f"{group.name}.") and (fact := group.by_name.get(name[len(group.name) + 1:])) is not None:
            return group, 0, fact
    heading, _, rest = name.rpartition(".")
    above, _, place = heading.rpartition(".")
    for group in layout.things:
        if group.name == above and place.isdecimal() and place.isascii() and int(place) < _MOST:
            fact = group.by_name.get(rest)
            return (group, int(place), fact) if fact is not None else None
    return None


def _known(layout: Layout) -> list[str]:
    own = [f"{group.name}.{fact.name}" for group in (layout.events, layout.decided) for fact in group.facts]
    return [layout.key, *own, *(f"{group.name}.0.{fact.name}" for group in layout.things for fact in group.facts)]


def opened(file: Path, kind: str, layout: Layout) -> tuple[Any, list[Part]]:
    """No columns of Arrow's, and the file as its only part; raises BadRecords where its first line does not fit."""
    columns_of(next(_lines(file), []), layout, str(file))
    return None, [Part(str(file), str(file), kind, file.stat().st_size)]


def _lines(file: Path) -> Iterator[list[str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            yield from csv.reader(text, strict=True)
    except UnicodeDecodeError:
        raise problems.unreadable(str(file), "is not UTF-8", "save it as UTF-8 (in Excel: CSV UTF-8)") from None
    except csv.Error as error:
        raise problems.unreadable(str(file), f"is no CSV: {error}",
                                  "a cell with a comma, a quote or a line end is quoted") from None
    except OSError:
        raise problems.damaged(str(file)) from None


def read_part(part: Part, layout: Layout) -> Iterator[Told]:
    """The incidents of a file; the first after the heading line is row 1."""
    lines = _lines(Path(part.path))
    names = next(lines, [])
    cells = columns_of(names, layout, part.shown)
    number = 0
    for line in lines:
        if not line:
            continue
        number += 1
        if len(line) != len(names):
            yield Told(number, "", None, f"the line has {len(line)} cells, the heading line {len(names)}")
            continue
        yield _told(number, line, cells, names, layout)


def _told(number: int, line: list[str], cells: list[Cell | None], names: list[str], layout: Layout) -> Told:
    key = line[cells.index(None)].strip()
    if not key:
        return Told(number, "", None, f"`{layout.key}` is empty")
    event: dict[str, Any] = {}
    decided: dict[str, Any] = {}
    things: dict[str, dict[int, dict[str, Any]]] = {}
    for text, cell, name in zip(line, cells, names, strict=True):
        text = text.strip()
        if cell is None:
            continue
        group, place, fact = cell
        if text in ("", "unknown"):
            if fact.required and group not in layout.things:
                return Told(number, "", None, f"`{name}` is empty, and is required")
            continue
        own = event if group is layout.events else decided if group is layout.decided else None
        if own is None:
            own = things.setdefault(group.key, {}).setdefault(place, {})
        try:
            own[fact.name] = value_of(text, fact, layout, lambda heading, at: things.setdefault(heading, {}).setdefault(
                at, {}))
        except _NoValue as wrong:
            return Told(number, "", None, f"`{name}` is {wrong}")
    incident: dict[str, Any] = {}
    for heading, some in things.items():
        incident[heading] = {layout.thing(heading, at): some.get(at, {}) for at in range(max(some) + 1)}
    incident[layout.events.key] = [{**event, layout.decided.key: [decided]}]
    return Told(number, key, incident)


def value_of(text: str, fact: Fact, layout: Layout, use: Callable[[str, int], Any]) -> Any:
    """A cell as an incident says it; `use` is told of each thing that is referred to."""
    if text == NONE and (fact.optional or fact.kind == "things"):
        return [] if fact.kind == "things" and not fact.optional else NONE
    match fact.kind:
        case "yes":
            found = _WORDS.get(text.lower())
            return _due(found, "not yes or no")
        case "one":
            return _due(text if text in fact.codes else _option(text, fact), "none of its options")
        case "row":
            return _due(" ".join(text.split()) if " ".join(text.split()) in fact.codes else None,
                        "no row of the table of its kind")
        case "number":
            return _number(text)
        case "time":
            plain = f"{text[:10]}T{text[11:16]}" if len(text) in (16, 19) else text
            return _due(plain if is_time(plain) else None, "no day or time, such as 2026-04-01 or 2026-04-01T09:30")
        case "thing":
            return _place(text, fact, layout, use)
        case "things":
            return [_place(one, fact, layout, use) for one in text.split()]
        case _:
            return text


def _option(text: str, fact: Fact) -> str | None:
    found = "_".join(text.lower().split())
    return found if found in fact.codes else None


def _due(found: Any, why: str) -> Any:
    if found is None:
        raise _NoValue(why)
    return found


def _number(text: str) -> int | float:
    try:
        found = float(text)
    except ValueError:
        raise _NoValue("no number") from None
    if not abs(found) < 1e15 or "_" in text:
        raise _NoValue("no number")
    return int(found) if found.is_integer() else found


def _place(text: str, fact: Fact, layout: Layout, use: Callable[[str, int], Any]) -> str:
    if fact.heading is None:
        return text
    if not (text.isdecimal() and text.isascii()) or int(text) >= _MOST:
        raise _NoValue(f"no place in `{fact.heading}` (0, 1, ...)")
    use(fact.heading, int(text))
    return layout.thing(fact.heading, int(text))


def read_blocks(part: Part, layout: Layout, size: int, wanted: frozenset[str] | None,
                validate: Validate | None) -> Iterator[Block]:
    """The incidents of a file, in blocks. Every column is there: a line is read whole anyway."""
    yield from incidents_in.blocks(read_part(part, layout), part.shown, layout, size, validate)
