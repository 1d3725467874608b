"""Options of the tool's own tests."""

from __future__ import annotations

import pytest
from hypothesis import settings

# the same examples in every run: a red run is a change, never luck; `--hypothesis-profile default` looks further
settings.register_profile("house", derandomize=True, deadline=None)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--accept` rewrites expected drawings and plans."""
    parser.addoption("--accept", action="store_true", help="rewrite the expected files beside the inputs")


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether expected files are to be rewritten."""
    return bool(request.config.getoption("--accept"))
