"""Workers: what they do is done once, what they raise is raised, and none outlives its parent."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from hocrdsl.cli.report import report
from hocrdsl.records.crew import Elsewhere, EndedEarly, done_by, sensible, usable


def squares(piece: int) -> Iterator[int]:
    yield piece * piece
    yield -piece


def make(work: object) -> object:
    return work


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_every_piece_is_done_once(workers: int) -> None:
    found = list(done_by(workers, partial(make, squares), range(20)))  # type: ignore[arg-type]
    assert sorted(found) == sorted([*(one * one for one in range(20)), *(-one for one in range(20))])


def test_nothing_to_do() -> None:
    assert list(done_by(3, partial(make, squares), [])) == []  # type: ignore[arg-type]


def refuses(piece: int) -> Iterator[int]:
    yield piece
    if piece == 3:
        raise ValueError("not three, says a record")


@pytest.mark.parametrize("workers", [1, 2])
def test_what_a_worker_raises_is_raised(workers: int) -> None:
    with pytest.raises(ValueError, match="not three") as raised:
        list(done_by(workers, partial(make, refuses), range(8)))  # type: ignore[arg-type]
    said = report(raised.value, [])
    assert "refuses" in said and "says a record" not in said


class Unsendable(Exception):
    def __init__(self, one: int, other: int) -> None:
        super().__init__("kept to itself")


def unsendable(piece: int) -> Iterator[int]:
    raise Unsendable(1, 2)
    yield piece


def test_what_can_not_be_sent_is_told_by_its_kind() -> None:
    with pytest.raises(Elsewhere, match="Unsendable") as raised:
        list(done_by(2, partial(make, unsendable), [1]))  # type: ignore[arg-type]
    assert "unsendable" in report(raised.value, [])


def dies(piece: int) -> Iterator[int]:
    yield piece
    os._exit(1)


def test_a_worker_that_is_gone_is_missed() -> None:
    with pytest.raises(EndedEarly, match="want of memory"):
        list(done_by(2, partial(make, dies), range(4)))  # type: ignore[arg-type]


def slowly(folder: Path, piece: int) -> Iterator[int]:
    (folder / f"{os.getpid()}").touch()
    yield piece
    time.sleep(30)


def test_who_stops_listening_leaves_no_worker(tmp_path: Path) -> None:
    work = done_by(2, partial(make, partial(slowly, tmp_path)), range(4))  # type: ignore[arg-type]
    next(work)
    work.close()  # type: ignore[attr-defined]
    for file in tmp_path.iterdir():
        with pytest.raises(ProcessLookupError):
            os.kill(int(file.name), 0)


def test_how_many_are_sensible() -> None:
    assert sensible(7, 10, 100) == 7
    assert sensible(None, 10, 100) == 1
    assert sensible(None, 10**9, 100) == sensible(None, None, 100) == usable()
