"""Two texts lie side by side: every line once and in order, like beside like, marks where both say the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from autograder.similar.alignment import RARE, SHARED, Aligned, ShownLine, align
from autograder.similar.expressions import expressions
from autograder.similar.hand_ins import Text

ONE = "a = torch.zeros(3, dtype=x.dtype)\nb = x.reshape(len(x), -1)\nc = [v.sum() for v in b]\nreturn a + 1\n"
OTHER = "# first\nq = y.reshape(len(y), -1)\nout = []\nz = torch.zeros(3, dtype=y.dtype)\nreturn 2 * out\n"
LINES = st.lists(
    st.sampled_from(["a = x[0] + 1", "b = f(a, a, 1)", "", "  # c", "return (a, b, c)", "é = '가'"]), max_size=12
)


def sides(aligned: Aligned) -> list[list[ShownLine]]:
    return [[row[side] for row in aligned.rows if row[side] is not None] for side in (0, 1)]


def text_of(line: ShownLine) -> str:
    return "".join(part.text for part in line.parts)


def marked(line: ShownLine, level: int = SHARED) -> str:
    return "".join(part.text for part in line.parts if part.mark >= level)


def test_like_lies_beside_like_and_what_moved_says_where_to():
    rows = align(Text(ONE), Text(OTHER)).rows

    beside = {text_of(left)[:1]: text_of(right)[:1] for left, right in rows if left and right}
    moved = {text_of(line)[:1]: line.moved for row in rows for line in row if line and line.moved}
    assert beside["a"] == "z" or beside["b"] == "q"
    assert moved in ({"b": 2, "q": 2}, {"a": 4, "z": 1})


def test_what_both_say_is_marked_and_comments_are_not():
    left, right = sides(align(Text(ONE), Text(OTHER)))

    assert marked(left[0]) == text_of(left[0])
    assert (marked(right[0]), marked(right[4])) == ("", "")


def test_what_few_have_is_marked_more():
    source = "y = (x[0] - x[1]) ** 2\n"
    (line,), _ = sides(align(Text(source), Text(source), {one.shape for one in expressions(source)}))

    assert marked(line, RARE) == "(x[0] - x[1]) ** 2"


def test_written_answers_are_set_side_by_side_too():
    left, _ = sides(
        align(Text("One two three four five six seven.", True), Text("so one two three four five six", True))
    )

    assert marked(left[0]) == "One two three four five six"


def test_a_text_that_repeats_itself_without_end_is_bounded_and_says_so():
    assert not align(Text("x + " * 9_000), Text("x + " * 9_000)).whole
    assert not align(Text("x\n" * 700), Text("y")).whole


@given(LINES, LINES)
def test_every_line_is_there_once_and_in_order(one, other):
    texts = "\n".join(one), "\n".join(other)

    for text, lines in zip(texts, sides(align(Text(texts[0]), Text(texts[1]))), strict=True):
        assert [text_of(line) for line in lines] == text.rstrip("\n").split("\n")
        assert [line.number for line in lines] == list(range(1, len(lines) + 1))


@given(st.text("x1'\"\\\n#(+ ", max_size=60), st.text(max_size=60))
def test_no_text_breaks_it(one, other):
    assert align(Text(one), Text(other)).rows and align(Text(one), Text(one)).rows
