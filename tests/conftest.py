"""Options of the tool's own tests."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--accept` rewrites expected drawings and plans."""
    parser.addoption("--accept", action="store_true", help="rewrite the expected files beside the inputs")


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether expected files are to be rewritten."""
    return bool(request.config.getoption("--accept"))
