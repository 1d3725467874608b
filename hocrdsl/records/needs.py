"""Whether Arrow and NumPy are there, which record sets need and nothing else does."""

from __future__ import annotations

from importlib import import_module


class MissingArrow(Exception):
    """What record sets need is not installed; the message says how to have it."""

    def __init__(self, package: str) -> None:
        super().__init__(f"record sets need {package}: pip install 'hocrdsl[records]'")


def arrow() -> None:
    """Raises MissingArrow unless record sets can be read; the other modules of this room may be imported then."""
    for package in ("pyarrow", "numpy"):
        try:
            import_module(package)
        except ModuleNotFoundError:
            raise MissingArrow(package) from None
