"""What both sides of a comparison name things by, and how a difference between them is said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hocrdsl.harness.case import Case
from hocrdsl.source import Span

Decision = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """A step that decided otherwise: the label of a provision (or nothing), and what it did."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """`expected` and `decided` on a line each; `span`: what was expected, in the case's file."""

    expected: str
    decided: str
    steps: tuple[Step, ...]
    span: Span


class Sides:
    """What both sides of a comparison name things by."""

    __slots__ = ("vocabulary", "counted", "fates", "matched", "places", "held", "name")

    def __init__(self, case: Case, decision: Decision, vocabulary: Mapping[str, Any]) -> None:
        self.vocabulary = vocabulary
        self.counted: list[dict[str, Any]] = list(decision[vocabulary["counted_list"]])
        self.fates = {fate[vocabulary["decided"]]: fate for fate in decision["fates"]}
        # the counted thing that each expected one was matched with, in the order expected
        self.matched: list[dict[str, Any] | None] = []
        self.places: list[str] = []
        canonical = case.incident.canonical
        for event in canonical[vocabulary["event_list"]]:
            for thing in event[vocabulary["decided_list"]]:
                self.places.append(thing.get("name") or f"{vocabulary['decided_name']} {len(self.places) + 1}")
        self.held = {one.get("name") for one in canonical.get("held", ())}
        self.name = vocabulary["counted_name"]

    def decided(self, said: str) -> str:
        """The name of a decided thing said by name or by its place."""
        if said.isdigit() and said not in self.places and 0 < int(said) <= len(self.places):
            return self.places[int(said) - 1]
        return said

    def thing(self, said: str) -> str:
        """The name of anything; `crime 2` is the second expected, or, where none are listed, the second decided."""
        match = re.fullmatch(rf"{re.escape(self.name)} (\d+)", said)
        if match is None or said in self.held:
            return self.decided(said)
        place = int(match[1]) - 1
        row: Sequence[Any] = self.matched or self.counted
        return row[place]["id"] if 0 <= place < len(row) and row[place] is not None else said

    def counted_words(self, sorts: Iterable[str], number: str | None = None) -> str:
        """`2 crimes: 8N 008/06, 58D`."""
        sorts = list(sorts)
        number = str(len(sorts)) if number is None else number
        noun = self.name if number == "1" else self.vocabulary["counted_list"].replace("_", " ")
        return f"{number} {noun}" + (f": {', '.join(_runs(sorts))}" if sorts else "")


def _runs(sorts: list[str]) -> list[str]:
    """Equal neighbours once, with their number."""
    found: list[tuple[str, int]] = []
    for one in sorts:
        if found and found[-1][0] == one:
            found[-1] = (one, found[-1][1] + 1)
        else:
            found.append((one, 1))
    return [one if many == 1 else f"{one} ({many} times)" for one, many in found]


def other_reasons(what: str, expected: Sequence[str], actual: Sequence[str], span: Span) -> Difference:
    missing = [label for label in expected if label not in actual]
    steps = [Step(missing[0], "was expected to decide, and did not")]
    steps += [Step(label, "decided, and was not named") for label in actual if label not in expected][:3]
    return Difference(f"{what} because {', '.join(expected)}", f"{what} because {', '.join(actual) or 'of nothing'}",
                      tuple(steps), span)


def fate_words(vocabulary: Mapping[str, Any], fate: Mapping[str, Any]) -> str:
    """`absorbed into D1: Ann`, `crime-related incident`."""
    into = fate[vocabulary["counted"]]
    result = str(fate["result"]).replace("_", " ")
    match fate["fate"]:
        case "recorded":
            return f"recorded as {fate[vocabulary['classified']]}"
        case "absorbed":
            return f"absorbed into {into}"
        case "joined":
            return f"joined to {into}"
        case "referred":
            return f"referred to {result}"
    return result if fate["result"] is not None else str(fate["fate"])
