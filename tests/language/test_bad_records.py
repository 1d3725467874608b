"""The error handbook for record sets: each file or folder `HR6*` of `bad/`, opened over the toy, gives the drawing beside
it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hocrdsl.records.layout import layout_of
from hocrdsl.records.problems import BadRecords
from hocrdsl.records.sources import open_records
from tests.agreement.plans import plan

BAD = Path(__file__).parent / "bad"
FILES = sorted(path for path in BAD.glob("HR6*") if path.suffix != ".txt")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_drawing(path: Path, accept: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BAD)
    with pytest.raises(BadRecords) as found:
        open_records(Path(path.name), layout_of(plan("toy").vocabulary))
    assert path.name[:5] in {one.code for one in found.value.diagnostics}
    expected = path.with_suffix(".txt")
    if accept:
        expected.write_text(f"{found.value}\n", encoding="utf-8")
    assert f"{found.value}\n" == expected.read_text(encoding="utf-8")
