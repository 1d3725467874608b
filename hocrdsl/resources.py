"""Finds the files that ship with the package: first in a checkout, then in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder `grammar`, `rulebooks` or `docs/diagnostics`; it may not exist."""
    checkout = _PACKAGE.parent / name
    # a stray folder beside an installed package must not be taken for the checkout
    if checkout.is_dir() and (_PACKAGE.parent / "pyproject.toml").is_file():
        return checkout
    shipped = _PACKAGE / "_data" / name
    return shipped if shipped.is_dir() else checkout


def read(name: str) -> str:
    """The text of one shipped file, for example `grammar/rulebook.lark`."""
    head, _, tail = name.rpartition("/")
    return (folder(head) / tail).read_text(encoding="utf-8")


def diagnostic_page(code: str) -> str | None:
    """The page of a diagnostic code, or None when there is none."""
    page = folder("docs/diagnostics") / f"{code}.md"
    return page.read_text(encoding="utf-8") if page.is_file() else None
