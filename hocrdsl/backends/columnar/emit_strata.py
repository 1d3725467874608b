"""The provisions of each stratum, and which of them stand, as functions of the loop language.

A provision's function gives what it concludes as one number: an answer (0 and more), `NOTHING`, `DIFFER` for two
answers at once, or `LEFT` where an unknown matters. A stratum's function tries its provisions in the plan's order, as
the reference interpreter does, and gives the answer of those that stand, `NOTHING`, or `LEFT`: what is unknown, in
conflict or disagreed about is left to the compiled function.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hocrdsl.backends.columnar.emit_groups import DOUBTED
from hocrdsl.backends.columnar.emit_pairs import less, symmetric
from hocrdsl.backends.columnar.emit_rows import BITS, Rows
from hocrdsl.backends.columnar.emit_tests import Emitter
from hocrdsl.backends.columnar.emit_values import CannotSay, Env
from hocrdsl.backends.columnar.layout import NONE, UNKNOWN
from hocrdsl.backends.columnar.text import Text
from hocrdsl.data import replace
from hocrdsl.model import nodes
from hocrdsl.model.expressions import Constant, DefinedOf, Equals, FactOf, GroupType, Shifted, Thing, Value, Variable
from hocrdsl.plan.nodes import Step

NOTHING, DIFFER, LEFT = -5, -8, -9
# answers of a pair: the one or the other prevails, both stand, or it is referred to a result
ONE, OTHER, BOTH, REFERRED = 0, 1, 2, 3
# provisions differ: this less the place of the result to which that is referred
DISPUTED = -100
# a unit and the provision that counts it, in one answer
LABELS = 4096
# what kind of thing a part of a unit is: from here on a group, by its closure
CLOSURES = 1000
# the widest span of values that is put into one table
WIDEST = 4096


class Strata:
    """The functions of the strata up to counting, and of release."""

    # what is done where provisions differ
    differ: tuple[str, ...] = (f"return {LEFT}",)

    def __init__(self, at: Emitter) -> None:
        self.at = at
        self.plan = at.layout.plan
        self.results = list(at.model.results)
        self.units: list[nodes.UnitIs] = []
        self.classify = self._stratum("classify")
        self.record = self._stratum("record")
        self.join = self._joining()
        self.choose = self._pairs()
        self.count = self._counting()
        self.unit = [self._unit(one) for one in self.units]
        self.release = self._release()

    # --- one provision ------------------------------------------------------------------

    def _provision(self, step: Step, names: tuple[str, ...], label: int = 0) -> str:
        """The function of one provision over one thing, or two."""
        at, provision = self.at, step.provision
        env: Env = dict(enumerate(names))
        out = at.text()
        at.anew(out)
        whens = [one.when for one in provision.actions]
        if provision.where is not None:
            where = at.test(provision.where, env, out)
            out.say(f"if {where} == 0:").inside(f"return {NOTHING}")
            out.say(f"if {where} == 1:")
            out.deeper()
            if provision.otherwise is None and all(when is not None for when in whens):
                # a test that is false for sure settles it without asking what the provision is about
                for when in whens:
                    assert when is not None
                    truth = at.test(when, env, out)
                    out.say(f"if {truth} != 0:").inside(f"return {LEFT}")
                out.say(f"return {NOTHING}")
            else:
                out.say(f"return {LEFT}")
            out.shallower()
        if self._by_value(provision, env, out):
            return at.once(("provision", provision.stratum, step.label), lambda name: out.function(name, *names))
        out.say(f"answer = {NOTHING}")
        for action in provision.actions:
            depth = 0
            at.anew(out)
            if action.when is not None:
                truth = at.test(action.when, env, out)
                out.say(f"if {truth} == 1:").inside(f"return {LEFT}")
                out.say(f"if {truth} == 2:")
                out.deeper()
                depth = 1
            found = self._answer(action, env, out, label)
            out.say(f"if {found} == {LEFT}:").inside(f"return {LEFT}")
            if isinstance(action, nodes.MoreSerious):
                out.say(f"if {found} == {NOTHING} and CLASS[{names[0]}] == CLASS[{names[1]}]:").inside(
                    f"return {NOTHING}")
            out.say(f"if {found} != {NOTHING}:")
            out.deeper()
            out.say(f"if answer == {NOTHING}:").inside(f"answer = {found}")
            out.say(f"elif answer != {found}:").inside(f"answer = {DIFFER}")
            out.shallower()
            if depth:
                out.shallower()
        out.say(f"if answer != {NOTHING}:").inside("return answer")
        if provision.otherwise is None:
            out.say(f"return {NOTHING}")
        else:
            out.say(f"return {self._answer(provision.otherwise, env, out, label)}")
        return at.once(("provision", provision.stratum, step.label), lambda name: out.function(name, *names))

    def _by_value(self, provision: nodes.Provision, env: Env, out: Text) -> bool:
        """A line for each value of one thing (`treat … as X when the finding is X`), as one look-up; whether it was
        written."""
        at = self.at
        tests = [one.when for one in provision.actions]
        if at.asking or len(tests) < 3:
            return False
        if not all(isinstance(one, Equals) and isinstance(one.right, Constant) for one in tests):
            return False
        values = [at.layout.constant(one.right) for one in tests]  # type: ignore[union-attr,arg-type]
        answers = [self._fixed(one) for one in provision.actions]
        last = NOTHING if provision.otherwise is None else self._fixed(provision.otherwise)
        if len(set(values)) < len(values) or min(values) < 0 or max(values) - min(values) > WIDEST:
            return False
        if None in (*answers, last):
            return False
        if any(one.left != tests[0].left for one in tests):  # type: ignore[union-attr]
            return False
        low, high = min(values), max(values)
        told = dict(zip(values, answers, strict=True))
        table = at.table([*[told.get(value, last) or 0 for value in range(low, high + 1)], last or 0])
        at.anew(out)
        found = at.value(tests[0].left, env, out)  # type: ignore[union-attr]
        out.say(f"if {found} == {UNKNOWN}:").inside(f"return {LEFT}")
        out.say(f"return {table}[{found} - {low} if {low} <= {found} <= {high} else {high - low + 1}]")
        return True

    def _fixed(self, action: nodes.Action) -> int | None:
        """The answer of an action that says one thing only."""
        match action:
            case nodes.ClassifyAs(Constant() as constant, None):
                return self.at.layout.constant(constant)
            case nodes.FateIs(verb, result):
                return 0 if result is None else 1 + 2 * self.results.index(result) + (verb == "refer")
        return None

    def _answer(self, action: nodes.Action, env: Env, out: Text, label: int) -> str:
        at, layout = self.at, self.at.layout
        match action:
            case nodes.ClassifyAs(value, table):
                if table is not None:
                    found = out.name(f"{at.look_up(table)}({env[0]})")
                else:
                    assert value is not None
                    found = at.value(value, env, out)
                return out.name(f"{LEFT} if {found} == {UNKNOWN} else ({NOTHING} if {found} == {NONE} else {found})")
            case nodes.FateIs(verb, result):
                if verb == "record":
                    return "0"
                assert result is not None
                return str(1 + 2 * self.results.index(result) + (verb == "refer"))
            case nodes.UnitIs():
                if action not in self.units:
                    self.units.append(action)
                return str(self.units.index(action) * LABELS + label)
            case nodes.Releases() | nodes.JoinsTo():
                return "0"
            case nodes.PairAnswer(winner, result):
                if result is not None:
                    return str(REFERRED + self.results.index(result))
                return str(BOTH if winner is None else (ONE if winner == 0 else OTHER))
            case nodes.MoreSerious(criteria):
                return self._more_serious(criteria, env, out)
        raise CannotSay(f"{type(action).__name__} in {layout.decided}")

    def _more_serious(self, criteria: tuple[nodes.Criterion, ...], env: Env, out: Text) -> str:
        at = self.at
        found = out.fresh()
        out.say(f"{found} = {NOTHING}", f"r0 = CLASS[{env[0]}]", f"r1 = CLASS[{env[1]}]")
        out.say("if r0 != r1 and r0 >= 0 and r1 >= 0:")
        out.deeper()
        depth = 0
        for criterion in criteria:
            one = at.value(criterion.first, {0: "r0"}, out)
            other = at.value(criterion.first, {0: "r1"}, out)
            if criterion.kind == "rather":
                assert criterion.second is not None
                two, three = (at.value(criterion.second, {0: row}, out) for row in ("r0", "r1"))
                ahead, back = f"{one} == 1 and {three} == 1", f"{other} == 1 and {two} == 1"
                out.say(f"if ({ahead}) and not ({back}):").inside(f"{found} = {ONE}")
                out.say(f"elif ({back}) and not ({ahead}):").inside(f"{found} = {OTHER}")
            else:
                sign = "<" if criterion.kind == "lower" else ">"
                known = " and ".join(f"{name} != {state}" for name in (one, other) for state in (NONE, UNKNOWN))
                out.say(f"if {one} != {other} and {known}:").inside(
                    f"{found} = {ONE} if {one} {sign} {other} else {OTHER}")
            out.say(f"if {found} == {NOTHING}:")
            out.deeper()
            depth += 1
        out.say("pass")
        for _ in range(depth + 1):
            out.shallower()
        return found

    # --- which stand --------------------------------------------------------------------

    def _standing(self, steps: list[tuple[Step, str]], out: Text, differ: tuple[str, ...] = (),
                  disputes: Mapping[str, str] = MappingProxyType({})) -> None:
        """Lines that leave the answer of the provisions that stand in `found`; (step, call) in the plan's order.
        `differ`: what is done where they differ; `disputes`: by label, what is set to 1 where it stands."""
        differ = differ or self.differ
        out.say(f"found = {NOTHING}", *[f"{one} = 0" for one in disputes.values()])
        every = {step.label for step, _ in steps}
        displaceable = {label for step, _ in steps for label in step.displaces if label in every}
        flags = {label: f"x{at}" for at, label in enumerate(sorted(displaceable))}
        out.say(*[f"{flag} = 0" for flag in flags.values()])
        for step, call in steps:
            depth = 0
            if step.label in flags:
                there = [flags[label] for label in sorted(step.displaces) if label in flags]
                away = [label for label in step.displaces if label not in flags]
                # one that displaces what is elsewhere is never idle
                wanted = [f"{flags[step.label]} == 0", *[f"{one} == 0" for one in there], *["1 == 1" for _ in away[:1]]]
                out.say(f"if {' or '.join(wanted)}:")
                out.deeper()
                depth = 1
            out.say(f"a = {call}", f"if a == {LEFT}:").inside(f"return {LEFT}")
            out.say(f"if a != {NOTHING}:")
            out.deeper()
            for label in sorted(step.displaces):
                if label in flags:
                    out.say(f"{flags[label]} = 1")
            if step.label in flags:
                out.say(f"if {flags[step.label]} == 0:")
                out.deeper()
            if step.label in disputes:
                out.say(f"{disputes[step.label]} = 1")
            out.say(f"if a == {DIFFER}:").inside(*differ)
            out.say(f"if found == {NOTHING}:").inside("found = a")
            if step.provision.stratum == "count":
                # the first provision names the unit; answers are alike where the units are
                out.say(f"elif found // {LABELS} != a // {LABELS}:").inside(f"return {LEFT}")
            else:
                out.say("elif found != a:").inside(*differ)
            if step.label in flags:
                out.shallower()
            out.shallower()
            if depth:
                out.shallower()

    def _stratum(self, stratum: nodes.Stratum) -> str:
        out = self.at.text()
        steps = [(step, f"{self._provision(step, ('x',))}(x)") for step in self.plan.strata[stratum]
                 if self._speaks_of_decided(step)]
        labels = [step.label for step, _ in steps]
        declared = [
            (one, other, self.plan.disagreements[frozenset((one, other))].result)
            for place, one in enumerate(labels) for other in labels[place + 1:]
            if frozenset((one, other)) in self.plan.disagreements
        ]
        stands = {label: f"s{at}" for at, label in enumerate(dict.fromkeys(
            label for one, other, _ in declared for label in (one, other)))}
        out.say("dispute = 0")
        self._standing(steps, out, ("dispute = 1",), stands)
        out.say("if dispute == 1:")
        out.deeper()
        for one, other, result in declared:
            out.say(f"if {stands[one]} == 1 and {stands[other]} == 1:").inside(f"return {self._disputed(result)}")
        out.say(f"return {self._disputed(self.at.charter.disagreements_go_to)}")
        out.shallower()
        out.say("return found")
        return self.at.once(("stratum", stratum), lambda name: out.function(name, "x"))

    def _disputed(self, result: str) -> int:
        return DISPUTED - self.results.index(result)

    def _speaks_of_decided(self, step: Step) -> bool:
        entities = self.at.model.entities
        decided = self.at.layout.decided
        return step.provision.entities in ((decided,), (entities[decided].kind_of,))

    def _counting(self) -> str:
        out = self.at.text()
        steps = [(step, f"{self._provision(step, ('x',), at)}(x)")
                 for at, step in enumerate(self.plan.strata["count"]) if self._speaks_of_decided(step)]
        self._standing(steps, out)
        out.say("return found")
        return self.at.once(("stratum", "count"), lambda name: out.function(name, "x"))

    def _pairs(self) -> str:
        """Which of two things prevails, over the things and the bits of what may choose between them, this way round
        and the other (`bits`)."""
        steps, there = [], self.plan.strata["choose"]
        rows, out = Rows(self.at, there), self.at.text()
        self.bits = [rows.masks(part) for part in range(rows.parts)]
        for place, step in enumerate(there):
            one = self._provision(replace(step, provision=less(step.provision, rows)), ("x", "y"))
            part, bit = divmod(place, BITS)
            if symmetric(step.provision):
                call = f"{one}(x, y) if (f{part} >> {bit}) & 1 == 1 else {NOTHING}"
            else:
                call = f"{self._both_ways(step, one)}(x, y, (f{part} >> {bit}) & 1, (b{part} >> {bit}) & 1)"
            steps.append((step, call))
        self._standing(steps, out)
        out.say("return found")
        given = [f"{way}{part}" for part in range(rows.parts) for way in "fb"]
        return self.at.once(("stratum", "choose"), lambda name: out.function(name, "x", "y", *given))

    def _both_ways(self, step: Step, one: str) -> str:
        return self.at.once(("both ways", step.label), lambda name: _both_ways(name, one))

    def _joining(self) -> str:
        """Whether a thing joins one that was counted in an earlier event."""
        out = self.at.text()
        steps = [(step, f"{self._provision(step, ('x', 'y'))}(x, y)") for step in self.plan.strata["join"]]
        self._standing(steps, out)
        out.say("return found")
        return self.at.once(("stratum", "join"), lambda name: out.function(name, "x", "y"))

    def _release(self) -> str:
        """Whether a thing is released from what it was counted in."""
        at, out = self.at, self.at.text()
        steps = [(step, f"{self._provision(step, ('x', 'y'))}(x, y)") for step in self.plan.strata["release"]]
        self._standing(steps, out)
        out.say("return found")
        return at.once(("stratum", "release"), lambda name: out.function(name, "x", "y"))

    # --- units --------------------------------------------------------------------------

    def _unit(self, unit: nodes.UnitIs) -> str:
        """Put the parts of a thing's unit into `PART` from `place` on; how many they are, or `LEFT`."""
        at, out = self.at, self.at.text()
        lines = (unit.parts, *unit.fallbacks)
        for parts in lines:
            found = []
            for part in parts:
                at.anew(out)
                one = at.part(part, {0: "x"}, out)
                out.say(f"if {one} == {UNKNOWN} and alone == 0:").inside(f"return {LEFT}")
                found.append((one, self._tag(part)))
            out.say("if " + (" and ".join(f"{one} != {NONE}" for one, _ in found) or "1 == 1") + ":")
            out.deeper()
            for place, (one, tag) in enumerate(found):
                if at.asking:
                    # which closure, where it hangs on something unknown which group of it
                    closure = tag - CLOSURES + 1 if tag >= CLOSURES else 0
                    out.say(f"HANGS[place + {place}] = {closure} if {one} >= {DOUBTED} else 0")
                    out.say(f"PART[place + {place}] = {one} + (0 if {one} >= {DOUBTED} else {tag << 40})" if closure
                            else f"PART[place + {place}] = {one} + {tag << 40}")
                else:
                    out.say(f"PART[place + {place}] = {one} + {tag << 40}")
            out.say(f"return {len(found)}")
            out.shallower()
        out.say("return 0")
        return at.once(("unit", str(self.units.index(unit))), lambda name: out.function(name, "x", "place", "alone"))

    def _tag(self, value: Value) -> int:
        """What kind of thing a part is, so that no two kinds are ever the same."""
        layout = self.at.layout
        match value:
            case Variable(_, entity):
                return 1 + sorted(self.at.model.entities).index(entity)
            case FactOf(type=type_) | DefinedOf(type=type_):
                if isinstance(type_, Thing):
                    return 1 + sorted(self.at.model.entities).index(type_.entity)
                if isinstance(type_, GroupType):
                    return CLOSURES + self.at.closure(type_.entity, type_.definition)
                return 0
            case Shifted() | Constant():
                return 0
        raise CannotSay(f"a unit of {layout.counted}")


def _both_ways(name: str, one: str) -> str:
    """A pair tried both ways round, as far as either may conclude: answers that agree are one, two winners are none,
    others differ."""
    return (
        f"def {name}(x, y, forth, back):\n    a = {one}(x, y) if forth == 1 else {NOTHING}\n"
        f"    if a == {LEFT}:\n        return {LEFT}\n    b = {one}(y, x) if back == 1 else {NOTHING}\n"
        f"    if b == {LEFT}:\n        return {LEFT}\n"
        f"    if b == {ONE}:\n        b = {OTHER}\n    elif b == {OTHER}:\n        b = {ONE}\n"
        f"    if a == {NOTHING}:\n        return b\n    if b == {NOTHING} or a == b:\n        return a\n"
        f"    if a == {DIFFER} or b == {DIFFER}:\n        return {DIFFER}\n"
        f"    if a <= {OTHER} and b <= {OTHER}:\n        return {NOTHING}\n    return {DIFFER}\n"
    )
