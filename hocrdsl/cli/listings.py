"""What `list` can list, each as rows of named values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hocrdsl.cli.books import Named
from hocrdsl.cli.consolidated import copy_of
from hocrdsl.cli.covered import paragraphs_of, sums
from hocrdsl.cli.dispute_rows import disputes_of
from hocrdsl.cli.edition_rows import editions_of
from hocrdsl.cli.fact_rows import facts_of
from hocrdsl.cli.golden import cases_of, session_of
from hocrdsl.copies import arranged, standing_of
from hocrdsl.harness.coverage import coverage
from hocrdsl.harness.run import Selection
from hocrdsl.harness.session import run_rulebook
from hocrdsl.rules import Rules
from hocrdsl.syntax import nodes as syntax

Rows = Iterator[dict[str, Any]]


def rules_of(rules: Rules, found: Named) -> Rows:
    """The provisions of an edition."""
    for one in arranged(copy_of(rules, found).items):
        if isinstance(one, syntax.Provision):
            title = one.title or f'reading "{one.reading}"'
            yield {"label": one.label, "title": title, "cites": _cited(one.cites), "standing": standing_of(one)}


def all_cases(rules: Rules, found: Named) -> Rows:
    """The golden cases; with an edition asked for, those that speak for it."""
    asked = rules.first_day("") if rules.forced else None
    for case in cases_of(found, "proposed" if rules.proposed else rules.known):
        every = [*case.expectations, *(one for position in case.positions for one in position.expectations)]
        if asked is None or any(one.day == asked for one in every):
            yield {"case": case.name, "origin": case.origin, "file": case.place}


def untranslatable_of(rules: Rules, found: Named) -> Rows:
    """Passages that the language could not carry."""
    for one in copy_of(rules, found).items:
        if isinstance(one, syntax.Untranslatable):
            text = " ".join(one.text.split())
            yield {"label": one.label, "title": one.title, "cites": _cited(one.cites), "text": text}


def coverage_of(rules: Rules, found: Named) -> Rows:
    """The pages of the official texts, with what was done with their paragraphs; then the provisions of every edition
    (or of the one asked for), with the number of runs of cases in which each decided."""
    yield from sums(paragraphs_of(found).value or ())
    at = session_of(found, "proposed" if rules.proposed else rules.known, rules.readings)
    items = copy_of(rules, found).items if rules.forced else found.book.text.items
    labels = at.names.labels - {one.label for one in found.book.text.items if isinstance(one, syntax.Disagreement)}
    if rules.forced:
        labels &= {one.label for one in items if isinstance(one, syntax.Provision)}
    chosen = Selection(edition=rules.first_day("") if rules.forced else None, labels=True)
    for label, number in coverage(run_rulebook(at, chosen), labels).exercised.items():
        yield {"label": label, "runs": str(number)}


def _cited(cites: tuple[object, ...]) -> str:
    return "[" + "; ".join(map(str, cites)) + "]"


LISTINGS: dict[str, Callable[[Rules, Named], Rows]] = {
    "rules": rules_of, "facts": facts_of, "cases": all_cases, "disputes": disputes_of, "editions": editions_of,
    "untranslatable": untranslatable_of, "coverage": coverage_of,
}
