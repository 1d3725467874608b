"""Consolidated, the folders are the same law: in every edition, as known on every day, in every answer."""

from __future__ import annotations

import os
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from hocrdsl.cli.files import texts_of
from hocrdsl.cli.together import write_all
from hocrdsl.data import replace
from hocrdsl.editions import compare, consolidate, sealed, waiting
from hocrdsl.editions.folder import Folder
from hocrdsl.editions.same import undated
from hocrdsl.harness.session import case_files, read_files, session
from hocrdsl.model import edition_days, fold
from hocrdsl.pipeline import Book, read_book
from hocrdsl.rules import Rules
from hocrdsl.source import SourceText, tidy
from hocrdsl.syntax import RulebookText, parse_all, write
from hocrdsl.syntax import nodes as syntax
from tests.transcripts import Terminal

from .amendments import OPERATIONS, amendment

ROOT = Path(__file__).parents[2]
HOCR, TOY = ROOT / "rulebooks" / "hocr", ROOT / "tests" / "toy"
ASIDE = shutil.ignore_patterns("cases", "snapshots", "flips", "seals.csv")


def toy(*amendments: str) -> dict[str, str]:
    """The files of the toy, with amendments in a file each."""
    files = {f"toy/{file.name}": file.read_text(encoding="utf-8") for file in sorted(TOY.glob("*.rules"))}
    return files | {f"toy/amendments/{number}.rules": text for number, text in enumerate(amendments)}


def text_of(files: dict[str, str]) -> RulebookText:
    folder = Folder(files, "toy")
    assert not list(folder.wrong())
    return folder.text()


def labels(text: RulebookText, day: str, known: str | None) -> dict[str, str] | None:
    """The text of an edition, label by label, without dates and without what carries no meaning."""
    folded = fold(text, day, known).value
    if folded is None:
        return None
    found = sorted(write(undated(item)) for item in folded.items)
    return {f"{one.splitlines()[0]} {number}": " ".join(one.split()) for number, one in enumerate(found)}


def around(*days: str) -> list[str]:
    """Each day and the day before."""
    return sorted({day for one in days for day in (one, (date.fromisoformat(one) - timedelta(1)).isoformat())})


def same_law(before: RulebookText, after: RulebookText, known: list[str]) -> None:
    for learnt in (None, *known):
        days = edition_days(before, learnt)
        assert edition_days(after, learnt) == days, learnt
        for day in days:
            assert labels(after, day, learnt) == labels(before, day, learnt), (day, learnt)


# --- one of each kind ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_kind_of_operation_is_folded_in(name: str) -> None:
    files = toy(amendment("Change", "1 February 2026", "1 April 2026", name))
    made = consolidate(files, "toy")
    assert "Change" in made.folded and not made.diagnostics
    assert "toy/amendments/0.rules" not in made.files
    same_law(text_of(files), text_of(made.files), around("2026-02-01", "2026-04-01", "2025-05-01", "2025-06-01"))
    assert name == "kept back" or made.files["toy/rulebook.rules"] == files["toy/rulebook.rules"]
    again = consolidate(made.files, "toy")
    assert again.files == made.files and not again.folded and not again.diagnostics


@pytest.mark.parametrize("since", ["2022-01-01", "2020-01-01"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_a_correction_of_the_past_keeps_both_answers(name: str, since: str) -> None:
    """From some day on, or from the first day on: then the old text was never in force, and was held to be."""
    files = toy(amendment("Correction", "1 March 2026", f"1 January {since[:4]}", name))
    made = consolidate(files, "toy")
    assert "Correction" in made.folded
    # what was made before the correction, of the same label, and in force after it, was made of another text
    stays = ['amendment "More points for onions" is not folded in'] if name == "A1 limb" else []
    assert [one.title for one in made.diagnostics] == stays
    same_law(text_of(files), text_of(made.files), around("2026-03-01", since, "2025-06-01")[since == "2020-01-01":])


def test_a_correction_is_of_the_wording_of_its_day() -> None:
    longer = """  substitute G1.1
  exception G1.1 to G1 "Cakes"
    cites [Minutes]
    for each prize
    where the prize's category's family is cake
    then the collection is 36 hours after the prize's picked
  end substitute
"""
    files = toy(amendment("Correction", "1 March 2026", "1 January 2022") + longer)
    made = consolidate(files, "toy")
    assert "Correction" in made.folded and not made.diagnostics
    days = "  in force from 1 January 2022 as made on 1 March 2026 until 31 March 2024\n"
    assert days in made.files["toy/editions.rules"]
    days = "  in force from 1 January 2020 until 31 December 2021 as made on 1 March 2026\n"
    assert days in made.files["toy/earlier/correction.rules"]
    assert "24 hours" in made.files["toy/rules.rules"], "the present wording is another text"
    same_law(text_of(files), text_of(made.files), around("2026-03-01", "2022-01-01", "2024-04-01"))


def test_a_disagreement_ends() -> None:
    files = toy(amendment("Settled", "1 February 2026", "1 April 2026") + "  omit X1\n")
    made = consolidate(files, "toy")
    assert not made.diagnostics and "disagreement X1" in made.files["toy/earlier/settled.rules"]
    same_law(text_of(files), text_of(made.files), around("2026-02-01", "2026-04-01"))


def test_what_was_omitted_comes_back() -> None:
    gone = amendment("Gone", "1 February 2024", "1 April 2024") + "  omit F2\n"
    back = amendment("Back", "1 February 2026", "1 April 2026") + """  insert after F1.2
  rule F2 "Again"
    cites [Minutes]
    for each entry and other entry
    where the two have the same plot
    count both
  end insert
"""
    files = toy(gone, back)
    made = consolidate(files, "toy")
    assert not made.diagnostics and {"Gone", "Back"} < set(made.folded)
    assert "  in force again from 1 April 2026 as made on 1 February 2026\n" in made.files["toy/rules.rules"]
    same_law(text_of(files), text_of(made.files), around("2024-02-01", "2024-04-01", "2026-02-01", "2026-04-01"))


def test_what_was_replaced_keeps_standing_and_citations() -> None:
    files = toy(amendment("Change", "1 February 2026", "1 April 2026", "A1.2 substituted", "F1.1 omitted", "edible"))
    made = consolidate(files, "toy", "2026-04-01")
    earlier = made.files["toy/earlier/change.rules"]
    assert 'earlier wording of A1.2 to A1, A1.1 "Strangers"\n  cites [Fete Handbook, p. 4]\n' in earlier
    assert "in force from 1 January 2020 until 31 March 2026 as made on 1 February 2026" in earlier
    assert "earlier wording of edible\n" in earlier and 'earlier wording of F1.1 to F1' in earlier
    assert earlier.startswith('-- Until the amendment "Change" [Minutes], made on 1 February 2026.\n')
    rules = made.files["toy/rules.rules"]
    assert "-- nobody knows them" in rules and "  standing inferred\n  in force from 1 April 2026 as made on" in rules
    assert "exception F1.1 " not in rules


def test_comments_and_other_lines_stay_byte_for_byte() -> None:
    files = toy(amendment("Change", "1 February 2026", "1 April 2026", "A1 limb"))
    files = {name: text for name, text in files.items() if name != "toy/editions.rules"}
    odd = files["toy/rules.rules"].replace("    (a) the condition is sound; and\n    (b) there is no complaint\n",
                                           "     (a) the condition is sound; and   -- as a judge sees it\n"
                                           "    -- a word is enough\n    (b) there is no  complaint\n", 1)
    files["toy/rules.rules"] = odd.replace("\n", "\r\n")
    made = consolidate(files, "toy").files["toy/rules.rules"]
    assert "\n" not in made.replace("\r\n", "")
    before, after = odd.splitlines(), made.splitlines()
    gone, come = [one for one in before if one not in after], [one for one in after if one not in before]
    assert gone == ["     (a) the condition is sound; and   -- as a judge sees it"]
    assert come == ['-- As changed by the amendment "Change" [Minutes].',
                    "  in force from 1 April 2026 as made on 1 February 2026",
                    "    (a) the condition is known; and  -- as a judge sees it"]


def test_rows_of_a_file_get_days_and_the_file_stays_otherwise() -> None:
    files = toy(amendment("Change", "1 February 2026", "1 April 2026", "category row", "category gone"))
    table = files["toy/vocabulary.rules"]
    start = table.index("  | category |")
    stop = table.index("\n\n", start)
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table[start:stop].splitlines()]
    files["toy/vocabulary.rules"] = table[:start] + '  rows in "categories.csv"' + table[stop:]
    files["toy/tables/categories.csv"] = "# a note\n" + "".join(",".join(row) + "\n" for row in rows)
    made = consolidate(files, "toy")
    assert not made.diagnostics and made.folded == ("More points for onions", "Change")
    same_law(text_of(files), text_of(made.files), around("2026-02-01", "2026-04-01", "2025-05-01", "2025-06-01"))
    assert made.files["toy/tables/categories.csv"].splitlines() == [
        "# a note",
        "category,section,family,rank,points,in force from,until",
        "V1 V/01,V1,vegetable,1,10,,",
        "V1 V/02,V1,vegetable,2,5,,",
        "V2 V/03,V2,vegetable,3,8,,2025-05-31 as made on 2025-05-01",
        "V2 V/03,V2,vegetable,3,12,2025-06-01 as made on 2025-05-01,",
        "C1 C/01,C1,cake,,6,,",
        "C1 C/02,C1,cake,,4,,2026-03-31 as made on 2026-02-01",
        "C1 C/02,C1,cake,,5,2026-04-01 as made on 2026-02-01,",
        "R1 R/01,R1,flower,,4,,2026-03-31 as made on 2026-02-01",
    ]


# --- what is not folded --------------------------------------------------------------------------


def test_what_is_proposed_later_or_for_a_time_stays() -> None:
    later = amendment("Later", "1 February 2026", "1 September 2026", "E1 omitted")
    unmade = amendment("Not yet", "1 August 2026", "1 April 2026", "edible")
    while_ = amendment("For a summer", "1 February 2026", "1 April 2026", "F1.1 omitted", until="31 May 2026")
    files = toy(later, unmade, while_)
    made = consolidate(files, "toy")
    assert made.folded == ("More points for onions",)
    assert [one.title for one in made.diagnostics] == ['amendment "For a summer" is not folded in']
    assert "No more roses" in made.files["toy/editions.rules"], "proposed"
    kept = [f"toy/amendments/{number}.rules" for number in (0, 1, 2)]
    assert [made.files[name] for name in kept] == [files[name] for name in kept]
    assert "Later" in consolidate(files, "toy", "2026-09-01").folded


def test_an_amendment_over_one_that_stays_stays_too() -> None:
    first = amendment("For a time", "1 February 2024", "1 April 2024", "A1.2 substituted", until="31 May 2027")
    second = amendment("Over it", "1 February 2026", "1 April 2026", "A1.2 substituted")
    second = second.replace("committee\n  end", "steward\n  end")
    files = toy(first, second)
    made = consolidate(files, "toy")
    assert "Over it" not in made.folded
    same_law(text_of(files), text_of(made.files), around("2024-02-01", "2024-04-01", "2026-02-01", "2026-04-01"))


# --- any amendments ------------------------------------------------------------------------------

DAYS = st.dates(date(2020, 6, 1), date(2026, 5, 31))


def said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@settings(max_examples=12, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(st.tuples(st.sets(st.sampled_from(sorted(OPERATIONS)), min_size=1, max_size=3), DAYS, DAYS,
                          st.none() | DAYS), min_size=1, max_size=3), st.booleans())
def test_any_amendments(drawn: list[tuple[set[str], date, date, date | None]], ahead: bool) -> None:
    """Made ahead, and each thing changed once, all are folded in; else some stay. The law is the same in any case."""
    texts, known, once = [], {"2025-05-01", "2025-06-01"}, set[str]()
    for number, (names, one, other, end) in enumerate(drawn):
        made, since = (min(one, other), max(one, other)) if ahead else (one, other)
        kept = sorted(names - once if ahead else names)
        once |= names
        if kept:
            until = said(end) if end is not None and end > since and not ahead else ""
            texts.append(amendment(f"Number {number}", said(made), said(since), *kept, until=until))
            known |= {day.isoformat() for day in (made, since, end or since)}
    files = toy(*texts)
    made_of = consolidate(files, "toy")
    if ahead and "A1 limb" not in once:
        assert not made_of.diagnostics, [one.primary for one in made_of.diagnostics]
        assert len(made_of.folded) == len(texts) + 1
    same_law(text_of(files), text_of(made_of.files), around(*known))


# --- seals and answers ---------------------------------------------------------------------------


def test_seals_hold_afterwards() -> None:
    files = toy(*(amendment(name, "1 February 2026", "1 April 2026", name) for name in sorted(OPERATIONS)))
    seals = sealed(text_of(files), None)
    made = consolidate(files, "toy")
    assert len(made.folded) == len(OPERATIONS) + 1
    compared = compare(text_of(made.files), seals)
    assert (compared.diagnostics, compared.lacking, compared.corrected) == ((), {}, ())


def test_seals_hold_where_the_wordings_before_take_their_targets_from_those_after() -> None:
    wider = """  substitute G1.1
  exception G1.1 to G1, G2 "Cakes"
    cites [Minutes]
    for each prize
    where the prize's category's family is cake
    then the collection is 36 hours after the prize's picked
  end substitute
"""
    files = toy(amendment("Wider", "1 February 2026", "1 April 2026") + wider)
    seals = sealed(text_of(files), None)
    made = consolidate(files, "toy")
    assert "earlier wording of G1.1 to G1 " in made.files["toy/earlier/wider.rules"]
    assert 'earlier wording of G1.1 "Cakes"' in made.files["toy/editions.rules"]
    compared = compare(text_of(made.files), seals)
    assert (compared.diagnostics, compared.lacking, compared.corrected) == ((), {}, ())


AMENDMENTS = Path(__file__).parent / "amendments-of-hocr.rules"


def of_today(book: Book) -> str:
    """More operations: a row of the long table and a presumption, in the words of today."""
    folded = fold(book.text, "2026-04-01").value
    assert folded is not None
    offences = next(one for one in folded.items if isinstance(one, syntax.Table) and one.title.text == "offences")
    cells = ["14" if cell.text == "99" else cell.text for cell in offences.rows[2].cells]
    party = next(one for one in folded.items if isinstance(one, syntax.Entity) and one.name.text == "party")
    presumed = "has at risk: yes or no; presume "
    # an amendment brings an entity with its facts in one; where they stood before they stay
    party = replace(party, groups=())
    other = write(undated(party)).replace(f"{presumed}no", f"{presumed}yes", 1)
    assert other != write(undated(party))
    nested = "".join(f"  {line}\n" for line in other.splitlines())
    return (f'  in table "offences" substitute row {cells[0]}\n    | {" | ".join(cells)} |\n'
            f"  substitute party\n{nested}  end substitute\n")


@pytest.mark.slow
def test_no_answer_of_the_bundled_rulebook_changes(tmp_path: Path) -> None:
    """Golden cases, decided before and after in the editions that are new and in some of those that were published; the
    days between differ from these in rows of the offence list alone."""
    folder = Path(shutil.copytree(HOCR, tmp_path / "hocr", ignore=ASIDE))
    first = read_book(folder).value
    assert first is not None
    text = AMENDMENTS.read_text(encoding="utf-8") + of_today(first)
    (folder / "amendments" / "made.rules").write_text(text, encoding="utf-8")

    def rules() -> Rules:
        checked = read_book(folder)
        assert checked.value is not None and not checked.failed, checked.diagnostics
        return Rules(checked.value)

    before = rules()
    book = before.book
    # what the command does (below), but for checking first that every edition is in order
    texts = texts_of(folder, "hocr", [source.name for source in book.sources])
    made = consolidate(texts, "hocr")
    assert made.folded and not made.diagnostics and "hocr/amendments/made.rules" not in made.files
    write_all(folder, "hocr", {file: made.files.get(file) for file in {*texts, *made.files}})
    assert not (folder / "amendments" / "made.rules").exists()
    after = rules()
    assert after.days == before.days
    at = session(HOCR, "rulebooks/hocr", book=book)
    cases, wrong = read_files(at, case_files(HOCR, "rulebooks/hocr"))
    assert not [one for one in wrong if one.severity == "error"] and len(cases) > 500
    new = [day for day in before.days if day >= "2026-05-01"]
    assert new == ["2026-05-01", "2026-07-01"]
    published = sorted({one.iso for one in book.header.published}, reverse=True)[::3]
    assert len(published) >= 4
    # every other case on one of the days on which the amendments begin, every fourth on one of the others
    some = [(day, cases[2 * place :: 4]) for place, day in enumerate(new)]
    some += [(day, cases[place :: 4 * len(published)]) for place, day in enumerate(published)]
    for day, there in some:
        one, other = (Rules(each.book, as_of=day) for each in (before, after))
        for case in there:
            decisions = [each.decide(case.incident.canonical, case.given or None) for each in (one, other)]
            for decision in decisions:
                del decision["replay"]["digest"]
            assert decisions[0] == decisions[1], (case.name, day)


# --- the door ------------------------------------------------------------------------------------


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    shutil.copytree(TOY, tmp_path / "toy", ignore=ASIDE)
    return Terminal(monkeypatch, tmp_path)


def held(folder: Path) -> dict[str, bytes]:
    every = sorted(folder.rglob("*"))
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in every if file.is_file()}


def test_diff_writes_nothing(terminal: Terminal) -> None:
    before = held(terminal.folder)
    code, out, _ = terminal.run("hocrdsl consolidate toy --diff")
    assert code == 0 and "+++ toy/earlier/more-points-for-onions.rules" in out and "--- /dev/null" in out
    assert held(terminal.folder) == before


@pytest.mark.parametrize("fails_at", [1, 2, 3, 4])
def test_all_files_or_none(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, fails_at: int) -> None:
    before, replaced = held(terminal.folder), os.replace
    calls = iter(range(1, 100))

    def replace(one: str, other: str) -> None:
        if next(calls) == fails_at:
            raise OSError(28, "No space left on device", str(other))
        replaced(one, other)

    monkeypatch.setattr(os, "replace", replace)
    code, _, err = terminal.run("hocrdsl consolidate toy")
    assert code == 2 and "No space left on device" in err
    assert held(terminal.folder) == before and not (terminal.folder / "toy" / "earlier").exists()


def test_what_stays_is_told(terminal: Terminal) -> None:
    text = amendment("Correction", "1 March 2026", "1 January 2022", "A1 limb")
    (terminal.folder / "toy" / "more.rules").write_text(text, encoding="utf-8")
    code, out, err = terminal.run("hocrdsl consolidate toy")
    assert code == 1 and 'warning[HR330]: amendment "More points for onions" is not folded in' in err
    assert "toy/rules.rules written" in out, "the other one is folded in all the same"
    assert terminal.run("hocrdsl check toy")[0] == 0
    code, out, _ = terminal.run("hocrdsl consolidate toy")
    assert (code, out) == (1, "")


def test_a_rulebook_in_error_is_left_alone(terminal: Terminal) -> None:
    text = amendment("Wrong", "1 March 2026", "1 April 2026", "E1 omitted").replace("omit E1", "omit E9")
    (terminal.folder / "toy" / "more.rules").write_text(text, encoding="utf-8")
    before = held(terminal.folder)
    code, _, err = terminal.run("hocrdsl consolidate toy")
    assert code == 1 and "HR301" in err and held(terminal.folder) == before


def test_a_rulebook_of_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = "\n".join(text for text in toy().values())
    (tmp_path / "fete.rules").write_text(whole, encoding="utf-8")
    code, out, _ = Terminal(monkeypatch, tmp_path).run("hocrdsl consolidate fete.rules")
    assert (code, out) == (0, "fete.rules written\n") and [one.name for one in tmp_path.iterdir()] == ["fete.rules"]
    text = (tmp_path / "fete.rules").read_text(encoding="utf-8")
    assert "earlier wording of A1 " in text and "More points for onions\" to rulebook" not in text


def test_what_is_made_or_in_force_later_waits_and_says_so() -> None:
    written = (HOCR / "rulebook.rules").read_text(encoding="utf-8").partition("\nresult ")[0] + '''

amendment "Made later" to rulebook "Crime recording rules"
  cites [A circular]
  made on 1 January 2099
  in force from 1 April 2018
  omit A1

amendment "In force later" to rulebook "Crime recording rules"
  cites [A circular]
  made on 1 January 2020
  in force from 1 April 2098
  omit A1
'''
    text = parse_all([SourceText("x.rules", tidy(written))]).value
    assert text is not None
    assert [title for title, _ in waiting(text)] == ["Made later", "In force later"]
    assert [why for _, why in waiting(text, "2098-12-31")] == ["made on 2099-01-01, after 2098-12-31"]
