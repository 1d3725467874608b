"""`schema NAME incident|case|decision`: JSON Schema, for editors and for checks that run elsewhere."""

from __future__ import annotations

import json
from typing import Any

import click

from hocrdsl.cli.options import edition as edition_or_day
from hocrdsl.cli.options import rulebook
from hocrdsl.cli.talk import Talk


@click.command("schema")
@rulebook
@click.argument("what", type=click.Choice(["incident", "case", "decision"]), metavar="incident|case|decision")
@edition_or_day
@click.pass_obj
def command(talk: Talk, name: str, what: Any, edition: str | None, as_of: str | None) -> int:
    """Write the JSON Schema of an incident, a case or a decision of an edition (the latest held, unless said)."""
    from hocrdsl.cli.books import named, rules_of
    from hocrdsl.harness.schema import schema
    from hocrdsl.harness.schema_words import words_of

    found = named(name, talk)
    plan = rules_of(found, edition, as_of).plan()
    talk.answer(json.dumps(schema(plan.vocabulary, what, words_of(plan.model)), indent=1))
    talk.say(f"{what} of edition {plan.edition}, {found}")
    return 0
