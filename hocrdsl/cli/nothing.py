"""What is said where no case was run."""

from __future__ import annotations

from pathlib import Path

from hocrdsl.cli.books import Named
from hocrdsl.harness.run import Results


def why_nothing(found: Named, results: Results, select: tuple[str, ...]) -> str:
    """Why no case was run, and what to do."""
    book = found.shown
    cases = f"{book if found.book.path.is_dir() else book.rpartition('/')[0] or '.'}/cases"
    if not results.held:
        return f"{book} has no cases; write them as YAML files in {cases} (docs/cases.md)"
    files = [one for one in select if Path(one).is_file()]
    if files:
        return (f"{files[0]} is not among the cases of {book}: `test` runs files in {cases}; "
                f"`hocrdsl decide {book} FILE` decides an incident")
    return f"none of the {results.held} cases is chosen; `hocrdsl list {book} cases` names them"
