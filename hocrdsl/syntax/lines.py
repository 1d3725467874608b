"""The line lexer: a text to pieces, one for each definition, each a list of clauses of tokens.

One pass over the lines. A line's first word decides how the rest of it is read; limbs, text lines
and rows are known by their sign. What is wrong with one line is reported and the reading goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hocrdsl.data import Data, field
from hocrdsl.diagnostics import Diagnostic, nearest
from hocrdsl.source import SourceText, Span
from hocrdsl.syntax import problems
from hocrdsl.syntax.clause_words import (
    ACTION_BY_WORD,
    BY_WORD,
    HEADING_BY_WORD,
    OPERATIONS,
    Opening,
    find,
    in_clause,
)
from hocrdsl.syntax.levels import CRITERIA, Levels
from hocrdsl.syntax.scan import Scanner
from hocrdsl.syntax.tokens import Token

_FIRST = re.compile(r"[^\W\d_]+")
_LIMB = re.compile(r"\(([A-Za-z]+|\d+)\) *")
_CONNECTIVE = re.compile(r" *; *(and|or) *$")
_COMMENT = re.compile(r"  +--")
_END = re.compile(r"end +(substitute|insert)(?![\w-])")
_OMITTED = re.compile(r"omitted *$")
_LINE = re.compile(r"([^\n]*)\n?")
_OPERATION_WORDS = frozenset(o.words.split()[0] for o in OPERATIONS) | {"end"}


class Clause(Data, frozen=False):
    """The tokens of one clause with its limbs. `bad`: something in it was reported."""

    tokens: list[Token] = field(default_factory=list)
    bad: bool = False
    # its word opens a definition or a block, so the piece can't be read without it
    carries: bool = False


class Piece(Data, frozen=False):
    """One definition."""

    clauses: list[Clause] = field(default_factory=list)
    # numbers of its lines, without blank ones and comments
    lines: list[int] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)


class Comment(Data):
    """`-- text` on line `line`, from `column` (from 0)."""

    line: int
    column: int
    text: str


class Lexed(Data, frozen=False):
    """A whole text in pieces, with what was found outside definitions."""

    pieces: list[Piece] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)


def lex(source: SourceText) -> Lexed:
    """Cuts a text into definitions, clauses and tokens."""
    lexer = _Lexer(source)
    for number, match in enumerate(_LINE.finditer(source.text), 1):
        lexer.line(number, match[1], match.start())
    lexer.finish()
    return lexer.lexed


class _Lexer:
    __slots__ = ("source", "lexed", "piece", "clause", "levels", "blocks", "skipping", "in_text", "amending")

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.lexed = Lexed()
        self.piece: Piece | None = None
        self.clause = Clause()
        self.levels = Levels(self._emit, self._report)
        self.blocks: list[tuple[str, Span, Clause]] = []
        self.skipping = False
        self.in_text = False
        self.amending = False

    def line(self, number: int, raw: str, base: int) -> None:
        text = raw.rstrip()
        if not text:
            return
        start = len(text) - len(text.lstrip())
        sign = text[start]
        end = len(text)
        if "--" in text and sign != ">":
            end = self._comment(number, text, start)
            if end <= start:
                return
        if self.skipping and start > 0:
            return
        self._sorted(sign, text, start, end, base)
        if self.piece is not None:
            self.piece.lines.append(number)

    def finish(self) -> None:
        """Closes the last definition."""
        self.levels.end()
        for word, span, opener in self.blocks:
            self._report(problems.end_missing(span, word))
            opener.bad = True
        self.blocks = []

    # --- kinds of line --------------------------------------------------------------------

    def _sorted(self, sign: str, text: str, start: int, end: int, base: int) -> None:
        if sign == ">":
            self._text_line(text, start, end, base)
            return
        self.in_text = False
        if sign == "|":
            self._row(text, start, end, base)
        elif sign == "(" and (match := _LIMB.match(text, start)):
            self._limb(text, match, end, base)
        else:
            self._worded(text, start, end, base)

    def _worded(self, text: str, start: int, end: int, base: int) -> None:
        first = _FIRST.match(text, start)
        word = first[0] if first else ""
        heading = find(HEADING_BY_WORD, word, text, start)
        if heading is not None and (start == 0 or not self.blocks):
            self._definition(heading, text, start, end, base)
        elif heading is not None:
            self._clause(heading, text, start, end, base)
        elif start == 0 and (self.piece is None or not self.amending or word not in _OPERATION_WORDS):
            self._column_1(word, text, end, base)
        elif match := _END.match(text, start):
            self._end(match[1], text, start, end, base)
        elif opening := find(BY_WORD, word, text, start):
            self._clause(opening, text, start, end, base)
        else:
            self._unknown(word, text, start, base)

    def _definition(self, heading: Opening, text: str, start: int, end: int, base: int) -> None:
        self.finish()
        self.piece = Piece()
        self.lexed.pieces.append(self.piece)
        self.skipping = False
        self.amending = heading.terminal == "AMENDMENT"
        if start > 0:
            self.piece.diagnostics.append(
                problems.not_in_column_1(Span(self.source, base + start, base + start + len(heading.words)))
            )
        self._clause(heading, text, start, end, base)

    def _clause(self, opening: Opening, text: str, start: int, end: int, base: int) -> None:
        scanner = self._begin(text, base, carries=bool(opening.block) or opening.words in _HEADING_WORDS)
        stop = opening.pattern.match(text, start)
        assert stop is not None
        word = scanner.token(opening.terminal, start, stop.end())
        at = stop.end()
        if opening.terminal == "IN":
            at = in_clause(scanner, at, end)
            inner = _inner(BY_WORD, text, at, end) if at >= 0 else None
            if inner is not None:
                opening = inner[0]
                word, at = scanner.token(opening.terminal, *inner[1]), inner[1][1]
        if opening.terminal == "OTHERWISE" and (inner := _inner(ACTION_BY_WORD, text, at, end)):
            opening = inner[0]
            word, at = scanner.token(opening.terminal, *inner[1]), inner[1][1]
        if opening.terminal != "IN":
            opening.read(scanner, at, end)
        elif at >= 0:
            scanner.plain(at, end)
        self._finish_line(scanner, end, opening.opens, word)
        if opening.terminal == "TEXT_WORD":
            self.in_text = True
        if opening.block:
            last = self.clause.tokens[-3].type if len(self.clause.tokens) > 2 else ""
            if last != "SUBSTITUTE_ROW":
                self.blocks.append((opening.block, word.span, self.clause))

    def _limb(self, text: str, match: re.Match[str], end: int, base: int) -> None:
        scanner = Scanner(self.source, text, base, self.clause.tokens, self._report)
        label = Token("LIMB", match[1], self.source, base + match.start(), base + match.end(1) + 1)
        kind = self.levels.limb(label)
        if kind is None:
            if not self.clause.bad:
                # below a line that was reported a limb is no second mistake
                self._report(problems.limb_without_group(label.span))
            return
        connective = _CONNECTIVE.search(text, match.end(), end)
        stop = connective.start() if connective else end
        if _OMITTED.match(text, match.end(), stop):
            scanner.token("OMITTED", match.end(), stop)
            self.levels.omitted()
        elif kind == CRITERIA:
            scanner.plain(match.end(), stop, "the lower", "the greater", "rather than")
        elif kind in ("all of", "any of", "none of"):
            scanner.condition(match.end(), stop)
        else:
            scanner.plain(match.end(), stop)
        self._finish_line(scanner, stop, "", None)
        if connective:
            place = (base + connective.start(1), base + connective.end(1))
            self.levels.connective(Token("CONNECTIVE", connective[1], self.source, *place))

    def _text_line(self, text: str, start: int, end: int, base: int) -> None:
        if self.piece is None:
            self._report(problems.text_without_head(Span(self.source, base + start, base + end)))
            return
        if not self.in_text:
            scanner = self._begin(text, base)
            scanner.problem(problems.text_without_head(scanner.span(start, end)))
            self.in_text = True
            self.clause.bad = True
        first = start + 2 if text[start : start + 2] == "> " else start + 1
        self.clause.tokens.append(Token("LINE", text[first:end], self.source, base + start, base + end))

    def _row(self, text: str, start: int, end: int, base: int) -> None:
        row = Token("ROW", text[start:end].rstrip(), self.source, base + start, base + end)
        if self.clause.tokens and self.clause.tokens[0].type == "IN_TABLE":
            self.clause.tokens.append(row)
            return
        self._begin(text, base)
        self.clause.tokens.append(row)
        if self.piece is None:
            self._report(problems.unknown_heading(row.span, None))
            self.skipping = True

    def _end(self, word: str, text: str, start: int, end: int, base: int) -> None:
        span = Span(self.source, base + start, base + end)
        if not self.blocks or self.blocks[-1][0] != word:
            self.levels.end()
            self._report(problems.end_stray(span))
            return
        self.blocks.pop()
        if self.clause.tokens and self.clause.tokens[0].type == "IN_TABLE":
            self.clause.tokens.append(Token("_END_INSERT", text, self.source, span.start, span.end))
            return
        self._begin(text, base, carries=True)
        self.clause.tokens.append(Token(f"_END_{word.upper()}", text, self.source, span.start, span.end))

    def _column_1(self, word: str, text: str, end: int, base: int) -> None:
        stop = len(word) if word else len(text.split()[0])
        span = Span(self.source, base, base + stop)
        if self.piece is not None and not self.skipping and (opening := find(BY_WORD, word, text, 0)):
            self._report(problems.clause_in_column_1(span))
            self._clause(opening, text, 0, end, base)
            return
        self.finish()
        near = nearest(word, [*HEADING_BY_WORD, "class rule"]) if word else None
        self._report_outside(problems.unknown_heading(span, near))
        # what stands below belongs to a definition that can't be told
        self.piece, self.skipping = None, True

    def _unknown(self, word: str, text: str, start: int, base: int) -> None:
        self.levels.end()
        stop = start + len(word) if word else start + len(text[start:].split()[0])
        span = Span(self.source, base + start, base + stop)
        self._begin(text, base)
        self.clause.bad = True
        if self.piece is None:
            self._report_outside(problems.unknown_heading(span, None))
            self.skipping = True
            return
        self._report(_unknown_word(span, word, text[start:]))

    # --- helpers --------------------------------------------------------------------------

    def _begin(self, text: str, base: int, carries: bool = False) -> Scanner:
        """Opens a clause; the one before it is over."""
        self.levels.end()
        self.clause = Clause(carries=carries)
        if self.piece is not None:
            self.piece.clauses.append(self.clause)
        return Scanner(self.source, text, base, self.clause.tokens, self._report)

    def _finish_line(self, scanner: Scanner, end: int, opens: str, word: Token | None) -> None:
        last = self.clause.tokens[-1]
        scanner.token("_NL", end, end)
        if opens and word is not None and last is word:
            self.levels.opens(opens, word)
        elif last.type == "FIRST_KNOWN":
            self.levels.opens("paths", last)
        elif last.type == "GROUP":
            depth = None
            if not self.levels.open and (limbs := _limb_depth(self.clause.tokens)):
                depth = limbs
            self.levels.opens(" ".join(last.value.split()), last, depth)

    def _emit(self, token: Token) -> None:
        self.clause.tokens.append(token)

    def _report(self, diagnostic: Diagnostic) -> None:
        self.clause.bad = True
        if self.piece is None:
            self.lexed.diagnostics.append(diagnostic)
        else:
            self.piece.diagnostics.append(diagnostic)

    def _report_outside(self, diagnostic: Diagnostic) -> None:
        self.lexed.diagnostics.append(diagnostic)

    def _comment(self, number: int, text: str, start: int) -> int:
        """Where the line ends before its comment; the comment is kept."""
        if text.startswith("--", start):
            self.lexed.comments.append(Comment(number, start, text[start:]))
            return start
        for match in _COMMENT.finditer(text, start):
            if text.count('"', 0, match.start()) % 2 == 0:
                self.lexed.comments.append(Comment(number, match.end() - 2, text[match.end() - 2 :]))
                return match.start()
        return len(text)


_HEADING_WORDS = frozenset(o.words for some in HEADING_BY_WORD.values() for o in some)


def _inner(
    table: dict[str, tuple[Opening, ...]], text: str, start: int, end: int
) -> tuple[Opening, tuple[int, int]] | None:
    """The clause word with which the rest of a line goes on, and its place."""
    rest = re.compile(r" *([^\W\d_]+)").match(text, start, end)
    found = find(table, rest[1], text, rest.start(1)) if rest else None
    match = found.pattern.match(text, rest.start(1)) if found is not None and rest is not None else None
    return (found, match.span()) if found is not None and match is not None else None


def _limb_depth(tokens: list[Token]) -> int:
    """For `substitute limb (c) all of`: the depth at which the letters go on."""
    for token in tokens:
        if token.type == "LIMBS":
            return token.value.count("(")
    return 0


def _unknown_word(span: Span, word: str, text: str) -> Diagnostic:
    for opening in _openings():
        joined = opening.words.replace(" ", "")
        for glued in (joined, opening.words.split()[0]):
            if len(glued) > 2 and word.startswith(glued) and len(word) > len(glued) + 1:
                return problems.glued(span, opening.words if glued == joined else glued)
    phrases = {opening.words for opening in _openings()}
    lengths = {len(words.split()) for words in phrases}
    words = text.split()
    for length in sorted(lengths, reverse=True):
        if near := nearest(" ".join(words[:length]), (p for p in phrases if len(p.split()) == length)):
            return problems.unknown_clause(span, near)
    return problems.unknown_clause(span, None)


def _openings() -> Iterator[Opening]:
    for some in BY_WORD.values():
        yield from some
