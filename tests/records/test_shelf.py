"""Machine code that is kept is that which was made; what is spoilt, or what others could have written, is made anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="pip install 'hocrdsl[fast]'")
pytest.importorskip("llvmlite", reason="pip install 'hocrdsl[fast]'")

from hocrdsl.backends.columnar.machine import Machine  # noqa: E402
from hocrdsl.records.shelf import MOST, Shelf  # noqa: E402

TEXT = "def f(n):\n    s = 0\n    for i in range(0, n):\n        s += i * i\n    return s\n"
OTHER = TEXT.replace("i * i", "i")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "machine")


def files(folder: Path) -> list[Path]:
    return sorted((folder / "machine").glob("*.code"))


def squares(shelf: Shelf | None, text: str = TEXT) -> int:
    return Machine(text, {}, {"f": 1}, shelf=shelf).call("f", 0, 10)


def test_kept_code_does_what_was_made(shelf: Shelf, tmp_path: Path) -> None:
    assert squares(None) == squares(shelf) == 285
    (file,) = files(tmp_path)
    before = file.stat().st_ino
    assert squares(shelf) == 285
    assert [one.stat().st_ino for one in files(tmp_path)] == [before]


def test_another_program_is_another_file(shelf: Shelf, tmp_path: Path) -> None:
    assert (squares(shelf), squares(shelf, OTHER), squares(shelf)) == (285, 45, 285)
    assert len(files(tmp_path)) == 2


@pytest.mark.parametrize("spoil", [lambda told: told[:-1], lambda told: b"", lambda told: told[:-1] + b"\0\0",
                                   lambda told: told.replace(b"code 1", b"code 0")])
def test_a_spoilt_file_is_no_file(shelf: Shelf, tmp_path: Path, spoil: object) -> None:
    squares(shelf)
    (file,) = files(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(spoil(whole))  # type: ignore[operator]
    assert shelf.get(file.stem) is None
    assert squares(shelf) == 285
    assert file.read_bytes() == whole


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="this system has no owners of files")
@pytest.mark.parametrize("which", ["folder", "file", "link"])
def test_what_others_can_write_is_not_run(shelf: Shelf, tmp_path: Path, which: str) -> None:
    squares(shelf)
    (file,) = files(tmp_path)
    if which == "link":
        file.rename(tmp_path / "elsewhere")
        file.symlink_to(tmp_path / "elsewhere")
    else:
        (file if which == "file" else file.parent).chmod(0o777)
    assert shelf.get(file.stem) is None
    assert squares(shelf) == 285


def test_where_nothing_can_be_kept_it_is_made(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("no folder", encoding="utf-8")
    assert squares(Shelf(tmp_path / "taken")) == 285
    assert squares(Shelf(tmp_path / "taken" / "below")) == 285


def test_the_latest_are_kept(shelf: Shelf, tmp_path: Path) -> None:
    for at in range(MOST + 3):
        shelf.put(f"{at:064x}", b"code")
        os.utime(tmp_path / "machine" / f"{at:064x}.code", (at, at))
    shelf.put("f" * 64, b"code")
    assert len(files(tmp_path)) == MOST
    assert shelf.get("f" * 64) == b"code" and shelf.get(f"{0:064x}") is None
