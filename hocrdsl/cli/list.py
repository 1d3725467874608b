"""`list NAME rules|facts|cases|editions|untranslatable`: look things up."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import click

from hocrdsl.cli.options import formats, law, rulebook
from hocrdsl.cli.talk import Talk

if TYPE_CHECKING:
    from hocrdsl.rules import Rules


@click.command("list")
@rulebook
@click.argument("what", type=click.Choice(["rules", "facts", "cases", "editions", "untranslatable"]))
@law
@formats("text", "json")
@click.pass_obj
def command(talk: Talk, name: str, what: str, edition: str | None, as_of: str | None, known: str | None,
            readings: Mapping[str, str], form: str) -> int:
    """List the rules, facts, cases or editions of a rulebook, or what the language could not carry."""
    from hocrdsl.cli.books import named, rules_of
    from hocrdsl.cli.trouble import NOTHING

    found = named(name, talk)
    rules = rules_of(found, edition, as_of, known, readings)
    tell = {"rules": _rules, "facts": _facts, "cases": _cases, "editions": _editions, "untranslatable": _untranslatable}
    rows = list(tell[what](rules))
    if form == "json":
        talk.answer(json.dumps(rows, indent=1))
    else:
        for row in rows:
            talk.answer("  ".join(str(value) for value in row.values() if value))
    talk.say(f"{len(rows)} {what}, {found}")
    return 0 if rows else NOTHING


Rows = Iterator[dict[str, str]]


def _rules(rules: Rules) -> Rows:
    from hocrdsl.cli.consolidated import arranged, day_of, items_on
    from hocrdsl.syntax import nodes as syntax

    for one in arranged(items_on(rules, day_of(rules))):
        if isinstance(one, syntax.Provision):
            title = one.title or f'reading "{one.reading}"'
            yield {"label": one.label, "title": title, "cites": _cited(one.cites),
                   "standing": one.standing.word if one.standing else "confirmed"}


def _facts(rules: Rules) -> Rows:
    from hocrdsl.model.value_types import said

    model = rules.plan().model
    for entity in model.entities.values():
        for fact in entity.facts.values():
            if fact.entity == entity.key:
                yield {"fact": f"{entity.name}'s {fact.name}", "type": said(fact.type, model.entities),
                       "guidance": fact.guidance}


def _cases(rules: Rules) -> Rows:
    from hocrdsl.cli.golden import cases_of

    for case in cases_of(rules):
        yield {"case": case.name, "file": f"{case.span.source.name}:{case.span.line}"}


def _editions(rules: Rules) -> Rows:
    from hocrdsl.model import edition_name

    for day, after in zip(rules.days, [*rules.days[1:], ""], strict=True):
        yield {"edition": edition_name(day), "from": f"from {day}", "until": f"before {after}" if after else ""}


def _untranslatable(rules: Rules) -> Rows:
    from hocrdsl.cli.consolidated import day_of, items_on
    from hocrdsl.syntax import nodes as syntax

    for one in items_on(rules, day_of(rules)):
        if isinstance(one, syntax.Untranslatable):
            yield {"label": one.label, "title": one.title, "cites": _cited(one.cites), "text": " ".join(one.text.split())}


def _cited(cites: tuple[object, ...]) -> str:
    return "[" + "; ".join(map(str, cites)) + "]"
