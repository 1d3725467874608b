"""`positions:` of a case: what the parties to a dispute hold, what each says is due, and where the rules agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hocrdsl.harness import problems
from hocrdsl.harness.case import Claim, Lacking, Position
from hocrdsl.harness.compose import Node
from hocrdsl.harness.convert import Reading
from hocrdsl.harness.expect import citations, expectations, readings
from hocrdsl.harness.lexicon import plain
from hocrdsl.harness.names import Names

# the parts of a dispute that lacks facts, beside what is missing; an incident would be a case
LACKING = "not enough facts"
_OF_LACKING = ("case", "cites", "origin", "text", "positions", LACKING)


def positions(reading: Reading, node: Node, names: Names) -> tuple[Position, ...]:
    """The positions of the parties to a dispute."""
    found = []
    for item in reading.items(node, "`positions`"):
        parts: dict[str, Any] = {"party": "", "holds": "", "cites": (), "reading": {}, "expect": (), "claims": ()}
        for text, key, below in reading.pairs(item, "a position"):
            match plain(text):
                case "party" | "holds" as name:
                    parts[name] = " ".join(reading.text(below, f"`{text}`").split())
                case "cites":
                    parts["cites"] = citations(reading, below)
                case "reading":
                    parts["reading"] = readings(reading, below, names)
                case "expect":
                    parts["expect"] = expectations(reading, below, names, True)
                case "claims":
                    parts["claims"] = _claims(reading, below, names)
                case _:
                    reading.say(problems.unknown_key(reading.span(key), text, "a position", parts))
        needed = ("party", "cites") if parts["holds"] else ("party", "cites", "expect")
        for part in needed:
            if item.id == "mapping" and not parts[part]:
                reading.say(problems.required(reading.span(item), "a position", part))
        found.append(Position(parts["party"], parts["holds"], parts["cites"], parts["reading"], parts["expect"],
                              parts["claims"], reading.span(item)))
    return tuple(found)


def _claims(reading: Reading, node: Node, names: Names) -> tuple[Claim, ...]:
    """`claims: 3`, `claims: [34B]`, or either for each edition: `claims: {until 2018-03: 1, from 2018-04: 2}`."""
    if node.id != "mapping":
        return (_claim(reading, node, names, None),)
    found: dict[str, Claim] = {}
    for text, key, below in reading.pairs(node, "`claims`"):
        editions = names.editions(text)
        if editions is None:
            reading.say(problems.unknown_edition(reading.span(key), text, names.days[0]))
            continue
        for name, day in editions:
            if day in found:
                reading.say(problems.said_twice(reading.span(key), name, reading.span(node)))
            found[day] = _claim(reading, below, names, day)
    return tuple(found.values())


def _claim(reading: Reading, node: Node, names: Names, day: str | None) -> Claim:
    if node.id == "sequence":
        sorts = tuple(_sort(reading, item, names) for item in node.value)
        return Claim(day, len(sorts), sorts)
    text = reading.text(node, "`claims`")
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        reading.say(problems.wrong_type(reading.span(node), text, "claims", "a whole number, or a list of sorts"))
        return Claim(day, 0, None)
    return Claim(day, int(text), None)


def _sort(reading: Reading, node: Node, names: Names) -> str:
    vocabulary = reading.lexicon.vocabulary
    sort = " ".join(reading.text(node, "`claims`").split())
    rows = reading.lexicon.facts[vocabulary["decided"]][vocabulary["classified"]].argument or ()
    if sort not in rows and names.classes and sort not in names.classes:
        reading.say(problems.unknown_row(reading.span(node), sort, "claims", [*rows, *sorted(names.classes)]))
    return sort


def lacking(reading: Reading, keys: Mapping[str, Node], parts: Mapping[str, Node], names: Names) -> Lacking:
    """A dispute that says what is not known of it in place of an incident."""
    for part, key in keys.items():
        if part not in _OF_LACKING:
            reading.say(problems.unknown_key(reading.span(key), part, f"a case with `{LACKING}`", _OF_LACKING))
    whole = keys[LACKING]
    text = {part: " ".join(reading.text(parts[part], f"`{part}`").split()) if part in parts else ""
            for part in ("case", "text", "origin", LACKING)}
    cites = citations(reading, parts["cites"]) if "cites" in parts else ()
    for part, stated, why in (("case", text["case"], "a name of a few words"),
                              ("cites", cites, "the document and the place that say so"),
                              (LACKING, text[LACKING], "what would have to be known to decide it")):
        if not stated:
            reading.say(problems.case_lacks(reading.span(keys.get(part, whole)), part, why))
    held = positions(reading, parts["positions"], names) if "positions" in parts else ()
    return Lacking(text["case"], cites, text["origin"] or "constructed", text["text"], held, text[LACKING],
                   reading.span(keys.get("case", whole)))
