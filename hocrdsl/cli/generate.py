"""`generate NAME --incidents N -o DIR`: a made-up record set, the same for everybody."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click

from hocrdsl.cli.options import day, rulebook
from hocrdsl.cli.talk import Talk


def _number(ctx: click.Context, param: click.Parameter, value: str) -> int:
    """A whole number, also as `1e6`."""
    try:
        found = float(value.replace("_", "").replace(",", ""))
        if 0 <= found <= 9_999_999_999 and found.is_integer():
            return int(found)
    except ValueError:
        pass
    raise click.BadParameter(f"`{value}` is not a whole number such as 1000000 or 1e6")


@click.command("generate")
@rulebook
@click.option("--incidents", default="1e5", show_default=True, metavar="N", callback=_number,
              help="How many; also 1e6.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="Another seed, other incidents.")
@click.option("-o", "--output", required=True, metavar="DIR", help="The folder to write; new, or empty.")
@click.option("--from", "first", metavar="DAY", callback=day, help="Told of on this day or later.")
@click.option("--until", "last", metavar="DAY", callback=day, help="Told of on this day at the latest.")
@click.option("--unknown", type=click.FloatRange(0, 1), metavar="SHARE",
              help="The share of what is told that is left out.")
@click.option("--wide", is_flag=True, help="With the columns of facts that are never told.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 256),
              help="Processes; the rows are the same.")
@click.pass_obj
def command(talk: Talk, /, name: str, output: str, workers: int, **wanted: Any) -> int:
    """Make up a record set by the words of a rulebook: Parquet parts, the same rows for the same seed."""
    from hocrdsl.cli.books import named
    from hocrdsl.cli.making import made_up
    from hocrdsl.cli.trouble import Trouble

    folder = Path(output)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Trouble(f"{output} is there already: name a new folder")
    found = named(name, talk)
    made, write_set = made_up(found, talk, **wanted)
    began = time.perf_counter()

    def progress(done: int) -> None:
        rate = done / max(time.perf_counter() - began, 1e-9)
        left = (made.incidents - done) / max(rate, 1e-9)
        talk.detail(f"{done:,} of {made.incidents:,} incidents, {rate:,.0f} a second, {left:,.0f} s left")

    write_set(made, folder, workers, progress)
    took = time.perf_counter() - began
    files = "1 file" if made.parts == 1 else f"{made.parts:,} files"
    talk.say(f"{made.incidents:,} incidents, seed {made.seed}, in {output} ({files}, {took:.1f} s), {found}")
    return 0
