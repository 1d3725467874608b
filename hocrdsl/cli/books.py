"""Rulebooks by name, and the words that say which one was run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from hocrdsl import resources
from hocrdsl.cli.talk import Talk
from hocrdsl.cli.trouble import Trouble
from hocrdsl.diagnostics import Diagnostic, nearest
from hocrdsl.pipeline import Book, read_book
from hocrdsl.rules import InvalidRulebook, Rules, UnknownEdition, find
from hocrdsl.syntax import nodes as syntax


@dataclass(frozen=True, slots=True)
class Named:
    """A rulebook that was asked for by name: what it is, and how messages show its path."""
    book: Book
    shown: str

    @property
    def root(self) -> Path:
        """The folder that the rulebook lies in."""
        return self.book.path if self.book.path.is_dir() else self.book.path.parent

    def __str__(self) -> str:
        """What was run: name, short digest, path."""
        return f"{self.book.name} {self.book.digest[:7]} ({self.shown})"


def read_named(name: str, talk: Talk) -> tuple[Named | None, tuple[Diagnostic, ...]]:
    """A rulebook as read, with what is wrong with it; an installed copy that differs is named."""
    path, shown = find(name)
    _warn_of_copy(path, shown, talk)
    # a path such as `.` has no name of its own
    checked = read_book(path, path.resolve().stem, shown)
    return None if checked.value is None else Named(checked.value, shown), checked.diagnostics


def named(name: str, talk: Talk) -> Named:
    """A rulebook that can be read; raises InvalidRulebook."""
    found, diagnostics = read_named(name, talk)
    if found is None or any(one.severity == "error" for one in diagnostics):
        raise InvalidRulebook(diagnostics)
    return found


def rules_of(found: Named, edition: str | None = None, as_of: str | None = None, known: str | None = None,
             readings: Mapping[str, str] | None = None) -> Rules:
    """Rules of a book as a command line asks for them; raises Trouble and UnknownEdition."""
    book = found.book
    held = {(one.label, one.reading) for one in book.text.items if isinstance(one, syntax.Provision) and one.reading}
    for label, reading in (readings or {}).items():
        if (label, reading) not in held:
            near = nearest(f"{label}={reading}", [f"{one}={other}" for one, other in held])
            more = f"; did you mean {near}?" if near else f"; held: {', '.join(sorted(map('='.join, held))) or 'none'}"
            raise Trouble(f"no reading {label}={reading} in {found}{more}")
    made = Rules(book, edition=edition, as_of=as_of, known=known, readings=readings)
    if not made.days or as_of is not None and as_of < made.days[0]:
        raise UnknownEdition(f"no edition is held for that day; the days on which one begins: {', '.join(made.days)}")
    return made


def _warn_of_copy(path: Path, shown: str, talk: Talk) -> None:
    copy = resources.folder("rulebooks") / path.resolve().name
    if not (copy / "rulebook.rules").is_file() or copy.resolve() == path.resolve() or path.is_file():
        return
    if _bytes(copy) != _bytes(path):
        talk.say(f"warning: the installed rulebook {path.resolve().name} ({copy}) differs; {shown} is used")


def _bytes(path: Path) -> str:
    whole = sha256()
    for file in sorted([*path.rglob("*.rules"), *path.rglob("*.csv")]):
        whole.update(file.relative_to(path).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return whole.hexdigest()
