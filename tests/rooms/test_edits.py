"""The benchmarks that edit a rulebook on purpose tell apart what is reported and what means the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks.edits import Edit, Workshop

TOY = Path(__file__).parents[1] / "toy"
GROUP = '''facts of entry "How it looks"
  has dusty: yes or no
  guidance "Is there dust on it?"

define neglected
  cites [Fete Handbook, p. 9]
  for each entry
  it is so when the entry is dusty
'''


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    root = tmp_path_factory.mktemp("edited") / "toy"
    shutil.copytree(TOY, root)
    (root / "looks.rules").write_text(GROUP, encoding="utf-8")
    return Workshop(str(root), "toy", latest=True)


def edit(shop: Workshop, word: str, new: str) -> Edit:
    """The first logic line with a word, with another in its place."""
    file, line, old = next(one for one in shop.logic() if word in one[2])
    return Edit("change", file, line, old, old.replace(word, new))


def test_a_rulebook_with_groups_of_facts_is_put_together_again(shop: Workshop) -> None:
    # more blanks mean nothing, whatever other files hold
    one = edit(shop, " when ", "  when ")
    assert shop.verdict(one) == "same"


def test_a_word_that_is_nothing_is_reported(shop: Workshop) -> None:
    assert shop.verdict(edit(shop, " when ", " whenn ")) == "reported"


def test_another_meaning_is_no_error(shop: Workshop) -> None:
    # not even where rules ask for a fact of a group
    file, line, old = next(one for one in shop.logic() if " is not " in one[2])
    turned = Edit("change", file, line, old, old.replace(" is not ", " is "))
    assert shop.verdict(turned) in ("failed", "silent", "warned")
