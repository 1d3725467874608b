"""Results as text, as JSON and as JUnit XML. ASCII; the same bytes everywhere but for the seconds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from hocrdsl.diagnostics import as_json as diagnostics_as_json
from hocrdsl.diagnostics import render
from hocrdsl.diagnostics.render_text import safe
from hocrdsl.harness.case import ORIGINS
from hocrdsl.harness.run import Outcome, Results
from hocrdsl.harness.sides import Step

SCHEMA = "hocrdsl.test/1"
# what XML 1.0 cannot hold, escaped or not
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def failure(outcome: Outcome, head: bool = True) -> str:
    """A failed case: expected, decided, and the first step that differs."""
    span = outcome.difference.span if outcome.difference is not None else outcome.span
    lines = [f"FAILED {outcome.id}   {span.source.name}:{span.line}"] if head else []
    if outcome.difference is not None:
        lines += [f"   expected   {outcome.difference.expected}", f"   decided    {outcome.difference.decided}"]
        steps = outcome.difference.steps
        if steps:
            lines.append("   first difference")
        width = max((len(step.label) for step in steps), default=0)
        lines += [f"     {step.label:<{width}}   {_step(step, outcome)}".rstrip() for step in steps]
    text = "\n".join(safe(line) for line in lines) + ("\n" if lines else "")
    return text + render(outcome.diagnostics)


def _step(step: Step, outcome: Outcome) -> str:
    found = (outcome.reasons or {}).get(step.label)
    if found is None:
        return step.text
    cite = found["cites"][0] if found["cites"] else ""
    return f'{step.text}   "{found["title"]}"   {cite.partition(", ")[2] or cite}'


def as_text(results: Results, verbose: bool = False) -> str:
    """Failures, counts by origin, facts taken as given, and last the summary line."""
    parts = [render(results.diagnostics)] if results.diagnostics else []
    parts += [failure(one) for one in results.outcomes if one.status == "failed"]
    lines: list[str] = []
    if verbose:
        for one in results.outcomes:
            lines.append(f"{one.status:<11} {one.id}" + (" (hypothetical)" if one.hypothetical else ""))
            if one.unused:
                facts = ", ".join(f"`{fact.replace('_', ' ')}`" for fact in one.unused)
                lines.append(f"unused      {one.case}: taken as given, and nothing that decides reads {facts}")
    lines += _counts(results)
    parts.append("".join(safe(line) + "\n" for line in lines))
    return "\n".join(part for part in parts if part)


def _counts(results: Results) -> list[str]:
    cases = [runs[0] for runs in results.by_case.values()]
    lines = []
    if cases:
        origins = Counter(one.origin for one in cases)
        lines.append(", ".join(f"{origins[one]} {one.replace('-', ' ')}" for one in ORIGINS))
        given = sum(one.given for one in cases)
        if given:
            number = sum(1 for one in cases if one.given)
            lines.append(f"{_many(given, 'fact')} taken as given in {_many(number, 'case')}")
        hypothetical = sum(1 for one in results.outcomes if one.hypothetical)
        if hypothetical:
            runs = _many(len(results.outcomes), "run")
            lines.append(f"{hypothetical} of {runs} hypothetical: the incident is older than the edition, or younger")
    if results.lacking:
        lines.append(f"{_many(results.lacking, 'dispute')} without facts enough for a case: see `hocrdsl disputes`")
    return [*lines, summary_line(results)]


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def tally(results: Results) -> dict[str, int]:
    """Cases by what became of them: a case passes when all its runs do."""
    found = {"cases": 0, "passed": 0, "failed": 0, "known wrong": 0}
    for runs in results.by_case.values():
        statuses = {one.status for one in runs}
        found["cases"] += 1
        found["failed" if "failed" in statuses else "known wrong" if "known wrong" in statuses else "passed"] += 1
    return found


def summary_line(results: Results) -> str:
    """`412 cases, 410 passed, 2 failed, 0 known wrong, 3 editions, hocr 1a2b3c4 (rulebooks/hocr), 0.6 s`."""
    counts = tally(results)
    return (
        f"{_many(counts['cases'], 'case')}, {counts['passed']} passed, {counts['failed']} failed, "
        f"{counts['known wrong']} known wrong, {_many(len(results.editions), 'edition')}, "
        f"{results.rulebook} {results.digest[:7]} ({results.shown}), {results.seconds:.1f} s"
    )


def as_json(results: Results) -> dict[str, Any]:
    """Every run, and the counts."""
    return {
        "schema": SCHEMA,
        "summary": {
            **{name.replace(" ", "_"): number for name, number in tally(results).items()},
            "editions": list(results.editions), "rulebook": results.rulebook, "digest": results.digest,
            "path": results.shown, "seconds": round(results.seconds, 1),
            "origins": dict(sorted(Counter(runs[0].origin for runs in results.by_case.values()).items())),
            "lacking_facts": results.lacking,
            "taken_as_given": sum(runs[0].given for runs in results.by_case.values()),
        },
        "runs": [_run(one) for one in results.outcomes],
        "diagnostics": diagnostics_as_json(results.diagnostics, {})["diagnostics"],
    }


def _run(outcome: Outcome) -> dict[str, Any]:
    found: dict[str, Any] = {
        "case": outcome.case, "edition": outcome.edition, "party": outcome.party or None, "origin": outcome.origin,
        "status": outcome.status, "hypothetical": outcome.hypothetical, "file": outcome.span.source.name,
        "line": outcome.span.line, "unused": list(outcome.unused), "difference": None,
    }
    if outcome.difference is not None:
        found["difference"] = {
            "expected": outcome.difference.expected, "decided": outcome.difference.decided,
            "line": outcome.difference.span.line,
            "steps": [{"label": step.label, "text": step.text} for step in outcome.difference.steps],
        }
    if outcome.diagnostics:
        found["diagnostics"] = diagnostics_as_json(outcome.diagnostics, {})["diagnostics"]
    return found


def junit_xml(results: Results) -> str:
    """JUnit XML: a test case for each run, an error for each file that cannot be read as cases."""
    runs = results.outcomes
    errors = [one for one in results.diagnostics if one.severity == "error"]
    skipped = sum(1 for one in runs if one.status == "known wrong")
    suite = _attributes(
        name=results.rulebook or "cases", tests=len(runs) + len(errors), failures=len(results.failures),
        errors=len(errors), skipped=skipped, time=f"{results.seconds:.3f}",
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites><testsuite{suite}>",
    ]
    for one in runs:
        opening = f'<testcase{_attributes(classname=one.span.source.name, name=one.id, line=one.span.line)}'
        if one.status == "passed":
            lines.append(opening + "/>")
        elif one.status == "failed":
            short = one.difference.decided if one.difference is not None else "does not fit the vocabulary"
            lines.append(f"{opening}><failure{_attributes(message=short)}>{_escape(failure(one))}</failure></testcase>")
        else:
            lines.append(f'{opening}><skipped{_attributes(message="known wrong")}/></testcase>')
    for problem in errors:
        file = problem.primary.span.source.name if problem.primary else results.rulebook
        head, error = _attributes(classname=file, name=problem.code), _attributes(message=problem.title)
        lines.append(f"<testcase{head}><error{error}>{_escape(render([problem]))}</error></testcase>")
    return "\n".join([*lines, "</testsuite></testsuites>", ""])


def _attributes(**values: object) -> str:
    return "".join(f' {name}="{_escape(str(value))}"' for name, value in values.items())


def _escape(text: str) -> str:
    text = _NOT_XML.sub("", text)
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, name)
    return text


def failed_ids(results: Results) -> Iterable[str]:
    """Ids for `--failed`."""
    return [one.id for one in results.failures]
