"""The harness measures what it says: nothing here is timed."""

import ast
import json
import os
import signal
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder.assemble import blocks
from autograder.authoring import answer_blocks
from benchmarks import asserts, cold, desk, growth, handins, headline, lean, libraries, processes, stages
from benchmarks.compare import LARGE, ONE, OURS, SMALL, Comparison, Sample
from benchmarks.grid import Grid
from benchmarks.growth import Growth, Look
from benchmarks.ours import Ours
from benchmarks.usage import CommandFailed, Usage, measure

ROOT = Path(__file__).resolve().parents[3]
BURN = "import time\nwhile time.process_time() < 0.3: pass"
NOTHING = Usage(0.0, 0.0, None, (), "")

linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are counted through Linux's own account")


# ---------------------------------------------------------------- counting


def test_each_process_of_a_cold_command_is_told_by_its_parent_and_counted_once(monkeypatch):
    def process(pid: int, parent: int, own: float, words: str = "python") -> processes.Seen:
        return processes.Seen(pid, parent, pid, 9.0, own, 0, words)

    begun = [process(10, 1, 0.2), process(11, 10, 0.5)]
    forked = [process(10, 1, 0.3), process(11, 10, 1.0), process(13, 11, 0.4), process(12, 11, 0.1)]
    asked = [*forked, process(14, 12, 0.2)]
    ended = [process(10, 1, 0.6, ""), process(12, 11, 0.6), process(13, 11, 0.7)]
    looks = iter([begun, forked, asked, ended])
    monkeypatch.setattr(processes, "below", lambda _: next(looks))
    monkeypatch.setattr(cold, "LOOK", 0.0)
    family = cold.Family()

    family.follow(10)

    taken = {role: family.seconds_of(role) for role in cold.DOES}
    assert taken == {cold.COMMAND: 0.6, cold.ANCESTOR: 1.0, cold.SERVER: 0.6, cold.WORKER: 0.7, cold.STUDENT: 0.2}


def test_every_function_that_is_timed_is_there_and_is_put_back():
    before = stages.export.update_gradebook

    with stages.watched(stages.Stopwatch()):
        assert stages.export.update_gradebook is not before

    assert stages.export.update_gradebook is before


def test_looks_count_for_the_processes_that_were_forked_for_students_alone():
    told = """\
  900 PERF_RECORD_FORK(901:901):(900:900)
  901 PERF_RECORD_FORK(901:777):(901:901)
  901 PERF_RECORD_FORK(910:910):(901:901)
  901 PERF_RECORD_FORK(911:911):(901:901)
  901         7f2b6c8c3f30 (/usr/lib/libpython3.11.so.1.0)
  910         7f2b6c8c3f30 (/usr/lib/libpython3.11.so.1.0)
  910     ffffffff9f2a1b2c ([kernel.kallsyms])
  911         7f2b40c8c3f3 (/a folder (2)/torch/lib/libtorch_cpu.so)
  911         7f2b40c8c3f4 (/a folder (2)/torch/lib/libtorch_python.so)
  911         7f2b40c8c3f5 (/usr/lib/libz.so.1)
  911                    0 (/usr/bin/python3.11)
  912                    0 (/usr/lib/libc.so.6)
"""

    assert libraries.by_code(told.splitlines()) == {
        "Python": 2,
        libraries.KERNEL: 1,
        "torch, what computes": 1,
        "torch, what Python sees": 1,
        libraries.OTHERS: 1,
    }
    with pytest.raises(CommandFailed, match="no process that was forked"):
        libraries.by_code(["  901         7f2b6c8c3f30 (/usr/lib/libc.so.6)"])


def test_where_perf_may_not_look_the_table_says_so(monkeypatch, tmp_path):
    perf = tmp_path / "perf"
    perf.write_text("#!/bin/sh\necho 'No permission to look'\nexit 255\n")
    perf.chmod(0o755)
    for found, said in ((None, "perf isn't installed."), (str(perf), "No permission to look")):
        monkeypatch.setattr(libraries.shutil, "which", lambda _, found=found: found)

        grid = libraries.measure_all(tmp_path, tmp_path, tmp_path, 1, 10, {})

        assert [row[0] for row in grid.rows] == [libraries.NONE]
        assert said in grid.notes[0]


@linux
def test_processor_time_of_a_process_whose_parent_died_is_counted(tmp_path):
    command = ["sh", "-c", '("$0" -c "$1" &) ; exit 0', sys.executable, BURN]

    usage = measure(command, folder=tmp_path, log=tmp_path / "log")

    assert usage.cpu >= 0.3
    assert usage.left == ()
    assert usage.accounted is None or usage.accounted == pytest.approx(usage.cpu, rel=0.2)


@linux
def test_a_process_that_outlives_the_command_is_found_and_ended(tmp_path):
    usage = measure(["sh", "-c", "(sleep 60 &) ; exit 0"], folder=tmp_path, log=tmp_path / "log")

    assert len(usage.left) == 1
    assert processes.look(usage.left[0]) is None


def test_a_command_that_fails_is_no_measurement(tmp_path):
    with pytest.raises(CommandFailed, match="no such course"):
        measure(["sh", "-c", "echo no such course; exit 2"], folder=tmp_path, log=tmp_path / "log")


def test_a_command_without_an_end_is_stopped(tmp_path):
    usage = measure(["sleep", "60"], folder=tmp_path, log=tmp_path / "log", most_seconds=0.2)

    assert usage.wall < 50


@linux
def test_what_descends_from_a_process_is_seen():
    child = os.posix_spawn("/bin/sleep", ["sleep", "60"], {})
    try:
        seen = processes.below(os.getpid())
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)

    assert child in {one.pid for one in seen}


# ---------------------------------------------------------------- the class


def test_the_class_has_at_least_twelve_of_several_kinds():
    class_ = [*handins.ordinary(ROOT), handins.looping(ROOT), handins.crashing(ROOT)]

    kinds = {one.kind for one in class_}
    assert len(kinds) == len(class_) >= 12
    assert len({one.student_id for one in class_}) == len(class_)
    assert {"our solution", "blank", handins.LOOPING, handins.CRASHING} <= kinds


def test_copies_of_a_submission_differ_in_text_and_not_in_code():
    first, copy = handins.many(ROOT, 11)[0], handins.many(ROOT, 11)[10]

    for question, texts in first.texts.items():
        assert copy.texts[question] != texts
        assert [_parsed(text) for text in copy.texts[question]] == [_parsed(text) for text in texts]


@pytest.mark.parametrize("handin", handins.ordinary(ROOT), ids=lambda one: one.kind)
def test_the_other_tools_asserts_fail_where_a_submission_is_wrong(handin):
    lost = _lost(handin)

    if handin.kind == "our solution" or handin.kind.startswith("right"):
        assert lost == set()
    elif handin.kind == "blank":
        assert lost == set(asserts.ASKED)
    else:
        own = answer_blocks.our_solutions(handins.NAME, ROOT)
        changed = {question for question, texts in handin.texts.items() if tuple(texts) != own[question]}
        assert changed <= lost


def test_a_lean_notebook_hides_its_asserts_from_students():
    cells = lean.solution_cells(ROOT, {})

    theirs = lean.notebook(cells, graded=True)
    ours = lean.notebook(cells, graded=True, hidden=True)

    assert b"HIDDEN" not in theirs
    assert ours.count(b"BEGIN HIDDEN TESTS") == len(cells) == len(asserts.ASKED)


def test_the_deck_s_own_way_gives_the_distances():
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(3, 4)), rng.normal(size=(5, 4))

    assert np.allclose(headline.on_arrays(X, Y), np.sqrt(((X[:, None] - Y[None]) ** 2).sum(axis=2)))


# ---------------------------------------------------------------- arithmetic


def test_start_up_and_one_more_submission_are_told_apart():
    found = Comparison(rounds=3)
    for extra in (0.0, 1.0, -1.0):
        found.samples.append(Sample(OURS, SMALL, 10, 5 + 10 * 0.2 + extra, 1.0))
        found.samples.append(Sample(OURS, LARGE, 40, 5 + 40 * 0.2 + extra, 1.0))

    assert found.marginal(OURS, "cpu") == pytest.approx(0.2)
    assert found.start_up(OURS, "cpu") == pytest.approx(5)
    assert found.per_submission(OURS, 100) == pytest.approx(0.25)
    assert found.per_submission(OURS, 1) == pytest.approx(5.2)
    found.samples.append(Sample(OURS, ONE, 1, 3.0, 1.0))
    assert found.per_submission(OURS, 1) == pytest.approx(3.0)


def test_a_line_through_points_says_how_well_it_fits():
    exact, bent = growth.line([1, 2, 3, 4], [5, 7, 9, 11]), growth.line([1, 2, 3, 4], [1, 4, 9, 16])

    assert (exact.slope, exact.offset) == (pytest.approx(2), pytest.approx(3))
    assert exact.r_squared == pytest.approx(1)
    assert exact.at(10) == pytest.approx(23)
    assert bent.r_squared < 0.99
    assert bent.worst >= 1


def test_memory_that_grows_is_seen_in_the_last_submissions():
    looks = [Look(time=0.3 * n, done=n, cpu=0.2 * n, resident={"worker": 100 + n, "server": 50}) for n in range(301)]
    found = Growth(count=300, workers=2, usage=NOTHING, looks=looks, written=[0.3 * n for n in range(1, 301)])

    assert found.roles() == ["server", "worker"]
    assert found.peak("worker", 101, 200) == 300
    assert found.peak("worker", 200, 299) == 399
    assert found.peak("server", 200, 299) == 50
    assert found.cpu_fit().slope == pytest.approx(0.2)
    assert found.wall_fit().slope == pytest.approx(0.3)
    assert all(seconds == pytest.approx(0.3) for _, seconds in found.pace(10))


def test_a_table_reads_the_same_as_markdown():
    grid = Grid("Times", ["tool", "a|b"], [["ours", "1 s"]], ["In turns."])

    assert grid.markdown() == "## Times\n\n| tool | a\\|b |\n| --- | ---: |\n| ours | 1 s |\n\nIn turns.\n"


# ---------------------------------------------------------------- ours, and the floor


@linux
def test_ours_and_the_floor_give_two_students_the_same_points(tmp_path):
    right, wrong = handins.ordinary(ROOT)[0], handins.ordinary(ROOT)[5]
    zips = handins.write_zips([right, wrong], ROOT, tmp_path / "zips")
    ours = Ours(ROOT, tmp_path / "ours", seconds_per_case=5)

    usage = ours.grade(zips)
    log = tmp_path / "floor.log"
    floor = [sys.executable, "-W", "ignore", "-m", "benchmarks.floor", ours.course, "1", zips]
    measure(floor, folder=ROOT, log=log)

    points = json.loads(log.read_text().strip().rpartition("\n")[2])["scores"]
    assert {one["student_id"]: one["score"] for one in ours.records()} == points
    assert points[right.student_id] > points[wrong.student_id] > 0
    assert ours.scores()[right.student_id] == 1
    assert usage.cpu > 0
    assert usage.left == ()
    assert (ours.course / "gradebook.db").exists()
    assert "seconds_per_case = 5\n" in (ours.course / "assignments/knn/assignment.toml").read_text()


def _parsed(text: str | None) -> str:
    wrapped = "def block():\n" + "\n".join(f" {line}" for line in blocks.dedented(text or "pass").split("\n"))
    return ast.dump(ast.parse(wrapped))


def _lost(handin: handins.Handin) -> set[str]:
    """Run a student's functions and then the asserts, as the other tools do; name the questions that fail."""
    namespace: dict[str, object] = {}
    exec(lean.SETUP, namespace)
    for source in lean.solution_cells(ROOT, handin.texts).values():
        exec(source, namespace)
    lost = set()
    for question in asserts.ASKED:
        try:
            exec(asserts.text_of(question), dict(namespace))
        except Exception:
            lost.add(question)
    return lost


def test_the_desks_waits_stand_beside_what_they_cant_do_without():
    grid = desk.table(2000, 100.0, 5.0, 500.0, 250.0, [50.0] * 19 + [100.0], 25.0)

    assert [row[1:4] for row in grid.rows] == [
        ["500", "1000", "5.0"], ["250", "1000", "2.5"], ["50", "100", "10.0"], ["100", "100", "20.0"], ["25", "", ""],
    ]  # fmt: skip
