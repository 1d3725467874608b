"""Facts of the language itself: where they are kept on a thing."""

from __future__ import annotations

from hocrdsl.backends.python.names import Shared


def language_key(shared: Shared, entity: str, fact: str) -> str | None:
    """Where a fact of the language is kept on a thing; None for a stated fact."""
    charter = shared.model.charter
    decided = shared.model.entities[charter.decided]
    counted = shared.model.entities[charter.counted]
    if (
        fact in ("fate", charter.counted, f"earlier_{charter.counted}")
        and fact not in shared.model.entities[entity].facts
    ):
        return {"fate": "_fate", charter.counted: "_into"}.get(fact, "_earlier")
    if entity == counted.key and fact == decided.listed_as:
        return "_members"
    if entity == counted.key and fact == f"principal_{charter.decided}":
        return "_principal"
    return None
