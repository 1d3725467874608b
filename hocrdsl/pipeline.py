"""The whole line on one screen: read, parse, fold, check, lower, and a decision function.

Every door comes through here. Files are opened here and nowhere below; what comes out of a stage that failed is None,
with the diagnostics of every stage that ran.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

from hocrdsl.data import Data, field, seldom_searched
from hocrdsl.diagnostics import Checked, Diagnostic
from hocrdsl.model import besides, check, edition_day, edition_days, edition_name, fold
from hocrdsl.plan import Plan, lower
from hocrdsl.side_by_side import in_two
from hocrdsl.source import SourceText, tidy
from hocrdsl.syntax import RulebookText, fill_table, parse_all
from hocrdsl.syntax import nodes as syntax

# a fact or a table that no provision uses: told where no edition does, since an older one may lack the provision
UNUSED = ("HR229", "HR239")
# with one of these an edition can't be put together, so that its names were not looked at
OF_DATES = frozenset(f"HR{number}" for number in range(301, 312))
# from this number of editions on, two processes look for what is wrong with them
_MANY = 8


class Unreadable(Exception):
    """A file that is missing, is not a file, or is not UTF-8. The message says which and what to do."""


class Book(Data):
    """A rulebook as read from disk. `digest` is of all its texts, names included."""

    name: str
    path: Path
    text: RulebookText
    sources: tuple[SourceText, ...] = field(repr=False)
    digest: str = ""

    @property
    def header(self) -> syntax.Header:
        """The definition `rulebook`."""
        return next(item for item in self.text.items if isinstance(item, syntax.Header))


def read_text(path: Path, shown: str | None = None) -> SourceText:
    """One file as text, under the name that messages show; raises Unreadable."""
    name = shown or str(path)
    try:
        return SourceText(name, tidy(path.read_bytes().decode("utf-8")))
    except UnicodeDecodeError as error:
        raise Unreadable(f"{name} is not UTF-8 (byte {error.start}); save it as UTF-8") from None
    except IsADirectoryError:
        raise Unreadable(f"{name} is a folder where a file must be") from None
    except OSError as error:
        raise Unreadable(f"cannot read {name}: {error.strerror or error}") from None


def sources(path: Path, shown: str) -> tuple[SourceText, ...]:
    """The `.rules` files of a rulebook folder (or the one file), by name."""
    if path.is_file():
        return (read_text(path, shown),)
    files = sorted(path.rglob("*.rules"))
    if not files:
        raise Unreadable(f"{shown} holds no .rules file")
    return tuple(read_text(file, f"{shown}/{file.relative_to(path).as_posix()}") for file in files)


def read_book(path: Path, name: str | None = None, shown: str | None = None) -> Checked[Book]:
    """Every definition of a rulebook, tables in files filled in; raises Unreadable."""
    with seldom_searched():
        return _read_book(path, name, shown or str(path))


def _read_book(path: Path, name: str | None, shown: str) -> Checked[Book]:
    texts = sources(path, shown)
    parsed = parse_all(texts)
    diagnostics = list(parsed.diagnostics)
    items: list[syntax.Item] = []
    tables: list[SourceText] = []
    for item in parsed.value.items if parsed.value is not None else ():
        if isinstance(item, syntax.Table) and item.file is not None:
            file = _beside(path, item)
            tables.append(read_text(file, f"{shown}/{_within(file, path)}"))
            filled = fill_table(item, tables[-1])
            diagnostics += filled.diagnostics
            item = filled.value or item
        items.append(item)
    if parsed.value is None:
        return Checked(None, tuple(diagnostics))
    every = (*texts, *tables)
    text = RulebookText(tuple(items), parsed.value.lines, parsed.value.comments)
    return Checked(Book(name or path.stem, path, text, every, digest(every)), tuple(diagnostics))


def _beside(path: Path, table: syntax.Table) -> Path:
    """The file of a table: beside the file that names it, or in `tables/`; never outside the rulebook."""
    assert table.file is not None
    root = path if path.is_dir() else path.parent
    source = Path(table.span.source.name).name
    wanted = table.file.text
    found = [file for file in sorted(root.rglob("*.csv")) if file.name == wanted]
    near = [file for file in found if file.parent.name == "tables" or (file.parent / source).exists()]
    if not found:
        raise Unreadable(f"table \"{table.title.text}\" names {wanted}, which the rulebook's folder does not hold")
    return (near or found)[0]


def _within(file: Path, path: Path) -> str:
    root = path if path.is_dir() else path.parent
    return file.relative_to(root).as_posix()


def digest(texts: tuple[SourceText, ...]) -> str:
    """A short digest of texts, in order of name, independent of where the folder lies."""
    whole = hashlib.sha256()
    for text in sorted(texts, key=lambda one: one.name.rsplit("/", 2)[-2:]):
        whole.update(text.name.rsplit("/", 1)[-1].encode() + b"\0" + text.text.encode() + b"\0")
    return whole.hexdigest()[:12]


def editions(book: Book, known: str | None = None, proposed: bool = False) -> tuple[str, ...]:
    """The first days of the editions held, in order."""
    return edition_days(book.text, known, proposed)


def make_plan(book: Book, day: str, known: str | None = None, proposed: bool = False,
              readings: dict[str, str] | None = None) -> Checked[Plan]:
    """The plan of the edition in force on a day as known on a day, under chosen readings."""
    with seldom_searched():
        return _make_plan(book, day, known, proposed, readings or {})


def _make_plan(book: Book, day: str, known: str | None, proposed: bool, readings: dict[str, str]) -> Checked[Plan]:
    known = known or (book.header.known_on.iso if book.header.known_on else day)
    folded = fold(book.text, day, known, proposed)
    if folded.value is None or folded.failed:
        return Checked(None, folded.diagnostics)
    checked = check(folded.value)
    diagnostics = (*folded.diagnostics, *checked.diagnostics)
    if checked.value is None or checked.failed:
        return Checked(None, diagnostics)
    days = editions(book, known, proposed)
    first = max((one for one in days if one <= day), default=day)
    later = min((one for one in days if one > day), default=None)
    plan = lower(
        checked.value, edition=edition_name(first), day=first, until=_day_before(later), known=known,
        readings=dict(readings), digest=book.digest, text=book.text,
    )
    return Checked(plan, diagnostics)


def _day_before(day: str | None) -> str | None:
    from datetime import date, timedelta

    return None if day is None else (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def found_in_editions(book: Book, tell: Callable[[str], None] = lambda said: None) -> list[Diagnostic]:
    """What is wrong with each edition held, amendments that are proposed included; `tell` hears what is being done."""
    days = editions(book, proposed=True)
    if len(days) < _MANY:
        parts = [_found_on(book, days, days[-1:], tell)]
    else:
        # the later half has the search over groups to do as well
        half = len(days) * 3 // 5
        parts = [*in_two(partial(_found_on, book, days[:half], (), tell),
                         partial(_found_on, book, days[half:], days[-1:], tell))]
    every = [one for found, _ in parts for one in found]
    unused = [one for _, found in parts for one in found]
    every += [found for found in unused[0] if all(found in others for others in unused)] if unused else []
    if dated := [one for one in every if one.severity == "error" and one.code in OF_DATES]:
        every += besides(book.text, dated)
    return every


def _found_on(book: Book, days: tuple[str, ...], with_groups: Collection[str],
              tell: Callable[[str], None]) -> tuple[list[Diagnostic], list[list[Diagnostic]]]:
    """What is wrong with the editions of some days, and, for each of them, what it does not use."""
    from hocrdsl.analysis import findings, space_of

    made = [make_plan(book, day, proposed=True) for day in days]
    space = space_of([one.value for one in made if one.value is not None])
    every: list[Diagnostic] = []
    for day, one in zip(days, made, strict=True):
        # the search over groups takes longest, and nobody mends an edition that is no longer in force
        groups = day in with_groups
        tell(f"edition of {day}" + (", groups of three too" if groups else ""))
        every += [found for found in one.diagnostics if found.code not in UNUSED]
        if one.value is not None:
            every += findings(one.value, groups=groups, space=space)
    return every, [[found for found in one.diagnostics if found.code in UNUSED] for one in made]


def day_of(book: Book, edition: str) -> str | None:
    """The day that an edition's name stands for."""
    return edition_day(edition)
