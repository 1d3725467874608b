"""Texts, and places in them.

Takes: a name and a text. Gives: `SourceText`, `Span`, `Citation`.
Promises: every span lies inside its text. Never: opens a file.
Start reading at `text.py`.
"""

from hocrdsl.source.citation import Citation
from hocrdsl.source.span import Span
from hocrdsl.source.text import SourceText, tidy

__all__ = ["Citation", "SourceText", "Span", "tidy"]
