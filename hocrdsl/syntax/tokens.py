"""Tokens, and the patterns of the pieces of a line."""

from __future__ import annotations

import re
from functools import lru_cache

from hocrdsl.source import SourceText, Span

# Words that no name in a condition may hold.
RESERVED = ("is", "are", "and", "or", "not", "when", "where", "among", "all of", "any of", "none of")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
UNITS = ("minute", "hour", "day", "week", "month", "year")

_WORD = r"[^\W\d_]+(?:-[^\W\d_]+)*(?!\w)"
_ONE_CODE = r"(?=[A-Z/.]*\d)(?=[\da-z]*[A-Z/.])[A-Z0-9][A-Za-z0-9]*(?:[/.][A-Za-z0-9]+)*(?![\w/])"
_CODE = rf"(?:{_ONE_CODE}(?: (?:{_ONE_CODE}|\d+(?![\w/.])))?|\d+ {_ONE_CODE})"
_DATE = rf"\d{{1,2}} +(?:{'|'.join(MONTHS)}) +\d{{4}}(?!\w)"
_QUANTITY = rf"\d+(?:\.\d+)? +(?:{'|'.join(UNITS)})s?(?![\w-])"
LABEL = re.compile(r"[A-Z][A-Z0-9]*(?:\.[A-Z0-9]+)*(?![\w.-])")
WORD = re.compile(_WORD)


class Token:
    """A token as the parser wants it: a type, a value and its place."""

    __slots__ = ("type", "value", "source", "start_pos", "end_pos")
    # asked for by the parser generator when it makes its own last token; we draw places ourselves
    line = column = end_line = end_column = 0

    def __init__(self, type: str, value: str, source: SourceText, start: int, end: int) -> None:
        self.type = type
        self.value = value
        self.source = source
        self.start_pos = start
        self.end_pos = end

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.source, self.start_pos, self.end_pos)

    def __repr__(self) -> str:
        return f"{self.type}({self.value!r})"


def phrase(words: str) -> str:
    """The pattern of words that end at a word's end, with any blanks between."""
    return words.replace(" ", " +") + r"(?![\w-])"


@lru_cache(maxsize=256)
def pieces(*specials: str, labels: bool = False) -> re.Pattern[str]:
    """The words that may stand on a line where only `specials` are not part of names; what isn't words is in `SIGNS`.

    The name of the group that matched is the type of the token; for a special, its own words.
    """
    longest_first = sorted(specials, key=len, reverse=True)
    special = "|".join(phrase(words) for words in longest_first)
    stop = rf"(?!{special})" if special else ""
    name = rf"{stop}{_WORD}(?: +{stop}{_WORD})*"
    parts = [
        rf"(?P<special>{special})" if special else "",
        rf"(?P<LABEL>{LABEL.pattern})" if labels else "",
        rf"(?P<NAME>{name})",
    ]
    return re.compile(" *(?:" + "|".join(part for part in parts if part) + ")")


# values and signs; one pattern for all lines, since most of the cost of a pattern is making it
SIGNS = re.compile(
    r" *(?:(?P<POSSESSIVE>'s(?!\w))"
    r"|(?P<COMMA>,)"
    rf"|(?P<DATE>{_DATE})"
    rf"|(?P<QUANTITY>{_QUANTITY})(?: +(?P<SIDE>after|before|of)(?![\w-]))?"
    r"|(?P<NUMBER>\d+\.\d+(?![\w/.]))"
    rf"|(?P<CODE>{_CODE})"
    r"|(?P<DIGITS>\d+(?![\w/.]))"
    r'|(?P<TEXT>"[^"]*")'
    r"|(?P<CITATION>\[[^\[\]]*\])"
    r"|(?P<LPAR>\()"
    r"|(?P<RIGHT_PAREN>\))"
    r"|(?P<SEMICOLON>;)"
    r"|(?P<COLON>:))"
)
