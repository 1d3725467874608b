"""Every problem of incidents and cases in words: one function a code (HR5xx)."""

from __future__ import annotations

from collections.abc import Iterable

from hocrdsl.diagnostics import Diagnostic, Label, nearest
from hocrdsl.source import Span


def _error(code: str, title: str, span: Span, remark: str = "", helps: Iterable[str] = (),
           others: tuple[Label, ...] = ()) -> Diagnostic:
    return Diagnostic(code, title, Label(span, remark), others, tuple(helps))


def _near(word: str, known: Iterable[str]) -> tuple[str, ...]:
    found = nearest(word, known)
    return () if found is None else (f"did you mean `{found}`?",)


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 60 else plain[:57] + "..."


# --- the text -------------------------------------------------------------------------


def empty(span: Span) -> Diagnostic:
    """HR501."""
    return _error("HR501", "the file holds nothing", span, "a mapping is due here",
                  ("write an incident, or a case that opens with `case:`",))


def not_yaml(span: Span, said: str) -> Diagnostic:
    """HR502."""
    helps = ["put a text that holds `: `, ` #` or a bracket between double quotes"]
    if "\\t" in said or "tab" in said or span.source.text[span.start : span.start + 1] == "\t":
        helps = ["set lines in with blanks, not with tabs"]
    return _error("HR502", "this cannot be read as YAML or JSON", span, _short(said), helps)


def wrong_shape(span: Span, what: str, due: str) -> Diagnostic:
    """HR503."""
    return _error("HR503", f"{what} must be {due}", span, f"{due} is due here")


def key_twice(span: Span, name: str, first: Span) -> Diagnostic:
    """HR504."""
    return _error("HR504", f"`{_short(name)}` stands twice in one mapping", span, "stated again here",
                  ("leave one of them out",), (Label(first, "stated first here"),))


def unknown_key(span: Span, name: str, of: str, known: Iterable[str]) -> Diagnostic:
    """HR505."""
    known = list(known)
    helps = _near(name.replace("_", " "), known)
    if not helps and len(known) <= 12:
        helps = ("known here: " + ", ".join(known),)
    return _error("HR505", f"{of} has no `{_short(name)}`", span, "not known here", helps)


def unknown_row(span: Span, text: str, fact: str, rows: Iterable[str]) -> Diagnostic:
    """HR506."""
    rows = list(rows)
    helps = [row for row in rows if row.split(" ")[0] == text or row.split(" ")[-1] == text][:3]
    said = tuple(f"did you mean `{row}`?" for row in helps) or _near(text, rows)
    return _error("HR506", f"no row `{_short(text)}` that `{fact}` could name", span,
                  "the table has no row of this key", said)


def not_an_option(span: Span, text: str, fact: str, options: Iterable[str]) -> Diagnostic:
    """HR507."""
    options = [option.replace("_", " ") for option in options]
    helps = [*_near(text.replace("_", " "), options), "one of: " + ", ".join(options)]
    return _error("HR507", f"`{fact}` cannot be `{_short(text)}`", span, "not one of the options", helps)


def no_such_date(span: Span, text: str, fact: str) -> Diagnostic:
    """HR508."""
    return _error("HR508", f"`{_short(text)}` is no date", span, f"`{fact}` is a day, or a day with a time",
                  ("write it as 2026-05-01 or 2026-05-01 14:30",))


def wrong_type(span: Span, text: str, fact: str, due: str) -> Diagnostic:
    """HR509."""
    said = f"`{_short(text)}`" if text.strip() else "nothing"
    helps = () if text.strip() else ("leave the line out, or write `unknown`, where the fact is not known",)
    return _error("HR509", f"`{fact}` is {due}, and {said} stands here", span, f"{due} is due here", helps)


# --- what the incident says ------------------------------------------------------------


def dangling(span: Span, name: str, heading: str, names: Iterable[str], group: bool = False) -> Diagnostic:
    """HR510."""
    if group:
        helps: tuple[str, ...] = (f"`{name}` stands for several; write `for each: {name}` and `it`, or `{name} 1`",)
    else:
        helps = _near(name, names) or (f"put `{_short(name)}: {{}}` under `{heading}`",)
    return _error("HR510", f"nothing is named `{_short(name)}` under `{heading}`", span, "names nothing", helps)


def list_for_one(span: Span, fact: str) -> Diagnostic:
    """HR511."""
    return _error("HR511", f"`{fact}` takes one value, and a list stands here", span,
                  "pairs, or every combination? it cannot be told",
                  ("write one line for each, or `for each:` with `it`, or `rows:`",))


def said_twice(span: Span, fact: str, first: Span | None) -> Diagnostic:
    """HR512."""
    others = () if first is None else (Label(first, "said first here"),)
    return _error("HR512", f"`{_short(fact)}` is said twice", span, "said again here",
                  ("say it above for all, or below for each",), others)


def required(span: Span, thing: str, fact: str) -> Diagnostic:
    """HR513."""
    return _error("HR513", f"{thing} lacks `{fact.replace('_', ' ')}`, which is required", span, "left out here",
                  (f"state `{fact.replace('_', ' ')}`",))


def excluded(span: Span, fact: str, condition: str) -> Diagnostic:
    """HR514."""
    return _error("HR514", f"`{fact.replace('_', ' ')}` is stated where it cannot be", span,
                  f"asked only where {condition}", ("leave it out, or correct the fact that excludes it",))


def too_deep(span: Span, limit: int) -> Diagnostic:
    """HR515."""
    return _error("HR515", f"mappings and lists stand more than {limit} deep", span, "too deep from here",
                  ("an incident needs no more than ten levels",))


def too_much(span: Span, limit: int) -> Diagnostic:
    """HR516."""
    return _error("HR516", f"written out in full, this is more than {limit:,} entries", span,
                  "aliases, `count` and `times` written out", ("lower the number, or part the incident in several",))


def misused_group(span: Span, title: str, remark: str, *helps: str) -> Diagnostic:
    """HR524."""
    return _error("HR524", title, span, remark, helps)


def never_none(span: Span, fact: str) -> Diagnostic:
    """HR525."""
    return _error("HR525", f"`{fact}` is never none", span, "it may be unknown, but there always is one",
                  ("leave it out, or write `unknown`, where it is not known",))


def one_name_twice(span: Span, name: str, first: Span | None) -> Diagnostic:
    """HR527."""
    others = () if first is None else (Label(first, "named so first"),)
    return _error("HR527", f"two things are named `{_short(name)}`", span, "named so again",
                  ("give each a name of its own",), others)


def does_not_fit(span: Span, message: str, edition: str = "") -> Diagnostic:
    """HR528."""
    where = f" of edition {edition}" if edition else ""
    return _error("HR528", f"the incident does not fit the vocabulary{where}", span, message)


# --- what the case says ----------------------------------------------------------------


def case_lacks(span: Span, part: str, why: str) -> Diagnostic:
    """HR517."""
    return _error("HR517", f"the case has no `{part}`", span, "left out here", (why,))


def case_twice(span: Span, name: str, first: Span) -> Diagnostic:
    """HR518."""
    return _error("HR518", f"two cases are named `{_short(name)}`", span, "named so again",
                  ("name each case for what is special in it",), (Label(first, "named so first"),))


def unknown_edition(span: Span, text: str, first: str) -> Diagnostic:
    """HR519."""
    return _error("HR519", f"no edition `{_short(text)}` is held", span, f"the first edition held begins on {first}",
                  ("write `2026-04`, `from 2015-04`, `until 2015-03` or `2015-04 to 2018-03`",))


def unknown_reading(span: Span, label: str, name: str, held: Iterable[tuple[str, str]]) -> Diagnostic:
    """HR520."""
    known = [f"{one}: {other}" for one, other in held]
    helps = _near(f"{label}: {name}", known) or (("readings held: " + ", ".join(known),) if known else ())
    return _error("HR520", f"no reading `{_short(name)}` of {_short(label)}", span, "the rulebook has no such reading",
                  helps)


def unknown_label(span: Span, label: str, known: Iterable[str]) -> Diagnostic:
    """HR521."""
    known = list(known)
    like = sorted((one for one in known if one[:1] == label[:1]), key=lambda one: (abs(len(one) - len(label)), one))
    helps = ("labels that open alike: " + ", ".join(like[:8]),) if like else ()
    return _error("HR521", f"no provision has the label `{_short(label)}`", span, "the rulebook has no such label",
                  helps)


def because_missing(span: Span, what: str) -> Diagnostic:
    """HR522."""
    return _error("HR522", f"{what} is expected without `because`", span, "which provisions decide it?",
                  ("add `because: [LABEL, ...]`, a part of the provisions that decide it",))


def known_wrong_without(span: Span, part: str) -> Diagnostic:
    """HR523."""
    return _error("HR523", f"`known wrong` has no `{part}`", span, "a reason and a citation are due",
                  ("write `known wrong: {reason: ..., cites: ...}`",))


def too_many_known_wrong(span: Span, number: int, of: int, most: int) -> Diagnostic:
    """HR526."""
    return _error("HR526", f"{number} of {of} cases are known wrong; at most {most} may be", span, "one of them",
                  ("mend the rulebook, or take the case out",))


# --- what a list of flips accepted says ---------------------------------------------------


def accepted_lacks(span: Span, what: str, part: str, due: str) -> Diagnostic:
    """HR541."""
    return _error("HR541", f"{what} has no `{part}`", span, "left out here", (f"write {due}",))


def flips_of_others(span: Span, wanted: str, held: Iterable[str]) -> Diagnostic:
    """HR542."""
    return _error("HR542", f"no flips of `{_short(wanted)}` are accepted here", span, "other editions are named",
                  (f"held: {', '.join(held)}", f"write `flips: {_short(wanted)}`, in a list of its own after `---`"))


def flips_twice(span: Span, name: str, first: Span) -> Diagnostic:
    """HR543."""
    return _error("HR543", f"`{_short(name)}` is accepted twice", span, "again here",
                  ("say it once, with every change in it: `change: [more, other fate]`",),
                  (Label(first, "accepted first here"),))
