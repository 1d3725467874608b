"""The rulebook as written.

Takes: `SourceText`. Gives: the syntax tree (`nodes.py`), and the tree as canonical text.
Promises: every node has a span; printing and reading again gives the same tree; every mistake of
every file is told in one run. Never: binds a name, opens a file.
Start reading at `parse.py`.
"""

from hocrdsl.syntax.csv_tables import fill_table
from hocrdsl.syntax.dated_rows import date_columns
from hocrdsl.syntax.format import format_source
from hocrdsl.syntax.levels import letter as limb_letter
from hocrdsl.syntax.nodes import RulebookText
from hocrdsl.syntax.parse import parse, parse_all
from hocrdsl.syntax.walk import children, walk
from hocrdsl.syntax.write import write

__all__ = [
    "RulebookText", "children", "date_columns", "fill_table", "format_source", "limb_letter", "parse", "parse_all",
    "walk", "write",
]
