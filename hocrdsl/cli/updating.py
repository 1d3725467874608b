"""Snapshots written anew; what is golden is the source's."""

from __future__ import annotations

from dataclasses import replace

from hocrdsl.cli.talk import Talk
from hocrdsl.cli.trouble import NOTHING, PROBLEMS, Trouble
from hocrdsl.harness.run import Selection, is_chosen
from hocrdsl.harness.session import Session, case_files, read_files
from hocrdsl.harness.snapshots import GoldenRefused, refuse_golden, update
from hocrdsl.rules import Rules


def updated(at: Session, rules: Rules, selection: Selection, talk: Talk) -> int:
    """Snapshots of the cases chosen, in every edition that they do not speak for."""
    cases, wrong = read_files(at, case_files(at.book.path, at.shown))
    if any(one.severity == "error" for one in wrong):
        raise Trouble(f"some cases cannot be read; `hocrdsl test {at.shown}` says why", PROBLEMS)
    # an edition that was named is refused, not passed over, where a case is golden in it
    named = [selection.edition, *(one.rpartition("@")[2] for one in selection.select if "@" in one)]
    try:
        for edition in named:
            if edition is not None:
                refuse_golden([case for case in cases if is_chosen(case, selection)], edition)
    except GoldenRefused as refused:
        raise Trouble(str(refused)) from None
    chosen = [case for case in cases if is_chosen(case, replace(selection, edition=None))]
    if not chosen:
        talk.say("no case is chosen")
        return NOTHING
    root = at.book.path if at.book.path.is_dir() else at.book.path.parent
    changed = update(root / "snapshots", chosen, rules.days, at.rules_for, at.vocabulary)
    for file in changed:
        talk.answer(f"snapshots/{file}")
    talk.say(f"{len(changed)} of {len(chosen)} snapshots written; golden cases are as they were")
    return 0
