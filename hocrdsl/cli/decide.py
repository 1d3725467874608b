"""`decide NAME FILE|-`: an incident, or one a line, to decisions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from hocrdsl.cli.options import formats, law, rulebook
from hocrdsl.cli.talk import Talk

if TYPE_CHECKING:
    from hocrdsl.rules import Rules
    from hocrdsl.source import SourceText


@click.command("decide")
@rulebook
@click.argument("file", metavar="FILE|-")
@law
@click.option("--explain", "with_why", is_flag=True, help="Say why, with provisions, limbs and pages.")
@formats("text", "json")
@click.option("--exit-code", "by_result", is_flag=True, help="Exit code 1 if something is not determined.")
@click.pass_obj
def command(talk: Talk, name: str, file: str, edition: str | None, as_of: str | None, known: str | None,
            readings: Mapping[str, str], with_why: bool, form: str, by_result: bool) -> int:
    """Decide an incident: YAML or JSON, or NDJSON with one incident a line. Without --edition or --as-of each report is
    decided by the edition in force on its own date."""
    from hocrdsl.cli.books import named, rules_of
    from hocrdsl.cli.incidents import texts

    found = named(name, talk)
    rules = rules_of(found, edition, as_of, known, readings)
    by_line, sources = texts(file)
    wrong = open_ = number = 0
    for source in sources:
        number += 1
        answer = _decided(talk, rules, source, with_why)
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


def _decided(talk: Talk, rules: Rules, source: SourceText, with_why: bool) -> tuple[dict[str, Any], list[str]] | None:
    """A decision with its lines; or what is wrong with the incident, without repeating its facts unless asked (-v)."""
    from hocrdsl.cli.drawing import drawn, without_facts
    from hocrdsl.cli.wording import short
    from hocrdsl.harness.incident import read_incident
    from hocrdsl.harness.open_numbers import by_unit, told

    plan = rules.plan()
    incident = read_incident(source, plan.vocabulary, plan)
    if incident.value is None:
        for one in incident.diagnostics:
            talk.warn(drawn([one], talk) if talk.level > 0 else without_facts(one))
        if talk.level <= 0:
            talk.say("-v shows the lines of the incident and what to write instead")
        return None
    decision = rules.decide(incident.value.canonical)
    open_ = by_unit(decision, incident.value, rules.decide, plan.vocabulary)
    more = {"open": open_} if open_ else {}
    if with_why:
        why = rules.explain(incident.value.canonical)
        return {**why.as_dict(), **more}, [*why.sentences, *told(open_, plan.vocabulary)]
    lines = [f"  {one}" for one in told(open_, plan.vocabulary)]
    return {**decision, **more}, [*short(decision, plan.vocabulary), *lines]
