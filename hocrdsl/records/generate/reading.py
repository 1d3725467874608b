"""The texts of a rulebook's `generate` folder to `Kinds`. Every problem has its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hocrdsl.diagnostics import Checked, Diagnostic
from hocrdsl.harness import problems
from hocrdsl.harness.compose import Node, compose
from hocrdsl.harness.convert import Reading
from hocrdsl.harness.lexicon import Lexicon, Spec, lexicon
from hocrdsl.model.expressions import Thing
from hocrdsl.plan import Plan
from hocrdsl.records.generate.kinds import Event, Facts, Kind, Kinds, Line, Role
from hocrdsl.records.generate.reading_values import Values
from hocrdsl.records.generate.told import Told, Way
from hocrdsl.records.layout import HELD, layout_of
from hocrdsl.source import SourceText

_ONCE = Told([Way(1, low=1)])
_TOP = ("about", "received", "left out", "sometimes", "never", "usual", "kinds")


def read_kinds(sources: Sequence[SourceText], plan: Plan, left_out: float | None = None) -> Checked[Kinds]:
    """The kinds of some texts. `left_out`: the share of all facts told that is left out, in place of what they say."""
    reader = _Reader(plan, left_out)
    for source in sources:
        reader.open(source)
    kinds = reader.kinds()
    found = tuple(sorted(reader.problems, key=lambda one: one.sort_key))
    return Checked(None if found else kinds, found)


class _Reader:
    def __init__(self, plan: Plan, left_out: float | None) -> None:
        self.plan = plan
        self.words = plan.vocabulary
        self.lexicon: Lexicon = lexicon(plan.vocabulary)
        self.problems: list[Diagnostic] = []
        self.everywhere = left_out
        self.left_out: dict[str, dict[str, float]] = {}
        self.usual: dict[str, dict[str, Told]] = {}
        self.top: dict[str, tuple[Reading, Node]] = {}
        self.parts: list[tuple[Reading, Node]] = []
        row_of = {(entity.key, fact.key): fact.type.entity for entity in plan.model.entities.values()
                  for fact in entity.facts.values() if isinstance(fact.type, Thing)}
        self.values = Values(None, layout_of(plan.vocabulary), plan.model.rows, row_of)  # type: ignore[arg-type]
        self.sections = {
            **self.words["headings"], self.words["event_list"]: self.words["event"],
            self.words["decided_list"]: self.words["decided"], HELD: self.words["counted"],
        }

    def open(self, source: SourceText) -> None:
        """Take in a text."""
        composed = compose(source)
        self.problems += composed.diagnostics
        reading = Reading(source, self.lexicon)
        reading.problems = self.problems
        for node in composed.value or ():
            for text, key, below in reading.pairs(node, "the file"):
                if text not in _TOP:
                    reading.say(problems.unknown_key(reading.span(key), text, "the file", _TOP))
                elif text == "kinds":
                    self.parts.append((reading, below))
                elif text in self.top:
                    other, first = self.top[text]
                    reading.say(problems.key_twice(reading.span(key), text, other.span(first)))
                else:
                    self.top[text] = reading, below

    def kinds(self) -> Kinds:
        """Everything taken in."""
        self._settings()
        found = []
        for reading, node in self.parts:
            self.values.reading = reading
            found += [self._kind(reading, text, below) for text, _, below in reading.pairs(node, "`kinds`")]
        received, sometimes = Told([Way(1)]), 0.0
        if "received" in self.top:
            date = self.lexicon.facts[self.words["event"]][self.words["event_date"]]
            received = self.values.told(self.words["event"], date, self._at("received"))
        if "sometimes" in self.top:
            sometimes = self.values.share(self._at("sometimes"), "`sometimes`")
        words = {at: tuple(some) for at, some in self.values.words.items()}
        return Kinds(tuple(found), received, sometimes, self._never(), words)

    def _at(self, name: str) -> Node:
        self.values.reading, node = self.top[name]
        return node

    def _settings(self) -> None:
        for name in ("left out", "usual"):
            if name not in self.top:
                continue
            node = self._at(name)
            reading = self.values.reading
            for text, key, below in reading.pairs(node, f"`{name}`"):
                entity = self._section(reading, text, key)
                if entity is None:
                    continue
                if name == "usual":
                    specs = self._specs(reading, entity, below)
                    self.usual[entity] = {spec.key: self.values.told(entity, spec, one) for spec, one in specs}
                    continue
                shares = self.left_out.setdefault(entity, {})
                for fact, fact_key, share in reading.pairs(below, f"`{text}`"):
                    spec = self.lexicon.fact(entity, fact)
                    if spec is None and fact != "everything":
                        self._unknown(reading, fact_key, f"`{text}`", entity)
                    shares[spec.key if spec else fact] = self.values.share(share, f"the share of {fact}")

    def _never(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        if "never" in self.top:
            node = self._at("never")
            reading = self.values.reading
            for text, key, below in reading.pairs(node, "`never`"):
                entity = self._section(reading, text, key)
                if entity is None:
                    continue
                names = [(one, self.lexicon.fact(entity, one.value)) for one in reading.items(below, text)]
                for one, spec in names:
                    if spec is None:
                        self._unknown(reading, one, f"`{text}`", entity)
                found[entity] = frozenset(spec.key for _, spec in names if spec is not None)
        return found

    def _section(self, reading: Reading, text: str, key: Node) -> str | None:
        if text in self.sections:
            return str(self.sections[text])
        reading.say(problems.unknown_key(reading.span(key), text, "it", self.sections))
        return None

    def _specs(self, reading: Reading, entity: str, node: Node) -> list[tuple[Spec, Node]]:
        found = []
        for text, key, below in reading.pairs(node, "it"):
            spec = self.lexicon.fact(entity, text)
            if spec is None:
                self._unknown(reading, key, f"`{entity.replace('_', ' ')}`", entity)
            else:
                found.append((spec, below))
        return found

    def _unknown(self, reading: Reading, key: Node, what: str, entity: str, *more: str) -> None:
        known = [*more, *self.lexicon.known(entity)]
        reading.say(problems.unknown_key(reading.span(key), str(key.value), what, known))

    def _kind(self, reading: Reading, name: str, node: Node) -> Kind:
        share, days, sections = 1.0, {}, {}
        known = ["share", "from", "until", *self.words["headings"], self.words["event_list"], HELD]
        for text, key, below in reading.pairs(node, f"`{name}`"):
            if text == "share":
                share = self.values.share(below, "the share")
            elif text in ("from", "until"):
                date = self.lexicon.facts[self.words["event"]][self.words["event_date"]]
                days[text] = int(self.values.told(self.words["event"], date, below).lows[0])
            elif text in known:
                sections[text] = below
            else:
                reading.say(problems.unknown_key(reading.span(key), text, f"`{name}`", known))
        listed = [(role, heading, below) for heading in self.words["headings"] if heading in sections
                  for role, _, below in reading.pairs(sections[heading], f"`{heading}`")]
        names = {role: heading for role, heading, _ in listed}
        roles = tuple(self._role(reading, role, heading, below, names) for role, heading, below in listed)
        events_node = sections.get(self.words["event_list"])
        if events_node is None:
            reading.say(problems.required(reading.span(node), f"`{name}`", self.words["event_list"]))
        events = [] if events_node is None else [
            self._event(reading, one, names) for one in reading.items(events_node, f"`{self.words['event_list']}`")]
        held = [] if HELD not in sections else [
            self._line(reading, self.words["counted"], one, names, {})
            for one in reading.items(sections[HELD], f"`{HELD}`")]
        until = days.get("until")
        return Kind(name, share, roles, tuple(events), tuple(held), days.get("from"),
                    None if until is None else until + 86400 - 1)

    def _role(self, reading: Reading, name: str, heading: str, node: Node, names: Mapping[str, str]) -> Role:
        entity = self.words["headings"][heading]
        count, own = _ONCE, []
        lists: dict[str, tuple[str, ...]] = {}
        for text, key, below in reading.pairs(node, f"`{name}`"):
            spec = self.lexicon.fact(entity, text)
            if text == "count":
                count = self.values.number(below, "`count`")
            elif spec is None:
                self._unknown(reading, key, f"`{name}`", entity, "count")
            elif spec.kind == "things":
                items = [below] if below.id == "scalar" else reading.items(below, f"`{text}`")
                lists[spec.key] = tuple(str(one.value) for one in items)
                there = self._of(names, spec)
                for one in items:
                    if one.value not in (*there, "each other"):
                        heading = self.values.headings(spec.argument)
                        reading.say(problems.dangling(reading.span(one), str(one.value), heading, there))
            else:
                own.append((spec, below))
        return Role(name, heading, count, self._facts(entity, own, names, False), lists)

    def _event(self, reading: Reading, node: Node, names: Mapping[str, str]) -> Event:
        event, decided = self.words["event"], self.words["decided"]
        own, shared, lines, times = [], {}, [], _ONCE
        below_lines: list[Node] = []
        for text, key, below in reading.pairs(node, "an event"):
            spec = self.lexicon.fact(event, text)
            if text == "times":
                times = self.values.number(below, "`times`")
            elif text == self.words["decided_list"]:
                below_lines = reading.items(below, f"`{text}`")
            elif text == "the same in all":
                shared = self._facts(decided, self._specs(reading, decided, below), names, False, False)
            elif spec is None:
                more = ("times", "the same in all", self.words["decided_list"])
                self._unknown(reading, key, f"`{event}`", event, *more)
            else:
                own.append((spec, below))
        lines = [self._line(reading, decided, one, names, shared) for one in below_lines]
        return Event(self._facts(event, own, names, False), shared, tuple(lines), times)

    def _line(self, reading: Reading, entity: str, node: Node, names: Mapping[str, str], shared: Facts) -> Line:
        own, times, for_each = [], _ONCE, None
        for text, key, below in reading.pairs(node, "it"):
            spec = self.lexicon.fact(entity, text)
            if text == "times":
                times = self.values.number(below, "`times`")
            elif text == "for each":
                for_each = str(below.value)
                if for_each not in names:
                    reading.say(problems.dangling(reading.span(below), for_each, self.values.headings(), names))
                    for_each = None
            elif spec is None:
                self._unknown(reading, key, "it", entity, "times", "for each")
            else:
                own.append((spec, below))
        return Line(self._facts(entity, own, names, for_each is not None, True, shared), times, for_each)

    def _of(self, names: Mapping[str, str], spec: Spec) -> list[str]:
        return [name for name, heading in names.items() if self.words["headings"][heading] == spec.argument]

    def _facts(self, entity: str, own: list[tuple[Spec, Node]], names: Mapping[str, str], it: bool,
               usual: bool = True, besides: Any = ()) -> dict[str, Told]:
        """What is told: what is written, then what is usual where it is written neither here nor above (`besides`)."""
        found = {}
        for spec, node in own:
            there = self._of(names, spec) if spec.kind == "thing" else ()
            found[spec.key] = self.values.told(entity, spec, node, there, it)
        if usual:
            found |= {key: told for key, told in self.usual.get(entity, {}).items()
                      if key not in found and key not in besides}
        return {key: self._less(entity, key, told) for key, told in found.items()}

    def _less(self, entity: str, key: str, told: Told) -> Told:
        """What is told, less the share that is left out."""
        if key in self.words["entities"][entity][2]:
            return told
        shares = self.left_out.get(entity, {})
        share = shares.get(key, shares.get("everything", 0.0)) if self.everywhere is None else self.everywhere
        return told.left_out(share)
