"""The flips accepted in a file, for the two sides compared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hocrdsl.analysis.accepted import Accepted
from hocrdsl.cli.trouble import PROBLEMS, Trouble
from hocrdsl.diagnostics import render
from hocrdsl.harness.accepted import accepted_between, read_accepted
from hocrdsl.harness.lexicon import Lexicon
from hocrdsl.harness.read_cases import read_source


def accepted_in(file: Path, vocabulary: Mapping[str, Any], old: str, new: str) -> tuple[Accepted, ...]:
    """What the file accepts between two sides; raises Trouble, with the places of what is wrong in it."""
    listed = read_accepted(read_source(file, str(file)), Lexicon(vocabulary))
    if listed.value is None:
        raise Trouble(render(listed.diagnostics), PROBLEMS, drawn=True)
    chosen = accepted_between(listed.value, old, new)
    if chosen.value is None:
        raise Trouble(render(chosen.diagnostics), PROBLEMS, drawn=True)
    return chosen.value
