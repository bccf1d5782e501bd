"""The commands as people type them: what is written, what is said, and the exit status."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.authoring import submissions
from autograder.results import record
from tests.fixtures.commands import autograder
from tests.fixtures.course import ROOT, hand_in, make_course

ROOT_TAKEN = "y = x_train.flatten(1)[:, None] - x_test.flatten(1)\nreturn (y ** 2).sum(-1).sqrt()"


def typed(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a shell does."""
    command = [sys.executable, "-m", "autograder", *arguments]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=240, check=False)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course in which three students' work was graded, one of them late, and one file is damaged."""
    folder = make_course(tmp_path_factory.mktemp("course"))
    hand_in(folder / "in", "2022000001")
    hand_in(folder / "in", "2022000002", blocks={"compute_distances_no_loops": ROOT_TAKEN})
    hand_in(folder / "in", "2022000003")
    (folder / "in" / "2022000004-knn.zip").write_bytes(b"PK\x03\x04 not really")
    (folder / "times.csv").write_text("student_id,time\n2022000003,2026-10-07T00:30:00+09:00\n", encoding="utf-8")
    graded = typed("grade", "knn", "in", "--received", "times.csv", "--json", cwd=folder)
    (folder / "graded.json").write_text(graded.stdout, encoding="utf-8")
    (folder / "graded.err").write_text(graded.stderr, encoding="utf-8")
    assert graded.returncode == 0, graded.stderr
    return folder


def own_knn(course: Path) -> Path:
    """Give a course a folder of its own for knn, in which files can be put in the place of the links; returns it."""
    (course / "assignments").unlink()
    (course / "assignments" / "knn").mkdir(parents=True)
    for path in (ROOT / "assignments").iterdir():
        if path.name != "knn":
            (course / "assignments" / path.name).symlink_to(path)
    for path in (ROOT / "assignments" / "knn").iterdir():
        (course / "assignments" / "knn" / path.name).symlink_to(path)
    return course / "assignments" / "knn"


def results(course: Path) -> dict[str, record.Record]:
    return {one.student_id: one for one in record.load_all(course / "results" / "knn")}


def without_times(data: bytes) -> dict[str, object]:
    return {key: value for key, value in json.loads(data).items() if key != "seconds"}


def test_right_answers_earn_all_automatic_points(course):
    one = results(course)["2022000001"]

    assert (one.status, one.score, one.max_score, one.findings) == ("graded", 88.0, 88.0, ())


def test_a_mistake_costs_its_checks_and_is_named(course):
    one = results(course)["2022000002"]
    failed = {
        f"{question.id}.{check.name}": check
        for question in one.questions
        for check in question.checks
        if check.status == "failed"
    }

    assert 0 < one.score < 88
    assert {name.split(".")[0] for name in failed} == {"compute_distances_no_loops"}
    assert any("square" in (check.near_miss or "") for check in failed.values())


def test_late_days_come_from_the_csv(course):
    one = results(course)["2022000003"]

    assert one.late_days == 2
    assert [(finding.rule, finding.points) for finding in one.findings] == [("late", -20.0)]
    assert one.score == 68.0


def test_a_damaged_zip_is_rejected_and_the_others_are_graded(course):
    one = results(course)["2022000004"]

    assert one.status == "rejected"
    assert one.reason and "zip" in one.reason
    assert "2022000004: rejected" in (course / "graded.err").read_text(encoding="utf-8")


def test_json_goes_to_standard_output_alone(course):
    told = json.loads((course / "graded.json").read_text(encoding="utf-8"))

    assert {one["student_id"]: one["score"] for one in told}["2022000001"] == 88.0


def test_grading_is_complete_though_nobody_reads_what_it_prints(tmp_path):
    folder = make_course(tmp_path)
    hand_in(folder / "in", "2022000001")
    reader, writer = os.pipe()
    os.close(reader)

    command = [sys.executable, "-m", "autograder", "grade", "knn", "in"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(command, cwd=folder, env=env, stdout=writer, stderr=subprocess.PIPE, text=True, timeout=240, check=False)  # fmt: skip
    os.close(writer)

    assert ended.returncode == 0, ended.stderr
    assert "Exception ignored" not in ended.stderr
    assert results(folder)["2022000001"].score == 88.0
    assert "2022000001" in (folder / "results" / "knn" / "marks.csv").read_text(encoding="utf-8")


def test_every_promised_file_is_there(course):
    folder = course / "results" / "knn"

    for student in results(course):
        assert (folder / "feedback" / f"{student}.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "k-Nearest" in (folder / "index.html").read_text(encoding="utf-8")
    rows = list(csv.DictReader((folder / "marks.csv").read_text(encoding="utf-8").splitlines()))
    assert {row["student_id"]: row["score"] for row in rows}["2022000002"] == f"{results(course)['2022000002'].score:g}"
    assert (course / "gradebook.db").exists()


def test_nothing_is_graded_twice(course):
    before = {path: path.stat().st_mtime_ns for path in (course / "results" / "knn" / "records").iterdir()}

    again = autograder("grade", "knn", "in", "--received", "times.csv", cwd=course)

    assert again.returncode == 0, again.stderr
    assert {path: path.stat().st_mtime_ns for path in (course / "results" / "knn" / "records").iterdir()} == before


@pytest.mark.parametrize("workers", [1, 2])
def test_grading_again_gives_the_same_records_but_for_times(course, workers):
    out = course / f"again-{workers}"

    again = autograder("grade", "knn", "in", "--received", "times.csv", "--workers", workers, "--out", out, cwd=course)

    assert again.returncode == 0, again.stderr
    for path in (course / "results" / "knn" / "records").iterdir():
        assert without_times((out / "records" / path.name).read_bytes()) == without_times(path.read_bytes())


def test_regrade_gives_the_same_marks_without_the_zips(course):
    before = {student: without_times(record.encode(one)) for student, one in results(course).items()}
    hidden = course / "elsewhere"
    (course / "in").rename(hidden)
    try:
        again = autograder("regrade", "knn", cwd=course)
    finally:
        hidden.rename(course / "in")

    assert again.returncode == 0, again.stderr
    assert {student: without_times(record.encode(one)) for student, one in results(course).items()} == before


def test_a_killed_run_goes_on_where_it_was(course):
    out = course / "killed"
    command = [sys.executable, "-m", "autograder", "grade", "knn", "in", "--workers", "1", "--out", str(out)]
    run = subprocess.Popen(command, cwd=course, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not list((out / "records").glob("*.json")) and time.monotonic() < deadline:
        time.sleep(0.02)
    run.send_signal(signal.SIGKILL)
    run.wait()
    kept = {path: path.stat().st_mtime_ns for path in (out / "records").glob("*.json")}

    again = autograder("grade", "knn", "in", "--workers", "1", "--out", out, cwd=course)

    assert again.returncode == 0, again.stderr
    assert kept and all(path.stat().st_mtime_ns == time_then for path, time_then in kept.items())
    assert len(list((out / "records").glob("*.json"))) == 4


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("grade", "kn", "in"), 2, "there is no assignment 'kn'. Did you mean knn?"),
        (("grade", "assignments/knn/", "in"), 2, "there is no assignment 'assignments/knn/'. Did you mean knn?"),
        (("remove", "assignments/knn", "1"), 2, "there is no assignment 'assignments/knn'. Did you mean knn?"),
        (("grade", "knn", "nowhere"), 2, "nowhere"),
        (("grade", "knn", "in", "--device", "tpu"), 2, "there is no device 'tpu'"),
        (("grade", "knn", "in", "--out", "times.csv/below"), 2, "can't be written"),
        (("grade", "knn", "in", "--received", "nowhere.csv"), 2, "nowhere.csv can't be read"),
        (("grade", "knn"), 2, "Missing argument"),
        (("regrade", "knn", "--out", "empty"), 2, "holds no graded submissions"),
        (("report", "knn", "--out", "nothing-here"), 2, "doesn't exist"),
        (("export", "knn", "--to", "sakai"), 2, "'sakai' is no system we know"),
    ],
)
def test_wrong_usage_is_one_sentence_and_status_2(course, arguments, status, said):
    done = autograder(*arguments, cwd=course)

    assert (done.returncode, said in done.stderr) == (status, True), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words", [("--version",), ("grade", "kn", "in"), ("people", "list", "--json"), ("report", "knn")]
)
def test_a_command_that_tests_fork_ends_as_one_that_is_typed(course, words):
    forked, fresh = autograder(*words, cwd=course), typed(*words, cwd=course)

    assert (forked.returncode, forked.stdout, forked.stderr) == (fresh.returncode, fresh.stdout, fresh.stderr)


def test_outside_a_course_it_says_so(tmp_path):
    done = autograder("grade", "knn", "x.zip", cwd=tmp_path)

    assert (done.returncode, "no course" in done.stderr) == (2, True), done.stderr


def test_an_unfit_sandbox_is_status_3(course, tmp_path):
    other = make_course(tmp_path)
    (other / "course.toml").unlink()
    (other / "course.toml").write_text("least_sandbox_level = 4\n", encoding="utf-8")

    done = autograder("grade", "knn", course / "in", cwd=other)

    assert done.returncode == 3, done.stderr
    assert "level" in done.stderr


def test_a_broken_check_is_our_fault_and_never_a_zero(course, tmp_path):
    other = make_course(tmp_path)
    broken = own_knn(other)
    (broken / "hidden").unlink()
    shutil.copytree(ROOT / "assignments" / "knn" / "hidden", broken / "hidden")
    text = (ROOT / "assignments" / "knn" / "hidden" / "reference.py").read_text(encoding="utf-8")
    broken.joinpath("hidden", "reference.py").write_text(
        text + "\n\ndef knn_get_best_k(**inputs):\n    raise ValueError('mistyped')\n", encoding="utf-8"
    )

    done = autograder("grade", "knn", course / "in" / "2022000001-knn.zip", cwd=other)

    assert done.returncode == 1, done.stderr
    assert "not graded" in done.stderr and re.search(
        r"reference\.py:\d+: knn_get_best_k raised ValueError", done.stderr
    )
    assert record.load_all(other / "results" / "knn")[0].status == "not_graded"


def test_one_questions_hang_crash_and_hoard_cost_that_question_only(tmp_path):
    impatient = make_course(tmp_path)
    settings = own_knn(impatient) / "assignment.toml"
    text = settings.read_text(encoding="utf-8")
    settings.unlink()
    settings.write_text(text.replace("seconds_per_case = 10\n", "seconds_per_case = 3\n"), encoding="utf-8")
    loops = hand_in(tmp_path / "in", "2022000011", blocks={"predict_labels": "while True:\n    pass"})
    dies = hand_in(tmp_path / "in", "2022000012", blocks={"knn_get_best_k": "import os\nos._exit(0)"})
    hoards = hand_in(
        tmp_path / "in", "2022000013", blocks={"compute_distances_two_loops": "return torch.ones(10 ** 10)"}
    )
    floods = hand_in(
        tmp_path / "in", "2022000014", blocks={"compute_distances_one_loop": "while True:\n    print('x' * 100000)"}
    )

    done = autograder(
        "grade", "knn", loops, dies, hoards, floods, "--out", tmp_path / "out", "--workers", 1, cwd=impatient
    )

    assert done.returncode == 0, done.stderr
    records = record.load_all(tmp_path / "out")
    lost = {
        one.student_id: {question.id for question in one.questions if not question.written and question.score == 0}
        for one in records
    }
    assert lost == {
        "2022000011": {"predict_labels"},
        "2022000012": {"knn_get_best_k"},
        "2022000013": {"compute_distances_two_loops"},
        "2022000014": {"compute_distances_one_loop"},
    }
    full = {question.id: question.max_score for question in records[0].questions}
    for one in records:
        expected = 88 - full[next(iter(lost[one.student_id]))]
        assert one.score == expected + sum(finding.points for finding in one.findings)


def test_a_blank_notebook_earns_nothing(course, tmp_path):
    fields = {"name": "A", "student_id": "2022000021", "option": 1, "group": ""}
    blank = submissions.fill(submissions.released_notebook("knn", ROOT), {}, fields=fields)
    path = tmp_path / "2022000021-knn.zip"
    path.write_bytes(submissions.zip_of(blank, assignment="knn", fields=fields))

    done = autograder("grade", "knn", path, "--out", tmp_path / "out", cwd=course)

    assert done.returncode == 0, done.stderr
    assert record.load_all(tmp_path / "out")[0].score == 0


def test_similar_and_doctor_and_export_answer(course):
    assert autograder("similar", "knn", cwd=course).returncode == 0
    assert "Sandbox level" in autograder("doctor", cwd=course).stdout
    done = autograder("export", "knn", "--to", "canvas", cwd=course)
    assert (done.returncode, done.stdout.count("unread: 3 written answers")) == (4, 3), done.stderr + done.stdout
    assert not (course / "results" / "knn" / "canvas.csv").exists()
    (course / "course.toml").unlink()
    (course / "course.toml").write_bytes((ROOT / "course.toml").read_bytes() + b'\n[export]\nunread = "send"\n')
    done = autograder("export", "knn", "--to", "canvas", cwd=course)
    assert (done.returncode, "canvas.csv: 3 scores" in done.stdout) == (0, True), done.stderr + done.stdout


def test_a_hand_in_is_taken_out_and_the_history_says_so(course, tmp_path):
    hand_in(tmp_path / "in", "7")
    autograder("grade", "knn", tmp_path / "in", "--out", tmp_path / "out", cwd=course)

    done = autograder("remove", "knn", "7", "--out", tmp_path / "out", cwd=course)

    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in (tmp_path / "out" / "history.jsonl").read_text().splitlines()]
    assert [(one["from"], one["to"], one["why"]) for one in lines] == [(None, 88.0, "graded"), (88.0, None, "removed")]
    assert [path.name for path in (tmp_path / "out" / "removed").glob("*/records/*")] == ["7.json"]


def test_stopping_it_says_that_the_same_command_goes_on(course, tmp_path):
    words = f"grade knn in --workers 1 --out {tmp_path / 'out'}".split()
    command = [sys.executable, "-m", "autograder", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.Popen(command, cwd=course, env=environment, stderr=subprocess.PIPE, text=True)
    while not (tmp_path / "out" / ".lock").exists() and run.poll() is None:
        time.sleep(0.02)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=120)

    assert (run.returncode, "Stopped. The same command goes on" in said) == (130, True), said
    assert "Traceback" not in said
