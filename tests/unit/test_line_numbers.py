"""A line's number is the one that Python's parser counts, wherever the kit says one, also where a block holds U+2028 or a form feed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from autograder.authoring import answer_blocks, compile, leaks, master
from autograder.course import answers, settings
from autograder.errors import AssignmentBroken, GradingError
from autograder.examine import examine, scoring
from autograder.examine.test_plan import draw_test_plan
from autograder.model import Limits, Notebook, Outcome, Submission
from autograder.people import roster, times
from tests.fixtures.authoring import write_course
from tests.fixtures.child import PlainSandbox, Talk
from tests.fixtures.examined import SOURCE, answered, make_assignment, make_program

ODD = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"  # str.splitlines takes each for the end of a line
TYPED = f"y = x + x\ns = '{ODD}'\nraise ValueError"


def raised_in_an_odd_block():
    """Return an exam, a program whose block raises in its third line, and what came back."""
    exam = draw_test_plan(make_assignment(), seed=7)
    block = make_program().blocks[0]
    source = SOURCE.replace("y = x + x\n    return y", TYPED.replace("\n", "\n    "))
    program = replace(make_program(), blocks=(replace(block, source=source, text=TYPED),))
    observations = [
        replace(one, outcome=Outcome.RAISED, answer=None, error="ValueError", line=6) for one in answered(exam)
    ]
    return exam, program, observations


def test_the_line_in_a_verdict_is_the_one_that_raised():
    exam, program, observations = raised_in_an_odd_block()

    message = examine(exam, program, observations)[0].message

    assert message == "your code raised ValueError at your line: raise ValueError"


def test_the_line_marked_on_a_students_page_is_the_one_that_raised():
    exam, program, observations = raised_in_an_odd_block()
    submission = Submission("s1", "toy", Notebook(()), "ab" * 32, "s1-toy.zip")

    marked = scoring.mark(submission, program, observations, examine(exam, program, observations), exam.assignment)

    assert marked.questions[0].line == 3


def test_a_child_shows_inspect_the_lines_that_it_compiled():
    child = PlainSandbox().spawn(Limits(memory_mb=1500), seed=1)
    try:
        talk = Talk(child)
        talk.load(
            f"import inspect\nodd = '{ODD}'\ndef f(x):\n    return inspect.getsource(f).partition('\\n')[0]", "<cell>"
        )

        reply = talk.call("f", x=1)
    finally:
        child.kill()

    assert reply["answer"] == "def f(x):"


def test_a_cell_of_a_master_copy_is_named_by_its_line(tmp_path):
    path = tmp_path / "assignments/odd/notebook.py"

    read = master.parse(f"# A header with {ODD} in it.\n\n# %%\nx = 1\n")

    assert master.where(path, read.cells[0]) == "assignments/odd/notebook.py, line 3"
    assert read.header == f"# A header with {ODD} in it.\n\n"


@pytest.mark.parametrize("text", ["", "\n", "# %%\nx = 1\n", "# a\n# %%\nx = 1\n\n", "# a\n", "# a"])
def test_a_header_is_kept_as_it_stands(text):
    assert text.startswith(master.parse(text).header)


def test_a_variant_is_read_as_python_reads_it(tmp_path: Path):
    root = write_course(tmp_path)
    compile.build("tiny", root)
    path = root / "assignments/tiny/answers/right/odd.py"
    path.write_text(f"# {ODD}\ndef square(x):\n    s = '{ODD}'\n    return x * x\n", encoding="utf-8")

    odd = next(one for one in answers.right(root / "assignments/tiny") if one.name == "odd")
    assert answer_blocks.blocks_of(odd, "tiny", root)["square"] == (f"    s = '{ODD}'\n    return x * x",)


def test_a_leaked_phrase_is_named_by_its_line(tmp_path: Path):
    root = write_course(tmp_path)
    compile.build("tiny", root)
    text = f"A note.\n{ODD}\nBecause a product of equal signs has a plus in front of it.\n"

    leaked = leaks.scan({"note.txt": text.encode()}, "tiny", root)

    assert leaked[0].sentence.startswith("release/tiny/note.txt, line 3 gives away")


def test_a_key_of_the_settings_is_named_by_its_line(tmp_path: Path):
    root = write_course(tmp_path)
    path = root / "assignments/tiny/assignment.toml"
    path.write_text(f"# \u2028\u0085\nduee = 1\n{path.read_text()}", encoding="utf-8")

    with pytest.raises(AssignmentBroken, match=r"assignment\.toml:2: unknown key 'duee'"):
        settings.of_assignment(path.parent)


def test_a_row_of_the_roster_is_named_by_its_line(tmp_path: Path):
    path = tmp_path / "roster.csv"
    path.write_text(f"student_id,name\n1,Kim{ODD}Ada\n1,Lee\n", encoding="utf-8")

    with pytest.raises(GradingError, match=r"roster\.csv, line 3: 1 Lee stands there already"):
        roster.read_roster(path)


def test_a_row_of_the_times_is_named_by_its_line(tmp_path: Path):
    path = tmp_path / "received.csv"
    path.write_text(f"student_id,time,note\n1,2026-10-05T23:59:00+09:00,{ODD}\n2,soon,\n", encoding="utf-8")

    with pytest.raises(GradingError, match=r"received\.csv, line 3: 'soon' is no date and time"):
        times.read_times(path, ZoneInfo("UTC"))
