"""Text and markup, kept apart: what is only text is escaped where it enters, once, and can't be forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

_MEANT_AS_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})
# elements that hold nothing and have no end
VOID = frozenset({"br", "col", "hr", "link", "meta"})


class Markup(str):
    """HTML that is safe as it stands. Only this room makes it; every other text is escaped."""

    __slots__ = ()


Content: TypeAlias = str | Markup
NOTHING = Markup("")


def escaped(text: Content) -> Markup:
    """A text as HTML that shows it. Characters that show nothing, or that turn others about, are shown as escapes."""
    if isinstance(text, Markup):
        return text
    if not text.isascii() or not text.replace("\n", "").isprintable():
        text = "".join(one if one == "\n" or one.isprintable() else _seen(one) for one in text)
    return Markup(text.translate(_MEANT_AS_MARKUP).encode("ascii", "xmlcharrefreplace").decode("ascii"))


def _seen(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def joined(parts: Iterable[Content], between: Content = "") -> Markup:
    """Parts in a row, texts among them escaped."""
    return Markup(escaped(between).join(map(escaped, parts)))


def element(tag: str, *inside: Content, **attributes: str | bool | None) -> Markup:
    """`<tag attributes>inside</tag>`. A trailing underscore of an attribute's name is dropped (`class_`), one inside is
    a hyphen (`aria_label`); None and False leave the attribute out, True writes its name alone."""
    written = []
    for name, value in attributes.items():
        shown = name.rstrip("_").replace("_", "-")
        if value is True:
            written.append(f" {shown}")
        elif value is not None and value is not False:
            written.append(f' {shown}="{escaped(str(value))}"')
    head = f"<{tag}{''.join(written)}>"
    return Markup(head if tag in VOID else f"{head}{joined(inside)}</{tag}>")
