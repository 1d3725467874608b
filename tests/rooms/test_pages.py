"""Pages: a text never becomes markup, places are one of a kind, and the test itself can fail."""

from __future__ import annotations

import html
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hocrdsl.pages import Section, anchor, badge, element, escaped, folded, items, link, outward, page, paragraph, table
from tests.html_pages import text_of, wrong_with

UNKIND = ["<script>alert(1)</script>", '" onclick="x', "' onmouseover='x", "</style><b>", "&lt;", "]]>", "-->", "<!--",
          "javascript:alert(1)", "\u202egnp.exe", "\x00\x1b[2J", "\ud800"]


def whole(text: str) -> str:
    """A page with a text in every place that takes one."""
    body = (paragraph(text) + badge(text, kind="fair") + items([text, text]) + folded(text, paragraph(text))
            + table(text, [text, text], [[text, text]], named_rows=True) + link(anchor("part", text), text))
    below = Section(anchor("part", text), text, paragraph(text))
    return page(text, [Section("first", text, body, (below,))], lead=paragraph(text), foot=paragraph(text))


@pytest.mark.parametrize("text", UNKIND)
def test_a_text_stays_a_text(text: str) -> None:
    made = whole(text)
    assert wrong_with(made) == []
    assert made == whole(text)
    assert made.count("<script") == 0


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_any_text_is_shown_as_it_is(text: str) -> None:
    shown = html.unescape(escaped(text))
    assert escaped(text).isascii()
    assert shown == "".join(one if one == "\n" or one.isprintable() else one.encode("unicode_escape").decode()
                            for one in text)


@given(st.text(), st.text())
@settings(max_examples=300, deadline=None)
def test_two_names_are_two_places(one: str, other: str) -> None:
    assert (anchor("rule", one) == anchor("rule", other)) == (one == other)


def test_a_link_out_is_one_of_the_web() -> None:
    assert outward("javascript:alert(1)", "<x>") == "&lt;x&gt;"
    assert outward("https://x.test/?a&b", "x") == '<a href="https://x.test/?a&amp;b">x</a>'


def test_markup_is_not_escaped_twice() -> None:
    assert element("b", element("i", "a & b"), title="a & b") == '<b title="a &amp; b"><i>a &amp; b</i></b>'


def test_two_sections_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two places"):
        page("x", [Section("one", "1"), Section("two", "2", sections=(Section("one", "3"),))])


def test_what_cannot_be_seen_is_shown() -> None:
    assert "gnp.exe" in text_of(whole("\u202egnp.exe")) and "\\u202e" in text_of(whole("\u202egnp.exe"))


@pytest.mark.parametrize(("made", "said"), [
    ("<p>a", "<p> is not closed"), ('<p id="a"></p><p id="a"></p>', "id a stands 2 times"),
    ('<a href="#b">x</a>', "no place #b"),
    ("<h4>x</h4>", "<h4> directly under <h1>"), ("<script></script>", "no element of a page of ours"),
    ("<th>x</th>", "<th> has no scope"), ('<p onclick="x">x</p>', "<p> has onclick"),
    ("<p><ul></ul></p>", "inside a paragraph"),
    ('<a href="http://x">x</a>', "points to http://x"), ("</p>", "</p> closes"),
])
def test_the_test_can_fail(made: str, said: str) -> None:
    good = page("x", [])
    assert wrong_with(good) == []
    assert any(said in one for one in wrong_with(good.replace("<h1>x</h1>", f"<h1>x</h1>{made}")))


def test_nothing_is_loaded_from_elsewhere() -> None:
    from hocrdsl.pages.style import STYLE

    assert "url(" not in STYLE and "@import" not in STYLE and "<" not in STYLE
    for file in (Path(__file__).parents[2] / "hocrdsl" / "pages").glob("*.py"):
        assert "http://" not in file.read_text(encoding="utf-8")
