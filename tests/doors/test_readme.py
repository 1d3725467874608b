"""What the README shows is what there is: its rule, its case, its dispute."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.transcripts import Terminal

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str, opening: str) -> str:
    """The block of the README that opens so."""
    return next(one for one in re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL) if one.startswith(opening))


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Terminal:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return Terminal(monkeypatch, ROOT)


def test_the_rule_is_the_rule(terminal: Terminal) -> None:
    assert block("text", "rule D1") in terminal.run("hocrdsl show hocr D1")[1]


def test_the_case_passes() -> None:
    from hocrdsl.harness.compare import compare
    from hocrdsl.harness.session import read_source_text, session
    from hocrdsl.source import SourceText

    at = session(ROOT / "rulebooks" / "hocr", "rulebooks/hocr")
    cases, problems = read_source_text(at, SourceText("README.md", block("yaml", "case:")))
    assert not problems
    expected = cases[0].expectations[0]
    decision = at.rules_for(expected.day, {}).decide(cases[0].incident.canonical, cases[0].given)
    assert compare(cases[0], expected, decision, at.vocabulary) is None


def test_the_dispute_is_decided_so(terminal: Terminal) -> None:
    for part in block("console", "$ hocrdsl explain").split("$ ")[1:]:
        command, *lines = part.splitlines()
        code, out, err = terminal.run(command)
        assert code == 0, err
        for line in lines:
            assert line == "..." or line in out.splitlines()
