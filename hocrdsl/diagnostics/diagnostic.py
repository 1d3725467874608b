"""What we say to authors, as data; drawn later."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from hocrdsl.data import Data, field
from hocrdsl.source import Citation, Span

Severity = Literal["error", "warning"]
T = TypeVar("T")


class Label(Data):
    """A marked place with a short remark."""

    span: Span
    remark: str = ""


class Diagnostic(Data):
    """One thing to tell the author.

    `code` is a key of the catalogue (`HR204`); `title` stands alone on one line, no capital,
    no full stop; `help` lines are actions, written as rulebook text where possible;
    `example` is a case that shows the finding, one fact a line; `citations` are printed
    where the rules concerned cite their source.
    """

    code: str
    title: str
    primary: Label | None
    others: tuple[Label, ...] = ()
    help: tuple[str, ...] = ()
    example: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    severity: Severity = "error"
    # the provision, limb or table row concerned, e.g. "A1.1(c)" or "case: name"
    label: str = ""

    @property
    def sort_key(self) -> tuple[str, int, str]:
        """Order of place, then of code."""
        if self.primary is None:
            return ("", 0, self.code)
        return (self.primary.span.source.name, self.primary.span.start, self.code)


class Checked(Data, Generic[T]):
    """What a pass gives: a value, or none, with its diagnostics."""

    value: T | None
    diagnostics: tuple[Diagnostic, ...] = field(default=())

    @property
    def failed(self) -> bool:
        """True when a diagnostic is an error."""
        return any(d.severity == "error" for d in self.diagnostics)
