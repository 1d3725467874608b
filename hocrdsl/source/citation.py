"""The passage that a provision restates."""

from __future__ import annotations

from hocrdsl.data import Data, field
from hocrdsl.source.span import Span


class Citation(Data):
    """`[Crime Recording Rules 2026/27, p. 7]`: a document and, where given, the place in it."""

    document: str
    place: str
    span: Span | None = field(compare=False, repr=False, default=None)

    def __str__(self) -> str:
        return f"{self.document}, {self.place}" if self.place else self.document
