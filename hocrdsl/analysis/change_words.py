"""Changes of meaning in words: `F7 changed (when (b))`."""

from __future__ import annotations

from hocrdsl.analysis.meaning import Changes, Meaning, Name
from hocrdsl.analysis.text_changes import part_changes, provision_parts
from hocrdsl.model.wording import words

_PUT_OTHERWISE = frozenset({"title", "cites", "text", "standing", "kind"})


def in_words(old: Meaning, new: Meaning, differs: Changes) -> dict[str, str]:
    """Each label, and each row as `row KEY`, with what became of it."""
    found = {label: _label(label, names, old, new) for label, names in differs.labels.items()}
    for key in sorted(differs.rows):
        found[f"row {key}"] = f"row {key} {_became(key in old.rows, key in new.rows)}"
    for key in sorted(differs.facts):
        sides = [any(name[2] == key for name in side.facts) for side in (old, new)]
        found[f"fact {words(key)}"] = f"fact `{words(key)}` {_became(*sides)}"
    if differs.whole:
        found[differs.whole] = f"{differs.whole} changed"
    return found


def _became(before: bool, after: bool) -> str:
    return "changed" if before and after else "inserted" if after else "omitted"


def _label(label: str, names: tuple[Name, ...], old: Meaning, new: Meaning) -> str:
    before, after = old.steps.get(label), new.steps.get(label)
    if before is None or after is None:
        return f"{label} {_became(before is not None, after is not None)}"
    parts = []
    if ("provision",) in names:
        sides = provision_parts(before.provision), provision_parts(after.provision)
        parts += [one.part for one in part_changes(*sides) if one.part not in _PUT_OTHERWISE]
    parts += dict.fromkeys(_name(name) for name in names if name != ("provision",))
    if not parts:
        parts = ["what it displaces"]
    return f"{label} changed ({', '.join(parts)})"


def _name(name: Name) -> str:
    match name:
        case ("table", title):
            return f'through table "{title}"'
        case ("rows", entity):
            return f"through the rows of {words(entity)}"
        case (_, _, key):
            return f"through `{words(key)}`"
    return " ".join(name)
