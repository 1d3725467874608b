"""What is wrong with a record set as a whole, as diagnostics: the file, what is wrong, what is allowed, what to do.

What is wrong with one row stops nothing: the row is rejected, with its number and a reason without its facts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from hocrdsl.diagnostics import Diagnostic, nearest, render

_LISTED = "`hocrdsl schema NAME incident --arrow` lists the columns and their types"
KINDS = ".parquet, .arrow, .ndjson, .jsonl or .csv"


class BadRecords(Exception):
    """A record set can't be taken; the message draws why, `diagnostics` holds it."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        self.diagnostics = diagnostics
        super().__init__(render(diagnostics).rstrip("\n"))


class UnreadableRecords(BadRecords):
    """A file or folder is no record set, or can't be read."""


class MisfitRecords(BadRecords):
    """A record set was read and has other columns than are due."""


class Rejected(NamedTuple):
    """A row that can't be decided: its file, its number there from 1, and why, in words that hold no fact of it."""

    file: str
    row: int
    reason: str


def unreadable(file: str, what: str, *help_: str) -> UnreadableRecords:
    """A file that is no record set, and why."""
    return UnreadableRecords(Diagnostic("HR601", f"{file} {what}", None, help=help_))


def damaged(file: str) -> UnreadableRecords:
    """A file whose head is well and whose body is not."""
    return unreadable(file, "is damaged: what its head promises can't be read",
                      "make it again, or copy it again from where it was made")


def extra(file: str, path: str, known: Iterable[str]) -> Diagnostic:
    """A column that no record set has."""
    near = nearest(path, known)
    meant = (f"did you mean `{near}`?",) if near else ()
    return Diagnostic("HR602", f"{file}: no record set of this rulebook has `{path}`", None,
                      help=(*meant, f"leave the column out; {_LISTED}"))


def twice(file: str, path: str) -> Diagnostic:
    """A column that stands twice."""
    return Diagnostic("HR602", f"{file}: `{path}` stands twice", None, help=("leave one of the two out",))


def wrong_type(file: str, path: str, found: str, due: str) -> Diagnostic:
    """A column of a type that can't be taken for its own."""
    return Diagnostic("HR603", f"{file}: `{path}` is {found}", None, help=(f"it may be {due}; {_LISTED}",))


def missing(file: str, path: str, why: str) -> Diagnostic:
    """A column without which nothing is decided."""
    return Diagnostic("HR604", f"{file} has no column `{path}`", None, help=(f"{why}; {_LISTED}",))


def mixed(file: str, other: str, how: str) -> MisfitRecords:
    """Two files of a folder that are not of one set."""
    return MisfitRecords(Diagnostic(
        "HR605", f"{file} does not go together with {other}: {how}", None,
        help=("the files of a folder are one record set: one kind of file, the same columns",
              "put files of another kind into a folder of their own"),
    ))
