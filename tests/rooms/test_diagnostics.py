"""Drawings of diagnostics."""

from __future__ import annotations

from hocrdsl.diagnostics import Diagnostic, Label, as_json, nearest, render
from hocrdsl.source import Citation, SourceText, Span

SOURCE = SourceText("a.rules", 'rule A1 "x"\n  when ofender known\n\n\nrule A2 "y"\n')


def at(start: int, end: int, source: SourceText = SOURCE) -> Span:
    return Span(source, start, end)


def test_one_place() -> None:
    drawn = render(
        [Diagnostic("HR204", "no fact `ofender`", Label(at(19, 26), "not there"), help=("did you mean it?",))]
    )
    assert drawn == (
        "error[HR204]: no fact `ofender`\n"
        " --> a.rules:2:8\n"
        "  |\n"
        "2 |   when ofender known\n"
        "  |        ^^^^^^^ not there\n"
        "  |\n"
        "  = did you mean it?\n"
        "  = more: hocrdsl show HR204\n"
    )


def test_two_places_an_example_and_citations() -> None:
    drawn = render([
        Diagnostic(
            "HR402", "two answers", Label(at(35, 42)), (Label(at(0, 7), "answers this"),),
            help=("write\nexception A1.1",), example=("act: hit", "place: shop"), citations=(Citation("D", "p. 1"),),
        )
    ])  # fmt: skip
    assert drawn.splitlines() == [
        "error[HR402]: two answers",
        " --> a.rules:5:1",
        "  |",
        '1 | rule A1 "x"',
        "  | ------- answers this",
        "  :",
        '5 | rule A2 "y"',
        "  | ^^^^^^^",
        "  |",
        "  = example case:    act: hit",
        "                     place: shop",
        "  = counting rules:  D, p. 1",
        "  = write",
        "        exception A1.1",
        "  = more: hocrdsl show HR402",
    ]


def test_control_characters_are_drawn_as_escapes() -> None:
    source = SourceText("\x1b[2Jx.rules", "ab\x1b[31m \u202ecd\n")
    drawn = render([Diagnostic("HR101", "t\x07", Label(Span(source, 7, 8), "\x1b"))])
    assert drawn.isascii()
    assert all(c == "\n" or c.isprintable() for c in drawn)


def test_no_place_at_all() -> None:
    assert render([Diagnostic("HR600", "nothing", None)]) == "error[HR600]: nothing\n  = more: hocrdsl show HR600\n"


def test_a_place_at_the_end_of_a_file_is_drawn() -> None:
    source = SourceText("e.rules", "")
    assert "^" in render([Diagnostic("HR101", "empty", Label(Span(source, 0, 0)))])


def test_colour_only_when_asked() -> None:
    diagnostic = Diagnostic("HR101", "x", None)
    assert "\x1b" in render([diagnostic], colour=True)
    assert "\x1b" not in render([diagnostic])


def test_json_has_the_shape_of_the_contract() -> None:
    document = as_json([Diagnostic("HR204", "no fact", Label(at(19, 26)), (Label(at(0, 4)),))], {"errors": 1})
    assert document["schema"] == "hocrdsl.diagnostics/1"
    assert document["summary"] == {"errors": 1}
    one = document["diagnostics"][0]
    assert one["start"] == {"line": 2, "column": 8}
    assert one["end"] == {"line": 2, "column": 15}
    assert one["level"] == "error"
    assert one["related"][0]["start"] == {"line": 1, "column": 1}


def test_nearest_only_when_near_enough() -> None:
    assert nearest("ofender known", ["offender known", "victim"]) == "offender known"
    assert nearest("the ofender", ["offender"]) == "offender"
    assert nearest("banana", ["offender", "victim"]) is None
    assert nearest("", ["x"]) is None


def test_of_labels_the_next_is_named() -> None:
    known = ["A1", "A1.1", "A1.2", "A2", "D1", "F10", "a long name"]
    told = {word: nearest(word, known) for word in ("A3", "A1.7", "A2.1", "F8", "D2", "Z1", "F99", "B")}
    assert told == {
        "A3": "A2", "A1.7": "A1.2", "A2.1": "A2", "F8": "F10", "D2": "D1", "Z1": None, "F99": None, "B": None,
    }
