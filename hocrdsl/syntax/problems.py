"""Wording of HR1xx: one function for each thing that can be wrong with the writing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hocrdsl.diagnostics import Diagnostic, Label, nearest
from hocrdsl.source import Span
from hocrdsl.syntax import nodes as n

_GROUP_EXAMPLE = """write a group, for instance
when all of
  (a) ...; and
  (b) any of
      (i) ...; or
      (ii) ..."""


def not_a_text(span: Span, reason: str) -> Diagnostic:
    """HR101: the file is not a rulebook text."""
    return Diagnostic(
        "HR101", "the file is not a rulebook text", Label(span, reason),
        help=("save it as plain text in UTF-8",),
    )  # fmt: skip


def unknown_heading(span: Span, near: str | None) -> Diagnostic:
    """HR102: a line in column 1 opens no definition."""
    meant = (f"did you mean `{near}`?",) if near else ()
    return Diagnostic(
        "HR102", f"no definition opens with `{span.text}`",
        Label(span, "a line in column 1 opens a definition"),
        help=meant or ("indent the line, or open it with a heading word: rule, exception, define, entity, table",),
    )  # fmt: skip


def clause_in_column_1(span: Span) -> Diagnostic:
    """HR102: a line in column 1 opens no definition."""
    return Diagnostic(
        "HR102", f"`{span.text}` stands in column 1", Label(span, "only definitions open in column 1"),
        help=("indent the line; `hocrdsl fmt` sets the depth",),
    )  # fmt: skip


def unknown_clause(span: Span, near: str | None) -> Diagnostic:
    """HR103: a line opens with no known clause word."""
    return Diagnostic(
        "HR103", f"no clause opens with `{span.text}`", Label(span, "a line opens with its clause word"),
        help=(f"did you mean `{near}`?" if near else "a clause stands on one line; lines are not continued",),
    )  # fmt: skip


def glued(span: Span, first: str) -> Diagnostic:
    """HR104: two words are written as one."""
    rest = span.text[len(first.replace(" ", "")) :]
    return Diagnostic(
        "HR104", f"`{span.text}` is two words written as one", Label(span, "a blank is missing"),
        help=(f"write `{f'{first} {rest}'.rstrip()}`",),
    )  # fmt: skip


def unexpected(span: Span, what: str, expected: str, help: tuple[str, ...] = ()) -> Diagnostic:
    """HR105: something else was expected here."""
    return Diagnostic("HR105", what, Label(span, f"expected {expected}" if expected else ""), help=help)


def goes_on(span: Span, expected: str) -> Diagnostic:
    """HR106: the line goes on after its end."""
    return Diagnostic(
        "HR106", f"the line goes on after its end with `{span.text}`",
        Label(span, f"expected {expected}"),
        help=("a line holds one clause; a note of your own stands after `--`",),
    )  # fmt: skip


def quote_open(span: Span) -> Diagnostic:
    """HR107: a quoted text is not closed."""
    return Diagnostic(
        "HR107", "a quoted text is not closed", Label(span, "opened here"),
        help=("close it with `\"` on the same line",),
    )  # fmt: skip


def citation_bad(span: Span, remark: str) -> Diagnostic:
    """HR108: a citation is not closed or not well formed."""
    return Diagnostic(
        "HR108", "a citation is not well formed", Label(span, remark),
        help=("write\ncites [Document title, p. 7]",),
    )  # fmt: skip


def no_such_date(span: Span, days: int) -> Diagnostic:
    """HR109: there is no such date."""
    remark = f"the month has {days} days" if days else "there is no such day"
    return Diagnostic(
        "HR109", f"there is no date `{span.text}`", Label(span, remark),
        help=("write the date as `1 April 2026`",),
    )  # fmt: skip


def no_day_in_cell(span: Span, text: str) -> Diagnostic:
    """HR109: there is no such date."""
    return Diagnostic(
        "HR109", f"there is no date `{text}`", Label(span, "a day from which, or until which, the row is in the table"),
        help=("write the date as `2026-04-01` or `1 April 2026`, or leave the cell blank",),
    )  # fmt: skip


def name_holds(span: Span, name: str) -> Diagnostic:
    """HR110: a declared name holds a reserved word, a digit or a sign."""
    what, remark = _in_name(span.text)
    return Diagnostic(
        "HR110", f"the name `{name}` holds {what}", Label(span, remark),
        help=("name it in ordinary words: letters and hyphens, without is, are, and, or, not, when, where, among",),
    )  # fmt: skip


def _in_name(text: str) -> tuple[str, str]:
    if any(c.isdigit() for c in text):
        return ("a digit", "names are written in letters")
    if text == "'s":
        return ("`'s`", "`'s` joins two names")
    if text[0].isalpha():
        return (f"the reserved word `{text}`", "conditions read this word for themselves")
    return (f"the sign `{text}`", "names are written in letters and hyphens")


def mixed(span: Span, first: Span) -> Diagnostic:
    """HR111: `and` and `or` are mixed on one line."""
    return Diagnostic(
        "HR111", "`and` and `or` are mixed on one line", Label(span, "which of the two binds first?"),
        others=(Label(first),),
        help=(_GROUP_EXAMPLE,),
    )  # fmt: skip


def limb_expected(span: Span, letter: str, last: Span | None) -> Diagnostic:
    """HR112: a limb is out of order, repeated or left out."""
    return Diagnostic(
        "HR112", f"limb `{span.text}` is out of order", Label(span, f"`({letter})` was expected"),
        others=(Label(last, "the limb before it"),) if last else (),
        help=(f"letter the limbs one after the other; where one was repealed, write `({letter}) omitted`",),
    )  # fmt: skip


def few_limbs(span: Span, number: int) -> Diagnostic:
    """HR113: a group has fewer than two limbs."""
    return Diagnostic(
        "HR113", f"`{' '.join(span.text.split())}` is followed by {'one limb' if number else 'no limb'}",
        Label(span, "a group has two limbs or more"),
        help=("write a single test on the line itself",),
    )  # fmt: skip


def connective_missing(span: Span, word: str, kind: str) -> Diagnostic:
    """HR114: the last limb but one ends without its connective."""
    return Diagnostic(
        "HR114", "the last limb but one ends without its connective",
        Label(span, f"in {_kind(kind)} it ends `; {word}`"),
        help=(f"end the line with `; {word}`",),
    )  # fmt: skip


def connective_wrong(span: Span, word: str, kind: str) -> Diagnostic:
    """HR115: a limb ends with the wrong connective."""
    return Diagnostic(
        "HR115", f"limbs of {_kind(kind)} are not joined by `{span.text.strip('; ')}`",
        Label(span, f"`; {word}` was expected"),
        help=(f"write `; {word}`, or change the phrase that opens the group",),
    )  # fmt: skip


def connective_stray(span: Span, letter: str, word: str, last: bool) -> Diagnostic:
    """HR116: a connective stands on a limb that takes none."""
    where = "the last limb" if last else f"limb `({letter})`"
    remark = "no limb follows" if last else "only the last limb but one has a connective"
    return Diagnostic(
        "HR116", f"a connective stands on {where}", Label(span, remark),
        help=("add the limb that is missing, or take the connective away" if last else f"take `; {word}` away",),
    )  # fmt: skip


def _kind(kind: str) -> str:
    return f"`{kind}`" if kind.endswith(" of") else "a numbered list"


def too_deep(span: Span, limit: int) -> Diagnostic:
    """HR117: conditions are nested too deep."""
    return Diagnostic(
        "HR117", f"conditions are nested more than {limit} deep", Label(span, "one level too many"),
        help=("give the inner condition a name of its own with `define`",),
    )  # fmt: skip


def twice(span: Span, word: str, first: Span) -> Diagnostic:
    """HR118: a clause stands twice."""
    return Diagnostic(
        "HR118", f"`{word}` stands twice", Label(span, "each clause stands once"),
        others=(Label(first, "first here"),),
        help=("keep one; several citations stand on one line, parted by commas",) if word == "cites" else ("keep one",),
    )  # fmt: skip


def out_of_order(span: Span, word: str, before: str, earlier: Span) -> Diagnostic:
    """HR119: a clause is out of order."""
    return Diagnostic(
        "HR119", f"`{word}` comes too late", Label(span, f"it stands before `{before}`"),
        others=(Label(earlier),),
        help=(f"move the clause above `{before}`",),
    )  # fmt: skip


def missing(span: Span, what: str, example: str) -> Diagnostic:
    """HR120: a clause is missing."""
    return Diagnostic("HR120", f"the clause `{what}` is missing", Label(span, "here"), help=(f"add\n{example}",))


def no_action(span: Span) -> Diagnostic:
    """HR121: a provision has no action."""
    return Diagnostic(
        "HR121", "the provision has no action", Label(span, "it says when, and not what follows"),
        help=("add what it does, for instance\nrecord the allegation",),
    )  # fmt: skip


def text_without_head(span: Span) -> Diagnostic:
    """HR122: a text line has no `text` above it."""
    return Diagnostic(
        "HR122", "a text line has no `text` above it", Label(span, "whose text is this?"),
        help=("open the passage with a line `text`",),
    )  # fmt: skip


def end_missing(span: Span, word: str) -> Diagnostic:
    """HR123: an `end` line is missing."""
    return Diagnostic(
        "HR123", f"`end {word}` is missing", Label(span, "opened here"),
        help=(f"close it with a line `end {word}`",),
    )  # fmt: skip


def end_stray(span: Span) -> Diagnostic:
    """HR124: an `end` line closes nothing."""
    return Diagnostic(
        "HR124", f"`{span.text}` closes nothing", Label(span),
        help=("take the line away; `end` lines close `substitute` and `insert` of an amendment",),
    )  # fmt: skip


def cells(span: Span, found: int, wanted: int, headings: Span) -> Diagnostic:
    """HR125: a table row has the wrong number of cells."""
    return Diagnostic(
        "HR125", f"the row has {_count(found)}, the table has {_count(wanted)}", Label(span),
        others=(Label(headings, "the headings"),),
        help=("write one cell under each heading; `any` fits all",),
    )  # fmt: skip


def _count(number: int) -> str:
    return f"{number} cell" if number == 1 else f"{number} cells"


def heading_twice(span: Span, heading: str, first: Span) -> Diagnostic:
    """HR126: a table has the same heading twice."""
    return Diagnostic(
        "HR126", f"the heading `{heading}` stands twice", Label(span), others=(Label(first, "first here"),),
        help=("name each column once",),
    )  # fmt: skip


def not_in_column_1(span: Span) -> Diagnostic:
    """HR127: a definition does not open in column 1."""
    return Diagnostic(
        "HR127", f"`{span.text}` does not open in column 1", Label(span, "definitions open in column 1"),
        help=("take the blanks before it away",),
    )  # fmt: skip


def limb_without_group(span: Span) -> Diagnostic:
    """HR128: a limb stands under no group."""
    return Diagnostic(
        "HR128", f"limb `{span.text}` stands under no group", Label(span),
        help=("end the line above with `all of`, `any of` or `none of`",),
    )  # fmt: skip


def not_here(span: Span, word: str, definition: str) -> Diagnostic:
    """HR129: a clause does not belong in this definition."""
    return Diagnostic(
        "HR129", f"`{word}` does not belong in {definition}", Label(span),
        help=("take the line away, or move it to the definition that it is for",),
    )  # fmt: skip


# --- facts and their groups ---------------------------------------------------------------------


def facts_of_nothing(entity: n.Name, known: Iterable[str]) -> Diagnostic:
    """HR205: no entity of this name."""
    known = sorted(known)
    near = nearest(entity.text, known)
    help_ = f"did you mean `{near}`?" if near else f"the entities are {', '.join(known)}"
    return Diagnostic(
        "HR205", f"no entity `{entity.text}`", Label(entity.span, "facts of what?"), help=(help_,) if known else (),
    )  # fmt: skip


def group_twice(group: n.FactsOf, there: n.FactsOf) -> Diagnostic:
    """HR212: a name is declared twice."""
    return Diagnostic(
        "HR212", f"two groups of facts of `{group.entity.text}` are called \"{group.title.text}\"",
        Label(group.title.span), others=(Label(there.title.span, "declared here first"),),
        help=("put their facts together, or call one of them otherwise",),
    )  # fmt: skip


def facts_of_rows(entity: n.Name, table: n.Text) -> Diagnostic:
    """HR130: facts are added where none can be."""
    return Diagnostic(
        "HR130", f"`{entity.text}` can't be given more facts",
        Label(entity.span, "its facts are the columns of a table"), others=(Label(table.span, "of this table"),),
        help=("add a column to the table, and to the entity the line `has` for it",),
    )  # fmt: skip


def group_in_amendment(span: Span, entity: str) -> Diagnostic:
    """HR130: facts are added where none can be."""
    return Diagnostic(
        "HR130", "an amendment brings facts one by one", Label(span, "a group has no day of its own"),
        help=(f"write, for each fact,\nin {entity} insert has ...",),
    )  # fmt: skip


def no_values(span: Span, fact: str) -> Diagnostic:
    """HR129: a clause does not belong in this definition."""
    return Diagnostic(
        "HR129", f"`{fact}` has no values to explain", Label(span, "only `one of` and `yes or no` have"),
        help=("say it in the `guidance` of the fact",),
    )  # fmt: skip


def no_such_value(span: Span, value: str, known: Sequence[str]) -> Diagnostic:
    """HR210: a value is not among the options."""
    near = nearest(value, known)
    help_ = f"did you mean `{near}`?" if near else f"the options are {', '.join(known[:8])}"
    return Diagnostic("HR210", f"`{value}` is not one of the options", Label(span), help=(help_,))
