"""The vocabulary of the rulebook can be learnt: facts ask questions, and values that need it are explained."""

from __future__ import annotations

from functools import cache

import hocrdsl
from hocrdsl.copies import Shelf, take
from hocrdsl.copies.stateable import Stateable, stateable

# values whose meaning their word says
PLACES = {"this force area", "another force area", "transport police", "Scotland", "Northern Ireland", "abroad"}
PLAIN = {
    "allegation's drug": {
        "cocaine", "heroin", "LSD", "crack", "methadone", "crystal meth", "other class-A drug", "amphetamine",
        "cannabis", "synthetic cannabinoid", "ketamine", "other class-B drug", "anabolic steroids", "khat",
        "nitrous oxide", "other class-C drug",
    },
    "allegation's drug told by": {"laboratory", "nothing"},
    "allegation's religion aimed at": {
        "Christian", "Buddhist", "Hindu", "Jewish", "Muslim", "Sikh", "other religion", "no religion", "undiscovered",
    },
    "allegation's order broken": {
        "restraining order on conviction", "restraining order on acquittal", "injunction against harassment",
        "stalking protection order", "non-molestation order", "criminal behaviour order",
        "genital mutilation protection order", "knife crime prevention order", "domestic abuse protection order",
        "domestic violence protection notice", "domestic violence protection order", "prison licence",
    },
}  # fmt: skip
# a narrative shows which value it is
WITH_EXAMPLE = {
    "report's maker", "allegation's act", "allegation's injury", "allegation's premises",
    "allegation's place of the taking", "allegation's force", "allegation's thing damaged",
    "allegation's message", "allegation's cause of death",
}  # fmt: skip
# from this number of values on nobody keeps them all in mind
SEVERAL = 5


@cache
def facts() -> dict[str, Stateable]:
    rules = hocrdsl.load("hocr")
    copy = take(Shelf(rules.book.text, ""), rules.plan().day).value
    assert copy is not None
    return {f"{one.entity}'s {one.name}": one for entity in stateable(copy, rules.plan()) if not entity.rows
            for group in entity.groups for one in group.facts}


def unexplained(name: str, fact: Stateable) -> list[str]:
    """What is missing of a fact: its question, and values of a long list that nothing explains."""
    lacking = ["question"] if not fact.asked and not fact.stands_under else []
    long = fact.kind == "one of" and len([one for one, _ in fact.values if one != "none"]) >= SEVERAL
    return lacking + [one for one, means in fact.values if long and not means and one not in PLAIN.get(name, PLACES)]


def test_every_fact_asks_and_every_value_is_explained() -> None:
    assert {name: lacking for name, fact in facts().items() if (lacking := unexplained(name, fact))} == {}


def test_what_is_listed_as_plain_is_there() -> None:
    for name, values in PLAIN.items():
        assert values <= {one for one, _ in facts()[name].values}, name


def test_where_a_narrative_helps_there_is_one() -> None:
    assert {name for name in WITH_EXAMPLE if not facts()[name].example} == set()


def test_what_is_explained_explains() -> None:
    for name, fact in facts().items():
        for one, means in fact.values:
            assert not means or (means[0].isupper() or means[0].isdigit()) and means[-1] in ".?", f"{name}: {one}"
            assert means.rstrip(".").lower() != one.lower(), f"{name}: {one}"
