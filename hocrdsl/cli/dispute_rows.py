"""Disputes as rows: those that are cases, and those of which too little is known, with what would have to be."""

from __future__ import annotations

from collections.abc import Iterator

from hocrdsl.cli.books import Named
from hocrdsl.cli.golden import session_of
from hocrdsl.harness.session import case_files, read_disputes
from hocrdsl.rules import Rules


def disputes_of(rules: Rules, found: Named) -> Iterator[dict[str, str]]:
    """The disputed cases, then what is missing to decide the others."""
    cases, lacking = read_disputes(session_of(found), case_files(found.book.path, found.shown))
    for case in cases:
        yield {"dispute": case.name, "missing": "", "file": case.place}
    for one in lacking:
        yield {"dispute": one.name, "missing": f"missing: {one.missing}", "file": one.place}
