"""Things of a kind, one after the other: quantifiers, members of lists, and what is taken from many."""

from __future__ import annotations

from collections.abc import Callable

from hocrdsl.backends.columnar.emit_times import Times
from hocrdsl.backends.columnar.emit_values import CannotSay, Env, type_of
from hocrdsl.backends.columnar.layout import DAY, HELD, NONE, UNKNOWN, measure
from hocrdsl.backends.columnar.text import Text
from hocrdsl.model import nodes
from hocrdsl.model.expressions import FactOf, Quantified, Test, Things, TimeType, Value


class Many(Times):
    """What is written of many things."""

    def quantified(self, test: Quantified, env: Env, out: Text) -> str:
        kept = self.mark(out)
        found, ends = out.fresh(), "0" if test.kind == "every" else "2"
        out.say(f"{found} = {'2' if test.kind == 'every' else '0'}")

        def body(one: str) -> None:
            more = self.test(test.condition, {**env, test.variable: one}, out)
            out.say(f"if {more} {'<' if test.kind == 'every' else '>'} {found}:").inside(f"{found} = {more}")
            out.say(f"if {found} == {ends}:").inside("break")

        self._each(test, env, out, body, lambda: out.say(f"{found} = {self._assumed(test, env, kept)}"))
        if self.asking:
            out.say(f"if {found} == {ends}:")
            out.deeper()
            self.forget(out, kept)
            out.shallower()
        return out.name(f"2 - {found}") if test.kind == "no" else found

    def _assumed(self, test: Quantified, env: Env, kept: tuple[str, str] | None) -> str:
        """The truth of a test over a list that is unknown; where nothing else in it is asked, it is asked itself."""
        if kept is None:
            return "1"
        asked = self.asked(test, env)
        if test.kind == "no":
            asked = f"2 - {asked}"
        return f"{asked} if NOTED[0] == {kept[1]} else 1"

    def asked(self, test: Test, env: Env) -> str:
        """See `Emitter`."""
        raise NotImplementedError

    def _each(self, over: Quantified, env: Env, out: Text, body: Callable[[str], object],
              unknown: Callable[[], object]) -> None:
        """`body` for each thing that `over` ranges over; `unknown` where it can't be told which they are."""
        layout = self.layout
        left_out = None if over.other_than is None else env[over.other_than]
        first, last, held, guard = self._range(over, env, out)
        if held == "unknown":
            unknown()
            return
        if guard:
            out.say(f"if {guard} == {UNKNOWN}:")
            out.deeper()
            unknown()
            out.shallower()
        at = out.fresh()
        extra = ""
        if held == "things" and self.asking and self._entity(over.entity) in layout.listed:
            # somebody new whom a completion brought in is one of them too
            kind = layout.entity_place[self._entity(over.entity)]
            last, extra = out.name(last), f"new_of({kind}, {{}} - {{}})"
            out.say(f"for {at} in range({first}, {last} + new_ones({kind})):")
        elif held == "counted" or held == "things" and self._entity(over.entity) == layout.decided != over.entity:
            # what is held comes after what is decided
            place = layout.entity_place[layout.counted] * 2
            last, extra = out.name(last), f"{HELD} + NOW[{place}] + {{}} - {{}}"
            out.say(f"for {at} in range({first}, {last} + NOW[{place + 1}] - NOW[{place}]):")
        else:
            out.say(f"for {at} in range({first}, {last}):")
        out.deeper()
        one = at
        if extra:
            one = out.name(f"{at} if {at} < {last} else {extra.format(at, last)}")
        if held.startswith("list "):
            base = layout.entity_place[held[5:].split(" ")[0]] * 2
            one = out.name(f"{held.split(' ')[1]}[{at}] + NOW[{base}]")
        elif held.startswith("members "):
            out.say(f"if INTO[{at}] != {held[8:]}:").inside("continue")
        elif held == "counted":
            out.say(f"if {one} < {HELD} and INTO[{at}] != {at}:").inside("continue")
        if held == "things" and self._entity(over.entity) == layout.decided:
            # of earlier events those are in view that were counted
            out.say(f"if {one} < FROM[0] and INTO[{one}] < 0:").inside("continue")
        if left_out is not None:
            out.say(f"if {one} == {left_out}:").inside("continue")
        body(one)
        out.shallower()

    def _range(self, over: Quantified, env: Env, out: Text) -> tuple[str, str, str, str]:
        """First, last, what is held there, and what is unknown when the list is."""
        layout = self.layout
        now = layout.entity_place
        if over.among is None:
            entity = over.entity
            if entity == layout.counted:
                place = now[layout.decided] * 2
                return f"NOW[{place}]", f"NOW[{place + 1}]", "counted", ""
            own = self._entity(entity)
            if own != entity and over.other_than is not None:
                # once something is counted it is one of these too, and another than what it was counted for
                out.say("if AFTER[0] == 1:").inside("BAD[0] = 1")
            place = now[own] * 2
            return f"NOW[{place}]", f"NOW[{place + 1}]", "things", ""
        match over.among:
            case FactOf(of, entity, fact) if entity == layout.counted and fact == layout.vocabulary["decided_list"]:
                holder = self.value(of, env, out)
                place = now[layout.decided] * 2
                last = out.name(f"NOW[{place + 1}] if {holder} >= 0 else 0")
                return f"NOW[{place}]", last, f"members {holder}", ""
            case FactOf(of, entity, fact, Things(kind)):
                return self._listed_in(of, entity, fact, kind, env, out)
        raise CannotSay("a list that is worked out")

    def _listed_in(
        self, of: Value, entity: str, fact: str, kind: str, env: Env, out: Text
    ) -> tuple[str, str, str, str]:
        column = self.layout.column(self._entity(entity), fact)
        if self.model.entities[self._entity(entity)].facts[fact].only_where is not None:
            raise CannotSay(f"{fact} of {entity}, which is not always asked")
        holder = self.value(of, env, out)
        state = out.name(f"H{column.place}({holder}) if {holder} >= 0 else {holder}")
        first = out.name(f"S{column.place}({holder}) if {state} == 1 else 0")
        last = out.name(f"E{column.place}({holder}) if {state} == 1 else 0")
        return first, last, f"list {kind} V{column.place}", state

    def member(self, left: Value, things: Value, env: Env, out: Text) -> str:
        match things:
            case FactOf(of, entity, fact, Things(kind)):
                one = self.value(left, env, out)
                first, last, held, state = self._listed_in(of, entity, fact, kind, env, out)
                found, at = out.fresh(), out.fresh()
                base = self.layout.entity_place[kind] * 2
                out.say(f"{found} = 0")
                out.say(f"if {one} == {NONE} or {state} == {NONE}:").inside(f"{found} = 0")
                out.say(f"elif {one} == {UNKNOWN} or {state} == {UNKNOWN}:").inside(f"{found} = 1")
                out.say("else:")
                out.deeper()
                out.say(f"for {at} in range({first}, {last}):")
                out.deeper()
                out.say(f"if {held.split(' ')[2]}[{at}] + NOW[{base}] == {one}:").inside(f"{found} = 2", "break")
                out.shallower()
                out.shallower()
                return found
        raise CannotSay("a list that is worked out")

    def tally(self, body: nodes.TallyBody, env: Env, out: Text) -> None:
        """Return how many there are, or the earliest or latest of their times; unknown where that is in doubt."""
        kept = self.mark(out)
        if body.kind == "number" and over_many(body.over, self):
            # the counted would be counted twice
            out.say("if AFTER[0] == 1:").inside("BAD[0] = 1")
        number, doubt, best = out.fresh(), out.fresh(), out.fresh()
        out.say(f"{number} = 0", f"{doubt} = 0", f"{best} = {NONE}")

        def each(one: str) -> None:
            inner = {**env, body.over.variable: one}
            truth = self.test(body.over.condition, inner, out)
            out.say(f"if {truth} == 0:").inside("continue")
            out.say(f"if {truth} == 1:").inside(f"{doubt} = 1")
            out.say(f"{number} += 1")
            if body.value is not None:
                found = self.value(body.value, inner, out)
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

        self._each(body.over, env, out, each, lambda: out.say(f"{doubt} = 1"))
        out.say(f"if {doubt} == 1:").inside(f"return {UNKNOWN}")
        self.forget(out, kept)
        if body.kind == "number":
            # whole numbers to the bits that stand for them
            out.say(f"return {self._whole()}[{number}]")
        else:
            out.say(f"return {best}")

    def _whole(self) -> str:
        return self.table([measure(one) for one in range(1025)])


def over_many(over: Quantified, at: Many) -> bool:
    """Whether something ranges over a kind of which the counted are too."""
    return over.among is None and over.entity not in at.layout.vocabulary["entities"]
