"""Every word that a student writes is in an answer, in a block, or elsewhere: whatever they and their editor did to the cells."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder import assemble, intake
from autograder.model import Program
from tests.fixtures.assembled import code, text
from tests.fixtures.notebooks import Json, to_bytes
from tests.fixtures.written import (
    ASKED_1,
    AT,
    BLANK,
    FIRST,
    SECOND,
    again,
    assignment,
    both,
    docx,
    handed,
    insert,
    other_release,
    read,
    taken_from,
    write,
)

Change = Callable[[list[Json]], object]


def nothing(_cells: list[Json]) -> None:
    """Leave the notebook as it is."""


def delete(name: str) -> Change:
    return lambda cells: cells.__delitem__(AT[name])


def answers(program: Program) -> tuple[str, str]:
    return program.answers["answer_1"], program.answers["answer_2"]


def words_elsewhere(program: Program) -> list[str]:
    return [one.text for one in program.elsewhere]


# ---------------------------------------------------------------- what is no answer


def test_the_release_as_it_is_holds_no_words() -> None:
    for stripped in (False, True):
        program = read(nothing, stripped=stripped)

        assert answers(program) == ("", "")
        assert program.elsewhere == ()
        assert program.findings == ()


@pytest.mark.parametrize(
    "blank",
    [
        "",
        " \n",
        f"\n  {BLANK} ",
        "*Your  answer\nhere.*",
        "**Your answer here.**",
        "\u200b",
        "\u00a0",
        f"{BLANK}\n\n{BLANK}",
    ],
)
def test_what_equals_the_placeholder_but_for_blanks_and_marks_is_no_answer(blank: str) -> None:
    assert answers(read(write("answer_1", blank))) == ("", "")
    assert read(write("answer_1", blank)).elsewhere == ()


@pytest.mark.parametrize(
    "only",
    [
        "![sketch](attachment:image.png)",
        "![](data:image/png;base64,iVBORw0KGgo=)",
        '<img src="sketch.png">',
        "<!-- see my sketch -->",
        r"$$\|x-y\|^2$$",
        "👍",
        f"{BLANK} 👍",
        "그림이 밝으면 줄이 밝다.",
        "42",
    ],
)
def test_a_picture_a_formula_or_a_sign_alone_is_an_answer(only: str) -> None:
    assert answers(read(write("answer_1", only))) == (only, "")


def test_a_line_of_the_course_s_own_is_an_answer_in_its_cell() -> None:
    quoted = "A matrix is a column plus a row."

    assert answers(read(write("answer_1", quoted))) == (quoted, "")


# ---------------------------------------------------------------- split cells


@pytest.mark.parametrize(
    "copied", [False, True], ids=["the new part has no metadata", "the new part has copied metadata"]
)
@pytest.mark.parametrize("own", [0, 1], ids=["the first part keeps its id", "the last part keeps its id"])
@pytest.mark.parametrize("between", [(), (code("x = 1"),)], ids=["side by side", "with a cell between"])
def test_a_split_answer_is_joined(copied: bool, own: int, between: tuple[Json, ...]) -> None:
    def change(cells: list[Json]) -> None:
        cell = cells[AT["answer_1"]]
        parts = ["It is bright.", "Its image is light."]
        made = [again(cell, part) if copied or number == own else text(part) for number, part in enumerate(parts)]
        cells[AT["answer_1"] : AT["answer_1"] + 1] = [made[0], *between, made[1]]

    program = read(change)

    assert answers(program) == ("It is bright.\n\nIts image is light.", "")
    assert program.elsewhere == ()
    assert bool(taken_from(program)) is not copied


def test_a_copy_far_away_counts_too() -> None:
    def change(cells: list[Json]) -> None:
        cells[AT["answer_1"]]["source"] = "First thought."
        cells.append(again(cells[AT["answer_1"]], "Second thought."))

    program = read(change)

    assert answers(program)[0] == "First thought.\n\nSecond thought."
    assert "all that is written in them counts" in next(
        one.message for one in program.findings if one.rule == "cell_copied"
    )


def test_the_same_text_in_two_copies_is_shown_once_and_a_blank_copy_not_at_all() -> None:
    def change(cells: list[Json]) -> None:
        cells[AT["answer_1"]]["source"] = FIRST
        cells[AT["answer_1"] + 1 : AT["answer_1"] + 1] = [again(cells[AT["answer_1"]], part) for part in (FIRST, BLANK)]

    assert answers(read(change)) == (FIRST, "")


# ---------------------------------------------------------------- added cells


@pytest.mark.parametrize(
    "place", [AT["answer_1"], AT["answer_1"] + 1, AT["question-1"]], ids=["between", "below", "above"]
)
@pytest.mark.parametrize("stripped", [False, True], ids=["", "stripped"])
@pytest.mark.parametrize(
    "added", [text(FIRST), {"cell_type": "raw", "metadata": {}, "source": FIRST}], ids=["markdown", "raw"]
)
def test_an_answer_in_an_added_cell_is_found(place: int, stripped: bool, added: Json) -> None:
    program = read(insert(place, added), stripped=stripped)

    assert answers(program) == (FIRST, "")
    assert program.elsewhere == ()
    assert f"cell {place + 1}" in taken_from(program)[0].message
    told = [one.message for one in program.findings if one.rule == "cell_added"]
    assert all("isn't graded" not in one for one in told)


def test_answers_below_a_question_whose_cell_was_deleted_are_found() -> None:
    for stripped in (False, True):
        program = read(
            both(insert(AT["one-loop"], text(FIRST), text("And more.")), delete("answer_1")), stripped=stripped
        )

        assert answers(program) == (f"{FIRST}\n\nAnd more.", "")


def test_an_answer_where_question_and_cell_were_deleted_is_found() -> None:
    program = read(both(insert(AT["one-loop"], text(FIRST)), delete("answer_1"), delete("question-1")))

    assert answers(program) == (FIRST, "")


def test_words_next_to_a_code_question_are_elsewhere() -> None:
    program = read(insert(AT["triple"] + 1, text("I think triple is fine.")))

    assert answers(program) == ("", "")
    assert [(one.cell, one.text) for one in program.elsewhere] == [("cell 13", "I think triple is fine.")]


def test_a_part_with_the_question_s_title_is_its_answer_wherever_it_stands() -> None:
    program = read(lambda cells: cells.append(text(f"## Question 2\n{SECOND}\n\n## Question 1\n{FIRST}")))

    assert answers(program) == (f"## Question 1\n{FIRST}", f"## Question 2\n{SECOND}")
    assert program.elsewhere == ()


@pytest.mark.parametrize("title", ["Q2.", "Answer to question 2:", "**Answer 2**", "Question 2 -"])
def test_a_title_may_be_spelled_in_several_ways(title: str) -> None:
    assert SECOND in answers(read(lambda cells: cells.append(text(f"{title} {SECOND}"))))[1]


def test_what_stands_between_an_answer_and_a_question_without_one_is_elsewhere() -> None:
    def change(cells: list[Json]) -> None:
        cells[AT["answer_1"]]["source"] = FIRST
        cells[AT["one-loop"] : AT["question-2"]] = [text("It may be the one or the other.")]

    program = read(change)

    assert answers(program) == (FIRST, "")
    assert words_elsewhere(program) == ["It may be the one or the other."]


def test_text_under_a_section_that_asks_nothing_is_elsewhere() -> None:
    program = read(insert(AT["triple_solution"], text(FIRST)))

    assert answers(program) == ("", "")
    assert words_elsewhere(program) == [FIRST]


# ---------------------------------------------------------------- the course's own text cells


@pytest.mark.parametrize(
    "typed",
    [f"{FIRST}\n\n{ASKED_1}", ASKED_1.replace("bright?\n", f"bright?\n\n{FIRST}\n\n"), f"{ASKED_1}\n\n{FIRST}"],
    ids=["before", "between", "after"],
)
@pytest.mark.parametrize("kept", [True, False], ids=["blank cell kept", "cell deleted"])
def test_an_answer_typed_into_the_question_is_found(typed: str, kept: bool) -> None:
    program = read(both(write("question-1", typed), nothing if kept else delete("answer_1")))

    assert answers(program) == (FIRST, "")
    assert "where the question stands" in taken_from(program)[0].message


def test_an_answer_typed_behind_the_question_s_line_is_found() -> None:
    program = read(
        write("question-1", ASKED_1.replace("makes a whole **row** bright?", f"makes a whole **row** bright? {FIRST}"))
    )

    assert answers(program) == (FIRST, "")


@pytest.mark.parametrize(
    "edited",
    [
        ASKED_1.replace("bright all along", "brihgt all along"),
        ASKED_1.replace("#### ", "## "),
        ASKED_1.replace("some blocks are dark", "some block is dark"),
        ASKED_1.replace("\n\nAnswer in three to six sentences, in the cell below.", ""),
        ASKED_1.replace("**row**", "row").replace(" all along, some", " all along,\nsome"),
    ],
    ids=["a typo", "a heading's size", "grammar", "a line less", "wrapped anew"],
)
def test_an_edit_of_the_question_that_adds_no_words_is_no_answer(edited: str) -> None:
    assert edited != ASKED_1
    program = read(write("question-1", edited))

    assert answers(program) == ("", "")
    assert program.elsewhere == ()


def test_a_word_or_two_in_the_question_are_shown_but_are_no_answer_for_sure() -> None:
    program = read(write("question-1", ASKED_1.replace("makes a whole", "probably makes a whole")))

    assert answers(program) == ("", "")
    assert words_elsewhere(program) == ["probably"]


def test_a_question_that_was_rewritten_is_shown_and_is_no_answer_for_sure() -> None:
    translated = "#### 질문 1: 행렬 읽기\n\n행렬의 어떤 줄은 처음부터 끝까지 밝고, 어떤 칸은 어둡다."

    program = read(write("question-1", translated))

    assert answers(program) == ("", "")
    assert words_elsewhere(program) == [translated]


@pytest.mark.parametrize(
    "badge",
    [
        '<a href="https://colab.research.google.com/github/o/r/blob/main/n.ipynb"><img src="colab-badge.svg" alt="Open In Colab"/></a>',
        "[![Open In Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/x.ipynb)",
    ],
)
def test_colab_s_badge_is_no_words_but_what_is_typed_beside_it_is(badge: str) -> None:
    assert read(insert(0, text(badge))).elsewhere == ()
    assert words_elsewhere(read(insert(0, text(f"{badge}\n\n{FIRST}")))) == [f"{badge}\n\n{FIRST}"]


def test_words_typed_into_another_text_of_ours_are_elsewhere() -> None:
    program = read(write("one-loop", f"{FIRST}\n\n### 1.2 One loop\n\nThe inner loop does the same to every point."))

    assert answers(program) == ("", "")
    assert words_elsewhere(program) == [FIRST]


@pytest.mark.parametrize("stripped", [False, True], ids=["", "stripped"])
def test_an_answer_merged_with_the_cells_around_it_is_found(stripped: bool) -> None:
    def change(cells: list[Json]) -> None:
        merged = "\n\n".join(
            [ASKED_1, FIRST, cells[AT["one-loop"]]["source"][0] + "\n\nThe inner loop does the same to every point."]
        )
        cells[AT["question-1"]]["source"] = merged
        del cells[AT["answer_1"] : AT["one-loop"] + 1]

    assert answers(read(change, stripped=stripped)) == (FIRST, "")


def test_an_answer_s_cell_merged_with_its_question_is_blank_when_nothing_was_added() -> None:
    merged = both(write("answer_1", f"{ASKED_1}\n\n{BLANK}"), delete("question-1"))
    answered = both(write("answer_1", f"{ASKED_1}\n\n{FIRST}"), delete("question-1"))

    assert answers(read(merged)) == ("", "")
    assert answers(read(answered)) == (FIRST, "")


def test_an_answer_s_cell_merged_into_the_next_is_found() -> None:
    merged = write("one-loop", f"{FIRST}\n\n### 1.2 One loop\n\nThe inner loop does the same to every point.")

    assert answers(read(both(merged, delete("answer_1")))) == (FIRST, "")


def test_a_split_question_whose_parts_have_one_id_is_still_ours() -> None:
    head, tail = ASKED_1.split("\n\n1. ")

    def change(cells: list[Json]) -> None:
        cell = cells[AT["question-1"]]
        parts = [head, f"1. {tail}\n\n{FIRST}"]
        cells[AT["question-1"] : AT["question-1"] + 1] = [again(cell, part) for part in parts]

    assert answers(read(change)) == (FIRST, "")


def test_a_split_question_is_still_ours() -> None:
    head, tail = ASKED_1.split("\n\n1. ")

    def change(cells: list[Json]) -> None:
        cells[AT["question-1"]]["source"] = head
        cells.insert(AT["answer_1"], text(f"1. {tail}\n\n{FIRST}"))

    assert answers(read(change)) == (FIRST, "")


def test_the_text_of_another_release_is_no_answer() -> None:
    made = other_release()
    submission = intake.receive(handed(nothing, version="of-last-year"), made)

    program = assemble.assemble(submission, made)

    assert answers(program) == ("", "")


# ---------------------------------------------------------------- cells of another kind


@pytest.mark.parametrize("stripped", [False, True], ids=["", "stripped"])
@pytest.mark.parametrize(
    "typed",
    [
        FIRST,
        f"# {FIRST}",
        f'"""{FIRST}"""',
        f'print("{FIRST}")',
        f"%%markdown\n{FIRST}",
        "The row, it's bright.",
        "It isn't (very) bright: x = 3\n- so",
    ],
    ids=["a syntax error", "comments", "a docstring", "printed", "a magic", "an apostrophe", "more code than words"],
)
def test_an_answer_s_cell_that_was_turned_to_code_is_read(typed: str, stripped: bool) -> None:
    program = read(
        lambda cells: cells.__setitem__(AT["answer_1"], {**cells[AT["answer_1"]], **_as_code(typed)}), stripped=stripped
    )

    assert answers(program) == (typed.removeprefix("%%markdown\n"), "")
    assert program.elsewhere == ()


def test_an_answer_s_cell_that_was_turned_to_raw_is_read() -> None:
    program = read(write("answer_1", FIRST, cell_type="raw"))

    assert answers(program) == (FIRST, "")
    assert "raw cell now" in taken_from(program)[0].message


def test_a_blank_cell_turned_to_code_is_blank() -> None:
    program = read(lambda cells: cells[AT["answer_1"]].update(_as_code(BLANK)))

    assert answers(program) == ("", "")


def _as_code(source: str) -> Json:
    return {"cell_type": "code", "source": source, "outputs": [], "execution_count": 3}


def test_an_added_code_cell_that_only_holds_words_answers_the_question_above_it() -> None:
    assert answers(read(insert(AT["answer_1"] + 1, code(f"# {FIRST}")))) == (f"# {FIRST}", "")


def test_a_comment_in_a_code_cell_nearby_is_elsewhere() -> None:
    program = read(
        insert(AT["answer_1"] + 1, code(f"shown + 1  # {FIRST}\n# shown = 3\nfor n in []:  # noqa\n    pass"))
    )

    assert answers(program) == ("", "")
    assert words_elsewhere(program) == [f"shown + 1  # {FIRST}\n# shown = 3\nfor n in []:  # noqa\n    pass"]


def test_comments_in_our_code_cells_are_elsewhere() -> None:
    program = read(write("picture", f"shown = double(3)\n# {FIRST}\nshown"))

    assert words_elsewhere(program) == [FIRST]


def test_words_outside_of_a_block_are_elsewhere_and_those_inside_are_the_block_s() -> None:
    source = RELEASED_DOUBLE.replace("raise NotImplementedError", "return 2 * x  # twice, of course").replace(
        '"""Return twice x."""', f'"""Return twice x.\n\n    {FIRST}\n    """'
    )
    program = read(write("double_solution", source))

    assert words_elsewhere(program) == [FIRST]


RELEASED_DOUBLE = 'def double(x):\n    """Return twice x."""\n    # BEGIN YOUR CODE\n    raise NotImplementedError\n    # END YOUR CODE\n'


def test_code_where_the_answer_s_cell_is_gone_is_shown() -> None:
    program = read(lambda cells: cells.__setitem__(AT["answer_1"], code("x = double(2)")))

    assert answers(program) == ("", "")
    assert words_elsewhere(program) == ["x = double(2)"]


def test_what_python_can_t_read_is_shown_where_it_may_be_words() -> None:
    typed = "dist(a, b) = 3 since both rows are dark"

    assert words_elsewhere(read(insert(AT["picture"], code(typed)))) == [typed]


@pytest.mark.parametrize("source", ["dists", "x, y, z", "assert x is not None", "plt.show()", "x = 3\nx", "1 + 1"])
def test_code_is_no_words(source: str) -> None:
    program = read(insert(AT["answer_1"] + 1, code("x = y = z = dists = 3"), code(source)))

    assert answers(program) == ("", "")
    assert program.elsewhere == ()


# ---------------------------------------------------------------- stripped notebooks, moved cells


def test_answers_of_a_stripped_notebook_are_found_by_place() -> None:
    program = read(both(write("answer_1", FIRST), write("answer_2", SECOND)), stripped=True)

    assert answers(program) == (FIRST, SECOND)
    assert program.elsewhere == ()
    assert program.findings == ()


def test_one_blank_answer_of_a_stripped_notebook_doesn_t_take_the_other_s_place() -> None:
    assert answers(read(write("answer_1", FIRST), stripped=True)) == (FIRST, "")
    assert answers(read(write("answer_2", SECOND), stripped=True)) == ("", SECOND)
    assert read(write("answer_2", SECOND), stripped=True).findings == ()


def test_a_split_answer_of_a_stripped_notebook_is_joined() -> None:
    change = both(insert(AT["answer_1"] + 1, text("And more.")), write("answer_1", FIRST))

    assert answers(read(change, stripped=True)) == (f"{FIRST}\n\nAnd more.", "")


def test_a_stripped_notebook_without_marks_is_found_by_its_words() -> None:
    def change(cells: list[Json]) -> None:
        for cell in cells:
            if cell["cell_type"] == "markdown":
                cell["source"] = re.sub(r"[*#`]+ ?", "", "".join(cell["source"]))
        cells[AT["answer_1"]]["source"] = FIRST

    assert answers(read(change, stripped=True)) == (FIRST, "")


def test_moved_answers_keep_their_questions() -> None:
    def change(cells: list[Json]) -> None:
        cells[AT["answer_1"]]["source"], cells[AT["answer_2"]]["source"] = FIRST, SECOND
        one, two = AT["answer_1"], AT["answer_2"]
        cells[one], cells[two] = cells[two], cells[one]

    assert answers(read(change)) == (FIRST, SECOND)


# ---------------------------------------------------------------- one cell for two


def test_both_answers_in_one_cell_with_titles_are_told_apart() -> None:
    program = read(both(write("answer_1", ""), write("answer_2", f"Question 1: {FIRST}\n\nQuestion 2: {SECOND}")))

    assert answers(program)[0] == f"Question 1: {FIRST}"
    assert SECOND in answers(program)[1]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("", f"{FIRST} {SECOND}"),
        (BLANK, f"1 and 2: {FIRST}"),
        (BLANK, f"For both questions: {FIRST}"),
        (BLANK, f"See question 1: {FIRST}"),
    ],
)
def test_an_answer_that_may_be_another_question_s_too_is_shown_for_it(first: str, second: str) -> None:
    program = read(both(write("answer_1", first), write("answer_2", second)))

    assert answers(program) == ("", second)
    assert words_elsewhere(program) == [second]
    assert "Question 1" in program.elsewhere[0].note


def test_an_answer_of_its_own_leaves_a_question_without_one_blank() -> None:
    program = read(write("answer_2", SECOND))

    assert answers(program) == ("", SECOND)
    assert program.elsewhere == ()


# ---------------------------------------------------------------- whatever is written, wherever


_WORDS = ["zephyr", "quokka", "xylem", "fjord", "밝은줄이다", "ünïcode"]
_DEEDS = ["markdown", "raw", "comment", "prose", "docstring", "label", "below", "above", "inside", "behind a line"]
_DEEDS += ["split", "merge", "copy", "delete", "turn to code", "turn to raw", "move"]
_CODE = {
    "comment": "y = 1\n# {0}",
    "docstring": '"""{0}"""',
    "prose": "{0}",
    "displayed": 'display(Markdown("{0}"))',
    "printed": 'y = 1\nprint("{0}", y)',
    "f-text": 'y = 1\nprint(f"{0} {{y}}")',
    "list": 'notes = ["{0}", 3]',
    "dict": 'notes = {{"first": "{0}"}}',
    "one word": 'answer = "{1}"',
    "assert": 'assert 1 + 1 == 2, "{0}"',
    "raise": 'raise ValueError("{0}")',
    "shell": "!echo {0}",
    "written": "%%writefile notes.txt\n{0}",
    "put out of use": '# print("{0}")',
    "a name": "{1}",
    "lambda": 'later = lambda: "{0}"',
    "bytes": 'y = b"""{0}"""',
    "in our code": "",
    "below a cell": "answer = input()",
}
_OF_CODE = ["code to text", "code merged", "code copied"]
_FILES = ["txt", "docx", "notebook", "binary"]
_EVERY = sorted({*_DEEDS, *_CODE, *_OF_CODE, *_FILES})


def _done(cells: list[Json], files: dict[str, bytes], deed: str, place: int, word: str) -> None:
    """Do to the cells what students and their editors do; a cell that holds words of theirs is never deleted."""
    sentence = f"The {word} is bright, I think."
    at = place % len(cells)
    at = next((one for one in range(at, len(cells)) if cells[one]["cell_type"] != "code"), 0)
    cell, source = cells[at], "".join(cells[at]["source"])
    lines = source.split("\n")
    match deed:
        case "markdown" | "label" | "raw":
            made = text(f"## Question 2\n{sentence}" if deed == "label" else sentence)
            cells.insert(place, {**made, "cell_type": "raw" if deed == "raw" else "markdown"})
        case "in our code":
            ours = next((one for one in cells if "shown = double(3)" in "".join(one["source"])), cells[0])
            ours["source"] = "".join(ours["source"]) + f'\nprint("{sentence}")'
        case "below a cell":
            shown = [{"output_type": "stream", "name": "stdout", "text": [sentence, "\n"]}]
            cells.insert(place, {**code(_CODE[deed]), "outputs": shown})
        case deed if deed in _OF_CODE:
            _done_to_code(cells, deed, place, sentence)
        case deed if deed in _CODE:
            cells.insert(place, code(_CODE[deed].format(sentence, word)))
        case deed if deed in _FILES:
            files[f"{word}.{'ipynb' if deed == 'notebook' else 'pdf' if deed == 'binary' else deed}"] = _file(
                deed, sentence
            )
        case "below" | "above":
            cell["source"] = f"{source}\n\n{sentence}" if deed == "below" else f"{sentence}\n\n{source}"
        case "inside":
            cell["source"] = "\n".join([*lines[: len(lines) // 2], sentence, *lines[len(lines) // 2 :]])
        case "behind a line":
            cell["source"] = "\n".join([f"{lines[0]} {sentence}", *lines[1:]])
        case "split":
            cell["source"] = "\n".join(lines[: len(lines) // 2])
            cells.insert(at + 1, text("\n".join(lines[len(lines) // 2 :])))
        case "merge" if at + 1 < len(cells) and cells[at + 1]["cell_type"] != "code":
            cell["source"] = source + "\n\n" + "".join(cells.pop(at + 1)["source"])
        case "copy":
            cells.insert(at + 1, again(cell, source))
        case "delete" if not any(one in source for one in _WORDS):
            del cells[at]
        case "turn to code":
            cell |= _as_code(source)
        case "turn to raw":
            cell["cell_type"] = "raw"
        case "move":
            cells.insert(place, cells.pop(at))


def _done_to_code(cells: list[Json], deed: str, place: int, sentence: str) -> None:
    codes = [at for at, cell in enumerate(cells) if cell["cell_type"] == "code"]
    at = codes[place % len(codes)] if codes else 0
    source = "".join(cells[at]["source"])
    match deed:
        case "code to text":
            cells[at] = {**text(f"{source}\n{sentence}"), "metadata": cells[at]["metadata"]}
        case "code merged" if at + 1 < len(cells):
            cells[at]["source"] = f"{source}\n# {sentence}\n" + "".join(cells.pop(at + 1)["source"])
        case "code copied":
            cells.insert(at + 1, again(cells[at], f"{source}\nassert 1 + 1 == 2, '{sentence}'"))


def _file(deed: str, sentence: str) -> bytes:
    match deed:
        case "docx":
            return docx(f"<w:p><w:r><w:t>{sentence}</w:t></w:r></w:p>")
        case "notebook":
            return to_bytes({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [text(sentence)]})
        case "binary":
            return b"%PDF-1.7\0" + sentence.encode()
    return sentence.encode()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(AT)), st.sampled_from(_EVERY), st.sampled_from(_WORDS)), min_size=1, max_size=8
    ),
    st.booleans(),
)
def test_no_word_is_lost(deeds: list[tuple[int, str, str]], stripped: bool) -> None:
    written: list[str] = []
    files: dict[str, bytes] = {}

    def change(cells: list[Json]) -> None:
        for place, deed, word in deeds:
            _done(cells, files, deed, place, word)
        held = [*("".join(cell["source"]) for cell in cells), *(str(cell.get("outputs", "")) for cell in cells), *files]
        written.extend(word for word in _WORDS if word in "\n".join(held))

    made = assignment()
    program = assemble.assemble(intake.receive(handed(change, stripped=stripped, files=files), made), made)

    shown = [*program.answers.values(), *(f"{one.cell} {one.text}" for one in program.elsewhere)]
    assert [word for word in written if word not in "\n".join(shown)] == []
