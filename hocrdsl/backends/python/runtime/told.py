"""Functions told as text: what is seldom run is read when it is first called.

A compiled module carries the full form of every test, which runs only where something is unknown or steps are traced.
As code it would be half of what an import reads; as text it costs nothing until it is wanted. Nothing here evaluates
Python: a form names functions and data of the module, and can do no more than call the ones with the others.

    `all`            text; such a mark in it is doubled
    12  True  None   a number, a truth value, none of them
    x                what the argument or the module calls x
    #                how much the run has noted so far
    [a b]            a tuple of what the forms give
    (. a `key`)      what a holds under a key
    (-> [v1] a)      a function of more arguments, or of none
    (name a b)       the module's function of that name, called with what the forms give
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_WORDS = {"True": True, "False": False, "None": None}


class Told:
    """A function of `names` told by a form; `space` is where names of the module are looked up, when it is read."""

    __slots__ = ("_names", "_form", "_space", "_made")

    def __init__(self, names: str, form: str, space: Any) -> None:
        self._names = names
        self._form = form
        self._space = space
        self._made: Any = None

    def __call__(self, *given: Any) -> Any:
        made = self._made
        if made is None:
            # read twice where two threads come at once, and alike
            tokens = form_tokens(self._form)
            made = self._made = _function(_read(tokens, tuple(self._names.split()), self._space))
        return made(given)


def telling(space: Any) -> Any:
    """What makes functions of a module from their arguments and a form."""
    return lambda names, form: Told(names, form, space)


def form_tokens(form: str) -> Any:
    """The tokens of a form, the first one last; text as a tuple of it."""
    found: Any = []
    ended = False
    for place, piece in enumerate(form.split("`")):
        if place % 2:
            if ended:
                # the mark was doubled: what stood before it goes on
                piece = "%s`%s" % (found.pop()[0], piece)
            found.append((piece,))
            ended = True
        elif piece:
            for bracket in "()[]":
                piece = piece.replace(bracket, " %s " % bracket)
            found += piece.split()
            ended = False
    found.reverse()
    return found


def _read(tokens: Any, names: Any, space: Any) -> Any:
    """The next form, as a part: (kind, what it is of that kind), see `_SHAPES`."""
    token = tokens.pop()
    if type(token) is tuple:
        return "K", token[0]
    if token == "[":
        return _tuple(_rest(tokens, "]", names, space))
    if token == "(":
        head = tokens.pop()
        if head == "->":
            return "F", _inner(tokens, names, space)
        parts = _rest(tokens, ")", names, space)
        if head == ".":
            holder, key = _function(parts[0]), parts[1][1]
            return "F", lambda given: holder(given)[key]
        return "F", _called(space[head], parts)
    if token == "#":
        return "M", None
    if token in names:
        return "N", names.index(token)
    if token in _WORDS:
        return "K", _WORDS[token]
    return "K", int(token) if token.lstrip("-").isdigit() else space[token]


def _rest(tokens: Any, end: str, names: Any, space: Any) -> Any:
    parts = []
    while tokens[-1] != end:
        parts.append(_read(tokens, names, space))
    tokens.pop()
    return parts


def _inner(tokens: Any, names: Any, space: Any) -> Any:
    tokens.pop()
    more: Any = []
    while tokens[-1] != "]":
        more.append(tokens.pop())
    tokens.pop()
    inner = _function(_read(tokens, (*names, *more), space))
    tokens.pop()
    return (lambda given: lambda *more: inner(given + more)) if more else lambda given: lambda: inner(given)


def _function(part: Any) -> Any:
    """A part as a function of the arguments given."""
    kind, what = part
    if kind == "K":
        return lambda given: what
    if kind == "N":
        return lambda given: given[what]
    if kind == "M":
        return lambda given: len(given[0].unknown)
    return what


def _tuple(parts: Any) -> Any:
    kinds = "".join([kind for kind, _ in parts])
    if kinds == "K" * len(kinds):
        return "K", tuple([what for _, what in parts])
    if kinds in ("N", "NN"):
        first, last = parts[0][1], parts[-1][1]
        return "F", (lambda given: (given[first],)) if kinds == "N" else lambda given: (given[first], given[last])
    made = [_function(part) for part in parts]
    return "F", lambda given: tuple([part(given) for part in made])


def _called(function: Any, parts: Any) -> Any:
    """A call with what the parts give."""
    shape = _SHAPES.get("".join([kind for kind, _ in parts]))
    if shape is not None:
        return shape(function, *[what for _, what in parts])
    made = [_function(part) for part in parts]
    return lambda given: function(*[part(given) for part in made])


# calls as they mostly are, by the kinds of their parts, in one step. K: the same always; N: the place of an argument;
# M: how much was noted; F: a function of what is given
_SHAPES: Any = {
    "F": lambda f, a: lambda given: f(a(given)),
    "FF": lambda f, a, b: lambda given: f(a(given), b(given)),
    "FK": lambda f, a, k: lambda given: f(a(given), k),
    "FKK": lambda f, a, k, m: lambda given: f(a(given), k, m),
    "FN": lambda f, a, i: lambda given: f(a(given), given[i]),
    "KF": lambda f, k, a: lambda given: f(k, a(given)),
    "KN": lambda f, k, i: lambda given: f(k, given[i]),
    "NF": lambda f, i, a: lambda given: f(given[i], a(given)),
    "NFK": lambda f, i, a, k: lambda given: f(given[i], a(given), k),
    "NK": lambda f, i, k: lambda given: f(given[i], k),
    "NKKF": lambda f, i, k, m, a: lambda given: f(given[i], k, m, a(given)),
    "NKKN": lambda f, i, k, m, j: lambda given: f(given[i], k, m, given[j]),
    "NKKFFFK": lambda f, i, k, m, a, b, c, n: lambda given: f(given[i], k, m, a(given), b(given), c(given), n),
    "NMF": lambda f, i, _, a: lambda given: f(given[i], len(given[0].unknown), a(given)),
    "NMFKF": lambda f, i, _, a, k, b: lambda given: f(given[i], len(given[0].unknown), a(given), k, b(given)),
    "NMKKFF": lambda f, i, _, k, m, a, b: lambda given: f(given[i], len(given[0].unknown), k, m, a(given), b(given)),
    "NMKKFFF": lambda f, i, _, k, m, a, b, c: lambda given: f(
        given[i], len(given[0].unknown), k, m, a(given), b(given), c(given)),
    "NNK": lambda f, i, j, k: lambda given: f(given[i], given[j], k),
}
