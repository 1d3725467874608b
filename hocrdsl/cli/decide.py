"""`decide NAME FILE|-`: an incident, or one a line, to decisions."""

from __future__ import annotations

import json
from collections.abc import Mapping

import click

from hocrdsl.cli.options import formats, law, rulebook
from hocrdsl.cli.talk import Talk


@click.command("decide")
@rulebook
@click.argument("file", metavar="FILE|-")
@law
@click.option("--incident", "of_set", metavar="ID", help="FILE is a record set: the incident of that name.")
@click.option("--explain", "with_why", is_flag=True, help="Say why, with provisions, limbs and pages.")
@formats("text", "json")
@click.option("--exit-code", "by_result", is_flag=True, help="Exit code 1 if something is not determined.")
@click.pass_obj
def command(talk: Talk, name: str, file: str, edition: str | None, as_of: str | None, known: str | None,
            readings: Mapping[str, str], of_set: str | None, with_why: bool, form: str, by_result: bool) -> int:
    """Decide an incident: YAML or JSON, or NDJSON with one incident a line; or one of a record set. Without --edition
    or --as-of each report is decided by the edition in force on its own date."""
    from hocrdsl.cli.answering import answered, from_set
    from hocrdsl.cli.books import named, rules_of
    from hocrdsl.cli.incidents import texts

    found = named(name, talk)
    rules = rules_of(found, edition, as_of, known, readings)
    if of_set is not None:
        decision, lines = from_set(talk, rules, file, of_set, with_why)
        talk.answer(json.dumps(decision, indent=1) if form == "json" else "\n".join(lines))
        talk.say(str(found))
        return int(by_result and not decision["determined"])
    by_line, sources = texts(file)
    wrong = open_ = number = 0
    for source in sources:
        number += 1
        answer = answered(talk, rules, source, with_why)
        if answer is None:
            wrong += 1
            if by_line and form == "json":
                # answers stay on the lines of their questions
                talk.answer("null")
            continue
        decision, lines = answer
        open_ += not decision["determined"]
        if form == "json":
            talk.answer(json.dumps(decision, indent=None if by_line else 1))
        else:
            talk.answer("\n".join(lines))
    told = f"{number} incidents, {open_} not determined, {wrong} could not be read, " if by_line else ""
    talk.say(f"{told}{found}")
    return int(wrong > 0 or by_result and open_ > 0)
