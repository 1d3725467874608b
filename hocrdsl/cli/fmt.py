"""`fmt PATH...`: canonical layout; what the rules mean does not change."""

from __future__ import annotations

from pathlib import Path

import click

from hocrdsl.cli.talk import Talk


@click.command("fmt")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit code 1 if a file would change.")
@click.option("--diff", "show_diff", is_flag=True, help="Write nothing; show what would change.")
@click.pass_obj
def command(talk: Talk, paths: tuple[str, ...], only_check: bool, show_diff: bool) -> int:
    """Write rules in canonical layout. PATH is a file, a folder, or the name of a rulebook."""
    from hocrdsl.cli.drawing import drawn
    from hocrdsl.cli.files import write_whole
    from hocrdsl.pipeline import read_text
    from hocrdsl.syntax import format_source

    changed = wrong = 0
    files = [file for path in paths for file in _files(path)]
    for file, shown in files:
        source = read_text(file, shown)
        made = format_source(source)
        if made.value is None:
            wrong += 1
            talk.warn(drawn(made.diagnostics, talk))
            continue
        with file.open(encoding="utf-8", newline="") as there:
            if there.read() == made.value:
                continue
        changed += 1
        if show_diff:
            talk.answer(_difference(source.text, made.value, shown), end="")
        elif only_check:
            talk.answer(f"{shown} would change")
        else:
            write_whole(file, made.value)
            talk.detail(f"{shown} written")
    word = "would change" if only_check or show_diff else "changed"
    many = "1 file" if len(files) == 1 else f"{len(files)} files"
    talk.say(f"{many}, {changed} {word}, {wrong} could not be read as rules")
    return int(wrong > 0 or changed > 0 and (only_check or show_diff))


def _files(path: str) -> list[tuple[Path, str]]:
    """The `.rules` files of a path or name, with the names that messages show."""
    from hocrdsl.pipeline import Unreadable, sources
    from hocrdsl.rules import find

    if ("/" in path or path.endswith(".rules")) and not Path(path).exists():
        raise Unreadable(f"there is no {path}")
    folder, shown = find(path)
    if folder.is_file():
        return [(folder, shown)]
    # read through the pipeline, so that a folder without rules is refused in its words
    found = [source.name for source in sources(folder, shown)]
    return [(folder / name.removeprefix(f"{shown}/"), name) for name in found]


def _difference(before: str, after: str, name: str) -> str:
    from difflib import unified_diff

    lines = unified_diff(before.splitlines(), after.splitlines(), name, f"{name} (canonical)", lineterm="")
    return "".join(f"{line}\n" for line in lines)
