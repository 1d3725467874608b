"""What is said about rulings: one function for each finding."""

from __future__ import annotations

from collections.abc import Sequence

from hocrdsl.diagnostics import Diagnostic
from hocrdsl.model.nodes import Fact
from hocrdsl.model.problems import finding
from hocrdsl.source import Span


def of_what(span: Span, decided: str) -> Diagnostic:
    """HR252"""
    title = f"a ruling is a fact of the {decided} that is referred"
    return finding("HR252", title, span, "", f"write `the {decided}'s NAME OF THE FACT`")


def no_judgement(span: Span, fact: Fact) -> Diagnostic:
    """HR252"""
    help_ = "declare it `; judgement`, with `guidance` and `decided by` below it"
    return finding("HR252", f"`{fact.name}` is no judgement, and a ruling is one", span, "", help_,
                   others=[(fact.span, "declared here")])


def no_choice(span: Span, fact: Fact, names: Sequence[str]) -> Diagnostic:
    """HR252"""
    help_ = f"declare it `one of {', '.join(names[:3])}`, or with other results"
    return finding("HR252", f"`{fact.name}` does not say what becomes of what is referred", span, "", help_,
                   others=[(fact.span, "declared here")])


def no_fate(span: Span, fact: Fact, strange: Sequence[str], names: Sequence[str]) -> Diagnostic:
    """HR252"""
    said = ", ".join(f"`{one.replace('_', ' ')}`" for one in strange)
    return finding("HR252", f"nothing can be ruled {said}", span, "", f"allowed: {', '.join(names)}",
                   others=[(fact.span, "declared here")])


def no_row(span: Span, fact: Fact, entity: str) -> Diagnostic:
    """HR252"""
    return finding("HR252", f"`{fact.name}` is no {entity}, so it classifies nothing", span, "",
                   f"declare it `has {fact.name}: {entity}; judgement`", others=[(fact.span, "declared here")])


def is_read(span: Span, fact: Fact) -> Diagnostic:
    """HR253"""
    title = f"`{fact.name}` is a ruling, and is read here"
    help_ = "decide it without this fact: a ruling settles what the provisions refer, and they are not to wait for it"
    return finding("HR253", title, span, "", help_, others=[(fact.span, "a referral is settled by it")])
