"""Edits of single lines of a rulebook, and whether anything notices them. Used by deletion.py and injection.py."""

from __future__ import annotations

import multiprocessing
import random
import re
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from hocrdsl.analysis import findings
from hocrdsl.diagnostics import Diagnostic
from hocrdsl.harness.case import Case
from hocrdsl.harness.run import Selection, run
from hocrdsl.harness.session import case_files, read_files, session
from hocrdsl.model import Model, check, fold
from hocrdsl.pipeline import Book, Unreadable, editions, make_plan, sources
from hocrdsl.rules import Rules
from hocrdsl.source import SourceText
from hocrdsl.syntax import RulebookText, fill_table
from hocrdsl.syntax import nodes as syntax
from hocrdsl.syntax.groups import gathered
from hocrdsl.syntax.parse import read

# reported: an error; warned: a warning that was not there; failed: a golden case fails; same: it means the same
Verdict = Literal["reported", "warned", "failed", "same", "silent"]

_NOT_LOGIC = re.compile(r"(text|cites|standing|guidance|value|example|decided by|untranslatable)( |$)|--|>")
_ARTICLES = re.compile(r"\b(an?|the)\b ?")
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_CODE = re.compile(r"(?<![\w/.])(?=[\w/.]*\d)(?=[\w/.]*[A-Z/.])[A-Z0-9][A-Z0-9/.]*(?![\w/.])")
_HIDDEN = re.compile(r'"[^"]*"|\[[^]]*\]|--.*$')
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Edit:
    """One line of a file, as it was and as it is now (None: deleted)."""

    kind: str
    file: str
    line: int
    old: str
    new: str | None


class Workshop:
    """A rulebook taken apart, so that an edit reads one file anew and no more.

    `latest`: the latest edition only, and the files that have a part in it: a tenth of the time.
    """

    def __init__(self, path: str, shown: str, latest: bool = False) -> None:
        self.path = Path(path)
        self.shown = shown
        self.session = session(self.path, shown)
        self.texts = {one.name: one for one in sources(self.path, shown)}
        # groups of facts are put into their entity when all files are together
        self.items = {name: read(one)[0] for name, one in self.texts.items()}
        self.every = editions(self.session.book)
        self.days = self.every[-1:] if latest else self.every
        self.models = {day: self._model(self.session.book.text, day)[0] for day in self.days}
        if any(self._model(self._book("").text, day)[0] != model for day, model in self.models.items()):
            raise AssertionError("taken apart and put together, the rulebook reads otherwise: no verdict would hold")
        self.known = {day: self._told(self.session.book, day) for day in self.days}
        self.concerned = {name for name in self.texts if not latest or self._concerns(name)}
        cases, _ = read_files(self.session, case_files(self.path, shown))
        if latest:
            cases = self._of_edition(cases, self.days[0])
        self.rules = {day: Rules(self.session.book, as_of=day) for day in self.days}
        failing = {one.case for one in run(self._base, cases, self.session.vocabulary).failures}
        self.cases = [case for case in cases if case.name not in failing]
        self.failing = len(failing)

    def _base(self, day: str, readings: Any) -> Rules:
        if readings:
            return Rules(self.session.book, as_of=day, readings=readings)
        return self.rules.setdefault(day, Rules(self.session.book, as_of=day))

    def logic(self) -> list[tuple[str, int, str]]:
        """(file, line, text) of every logic line."""
        found = []
        for name, text in self.texts.items():
            if name not in self.concerned:
                continue
            for number, line in enumerate(text.text.split("\n"), 1):
                bare = line.strip()
                if bare and not _NOT_LOGIC.match(bare):
                    found.append((name, number, line))
        return found

    def verdict(self, edit: Edit) -> Verdict:
        """What notices an edit."""
        if edit.new is not None and _ARTICLES.sub("", edit.old) == _ARTICLES.sub("", edit.new):
            # names are compared without their articles
            return "same"
        lines = self.texts[edit.file].text.split("\n")
        lines[edit.line - 1 : edit.line] = [] if edit.new is None else [edit.new]
        items, told, _ = read(SourceText(edit.file, "\n".join(lines)))
        if any(one.severity == "error" for one in told):
            return "reported"
        if items == self.items[edit.file]:
            return "same"
        try:
            book = self._book(edit.file, items)
        except Unreadable:
            return "reported"
        return self._meaning(book)

    def _book(self, file: str, items: tuple[syntax.Item, ...] = ()) -> Book:
        """The rulebook with other items in a file; raises Unreadable."""
        base = self.session.book
        filled = {item.title.text: item for item in base.text.items if isinstance(item, syntax.Table) and item.file}
        every: list[syntax.Item] = []
        for name in self.texts:
            for item in items if name == file else self.items[name]:
                if isinstance(item, syntax.Table) and item.file is not None:
                    item = self._fill(item, filled)
                every.append(item)
        whole, wrong = gathered(every)
        if any(one.severity == "error" for one in wrong):
            raise Unreadable("a group of facts belongs nowhere")
        return replace(base, text=RulebookText(whole, base.text.lines, base.text.comments), digest="edited")

    def _fill(self, table: syntax.Table, filled: dict[str, syntax.Table]) -> syntax.Table:
        assert table.file is not None
        known = filled.get(table.title.text)
        if known is not None and known.file == table.file:
            return replace(known, span=table.span)
        file = next((one for one in self.path.rglob("*.csv") if one.name == table.file.text), None)
        if file is None:
            raise Unreadable("no such file")
        return fill_table(table, SourceText(str(file), file.read_text(encoding="utf-8"))).value or table

    def _model(self, text: RulebookText, day: str) -> tuple[Model | None, tuple[Diagnostic, ...]]:
        folded = fold(text, day)
        if folded.value is None or folded.failed:
            return None, folded.diagnostics
        checked = check(folded.value)
        return checked.value, (*folded.diagnostics, *checked.diagnostics)

    def _told(self, book: Book, day: str) -> set[tuple[str, str, str]]:
        made = make_plan(book, day)
        found = list(made.diagnostics) + (list(findings(made.value, groups=False)) if made.value is not None else [])
        return {(one.code, one.title, one.severity) for one in found}

    def _meaning(self, book: Book) -> Verdict:
        try:
            days = editions(book)
        except Exception:
            return "reported"
        changed, warned = [], days != self.every
        for day in reversed([day for day in days if day in self.days or self.days == self.every] or days[-1:]):
            model, told = self._model(book.text, day)
            new = {(one.code, one.title, one.severity) for one in told} - self.known.get(day, set())
            if model is None or any(one[2] == "error" for one in new):
                return "reported"
            warned = warned or bool(new)
            if day not in self.models or model != self.models[day]:
                changed.append(day)
        if not changed and days == self.every:
            return "same"
        # the latest edition first, its cases included: most edits are noticed there, and each edition costs a second
        for place, day in enumerate(changed):
            new = self._told(book, day) - self.known.get(day, set())
            if any(one[2] == "error" for one in new):
                return "reported"
            warned = warned or bool(new)
            if place == 0 and self._fails(book, changed, self._latest(day)):
                return "failed"
        if self._fails(book, changed, self.cases):
            return "failed"
        return "warned" if warned else "silent"

    def _concerns(self, name: str) -> bool:
        """Whether a file has a part in the latest edition."""
        try:
            book = self._book(name)
            return bool(self._model(book.text, self.days[0])[0] != self.models[self.days[0]])
        except Exception:
            return True

    def _latest(self, day: str) -> list[Case]:
        return self._of_edition(self.cases, day)

    def _of_edition(self, cases: list[Case], day: str) -> list[Case]:
        """The cases of one edition, readings left aside."""
        return [
            replace(case, expectations=told, positions=())
            for case in cases if not case.reading and case.known_wrong is None
            and (told := tuple(one for one in case.expectations if self._first(one.day) == day))
        ]

    def _first(self, day: str) -> str:
        return max((one for one in self.every if one <= day), default=self.every[0])

    def _fails(self, book: Book, changed: list[str], cases: list[Case]) -> bool:
        kept: dict[str, Rules] = {}

        def rules_for(day: str, readings: Any) -> Rules:
            if self._first(day) not in changed and not readings and editions(book) == self.every:
                return self._base(day, readings)
            if readings:
                return Rules(book, as_of=day, readings=readings)
            return kept.setdefault(day, Rules(book, as_of=day))

        try:
            return bool(run(rules_for, cases, self.session.vocabulary, Selection(stop_first=True)).failures)
        except Exception:
            return True


# --- which edits ----------------------------------------------------------------------


def deletions(shop: Workshop, number: int | None, seed: int) -> list[Edit]:
    """Every logic line deleted, or so many of them."""
    every = [Edit("delete a line", file, line, text.strip(), None) for file, line, text in shop.logic()]
    if number is None or number >= len(every):
        return every
    return [every[place] for place in sorted(random.Random(seed).sample(range(len(every)), number))]


def slips(shop: Workshop, number: int, seed: int) -> list[Edit]:
    """So many slips, kinds in turn, each on a line chosen by seed."""
    chance = random.Random(seed)
    lines = shop.logic()
    codes = sorted({code for _, _, text in lines for code in _CODE.findall(_HIDDEN.sub("", text))})
    found: list[Edit] = []
    kinds = list(_KINDS)
    tries = 0
    while len(found) < number and tries < 50 * number:
        tries += 1
        kind = kinds[len(found) % len(kinds)]
        file, line, text = chance.choice(lines)
        new = _KINDS[kind](text, chance, codes)
        if new is not None and new != text:
            found.append(Edit(kind, file, line, text, None if new == "" else new))
    return found


def _words(text: str) -> list[re.Match[str]]:
    hidden = _hidden(text)
    return [word for word in _WORD.finditer(text) if word.start() not in hidden]


def _hidden(text: str) -> set[int]:
    """Places inside titles, citations and comments; the marks around them are not hidden."""
    return {at for match in _HIDDEN.finditer(text) for at in range(match.start() + 1, match.end() - 1)}


def _delete_word(text: str, chance: random.Random, codes: list[str]) -> str | None:
    words = _words(text)
    if not words:
        return None
    word = chance.choice(words)
    return text[: word.start()] + text[word.end() :].lstrip(" ")


def _double_word(text: str, chance: random.Random, codes: list[str]) -> str | None:
    words = _words(text)
    if not words:
        return None
    word = chance.choice(words)
    return f"{text[: word.end()]} {word.group()}{text[word.end() :]}"


def _swap_words(text: str, chance: random.Random, codes: list[str]) -> str | None:
    pairs = [(one, two) for one, two in _pairs(_words(text)) if text[one.end() : two.start()] == " "]
    if not pairs:
        return None
    one, two = chance.choice(pairs)
    return f"{text[: one.start()]}{two.group()} {one.group()}{text[two.end() :]}"


def _pairs(words: list[re.Match[str]]) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    yield from zip(words, words[1:], strict=False)


def _misspell(text: str, chance: random.Random, codes: list[str]) -> str | None:
    words = _words(text)
    if not words:
        return None
    word = chance.choice(words)
    at = chance.randrange(word.start(), word.end())
    way = chance.randrange(3)
    if way == 0:
        return text[:at] + text[at + 1 :]
    letter = chance.choice(_LETTERS)
    return text[:at] + letter + (text[at:] if way == 1 else text[at + 1 :])


def _delete_line(text: str, chance: random.Random, codes: list[str]) -> str | None:
    return ""


def _drop_mark(text: str, chance: random.Random, codes: list[str]) -> str | None:
    hidden = _hidden(text)
    marks = [at for at, sign in enumerate(text) if not sign.isalnum() and sign != " " and at not in hidden]
    if not marks:
        return None
    at = chance.choice(marks)
    return text[:at] + text[at + 1 :]


def _change_digit(text: str, chance: random.Random, codes: list[str]) -> str | None:
    hidden = _hidden(text)
    digits = [at for at, sign in enumerate(text) if sign.isdigit() and at not in hidden]
    if not digits:
        return None
    at = chance.choice(digits)
    return text[:at] + chance.choice([one for one in "0123456789" if one != text[at]]) + text[at + 1 :]


def _change_code(text: str, chance: random.Random, codes: list[str]) -> str | None:
    hidden = _hidden(text)
    found = [code for code in _CODE.finditer(text) if code.start() not in hidden]
    if not found or len(codes) < 2:
        return None
    code = chance.choice(found)
    return text[: code.start()] + chance.choice([one for one in codes if one != code.group()]) + text[code.end() :]


_KINDS = {
    "delete a word": _delete_word, "double a word": _double_word, "swap two words": _swap_words,
    "misspell a word": _misspell, "delete a line": _delete_line, "drop punctuation": _drop_mark,
    "change a digit": _change_digit, "change a code": _change_code,
}

# --- at work --------------------------------------------------------------------------

_SHOP: list[Workshop] = []


def verdicts(shop: Workshop, edits: list[Edit], workers: int) -> list[Verdict]:
    """What notices each edit."""
    _SHOP[:] = [shop]
    if workers < 2:
        return [shop.verdict(edit) for edit in edits]
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork")) as pool:
        return list(pool.map(_one, edits, chunksize=4))


def _one(edit: Edit) -> Verdict:
    return _SHOP[0].verdict(edit)
