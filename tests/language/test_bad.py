"""The error handbook: each file of `bad/` gives exactly the drawing beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hocrdsl.diagnostics import CATALOGUE, Diagnostic, render
from hocrdsl.model.wordings import is_earlier
from hocrdsl.source import SourceText, tidy
from hocrdsl.syntax import RulebookText, parse_all
from hocrdsl.syntax.nodes import Amendment, Header, Item, Table

BAD = Path(__file__).parent / "bad"
PAGES = Path(__file__).parents[2] / "docs" / "diagnostics"
FILES = sorted(BAD.glob("*.rules"))


def found_in(path: Path) -> tuple[Diagnostic, ...]:
    """What is wrong with a file: with its writing, or else with its meaning."""
    text = tidy(path.read_text(encoding="utf-8"))
    parsed = parse_all([SourceText(path.name, text)])
    if parsed.failed or parsed.value is None:
        return parsed.diagnostics
    diagnostics = parsed.diagnostics + _meaning(parsed.value) + _sealed(path, parsed.value)
    return diagnostics + _together(parsed.value) if path.stem.startswith("HR4") else diagnostics


def _together(text: RulebookText) -> tuple[Diagnostic, ...]:
    """What is wrong with its provisions together."""
    from tempfile import TemporaryDirectory

    from hocrdsl.analysis import findings
    from hocrdsl.model import check
    from hocrdsl.plan import lower

    model = check(text).value
    assert model is not None, "the example is wrong in another way too"
    plan = lower(model, edition="2026-04", day="2026-04-01", until=None, known="2026-06-01", readings={}, digest="")
    with TemporaryDirectory() as folder:
        return findings(plan, cache_folder=Path(folder))


def _meaning(text: RulebookText) -> tuple[Diagnostic, ...]:
    """What is wrong with the text or, where that depends on days, with any edition; each finding once."""
    from hocrdsl.model import check, edition_days, fold

    if not any(_dated(item) for item in text.items):
        return check(text).diagnostics
    found: dict[tuple[object, ...], Diagnostic] = {}
    for day in edition_days(text, None, False) or ("2026-04-01",):
        folded = fold(text, day)
        checked = check(folded.value) if folded.value is not None else None
        for one in (*folded.diagnostics, *(checked.diagnostics if checked else ())):
            found.setdefault((one.code, one.title, one.primary), one)
    return tuple(sorted(found.values(), key=lambda one: one.sort_key))


def _sealed(path: Path, text: RulebookText) -> tuple[Diagnostic, ...]:
    """What is wrong with the seals in the `.csv` beside a file, with the text that they seal, with consolidating it."""
    from hocrdsl.editions import compare, consolidate, read_seals

    file = path.with_suffix(".csv")
    if path.stem.startswith("HR330"):
        return consolidate({path.name: path.read_text(encoding="utf-8")}, path.name).diagnostics
    if not file.is_file():
        return ()
    if path.stem.startswith("HR340"):
        return _covered(file, text)
    seals = read_seals(SourceText(file.name, tidy(file.read_text(encoding="utf-8"))))
    return seals.diagnostics if seals.value is None else compare(text, seals.value).diagnostics


def _covered(file: Path, text: RulebookText) -> tuple[Diagnostic, ...]:
    """What is wrong with the table of paragraphs in the `.csv` beside a file."""
    from hocrdsl.harness.paragraphs import held_by, misfits, read_paragraphs
    from hocrdsl.model import check

    model = check(text).value
    assert model is not None
    rows = read_paragraphs(SourceText(file.name, tidy(file.read_text(encoding="utf-8"))))
    return (*rows.diagnostics, *misfits(rows.value or (), held_by(model)))


def _dated(item: Item) -> bool:
    if isinstance(item, Amendment) or is_earlier(item):
        return True
    if isinstance(item, Table) and any(row.since or row.until for row in item.rows):
        return True
    return not isinstance(item, Header) and getattr(item, "in_force", None) is not None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_drawing(path: Path, accept: bool) -> None:
    diagnostics = found_in(path)
    code = path.stem.partition("_")[0]
    assert code in {d.code for d in diagnostics}, f"{path.name} does not give {code}:\n{render(diagnostics)}"
    drawn = render(diagnostics)
    expected = path.with_suffix(".txt")
    if accept:
        expected.write_text(drawn, encoding="utf-8")
    assert expected.is_file(), f"no {expected.name}; `pytest --accept` writes it"
    assert drawn == expected.read_text(encoding="utf-8")


def test_every_code_of_reading_has_a_page_and_a_failing_example() -> None:
    codes = {code for code in CATALOGUE if code.startswith("HR1")}
    assert codes == {path.stem.partition("_")[0] for path in FILES if path.stem.startswith("HR1")}
    assert codes == {path.stem for path in PAGES.glob("HR1*.md")}


def test_page_titles_are_those_of_the_catalogue() -> None:
    for page in PAGES.glob("HR1*.md"):
        title = page.read_text(encoding="utf-8").splitlines()[0]
        assert title == f"# {page.stem} {CATALOGUE[page.stem]}"
