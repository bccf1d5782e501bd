"""A code cell with points and no checks is an answer that a person marks: never run, shown as code wherever answers are."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder import pipeline
from autograder.assemble import expected_costs
from autograder.authoring import compile, leaks, release, submissions
from autograder.authoring.answer_blocks import our_solutions
from autograder.authoring.mutants import rehearsal as mutants
from autograder.authoring.rehearse.variants import Workers
from autograder.course import assignment
from autograder.desk.course_now import CourseNow
from autograder.dispatch import worker
from autograder.errors import AssignmentBroken
from autograder.examine import scoring
from autograder.export.nbgrader import autograded_notebook
from autograder.intake import ipynb
from autograder.model import SubmittedFile
from autograder.report import feedback
from tests.fixtures.authoring import cells_by_id, edit, master_text, write_course

CELL = """\
# %% [markdown]
# ## Draw it

# %% answer="drawing" points=5
numbers = torch.arange(5)
### BEGIN SOLUTION
for number in numbers: print("*" * int(square(number)))
### END SOLUTION

"""
LAST = '# %% tags=["submit"]\n# include _shared/notebook/submit.py\n'


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_course(tmp_path_factory.mktemp("course"))
    edit(root, "assignments/tiny/notebook.py", LAST, f"{CELL}{LAST}")
    edit(root, "assignments/tiny/assignment.toml", "points = 20", "points = 25")
    compile.build("tiny", root)
    release.release("tiny", root)
    return root


@pytest.fixture(scope="module")
def loaded(course):
    return assignment.load("tiny", course)


def handed_in(course, loaded, text):
    texts = dict(our_solutions("tiny", course)) | ({"drawing": text} if text else {})
    if not text:
        del texts["drawing"]
    notebook = submissions.fill(submissions.released_notebook("tiny", course), texts)
    packed = submissions.zip_of(notebook, assignment="tiny")
    submission, program = pipeline.program_of(SubmittedFile(packed, "2022123456-tiny.zip"), loaded)
    return submission, program, scoring.mark(submission, program, (), (), loaded), notebook


MINE = 'plt.plot(numbers)  # ``` <b>"\nplt.show('


def test_it_waits_for_a_person_and_isnt_run(course, loaded):
    _, program, record, _ = handed_in(course, loaded, MINE)

    assert "drawing" not in {block.question for block in program.blocks}
    (one,) = [question for question in record.questions if question.id == "drawing"]
    assert (one.written, one.waiting, one.max_score, one.checks) == (True, True, 5.0, ())
    assert record.waiting == 1
    assert one.code == f"````python\n{MINE}\n````"


def test_it_isnt_run_either_where_an_author_asks_some_questions_alone(course, loaded):
    """As `try`, `watch` and the proofs of wrong answers do."""
    _, program, _, _ = handed_in(course, worker.narrowed(loaded, ("square",)), MINE)

    assert "square" in {block.question for block in program.blocks}
    assert "drawing" not in {block.question for block in program.blocks}


def test_a_blank_one_waits_for_nobody_and_the_last_cell_says_so(course, loaded):
    submission, program, record, _ = handed_in(course, loaded, "")

    assert program.answers["drawing"] == ""
    assert not any(question.waiting for question in record.questions)
    told = [one.message for one in expected_costs.costs(submission.notebook, loaded) if one.where == "Draw it"]
    assert told == ["Nothing has been written here yet; a person marks it."]


def test_it_is_shown_as_code_to_the_student_in_formgrader_and_at_the_desk(course, loaded):
    _, program, record, notebook = handed_in(course, loaded, MINE)

    page = feedback.page(record, loaded)
    assert "````python" not in page
    assert (
        "plt.plot" in page.replace("</span>", "").replace('<span class="n">', "").replace('<span class="o">', "")
        or "plot" in page
    )
    built = autograded_notebook.build(submissions.released_notebook("tiny", course), record, program)
    cell = cells_by_id(built)["drawing"]
    assert cell["source"] == next(one["source"] for one in notebook["cells"] if one["id"] == "drawing")
    assert cell["metadata"]["nbgrader"]["solution"] is cell["metadata"]["nbgrader"]["grade"] is True
    questions = {one.id: one for one in CourseNow(course).written("tiny")}
    assert questions["drawing"].title == "Draw it"
    assert questions["drawing"].model.startswith("```python\nnumbers = torch.arange(5)\nfor number in")


def test_our_own_is_a_secret(course):
    found = cells_by_id(submissions.released_notebook("tiny", course))["drawing"]
    assert "BEGIN YOUR CODE" in found["source"] and "print" not in found["source"]
    text = b'for number in numbers: print("*" * int(square(number)))'
    assert "the block of drawing" in leaks.scan({"notes.py": text}, "tiny", course)[0].sentence
    cells = ipynb.read((course / "release/tiny/tiny.ipynb").read_bytes()).cells
    assert SimpleNamespace(**{str(cell.grade_id): cell.points for cell in cells if cell.grade_id}).drawing == 5


def test_one_without_a_block_is_refused(tmp_path):
    root = write_course(tmp_path)
    edit(root, "assignments/tiny/notebook.py", LAST, f'# %% answer="drawing" points=5\nprint(1)\n\n{LAST}')
    assert "drawing" in master_text(root)
    with pytest.raises(AssignmentBroken, match="'drawing' has no block"):
        compile.build("tiny", root)


def test_it_isnt_changed_by_the_rehearsal_of_mutants_as_no_check_could_tell(course, loaded, monkeypatch):
    monkeypatch.setattr(
        mutants,
        "grade_variants",
        lambda asked, *_args, **_named: [SimpleNamespace(trials=[None] * len(one)) for one in asked],
    )

    changed = {fate.mutant.question for fate in mutants.fates(loaded, course, drawings=1, workers=Workers(1)).fates}

    assert "square" in changed
    assert "drawing" not in changed
