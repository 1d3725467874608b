"""A definition written again: lines that say the same stay as they are, and comments keep their neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from hocrdsl.editions.folder import Folder, Place
from hocrdsl.source import SourceText, Span
from hocrdsl.syntax import nodes as syntax
from hocrdsl.syntax.lines import Comment
from hocrdsl.syntax.parse import read
from hocrdsl.syntax.write import lines_of


def rewritten(folder: Folder, place: Place, new: syntax.Item) -> tuple[str, ...]:
    """The lines of a definition as another says it: in its own layout where nothing changes."""
    raw = [line.rstrip("\r\n") for line in folder.lines(place.file)]
    comments = [one for one in folder.read(place.file).comments if place.lines[0] <= one.line <= place.lines[-1]]
    return tuple(_merged(written(place.item), place.lines, comments, written(new), raw))


def moved(span: Span, old: syntax.Item, new: syntax.Item) -> tuple[str, ...]:
    """The lines of a definition that stands inside another, as one of its own that says something else.

    `old`: what stands there; its comments come along.
    """
    source = span.source
    first, last = span.line, source.place(max(span.end - 1, span.start))[0]
    body = [source.line(number).strip() for number in range(first, last + 1)]
    alone = SourceText(source.name, "".join(f"{'  ' if number else ''}{line}\n" for number, line in enumerate(body)))
    items, _, lexed = read(alone)
    if len(items) != 1 or items[0] != old:
        return tuple(written(new))
    return tuple(_merged(written(old), tuple(lexed.pieces[0].lines), lexed.comments, written(new), None))


def written(item: syntax.Item) -> list[str]:
    """The lines of a definition in canonical layout."""
    return [" " * indent + text for indent, text in lines_of(item) if text]


def _merged(old: Sequence[str], numbers: Sequence[int], comments: Sequence[Comment], new: Sequence[str],
            raw: Sequence[str] | None) -> Iterator[str]:
    """New lines, each line of the old that stays with the comments before and beside it."""
    waiting = list(comments)

    def before(number: int, indent: int) -> Iterator[str]:
        while waiting and waiting[0].line < number:
            yield " " * indent + waiting.pop(0).text

    def beside(number: int) -> str:
        return "  " + waiting.pop(0).text if waiting and waiting[0].line == number else ""

    for tag, start, stop, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for at in range(max(stop - start, last - first)):
            line = new[first + at] if first + at < last else None
            number = numbers[start + at] if start + at < stop else None
            if number is not None:
                shown = line if line is not None else old[start + at]
                yield from before(number, len(shown) - len(shown.lstrip()))
            if line is None:
                # the line goes; what was said beside it is said in a line of its own
                said = beside(number) if number is not None else ""
                if said:
                    yield " " * (len(old[start + at]) - len(old[start + at].lstrip())) + said.strip()
            elif tag == "equal" and raw is not None and number is not None:
                beside(number)
                yield raw[number - 1]
            else:
                yield line + (beside(number) if number is not None else "")
    yield from before(1 << 60, 2)
