"""The paper that pages are printed on: nothing of a student's is live or hidden on it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.report import rendering

ANY_TEXT = st.text(st.characters(), max_size=200)  # lone surrogates included


def tags(html: str) -> set[str]:
    """Name the elements of a piece of HTML."""
    found: set[str] = set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            found.add(tag)

    Reader().feed(html)
    return found


def text_of(html: str) -> str:
    """Give what a reader of the HTML sees."""
    parts: list[str] = []

    class Reader(HTMLParser):
        def handle_data(self, data: str) -> None:
            parts.append(data)

    Reader().feed(html)
    return "".join(parts)


@given(ANY_TEXT)
def test_no_text_makes_an_element_or_breaks_the_encoding(text: str) -> None:
    for html in (rendering.prose(text), rendering.highlighted(text)):
        html.encode()
        assert tags(html) <= {"pre", "code", "span"}


def test_the_line_that_stopped_is_marked() -> None:
    html = rendering.highlighted('a = """one\ntwo"""\nraise ValueError\n', raised=3)

    lines = re.findall(r'<span class="(line[^"]*)"', html)
    assert lines == ["line", "line", "line raised"]
    assert 'data-said="stopped here"' in html


def test_highlighting_keeps_the_text() -> None:
    source = 'def f(x):\n\n    return "<b>&amp;</b>" + f"{x}"  # ×'

    assert text_of(rendering.highlighted(source)) == source.replace("\n\n", " ").replace("\n", "")


def test_a_megabyte_of_code_stays_a_small_page() -> None:
    html = rendering.highlighted("x = 1\n" * 200_000)

    assert len(html) < 200_000
    assert "not shown" in html


def test_backticks_set_code_and_nothing_else() -> None:
    assert rendering.prose("use `<b>` here") == "use <code>&lt;b&gt;</code> here"
    assert rendering.prose("one ` alone") == "one ` alone"


@pytest.mark.parametrize(
    ("number", "shown"), [(17.0, "17"), (2.5, "2.5"), (-3.0, "−3"), (0.001, "0"), (-0.0, "0"), (1 / 3, "0.33")]
)
def test_points_are_written_as_people_do(number: float, shown: str) -> None:
    assert rendering.points(number) == shown


def test_only_a_png_becomes_a_picture() -> None:
    with pytest.raises(ValueError, match="PNG"):
        rendering.image(b"<svg onload=alert(1)>")


def test_what_is_cut_is_said_in_the_pages_language() -> None:
    assert rendering.shortened("a" * 5_000).endswith("… (1,000 more characters not shown)")
    assert rendering.prose("a" * 5_000, "ko").endswith("… (1,000자를 더 보이지 않음)")
    assert "100줄을 더 보이지 않음" in rendering.highlighted("x = 1\n" * 700, language="ko")
    assert "1,000자를 더 보이지 않음" in rendering.environment("autograder.report", "ko").from_string("{{ text }}").render(text="a" * 5_000)  # fmt: skip
