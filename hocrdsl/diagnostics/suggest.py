"""The nearest known name, when one is near enough to be right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

_LABEL = re.compile(r"([A-Z]+)(\d+(?:\.\d+)*)")
# labels further from each other in number are not taken for each other
_FAR = 20
_ARTICLES = frozenset({"a", "an", "the"})


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, or None when none is close; of labels, the next.

    Articles and capitals are passed over. Short words must be closer than long ones.
    """
    known = list(known)
    wanted = _plain(word)
    if not wanted:
        return None
    if (label := _next_label(word, known)) is not None:
        return label
    best: tuple[float, str] | None = None
    for candidate in sorted(set(known)):
        score = _likeness(wanted, _plain(candidate))
        if score >= _floor(wanted) and (best is None or score > best[0]):
            best = (score, candidate)
    return best[1] if best else None


def _next_label(word: str, known: Iterable[str]) -> str | None:
    """For a label, the known label of the same letters that agrees with it longest and is nearest in number.

    `A3` and `A2` are hardly alike as words.
    """
    wanted = _parts(word)
    labels = [one for one in sorted(set(known)) if (parts := _parts(one)) and wanted and parts[0] == wanted[0]]
    best = min(labels, key=lambda one: _distance(wanted, _parts(one)), default=None)
    return best if best is not None and _distance(wanted, _parts(best))[1] <= _FAR else None


def _parts(label: str) -> tuple[str, ...]:
    """`F1.2` as `F`, `1`, `2`; empty for what is no label."""
    found = _LABEL.fullmatch(label.strip())
    return (found[1], *found[2].split(".")) if found else ()


def _distance(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[int, int]:
    alike = 0
    while alike < min(len(one), len(other)) and one[alike] == other[alike]:
        alike += 1
    numbers = [int(label[alike]) if alike < len(label) else 0 for label in (one, other)]
    return -alike, abs(numbers[0] - numbers[1])


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
