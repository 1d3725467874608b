"""Scalars as written to values of a fact's type, and what is met on the way: problems, places, names used.

`46`, `"46"`, `010`, `8:30` and `no` are what they look like for the fact that they stand under, because values are read
from the text of the scalar and never from what YAML takes it for.
"""

from __future__ import annotations

import re
from typing import Any

from hocrdsl.diagnostics import Diagnostic
from hocrdsl.harness import compose, problems
from hocrdsl.harness.compose import Node
from hocrdsl.harness.lexicon import Lexicon, Spec, plain
from hocrdsl.source import SourceText, Span
from hocrdsl.world.read import NONE, is_time

Path = tuple[str | int, ...]

_YES_NO = {"yes": True, "no": False, "true": True, "false": False,
           "Yes": True, "No": False, "True": True, "False": False}
_UNKNOWN = frozenset({"unknown", "null", "~"})
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_LEAST = re.compile(r"(at\s+least\s+)?0*([1-9][0-9]{0,17})")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]+(\d?\d:\d\d)(:\d\d)?)?")
_DUE = {"yes": "yes or no", "number": "a number", "time": "a date", "code": "a code", "text": "a text",
        "thing": "a name", "things": "a list of names", "one": "one of its options", "row": "a row of its table"}


class Unknown:
    """The value of a fact that is stated as unknown, so left out."""


UNKNOWN = Unknown()


class Reading:
    """What is gathered while one text is read."""

    __slots__ = ("source", "lexicon", "problems", "places", "names", "groups", "uses", "budget", "conditional",
                 "open", "more")

    def __init__(self, source: SourceText, lexicon: Lexicon) -> None:
        self.source = source
        self.lexicon = lexicon
        self.problems: list[Diagnostic] = []
        self.places: dict[Path, Node] = {}
        # entity -> name -> node; an entity is there only where its heading is
        self.names: dict[str, dict[str, Node]] = {}
        # a counted thing -> its entity and members
        self.groups: dict[str, tuple[str, list[str]]] = {}
        self.uses: list[tuple[str, str, Node]] = []
        self.budget = compose.MOST
        # (path, fact) of facts that have an `only where`
        self.conditional: list[tuple[Path, str]] = []
        # numbers of which only the least is said, as (what is counted, the least), in order; and how many more of the
        # one at a place of this list are written out
        self.open: list[tuple[str, int]] = []
        self.more: dict[int, int] = {}

    def span(self, node: Node) -> Span:
        """The place of a node."""
        return compose.span(self.source, node)

    def say(self, problem: Diagnostic) -> None:
        """Keep a problem."""
        self.problems.append(problem)

    def pairs(self, node: Node, what: str) -> list[tuple[str, Node, Node]]:
        """The entries of a mapping: key text, key node, value node; keys that stand twice are said once."""
        if node.id != "mapping":
            if not (node.id == "scalar" and node.value in _UNKNOWN):
                self.say(problems.wrong_shape(self.span(node), what, "a mapping"))
            return []
        found: list[tuple[str, Node, Node]] = [(key.value, key, value) for key, value in node.value]
        try:
            if len({one[0] for one in found}) == len(found):
                return found
        except TypeError:
            # a key that is a list or a mapping
            pass
        found = []
        seen: dict[str, Node] = {}
        for key, value in node.value:
            if key.id != "scalar":
                self.say(problems.wrong_shape(self.span(key), f"a key of {what}", "a plain word"))
                continue
            text = key.value
            if text in seen:
                self.say(problems.key_twice(self.span(key), text, self.span(seen[text])))
                continue
            seen[text] = key
            found.append((text, key, value))
        return found

    def items(self, node: Node, what: str) -> list[Node]:
        """The items of a list."""
        if node.id == "sequence":
            return list(node.value)
        if not (node.id == "scalar" and node.value in ("", "none", *_UNKNOWN)):
            self.say(problems.wrong_shape(self.span(node), what, "a list"))
        return []

    def text(self, node: Node, what: str) -> str:
        """The text of a scalar."""
        if node.id != "scalar":
            self.say(problems.wrong_shape(self.span(node), what, "a text"))
            return ""
        return str(node.value)

    def whole(self, node: Node, what: str, counted: str | None = None) -> int:
        """A whole number of at least one, or 0 with a problem. Where what is `counted` is named, `at least N` is N and
        kept as open."""
        text = node.value if node.id == "scalar" else ""
        least = _LEAST.fullmatch(text) if isinstance(text, str) else None
        if least is None or least[1] and counted is None:
            due = "a whole number of at least 1" + ("" if counted is None else ", or such as `at least 2`")
            self.say(problems.wrong_type(self.span(node), text or "a list", what, due))
            return 0
        number = int(least[2])
        if least[1] and counted is not None:
            self.open.append((counted, number))
            number += self.more.get(len(self.open) - 1, 0)
        if number > self.budget:
            self.say(problems.too_much(self.span(node), compose.MOST))
            return 0
        return number


def value(reading: Reading, spec: Spec, node: Node, it: str | None = None, others: list[str] | None = None) -> Any:
    """The value of a fact as the canonical incident holds it; UNKNOWN where it is left out or wrong.

    `it`: the thing that `for each` is at. `others`: the rest of a counted thing's kind, for `each other`. Where the
    fact is of another kind in another edition, what fits that is the value too.
    """
    if spec.options and node.id == "scalar":
        # most facts are an option or a row, and are written as it is
        option = spec.options.get(node.value)
        if option is not None:
            return option
    told = len(reading.problems)
    found = _value(reading, spec, node, it, others)
    if len(reading.problems) == told or not spec.otherwise:
        return found
    kept = reading.problems[told:]
    for other in spec.otherwise:
        del reading.problems[told:]
        again = _value(reading, other, node, it, others)
        if len(reading.problems) == told:
            return again
    reading.problems[told:] = kept
    return found


def _value(reading: Reading, spec: Spec, node: Node, it: str | None, others: list[str] | None) -> Any:
    if node.id != "scalar":
        return _many(reading, spec, node, it, others)
    text: str = node.value
    kind = spec.kind
    if kind == "one" or kind == "row":
        found = spec.options.get(" ".join(text.split()) if kind == "row" else plain(text))
        if found is not None:
            return found
    if text in _UNKNOWN and (not node.style or text == "unknown"):
        return UNKNOWN
    if text == NONE:
        if spec.optional:
            return NONE
        if kind == "things":
            return []
        reading.say(problems.never_none(reading.span(node), _words(spec)))
        return UNKNOWN
    if kind == "yes":
        truth = _YES_NO.get(text)
        return _wrong(reading, spec, node) if truth is None else truth
    if kind == "thing":
        return _thing(reading, spec, node, text, it)
    if kind == "time":
        return _time(reading, spec, node, text)
    if kind == "number":
        if _NUMBER.fullmatch(text) and len(text) < 40:
            return float(text) if "." in text else int(text)
        return _wrong(reading, spec, node)
    if kind == "things":
        return _many(reading, spec, node, it, others)
    if kind == "one":
        reading.say(problems.not_an_option(reading.span(node), text, _words(spec), spec.argument))
        return UNKNOWN
    if kind == "row":
        reading.say(problems.unknown_row(reading.span(node), text, _words(spec), spec.argument))
        return UNKNOWN
    if text == "":
        return _wrong(reading, spec, node)
    return " ".join(text.split()) if kind == "code" else text


def _words(spec: Spec) -> str:
    return spec.key.replace("_", " ")


def _wrong(reading: Reading, spec: Spec, node: Node) -> Any:
    text = node.value if node.id == "scalar" else f"a {node.id}"
    reading.say(problems.wrong_type(reading.span(node), text, _words(spec), _DUE[spec.kind]))
    return UNKNOWN


def _time(reading: Reading, spec: Spec, node: Node, text: str) -> Any:
    if text == "":
        return _wrong(reading, spec, node)
    moment = time(text)
    if moment is None:
        reading.say(problems.no_such_date(reading.span(node), text, _words(spec)))
        return UNKNOWN
    return moment


def time(text: str) -> str | None:
    """A day, or a day with a time, as the canonical incident writes it; None where there is none such."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    day, hour, _ = match.groups()
    moment = str(day) if hour is None else f"{day}T{hour:0>5}"
    return moment if is_time(moment) else None


def _thing(reading: Reading, spec: Spec, node: Node, text: str, it: str | None) -> Any:
    if text == "it":
        if it is None:
            reading.say(problems.misused_group(
                reading.span(node), "`it` stands where nothing is repeated", "for each of what?",
                "write `for each:` or `spread over:` beside it",
            ))
            return UNKNOWN
        text = it
    elif text == "":
        return _wrong(reading, spec, node)
    reading.uses.append((spec.argument, text, node))
    return text


def _many(reading: Reading, spec: Spec, node: Node, it: str | None, others: list[str] | None) -> Any:
    if spec.kind != "things":
        if node.id == "sequence":
            reading.say(problems.list_for_one(reading.span(node), _words(spec)))
        else:
            reading.say(problems.wrong_shape(reading.span(node), f"`{_words(spec)}`", _DUE[spec.kind]))
        return UNKNOWN
    names: list[str] = []
    for one in node.value if node.id == "sequence" else (node,):
        if one.id == "scalar" and plain(one.value) == "each_other":
            if others is None:
                reading.say(problems.misused_group(
                    reading.span(one), "`each other` stands where nothing is counted", "who are the others?",
                    "write `count: N` beside it",
                ))
            names += others or ()
            continue
        name = _thing(reading, spec, one, one.value, it) if one.id == "scalar" else _wrong(reading, spec, one)
        if name is not UNKNOWN:
            names.append(name)
    return names


def dangling(reading: Reading) -> None:
    """Names used that stand under no heading, where the heading is there."""
    listed = reading.lexicon.vocabulary["listed"]
    for entity, name, node in reading.uses:
        names = reading.names.get(entity)
        if names is None or name in names:
            if names is None and name in reading.groups and reading.groups[name][0] == entity:
                reading.say(problems.dangling(reading.span(node), name, listed[entity], (), True))
            continue
        heading = listed.get(entity, "held")
        group = name in reading.groups
        reading.say(problems.dangling(reading.span(node), name, heading, names, group))
