"""A definition's value is kept while an event is decided only where nothing that deciding changes can change it; and a
wide table, or many lines that ask for one value, are written out without a change.

`kept/` is a rulebook of definitions that hang on what is stated alone, on what a trip is classified as, on fates, on
what is counted and concluded, and on what is left after a release. What is compiled decides as the reference
interpreter does, which keeps nothing; and where one kind of reading is overlooked, the law fails.
"""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from hocrdsl.backends import python
from hocrdsl.backends.python import chains, keeping
from hocrdsl.backends.python.names import Shared
from hocrdsl.backends.python.runtime import events
from hocrdsl.backends.python.runtime.run import Run
from hocrdsl.model import nodes
from hocrdsl.model.expressions import ConcludedOf, FactOf, Quantified
from hocrdsl.world.decide import answers, decide
from tests.agreement.incidents import make
from tests.agreement.plans import LIMIT, META, compiled, module, plan, reference

Edition = dict[str, Any]
SEEDS = range(60)
KEPT = ("water", "long_under_way")
# what each definition reads that deciding changes: a form of it, and what it is called here
PASSING = {
    "what it is classified as": ("berth", lambda node: isinstance(node, FactOf) and node.fact == "boat"),
    "its fate": ("keeper", lambda node: isinstance(node, FactOf) and node.fact == "fate"),
    "what is counted": ("crowded", lambda node: isinstance(node, Quantified)),
    "what is concluded": ("dear", lambda node: isinstance(node, ConcludedOf)),
    "what is left after a release": ("left_on_it", lambda node: isinstance(node, nodes.TallyBody) or (
        isinstance(node, FactOf) and node.fact == "ticket") or isinstance(node, Quantified)),
}


def differs(edition: Edition, seeds: range = SEEDS, known: float | None = None, ours: Any = None) -> int | None:
    """The first incident on which an edition decides or answers otherwise than the reference interpreter."""
    words = plan("kept").vocabulary
    for seed in seeds:
        random = Random(seed)
        labels = sorted(plan("kept").model.provisions)
        incident = make(plan("kept"), random, random.choice([0.9, 1.0]) if known is None else known,
                        random.choice(labels))
        for way, more in ((decide, (META, None, LIMIT)), (answers, (None, LIMIT))):
            run = way if ours is None else getattr(ours, way.__name__)
            found = run(incident, words, lambda date: edition, *more)
            if found != way(incident, words, lambda date: reference("kept"), *more):
                return seed
    return None


def test_what_is_stated_alone_is_kept_and_nothing_else() -> None:
    shared = Shared(plan("kept"))
    found = {key for entity, key in plan("kept").model.definitions if keeping.worked_out_once(shared, entity, key)}
    assert found >= set(KEPT)
    assert found.isdisjoint(one for one, _ in PASSING.values())


def test_what_is_kept_never_changes_a_decision() -> None:
    assert differs(compiled("kept")) is None


def test_nor_in_the_standalone_module() -> None:
    one = module("kept")
    assert differs(one._EDITION, range(20), None, one) is None


@pytest.mark.parametrize("what", sorted(PASSING))
def test_the_law_can_fail(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a reading of one kind is overlooked and its definition kept."""
    key, overlooked = PASSING[what]
    sound = keeping._passes

    def unsound(shared: Shared, node: object) -> bool:
        return not overlooked(node) and sound(shared, node)

    monkeypatch.setattr(keeping, "_passes", unsound)
    monkeypatch.setattr(keeping, "_LITTLE", 1)
    shared = Shared(plan("kept"))
    entity = next(entity for entity, one in plan("kept").model.definitions if one == key)
    assert keeping.worked_out_once(shared, entity, key)
    assert differs(python.edition(plan("kept")), range(400), 1.0) is not None


def test_what_is_assumed_of_an_unknown_is_not_kept_for_the_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """The law fails where what is kept outlives the run in which it was worked out."""

    class Longer(Run):
        runs = 0

        def __init__(self, book: Any, state: Any, *more: Any) -> None:
            Run.__init__(self, book, state, *more)
            self.kept = state.world.__dict__.setdefault("kept", {})
            Longer.runs += 1
            # what was unknown in the first run is asked again and again
            assert Longer.runs < 2_000

    monkeypatch.setattr(events, "Run", Longer)
    with pytest.raises(AssertionError):
        assert differs(compiled("kept"), range(60), 0.9) is None


def test_rows_under_one_test_ask_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """The law fails where a row that asks something else stands under the test of the row before it."""
    sound = chains._alike
    monkeypatch.setattr(chains, "_alike", lambda rows, at, place: min(sound(rows, at, place) + 1, len(rows) - at))
    assert differs(python.edition(plan("kept")), range(200), 1.0) is not None


def test_lines_by_value_keep_what_is_said_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """The law fails where what is said otherwise is lost."""
    sound = chains.plain_answer
    monkeypatch.setattr(chains, "plain_answer", lambda action: (
        ("treat", "calm") if sound(action) == ("record", None) else sound(action)))
    assert differs(python.edition(plan("kept")), range(200), 1.0) is not None
