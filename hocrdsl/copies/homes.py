"""Under which heading a provision is read: the file where the wording of today stands, or one like it."""

from __future__ import annotations

import os.path
import re

from hocrdsl.copies.copy import Copy
from hocrdsl.copies.order import label_order
from hocrdsl.copies.subjects import AnyLabelled
from hocrdsl.syntax import nodes as syntax


def home(copy: Copy, item: AnyLabelled) -> str:
    """The file under whose heading a provision is read."""
    places = copy.places
    present = places.present(item.label)
    if present is not None:
        return places.file(present.span)
    written = places.written(item)
    if written is not None and not (isinstance(written, syntax.Provision) and written.role == "earlier"):
        return places.file(item.span)
    # an earlier wording of a label that is no more, or what an amendment brought: where its neighbours are
    near = max(_neighbours(copy, item.label), default=None)
    return near[-1] if near is not None else places.file(item.span)


def _neighbours(copy: Copy, label: str) -> list[tuple[int, int, str]]:
    """Rules whose labels begin alike: how alike, how near in number, their file."""
    found = []
    mine = label_order(label)
    for one in copy.shelf.text.items:
        if isinstance(one, syntax.Provision) and one.role in ("rule", "exception"):
            other = label_order(one.label)
            if mine and other and mine[0][0] == other[0][0]:
                alike = len(os.path.commonprefix([mine, other]))
                found.append((alike, -abs(mine[0][1] - other[0][1]), copy.places.file(one.span)))
    return found


def headings(file: str) -> tuple[str, ...]:
    """The headings of a file, from its folders: `general/whether-to-record.rules` is General, Whether to record."""
    return tuple(re.sub(r"[-_]+", " ", part).capitalize() for part in file.removesuffix(".rules").split("/"))


def opening(copy: Copy, file: str) -> str:
    """What a file says of itself: the comment on its first lines."""
    said: list[str] = []
    for name, line, text in copy.shelf.text.comments:
        if name == f"{copy.shelf.root}/{file}" and line == len(said) + 1:
            said.append(text.lstrip("-").strip())
    return " ".join(said)
