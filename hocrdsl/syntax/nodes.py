"""The rulebook as written: one frozen node for each form of the language.

Spans take no part in equality, so two texts that differ in layout only give equal
trees. `Name.text` is the words as written, single-spaced, lower case kept, with a
leading article (`a`, `an`, `the`) left out; articles inside a name are kept.
"""

from __future__ import annotations

from hocrdsl.data import Data, field
from typing import Literal, TypeAlias

from hocrdsl.source import Citation, Span


def _span() -> Span:
    return field(compare=False, repr=False, kw_only=True)  # type: ignore[no-any-return]


# --- names and values -----------------------------------------------------------------


class Name(Data):
    text: str
    span: Span = _span()


class Path(Data):
    """`the allegation's offence's class`: names joined by `'s`."""

    names: tuple[Name, ...]
    span: Span = _span()


class Code(Data):
    """A bare code: `8N`, `008/06`, `106`, `NFIB5A`, `34A 034/01` is two codes joined by one blank."""

    text: str
    span: Span = _span()


class Number(Data):
    """`14`, `14 years`, `0.5`. `text` is the digits as written; `unit` is singular (`year`) or empty."""

    text: str
    unit: str = ""
    span: Span = _span()


class Date(Data):
    """`1 April 2026`, held as `2026-04-01`."""

    iso: str
    span: Span = _span()


class Text(Data):
    """`"between quotes"`, without the quotes."""

    text: str
    span: Span = _span()


class Offset(Data):
    """`24 hours after the crime's reported`."""

    number: Number
    side: Literal["after", "before"]
    path: Path
    span: Span = _span()


Value: TypeAlias = Path | Code | Number | Date | Text | Offset


# --- conditions -----------------------------------------------------------------------


class Holds(Data):
    """A bare yes/no path: `the circumstances amount to a crime`."""

    path: Path
    span: Span = _span()


class Is(Data):
    """`X is [not] V`; V is a value, an option, or a yes/no name of X."""

    path: Path
    value: Value
    negated: bool
    span: Span = _span()


class IsOneOf(Data):
    """`X is [not] one of A, B, C`, or `... one of Y's list` (a single path)."""

    path: Path
    values: tuple[Value, ...]
    negated: bool
    span: Span = _span()


class IsKnown(Data):
    """`X is known` / `X is unknown`."""

    path: Path
    known: bool
    span: Span = _span()


Comparison: TypeAlias = Literal[
    "before", "after", "on or before", "on or after", "at least", "at most", "more than", "less than"
]


class Compares(Data):
    path: Path
    comparison: Comparison
    value: Value
    negated: bool
    span: Span = _span()


class IsWithin(Data):
    """`X is [not] within 3 months after|before|of Y`."""

    path: Path
    number: Number
    side: Literal["after", "before", "of"]
    other: Path
    negated: bool
    span: Span = _span()


class TheTwo(Data):
    """`the two have the same N` / `the two have different N`."""

    name: Name
    same: bool
    span: Span = _span()


class ThereIs(Data):
    """`there is X` / `there is no X`."""

    path: Path
    negated: bool
    span: Span = _span()


class Quantified(Data):
    """`any|every|no [other] E [among LIST] where ( ... )`. `name` includes the word `other`."""

    kind: Literal["any", "every", "no"]
    name: Name
    among: Path | None
    condition: Condition
    span: Span = _span()


class Not(Data):
    test: Test
    span: Span = _span()


Test: TypeAlias = (
    Holds | Is | IsOneOf | IsKnown | Compares | IsWithin | TheTwo | ThereIs | Quantified | Not
)


class Inline(Data):
    """Two or more tests on one line, joined by one word throughout."""

    word: Literal["and", "or"]
    tests: tuple[Test, ...]
    span: Span = _span()


class Limb(Data):
    """`(a) test; and`. `letter` is `a`, `ii`, `A`, `1`; `closing` the connective it ends with."""

    letter: str
    condition: Condition | None  # None: `(b) omitted`
    closing: Literal["", "and", "or"]
    span: Span = _span()


class Group(Data):
    kind: Literal["all", "any", "none"]
    limbs: tuple[Limb, ...]
    span: Span = _span()


Condition: TypeAlias = Test | Inline | Group


# --- actions --------------------------------------------------------------------------


class Record(Data):
    path: Path
    when: Condition | None
    span: Span = _span()


class Treat(Data):
    path: Path
    result: Name
    when: Condition | None
    span: Span = _span()


class Refer(Data):
    path: Path
    result: Name
    when: Condition | None
    span: Span = _span()


class Classify(Data):
    """`classify X as V` or `classify X by table "T"` (then `value` is None)."""

    path: Path
    value: Value | None
    table: Text | None
    when: Condition | None
    span: Span = _span()


class Join(Data):
    path: Path
    into: Path
    when: Condition | None
    span: Span = _span()


class Prevail(Data):
    path: Path
    over: Path
    when: Condition | None
    span: Span = _span()


class Criterion(Data):
    """`(1) the lower|greater N` or `(2) N rather than M`."""

    kind: Literal["lower", "greater", "rather"]
    name: Name
    than: Name | None
    span: Span = _span()


class MoreSerious(Data):
    """`let the more serious prevail by the first of the following that decides`."""

    criteria: tuple[Criterion, ...]
    span: Span = _span()


class Absorb(Data):
    path: Path
    into: Path
    when: Condition | None
    span: Span = _span()


class CountBoth(Data):
    when: Condition | None
    span: Span = _span()


class CountOne(Data):
    """`count one crime for each U, V and W`; empty `units` in `failing which one crime`."""

    counted: Name
    units: tuple[Name, ...]
    when: Condition | None
    span: Span = _span()


class Release(Data):
    path: Path
    source: Path
    when: Condition | None
    span: Span = _span()


class Cancel(Data):
    path: Path
    as_code: Code
    when: Condition | None
    span: Span = _span()


class Permit(Data):
    """`allow|bar NAME CODES to PATH`."""

    allowed: bool
    name: Name
    codes: tuple[Code, ...]
    path: Path
    when: Condition | None
    span: Span = _span()


class Then(Data):
    """`then the N is V`, or `... is the first of the following that is known` (then `firsts`)."""

    name: Name
    value: Value | None
    firsts: tuple[Path, ...]
    when: Condition | None
    span: Span = _span()


Action: TypeAlias = (
    Record | Treat | Refer | Classify | Join | Prevail | MoreSerious | Absorb | CountBoth
    | CountOne | Release | Cancel | Permit | Then
)


# --- clauses shared by definitions ----------------------------------------------------

StandingWord: TypeAlias = Literal["confirmed", "inferred", "presumed unchanged", "recalled"]


class Standing(Data):
    """`standing confirmed from 1 April 2026, presumed unchanged before`."""

    word: StandingWord
    since: Date | None
    before: StandingWord | None
    span: Span = _span()


class InForce(Data):
    """`in force [again] from D [as made on M] [until D [as made on M]]`; `until` is the last day in force.

    `since_made`, `until_made`: since when the beginning, and the end, is known, where it is not the day itself.
    `again`: after a time without.
    """

    since: Date
    until: Date | None
    since_made: Date | None = None
    until_made: Date | None = None
    again: bool = False
    span: Span = _span()


class ForEach(Data):
    first: Name
    second: Name | None
    span: Span = _span()


# --- definitions ----------------------------------------------------------------------


class Header(Data):
    """`rulebook "..."`. Clauses that were left out are None or empty; `check` says which are required."""

    title: Text
    language: Number | None
    cites: tuple[Citation, ...]
    in_force: InForce | None
    known_on: Date | None
    published: tuple[Date, ...]
    decides_by: Path | None
    decides_each: Name | None
    counts: Name | None
    counts_by: Path | None
    local_time: str | None
    class_rules_prevail: bool
    class_rules_cites: tuple[Citation, ...]
    disagreements_go_to: Name | None
    unclassified_go_to: Name | None
    span: Span = _span()


class Result(Data):
    name: Name
    cites: tuple[Citation, ...]
    text: str
    in_force: InForce | None = None
    # `earlier wording of result N`
    earlier: bool = False
    # the facts by which what is referred to it may be ruled: what becomes of it, and what it is
    settled_by: Path | None = None
    classified_by: Path | None = None
    span: Span = _span()


class TypeRef(Data):
    """The type after `has N:`. `kind` names the form; `options` for one-of; `name` for entity and list."""

    kind: Literal["yes or no", "one of", "list of", "date", "number", "code", "text", "entity"]
    options: tuple[Name, ...] = ()
    name: Name | None = None
    optional: bool = False
    span: Span = _span()


class Meaning(Data):
    """`value hit "Any force on the body."`: what one value of a fact means."""

    value: Name
    text: str
    span: Span = _span()


class Has(Data):
    """One fact of an entity with its clauses. `meanings`: in the order of the options. `group`: the title under which
    it stands (`facts of`), empty in the entity itself; where a fact stands says nothing of what it is."""

    name: Name
    type: TypeRef
    required: bool
    judgement: bool
    never_decides: bool
    presume: Value | None
    presume_cites: tuple[Citation, ...]
    only_where: Condition | None
    guidance: str
    decided_by: str
    in_force: InForce | None = None
    meanings: tuple[Meaning, ...] = ()
    example: str = ""
    group: str = field(default="", compare=False)
    span: Span = _span()


class FactsOf(Data):
    """`facts of allegation "Entry"`: facts that an entity has besides those written in it.

    Where a whole rulebook is read they are put into their entity, so that no text but that of one file holds any.
    """

    entity: Name
    title: Text
    facts: tuple[Has, ...]
    text: str
    # it has no days: its facts have
    in_force: InForce | None = None
    span: Span = _span()


class Entity(Data):
    """`facts`: its own, then those of its groups. `groups`: by title; the facts of each carry it, and stand there."""

    name: Name
    kind_of: Name | None
    rows_of: Text | None
    listed_as: Name | None
    facts: tuple[Has, ...]
    text: str
    in_force: InForce | None = None
    groups: tuple[FactsOf, ...] = field(default=(), compare=False)
    span: Span = _span()


class SoWhen(Data):
    when: Condition
    span: Span = _span()


class ItIs(Data):
    """`it is V when ...`; `when` None is `otherwise it is V`."""

    value: Value
    when: Condition | None
    span: Span = _span()


class Cases(Data):
    lines: tuple[ItIs, ...]
    span: Span = _span()


class ByTable(Data):
    table: Text
    span: Span = _span()


class FirstKnown(Data):
    paths: tuple[Path, ...]
    span: Span = _span()


class Tally(Data):
    """`it is the number of N where (...)`, `it is the earliest F of N where (...)`; N as written, perhaps in plural."""

    kind: Literal["number", "earliest", "latest"]
    fact: Name | None
    name: Name
    among: Path | None
    condition: Condition | None
    span: Span = _span()


class ItIsPath(Data):
    """`it is the offender's acting group`."""

    path: Path
    span: Span = _span()


class BelongTogether(Data):
    when: Condition
    span: Span = _span()


Body: TypeAlias = SoWhen | Cases | ByTable | FirstKnown | ItIsPath | Tally | BelongTogether


# what a single clause says
ClauseValue: TypeAlias = (
    Has | Action | Condition | Body | ItIs | ForEach | Standing | tuple[Citation, ...] | tuple[Name, ...] | Name | str
)


class Define(Data):
    name: Name
    cites: tuple[Citation, ...]
    text: str
    standing: Standing | None
    in_force: InForce | None
    for_each: ForEach
    body: Body
    # `earlier wording of N`
    earlier: bool = False
    span: Span = _span()


class Provision(Data):
    """A rule, class rule, exception, reading or earlier wording.

    `role`: how the head names it. For `reading`, `label` is the label it reads and `reading`
    its name; for `earlier`, `label` is the label whose earlier wording it is.
    `fails`: the `failing which` lines, in order. `of_class`: written `class rule`. `rank`: what an earlier wording
    says of its rank; empty: that of the wording after it.
    """

    role: Literal["rule", "exception", "reading", "earlier"]
    of_class: bool
    label: str
    title: str
    targets: tuple[str, ...]
    reading: str
    cites: tuple[Citation, ...]
    text: str
    standing: Standing | None
    in_force: InForce | None
    for_each: ForEach | None
    where: Condition | None
    actions: tuple[Action, ...]
    fails: tuple[CountOne, ...]
    otherwise: Action | None
    rank: Literal["", "rule", "class rule"] = ""
    span: Span = _span()
    head: Span = _span()


class Disagreement(Data):
    label: str
    title: str
    between: tuple[str, str]
    cites: tuple[Citation, ...]
    text: str
    standing: Standing | None
    action: Action
    in_force: InForce | None = None
    span: Span = _span()


class Cell(Data):
    """`text` as written, stripped; `any` is the text `any`."""

    text: str
    span: Span = _span()


class Row(Data):
    """Of its cells under `in force from` and `until`: the days, as an `InForce` has them; None for a blank."""

    cells: tuple[Cell, ...]
    since: Date | None = None
    until: Date | None = None
    since_made: Date | None = None
    until_made: Date | None = None
    span: Span = _span()


class Table(Data):
    """`first_output` is the index of the column headed `=>`; len(headings) if there is none.

    A table in a file (`rows in "offences.csv"`) has `file` and, once the door has read it, its
    headings and rows. `ties`: two rows may fit; the first does (`the first row that fits`).
    `partial`: `not every combination has a row`. `others`: in an edition, the rows of other days.
    """

    title: Text
    cites: tuple[Citation, ...]
    text: str
    standing: Standing | None
    file: Text | None
    first_row: bool
    partial: bool
    headings: tuple[Cell, ...]
    first_output: int
    rows: tuple[Row, ...]
    in_force: InForce | None = None
    # `earlier wording of table "T"`
    earlier: bool = False
    others: tuple[Row, ...] = ()
    span: Span = _span()


class Untranslatable(Data):
    label: str
    title: str
    cites: tuple[Citation, ...]
    text: str
    in_force: InForce | None = None
    span: Span = _span()


# what the word before a name says that it is; empty for a label or a name alone
TargetKind: TypeAlias = Literal["", "define", "table", "result", "entity"]


class Omit(Data):
    """`omit F1.3`, `omit limb (c) of A1`, `omit table "T" row KEY`."""

    label: str
    limb: str
    table: str
    row: str
    kind: TargetKind = ""
    span: Span = _span()


class Substitute(Data):
    """`substitute A2` ... `end substitute`, with the whole new text (provision, definition or table)."""

    label: str
    item: Item
    kind: TargetKind = ""
    span: Span = _span()


class SubstituteLimb(Data):
    """`in A1 substitute limb (c) TEST`."""

    label: str
    limb: str
    condition: Condition
    kind: TargetKind = ""
    span: Span = _span()


class InsertLimb(Data):
    """`in A1 insert after limb (b) TEST`: the limbs after it move one letter on."""

    label: str
    after: str
    condition: Condition
    kind: TargetKind = ""
    span: Span = _span()


class InClause(Data):
    """`in D1 substitute count one crime for each victim`, `in allegation insert has told apart: yes or no`,
    `in A1 omit otherwise`, `in allegation omit has told apart`.

    `clause`: the kind of clause; `value`: what it says, or None; `name`: the fact that is omitted.
    """

    verb: Literal["substitute", "insert", "omit"]
    label: str
    clause: str
    value: ClauseValue | None
    name: Name | None = None
    kind: TargetKind = ""
    span: Span = _span()


class Insert(Data):
    """`insert after F1` ... `end insert`."""

    after: str
    items: tuple[Item, ...]
    kind: TargetKind = ""
    span: Span = _span()


class InsertRows(Data):
    """`in table "T" insert rows after row K` ... `end insert`; rows only."""

    table: str
    after_row: str
    rows: tuple[Row, ...]
    span: Span = _span()


class SubstituteRow(Data):
    """`in table "T" substitute row K` + one row line."""

    table: str
    row: str
    new: Row
    span: Span = _span()


Operation: TypeAlias = (
    Omit | Substitute | SubstituteLimb | InsertLimb | InClause | Insert | InsertRows | SubstituteRow
)


class Amendment(Data):
    """`made_on` is None where the amendment says `proposed`."""

    title: Text
    rulebook: Text
    cites: tuple[Citation, ...]
    text: str
    proposed: bool
    made_on: Date | None
    in_force: InForce | None
    operations: tuple[Operation, ...]
    span: Span = _span()


Item: TypeAlias = (
    Header | Result | Entity | FactsOf | Define | Provision | Disagreement | Table | Untranslatable | Amendment
)


class RulebookText(Data):
    """Every definition of every file of one rulebook, in order of file name and place."""

    items: tuple[Item, ...]
    # lines read, for the summary and the speed figures
    lines: int = 0
    # comments (`-- ...`), by file name and line, for the formatter
    comments: tuple[tuple[str, int, str], ...] = ()
