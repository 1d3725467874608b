"""A hook for MkDocs: `folder/` in the navigation stands for the pages of that folder, its index first.

A hook and no plugin, so that the pages stay plain Markdown.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


def on_config(config: Any) -> Any:
    """Expand folders in `nav`; pages are in order of name."""
    config["nav"] = [_expanded(entry, Path(config["docs_dir"])) for entry in config["nav"] or []]
    return config


def _expanded(entry: Any, docs: Path) -> Any:
    if not isinstance(entry, dict):
        return entry
    return {title: _below(below, docs) for title, below in entry.items()}


def _below(below: Any, docs: Path) -> Any:
    if isinstance(below, list):
        return [_expanded(one, docs) for one in below]
    if not below.endswith("/"):
        return below
    pages = sorted((docs / below).glob("*.md"), key=lambda page: (page.name != "index.md", page.name))
    return [page.relative_to(docs).as_posix() for page in pages]
