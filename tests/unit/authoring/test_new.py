"""A new assignment is a whole one: its example, or a copy of another, is proved as it is."""

from __future__ import annotations

import errno
import re
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from autograder.authoring import compile, rehearse
from autograder.authoring import new as beginning
from autograder.course import assignment, settings
from autograder.errors import UsageError
from autograder.results import atomic
from tests.fixtures.authoring import edit, write_course

pytestmark = pytest.mark.usefixtures("shared_ancestor")  # each proof starts a pool


@pytest.fixture
def empty_course(tmp_path: Path) -> Path:
    (tmp_path / "assignments").mkdir()
    return tmp_path


def test_the_example_is_ready_to_hand_out(empty_course: Path) -> None:
    written = beginning.new("running_means", empty_course)
    assert empty_course / "assignments/running_means/notebook.py" in written
    assert all(path.is_file() for path in written)
    report = rehearse.rehearse("running_means", empty_course, quick=True)
    assert [problem for step in report.steps for problem in step.problems] == []
    assert report.good
    loaded = assignment.load("running_means", empty_course)
    assert [question.written for question in loaded.questions] == [False, True]
    assert loaded.title == "Running means"
    assert loaded.due > datetime.now(loaded.due.tzinfo)


def test_an_example_says_its_own_name_and_no_placeholder_is_left(empty_course: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in beginning.new("first", empty_course) if "first" in path.parts]
    assert not any("@NAME@" in text or "@TITLE@" in text or "@ORDER@" in text or "@DUE@" in text for text in texts)
    assert any("source/first/first.ipynb" in text for text in texts)


def test_a_copy_has_a_title_and_an_order_of_its_own(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    beginning.new("other", root, source="tiny")
    one, two = (settings.of_assignment(root / "assignments" / name) for name in ("tiny", "other"))
    assert two.order == one.order + 1
    assert two.title == f"{one.title} (other)"
    assert (two.points, two.findings) == (one.points, one.findings)
    assert {path.name for path in (root / "assignments/other").rglob("*.py")} == {
        path.name for path in (root / "assignments/tiny").rglob("*.py")
    }
    assert settings.names(root) == ["tiny", "other"]


def test_a_copy_has_the_data_files_whatever_is_in_them(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    (root / "assignments/tiny/data").mkdir()
    (root / "assignments/tiny/data/numbers.npy").write_bytes(b"\x93NUMPY\x00\xff")

    made = beginning.new("other", root, source="tiny")

    copied = root / "assignments/other/data/numbers.npy"
    assert copied in made and copied.read_bytes() == b"\x93NUMPY\x00\xff"


def test_what_a_copy_includes_is_its_own(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    (root / "assignments/tiny/notebook").mkdir()
    (root / "assignments/tiny/notebook/figures.py").write_text("SIDE = 3\n", encoding="utf-8")
    edit(
        root,
        "assignments/tiny/notebook.py",
        "# include _shared/notebook/tools.py",
        "# include _shared/notebook/tools.py\n# include tiny/notebook/figures.py",
    )
    beginning.new("other", root, source="tiny")
    text = (root / "assignments/other/notebook.py").read_text(encoding="utf-8")
    assert "# include other/notebook/figures.py" in text
    assert (root / "assignments/other/notebook/figures.py").read_text(encoding="utf-8") == "SIDE = 3\n"


def test_a_courses_own_part_goes_before_the_kits(empty_course: Path) -> None:
    own = empty_course / "assignments/_shared/notebook/submit.py"
    own.parent.mkdir(parents=True)
    own.write_text("RELEASE = {}  # filled in by the release\n\ndef hand_in(): ...\n", encoding="utf-8")
    assert own not in beginning.new("first", empty_course)
    compile.build("first", empty_course)
    built = (empty_course / "source/first/first.ipynb").read_text(encoding="utf-8")
    assert "def hand_in(): ..." in built
    assert "_running_notebook" not in built


def test_a_taken_name_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    with pytest.raises(UsageError, match="assignments/tiny is there already"):
        beginning.new("tiny", root)
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("stopped", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()])
def test_one_that_cant_be_written_whole_isnt_there_at_all(empty_course: Path, monkeypatch, stopped) -> None:
    write = atomic.write_ordinary

    def full(path: Path, data: bytes) -> None:
        if path.name == "notebook.py":
            raise stopped
        write(path, data)

    monkeypatch.setattr(atomic, "write_ordinary", full)
    with pytest.raises(type(stopped)):
        beginning.new("first", empty_course)
    assert list((empty_course / "assignments").iterdir()) == []

    monkeypatch.undo()
    assert beginning.new("first", empty_course)


@pytest.mark.parametrize("name", ["", "Two words", "1st", "../up", "_shared", "a/b", "knn\n", "café"])
def test_what_is_no_name_is_refused(name: str, empty_course: Path) -> None:
    with pytest.raises(UsageError, match="is no name for an assignment"):
        beginning.new(name, empty_course)
    assert list((empty_course / "assignments").iterdir()) == []


def test_an_unknown_source_names_the_nearest(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    with pytest.raises(UsageError, match="Did you mean tiny"):
        beginning.new("other", root, source="tinny")
    assert not (root / "assignments/other").exists()


def test_a_new_course_keeps_its_secret_and_its_marks_out_of_git(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*.swp\n/results/\n", encoding="utf-8")

    written = beginning.begin_course(tmp_path)

    assert {path.name for path in written} == {".gitignore", "course.toml"}
    assert settings.of_course(tmp_path) == settings.CourseFile()
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    for name in (".course-key", ".course-key.abc", "gradebook.db", "gradebook.db-journal", "a.swp"):
        (tmp_path / name).write_text("", encoding="utf-8")
    for name in ("people", "results", "submitted", "autograded"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("", encoding="utf-8")
    seen = subprocess.run(["git", "-C", tmp_path, "status", "--short"], check=True, capture_output=True, text=True)
    assert seen.stdout.split() == ["??", ".gitignore", "??", "course.toml"]


def test_every_setting_that_a_new_course_names_is_one(tmp_path: Path) -> None:
    beginning.begin_course(tmp_path)
    path = tmp_path / "course.toml"
    named = re.sub(r"(?m)^# (?=\[|\w+ = )", "", path.read_text(encoding="utf-8"))
    path.write_text(named, encoding="utf-8")

    course = settings.of_course(tmp_path)

    assert (course.language, course.late.last_day, course.release.colab[:8]) == ("ko", 3, "https://")
