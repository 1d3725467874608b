"""The rulebook as written.

Takes: `SourceText`. Gives: the syntax tree (`nodes.py`), and the tree as canonical text.
Promises: every node has a span; printing and reading again gives the same tree; every mistake of
every file is told in one run. Never: binds a name, opens a file.
Start reading at `parse.py`.
"""

from hocrdsl.syntax.parse import parse, parse_all

__all__ = ["parse", "parse_all"]
