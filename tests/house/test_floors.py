"""The floors of the speed gates are the measured ones, unchanged."""

from __future__ import annotations

import hashlib
from pathlib import Path

FLOORS = Path(__file__).parents[2] / "benchmarks" / "hb"
DIGEST = "9e0646447258fb49"


def test_the_floors_are_unchanged() -> None:
    whole = hashlib.sha256()
    for path in sorted(FLOORS.iterdir()):
        if path.suffix in (".py", ".lark"):
            whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    assert whole.hexdigest()[:16] == DIGEST
