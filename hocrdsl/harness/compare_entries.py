"""Expected conclusions, cancellations, releases and permissions against those of a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hocrdsl.harness.case import Expectation, ExpectedEntry
from hocrdsl.harness.convert import time
from hocrdsl.harness.lexicon import plain
from hocrdsl.harness.sides import Decision, Difference, Sides, Step, other_reasons


def entries(sides: Sides, expectation: Expectation, decision: Decision) -> Difference | None:
    """The first entry that differs; cancellations and releases that nobody expected count too, and permissions where
    any is stated."""
    for one in expectation.entries:
        actual = decision[one.section] or ()
        found = _conclusions(sides, one, actual) if one.section == "conclusions" else _entry(sides, one, actual)
        if found is not None:
            return found
    for section in ("cancelled", "released", *(("permissions",) if "permissions" in expectation.sections else ())):
        number = sum(one.section == section for one in expectation.entries)
        if expectation.number is None and expectation.undetermined is None and len(decision[section]) != number:
            extra = decision[section][-1] if decision[section] else {"because": ()}
            steps = tuple(Step(label, _entry_words(extra)) for label in extra["because"][-1:])
            return Difference(f"{number} {section}", f"{len(decision[section])} {section}", steps, expectation.span)
    return None


def _conclusions(sides: Sides, one: ExpectedEntry, actual: Sequence[Mapping[str, Any]]) -> Difference | None:
    about = sides.thing(dict(one.values).get("about", ""))
    for name, text in one.values:
        if name == "about":
            continue
        found = next((other for other in actual if other["about"] == about and other["name"] == name), None)
        words = f"{name.replace('_', ' ')} of {about}"
        if plain(text) == "nothing":
            if found is None:
                continue
            steps = tuple(Step(label, f"concludes {shown(found['value'])}") for label in found["because"])
            return Difference(f"{words}: nothing concluded", f"{words}: {shown(found['value'])}", steps, one.span)
        if found is None:
            return Difference(f"{words}: {text}", f"{words}: nothing concluded", (), one.span)
        if not same_value(text, found["value"]):
            steps = tuple(Step(label, f"concludes {shown(found['value'])}") for label in found["because"])
            return Difference(f"{words}: {text}", f"{words}: {shown(found['value'])}", steps, one.span)
        if any(label not in found["because"] for label in one.because):
            return other_reasons(words, one.because, found["because"], one.span)
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
    told = [(name, value) for name, value in entry.items() if name != "because" and value is not None]
    return ", ".join(f"{name}: {shown(value)}" for name, value in told)


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
