"""The parser's table: fresh, and read as the parser generator would read it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lark import Lark
from lark.exceptions import UnexpectedToken
from lark.lexer import Lexer

from hocrdsl import resources
from hocrdsl.source import SourceText, tidy
from hocrdsl.syntax import build_actions, build_clauses, build_conditions, build_details, grammar
from hocrdsl.syntax.grammar import GRAMMAR, Parser, Unexpected, table
from hocrdsl.syntax.lines import lex
from hocrdsl.syntax.tokens import Token

ROOT = Path(__file__).parents[2]
TEXTS = [*sorted((ROOT / "rulebooks").rglob("*.rules")), *sorted((ROOT / "tests" / "language").rglob("*.rules"))]


def test_the_stored_table_is_of_this_grammar() -> None:
    told = subprocess.run([sys.executable, str(ROOT / "scripts" / "parser_table.py"), "--check"], capture_output=True,
                          text=True)
    assert told.returncode == 0, f"the grammar has changed: python scripts/parser_table.py ({told.stdout.strip()})"


def test_another_grammar_is_not_read_by_the_stored_table(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = resources.read
    text = real(GRAMMAR).replace('RULEBOOK TEXT _NL ', 'RULEBOOK NAME _NL ')
    assert text != real(GRAMMAR)
    monkeypatch.setattr(resources, "read", lambda name: text if name == GRAMMAR else real(name))
    monkeypatch.setattr(grammar, "packed", lambda one, packed=grammar.packed: asked.append(one) or packed(one))
    changed = table()
    assert asked == [text]
    after = changed.states[changed.states[0]["RULEBOOK"]]
    assert "NAME" in after and "TEXT" not in after


@pytest.mark.parametrize("stored", ["", "{", "null", "[]", '{"grammar": "of something else"}'])
def test_a_stored_table_that_is_of_no_use(stored: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real, right = resources.read, table()
    monkeypatch.setattr(resources, "read", lambda name: stored if name == grammar.STORED else real(name))
    assert table() == right


class _Tokens(Lexer):
    __future_interface__ = 2

    def __init__(self, lexer_conf: Any) -> None:
        pass

    def lex(self, lexer_state: Any, parser_state: Any) -> Iterator[Token]:  # type: ignore[override]
        return iter(lexer_state.text)


CALLBACKS = {
    name: function
    for module in (build_conditions, build_actions, build_clauses, build_details)
    for name, function in vars(module).items()
    if callable(function) and getattr(function, "__module__", "") == module.__name__
}


def test_it_reads_what_the_parser_generator_reads() -> None:
    """Every definition that ships or stands in the tests, and each of them cut short, misspelt and doubled."""
    judge = Lark(resources.read(GRAMMAR), parser="lalr", lexer=_Tokens, strict=True, maybe_placeholders=True,
                 transformer=SimpleNamespace(**CALLBACKS))
    ours = Parser(table(), CALLBACKS)
    read = refused = 0
    for path in TEXTS:
        for number, piece in enumerate(lex(SourceText(path.name, tidy(path.read_text("utf-8", "replace")))).pieces):
            tokens = [token for clause in piece.clauses for token in clause.tokens]
            place = number * 7 % len(tokens)
            swapped = tokens[:place] + tokens[place:place + 2][::-1] + tokens[place + 2:]
            for some in (tokens, tokens[:place], tokens[:place] + tokens[place + 1:], swapped):
                last = some[-1] if some else tokens[-1]
                end = Token("$END", "", last.source, last.start_pos, last.end_pos)
                try:
                    told: Any = judge.parse(some)  # type: ignore[arg-type]
                except UnexpectedToken as error:
                    with pytest.raises(Unexpected) as found:
                        ours.parse(some, end)
                    assert error.token is found.value.token or error.token.type == found.value.token.type == "$END"
                    taken = {name for name in found.value.table.states[found.value.states[-1]] if name.upper() == name}
                    assert taken == error.expected
                    refused += 1
                else:
                    assert ours.parse(some, end) == told
                    read += 1
    assert read > 900 and refused > 1500


def test_it_is_stored_as_lines() -> None:
    """One state a line, so that a change of the grammar can be looked at and merged."""
    text = resources.read(grammar.STORED)
    assert max(map(len, text.split("\n"))) < 4000 and len(json.loads(text)["states"]) == len(table().states)
