"""`diff NAME OLD NEW`: what changed in the text between two editions, and which cases it flips."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from hocrdsl.cli.options import formats, known_and_readings, rulebook
from hocrdsl.cli.talk import Talk

if TYPE_CHECKING:
    from hocrdsl.analysis.diff import Flip
    from hocrdsl.cli.books import Named
    from hocrdsl.rules import Rules


@click.command("diff")
@rulebook
@click.argument("old")
@click.argument("new")
@known_and_readings
@click.option("--cases", "with_cases", is_flag=True, help="Decide every case by both editions, and show what flips.")
@formats("text", "markdown", "json")
@click.option("--exit-code", "by_result", is_flag=True, help="Exit code 1 if something differs.")
@click.pass_obj
def command(talk: Talk, name: str, old: str, new: str, known: str | None, readings: Mapping[str, str],
            with_cases: bool, form: str, by_result: bool) -> int:
    """Say what changed between two editions: provisions limb by limb, tables row by row, facts; and, with --cases, what
    it does to the cases. A reading holds for NEW only where both are the same edition."""
    from hocrdsl.analysis.diff import Difference, as_json, as_markdown, as_text, text_changes
    from hocrdsl.cli.books import named, rules_of

    found = named(name, talk)
    before = rules_of(found, old, None, known, {} if old == new else readings)
    after = rules_of(found, new, None, known, readings)
    text = text_changes(before.plan().model, after.plan().model)
    flips, decided = _flips(talk, found, before, after, known) if with_cases else ((), 0)
    difference = Difference(_called(old, {} if old == new else readings), _called(new, readings), text, flips, decided)
    if form == "json":
        talk.answer(json.dumps(as_json(difference), indent=1))
    else:
        shown = as_markdown(difference) if form == "markdown" else as_text(difference)
        if not with_cases:
            # no case was decided, so nothing is said about cases
            shown = shown[:shown.rfind("\n## Cases")] if form == "markdown" else shown.rstrip("\n").rpartition("\n")[0]
        talk.answer(shown.rstrip("\n"))
    talk.say(f"{len(text)} {'change' if len(text) == 1 else 'changes'} in the text, {found}")
    return int(by_result and bool(text or flips))


def _called(edition: str, readings: Mapping[str, str]) -> str:
    return " ".join([edition, *(f"{label}={name}" for label, name in readings.items())])


def _flips(talk: Talk, found: Named, before: Rules, after: Rules, known: str | None) -> tuple[tuple[Flip, ...], int]:
    """The cases decided otherwise, and how many could be decided on both sides."""
    from hocrdsl.analysis.diff import compare
    from hocrdsl.cli.golden import cases_of
    from hocrdsl.world.read import InvalidIncident

    flips, decided, vocabulary = [], 0, after.plan().vocabulary
    for case in cases_of(found, known):
        incident, given = case.incident.canonical, case.given or None
        try:
            flip = compare(case.name, before.decide(incident, given), after.decide(incident, given), vocabulary)
        except InvalidIncident:
            talk.say(f"left out, since one edition has not all of its words: {case.name}")
            continue
        decided += 1
        if flip is not None:
            flips.append(flip)
    return tuple(flips), decided
