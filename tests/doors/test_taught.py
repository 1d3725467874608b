"""Pages that teach are run: their files are written, their commands typed, and the page shows what they print.

Where a page leaves lines out (`...`), those that it shows must be printed, in that order.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.transcripts import Terminal

DOCS = Path(__file__).parents[2] / "docs"
# each in a folder of its own
PAGES = ("tutorial", "editions", "disputes")
FILE = re.compile(r"`(?P<name>[\w./-]+)`\n\n```(?:text|yaml)\n(?P<text>.*?)```\n", re.DOTALL)
CONSOLE = re.compile(r"```console\n(?P<text>.*?)```\n", re.DOTALL)
LEFT_OUT = "..."


@pytest.mark.parametrize("name", PAGES)
def test_page(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, accept: bool) -> None:
    file = DOCS / f"{name}.md"
    page = file.read_text(encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path.parent / f"{tmp_path.name}-cache"))
    terminal = Terminal(monkeypatch, tmp_path)
    now = re.sub(f"{FILE.pattern}|{CONSOLE.pattern.replace('text>', 'console>')}",
                 lambda found: _step(found, terminal), page, flags=re.DOTALL)
    if accept:
        file.write_text(now, encoding="utf-8")
    assert now == file.read_text(encoding="utf-8")


def _step(found: re.Match[str], terminal: Terminal) -> str:
    if found["name"]:
        file = terminal.folder / found["name"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(found["text"], encoding="utf-8")
        return found[0]
    out = []
    for part in re.split(r"^(?=\$ )", found["console"], flags=re.MULTILINE):
        if part.startswith("$ "):
            line, _, shown = part.partition("\n")
            out.append(f"{line}\n{_shown(terminal.shown(line[2:], marked=False), shown)}")
    return "```console\n" + "\n".join(out) + "```\n"


def _shown(printed: str, before: str) -> str:
    """What the page shows of what was printed: all of it, or the lines that it chose, while they are there."""
    lines = before.rstrip("\n").split("\n")
    if LEFT_OUT not in lines:
        return printed
    left = iter(printed.splitlines())
    for line in lines:
        assert line == LEFT_OUT or line in left, f"not printed, or not in this order: {line}"
    return before.rstrip("\n") + "\n"
