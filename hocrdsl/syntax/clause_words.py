"""The words that open a line, and how the rest of such a line is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from hocrdsl.data import Data
from hocrdsl.syntax.levels import CRITERIA, PATHS
from hocrdsl.syntax.scan import Scanner
from hocrdsl.syntax.tokens import LABEL, phrase

Reader = Callable[[Scanner, int, int], None]


class Opening(Data):
    """One clause word: its pattern, the type of its token, and the reader of the rest of the line.

    `opens`: limbs follow, of this kind. `block`: a block opens that an `end` line closes.
    """

    words: str
    pattern: re.Pattern[str]
    terminal: str
    read: Reader
    opens: str = ""
    block: str = ""


def _plain(*specials: str, labels: bool = False) -> Reader:
    return lambda s, start, end: s.plain(start, end, *specials, labels=labels)


def _action(*words: str, specials: tuple[str, ...] = ()) -> Reader:
    def read(s: Scanner, start: int, end: int) -> None:
        s.with_when(start, end, lambda a, b: s.split_last(a, b, words, specials) if words else s.plain(a, b))

    return read


def _count(s: Scanner, start: int, end: int) -> None:
    s.with_when(start, end, lambda a, b: s.plain(a, b, "for each", "and"))


def _then(s: Scanner, start: int, end: int) -> None:
    s.with_when(start, end, s.then)


def _value(s: Scanner, start: int, end: int) -> None:
    s.with_when(start, end, s.plain)


def _in_table(s: Scanner, start: int, end: int) -> None:
    match = re.compile(r'( *"[^"]*") +(insert +rows +after +row|substitute +row)(?![\w-])').match(s.text, start, end)
    if match is None:
        s.plain(start, end, "insert rows after row", "substitute row")
        return
    s.plain(start, match.end(1))
    s.token("INSERT_ROWS" if match[2].startswith("insert") else "SUBSTITUTE_ROW", *match.span(2))
    s.rest(match.end(), end)


def _omit_row(s: Scanner, start: int, end: int) -> None:
    match = re.compile(r'( *"[^"]*") +(row)(?![\w-])').match(s.text, start, end)
    if match is None:
        s.plain(start, end, "row")
        return
    s.plain(start, match.end(1))
    s.token("KEYED", *match.span(2))
    s.rest(match.end(), end)


_LIMBS = re.compile(r" *((?:\([A-Za-z0-9]+\))+)(?!\w)")


def _limb_reference(s: Scanner, start: int, end: int) -> int:
    match = _LIMBS.match(s.text, start, end)
    if match is None:
        return start
    s.token("LIMBS", match.start(1), match.end(1))
    return match.end()


def _omit_limb(s: Scanner, start: int, end: int) -> None:
    at = _limb_reference(s, start, end)
    match = re.compile(r" *(of)(?![\w-])").match(s.text, at, end)
    if match is None:
        s.plain(at, end, "of", labels=True)
        return
    s.token("OF", *match.span(1))
    _target(s, match.end(), end)


_KIND = re.compile(
    r' *(?:(?P<TABLE>table)(?= *")|(?P<DEFINE>define)(?= +\S)|(?P<RESULT>result)(?= +\S)|(?P<ENTITY>entity)(?= +\S))'
)


def _target(s: Scanner, start: int, end: int) -> None:
    """A label or a name; of what kind, where the word for it stands before."""
    match = _KIND.match(s.text, start, end)
    kind = ""
    if match is not None:
        kind = str(match.lastgroup)
        s.token(kind, *match.span(kind))
        start = match.end()
    if kind and kind != "TABLE":
        s.declared(start, end)
    else:
        s.plain(start, end, labels=True)


_IN_CLAUSE = re.compile(
    r"(.*?)(?<![\w-])(?:(?P<SUBSTITUTE_LIMB>substitute +limb)|(?P<INSERT_LIMB>insert +after +limb)"
    r"|(?P<SUBSTITUTING>substitute)|(?P<INSERTING>insert)|(?P<OMITTING>omit))(?![\w-])"
)


def in_clause(s: Scanner, start: int, end: int) -> int:
    """`in TARGET substitute|insert|omit`; gives where the clause begins that it is about, or -1 where it read all."""
    match = _IN_CLAUSE.match(s.text, start, end)
    if match is None:
        _target(s, start, end)
        return -1
    _target(s, start, match.end(1))
    kind = str(match.lastgroup)
    s.token(kind, *match.span(kind))
    if kind in ("SUBSTITUTE_LIMB", "INSERT_LIMB"):
        s.condition(_limb_reference(s, match.end(), end), end)
        return -1
    return match.end()


def _in(s: Scanner, start: int, end: int) -> None:
    in_clause(s, start, end)


_WHERE = re.compile(r"(?<![\w-])where(?= *\()")


def _tally(s: Scanner, start: int, end: int) -> None:
    """`things [among P] [where (...)]`."""
    _counted(s, start, end, lambda a, b: s.plain(a, b, "among"))


def _extreme(s: Scanner, start: int, end: int) -> None:
    """`fact of things [among P] [where (...)]`; the fact's own name may hold an `of`."""
    _counted(s, start, end, lambda a, b: s.split_last(a, b, ("of",), ("among",)))


def _counted(s: Scanner, start: int, end: int, read: Callable[[int, int], None]) -> None:
    match = _WHERE.search(s.text, start, end)
    if match is None:
        read(start, end)
        return
    read(start, match.start())
    s.token("WHERE", *match.span())
    s.condition(match.end(), end)


_REST: Reader = Scanner.rest
_CONDITION: Reader = Scanner.condition
_NOTHING = _plain()


_EARLIER = re.compile(
    rf' *(?:(?P<TABLE>table)(?= *")|(?P<RESULT>result)(?= +\S)|(?P<DEFINE>define)(?= +\S)'
    rf"|(?P<CLASS_RULE>class +rule)(?= +{LABEL.pattern})|(?P<RULE>rule)(?= +{LABEL.pattern}))"
)


def _earlier(s: Scanner, start: int, end: int) -> None:
    """`earlier wording of` a label, a name, a table, or a result; a name is declared, so it may hold any word."""
    match = _EARLIER.match(s.text, start, end)
    if match is not None:
        kind = str(match.lastgroup)
        s.token(kind, *match.span(kind))
        start = match.end()
        if kind in ("RESULT", "DEFINE"):
            s.declared(start, end)
        else:
            s.plain(start, end, "to", labels=True)
    elif re.compile(rf" *{LABEL.pattern}").match(s.text, start, end):
        s.plain(start, end, "to", labels=True)
    else:
        s.declared(start, end)


def _opening(words: str, read: Reader, terminal: str = "", opens: str = "", block: str = "") -> Opening:
    name = terminal or words.upper().replace(" ", "_").replace("-", "_")
    return Opening(words, re.compile(phrase(words)), name, read, opens, block)


_PERMIT = _action("to", specials=("and",))
_TITLED = _plain(labels=True)

HEADINGS = (
    _opening("rulebook", _NOTHING),
    _opening("result", Scanner.declared),
    _opening("entity", Scanner.entity),
    _opening("facts of", _NOTHING),
    _opening("define", Scanner.declared),
    _opening("rule", _TITLED),
    _opening("class rule", _TITLED),
    _opening("exception", _plain("to", labels=True)),
    _opening("reading", _plain("of", labels=True)),
    _opening("earlier wording of", _earlier),
    _opening("disagreement", _plain("between", "and", labels=True)),
    _opening("table", _NOTHING),
    _opening("untranslatable", _TITLED),
    _opening("amendment", _plain("to rulebook")),
)

OPERATIONS = (
    _opening("omit limb", _omit_limb),
    _opening("omit table", _omit_row, "OMIT_ROW"),
    _opening("omit", _target),
    _opening("substitute", _target, block="substitute"),
    _opening("insert after", _target, block="insert"),
    _opening("in table", _in_table, block="insert"),
    _opening("in", _in),
)

CLAUSES = (
    _opening("cites", _NOTHING),
    _opening("text", _NOTHING, "TEXT_WORD"),
    _opening("standing", _plain("confirmed", "inferred", "presumed unchanged", "recalled", "from", "before")),
    _opening("in force from", _plain("until", "as made on")),
    _opening("in force again from", _plain("until", "as made on")),
    _opening("for each", _plain("and")),
    _opening("where provisions disagree", _NOTHING),
    _opening("where nothing classifies", _NOTHING),
    _opening("where", _CONDITION),
    _opening("failing which for each", _plain("and")),
    _opening("failing which one", _NOTHING),
    _opening("language", _NOTHING),
    _opening("known on", _NOTHING),
    _opening("published on", _NOTHING),
    _opening("decides by", _NOTHING),
    _opening("decides each", _NOTHING),
    _opening("counts", _plain("by")),
    _opening("local time", _REST),
    _opening("class rules prevail over general rules", _NOTHING, "CLASS_RULES_PREVAIL"),
    _opening("settled by", _NOTHING),
    _opening("classified by", _NOTHING),
    _opening("has", Scanner.has),
    _opening("guidance", _NOTHING),
    _opening("value", _NOTHING),
    _opening("example", _NOTHING),
    _opening("decided by", _REST),
    _opening("it is so", _value),
    _opening("it is by table", _NOTHING),
    _opening("it is the first of the following that is known", _NOTHING, "IT_IS_FIRST_KNOWN", PATHS),
    _opening("it is the first of the following that are known", _NOTHING, "IT_IS_FIRST_KNOWN", PATHS),
    _opening("it is the number of", _tally, "IT_IS_NUMBER_OF"),
    _opening("it is the earliest", _extreme, "IT_IS_EARLIEST"),
    _opening("it is the latest", _extreme, "IT_IS_LATEST"),
    _opening("it is", _value),
    _opening("otherwise it is", _NOTHING),
    _opening("the two belong together", _value),
    _opening("the first row that fits", _NOTHING, "FIRST_ROW"),
    _opening("not every combination has a row", _NOTHING, "PARTIAL"),
    _opening("rows in", _NOTHING),
    _opening("made on", _NOTHING),
    _opening("proposed", _NOTHING),
)

ACTIONS = (
    _opening("record", _action()),
    _opening("treat", _action("as")),
    _opening("refer", _action("to")),
    _opening("classify", _action("as", "by table")),
    _opening("join", _action("to")),
    _opening(
        "let the more serious prevail by the first of the following that decides",
        _NOTHING, "LET_THE_MORE_SERIOUS", CRITERIA,
    ),
    _opening("let", _action("prevail over")),
    _opening("absorb", _action("into")),
    _opening("count both", _action()),
    _opening("count one", _count),
    _opening("release", _action("from")),
    _opening("cancel", _action("as")),
    _opening("allow", _PERMIT),
    _opening("bar", _PERMIT),
    _opening("then", _then),
)  # fmt: skip

OTHERWISE = _opening("otherwise", _NOTHING)


def _by_first_word(openings: Iterable[Opening]) -> dict[str, tuple[Opening, ...]]:
    table: dict[str, list[Opening]] = {}
    for opening in openings:
        table.setdefault(opening.words.split()[0], []).append(opening)
    return {word: tuple(sorted(some, key=lambda o: -len(o.words))) for word, some in table.items()}


BY_WORD = _by_first_word((*CLAUSES, *ACTIONS, *OPERATIONS, OTHERWISE))
HEADING_BY_WORD = _by_first_word(HEADINGS)
ACTION_BY_WORD = _by_first_word(ACTIONS)


def find(table: dict[str, tuple[Opening, ...]], word: str, text: str, at: int) -> Opening | None:
    """The longest opening of `table` that stands at column `at`."""
    for opening in table.get(word, ()):
        if opening.pattern.match(text, at):
            return opening
    return None
