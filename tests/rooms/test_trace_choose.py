"""Who survives, who is absorbed by whom, what a cycle does: the graph alone, without rules."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hocrdsl.backends.trace.choose import Chosen, Pair, choose


def beats(x: int, y: int, label: str = "F") -> Pair:
    return Pair(min(x, y), max(x, y), x, None, (label,))


def refers(x: int, y: int) -> Pair:
    return Pair(x, y, None, "somebody", ("R",))


def fates(chosen: list[Chosen]) -> list[tuple[str, int | None]]:
    return [(one.fate, one.into) for one in chosen]


def test_who_is_beaten_by_nobody_survives() -> None:
    assert fates(choose(2, [beats(1, 0)], "judge")) == [("absorbed", 1), ("survives", None)]
    assert fates(choose(2, [], "judge")) == [("survives", None), ("survives", None)]


def test_beaten_up_a_chain_goes_to_its_top() -> None:
    # 0 beats 1, 1 beats 2, and nothing is said of 0 and 2
    chosen = choose(3, [beats(0, 1), beats(1, 2)], "judge")
    assert fates(chosen) == [("survives", None), ("absorbed", 0), ("absorbed", 0)]


def test_of_several_survivors_equally_near_the_first() -> None:
    assert fates(choose(3, [beats(0, 2), beats(1, 2)], "judge"))[2] == ("absorbed", 0)


def test_a_cycle_goes_to_the_judge_with_its_members() -> None:
    chosen = choose(3, [beats(0, 1), beats(1, 2), beats(2, 0)], "judge")
    assert [(one.fate, one.result, one.cycle) for one in chosen] == [("referred", "judge", (0, 1, 2))] * 3


def test_what_hangs_under_a_cycle_is_not_in_it() -> None:
    chosen = choose(4, [beats(0, 1), beats(1, 2), beats(2, 0), beats(2, 3)], "judge")
    assert chosen[3].fate == "referred" and chosen[3].cycle == (0, 1, 2)


def test_one_above_the_cycle_takes_it_all() -> None:
    chosen = choose(4, [beats(0, 1), beats(1, 2), beats(2, 0), beats(3, 0)], "judge")
    assert fates(chosen) == [("absorbed", 3)] * 3 + [("survives", None)]


def test_a_referred_pair_is_referred_unless_a_third_beats_it() -> None:
    chosen = choose(3, [refers(0, 1), beats(2, 0)], "judge")
    assert fates(chosen) == [("absorbed", 2), ("referred", None), ("survives", None)]


def test_beaten_by_one_that_is_referred_is_referred_too() -> None:
    chosen = choose(3, [refers(0, 1), beats(0, 2)], "judge")
    assert [one.fate for one in chosen] == ["referred"] * 3 and chosen[2].result == "somebody"


@given(st.integers(1, 6).flatmap(lambda n: st.tuples(
    st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=12))))
def test_everything_has_one_fate_and_only_survivors_absorb(case: tuple[int, list[tuple[int, int]]]) -> None:
    count, edges = case
    unordered = {frozenset(edge): edge for edge in edges if edge[0] != edge[1]}
    chosen = choose(count, [beats(x, y) for x, y in unordered.values()], "judge")
    assert len(chosen) == count
    for one in chosen:
        assert one.fate in ("survives", "absorbed", "referred")
        if one.fate == "absorbed":
            assert one.into is not None and chosen[one.into].fate == "survives"
        if one.fate == "referred":
            assert len(one.cycle) >= 3
