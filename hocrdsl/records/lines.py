"""Record sets in NDJSON: one incident a line, as `hocrdsl decide` takes it, with its key as `incident`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hocrdsl.diagnostics import CATALOGUE
from hocrdsl.harness.incident import read_incident
from hocrdsl.records import incidents_in, problems
from hocrdsl.records.conform import Validate
from hocrdsl.records.incidents_in import Told
from hocrdsl.records.layout import Layout
from hocrdsl.records.sources import Block, Part
from hocrdsl.source import SourceText
from hocrdsl.world.read import InvalidIncident, read

# the longest line that is looked at
_LONGEST = 1 << 24


def opened(file: Path, kind: str, layout: Layout) -> tuple[Any, list[Part]]:
    """No columns, and the file as its only part."""
    return None, [Part(str(file), str(file), kind, file.stat().st_size)]


def read_part(part: Part, layout: Layout) -> Iterator[Told]:
    """The incidents of a file, each by the number of its line; lines without anything are passed over."""
    try:
        with open(part.path, "rb") as file:
            number = 0
            while raw := file.readline(_LONGEST):
                number += 1
                if len(raw) == _LONGEST and not raw.endswith(b"\n"):
                    while (rest := file.readline(_LONGEST)) and not rest.endswith(b"\n"):
                        pass
                    yield Told(number, "", None, f"the line is longer than {_LONGEST >> 20} MB")
                elif raw.strip():
                    yield _told(raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw, number, layout)
    except OSError:
        raise problems.damaged(part.shown) from None


def _told(raw: bytes, number: int, layout: Layout) -> Told:
    try:
        found = json.loads(raw)
    except UnicodeDecodeError:
        return Told(number, "", None, "the line is not UTF-8")
    except (ValueError, RecursionError):
        return Told(number, "", None, "the line is not JSON")
    if b"\\u" in raw and not _whole(found):
        return Told(number, "", None, "the line holds half a character")
    if not isinstance(found, dict):
        return Told(number, "", None, "the line is not a mapping")
    key = found.pop(layout.key, None)
    if type(key) not in (str, int) or key == "":
        return Told(number, "", None, f"`{layout.key}` is missing: each incident has its key there, a text or a number")
    try:
        read(found, layout.vocabulary)
    except InvalidIncident:
        return _in_words(found, str(key), number, layout)
    return Told(number, str(key), found, fits=True)


def _whole(found: Any) -> bool:
    """Whether all texts are whole characters: an escape may write the half of one."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _in_words(found: dict[str, Any], key: str, number: int, layout: Layout) -> Told:
    """An incident that is perhaps written as people write: in words, in the compact form."""
    checked = read_incident(SourceText("a line", json.dumps(found)), layout.vocabulary)
    if checked.value is None:
        code = checked.diagnostics[0].code if checked.diagnostics else "HR528"
        return Told(number, key, None, f"{CATALOGUE[code]} ({code})")
    if checked.value.open:
        return Told(number, key, None, "a number of which only the least is said; a record set has how many there were")
    return Told(number, key, checked.value.canonical, fits=True)


def read_blocks(part: Part, layout: Layout, size: int, wanted: frozenset[str] | None,
                validate: Validate | None) -> Iterator[Block]:
    """The incidents of a file, in blocks. Every column is there: a line is read whole anyway."""
    yield from incidents_in.blocks(read_part(part, layout), part.shown, layout, size, validate)
