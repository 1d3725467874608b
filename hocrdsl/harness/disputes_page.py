"""Disputes as a page: a heading for each, who holds what, and the matrix under it."""

from __future__ import annotations

from collections.abc import Sequence

from hocrdsl.copies import Imprint
from hocrdsl.copies.reading_copy import foot
from hocrdsl.harness.case import Lacking, Position
from hocrdsl.harness.disputes import Dispute, Row, Verdict
from hocrdsl.harness.disputes_text import OTHERWISE, capital, heading, listed, sentences
from hocrdsl.pages import Markup, Section, anchor, badge, element, items, joined, page, paragraph, table

_KINDS: dict[Verdict, str] = {"upheld": "good", "not upheld": "poor", "open": "fair", "says nothing": "plain"}


def as_page(title: str, found: Sequence[Dispute], lacking: Sequence[Lacking], imprint: Imprint) -> str:
    """One whole page."""
    sections = [_section(one) for one in found]
    if lacking:
        rows = [(one.name, one.missing, "; ".join(map(str, one.cites))) for one in lacking]
        body = table("Disputes of which too little is published", ("dispute", "what is missing", "said in"), rows,
                     named_rows=True)
        sections.append(Section("lacking", "Not enough is known to decide", body))
    return page(title, sections, lead=paragraph(
        "What each party holds, what the rules say in each edition, and whom that upholds. A count says nothing of the "
        "service that anybody received."), foot=foot(f"Made from {imprint}.", imprint))


def _section(dispute: Dispute) -> Section:
    case = dispute.case
    parts = [
        paragraph(" ".join(case.text.split())),
        items([_held(position) for position in case.positions]),
        items([element("strong", sentence) for sentence in sentences(dispute)]),
    ]
    if case.known_wrong is not None:
        parts.append(paragraph(badge("known wrong", kind="poor"), " ", case.known_wrong.reason))
    headings = ("editions", "the rules say", *(one.party for one in case.positions), "by")
    for hearing in dispute.hearings:
        rows = [(_span(row), _answer(row), *(badge(verdict, kind=_KINDS[verdict]) for _, verdict in row.stands),
                 items([f"{one.label} \"{one.title}\" [{'; '.join(one.cites)}], {one.standing}"
                        for one in row.grounds]))
                for row in dispute.differing(hearing)]
        parts.append(table(heading(hearing), headings, rows, named_rows=True))
        parts += [paragraph(OTHERWISE)] if len(rows) < len(hearing.rows) else []
    parts.append(items([f"{sort}: {name}" for sort, name in dispute.sorts.items() if name]))
    return Section(anchor("dispute", case.name), case.name, joined(parts))


def _held(position: Position) -> Markup:
    cites = "; ".join(map(str, position.cites))
    return joined([element("strong", capital(position.party)), f": {position.holds} [{cites}]"])


def _answer(row: Row) -> str:
    return row.answer + (f"; it turns on {listed(row.asks)}" if row.asks else "")


def _span(row: Row) -> Markup:
    parts: list[str | Markup] = [row.span]
    if row.own:
        parts += [" ", badge("its own day")]
    if row.turned:
        parts += [" ", badge("the law changed sides", kind="fair")]
    return joined(parts)
