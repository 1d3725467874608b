"""Pieces of work done by several processes, a few at a time; or here, one after the other.

A worker that loses its parent ends by itself, and one that is stopped or killed loses no more than the block it was at.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, TypeVar

Done = TypeVar("Done")
Work = Callable[[Any], Iterator[Done]]
# how long a worker that waits for work goes without looking whether its parent is there, in seconds
_PATIENCE = 0.5
_GONE = "a worker ended early, most likely for want of memory"


class EndedEarly(Exception):
    """A worker is gone: killed, most likely for want of memory."""


class Elsewhere(Exception):
    """A worker raised what can't be sent on; the message is its kind."""


def usable() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def sensible(asked: int | None, rows: int | None, block: int) -> int:
    """How many workers: those asked for, else one for each processor, but no more than there are whole blocks."""
    if asked is not None:
        return asked
    return usable() if rows is None else max(1, min(usable(), rows // block))


def done_by(workers: int, make: Callable[[], Work[Done]], pieces: Iterable[Any]) -> Iterator[Done]:
    """What the pieces came to, as it is finished. `make` gives what does a piece, answer by answer; with several
    workers each makes its own. What a piece raises is raised here."""
    if workers < 2:
        work = make()
        for piece in pieces:
            yield from work(piece)
        return
    crew = _Crew(workers, make)
    try:
        yield from crew.run(iter(pieces))
    finally:
        crew.dismiss()


class _Crew:
    def __init__(self, workers: int, make: Callable[[], Work[Any]]) -> None:
        methods = multiprocessing.get_all_start_methods()
        # a fork has the rules already; a process that is started anew makes them again
        context: Any = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
        self._pipes: list[Connection] = []
        self._processes = []
        for _ in range(workers):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, make, os.getpid()), daemon=True)
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)

    def run(self, pieces: Iterator[Any]) -> Iterator[Any]:
        busy = {pipe for pipe in self._pipes if _sent(pipe, pieces)}
        while busy:
            for ready in wait(list(busy)):
                pipe: Any = ready
                try:
                    said, answer = pipe.recv()
                except (EOFError, ConnectionError):
                    raise EndedEarly(_GONE) from None
                if said == "answer":
                    yield answer
                elif said == "raised":
                    raise answer
                elif not _sent(pipe, pieces):
                    busy.discard(pipe)

    def dismiss(self) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()
        for pipe in self._pipes:
            pipe.close()


def _sent(pipe: Connection, pieces: Iterator[Any]) -> bool:
    for piece in pieces:
        try:
            pipe.send(piece)
        except ConnectionError:
            raise EndedEarly(_GONE) from None
        return True
    return False


def _serve(pipe: Connection, make: Callable[[], Work[Any]], parent: int) -> None:
    # whoever started us is asked to stop, and stops us
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # what came along, the rules above all, is no garbage, and nothing is gained by searching it again and again
    gc.freeze()
    try:
        work = make()
        while (piece := _next(pipe, parent)) is not None:
            for answer in work(piece[0]):
                if os.getppid() != parent:
                    return
                pipe.send(("answer", answer))
            pipe.send(("done", None))
    except ConnectionError:
        return
    except Exception as error:
        pipe.send(("raised", _sendable(error)))


def _next(pipe: Connection, parent: int) -> tuple[Any] | None:
    """The next piece; None where nobody is there any more to send one."""
    while not pipe.poll(_PATIENCE):
        if os.getppid() != parent:
            return None
    try:
        return (pipe.recv(),)
    except EOFError:
        return None


def _sendable(error: Exception) -> Exception:
    """The exception, with the places where it was raised, which don't go over a pipe by themselves."""
    frames = traceback.extract_tb(error.__traceback__)[-40:]
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        error = Elsewhere(type(error).__name__)
    error.__dict__["elsewhere"] = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return error
