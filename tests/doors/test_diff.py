"""What `diff` says of cases: flips, golden and snapshot apart, and flips accepted."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from hocrdsl.analysis.diff import Difference, Flip
from hocrdsl.analysis.diff_markdown import as_markdown
from hocrdsl.analysis.text_changes import PartChange, TextChange
from tests.doors.test_selecting import git
from tests.html_pages import wrong_with
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


# --- under review -------------------------------------------------------------------------


@pytest.fixture
def changed(terminal: Terminal) -> Terminal:
    """The same under git, with one hour less for cakes since."""
    git(terminal.folder, "init", "-q")
    git(terminal.folder, "add", "toy")
    git(terminal.folder, "commit", "-q", "-m", "start")
    edit(terminal, "rules.rules", "24 hours after the prize's picked", "23 hours after the prize's picked")
    return terminal


def edit(terminal: Terminal, name: str, old: str, new: str) -> None:
    file = terminal.folder / "toy" / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_change_under_review(changed: Terminal) -> None:
    code, out, err = changed.run("hocrdsl diff toy --since HEAD --cases")
    assert (code, err.startswith("1 change in the text")) == (0, True)
    assert out.startswith("HEAD against the work tree\n1 case flips: 1 other conclusions\n")
    assert 'substituted provision G1.1 "Cakes", in 2024-04, 2025-06\n' in out
    assert "a cake in the old days: other conclusions in 2024-04, 2025-06\n" in out
    assert "\n    + 1 prize: C1 C/01; collection 2023-05-01T09:00 of D1: Ann\n" in out
    assert "golden: " not in out and "made by G1.1" in out and "in 2 editions, 1 otherwise" in out
    edit(changed, "editions.rules", "12 hours after", "11 hours after")
    out = changed.run("hocrdsl diff toy --since HEAD --cases")[1]
    assert "a cake in the old days: other conclusions in 2020-01, golden in 2020-01\n" in out
    assert "a cake in the old days: other conclusions in 2024-04, 2025-06\n" in out


def test_a_change_that_means_nothing_decides_no_case(changed: Terminal) -> None:
    edit(changed, "rules.rules", "23 hours after", "24 hours after")
    assert "no change in the text" in changed.run("hocrdsl diff toy --since HEAD --cases")[1]
    edit(changed, "rules.rules", '"Cakes"', '"All cakes"')
    out = changed.run("hocrdsl diff toy --since HEAD --cases")[1]
    assert "- Cakes" in out and "(no edition differs in meaning), 0 otherwise" in out


def test_an_edition_against_itself_as_it_was(changed: Terminal) -> None:
    code, out, _ = changed.run("hocrdsl diff toy 2024-04 --since HEAD --cases")
    assert code == 0 and out.startswith("2024-04 at HEAD against 2024-04\n1 case flips")
    assert "no case flips" in changed.run("hocrdsl diff toy 2020-01 --since HEAD --cases")[1]


def test_the_flips_of_a_change_are_accepted(changed: Terminal) -> None:
    text = RIGHT.replace("2020-01 to 2024-04", "this change")
    (changed.folder / "flips.yaml").write_text(text, encoding="utf-8")
    line = "hocrdsl diff toy --since HEAD --accept flips.yaml"
    code, out, _ = changed.run(line)
    assert code == 0 and "(1 accepted)" in out
    (changed.folder / "flips.yaml").write_text(text.replace("other conclusions", "more"), encoding="utf-8")
    code, out, _ = changed.run(line)
    assert code == 1 and "is accepted as more, and is other conclusions in 2024-04, 2025-06 (flips.yaml:3)" in out
    (changed.folder / "flips.yaml").write_text(RIGHT, encoding="utf-8")
    assert "HR542" in changed.run(line)[2]


@pytest.mark.parametrize("revision", ["nowhere", "--help", "HEAD:toy", "-"])
def test_no_revision(changed: Terminal, revision: str) -> None:
    code, out, err = changed.run(f"hocrdsl diff toy '--since={revision}'")
    assert (code, out, err.count("\n")) == (2, "", 1), err


@pytest.mark.parametrize("line", ["2020-01 2024-04 --cases", "--since HEAD --cases", "--since HEAD",
                                  "2020-01 2024-04 --accept flips.yaml"])
def test_pages_are_sound(changed: Terminal, line: str) -> None:
    (changed.folder / "flips.yaml").write_text(RIGHT.replace("a day instead", "<b> & a day instead"), encoding="utf-8")
    code, out, _ = changed.run(f"hocrdsl diff toy {line} --format html")
    assert code == 0 and wrong_with(out) == []
    assert "<b> &" not in out


# --- made for a comment ---------------------------------------------------------------------


def long_difference(cases: int, accepted: bool = False) -> Difference:
    name, was = "case | <{0}> @someone #{0} `x` " + "w" * 60, "1 prize: " + "V1 " * 40
    flips = tuple(Flip(name.format(number), ("more", "other fate"), was, "2 prizes", ("A1",), ("D1",),
                       ("2026-04",) if number % 2 else (), ("A1",)) for number in range(cases))
    part = PartChange("substituted", "when", "o" * 3000, "n" * 3000)
    text = tuple(TextChange("substituted", "provision", f"A{number}", "T" * 30, (part,))
                 for number in range(cases // 4))
    wrong = tuple(f"`case {number}` flips (more) and is not accepted" for number in range(cases if accepted else 0))
    held = {} if accepted else None
    return Difference("2025-06", "2026-04", text, flips, cases, (), held, wrong, {"A1": "changed (x)"})


@pytest.mark.parametrize("cases", [0, 1, 40, 150, 400, 3000])
@pytest.mark.parametrize("accepted", [False, True])
def test_a_comment_is_never_too_long_and_says_what_was_cut(cases: int, accepted: bool) -> None:
    said = as_markdown(long_difference(cases, accepted))
    assert len(said) <= 65_000
    lines = said.splitlines()
    assert lines[2].startswith(f"**{cases} cases flip: {cases} more" if cases > 1 else "**")
    assert ("Cut to 65,000 characters: " in said) == (cases > 100)
    assert said.count("<details") == said.count("</details>") == said.count("<summary>")
    if cases == 400:
        cut = re.search(r"(\d+) of 200 cases \(snapshots\)", said)
        assert cut and said.count("| case \\| &lt;") == 400 - sum(
            int(one) for one in re.findall(r"(\d+) of 200 cases", said))


def test_a_comment_calls_nobody_and_holds_no_markup_of_a_name() -> None:
    said = as_markdown(long_difference(2))
    assert "@" not in said and "<0>" not in said
    for row in (line for line in said.splitlines() if line.startswith("| case \\|")):
        assert len(re.findall(r"(?<!\\)\|", row)) == 7
