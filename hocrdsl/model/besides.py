"""What can be told of the definitions that were read while others could not be.

A rulebook in which a line can't be read, or a date doesn't exist, is not checked as a whole: half of what would be
found would only follow from the hole. Yet whoever mends it wants to hear of every slip at once. So the definitions that
were read are checked as they stand in the last edition, and of what is found only that is told which the hole can't
have caused: a wrong name, value or date whose words stand nowhere in what could not be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from hocrdsl.diagnostics import Diagnostic
from hocrdsl.model.check import check
from hocrdsl.model.editions import edition_days
from hocrdsl.model.effective import fold
from hocrdsl.source import SourceText
from hocrdsl.syntax import RulebookText
from hocrdsl.syntax import nodes as syntax

# what is wrong in one line, whatever stands elsewhere, but for the names in it
OF_ONE_LINE = frozenset(f"HR{number}" for number in (*range(204, 211), 222, 233, 305, 306))
# with one of these missing, nearly every name is
ALL_HANGS_ON = re.compile(r"(rulebook|entity|facts of|amendment)\b")
NAMED = re.compile(r"`([^`]+)`")
OPENING = re.compile(r"^(?=[^\s])(?!--)", re.MULTILINE)


def besides(text: RulebookText, wrong: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The further errors of a text of which `wrong` is known already, be it of reading or of dates."""
    holes = _holes(wrong)
    found: list[Diagnostic] = []
    for _ in range(2):  # once for what could not be read, once more for dates that are wrong beside it
        if holes is None or not any(isinstance(item, syntax.Header) for item in text.items):
            return found
        whole = tuple(item for item in text.items if not _within(item, holes))
        text = RulebookText(whole, text.lines, text.comments)
        days = edition_days(text, None, True)
        if not days:
            return found
        folded = fold(text, days[-1], None, True)
        checked = check(folded.value) if folded.value is not None else folded
        found += _untouched(checked.diagnostics, holes)
        if folded.value is not None:
            return found
        more = _holes(folded.diagnostics)
        holes = None if more is None else holes | more
    return found


def _holes(wrong: Iterable[Diagnostic]) -> frozenset[tuple[SourceText, int, int]] | None:
    """The definitions in which something is wrong: text, start and end. None where all hangs on one of them."""
    holes = set()
    for one in wrong:
        if one.severity != "error":
            continue
        if one.primary is None:
            return None
        source, at = one.primary.span.source, one.primary.span.start
        starts = [found.start() for found in OPENING.finditer(source.text)]
        start = max((place for place in starts if place <= at), default=0)
        end = min((place for place in starts if place > at), default=len(source.text))
        if ALL_HANGS_ON.match(source.text, start):
            return None
        holes.add((source, start, end))
    return frozenset(holes)


def _within(item: syntax.Item, holes: frozenset[tuple[SourceText, int, int]]) -> bool:
    span = item.span
    return any(span.source is source and start <= span.start < end for source, start, end in holes)


def _untouched(found: Iterable[Diagnostic], holes: frozenset[tuple[SourceText, int, int]]) -> list[Diagnostic]:
    """What the holes can't have caused: no name in it stands in one of them."""
    lost = " ".join(" ".join(source.text[start:end].casefold().split()) for source, start, end in holes)
    return [
        one for one in found
        if one.severity == "error" and one.code in OF_ONE_LINE
        and not any(name.casefold() in lost for name in NAMED.findall(one.title))
    ]
