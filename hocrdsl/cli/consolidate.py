"""`consolidate NAME`: amendments in force folded into the folders."""

from __future__ import annotations

from collections.abc import Mapping

import click

from hocrdsl.cli.options import day, rulebook
from hocrdsl.cli.talk import Talk


@click.command("consolidate")
@rulebook
@click.option("--as-of", "as_of", metavar="DAY", callback=day,
              help="Fold in what is in force by a day; `known on` in the head, unless given.")
@click.option("--diff", "show_diff", is_flag=True, help="Write nothing; show what would change.")
@click.pass_obj
def command(talk: Talk, name: str, as_of: str | None, show_diff: bool) -> int:
    """Fold amendments that are made and in force into the folders; what they replace becomes earlier wordings.

    No answer changes, in no edition and as known on no day; an amendment for which that can't be had stays one.
    """
    from hocrdsl.cli.books import named
    from hocrdsl.cli.drawing import drawn
    from hocrdsl.cli.sealed import must_check
    from hocrdsl.cli.files import texts_of
    from hocrdsl.cli.together import write_all
    from hocrdsl.editions import consolidate, waiting

    found = named(name, talk)
    must_check(found)
    before = texts_of(found.book.path, found.shown, [source.name for source in found.book.sources])
    made = consolidate(before, found.shown, as_of)
    if made.diagnostics:
        talk.warn(drawn(made.diagnostics, talk))
    changed = {file: made.files.get(file) for file in sorted({*before, *made.files})
               if before.get(file) != made.files.get(file)}
    if show_diff:
        talk.answer(_differences(before, changed), end="")
    else:
        write_all(found.book.path, found.shown, changed)
        for file, text in changed.items():
            talk.answer(f"{file} {'removed' if text is None else 'written'}")
    word = "would be folded in" if show_diff else "folded in"
    many = "1 amendment" if len(made.folded) == 1 else f"{len(made.folded)} amendments"
    stay = f"; {len(made.diagnostics)} not" if made.diagnostics else ""
    talk.say(f"{many} {word}{stay}" + (f": {'; '.join(made.folded)}" if made.folded else ""))
    for title, why in waiting(found.book.text, as_of):
        talk.say(f"not yet: {title}, {why}")
    return int(bool(made.diagnostics))


def _differences(before: Mapping[str, str], after: Mapping[str, str | None]) -> str:
    """What changes, as a unified diff; a file that is new or gone has `/dev/null` on the other side."""
    from difflib import unified_diff

    out: list[str] = []
    for name, text in after.items():
        old, new = name if name in before else "/dev/null", name if text is not None else "/dev/null"
        one, other = before.get(name, "").splitlines(), (text or "").splitlines()
        out += [f"{line}\n" for line in unified_diff(one, other, old, new, lineterm="")]
    return "".join(out)
