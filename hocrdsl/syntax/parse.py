"""Text to tree, one definition at a time, so that one run reports every mistake of every file."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from hocrdsl.diagnostics import Checked, Diagnostic
from hocrdsl.source import SourceText, Span, tidy
from hocrdsl.syntax import build_actions, build_clauses, build_conditions, build_details, problems
from hocrdsl.syntax.assemble import assemble
from hocrdsl.syntax.expectations import explain
from hocrdsl.syntax.groups import gathered
from hocrdsl.syntax.grammar import Parser, Unexpected, table
from hocrdsl.syntax.lines import Clause, Lexed, Piece, lex
from hocrdsl.syntax.nodes import Item, RulebookText
from hocrdsl.syntax.tokens import Token

# after so many mistakes in one definition the rest is seldom worth reading
_MOST = 20


def parse(source: SourceText) -> Checked[tuple[Item, ...]]:
    """The definitions of one text; those that are wrong are left out and reported."""
    items, diagnostics, _ = read(source)
    return Checked(items, diagnostics)


def parse_all(sources: Iterable[SourceText]) -> Checked[RulebookText]:
    """The definitions of every text of a rulebook, in order of file name and place; groups of facts in their entity."""
    items: list[Item] = []
    diagnostics: list[Diagnostic] = []
    comments: list[tuple[str, int, str]] = []
    lines = 0
    for source in sorted(sources, key=lambda s: s.name):
        found, wrong, lexed = read(source)
        items += found
        diagnostics += wrong
        lines += source.text.count("\n") + (not source.text.endswith("\n") and source.text != "")
        comments += [(source.name, comment.line, comment.text) for comment in lexed.comments]
    whole, wrong_groups = gathered(items)
    if not any(one.severity == "error" for one in diagnostics):
        # with a definition left out, what seems to be missing may only be misspelt
        diagnostics += wrong_groups
    return Checked(RulebookText(whole, lines, tuple(comments)), tuple(diagnostics))


def read(source: SourceText) -> tuple[tuple[Item, ...], tuple[Diagnostic, ...], Lexed]:
    """Definitions, diagnostics in order of place, and what the lexer saw (comments too)."""
    source = _tidied(source)
    if (bad := _not_text(source)) is not None:
        return (), (bad,), Lexed()
    lexed = lex(source)
    items: list[Item] = []
    diagnostics = list(lexed.diagnostics)
    for piece in lexed.pieces:
        item, found = _definition(piece)
        diagnostics += found
        if item is not None:
            items.append(item)
    return tuple(items), tuple(sorted(diagnostics, key=lambda d: d.sort_key)), lexed


def _tidied(source: SourceText) -> SourceText:
    plain = tidy(source.text)
    return source if plain == source.text else SourceText(source.name, plain)


def _not_text(source: SourceText) -> Diagnostic | None:
    for sign, reason in (("\0", "a NUL character stands here"), ("\ufffd", "this is not UTF-8")):
        at = source.text.find(sign)
        if at >= 0:
            return problems.not_a_text(Span(source, at, at + 1), reason)
    return None


def _definition(piece: Piece) -> tuple[Item | None, list[Diagnostic]]:
    """Parses a piece; a clause with a mistake is taken out and the rest read again."""
    found = list(piece.diagnostics)
    clauses = piece.clauses
    if any(clause.bad for clause in clauses):
        if any(clause.bad and clause.carries for clause in clauses):
            return None, found
        clauses = [clause for clause in clauses if not clause.bad]
    while len(found) < _MOST:
        try:
            tokens = [token for clause in clauses for token in clause.tokens]
            last = tokens[-1]
            raw = _parser().parse(tokens, Token("$END", "", last.source, last.start_pos, last.end_pos))
        except Unexpected as error:
            index = _clause_of(clauses, error.token)
            if index > 0 and error.token is clauses[index].tokens[0]:
                # the parser trips over the first word of a clause when the one above is not complete
                index -= 1
            clause = clauses[index]
            found.append(explain(error, clause.tokens))
            if clause.carries or error.token.type == "$END":
                return None, found
            clauses = clauses[:index] + clauses[index + 1 :]
            continue
        item, wrong = assemble(raw)
        # with a clause taken out, what seems to be missing may only be misspelt
        kept = wrong if not found else [d for d in wrong if d.code not in ("HR120", "HR121")]
        return (None if found else item), found + kept
    return None, found


def _clause_of(clauses: list[Clause], token: Any) -> int:
    for index, clause in enumerate(clauses):
        if any(t is token for t in clause.tokens):
            return index
    return len(clauses) - 1


@cache
def _parser() -> Parser:
    """Made once a process, when the first text is read."""
    callbacks = {
        name: function
        for module in (build_conditions, build_actions, build_clauses, build_details)
        for name, function in vars(module).items()
        if callable(function) and getattr(function, "__module__", "") == module.__name__
    }
    return Parser(table(), callbacks)
