"""Every verb, as it looks to who types it: `transcripts/VERB.txt`. `pytest --accept` writes them anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hocrdsl.cli.verbs import VERBS
from tests.transcripts import Terminal, replayed

HERE = Path(__file__).parent
FILES = sorted((HERE / "transcripts").glob("*.txt"))


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Terminal:
    """A folder with the toy rulebook, its files to be read, and nothing else; the user's cache is not touched."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path.parent / f"{tmp_path.name}-cache"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    shutil.copytree(HERE.parent / "toy", tmp_path / "toy", ignore=shutil.ignore_patterns("cases"))
    shutil.copytree(HERE / "files", tmp_path / "files", ignore=shutil.ignore_patterns("cases"))
    # cases of their own, so that another case of the toy changes no transcript
    shutil.copytree(HERE / "files" / "cases", tmp_path / "toy" / "cases")
    return Terminal(monkeypatch, tmp_path)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_transcript(file: Path, terminal: Terminal, accept: bool) -> None:
    expected = file.read_text(encoding="utf-8")
    now = replayed(expected, terminal)
    if accept:
        file.write_text(now, encoding="utf-8")
    assert now == file.read_text(encoding="utf-8")


def test_every_verb_has_a_transcript() -> None:
    assert set(VERBS) <= {file.stem for file in FILES}
