"""The tool knows verbs of counting. Nouns of a subject are declared by rulebooks and known nowhere in the package."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "hocrdsl"
NOUNS = re.compile(r"(?<![a-z])(crime|victim|offence|offender|offense|police|suspect)s?(?![a-z])", re.IGNORECASE)
# `in force` is about dates, and dates are ours; `--force` is what every tool has
FORCE = re.compile(r"(?<!in )(?<!in_)(?<!--)(?<![a-z])forces?(?![a-z])", re.IGNORECASE)


def knowledge(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """String literals and identifiers, with their lines; docstrings and comments are talk, not knowledge."""
    talk = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body and isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant)
    }
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        match node:
            case ast.Constant(value=str(text)) if id(node) not in talk:
                yield line, text
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)):
                yield line, name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.alias(name=name):
                yield line, name


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_no_noun_of_a_subject(file: Path) -> None:
    found = [
        f"{line}: {text}"
        for line, text in knowledge(ast.parse(file.read_text(encoding="utf-8")))
        if NOUNS.search(text) or FORCE.search(text)
    ]
    assert not found
