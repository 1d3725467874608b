"""A hook for MkDocs: what can be stated in an incident, as a page to read at a counter.

`<!-- vocabulary: NAME -->` in a page becomes the facts of the latest edition that is law, by entity and title, each
with its question, its values, an example and the provisions that read it. It is made when the site is built, so that
it can't be out of date; `hocrdsl list NAME facts` says the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hocrdsl.copies import Shelf, take
from hocrdsl.copies.stateable import Described, Stateable, remarks, stateable
from hocrdsl.pages.anchors import anchor
from hocrdsl.rules import load

MARK = re.compile(r"<!-- vocabulary: (\S+) -->")
RULEBOOKS = Path(__file__).parents[1] / "rulebooks"
# what nearly every provision reads says little by its list
MANY = 24


def on_page_markdown(markdown: str, **_: Any) -> str:
    """The page with its facts."""
    return MARK.sub(lambda found: "\n".join(page(found[1])), markdown)


def page(name: str) -> Iterator[str]:
    """The facts of a rulebook as Markdown."""
    rules = load(RULEBOOKS / name)
    plan = rules.plan()
    copy = take(Shelf(rules.book.text, ""), plan.day).value
    assert copy is not None
    for entity in stateable(copy, plan):
        yield from _entity(entity, name)


def _entity(entity: Described, name: str) -> Iterator[str]:
    yield f"\n## {entity.name}\n"
    said = f"{entity.where[0].upper()}{entity.where[1:]}. {plain(entity.text)}".strip()
    yield f"{said} Nothing else of it is stated.\n" if entity.rows else f"{said}\n"
    if entity.rows:
        return
    if entity.kind_of:
        yield f"It has everything that can be stated of [{entity.kind_of}](#{slug(entity.kind_of)}), too.\n"
    for group in entity.groups:
        if group.title:
            yield f"\n### {plain(group.title)} ({entity.name})\n"
            yield f"{plain(group.text)}\n" if group.text else ""
        for fact in group.facts:
            yield from _fact(fact, name)


def _fact(fact: Stateable, name: str) -> Iterator[str]:
    kind = "" if fact.kind == "one of" else f" *({fact.kind})*"
    yield f'\n<a id="{anchor("fact", fact.entity, fact.name)}"></a>\n**{fact.name}**{kind}: {plain(fact.asked)}\n'
    told = [(one, means) for one, means in fact.values if means]
    silent = [one for one, means in fact.values if not means]
    yield from (f"- `{one}`: {plain(means)}" for one, means in told)
    if silent and fact.kind == "one of":
        yield f"- {', '.join(f'`{one}`' for one in silent)}"
    yield ""
    if fact.example:
        yield f"For example: {plain(fact.example)}\n"
    yield f"{plain(' '.join(remarks(fact)))} {_readers(fact, name)}\n"


def _readers(fact: Stateable, name: str) -> str:
    if not fact.read_by:
        return "" if fact.never_decides else "No provision of today reads it."
    if len(fact.read_by) > MANY:
        return f"{len(fact.read_by)} provisions read it."
    links = (f'<a href="../rules/{name}.html#{anchor("provision", one)}">{one}</a>' for one in fact.read_by)
    return f"Read by {', '.join(links)}."


def slug(heading: str) -> str:
    """The anchor that MkDocs gives a heading."""
    return heading.lower().replace(" ", "-")


def plain(text: str) -> str:
    """Text that Markdown and HTML leave as it is."""
    for sign, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("*", "&#42;"), ("_", "&#95;"), ("`", "&#96;"),
                          ("[", "&#91;"), ("]", "&#93;"), ("|", "&#124;")):  # fmt: skip
        text = text.replace(sign, written)
    return text
