"""The file of seals: one line for each stretch of days on which a thing said the same.

A line says: as known on the day `known`, from the day `from` to the day `until`, the thing of that kind and label had
the text with this digest; `omitted` where it had none. A blank `until` is the day as known on which the whole was
sealed, which the first line of the file gives. Of two lines for one day the one known later holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from hocrdsl.diagnostics import Checked, Diagnostic
from hocrdsl.editions import problems
from hocrdsl.editions.canonical import KINDS, Key
from hocrdsl.source import SourceText, Span

OMITTED = "omitted"
COLUMNS = ("label", "kind", "from", "until", "known", "digest")
_CELL = re.compile(r'(?:"((?:[^"]|"")*)"|([^,"]*))(,|$)')
_KNOWN = re.compile(r"# as known on (\S+)")
_DIGEST = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Seal:
    """One line. `until` is never blank here; `place` is its line in the file, where it was read from one."""

    label: str
    kind: str
    since: str
    until: str
    known: str
    digest: str
    place: Span | None = field(default=None, compare=False, repr=False)

    @property
    def key(self) -> Key:
        """Kind and label."""
        return self.kind, self.label


@dataclass(frozen=True, slots=True)
class Seals:
    """Every line, and the day as known on which the whole was sealed last."""

    known: str
    lines: tuple[Seal, ...]


def write_seals(seals: Seals, title: str) -> str:
    """The file: the same bytes for the same seals."""
    out = [
        f"# as known on {seals.known}",
        f'# The seals of "{title}": written by `hocrdsl seal`, looked at by `hocrdsl check`; docs/seals.md says how.',
        ",".join(COLUMNS),
    ]
    for one in sorted(seals.lines, key=_order):
        until = "" if one.until == seals.known else one.until
        out.append(",".join((_quoted(one.label), one.kind, one.since, until, one.known, one.digest)))
    return "\n".join(out) + "\n"


def _order(one: Seal) -> tuple[int, list[tuple[int, int, str]], str, str]:
    parts = re.findall(r"\d+|\D+", one.label)
    natural = [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]
    return KINDS.index(one.kind), natural, one.since, one.known


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"#') else text


def read_seals(source: SourceText) -> Checked[Seals]:
    """The seals of a file, or everything that is wrong with it."""
    found: list[Diagnostic] = []
    known = _known(source, found)
    lines: list[Seal] = []
    headed = False
    for text, start in _lines(source):
        span = Span(source, start, start + len(text))
        cells = _cells(source, text, start)
        if cells is None or len(cells) != len(COLUMNS):
            found.append(problems.not_a_seal(span, ",".join(COLUMNS)))
        elif not headed:
            headed = True
            if tuple(cell.text for cell in cells) != COLUMNS:
                found.append(problems.not_a_seal(span, ",".join(COLUMNS)))
        elif (made := _seal([(cell.text, cell) for cell in cells], known, span, found)) is not None:
            lines.append(made)
    found += _overlaps(lines)
    if not headed and not found:
        found.append(problems.not_a_seal(Span(source, 0, 0), ",".join(COLUMNS)))
    found.sort(key=lambda one: one.sort_key)
    return Checked(None if found else Seals(known, tuple(lines)), tuple(found))


def _overlaps(lines: Iterable[Seal]) -> Iterator[Diagnostic]:
    """Two lines for one thing and one day, known on one day."""
    last: dict[tuple[Key, str], Seal] = {}
    for one in sorted(lines, key=lambda line: (line.since, line.until)):
        before = last.get((one.key, one.known))
        if before is not None and before.until >= one.since and one.place is not None:
            yield problems.sealed_twice(one.place, one.label, before.place)
        last[one.key, one.known] = one


def _known(source: SourceText, found: list[Diagnostic]) -> str:
    first = source.line(1)
    match = _KNOWN.fullmatch(first.rstrip())
    if match is not None and _is_day(match[1]):
        return match[1]
    found.append(problems.no_known_day(Span(source, 0, len(first))))
    return "9999-12-31"


def _lines(source: SourceText) -> Iterator[tuple[str, int]]:
    start = 0
    for text in source.text.split("\n"):
        if text.strip() and not text.startswith("#"):
            yield text, start
        start += len(text) + 1


def _cells(source: SourceText, text: str, start: int) -> list[Span] | None:
    """The places of the cells of a line, quotes apart; None where a quote is left open."""
    cells: list[Span] = []
    at = 0
    while True:
        match = _CELL.match(text, at)
        if match is None:
            return None
        group = 1 if match[1] is not None else 2
        cells.append(Span(source, start + match.start(group), start + match.end(group)))
        at = match.end()
        if match[3] == "":
            return cells


def _seal(cells: list[tuple[str, Span]], known: str, span: Span, found: list[Diagnostic]) -> Seal | None:
    """A line whose cells are what they must be; says which is not."""
    before = len(found)
    (label, _), (kind, kind_at), (since, _), (until, until_at), (learnt, learnt_at), (digest, digest_at) = cells
    if kind not in KINDS:
        found.append(problems.no_such_kind(kind_at, kind, KINDS))
    for day, at in (cells[2], (until or known, until_at), cells[4]):
        if not _is_day(day):
            found.append(problems.no_such_day(at, day))
    if not _DIGEST.fullmatch(digest) and digest != OMITTED:
        found.append(problems.no_digest(digest_at, digest))
    if len(found) > before:
        return None
    if (until or known) < since:
        found.append(problems.seal_ends_before(until_at, since))
    elif learnt > known or (until or known) > known:
        found.append(problems.seal_too_late(learnt_at if learnt > known else until_at, known))
    label = label.replace('""', '"')
    return None if len(found) > before else Seal(label, kind, since, until or known, learnt, digest, span)


def _is_day(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def holding(lines: Iterable[Seal], day: str, known: str) -> Seal | None:
    """Of the lines of one thing, that which holds on a day as known on a day."""
    found = None
    for one in lines:
        if one.since <= day <= one.until and one.known <= known and (found is None or one.known > found.known):
            found = one
    return found
