"""The folder of a run while it is at work: hidden, beside the answer, and renamed to it at the very end.

So the answer is there whole or not at all. What a run that was stopped has finished stays in its folder, with a record
of what it was asked: another run goes on with it only where it is asked the same.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from hocrdsl.records.blocks import read_told, write_told

# the last file of an answer, and what it says it is
MANIFEST, SCHEMA = "manifest.json", "hocrdsl.applied/1"
_ASKED, _WHOLE, _LOCK, _OLD = "asked.json", "whole", "at-work", "old"

# how long a run waits for what another has left behind, in seconds
_PATIENCE = 20.0


class Refused(Exception):
    """A run can't begin, or go on, as it was asked; the message says what to do."""


class Run:
    """The folder of one run. `whole`: where the answer is put together; `resumed`: whether it goes on with another."""

    def __init__(self, out: Path, asked: Mapping[str, Any], *, resume: bool, replace: bool) -> None:
        if out.exists() or out.is_symlink():
            if not replace:
                raise Refused(f"{out} is there already; --force replaces it when the new one is whole")
            if not _replaceable(out):
                raise Refused(f"{out} is no answer on a record set, and is not replaced; name another folder")
        if out.name in ("", ".."):
            raise Refused(f"{out} is no name for a new folder")
        self.out = out
        self._replace = replace
        self.folder = out.with_name(f".{out.name}.partial")
        self.whole = self.folder / _WHOLE
        self.resumed = False
        if not out.parent.is_dir():
            raise Refused(f"{out.parent} is no folder")
        before = read_told(self.folder / _ASKED) if self.folder.exists() else None
        if before is not None and not resume and not replace:
            raise Refused(f"a run into {out} was stopped; --resume goes on with it, --force begins anew")
        self.folder.mkdir(exist_ok=True)
        self._lock = _locked(self.folder)
        try:
            self._reuse(before, asked, resume)
            write_told(self.folder / _ASKED, dict(asked))
        except BaseException:
            self.release()
            raise

    def _reuse(self, before: Any, asked: Mapping[str, Any], resume: bool) -> None:
        if resume and before is not None:
            differs = [key for key in {**before, **asked} if before.get(key) != asked.get(key)]
            if differs:
                raise Refused(f"the run that was stopped was asked something else ({', '.join(differs)}); ask the "
                              "same, or begin anew with --force and without --resume")
            self.resumed = True
            return
        for one in self.folder.iterdir():
            if one.name != _LOCK:
                _remove(one)

    def finish(self) -> None:
        """The answer, which is whole, takes its place; everything else of the run goes."""
        old = self.folder / _OLD
        if self._replace and (self.out.exists() or self.out.is_symlink()):
            os.rename(self.out, old)
        try:
            os.rename(self.whole, self.out)
        except OSError:
            if old.exists():
                os.rename(old, self.out)
            raise
        shutil.rmtree(self.folder)

    def release(self) -> None:
        """Others may use the folder."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _replaceable(out: Path) -> bool:
    """Whether a folder is an answer, or empty; nothing else is ever removed."""
    if out.is_symlink() or not out.is_dir():
        return False
    told = read_told(out / MANIFEST)
    return isinstance(told, dict) and told.get("schema") == SCHEMA or not any(out.iterdir())


def _locked(folder: Path) -> int | None:
    """A lock on the folder that ends with this process; None where the system has none."""
    try:
        import fcntl
    except ImportError:
        return None
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    until = monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
        except OSError:
            # workers have it too: those of a run that was killed finish the block that they are at
            if monotonic() > until:
                os.close(lock)
                raise Refused(f"another run is at work in {folder}") from None
            sleep(0.1)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
