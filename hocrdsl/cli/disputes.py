"""`disputes NAME [WORDS...]`: what parties hold, what the rules say edition by edition, and whom that upholds."""

from __future__ import annotations

import json
from collections.abc import Mapping

import click

from hocrdsl.cli.options import formats, law, rulebook
from hocrdsl.cli.talk import Talk


@click.command("disputes")
@rulebook
@click.argument("words", nargs=-1, metavar="[WORDS]...")
@law
@formats("text", "markdown", "json", "html")
@click.pass_obj
def command(talk: Talk, name: str, words: tuple[str, ...], edition: str | None, as_of: str | None, known: str | None,
            readings: Mapping[str, str], form: str) -> int:
    """Hear disputed cases: by edition, by reading, who is upheld and by which provision. WORDS: only cases whose names
    hold them. Editions that answer alike stand on one line; a star marks that of the incident's own day."""
    from hocrdsl.cli.books import named, rules_of
    from hocrdsl.cli.golden import session_of
    from hocrdsl.cli.shown import imprint_of
    from hocrdsl.cli.trouble import NOTHING
    from hocrdsl.harness.courts import Courts
    from hocrdsl.harness.disputes import disputes
    from hocrdsl.harness.disputes_page import as_page
    from hocrdsl.harness.disputes_text import as_json, as_markdown, as_text
    from hocrdsl.harness.session import case_files, read_disputes

    found = named(name, talk)
    rules = rules_of(found, edition, as_of, known, readings)
    at = session_of(found, known, readings)
    cases, lacking = read_disputes(at, case_files(found.book.path, found.shown))
    wanted = " ".join(words).lower()
    cases = [case for case in cases if wanted in case.name.lower()]
    lacking = [one for one in lacking if wanted in one.name.lower()]
    days = (rules.first_day(""),) if rules.forced else rules.days
    heard = list(disputes(Courts(at, len(cases)), cases, days))
    title = f"Disputes: {found.book.header.title.text}"
    if form == "json":
        about = {"rulebook": found.book.name, "digest": found.book.digest, "editions": list(days)}
        talk.answer(json.dumps(as_json(heard, lacking, about), indent=1))
    elif form == "html":
        talk.answer(as_page(title, heard, lacking, imprint_of(rules, found)), end="")
    else:
        shown = as_markdown(title, heard, lacking) if form == "markdown" else as_text(heard, lacking)
        talk.answer(shown)
    many = f"{len(heard)} {'dispute' if len(heard) == 1 else 'disputes'} heard"
    more = f", {len(lacking)} without facts enough" if lacking else ""
    talk.say(f"{many}{more}, {len(days)} {'edition' if len(days) == 1 else 'editions'}, {found}")
    return 0 if heard or lacking else NOTHING
