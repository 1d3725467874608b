"""How sure the texts are on which a decision rests: its provisions, and the definitions and tables that they read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from hocrdsl.backends.trace.in_editions import by_plan
from hocrdsl.model.expressions import DefinedOf
from hocrdsl.model.nodes import ClassifyAs, Model, TableBody
from hocrdsl.plan.facts import label_info
from hocrdsl.plan.nodes import Plan

CONFIRMED = "confirmed"
# so many definitions and tables are named; of more it is said how many they are
NAMED = 3


def standings(decision: dict[str, Any], plan: Plan, own: dict[str, Plan]) -> list[str]:
    """A sentence for each standing but the surest: every provision by its label, then what these read.

    `own`: by name of a decided thing the plan that decided it, where there are several.
    """
    if not own:
        return _of_one(plan, {label: reason["standing"] for label, reason in decision["reasons"].items()})
    said = []
    for there, labels in by_plan(decision, own, plan):
        info = label_info(there)
        found = _of_one(there, {label: info[label][2] for label in labels if label in info})
        said += [f"{one.removesuffix('.')} (edition {there.edition})." for one in found]
    return said


def _of_one(plan: Plan, standing_of: dict[str, str]) -> list[str]:
    labels: dict[str, list[str]] = {}
    for label, standing in standing_of.items():
        labels.setdefault(standing, []).append(label)
    words: dict[str, list[str]] = {}
    for standing, name in dict.fromkeys(_read(plan.model, list(standing_of))):
        words.setdefault(standing, []).append(name)
    said = []
    for standing in dict.fromkeys([*labels, *words]):
        if standing != CONFIRMED:
            told = [", ".join(labels[standing])] if standing in labels else []
            told += [_named(words[standing])] if standing in words else []
            said.append(f"Standing of the text: {standing} for {', and for '.join(told)}.")
    return said


def _named(names: list[str]) -> str:
    if len(names) <= NAMED:
        return ", ".join(names)
    return f"{len(names)} definitions and tables that they read"


def _read(model: Model, labels: list[str]) -> Iterator[tuple[str, str]]:
    """(standing, name) of the definitions and tables that provisions read, and that these read, in order of reading."""
    waiting: list[Any] = [model.provisions[label] for label in reversed(labels) if label in model.provisions]
    done: set[tuple[str, str]] = set()
    while waiting:
        one = waiting.pop()
        key: tuple[str, str] | None = None
        found: Any = None
        match one:
            case DefinedOf(entity=entity, definition=name):
                key, found = (entity, name), model.definitions.get((entity, name))
            case ClassifyAs(table=str(title)) | TableBody(table=title):
                key, found = ("", title), model.tables.get(title)
        if key is not None and found is not None and key not in done:
            done.add(key)
            yield found.standing, f"the definition of {found.name}" if key[0] else f'the table "{found.title}"'
            waiting.append(found.inputs if not key[0] else found.body)
        waiting.extend(reversed(list(_parts(one))))


def _parts(node: Any) -> Iterator[Any]:
    if isinstance(node, tuple):
        yield from node
    elif is_dataclass(node) and not isinstance(node, type):
        yield from (getattr(node, one.name) for one in fields(node) if one.name not in ("span", "origin", "cites"))
