"""What `list` can list, each as rows of named texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from hocrdsl.cli.books import Named
from hocrdsl.cli.consolidated import day_of, items_on
from hocrdsl.copies import arranged
from hocrdsl.cli.golden import cases_of, session_of
from hocrdsl.harness.coverage import coverage
from hocrdsl.harness.session import run_rulebook
from hocrdsl.model import edition_name
from hocrdsl.model.value_types import said
from hocrdsl.rules import Rules
from hocrdsl.syntax import nodes as syntax

Rows = Iterator[dict[str, str]]


def rules_of(rules: Rules, found: Named) -> Rows:
    """The provisions of an edition."""
    for one in arranged(items_on(rules, found, day_of(rules))):
        if isinstance(one, syntax.Provision):
            title = one.title or f'reading "{one.reading}"'
            yield {"label": one.label, "title": title, "cites": _cited(one.cites),
                   "standing": one.standing.word if one.standing else "confirmed"}


def facts_of(rules: Rules, found: Named) -> Rows:
    """What an incident can state, by entity."""
    model = rules.plan().model
    for entity in model.entities.values():
        for fact in entity.facts.values():
            if fact.entity == entity.key:
                yield {"fact": f"{entity.name}'s {fact.name}", "type": said(fact.type, model.entities),
                       "guidance": fact.guidance}


def all_cases(rules: Rules, found: Named) -> Rows:
    """The golden cases."""
    for case in cases_of(found):
        yield {"case": case.name, "origin": case.origin, "file": case.place}


def editions_of(rules: Rules, found: Named) -> Rows:
    """The editions held."""
    for day, after in zip(rules.days, [*rules.days[1:], None], strict=True):
        until = "" if after is None else (date.fromisoformat(after) - timedelta(days=1)).isoformat()
        yield {"edition": edition_name(day), "from": day, "until": until}


def untranslatable_of(rules: Rules, found: Named) -> Rows:
    """Passages that the language could not carry."""
    for one in items_on(rules, found, day_of(rules)):
        if isinstance(one, syntax.Untranslatable):
            text = " ".join(one.text.split())
            yield {"label": one.label, "title": one.title, "cites": _cited(one.cites), "text": text}


def coverage_of(rules: Rules, found: Named) -> Rows:
    """The provisions of every edition, with the number of runs of cases in which each decided."""
    at = session_of(found)
    labels = at.names.labels - {one.label for one in found.book.text.items if isinstance(one, syntax.Disagreement)}
    for label, number in coverage(run_rulebook(at), labels).exercised.items():
        yield {"label": label, "runs": str(number)}


def _cited(cites: tuple[object, ...]) -> str:
    return "[" + "; ".join(map(str, cites)) + "]"


LISTINGS: dict[str, Callable[[Rules, Named], Rows]] = {
    "rules": rules_of, "facts": facts_of, "cases": all_cases, "editions": editions_of,
    "untranslatable": untranslatable_of, "coverage": coverage_of,
}
