"""A function of the loop language for one lane at a time: of few lanes, that is quicker than vectors of few.

The language is Python, so the text stays what it is; only the arrays that each lane has for itself are read at the
lane's place, and the lane is handed on to whatever is called.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from hocrdsl.backends.columnar.lanes_values import Program

# what the lane is called, and how many lanes a block has
LANE, WIDTH = "_lane", "_width"
_HEAD = re.compile(r"^def (\w+)\(([^()]*)\):", re.MULTILINE)
_CALL = re.compile(r"\b(\w+)\((\s*\)?)")
_PLACE = re.compile(r"(\w+)\[([^\[\]]*)\]")
# brackets that are done with
_OPEN, _SHUT = "\x01", "\x02"


def sources(text: str) -> dict[str, str]:
    """The text of each function of a program."""
    heads = list(_HEAD.finditer(text))
    ends = [one.start() for one in heads[1:]] + [len(text)]
    return {one[1]: text[one.start() : end].rstrip() for one, end in zip(heads, ends, strict=True)}


def taken(source: str) -> int:
    """How many arguments a function takes."""
    head = _HEAD.match(source)
    assert head is not None
    return len([one for one in head[2].split(",") if one.strip()])


def single(source: str, program: Program) -> str:
    """The text of one function, which takes its lane first."""

    def place(found: re.Match[str]) -> str:
        name, index = found[1], found[2]
        if name in program.scratch:
            index = f"({index}) * {WIDTH} + {LANE}"
        return f"{name}{_OPEN}{index}{_SHUT}"

    def call(found: re.Match[str]) -> str:
        if found[1] not in program.functions:
            return found[0]
        return f"{found[1]}({LANE}{found[2] if found[2].strip() else ', '}"

    changed = 1
    while changed:
        # those within others first
        source, changed = _PLACE.subn(place, source)
    source = _CALL.sub(call, source).replace(_OPEN, "[").replace(_SHUT, "]")
    return re.sub(r"\breturn$", "return 0", source, flags=re.MULTILINE) + "\n    return 0\n"


def weights(texts: Mapping[str, str]) -> dict[str, int]:
    """How many calls a call of each function comes to at most, those of what it calls with them."""
    called = {name: [one for one, _ in _CALL.findall(text)[1:] if one in texts] for name, text in texts.items()}
    found: dict[str, int] = {}

    def weight(name: str) -> int:
        if name not in found:
            found[name] = 1
            found[name] = 1 + sum(weight(one) for one in called[name])
        return found[name]

    for name in texts:
        weight(name)
    return found
