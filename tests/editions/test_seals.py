"""A sealed edition is defended: against a word, a row, a presumption, a unit, a date, and against a damaged file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hocrdsl.editions import Comparison, Seals, compare, read_seals, sealed, write_seals
from hocrdsl.pipeline import read_book
from hocrdsl.source import SourceText
from hocrdsl.syntax import RulebookText
from tests.transcripts import Terminal

ROOT = Path(__file__).parents[2]
HOCR, TOY = ROOT / "rulebooks" / "hocr", ROOT / "tests" / "toy"


def text_of(folder: Path) -> RulebookText:
    checked = read_book(folder)
    assert checked.value is not None and not checked.failed, checked.diagnostics
    return checked.value.text


def through_a_file(seals: Seals) -> Seals:
    """The seals as they are read again."""
    written = write_seals(seals, "A rulebook")
    read = read_seals(SourceText("seals.csv", written))
    assert read.value is not None and set(read.value.lines) == set(seals.lines) and not read.diagnostics
    assert write_seals(read.value, "A rulebook") == written
    return read.value


def edited(folder: Path, old: str, new: str, within: str = "") -> None:
    """The first file that holds the words (after some others), with new ones in their place."""
    for file in sorted([*folder.rglob("*.rules"), *folder.rglob("*.csv")]):
        text = file.read_text(encoding="utf-8")
        at = text.find(old, max(text.find(within), 0)) if within in text else -1
        if at >= 0:
            file.write_text(text[:at] + new + text[at + len(old):], encoding="utf-8")
            return
    raise AssertionError(f"no file holds {old}")


def broken(compared: Comparison) -> list[tuple[str, str]]:
    return [(one.code, one.label) for one in compared.diagnostics]


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TOY, tmp_path / "toy", ignore=shutil.ignore_patterns("cases")))


@pytest.fixture(scope="module")
def toy_seals() -> Seals:
    return through_a_file(sealed(text_of(TOY), None))


@pytest.fixture(scope="module")
def hocr_seals() -> Seals:
    return through_a_file(sealed(text_of(HOCR), None))


AMENDED = """amendment "{title}" to rulebook "Village fete"
  cites [Minutes]
  made on {made}
  in force from {since}
{body}
"""
LONGER = """  substitute G1.1
  exception G1.1 to G1 "Cakes"
    cites [Minutes]
    for each prize
    where the prize's category's family is cake
    then the collection is 36 hours after the prize's picked
  end substitute"""


def amend(folder: Path, body: str, made: str, since: str, known: str, title: str = "Later") -> None:
    """An amendment in a file of its own, and the head looked at up to a day."""
    (folder / f"{title}.rules").write_text(AMENDED.format(**locals()), encoding="utf-8")
    head = (folder / "rulebook.rules").read_text(encoding="utf-8")
    first, _, rest = head.partition("  known on ")
    (folder / "rulebook.rules").write_text(f"{first}  known on {known}\n{rest.partition(chr(10))[2]}", encoding="utf-8")


# --- what is caught ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "caught"),
    [
        ("12 hours after", "13 hours after", ("HR320", "G1.1")),
        ("Sound entries", "All entries", ("HR320", "A1")),
        ("presume no when unknown", "presume yes when unknown", ("HR320", "entry's giant")),
        ("for each circle and plot", "for each circle", ("HR320", "D1")),
        ("(b) there is no complaint", "(b) there is a complaint", ("HR320", "A1")),
        ('to A1, A1.1 "Strangers"', 'to A1 "Strangers"', ("HR320", "A1.2")),
        ("| onion  | any      | V2 V/03 ", "| onion  | any      | V1 V/02 ", ("HR320", "vegetables row onion | any")),
        ("result side-table\n  cites [Fete Handbook, p. 3]\n", "", ("HR321", "side-table")),
        ("counts prize by the category's section", "counts prize by the category's family", ("HR320", "rulebook")),
        ("until 31 March 2024", "until 30 April 2024", ("HR320", "G1.1")),
        ("in force from 1 June 2025", "in force from 1 June 2026", ("HR320", "categories row V2 V/03")),
        ("exception A1.2", "exception A1.9", ("HR321", "A1.2")),
    ],
)  # fmt: skip
def test_an_edit_of_what_is_sealed_is_caught(
    toy: Path, toy_seals: Seals, old: str, new: str, caught: tuple[str, str]
) -> None:
    edited(toy, old, new)
    assert caught in broken(compare(text_of(toy), toy_seals))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  standing recalled\n", "  standing inferred\n"),
        ("[Fete Handbook, 2019 printing, p. 9]", "[Fete Handbook, 2018 printing, p. 8]"),
        ("presume no when unknown [Fete Handbook, p. 5]", "presume no when unknown [Fete Handbook, p. 6]"),
        ("> Sound entries without a complaint are shown.", "> Sound entries without\n    > a complaint are shown."),
        ("record the entry when all of\n    (a)", "record  the entry when all of\n\n        (a)"),
        ("-- Whether it is shown.", "-- Whether it is put up."),
        ("| marrow | large    | V1 V/01     |\n  | marrow | ordinary | V1 V/02     |",
         "| marrow | ordinary | V1 V/02 |\n  | marrow | large | V1 V/01 |"),
    ],
)  # fmt: skip
def test_standing_citations_comments_and_layout_may_change(toy: Path, toy_seals: Seals, old: str, new: str) -> None:
    edited(toy, old, new)
    compared = compare(text_of(toy), toy_seals)
    assert not compared.diagnostics and not compared.lacking


def test_the_place_of_a_text_is_free(toy: Path, toy_seals: Seals) -> None:
    text = (toy / "rules.rules").read_text(encoding="utf-8")
    (toy / "rules.rules").write_text(text[text.index("-- Whether"):], encoding="utf-8")
    (toy / "zz.rules").write_text(text[: text.index("-- Whether")], encoding="utf-8")
    compared = compare(text_of(toy), toy_seals)
    assert not compared.diagnostics and not compared.lacking


@pytest.mark.parametrize(
    ("old", "new", "caught"),
    [
        ("72 hours after", "73 hours after", ("HR320", "A2")),
        ("24 hours after", "25 hours after", ("HR320", "A2")),
        ("murder of persons under 1yr", "murder of people under 1yr", ("HR320", "offences row 1 001/02")),
        ("for each victim and group of offenders", "for each victim", ("HR320", "D1")),
    ],
)  # fmt: skip
def test_one_word_of_the_bundled_rulebook(
    tmp_path: Path, hocr_seals: Seals, old: str, new: str, caught: tuple[str, str]
) -> None:
    folder = Path(shutil.copytree(HOCR, tmp_path / "hocr", ignore=shutil.ignore_patterns("cases", "snapshots")))
    if "murder" in old:
        old, new = old.replace("murder", "Murder"), new.replace("murder", "Murder")
    within = "rule D1 " if caught[1] == "D1" else ""
    edited(folder, old, new, within)
    assert caught in broken(compare(text_of(folder), hocr_seals))


def test_as_it_stands_nothing_is_broken_and_nothing_lacks(toy_seals: Seals, hocr_seals: Seals) -> None:
    for folder, seals in ((TOY, toy_seals), (HOCR, hocr_seals)):
        compared = compare(text_of(folder), seals)
        assert (compared.diagnostics, compared.lacking, compared.corrected, compared.unsealed) == ((), {}, (), ())


# --- what may be done ----------------------------------------------------------------------------

MORE = """
rule F8 "Grown apart"
  cites [Fete Handbook, p. 6]
  for each entry and other entry
  where the two have the same plot
  count both
"""


def test_a_label_may_be_added_and_is_sealed_then(toy: Path, toy_seals: Seals) -> None:
    (toy / "more.rules").write_text(MORE, encoding="utf-8")
    compared = compare(text_of(toy), toy_seals)
    assert not compared.diagnostics and compared.lacking == {("provision", "F8"): "2020-01-01"}
    again = through_a_file(sealed(text_of(toy), toy_seals))
    assert set(again.lines) - set(toy_seals.lines) == {one for one in again.lines if one.label == "F8"}
    edited(toy, "the same plot", "the same circle", "rule F8")
    assert broken(compare(text_of(toy), again)) == [("HR320", "F8")]


def test_a_correction_of_the_past_is_an_amendment_and_both_texts_stay_sealed(toy: Path, toy_seals: Seals) -> None:
    amend(toy, LONGER, "1 July 2026", "1 January 2021", "1 July 2026")
    text = text_of(toy)
    compared = compare(text, toy_seals)
    assert not compared.diagnostics and compared.corrected == (("provision", "G1.1"),)
    again = through_a_file(sealed(text, toy_seals))
    lines = [(one.since, one.until, one.known) for one in again.lines if one.label == "G1.1"]
    assert sorted(lines) == [
        ("2020-01-01", "2024-03-31", "2026-06-01"),
        ("2021-01-01", "2024-03-31", "2026-07-01"),
        ("2024-04-01", "2026-07-01", "2026-06-01"),
    ]
    assert compare(text, again).diagnostics == () and not compare(text, again).corrected
    # the text before the correction and the correction itself, each for its own view
    edited(toy, "12 hours", "13 hours")
    edited(toy, "36 hours", "37 hours")
    found = compare(text_of(toy), again).diagnostics
    assert [(one.code, one.label) for one in found] == [("HR320", "G1.1")] * 2
    assert {one.primary.span.source.name.rpartition("/")[2] for one in found if one.primary} == {
        "Later.rules", "editions.rules"}  # fmt: skip


def test_an_amendment_dated_before_the_sealing_is_a_change(toy: Path, toy_seals: Seals) -> None:
    amend(toy, LONGER, "1 May 2026", "1 January 2021", "1 July 2026")
    assert ("HR320", "G1.1") in broken(compare(text_of(toy), toy_seals))


def test_what_a_correction_takes_out_is_sealed_as_omitted(toy: Path, toy_seals: Seals) -> None:
    amend(toy, "  omit F2", "1 July 2026", "1 January 2021", "1 July 2026")
    again = through_a_file(sealed(text_of(toy), toy_seals))
    assert [(one.since, one.known) for one in again.lines if one.digest == "omitted"] == [("2021-01-01", "2026-07-01")]
    (toy / "Later.rules").unlink()
    found = compare(text_of(toy), again).diagnostics
    assert [(one.code, one.label) for one in found] == [("HR320", "F2")]
    assert "omitted" in found[0].title


def test_new_law_makes_the_seals_longer(toy: Path, toy_seals: Seals) -> None:
    amend(toy, LONGER, "1 July 2026", "1 August 2026", "1 September 2026")
    text = text_of(toy)
    compared = compare(text, toy_seals)
    assert not compared.diagnostics and compared.unsealed == ("2026-08",) and not compared.corrected
    again = through_a_file(sealed(text, toy_seals))
    lines = {(one.since, one.until, one.known) for one in again.lines if one.label == "G1.1"}
    assert lines == {
        ("2020-01-01", "2024-03-31", "2026-06-01"),
        ("2024-04-01", "2026-07-31", "2026-06-01"),
        ("2026-08-01", "2026-09-01", "2026-09-01"),
    }
    assert {one.until for one in again.lines if one.label == "F2"} == {"2026-09-01"}
    assert len(again.lines) == len(toy_seals.lines) + 1


def test_a_target_that_comes_later_breaks_no_exception(toy: Path) -> None:
    """An exception to what is not in force yet is, on a day, one to the rest; its own text is what is sealed."""
    (toy / "more.rules").write_text(
        MORE.replace("  for each", "  in force from 1 January 2025\n  for each"), encoding="utf-8")
    edited(toy, 'exception F1.2 to F1 ', 'exception F1.2 to F1, F8 ')
    seals = through_a_file(sealed(text_of(toy), None))
    assert len([one for one in seals.lines if one.label == "F1.2"]) == 1


# --- the file ------------------------------------------------------------------------------------


def test_the_file_is_short_and_sorted(hocr_seals: Seals) -> None:
    lines = write_seals(hocr_seals, "Crime recording rules").splitlines()
    labels = len({one.key for one in hocr_seals.lines})
    assert len(lines) == len(hocr_seals.lines) + 3 < labels * 1.3
    provisions = list(dict.fromkeys(line.split(",")[0] for line in lines if ",provision," in line))
    assert provisions.index("F2") < provisions.index("F9") < provisions.index("F10")


DAMAGED = ["", "# as known on tomorrow\n", "a,b\n", '"', ",,,,,\n", "\0", "# as known on 2026-06-01\n"]


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_is_told(damage: str) -> None:
    read = read_seals(SourceText("seals.csv", damage))
    assert read.value is None and {one.code for one in read.diagnostics} == {"HR322"}
    assert all(one.primary is not None for one in read.diagnostics)


# --- the doors -----------------------------------------------------------------------------------


def test_check_and_seal_say_it_with_the_label(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(toy.parent / "cache"))
    terminal = Terminal(monkeypatch, toy.parent)
    assert terminal.run("hocrdsl seal toy")[0] == 0
    assert terminal.run("hocrdsl check toy")[0] == 0
    before = (toy / "seals.csv").read_bytes()
    edited(toy, "24 hours after", "25 hours after")
    for line in ("check toy --format concise", "seal toy", "seal toy --check"):
        code, out, _ = terminal.run(f"hocrdsl {line}")
        assert code == 1 and "HR320" in out
        assert "`G1.1` is sealed in the editions 2024-04 to 2025-06 and reads otherwise" in out
    assert (toy / "seals.csv").read_bytes() == before
    edited(toy, "25 hours after", "24 hours after")
    (toy / "more.rules").write_text(MORE, encoding="utf-8")
    code, _, err = terminal.run("hocrdsl check toy")
    assert "not sealed yet: F8" in err
    assert terminal.run("hocrdsl seal toy --check")[:2] == (1, "toy/seals.csv: not sealed yet: F8\n")
    assert terminal.run("hocrdsl seal toy")[0] == 0 and terminal.run("hocrdsl seal toy --check")[0] == 0
    (toy / "seals.csv").write_bytes(b"\xff")
    assert terminal.run("hocrdsl seal toy")[0] == terminal.run("hocrdsl check toy")[0] == 2


def test_a_head_that_goes_back_is_refused(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal(monkeypatch, toy.parent)
    assert terminal.run("hocrdsl seal toy")[0] == 0
    edited(toy, "known on 1 June 2026", "known on 1 May 2026")
    code, _, err = terminal.run("hocrdsl seal toy")
    assert code == 2 and "sealed as known on 2026-06-01" in err
