"""What is graded again after something changed, and that the marks are those of grading everything anew."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from autograder import dispatch, report
from autograder.authoring import answer_blocks, compile, release, submissions
from autograder.course import assignment
from autograder.course.secret import course_secret, seed_for
from autograder.dispatch import scheduler, worker
from autograder.dispatch.messages import Job
from autograder.dispatch.scheduler import Done
from autograder.errors import DecisionNeeded, GradingError, UsageError
from autograder.examine.versions import Versions
from autograder.intake.found_files import NotTaken
from autograder.model import Assignment, Record
from autograder.pipeline import Grader
from autograder.progress import Progress
from autograder.results import record as records
from autograder.results.folder import Folder
from autograder.results.record import NewerVersion
from autograder.sandbox import machine_memory
from autograder.sandbox.outside import Sandbox
from tests.fixtures.authoring import PICTURES, edit, write_released_course

MISTAKES = {
    "2022000001": "return x * x",
    "2022000002": "return x + x",
    "2022000003": "import os\nos._exit(0)",
}
CHECKS, REFERENCE = "assignments/tiny/hidden/checks.py", "assignments/tiny/hidden/reference.py"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_released_course(tmp_path_factory.mktemp("course"))
    (root / "in").mkdir()
    for student_id, block in MISTAKES.items():
        hand_in(root, student_id, block)
    return root


@pytest.fixture
def course(released: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(released, tmp_path / "course"))


def hand_in(root: Path, student_id: str, block: str) -> None:
    fields = {"name": "Student", "student_id": student_id, "option": 1, "group": ""}
    texts = {**answer_blocks.our_solutions("tiny", root), "square": (block,)}
    filled = submissions.fill(submissions.released_notebook("tiny", root), texts, fields=fields)
    path = root / "in" / submissions.zip_name(fields, "tiny")
    path.write_bytes(submissions.zip_of(filled, assignment="tiny", fields=fields))


EXECUTOR = dispatch._executor


@pytest.fixture
def given_out(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> list[Job]:
    """Every job that was given out; they are done here, one after another, in one sandbox for all tests."""
    seen: list[Job] = []

    def work(
        jobs: Iterable[Job],
        _: object,
        folder: Folder,
        loaded: Assignment,
        *,
        done: Callable[[Done], None],
        stays: Callable[[Job, Record], Record | None],
    ) -> None:
        root = loaded.folder.parents[1]
        whole = assignment.load(loaded.name, root)  # as a worker does: the command knows the outline alone
        grader = Grader(Versions(whole, seed_for(course_secret(root), whole)), sandbox)
        for job in jobs:
            seen.append(job)
            result = worker.answer(job, grader)
            before = stays(job, records.decode(result.record))
            done(Done(job, before or folder.save(result.record, result.page, result.saved_run)))

    monkeypatch.setattr(scheduler, "work", work)
    monkeypatch.setattr(dispatch, "_executor", lambda *_: None)
    return seen


def grade(root: Path, out: str = "results", **more: Any) -> dict[str, Mapping[str, Any]]:
    run = dispatch.Run(name="tiny", root=root, out=root / out, device="cpu", workers=1)
    options = {"received": None, "fresh": False, **more}
    return plain(dispatch.grade_paths(run, [root / "in"], **options), root / out)


def plain(records: Any, folder: Path) -> dict[str, Mapping[str, Any]]:
    """The records as they lie on disk, without what a clock gave."""
    found = [json.loads((folder / "records" / f"{one.student_id}.json").read_bytes()) for one in records]
    return {one["student_id"]: {key: value for key, value in one.items() if key != "seconds"} for one in found}


def kinds(jobs: list[Job]) -> list[str]:
    return ["marked again" if job.before is not None else "graded" for job in jobs]


def test_a_changed_tolerance_marks_the_kept_runs_again_and_gives_what_grading_anew_gives(course, given_out):
    first = grade(course)
    edit(course, CHECKS, "square.check(4", "square.check(5")
    edit(course, CHECKS, "square.check(2", "square.check(1")

    again = grade(course)

    assert kinds(given_out) == ["graded"] * 3 + ["marked again"] * 3
    assert [again[one]["score"] - first[one]["score"] for one in sorted(MISTAKES)] == [0.0, -1.0, 0.0]
    assert again == grade(course, "anew")


def test_where_nothing_is_left_to_grade_no_process_is_started(course, given_out, monkeypatch):
    first = grade(course)
    monkeypatch.setattr(dispatch, "_executor", lambda *_: pytest.fail("a grading process was started for nothing"))

    assert grade(course) == first
    assert len(given_out) == 3


def test_changed_inputs_run_their_question_again_and_give_what_grading_anew_gives(course, given_out):
    grade(course)
    edit(course, CHECKS, "draw.normal(5, 4)", "draw.normal(6, 3)")

    again = grade(course)

    assert kinds(given_out[3:]) == ["marked again"] * 3
    assert again == grade(course, "anew")


def test_a_changed_rule_of_the_assignment_grades_the_hand_ins_again(course, given_out):
    grade(course)
    edit(course, "assignments/tiny/assignment.toml", 'imports = ["torch"]', 'imports = ["torch", "math"]')

    again = grade(course)

    assert kinds(given_out) == ["graded"] * 6
    assert again == grade(course, "anew")


def test_a_changed_late_policy_of_the_course_grades_the_hand_ins_again(course, given_out):
    grade(course)
    (course / "course.toml").write_text('name = "Tiny course"\n[late]\npoints_per_day = -1\n')

    grade(course)

    assert kinds(given_out) == ["graded"] * 6


def test_a_changed_hand_in_is_the_only_one_graded_again(course, given_out):
    before = grade(course)
    hand_in(course, "2022000002", "return x.pow(2)")

    again = grade(course)

    assert [(job.file.student_id, kind) for job, kind in zip(given_out[3:], kinds(given_out[3:]), strict=True)] == [
        ("2022000002", "graded")
    ]
    assert again["2022000002"]["score"] == 16.0 > before["2022000002"]["score"]


def test_a_later_file_that_cannot_be_graded_changes_no_mark_and_no_time(course, given_out, tmp_path):
    name, times = "kimada_101_{}_tiny.{}", tmp_path / "times.csv"
    for path in (course / "in").iterdir():
        path.unlink()
    hand_in(course, "2022000001", MISTAKES["2022000001"])
    (first,) = (course / "in").iterdir()
    first.rename(course / "in" / name.format(550004, "zip"))
    before = grade(course)
    ((student, one),) = before.items()
    (course / "in" / name.format(550004, "zip")).unlink()
    (course / "in" / name.format(550104, "html")).write_text("<html>no notebook</html>")
    times.write_text(f"{student},2030-01-01T00:00:00Z\n")

    for more in ({"received": times}, {}, {"fresh": True}):
        after = grade(course, **more)[student]
        (attempt,) = after.pop("attempts")
        assert attempt.startswith(f"{name.format(550104, 'html')} (can't be graded: ")
        assert after == {key: value for key, value in one.items() if key != "attempts"}
    assert "2030" not in "".join(path.read_text() for path in (course / "results").glob("*.csv"))


def test_a_changed_price_of_a_finding_counts_when_marks_are_made_again_and_it_is_said(course, given_out):
    before = grade(course)
    toml = course / "assignments/tiny/assignment.toml"
    toml.write_text(toml.read_text("utf-8") + "\n[findings]\nimport_added = -1\n", encoding="utf-8")
    said = io.StringIO()
    run = dispatch.Run(name="tiny", root=course, out=course / "results", device="cpu", workers=1)

    after = plain(dispatch.regrade(run, progress=Progress(Console(file=said, width=1000))), course / "results")
    anew = grade(course, "anew")

    costs = {one: [(found["rule"], found["points"]) for found in anew[one]["findings"]] for one in anew}
    assert ("import_added", -1) in costs["2022000003"] and after != before
    for one, record in after.items():
        assert (record["score"], record["findings"]) == (anew[one]["score"], anew[one]["findings"])
    assert "3 of these were read when assignment.toml or the release was another" in said.getvalue()


def test_kept_runs_are_not_marked_where_a_question_has_another_name(course, given_out):
    grade(course)
    files = {path: path.read_bytes() for path in (course / "results").rglob("*") if path.is_file()}
    for path in (course / "assignments/tiny").rglob("*.py"):
        path.write_text(re.sub(r"\bsquare\b", "squared", path.read_text("utf-8")), "utf-8")
    compile.build("tiny", course)
    release.release("tiny", course)
    run = dispatch.Run(name="tiny", root=course, out=course / "results", device="cpu", workers=1)

    with pytest.raises(
        DecisionNeeded, match="squared is a question now and was none when 3 of these hand-ins were read"
    ):
        dispatch.regrade(run)
    assert {path: path.read_bytes() for path in files} == files


def test_after_regrading_there_is_nothing_left_to_grade(course, given_out):
    grade(course)
    edit(course, REFERENCE, "x.pow(2)", "x * x")
    run = dispatch.Run(name="tiny", root=course, out=course / "results", device="cpu", workers=1)

    dispatch.regrade(run)
    count = len(given_out)
    grade(course)

    assert count == len(given_out) == 6


def test_regrading_one_student_leaves_the_others_alone(course, given_out):
    grade(course)
    run = dispatch.Run(name="tiny", root=course, out=course / "results", device="cpu", workers=1)
    untouched = {path.name: path.stat().st_mtime_ns for path in (course / "results/records").iterdir()}

    dispatch.regrade(run, only=["2022000002"])

    changed = {
        path.name for path in (course / "results/records").iterdir() if path.stat().st_mtime_ns != untouched[path.name]
    }
    assert changed == {"2022000002.json"}
    with pytest.raises(GradingError, match=r"no graded submission of 202200000\. Did you mean 202200000\d\?"):
        dispatch.regrade(run, only=["202200000"])


def test_the_roster_is_kept_and_the_missing_stay_in_marks_csv(course, given_out, tmp_path):
    roster = tmp_path / "expected.csv"
    roster.write_text("".join(f"202200000{number},Student\n" for number in range(1, 6)))

    grade(course, roster=roster)
    roster.unlink()
    grade(course)

    rows = [line.split(",") for line in (course / "results/marks.csv").read_text().splitlines()]
    assert [row[0] for row in rows if row[2] == "missing"] == ["2022000004", "2022000005"]


def test_a_roster_out_of_a_pipe_is_read_once_and_kept_whole(course, given_out):
    text = "".join(f"202200000{number},Student\n" for number in range(1, 6))
    ours, theirs = os.pipe()
    os.write(theirs, text.encode())
    os.close(theirs)

    grade(course, roster=Path(f"/dev/fd/{ours}"))
    os.close(ours)
    grade(course)

    assert (course / "results/roster.csv").read_text() == text
    rows = [line.split(",") for line in (course / "results/marks.csv").read_text().splitlines()]
    assert [row[0] for row in rows if row[2] == "missing"] == ["2022000004", "2022000005"]


def test_an_empty_roster_stops_the_command_and_does_not_take_the_place_of_the_last(course, given_out):
    listed = course / "expected.csv"
    listed.write_text("2022000001,Student\n")
    grade(course, roster=listed)
    ours, theirs = os.pipe()
    os.close(theirs)

    with pytest.raises(GradingError):
        grade(course, roster=Path(f"/dev/fd/{ours}"))
    os.close(ours)

    assert (course / "results/roster.csv").read_text() == "2022000001,Student\n"


# ---------------------------------------------------------------- versions


def test_each_student_is_asked_with_their_own_version_which_regrading_keeps(course, given_out):
    (course / "course.toml").write_text('name = "Tiny course"\nversions = 8\n')
    loaded = assignment.load("tiny", course)
    versions = Versions(loaded, seed_for(course_secret(course), loaded))
    expected = {student: versions.of(student) for student in MISTAKES}

    graded = grade(course)
    (course / "course.toml").write_text('name = "Tiny course"\nversions = 1\n')
    run = dispatch.Run(name="tiny", root=course, out=course / "results", device="cpu", workers=1)
    marked = plain(dispatch.regrade(run), course / "results")
    anew = grade(course)

    assert {one: made["version_drawn"] for one, made in graded.items()} == expected
    assert {one: made["version_drawn"] for one, made in marked.items()} == expected
    assert {made["version_drawn"] for made in anew.values()} == {0}
    assert {one: made["seed"] for one, made in graded.items()} == {
        one: versions.plan(version).seed for one, version in expected.items()
    }
    assert [made["score"] for made in graded.values()] == [made["score"] for made in anew.values()]


@pytest.mark.parametrize("number", [0, -3, 65, 10**9])
def test_a_number_of_versions_that_makes_no_sense_is_blamed_on_course_toml(course, given_out, number):
    (course / "course.toml").write_text(f'name = "Tiny course"\nversions = {number}\n')

    with pytest.raises(UsageError, match=rf"course\.toml:2: versions is {number}\. Write a number from 1"):
        grade(course)


# ---------------------------------------------------------------- whose a file is


def test_ids_are_as_written_in_records_pages_and_marks(course, given_out):
    ids = ["kim ada", "김에이다", "0042"]
    for path in (course / "in").iterdir():
        path.unlink()
    for student_id in ids:
        hand_in(course, student_id, "return x * x")

    run = dispatch.Run(name="tiny", root=course, out=course / "results", device="cpu", workers=1)
    records = dispatch.grade_paths(run, [course / "in"], received=None, fresh=False)
    again = dispatch.grade_paths(run, [course / "in"], received=None, fresh=False)
    dispatch.regrade(run, only=["kim ada"])

    assert {one.student_id for one in records} == {one.student_id for one in again} == set(ids)
    assert {finding.rule for one in records for finding in one.findings} == set()
    assert len(given_out) == len(ids) + 1
    rows = (course / "results/marks.csv").read_text(encoding="utf-8-sig").splitlines()
    assert {row.split(",")[0] for row in rows[1:]} == set(ids)
    index = (course / "results/index.html").read_text(encoding="utf-8")
    for student_id in ids:
        page = Folder(course / "results").page(student_id)
        assert page.exists()
        assert f'href="feedback/{page.name}"' in index


def test_what_was_not_taken_is_said_and_told(course, given_out):
    (course / "in" / "notes.pdf").write_bytes(b"%PDF")
    console = Console(file=io.StringIO(), width=200)
    told: list[NotTaken] = []
    run = dispatch.Run(name="tiny", root=course, out=course / "results", device="cpu", workers=1)

    records = dispatch.grade_paths(
        run, [course / "in"], received=None, fresh=False, progress=Progress(console), not_taken=told.extend
    )

    assert len(records) == len(MISTAKES)
    assert [one.source for one in told] == ["notes.pdf"]
    assert "1 file was not taken:\n  notes.pdf: it is no zip or notebook" in console.file.getvalue()  # type: ignore[attr-defined]


@pytest.mark.usefixtures("shared_ancestor")
@pytest.mark.parametrize("free_gib", [1, 8])
def test_a_machine_with_less_memory_than_is_promised_is_said_before_it_starts(course, given_out, monkeypatch, free_gib):
    """The jobs are done here, and the processes that would do them are real ones that get no job."""
    monkeypatch.setattr(machine_memory, "available", lambda _: free_gib << 30)
    monkeypatch.setattr(dispatch, "_executor", EXECUTOR)
    console = Console(file=io.StringIO(), width=400)
    run = dispatch.Run(name="tiny", root=course, out=course / "results", device="cpu", workers=1)

    dispatch.grade_paths(run, [course / "in"], received=None, fresh=False, progress=Progress(console))

    said = console.file.getvalue()  # type: ignore[attr-defined]
    assert ("and only 1.00 GiB are free on this machine" in said) == (free_gib == 1)


def test_the_time_in_blackboards_name_is_read_in_the_courses_zone(course, given_out):
    (course / "course.toml").write_text('time_zone = "Asia/Seoul"\n')
    hand_in(course, "2022000001", "return x * x")
    for path in list((course / "in").iterdir()):
        path.rename(path.with_name(f"HW_u{path.name[:10]}_attempt_2026-10-05-12-00-00_{path.name}"))

    assert {one["received"] for one in grade(course).values()} == {"2026-10-05T03:00:00+00:00"}


def test_a_time_zone_that_is_none_is_blamed_on_course_toml(course, given_out):
    (course / "course.toml").write_text('name = "x"\ntime_zone = "Asia/Soul"\n')

    with pytest.raises(UsageError, match=r"course.toml:2: there is no time zone 'Asia/Soul'"):
        grade(course)


# ---------------------------------------------------------------- pages


def pages(course: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (course / "results/feedback").glob("*.html")}


@pytest.fixture
def drawn(course, given_out) -> dict[str, bytes]:
    """The pages that grading wrote, of a course whose assignment has a picture."""
    (course / "assignments/tiny/hidden/pictures.py").write_text(PICTURES)
    grade(course)
    assert (
        b"data:image/png" in pages(course)["2022000001.html"] or b"data:image/png" in pages(course)["2022000002.html"]
    )
    return pages(course)


def test_report_writes_the_pages_that_grading_wrote_pictures_included(course, drawn):
    loaded = assignment.load("tiny", course)
    for path in (course / "results/feedback").glob("*.html"):
        path.unlink()

    count = sum(1 for _ in report.pages(Folder(course / "results"), loaded))

    assert count == 3
    assert pages(course) == drawn


def test_regrading_writes_the_pages_that_grading_wrote_pictures_included(course, drawn):
    dispatch.regrade(dispatch.Run(name="tiny", root=course, out=course / "results", device="cpu", workers=1))

    assert pages(course) == drawn


def test_a_picture_is_shown_only_with_the_hand_in_that_it_was_drawn_of(course, drawn):
    folder = Folder(course / "results")
    path = folder.record("2022000002")
    one = json.loads(path.read_bytes())
    path.write_text(json.dumps({**one, "submission_sha256": "0" * 64}))

    list(report.pages(folder, assignment.load("tiny", course)))

    assert b"data:image/png" in drawn["2022000002.html"]
    assert b"data:image/png" not in pages(course)["2022000002.html"]


def test_where_a_later_version_has_written_nothing_is_graded_over_it(course, given_out):
    grade(course)
    path = course / "results/records/2022000002.json"
    path.write_bytes(path.read_bytes().replace(b'"version": 1', b'"version": 2'))
    files = {path: path.read_bytes() for path in (course / "results").rglob("*") if path.is_file()}

    for more in ({}, {"fresh": True}):
        with pytest.raises(NewerVersion, match=r"2022000002\.json has version 2"):
            grade(course, **more)
    with pytest.raises(NewerVersion):
        list(report.pages(Folder(course / "results"), assignment.load("tiny", course)))

    assert {path: path.read_bytes() for path in files} == files
    assert len(given_out) == 3
