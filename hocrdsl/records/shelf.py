"""Machine code that was made before, kept in the user's own cache folder: safe to delete, and a spoilt file is no file.

A file is called by the digest of everything that it was made from (the program, LLVM, the processor), so nothing here
is ever out of date. It is run as it stands, so it is only taken from a folder and a file that nobody else can write,
and only where it is whole. Where there is no such folder nothing is kept.
"""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress
from pathlib import Path

from hocrdsl.analysis.cache import folder

# so many files are kept, the latest used
MOST = 64
_MARK = b"hocrdsl machine code 1\n"


class Shelf:
    """Bytes by their key, a hexadecimal digest."""

    def __init__(self, where: Path | None = None) -> None:
        self._where = where or folder() / "machine"

    def get(self, key: str) -> bytes | None:
        """What was put there; None where it can't be had, or can't be trusted."""
        file = self._where / f"{key}.code"
        try:
            if not (_private(self._where) and _private(file)):
                return None
            told = file.read_bytes()
        except OSError:
            return None
        head, code = told[:len(_MARK) + 32], told[len(_MARK) + 32:]
        if head != _MARK + hashlib.sha256(code).digest():
            return None
        with suppress(OSError):
            os.utime(file)
        return code

    def put(self, key: str, code: bytes) -> None:
        """Keep it, if that can be done."""
        with suppress(OSError):
            self._where.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _private(self._where):
                return
            beside = self._where / f"{key}.{os.getpid()}"
            with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(_MARK + hashlib.sha256(code).digest() + code)
            os.replace(beside, self._where / f"{key}.code")
            files = sorted(self._where.glob("*.code"), key=lambda one: one.stat().st_mtime)
            for old in files[:-MOST]:
                old.unlink()


def _private(path: Path) -> bool:
    """Whether the user alone can write it, and it is no link."""
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        return False
    if not hasattr(os, "getuid"):
        return True
    return found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
