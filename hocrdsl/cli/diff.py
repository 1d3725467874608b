"""`diff NAME OLD NEW`: what changed in the text between two editions, and which cases it flips."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hocrdsl.cli.deciding import deciding
from hocrdsl.cli.options import formats, known_and_readings, rulebook
from hocrdsl.cli.talk import Talk

if TYPE_CHECKING:
    from hocrdsl.analysis.diff import Difference
    from hocrdsl.cli.books import Named


@click.command("diff")
@rulebook
@click.argument("old", required=False)
@click.argument("new", required=False)
@known_and_readings
@click.option("--cases", "with_cases", is_flag=True, help="Decide every case by both sides, and show what flips.")
@click.option("--since", metavar="REV", help="OLD as a git revision has it; without OLD and NEW, every edition.")
@click.option("--accept", metavar="FILE", help="The flips accepted, each with its reason; anything else fails.")
@click.option("--data", metavar="IN", help="A record set: decide it by both sides, and say what differs.")
@click.option("-o", "--output", metavar="FILE", help="With --data, the report as a page.")
@click.option("--markdown", metavar="FILE", help="With --data, the summary for a review.")
@deciding
@formats("text", "markdown", "json", "html")
@click.option("--exit-code", "by_result", is_flag=True, help="Exit code 1 if something differs.")
@click.pass_obj
def command(talk: Talk, name: str, old: str | None, new: str | None, known: str | None, readings: Mapping[str, str],
            with_cases: bool, since: str | None, accept: str | None, data: str | None, form: str, by_result: bool,
            output: str | None, markdown: str | None, engine: str, workers: int | None, block: int | None,
            shown: bool) -> int:
    """Say what changed between two editions: provisions limb by limb, tables row by row, facts; and what it does to the
    cases (--cases) or to a record set (--data). An edition may name readings: 2026-04:R2=NAME. A --reading holds for
    NEW, and for OLD where that is another edition."""
    from hocrdsl.cli.books import named
    from hocrdsl.cli.comparing import compared
    from hocrdsl.cli.data_diff import data_diff, only_data
    from hocrdsl.cli.reviewing import reviewed

    if new is None and since is None:
        raise click.UsageError("OLD and NEW are due, or --since REV")
    of_data = {"output": output, "markdown": markdown, "engine": engine, "workers": workers, "block": block,
               "shown": shown}
    only_data(data, {**of_data, "--cases": with_cases, "--accept": accept}, old)
    found = named(name, talk)
    if data is not None:
        words = (old or "", new or old or "")
        return data_diff(talk, found, words, data, since, known, readings, form, by_result, of_data)
    file = None if accept is None else Path(accept)
    cases = with_cases or accept is not None
    if old is None:
        assert since is not None
        difference = reviewed(found, since, known, readings, cases, file)
    else:
        difference = compared(found, (old, new or old), since, known, readings, cases, file)
    talk.answer(_shown(difference, form, found))
    many = len(difference.text)
    talk.say(f"{many} {'change' if many == 1 else 'changes'} in the text, {found}")
    return int(bool(difference.wrong) or by_result and bool(difference.text or difference.flips))


def _shown(difference: Difference, form: str, found: Named) -> str:
    from hocrdsl.analysis.diff_html import as_html
    from hocrdsl.analysis.diff_markdown import as_markdown
    from hocrdsl.analysis.diff_text import as_json, as_text

    if form == "json":
        return json.dumps(as_json(difference), indent=1)
    if form == "html":
        return as_html(difference, str(found)).rstrip("\n")
    return (as_markdown(difference) if form == "markdown" else as_text(difference)).rstrip("\n")
