"""An expectation against a decision: the first thing that differs, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hocrdsl.harness.case import Case, Expectation, ExpectedCount, ExpectedEntry, ExpectedFate
from hocrdsl.harness.convert import time
from hocrdsl.harness.lexicon import plain
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


def compare(case: Case, expectation: Expectation, decision: Decision, vocabulary: Mapping[str, Any]) -> Difference | None:
    """The first difference: the range, what is counted, fates, then the rest."""
    sides = Sides(case, decision, vocabulary)
    return (
        _ranges(sides, expectation, decision)
        or _counts(sides, expectation, decision)
        or _fates(sides, expectation, decision)
        or _entries(sides, expectation, decision)
    )


def _ranges(sides: Sides, expectation: Expectation, decision: Decision) -> Difference | None:
    expected, actual = expectation.undetermined, decision["undetermined"]
    listing = sides.vocabulary["counted_list"]
    decided = _decided(sides, decision)
    if expected is None:
        if actual is None:
            return None
        steps = [Step("", f"`{str(one.get('fact', one.get('question', ''))).replace('_', ' ')}` of {one['about']} is unknown"
                      f" ({_answers(one)})") for one in actual["ask"][:3]]
        steps = steps or [Step("", "more is unknown than can be tried out")]
        return Difference(_expected(sides, expectation), decided, tuple(steps), expectation.span)
    words = f"undetermined, {_between(expected.low, expected.high)} {listing}"
    if actual is None:
        return Difference(words, f"{decided}, determined", (Step("", "nothing that is unknown changes the answer"),),
                          expected.span)
    low, high = actual[listing]["low"], actual[listing]["high"]
    if expected.low is not None and (low, high) != (expected.low, expected.high):
        return Difference(words, decided, (Step("", f"{_between(low, high)} in all that is possible"),), expected.span)
    asked = {str(one.get("fact", one.get("question", ""))) for one in actual["ask"]}
    missing = [one for one in expected.ask if one not in asked and one.replace("_", " ") not in asked]
    if missing:
        names = ", ".join(sorted(one.replace("_", " ") for one in asked)) or "nothing"
        return Difference("ask: " + ", ".join(one.replace("_", " ") for one in expected.ask), f"ask: {names}",
                          (Step("", f"`{missing[0].replace('_', ' ')}` changes nothing, or is not reached"),), expected.span)
    return None


def _answers(question: Mapping[str, Any]) -> str:
    return ", ".join(f"{answer}: {count}" for answer, count in list(question["answers"].items())[:4])


def _between(low: int | None, high: int | None) -> str:
    if low is None:
        return "any number of"
    return str(low) if low == high else f"{low} to {high}"


def _decided(sides: Sides, decision: Decision) -> str:
    sorts = [str(one[sides.vocabulary["classified"]]) for one in sides.counted]
    actual = decision["undetermined"]
    if actual is None:
        return sides.counted_words(sorts)
    span = actual[sides.vocabulary["counted_list"]]
    return sides.counted_words(sorts, _between(span["low"], span["high"])) + (" for sure" if sorts else "")


def _expected(sides: Sides, expectation: Expectation) -> str:
    if expectation.number is not None:
        return sides.counted_words((), str(expectation.number))
    return sides.counted_words(one.sort for one in expectation.counted)


def _counts(sides: Sides, expectation: Expectation, decision: Decision) -> Difference | None:
    listing = plain(sides.vocabulary["counted_list"])
    if expectation.undetermined is not None and listing not in expectation.sections:
        return None
    words, decided = _expected(sides, expectation), _decided(sides, decision)
    if expectation.number is not None:
        if expectation.number == len(sides.counted):
            return None
        return Difference(words, decided, _why(sides, None, sides.counted), expectation.span)
    left = list(sides.counted)
    matched: dict[int, dict[str, Any]] = {}
    # what says more is matched first, so that what says less takes what is left
    order = sorted(range(len(expectation.counted)), key=lambda place: _vague(expectation.counted[place]))
    for place in order:
        one = expectation.counted[place]
        fitting = [other for other in left if _fits(sides, one, other)]
        if fitting:
            best = next((other for other in fitting if set(one.because) <= set(other["because"])), fitting[0])
            matched[place] = best
            left = [other for other in left if other is not best]
    sides.matched = [matched.get(place) for place in range(len(expectation.counted))]
    for one, found in zip(expectation.counted, sides.matched, strict=True):
        if found is None:
            return Difference(words, decided, _why(sides, one, left), one.span)
    if left:
        return Difference(words, decided, _why(sides, None, left), expectation.span)
    for one, found in zip(expectation.counted, sides.matched, strict=True):
        assert found is not None
        missing = [label for label in one.because if label not in found["because"]]
        if missing:
            return _other_reasons(f"{sides.name} {found['id']}", one.because, found["because"], one.span)
    return None


def _vague(one: ExpectedCount) -> tuple[bool, bool]:
    return (one.members is None, " " not in one.sort)


def _fits(sides: Sides, expected: ExpectedCount, actual: Mapping[str, Any]) -> bool:
    vocabulary = sides.vocabulary
    if expected.sort not in (actual[vocabulary["classified"]], actual[vocabulary["kept_apart_by"]]):
        return False
    if expected.members is None:
        return True
    wanted = {sides.decided(one) for one in expected.members}
    every = [*actual[vocabulary["decided_list"]], *actual["joined"]]
    # what was absorbed may be left out: its fate says where it went
    own = {one for one in every if sides.fates.get(one, {}).get("fate") == "recorded"}
    return own <= wanted <= set(every)


def _why(sides: Sides, missing: ExpectedCount | None, extra: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """The steps that made other counts: of the members expected, of what is counted besides, of what was not recorded."""
    vocabulary = sides.vocabulary
    names = [sides.decided(one) for one in missing.members or ()] if missing else []
    steps = [_fate_step(sides, sides.fates[name]) for name in names if name in sides.fates]
    if not steps:
        for one in extra[:2]:
            members = ", ".join(one[vocabulary["decided_list"]])
            steps.append(Step(one["provision"], f"counts {one[vocabulary['classified']]} ({members})"))
    if not steps or (missing and not names):
        others = [fate for fate in sides.fates.values() if fate["fate"] != "recorded"]
        steps += [_fate_step(sides, fate) for fate in others[:2]]
    return tuple(steps)


def _fate_step(sides: Sides, fate: Mapping[str, Any]) -> Step:
    label = fate["because"][-1] if fate["because"] else ""
    return Step(label, f"{fate[sides.vocabulary['decided']]} is {fate_words(sides.vocabulary, fate)}")


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


def _other_reasons(what: str, expected: Sequence[str], actual: Sequence[str], span: Span) -> Difference:
    missing = [label for label in expected if label not in actual]
    steps = [Step(missing[0], "was expected to decide, and did not")]
    steps += [Step(label, "decided, and was not named") for label in actual if label not in expected][:3]
    return Difference(f"{what} because {', '.join(expected)}", f"{what} because {', '.join(actual) or 'of nothing'}",
                      tuple(steps), span)


def _fates(sides: Sides, expectation: Expectation, decision: Decision) -> Difference | None:
    if expectation.number is not None or expectation.undetermined is not None and "fates" not in expectation.sections:
        return None
    said = set()
    for one in expectation.fates:
        about = sides.decided(one.about)
        said.add(about)
        fate = sides.fates.get(about)
        words = f"{about}: {_expected_fate(one)}"
        if fate is None:
            known = "its fate is not determined" if about in sides.places else "nothing of that name is decided"
            return Difference(words, f"{about}: {known}", (), one.span)
        if not _same_fate(sides, one, fate):
            return Difference(words, f"{about}: {fate_words(sides.vocabulary, fate)}", (_fate_step(sides, fate),), one.span)
        if any(label not in fate["because"] for label in one.because):
            return _other_reasons(words, one.because, fate["because"], one.span)
    for about, fate in sides.fates.items():
        if fate["fate"] != "recorded" and about not in said and expectation.undetermined is None:
            return Difference(f"{about}: recorded (no other fate is expected)",
                              f"{about}: {fate_words(sides.vocabulary, fate)}", (_fate_step(sides, fate),), expectation.span)
    return None


def _expected_fate(one: ExpectedFate) -> str:
    join = {"absorbed": "absorbed into ", "joined": "joined to ", "referred": "referred to ", "recorded": "recorded"}
    into = one.into.replace("_", " ") if one.fate in ("referred", "result") else one.into
    return join.get(one.fate, "") + (f" as {into}" if one.fate == "recorded" and into else into)


def _same_fate(sides: Sides, expected: ExpectedFate, fate: Mapping[str, Any]) -> bool:
    vocabulary = sides.vocabulary
    match expected.fate:
        case "recorded":
            sorts = (fate[vocabulary["classified"]], str(fate[vocabulary["classified"]]).split(" ")[0], "")
            return fate["fate"] == "recorded" and (expected.into in sorts or sides.thing(expected.into) == fate[vocabulary["counted"]])
        case "absorbed" | "joined":
            return bool(fate["fate"] == expected.fate and fate[vocabulary["counted"]] == sides.thing(expected.into))
        case "referred":
            return fate["fate"] == "referred" and plain(str(fate["result"])) == expected.into
    return fate["fate"] not in ("recorded", "referred") and expected.into in (fate["result"], fate["fate"])


def _entries(sides: Sides, expectation: Expectation, decision: Decision) -> Difference | None:
    for one in expectation.entries:
        actual = decision[one.section] or ()
        found = _conclusions(sides, one, actual) if one.section == "conclusions" else _entry(sides, one, actual)
        if found is not None:
            return found
    for section in ("cancelled", "released"):
        number = sum(one.section == section for one in expectation.entries)
        if expectation.number is None and expectation.undetermined is None and len(decision[section]) != number:
            extra = decision[section][-1] if decision[section] else {"because": ()}
            return Difference(f"{number} {section}", f"{len(decision[section])} {section}",
                              tuple(Step(label, _entry_words(extra)) for label in extra["because"][-1:]), expectation.span)
    return None


def _conclusions(sides: Sides, one: ExpectedEntry, actual: Sequence[Mapping[str, Any]]) -> Difference | None:
    about = sides.thing(dict(one.values).get("about", ""))
    for name, text in one.values:
        if name == "about":
            continue
        found = next((other for other in actual if other["about"] == about and other["name"] == name), None)
        words = f"{name.replace('_', ' ')} of {about}"
        if found is None:
            return Difference(f"{words}: {text}", f"{words}: nothing concluded", (), one.span)
        if not same_value(text, found["value"]):
            steps = tuple(Step(label, f"concludes {shown(found['value'])}") for label in found["because"])
            return Difference(f"{words}: {text}", f"{words}: {shown(found['value'])}", steps, one.span)
        if any(label not in found["because"] for label in one.because):
            return _other_reasons(words, one.because, found["because"], one.span)
    return None


def _entry(sides: Sides, one: ExpectedEntry, actual: Sequence[Mapping[str, Any]]) -> Difference | None:
    def fits(other: Mapping[str, Any]) -> bool:
        for name, text in one.values:
            name = "about" if name == sides.vocabulary["decided"] else name
            held = other.get(name)
            if isinstance(held, list | tuple):
                held = ", ".join(map(str, held))
            if name not in other or not (same_value(text, held) or sides.thing(text) == held):
                return False
        return all(label in other.get("because", one.because) for label in one.because)

    if any(fits(other) for other in actual):
        return None
    words = ", ".join(f"{name.replace('_', ' ')}: {text}" for name, text in one.values)
    decided = "; ".join(_entry_words(other) for other in actual) or "nothing"
    steps = tuple(Step(label, _entry_words(other)) for other in actual for label in other.get("because", ())[-1:])
    return Difference(f"{one.section}: {words}", f"{one.section}: {decided}", steps[:3], one.span)


def _entry_words(entry: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}: {shown(value)}" for name, value in entry.items() if name != "because" and value is not None)


def shown(value: Any) -> str:
    """A value as an author would write it."""
    if value is True or value is False:
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)


def same_value(text: str, value: Any) -> bool:
    """Whether a text of the case says this value: a time, a number, yes or no, a code, a name, an option."""
    if value is True or value is False:
        return text.lower() in (("yes", "true") if value else ("no", "false"))
    if isinstance(value, int | float):
        try:
            return float(text) == value
        except ValueError:
            return False
    return text == value or value is not None and (time(text) == value or plain(text) == value)
