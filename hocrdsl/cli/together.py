"""Several files of a rulebook, written together or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from hocrdsl.cli.files import at, mode_of


def write_all(path: Path, shown: str, texts: Mapping[str, str | None]) -> None:
    """Write and remove (None) files of a rulebook: all of them, or none where one can't be."""
    targets = {at(path, shown, name).resolve(): text for name, text in texts.items()}
    ready: dict[Path, Path] = {}
    kept: dict[Path, bytes | None] = {}
    made: list[Path] = []
    try:
        for target, text in targets.items():
            made += _folders(target.parent)
            if text is not None:
                ready[target] = _temporary(target, text)
        for target in targets:
            before = target.read_bytes() if target.exists() else None
            kept[target] = before
            if target in ready:
                os.replace(ready[target], target)
            else:
                target.unlink()
    except BaseException:
        _as_before(ready.values(), kept, made)
        raise


def _as_before(ready: Iterable[Path], kept: Mapping[Path, bytes | None], made: list[Path]) -> None:
    for one in ready:
        one.unlink(missing_ok=True)
    for target, before in kept.items():
        if before is None:
            target.unlink(missing_ok=True)
        elif not target.exists() or target.read_bytes() != before:
            target.write_bytes(before)
    for folder in reversed(made):
        if not any(folder.iterdir()):
            folder.rmdir()


def _folders(folder: Path) -> list[Path]:
    """Makes the folders that are missing; those that it made, outermost first."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


def _temporary(target: Path, text: str) -> Path:
    """The text in a file beside the one that it is for."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.chmod(name, mode_of(target))
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)
