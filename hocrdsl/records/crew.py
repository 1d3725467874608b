"""Pieces of work done by several processes, a few at a time; or here, one after the other.

A worker that loses its parent ends by itself, and one that is stopped or killed loses no more than the piece it was at.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

Done = TypeVar("Done")
# how long a worker that waits for work goes without looking whether its parent is there, in seconds
_PATIENCE = 0.5


class EndedEarly(Exception):
    """A worker is gone: killed, most likely for want of memory."""


def usable() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def done_by(workers: int, make: Callable[[], Callable[[Any], Done]],
            stretches: Iterable[Iterable[Any]]) -> Iterator[Done]:
    """What each piece came to, in the order in which they are finished. The pieces of a stretch are done by one worker,
    in order. `make` gives what does a piece; with several workers each makes its own. What a piece raises is raised
    here."""
    if workers < 2:
        work = make()
        for stretch in stretches:
            for piece in stretch:
                yield work(piece)
        return
    crew = _Crew(workers, make)
    try:
        yield from crew.run(iter(stretches))
    finally:
        crew.dismiss()


class _Crew:
    def __init__(self, workers: int, make: Callable[[], Callable[[Any], Any]]) -> None:
        methods = multiprocessing.get_all_start_methods()
        context: Any = multiprocessing.get_context("fork" if "fork" in methods else None)
        self._pipes: list[Connection] = []
        self._processes = []
        for _ in range(workers):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, make, os.getpid()), daemon=True)
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)

    def run(self, stretches: Iterator[Iterable[Any]]) -> Iterator[Any]:
        pieces = {pipe: _in_turn(stretches) for pipe in self._pipes}
        busy = {pipe for pipe in self._pipes if _sent(pipe, pieces[pipe])}
        while busy:
            for ready in wait(list(busy)):
                pipe: Any = ready
                try:
                    well, answer = pipe.recv()
                except (EOFError, ConnectionError):
                    raise EndedEarly("a worker ended early, most likely for want of memory") from None
                if not well:
                    raise answer
                # the worker goes on while its answer is looked at
                if not _sent(pipe, pieces[pipe]):
                    busy.discard(pipe)
                yield answer

    def dismiss(self) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()
        for pipe in self._pipes:
            pipe.close()


def _in_turn(stretches: Iterator[Iterable[Any]]) -> Iterator[Any]:
    """The pieces of one stretch after the other, each taken when the one before is done."""
    for stretch in stretches:
        yield from stretch


def _sent(pipe: Connection, pieces: Iterator[Any]) -> bool:
    for piece in pieces:
        try:
            pipe.send(piece)
        except ConnectionError:
            raise EndedEarly("a worker ended early, most likely for want of memory") from None
        return True
    return False


def _serve(pipe: Connection, make: Callable[[], Callable[[Any], Any]], parent: int) -> None:
    # whoever started us is asked to stop, and stops us
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        work = make()
    except Exception as error:
        pipe.send((False, error))
        return
    while True:
        while not pipe.poll(_PATIENCE):
            if os.getppid() != parent:
                return
        try:
            piece = pipe.recv()
        except EOFError:
            return
        try:
            answer: Any = (True, work(piece))
        except Exception as error:
            answer = (False, error)
        if os.getppid() != parent:
            return
        pipe.send(answer)
