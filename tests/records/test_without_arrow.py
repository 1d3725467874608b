"""Without pyarrow all else works as before, and what needs it says how to have it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# as if the package were not installed
BLOCKED = """
import sys
from importlib.abc import MetaPathFinder
class Nowhere(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("pyarrow", "numpy", "numba"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Nowhere())
from hocrdsl.cli import main
sys.exit(main(sys.argv[1:]))
"""


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", BLOCKED, *words], cwd=folder, capture_output=True, text=True,
                          env={"PYTHONPATH": str(ROOT)}, check=False)


@pytest.mark.parametrize("words", [
    ("schema", "toy", "incident", "--arrow"), ("generate", "toy", "-o", "made-up"),
])
def test_what_needs_it_says_so(words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "toy").symlink_to(ROOT / "tests" / "toy")
    ran = run(tmp_path, *words)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "error: record sets need pyarrow: pip install 'hocrdsl[records]'\n"


def test_all_else_needs_none(tmp_path: Path) -> None:
    (tmp_path / "toy").symlink_to(ROOT / "tests" / "toy")
    for words in (("check", "toy"), ("schema", "toy", "incident"), ("test", "toy"), ("--help",)):
        ran = run(tmp_path, *words)
        assert ran.returncode == 0, ran.stderr
