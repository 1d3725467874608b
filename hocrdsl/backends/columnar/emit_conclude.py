"""What is concluded about what is counted and decided, where it is asked for: a stratum after all others.

As the reference interpreter does: after each event, about what it counted or joined to, and about what is decided and
in view; what was concluded before gives way. Nothing is asked for it: what hangs on something unknown, what is none,
and that about which provisions differ are `NONE` here, and null in the tables. What loops can't say, or are not sure
of, leaves the incident (`BAD`) to the compiled function.
"""

from __future__ import annotations

from typing import NamedTuple

from hocrdsl.backends.columnar.emit_strata import DIFFER, LEFT, NOTHING, Strata
from hocrdsl.backends.columnar.emit_tallies import MOST_TAKEN
from hocrdsl.backends.columnar.emit_tests import Emitter
from hocrdsl.backends.columnar.emit_values import CannotSay, Env
from hocrdsl.backends.columnar.layout import DECIDED, NONE, UNKNOWN
from hocrdsl.backends.columnar.text import Text
from hocrdsl.model import nodes
from hocrdsl.model.expressions import NumberType, Thing, TimeType, YesNo
from hocrdsl.plan.nodes import Plan, Step


class Saying(NamedTuple):
    """A conclusion that is asked for: about which entity, its name, what its numbers are (yes, number, time, word, or
    row of the table of `rows`)."""

    entity: str
    name: str
    kind: str
    rows: str = ""


def sayings(plan: Plan, asked: tuple[tuple[str, str], ...]) -> tuple[Saying, ...]:
    """Of what is asked for, by entity and name, that which the plan concludes."""
    found: dict[tuple[str, str], Saying] = {}
    for step in plan.strata["conclude"]:
        action = step.provision.actions[0]
        assert isinstance(action, nodes.Concludes)
        match action.type:
            case YesNo():
                kind, rows = "yes", ""
            case NumberType():
                kind, rows = "number", ""
            case TimeType():
                kind, rows = "time", ""
            case Thing(entity) if entity in plan.model.rows:
                kind, rows = "row", entity
            case _:
                kind, rows = "word", ""
        at = step.provision.entities[0], action.key
        found.setdefault(at, Saying(*at, kind, rows))
    return tuple(found[at] for at in asked if at in found)


class Conclusions(Strata):
    """The functions of what is concluded; `calls` gives by saying the function over one thing."""

    def __init__(self, at: Emitter, asked: tuple[Saying, ...]) -> None:
        self.at = at
        self.plan = at.layout.plan
        self.results = list(at.model.results)
        self.asked = asked
        self.calls = [self._named(one) for one in asked]

    def _named(self, asked: Saying) -> str:
        out = self.at.text()
        steps = [step for step in self.plan.strata["conclude"] if _about(step) == asked[:2]]
        labels = {step.label for step in steps}
        if any(pair <= labels for pair in self.plan.disagreements):
            # a disagreement that is declared has an answer
            self.differ = ("BAD[0] = 1", f"return {LEFT}")
        else:
            self.differ = (f"return {LEFT}",)
        self._standing([(step, f"{self._sayable(step)}(x)") for step in steps], out)
        out.say(f"if found == {NOTHING} or found == {UNKNOWN}:").inside(f"return {NONE}")
        out.say("return found")
        return self.at.once(("conclusion", asked[:2]), lambda name: out.function(name, "x"))

    def _sayable(self, step: Step) -> str:
        """The function of a provision; of one that can't be said, one that leaves the incident where its `where` may
        hold."""
        for attempt in (self._provision, self._where_alone):
            kept = self.at.kept_names()
            try:
                return attempt(step, ("x",))
            except CannotSay:
                self.at.take_back(kept)
        return self.at.once(("left", step.label), lambda name: f"def {name}(x):\n    BAD[0] = 1\n    return {LEFT}\n")

    def _where_alone(self, step: Step, names: tuple[str, ...]) -> str:
        out = self.at.text()
        if step.provision.where is not None:
            truth = self.at.test(step.provision.where, dict(enumerate(names)), out)
            out.say(f"if {truth} == 0:").inside(f"return {NOTHING}")
        out.say("BAD[0] = 1", f"return {LEFT}")
        return self.at.once(("left", step.label), lambda name: out.function(name, *names))

    def _answer(self, action: nodes.Action, env: Env, out: Text, label: int) -> str:
        assert isinstance(action, nodes.Concludes)
        if not action.firsts:
            assert action.value is not None
            return self.at.value(action.value, env, out)
        inner = self.at.text()
        self.at.first_known(action.firsts, {0: "x"}, inner)
        function = self.at.once(("firsts", action.firsts), lambda name: inner.function(name, "x"))
        return out.name(f"{function}({env[0]})")

    # --- the text -----------------------------------------------------------------------

    def text(self) -> str:
        """`conclude`: about the things of an event. `Q0` and so on hold what is concluded, by decided thing; what is
        counted goes by its principal."""
        layout = self.at.layout
        decided: list[str] = []
        counted: list[str] = []
        for place, (asked, call) in enumerate(zip(self.asked, self.calls, strict=True)):
            lines = decided if asked.entity == layout.decided else counted
            lines += [f"v = {call}(x)", f"Q{place}[x] = {NONE} if v == {LEFT} or v == {DIFFER} else v"]
        joined = layout.word("joined")
        of_counted = "".join(f"                {line}\n" for line in counted)
        of_decided = "".join(f"            {line}\n" for line in decided)
        text = "def conclude(a0, first, last):\n"
        text += "".join(f"    THOSE{place}[{DECIDED}] = -1\n" for place in range(len(self.at.those)))
        text += "".join(f"    TAKEN{place}[{MOST_TAKEN}] = -1\n" for place in range(len(self.at.together)))
        if counted:
            text += (
                "    for x in range(a0, last):\n        if INTO[x] == x:\n"
                "            about = 1 if UNIT[x] > SEEN[0] else 0\n"
                "            if about == 0:\n                for y in range(first, last):\n"
                f"                    if INTO[y] == x and FATE[y] == {joined}:\n                        about = 1\n"
                f"            if about == 1:\n{of_counted}"
            )
        if decided:
            text += (
                "    for x in range(a0, last):\n"
                f"        if x >= first or INTO[x] >= 0:\n{of_decided}"
            )
        return text + "    return 0\n"

    def after_event(self, things: str = "a0, first, last", failed: str = "return 1") -> list[str]:
        """What is done when all else of an event is. `things`: the first of the incident, the first of the event and
        the end of both; `failed`: what is done where loops are not sure."""
        at, layout = self.at, self.at.layout
        held = layout.entity_place[layout.counted] * 2
        wanted = ["WANT[0] = 0"] if at.asking else []
        saying = ["SAYING[0] = 1", f"conclude({things})", "SAYING[0] = 0"]
        if at.asking:
            saying = ["if TELLS[0] == 1:", *[f"    {line}" for line in saying]]
        return [
            *[f"MADE[{place}] = 0" for place in range(len(at.groups))],
            f"AFTER[0] = 1 if UNITS[0] > 0 or NOW[{held + 1}] > NOW[{held}] else 0",
            *saying,
            "if BAD[0] != 0:", *[f"    {line}" for line in (*wanted, failed)],
        ]

    def begun(self) -> list[str]:
        """What is done for each decided thing before its incident is decided."""
        return [f"Q{place}[x] = {NONE}" for place in range(len(self.asked))]



def arrays(number: int) -> dict[str, str]:
    """What holds so many conclusions, and of what kind it is."""
    return {f"Q{place}": "i64" for place in range(number)}


def scratch(number: int, length: int) -> dict[str, int]:
    """What one thread needs for them."""
    return {f"W{place}": length for place in range(number)}


def in_common(number: int) -> tuple[str, str]:
    """Lines for each decided thing (`x`, and its place `at`): after each completion (`runs`), and at the end, so that
    what is left is what all of them conclude."""
    each = "".join(
        f"        if runs == 1:\n            W{place}[at] = Q{place}[x]\n"
        f"        elif W{place}[at] != Q{place}[x]:\n            W{place}[at] = {NONE}\n"
        for place in range(number)
    )
    return each, "".join(f"        Q{place}[x] = W{place}[x - a0]\n" for place in range(number))


def _about(step: Step) -> tuple[str, str]:
    action = step.provision.actions[0]
    assert isinstance(action, nodes.Concludes)
    return step.provision.entities[0], action.key
