"""What the parser wanted, in the words of the author."""

from __future__ import annotations

import re
from typing import Any

from hocrdsl.diagnostics import Diagnostic
from hocrdsl.syntax import problems
from hocrdsl.syntax.grammar import Table, Unexpected
from hocrdsl.syntax.tokens import Token

# Terminals in words, in the order in which they are told; those left out are never told.
_WORDS = {
    "NAME": "a name", "LABEL": "a label such as `A1.1`", "TEXT": "a text in double quotes",
    "DATE": "a date such as `1 April 2026`", "NUMBER": "a number", "QUANTITY": "a number with its unit",
    "CODE": "a code", "CITATION": "a citation such as `[Document title, p. 7]`",
    "LIMBS": "the letter of a limb, such as `(c)`", "REST": "a word", "ROW": "a row of the table",
    "LINE": "a line opened by `>`", "YES_OR_NO": "a type", "ONE_OF": "`one of`",
    "TO": "`to`", "AS": "`as`", "BY_TABLE": "`by table`", "INTO": "`into`", "FROM": "`from`",
    "PREVAIL_OVER": "`prevail over`", "FOR_EACH": "`for each`", "OF": "`of`", "BY": "`by`", "BETWEEN": "`between`",
    "TO_RULEBOOK": "`to rulebook`", "WHEN_UNKNOWN": "`when unknown`", "RATHER_THAN": "`rather than`",
    "SUBSTITUTE_LIMB": "`substitute limb`", "INSERT_LIMB": "`insert after limb`", "SUBSTITUTING": "`substitute`",
    "INSERT_ROWS": "`insert rows after row`",
    "SUBSTITUTE_ROW": "`substitute row`", "KEYED": "`row`", "UNTIL": "`until`", "BEFORE": "`before`",
    "AS_MADE_ON": "`as made on`",
    "THE_LOWER": "`the lower`", "THE_GREATER": "`the greater`", "CONFIRMED": "a standing word",
    "JUDGEMENT": "`judgement`", "NEVER_DECIDES": "`never decides`",
    "PRESUME": "`presume`", "ONLY_WHERE": "`only where`",
    "IS": "`is`", "SIDE": "`after` or `before`", "WHERE": "`where`", "OTHERWISE": "`otherwise`", "HAS": "`has`",
    "AMONG": "`among`",
    "LPAR": "`(`", "RIGHT_PAREN": "`)`", "COMMA": "`,`", "COLON": "`:`", "SEMICOLON": "`;`",
    "WHEN": "`when`", "AND": "`and`", "OR": "`or`", "GROUP": "`all of`", "RECORD": "an action",
    "_END_SUBSTITUTE": "`end substitute`", "_END_INSERT": "`end insert`", "RULE": "a definition",
    "_OPEN": "its numbered lines", "_NL": "the end of the line",
}  # fmt: skip
_LIMB_LAST = re.compile(r"\s*in (.+?) omit limb (\S+)\s*$")
_SPOKEN = {"_NL": "the line ends too early", "$END": "the clause is not complete"}


def explain(error: Unexpected, line: list[Token]) -> Diagnostic:
    """An unexpected token as a diagnostic; `line` is the clause that it stands in."""
    token = _ours(error.token, line)
    if token.type in ("AND", "OR") and (first := _other_joiner(token, line)):
        return problems.mixed(token.span, first.span)
    expected = _expected(error)
    words = told(expected)
    if "_NL" in expected and token.type not in ("_NL", "$END"):
        return problems.goes_on(_to_line_end(token, line), words)
    written = _SPOKEN.get(token.type) or f"unexpected `{token.span.text}`"
    if token.type.startswith("_") and token.type != "_NL":
        written = "this is not complete"
    return problems.unexpected(token.span, written, words, _other_order(token, line))


def _other_order(token: Token, line: list[Token]) -> tuple[str, ...]:
    """A limb is omitted in another order of words than a clause."""
    text = token.span.source.text
    at = text.rfind("\n", 0, token.span.start) + 1
    end = text.find("\n", at)
    found = _LIMB_LAST.match(text[at : end if end >= 0 else len(text)])
    return (f"a limb is taken out by `omit limb {found[2]} of {found[1].strip()}`",) if found else ()


def _ours(token: Any, line: list[Token]) -> Token:
    """The token, or the end of its line in place of one that stands beyond it."""
    if any(token is one for one in line):
        return line[line.index(token)]
    return Token("$END", "", line[-1].source, line[-1].start_pos, line[-1].end_pos)


def told(expected: set[str]) -> str:
    """Terminals as a list of words: at most five."""
    words = [text for name, text in _WORDS.items() if name in expected]
    if len(words) > 5:
        words = words[:5]
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _expected(error: Unexpected) -> set[str]:
    """Terminals that the parser could really take next, without those it only may look ahead to."""
    return {name for name in error.table.states[error.states[-1]]
            if name.upper() == name and _takes(error.table, list(error.states), name)}


def _takes(table: Table, states: list[int], name: str) -> bool:
    """Whether `name` is taken after the rules that it calls for."""
    while True:
        step = table.states[states[-1]].get(name)
        if step is None or step >= 0:
            return step is not None
        rule = table.rules[-1 - step]
        if rule.size:
            del states[-rule.size :]
        states.append(table.states[states[-1]][rule.origin])


def _other_joiner(token: Token, line: list[Token]) -> Token | None:
    """An `and` before an `or` on the same line, or the other way round."""
    other = "AND" if token.type == "OR" else "OR"
    found = None
    for candidate in line:
        if candidate is token:
            return found
        if candidate.type == "_NL":
            found = None
        elif candidate.type == other:
            found = candidate
    return None


def _to_line_end(token: Token, line: list[Token]) -> Any:
    last = token
    after = False
    for candidate in line:
        after = after or candidate is token
        if after and candidate.type == "_NL":
            break
        if after:
            last = candidate
    return token.span.to(last.span)
