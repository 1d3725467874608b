"""The nearest known name, when one is near enough to be right."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

_ARTICLES = frozenset({"a", "an", "the"})


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, or None when none is close.

    Articles and capitals are passed over. Short words must be closer than long ones.
    """
    wanted = _plain(word)
    if not wanted:
        return None
    best: tuple[float, str] | None = None
    for candidate in sorted(set(known)):
        score = _likeness(wanted, _plain(candidate))
        if score >= _floor(wanted) and (best is None or score > best[0]):
            best = (score, candidate)
    return best[1] if best else None


def _plain(text: str) -> str:
    return " ".join(word for word in text.lower().split() if word not in _ARTICLES)


def _floor(text: str) -> float:
    return 0.72 if len(text) > 5 else 0.66


def _likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if abs(len(one) - len(other)) > max(3, len(one) // 3):
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() > 0.6 else 0.0
