"""Files of a rulebook read as they are, and files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Replace a file in one step, as UTF-8 with plain line ends; a reader never sees half of it."""
    write_bytes_whole(path, text.encode("utf-8"))


def write_bytes_whole(path: Path, raw: bytes) -> None:
    """Replace a file in one step."""
    target = path.resolve()
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        # in the words of the caller: nobody asked for a file of another name
        raise OSError(error.errno, error.strerror, str(path)) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        os.chmod(name, mode_of(target))
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def mode_of(target: Path) -> int:
    """The mode of the file there is, else what a new file gets."""
    if target.exists():
        return target.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def at(path: Path, shown: str, name: str) -> Path:
    """Where the file of a rulebook stands that messages show by a name."""
    return path if path.is_file() else path / name.removeprefix(f"{shown}/")


def texts_of(path: Path, shown: str, names: Iterable[str]) -> dict[str, str]:
    """The files of a rulebook by the names that messages show, byte for byte; raises OSError, Unreadable."""
    from hocrdsl.pipeline import Unreadable

    found = {}
    for name in names:
        try:
            found[name] = at(path, shown, name).read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            raise Unreadable(f"{name} is not UTF-8; save it as UTF-8") from None
    return found
