"""The compact form written out: counted things, `for each`, `times`, `spread over`, `the same in all`, `rows`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from hocrdsl.diagnostics import nearest
from hocrdsl.harness import compose, problems
from hocrdsl.harness.compose import Node
from hocrdsl.harness.convert import UNKNOWN, Path, Reading, value
from hocrdsl.harness.lexicon import Spec

Entry = tuple[str, Node, Node]
_CONTROLS = {"name": "name", "for each": "each", "for_each": "each", "times": "times", "spread over": "spread",
             "spread_over": "spread", "rows": "rows"}


def facts(reading: Reading, entity: str, entries: list[Entry], path: Path, node: Node, what: str, *,
          complete: bool = True, others: list[str] | None = None) -> dict[str, Any]:
    """The facts of one thing."""
    found: dict[str, Any] = {}
    stated = {}
    for spec, below in specs(reading, entity, entries, what):
        reading.places[(*path, spec.key)] = below
        if not (below.id == "scalar" and below.value == "unknown"):
            stated[spec.key] = below
        made = value(reading, spec, below, None, others)
        if made is not UNKNOWN:
            found[spec.key] = made
            reading.conditional.append((path, spec.key))
    if complete:
        _complete(reading, entity, stated, node, what)
    return found


def specs(reading: Reading, entity: str, entries: list[Entry], what: str) -> list[tuple[Spec, Node]]:
    """Entries with the fact that each is; one fact under two spellings is said twice."""
    found: dict[str, tuple[Spec, Node]] = {}
    table = reading.lexicon.facts[entity]
    for text, key, below in entries:
        spec = table.get(text) or reading.lexicon.fact(entity, text)
        if spec is None:
            reading.say(problems.unknown_key(reading.span(key), text, what, reading.lexicon.known(entity)))
        elif spec.key in found:
            reading.say(problems.said_twice(reading.span(key), text, reading.span(found[spec.key][1])))
        else:
            found[spec.key] = (spec, below)
    return list(found.values())


def _complete(reading: Reading, entity: str, stated: dict[str, Node], node: Node, what: str) -> None:
    vocabulary = reading.lexicon.vocabulary
    required = vocabulary["entities"][entity][2]
    if entity == vocabulary["event"] and vocabulary["event_date"] not in required:
        required = (*required, vocabulary["event_date"])
    for fact in required:
        if fact not in stated and node.id == "mapping":
            reading.say(problems.required(reading.span(node), what, fact))


@cache
def article(noun: str) -> str:
    """The noun with `a` or `an`."""
    return f"an {noun}" if noun[:1].lower() in "aeiou" else f"a {noun}"


def listed_things(reading: Reading, node: Node, heading: str) -> dict[str, Any]:
    """Things by name under their heading, counted ones written out."""
    entity = reading.lexicon.vocabulary["headings"][heading]
    names = reading.names.setdefault(entity, {})
    found: dict[str, Any] = {}
    for name, key, below in reading.pairs(node, f"`{heading}`"):
        entries = [] if below.id == "scalar" and below.value == "" else reading.pairs(below, f"`{name}`")
        own = [entry for entry in entries if entry[0] != "count"]
        counts = [entry for entry in entries if entry[0] == "count"]
        if name in ("it", "none", "unknown"):
            title = f"nothing can be named `{name}`"
            reading.say(problems.misused_group(reading.span(key), title, "a word of the form"))
            continue
        members = [name]
        if counts and reading.lexicon.fact(entity, "count") is None:
            number = reading.whole(counts[0][2], "count", name)
            reading.budget -= number * (len(own) + 1)
            members = [f"{name} {place}" for place in range(1, number + 1)]
            reading.groups[name] = (entity, members)
        else:
            own = entries
        for member in members:
            if member in names:
                reading.say(problems.one_name_twice(reading.span(key), member, reading.span(names[member])))
            names[member] = key
        reading.places[heading, name] = below
        spread = bool(counts) and any(_says_each_other(one) for _, _, one in own)
        if not members:
            continue
        for member in members if spread else members[:1]:
            others = [one for one in members if one != member] if counts else None
            if others is not None:
                reading.budget -= len(others)
                if reading.budget < 0:
                    reading.say(problems.too_much(reading.span(below), compose.MOST))
                    return found
            found[member] = facts(reading, entity, own, (heading, member), below, f"`{name}`", others=others)
        for member in members[1:] if not spread else ():
            reading.places[heading, member] = below
            found[member] = dict(found[members[0]])
    return found


def _says_each_other(node: Node) -> bool:
    below = node.value if node.id == "sequence" else (node,)
    return any(one.id == "scalar" and one.value in ("each other", "each_other") for one in below)


@dataclass(slots=True)
class _Line:
    """One line of allegations before it is repeated."""

    node: Node
    entries: list[tuple[Spec, Node]]
    controls: dict[str, Node]


def decided_things(reading: Reading, inner: Node | None, shared: Node | None, rows: Node | None,
                   path: Path, already: int = 0) -> list[dict[str, Any]]:
    """The things that one event brings: its list and its rows, with what is the same in all, as often as it says.
    `already`: how many the events before it brought."""
    vocabulary = reading.lexicon.vocabulary
    listing, entity, what = vocabulary["decided_list"], vocabulary["decided"], article(vocabulary["decided_name"])
    common = {}
    if shared is not None:
        entries = reading.pairs(shared, "`the same in all`")
        common = {spec.key: (spec, below) for spec, below in specs(reading, entity, entries, what)}
    found: list[dict[str, Any]] = []
    names: dict[str, Node] = {}
    if inner is not None:
        reading.places[(*path, listing)] = inner
    for line in _lines(reading, inner, rows, what):
        if not common and not line.controls:
            reading.budget -= len(line.entries) + 1
            if reading.budget < 0:
                reading.say(problems.too_much(reading.span(line.node), compose.MOST))
                return found
            found.append(_once(reading, line, (*path, listing, len(found)), what))
            continue
        for spec, below in line.entries:
            if spec.key in common:
                reading.say(problems.said_twice(reading.span(below), spec.key, reading.span(common[spec.key][1])))
        whole = [*common.values(), *line.entries]
        fixed: dict[str, Any] = {}
        varying: list[Spec] = []
        named = {spec.key: below for spec, below in whole}
        for spec, below in whole:
            if _says_it(below):
                varying.append(spec)
                continue
            made = value(reading, spec, below)
            if made is not UNKNOWN:
                fixed[spec.key] = made
        first = f"{vocabulary['decided_name']} {already + len(found) + 1}"
        copies = list(_copies(reading, line, first))
        reading.budget -= len(copies) * (len(whole) + 1)
        if reading.budget < 0:
            reading.say(problems.too_much(reading.span(line.node), compose.MOST))
            return found
        name = reading.text(line.controls["name"], "`name`") if "name" in line.controls else ""
        for number, it in enumerate(copies, 1):
            where = (*path, listing, len(found))
            reading.places[where] = line.node
            for spec, below in whole:
                reading.places[(*where, spec.key)] = below
                reading.conditional.append((where, spec.key))
            one = dict(fixed)
            for spec in varying:
                made = UNKNOWN if it is None else value(reading, spec, named[spec.key], it or None)
                if made is not UNKNOWN:
                    one[spec.key] = made
            if name:
                one["name"] = own = name if len(copies) == 1 else f"{name} {number}"
                if own in names:
                    reading.say(problems.one_name_twice(reading.span(line.node), own, reading.span(names[own])))
                names[own] = line.controls["name"]
            found.append(one)
        _complete(reading, entity, named, line.node, what)
    return found


def _once(reading: Reading, line: _Line, where: Path, what: str) -> dict[str, Any]:
    """The thing of a line that is not repeated, as most are not."""
    reading.places[where] = line.node
    made: dict[str, Any] = {}
    named: dict[str, Node] = {}
    for spec, below in line.entries:
        key = spec.key
        named[key] = reading.places[(*where, key)] = below
        reading.conditional.append((where, key))
        found = value(reading, spec, below)
        if found is not UNKNOWN:
            made[key] = found
    _complete(reading, reading.lexicon.vocabulary["decided"], named, line.node, what)
    return made


def _says_it(node: Node) -> bool:
    if node.id == "scalar":
        return bool(node.value == "it")
    return node.id == "sequence" and any(one.id == "scalar" and one.value == "it" for one in node.value)


def _lines(reading: Reading, inner: Node | None, rows: Node | None, what: str) -> Iterator[_Line]:
    listing = reading.lexicon.vocabulary["decided_list"]
    for node in reading.items(inner, f"`{listing}`") if inner is not None else ():
        entries = reading.pairs(node, what)
        below = [one for text, _, one in entries if text == "rows"]
        if not below:
            yield _line(reading, node, entries, what)
            continue
        yield from _rows(reading, below[0], [one for one in entries if one[0] != "rows"], what)
    if rows is not None:
        yield from _rows(reading, rows, [], what)


def _line(reading: Reading, node: Node, entries: list[Entry], what: str) -> _Line:
    entity = reading.lexicon.vocabulary["decided"]
    controls: dict[str, Node] = {}
    own = entries
    if not _CONTROLS.keys().isdisjoint([entry[0] for entry in entries]):
        own = []
        for entry in entries:
            control = _CONTROLS.get(entry[0])
            if control is not None and (control == "name" or reading.lexicon.fact(entity, entry[0]) is None):
                controls[control] = entry[2]
            else:
                own.append(entry)
    return _Line(node, specs(reading, entity, own, what), controls)


def _rows(reading: Reading, node: Node, shared: list[Entry], what: str) -> Iterator[_Line]:
    """Lines under a header; what the entry around them says holds for each."""
    lines = reading.items(node, "`rows`")
    header = reading.items(lines[0], "the first line of `rows`") if lines else []
    for line in lines[1:]:
        cells = reading.items(line, "a line of `rows`")
        if len(cells) != len(header):
            reading.say(problems.wrong_shape(reading.span(line), "a line of `rows`", f"a list of {len(header)}"))
            continue
        entries = [(key.value, key, cell) for key, cell in zip(header, cells, strict=True) if key.id == "scalar"]
        yield _line(reading, line, [*shared, *entries], what)


def _copies(reading: Reading, line: _Line, first: str) -> Iterator[str | None]:
    """The thing that `it` is in each copy: a name, "" where nothing is repeated by thing, None where it is unstated.
    `first`: what the first copy is called."""
    controls = line.controls
    times = 1
    if "times" in controls:
        name = controls.get("name")
        times = reading.whole(controls["times"], "times", name.value if name and name.id == "scalar" else first)
    if "spread" in controls:
        members = _group(reading, controls["spread"], "spread over")
        if "times" not in controls or members and 0 < times < len(members):
            reading.say(problems.misused_group(
                reading.span(controls["spread"]), "`spread over` without enough `times`", f"{len(members)} things",
                "write `times: N`, at least one for each thing",
            ))
            return
        yield from members
        for _ in range(times - len(members)):
            yield None
    elif "each" in controls:
        for member in _group(reading, controls["each"], "for each"):
            for _ in range(times):
                yield member
    else:
        for _ in range(times):
            yield ""


def _group(reading: Reading, node: Node, what: str) -> list[str]:
    name = reading.text(node, f"`{what}`")
    found = reading.groups.get(name)
    if found is None:
        near = nearest(name, reading.groups)
        reading.say(problems.misused_group(
            reading.span(node), f"`{what}` names nothing that is counted", f"no thing `{name}` with a `count`",
            f"did you mean `{near}`?" if near else f"write `{name}: {{count: N}}` under its heading",
        ))
        return []
    return found[1]
