"""Facts that make one provision's tests come out as wished: true, false or unknown. As far as facts can.

A thing is (its plain facts, its entity). What can't be set (a fate, a group that others make) is left as it is.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from hocrdsl.backends.trace.values import Reader, measure
from hocrdsl.model import nodes
from hocrdsl.model.expressions import (
    Among, Combined, Compare, Constant, DefinedOf, Equals, FactOf, GroupType, IsNone, IsTrue, Known, Member, Negation,
    Quantified, Same, Shifted, Test, Thing, Value, Variable, Within,
)
from hocrdsl.plan import Plan
from hocrdsl.world.times import shift

UNKNOWN = object()
Holder = tuple[dict[str, Any], str]


@cache
def reader_of(digest: str, day: str) -> dict[Any, dict[Any, Any]]:
    """Values by row, by expression, of one edition."""
    return {}


def by_row(plan: Plan, value: Value) -> tuple[Value, dict[Any, Any]] | None:
    """The expression that names a row, and the value for every row."""
    of = value
    while isinstance(of, (FactOf, DefinedOf)) and of.entity in plan.model.rows:
        of = of.of
    if of is value:
        return None
    type_ = getattr(of, "type", None)
    entity = type_.entity if isinstance(type_, Thing) else getattr(of, "entity", None)
    if entity not in plan.model.rows:
        return None
    kept = reader_of(plan.digest, plan.day)
    key = on_row(value, of, entity)
    if key not in kept:
        reader = Reader.of_rows(plan)
        kept[key] = {row: reader.value(key, [row]) for row in plan.model.rows[entity].keys}
    return of, kept[key]


def on_row(value: Value, of: Value, entity: str) -> Value:
    """The same of a variable that is a row."""
    if value is of:
        return Variable(0, entity)
    assert isinstance(value, (FactOf, DefinedOf))
    return replace(value, of=on_row(value.of, of, entity))


class Steer:
    """Sets facts in one incident's plain data. `maker` has the names of things and makes values."""

    def __init__(self, maker: Any, found: dict[str, Any]) -> None:
        self.maker = maker
        self.plan: Plan = maker.plan
        self.model = maker.plan.model
        self.words = maker.plan.vocabulary
        self.random = maker.random
        self.found = found
        self.names: dict[int, str] = {}
        self.events: dict[int, dict[str, Any]] = {}
        self.left = 60

    # --- things -----------------------------------------------------------------------

    def holder(self, value: Value, env: list[Any]) -> Holder | None:
        """The thing that a value names; one is named where none was."""
        if isinstance(value, Variable):
            return env[value.index] if value.index < len(env) else None
        if isinstance(value, DefinedOf):
            body = self.model.definitions[value.entity, value.definition].body
            of = self.holder(value.of, env)
            return self.holder(body.value, [of]) if isinstance(body, nodes.ValueBody) and of else None
        if not isinstance(value, FactOf) or not isinstance(value.type, Thing):
            return None
        of = self.holder(value.of, env)
        if of is None:
            return None
        facts, entity = of
        if entity == self.words["decided"] and value.fact == self.words["event_fact"]:
            return self.events.get(id(facts), {}), self.words["event"]
        target = value.type.entity
        heading = self.words["listed"].get(target)
        if heading is None or value.fact not in self.words["entities"][entity][1]:
            return None
        if facts.get(value.fact) in (None, "none"):
            facts[value.fact] = self.random.choice(self.maker.names[target])
        return self.named(heading, target, facts[value.fact]), target

    def named(self, heading: str, entity: str, name: str) -> dict[str, Any]:
        """The facts of a thing by its name."""
        if heading not in self.found:
            self.found[heading] = {one: {} for one in self.maker.names[entity]}
        facts = self.found[heading].setdefault(name, {})
        self.names[id(facts)] = name
        return facts  # type: ignore[no-any-return]

    # --- values -----------------------------------------------------------------------

    def now(self, value: Value, env: list[Any]) -> Any:
        """The value as stated so far, where that is told at a glance."""
        match value:
            case Constant(constant):
                return constant
            case FactOf(of, _, fact):
                rows = by_row(self.plan, value)
                if rows is not None:
                    return rows[1].get(self.now(rows[0], env))
                holder = self.holder(of, env)
                return None if holder is None else holder[0].get(fact)
            case Shifted(of, number, unit, side):
                moment = self.now(of, env)
                if moment in (None, "none"):
                    return None
                return shift(moment, number if side == "after" else -number, unit, self.words["zone"])
        return None

    def spec(self, value: Value, env: list[Any]) -> tuple[Holder, str, Any] | None:
        """The holder, the fact and what it takes, of a stated fact."""
        if not isinstance(value, FactOf):
            return None
        holder = self.holder(value.of, env)
        if holder is None or value.fact not in self.words["entities"].get(holder[1], ("", {}))[1]:
            return None
        return holder, value.fact, self.words["entities"][holder[1]][1][value.fact]

    def give(self, value: Value, wanted: Any, env: list[Any]) -> None:
        """Make a value so."""
        rows = by_row(self.plan, value)
        if rows is not None:
            fitting = [row for row, one in rows[1].items() if one == wanted]
            if wanted is UNKNOWN or fitting:
                self.give(rows[0], wanted if wanted is UNKNOWN else self.random.choice(fitting[:40]), env)
            return
        if isinstance(value, DefinedOf):
            holder = self.holder(value.of, env)
            if holder is not None:
                self.define(self.model.definitions[value.entity, value.definition].body, wanted, [holder])
            return
        if isinstance(value, Shifted):
            if wanted is UNKNOWN or wanted == "none":
                self.give(value.of, wanted, env)
            return
        found = self.spec(value, env)
        if found is None:
            return
        (facts, entity), fact, (kind, options, optional) = found
        if kind == "one" and wanted not in (UNKNOWN, "none") and wanted not in options:
            # of several facts, another can be that
            return
        if wanted is UNKNOWN:
            if fact not in self.words["entities"][entity][2]:
                facts.pop(fact, None)
        elif wanted != "none" or optional:
            facts[fact] = wanted
        declared = self.model.entities[entity].facts.get(fact)
        if declared is not None and declared.only_where is not None and self.random.random() < 0.7:
            self.wish(declared.only_where, True, [(facts, entity)])

    def define(self, body: nodes.Body, wanted: Any, env: list[Any]) -> None:
        """Make a definition come out so."""
        random = self.random
        match body:
            case nodes.ConditionBody(test):
                self.wish(test, None if wanted is UNKNOWN else wanted is True, env)
            case nodes.ValueBody(value):
                self.give(value, wanted, env)
            case nodes.FirstBody(values):
                self.give(random.choice(values), wanted, env)
            case nodes.CaseBody(lines):
                fitting = [place for place, (value, _) in enumerate(lines)
                           if wanted is UNKNOWN or isinstance(value, Constant) and value.value == wanted]
                at = random.choice(fitting) if fitting else len(lines)
                for place, (_, test) in enumerate(lines[: at + 1]):
                    if test is not None:
                        self.wish(test, place == at and (None if wanted is UNKNOWN else True), env)
            case nodes.TableBody(title):
                table = self.model.tables[title]
                found = [row for row in table.rows if row.output is not None and row.output.value == wanted]
                if wanted is UNKNOWN:
                    self.give(random.choice(table.inputs), UNKNOWN, env)
                elif found:
                    self.fit(table, random.choice(found), env)
            case _:
                pass

    def fit(self, table: nodes.Table, row: nodes.TableRow, env: list[Any]) -> None:
        """Make a row of a table fit."""
        for cell, value in zip(row.cells, table.inputs, strict=True):
            if cell.kind == "one of":
                self.give(value, self.random.choice(cell.constants).value, env)
            elif cell.kind != "any":
                self.wish(Compare(value, cell.kind, cell.constants[0]), True, env)

    def any_value(self, value: Value, env: list[Any]) -> Any:
        """Some value that a fact takes."""
        found = self.spec(value, env)
        return None if found is None else self.maker.value(found[1], found[2], certainly=True)

    # --- tests ------------------------------------------------------------------------

    def wish(self, test: Test | None, want: bool | None, env: list[Any]) -> None:
        """Make a test true, false or (None) unknown."""
        self.left -= 1
        if test is None or self.left < 0:
            return
        random = self.random
        match test:
            case Negation(inner):
                self.wish(inner, None if want is None else not want, env)
            case Combined(kind, limbs):
                self.limbs(kind, limbs, want, env)
            case Quantified():
                self.over(test, want, env)
            case IsTrue(value):
                self.give(value, UNKNOWN if want is None else want, env)
            case IsNone(value):
                self.give(value, UNKNOWN if want is None else "none" if want else self.any_value(value, env), env)
            case Known(value):
                self.give(value, self.any_value(value, env) if want else random.choice([UNKNOWN, "none"]), env)
            case Equals(left, right):
                self.equals(left, right, want, env)
            case Among(left, options):
                self.options(left, [one.value for one in options], want, env)
            case Compare(left, operator, right):
                self.compared(left, operator, right, want, env)
            case Within():
                self.within(test, want, env)
            case Same(left, right):
                self.same(left, right, want, env)
            case Member(left, things):
                holder, spec = self.holder(left, env), self.spec(things, env)
                if spec is not None and holder is not None:
                    name = self.names.get(id(holder[0]))
                    self.give(things, UNKNOWN if want is None else [name] if want and name else [], env)
            case _:
                pass

    def limbs(self, kind: str, limbs: tuple[Test, ...], want: bool | None, env: list[Any]) -> None:
        """One limb decides, or none does; a limb that would undo another comes before it."""
        whole = want if kind != "none" or want is None else not want
        deciding = kind != "all"
        odd = self.random.randrange(len(limbs))
        truths: list[bool | None] = [not deciding] * len(limbs)
        if whole is None or whole == deciding:
            truths[odd] = whole
            if whole is not None and self.random.random() < 0.4:
                # the others hang in the air, and it does not matter
                truths = [truth if place == odd else self.random.choice([None, not deciding])
                          for place, truth in enumerate(truths)]
        for limb, truth in [*zip(limbs, truths, strict=True), (limbs[odd], truths[odd])]:
            self.wish(limb, truth, env)

    def over(self, test: Quantified, want: bool | None, env: list[Any]) -> None:
        truth = want if test.kind != "no" or want is None else not want
        inner = [*env, *[None] * (test.variable + 1 - len(env))]
        things: list[Any] = []
        if test.among is not None:
            spec = self.spec(test.among, env)
            heading = self.words["listed"].get(test.entity)
            if spec is None or heading is None:
                return
            names = self.random.sample(self.maker.names[test.entity], min(2, len(self.maker.names[test.entity])))
            self.give(test.among, names, env)
            things = [(self.named(heading, test.entity, name), test.entity) for name in names]
        else:
            things = [one for one in self.view(test.entity)
                      if test.other_than is None or one[0] is not env[test.other_than][0]]
        many = truth is True and test.kind == "every" or truth is False and test.kind != "every"
        self.random.shuffle(things)
        for thing in things if many else things[:1]:
            inner[test.variable] = thing
            self.wish(test.condition, truth, inner)

    def view(self, entity: str) -> list[Holder]:
        """The things of an entity, as plain facts."""
        if entity == self.words["decided"]:
            return [(one, entity) for event in self.found[self.words["event_list"]]
                    for one in event[self.words["decided_list"]]]
        if entity == self.words["counted"]:
            return [(one, entity) for one in self.found.get("held", ())]
        heading = self.words["listed"].get(entity)
        if heading is None:
            return []
        return [(self.named(heading, entity, name), entity) for name in self.maker.names.get(entity, ())]

    def equals(self, left: Value, right: Value, want: bool | None, env: list[Any]) -> None:
        if want is None:
            self.give(left, UNKNOWN, env)
            return
        if isinstance(right, Constant):
            self.options(left, [right.value], want, env)
            return
        holder = self.holder(right, env)
        wanted = self.now(right, env) if holder is None else self.names.get(id(holder[0]), holder[0].get("name"))
        if holder is not None and holder[1] == self.words["decided"]:
            # a thing counted by this very event has no name yet
            wanted = None
        if wanted is not None and want:
            self.give(left, wanted, env)
        elif not want:
            self.give(left, self.random.choice(["none", self.any_value(left, env)]), env)

    def options(self, left: Value, options: list[Any], want: bool | None, env: list[Any]) -> None:
        if want is None:
            self.give(left, UNKNOWN, env)
            return
        if want:
            self.give(left, self.random.choice(options), env)
            return
        rows = by_row(self.plan, left)
        found = self.spec(left, env)
        others: list[Any] = []
        if rows is not None:
            others = sorted({one for one in rows[1].values() if one is not None and one not in options}, key=str)
        elif found is not None and found[2][0] in ("one", "row"):
            others = [one for one in found[2][1] if one not in options][:200]
        elif isinstance(left, DefinedOf):
            body = self.model.definitions[left.entity, left.definition].body
            if isinstance(body, nodes.CaseBody):
                others = [value.value for value, _ in body.lines if isinstance(value, Constant)]
                others = [one for one in others if one not in options]
        if found is not None and found[2][2] and self.random.random() < 0.3:
            others = ["none"]
        if others:
            self.give(left, self.random.choice(others), env)

    def compared(self, left: Value, operator: str, right: Value, want: bool | None, env: list[Any]) -> None:
        if want is None:
            self.give(left, UNKNOWN, env)
            return
        bound = self.now(right, env)
        if bound is None and want is not None:
            self.give(right, self.any_value(right, env), env)
            bound = self.now(right, env)
        rows = by_row(self.plan, left)
        if bound in (None, "none"):
            return
        near: list[Any]
        if rows is not None:
            near = [one for one in rows[1].values() if one not in (None, "none")]
        elif isinstance(bound, str):
            near = [shift(bound, days, "day") for days in (-40, -1, 0, 1, 40)]
        else:
            near = [bound + by for by in (-5, -1, 0, 0, 1, 5)]
        fitting = [one for one in near if one is not None and measure(one, operator, bound) is want]
        if fitting:
            self.give(left, self.random.choice(fitting), env)

    def within(self, test: Within, want: bool | None, env: list[Any]) -> None:
        """At the near end, the far end, and beside them."""
        left, right = test.left, test.right
        if want is None:
            self.give(self.random.choice([left, right]), UNKNOWN, env)
            return
        if self.now(right, env) in (None, "none"):
            self.give(right, self.any_value(right, env), env)
        start = self.now(right, env)
        if start in (None, "none"):
            return
        start = start[:10]
        sign = -1 if test.side == "before" or test.side == "of" and self.random.random() < 0.5 else 1
        end = shift(start, sign * test.number, test.unit, "")
        if end is None:
            return
        inside = [start, shift(start, sign, "day"), shift(end, -sign, "day"), shift(end, -2 * sign, "day")]
        outside = [end, end, shift(end, sign, "day"), shift(start, -sign, "day")]
        if test.unit == "month":
            # where a month is not thirty days
            days = shift(start, sign * 30 * test.number, "day")
            (inside if days and (days < end) == (sign > 0) else outside).append(days)
        if test.number < 2 and test.unit == "day":
            inside = [start]
        self.give(left, self.random.choice(inside if want else outside), env)

    def same(self, left: Value, right: Value, want: bool | None, env: list[Any]) -> None:
        random = self.random
        if want is None:
            self.give(random.choice([left, right]), UNKNOWN, env)
            return
        type_ = getattr(left, "type", None)
        if isinstance(type_, GroupType):
            self.together(left, right, want, env)
            return
        wanted = self.now(left, env)
        if wanted in (None, "none"):
            self.give(left, self.any_value(left, env), env)
            wanted = self.now(left, env)
        if want and wanted not in (None, "none"):
            self.give(right, wanted, env)
        elif not want:
            self.give(right, self.any_value(right, env), env)

    def together(self, left: Value, right: Value, want: bool, env: list[Any]) -> None:
        """Two things in one group: the same thing, linked, or linked by way of a third."""
        ours, theirs = self.closed(left, env), self.closed(right, env)
        if ours is None or theirs is None:
            return
        (body, one_of, one_env), (_, other_of, other_env) = ours, theirs
        one, other = self.holder(one_of, one_env), self.holder(other_of, other_env)
        if one is None or other is None:
            return
        name = self.names.get(id(one[0]))
        if name is not None and want and self.random.random() < 0.5:
            self.give(other_of, name, other_env)
            return
        if one[0] is not other[0]:
            others = [thing for thing in self.view(one[1]) if thing[0] is not one[0] and thing[0] is not other[0]]
            third = others[0] if others else None
            if want and third is not None and self.random.random() < 0.4:
                self.wish(body.test, True, [one, third])
                self.wish(body.test, True, [third, other])
                return
            self.wish(body.test, want, [one, other])
            if not want:
                self.wish(body.test, False, [other, one])
        elif not want and isinstance(other_of, FactOf):
            self.give(other_of, self.any_value(other_of, other_env), other_env)

    def closed(self, value: Value, env: list[Any]) -> tuple[nodes.ClosureBody, Value, list[Any]] | None:
        """The closure that a group comes from, and the value that it groups."""
        while isinstance(value, DefinedOf):
            body = self.model.definitions[value.entity, value.definition].body
            if isinstance(body, nodes.ClosureBody):
                return body, value.of, env
            holder = self.holder(value.of, env)
            if not isinstance(body, nodes.ValueBody) or holder is None:
                return None
            value, env = body.value, [holder]
        return None

    # --- a whole provision ------------------------------------------------------------

    def provision(self, label: str, limb: int | None = None) -> None:
        """Bring things to a provision, then lean its tests one way."""
        random, words = self.random, self.words
        provision = self.model.provisions[label]
        events = self.found[words["event_list"]]
        for event in events:
            for one in event[words["decided_list"]]:
                self.events[id(one)] = event
                self.names.setdefault(id(one), one.get("name", ""))
        for one in self.found.get("held", ()):
            self.names[id(one)] = one["name"]
            for member in one.get(words["decided_list"], ()):
                self.events[id(member)] = {}
        event = random.choice(events)
        brought = event[words["decided_list"]]
        if provision.pair and len(brought) < 2:
            brought.append(dict(brought[0]))
            self.events[id(brought[1])] = event
        things = random.sample(brought, min(2, len(brought)))
        for thing in things:
            self.recorded(thing, label)
        env: list[Holder] = []
        for place, entity in enumerate(provision.entities):
            held = self.found.get("held", ())
            if entity == words["decided"]:
                env.append((things[min(place, len(things) - 1)], entity))
            elif entity == words["counted"]:
                own = provision.stratum != "join" and (not held or random.random() < 0.6)
                env.append((things[0], words["decided"]) if own or not held else (random.choice(held), entity))
            else:
                some = self.view(entity)
                if not some:
                    return
                env.append(random.choice(some))
        tests = [test for test in [provision.where, *[one.when for one in provision.actions]] if test is not None]
        for place, test in enumerate(tests):
            lean = random.choice([True, True, True, False, None]) if place < len(tests) - 1 or len(tests) == 1 else (
                random.choice([True, True, False, None])
            )
            self.left = 60
            self.wish(test, lean, list(env))

    def recorded(self, thing: dict[str, Any], label: str) -> None:
        """Let a thing come as far as being counted, if the provision is one that comes later."""
        stratum = self.model.provisions[label].stratum
        words = self.words
        if stratum == "record" and self.random.random() < 0.25:
            # what nothing classifies, unless what is told of it does
            thing.pop(words["classified"], None)
        elif stratum != "classify" and words["classified"] not in thing:
            thing[words["classified"]] = self.random.choice(self.maker.some_rows)
        if stratum in ("classify", "record") or self.random.random() < 0.1:
            return
        env = [(thing, words["decided"])]
        for step in self.plan.strata["record"]:
            one = step.provision
            if one.targets and one.where is not None and self.random.random() < 0.9:
                self.left = 20
                self.wish(one.where, False, list(env))
        for step in self.plan.strata["record"]:
            one = step.provision
            if not one.targets and any(isinstance(action, nodes.FateIs) and action.verb == "record"
                                       for action in one.actions):
                self.left = 40
                self.wish(one.where, True, list(env))
                for action in one.actions:
                    if isinstance(action, nodes.FateIs) and action.verb == "record":
                        self.wish(action.when, True, list(env))
                return
