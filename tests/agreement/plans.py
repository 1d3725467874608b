"""The plans on which backends are held against each other."""

from __future__ import annotations

import types
from functools import cache
from pathlib import Path
from typing import Any

from hocrdsl import pipeline
from hocrdsl.backends import python, trace
from hocrdsl.plan import Plan

ROOT = Path(__file__).parents[2]
BOOKS = {
    "toy": ROOT / "tests" / "toy", "hocr": ROOT / "rulebooks" / "hocr", "kept": ROOT / "tests" / "agreement" / "kept",
}
META = {"package": "0.1.0", "forced": True}
# completions tried in comparisons: enough to tell sets of outcomes apart, few enough to be quick
LIMIT = 24


@cache
def plan(name: str, day: str = "2026-11-01") -> Plan:
    """The plan of a rulebook in force on a day."""
    book = pipeline.read_book(BOOKS[name], name, name).value
    assert book is not None
    made = pipeline.make_plan(book, day).value
    assert made is not None
    return made


@cache
def reference(name: str) -> dict[str, Any]:
    """The reference interpreter's edition."""
    return trace.edition(plan(name))


@cache
def compiled(name: str) -> dict[str, Any]:
    """The compiled edition, in this process."""
    return python.edition(plan(name))


@cache
def module(name: str) -> types.ModuleType:
    """The standalone module."""
    found = types.ModuleType(f"{name}_compiled")
    exec(compile(python.emit(plan(name)), f"{name}_compiled.py", "exec"), found.__dict__)
    return found
