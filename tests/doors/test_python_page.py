"""The examples of docs/python.md run, in order, in one Python."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "python.md"


def test_the_examples_run(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL):
        exec(compile(block, str(PAGE), "exec"), names)
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("1 8N 008/06 [")
    assert said[1].startswith("absorbed [")
    assert said[2].startswith("False {'low': 0, 'high': 1")
    assert "circumstances_amount_to_a_crime" in said[3]
    assert said[4].startswith("('reports', 0")
