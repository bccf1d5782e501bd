"""A hand-in is taken out, and nothing of it is lost."""

from __future__ import annotations

import pytest

from autograder.dispatch import removal
from autograder.errors import GradingError, UsageError
from autograder.export.books import Books
from autograder.results import atomic, history
from autograder.results import record as records
from autograder.results.folder import Folder
from tests.fixtures.gradebook import make_course
from tests.fixtures.report import assignment, record


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(removal.outline, "read", lambda name, root: assignment())
    folder = Folder(tmp_path / "results" / "knn")
    (tmp_path / "assignments").mkdir()
    for student in ("1", "2"):
        folder.save(records.encode(record(student)), b"page", b"run")
    return folder


def test_all_of_it_moves_and_the_tables_follow(folder, tmp_path):
    gone = removal.remove("knn", "2", tmp_path, folder.path)

    files = {path.relative_to(gone.place).as_posix() for path in gone.place.rglob("*") if path.is_file()}
    assert files == {"records/2.json", "feedback/2.html", "kept/2.run"}
    assert [one.student_id for one in records.load_all(folder.path)] == ["1"]
    assert not folder.record("2").exists() and not folder.page("2").exists() and not folder.saved_run("2").exists()
    assert "\n2," not in (folder.path / "marks.csv").read_text()
    assert records.load(gone.place / "records" / "2.json") == record("2")


@pytest.mark.parametrize("typed", ["kim ada", " kim ada ", "kim~20ada"])
def test_an_id_is_taken_as_written_or_as_its_page_is_named(folder, tmp_path, typed):
    folder.save(records.encode(record("kim ada")), b"page", b"run")

    gone = removal.remove("knn", typed, tmp_path, folder.path)

    assert gone.record.student_id == "kim ada"
    assert (gone.place / "records" / "kim~20ada.json").exists() and not folder.page("kim ada").exists()


def test_a_wrong_id_is_asked_about_and_nothing_happens(folder, tmp_path):
    atomic.write(folder.record("2022123456"), records.encode(record("2022123456")))

    with pytest.raises(UsageError, match="Did you mean 2022123456"):
        removal.remove("knn", "202212345", tmp_path, folder.path)
    assert not (folder.path / "removed").exists()


def test_a_member_s_record_goes_with_the_hand_in_it_came_from(folder, tmp_path):
    atomic.write(folder.record("3"), records.encode(record("3", handed_in_by="2", group="Team 7")))

    with pytest.raises(UsageError, match="the hand-in of 2"):
        removal.remove("knn", "3", tmp_path, folder.path)
    gone = removal.remove("knn", "2", tmp_path, folder.path)

    assert not folder.record("3").exists()
    assert "3 has no record any more: it was 2's, who has no hand-in any more." in gone.said


def test_without_results_there_is_nothing_to_remove(folder, tmp_path):
    with pytest.raises(GradingError, match="none doesn't exist"):
        removal.remove("knn", "1", tmp_path, tmp_path / "none")


def test_what_lies_in_submitted_goes_along_so_that_nbgrader_does_not_bring_it_back(folder, tmp_path):
    atomic.write(tmp_path / "submitted/2/knn/knn.ipynb", b"{}")
    atomic.write(tmp_path / "submitted/2/other/other.ipynb", b"{}")
    atomic.write(tmp_path / "submitted/1/knn/knn.ipynb", b"{}")
    make_course(tmp_path)

    gone = removal.remove("knn", "2", tmp_path, folder.path, Books(folder.path, "knn", tmp_path))

    left = {path.relative_to(tmp_path).as_posix() for path in (tmp_path / "submitted").rglob("*.ipynb")}
    assert left == {"submitted/1/knn/knn.ipynb", "submitted/2/other/other.ipynb"}
    assert (gone.place / "submitted" / "knn.ipynb").read_bytes() == b"{}"
    assert any("nbgrader doesn't grade it again" in line for line in gone.said)
    assert [(one.student_id, one.why) for one in history.read(folder.path)][-1] == ("2", "removed")


@pytest.mark.parametrize(
    ("killed_at", "others"), [("_take_submitted", True), ("set_aside", True), ("close", True), ("close", False)]
)
def test_the_same_command_goes_on_where_a_killed_one_was(folder, tmp_path, monkeypatch, killed_at, others):
    for path in () if others else folder.files("1"):
        path.unlink(missing_ok=True)
    atomic.write(tmp_path / "submitted/2/knn/knn.ipynb", b"{}")
    make_course(tmp_path)

    def run():
        return removal.remove("knn", "2", tmp_path, folder.path, Books(folder.path, "knn", tmp_path))

    def killed(*_args, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as now:
        now.setattr({"_take_submitted": removal, "set_aside": Folder, "close": Books}[killed_at], killed_at, killed)
        with pytest.raises(KeyboardInterrupt):
            run()
    if killed_at == "close":
        with pytest.raises(UsageError, match="was removed already"):
            run()
    else:
        run()

    assert "\n2," not in (folder.path / "marks.csv").read_text()
    assert not (tmp_path / "submitted/2").exists()
    assert len(list((folder.path / "removed").rglob("knn.ipynb"))) == 1
    assert [one.why for one in history.read(folder.path) if one.student_id == "2"][-1] == "removed"


def test_nobody_else_is_offered_in_place_of_somebody_on_the_roster(folder, tmp_path):
    atomic.write(folder.record("2022123456"), records.encode(record("2022123456")))
    atomic.write(tmp_path / "people/roster.csv", b"student_id\n2022123457\n")

    with pytest.raises(UsageError, match="2022123457 is on the roster and has no hand-in") as told:
        removal.remove("knn", "2022123457", tmp_path, folder.path)
    assert "2022123456" not in str(told.value)
