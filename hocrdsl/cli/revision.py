"""The rulebook as a git revision has it, and what has changed since; the work tree is only read."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from hocrdsl.cli.books import Named
from hocrdsl.cli.trouble import PROBLEMS, Trouble
from hocrdsl.diagnostics import render
from hocrdsl.pipeline import Unreadable, read_book


def commit_of(found: Named, revision: str) -> str:
    """The commit that a revision names; raises Trouble."""
    if revision.startswith("-") or not revision.isprintable() or not revision.strip():
        raise Trouble(f"`{revision}` is no revision")
    wanted = f"{revision}^{{commit}}"
    return _git(found.root, "rev-parse", "--verify", "--end-of-options", wanted).decode().strip()


def book_at(found: Named, revision: str) -> Named:
    """The rulebook as it was; raises Trouble."""
    root, commit = found.root, commit_of(found, revision)
    files = _files(root, commit, "" if found.book.path.is_dir() else found.book.path.name)
    if not any(name.endswith(".rules") for name in files):
        raise Trouble(f"{revision} holds no rulebook {found.shown}")
    with TemporaryDirectory(prefix="hocrdsl-") as folder:
        for name, content in files.items():
            file = Path(folder, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        path = Path(folder) if found.book.path.is_dir() else Path(folder, found.book.path.name)
        try:
            checked = read_book(path, found.book.name, found.shown)
        except Unreadable as error:
            raise Trouble(f"at {revision}: {error}") from None
    if checked.value is None or checked.failed:
        said = render([one for one in checked.diagnostics if one.severity == "error"])
        raise Trouble(f"error: at {revision} {found.shown} cannot be read\n{said}", PROBLEMS, drawn=True)
    return Named(checked.value, found.shown)


def changed_files(found: Named, revision: str) -> tuple[str, ...]:
    """Names, within the rulebook's folder, of the files that differ from a revision, new ones included."""
    root, commit = found.root, commit_of(found, revision)
    changed = _git(root, "diff", "--name-only", "--no-ext-diff", "--no-renames", "-z", "--relative", commit, "--", ".")
    new = _git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    return tuple(name for name in (changed + new).decode("utf-8", "replace").split("\0") if name)


def _files(root: Path, commit: str, only: str) -> dict[str, bytes]:
    """The rules and tables under a folder at a commit. Links are passed over."""
    listed = _git(root, "ls-tree", "-r", "-z", commit, "--", ".").decode("utf-8", "replace").split("\0")
    wanted = {}
    for head, _, name in (one.partition("\t") for one in listed):
        if name.endswith(".csv") or (name == only if only else name.endswith(".rules")):
            mode, kind, blob = head.split(" ")
            if mode != "120000" and kind == "blob":
                wanted[name] = blob
    found, rest = {}, _git(root, "cat-file", "--batch", given="".join(f"{one}\n" for one in wanted.values()).encode())
    for name in wanted:
        said, _, rest = rest.partition(b"\n")
        size = int(said.rpartition(b" ")[2])
        found[name], rest = rest[:size], rest[size + 1:]
    return found


def _git(root: Path, *words: str, given: bytes = b"") -> bytes:
    try:
        ran = subprocess.run(["git", *words], cwd=root, input=given, capture_output=True, check=False,
                             env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"})
    except OSError:
        raise Trouble("--since needs git") from None
    if ran.returncode:
        raise Trouble(f"git: {ran.stderr.decode('utf-8', 'replace').strip() or 'failed'}")
    return ran.stdout
