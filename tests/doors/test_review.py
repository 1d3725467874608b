"""The recipe of docs/review.md is run: its script, its annotations, its workflow."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")


def written(language: str, number: int = 0) -> str:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)[number]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The toy under git, with the script of the page beside it and the command on the path."""
    shutil.copytree(ROOT / "tests" / "toy", tmp_path / "toy")
    (tmp_path / "review.sh").write_text(written("sh"), encoding="utf-8")
    (tmp_path / "annotations.py").write_text(written("python"), encoding="utf-8")
    (tmp_path / "bin").mkdir()
    for name, words in (("hocrdsl", "-m hocrdsl"), ("python3", "")):
        (tmp_path / "bin" / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n', encoding="utf-8")
        (tmp_path / "bin" / name).chmod(0o755)
    for words in (["init", "-q"], ["add", "toy"], ["commit", "-q", "-m", "start"]):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words], cwd=tmp_path, check=True)
    return tmp_path


def review(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    place = {**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT),
             "XDG_CACHE_HOME": str(folder / "cache")}
    return subprocess.run(["sh", "review.sh", "toy", "HEAD", *more], cwd=folder, env=place, capture_output=True,
                          text=True, check=False)


def edit(folder: Path, old: str, new: str) -> None:
    file = folder / "toy/rules.rules"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_nothing_of_meaning_has_changed(folder: Path) -> None:
    edit(folder, '"Cakes"', '"All cakes"')
    ran = review(folder)
    assert ran.returncode == 0, ran.stderr
    assert "nothing of meaning has changed" in ran.stdout and "::error" not in ran.stdout
    assert "**no case flips**" in (folder / "review/comment.md").read_text(encoding="utf-8")


def test_a_change_that_flips_a_golden_case(folder: Path) -> None:
    edit(folder, "where the category's family is flower\n  count one prize for each plot",
         "where the category's family is flower\n  count one prize for each grower")
    ran = review(folder)
    assert ran.returncode == 1, ran.stderr
    assert "D2 changed (action)" in ran.stdout
    failed = r"^::error file=toy/cases/counting.yaml,line=\d+,title=roses of one grower@2026-04::expected: 2 prizes%0A"
    assert re.search(failed, ran.stdout, re.MULTILINE)
    suite = ElementTree.parse(folder / "review/cases.xml").getroot()
    assert suite.findall(".//failure")
    assert "1 case flips: 1 fewer" in (folder / "review/comment.md").read_text(encoding="utf-8")


def test_flips_that_are_meant(folder: Path) -> None:
    edit(folder, "the collection is 2 days after", "the collection is 3 days after")
    # the case whose source gives the day is changed with it, by hand
    case = folder / "toy/cases/showing.yaml"
    case.write_text(case.read_text(encoding="utf-8").replace("2026-05-02", "2026-05-03"), encoding="utf-8")
    accepted = folder / "accepted.yaml"
    text = ("flips: this change\naccepted:\n  - made by: G1\n    change: other conclusions\n"
            "    reason: a day more (Minutes of May)\n")
    accepted.write_text(text, encoding="utf-8")
    ran = review(folder, "accepted.yaml")
    comment = (folder / "review/comment.md").read_text(encoding="utf-8")
    assert "a day more (Minutes of May)" in comment and "## Not as accepted" not in comment
    accepted.write_text(text.replace("other conclusions", "more"), encoding="utf-8")
    assert ran.returncode == 0, ran.stdout
    ran = review(folder, "accepted.yaml")
    assert ran.returncode == 1
    assert "## Not as accepted" in (folder / "review/comment.md").read_text(encoding="utf-8")


def test_rules_with_errors_are_shown_at_their_line(folder: Path) -> None:
    edit(folder, "the condition is sound; and", "the condition is sounder; and")
    ran = review(folder)
    assert ran.returncode == 1
    assert re.search(r"^::error file=toy/rules.rules,line=\d+,title=HR\d{3}::", ran.stdout, re.MULTILINE)


def test_annotations_are_escaped(folder: Path) -> None:
    (folder / "x.json").write_text('{"diagnostics": [{"level": "note", "code": "HR101", "file": "a,b:c", "message": '
                                   '"50%\\n::error::x", "start": null}]}', encoding="utf-8")
    ran = subprocess.run([sys.executable, "annotations.py", "x.json"], cwd=folder, capture_output=True, text=True,
                         check=True)
    assert ran.stdout == "::notice file=a%2Cb%3Ac,line=1,title=HR101::50%25%0A::error::x\n"


def test_the_workflow_and_the_list_are_well_formed() -> None:
    workflow = yaml.safe_load(written("yaml"))
    lines = [step["run"] for step in workflow["jobs"]["review"]["steps"] if "run" in step]
    assert any(line.startswith("sh review.sh") for line in lines)
    from hocrdsl.harness.accepted import read_accepted
    from hocrdsl.harness.lexicon import Lexicon
    from hocrdsl.source import SourceText
    from tests.agreement.plans import plan

    read = read_accepted(SourceText("accepted.yaml", written("yaml", 1)), Lexicon(plan("toy").vocabulary))
    assert read.value is not None and [one.made_by for one in read.value[0].accepted] == [(), ("A2",)]
