"""What verbs that decide record sets have in common: their options, opening a set, what may go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hocrdsl.cli.options import F
from hocrdsl.cli.talk import Talk
from hocrdsl.cli.trouble import Trouble

if TYPE_CHECKING:
    from hocrdsl.records.sources import Records
    from hocrdsl.rules import Rules


def deciding(function: F) -> F:
    """`--engine`, `--workers`, `--block`, `--progress`."""
    for option in (
        click.option("--progress", "shown", is_flag=True, help="Show how far it is, even if stderr is no terminal."),
        click.option("--block", type=click.IntRange(1), metavar="ROWS", help="Incidents that are decided at a time."),
        click.option("--workers", type=click.IntRange(1), metavar="N",
                     help="Processes; one a processor, if there is work for as many."),
        click.option("--engine", default="auto", show_default=True, metavar="ENGINE",
                     help="What decides: auto, fast, portable, compiled."),
    ):
        function = option(function)
    return function


def opened(records: str, rules: Rules, talk: Talk) -> Records:
    """A record set; raises BadRecords, MissingArrow."""
    from hocrdsl.records.needs import arrow

    arrow()
    from hocrdsl.records.layout import layout_of
    from hocrdsl.records.sources import open_records

    read = open_records(Path(records), layout_of(rules.plan().vocabulary))
    if read.missing:
        talk.say(f"note: {records} has no column for {len(read.missing)} facts, which are unknown throughout "
                 "(-v names them)")
        talk.detail("\n".join(f"  {path}" for path in read.missing))
    return read


@contextmanager
def in_words(kept: str = "") -> Iterator[None]:
    """What keeps a set from being decided, as Trouble. `kept`: what is said of what was finished."""
    from hocrdsl.records.concluded import MixedKinds, NoConclusion
    from hocrdsl.records.crew import EndedEarly
    from hocrdsl.records.engines import NoEngine
    from hocrdsl.records.runs import Refused

    try:
        yield
    except (MixedKinds, NoConclusion, NoEngine, Refused) as error:
        raise Trouble(str(error)) from None
    except EndedEarly as error:
        raise Trouble(f"{error}{kept}; fewer --workers or a smaller --block need less") from None
