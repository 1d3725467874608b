"""`check NAME...`: everything that can be wrong with a rulebook, before any case is run."""

from __future__ import annotations

import json
from time import perf_counter
from typing import TYPE_CHECKING

import click

from hocrdsl.cli.options import formats
from hocrdsl.cli.talk import Talk

if TYPE_CHECKING:
    from hocrdsl.diagnostics import Diagnostic


@click.command("check")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@formats("text", "concise", "json")
@click.option("--fail-level", type=click.Choice(["error", "warning"]), default="error", show_default=True,
              help="The least severe finding that makes the exit code 1.")
@click.pass_obj
def command(talk: Talk, names: tuple[str, ...], form: str, fail_level: str) -> int:
    """Check rulebooks: syntax, names, types, dates, citations, gaps, conflicts, tables; every edition held."""
    from hocrdsl.cli.drawing import concise, drawn, only_once
    from hocrdsl.diagnostics import as_json

    began = perf_counter()
    every: list[Diagnostic] = []
    told, editions = [], 0
    for name in names:
        found, days, shown = _findings(name, talk)
        every += only_once(found)
        editions += days
        told.append(shown)
    warnings = len(every) - (errors := sum(one.severity == "error" for one in every))
    summary = {"errors": errors, "warnings": warnings, "editions": editions, "rulebooks": told}
    if form == "json":
        talk.answer(json.dumps(as_json(every, summary), indent=1))
    else:
        for one in every:
            talk.answer(concise(one) if form == "concise" else drawn([one], talk))
        talk.answer(f"{_many(errors, 'error')}, {_many(warnings, 'warning')}, {_many(editions, 'edition')}, "
                    f"{', '.join(told)}, {perf_counter() - began:.1f} s")
    return int(errors > 0 or fail_level == "warning" and warnings > 0)


def _findings(name: str, talk: Talk) -> tuple[list[Diagnostic], int, str]:
    """Everything found in one rulebook, the number of its editions, and which it was."""
    from hocrdsl.cli.books import read_named
    from hocrdsl.cli.covered import paragraph_findings
    from hocrdsl.cli.sealed import seal_findings
    from hocrdsl.model import besides
    from hocrdsl.pipeline import editions, found_in_editions

    found, diagnostics = read_named(name, talk)
    every = list(diagnostics)
    if found is None:
        return every, 0, name
    if any(one.severity == "error" for one in every):
        return every + besides(found.book.text, every), 0, str(found)
    every += found_in_editions(found.book, lambda said: talk.detail(f"{found}: {said}"))
    every += seal_findings(found, talk)
    every += paragraph_findings(found)
    return every, len(editions(found.book)), str(found)


def _many(count: int, word: str) -> str:
    return f"{count} {word}" + ("" if count == 1 else "s")
