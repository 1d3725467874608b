"""Which cases a run of `test` takes: what git says has changed, and what failed before."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from hocrdsl.analysis.cache import folder
from hocrdsl.cli.books import Named
from hocrdsl.cli.talk import Talk
from hocrdsl.cli.trouble import NOTHING, Trouble
from hocrdsl.harness.run import Results
from hocrdsl.harness.session import Session, case_files, read_files
from hocrdsl.model import edition_name
from hocrdsl.rules import Rules


def since(found: Named, revision: str, at: Session, talk: Talk) -> frozenset[str]:
    """The runs that what has changed since a revision can reach, told with what each change reaches."""
    from hocrdsl.analysis.review import run_of_editions
    from hocrdsl.cli.revision import book_at, changed_files
    from hocrdsl.harness.since import Since, chosen

    changed = changed_files(found, revision)
    folder = found.shown if found.book.path.is_dir() else found.shown.rpartition("/")[0] or "."
    files = frozenset(f"{folder}/{name}" for name in changed if name.startswith("cases/"))
    of_rules = any(name.endswith((".rules", ".csv")) for name in changed)
    before = book_at(found, revision).book if of_rules else found.book
    cases, wrong = read_files(at, case_files(found.book.path, found.shown))
    picked = chosen(Since(at, before), cases, files)
    if not picked.why and not wrong:
        raise Trouble(f"nothing of meaning has changed in {found} since {revision}", NOTHING)
    talk.say(f"{picked.cases} of {picked.of_cases} cases can be reached by what has changed since {revision}:")
    held = [edition_name(day) for day in at.names.days]
    for words, (editions, many) in picked.why.items():
        where = f", in {run_of_editions(editions, held)}" if many else ""
        talk.say(f"  {words}{where}: {f'{many} case' + 's' * (many != 1) if many else 'no case'}")
    return picked.ids


def _kept(found: Named) -> Path:
    return folder() / f"failed-{sha256(str(found.book.path.resolve()).encode()).hexdigest()[:16]}.json"


def last_failed(found: Named) -> frozenset[str]:
    """The runs that failed last time."""
    try:
        return frozenset(map(str, json.loads(_kept(found).read_text(encoding="utf-8"))))
    except (OSError, ValueError, TypeError):
        return frozenset()


def keep_failed(found: Named, results: Results) -> None:
    """Remember what failed, and what failed before and was not run; where nothing can be written, nothing."""
    file = _kept(found)
    failed = (last_failed(found) - {one.id for one in results.outcomes}) | {one.id for one in results.failures}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(sorted(failed)), encoding="utf-8")
    except OSError:
        pass


def explain_all(at: Session, results: Results, talk: Talk) -> None:
    """Every run of a test, in sentences."""
    cases = {one.name: one for one in read_files(at, case_files(at.book.path, at.shown))[0]}
    for ran in results.outcomes:
        case = cases[ran.case]
        party = next((one for one in case.positions if one.party == ran.party), None)
        readings = {**case.reading, **(party.reading if party else {})}
        why = Rules(at.book, edition=ran.edition, known=at.known, readings={**at.readings, **readings}).explain(
            case.incident.canonical, case.given or None)
        talk.answer("\n".join([f"{ran.status} {ran.id}", *(f"  {one}" for one in why.sentences), ""]))
