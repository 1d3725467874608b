"""The checked rulebook of one edition: every name bound, every expression typed."""

from __future__ import annotations

from hocrdsl.data import Data, field
from typing import Literal, TypeAlias

from hocrdsl.model.expressions import Constant, Quantified, Scalar, Test, Type, Value
from hocrdsl.source import Citation, Span
from hocrdsl.syntax import nodes as syntax


def _span() -> Span:
    return field(compare=False, repr=False, kw_only=True)  # type: ignore[no-any-return]


# --- vocabulary -----------------------------------------------------------------------


class Fact(Data):
    """`name` as declared, `key` in snake_case. `entity` is the key of the entity that declares it."""

    name: str
    key: str
    entity: str
    type: Type
    optional: bool
    required: bool
    judgement: bool
    # recorded for other ends: no provision may read it
    never_decides: bool
    # the presumed value; Constant, or the text "none" presumed absent
    presumed: Constant | Literal["none"] | None
    presumed_cites: tuple[Citation, ...]
    # variable 0 is the thing that has the fact
    only_where: Test | None
    guidance: str
    decided_by: str
    # what its values mean, by option (`yes`, `no`, `none`), and an example: they explain, and never decide
    meanings: tuple[tuple[str, str], ...] = ()
    example: str = ""
    # the title of the group that it stands in; empty in its entity
    group: str = ""
    span: Span = _span()


class Entity(Data):
    """`facts` holds own and inherited facts by key, in order of declaration (inherited first). `groups`: the titles of
    its groups of facts, with what is said of each."""

    name: str
    key: str
    listed_as: str
    kind_of: str | None
    rows_of: str | None
    facts: dict[str, Fact]
    text: str
    groups: tuple[tuple[str, str], ...] = ()
    span: Span = _span()


class Rows(Data):
    """The rows of a row entity: keys in table order, and each column by fact key (None: none)."""

    entity: str
    keys: tuple[str, ...]
    columns: dict[str, tuple[Scalar | None, ...]]


class Result(Data):
    """`settled_by`, `classified_by`: the facts of the decided thing by which a referral to it is ruled, by keys."""

    name: str
    key: str
    cites: tuple[Citation, ...]
    text: str
    settled_by: str | None = None
    classified_by: str | None = None
    span: Span = _span()


# --- tables ---------------------------------------------------------------------------


class Fits(Data):
    """What a cell asks of its heading: `any`, one of some constants, or a comparison with a constant."""

    kind: Literal["any", "one of", "<", "<=", ">", ">="]
    constants: tuple[Constant, ...] = ()


class TableRow(Data):
    number: int
    cells: tuple[Fits, ...]
    # the first output; None: none
    output: Constant | None
    span: Span = _span()


class Table(Data):
    """`inputs` are values of variable 0 (the thing looked up), one for each heading left of `=>`."""

    title: str
    entity: str
    headings: tuple[str, ...]
    inputs: tuple[Value, ...]
    output_heading: str
    output_type: Type
    rows: tuple[TableRow, ...]
    first_row: bool
    partial: bool
    cites: tuple[Citation, ...]
    standing: str = "confirmed"
    span: Span = _span()


# --- definitions ----------------------------------------------------------------------


class ConditionBody(Data):
    test: Test


class CaseBody(Data):
    """Lines in order; a line with test None is `otherwise`. Without it: none when no line is true."""

    lines: tuple[tuple[Value, Test | None], ...]


class TableBody(Data):
    table: str


class FirstBody(Data):
    values: tuple[Value, ...]


class ValueBody(Data):
    value: Value


class TallyBody(Data):
    """How many things satisfy `over`, or the earliest or latest of their `value`; `over` is of the kind `any`."""

    kind: Literal["number", "earliest", "latest"]
    value: Value | None
    over: Quantified


class ClosureBody(Data):
    """`test` has variables 0 and 1; the pairs in either order, closed to an equivalence."""

    test: Test


Body: TypeAlias = ConditionBody | CaseBody | TableBody | FirstBody | ValueBody | TallyBody | ClosureBody


class Definition(Data):
    name: str
    key: str
    entity: str
    type: Type
    body: Body
    cites: tuple[Citation, ...]
    text: str
    standing: str
    span: Span = _span()


# --- provisions -----------------------------------------------------------------------

Stratum: TypeAlias = Literal[
    "classify", "record", "join", "choose", "count", "conclude", "cancel", "release", "permit"
]
STRATA: tuple[Stratum, ...] = (
    "classify", "record", "join", "choose", "count", "conclude", "cancel", "release", "permit",
)


class ClassifyAs(Data):
    """By value, or by the table of that title."""

    value: Value | None
    table: str | None
    when: Test | None
    span: Span = _span()


class FateIs(Data):
    """`result` is None for `record`; a result's key for treat and refer."""

    verb: Literal["record", "treat", "refer"]
    result: str | None
    when: Test | None
    span: Span = _span()


class JoinsTo(Data):
    """Variable 0 joins variable 1."""

    when: Test | None
    span: Span = _span()


class PairAnswer(Data):
    """`winner`: the variable that prevails; None with `result` None: both stand; with `result`: referred to it."""

    winner: int | None
    result: str | None
    when: Test | None
    # how it was said: prevail, absorb, count both, refer
    verb: str
    span: Span = _span()


class Criterion(Data):
    """Over a row (variable 0 of the row entity): `lower`/`greater` of a number, or `first` rather than `second`."""

    kind: Literal["lower", "greater", "rather"]
    first: Value
    second: Value | None
    text: str


class MoreSerious(Data):
    criteria: tuple[Criterion, ...]
    when: Test | None
    span: Span = _span()


class UnitIs(Data):
    """`parts` are values of variable 0; `fallbacks` the `failing which` lines in order, the last may be ()."""

    parts: tuple[Value, ...]
    fallbacks: tuple[tuple[Value, ...], ...]
    when: Test | None
    # the parts as written, for explanations
    text: str
    span: Span = _span()


class Concludes(Data):
    """`then the N is ...`; `firsts` for the first that is known, else `value`."""

    name: str
    key: str
    type: Type
    value: Value | None
    firsts: tuple[Value, ...]
    when: Test | None
    span: Span = _span()


class Cancels(Data):
    """The counted thing (variable `of`) is proposed to be taken off as `code`."""

    of: int
    code: str
    when: Test | None
    span: Span = _span()


class Releases(Data):
    """Variable 0 (an absorbed allegation) leaves variable 1."""

    when: Test | None
    span: Span = _span()


class Permits(Data):
    allowed: bool
    name: str
    codes: tuple[str, ...]
    when: Test | None
    span: Span = _span()


Action: TypeAlias = (
    ClassifyAs | FateIs | JoinsTo | PairAnswer | MoreSerious | UnitIs | Concludes | Cancels | Releases | Permits
)


class Provision(Data):
    """A rule, class rule, exception or reading, in force in this edition.

    `entities`: keys of the entities of the variables, one or two. `pair`: both range over the same
    things and the pair is unordered. `of_class`: a class rule, or an exception to one.
    `letters` of limbs stand in the tests. `since`/`until`: ISO days as written, or None.
    """

    label: str
    title: str
    reading: str
    of_class: bool
    targets: tuple[str, ...]
    stratum: Stratum
    entities: tuple[str, ...]
    pair: bool
    where: Test | None
    actions: tuple[Action, ...]
    otherwise: Action | None
    cites: tuple[Citation, ...]
    text: str
    standing: str
    since: str | None
    until: str | None
    origin: syntax.Provision = field(compare=False, repr=False)
    span: Span = _span()


class Disagreement(Data):
    label: str
    title: str
    between: tuple[str, str]
    result: str
    cites: tuple[Citation, ...]
    text: str
    standing: str = "confirmed"
    span: Span = _span()


# --- the whole ------------------------------------------------------------------------


class Charter(Data):
    """The rulebook's head, bound. All names are keys.

    `event`: the entity that brings allegations (`report`); `event_date`: its deciding date fact;
    `decided`/`counted`: the entities; `classified`: the fact of the decided entity that classifying sets;
    `row_entity`: that fact's entity (rows of a table); `kept_apart_by`: the column by which the counted are kept apart.
    """

    title: str
    language: str
    since: str
    known_on: str
    event: str
    event_date: str
    decided: str
    counted: str
    classified: str
    row_entity: str
    kept_apart_by: str
    local_time: str
    class_rules_prevail: bool
    disagreements_go_to: str
    unclassified_go_to: str
    cites: tuple[Citation, ...]


class Model(Data):
    charter: Charter
    results: dict[str, Result]
    entities: dict[str, Entity]
    rows: dict[str, Rows]
    tables: dict[str, Table]
    # by (entity key, definition key); a definition for a parent kind stands under each of its kinds too
    definitions: dict[tuple[str, str], Definition]
    provisions: dict[str, Provision]
    readings: dict[tuple[str, str], Provision]
    disagreements: tuple[Disagreement, ...]
    untranslatable: tuple[syntax.Untranslatable, ...]
    # the rows of other days than the edition's: row entity -> column -> values, as `Rows.columns`
    elsewhere: dict[str, dict[str, tuple[Scalar | None, ...]]]
