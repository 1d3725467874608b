"""What `diff` says of cases: flips, golden and snapshot apart, and flips accepted."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.transcripts import Terminal

TOY = Path(__file__).parents[1] / "toy"
CAKES = """\
case: a cake in the old days
cites: [Fete Handbook, p. 9]
incident:
  deliveries:
    - handed in: 2023-05-01
      entries:
        - {grower: Ann, category: C1 C/01, kind: sponge, condition: sound, complaint: none, picked: 2023-04-30T10:00,
           plot: none}
taken as given: {age: 40}
expect:
  2020-01:
    prizes: [{section: C1, because: [A1, D1]}]
    conclusions: [{about: prize 1, collection: 2023-04-30T22:00, because: [G1.1]}]
"""


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Terminal:
    """The toy with a case that flips between two editions, and one that flips under a reading."""
    shutil.copytree(TOY, tmp_path / "toy")
    (tmp_path / "toy/cases/cakes.yaml").write_text(CAKES, encoding="utf-8")
    return Terminal(monkeypatch, tmp_path)


def accept(terminal: Terminal, text: str) -> tuple[int, str, str]:
    (terminal.folder / "flips.yaml").write_text(text, encoding="utf-8")
    return terminal.run("hocrdsl diff toy 2020-01 2024-04 --accept flips.yaml")


RIGHT = """\
flips: 2020-01 to 2024-04
accepted:
  - case: a cake in the old days
    change: other conclusions
    reason: a day instead of half a day (Fete Handbook, p. 9)
"""


def test_golden_and_snapshots_are_told_apart(terminal: Terminal) -> None:
    code, out, _ = terminal.run("hocrdsl diff toy 2020-01 2024-04 --cases")
    assert (code, "1 case flips: 1 other conclusions" in out) == (0, True)
    assert "golden: a source" in out and "snapshots:" not in out
    found = json.loads(terminal.run("hocrdsl diff toy 2020-01 2024-04 --cases --format json")[1])
    assert [(one["case"], one["golden"]) for one in found["flips"]] == [("a cake in the old days", ["2020-01"])]
    # by no source of its own in 2024-04 and a year later: the law of both is the same for it
    code, out, _ = terminal.run("hocrdsl diff toy 2024-04 2025-06 --cases")
    assert "no case flips" in out


def test_a_reading_flips_what_it_decides(terminal: Terminal) -> None:
    code, out, _ = terminal.run("hocrdsl diff toy 2026-04 2026-04 --reading D2=strict --cases")
    assert "roses of one grower: fewer" in out


def test_flips_accepted(terminal: Terminal) -> None:
    code, out, _ = accept(terminal, RIGHT)
    assert code == 0 and "accepted: a day instead of half a day" in out and "(1 accepted)" in out
    for form in ("markdown", "json"):
        assert "a day instead of half a day" in terminal.run(
            f"hocrdsl diff toy 2020-01 2024-04 --accept flips.yaml --format {form}")[1]


def test_all_that_a_provision_made_is_accepted_at_once(terminal: Terminal) -> None:
    at_large = RIGHT.replace("case: a cake in the old days", "made by: G1.1")
    code, out, _ = accept(terminal, at_large)
    assert code == 0 and "accepted: a day instead of half a day" in out
    assert "made by G1.1" in out and "G1.1 changed (toy/rules.rules:" in out
    code, out, _ = accept(terminal, at_large.replace("other conclusions", "more"))
    assert code == 1 and "what G1.1 made is accepted as more, and nothing flips so (flips.yaml:3)" in out
    assert "flips (other conclusions, made by G1.1) and is not accepted" in out
    # by name, or else at large: what is left over is not there
    code, out, _ = accept(terminal, RIGHT + at_large.partition("accepted:\n")[2])
    assert code == 1 and "nothing flips so" in out


@pytest.mark.parametrize(("old", "new", "said"), [
    ("a cake in", "a cake from", "is accepted, and is no case that was decided (flips.yaml:3); did you mean"),
    ("a cake in the old days", "roses of one grower", "`roses of one grower` is accepted as other conclusions, and "
     "does not flip (flips.yaml:3)"),
    ("a cake in the old days", "roses of one grower", "`a cake in the old days` flips (other conclusions, made "
     "by G1.1) and is not accepted"),
    ("change: other conclusions", "change: [more, other conclusions]", "is accepted as more, other conclusions, and is "
     "other conclusions (flips.yaml:3)"),
])
def test_what_is_not_as_accepted(terminal: Terminal, old: str, new: str, said: str) -> None:
    code, out, _ = accept(terminal, RIGHT.replace(old, new))
    assert code == 1 and said in " ".join(out.split())
    found = terminal.run("hocrdsl diff toy 2020-01 2024-04 --accept flips.yaml --format json")
    assert found[0] == 1 and any(said in one for one in json.loads(found[1])["not_as_accepted"])


@pytest.mark.parametrize(("text", "code", "said"), [
    (RIGHT.replace("2024-04", "2025-06"), 1, "--> flips.yaml:1:8"),
    (RIGHT.replace("reason", "raeson"), 1, "--> flips.yaml:5:5"),
    (RIGHT.replace("other conclusions", "another"), 1, "--> flips.yaml:4:13"),
    ("flips: [", 1, "HR502"), ("", 1, "HR501"), ("- flips", 1, "HR503"), ("flips: 2020-01 to 2024-04", 1, "HR541"),
])
def test_a_list_that_is_not_well_formed(terminal: Terminal, text: str, code: int, said: str) -> None:
    found = accept(terminal, text)
    assert (found[0], found[1]) == (code, "") and said in found[2]


def test_a_list_that_is_not_there(terminal: Terminal) -> None:
    code, out, err = terminal.run("hocrdsl diff toy 2020-01 2024-04 --accept nowhere.yaml")
    assert (code, out) == (2, "") and "nowhere.yaml" in err
