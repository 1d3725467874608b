"""What one process found, handed to another: thousands of cases that passed, each in a few words.

As they are, outcomes take a tenth of the time that the cases took: each holds its place, that its text, and each of
them is taken apart and put together by name. Here a case that passed is one row of texts and numbers, and texts are
written once.
"""

from __future__ import annotations

import pickle
from typing import Any

from hocrdsl.diagnostics import Diagnostic
from hocrdsl.harness.read_cases import Head
from hocrdsl.harness.run import Outcome
from hocrdsl.source import SourceText, Span

# outcomes, problems, and of every case what is compared with other cases
Part = tuple[tuple[Outcome, ...], list[Diagnostic], list[Head]]
_Row = tuple[Any, ...]
# which text, and from where to where
_Place = tuple[int, int, int]


def packed(part: Part) -> bytes:
    """A part as bytes for a process that trusts this one."""
    outcomes, problems, heads = part
    places: dict[int, int] = {}
    sources: list[SourceText] = []

    def placed(span: Span) -> _Place:
        source = span.source
        place = places.get(id(source))
        if place is None:
            place = places[id(source)] = len(sources)
            sources.append(source)
        return place, span.start, span.end

    rows = [_row(one, placed(one.span)) if _plain(one) else one for one in outcomes]
    compared = [(placed(one.span), one.name, one.known_wrong, one.lacking) for one in heads]
    texts = [(one.name, one.text) for one in sources]
    return pickle.dumps((texts, rows, problems, compared), pickle.HIGHEST_PROTOCOL)


def unpacked(data: bytes) -> Part:
    """The part that was packed. What shared its place shares it still."""
    texts, rows, problems, compared = pickle.loads(data)
    sources = [SourceText(name, text) for name, text in texts]
    spans: dict[_Place, Span] = {}

    def span(place: _Place) -> Span:
        found = spans.get(place)
        if found is None:
            source, start, end = place
            found = spans[place] = Span(sources[source], start, end)
        return found

    outcomes = tuple([one if type(one) is Outcome else _outcome(one, span(one[0])) for one in rows])
    return outcomes, problems, [Head(name, span(place), *more) for place, name, *more in compared]


def _plain(one: Outcome) -> bool:
    """Whether a row says all of it."""
    more = one.difference is not None or one.reasons is not None or one.decision is not None or one.diagnostics
    return one.status == "passed" and not more


def _row(one: Outcome, place: _Place) -> _Row:
    return place, one.case, one.origin, one.edition, one.hypothetical, one.given, one.unused, one.labels, one.party


def _outcome(row: _Row, span: Span) -> Outcome:
    _, case, origin, edition, hypothetical, given, unused, labels, party = row
    return Outcome(case, origin, span, edition, "passed", None, (), hypothetical, given, unused, labels, None, party)
