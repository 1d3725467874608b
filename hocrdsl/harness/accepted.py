"""Files of flips accepted: `flips: OLD to NEW` and `accepted:`, a list of cases with their change and its reason.

A file may hold several lists, parted by `---`: one for each pair of editions. The one for the editions compared counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from hocrdsl.analysis.accepted import Accepted
from hocrdsl.analysis.diff import Kind
from hocrdsl.diagnostics import Checked
from hocrdsl.harness import problems
from hocrdsl.harness.compose import Node, compose
from hocrdsl.harness.convert import Reading
from hocrdsl.harness.lexicon import Lexicon
from hocrdsl.model import edition_day
from hocrdsl.source import SourceText, Span

_KINDS: tuple[Kind, ...] = get_args(Kind)
_PARTS = ("flips", "accepted")
# in the place of two editions: what a change under review does to any of them
THIS_CHANGE = "this change"
_WHICH = ("case", "cases", "made by")
_ENTRY = (*_WHICH, "change", "reason")


@dataclass(frozen=True, slots=True)
class Listed:
    """One list: the two sides that it is about, as written, and what is accepted between them."""

    old: str
    new: str
    accepted: tuple[Accepted, ...]
    span: Span

    def between(self, old: str, new: str) -> bool:
        """Whether these are the two sides: `2018-04` and `2018-04-01` are the same."""
        return (_plain(self.old), _plain(self.new)) == (_plain(old), _plain(new))


def read_accepted(source: SourceText, lexicon: Lexicon) -> Checked[tuple[Listed, ...]]:
    """The lists of one file, with every problem in them."""
    composed = compose(source)
    if composed.value is None:
        return Checked(None, composed.diagnostics)
    reading = Reading(source, lexicon)
    found = [_list(reading, node) for node in composed.value]
    seen: dict[tuple[tuple[str, ...], tuple[str, ...]], Listed] = {}
    for one in found:
        first = seen.setdefault((_plain(one.old), _plain(one.new)), one)
        if first is not one and one.old:
            reading.say(problems.flips_twice(one.span, _words(one.old, one.new), first.span))
    problems_ = tuple(sorted(reading.problems, key=lambda one: one.sort_key))
    return Checked(None if problems_ else tuple(found), problems_)


def accepted_between(listed: tuple[Listed, ...], old: str, new: str) -> Checked[tuple[Accepted, ...]]:
    """What is accepted between two sides; a problem where no list is about them."""
    for one in listed:
        if one.between(old, new):
            return Checked(one.accepted)
    held = [_words(one.old, one.new) for one in listed]
    return Checked(None, (problems.flips_of_others(listed[0].span, _words(old, new), held),))


def _words(old: str, new: str) -> str:
    return f"{old} to {new}" if new else old


def _plain(side: str) -> tuple[str, ...]:
    edition, *readings = side.split() or [""]
    readings.sort()
    return (edition_day(edition) or edition, *readings)


def _list(reading: Reading, node: Node) -> Listed:
    parts: dict[str, Node] = {}
    for text, key, below in reading.pairs(node, "a list of flips accepted"):
        if text in _PARTS:
            parts[text] = below
        else:
            reading.say(problems.unknown_key(reading.span(key), text, "a list of flips accepted", _PARTS))
    span = reading.span(node)
    if node.id == "mapping":
        for part, due in (("flips", "flips: OLD to NEW"), ("accepted", "accepted: [...]")):
            if part not in parts:
                reading.say(problems.accepted_lacks(span, "the list of flips accepted", part, due))
    old, new = "", ""
    if "flips" in parts:
        span = reading.span(parts["flips"])
        words = " ".join(reading.text(parts["flips"], "`flips`").split())
        old, middle, new = words.partition(" to ")
        if words == THIS_CHANGE:
            old, new = words, ""
        elif words and not (middle and old and new):
            due = "two editions, as in `2017-04 to 2018-04`, or `this change`"
            reading.say(problems.wrong_shape(span, "`flips`", due))
    accepted: dict[tuple[object, ...], Accepted] = {}
    for item in reading.items(parts["accepted"], "`accepted`") if "accepted" in parts else ():
        for one in _entry(reading, item):
            first = accepted.setdefault((one.case, *(() if one.case else (one.made_by, one.change))), one)
            if first is not one:
                reading.say(problems.flips_twice(one.span, one.case or ", ".join(one.made_by), first.span))
    return Listed(old, new, tuple(accepted.values()), span)


def _entry(reading: Reading, node: Node) -> list[Accepted]:
    what = "a flip accepted"
    parts: dict[str, Node] = {}
    for text, key, below in reading.pairs(node, what):
        if text in _ENTRY:
            parts[text] = below
        else:
            reading.say(problems.unknown_key(reading.span(key), text, what, _ENTRY))
    if node.id != "mapping":
        return []
    for part, due in (("change", f"change: {_KINDS[2]}"), ("reason", "reason: ... (a page, where there is one)")):
        if part not in parts or part == "change" and not _each(parts[part]):
            reading.say(problems.accepted_lacks(reading.span(node), what, part, due))
    if sum(part in parts for part in _WHICH) != 1:
        due = "one of `case`, `cases` (a list of names) and `made by` (labels: all that these alone made)"
        reading.say(problems.accepted_lacks(reading.span(node), what, "case", due))
    change = tuple(kind for item in _each(parts.get("change")) if (kind := _kind(reading, item)))
    reason = " ".join(reading.text(parts["reason"], "`reason`").split()) if "reason" in parts else ""
    if "reason" in parts and not reason:
        reading.say(problems.accepted_lacks(reading.span(node), what, "reason", "a few words that say why it is right"))
    if "made by" in parts:
        labels = tuple(sorted(reading.text(label, "`made by`").strip() for label in _each(parts["made by"])))
        return [Accepted("", labels, change, reason, reading.span(parts["made by"]))]
    names = [*([parts["case"]] if "case" in parts else []), *_each(parts.get("cases"))]
    return [Accepted(" ".join(reading.text(name, "the name of a case").split()), (), change, reason, reading.span(name))
            for name in names]


def _each(node: Node | None) -> list[Node]:
    if node is None:
        return []
    return list(node.value) if node.id == "sequence" else [node]


def _kind(reading: Reading, node: Node) -> Kind | None:
    said = " ".join(reading.text(node, "`change`").split())
    for kind in _KINDS:
        if said == kind:
            return kind
    reading.say(problems.not_an_option(reading.span(node), said, "change", _KINDS))
    return None
