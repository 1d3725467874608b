"""The text and the answers of April 2026 stay what they were before the history was written in.

A label of the frozen text may be missing or differ only where `changed.yaml` says so, with a reason; what is new is
free. An answer that differs is said there too.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

import hocrdsl

from .frozen import answers, labels

HERE = Path(__file__).parent
FROZEN = json.loads((HERE / "frozen-2026-04.json").read_text(encoding="utf-8"))
CHANGED: dict[str, dict[str, str]] = yaml.safe_load((HERE / "changed-since-frozen.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def rules() -> hocrdsl.Rules:
    return hocrdsl.load("hocr", edition="2026-04")


def held(frozen: dict[str, Any], now: dict[str, Any], changed: dict[str, str]) -> None:
    differ = sorted(name for name, found in frozen.items() if now.get(name) != found)
    assert differ == sorted(changed)
    assert all(changed.values())


def test_the_text_is_reproduced(rules: hocrdsl.Rules) -> None:
    held(FROZEN["labels"], labels(rules), CHANGED["labels"] or {})


def test_the_answers_are_reproduced(rules: hocrdsl.Rules) -> None:
    held(FROZEN["answers"], answers(rules), CHANGED["answers"] or {})
