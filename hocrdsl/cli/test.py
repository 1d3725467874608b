"""`test NAME [SELECT...]`: golden cases, in every edition that a case names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hocrdsl.cli.options import formats, law, rulebook
from hocrdsl.cli.talk import Talk

if TYPE_CHECKING:
    from hocrdsl.harness.run import Results


@click.command("test")
@rulebook
@click.argument("select", nargs=-1, metavar="[SELECT]...")
@law
@click.option("--since", metavar="REF", help="Only what a change of meaning since a git revision can reach.")
@click.option("-k", "keyword", default="", metavar="WORDS", help="Only cases whose name holds these words.")
@click.option("-x", "stop_first", is_flag=True, help="Stop at the first failure.")
@click.option("--failed", is_flag=True, help="Only what failed in the last run.")
@click.option("--junit", metavar="FILE", help="Write JUnit XML too.")
@click.option("--explain", "why", type=click.Choice(["fails", "all", "none"]), default="fails", show_default=True,
              help="Which cases are explained.")
@click.option("--update", is_flag=True, help="Write snapshots anew; golden cases are never rewritten.")
@click.option("--snapshots", "held", is_flag=True, help="Hold snapshots against what is decided now, in every edition.")
@formats("text", "json")
@click.pass_obj
def command(talk: Talk, name: str, select: tuple[str, ...], edition: str | None, as_of: str | None, known: str | None,
            readings: Mapping[str, str], since: str | None, keyword: str, stop_first: bool, failed: bool,
            junit: str | None, why: str, update: bool, held: bool, form: str) -> int:
    """Run golden cases. SELECT is a case, a `case@edition`, a file or a folder."""
    from hocrdsl.cli import selecting
    from hocrdsl.cli.books import named, rules_of
    from hocrdsl.cli.files import write_whole
    from hocrdsl.cli.golden import session_of
    from hocrdsl.cli.nothing import why_nothing
    from hocrdsl.cli.trouble import NOTHING
    from hocrdsl.cli.updating import snapshot_differences, updated
    from hocrdsl.harness.run import Selection
    from hocrdsl.harness.session import run_rulebook
    from hocrdsl.harness.summary import as_json, junit_xml

    found = named(name, talk)
    rules = rules_of(found, edition, as_of, known, readings)
    only = selecting.last_failed(found) if failed else None
    if only is not None and not only:
        talk.say("nothing failed in the last run")
        return NOTHING
    at = session_of(found, known, readings)
    if since is not None:
        reached = selecting.since(found, since, at, talk)
        only = reached if only is None else only & reached
    selection = Selection(select, keyword, rules.first_day("") if rules.forced else None, only, stop_first)
    if update:
        return updated(at, selection, talk)
    results = run_rulebook(at, selection)
    selecting.keep_failed(found, results)
    if not (results.outcomes or results.diagnostics or only is not None):
        talk.say(why_nothing(found, results, select))
    if junit is not None:
        write_whole(Path(junit), junit_xml(results))
    if why == "all":
        selecting.explain_all(at, results, talk)
    stale = snapshot_differences(at, selection) if held else []
    for one in stale:
        talk.warn(f"snapshot: {one}")
    talk.answer(json.dumps(as_json(results), indent=1) + "\n" if form == "json" else _text(results, why, talk), end="")
    return results.exit_code or int(bool(stale))


def _text(results: Results, why: str, talk: Talk) -> str:
    from hocrdsl.harness.summary import as_text, summary_line

    return summary_line(results) + "\n" if why == "none" else as_text(results, talk.level > 0)
