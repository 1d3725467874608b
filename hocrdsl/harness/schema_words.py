"""What the facts of an edition mean, for schemas: an editor shows it where a fact is entered."""

from __future__ import annotations

from dataclasses import dataclass

from hocrdsl.model.expressions import Constant
from hocrdsl.model.nodes import Fact, Model
from hocrdsl.model.wording import as_written, say_value


@dataclass(frozen=True, slots=True)
class Said:
    """A fact in words, and its values in words, by key."""

    fact: str
    values: dict[str, str]


Words = dict[tuple[str, str], Said]


def words_of(model: Model) -> Words:
    """By entity and fact; of inherited facts for each entity that has them."""
    return {(entity.key, fact.key): Said(_said(fact), dict(fact.meanings))
            for entity in model.entities.values() for fact in entity.facts.values()}


def _said(fact: Fact) -> str:
    """The question, when it is asked, who decides, what holds when nothing is said, an example."""
    parts = [fact.guidance]
    if fact.only_where is not None:
        parts.append(f"Only where {as_written(fact.only_where)}.")
    if fact.judgement:
        parts.append(f"A judgement, decided by {fact.decided_by}." if fact.decided_by else "A judgement.")
    if fact.presumed is not None:
        value = say_value(fact.presumed) if isinstance(fact.presumed, Constant) else fact.presumed
        parts.append(f"If nothing is said: {value} [{'; '.join(map(str, fact.presumed_cites))}].")
    parts += [f"None: {said}" for value, said in fact.meanings if value == "none"]
    if fact.example:
        parts.append(f"For example: {fact.example}")
    return " ".join(part for part in parts if part)
