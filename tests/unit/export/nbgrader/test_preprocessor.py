"""Plain `nbgrader autograde`, run from the course's folder, through our grader."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder import reuse
from autograder.authoring import answer_blocks, submissions
from autograder.course import assignment
from autograder.course.secret import course_secret, seed_for
from autograder.examine.versions import Versions
from autograder.export.nbgrader import gradebook, preprocessor, submitted_files
from autograder.model import SubmittedFile
from autograder.pipeline import Grader
from autograder.results import history, record
from autograder.results.folder import Folder
from autograder.sandbox.outside import Sandbox
from tests.fixtures import commands
from tests.fixtures.authoring import PICTURES, write_released_course

ROOT = Path(__file__).resolve().parents[4]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-10-01 10:00:00 UTC", datetime(2026, 10, 1, 10, tzinfo=UTC)),
        ("2026-10-01 10:00:00.123456 UTC", datetime(2026, 10, 1, 10, 0, 0, 123456, UTC)),
        ("2026-10-01 19:00:00 Asia/Seoul", datetime(2026, 10, 1, 10, tzinfo=UTC)),
        ("2026-10-01T19:00:00+09:00", datetime(2026, 10, 1, 10, tzinfo=UTC)),
        ("2026-10-01 10:00:00", datetime(2026, 10, 1, 10, tzinfo=UTC)),
        ("yesterday", None),
        ("2026-10-01 10:00:00 Nowhere/City", None),
        ("", None),
    ],
)
def test_nbgraders_timestamps_are_read(tmp_path: Path, text: str, expected: datetime | None) -> None:
    (tmp_path / "timestamp.txt").write_text(text)

    assert preprocessor.received(tmp_path) == expected


def test_without_a_timestamp_there_is_no_time(tmp_path: Path) -> None:
    assert preprocessor.received(tmp_path) is None


def test_a_folder_outside_any_course_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(preprocessor.GradingError, match="lies in no course"):
        preprocessor.grade_submitted(None, {"nbgrader": {}, "metadata": {"path": str(tmp_path)}})


def test_its_page_is_the_one_that_grade_writes_pictures_included(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox
) -> None:
    root = write_released_course(tmp_path)
    (root / "assignments/tiny/hidden/pictures.py").write_text(PICTURES)
    texts = {**answer_blocks.our_solutions("tiny", root), "square": ("return x + x",)}
    packed = submissions.zip_of(submissions.fill(submissions.released_notebook("tiny", root), texts), assignment="tiny")
    place = root / "submitted" / "2022123456" / "tiny"
    place.mkdir(parents=True)
    zipfile.ZipFile(io.BytesIO(packed)).extractall(place)
    monkeypatch.setattr(gradebook, "update", lambda *_, **__: None)
    told = {"assignment": "tiny", "student": "2022123456", "notebook": "tiny", "db_url": ""}
    loaded = assignment.load("tiny", root)
    versions = Versions(loaded, seed_for(course_secret(root), loaded))

    monkeypatch.setattr(preprocessor, "_sandbox", lambda *_: sandbox)
    preprocessor.grade_submitted(None, {"nbgrader": told, "metadata": {"path": str(place)}})
    graded = Grader(versions, sandbox).grade(SubmittedFile(packed, "2022123456-tiny.zip", "2022123456"))
    page = (root / "results/tiny/feedback/2022123456.html").read_bytes()

    assert b"data:image/png" in page
    assert page == graded.page


def test_exceptions_marks_by_hand_and_history_are_those_of_grade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox
) -> None:
    root = write_released_course(tmp_path)
    (root / "course.toml").write_text("[late]\npoints_per_day = -1.0\n")
    texts = answer_blocks.our_solutions("tiny", root)
    packed = submissions.zip_of(submissions.fill(submissions.released_notebook("tiny", root), texts), assignment="tiny")
    place = root / "submitted" / "2022123456" / "tiny"
    place.mkdir(parents=True)
    zipfile.ZipFile(io.BytesIO(packed)).extractall(place)
    loaded = assignment.load("tiny", root)
    (place / "timestamp.txt").write_text((loaded.due + timedelta(hours=30)).isoformat())
    gradebook.update(root, loaded, [])
    (root / "people").mkdir()
    exceptions, url = root / "people" / "exceptions.csv", f"sqlite:///{root}/gradebook.db"
    told = {"assignment": "tiny", "student": "2022123456", "notebook": "tiny", "db_url": url}
    question = loaded.questions[0].id
    shown = []

    monkeypatch.setattr(preprocessor, "_sandbox", lambda *_: sandbox)
    for kind in ("waive", "", "excuse", "waive"):
        exceptions.write_text(
            "student_id,assignment,kind,until,note\n" + (f"2022123456,tiny,{kind},,\n" if kind else "")
        )
        preprocessor.grade_submitted(None, {"nbgrader": told, "metadata": {"path": str(place)}})
        made = record.load(root / "results/tiny/records/2022123456.json")
        with Gradebook(url) as book:
            shown.append((str(made.status), made.score, book.find_submission("tiny", "2022123456").score))
            if not kind:
                book.find_grade(question, "tiny", "tiny", "2022123456").manual_score = 0.0
                book.db.commit()
    full = shown[0][1]
    lost = next(one.max_points for one in loaded.questions if one.id == question)

    assert shown == [
        ("graded", full, full),
        ("graded", full - 2.0, full - 2.0),
        ("excused", 0.0, 0.0),
        ("graded", full - lost, full - lost),
    ]
    assert [(one.after, one.why) for one in history.read(root / "results" / "tiny")] == [
        (full, "graded"), (full - 2.0, "exception"), (max(0.0, full - lost - 2.0), "hand mark"), (None, "exception"), (full - lost, "exception"),
    ]  # fmt: skip
    assert "2022123456" in (root / "results/tiny/marks.csv").read_text()


def test_what_was_laid_there_stays_the_file_that_came_and_what_was_taken_out_stays_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox
) -> None:
    root = write_released_course(tmp_path)
    loaded, results, student = assignment.load("tiny", root), Folder(root / "results" / "tiny"), "2022123456"
    texts = answer_blocks.our_solutions("tiny", root)
    packed = submissions.zip_of(submissions.fill(submissions.released_notebook("tiny", root), texts), assignment="tiny")
    file = SubmittedFile(packed, "Kim_30_9001_tiny.zip", student, earlier=("first.ipynb",))
    told = {"assignment": "tiny", "student": student, "notebook": "tiny", "db_url": f"sqlite:///{root}/gradebook.db"}
    place = root / "submitted" / student / "tiny"
    gradebook.update(root, loaded, [])

    monkeypatch.setattr(preprocessor, "_sandbox", lambda *_: sandbox)
    graded = Grader(Versions(loaded, seed_for(course_secret(root), loaded)), sandbox).grade(file)
    results.save(record.encode(graded.record), graded.page, graded.saved_run)
    submitted_files.fill([file], [graded.record], loaded, root)
    preprocessor.grade_submitted(None, {"nbgrader": told, "metadata": {"path": str(place)}})
    made = record.load(results.record(student))
    aside = results.set_aside(student)
    shutil.copytree(place, aside / "submitted")
    with pytest.raises(preprocessor.GradingError, match=r"was taken out of the results.*--again 2022123456"):
        preprocessor.grade_submitted(None, {"nbgrader": told, "metadata": {"path": str(place)}})

    assert not reuse.is_other(made, file)
    assert (made.source, made.attempts) == (file.source, ("first.ipynb",))
    assert not results.record(student).exists()


@pytest.mark.slow
def test_nbgrader_autograde_gives_our_score(tmp_path: Path) -> None:
    for part in ("assignments", "source", "release"):
        shutil.copytree(ROOT / part, tmp_path / part)
    for part in ("course.toml", "nbgrader_config.py"):
        shutil.copy(ROOT / part, tmp_path / part)
    solved = submissions.fill(
        submissions.released_notebook("knn", ROOT),
        answer_blocks.our_solutions("knn", ROOT),
        written=answer_blocks.our_written_answers("knn", ROOT),
    )
    place = tmp_path / "submitted" / "2022123456" / "knn"
    place.mkdir(parents=True)
    zipfile.ZipFile(io.BytesIO(submissions.zip_of(solved, assignment="knn"))).extractall(place)
    (place / "timestamp.txt").write_text("2026-10-01 10:00:00 UTC")
    knn = assignment.load("knn", tmp_path)
    gradebook.update(tmp_path, knn, [])  # as nbgrader asks for: the assignment must be known before work is graded

    done = commands.nbgrader("autograde", "knn", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as book:
        submission = book.find_submission("knn", "2022123456")
        assert (submission.score, submission.max_score) == (
            sum(q.max_points for q in knn.questions if not q.written),
            knn.points,
        )
        assert submission.timestamp == datetime(2026, 10, 1, 10)
    shown = json.loads((tmp_path / "autograded/2022123456/knn/knn.ipynb").read_text())
    assert not [cell for cell in shown["cells"] for out in cell.get("outputs", ()) if out["output_type"] != "stream"]
    assert (tmp_path / "results/knn/feedback/2022123456.html").exists()
