"""Two pieces of work in two processes, where the system can fork one and has a second core; else in turn."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Done = TypeVar("Done")
Piece = TypeVar("Piece")


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


def shared_out(pieces: Sequence[Piece], work: Callable[[Piece], Done], pack: Callable[[Done], bytes],
               unpack: Callable[[bytes], Done]) -> list[Done]:
    """What each piece comes to, in order. Two processes take the next piece whenever they are ready for it: cores are
    seldom equally quick. `pack` and `unpack`: what one hands to the other. At most 16,000 pieces."""
    # a pipe that holds the places of all pieces: each is read once, by whoever comes first
    left, places = os.pipe()
    try:
        os.write(places, b"".join(place.to_bytes(4, "big") for place in range(len(pieces))))
    finally:
        os.close(places)

    def taken(then: Callable[[Done], Any]) -> dict[int, Any]:
        done = {}
        while place := os.read(left, 4):
            number = int.from_bytes(place, "big")
            done[number] = then(work(pieces[number]))
        return done

    try:
        ours, theirs = in_two(lambda: taken(lambda done: done), lambda: taken(pack))
    finally:
        os.close(left)
    # where no process could be made, this one took them all
    ours.update((place, unpack(one)) for place, one in theirs.items())
    return [ours[place] for place in range(len(pieces))]


def _send(pipe: Connection, work: Callable[[], Any]) -> None:
    try:
        answer: Any = work()
    except Exception as error:
        answer = error
    pipe.send(answer)
    pipe.close()
