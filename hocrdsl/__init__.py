"""hocrdsl: counting rules that run.

    import hocrdsl
    rules = hocrdsl.load("hocr", edition="2026-04")
    decision = rules.decide(incident)

The names below are imported when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hocrdsl.pipeline import Unreadable
    from hocrdsl.rules import InvalidRulebook, Rules, UnknownEdition, load
    from hocrdsl.world.read import InvalidIncident

__version__ = "0.1.0"
__all__ = ["InvalidIncident", "InvalidRulebook", "Rules", "UnknownEdition", "Unreadable", "__version__", "load"]

_HOMES = {
    "load": "hocrdsl.rules", "Rules": "hocrdsl.rules", "InvalidRulebook": "hocrdsl.rules",
    "UnknownEdition": "hocrdsl.rules", "Unreadable": "hocrdsl.pipeline", "InvalidIncident": "hocrdsl.world.read",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'hocrdsl' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
