"""`seal NAME`: digests of the published editions, label by label."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from hocrdsl.cli.options import rulebook
from hocrdsl.cli.talk import Talk

if TYPE_CHECKING:
    from hocrdsl.cli.books import Named


@click.command("seal")
@rulebook
@click.option("--check", "only_check", is_flag=True,
              help="Write nothing; exit code 1 if a label is changed, gone or not sealed.")
@click.pass_obj
def command(talk: Talk, name: str, only_check: bool) -> int:
    """Seal the editions held: digests of provisions, tables, units and vocabulary, in seals.csv.

    What is sealed is changed by an amendment only: nothing is written where a label reads otherwise or is gone.
    """
    from hocrdsl.cli.books import named
    from hocrdsl.cli.drawing import drawn
    from hocrdsl.cli.files import write_whole
    from hocrdsl.cli.sealed import lacking, must_check, read_seals_of, seals_file
    from hocrdsl.editions import compare, sealed, write_seals
    from hocrdsl.pipeline import read_text

    found = named(name, talk)
    must_check(found)
    path, shown = seals_file(found)
    seals = read_seals_of(found)
    diagnostics, missing = seals.diagnostics, ["no edition is sealed"]
    if seals.value is not None:
        _not_before(found, seals.value.known)
        compared = compare(found.book.text, seals.value)
        diagnostics, missing = compared.diagnostics, lacking(compared)
    if diagnostics:
        talk.answer(drawn(diagnostics, talk), end="")
        talk.say(f"{shown} stays as it is")
        return 1
    made = sealed(found.book.text, seals.value)
    text = write_seals(made, found.book.header.title.text)
    many = f"{len({one.key for one in made.lines})} labels as known on {made.known}"
    if not missing and (only_check or read_text(path, shown).text == text):
        talk.answer(f"{shown} is up to date: {many}")
        return 0
    if only_check:
        talk.answer("\n".join(f"{shown}: {line}" for line in missing))
        return 1
    write_whole(path, text)
    talk.answer(f"{shown} written: {many}")
    return 0


def _not_before(found: Named, sealed_on: str) -> None:
    from hocrdsl.cli.trouble import Trouble
    from hocrdsl.editions import known_day

    if (now := known_day(found.book.text)) < sealed_on:
        raise Trouble(f"{found} is sealed as known on {sealed_on}; its head says `known on` {now}, which is earlier")
