"""The words of one line, cut into tokens; what counts as a special word depends on the clause."""

from __future__ import annotations

import re
from collections.abc import Callable

from hocrdsl.diagnostics import Diagnostic
from hocrdsl.source import SourceText, Span
from hocrdsl.syntax import problems
from hocrdsl.syntax.levels import DEEPEST
from hocrdsl.syntax.tokens import MONTHS, RESERVED, SIGNS, WORD, Token, phrase, pieces

_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ARTICLES = frozenset({"a", "an", "the"})
_VERBS = ("is not", "are not")
_WHEN = re.compile(r"(?<![\w-])when(?![\w-])")
_GLUED = re.compile(
    r"(?<![\w-])(?:(when)(?!(?:ever|ce|soever)\b)|(where)(?!(?:ever|as|by|in|about|abouts|of|upon|fore|to|"
    r"with|withal|soever|from|on|at|after|under|ver)\b)|(?:(all)|(any)|(none))(?=of\b))[^\W\d_]{2,}"
)
_AFTER_IS = re.compile(
    rf" *(?:(?P<COMPARISON>{'|'.join(map(phrase, ('on or before', 'on or after', 'before', 'after')))}"
    rf"|{'|'.join(map(phrase, ('at least', 'at most', 'more than', 'less than')))})"
    rf"|(?P<KNOWN>{phrase('known')})|(?P<UNKNOWN>{phrase('unknown')})|(?P<ONE_OF>{phrase('one of')})"
    rf"|(?P<WITHIN>{phrase('within')}(?= +\d)))"
)
_TEST_START = re.compile(
    rf" *(?:(?P<NOT>{phrase('not')})|(?P<THERE_IS_NO>{phrase('there is no')})|(?P<THERE_IS>{phrase('there is')})"
    rf"|(?P<THE_TWO_SAME>{phrase('the two have the same')})"
    rf"|(?P<THE_TWO_DIFFERENT>{phrase('the two have different')})"
    rf"|(?P<GROUP>{phrase('all of')}|{phrase('any of')}|{phrase('none of')})(?= *$)"
    r"|(?P<QUANTIFIER>(?:any|every|no)(?= +[^()]*(?<![\w-])where *\()))"
)
_MIDDLE = pieces(*RESERVED, *_VERBS)
_TYPES = {
    "yes or no": "YES_OR_NO", "date": "DATE_TYPE", "number": "NUMBER_TYPE", "code": "CODE_TYPE", "text": "TEXT_TYPE",
}  # fmt: skip
_IN_NAME = re.compile(
    r"(?<![\w-])(?:" + "|".join(map(phrase, RESERVED)) + r")|'s(?!\w)|\w*\d[\w/.]*|[^\w\s-]|(?<!\w)-|-(?!\w)"
)
_CODE_OPTION = re.compile(r"[A-Z0-9][A-Za-z0-9/.]*$")
_OPTIONALITY = re.compile(r" *,( *)(optional|required) *$")
_NEXT = re.compile(r" *(?:[\w'/.-]+|\S)")
# special words whose token has another name than their capitals
_NAMES = {"row": "KEYED", "are": "IS", "is": "IS", "is not": "IS_NOT", "are not": "IS_NOT"}


class Scanner:
    """Cuts stretches of one line into tokens. `failed` tells that something was reported."""

    __slots__ = ("source", "text", "base", "out", "report", "failed")

    def __init__(
        self, source: SourceText, text: str, base: int, out: list[Token], report: Callable[[Diagnostic], None]
    ) -> None:
        self.source = source
        self.text = text
        self.base = base
        self.out = out
        self.report = report
        self.failed = False

    def span(self, start: int, end: int) -> Span:
        """Columns of this line as a place in the source."""
        return Span(self.source, self.base + start, self.base + end)

    def token(self, type: str, start: int, end: int, value: str | None = None) -> Token:
        """Adds a token; its value is its own text unless given."""
        made = Token(
            type, self.text[start:end] if value is None else value, self.source, self.base + start, self.base + end
        )
        self.out.append(made)
        return made

    def problem(self, diagnostic: Diagnostic) -> None:
        """Reports a finding in this line."""
        self.failed = True
        self.report(diagnostic)

    # --- ways to read a stretch -----------------------------------------------------------

    def plain(self, start: int, end: int, *specials: str, labels: bool = False) -> None:
        """Everything but `specials` is names, values and signs."""
        pattern = pieces(*specials, labels=labels)
        while start < end:
            match = pattern.match(self.text, start, end) or SIGNS.match(self.text, start, end)
            if match is None:
                self._unreadable(start, end)
                return
            self._piece(match)
            start = match.end()

    def rest(self, start: int, end: int) -> None:
        """The stretch as it stands."""
        raw = self.text[start:end]
        body = raw.strip()
        if body:
            first = start + len(raw) - len(raw.lstrip())
            self.token("REST", first, first + len(body))

    def declared(self, start: int, end: int) -> None:
        """A name that is declared here."""
        raw = self.text[start:end]
        name = raw.strip()
        if not name:
            return
        first = start + len(raw) - len(raw.lstrip())
        bad = _IN_NAME.search(name)
        if bad:
            self.problem(problems.name_holds(self.span(first + bad.start(), first + bad.end()), name))
        self.token("NAME", first, first + len(name))

    def condition(self, start: int, end: int) -> None:
        """Tests joined by `and` or `or`, or the phrase that opens a group."""
        text, beginning, after_verb, depth = self.text, True, False, 0
        self._glued(start, end)
        while start < end:
            match = None
            if beginning:
                match = _TEST_START.match(text, start, end)
            elif after_verb:
                match = _AFTER_IS.match(text, start, end)
            after_verb = False
            if match is None:
                match = _MIDDLE.match(text, start, end) or SIGNS.match(text, start, end)
                beginning = False
                if match is None:
                    self._unreadable(start, end)
                    return
                kind = self._piece(match)
                if kind == "IS" or kind == "IS_NOT":
                    after_verb = True
                elif kind == "AND" or kind == "OR" or kind == "LPAR":
                    beginning = True
            else:
                kind = str(match.lastgroup)
                self.token(kind, match.start(kind), match.end(kind))
                beginning = kind == "NOT"
            start = match.end()
            if kind == "LPAR" or kind == "NOT":
                depth += 1
                if depth == DEEPEST:
                    self.problem(problems.too_deep(self.span(match.start(), start), DEEPEST))
                    return

    def with_when(self, start: int, end: int, read: Callable[[int, int], None]) -> None:
        """A stretch read by `read`, then `when` and a condition where there is one."""
        at = self.find_when(start, end)
        self._glued(start, end if at < 0 else at)
        read(start, end if at < 0 else at)
        if at >= 0:
            self.token("WHEN", at, at + 4)
            self.condition(at + 4, end)

    def find_when(self, start: int, end: int) -> int:
        """Where the first `when` outside quotes stands, or -1."""
        for match in _WHEN.finditer(self.text, start, end):
            if self.text.count('"', start, match.start()) % 2 == 0:
                return match.start()
        return -1

    def split_last(self, start: int, end: int, words: tuple[str, ...], specials: tuple[str, ...] = ()) -> None:
        """Splits at the last of `words`: what stands left and right of it are names and values."""
        pattern = re.compile(r"(?<![\w-])(?:" + "|".join(map(phrase, words)) + ")")
        last = None
        for match in pattern.finditer(self.text, start, end):
            if self.text.count('"', start, match.start()) % 2 == 0:
                last = match
        if last is None:
            self.plain(start, end, *specials)
            return
        self.plain(start, last.start(), *specials)
        self.token(_terminal(last[0]), last.start(), last.end())
        self.plain(last.end(), end, *specials)

    def then(self, start: int, end: int) -> None:
        """`the N is V`, up to `when`: the first `is` divides."""
        verb = re.compile(r"(?<![\w-])(?:is|are)(?![\w-])").search(self.text, start, end)
        if verb is None:
            self.plain(start, end)
            return
        self.plain(start, verb.start())
        self.token("IS", verb.start(), verb.end())
        first = re.compile(r" *(the +first +of +the +following +that +(?:is|are) +known) *").match(
            self.text, verb.end(), end
        )
        if first and first.end() == end:
            self.token("FIRST_KNOWN", first.start(1), first.end(1))
        else:
            self.plain(verb.end(), end)

    def entity(self, start: int, end: int) -> None:
        """`N, a kind of M, rows of table "T", listed as W`."""
        comma = self.text.find(",", start, end)
        stop = end if comma < 0 else comma
        self.declared(start, stop)
        self.plain(stop, end, "a kind of", "rows of table", "listed as")

    def has(self, start: int, end: int) -> None:
        """`N: type; option; option`."""
        colon = self.text.find(":", start, end)
        if colon < 0:
            self.plain(start, end)
            return
        self.declared(start, colon)
        self.token("COLON", colon, colon + 1)
        stops = [i for i in range(colon, end) if self.text[i] == ";" and not self._quoted(colon, i)]
        stretches = list(zip([colon, *stops], [*stops, end], strict=True))
        self._type(colon + 1, stretches[0][1])
        for semicolon, stop in stretches[1:]:
            self.token("SEMICOLON", semicolon, semicolon + 1)
            self._option(semicolon + 1, stop)

    # --- helpers ----------------------------------------------------------------------------

    def _quoted(self, start: int, at: int) -> bool:
        text = self.text
        return text.count('"', start, at) % 2 == 1 or text.count("[", start, at) > text.count("]", start, at)

    def _type(self, start: int, end: int) -> None:
        after: list[tuple[str, int, int]] = []
        while match := _OPTIONALITY.search(self.text, start, end):
            after.insert(0, (match[2].upper(), match.start(2), match.end(2)))
            end = match.start()
        words = self.text[start:end].split()
        first = start + len(self.text[start:end]) - len(self.text[start:end].lstrip())
        exact = _TYPES.get(" ".join(words))
        if exact:
            self.token(exact, first, end)
        elif words[:2] == ["one", "of"] or words[:2] == ["list", "of"]:
            listed = words[0] == "one"
            at = self.text.index("of", first) + 2
            self.token("ONE_OF" if listed else "LIST_OF", first, at)
            (self._options if listed else self.plain)(at, end)
        else:
            self.plain(first, end)
        for type, left, right in after:
            self.token(type, left, right)

    def _options(self, start: int, end: int) -> None:
        while True:
            comma = self.text.find(",", start, end)
            stop = end if comma < 0 else comma
            raw = self.text[start:stop]
            if _CODE_OPTION.match(raw.strip()) and any(c.isdigit() for c in raw):
                # options may be codes, such as the categories of an official list
                first = start + len(raw) - len(raw.lstrip())
                self.token("NAME", first, first + len(raw.strip()))
            else:
                self.declared(start, stop)
            if comma < 0:
                return
            self.token("COMMA", comma, comma + 1)
            start = comma + 1

    def _option(self, start: int, end: int) -> None:
        match = re.compile(r" *(judgement|never +decides|presume|only +where)(?![\w-])").match(self.text, start, end)
        if match is None:
            self.plain(start, end)
            return
        kind = _terminal(match[1])
        self.token(kind, match.start(1), match.end(1))
        if kind == "ONLY_WHERE":
            self.condition(match.end(), end)
        else:
            self.plain(match.end(), end, "when unknown")

    def _piece(self, match: re.Match[str]) -> str:
        """Adds the token of a matched piece; gives its type."""
        kind = str(match.lastgroup)
        if kind == "NAME":
            start, end = match.span(kind)
            if end - start < 4 and match[kind].lower() in _ARTICLES:
                self.problem(problems.unexpected(self.span(start, end), f"no name follows `{match[kind]}`", "a name"))
            self.token(kind, start, end)
            return kind
        if kind == "special":
            start, end = match.span(kind)
            kind = _terminal(match["special"])
            self.token(kind, start, end)
            return kind
        if kind == "SIDE" or kind == "QUANTITY":
            self.token("QUANTITY", *match.span("QUANTITY"))
            if kind == "SIDE":
                self.token("SIDE", *match.span("SIDE"))
            return kind
        start, end = match.span(kind)
        if kind == "DIGITS":
            kind = "NUMBER"
        elif kind == "DATE":
            self._date(start, end)
            return kind
        elif kind == "TEXT":
            self.token(kind, start, end, match[kind][1:-1])
            return kind
        elif kind == "CITATION" and not match[kind][1:-1].strip():
            self.problem(problems.citation_bad(self.span(start, end), "it names no document"))
        self.token(kind, start, end)
        return kind

    def _date(self, start: int, end: int) -> None:
        day, month_name, year = self.text[start:end].split()
        month = MONTHS.index(month_name)
        leap = int(year) % 4 == 0 and (int(year) % 100 != 0 or int(year) % 400 == 0)
        days = 28 if month == 1 and not leap else _DAYS[month]
        if not 1 <= int(day) <= days or int(year) == 0:
            self.problem(problems.no_such_date(self.span(start, end), days if int(day) > days else 0))
        self.token("DATE", start, end, f"{year}-{month + 1:02}-{int(day):02}")

    def _glued(self, start: int, end: int) -> None:
        for match in _GLUED.finditer(self.text, start, end):
            if self.text.count('"', start, match.start()) % 2 == 0:
                first = next(filter(None, match.groups()))
                if match[0].endswith("of") and first in ("all", "any", "none"):
                    first = f"{first} of"
                self.problem(problems.glued(self.span(*match.span()), first))

    def _unreadable(self, start: int, end: int) -> None:
        """Nothing fits at `start`: an unclosed quote, a name with a digit, a strange sign."""
        match = _NEXT.match(self.text, start, end)
        if match is None or self.failed:
            return
        body = match[0].strip()
        first = match.end() - len(body)
        if body[0] == '"':
            self.problem(problems.quote_open(self.span(first, end)))
        elif body[0] == "[":
            self.problem(problems.citation_bad(self.span(first, end), "`]` is missing"))
        else:
            names = WORD.match(body) is None and any(c.isalpha() for c in body)
            help = ("names are words of letters and hyphens; codes are written in capitals",) if names else ()
            self.problem(problems.unexpected(self.span(first, match.end()), f"unexpected `{body}`", "", help))


def _terminal(words: str) -> str:
    plain = " ".join(words.split())
    return _NAMES.get(plain) or plain.upper().replace(" ", "_")
