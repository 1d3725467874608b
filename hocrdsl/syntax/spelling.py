"""Names: how they are written as keys, and compared."""

from __future__ import annotations

from functools import cache

_ARTICLES = frozenset({"a", "an", "the"})


@cache
def key(name: str) -> str:
    """The name in snake_case: blanks and hyphens become `_`; articles inside are kept."""
    return name.lower().replace("-", "_").replace(" ", "_")


@cache
def bare(name: str) -> str:
    """What two spellings of one name share: the key without its articles."""
    words = key(name).split("_")
    kept = [word for word in words if word not in _ARTICLES]
    return "_".join(kept or words)
