"""`expect:`, `reading:` and citations of a case, from nodes."""

from __future__ import annotations

import re
from dataclasses import replace

from hocrdsl.harness import problems
from hocrdsl.harness.case import (
    Expectation,
    ExpectedCount,
    ExpectedEntry,
    ExpectedFate,
    ExpectedGrowth,
    ExpectedRange,
)
from hocrdsl.harness.compose import Node
from hocrdsl.harness.convert import Reading
from hocrdsl.harness.lexicon import plain
from hocrdsl.harness.names import Names
from hocrdsl.source import Citation

_NUMBER = re.compile(r"(\d{1,6})(?: to (\d{1,6}))?")
_FATE = re.compile(r"(absorbed) into (.+)|(joined) to (.+)|(referred) to (.+)|(recorded)(?: as (.+))?", re.DOTALL)
_ENTRIES = ("conclusions", "cancelled", "released", "permissions", "compared")


def citations(reading: Reading, node: Node) -> tuple[Citation, ...]:
    """`Document, place`, a list of such texts, or a list of document and place in turn.

    In `[Crime Recording Rules 2026/27, p. 18]` YAML takes the comma for its own: an item without a comma that follows a
    document without a place is that place.
    """
    found: list[tuple[str, str]] = []
    for item in node.value if node.id == "sequence" else (node,):
        if item.id == "sequence":
            found += [(one.document, one.place) for one in citations(reading, item)]
            continue
        text = " ".join(reading.text(item, "`cites`").split())
        document, _, place = text.partition(", ")
        if not text:
            continue
        if not place and found and (not found[-1][1] or text[0].islower()):
            before, known = found[-1]
            found[-1] = (before, f"{known}, {text}" if known else text)
        else:
            found.append((document, place))
    return tuple(Citation(document, place) for document, place in found)


def expectations(reading: Reading, node: Node, names: Names, of_position: bool = False) -> tuple[Expectation, ...]:
    """One expectation for each edition that a key stands for."""
    found: dict[str, Expectation] = {}
    for text, key, below in reading.pairs(node, "`expect`"):
        editions = names.editions(text)
        if editions is None:
            reading.say(problems.unknown_edition(reading.span(key), text, names.days[0]))
            continue
        expected = _expectation(reading, key, below, names, editions[0], of_position)
        for name, day in editions:
            if name in found:
                reading.say(problems.said_twice(reading.span(key), name, found[name].span))
            else:
                found[name] = expected if name == expected.edition else replace(expected, edition=name, day=day)
    return tuple(found.values())


def _expectation(reading: Reading, key: Node, node: Node, names: Names, edition: tuple[str, str],
                 of_position: bool) -> Expectation:
    vocabulary = reading.lexicon.vocabulary
    listing = vocabulary["counted_list"]
    counted: list[ExpectedCount] = []
    number: int | None = None
    fates: list[ExpectedFate] = []
    entries: list[ExpectedEntry] = []
    undetermined = None
    growth: tuple[ExpectedGrowth, ...] = ()
    sections = set()
    for text, own, below in reading.pairs(node, "what is expected"):
        section = plain(text)
        sections.add(section)
        if section == plain(listing):
            if of_position and below.id == "scalar":
                number = _whole(reading, below, listing)
            else:
                for item in reading.items(below, f"`{listing}`"):
                    counted += _counted(reading, item, names)
        elif section == "fates":
            fates = [_fate(reading, item, names) for item in reading.items(below, "`fates`")]
        elif section in _ENTRIES:
            entries += [_entry(reading, item, section, names) for item in reading.items(below, f"`{section}`")]
        elif section == "undetermined":
            undetermined = _range(reading, below)
        elif section == "each_further":
            growth = _growth(reading, below)
        else:
            known = (listing, "fates", *_ENTRIES, "undetermined", "each further")
            reading.say(problems.unknown_key(reading.span(own), text, "what is expected", known))
    return Expectation(edition[0], edition[1], tuple(counted), number, tuple(fates), tuple(entries), undetermined,
                       frozenset(sections), reading.span(key), growth)


def _whole(reading: Reading, node: Node, what: str) -> int:
    text = reading.text(node, f"`{what}`")
    if text.isascii() and text.isdigit() and len(text) < 7:
        return int(text)
    reading.say(problems.wrong_type(reading.span(node), text, what, "a whole number"))
    return 0


def _because(reading: Reading, node: Node, names: Names) -> tuple[str, ...]:
    labels = []
    for item in node.value if node.id == "sequence" else (node,):
        label = reading.text(item, "`because`").strip()
        if names.labels and label not in names.labels:
            reading.say(problems.unknown_label(reading.span(item), label, names.labels))
        labels.append(label)
    return tuple(labels)


def _counted(reading: Reading, node: Node, names: Names) -> list[ExpectedCount]:
    vocabulary = reading.lexicon.vocabulary
    kind, whole, members_key = vocabulary["kept_apart_by"], vocabulary["classified"], vocabulary["decided_list"]
    what = f"an expected {vocabulary['counted_name']}"
    sort, members, because, times = "", None, None, 1
    for text, key, below in reading.pairs(node, what):
        name = plain(text)
        if name in (kind, whole):
            sort = " ".join(reading.text(below, f"`{text}`").split())
            rows = reading.lexicon.facts[vocabulary["decided"]][whole].argument or ()
            if sort not in rows and names.classes and sort not in names.classes:
                reading.say(problems.unknown_row(reading.span(below), sort, text, [*rows, *sorted(names.classes)]))
        elif name == plain(members_key):
            members = tuple(reading.text(item, f"`{text}`") for item in reading.items(below, f"`{text}`"))
        elif name == "because":
            because = _because(reading, below, names)
        elif name == "times":
            times = reading.whole(below, "times")
            reading.budget -= times
        else:
            known = (kind, whole, members_key, "because", "times")
            reading.say(problems.unknown_key(reading.span(key), text, what, known))
    if not sort and node.id == "mapping":
        reading.say(problems.required(reading.span(node), what, kind))
    if not because and node.id == "mapping":
        reading.say(problems.because_missing(reading.span(node), f"a {vocabulary['counted_name']}"))
    return [ExpectedCount(sort, members, because or (), reading.span(node))] * times


def _fate(reading: Reading, node: Node, names: Names) -> ExpectedFate:
    decided = reading.lexicon.vocabulary["decided"]
    about, words, word_node = "", "", node
    because: tuple[str, ...] = ()
    for text, key, below in reading.pairs(node, "an expected fate"):
        match plain(text):
            case name if name == decided:
                about = reading.text(below, f"`{text}`")
            case "fate":
                words, word_node = " ".join(reading.text(below, "`fate`").split()), below
            case "because":
                because = _because(reading, below, names)
            case _:
                parts = (decided, "fate", "because")
                reading.say(problems.unknown_key(reading.span(key), text, "an expected fate", parts))
    if node.id == "mapping":
        for part, stated in ((decided, about), ("fate", words)):
            if not stated:
                reading.say(problems.required(reading.span(node), "an expected fate", part))
    fate, into = fate_of(words)
    if fate in ("result", "referred") and words and names.results and into not in names.results:
        fates = [*(one.replace("_", " ") for one in sorted(names.results)), "recorded", "absorbed into", "joined to"]
        reading.say(problems.not_an_option(reading.span(word_node), words, "fate", fates))
    if fate != "recorded" and words and not because:
        reading.say(problems.because_missing(reading.span(node), "a fate"))
    return ExpectedFate(about, fate, into, because, reading.span(node))


def fate_of(words: str) -> tuple[str, str]:
    """A fate in words as kind and target: `absorbed into crime 1`, `referred to registrar`, or a result's name."""
    match = _FATE.fullmatch(words)
    if match is None:
        return "result", plain(words)
    fate, into = [part for part in match.groups() if part is not None][:2] if match.lastindex != 7 else ("recorded", "")
    return fate, plain(into) if fate == "referred" else into


def _entry(reading: Reading, node: Node, section: str, names: Names) -> ExpectedEntry:
    values: list[tuple[str, str]] = []
    because: tuple[str, ...] = ()
    if node.id == "scalar" and section == "compared":
        return ExpectedEntry(section, (("verdict", reading.text(node, section)),), (), reading.span(node))
    for text, _, below in reading.pairs(node, f"an entry of `{section}`"):
        name = plain(text)
        if name == "because":
            because = _because(reading, below, names)
        elif below.id == "sequence":
            values.append((name, ", ".join(reading.text(item, f"`{text}`") for item in below.value)))
        else:
            values.append((name, " ".join(reading.text(below, f"`{text}`").split())))
    return ExpectedEntry(section, tuple(values), because, reading.span(node))


def _range(reading: Reading, node: Node) -> ExpectedRange:
    listing = reading.lexicon.vocabulary["counted_list"]
    low: int | None = None
    high: int | None = None
    ask: tuple[str, ...] = ()
    for text, key, below in reading.pairs(node, "`undetermined`"):
        if plain(text) == plain(listing):
            said = reading.text(below, f"`{listing}`")
            match = _NUMBER.fullmatch(" ".join(said.split()))
            if match is None:
                reading.say(problems.wrong_type(reading.span(below), said, listing, "a range such as `1 to 2`"))
            else:
                low, high = int(match[1]), int(match[2] or match[1])
        elif text == "ask":
            ask = tuple(plain(reading.text(item, "`ask`")) for item in reading.items(below, "`ask`"))
        else:
            reading.say(problems.unknown_key(reading.span(key), text, "`undetermined`", (listing, "ask")))
    return ExpectedRange(low, high, ask, reading.span(node))


def _growth(reading: Reading, node: Node) -> tuple[ExpectedGrowth, ...]:
    """`each further: {home: {28I: 1}}`; `{}` where a further one changes no count."""
    found = []
    for counted, _, below in reading.pairs(node, "`each further`"):
        adds = tuple((" ".join(sort.split()), reading.whole(number, sort))
                     for sort, _, number in reading.pairs(below, f"`{counted}`"))
        found.append(ExpectedGrowth(counted, adds, reading.span(below)))
    return tuple(found)


def readings(reading: Reading, node: Node, names: Names) -> dict[str, str]:
    """`reading: {R2: inspectorate}`."""
    found = {}
    for label, _, below in reading.pairs(node, "`reading`"):
        name = reading.text(below, "`reading`")
        if (label, name) not in names.readings:
            reading.say(problems.unknown_reading(reading.span(below), label, name, sorted(names.readings)))
        else:
            found[label] = name
    return found
