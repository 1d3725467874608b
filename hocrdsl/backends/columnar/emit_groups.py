"""Groups: things of which pairs belong together, closed to the least equivalence.

What is unknown of a pair leaves groups in doubt. Then two things are of one group for sure, surely not, or it turns on
pairs on the way from one to the other (`hocrdsl.backends.trace.closure`); the program with completions asks for the
first of these.
"""

from __future__ import annotations

from hocrdsl.backends.columnar.emit_tallies import Tallies
from hocrdsl.backends.columnar.emit_values import CannotSay, Env
from hocrdsl.backends.columnar.layout import HELD, NEW, NONE, UNKNOWN
from hocrdsl.backends.columnar.text import Text
from hocrdsl.model import nodes
from hocrdsl.model.expressions import DefinedOf, GroupType, Value

# so many pairs of unknown truth are kept of one closure; an incident with more is left
PAIRS = 256
# a group in doubt, as a part of a unit: this and the thing
DOUBTED = 1 << 36


class Groups(Tallies):
    """What is written of groups. Of each, `G`: by place, the place of the first member; `P`: pairs of unknown truth,
    two places each, their number last; `MADE`: 0 not yet, 1 made, 2 made with such pairs, 3 with too many."""

    def group(self, entity: str, definition: str) -> str:
        """The group of a thing: the place of its first member; unknown where a pair may join two of them."""
        at = self.closure(entity, definition)
        return self.once(("group", self.groups[at]), lambda name: self._value(name, at))

    def compared(self, left: Value, right: Value, env: Env, out: Text) -> str | None:
        """Whether the groups of two things are one, where that may be asked; None for anything else."""
        if not self.asking:
            return None
        one, other = self.grouped(left, env, out), self.grouped(right, env, out)
        if one is None or other is None or one[0] != other[0]:
            return None
        closure, first, second = *one, other[1]
        return out.name(
            f"0 if {first} == {NONE} or {second} == {NONE} else "
            f"(1 if {first} == {UNKNOWN} or {second} == {UNKNOWN} else {self.same_group(closure)}({first}, {second}))"
        )

    def part(self, value: Value, env: Env, out: Text) -> str:
        """A value as part of a unit: a group in doubt is told by the thing, to be compared (`same_group`)."""
        found = self.grouped(value, env, out) if self.asking else None
        if found is None:
            return self.value(value, env, out)
        closure, whose = found
        function = self.once(("part", closure), lambda name: self._part(name, closure))
        return out.name(f"{function}({whose}) if {whose} >= 0 else {whose}")

    def grouped(self, value: Value, env: Env, out: Text) -> tuple[int, str] | None:
        """Of a value that is a group: its closure, and the thing whose group it is."""
        if not isinstance(value, DefinedOf):
            return None
        found = self.model.definitions[value.entity, value.definition]
        match found.body:
            case nodes.ClosureBody():
                return self.closure(value.entity, value.definition), self.value(value.of, env, out)
            case nodes.ValueBody(DefinedOf(type=GroupType()) as inner):
                text = self.text()
                within = self.grouped(inner, {0: "x"}, text)
                if within is None:
                    return None
                text.say(f"return {within[1]}")
                whose = self.once(("whose group", found.entity, found.key), lambda name: text.function(name, "x"))
                return within[0], self._through(value.of, env, out, whose)
        return None

    def same_group(self, at: int) -> str:
        """The function that compares the groups of two things."""
        return self.once(("same group", at), lambda name: self._same(name, at))

    def closure(self, entity: str, definition: str) -> int:
        """The number of a closure."""
        # what is said of a kind of several is one group for all of them
        entity = self.model.definitions[entity, definition].entity
        if entity == self.layout.counted:
            raise CannotSay(f"groups of {entity}")
        if (entity, definition) not in self.groups:
            self.groups.append((entity, definition))
        return self.groups.index((entity, definition))

    def _value(self, name: str, at: int) -> str:
        # of what is concluded nothing is asked
        doubted = "        if SAYING[0] == 1:\n            BAD[0] = 1\n" if self.saying else ""
        return (f"def {name}(x):\n{self._made(at)}    if MADE[{at}] != 1:\n{doubted}"
                f"        return {self.blocked()}\n    return G{at}[{self._where(at)}(x)]\n")

    def _part(self, name: str, at: int) -> str:
        where = self._where(at)
        return f'''def {name}(x):
{self._made(at)}    if MADE[{at}] == 3:
        return {self.blocked()}
    g = G{at}[{where}(x)]
    if MADE[{at}] == 2:
        for e in range(0, P{at}[{PAIRS * 2}]):
            if G{at}[P{at}[e * 2]] == g or G{at}[P{at}[e * 2 + 1]] == g:
                return {DOUBTED} + x
    return g
'''

    def _same(self, name: str, at: int) -> str:
        """In doubt: whether there is a way of pairs from one to the other; then the first on it is asked, one that
        joins them at once before any other."""
        where, pair, thing = self._where(at), self._pair(at), self._thing(at)
        g, p = f"G{at}", f"P{at}"
        return f'''def {name}(x, y):
{self._made(at)}    if MADE[{at}] == 3:
        return 1 if {self.blocked()} == {UNKNOWN} else 0
    a = {g}[{where}(x)]
    b = {g}[{where}(y)]
    if a == b:
        return 2
    if MADE[{at}] == 1:
        return 0
    m = {p}[{PAIRS * 2}]
    at = -1
    for e in range(0, m):
        c = {g}[{p}[e * 2]]
        d = {g}[{p}[e * 2 + 1]]
        if at == -1 and (c == a and d == b or c == b and d == a):
            at = e
    if at == -1:
        for e in range(0, m):
            c = {g}[{p}[e * 2]]
            d = {g}[{p}[e * 2 + 1]]
            if at == -1 and c != d and (c == a or d == a):
                at = e
            REACHED[c] = 0
            REACHED[d] = 0
        if at == -1:
            return 0
        REACHED[b] = 0
        REACHED[a] = 1
        grew = 1
        while grew == 1:
            grew = 0
            for e in range(0, m):
                c = {g}[{p}[e * 2]]
                d = {g}[{p}[e * 2 + 1]]
                if REACHED[c] + REACHED[d] == 1:
                    REACHED[c] = 1
                    REACHED[d] = 1
                    grew = 1
        if REACHED[b] == 0:
            return 0
    i = {thing}({p}[at * 2])
    j = {thing}({p}[at * 2 + 1])
    t = {pair}(i, j)
    u = {pair}(j, i)
    return 1
'''

    def _made(self, at: int) -> str:
        return f"    if MADE[{at}] == 0:\n        {self._maker(at)}()\n"

    # --- who is among them, and where ---------------------------------------------------------

    def _of(self, at: int) -> tuple[str, str, bool, bool]:
        """The entity whose columns hold the things; the place of their first; whether somebody new may be among them,
        and what is held."""
        own = self._entity(self.groups[at][0])
        listed = self.asking and own in self.layout.listed
        return own, f"{self.layout.entity_place[own] * 2}", listed, own == self.layout.decided != self.groups[at][0]

    def _where(self, at: int) -> str:
        """The function from a thing to its place among them."""
        own, place, listed, held = self._of(at)
        where = f"x - NOW[{place}]"
        more = f"NOW[{int(place) + 1}] - NOW[{place}] + "
        if held:
            where += f" if x < {HELD} else {more}x - {HELD} - NOW[{self.layout.entity_place[self.layout.counted] * 2}]"
        if listed:
            where += f" if x < {NEW} else {more}place_of_new({self.layout.entity_place[own]}, x)"
        return self.once(("place in groups", at), lambda name: f"def {name}(x):\n    return {where}\n")

    def _thing(self, at: int) -> str:
        """The function from a place to the thing."""
        own, place, listed, held = self._of(at)
        found, there = f"NOW[{place}] + i", f"NOW[{int(place) + 1}] - NOW[{place}]"
        if held:
            counted = self.layout.entity_place[self.layout.counted] * 2
            found += f" if i < {there} else {HELD} + NOW[{counted}] + i - ({there})"
        if listed:
            found += f" if i < {there} else new_of({self.layout.entity_place[own]}, i - ({there}))"
        return self.once(("thing in groups", at), lambda name: f"def {name}(i):\n    return {found}\n")

    def _pair(self, at: int) -> str:
        def made(name: str) -> str:
            body = self.model.definitions[self.groups[at]].body
            assert isinstance(body, nodes.ClosureBody)
            out = self.text()
            out.say(f"return {self.test(body.test, {0: 'x', 1: 'y'}, out)}")
            return out.function(name, "x", "y")

        return self.once(("pair", at), made)

    def _maker(self, at: int) -> str:
        own, place, listed, held = self._of(at)
        pair, thing = self._pair(at), self._thing(at)
        count = f"NOW[{int(place) + 1}] - NOW[{place}]"
        if held:
            counted = self.layout.entity_place[self.layout.counted] * 2
            count += f" + NOW[{counted + 1}] - NOW[{counted}]"
        if listed:
            count += f" + new_ones({self.layout.entity_place[own]})"
        # what the pairs turn on is not what is asked where groups are compared
        marked = "    want = WANT[0]\n    noted = NOTED[0]\n" if self.asking else ""
        forgotten = "            WANT[0] = want\n            NOTED[0] = noted\n" if self.asking else ""
        unseen = "" if own != self.layout.decided else (
            "            if x < FROM[0] and INTO[x] < 0 or y < FROM[0] and INTO[y] < 0:\n                continue\n"
        )
        peeped = "    PEEPED[0] = 1\n" if listed else ""
        return self.once(("make", at), lambda name: (
            f"def {name}():\n{peeped}{marked}    n = {count}\n    m = 0\n"
            f"    for i in range(0, n):\n        G{at}[i] = i\n"
            "    for i in range(0, n):\n        for j in range(i + 1, n):\n"
            f"            x = {thing}(i)\n            y = {thing}(j)\n{unseen}"
            f"            t = {pair}(x, y)\n            if t != 2:\n                u = {pair}(y, x)\n"
            f"                if u > t:\n                    t = u\n{forgotten}"
            f"            if t == 1:\n                if m < {PAIRS}:\n"
            f"                    P{at}[m * 2] = i\n                    P{at}[m * 2 + 1] = j\n                m += 1\n"
            "            if t == 2:\n"
            f"                a = G{at}[i]\n                b = G{at}[j]\n"
            "                if b < a:\n                    c = a\n"
            "                    a = b\n                    b = c\n"
            "                for k in range(0, n):\n"
            f"                    if G{at}[k] == b:\n                        G{at}[k] = a\n"
            f"    P{at}[{PAIRS * 2}] = m\n"
            f"    MADE[{at}] = 1 if m == 0 else (2 if m <= {PAIRS} else 3)\n    return 0\n"
        ))
