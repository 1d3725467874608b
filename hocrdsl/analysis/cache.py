"""What a long search found, kept by what was searched: safe to delete, and a spoilt file is no file.

One JSON file for each digest, in `hocrdsl` under the user's cache folder (`XDG_CACHE_HOME`, else `~/.cache`). The
name is the digest of everything that the answer depends on, so nothing here is ever out of date.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

VERSION = "1"


def folder() -> Path:
    """Where answers are kept."""
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "hocrdsl"


def digest(*parts: object) -> str:
    """A digest of what an answer depends on; spans have no part in it, so that moved text is the same text."""
    whole = hashlib.sha256(VERSION.encode())
    for part in parts:
        whole.update(repr(part).encode() + b"\0")
    return whole.hexdigest()


def kept(key: str, work: Callable[[], Any], where: Path | None = None) -> Any:
    """The answer kept under a digest; worked out, and kept, where there is none that can be read."""
    file = (where or folder()) / f"{key}.json"
    try:
        return json.loads(file.read_text(encoding="utf-8"))["answer"]
    except (OSError, ValueError, KeyError, TypeError):
        pass
    answer = work()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps({"answer": answer}), encoding="utf-8")
        part.replace(file)
    except OSError:
        pass
    return answer
