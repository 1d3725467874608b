"""Levels of limbs: their letters open and close groups, and their connectives are checked here.

A level opens at its first letter directly below a group phrase; any other limb continues the
innermost open level whose next letter it bears, and closes those inside it. A connective at the
end of a line belongs to the limb of the level that the next line continues.
"""

from __future__ import annotations

from collections.abc import Callable

from hocrdsl.data import Data, field
from hocrdsl.diagnostics import Diagnostic
from hocrdsl.syntax import problems
from hocrdsl.syntax.tokens import Token

DEEPEST = 40

# what a level holds: limbs of a group, criteria, or paths
ALL, ANY, NONE, CRITERIA, PATHS = "all of", "any of", "none of", "criteria", "paths"
_CLOSING = {ALL: "and", ANY: "or", NONE: "or", CRITERIA: "and", PATHS: "and"}
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def letter(depth: int, number: int) -> str:
    """The letter of limb `number` (from 1) at `depth`: (a), (i), (A), (1), and round again."""
    match depth % 4:
        case 0:
            return _alphabetic(number, "a")
        case 1:
            return _roman(number)
        case 2:
            return _alphabetic(number, "A")
        case _:
            return str(number)


def _alphabetic(number: int, first: str) -> str:
    text = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        text = chr(ord(first) + rest) + text
    return text


def _roman(number: int) -> str:
    text = ""
    for value, digits in _ROMAN:
        while number >= value:
            text, number = text + digits, number - value
    return text


class _Limb(Data, frozen=False):
    token: Token
    omitted: bool = False
    connective: Token | None = None


class _Level(Data, frozen=False):
    kind: str
    opener: Token
    depth: int
    limbs: list[_Limb] = field(default_factory=list)
    number: int = 0

    def next_letter(self) -> str:
        return letter(self.depth, self.number + 1)


class Levels(Data, frozen=False):
    """The open levels of one clause. `emit` takes tokens, `report` diagnostics."""

    emit: Callable[[Token], None]
    report: Callable[[Diagnostic], None]
    open: list[_Level] = field(default_factory=list)
    pending: tuple[str, Token, int] | None = None
    held: Token | None = None
    # nested too deep: said once, and nothing more about this clause
    lost: bool = False

    def opens(self, kind: str, opener: Token, depth: int | None = None) -> None:
        """The line just read ends with a group phrase; its first limb is to follow."""
        if depth is None:
            depth = 3 if kind in (CRITERIA, PATHS) else self.open[-1].depth + 1 if self.open else 0
        if self.held is not None:
            self.report(problems.connective_stray(self.held.span, "", self.held.value, last=True))
            self.held = None
        self.pending = (kind, opener, depth)
        if len(self.open) >= DEEPEST and not self.lost:
            self.report(problems.too_deep(opener.span, DEEPEST))
            self.lost = True

    def limb(self, token: Token) -> str | None:
        """Places a limb; gives the kind of its level, or None where no group is open."""
        if self.pending:
            self._begin(token)
        elif not self.open:
            return None
        else:
            self._continue(token)
        level = self.open[-1]
        level.number += 1
        level.limbs.append(_Limb(token))
        self.emit(token)
        return level.kind

    def omitted(self) -> None:
        """The limb just placed is `omitted`."""
        self.open[-1].limbs[-1].omitted = True

    def connective(self, token: Token) -> None:
        """A connective ends the line; the next line tells whose it is."""
        self.held = token

    def end(self) -> None:
        """The clause is over: every level closes."""
        if self.pending:
            kind, opener, _ = self.pending
            self.pending = None
            if not self.open or kind not in (CRITERIA, PATHS):
                self._say(problems.few_limbs(opener.span, 0))
        self._give_held(self.open[-1] if self.open else None)
        while self.open:
            self._close()
        self.lost = False

    def _say(self, diagnostic: Diagnostic) -> None:
        if not self.lost:
            self.report(diagnostic)

    def _begin(self, token: Token) -> None:
        assert self.pending is not None
        kind, opener, depth = self.pending
        self.pending = None
        self.emit(Token("_OPEN", "", token.source, token.start_pos, token.start_pos))
        self.open.append(_Level(kind, opener, depth))
        if token.value != letter(depth, 1):
            self._say(problems.limb_expected(token.span, letter(depth, 1), None))
            # letters of another sort go on as such: one finding for one mistake
            level = self.open[-1]
            level.depth = next((d for d in range(4) if letter(d, 1) == token.value), depth)

    def _continue(self, token: Token) -> None:
        fits = [level for level in self.open if level.next_letter() == token.value]
        target = fits[-1] if fits else self._meant(token)
        while self.open[-1] is not target:
            # a held connective belongs to the level that goes on, so it waits
            self._close()
        self._give_held(target)

    def _meant(self, token: Token) -> _Level:
        """The level of a limb out of order: the innermost with letters of its sort."""
        for level in reversed(self.open):
            for number in range(1, 60):
                if letter(level.depth, number) == token.value:
                    last = level.limbs[-1].token.span
                    self._say(problems.limb_expected(token.span, level.next_letter(), last))
                    level.number = number - 1
                    return level
        level = self.open[-1]
        self._say(problems.limb_expected(token.span, level.next_letter(), level.limbs[-1].token.span))
        return level

    def _give_held(self, level: _Level | None) -> None:
        if self.held is not None and level is not None and level.limbs:
            level.limbs[-1].connective = self.held
            self.emit(self.held)
        self.held = None

    def _close(self) -> None:
        level = self.open.pop()
        self._check(level)
        last = level.limbs[-1].token
        self.emit(Token("_CLOSE", "", last.source, last.end_pos, last.end_pos))

    def _check(self, level: _Level) -> None:
        is_list = level.kind in (CRITERIA, PATHS)
        if len(level.limbs) < 2 and not is_list:
            self._say(problems.few_limbs(level.opener.span, 1))
            return
        word = _CLOSING[level.kind]
        live = [limb for limb in level.limbs if not limb.omitted]
        last_but_one = live[-2] if len(live) > 1 else None
        for limb in level.limbs:
            written = limb.connective
            if limb is last_but_one and written is None and not any(x.connective for x in level.limbs[:-1]):
                self._say(problems.connective_missing(limb.token.span, word, level.kind))
            elif written is not None and limb is level.limbs[-1]:
                self._say(problems.connective_stray(written.span, limb.token.value, word, last=True))
            elif written is not None and limb is not last_but_one and not limb.omitted:
                self._say(problems.connective_stray(written.span, limb.token.value, word, last=False))
            elif written is not None and written.value != word:
                self._say(problems.connective_wrong(written.span, word, level.kind))
