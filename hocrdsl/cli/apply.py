"""`apply NAME IN -o OUT`: a whole record set to tables of answers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from hocrdsl.cli.deciding import deciding
from hocrdsl.cli.options import law, rulebook
from hocrdsl.cli.talk import Talk


@click.command("apply")
@rulebook
@click.argument("records", metavar="IN")
@click.option("-o", "--output", "out", required=True, metavar="OUT", help="The folder of answers to make.")
@law
@deciding
@click.option("--with", "said", multiple=True, metavar="NAME",
              help="A column for what is concluded under that name; may be repeated.")
@click.option("--rejects", metavar="FILE", help="List the rows that can't be decided: file, row, reason.")
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped.")
@click.option("--force", "replace", is_flag=True, help="Replace OUT; begin anew where a run was stopped.")
@click.pass_obj
def command(talk: Talk, name: str, records: str, out: str, edition: str | None, as_of: str | None, known: str | None,
            readings: Mapping[str, str], engine: str, workers: int | None, block: int | None, said: tuple[str, ...],
            rejects: str | None, resume: bool, replace: bool, shown: bool) -> int:
    """Decide every incident of IN, a file or folder of Parquet, Arrow, NDJSON or CSV, into a folder of Parquet tables:
    the incidents, what is counted, the fates. Without --edition or --as-of each report is decided by the edition in
    force on its own date. OUT is there whole or not at all."""
    from hocrdsl.cli.applied import applied, summary
    from hocrdsl.cli.books import named, rules_of
    from hocrdsl.cli.progress import Shown

    found = named(name, talk)
    rules = rules_of(found, edition, as_of, known, readings)
    with Shown(talk, shown) as progress:
        manifest = applied(
            rules, records, Path(out), progress, talk, engine=engine, workers=workers, block=block,
            rejects=None if rejects is None else Path(rejects), resume=resume, replace=replace, said=said,
        )
    talk.answer("\n".join(summary(manifest, out)))
    progress.rate(manifest["incidents"]["in"])
    rejected = manifest["incidents"]["rejected"]
    if rejected:
        talk.say(f"{rejects} lists the rows rejected" if rejects else "--rejects FILE lists the rows rejected")
    law_said = f" --edition {edition}" if edition else f" --as-of {as_of}" if as_of else ""
    talk.say(f"why, of any incident: hocrdsl decide {name} {records} --incident ID{law_said} --explain")
    talk.say(f"decided by {found}")
    return int(rejected > 0)
