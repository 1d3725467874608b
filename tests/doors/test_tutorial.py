"""The tutorial is run: its files are written, its commands typed, and its page shows what they print."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.transcripts import Terminal

PAGE = Path(__file__).parents[2] / "docs" / "tutorial.md"
FILE = re.compile(r"`(?P<name>[\w./-]+)`\n\n```(?:text|yaml)\n(?P<text>.*?)```\n", re.DOTALL)
CONSOLE = re.compile(r"```console\n(?P<text>.*?)```\n", re.DOTALL)


def test_tutorial(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, accept: bool) -> None:
    page = PAGE.read_text(encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path.parent / f"{tmp_path.name}-cache"))
    terminal = Terminal(monkeypatch, tmp_path)
    now = re.sub(f"{FILE.pattern}|{CONSOLE.pattern.replace('text>', 'console>')}",
                 lambda found: _step(found, terminal), page, flags=re.DOTALL)
    if accept:
        PAGE.write_text(now, encoding="utf-8")
    assert now == PAGE.read_text(encoding="utf-8")


def _step(found: re.Match[str], terminal: Terminal) -> str:
    if found["name"]:
        file = terminal.folder / found["name"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(found["text"], encoding="utf-8")
        return found[0]
    out = []
    for line in found["console"].splitlines():
        if line.startswith("$ "):
            shown = terminal.shown(line[2:], marked=False)
            out.append(f"{line}\n{shown}")
    return "```console\n" + "\n".join(out) + "```\n"
