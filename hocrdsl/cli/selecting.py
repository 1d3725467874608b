"""Which cases a run of `test` takes: what git says has changed, and what failed before."""

from __future__ import annotations

import json
import subprocess
from hashlib import sha256
from pathlib import Path

from hocrdsl.analysis.cache import folder
from hocrdsl.cli.books import Named
from hocrdsl.cli.talk import Talk
from hocrdsl.cli.trouble import NOTHING, Trouble
from hocrdsl.harness.run import Results
from hocrdsl.harness.session import Session, case_files, read_files
from hocrdsl.rules import Rules


def since(found: Named, revision: str, talk: Talk) -> tuple[str, ...]:
    """The case files changed since a revision; none, meaning all, where a rule or a table changed too."""
    root = found.book.path if found.book.path.is_dir() else found.book.path.parent
    if revision.startswith("-"):
        raise Trouble(f"`{revision}` is no revision")
    changed = _git(root, "diff", "--name-only", "--relative", revision, "--", ".")
    changed += _git(root, "ls-files", "--others", "--exclude-standard", "--", ".")
    rules = [name for name in changed if name.endswith((".rules", ".csv"))]
    if rules:
        talk.say(f"all cases: {rules[0]} has changed since {revision}")
        return ()
    cases = tuple(f"{found.shown}/{name}" for name in changed if name.startswith("cases/"))
    if not cases:
        raise Trouble(f"nothing of {found} has changed since {revision}", NOTHING)
    talk.say(f"{len(cases)} case files have changed since {revision}; no rule has")
    return cases


def _git(root: Path, *words: str) -> list[str]:
    try:
        ran = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=False)
    except OSError:
        raise Trouble("--since needs git") from None
    if ran.returncode:
        raise Trouble(f"git: {ran.stderr.strip() or 'failed'}")
    return ran.stdout.splitlines()


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
