"""Places in a page that links point to."""

from __future__ import annotations

import re


def anchor(kind: str, *names: str) -> str:
    """The id of a thing: of its kind and its names, different for different names, and fit for an address.

    A blank is a hyphen; what is no letter, digit or point of ASCII is its number between underscores.
    """
    return "-".join([kind, *(_fit(name) for name in names)])


def _fit(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9. ]", lambda found: f"_{ord(found[0]):x}_", name).replace(" ", "-")
