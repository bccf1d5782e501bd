"""What outputs say, and how many pictures there are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.intake import outputs


def stream(text: object) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def shown(**data: object) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {f"text/{kind}": text for kind, text in data.items()}}


@pytest.mark.parametrize(
    ("output", "said"),
    [
        (stream("bright\n"), "bright"),
        (stream(["bright\n", "dark\n"]), "bright\ndark"),
        (shown(plain="'bright'"), "'bright'"),
        (shown(plain="<IPython.core.display.Markdown object>", markdown="**bright**"), "**bright**"),
        (shown(plain="<IPython.core.display.HTML object>", html="<b>bright</b> &amp; dark"), "bright  & dark"),
        (shown(plain="   a\n0  1", html="<table>1</table>"), "   a\n0  1"),
        ({"output_type": "error", "ename": "ValueError", "evalue": "bright", "traceback": []}, "bright"),
        (stream("\x1b[31mbright\x1b[0m"), "bright"),
        (stream({"no": "text"}), ""),
        ("no output", ""),
    ],
)
def test_the_words_of_an_output(output: object, said: str) -> None:
    assert outputs.text({"outputs": [output]}).strip() == said.strip()


def test_a_long_output_is_cut_and_says_so() -> None:
    text = outputs.text({"outputs": [stream("x" * (outputs.MAX_OUTPUT + 1_234))]})

    assert text.startswith("x" * outputs.MAX_OUTPUT + "… (1,234 more characters")


def test_pictures_are_counted_drawn_and_attached() -> None:
    drawn = {"output_type": "display_data", "data": {"image/png": "iVBORw0K", "image/svg+xml": "<svg/>"}}

    assert outputs.pictures({"outputs": [drawn, stream("x"), shown(html='<img src="a.png">')]}) == 2
    assert outputs.pictures({"attachments": {"a.png": {}, "b.png": {}}}) == 2
    assert outputs.pictures({"outputs": None, "attachments": []}) == 0


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["text", "data", "evalue", "text/html", "text/plain"]) | st.text(), inner, max_size=3
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["outputs", "attachments"]), _JSON))
def test_no_form_of_outputs_is_too_odd(cell: dict[str, Any]) -> None:
    assert len(outputs.text(cell)) <= outputs.MAX_OUTPUT + 100
    assert outputs.pictures(cell) >= 0
