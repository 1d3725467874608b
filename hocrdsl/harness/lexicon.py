"""The words of a vocabulary as authors may write them: in words, or in snake case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hocrdsl.model.scope import key
from hocrdsl.plan import whole

Vocabulary = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Spec:
    """A fact: `options` from each spelling of an option or row to its key."""

    key: str
    kind: str
    argument: Any
    optional: bool
    options: dict[str, str]
    # the same fact as other editions take it, where that is of another kind
    otherwise: tuple[Spec, ...] = ()


@lru_cache(4096)
def plain(text: str) -> str:
    """The key that a name written by an author stands for: one blank between words, then snake case."""
    return key(" ".join(text.split()))


class Lexicon:
    """Looks words up, those of every edition, remembering each spelling met. Made once for a vocabulary."""

    __slots__ = ("vocabulary", "made_for", "facts", "headings", "given")

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.made_for = vocabulary
        self.vocabulary = vocabulary = whole(vocabulary)
        self.headings: dict[str, str] = {heading: heading for heading in vocabulary["headings"]}
        self.facts: dict[str, dict[str, Spec]] = {}
        # for `taken as given`: every spec of that fact, whichever entity has it
        self.given: dict[str, list[Spec]] = {}
        options: dict[int, dict[str, str]] = {}
        for entity, (_, specs, *_) in vocabulary["entities"].items():
            table = self.facts[entity] = {}
            for name, (kind, argument, optional) in specs.items():
                spellings = options.setdefault(id(argument), _spellings(argument)) if isinstance(argument, dict) else {}
                otherwise = tuple(
                    Spec(name, other, takes, absent, _spellings(takes) if isinstance(takes, dict) else {})
                    for other, takes, absent in vocabulary["otherwise"].get(entity, {}).get(name, ())
                )
                table[name] = spec = Spec(name, kind, argument, optional, spellings, otherwise)
                self.given.setdefault(name, []).append(spec)

    def fact(self, entity: str, text: str) -> Spec | None:
        """The fact of that name, in words or snake case."""
        table = self.facts[entity]
        found = table.get(text)
        if found is None:
            found = table.get(plain(text))
            if found is not None:
                table[text] = found
        return found

    def known(self, entity: str) -> list[str]:
        """The facts of an entity, in words."""
        return [name.replace("_", " ") for name in self.vocabulary["entities"][entity][1]]

    def heading(self, text: str) -> str | None:
        """The heading of that name."""
        found = self.headings.get(text)
        if found is None:
            wanted = plain(text)
            found = next((one for one in self.vocabulary["headings"] if plain(one) == wanted), None)
            if found is not None:
                self.headings[text] = found
        return found


_latest: list[Lexicon] = []


def lexicon(vocabulary: Vocabulary) -> Lexicon:
    """The lexicon of a vocabulary; that of the last one asked for is kept, since incidents come in thousands."""
    if not (_latest and _latest[0].made_for is vocabulary):
        _latest[:] = [Lexicon(vocabulary)]
    return _latest[0]


def _spellings(options: Mapping[str, Any]) -> dict[str, str]:
    found = {option: option for option in options}
    for option in options:
        found.setdefault(option.replace("_", " "), option)
    return found
