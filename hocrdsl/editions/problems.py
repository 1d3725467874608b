"""What is said about seals and about what cannot be folded in: one function for each finding."""

from __future__ import annotations

from collections.abc import Sequence

from hocrdsl.diagnostics import Diagnostic, Label, nearest
from hocrdsl.source import Span

_MADE_ANEW = "it is written by `hocrdsl seal`, never by hand: take it back from where the rulebook is kept"


def changed(label: str, when: str, last: str, span: Span, seal: Span | None) -> Diagnostic:
    """HR320"""
    title = f"`{label}` is sealed in {when} and reads otherwise now"
    return _finding("HR320", title, span, "not the text that was sealed", f"take back the change, or {_amend(last)}",
                    seal, label)


def there_again(label: str, when: str, last: str, span: Span, seal: Span | None) -> Diagnostic:
    """HR320"""
    title = f"`{label}` is sealed as omitted in {when} and is there again"
    return _finding("HR320", title, span, "not there when it was sealed", f"take it out, or {_amend(last)}",
                    seal, label)


def dropped(label: str, when: str, last: str, span: Span | None, unsealed: Sequence[str]) -> Diagnostic:
    """HR321"""
    near = nearest(label, unsealed)
    help_: tuple[str, ...] = (f"put it back, or {_amend(last)}",)
    if near is not None:
        help_ = (*help_, f"`{near}` is not sealed: what is sealed keeps its label")
    primary = Label(span, "the seal") if span is not None else None
    return Diagnostic("HR321", f"`{label}` is sealed in {when} and is gone", primary, (), help_, label=label)


def not_a_seal(span: Span, columns: str) -> Diagnostic:
    """HR322"""
    return _damaged("this is no line of seals", span, f"six cells are due: {columns}")


def no_known_day(span: Span) -> Diagnostic:
    """HR322"""
    return _damaged("the file does not say when it was sealed", span, "`# as known on 2026-11-23` is due here")


def sealed_twice(span: Span, label: str, other: Span | None) -> Diagnostic:
    """HR322"""
    others = (Label(other, "the other"),) if other is not None else ()
    return _damaged(f"`{label}` is sealed twice from one day", span, "the second", others)


def no_such_kind(span: Span, kind: str, kinds: Sequence[str]) -> Diagnostic:
    """HR322"""
    return _damaged(f"nothing of the kind `{kind}` is sealed", span, f"one of {', '.join(kinds)}")


def no_such_day(span: Span, day: str) -> Diagnostic:
    """HR322"""
    return _damaged(f"`{day}` is no day", span, "a day such as 2026-04-01")


def no_digest(span: Span, digest: str) -> Diagnostic:
    """HR322"""
    return _damaged(f"`{digest}` is no digest", span, "16 of the signs 0-9 and a-f, or `omitted`")


def seal_ends_before(span: Span, since: str) -> Diagnostic:
    """HR322"""
    return _damaged("a seal ends before it begins", span, f"it begins on {since}")


def seal_too_late(span: Span, known: str) -> Diagnostic:
    """HR322"""
    return _damaged("a seal is of a later day than the file", span, f"the file was sealed as known on {known}")


def _amend(last: str) -> str:
    return f"write an amendment `made on` a day after {last}, and move `known on` in the head to that day"


def _damaged(title: str, span: Span, remark: str, others: tuple[Label, ...] = ()) -> Diagnostic:
    return Diagnostic("HR322", title, Label(span, remark), others, (_MADE_ANEW,))


def _finding(code: str, title: str, span: Span, remark: str, help_: str, seal: Span | None, label: str) -> Diagnostic:
    where = (f"the seal: {seal.source.name}:{seal.line}",) if seal is not None else ()
    return Diagnostic(code, title, Label(span, remark), (), (help_, *where), label=label)


def stays(span: Span, title: str, why: str) -> Diagnostic:
    """HR330"""
    help_ = "it goes on as an amendment, and decides as it did"
    primary = Label(span, why)
    return Diagnostic("HR330", f'amendment "{title}" is not folded in', primary, (), (help_,), severity="warning")
