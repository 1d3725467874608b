"""Command lines with what they print: run in this process, and written down as text.

In a transcript a line `$ hocrdsl ...` is a command; what follows is its stdout, then its stderr with `! ` before each
line, then `[1]` where the exit code is not 0. Digests and seconds, which change with every edit, are written as zeros.
"""

from __future__ import annotations

import io
import re
import shlex
import sys
from pathlib import Path

import pytest

from hocrdsl.cli import main


class Terminal:
    """Runs commands in a folder, with stdin where a line says `< FILE`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.patch = monkeypatch
        self.folder = folder
        monkeypatch.chdir(folder)

    def run(self, line: str, stdin: bytes = b"") -> tuple[int, str, str]:
        """Exit code, stdout, stderr of one command line."""
        line, _, file = line.partition(" < ")
        words = shlex.split(line)
        assert words[0] == "hocrdsl"
        data = (self.folder / file).read_bytes() if file else stdin
        out, err = io.BytesIO(), io.BytesIO()
        with self.patch.context() as patch:
            patch.setattr(sys, "argv", words)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
            patch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="utf-8", write_through=True))
            patch.setattr(sys, "stderr", io.TextIOWrapper(err, encoding="utf-8", write_through=True))
            code = main(words[1:])
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
                stream.detach()
        return code, out.getvalue().decode(), err.getvalue().decode()

    def shown(self, line: str, marked: bool = True) -> str:
        """What a transcript shows of one command."""
        code, out, err = self.run(line)
        if marked:
            err = "".join(f"! {one}\n" for one in err.splitlines())
        end = f"[{code}]\n" if code else ""
        text = out + ("" if not out or out.endswith("\n") else "\n") + err + end
        return steady(text, self.folder)


def steady(text: str, folder: Path) -> str:
    """Text without what changes from day to day and from machine to machine."""
    text = text.replace(f"{folder}/", "").replace(str(folder), ".")
    text = re.sub(r"\b([a-z-]+) [0-9a-f]{7} \(", r"\1 0000000 (", text)
    text = re.sub(r'"(digest|incident)": "[0-9a-f]+"', r'"\1": "0000000"', text)
    text = re.sub(r"\b[\d,]+ a second", "0 a second", text)
    return re.sub(r"\b\d+\.\d s\b", "0.0 s", re.sub(r'"seconds": [\d.]+', '"seconds": 0.0', text))


def replayed(text: str, terminal: Terminal, marked: bool = True) -> str:
    """A transcript with the output of its commands as it is now; other text stays."""
    out, lines = [], text.splitlines(keepends=True)
    while lines:
        line = lines.pop(0)
        out.append(line)
        if line.startswith("$ "):
            while lines and not lines[0].startswith("$ "):
                lines.pop(0)
            out.append(terminal.shown(line[2:].rstrip("\n"), marked))
            if marked and lines:
                out.append("\n")
    return "".join(out)
