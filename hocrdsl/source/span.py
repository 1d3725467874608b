"""A half-open stretch of one source text."""

from __future__ import annotations

from hocrdsl.data import Data
from hocrdsl.source.text import SourceText


class Span(Data):
    """Characters `start` to `end` (excluded) of `source`."""

    source: SourceText
    start: int
    end: int

    @property
    def line(self) -> int:
        """Line of the first character, from 1."""
        return self.source.place(self.start)[0]

    @property
    def column(self) -> int:
        """Column of the first character, from 1."""
        return self.source.place(self.start)[1]

    @property
    def text(self) -> str:
        """The characters themselves."""
        return self.source.text[self.start : self.end]

    def to(self, other: Span) -> Span:
        """The stretch from the start of this one to the end of `other`."""
        return Span(self.source, self.start, max(self.end, other.end))

    def __repr__(self) -> str:
        return f"<{self.source.name}:{self.line}:{self.column}>"
