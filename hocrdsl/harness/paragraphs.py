"""What was done with each paragraph of the official texts: the table `coverage.csv` beside a rulebook.

A row names a paragraph by document, page, its place on the page and the digest of its words (never by the words), and
says whether a provision carries it, a person judges it, the language can't carry it, or it lays down nothing. The
paragraphs are numbered outside (for the rulebook shipped here: `scripts/paragraphs.py`); here the table is read and
held against the rulebook and its cases.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hocrdsl.diagnostics import Checked, Diagnostic, Label, Severity, nearest
from hocrdsl.harness.case import Case
from hocrdsl.model import Model, bare
from hocrdsl.source import SourceText, Span

COLUMNS = ("document", "page", "ordinal", "digest", "status", "labels", "note")
NOT_NORMATIVE, ABSENT = "not normative", "not in our copy"
# with what each asks of its labels
STATUSES = ("carried", "judgement", "untranslatable", NOT_NORMATIVE, ABSENT)
NORMATIVE = STATUSES[:3]
_DIGEST = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One row. `ordinal` and `digest` are 0 and empty for what the copy read does not hold, such as a picture."""

    document: str
    page: int
    ordinal: int
    digest: str
    status: str
    labels: tuple[str, ...]
    note: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Held:
    """What labels may name: `provisions` and `passages` (untranslatable) by label, `names` of everything else."""

    provisions: frozenset[str]
    passages: frozenset[str]
    names: frozenset[str]


def read_paragraphs(source: SourceText) -> Checked[tuple[Paragraph, ...]]:
    """The rows of the table; every row that can't be read is told."""
    found: list[Paragraph] = []
    wrong: list[Diagnostic] = []
    lines = source.text.split("\n")
    places = _places(lines)
    numbered = [(number, line) for number, line in enumerate(lines) if line.strip() and not line.startswith("#")]
    for (number, line), cells in zip(numbered, csv.reader(line for _, line in numbered), strict=False):
        span = Span(source, places[number], places[number] + len(line))
        if number == numbered[0][0]:
            if tuple(cells) != COLUMNS:
                return Checked(None, (_wrong("the headings are not those of a coverage table", span,
                                             ",".join(COLUMNS) + " are due here"),))
            continue
        said = _slip(cells)
        if said:
            wrong.append(_wrong(said[0], span, said[1]))
            continue
        document, page, ordinal, digest, status, labels, note = cells
        found.append(Paragraph(document, int(page), int(ordinal or 0), digest, status, _split(labels), note, span))
    wrong += _twice(found)
    return Checked(tuple(found), tuple(wrong))


def _places(lines: Iterable[str]) -> list[int]:
    places, at = [], 0
    for line in lines:
        places.append(at)
        at += len(line) + 1
    return places


def _split(labels: str) -> tuple[str, ...]:
    return tuple(part for one in labels.split(";") if (part := one.strip()))


def _slip(cells: list[str]) -> tuple[str, str] | None:
    """What is wrong with the cells of a row, and what is due."""
    if len(cells) != len(COLUMNS):
        return f"a row of {len(cells)} cells", f"{len(COLUMNS)} are due: {','.join(COLUMNS)}"
    _, page, ordinal, digest, status, _, _ = cells
    if status and status not in STATUSES:
        near = nearest(status, STATUSES)
        more = f"; did you mean `{near}`?" if near else ""
        return f"no such status: `{status}`", f"one of {', '.join(STATUSES)}{more}"
    if not page.isdigit():
        return f"`{page}` is no page", "a number is due"
    if status == ABSENT and not (ordinal or digest):
        return None
    if not ordinal.isdigit():
        return f"`{ordinal}` is no place on a page", "a number counted from 1 is due"
    if not _DIGEST.fullmatch(digest):
        return f"`{digest}` is no digest", "16 hexadecimal figures are due, as the script that numbers paragraphs gives"
    return None


def _twice(rows: Iterable[Paragraph]) -> Iterator[Diagnostic]:
    seen: dict[tuple[str, int, int], Paragraph] = {}
    for row in rows:
        place = (row.document, row.page, row.ordinal)
        if place in seen and row.ordinal:
            yield _wrong(f"{row.document}, page {row.page}, paragraph {row.ordinal} stands twice", row.span,
                         "take out one of the two", seen[place].span)
        seen.setdefault(place, row)


def misfits(rows: Iterable[Paragraph], held: Held) -> Iterator[Diagnostic]:
    """Rows whose labels name nothing that the rulebook has, or nothing of the kind that their status asks for."""
    known = held.provisions | held.passages | held.names
    rows = tuple(rows)
    if unsaid := [row for row in rows if not row.status]:
        yield _wrong(f"paragraphs of which nothing is said yet: {len(unsaid)}; the first stands here", unsaid[0].span,
                     f"one of {', '.join(STATUSES)} is due", severity="warning")
    for row in rows:
        for label in row.labels:
            if bare(label) not in known and label not in known:
                near = nearest(label, sorted(known))
                due = f"did you mean `{near}`?" if near else "a label is due, or a definition, table, fact or result"
                yield _wrong(f"the rulebook has nothing called `{label}`", row.span, due)
        labels = set(row.labels)
        if row.status == "carried" and not labels & held.provisions:
            yield _wrong("carried, and no label says by which provision", row.span,
                         "name the provision, or the one that uses what carries it")
        elif row.status == "judgement" and not labels:
            yield _wrong("judged by a person, and no label says by which fact", row.span, "name the fact")
        elif row.status == "untranslatable" and not labels & held.passages:
            yield _wrong("untranslatable, and no label of such a passage stands here", row.span,
                         "name the passage, as `U1`")


def unproven(rows: Iterable[Paragraph], cases: Iterable[Case]) -> Iterator[Diagnostic]:
    """Rows said to be carried whose provisions no case names in `because`."""
    named = named_in(cases)
    for row in rows:
        if row.status == "carried" and not named & set(row.labels):
            yield _wrong(f"carried by {', '.join(row.labels)}, which no case names in `because`", row.span,
                         "a case that shows it is due")


def named_in(cases: Iterable[Case]) -> frozenset[str]:
    """The labels that the golden cases name in `because`; those known wrong left out."""
    found: set[str] = set()
    for case in cases:
        if case.known_wrong is not None:
            continue
        every = [*case.expectations, *(one for position in case.positions for one in position.expectations)]
        for one in every:
            found.update(label for entry in one.counted for label in entry.because)
            found.update(label for entry in one.fates for label in entry.because)
            found.update(label for entry in one.entries for label in entry.because)
    return frozenset(found)


def held_by(model: Model) -> Held:
    """What the labels of a table may name, in one edition."""
    names = {bare(one) for one in (*model.results, *model.tables)}
    names |= {bare(name) for _, name in model.definitions}
    for entity in model.entities.values():
        names |= {bare(entity.name), bare(entity.rows_of or entity.name), *(bare(fact) for fact in entity.facts)}
    passages = frozenset(one.label for one in model.untranslatable)
    provisions = frozenset((*model.provisions, *(one.label for one in model.disagreements)))
    return Held(provisions, passages, frozenset(names))


def _wrong(title: str, span: Span, remark: str, other: Span | None = None, severity: Severity = "error") -> Diagnostic:
    """HR340"""
    others = (Label(other, "the other"),) if other is not None else ()
    return Diagnostic("HR340", title, Label(span, ""), others, (remark,), severity=severity)
