"""A person's comment on a page: text and formulas, and nothing that a browser would run."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.report import comments
from autograder.report.comments import answer, comment, formula

pytest.importorskip("latex2mathml", reason="latex2mathml is not installed: make setup brings it")

ALLOWED = comments._ELEMENTS | {"code"}


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def seen(text: str) -> Seen:
    parser = Seen()
    parser.feed(text)
    parser.close()
    return parser


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("$x^2$", '<math display="inline"><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math>'),
        (r"\(x\)", '<math display="inline"><mrow><mi>x</mi></mrow></math>'),
        ("$$x$$", '<math display="block"><mrow><mi>x</mi></mrow></math>'),
        (r"\[x\]", '<math display="block"><mrow><mi>x</mi></mrow></math>'),
        ("it costs $5 or $6", "it costs $5 or $6"),
        (r"\$5 and \$6", "$5 and $6"),
        ("use `a < b` and `$x$`", "use <code>a &lt; b</code> and <code>$x$</code>"),
        (r"$\frac{$", r"<code>$\frac{$</code>"),
        ("<b>no</b>", "&lt;b&gt;no&lt;/b&gt;"),
        (r"$\text{<script>alert(1)</script>}$",
         '<math display="inline"><mrow><mtext>&lt;script&gt;alert(1)&lt;/script&gt;</mtext></mrow></math>'),
        (r"$\href{javascript:alert(1)}{x}$", '<math display="inline"><mrow><mrow><mrow><mi>x</mi></mrow></mrow></mrow></math>'),
        (r"$\unicode{x202e}\unicode{x200b}$", '<math display="inline"><mrow><mi>[U+202E]</mi><mi>[U+200B]</mi></mrow></math>'),
        (r"$a<b$", '<math display="inline"><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow></math>'),
        ("one\n\ntwo", "one\n\ntwo"),
        ("so\n\n$$x$$\n\nthen", 'so<math display="block"><mrow><mi>x</mi></mrow></math>then'),
    ],
)  # fmt: skip
def test_a_comment_is_set(text, shown):
    assert str(comment(text)) == shown


def test_a_formula_that_is_too_long_or_too_deep_is_shown_as_typed():
    assert formula("x" * 1_001) is None
    assert "<math" not in comment("$" + "{" * 900 + "}" * 90 + "$")


PARTS = st.sampled_from(
    ["$", "$$", "\\(", "\\)", "\\[", "\\]", "`", "<script>", "</script>", "<img src=x onerror=alert(1)>", "\\text{", "}", "{", "\\href{",
     "javascript:alert(1)", "\\style{", "\\color{red}", "\\class{a}", "&lt;", "&#60;", "x", "^", "_", " ", "\n", "\\frac", '"', "'", "\\\\", "&"]
)  # fmt: skip


@given(st.lists(PARTS, max_size=24).map("".join) | st.text(max_size=60))
def test_nothing_but_formulas_code_and_text_comes_out(text):
    shown = str(comment(text))
    assert str(answer(text)) == shown

    assert seen(shown).tags <= ALLOWED
    assert seen(shown).attributes <= comments._ATTRIBUTES
    assert not re.search(r"<(?!/?(?:code|m[a-z]+|none)[ >])", shown)


@pytest.mark.parametrize("mark", ["`", "$", "$$", "\\[", "\\[ a", "`a", "````a", "$a ", "\\("])
def test_a_long_text_of_nothing_but_marks_keeps_its_words_and_is_set_at_all(mark):
    text = "first " + mark * (29_000 // len(mark)) + " last"

    shown = str(answer(text))

    assert shown.startswith("first ") and shown.endswith(" last")


def test_an_answer_may_be_longer_than_a_comment_and_its_pictures_are_named():
    shown = str(answer("word " * 2_000 + "$x$ ![](data:image/png;base64," + "A" * 5_000 + ")"))

    assert shown.count("word ") == 2_000
    assert "<math" in shown
    assert "AAAA" not in shown
