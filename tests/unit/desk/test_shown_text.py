"""What a student wrote is shown, and nothing of it is live."""

from __future__ import annotations

import base64
import re

from hypothesis import given
from hypothesis import strategies as st

from autograder.checks.running_tests import bounded
from autograder.desk import shown_text
from tests.fixtures.desk import png

PNG = png()
OURS = re.compile(r"</?(?:math|m[a-z]+|code|pre|span|strong|img)\b[^<>]*>")


def test_a_pasted_picture_is_shown_and_what_is_none_isnt() -> None:
    shown = shown_text.answer(f"See ![my <plot>](data:image/png;base64,{PNG}), ![x](data:image/svg+xml;base64,{PNG})")
    fake = shown_text.answer(f"![x](data:image/png;base64,{base64.b64encode(b'<svg onload=alert(1)>' * 9).decode()})")

    assert shown.count("<img") == 1
    assert 'alt="my &lt;plot&gt;"' in shown
    assert "<img" not in fake


def test_no_more_pixels_are_shown_than_a_browser_can_bear() -> None:
    large, bomb = f"![](data:image/png;base64,{png(8_000, 8_000)})", f"![](data:image/png;base64,{png(20_000, 20_000)})"
    small = f"![](data:image/png;base64,{PNG})"

    assert len(bomb) < 70_000
    assert "<img" not in shown_text.answer(bomb) and "image/png of" in shown_text.answer(bomb)
    assert shown_text.answer(large + bomb + large + small).count("<img") == 2


def test_code_formulas_and_bold_are_set() -> None:
    shown = shown_text.ours("## Why?\n\n**Say** $x^2$:\n```python\nx = 1 < 2\n```\n")

    assert "<strong>Why?</strong>" in shown and "<strong>Say</strong>" in shown
    assert "<math" in shown and '<pre class="code"' in shown
    assert "1 < 2" not in shown


def test_fences_end_where_their_like_stands_alone() -> None:
    text = "a\n```python\nx\n````\n```  \nb\n````\ny\n```\nz\n````\n```\nnever closed"
    assert [code for *_, code in shown_text.fenced(text)] == ["x\n````\n", "y\n```\nz\n"]
    assert text[: next(shown_text.fenced(text))[0]] == "a\n"
    assert text[[end for _, end, _ in shown_text.fenced(text)][-1] :] == "\n```\nnever closed"


def test_fences_without_end_are_gone_through_once() -> None:
    with bounded(20):  # hours, where each of them looks for its end
        assert list(shown_text.fenced("```a\n" * 300_000)) == []
        assert "<img" not in shown_text.answer("![" * 400_000)


@given(st.text(alphabet=st.sampled_from("<>&\"'`$*#![]()\\\n ab{}=/:;,"), max_size=120))
def test_whatever_is_typed_only_our_own_tags_are_in_the_page(text: str) -> None:
    for shown in (str(shown_text.answer(text)), str(shown_text.ours(text))):
        assert "<" not in OURS.sub("", shown)


def test_a_sentence_begins_with_a_capital_and_a_name_or_place_stays() -> None:
    assert shown_text.begun("this answer was changed meanwhile") == "This answer was changed meanwhile"
    for told in ("knn has no rubric", "assignments/knn: no title", ""):
        assert shown_text.begun(told) == told
