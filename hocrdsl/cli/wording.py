"""A decision in a few lines; `--explain` gives the whole story."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def short(decision: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    """What was counted, what became of the rest, what is not known and what to ask."""
    counted, decided = vocabulary["counted_list"], vocabulary["decided_list"]
    found = decision[counted]
    yield _headline(decision, vocabulary)
    numbers = {}
    for number, one in enumerate(found, 1):
        numbers[one["id"]] = f"{vocabulary['counted_name']} {number}"
        told = ", ".join(_some(one[decided]))
        yield f"  {number}. {one[vocabulary['classified']]} for {told} ({', '.join(one['because'])})"
    for fate in decision["fates"]:
        if fate["fate"] != "recorded":
            yield f"  {fate[vocabulary['decided']]}: {_fate(fate, vocabulary, numbers)} ({', '.join(fate['because'])})"
    for one in decision["conclusions"]:
        about = numbers.get(one["about"], one["about"])
        yield f"  {about}: {_words(one['name'])} {_words(one['value'])} ({', '.join(one['because'])})"
    for name, told in _later(decision):
        yield f"  {numbers.get(name, name)}: {told}"
    for one in (decision["undetermined"] or {}).get("ask", ()):
        told = "; ".join(f"{_words(answer)}: {count}" for answer, count in one["answers"].items())
        yield f"  ask {_words(one.get('fact') or one.get('question'))} of {one['about'] or 'the incident'}: {told}"
    for mark in decision["marks"]:
        yield f"  mark: {mark['mark']} ({', '.join([*mark['about'], *mark['because']])})"
    for one in decision["compared"] or ():
        yield f"  against what was recorded: {one['verdict']} {numbers.get(one['due'], one['due'] or '')}".rstrip()


def _later(decision: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What may happen to what was counted: cancelled, released, what may be given to it."""
    for one in decision["cancelled"]:
        yield one["about"], f"to be cancelled as {one['as']} ({', '.join(one['because'])})"
    for one in decision["released"]:
        yield one["about"], f"released from {one['from']} ({', '.join(one['because'])})"
    for one in decision["permissions"]:
        may = "may have" if one["allowed"] else "may not have"
        yield one["about"], f"{may} {_words(one['name'])} {', '.join(one['codes'])} ({', '.join(one['because'])})"


def _headline(decision: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> str:
    replay, many = decision["replay"], vocabulary["counted_list"]
    number = str(len(decision[many]))
    if not decision["determined"]:
        span = decision["undetermined"][many]
        number = str(span["low"]) if span["low"] == span["high"] else f"{span['low']} to {span['high']}"
    word = vocabulary["counted_name"] if number == "1" else many
    end = "" if decision["determined"] else "; not determined"
    return f"{number} {word} by edition {replay['edition']}{end}"


def _fate(fate: Mapping[str, Any], vocabulary: Mapping[str, Any], numbers: Mapping[str, str]) -> str:
    into = numbers.get(fate[vocabulary["counted"]], fate[vocabulary["counted"]])
    if fate["fate"] == "absorbed":
        return f"absorbed into {into}"
    if fate["fate"] == "joined":
        return f"joined to {into}"
    return f"referred to {_words(fate['result'])}" if fate["fate"] == "referred" else _words(fate["result"])


def _some(names: list[str]) -> list[str]:
    return names if len(names) <= 6 else [*names[:3], f"and {len(names) - 3} more"]


def _words(key: Any) -> str:
    return str(key).replace("_", " ")
