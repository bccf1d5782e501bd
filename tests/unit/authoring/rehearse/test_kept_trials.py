"""What is remembered of a variant depends on all that can change how it fares, and on nothing else."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder import reuse
from autograder.authoring import rehearse
from autograder.authoring.cache import Cache
from autograder.authoring.rehearse import kept_trials
from autograder.authoring.rehearse.variants import Drawing, Variant, Workers
from autograder.dispatch import scheduler
from tests.fixtures.authoring import edit, write_course

pytestmark = pytest.mark.usefixtures("shared_ancestor")  # each proof starts a pool

RIGHT = {"solution", "power", "with_marks"}
EVERYONE = RIGHT | {"blank", "empty", "doubled", "in_place", "forgetful"}
OF_SQUARE = {"blank", "empty", "doubled", "in_place"}
"""All that fail a check of square: what is said of them depends on the mistakes that are known of it."""

WRONG, CHECKS = "assignments/tiny/answers/wrong/square.py", "assignments/tiny/hidden/checks.py"
CATALOGUE = '[[near_miss]]\nquestion = "square"\nline = "doubled_exponent = x * x"\nbecomes = "doubled_exponent = x"\nsays = "nothing is squared"\n'


@pytest.fixture(autouse=True)
def same_grader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the grader's own code as unchanged, whatever is being edited meanwhile."""
    monkeypatch.setattr(reuse, "own_code", lambda: "grader")


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_course(tmp_path_factory.mktemp("rehearsed"))
    edit(
        root,
        CHECKS,
        '{"this is the double": lambda expected, inputs: inputs["x"] * 2}',
        '{"this is the treble": lambda expected, inputs: inputs["x"] * 3}',
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reuse, "own_code", lambda: "grader")
        assert rehearse.rehearse("tiny", root, execute_source=False).good
    return root


@pytest.fixture
def course(rehearsed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(rehearsed, tmp_path / "course"))


def drawn(root: Path, monkeypatch: pytest.MonkeyPatch) -> list[Drawing]:
    """Rehearse, and return how all fared."""
    made: list[Drawing] = []
    grade = rehearse.grade_variants
    with monkeypatch.context() as patch:
        patch.setattr(rehearse, "grade_variants", lambda *args, **more: made.extend(grade(*args, **more)) or made)
        rehearse.rehearse("tiny", root, execute_source=False)
    return made


class _Stop(Exception):
    pass


def asked(root: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[set[str], set[str]]:
    """Rehearse as far as it is known who is asked, and who is marked again; each drawing must say the same."""
    names: dict[str, str] = {}
    given: list[Any] = []
    grade = rehearse.grade_variants

    def noted(drawings: list[list[Variant]], *args: Any, **more: Any) -> list[Drawing]:
        for one in (one for each in drawings for one in each):
            names[f"{one.kind}-{kept_trials.digest_of_texts(one)[:12]}"] = one.name
        return grade(drawings, *args, **more)

    def work(jobs: list[Any], *_: Any, **__: Any) -> None:
        given.extend(jobs)
        raise _Stop

    with monkeypatch.context() as patch:
        patch.setattr(rehearse, "grade_variants", noted)
        patch.setattr(scheduler, "work", work)
        patch.setattr(Workers, "pool", lambda *_: None)
        try:
            report = rehearse.rehearse("tiny", root, execute_source=False)
            assert any("caught by luck" in step.claim for step in report.steps), report.steps[-1].problems
        except _Stop:
            pass
    sets = [
        (
            {names[job.file.student_id] for job in given if job.version == drawing and job.before is None},
            {names[job.file.student_id] for job in given if job.version == drawing and job.before is not None},
        )
        for drawing in range(rehearse.DRAWINGS)
    ]
    assert all(one == sets[0] for one in sets)
    return sets[0]


def write(name: str, text: str) -> Callable[[Path], None]:
    return lambda root: add(root / name, text)


def add(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def changed(name: str, old: str, new: str) -> Callable[[Path], None]:
    return lambda root: edit(root, name, old, new)


CHANGES: dict[str, tuple[Callable[[Path], None], set[str], set[str]]] = {
    "nothing": (lambda _: None, set(), set()),
    "a wrong answer that feedback doesn't name": (changed(WRONG, "x *= x.clone()", "x.mul_(x.clone())"), {"in_place"}, set()),
    "a wrong answer that feedback names": (changed(WRONG, "return x * 2", "return x + x"), {"doubled"}, OF_SQUARE - {"doubled"}),
    "what a comment says in it": (changed(WRONG, "return x * 2", "return x * 2  # twice"), {"doubled"}, set()),
    "the words by which it is named": (changed(WRONG, "near miss: this is the double", "near miss: it is twice as much"), set(), OF_SQUARE),
    "what a wrong answer says that it fails": (changed(WRONG, "fails: square.inputs_stay", "fails: square.inputs_stay, square.values_match"), set(), set()),
    "a wrong answer of another question": (changed("assignments/tiny/answers/wrong/Counter.py", "self.count = 0", "self.count = -1"), {"forgetful"}, set()),
    "a right answer": (changed("assignments/tiny/answers/right/power.py", "x**2", "x**2.0"), {"power"}, set()),
    "one that is a right answer's twin": (write("assignments/tiny/answers/right/twin.py", "def square(x):\n    return x**2\n"), set(), set()),
    "the catalogue of near misses": (write("assignments/tiny/answers/near_misses.toml", CATALOGUE), set(), OF_SQUARE),
    "a check": (changed("assignments/tiny/hidden/checks.py", "draw.normal(7)", "draw.normal(8)"), EVERYONE, set()),
    "the reference": (changed("assignments/tiny/hidden/reference.py", "x.pow(2)", "x * x"), EVERYONE, set()),
    "a driver": (changed("assignments/tiny/hidden/drivers.py", "for amount in amounts", "for amount in list(amounts)"), EVERYONE, set()),
    "a shared check": (write("assignments/_shared/checks/norms.py", "ONE = 1\n"), EVERYONE, set()),
    "our solution": (changed("assignments/tiny/notebook.py", "x * x", "x**2 * 1"), EVERYONE, set()),
    "a text of the notebook": (changed("assignments/tiny/notebook.py", "Two functions, and a question", "Two functions, then a question"), EVERYONE, set()),
    "what is included": (changed("assignments/_shared/notebook/tools.py", "return x", "return x + 0"), EVERYONE, set()),
    "assignment.toml": (changed("assignments/tiny/assignment.toml", 'imports = ["torch"]', 'imports = ["torch", "numpy"]'), EVERYONE, set()),
    "what lateness costs in course.toml": (changed("course.toml", "versions = 1", "versions = 1\n[late]\npoints_per_day = -1"), EVERYONE, set()),
    "the course's secret": (write(".course-key", "another key, as long as a key must be " * 2), EVERYONE, set()),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_what_depends_on_it_is_asked_again_and_nothing_else(
    course: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    change, anew, marked = CHANGES[what]
    change(course)

    assert asked(course, monkeypatch) == (anew, marked)


def test_another_version_of_ours_asks_everyone(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reuse, "own_code", lambda: "another")

    assert asked(course, monkeypatch) == (EVERYONE, set())


def test_another_package_asks_everyone(course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "packages" / "torch-9.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "packages")])

    assert asked(course, monkeypatch) == (EVERYONE, set())


def test_what_ran_and_is_gone_or_damaged_runs_again(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, path in enumerate(sorted((course / ".rehearse-cache").glob("*.runs/*"))):
        path.write_bytes(b"\x91") if number % 2 else path.unlink()
    edit(course, WRONG, "near miss: this is the double", "near miss: it is twice as much")

    assert asked(course, monkeypatch) == (OF_SQUARE, set())


def test_what_is_marked_again_fares_as_it_would_if_it_were_asked(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = drawn(course, monkeypatch)
    edit(course, WRONG, "near miss: this is the double", "near miss: it is the sum with itself")
    assert asked(course, monkeypatch) == (set(), OF_SQUARE)

    marked = drawn(course, monkeypatch)
    shutil.rmtree(course / ".rehearse-cache")
    anew = drawn(course, monkeypatch)

    def plain(drawings: list[Drawing]) -> list[tuple[Any, ...]]:
        return [
            (one.variant.name, one.score, dict(one.lost), *map(list, (one.passed, one.costs, one.near_misses, one.uncharged)))
            for each in drawings
            for one in each.trials
        ]  # fmt: skip

    assert plain(marked) == plain(anew)
    assert plain(marked) != plain(before)  # else nothing of it would show that anything was marked


def test_only_what_may_have_to_be_marked_again_is_kept_and_no_longer_than_it_is_of_use(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = {path.name for path in (course / ".rehearse-cache").glob("*.runs/*")}
    assert len(runs) == rehearse.DRAWINGS * len(EVERYONE - RIGHT)

    edit(course, WRONG, "x *= x.clone()", "x.mul_(x.clone())")
    drawn(course, monkeypatch)

    now = {path.name for path in (course / ".rehearse-cache").glob("*.runs/*")}
    assert len(now) == len(runs) and len(now - runs) == rehearse.DRAWINGS


def test_what_could_not_be_graded_is_not_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Loaded:
        asking, questions, folder, solution = "", (), tmp_path / "assignments" / "tiny", None

    Loaded.folder.mkdir(parents=True)
    kept = kept_trials.KeptTrials(Cache(tmp_path, "trials-tiny"), Loaded(), 1, 0, runs=True)
    kept.keep("key", kept_trials.TrialAsKept(0, 1, {}, (), (), (), {}, "not_graded: a process died", ()), b"{}", None)
    kept.save(others=False)

    again = kept_trials.KeptTrials(Cache(tmp_path, "trials-tiny"), Loaded(), 1, 0, runs=True)

    assert not again.recall("key")
    assert again.ran("key") is None


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1], lambda data: data[:-1] + b"?", lambda _: b"", lambda _: b"[1]"]
)
def test_what_ran_is_given_back_only_as_it_was_kept(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    class Loaded:
        asking, questions, folder, solution = "", (), tmp_path / "assignments" / "tiny", None

    Loaded.folder.mkdir(parents=True)
    fared = kept_trials.TrialAsKept(0, 1, {"square.is": "no"}, (), (), (), {}, "", ())
    kept = kept_trials.KeptTrials(Cache(tmp_path, "trials-tiny"), Loaded(), 1, 0, runs=True)
    kept.keep("key", fared, b"{}", b"run")
    kept.save(others=False)

    again = kept_trials.KeptTrials(Cache(tmp_path, "trials-tiny"), Loaded(), 1, 0, runs=True)
    before = again.ran("key")
    assert before is not None and (before.record, before.saved_run) == (b"{}", b"run")
    (path,) = (tmp_path / ".rehearse-cache").glob("*.runs/key")
    path.write_bytes(damage(path.read_bytes()))

    assert again.ran("key") is None


def test_another_command_s_run_that_is_just_being_written_stays(tmp_path: Path) -> None:
    class Loaded:
        asking, questions, folder, solution = "", (), tmp_path / "assignments" / "tiny", None

    Loaded.folder.mkdir(parents=True)
    kept = kept_trials.KeptTrials(Cache(tmp_path, "trials-tiny"), Loaded(), 1, 0, runs=True)
    folder = tmp_path / ".rehearse-cache/trials-tiny.runs"
    folder.mkdir(parents=True)
    (folder / ".other.half").touch()
    (folder / "gone").touch()

    kept.save(others=False)

    assert [path.name for path in folder.iterdir()] == [".other.half"]
