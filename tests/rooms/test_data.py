"""Records are what frozen data classes are; a data class of the same fields is the judge."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from typing import Any

import pytest

from hocrdsl.data import Data, field, names_of, once_for_each, replace


class Limb(Data):
    """Fields of every sort."""

    letter: str
    tests: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list, compare=False)
    place: int = field(compare=False, repr=False, kw_only=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Judge:
    """The same as a data class."""

    letter: str
    tests: tuple[str, ...] = ()
    notes: list[str] = dataclasses.field(default_factory=list, compare=False)
    place: int = dataclasses.field(compare=False, repr=False, kw_only=True)


class Draft(Data, frozen=False):
    """May change."""

    words: list[str] = field(default_factory=list)
    bad: bool = False


class Doubled(Data):
    """Has something to do once it is made."""

    number: int
    twice: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "twice", 2 * self.number)


SAMPLES: tuple[tuple[tuple[Any, ...], dict[str, Any]], ...] = (
    (("a",), {"place": 1}), (("a",), {"place": 2}), (("a", ("x",)), {"place": 1}),
    (("a",), {"tests": ("x",), "place": 3}), (("b", (), ["n"]), {"place": 1}), ((), {"letter": "b", "place": 4}),
)


def test_equality_hash_and_words_are_those_of_a_data_class() -> None:
    ours = [Limb(*given, **named) for given, named in SAMPLES]
    theirs = [Judge(*given, **named) for given, named in SAMPLES]
    assert [repr(one) for one in ours] == [repr(one).replace("Judge", "Limb") for one in theirs]
    assert [hash(one) for one in ours] == [hash(one) for one in theirs]
    assert [[a == b for b in ours] for a in ours] == [[a == b for b in theirs] for a in theirs]
    assert ours[0] != theirs[0]
    assert ours[0].notes is not ours[1].notes


def test_the_first_of_a_kind_to_be_compared_or_hashed() -> None:
    """Each method is written when first needed, in whatever order."""
    class Pair(Data):
        one: int
        two: int

    made = object.__new__(Pair)
    assert "__init__" not in vars(Pair)
    made.__init__(1, two=2)
    assert "__eq__" not in vars(Pair) and "__hash__" not in vars(Pair)
    assert {made: "found"}[Pair(1, 2)] == "found"
    assert made != Pair(1, 3) and not made == "something else"


@pytest.mark.parametrize("given", [(), ("a", (), [], 1)])
def test_wrong_arguments_are_refused(given: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError):
        Limb(*given)


def test_nothing_is_assigned_to_a_frozen_one() -> None:
    limb = Limb("a", place=1)
    with pytest.raises(AttributeError):
        limb.letter = "b"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del limb.letter
    with pytest.raises(AttributeError):
        limb.other = 1  # type: ignore[attr-defined]
    assert limb.letter == "a"


def test_one_that_may_change_has_no_hash() -> None:
    draft = Draft()
    draft.bad = True
    assert draft == Draft(bad=True) and Draft().words is not draft.words
    with pytest.raises(TypeError):
        hash(draft)


def test_replace_copies_and_the_standard_library() -> None:
    limb = Limb("a", ("x",), ["n"], place=1)
    for made in (replace(limb, letter="b"), dataclasses.replace(limb, letter="b")):
        assert made == Limb("b", ("x",), place=9) and made.notes is limb.notes and made.place == 1
    with pytest.raises(TypeError):
        replace(limb, leter="b")
    for same in (copy.copy(limb), copy.deepcopy(limb), pickle.loads(pickle.dumps(limb))):
        assert same == limb and (same.notes, same.place) == (["n"], 1)
    assert names_of(Limb) == ("letter", "tests", "notes", "place")
    assert names_of(Limb) == tuple(one.name for one in dataclasses.fields(limb))
    assert dataclasses.is_dataclass(limb) and [one.kw_only for one in dataclasses.fields(Limb)] == [False] * 3 + [True]
    assert Limb.__match_args__ == Judge.__match_args__
    assert Doubled(4).twice == 8


def test_records_have_no_parents_but_one() -> None:
    with pytest.raises(TypeError, match="no parents"):
        type("Below", (Limb,), {})


def test_what_is_worked_out_once_for_each_tree() -> None:
    asked: list[int] = []

    @once_for_each
    def twice(limb: Doubled) -> int:
        asked.append(limb.number)
        return limb.twice

    kept = Doubled(1)
    assert [twice(kept), twice(kept), twice(Doubled(1))] == [2, 2, 2] and asked == [1, 1]
    # trees that are gone leave their numbers to others, and many are not kept
    assert [twice(Doubled(number)) for number in range(200)] == [2 * number for number in range(200)]
    assert twice(kept) == 2


def test_reading_makes_no_data_class() -> None:
    """The trees stay quick to import: the module that makes data classes is not even loaded."""
    told = subprocess.run(
        [sys.executable, "-c", "import sys, hocrdsl.pipeline; print('dataclasses' in sys.modules)"],
        check=True, capture_output=True, text=True,
    )
    assert told.stdout.strip() == "False", "take `Data`, `field` and `replace` from hocrdsl.data"
