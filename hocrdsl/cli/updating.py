"""Snapshots written anew, or held against what is decided now; what is golden is the source's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from hocrdsl.cli.files import write_whole
from hocrdsl.cli.talk import Talk
from hocrdsl.cli.trouble import NOTHING, PROBLEMS, Trouble
from hocrdsl.harness import snapshots
from hocrdsl.harness.case import Case
from hocrdsl.harness.run import Selection, is_chosen
from hocrdsl.harness.session import Session, case_files, read_files


def updated(at: Session, selection: Selection, talk: Talk) -> int:
    """Snapshots of the cases chosen, in every published edition that they do not speak for."""
    cases = _cases(at)
    # an edition that was named is refused, not passed over, where a case is golden in it
    named = [selection.edition, *(one.rpartition("@")[2] for one in selection.select if "@" in one)]
    try:
        for edition in named:
            if edition is not None:
                snapshots.refuse_golden([case for case in cases if is_chosen(case, selection)], edition)
    except snapshots.GoldenRefused as refused:
        raise Trouble(str(refused)) from None
    chosen = {case.name for case in cases if is_chosen(case, replace(selection, edition=None))}
    if not chosen:
        talk.say("no case is chosen")
        return NOTHING
    changed, held = 0, at.names.days
    kept = snapshots.days_kept(at.book.header, held)
    for file, within, lines in _files(at, cases):
        blocks = [(case.name, lines.get(case.name, []) if case.name not in chosen else snapshots.block(
            case, kept, snapshots.answers(case, kept, at.rules_for, at.vocabulary), held)[1:]) for case in within]
        text = snapshots.written(blocks)
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, text)
            changed += 1
            talk.answer(f"snapshots/{file.relative_to(_folder(at)).as_posix()}")
    said = f"{len(chosen)} case{'s' * (len(chosen) != 1)}, {changed} file{'s' * (changed != 1)} of snapshots written"
    talk.say(f"{said}; golden cases are as they were")
    return 0


def snapshot_differences(at: Session, selection: Selection) -> list[str]:
    """Where the cases chosen are not decided as their snapshots say, in words."""
    held = at.names.days
    kept = snapshots.days_kept(at.book.header, held)
    chosen = replace(selection, edition=None, stop_first=False)
    return [
        said for _, within, lines in _files(at, _cases(at)) for case in within if is_chosen(case, chosen)
        for said in snapshots.differences(case, lines.get(case.name, []), kept,
                                          snapshots.answers(case, kept, at.rules_for, at.vocabulary), held)
    ]


def _folder(at: Session) -> Path:
    return (at.book.path if at.book.path.is_dir() else at.book.path.parent) / "snapshots"


def _files(at: Session, cases: list[Case]) -> Iterator[tuple[Path, list[Case], dict[str, list[str]]]]:
    """Each file of snapshots with its cases, and what it says of them now."""
    shown = at.shown if at.book.path.is_dir() else at.shown.rpartition("/")[0] or "."
    by_file: dict[str, list[Case]] = {}
    for case in cases:
        by_file.setdefault(snapshots.file_of(case, shown), []).append(case)
    for name, within in sorted(by_file.items()):
        file = _folder(at) / name
        yield file, within, snapshots.blocks(file.read_text(encoding="utf-8")) if file.is_file() else {}


def _cases(at: Session) -> list[Case]:
    cases, wrong = read_files(at, case_files(at.book.path, at.shown))
    if any(one.severity == "error" for one in wrong):
        raise Trouble(f"some cases cannot be read; `hocrdsl test {at.shown}` says why", PROBLEMS)
    return cases
