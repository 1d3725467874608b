"""Incidents made from any plan's vocabulary: unknown, none, several reports, things held, news.

Steered: one provision is picked and the facts that it reads lean towards the values that it names, one beside them,
none or unknown; then one of its things is given what makes its tests true, false or unknown (`steer`).
`random` is a `random.Random` or Hypothesis' own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any

from hocrdsl.model import nodes
from hocrdsl.model.expressions import (
    Among, Compare, Constant, DefinedOf, Equals, FactOf, IsTrue, Known, Member, Within,
)
from hocrdsl.plan import Plan
from hocrdsl.plan.facts import ruling_labels
from tests.agreement.steer import Steer

DAYS = [f"2026-{month:02d}-{day:02d}" for month in (1, 2, 3, 4, 5, 6, 9) for day in (1, 2, 3, 4, 10, 28)]
TIMES = [f"{day}T{hour}" for day in ("2026-03-28", "2026-03-29", "2026-05-01") for hour in ("00:30", "09:00", "23:59")]


@dataclass(frozen=True, slots=True)
class Leaning:
    """Values that the rules name, by fact; those of the provision picked come first."""

    values: dict[str, tuple[Any, ...]]
    rows: tuple[str, ...]


def under(plan: Plan, *roots: Any) -> Iterator[Any]:
    """Every node under some, definitions and `only where` included."""
    done: set[Any] = set()
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting += node
        elif is_dataclass(node) and not isinstance(node, type):
            yield node
            waiting += [getattr(node, one.name) for one in fields(node) if one.name not in ("span", "type", "origin")]
            if isinstance(node, DefinedOf) and (node.entity, node.definition) not in done:
                done.add((node.entity, node.definition))
                body = plan.model.definitions[node.entity, node.definition].body
                waiting.append(body)
                if isinstance(body, nodes.TableBody):
                    waiting.append(plan.model.tables[body.table])


def named(plan: Plan, *roots: Any) -> dict[str, tuple[Any, ...]]:
    """By fact, the values that tests under some nodes name."""
    found: dict[str, dict[Any, None]] = {}
    for node in under(plan, *roots):
        match node:
            case Equals(FactOf(_, _, fact), Constant(value)) | Compare(FactOf(_, _, fact), _, Constant(value)):
                found.setdefault(fact, {})[value] = None
            case Among(FactOf(_, _, fact), options):
                found.setdefault(fact, {}).update(dict.fromkeys(option.value for option in options))
            case IsTrue(FactOf(_, _, fact)):
                found.setdefault(fact, {}).update({True: None, False: None})
            case Known(FactOf(_, _, fact)) | Member(_, FactOf(_, _, fact)) | Within(FactOf(_, _, fact)):
                found.setdefault(fact, {})
    return {fact: tuple(values) for fact, values in found.items()}


@cache
def leaning_of(digest: str, label: str) -> list[Leaning]:
    """Kept by edition."""
    return []


def leaning(plan: Plan, label: str) -> Leaning:
    """What an incident leans to, to turn on one provision."""
    kept = leaning_of(plan.digest, label)
    if not kept:
        provision = plan.model.provisions[label]
        values = named(plan, provision.where, *[action.when for action in provision.actions])
        kept.append(Leaning(values, interesting_rows(plan, values)))
    return kept[0]


def interesting_rows(plan: Plan, values: dict[str, tuple[Any, ...]]) -> tuple[str, ...]:
    """Rows whose columns hold values that are named; else the first of every table."""
    charter = plan.model.charter
    rows = plan.model.rows[charter.row_entity]
    found: dict[str, None] = {}
    for fact, wanted in values.items():
        if fact == charter.classified:
            found.update(dict.fromkeys(value for value in wanted if value in rows.keys))
        elif fact in rows.columns:
            many = dict.fromkeys(wanted, 0)
            for row, cell in zip(rows.keys, rows.columns[fact], strict=True):
                if cell in many and many[cell] < 4:
                    many[cell] += 1
                    found[row] = None
    return tuple(found)


class Maker:
    """Makes one incident."""

    def __init__(self, plan: Plan, random: Any, known: float | None = None, label: str | None = None) -> None:
        self.plan = plan
        self.random = random
        self.vocabulary = plan.vocabulary
        labels = sorted(plan.model.provisions)
        self.label = label or random.choice(labels)
        self.leaning = leaning(plan, self.label)
        self.rulings = ruling_labels(plan)
        self.rows = plan.model.rows[plan.model.charter.row_entity].keys
        self.known = known if known is not None else random.choice([0.35, 0.8, 0.97, 1.0, 1.0])
        self.names: dict[str, list[str]] = {}
        # few values to share, so that things meet
        self.some_rows = [self._row() for _ in range(random.randint(1, 3))]
        self.start = random.choice(DAYS)

    def incident(self) -> dict[str, Any]:
        """One incident, plain data."""
        random, words = self.random, self.vocabulary
        for heading, entity in words["headings"].items():
            letters = "ABC"[: random.randint(1, 3)]
            self.names[entity] = [f"{heading[:-1]} {letter}" for letter in letters]
        held = [f"held {number}" for number in range(1, random.choice([0, 0, 1, 1, 2]) + 1)]
        self.names[words["counted"]] = held
        found: dict[str, Any] = {}
        for heading, entity in words["headings"].items():
            # a heading that is left out lets names introduce themselves
            if random.random() < 0.8:
                found[heading] = {name: self.facts(entity) for name in self.names[entity]}
        if held:
            found["held"] = [{"name": name, **self.facts(words["counted"])} for name in held]
            for one in found["held"]:
                if random.random() < 0.3:
                    one[words["decided_list"]] = [self.facts(words["decided"])]
        found[words["event_list"]] = [self.event(number) for number in range(random.choice([1, 1, 1, 2]))]
        if random.random() < 0.85:
            Steer(self, found).provision(self.label)
        if random.random() < 0.2:
            found["news"] = self.news(found)
        if random.random() < 0.1:
            found["recorded"] = [{words["kept_apart_by"]: random.choice(["8N", "V1", "1"])}]
        return found

    def event(self, number: int) -> dict[str, Any]:
        """What brings things to be decided."""
        random, words = self.random, self.vocabulary
        entity = words["event"]
        facts = self.facts(entity)
        facts[words["event_date"]] = random.choice([self.start, random.choice(DAYS), random.choice(TIMES)])
        brought = [self.facts(words["decided"]) for _ in range(random.choice([1, 1, 2, 2, 3, 4]))]
        if len(brought) > 1 and random.random() < 0.4:
            brought[1] = dict(brought[0])
        facts[words["decided_list"]] = brought
        for key in words["entities"][entity][2]:
            if facts.get(key) is None:
                facts[key] = self.value(key, words["entities"][entity][1][key], certainly=True)
        return facts

    def news(self, found: dict[str, Any]) -> list[dict[str, Any]]:
        """A fact of something that changes later."""
        random, words = self.random, self.vocabulary
        number = random.randint(1, sum(len(one[words["decided_list"]]) for one in found[words["event_list"]]))
        about = {"about": f"{words['decided_name']} {number}", "on": random.choice(DAYS)}
        facts = self.facts(words["decided"])
        keys = random.sample(sorted(facts), min(len(facts), 2))
        return [{**about, **{key: facts[key] for key in keys}}]

    def facts(self, entity: str) -> dict[str, Any]:
        """Facts of one thing; what is left out is unknown."""
        random = self.random
        found: dict[str, Any] = {}
        specs = self.vocabulary["entities"][entity][1]
        for key, spec in specs.items():
            if key in self.rulings and random.random() < 0.6:
                continue
            leans = key in self.leaning.values
            if random.random() < (self.known if leans else self.known * 0.9 if len(specs) < 30 else self.known * 0.6):
                value = self.value(key, spec)
                if value is not None:
                    found[key] = value
        return found

    def value(self, key: str, spec: tuple[str, Any, bool], certainly: bool = False) -> Any:
        """A value of a fact; None where there is none to give."""
        random = self.random
        kind, argument, optional = spec
        if optional and not certainly and random.random() < 0.2:
            return "none"
        leans = [value for value in self.leaning.values.get(key, ()) if value is not None]
        if kind == "yes":
            return random.random() < 0.5
        if kind == "one":
            fitting = [value for value in leans if value in argument]
            return random.choice(fitting) if fitting and random.random() < 0.6 else random.choice(list(argument))
        if kind == "number":
            near = [value + by for value in leans if not isinstance(value, str) for by in (-1, 0, 1)]
            return random.choice(near or [0, 1, 10, 12, 15, 19, 20, 21, 40])
        if kind == "time":
            return random.choice([self.start, random.choice(DAYS), random.choice(TIMES)])
        if kind == "row":
            return random.choice([one for one in self.some_rows if one in argument] or [*argument])
        if kind == "thing":
            names = self.names.get(argument) or []
            return random.choice(names) if names else None
        if kind == "things":
            names = self.names.get(argument) or []
            return random.sample(names, random.randint(0, len(names)))
        return random.choice(["abc", "8N", "V1", "x y"])

    def _row(self) -> str:
        random = self.random
        if self.leaning.rows and random.random() < 0.7:
            return str(random.choice(self.leaning.rows))
        return str(random.choice(self.rows))


def make(plan: Plan, random: Any, known: float | None = None, label: str | None = None) -> dict[str, Any]:
    """One incident of a plan's vocabulary."""
    return Maker(plan, random, known, label).incident()
