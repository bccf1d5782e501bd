"""What in a code cell, and in what it shows, is a student's word, and what is code or ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.assemble import code_words, release_text
from tests.fixtures.written import RELEASE

OURS = release_text.of_release(RELEASE)
DEFINED = code_words.defined_in(["import numpy as np\nx = y = 1\ndists = x\nfor k in []:\n    z = lambda w: w"])


def speaks(source: str, known: tuple[str, ...] = ()) -> bool:
    return code_words.has_words(source, OURS, set(map(release_text.key, known)), lambda: DEFINED)


@pytest.mark.parametrize(
    "source",
    [
        "# only a comment",
        '"""A text."""',
        "print('yes it is')",
        "%%markdown\n42",
        "The row is bright.",
        "밝은 줄이다",
        "k is small enough",
    ],
)
def test_a_code_cell_of_words_is_text(source: str) -> None:
    assert code_words.is_text(source)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "x",
        "x = 1",
        "print(x)",
        "for k in range(3",
        "assert x is not None",
        "import numpy as np",
        "a, b, c",
        "!pip install x",
        "f(x) y z w",
    ],
)
def test_code_broken_or_not_is_no_text(source: str) -> None:
    assert not code_words.is_text(source)


def put_in(source: str, known: tuple[str, ...] = ()) -> str:
    return code_words.in_ours(source, OURS, set(map(release_text.key, known)), lambda: {*DEFINED, "shown"})


# ---------------------------------------------------------------- a cell that was added


@pytest.mark.parametrize(
    "source",
    [
        'display(Markdown("The quokka is bright"))',
        'x = 1\nprint("quokka", x)',
        'print(f"quokka: {x}")',
        'notes = ["the quokka", x]',
        'notes = {"first": "quokka"}',
        'assert x == 1, "quokka"',
        'raise ValueError("quokka")',
        'def note():\n    """The quokka."""',
        'later = lambda: "quokka"',
        'b"quokka"',
        "x = 1  # quokka",
        '# print("quokka")',
        "#!echo quokka",
        "!echo quokka",
        "%%bash\necho The quokka",
        "%%writefile notes.txt\nquokka",
        "%env NOTE=the quokka",
        "quokka",
        "yes, quokka",
        "Answer: quokka",
        "Bright quokka",
        "for k in range(3  quokka",
        'x = """\nThe\nquokka\n"""',
        "print('A')",
    ],
)
def test_a_word_in_an_added_cell_is_seen_whatever_is_done_with_it(source: str) -> None:
    assert speaks(source)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "x = 3\nx",
        "dists",
        "x, y, z",
        "assert x is not None",
        "plt.show()",
        "1 + 1",
        "%matplotlib inline",
        "%timeit -n 10 f(x)",
        "%%time\nf(x)",
        "# x = 3",
        "x = 1  # noqa: E501",
        "k = 3  #@param {type:'slider'}",
        'print("")',
        "print('---')",
    ],
)
def test_code_alone_is_no_word(source: str) -> None:
    assert not speaks(source)


def test_what_stands_in_a_block_and_what_we_handed_out_is_no_word_again() -> None:
    assert not speaks("x = 1  # twice, of course", ("twice, of course",))
    assert not speaks("\n".join(cell.source for cell in RELEASE.cells if cell.kind == "code"))


# ---------------------------------------------------------------- a cell of ours


def test_the_words_in_a_cell_of_ours_are_its_new_comments_and_texts() -> None:
    source = 'x = 1  # It is bright.\n# x = 2\n# noqa: E501\ny = "#nocomment"\n"""A text\nof two lines."""\n# yes'

    assert put_in(source) == "It is bright.\n#nocomment\nA text\nof two lines.\nyes"
    assert put_in(source, ("yes", "nocomment")) == "It is bright.\nA text\nof two lines."


def test_forms_of_colab_and_commands_are_read_too() -> None:
    source = '#@markdown The row is dark.\nk = 3 #@param {type:"slider"}\n!echo quokka\n%matplotlib inline'

    assert put_in(source) == "@markdown The row is dark.\n!echo quokka"


def test_a_name_that_nothing_defines_is_a_word_in_our_cells_too() -> None:
    assert put_in("shown = double(3)\nquokka\nx\nshown") == "quokka"


def test_of_a_cell_that_python_can_t_read_every_new_line_is_shown() -> None:
    assert put_in("shown = double(3)\nwhy: since it's bright\nshown") == "why: since it's bright"


def test_our_own_code_holds_no_words_whatever_its_comments_say() -> None:
    for cell in RELEASE.cells:
        if cell.kind == "code":
            assert put_in(cell.source + "\nx") == ""


# ---------------------------------------------------------------- outputs


@pytest.mark.parametrize("output", ["the quokka is bright", "0.27\nquokka", "밝은 줄", "it holds since x = 3, I think"])
def test_words_that_only_an_output_holds_are_seen(output: str) -> None:
    assert code_words.in_output(output, "answer = input()", OURS)


@pytest.mark.parametrize(
    "output",
    [
        "",
        "0.27",
        "True",
        "nan",
        "(3, 5)",
        "torch.Size([3])",
        "tensor([[1., 2.],\n        [3., 4.]], dtype=torch.float32)",
        "[<matplotlib.lines.Line2D at 0x7f00aa>]",
        "<Figure size 640x480 with 1 Axes>",
        "yes",
    ],
)
def test_values_and_what_the_cell_says_itself_are_no_words_of_an_output(output: str) -> None:
    assert not code_words.in_output(output, "print('yes')", OURS)


@given(st.text(), st.text())
def test_no_text_is_too_odd(source: str, output: str) -> None:
    assert isinstance(put_in(source), str)
    assert speaks(source) in (True, False)
    assert code_words.in_output(output, source, OURS) in (True, False)
