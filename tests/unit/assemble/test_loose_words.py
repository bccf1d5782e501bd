"""Words in outputs, pictures and other files: shown, or named with what to open."""

from __future__ import annotations

from autograder.assemble import loose_words, release_text
from autograder.model import Cell, Notebook, OtherFile
from tests.fixtures.assembled import code, text
from tests.fixtures.notebooks import Json
from tests.fixtures.written import AT, RELEASE, insert, read, write

OURS = release_text.of_release(RELEASE)
PICTURE = {
    "output_type": "display_data",
    "data": {"image/png": "iVBORw0K", "text/plain": "<Figure size 6x4 with 1 Axes>"},
}


def shows(cell: Json, *outputs: Json) -> Json:
    return {**cell, "outputs": list(outputs)}


def says(words: str) -> Json:
    return {"output_type": "stream", "name": "stdout", "text": words}


def of_files(*others: OtherFile) -> list[tuple[str, str, str]]:
    found = loose_words.of_files(others, RELEASE.cells, RELEASE.cells, OURS)
    return [(one.where, one.text, one.note) for one in found]


def test_an_added_cell_with_a_word_is_shown_whole() -> None:
    source = "for k in range(3):\n    shown = double(k)\nprint('the row is bright', shown)"

    (made,) = read(insert(AT["picture"], code(source))).elsewhere

    assert (made.cell, made.text) == (f"cell {AT['picture'] + 1}", source)


def test_words_that_were_typed_below_a_cell_are_shown() -> None:
    typed = "Why? Since the row is bright."

    (made,) = read(insert(AT["picture"], shows(code("answer = input('Why? ')"), says(typed)))).elsewhere[1:]

    assert (made.text, made.note) == (typed, "shown below a code cell")


def test_what_our_own_cells_show_is_no_word_of_a_student_s() -> None:
    program = read(lambda cells: cells[AT["picture"]].update(outputs=[says("it went well, I think")]))

    assert program.elsewhere == ()


def test_a_block_and_a_field_that_were_filled_in_make_no_words_of_what_their_cells_show() -> None:
    filled = RELEASE.cells[AT["double_solution"]].source.replace("raise NotImplementedError", "return 2 * x")

    def change(cells: list[Json]) -> None:
        cells[AT["double_solution"]].update(source=filled, outputs=[says("it went well, I think")])
        cells[AT["fields"]].update(source='name = "Kim"\nstudent_id = "77"', outputs=[says("it went well, I think")])

    assert read(change).elsewhere == ()


def test_what_was_typed_below_a_changed_cell_of_ours_is_shown() -> None:
    (made,) = read(
        lambda cells: cells[AT["picture"]].update(source="shown = double(3)\ninput()", outputs=[says("it is bright")])
    ).elsewhere

    assert made.text == "it is bright"


def test_a_cell_of_ours_that_was_replaced_is_shown_whole() -> None:
    (made,) = read(write("picture", "mine = double(3)\nprint('the row is bright', mine)")).elsewhere

    assert made.text == "mine = double(3)\nprint('the row is bright', mine)"


def test_a_new_field_is_shown_and_the_known_ones_are_not() -> None:
    fields = 'name = "Kim Ada"\nstudent_id = "77"\noption = 1\ngroup = "three"\n'

    assert read(write("fields", fields)).elsewhere == ()
    assert [one.text for one in read(write("fields", f'{fields}note = "bright"')).elsewhere] == ["bright"]


def test_an_answer_in_the_name_s_field_that_is_too_long_for_a_name_is_shown() -> None:
    long = "The row is bright. " * 20

    assert "bright" in read(write("fields", f'name = "{long}"\nstudent_id = "77"')).elsewhere[0].text


def test_pictures_that_are_attached_or_drawn_are_named_in_one_entry() -> None:
    attached = {**text("![](attachment:sketch.png)"), "attachments": {"sketch.png": {"image/png": "iVBORw0K"}}}

    program = read(insert(AT["picture"], attached, shows(code("plt.plot(x)"), PICTURE)))

    assert [(one.cell, one.text) for one in program.elsewhere if "picture" in one.note] == [("cells 7, 8", "")]
    assert "open the notebook" in program.elsewhere[-1].note


def test_a_picture_that_is_attached_to_a_blank_answer_is_named() -> None:
    (made,) = read(
        lambda cells: cells[AT["answer_1"]].update(attachments={"a.png": {"image/png": "iVBORw0K"}})
    ).elsewhere

    assert made.cell == f"cell {AT['answer_1'] + 1}"


def test_our_own_pictures_are_not_named() -> None:
    program = read(lambda cells: cells[AT["picture"]].update(outputs=[PICTURE]))

    assert program.elsewhere == ()


def test_texts_beside_the_notebook_are_shown_and_other_files_named() -> None:
    found = of_files(
        OtherFile("answers.txt", "The row is bright.\n"), OtherFile("report.pdf", whole=False), OtherFile("a")
    )

    assert [(where, words) for where, words, _ in found] == [("answers.txt", "The row is bright."), ("report.pdf", "")]
    assert "a person should open" in found[1][2]


def test_of_another_notebook_the_cells_are_shown_that_are_neither_ours_nor_in_the_graded_one() -> None:
    other = Notebook(
        (*RELEASE.cells, Cell("markdown", "The row is bright."), Cell("code", "x = 1"), Cell("code", "'so'"))
    )

    found = of_files(OtherFile("notes.ipynb", notebook=other))

    first = len(RELEASE.cells) + 1
    assert [(where, words) for where, words, _ in found] == [
        (f"cell {first} of notes.ipynb", "The row is bright."),
        (f"cell {first + 2} of notes.ipynb", "'so'"),
    ]


def test_words_typed_into_our_cells_of_another_notebook_are_shown() -> None:
    cells = list(RELEASE.cells)
    cells[AT["answer_1"]] = Cell("markdown", "The row is bright.", id="answer_1", grade_id="answer_1")
    cells[AT["picture"]] = Cell("code", "shown = double(3)\nshown  # so bright", id="picture")

    found = of_files(OtherFile("old/matrices.ipynb", notebook=Notebook(tuple(cells))))

    assert [words for _, words, _ in found] == ["so bright", "The row is bright."]
