"""`new rulebook FOLDER` and `new case NAME FILE`: a start that passes `check`."""

from __future__ import annotations

from pathlib import Path

import click

from hocrdsl.cli.options import rulebook
from hocrdsl.cli.talk import Talk


@click.group("new")
def command() -> None:
    """Start a rulebook or a case."""


@command.command("rulebook")
@click.argument("folder")
@click.pass_obj
def new_rulebook(talk: Talk, folder: str) -> int:
    """Write a small whole rulebook with one case to FOLDER, which must not exist or be empty."""
    from hocrdsl.cli.files import write_whole
    from hocrdsl.cli.starters import RULEBOOK
    from hocrdsl.cli.trouble import Trouble

    path = Path(folder)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise Trouble(f"{folder} is there already")
    # a title stands between double quotes, so it holds none, and no control characters
    title = "".join(c for c in path.resolve().name.replace("-", " ") if c.isprintable() and c != '"').strip()
    for name, text in RULEBOOK.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, text.replace("{title}", title.capitalize() or "Rules"))
        talk.answer(str(file))
    talk.say(f"next: hocrdsl check {folder} && hocrdsl test {folder}")
    return 0


@command.command("case")
@rulebook
@click.argument("file")
@click.pass_obj
def new_case(talk: Talk, name: str, file: str) -> int:
    """Write the start of a case for the rulebook NAME to FILE, which must not exist (- for stdout)."""
    from hocrdsl.cli.books import named, rules_of
    from hocrdsl.cli.case_start import case_start
    from hocrdsl.cli.files import write_whole
    from hocrdsl.cli.trouble import Trouble

    plan = rules_of(named(name, talk)).plan()
    text = case_start(plan.vocabulary, plan.edition, plan.day)
    if file == "-":
        talk.answer(text, end="")
    elif Path(file).exists():
        raise Trouble(f"{file} is there already")
    else:
        write_whole(Path(file), text)
        talk.answer(file)
    return 0
