"""`diff NAME OLD NEW --data IN`: what two editions make of a record set."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hocrdsl.cli.deciding import in_words, opened
from hocrdsl.cli.files import write_whole
from hocrdsl.cli.progress import Shown
from hocrdsl.cli.sides import asked
from hocrdsl.cli.talk import Talk
from hocrdsl.cli.trouble import Trouble

if TYPE_CHECKING:
    from hocrdsl.cli.books import Named
    from hocrdsl.records.differ import DataDifference

_OF_DATA = {"output": "-o", "markdown": "--markdown", "workers": "--workers", "block": "--block", "shown": "--progress"}


def only_data(data: str | None, given: Mapping[str, Any], old: str | None) -> None:
    """Options that go together; raises UsageError."""
    if data is None:
        wrong = [shown for name, shown in _OF_DATA.items() if given[name]]
        if wrong:
            raise click.UsageError(f"{wrong[0]} is of --data")
        return
    for one in ("--cases", "--accept"):
        if given[one]:
            raise click.UsageError(f"give --data or {one}, not both")
    if old is None:
        raise click.UsageError("--data wants OLD, and NEW unless --since says what OLD is held against")


def data_diff(talk: Talk, found: Named, words: tuple[str, str], data: str, since: str | None, known: str | None,
              readings: Mapping[str, str], form: str, by_result: bool, more: Mapping[str, Any]) -> int:
    """Decide a record set by both sides, and write what differs; raises Trouble, BadRecords."""
    from hocrdsl.cli.revision import book_at

    before = found if since is None else book_at(found, since)
    same = since is None and words[0] == words[1]
    old = asked(before, words[0], known, {} if same else readings, since or "")
    new = asked(found, words[1], known, readings)
    for file in (more["output"], more["markdown"]):
        if file is not None and not Path(file).parent.is_dir():
            # to be told so after an hour would be late
            raise Trouble(f"{Path(file).parent} is no folder")
    records = opened(data, new.rules(), talk)
    from hocrdsl.records.differ import differ

    with Shown(talk, more["shown"]) as progress, in_words():
        difference = differ(old.rules(), new.rules(), (old.shown, new.shown), records, name=more["engine"],
                            workers=more["workers"], block=more["block"], tell=progress)
    from hocrdsl.records.report_html import as_html
    from hocrdsl.records.report_text import as_markdown

    if more["output"] is not None:
        write_whole(Path(more["output"]), as_html(difference, str(found)))
    if more["markdown"] is not None:
        write_whole(Path(more["markdown"]), as_markdown(difference, str(found)))
    talk.answer(_shown(difference, form, found).rstrip("\n"))
    progress.rate(difference.rows)
    talk.say(f"decided by {found}")
    return int(difference.rejected > 0 or by_result and bool(difference.tally.patterns))


def _shown(difference: DataDifference, form: str, found: Named) -> str:
    from hocrdsl.records.report_html import as_html
    from hocrdsl.records.report_text import as_json, as_markdown, as_text

    if form == "json":
        return json.dumps(as_json(difference), indent=1)
    if form == "html":
        return as_html(difference, str(found))
    return as_markdown(difference, str(found)) if form == "markdown" else as_text(difference)
