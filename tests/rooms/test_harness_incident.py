"""Incidents as written: scalars by type, the compact form, places."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hocrdsl.harness import Incident, read_incident
from hocrdsl.harness.read_cases import source_of
from hocrdsl.harness.session import Session, session
from hocrdsl.source import SourceText

TOY = Path(__file__).parents[1] / "toy"

HEAD = "deliveries:\n  - handed in: 2026-05-01\n    entries:\n"


@cache
def toy() -> Session:
    return session(TOY, "toy", backend="reference")


def read(text: str) -> Incident:
    checked = read_incident(SourceText("x.yaml", text), toy().vocabulary, toy().names.plan)
    assert not checked.diagnostics, [one.title for one in checked.diagnostics]
    assert checked.value is not None
    return checked.value


def codes(text: str) -> list[str]:
    found = read_incident(SourceText("x.yaml", text), toy().vocabulary, toy().names.plan)
    assert (found.value is None) == bool(found.diagnostics)
    return [one.code for one in found.diagnostics]


def entry(facts: str) -> dict[str, Any]:
    found: dict[str, Any] = read(HEAD + f"      - {{{facts}}}\n").canonical["deliveries"][0]["entries"][0]
    return found


@pytest.mark.parametrize(("written", "read_as"), [
    ("giant: yes", True), ("giant: True", True), ("giant: no", False), ('giant: "no"', False), ("giant: false", False),
    ("kind: onion", "onion"), ("category: V1  V/01", "V1 V/01"), ('category: "V1 V/01"', "V1 V/01"),
    ("complaint: none", "none"), ("complaint: 8:30", "8:30"), ('complaint: "no"', "no"), ("complaint: 010", "010"),
    ("picked: 2026-05-01", "2026-05-01"), ("picked: 2026-05-01 9:30", "2026-05-01T09:30"),
    ("picked: 2026-05-01T14:30:00", "2026-05-01T14:30"), ('picked: "2026-05-01 14:30"', "2026-05-01T14:30"),
    ("leave of a parent: given", "given"), ("leave_of_a_parent: given", "given"), ("plot: none", "none"),
    ("grower: 46", "46"),
])
def test_scalars_are_what_they_look_like(written: str, read_as: Any) -> None:
    assert list(entry(written).values()) == [read_as]


@pytest.mark.parametrize(("written", "number"), [("46", 46), ('"46"', 46), ("010", 10), ("4.5", 4.5), ("-3", -3)])
def test_numbers(written: str, number: float) -> None:
    assert entry(f"kind: onion, weight: {written}")["weight"] == number


@pytest.mark.parametrize("written", ["kind: unknown", "picked: unknown", "plot: ~", "giant: null"])
def test_unknown_is_left_out(written: str) -> None:
    assert entry(written) == {}


@pytest.mark.parametrize(("facts", "code"), [
    ("giant: maybe", "HR509"), ("giant: ", "HR509"), ("kind: 3", "HR507"), ("picked: 1 May 2026", "HR508"),
    ("picked: 2026-5-1", "HR508"), ("picked: 2026-05-01 24:00", "HR508"), ("weight: heavy, kind: onion", "HR509"),
    ("weight: 1e400, kind: onion", "HR509"), ("grower: none, condition: none", "HR525"),
    ("kind: [onion, rose]", "HR511"),
    ("grower: {age: 3}", "HR503"), ("replaces: nothing here", "HR510"), ("grower: it", "HR524"), ("kin: rose", "HR505"),
    ("leave of a parent: given, leave_of_a_parent: given", "HR512"), ("times: 0", "HR509"), ("times: many", "HR509"),
    ("times: at least 0", "HR509"), ("times: at least", "HR509"), ("times: more than 2", "HR509"),
    ("times: at least 99999999", "HR516"),
])
def test_what_is_refused(facts: str, code: str) -> None:
    assert codes(HEAD + f"      - {{{facts}}}\n") == [code]


def test_json_is_read() -> None:
    text = '{"deliveries": [{"handed_in": "2026-05-01", "entries": [{"kind": "onion", "weight": 3, "giant": true}]}]}'
    assert read(text).canonical == {
        "deliveries": [{"handed_in": "2026-05-01", "entries": [{"kind": "onion", "weight": 3, "giant": True}]}],
    }


def test_a_counted_thing_is_written_out() -> None:
    incident = read("growers:\n  gang: {count: 3, age: 12, gardens together with: each other}\n" + HEAD)
    assert incident.canonical["growers"]["gang 2"] == {"age": 12, "gardens_together_with": ["gang 1", "gang 3"]}
    assert list(incident.canonical["growers"]) == ["gang 1", "gang 2", "gang 3"]


def test_at_least_is_the_least_and_one_and_two_more() -> None:
    incident = read("growers:\n  crowd: {count: at least 2}\n" + HEAD
                    + "      - {for each: crowd, grower: it}\n      - {times: at least 3, kind: rose}\n")
    entries = [
        len(one["deliveries"][0]["entries"])
        for one in (incident.canonical, incident.open[0].one_more, incident.open[0].two_more, incident.open[1].two_more)
    ]
    assert entries == [5, 6, 7, 7]
    assert [(one.counted, one.least) for one in incident.open] == [("crowd", 2), ("entry 3", 3)]
    assert incident.all_more is not None and len(incident.all_more["deliveries"][0]["entries"]) == 7
    assert list(incident.open[0].one_more["growers"]) == ["crowd 1", "crowd 2", "crowd 3"]


def test_for_each_and_times_and_rows() -> None:
    incident = read(
        "growers:\n  gang: {count: 2}\n  Ann: {}\n"
        "deliveries:\n  - handed in: 2026-05-01\n    the same in all: {condition: sound}\n    entries:\n"
        "      - {name: try, for each: gang, grower: it}\n      - {times: 2, kind: rose}\n"
        "      - {kind: onion, rows: [[grower, weight], [Ann, 3], [gang 1, 4]]}\n"
        "    rows: [[grower, kind], [Ann, sponge]]\n"
    )
    assert incident.canonical["deliveries"][0]["entries"] == [
        {"condition": "sound", "grower": "gang 1", "name": "try 1"},
        {"condition": "sound", "grower": "gang 2", "name": "try 2"},
        {"condition": "sound", "kind": "rose"},
        {"condition": "sound", "kind": "rose"},
        {"condition": "sound", "kind": "onion", "grower": "Ann", "weight": 3},
        {"condition": "sound", "kind": "onion", "grower": "gang 1", "weight": 4},
        {"condition": "sound", "grower": "Ann", "kind": "sponge"},
    ]
    assert incident.span(("deliveries", 0, "entries", 5, "weight")).text == "4"


def test_spread_over_leaves_the_rest_unstated() -> None:
    text = "growers:\n  gang: {count: 2}\n" + HEAD + "      - {spread over: gang, times: 4, grower: it, kind: rose}\n"
    entries = read(text).canonical["deliveries"][0]["entries"]
    assert [one.get("grower") for one in entries] == ["gang 1", "gang 2", None, None]
    assert codes(text.replace("times: 4", "times: 1")) == ["HR524"]


def test_nine_hundred_are_one_line() -> None:
    text = "growers:\n  crowd: {count: 901}\n" + HEAD + "      - {for each: crowd, grower: it}\n"
    assert len(read(text).canonical["deliveries"][0]["entries"]) == 901


def test_a_group_is_no_thing() -> None:
    checked = read_incident(SourceText("x", "growers:\n  gang: {count: 2}\n" + HEAD + "      - {grower: gang}\n"),
                            toy().vocabulary)
    assert "for each: gang" in checked.diagnostics[0].help[0]


def test_names_introduce_themselves_without_a_heading() -> None:
    assert entry("grower: Zoe") == {"grower": "Zoe"}
    assert codes("growers: {}\n" + HEAD + "      - {grower: Zoe}\n") == ["HR510"]


def test_news_and_held_and_recorded() -> None:
    incident = read(
        "held:\n  - {name: first, category: C1 C/01, picked: 2026-04-01, entries: [{grower: Ann}]}\n" + HEAD
        + "      - {name: mine, replaces: first}\n"
        "news:\n  - {on: 2026-06-01 9:00, about: mine, condition: spoilt}\n"
        "  - {on: 2026-06-02, about: first, withdrawn: yes}\n"
        "recorded:\n  - {section: V1, on: 2026-05-01 20:00}\n"
    )
    assert incident.canonical["news"][0] == {"on": "2026-06-01T09:00", "about": "mine", "condition": "spoilt"}
    assert incident.canonical["news"][1]["withdrawn"] is True
    assert incident.canonical["held"][0]["entries"] == [{"grower": "Ann"}]
    assert incident.canonical["recorded"] == [{"section": "V1", "on": "2026-05-01T20:00"}]
    assert codes(HEAD + "      - {kind: rose}\nnews: [{on: 2026-06-01, about: nobody}]\n") == ["HR510"]


def test_anchors_are_allowed_and_bombs_are_not() -> None:
    assert len(read(HEAD + "      - &one {kind: rose}\n      - *one\n").canonical["deliveries"][0]["entries"]) == 2
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 8)
    )
    assert codes(bomb) == ["HR516"]
    assert codes("a: &a [*a]\n") == ["HR516"]


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 3_000 + "x", "{a: " * 900, "? " * 3_000])
def test_depth_is_refused_and_does_no_harm(text: str) -> None:
    assert codes(text) in (["HR515"], ["HR502"])


def test_tags_carry_no_meaning() -> None:
    assert entry("complaint: !!python/name:os.system x") == {"complaint": "x"}


def test_bytes_as_text() -> None:
    assert source_of(b"\xef\xbb\xbfa:\r\n  b\r", "x").text == "a:\n  b\n"
    assert source_of("a\u00a0b \u201cc\u201d".encode(), "x").text == "a b \u201cc\u201d"


def test_where_it_stands() -> None:
    text = HEAD + "      - kind: onion\n        condition: rotten\n"
    found = read_incident(SourceText("x.yaml", text), toy().vocabulary).diagnostics[0]
    assert found.primary is not None
    assert (found.primary.span.line, found.primary.span.column) == (5, 20)
