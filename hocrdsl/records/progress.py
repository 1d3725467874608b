"""How far a run is: said by what does the work, shown by whoever likes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Progress(NamedTuple):
    """What is being done, how much of how much (None: not known beforehand), and of what."""

    doing: str
    done: int
    whole: int | None
    what: str


Tell = Callable[[Progress], None]
