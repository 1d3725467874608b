"""What a made-up set is made of: the texts of a rulebook's folder, read and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hocrdsl.cli.books import Named, rules_of
from hocrdsl.cli.talk import Talk
from hocrdsl.cli.trouble import Trouble

NAME = "generate"


def texts_of(root: Path) -> list[Path]:
    """`generate.yaml`, or every text of the folder `generate`."""
    alone = root / f"{NAME}.yaml"
    return [alone] if alone.is_file() else sorted((root / NAME).glob("*.yaml"))


def made_up(found: Named, talk: Talk, *, incidents: int, seed: int, first: str | None, last: str | None,
            unknown: float | None, wide: bool) -> tuple[Any, Any]:
    """What makes a set, and what writes it; raises Trouble and InvalidRulebook."""
    from hocrdsl.records.needs import arrow

    arrow()
    from hocrdsl.records.generate.fallback import anything
    from hocrdsl.records.generate.reading import read_kinds
    from hocrdsl.records.generate.received import received
    from hocrdsl.records.generate.sets import maker, write_set
    from hocrdsl.records.layout import layout_of
    from hocrdsl.rules import InvalidRulebook
    from hocrdsl.source import SourceText

    plan = rules_of(found).plan()
    if first is not None and last is not None and last < first:
        raise Trouble(f"--from {first} is after --until {last}")
    paths = texts_of(found.root)
    if paths:
        sources = []
        for path in paths:
            shown = found.shown if found.book.path.is_dir() else str(Path(found.shown).parent)
            name = f"{shown}/{path.relative_to(found.root).as_posix()}"
            try:
                sources.append(SourceText(name, path.read_bytes().decode("utf-8")))
            except UnicodeDecodeError:
                raise Trouble(f"{name} is not UTF-8; save it as UTF-8") from None
        read = read_kinds(sources, plan, unknown)
        if read.value is None:
            raise InvalidRulebook(read.diagnostics)
        kinds = received(read.value, first, last)
    else:
        talk.say(f"{found} says nothing of how often things are told ({NAME}.yaml): anything may be")
        first, last = first or last or plan.known, last or first or plan.known
        kinds = received(anything(layout_of(plan.vocabulary), unknown), first, last)
    return maker(plan, kinds, seed, incidents, wide), write_set
