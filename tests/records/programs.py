"""Programs of the loop language for tests: some written, some made at random.

Each is the body of `f(n, k)`, with `k` the number of the lane; it may call `g`, read `A` (numbers) and `B` (bits), and
write `OUT` (its own) and `S` at `k`.
"""

from __future__ import annotations

from random import Random

LENGTH, OWN = 60, 16
BODIES = [
    "s = 0\nfor i in range(0, n):\n    s += A[i] * 3 - 1\nreturn s",
    "s = 0\nfor i in range(0, n):\n    if A[i] > 3 and not (A[i] == 5 or B[i]):\n        s += 1\n"
    "    elif A[i] == -2:\n        continue\n    elif i > 50:\n        break\n"
    "    else:\n        OUT[i & 15] = s\nreturn s",
    "i = 0\nwhile i < n:\n    OUT[i % 16] = (i if B[i] else 0 - i) if A[i] < 0 else -7\n    i += 1\nreturn i",
    "s = 0\nfor i in range(0, n):\n    s = (s ^ (i << 2) | (i & 5)) % 997\n"
    "    s += (i * 7 // 3) % 5 + (s >> 1)\nreturn s",
    "s = 0\nfor i in range(0, n):\n    OUT[i & 15] += g(A[i], i)\n    s += g(i, s % 3) == 2\nreturn s",
    "s = 0\nfor i in range(0, n):\n    s += 1 if -3 < A[i] <= 4 else 0\nreturn ~s",
    "if n == 0:\n    return 4\nelse:\n    return 5",
    "for i in range(0, n):\n    for j in range(i + 1, n):\n        if A[i] == A[j] and i % 3 == k % 3:\n"
    "            if j > 30:\n                return i * 100 + j\n            break\n    S[k] += 1\nreturn -1",
    "s = bits_of(n) >> 40\nif n > 2:\n    if k > 3:\n        return s\n    s = bits_of(0 - k)\nreturn s >> 3",
    "if k == 1:\n    v = A[2]\nelif k == 2:\n    v = 7\nelif k % 2 == 0:\n    v = n if n < 9 else g(n, 3)\nelse:\n"
    "    return 1\nreturn v",
    "while 1 == 1:\n    n -= 1\n    if n < 0:\n        return k\n    if A[n] == 3:\n        while n > 0:\n"
    "            n -= 2\n            if B[n]:\n                break\n        S[k] = n",
]


def text_of(body: str) -> str:
    """The program of a body."""
    inner = "\n".join("    " + line for line in body.splitlines())
    return f"def g(a, b):\n    if a < b:\n        return 2\n    return a - b\n\ndef f(n, k):\n{inner}\n"


class Made:
    """One body at random."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.names = 0

    def body(self) -> str:
        names = ["p", "q", "s", "n", "k"]
        lines = ["p = n", "q = 3", "s = k * 7 + n", *self._block(names, 0, False), *self._block(names, 0, False)]
        return "\n".join([*lines, "return s ^ p + q"])

    def _block(self, names: list[str], depth: int, in_loop: bool) -> list[str]:
        found: list[str] = []
        for _ in range(self.random.randint(1, 4)):
            found += self._statement(names, depth, in_loop)
            if found[-1].split()[0] in ("break", "continue", "return"):
                break
        return found

    def _statement(self, names: list[str], depth: int, in_loop: bool) -> list[str]:
        random, value = self.random, lambda: self._value(names)
        kind = random.choice(["set", "set", "add", "own", "shared", "if", "if", "if", "for", "while", "out", "pass"])
        if depth > 2 and kind in ("if", "for", "while") or kind == "out" and not depth:
            kind = "set"
        if kind == "set":
            return [f"{random.choice('pqs')} = {value()} & 1023"]
        if kind == "add":
            return [f"{random.choice('pqs')} += {value()} & 15"]
        if kind == "own":
            return [f"OUT[({value()}) & 15] = {value()} & 255"]
        if kind == "shared":
            return [f"S[k] = {value()} & 255"]
        if kind == "if":
            lines = [f"if {self._test(names)}:", *self._inner(names, depth, in_loop)]
            if random.random() < 0.3:
                lines += [f"elif {self._test(names)}:", *self._inner(names, depth, in_loop)]
            return [*lines, "else:", *self._inner(names, depth, in_loop)] if random.random() < 0.4 else lines
        self.names += 1
        name = f"i{self.names}"
        if kind == "for":
            ends = random.choice(["0", "k", "p & 3"]), random.choice(["3", "(q & 3) + 1", "k & 7"])
            return [f"for {name} in range({', '.join(ends)}):", *self._inner([*names, name], depth, True)]
        if kind == "while":
            more = f" and {self._test(names)}" if random.random() < 0.5 else ""
            return [f"{name} = {value()} & 7", f"while {name} > 0{more}:", f"    {name} = {name} - 1",
                    *self._inner([*names, name], depth, True)]
        if kind == "out":
            return [random.choice(["break", "continue"]) if in_loop else f"return {value()}"]
        return ["pass"]

    def _inner(self, names: list[str], depth: int, in_loop: bool) -> list[str]:
        return ["    " + line for line in self._block(names, depth + 1, in_loop)]

    def _value(self, names: list[str], depth: int = 0) -> str:
        random = self.random

        def value() -> str:
            return self._value(names, depth + 1)

        kind = random.randint(0, 11) if depth < 3 else 0
        if kind < 4:
            return random.choice(names) if random.random() < 0.7 else str(random.randint(-3, 5))
        if kind < 7:
            return f"({value()} {random.choice('+-*&|^')} {value()})"
        if kind == 7:
            return f"({value()} if {self._test(names, depth + 1)} else {value()})"
        if kind == 8:
            return f"g({value()}, {value()})"
        if kind == 9:
            return f"A[({value()}) & 31]" if random.random() < 0.5 else f"OUT[({value()}) & 15]"
        if kind == 10:
            return f"(not ({self._test(names, depth + 1)}))"
        return f"((({value()}) & 255) {random.choice(['//', '%', '>>'])} {random.choice([3, 4, 8, 7])})"

    def _test(self, names: list[str], depth: int = 0) -> str:
        random = self.random
        one, other = self._value(names, depth + 1), self._value(names, depth + 1)
        kind = random.random() if depth < 3 else 0
        if kind < 0.6:
            return f"{one} {random.choice(['<', '<=', '==', '!=', '>', '>='])} {other}"
        if kind < 0.75:
            joined = random.choice(["and", "or"])
            return f"({self._test(names, depth + 1)} {joined} {self._test(names, depth + 1)})"
        if kind < 0.85:
            return f"not ({self._test(names, depth + 1)})"
        return f"{one} < {other} <= {self._value(names, depth + 1)}" if kind < 0.93 else one
