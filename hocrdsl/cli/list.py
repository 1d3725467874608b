"""`list NAME rules|facts|cases|disputes|editions|untranslatable|coverage`: look things up."""

from __future__ import annotations

import json
from collections.abc import Mapping

import click

from hocrdsl.cli.options import formats, law, rulebook
from hocrdsl.cli.talk import Talk

ONE_OF = {"rules": "rule", "facts": "fact", "cases": "case", "disputes": "dispute", "editions": "edition",
          "coverage": "page or provision"}
WHAT = ("rules", "facts", "cases", "disputes", "editions", "untranslatable", "coverage")


@click.command("list")
@rulebook
@click.argument("what", type=click.Choice(WHAT), metavar="|".join(WHAT))
@law
@formats("text", "json")
@click.pass_obj
def command(talk: Talk, name: str, what: str, edition: str | None, as_of: str | None, known: str | None,
            readings: Mapping[str, str], form: str) -> int:
    """List the rules of a rulebook, the facts that an incident can state (with their questions, values and what is held
    when nothing is said), cases or editions, disputes with what is missing to decide them, what the language could not
    carry, or (coverage) page by page what was done with the official texts, and in how many passing runs of cases each
    provision decided. With an edition, only what belongs to it."""
    from hocrdsl.cli.books import named, rules_of
    from hocrdsl.cli.covered import paragraphs_of, total
    from hocrdsl.cli.edition_rows import as_text
    from hocrdsl.cli.fact_rows import facts_as_text
    from hocrdsl.cli.listings import LISTINGS
    from hocrdsl.cli.trouble import NOTHING
    from hocrdsl.copies.words import many

    found = named(name, talk)
    rules = rules_of(found, edition, as_of, known, readings)
    rows = list(LISTINGS[what](rules, found))
    if form == "json":
        talk.answer(json.dumps(rows, indent=1))
    elif what == "facts":
        talk.answer("\n".join(facts_as_text(rules, found)))
    else:
        for row in rows:
            plain = "  ".join(str(value) for value in row.values() if value)
            talk.answer(as_text(row) if what == "editions" else plain)
    one, more = ONE_OF.get(what, what), "pages and provisions" if what == "coverage" else what
    if what == "coverage" and (paragraphs := paragraphs_of(found).value):
        talk.say(total(paragraphs))
    talk.say(f"{many(len(rows), one, more)}, {found}")
    return 0 if rows else NOTHING
