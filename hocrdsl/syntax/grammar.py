"""The parser's table: read ready-made from the package, made anew where the grammar is another by now.

`grammar/states.json` is made from `grammar/rulebook.lark` by `python scripts/parser_table.py`; a test says when that
was forgotten; until then every process makes its own, which takes longer than reading most rulebooks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any, NamedTuple

from hocrdsl import resources

GRAMMAR, STORED = "grammar/rulebook.lark", "grammar/states.json"


class Rule(NamedTuple):
    """One alternative: what it makes, of how many parts, by which callback (empty: a list, put into the rule above).

    `kept`: for each child of the callback, the place of its part; -1 for an absent one, -2-n for the list at place n.
    None: the parts as they are.
    """

    origin: str
    size: int
    callback: str
    kept: tuple[int, ...] | None


class Table(NamedTuple):
    """For each state, by the next terminal or by what was made: the next state, or -1-n to apply rule n."""

    rules: tuple[Rule, ...]
    states: tuple[dict[str, int], ...]
    # the state in which the whole is read
    last: int


def table() -> Table:
    """The table of the grammar that ships."""
    grammar = resources.read(GRAMMAR)
    try:
        stored = json.loads(resources.read(STORED))
    except (OSError, ValueError):
        stored = None
    fresh = isinstance(stored, dict) and stored.get("grammar") == digest(grammar)
    return _unpacked(stored if fresh else packed(grammar))


def digest(grammar: str) -> str:
    """What tells one grammar from another."""
    return hashlib.sha256(grammar.encode()).hexdigest()


def _unpacked(stored: dict[str, Any]) -> Table:
    ahead = [line.split() for line in stored["ahead"]]
    states = []
    for goes, applied in stored["states"]:
        states.append(goes)
        for number, terminals in applied:
            goes.update(dict.fromkeys(ahead[terminals], -1 - number))
    rules = tuple([
        Rule(origin, size, callback, None if kept is None else tuple(kept))
        for origin, size, callback, kept in stored["rules"]
    ])
    return Table(rules, tuple(states), stored["last"])


def packed(grammar: str) -> dict[str, Any]:
    """The table as it is stored, made from a grammar. States are numbered as they are met from the first one."""
    from lark import Lark
    from lark.lexer import Lexer

    class NoLexer(Lexer):
        """Lines and words are cut by our own; the parser generator wants to know that there is one."""

        def __init__(self, lexer_conf: Any) -> None:
            pass

        def lex(self, lexer_state: Any, parser_state: Any) -> Any:
            raise NotImplementedError

    made: Any = Lark(grammar, parser="lalr", lexer=NoLexer, strict=True, maybe_placeholders=True)
    table = made.parser.parser._parse_table
    rules = sorted(made.rules, key=str)
    numbers = {rule: number for number, rule in enumerate(rules)}
    first, last = table.start_states["start"], table.end_states["start"]
    order = {first: 0}
    for state in (waiting := [first]):
        for _, (action, target) in sorted(table.states[state].items()):
            if action.name == "Shift" and target not in order:
                order[target] = len(order)
                waiting.append(target)
    ahead: dict[str, int] = {}
    states = []
    for state in order:
        goes: dict[str, int] = {}
        applied: dict[int, list[str]] = {}
        for name, (action, target) in sorted(table.states[state].items()):
            if action.name == "Shift":
                goes[name] = order[target]
            else:
                applied.setdefault(numbers[target], []).append(name)
        states.append([goes, [[n, ahead.setdefault(" ".join(x), len(ahead))] for n, x in sorted(applied.items())]])
    return {"grammar": digest(grammar), "last": order[last], "rules": [_stored(rule) for rule in rules],
            "ahead": list(ahead), "states": states}


def _stored(rule: Any) -> list[Any]:
    """A rule: signs are left out, helping rules give their lists, an optional part that is absent gives None."""
    empty = "".join(str(int(one)) for one in rule.options.empty_indices)
    absent = [len(ones) for ones in empty.split("0")] if empty else [0] * (len(rule.expansion) + 1)
    kept: list[int] = []
    for place, part in enumerate(rule.expansion):
        kept += [-1] * absent[place]
        if not part.is_term:
            kept.append(-2 - place if part.name.startswith("_") else place)
        elif not part.filter_out:
            kept.append(place)
    kept += [-1] * absent[-1]
    name, size = str(rule.origin.name), len(rule.expansion)
    callback = "" if name.startswith("_") else str(rule.alias or name)
    return [name, size, callback, None if kept == list(range(size)) else kept]


class Unexpected(Exception):
    """A token that no rule takes here; `states` are those open, innermost last."""

    def __init__(self, token: Any, states: list[int], table: Table) -> None:
        self.token = token
        self.states = states
        self.table = table
        super().__init__(token)


class Parser:
    """Reads tokens by a table; what each rule makes is made by the callback of its name."""

    def __init__(self, table: Table, callbacks: dict[str, Callable[[list[Any]], Any]]) -> None:
        self.table = table
        self._rules = [
            (rule.origin, rule.size, _plain(rule), callbacks[rule.callback] if rule.callback else None, _mixed(rule))
            for rule in table.rules
        ]

    def parse(self, tokens: list[Any], end: Any) -> Any:
        """What the whole makes; `end` is a token of the type `$END`. Raises Unexpected."""
        states, rules, last = self.table.states, self._rules, self.table.last
        open_states: list[int] = [0]
        values: list[Any] = []
        row = states[0]
        for token in (*tokens, end):
            kind = token.type
            while True:
                step = row.get(kind)
                if step is None:
                    raise Unexpected(token, open_states, self.table)
                if step >= 0:
                    open_states.append(step)
                    row = states[step]
                    values.append(token)
                    break
                origin, size, plain, callback, mixed = rules[-1 - step]
                if size:
                    parts = values[-size:]
                    del values[-size:], open_states[-size:]
                else:
                    parts = []
                if plain is not None:
                    parts = [parts[place] for place in plain]
                elif mixed is not None:
                    parts = _mix(parts, mixed)
                state = states[open_states[-1]][origin]
                values.append(parts if callback is None else callback(parts))
                if state == last and token is end:
                    return values[-1]
                open_states.append(state)
                row = states[state]
        raise AssertionError("the end of the text ends the reading")


def _plain(rule: Rule) -> tuple[int, ...] | None:
    return rule.kept if rule.kept is not None and min(rule.kept, default=0) >= 0 else None


def _mixed(rule: Rule) -> tuple[int, ...] | None:
    return rule.kept if rule.kept is not None and min(rule.kept, default=0) < 0 else None


def _mix(parts: list[Any], kept: tuple[int, ...]) -> list[Any]:
    mixed: list[Any] = []
    for place in kept:
        if place >= 0:
            mixed.append(parts[place])
        elif place == -1:
            mixed.append(None)
        elif mixed:
            mixed += parts[-2 - place]
        else:
            # the list of a helping rule is nobody else's
            mixed = parts[-2 - place]
    return mixed
