"""The files of a rulebook as text, read when asked for, and changed by whole lines.

A line that no change touches stays byte for byte what it was. Files are told apart by the name that messages show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from hocrdsl.diagnostics import Diagnostic
from hocrdsl.source import SourceText, tidy
from hocrdsl.syntax import RulebookText, fill_table
from hocrdsl.syntax import nodes as syntax
from hocrdsl.syntax.groups import gathered
from hocrdsl.syntax.lines import Comment
from hocrdsl.syntax.parse import read

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Place:
    """A definition in its file: the numbers of its lines, from 1, without blank ones and comments."""

    file: str
    item: syntax.Item
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Lines `first` to `last` (from 1, both included) give way to others; nothing does where `last` is before."""

    first: int
    last: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    places: tuple[Place, ...]
    comments: tuple[Comment, ...]
    wrong: tuple[Diagnostic, ...] = ()


class Folder:
    """The files by name. Changing makes another folder; what did not change is not read again."""

    def __init__(self, files: Mapping[str, str], shown: str, reads: dict[tuple[str, str], _Read] | None = None) -> None:
        self.files = dict(files)
        self.shown = shown
        self._reads = {} if reads is None else reads

    def read(self, name: str) -> _Read:
        """The definitions of a file with their places, and its comments."""
        raw = self.files[name]
        if (name, raw) not in self._reads:
            source = SourceText(name, tidy(raw))
            items, wrong, lexed = read(source)
            # a file in which something is wrong has fewer definitions than pieces; then nothing is asked of it
            pairs = zip(items, lexed.pieces, strict=False)
            places = tuple(Place(name, item, tuple(piece.lines)) for item, piece in pairs)
            self._reads[name, raw] = _Read(places, tuple(lexed.comments), wrong)
        return self._reads[name, raw]

    def places(self) -> Iterable[Place]:
        """Every definition, in order of file and place."""
        for name in sorted(self.files):
            if name.endswith(".rules"):
                yield from self.read(name).places

    def text(self) -> RulebookText:
        """The whole, tables in files filled in."""
        return RulebookText(gathered(self._whole(place) for place in self.places())[0])

    def wrong(self) -> Iterator[Diagnostic]:
        """Whatever can't be read."""
        self.text()
        for name, raw in self.files.items():
            if (name, raw) in self._reads:
                yield from self._reads[name, raw].wrong
        for place in self.places():
            if isinstance(place.item, syntax.Table) and self.table_file(place) is not None:
                yield from self._reads[self._filled_at(place)].wrong

    def table_file(self, place: Place) -> str | None:
        """The file that the rows of a table stand in."""
        assert isinstance(place.item, syntax.Table)
        if place.item.file is None:
            return None
        wanted = place.item.file.text
        found = sorted(name for name in self.files if name.rpartition("/")[2] == wanted)
        beside = place.file.rpartition("/")[2]
        near = [name for name in found if name.split("/")[-2:-1] == ["tables"] or _with(name, beside) in self.files]
        return next(iter((*near, *found)), None)

    def _whole(self, place: Place) -> syntax.Item:
        item = place.item
        if not isinstance(item, syntax.Table) or item.file is None or (name := self.table_file(place)) is None:
            return item
        # the same table again for the same rows, so that what is compared by identity is found to be the same
        key = self._filled_at(place)
        if key not in self._reads:
            source = SourceText(name, tidy(self.files[name]))
            filled = fill_table(item, source)
            self._reads[key] = _Read((Place(name, filled.value or item, ()),), (), filled.diagnostics)
        return self._reads[key].places[0].item

    def _filled_at(self, place: Place) -> tuple[str, str]:
        name = self.table_file(place) or ""
        return f"{place.file}:{place.lines[0]} {name} {id(place.item)}", self.files[name]

    def lines(self, name: str) -> list[str]:
        """The lines of a file, each with its end."""
        return _LINE.findall(self.files[name])

    def changed(self, changes: Mapping[str, Iterable[Change]], new: Mapping[str, str], gone: Iterable[str]) -> Folder:
        """The folder with lines changed, with more files, without others."""
        files = {name: raw for name, raw in self.files.items() if name not in set(gone)}
        for name, several in changes.items():
            if name in files:
                files[name] = self._changed(name, several)
        return Folder({**files, **new}, self.shown, self._reads)

    def _changed(self, name: str, changes: Iterable[Change]) -> str:
        lines = self.lines(name)
        end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
        if lines and not lines[-1].endswith(("\n", "\r")):
            lines[-1] += end
        # from the end, so that numbers stay true; of those at one place the first is to stand first
        for _, _, _, change in sorted(_numbered(list(changes)), key=lambda one: one[:3], reverse=True):
            lines[change.first - 1 : change.last] = [line + end for line in change.lines]
        return "".join(lines)


def _numbered(changes: list[Change]) -> Iterator[tuple[int, int, int, Change]]:
    """Changes with what they are ordered by; lines that are only taken out stop before what is put in among them."""
    put_in = [one.first for one in changes if one.last < one.first]
    for number, change in enumerate(changes):
        last = change.last
        if not change.lines:
            last = min([last, *(first - 1 for first in put_in if change.first < first <= last)])
        yield change.first, last, number, replace(change, last=last)


def _with(name: str, last: str) -> str:
    return "/".join((*name.split("/")[:-1], last))
