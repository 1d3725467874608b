"""Case files to cases: docs/cases.md, key by key. Every problem points to its line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from hocrdsl.diagnostics import Checked, Diagnostic
from hocrdsl.harness import problems
from hocrdsl.harness.case import ORIGINS, Case, KnownWrong, Lacking
from hocrdsl.harness.compose import Node, compose
from hocrdsl.harness.convert import UNKNOWN, Reading, value
from hocrdsl.harness.expect import citations, expectations, readings
from hocrdsl.harness.incident import Incident, incident_of
from hocrdsl.harness.lexicon import Lexicon, Vocabulary, plain
from hocrdsl.harness.names import Names
from hocrdsl.harness.positions import LACKING, lacking, positions
from hocrdsl.source import Citation, SourceText, Span

_PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " "})
_PARTS = ("case", "cites", "origin", "text", "incident", "taken as given", "reading", "expect", "positions",
          "known wrong", LACKING)


def read_cases(source: SourceText, vocabulary: Vocabulary | Lexicon, names: Names,
               without_facts: list[Lacking] | None = None) -> Checked[tuple[Case, ...]]:
    """The cases of one file. A `Lexicon` may be given in place of the vocabulary, to be used for many files.

    Disputes that lack the facts for a case are added to `without_facts`.
    """
    composed = compose(source)
    if composed.value is None:
        return Checked(None, composed.diagnostics)
    lexicon = vocabulary if isinstance(vocabulary, Lexicon) else Lexicon(vocabulary)
    cases: list[Case] = []
    found: list[Diagnostic] = []
    for node in composed.value:
        reading = Reading(source, lexicon)
        case = _case(reading, node, names)
        found += reading.problems
        if reading.problems:
            continue
        if isinstance(case, Lacking):
            if without_facts is not None:
                without_facts.append(case)
        elif case is not None:
            cases.append(case)
    return Checked(tuple(cases), tuple(sorted(found, key=lambda one: one.sort_key)))


def read_source(path: Path, shown: str) -> SourceText:
    """The text of a case or incident file; raises Unreadable. Quotes and dashes stay: YAML gives them meaning."""
    try:
        return source_of(path.read_bytes(), shown)
    except OSError as error:
        from hocrdsl.pipeline import Unreadable

        raise Unreadable(f"cannot read {shown}: {error.strerror or error}") from None


def source_of(data: bytes, shown: str) -> SourceText:
    """Bytes as text: UTF-8, with or without byte order mark; raises Unreadable."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        from hocrdsl.pipeline import Unreadable

        raise Unreadable(f"{shown} is not UTF-8 (byte {error.start}); save it as UTF-8") from None
    if not text.isascii():
        text = text.removeprefix("\ufeff").translate(_PLAIN)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return SourceText(shown, text)


class Head(NamedTuple):
    """What of a case is compared with other cases."""

    name: str
    span: Span
    known_wrong: bool
    lacking: bool = False


def check_together(heads: Iterable[Head]) -> tuple[Diagnostic, ...]:
    """What only all cases of a rulebook show: two of one name, and too many known wrong (at most 3%, or one)."""
    found: list[Diagnostic] = []
    seen: dict[str, Span] = {}
    heads = list(heads)
    for head in heads:
        if head.name in seen:
            found.append(problems.case_twice(head.span, head.name, seen[head.name]))
        seen.setdefault(head.name, head.span)
    wrong = [head for head in heads if head.known_wrong]
    many = sum(not head.lacking for head in heads)
    most = max(1, many * 3 // 100)
    if len(wrong) > most:
        found.append(problems.too_many_known_wrong(wrong[0].span, len(wrong), many, most))
    return tuple(found)


def _case(reading: Reading, node: Node, names: Names) -> Case | Lacking | None:
    parts: dict[str, Node] = {}
    keys: dict[str, Node] = {}
    for text, key, below in reading.pairs(node, "a case"):
        part = text if text in _PARTS else plain(text).replace("_", " ")
        if part not in _PARTS:
            reading.say(problems.unknown_key(reading.span(key), text, "a case", _PARTS))
        elif part in parts:
            reading.say(problems.key_twice(reading.span(key), text, reading.span(keys[part])))
        else:
            parts[part], keys[part] = below, key
    if node.id != "mapping":
        return None
    if LACKING in parts:
        return lacking(reading, keys, parts, names)
    for part, why in (("case", "a name of a few words"), ("cites", "the document and the place that say so"),
                      ("incident", "what happened")):
        if part not in parts:
            reading.say(problems.case_lacks(reading.span(node), part, why))
    if "expect" not in parts and "positions" not in parts:
        reading.say(problems.case_lacks(reading.span(node), "expect", "what an edition must answer"))
    if "incident" not in parts:
        return None
    name = " ".join(reading.text(parts["case"], "`case`").split()) if "case" in parts else ""
    cites = citations(reading, parts["cites"]) if "cites" in parts else ()
    if "case" in parts and not name:
        reading.say(problems.case_lacks(reading.span(keys["case"]), "case", "a name of a few words"))
    if "cites" in parts and not cites:
        reading.say(problems.case_lacks(reading.span(keys["cites"]), "cites", "the document and the place that say so"))
    origin = "constructed"
    if "origin" in parts:
        origin = reading.text(parts["origin"], "`origin`").replace(" ", "-")
        if origin not in ORIGINS:
            reading.say(problems.not_an_option(reading.span(parts["origin"]), origin, "origin", ORIGINS))
    incident: Incident = incident_of(reading, parts["incident"], names.plan)
    expected = expectations(reading, parts["expect"], names) if "expect" in parts else ()
    held = positions(reading, parts["positions"], names) if "positions" in parts else ()
    nothing = not expected and ("expect" in parts or "positions" in parts)
    if nothing and not any(one.expectations for one in held) and not reading.problems:
        where = reading.span(keys.get("expect", node))
        reading.say(problems.case_lacks(where, "expect", "what an edition must answer"))
    return Case(
        name, cites, origin, reading.text(parts["text"], "`text`") if "text" in parts else "", incident,
        _given(reading, parts["taken as given"]) if "taken as given" in parts else {},
        readings(reading, parts["reading"], names) if "reading" in parts else {},
        expected,
        held,
        _known_wrong(reading, keys["known wrong"], parts["known wrong"]) if "known wrong" in parts else None,
        reading.span(keys.get("case", node)),
    )


def _given(reading: Reading, node: Node) -> dict[str, Any]:
    """Facts by key; one that several entities have is read as the first of them that takes the value."""
    found: dict[str, Any] = {}
    for text, key, below in reading.pairs(node, "`taken as given`"):
        specs = reading.lexicon.given.get(plain(text))
        if not specs:
            known = [one.replace("_", " ") for one in reading.lexicon.given]
            reading.say(problems.unknown_key(reading.span(key), text, "the vocabulary", known))
            continue
        kept = len(reading.problems)
        for spec in specs:
            del reading.problems[kept:]
            made = value(reading, spec, below)
            if len(reading.problems) == kept:
                break
        if made is not UNKNOWN:
            found[plain(text)] = made
    return found


def _known_wrong(reading: Reading, key: Node, node: Node) -> KnownWrong:
    reason = ""
    cites: tuple[Citation, ...] = ()
    for text, own, below in reading.pairs(node, "`known wrong`"):
        if text == "reason":
            reason = reading.text(below, "`reason`").strip()
        elif text == "cites":
            cites = citations(reading, below)
        else:
            reading.say(problems.unknown_key(reading.span(own), text, "`known wrong`", ("reason", "cites")))
    for part, stated in (("reason", reason), ("cites", cites)):
        if not stated:
            reading.say(problems.known_wrong_without(reading.span(key), part))
    return KnownWrong(reason, cites)
