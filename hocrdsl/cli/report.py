"""The report of a fault of ours: where it happened and with what version, never what the case said.

An exception's message and the values of variables may hold facts of a live record, so neither is written; nor are the
words of the command line beyond the verb and the names of its options.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from pathlib import Path

from hocrdsl import __version__


def write_report(error: BaseException) -> str:
    """Write the report here, or else in the temporary folder; its path."""
    name = f"hocrdsl-report-{os.getpid()}.txt"
    for folder in (Path.cwd(), Path(tempfile.gettempdir())):
        path = folder / name
        try:
            path.write_text(report(error, sys.argv[1:]), encoding="utf-8")
            return str(path)
        except OSError:
            continue
    return "nowhere (no folder can be written)"


def report(error: BaseException, words: list[str]) -> str:
    """The text of a report."""
    lines = [
        f"hocrdsl {__version__}, Python {platform.python_version()}, {platform.system()}",
        f"command: {' '.join(_without_facts(words))}",
        f"exception: {type(error).__name__}",
    ]
    seen: BaseException | None = error
    while seen is not None:
        frames = traceback.extract_tb(seen.__traceback__)[-40:]
        lines += [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        # where it was raised, if that was in another process
        lines += [f"  in a worker: {place}" for place in getattr(seen, "elsewhere", ())]
        seen = seen.__cause__ or seen.__context__
        if seen is not None:
            lines.append(f"while handling: {type(seen).__name__}")
    return "\n".join(lines) + "\n"


def _without_facts(words: list[str]) -> list[str]:
    """The verb and the names of options; operands and values may name people."""
    from hocrdsl.cli.verbs import VERBS

    return [word.partition("=")[0] if word.startswith("--") else word if word in VERBS else "..." for word in words]
