"""`diff NAME OLD NEW`: what changed in the text between two editions, and which cases it flips."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hocrdsl.cli.options import formats, known_and_readings, rulebook
from hocrdsl.cli.talk import Talk

if TYPE_CHECKING:
    from hocrdsl.analysis.diff import Difference


@click.command("diff")
@rulebook
@click.argument("old")
@click.argument("new")
@known_and_readings
@click.option("--cases", "with_cases", is_flag=True, help="Decide every case by both editions, and show what flips.")
@click.option("--accept", metavar="FILE", help="The flips accepted, each with its reason; anything else fails.")
@formats("text", "markdown", "json")
@click.option("--exit-code", "by_result", is_flag=True, help="Exit code 1 if something differs.")
@click.pass_obj
def command(talk: Talk, name: str, old: str, new: str, known: str | None, readings: Mapping[str, str],
            with_cases: bool, accept: str | None, form: str, by_result: bool) -> int:
    """Say what changed between two editions: provisions limb by limb, tables row by row, facts; and, with --cases, what
    it does to the cases. A reading holds for NEW only where both are the same edition."""
    from hocrdsl.analysis.diff import Difference
    from hocrdsl.analysis.text_changes import text_changes
    from hocrdsl.cli.books import named
    from hocrdsl.cli.comparing import Asked, with_flips

    found = named(name, talk)
    sides = Asked(found, old, known, {} if old == new else readings), Asked(found, new, known, readings)
    text = text_changes(*(side.rules().plan().model for side in sides))
    difference = Difference(sides[0].called, sides[1].called, text)
    if with_cases or accept is not None:
        difference = with_flips(difference, found, *sides, None if accept is None else Path(accept))
    talk.answer(_shown(difference, form))
    talk.say(f"{len(text)} {'change' if len(text) == 1 else 'changes'} in the text, {found}")
    return int(bool(difference.wrong) or by_result and bool(text or difference.flips))


def _shown(difference: Difference, form: str) -> str:
    from hocrdsl.analysis.diff_markdown import as_markdown
    from hocrdsl.analysis.diff_text import as_json, as_text

    if form == "json":
        return json.dumps(as_json(difference), indent=1)
    return (as_markdown(difference) if form == "markdown" else as_text(difference)).rstrip("\n")
