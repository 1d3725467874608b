"""What goes to the terminal: the answer on stdout, the talk on stderr."""

from __future__ import annotations

import os
import sys
from typing import Any, TextIO

import click


class Talk:
    """How much is said, and whether in colour. One for each run."""

    def __init__(self) -> None:
        self.level = 0
        self.colours = "auto"

    def colour(self, stream: TextIO | None = None) -> bool:
        """Whether a stream gets colours: as asked, else on a terminal where NO_COLOR is not set."""
        if self.colours != "auto":
            return self.colours == "always"
        return not os.environ.get("NO_COLOR") and bool((stream or sys.stdout).isatty())

    def answer(self, text: str, end: str = "\n") -> None:
        """The answer, as ASCII: the same bytes on every machine."""
        click.echo(plain(text) + end, nl=False, color=self.colour())

    def say(self, text: str) -> None:
        """Talk, unless quiet."""
        if self.level >= 0:
            self.warn(text)

    def detail(self, text: str) -> None:
        """Talk that was asked for with -v."""
        if self.level > 0:
            self.warn(text)

    def warn(self, text: str) -> None:
        """Talk that is said in any case."""
        click.echo(plain(text), err=True, color=self.colour(sys.stderr))


def plain(text: str) -> str:
    """Text in ASCII, control characters written as escapes; line ends and our own colours stay."""
    text = text.replace("\x1b[0m", "\0").replace("\x1b[1;31m", "\1").replace("\x1b[1;33m", "\2")
    if not text.isascii() or not text.replace("\n", "").isprintable():
        text = "".join(c if c in "\n\0\1\2" or c.isascii() and c.isprintable() else escaped(c) for c in text)
    return text.replace("\0", "\x1b[0m").replace("\1", "\x1b[1;31m").replace("\2", "\x1b[1;33m")


def escaped(character: str) -> str:
    """A character as an escape of ASCII characters."""
    return character.encode("unicode_escape").decode("ascii")


def talk_options(command: click.Command) -> None:
    """Give a command `-q`, `-v` and `--color`, once."""
    if any(param.name == "quieter" for param in command.params):
        return
    how: dict[str, Any] = {"expose_value": False, "callback": _set}
    command.params += [
        click.Option(["-q", "--quiet", "quieter"], count=True, help="Say less on stderr.", **how),
        click.Option(["-v", "--verbose", "louder"], count=True, help="Say more on stderr.", **how),
        click.Option(["--color", "colours"], type=click.Choice(["auto", "always", "never"]),
                     metavar="auto|always|never", help="Colours; auto obeys NO_COLOR.", **how),
    ]


def _set(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    talk = ctx.ensure_object(Talk)
    if param.name == "colours":
        talk.colours = value or talk.colours
    else:
        talk.level += value if param.name == "louder" else -value
