"""Reading copies: pages that are what HTML says a page is, that hold everything once, and that show what is so."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from hocrdsl.rules import load
from hocrdsl.source import SourceText
from hocrdsl.syntax import parse_all
from tests.html_pages import read, text_of, wrong_with
from tests.transcripts import Terminal

ROOT = Path(__file__).parents[2]
TOY = ROOT / "tests" / "toy"
HOCR = ROOT / "rulebooks" / "hocr"


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Terminal:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.copytree(TOY, tmp_path / "toy", ignore=shutil.ignore_patterns("cases"))
    return Terminal(monkeypatch, tmp_path)


def page(terminal: Terminal, line: str) -> str:
    code, out, err = terminal.run(f"hocrdsl show {line} --format html")
    assert code == 0, err
    assert wrong_with(out) == []
    return out


DAYS = load(HOCR).days


@pytest.mark.parametrize("day", dict.fromkeys((DAYS[0], "2018-04-01", DAYS[-1])))
def test_every_page_of_the_bundled_rulebook(terminal: Terminal, day: str) -> None:
    shown = page(terminal, f"{HOCR} --as-of {day}")
    rules = load(HOCR, as_of=day)
    model = rules.plan().model
    ids = set(re.findall(r' id="([^"]+)"', shown))
    assert {f"provision-{label}" for label in model.provisions} <= ids
    assert {f"provision-{one.label}" for one in (*model.disagreements, *model.untranslatable)} <= ids
    defined = {(one.span.source.name, one.span.start) for one in model.definitions.values()}
    assert len([one for one in ids if one.startswith("definition-")]) == len(defined)
    for title in model.tables:
        assert f">{title}</h3>" in shown or f">{title}</h4>" in shown
    assert rules.book.digest[:7] in shown and "Open Government Licence" in shown
    for one in model.provisions.values():
        assert f">{one.standing.capitalize()}</span>" in shown


def test_the_notice_of_the_rulebook_is_that_of_the_project() -> None:
    whole = (ROOT / "NOTICE").read_text(encoding="utf-8")
    for part in (HOCR / "NOTICE").read_text(encoding="utf-8").strip().split("\n\n"):
        assert part in whole


def test_an_exception_stands_under_its_rule(terminal: Terminal) -> None:
    shown = page(terminal, "toy")
    rule = shown[shown.index('id="provision-A1"'):shown.index('id="provision-B1"')]
    assert 'id="provision-A1.1"' in rule and 'id="provision-A1.2"' in rule
    assert '<section id="provision-A1.1" class="under">' in rule
    # it excepts two rules and stands under the first
    assert 'Excepted too by <a href="#provision-A1.2">A1.2</a>' in rule


def test_names_lead_to_what_they_mean(terminal: Terminal) -> None:
    shown = page(terminal, "toy")
    assert 'the grower is a <a href="#definition-junior-of-each-grower">junior</a>' in shown
    assert '<a href="#table-vegetables">vegetables</a>' in shown
    assert 'as <a href="#result-kept-back">kept back</a>' in shown
    # a word that means something else where it stands leads nowhere: `size` is a heading of a table here
    assert not re.search(r"weight is at least 20</a>", shown)


def test_a_page_of_one_thing_holds_what_it_needs(terminal: Terminal) -> None:
    shown = page(terminal, "toy F1")
    ids = re.findall(r' id="([^"]+)"', shown)
    assert "provision-F1.1" in ids and "definition-edible-of-each-category" in ids
    # through a definition
    assert "definition-circle-of-each-exhibit" in ids and "table-order-of-merit" in ids
    assert "provision-A1" not in ids and "entity-entry" not in ids
    for line in ("toy edible", 'toy "entry\'s kind"', "toy categories", "toy steward", "toy X1", "toy U1", "toy entry"):
        page(terminal, line)


def test_readings_stand_beside(terminal: Terminal) -> None:
    plain, chosen = page(terminal, "toy D2"), page(terminal, "toy D2 --reading D2=strict")
    assert "Read as &quot;strict&quot;<" in plain and "Read as &quot;strict&quot;: chosen<" in chosen
    assert "D2 is read as" in text_of(chosen) and "D2 is read as" not in text_of(plain)
    # both wordings, and what they name
    for shown in (plain, chosen):
        assert "count one prize for each plot" in text_of(shown) and "count one prize for each grower" in text_of(shown)


def test_a_long_table_is_folded(terminal: Terminal) -> None:
    shown = page(terminal, f"{HOCR} offences")
    assert re.search(r"<details><summary>\d{4} rows</summary>", shown)
    assert "<details>" not in page(terminal, "toy categories")


def test_the_standing_of_an_old_edition_is_said(terminal: Terminal) -> None:
    assert ">Recalled</span>" in page(terminal, "toy G1.1 --edition 2020-01")
    assert ">Recalled</span>" not in page(terminal, "toy G1.1")


def test_headings_follow_the_files(terminal: Terminal) -> None:
    shown = text_of(page(terminal, f"{HOCR} --edition 2018-04"))
    contents = read(page(terminal, f"{HOCR} --edition 2014-04"))
    assert "General Whether to record" in shown and "Classes Burglary" in shown
    # an earlier wording is read where the label stands today
    text = text_of(page(terminal, f"{HOCR} A2 --edition 2014-04"))
    assert "General When to record" in text and "Earlier" not in text.split("Wording from")[0]
    assert contents.headings[0] == 1


def test_a_life_is_a_page(terminal: Terminal) -> None:
    shown = text_of(page(terminal, "toy G1.1 --history"))
    assert "From 1 January 2020 until 31 March 2024 (edition 2020-01)" in shown
    assert "ended: replaced by the wording of rules.rules:129" in shown
    assert "-- in | V2 V/03" in text_of(page(terminal, "toy categories --history"))
    page(terminal, f"{HOCR} F4 --history")


def test_the_same_bytes_again_in_a_file_or_not(terminal: Terminal) -> None:
    code, out, err = terminal.run("hocrdsl show toy --format html")
    assert terminal.run("hocrdsl show toy --format html -o page.html")[:2] == (0, "")
    assert (terminal.folder / "page.html").read_bytes().decode() == out
    assert terminal.run("hocrdsl show toy --format html")[1] == out
    assert terminal.run("hocrdsl show toy --format html -o toy")[0] == 2
    assert terminal.run("hocrdsl show toy --format html -o nowhere/page.html")[0] == 2
    assert terminal.run("hocrdsl show toy --format html --tree")[0] == 2


def test_a_page_that_cannot_be_written_leaves_the_old_one(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    (terminal.folder / "page.html").write_text("old", encoding="utf-8")

    def refuses(*_: object) -> None:
        raise OSError(28, "No space left on device", "page.html")

    monkeypatch.setattr("os.replace", refuses)
    code, out, err = terminal.run("hocrdsl show toy --format html -o page.html")
    assert (code, out) == (2, "") and "No space left" in err
    assert (terminal.folder / "page.html").read_text(encoding="utf-8") == "old"
    assert [path.name for path in terminal.folder.glob(".page*")] == []


def test_text_in_a_file_is_rules(terminal: Terminal) -> None:
    assert terminal.run("hocrdsl show toy --edition 2020-01 -o then.rules")[0] == 0
    text = (terminal.folder / "then.rules").read_text(encoding="utf-8")
    assert parse_all([SourceText("then.rules", text)]).diagnostics == ()
