"""The text and the answers of an edition, short enough to keep: a digest for each label, an answer for each case.

`python tests/editions/frozen.py 2026-04` writes `frozen-2026-04.json`; done once, before the history was written in.
"""

from __future__ import annotations

import json
import sys
from dataclasses import fields, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from hocrdsl.harness.session import case_files, read_files, session
from hocrdsl.harness.snapshots import answer
from hocrdsl.model import fold
from hocrdsl.model.amend import names_of
from hocrdsl.rules import Rules, find
from hocrdsl.syntax import nodes as syntax
from hocrdsl.syntax import write

HERE = Path(__file__).parent


def labels(rules: Rules) -> dict[str, str]:
    """Label or name -> digest of the canonical text, without standing, citations and dates."""
    folded = fold(rules.book.text, rules.forced or rules.days[-1]).value
    assert folded is not None
    found = {}
    for item in folded.items:
        if not isinstance(item, syntax.Header):
            bare = {"standing": None, "cites": (), "in_force": None}
            bare = {one.name: bare[one.name] for one in fields(item) if one.name in bare}
            kind = type(item).__name__.lower()
            found[f"{kind} {names_of(item)}" + _about(item)] = _digest(write(replace(item, **bare)))
    return found


def _about(item: syntax.Item) -> str:
    """The things that a definition is for: one name may be defined for several."""
    return f" of {item.for_each.first.text}" if isinstance(item, syntax.Define) else ""


def answers(rules: Rules) -> dict[str, Any]:
    """Case -> what it comes to in this edition."""
    path, shown = find("hocr")
    at = session(path, shown, book=rules.book)
    cases, wrong = read_files(at, case_files(path, shown))
    assert not [one for one in wrong if one.severity == "error"]
    vocabulary = rules.plan().vocabulary
    return {one.name: answer(rules.decide(one.incident.canonical, one.given or None), vocabulary) for one in cases}


def _lines(found: dict[str, Any]) -> str:
    return ",\n".join(f" {json.dumps(one)}: {json.dumps(found[one], sort_keys=True)}" for one in sorted(found))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def main(edition: str) -> None:
    """Write the file."""
    from hocrdsl import load

    rules = load("hocr", edition=edition)
    texts, found = _lines(labels(rules)), _lines(answers(rules))
    text = '{"labels": {\n' + texts + '\n}, "answers": {\n' + found + "\n}}\n"
    (HERE / f"frozen-{edition}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
