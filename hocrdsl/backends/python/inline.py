"""The runtime as text: the modules that are written into every compiled module, without their imports of one
another."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import hocrdsl

# in the order in which they must stand
MODULES = (
    "world/times.py", "world/completions.py", "world/aside.py", "world/facts.py", "world/plain.py", "world/read.py",
    "world/state.py", "world/turning.py", "world/marks.py", "world/decision.py", "world/decide.py",
    "backends/python/runtime/run.py", "backends/python/runtime/rows.py", "backends/python/runtime/three.py",
    "backends/python/runtime/view.py", "backends/python/runtime/told.py", "backends/python/runtime/plainly.py",
    "backends/python/runtime/groups.py", "backends/python/runtime/choose.py", "backends/python/runtime/settle.py",
    "backends/python/runtime/units.py", "backends/python/runtime/profiles.py", "backends/python/runtime/patterns.py",
    "backends/python/runtime/conclude.py", "backends/python/runtime/rulings.py", "backends/python/runtime/record.py",
    "backends/python/runtime/counting.py", "backends/python/runtime/events.py", "backends/python/runtime/swift.py",
    "backends/python/runtime/straight.py",
)
_DROPPED = re.compile(
    r"^from __future__ import annotations\n|^from hocrdsl\.[\w.]+ import (?:\([^)]*\)|[^\n]*)\n"
    r"|^TYPE_CHECKING = False\nif TYPE_CHECKING:\n(?:    .*\n|\n(?=    ))+",
    re.MULTILINE,
)
_NAMES = re.compile(r"^(?:def|class) (\w+)|^(\w+)(?:: [^=\n]+)? = ", re.MULTILINE)


def _source(module: str) -> str:
    return (Path(hocrdsl.__file__).parent / module).read_text(encoding="utf-8")


@cache
def runtime() -> str:
    """The text of every module, headed by its name."""
    parts = []
    for module in MODULES:
        text = _DROPPED.sub("", _source(module)).partition("\n# --- not inlined")[0]
        doc, _, rest = text.removeprefix('"""').partition('"""')
        remarks = "\n".join(f"# {line}".rstrip() for line in doc.strip().splitlines())
        parts.append(f"# --- {module}\n#\n{remarks}\n\n{rest.strip()}\n")
    return "\n\n".join(parts)


@cache
def names() -> frozenset[str]:
    """Every name that the runtime gives a meaning to."""
    texts = [_source(module).partition("\n# --- not inlined")[0] for module in MODULES]
    return frozenset(one or other for text in texts for one, other in _NAMES.findall(text))
