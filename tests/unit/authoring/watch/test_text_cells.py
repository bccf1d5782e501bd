"""A text cell is set as notebooks set it, and nothing of it is live."""

from __future__ import annotations

import pytest

from autograder.authoring.watch.text_cells import LONGEST, text_cell


def test_headings_lists_tables_code_and_formulas_are_set() -> None:
    set_ = text_cell(
        "## Before you start\n\n**Due** Monday.\n\n- one `x`\n- two\n\n|a|b|\n|-|-|\n|1|2|\n\n$x^2$\n\n```python\nx = 1\n```\n"
    )

    assert "<h2>Before you start</h2>" in set_
    assert "<strong>Due</strong>" in set_
    assert "<li>one <code>x</code></li>" in set_
    assert "<th>a</th>" in set_ and "<td>1</td>" in set_
    assert "<math" in set_ and "<msup>" in set_
    assert '<pre class="code"' in set_


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "# A <img src=x onerror=alert(1)> heading",
        "[x](javascript:alert(1))",
        "![x](http://example.org/a.png)",
        "![x](attachment:missing.png)",
        "$\\href{javascript:alert(1)}{x}$",
        "```html\n<script>alert(1)</script>\n```",
    ],
)
def test_nothing_of_a_text_is_live_or_fetched(source: str) -> None:
    set_ = text_cell(source)

    assert "<script" not in set_ and "<img" not in set_ and 'href="javascript' not in set_


def test_a_text_of_any_length_is_shown() -> None:
    assert text_cell("a" * (LONGEST + 1)).startswith("<pre>aaa")
    assert "\u202e" not in text_cell("**a\u202eb**")
