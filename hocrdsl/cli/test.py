"""`test NAME [SELECT...]`: golden cases, in every edition that a case names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hocrdsl.cli.options import formats, law, rulebook
from hocrdsl.cli.talk import Talk

if TYPE_CHECKING:
    from hocrdsl.harness.run import Results, Selection
    from hocrdsl.harness.session import Session
    from hocrdsl.rules import Rules


@click.command("test")
@rulebook
@click.argument("select", nargs=-1, metavar="[SELECT]...")
@law
@click.option("--since", metavar="REF", help="Only what changes since a git revision can have touched.")
@click.option("-k", "keyword", default="", metavar="WORDS", help="Only cases whose name holds these words.")
@click.option("-x", "stop_first", is_flag=True, help="Stop at the first failure.")
@click.option("--failed", is_flag=True, help="Only what failed in the last run.")
@click.option("--junit", metavar="FILE", help="Write JUnit XML too.")
@click.option("--explain", "why", type=click.Choice(["fails", "all", "none"]), default="fails", show_default=True,
              help="Which cases are explained.")
@click.option("--update", is_flag=True, help="Write snapshots anew; golden cases are never rewritten.")
@formats("text", "json")
@click.pass_obj
def command(talk: Talk, name: str, select: tuple[str, ...], edition: str | None, as_of: str | None, known: str | None,
            readings: Mapping[str, str], since: str | None, keyword: str, stop_first: bool, failed: bool,
            junit: str | None, why: str, update: bool, form: str) -> int:
    """Run golden cases. SELECT is a case, a `case@edition`, a file or a folder."""
    from hocrdsl.cli import selecting
    from hocrdsl.cli.books import named, rules_of
    from hocrdsl.cli.files import write_whole
    from hocrdsl.cli.golden import session_of
    from hocrdsl.cli.trouble import NOTHING
    from hocrdsl.harness.run import Selection
    from hocrdsl.harness.session import run_rulebook
    from hocrdsl.harness.summary import as_json, junit_xml

    found = named(name, talk)
    rules = rules_of(found, edition, as_of, known, readings)
    if since is not None:
        select = (*select, *selecting.since(found, since, talk))
    only = selecting.last_failed(found) if failed else None
    if only is not None and not only:
        talk.say("nothing failed in the last run")
        return NOTHING
    day = rules.first_day("") if rules.forced else None
    selection = Selection(select, keyword, day, only, stop_first)
    at = session_of(found, known, readings)
    if update:
        return _update(at, rules, selection, talk)
    results = run_rulebook(at, selection)
    selecting.keep_failed(found, results)
    if junit is not None:
        write_whole(Path(junit), junit_xml(results))
    if why == "all":
        selecting.explain_all(at, results, talk)
    talk.answer(json.dumps(as_json(results), indent=1) + "\n" if form == "json" else _text(results, why, talk), end="")
    return results.exit_code


def _update(at: Session, rules: Rules, selection: Selection, talk: Talk) -> int:
    """Snapshots of the cases chosen, in every edition that they do not speak for."""
    from hocrdsl.cli.trouble import NOTHING, PROBLEMS, Trouble
    from hocrdsl.harness.run import is_chosen
    from hocrdsl.harness.session import case_files, read_files
    from hocrdsl.harness.snapshots import GoldenRefused, refuse_golden, update

    cases, wrong = read_files(at, case_files(at.book.path, at.shown))
    if any(one.severity == "error" for one in wrong):
        raise Trouble(f"some cases cannot be read; `hocrdsl test {at.shown}` says why", PROBLEMS)
    # an edition that was named is refused, not passed over, where a case is golden in it
    named = [selection.edition, *(one.rpartition("@")[2] for one in selection.select if "@" in one)]
    try:
        for edition in named:
            if edition is not None:
                refuse_golden([case for case in cases if is_chosen(case, selection)], edition)
    except GoldenRefused as refused:
        raise Trouble(str(refused)) from None
    chosen = [case for case in cases if is_chosen(case, replace(selection, edition=None))]
    if not chosen:
        talk.say("no case is chosen")
        return NOTHING
    root = at.book.path if at.book.path.is_dir() else at.book.path.parent
    changed = update(root / "snapshots", chosen, rules.days, at.rules_for, at.vocabulary)
    for file in changed:
        talk.answer(f"snapshots/{file}")
    talk.say(f"{len(changed)} of {len(chosen)} snapshots written; golden cases are as they were")
    return 0


def _text(results: Results, why: str, talk: Talk) -> str:
    from hocrdsl.harness.summary import as_text, summary_line

    return summary_line(results) + "\n" if why == "none" else as_text(results, talk.level > 0)
