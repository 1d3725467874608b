"""A decision without the names of things, to be compared where names differ: each becomes its place."""

from __future__ import annotations

import re
from typing import Any

# texts that hold names: `joined to D1: Ann + Bob`, `grower of entry 3`
WITHIN = (" + ", " to ", " into ", " of ", ": ")
# what an incident is known by, what is said of it in full sentences, where in the mapping a word stands
LEFT_OUT = ("replay", "reasons", "question", "path")
# what are words of the rulebook, whatever things are called
WORDS = ("fate", "result", "because", "name", "fact", "mark", "provision")


def places(incident: dict[str, Any], words: dict[str, Any]) -> dict[str, str]:
    """By name, the kind and place of a thing of an incident."""
    found: dict[str, str] = {}
    number = 0
    for event in incident.get(words["event_list"], ()):
        for one in event.get(words["decided_list"], ()):
            number += 1
            found[one.get("name", f"{words['decided_name']} {number}")] = f"<decided {number}>"
    for place, one in enumerate(incident.get("held", ())):
        found[one.get("name", f"{words['counted_name']} {place + 1} held")] = f"<held {place}>"
    for heading in words["headings"]:
        for place, name in enumerate(incident.get(heading) or ()):
            found.setdefault(name, f"<{heading} {place}>")
    return found


def nameless(decision: dict[str, Any], incident: dict[str, Any], words: dict[str, Any]) -> Any:
    """The decision with a place for each name. Names that no heading lists are all alike."""
    by_name = places(incident, words)
    ids: dict[str, str] = {}
    for number, one in enumerate(decision.get(words["counted_list"], ())):
        ids[one["id"]] = f"<counted {number}>"
    for heading in words["headings"]:
        if heading not in incident:
            for name in _introduced(incident, words, heading):
                by_name.setdefault(name, f"<{heading}>")

    within = re.compile("|".join(rf"\b{re.escape(one)}\b" for one in sorted(by_name, key=len, reverse=True)) or "$.")

    def placed(name: str) -> str:
        found = ids.get(name) or by_name.get(name)
        if found or not any(mark in name for mark in WITHIN):
            return found or name
        return within.sub(lambda match: by_name[match[0]], name)

    def plainly(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {placed(name): plainly(inner, name) for name, inner in value.items() if name not in LEFT_OUT}
        if isinstance(value, list):
            return [plainly(inner, key) for inner in value]
        if not isinstance(value, str) or key in WORDS:
            return value
        # what is concluded is a word, or somebody
        return by_name.get(value, value) if key == "value" else placed(value)

    return plainly(decision)


def _introduced(incident: dict[str, Any], words: dict[str, Any], heading: str) -> set[str]:
    entity = words["headings"][heading]
    facts = {fact for _, specs, _, _ in words["entities"].values() for fact, (kind, named, _) in specs.items()
             if kind in ("thing", "things") and named == entity}
    found: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                if key in facts:
                    found.update([inner] if isinstance(inner, str) else inner or ())
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(incident)
    return found - {"none"}
