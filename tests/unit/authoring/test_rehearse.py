"""A rehearsal proves what holds, and says in one sentence what doesn't: with real zips, real workers, a real sandbox."""

from __future__ import annotations

import io
import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from autograder import own_process, reuse
from autograder.authoring import compile, leaks, rehearse, release, run_notebook
from autograder.authoring.leaks import Leak
from autograder.authoring.notebook_file import read_notebook, source_path
from autograder.authoring.rehearse import draws, narrowing, source_run
from autograder.authoring.rehearse.proofs import other_than_named, proofs
from autograder.authoring.rehearse.report import RehearsalReport, RehearsalStep, show
from autograder.authoring.rehearse.variants import Drawing, Trial, Variant
from autograder.authoring.run_notebook import Executed
from autograder.checks import close
from autograder.course import assignment
from autograder.course.secret import NAME as COURSE_KEY
from autograder.dispatch import scheduler
from autograder.errors import AssignmentBroken, GradingError
from autograder.model import Cell, Check, Notebook, Question
from autograder.progress import Progress
from tests.fixtures import files
from tests.fixtures.authoring import edit, write_course, write_released_course
from tests.fixtures.ending import ended
from tests.fixtures.small_assignment import small_assignment

pytestmark = pytest.mark.usefixtures("shared_ancestor")  # each proof starts a pool


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return write_course(tmp_path)


@pytest.fixture(autouse=True)
def same_grader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the grader's own code as unchanged, whatever is being edited meanwhile."""
    monkeypatch.setattr(reuse, "own_code", lambda: "grader")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RehearsalReport]:
    root = write_course(tmp_path_factory.mktemp("sound"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reuse, "own_code", lambda: "grader")
        return root, rehearse.rehearse("tiny", root)


def add(root: Path, name: str, text: str) -> None:
    (root / "assignments/tiny" / name).write_text(dedent(text))


WRONG = """\
# %% doubled
# fails: square.values_match
# near miss: this is twice as much
def square(x):
    return x * 2

# %% misnamed
# fails: square.value_match
def square(x):
    return x * 2

# %% harmless
# fails: Counter.counts_add_up
def square(x):
    return x * x.clone()

# %% unnamed
# Says nothing.
def square(x):
    return x * 2

# %% unreadable
# fails: square.values_match
def square(x:

# %% shaken
# fails: square.values_match
# near miss: this is another number each time
def square(x):
    return x * torch.rand(1).double()
"""


@pytest.fixture(scope="module")
def unsound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RehearsalReport]:
    """A course in which each thing that only grading shows is wrong somewhere."""
    root = write_course(tmp_path_factory.mktemp("unsound"))
    add(root, "answers/right/halved.py", "# Isn't right.\ndef square(x):\n    return x * x / 2\n")
    add(root, "answers/wrong/square.py", WRONG)
    add(
        root,
        "answers/wrong/sqare.py",
        "# %% elsewhere\n# fails: square.values_match\ndef square(x):\n    return x * 4\n",
    )
    yield rehearse.rehearse("tiny", root, execute_source=False)


def step(report: RehearsalReport, words: str) -> RehearsalStep:
    return next(step for step in report.steps if words in step.claim)


# ---------------------------------------------------------------- an assignment that holds


def test_a_sound_assignment_is_ready(sound: tuple[Path, RehearsalReport]) -> None:
    report = sound[1]

    assert [problem for step in report.steps for problem in step.problems] == []
    assert report.good
    assert step(report, "points add up").found == "16 by 3 checks + 4 written = 20"
    assert step(report, "every file of right/").found == "2 of 2"
    assert step(report, "every answer of wrong/").found == "3 of 3"
    assert step(report, "the blank release").found == "0 points"


def test_points_of_questions_without_checks_are_not_called_written() -> None:
    questions = (Question("why", "Why", 4.0, written=True), Question("double", "Double", 0.0))

    assert rehearse.points(small_assignment(points=10, questions=questions)).found == (
        "0 by 0 checks + 4 written + 6 without checks yet = 10"
    )


def test_an_unchanged_assignment_is_not_graded_or_run_again(
    sound: tuple[Path, RehearsalReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "work", lambda *args, **kwargs: pytest.fail("it was graded again"))
    monkeypatch.setattr(source_run, "Execution", lambda path: pytest.fail("it was run again"))

    again = rehearse.rehearse("tiny", sound[0])

    assert again.good


def test_a_changed_python_file_of_the_assignment_makes_the_source_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, ran = files.lay(tmp_path), []
    compile.build(files.NAME, root)

    @contextmanager
    def execution(path: Path) -> Iterator[SimpleNamespace]:
        ran.append(path)
        yield SimpleNamespace(is_over=lambda: True, result=lambda: Executed(0.1, "first", 0.1))

    def look() -> None:
        with source_run.begun(files.NAME, root) as running:
            assert running.step(Progress()).found == "0.1 s, 0.1 of them in cell first"

    monkeypatch.setattr(source_run, "Execution", execution)
    for _ in range(2):
        look()
    assert len(ran) == 1

    edit(root, "assignments/near/knn.py", "difference**2", "difference**3")
    look()

    assert len(ran) == 2


def test_a_source_that_takes_longer_than_all_else_says_how_far_it_has_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, screen = files.lay(tmp_path), io.StringIO()
    compile.build(files.NAME, root)
    begun = iter([1, 1, 2, 3])

    @contextmanager
    def execution(path: Path) -> Iterator[SimpleNamespace]:
        told = [0]

        def over(within: float = 0.0) -> bool:
            told[0] = next(begun, 0) if within else 1
            return not told[0]

        yield SimpleNamespace(is_over=over, begun=lambda: told[0], result=lambda: Executed(0.1, "first", 0.1))

    monkeypatch.setattr(source_run, "Execution", execution)
    with source_run.begun(files.NAME, root) as running:
        running.step(Progress(Console(file=screen, force_terminal=True, width=100)))

    cells = [cell for cell in read_notebook(source_path(files.NAME, root))["cells"] if cell["cell_type"] == "code"]
    assert f"Running source/{files.NAME}" in screen.getvalue()
    assert f"2/{len(cells)}" in screen.getvalue()  # the third runs


def test_a_notebook_that_is_built_while_another_runs_is_not_taken_for_run(course: Path) -> None:
    compile.build("tiny", course)
    path, quiet = source_path("tiny", course), Progress(Console(file=io.StringIO()))
    sound, raising = path.read_bytes(), path.read_bytes().replace(b'print(\\"squares:', b'print(missing, \\"squares:')
    assert sound != raising

    for begun, meanwhile in ((sound, raising), (raising, sound)):
        path.write_bytes(begun)
        with source_run.begun("tiny", course) as running:
            path.write_bytes(meanwhile)  # before its process has started
            step = running.step(quiet)
        assert step.good == (begun is sound)

    path.write_bytes(raising)
    with source_run.begun("tiny", course) as running:
        assert "NameError" in running.step(quiet).problems[0]


def otherwise(value: Any) -> Any:
    """A value of the same shape whose texts are numbers, and whose numbers are texts."""
    if isinstance(value, dict):
        return {key: otherwise(one) for key, one in value.items()}
    if isinstance(value, list):
        return [otherwise(one) for one in value]
    return 7 if isinstance(value, str) else "x"


@pytest.mark.parametrize("other", [otherwise, lambda _: [1], lambda _: "x"], ids=["of other parts", "a list", "a text"])
def test_whatever_lies_in_a_kept_file_it_is_proved_as_if_nothing_were_kept(
    sound: tuple[Path, RehearsalReport], tmp_path: Path, other: Callable[[Any], Any]
) -> None:
    root = shutil.copytree(sound[0], tmp_path / "course")
    kept = {path: json.loads(path.read_bytes()) for path in (root / ".rehearse-cache").glob("*.json")}
    assert {path.name.partition("-")[0] for path in kept} == {"build", "execute", "leaks", "release", "trials"}
    for path, value in kept.items():
        path.write_text(json.dumps(other(value)))

    report = rehearse.rehearse("tiny", root, drawings=1)

    assert report.good, report
    again = {path: json.loads(path.read_bytes()) for path in kept if not path.stem[-1].isdigit()}  # of one drawing
    assert {path: type(value) for path, value in again.items()} == {path: type(kept[path]) for path in again}


def test_what_is_scanned_while_an_author_writes_is_not_taken_for_scanned(
    sound: tuple[Path, RehearsalReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = sound[0]
    cache = root / ".rehearse-cache/leaks-tiny.json"
    cache.unlink(missing_ok=True)
    scan, master = leaks.scan, root / "assignments/tiny/hidden/checks.py"
    text = master.read_text()

    def scanned(*given: Any) -> tuple[Leak, ...]:
        master.write_text(f"{text}# written meanwhile\n")
        return scan(*given)

    with monkeypatch.context() as patch:
        patch.setattr(leaks, "scan", scanned)
        rehearse._leaks("tiny", root)
    master.write_text(text)

    assert not cache.exists()
    rehearse._leaks("tiny", root)
    assert cache.exists()


def test_the_source_runs_while_answers_are_graded_and_ends_with_what_stops_the_rehearsal(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = course / "pid"
    waits = f"import os, pathlib, time\npathlib.Path({str(told)!r}).write_text(str(os.getpid()))\ntime.sleep(600)\n"
    edit(course, "assignments/tiny/notebook.py", '# %%\nprint("squares:"', f'# %%\n{waits}print("squares:"')

    def interrupted(*_args: object, **_named: object) -> None:
        for _ in range(600):
            if told.exists() and told.read_text():
                raise KeyboardInterrupt
            time.sleep(0.1)
        pytest.fail("it didn't run meanwhile")

    monkeypatch.setattr(rehearse, "grade_variants", interrupted)
    monkeypatch.setattr(run_notebook, "own_process", own_process)  # the process and the kernel that there really are
    with pytest.raises(KeyboardInterrupt):
        rehearse.rehearse("tiny", course)

    assert ended(int(told.read_text()))


def test_only_a_changed_file_is_graded_again(
    sound: tuple[Path, RehearsalReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = sound[0]
    edit(root, "assignments/tiny/answers/wrong/square.py", "x *= x.clone()", "x.mul_(x.clone())")
    graded = []
    work = scheduler.work
    monkeypatch.setattr(scheduler, "work", lambda jobs, *args, **more: work(graded.extend(jobs) or jobs, *args, **more))

    report = rehearse.rehearse("tiny", root)

    assert len(graded) == rehearse.DRAWINGS and len({job.file.student_id for job in graded}) == 1
    assert report.good


def test_a_report_is_shown_as_a_table_with_a_verdict(
    sound: tuple[Path, RehearsalReport], unsound: RehearsalReport
) -> None:
    console = Console(width=160, record=True, file=io.StringIO())

    show(sound[1], console)
    show(unsound, console)

    text = console.export_text()
    assert "tiny: ready to hand out" in text
    assert "tiny: not ready" in text
    assert "✗ assignments/tiny/answers/right/halved.py" in text


# ---------------------------------------------------------------- what only grading shows


def test_a_right_answer_that_loses_points_is_named_with_the_check(unsound: RehearsalReport) -> None:
    problems = step(unsound, "every file of right/").problems

    assert len(problems) == 1
    assert problems[0].startswith("assignments/tiny/answers/right/halved.py: it got 12 of 16: square.values_match (")


def test_a_wrong_answer_that_fails_other_checks_than_it_names_is_told_both_ways(unsound: RehearsalReport) -> None:
    problems = step(unsound, "every answer of wrong/ fails").problems

    assert (
        "assignments/tiny/answers/wrong/square.py, line 12: harmless: it doesn't fail Counter.counts_add_up" in problems
    )
    assert any(
        problem.startswith(
            "assignments/tiny/answers/wrong/square.py, line 7: misnamed: it also fails square.values_match"
        )
        for problem in problems
    )


def test_a_check_that_no_wrong_answer_fails_is_named_with_its_line(unsound: RehearsalReport) -> None:
    problems = step(unsound, "every check is failed").problems

    assert len(problems) == 1
    assert problems[0].startswith(
        "assignments/tiny/hidden/checks.py, line 17: no answer of wrong/ fails square.inputs_stay"
    )


def test_answers_that_cannot_be_handed_in_are_named_and_the_others_graded(unsound: RehearsalReport) -> None:
    problems = step(unsound, "can be handed in").problems

    place = "assignments/tiny/answers/wrong"
    assert problems == (
        f"{place}/sqare.py, line 1: elsewhere: there is no question 'sqare'. Did you mean square?",
        f"{place}/square.py, line 7: misnamed: there is no check 'square.value_match'. Did you mean square.values_match?",
        f"{place}/square.py, line 17: unnamed: it doesn't say what must fail. "
        "Write `# fails: question.check_name` below its `# %%`.",
        f"{place}/square.py, line 24: unreadable: '(' was never closed. Correct it.",
    )
    assert not unsound.good


def test_a_near_miss_that_feedback_does_not_name_is_told(unsound: RehearsalReport) -> None:
    problems = step(unsound, "every near miss").problems

    assert problems == (
        "assignments/tiny/answers/wrong/square.py, line 26: shaken: feedback doesn't name this near miss: "
        "square.values_match says 'nothing'",
    )


def test_a_damaged_file_of_wrong_answers_is_told(course: Path) -> None:
    add(course, "answers/wrong/square.py", "import torch\n")

    report = rehearse.rehearse("tiny", course, execute_source=False)

    assert report.steps[-1].problems == (
        "assignments/tiny/answers/wrong/square.py, line 1: this belongs to no mistake. Begin each mistake with `# %% its_name`.",
    )


# ---------------------------------------------------------------- what stops a rehearsal before grading

STOPPERS = {
    "points that don't add up": ("assignment.toml", "points = 20", "points = 21", r"points is 21, but .* add up to 20"),
    "a check of an unknown question": ("hidden/checks.py", 'question("Counter"', 'question("Countre"', r"unknown question 'Countre'.*Counter"),
    "an unknown key": ("assignment.toml", "points = 20", "points = 20\ntitel = 3", "unknown key 'titel'.*'title'"),
    "a solution that leaks": ("notebook.py", "# Two functions", "# counts_add_up", "gives away the name of a hidden check"),
    "a broken master": ("notebook.py", '# %% test="square"', "# %%", "'square' has no test cell"),
    "an unknown rule": ("assignment.toml", 'imports = ["torch"]', "[findings]\nimport_aded = -5", r"assignment.toml:\d+: \[findings\] has no rule 'import_aded'. Did you mean import_added\?"),
    "two checks of one name": ("hidden/checks.py", "def inputs_stay", "def values_match", r"checks\.py:17: two checks are named square.values_match, the other one in line 11\. Give one of them another name"),
    "drivers that are no Python": ("hidden/drivers.py", "def count_to(", "def count_to((", r"hidden/drivers\.py:\d+: .*\. Correct it"),
    "a key that is missing": ("assignment.toml", "order = 1\n", "", r"assignment\.toml: order is missing\. Write order = a whole number"),
    "a name of a cell outside of grading": ("notebook.py", "doubled_exponent = x * x", "doubled_exponent = x * x * one", r"'square' needs 'one', which only the cell of line \d+ gives"),
    "a broken check": ("hidden/checks.py", "judge=close()", "judge=closer()", r"checks\.py:5: NameError"),
}  # fmt: skip


@pytest.mark.parametrize("kind", STOPPERS)
def test_what_makes_grading_pointless_is_the_last_step(
    course: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, old, new, said = STOPPERS[kind]
    edit(course, f"assignments/tiny/{file}", old, new)
    edit(course, "assignments/tiny/notebook.py", '# %%\nprint("squares:"', '# %%\none = 1\nprint("squares:"')
    monkeypatch.setattr(scheduler, "work", lambda *args, **kwargs: pytest.fail("it was graded"))

    report = rehearse.rehearse("tiny", course, execute_source=False)

    assert not report.good
    (problem,) = report.steps[-1].problems
    assert re.search(said, problem), problem


@pytest.mark.parametrize("kind", STOPPERS)
def test_what_makes_grading_pointless_is_not_handed_out(course: Path, kind: str) -> None:
    file, old, new, said = STOPPERS[kind]
    edit(course, f"assignments/tiny/{file}", old, new)
    edit(course, "assignments/tiny/notebook.py", '# %%\nprint("squares:"', '# %%\none = 1\nprint("squares:"')

    with pytest.raises(GradingError) as raised:
        compile.build("tiny", course)
        release.release("tiny", course, in_part=False)

    assert re.search(said, str(raised.value)), raised.value


def test_a_fault_that_our_solution_meets_is_told_once_and_of_it_alone(tmp_path: Path) -> None:
    loaded = assignment.load("tiny", write_released_course(tmp_path))
    reason = "not_graded: hidden/drivers.py, line 6: count_to raised NameError"
    kinds = ["solution", "blank", "empty", "right", "wrong"]
    trials = [Trial(Variant(kind, kind, kind, {}), 0, 0, {}, (), (), (), {}, reason) for kind in kinds]

    (step,) = proofs(trials, loaded)

    assert step.problems == (f"solution: {reason}",)


def test_a_mistake_that_shows_with_some_inputs_only_is_told(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    (root / ".course-key").write_bytes(b"two" * 11)  # inputs with which the mistake shows
    add(
        root,
        "answers/wrong/square.py",
        "# %% lucky\n# fails: square.values_match\ndef square(x):\n    return x * x if x.flatten()[0] > 0 else 2 * x\n\n"
        "# %% doubled\n# fails: square.values_match\ndef square(x):\n    return x * 2\n\n"
        "# %% in_place\n# fails: square.inputs_stay\ndef square(x):\n    x *= x.clone()\n    return x\n",
    )

    report = rehearse.rehearse("tiny", root, execute_source=False, drawings=5)

    anew = [step for step in report.steps if "drawn anew" in step.claim]
    assert step(report, "every answer of wrong/ fails").good
    assert len(anew) == 4
    assert any(one.good for one in anew)
    unlucky = next(one for one in anew if not one.good)
    assert unlucky.problems == (
        "every answer of wrong/ fails exactly what it names: "
        "assignments/tiny/answers/wrong/square.py, line 1: lucky: it doesn't fail square.values_match",
    )
    (told,) = step(report, "caught by luck").problems
    assert re.fullmatch(
        "assignments/tiny/answers/wrong/square.py, line 1: lucky: only luck catches it: "
        "square.values_match fails in [1-4] of 5 drawings; draw inputs that always tell it apart",
        told,
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("def counts_add_up(_):", "def counts_add_up(draw):", "counts_add_up draws the same inputs for every class"),
        ("draw.normal(7)", "__import__('torch').ones(7)", "inputs_stay draws the same inputs for every class"),
        (
            "draw.normal(7)",
            "__import__('torch').rand(7)",
            "inputs_stay draws other inputs each time from the same seed",
        ),
    ],
)
def test_inputs_that_are_not_the_seeds_are_told_with_their_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    root = write_released_course(tmp_path)
    assert list(draws.problems(assignment.load("tiny", root))) == []
    edit(root, "assignments/tiny/hidden/checks.py", old, new)

    (problem,) = draws.problems(assignment.load("tiny", root))

    assert re.match(r"assignments/tiny/hidden/checks\.py, line \d+: ", problem) and said in problem


def test_inputs_that_hold_nan_are_drawn_as_any(tmp_path: Path) -> None:
    root = write_released_course(tmp_path)
    missing = "__import__('torch').cat([draw.normal(7), __import__('torch').tensor([float('nan')])])"
    edit(root, "assignments/tiny/hidden/checks.py", "draw.normal(7)", missing)

    assert list(draws.problems(assignment.load("tiny", root))) == []


def test_inputs_that_cant_be_handed_over_are_the_authors_fault_and_said_once(tmp_path: Path) -> None:
    root = write_released_course(tmp_path)
    edit(root, "assignments/tiny/hidden/checks.py", "draw.normal(7)", "iter([1])")

    report = rehearse.rehearse("tiny", root, execute_source=False)

    (problem,) = (problem for one in report.steps for problem in one.problems)
    assert "inputs_stay draws 'x', which can't be handed to students' code: the message holds" in problem
    assert problem.endswith("Draw numbers, text, arrays, or lists, tuples and dicts of them.")


def test_an_answer_of_ours_that_cant_be_compared_is_the_authors_fault_and_has_its_line(tmp_path: Path) -> None:
    root = write_released_course(tmp_path)
    edit(root, "assignments/tiny/hidden/reference.py", "return x.pow(2)", "return iter(x)")

    where = r"^assignments/tiny/hidden/checks\.py, line 11: values_match has an answer of our own that"
    with pytest.raises(AssignmentBroken, match=where):
        list(draws.problems(assignment.load("tiny", root)))

    edit(root, "assignments/tiny/hidden/reference.py", "return iter(x)", "return y")
    with pytest.raises(AssignmentBroken, match=r"hidden/reference\.py:5: square raised NameError"):
        list(draws.problems(assignment.load("tiny", root)))


def test_three_drawings_are_the_least_where_nobody_says_how_many(sound: tuple[Path, RehearsalReport]) -> None:
    assert len([one for one in sound[1].steps if "drawn anew" in one.claim]) == 2
    assert step(sound[1], "caught by luck").good


def test_a_near_miss_of_another_solution_is_told(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(
        course,
        "answers/near_misses.toml",
        '[[near_miss]]\nquestion = "square"\nline = "return x ** 3"\nbecomes = "return x"\nsays = "it is"\n',
    )
    monkeypatch.setattr(rehearse, "grade_variants", lambda *args, **more: [Drawing([], 0.0)])

    report = rehearse.rehearse("tiny", course, execute_source=False, quick=True)

    (problem,) = step(report, "near misses are of our solution").problems
    assert problem == (
        "assignments/tiny/answers/near_misses.toml: our square has no line 'return x ** 3' any more: "
        "run autograder rehearse tiny --mutants"
    )


def test_the_quick_way_asks_a_wrong_answer_its_own_question_and_those_that_call_it(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, tuple[str, ...]] = {}
    grade = rehearse.grade_variants

    def noted(drawings: list[list[Variant]], *args: Any, **more: Any) -> list[Drawing]:
        (variants,) = drawings
        asked.update({one.name: one.questions for one in variants})
        return grade(drawings, *args, **more)

    monkeypatch.setattr(rehearse, "grade_variants", noted)
    edit(
        course,
        "assignments/tiny/notebook.py",
        "self.count + amount",
        "self.count + amount * int(square(torch.ones(1)))",
    )
    (course / "assignments/tiny/answers/wrong/square.py").unlink()
    add(
        course,
        "answers/wrong/square.py",
        "# %% doubled\n# fails: square.values_match, Counter.counts_add_up\ndef square(x):\n    return x * 2\n\n"
        "# %% in_place\n# fails: square.inputs_stay\ndef square(x):\n    x *= x.clone()\n    return x\n",
    )

    report = rehearse.rehearse("tiny", course, execute_source=False, quick=True)

    assert [problem for one in report.steps for problem in one.problems] == []
    assert not any("drawn anew" in one.claim for one in report.steps)
    assert asked["doubled"] == asked["in_place"] == ("Counter", "square")
    assert {asked[one] for one in asked if one not in ("doubled", "in_place")} == {(), ("Counter",)}


def test_a_check_that_fails_for_a_cause_paid_for_elsewhere_needn_t_be_named() -> None:
    variant = Variant("wrong", "zero", "wrong.py", {}, ("labels.highest_wins",), "")
    lost = {"labels.highest_wins": "1 of 23 values is wrong", "labels.takes_float32": "same cause, not charged"}
    points = {"labels.highest_wins": 1.0, "labels.takes_float32": 0.5}
    trial = Trial(variant, 0.5, 1.5, lost, (), (), (), {"labels": 1.0}, uncharged=("labels.takes_float32",))

    assert list(other_than_named(trial, points)) == []
    charged = replace(trial, uncharged=(), score=0.0)
    assert list(other_than_named(charged, points)) == ["it also fails labels.takes_float32 (same cause, not charged)"]


def test_a_question_that_calls_another_by_another_name_is_asked_too() -> None:
    cells = (
        Cell("code", "import knn as k\nfrom knn import nearest as next_to", tags=("setup",)),
        Cell("code", "%matplotlib inline\nalso = next_to\ndef helper(x):\n    return also(x)", tags=("setup",)),
        Cell("code", "def nearest(x): pass", solution=True),
        Cell("code", "assert next_to([])", grade=True),
        Cell("code", "k = x = nearest(x)"),  # a cell for the student alone, which doesn't run in grading
    )
    blocks = {
        "nearest": "return 1",
        "far": "return next_to(2)",
        "farther": "return helper(3)",
        "other": "return k.other",
    }
    solution = Variant("solution", "solution", "", blocks)
    wrong = Variant("wrong", "w", "", blocks | {"nearest": "return 2"}, ("nearest.c",))

    bound = narrowing.bindings(Notebook(cells))

    assert ("next_to", "nearest") in bound
    assert narrowing.narrowed(wrong, solution, calls=True, bound=bound).questions == ("far", "farther", "nearest")
    assert narrowing.narrowed(wrong, solution, calls=True).questions == ("nearest",)
    assert narrowing.narrowed(wrong, solution, calls=False, bound=bound).questions == ("nearest",)


def test_a_question_whose_driver_asks_another_one_is_asked_too() -> None:
    drivers = "def put(student, x):\n    return both(student, x)\n\ndef both(student, x):\n    return student.far(student.nearest(x))\n\ndef plain(student, x):\n    return x"
    checks = [
        Check("c", "", name, 1.0, draw=dict, judge=close(), driver=driver)
        for name, driver in (("far", "put"), ("other", "plain"), ("nearest", None))
    ]
    asked = tuple(Question(one.asks, one.asks, 1.0, checks=(one,)) for one in checks)
    loaded = small_assignment(drivers=drivers, questions=asked)
    blocks = {"nearest": "return 1", "far": "return 2", "other": "return 3"}
    solution = Variant("solution", "solution", "", blocks)
    wrong = Variant("wrong", "w", "", blocks | {"nearest": "return 2"}, ("nearest.c",))

    puts = narrowing.putting(loaded)

    assert {name: len(texts) for name, texts in puts.items()} == {"far": 2, "other": 1}
    assert narrowing.narrowed(wrong, solution, calls=True, puts=puts).questions == ("far", "nearest")
    assert narrowing.narrowed(wrong, solution, calls=False, puts=puts).questions == ("nearest",)


def test_quick_asks_what_calls_a_question_by_an_alias(tmp_path: Path) -> None:
    """how_far calls what the set-up imports under another name; a mistake of that loses its check too, and nothing names it."""
    aliased = files.NOTEBOOK.replace("knn.squared_distances(x, y).min", "near_to(x, y).min").replace(
        "from knn import nearest as next_to, squared_distances",
        "from knn import nearest as next_to, squared_distances, squared_distances as near_to",
    )
    toml = files.TOML.replace('how_far = ["squared_distances"]\n', "")
    root = files.built(tmp_path, notebook=aliased, assignment=toml)

    quick = rehearse.rehearse("near", root, quick=True)

    assert [one for step in quick.steps for one in step.problems if "how_far" in one] != []


@pytest.mark.parametrize(
    ("kind", "message", "library"),
    [
        ("solution", "expected a torch tensor, got a NumPy array of shape (6,)", "numpy"),
        ("solution", "expected a NumPy array, got a torch tensor of shape (6,)", "torch"),
        ("solution", "expected shape (3,), got (6,)", ""),
        ("right", "expected a torch tensor, got a NumPy array of shape (6,)", ""),
    ],
)
def test_a_solution_of_another_library_is_told_what_to_write(sound, kind: str, message: str, library: str) -> None:
    root, _ = sound
    trial = Trial(Variant(kind, "mine", "notebook.py", {}), 7.0, 9.0, {"height.ask_1": message}, (), (), (), {})

    problems = [
        one for step in proofs([trial], assignment.load("tiny", root)) for one in step.problems if "it got 7" in one
    ]

    assert ['library = "' in one for one in problems] == [bool(library)]
    assert f'library = "{library}" under [checks]' in problems[0] or not library


# ---------------------------------------------------------------- what was compared before


def test_a_release_is_compared_again_only_when_it_or_a_secret_or_the_comparison_changed(course, monkeypatch):
    rehearse._build("tiny", course)
    compared = []

    def scan(files: dict[str, bytes], *_: object) -> tuple[Leak, ...]:
        compared.append(sorted(files))
        return (Leak("it leaks"),) if b"leak" in files.get("added.txt", b"") else ()

    monkeypatch.setattr(leaks, "scan", scan)

    def count() -> int:
        before = len(compared)
        rehearse._leaks("tiny", course)
        return len(compared) - before

    assert [count(), count()] == [1, 0]
    add(course, "answers/wrong/square.py", WRONG)  # which gives nothing away
    assert count() == 0
    checks = next((course / "assignments/tiny/hidden").glob("checks*.py"))
    checks.write_text(f"{checks.read_text()}\n# another text\n")
    assert [count(), count()] == [1, 0]
    (course / COURSE_KEY).write_bytes(b"another" * 8)
    assert [count(), count()] == [1, 0]
    (course / "release/tiny/added.txt").write_text("a leak")
    assert rehearse._leaks("tiny", course)[1]
    assert count() == 1  # a leak is found each time
    (course / "release/tiny/added.txt").unlink()
    monkeypatch.setattr(reuse, "own_code", lambda: "another grader")
    assert [count(), count()] == [1, 0]
