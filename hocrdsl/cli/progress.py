"""How far a long piece of work is, on stderr: how much, how fast, how long it will take."""

from __future__ import annotations

import sys
from time import monotonic
from typing import TYPE_CHECKING

from hocrdsl.cli.talk import Talk

if TYPE_CHECKING:
    from hocrdsl.records.progress import Progress

# seconds between two lines, on a terminal and elsewhere
_OFTEN, _SELDOM = 0.2, 5.0


class Shown:
    """One line that is drawn again and again on a terminal; elsewhere, if asked for, a line now and then."""

    def __init__(self, talk: Talk, asked: bool) -> None:
        self._talk = talk
        self._terminal = sys.stderr.isatty() and talk.level >= 0
        self._on = asked or self._terminal
        self._began = self._last = monotonic()
        self._doing = ""
        self._from = (0, self._began)
        self._width = 0

    def __enter__(self) -> Shown:
        return self

    def __exit__(self, *raised: object) -> None:
        if self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()

    def __call__(self, progress: Progress) -> None:
        """Show it, unless that was done a moment ago."""
        now = monotonic()
        if progress.doing != self._doing:
            self._doing, self._from = progress.doing, (0, self._last)
        if not self._on or now - self._last < (_OFTEN if self._terminal else _SELDOM):
            return
        self._last = now
        line = self._line(progress, now)
        if self._terminal:
            sys.stderr.write("\r" + line.ljust(self._width))
            sys.stderr.flush()
            self._width = len(line)
        else:
            self._talk.warn(line)

    def _line(self, progress: Progress, now: float) -> str:
        done, since = self._from
        rate = (progress.done - done) / max(now - since, 1e-6)
        whole = progress.whole
        if not whole:
            return f"{progress.doing}: {progress.done:,} {progress.what}, {rate:,.0f} a second"
        left = f", {duration((whole - progress.done) / rate)} left" if rate else ""
        return (f"{progress.doing}: {progress.done:,} of {whole:,} {progress.what}, {100 * progress.done // whole}%, "
                f"{rate:,.0f} a second{left}")

    def rate(self, incidents: int) -> None:
        """What the whole took, at the end."""
        took = monotonic() - self._began
        self._talk.say(f"{incidents:,} incidents in {duration(took)}, {incidents / max(took, 1e-6):,.0f} a second")


def duration(seconds: float) -> str:
    """Seconds in words: `8 s`, `3 min 20 s`, `2 h 5 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{seconds:.1f} s" if seconds < 9.95 else f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
