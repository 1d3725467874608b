"""Things of a kind, one after the other: quantifiers and members of lists."""

from __future__ import annotations

from collections.abc import Callable

from hocrdsl.backends.columnar.emit_times import Times
from hocrdsl.backends.columnar.emit_values import CannotSay, Env
from hocrdsl.backends.columnar.layout import HELD, NONE, UNKNOWN
from hocrdsl.backends.columnar.text import Text
from hocrdsl.model.expressions import FactOf, Quantified, Test, Things, Value


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
            self.peeped(out)
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
