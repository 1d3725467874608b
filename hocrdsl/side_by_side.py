"""Two pieces of work in two processes, where the system can fork one and has a second core; else in turn."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Done = TypeVar("Done")


def can_fork() -> bool:
    """Whether two pieces of work can be done at the same time."""
    import multiprocessing

    return "fork" in multiprocessing.get_all_start_methods() and (os.cpu_count() or 1) > 1


def in_two(first: Callable[[], Done], second: Callable[[], Done]) -> tuple[Done, Done]:
    """What the two come to, the second one in a process of its own. What either raises is raised here."""
    import multiprocessing

    if not can_fork():
        return first(), second()
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_send, args=(theirs, second))
    child.start()
    theirs.close()
    try:
        one = first()
        two = ours.recv()
    except EOFError:
        raise RuntimeError("the process that did half of the work ended early") from None
    finally:
        ours.close()
        if child.is_alive():
            child.join(5)
    if isinstance(two, Exception):
        raise two
    return one, two


def _send(pipe: Connection, work: Callable[[], Any]) -> None:
    try:
        answer: Any = work()
    except Exception as error:
        answer = error
    pipe.send(answer)
    pipe.close()
