"""What is taken from many things: how many there are, the earliest or latest of their times.

A conclusion takes it for each of several things from the same ones. So whatever of its condition hangs on one of those
alone is tried once for each, in an event: `THOSE` lists the things that pass, for as many conditions as there are; what
joins them to the thing that is concluded about is tried of these alone.
"""

from __future__ import annotations

from hocrdsl.backends.columnar.emit_many import Many
from hocrdsl.backends.columnar.emit_values import CannotSay, Env
from hocrdsl.backends.columnar.emit_weights import LITTLE, type_of, weight, weight_of
from hocrdsl.backends.columnar.layout import DAY, DECIDED, NONE, UNKNOWN, measure
from hocrdsl.backends.columnar.text import Text
from hocrdsl.model import nodes
from hocrdsl.model.expressions import Combined, Compare, Equals, Quantified, Same, Test, TimeType, Value, Variable
from hocrdsl.model.walk import chain, tests_within, values_of

# so many results are taken from the same things at once
MOST_TAKEN = 7


class Tallies(Many):
    """What is written of what is taken from many things."""

    def tally(self, body: nodes.TallyBody, env: Env, out: Text) -> None:
        """Return how many there are, or the earliest or latest of their times; unknown where that is in doubt."""
        if self.saying and not self.asking and self._ranges_over_decided(body.over):
            # of what is asked the reference knows the order, and each is asked of all
            out.say("if SAYING[0] == 1:")
            out.deeper()
            if env != {0: "x"} or not self._taken_together(body, out):
                (taken,) = self._taken_from_those([body], env, out)
                out.say(f"if {taken.doubt} == 1:").inside(f"return {UNKNOWN}")
                out.say(f"return {self._result(body, taken, out)}")
            out.shallower()
        kept = self.mark(out)
        if body.kind == "number" and over_many(body.over, self):
            # the counted would be counted twice
            out.say("if AFTER[0] == 1:").inside("BAD[0] = 1")
        taken = _Taken(out)

        def each(one: str) -> None:
            inner = {**env, body.over.variable: one}
            truth = self.test(body.over.condition, inner, out)
            out.say(f"if {truth} == 0:").inside("continue")
            out.say(f"if {truth} == 1:").inside(f"{taken.doubt} = 1")
            self._take(body, inner, taken, out)

        self._each(body.over, env, out, each, lambda: out.say(f"{taken.doubt} = 1"))
        out.say(f"if {taken.doubt} == 1:").inside(f"return {UNKNOWN}")
        self.forget(out, kept)
        out.say(f"return {self._result(body, taken, out)}")

    def _take(self, body: nodes.TallyBody, env: Env, taken: _Taken, out: Text) -> None:
        """One more of them."""
        if body.value is None:
            out.say(f"{taken.number} += 1")
            return
        doubt, best = taken.doubt, taken.best
        found = self.value(body.value, env, out)
        out.say(f"if {found} == {UNKNOWN}:").inside(f"{doubt} = 1")
        out.say(f"elif {found} != {NONE}:")
        out.deeper()
        if isinstance(type_of(body.value), TimeType):
            # of a day and a moment of it nobody can say which comes first
            out.say(f"if {best} != {NONE} and {best} // {DAY} == {found} // {DAY} and {best} != {found} and "
                    f"({best} % {DAY} == 0 or {found} % {DAY} == 0):").inside(f"{doubt} = 1")
        sign = "<" if body.kind == "earliest" else ">"
        out.say(f"if {best} == {NONE} or {found} {sign} {best}:").inside(f"{best} = {found}")
        out.shallower()

    def _take_perhaps(self, body: nodes.TallyBody, env: Env, taken: _Taken, passes: str, out: Text) -> None:
        """The same without a jump, where `passes` is 1."""
        if body.value is None:
            out.say(f"{taken.number} += {passes}")
            return
        doubt, best = taken.doubt, taken.best
        found = self.value(body.value, env, out)
        known = out.name(f"1 if {passes} == 1 and {found} != {UNKNOWN} and {found} != {NONE} else 0")
        out.say(f"{doubt} = 1 if {passes} == 1 and {found} == {UNKNOWN} else {doubt}")
        if isinstance(type_of(body.value), TimeType):
            days = [out.name(f"{one} // {DAY}") for one in (best, found)]
            minutes = [out.name(f"{one} % {DAY}") for one in (best, found)]
            # of a day and a moment of it nobody can say which comes first
            whole = out.name(f"{minutes[0]} == 0 or {minutes[1]} == 0")
            vague = out.name(f"{days[0]} == {days[1]} and {best} != {found} and {whole} == 1")
            out.say(f"{doubt} = 1 if {known} == 1 and {best} != {NONE} and {vague} == 1 else {doubt}")
        sign = "<" if body.kind == "earliest" else ">"
        out.say(f"{best} = {found} if {known} == 1 and ({best} == {NONE} or {found} {sign} {best}) else {best}")

    def _joined(self, limbs: list[Test], env: Env, out: Text) -> str:
        """Whether all limbs hold: each is tried, where that takes little, and none jumped over."""
        if not limbs:
            return "2"
        if any(weight_of(self, limb) > LITTLE for limb in limbs):
            return self.test(_all(limbs), env, out)
        truth, *others = [self.test(limb, env, out) for limb in limbs]
        for other in others:
            truth = out.name(f"{truth} if {truth} < {other} else {other}")
        return truth

    def _result(self, body: nodes.TallyBody, taken: _Taken, out: Text) -> str:
        if body.kind == "number":
            # whole numbers to the bits that stand for them
            return out.name(f"{self.table([measure(one) for one in range(1025)])}[{taken.number}]")
        return taken.best

    def sure(self, test: Test) -> bool:
        """See `Emitter`."""
        raise NotImplementedError

    # --- from what was found once ---------------------------------------------------------

    def _ranges_over_decided(self, over: Quantified) -> bool:
        decided = self.layout.decided
        return over.among is None and over.entity == decided == self._entity(over.entity)

    def _taken_together(self, body: nodes.TallyBody, out: Text) -> bool:
        """Lines that return what is taken from the things, all that definitions take from the same ones at once (how
        many there are and the first of them); whether that could be said."""
        every_one = self.model.definitions.values()
        entity = next((one.entity for one in every_one if one.body == body), None)
        alike = [one.body for one in every_one if one.entity == entity
                 and isinstance(one.body, nodes.TallyBody) and one.body.over == body.over]
        if len(alike) < 2:
            return False
        key = (entity, body.over)
        if key not in self.together:
            # what is taken within it from others has a place of its own
            place, self.together[key] = len(self.together), ""
            kept = self.kept_names()
            try:
                self.together[key] = self._filler(alike, place)
            except CannotSay:
                self.take_back(kept)
        if not self.together[key]:
            return False
        cells = f"TAKEN{list(self.together).index(key)}"
        out.say(f"if {cells}[{MOST_TAKEN}] != x:").inside(f"{self.together[key]}(x)")
        out.say(f"return {cells}[{alike.index(body)}]")
        return True

    def _filler(self, alike: list[nodes.TallyBody], place: int) -> str:
        """The function that leaves what is taken for a thing in `TAKEN`, and last whose it is."""
        if len(alike) > MOST_TAKEN:
            raise CannotSay("more taken from the same things than there is room for")
        out = self.text()
        every_one = self._taken_from_those(alike, {0: "x"}, out)
        for at, (body, taken) in enumerate(zip(alike, every_one, strict=True)):
            result = self._result(body, taken, out)
            out.say(f"TAKEN{place}[{at}] = {UNKNOWN} if {taken.doubt} == 1 else {result}")
        out.say(f"TAKEN{place}[{MOST_TAKEN}] = x", "return 0")
        return self.once(("together", alike[0].over, place), lambda name: out.function(name, "x"))

    def _taken_from_those(self, bodies: list[nodes.TallyBody], env: Env, out: Text) -> list[_Taken]:
        """Lines that take something, or several things, from the same ones."""
        body = bodies[0]
        over, variable = body.over, body.over.variable
        limbs = list(every(over.condition))
        # what rows alone say is tried first: it takes least
        own = sorted([limb for limb in limbs if variables(limb) <= {variable}], key=lambda limb: not self.sure(limb))
        joint = [limb for limb in limbs if variables(limb) - {variable}]
        those = self._those(own, variable)
        for limb in joint:
            # what is the same for all of them is read once
            for value in _sides(limb):
                if variable not in _variables_of(value) and not isinstance(value, Variable):
                    self.value(value, env, out)
        doubt, taken, at = out.fresh(), [_Taken(out) for _ in bodies], out.fresh()
        out.say(f"{doubt} = 0")
        out.say(f"if {those}[{DECIDED}] < 0:").inside(f"{self._finder(own, variable)}()")
        last = out.name(f"{those}[{DECIDED}]")
        out.say(f"for {at} in range(0, {last}):")
        out.deeper()
        held = out.name(f"{those}[{at}]")
        one = out.name(f"{held} >> 1")
        if over.other_than is not None:
            out.say(f"if {one} == {env[over.other_than]}:").inside("continue")
        inner = {**env, variable: one}
        sure = f"{held} & 1 == 1"
        truth = self._joined(joint, inner, out)
        if all(body.value is None or weight(self, body.value) <= LITTLE for body in bodies):
            # whether it passes is anybody's guess, so nothing is jumped over
            passes = out.name(f"1 if {truth} != 0 else 0")
            out.say(f"{doubt} = 1 if {passes} == 1 and ({truth} == 1 or {sure}) else {doubt}")
            for body, one_taken in zip(bodies, taken, strict=True):
                self._take_perhaps(body, inner, one_taken, passes, out)
        else:
            out.say(f"if {truth} == 0:").inside("continue")
            out.say(f"if {truth} == 1 or {sure}:").inside(f"{doubt} = 1")
            for body, one_taken in zip(bodies, taken, strict=True):
                self._take(body, inner, one_taken, out)
        out.shallower()
        for one_taken in taken:
            out.say(f"{one_taken.doubt} = 1 if {doubt} == 1 else {one_taken.doubt}")
        return taken

    def _those(self, own: list[Test], variable: int) -> str:
        """The array of the things that pass: twice the thing, and 1 where that is in doubt; how many they are stands
        behind the last, below nothing where nobody looked yet."""
        key = variable, tuple(own)
        if key not in self.those:
            self.those.append(key)
        return f"THOSE{self.those.index(key)}"

    def _finder(self, own: list[Test], variable: int) -> str:
        """The function that fills it."""
        those, place = self._those(own, variable), self.layout.entity_place[self.layout.decided] * 2

        def made(name: str) -> str:
            out = self.text()
            out.say("n = 0", f"for y in range(NOW[{place}], NOW[{place + 1}]):")
            out.deeper()
            # of earlier events those are in view that were counted
            out.say("if y < FROM[0] and INTO[y] < 0:").inside("continue")
            truth = self._joined(own, {variable: "y"}, out)
            # what does not pass is written over
            out.say(f"{those}[n] = y * 2 + (1 if {truth} == 1 else 0)", f"n += 1 if {truth} != 0 else 0")
            out.shallower()
            out.say(f"{those}[{DECIDED}] = n", "return n")
            return out.function(name)

        return self.once(("those", variable, tuple(own)), made)


class _Taken:
    """The names of what is found so far: the number, the best, and whether it is in doubt."""

    def __init__(self, out: Text) -> None:
        self.number, self.doubt, self.best = out.fresh(), out.fresh(), out.fresh()
        out.say(f"{self.number} = 0", f"{self.doubt} = 0", f"{self.best} = {NONE}")


def over_many(over: Quantified, at: Many) -> bool:
    """Whether something ranges over a kind of which the counted are too."""
    return over.among is None and over.entity not in at.layout.vocabulary["entities"]


def every(test: Test) -> tuple[Test, ...]:
    """The tests that all must hold, as deep as they go."""
    if isinstance(test, Combined) and test.kind == "all":
        return tuple([inner for limb in test.limbs for inner in every(limb)])
    return (test,)


def variables(test: Test) -> frozenset[int]:
    """The variables that a test reads, beside those that it ranges over."""
    found = {value.index for value in values_of(test) if isinstance(value, Variable)}
    for inner in tests_within(test):
        if isinstance(inner, Quantified):
            found.discard(inner.variable)
            if inner.other_than is not None:
                found.add(inner.other_than)
    return frozenset(found)


def _all(limbs: list[Test]) -> Test:
    return limbs[0] if len(limbs) == 1 else Combined("all", tuple(limbs), ())


def _sides(test: Test) -> tuple[Value, ...]:
    return (test.left, test.right) if isinstance(test, Equals | Same | Compare) else ()


def _variables_of(value: Value) -> set[int]:
    return {one.index for one in chain(value) if isinstance(one, Variable)}
