"""What a change under review does: every edition as a git revision has it, against the same as it is now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from hocrdsl.analysis.accepted import judged
from hocrdsl.analysis.diff import Difference
from hocrdsl.analysis.meaning import Meaning
from hocrdsl.analysis.review import together
from hocrdsl.analysis.text_changes import text_changes
from hocrdsl.cli.accepting import accepted_in
from hocrdsl.cli.books import Named
from hocrdsl.cli.golden import cases_of, session_of
from hocrdsl.cli.revision import book_at
from hocrdsl.cli.trouble import Trouble
from hocrdsl.harness.accepted import THIS_CHANGE
from hocrdsl.harness.case import Case
from hocrdsl.harness.flips import Side, decided_on_both
from hocrdsl.harness.since import Since
from hocrdsl.model import edition_name
from hocrdsl.rules import Rules


def reviewed(found: Named, revision: str, known: str | None, readings: Mapping[str, str], with_cases: bool,
             accept: Path | None) -> Difference:
    """Every edition whose text differs, together; raises Trouble, InvalidRulebook."""
    at = session_of(found, known, readings)
    since = Since(at, book_at(found, revision).book)
    cases = cases_of(found, known) if with_cases else []
    parts: dict[str, Difference] = {}
    differing = 0
    for day in since.days:
        if since.same_text(day):
            continue
        # to decide a case is quicker than to find out whether it could be decided otherwise
        chosen = [case for case in cases if since.reach(day, case.reading) is not None]
        differing += bool(chosen)
        parts[edition_name(day)] = _of_edition(since, day, revision, chosen)
    whole = together(revision, "the work tree", parts, [edition_name(day) for day in since.days])
    if not with_cases:
        return whole
    whole = replace(whole, decided=len(cases), several=differing)
    if accept is None:
        return whole
    verdict = judged(whole.flips, accepted_in(accept, at.vocabulary, THIS_CHANGE, ""), [case.name for case in cases])
    return replace(whole, accepted=verdict.reasons, wrong=verdict.wrong)


def _of_edition(since: Since, day: str, revision: str, cases: list[Case]) -> Difference:
    name = edition_name(day)
    before, now = since.plan_before(day, {}), since.rules_now(day, {}).plan()
    if isinstance(before, str):
        raise Trouble(f"{name} at {revision} cannot be compared: {before}")
    text = text_changes(before.model, now.model)
    if not cases:
        return Difference(name, name, text)

    def side(rules: Callable[[str, Mapping[str, str]], Rules]) -> Side:
        return Side(name, day, partial(rules, day), lambda readings: Meaning(rules(day, readings).plan()))

    old, new = side(since.rules_before), side(since.rules_now)
    decided = decided_on_both(cases, old, new, since.at.names.days, now.vocabulary)
    return Difference(name, name, text, decided.flips, left_out=decided.left_out, made=decided.made)
