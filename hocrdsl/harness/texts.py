"""Plain data, looked through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def texts_in(data: Any) -> Iterator[str]:
    """Every text that is a value somewhere in plain data (never a key of a mapping): a row's key is among them."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from texts_in(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from texts_in(value)


def keys_in(data: Any) -> Iterator[str]:
    """Every key of a mapping somewhere in plain data."""
    if isinstance(data, Mapping):
        yield from data
        for value in data.values():
            yield from keys_in(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from keys_in(value)
