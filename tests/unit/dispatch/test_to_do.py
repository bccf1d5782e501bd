"""What is graded again and what isn't: the newest hand-in counts, whatever download comes later, and what was taken out stays out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from autograder.conventions.drawings import seed_of
from autograder.dispatch import scheduler, to_do
from autograder.dispatch.messages import Job, Result
from autograder.dispatch.scheduler import Answered, Done
from autograder.dispatch.to_do import ToDo
from autograder.errors import DecisionNeeded, GradingError, UsageError
from autograder.export import arrivals, circumstances
from autograder.model import Record, SubmittedFile
from autograder.people.class_lists import Student
from autograder.people.settling import People
from autograder.results import atomic, zips
from autograder.results import record as records
from autograder.results.folder import Folder
from tests.fixtures.report import assignment, not_graded, record, rejected

KNN = assignment()
EARLY, LATE = KNN.due - timedelta(days=2), KNN.due - timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "assignments").mkdir()
    return Folder(tmp_path / "results" / "knn")


def file(text: str, student: str = "1", **changes: Any) -> SubmittedFile:
    return SubmittedFile(text.encode(), f"{text}.ipynb", student, **changes)


def _sha(of: SubmittedFile) -> str:
    return hashlib.sha256(of.data).hexdigest()


def graded(of: SubmittedFile, **changes: Any) -> Record:
    time = of.received.isoformat() if of.received else None
    sha = _sha(of)
    made = record(of.student_id, findings=(), late_days=0, received=time)
    return replace(made, submission_sha256=sha, source=of.source, key=sha, **changes)


def save(folder: Folder, *made: Record) -> None:
    for one in made:
        folder.save(records.encode(one), b"page", None)


def planned(folder: Folder, *files: SubmittedFile, fresh: bool = False) -> tuple[ToDo, list[SubmittedFile], list[str]]:
    """Plan a run, as dispatch does; returns what is to be done, the files that are graded, and what was said."""
    own = circumstances.own_records(folder, records.load_readable(folder.path))
    known = arrivals.arrivals(folder, folder.path.parents[1], own, (), files=files)
    said: list[str] = []
    todo = ToDo(folder, KNN, _sha, own, known, said.append, fresh=fresh)
    jobs = list(todo.jobs(files))
    for job in jobs:
        todo.stays(job, graded(job.file))
    return todo, [job.file for job in jobs], said


def of_canvas(upload: int, ending: str = "") -> SubmittedFile:
    return SubmittedFile(str(upload).encode(), f"kimada_101_{upload}_2022000001-knn{ending}.zip", "101")


def test_of_two_canvas_files_without_times_the_one_with_the_higher_number_counts(folder):
    first, second = of_canvas(550004), of_canvas(550104, "-1")
    save(folder, graded(second))

    todo, jobs, said = planned(folder, first, fresh=True)

    assert jobs == [] and todo.passed_over == {"101": [first.source]}
    assert said == [
        f"101: {first.source} was uploaded before {second.source}, which was graded, by Canvas's numbers in their names: it isn't graded, "
        "and is listed as an earlier attempt."
    ]
    save(folder, graded(first))
    _, jobs, said = planned(folder, second)
    assert [(one.source, one.earlier) for one in jobs] == [(second.source, (first.source,))]
    assert "uploaded later by Canvas's numbers" in said[0] and "isn't known" not in said[0]


def test_a_refused_file_gives_way_to_one_of_a_lower_number(folder):
    save(folder, replace(rejected("101"), source=of_canvas(550104).source))

    _, jobs, said = planned(folder, of_canvas(550004))

    assert len(jobs) == 1 and "uploaded earlier by Canvas's numbers" in said[0]


def test_a_run_that_a_former_version_kept_is_read_anew_with_its_file_and_never_marked(folder):
    one = file("a")
    rules = f"{_sha(one)}:{KNN.rules}"
    save(folder, replace(graded(one), key=f"{rules}:then"))
    own = circumstances.own_records(folder, records.load_readable(folder.path))
    todo = ToDo(folder, KNN, lambda _: f"{rules}:now", own, arrivals.arrivals(folder, folder.path, own, ()), print)

    atomic.write(folder.saved_run("1"), b"\x86\xa7version\x02")
    (again,) = todo.jobs([one])
    assert again.before is not None
    atomic.write(folder.saved_run("1"), b"\x86\xa7version\x01")
    (anew,) = todo.jobs([one])
    assert anew.before is None

    with pytest.raises(
        GradingError,
        match=r"1 of 1 run in .*kept is of a former version.*Nothing was changed.* grade knn PATH… --fresh",
    ):
        list(to_do.before_marking(list(own.values()), KNN, folder))


class Refuser:
    """Gives every job the same record."""

    def __init__(self, made: Record) -> None:
        self._made, self._out = made, list[Job]()

    def room(self) -> int:
        return 1

    def submit(self, job: Job) -> None:
        self._out.append(job)

    def wait(self) -> Answered:
        job = self._out.pop()
        return Answered(job, Result(job.number, records.encode(self._made), b"refused"))


def test_an_older_download_graded_later_replaces_nothing_and_is_listed(folder):
    new, old = file("new", received=LATE), file("old", received=EARLY)
    save(folder, graded(new))

    todo, jobs, said = planned(folder, old, fresh=True)
    circumstances.add_attempts(folder, KNN, todo.passed_over)

    assert jobs == []
    assert said == [
        f"1: old.ipynb came {EARLY.isoformat()}, before new.ipynb, which was graded and came {LATE.isoformat()}: it isn't graded, "
        "and is listed as an earlier attempt."
    ]
    kept = records.load(folder.record("1"))
    assert (kept.source, kept.attempts, kept.received) == ("new.ipynb", ("old.ipynb",), LATE.isoformat())
    assert "old.ipynb" in folder.page("1").read_text()
    assert planned(folder, new)[1] == []  # the same download again is no news


def test_a_newer_file_is_graded_and_the_older_is_named_and_listed(folder):
    save(folder, graded(file("old", received=EARLY), attempts=("first.ipynb",)))

    _, jobs, said = planned(folder, file("new", received=LATE))

    assert [(one.source, one.received, one.earlier) for one in jobs] == [
        ("new.ipynb", LATE, ("first.ipynb", "old.ipynb"))
    ]
    assert said == [
        f"1: another file than before, it came {LATE.isoformat()}, the one before {EARLY.isoformat()}. "
        "new.ipynb takes the place of old.ipynb, which is listed as an earlier attempt."
    ]


@pytest.mark.parametrize("before", [graded(file("old")), rejected("1")])
def test_where_no_time_tells_the_replaced_file_is_named(folder, before):
    save(folder, before)

    _, jobs, said = planned(folder, file("new"))

    assert [one.earlier for one in jobs] == [(before.source,)]
    assert (
        len(said) == 1
        and f"which of them came first isn't known. new.ipynb takes the place of {before.source}," in said[0]
    )


@pytest.mark.parametrize(("fresh", "came"), [(False, None), (True, None), (False, LATE)])
def test_a_graded_hand_in_stays_where_the_file_after_it_cannot_be_graded(folder, fresh, came):
    old, new = file("old", received=EARLY), file("new", received=came)
    save(folder, graded(old))
    own = circumstances.own_records(folder, records.load_readable(folder.path))
    kept, page = folder.record("1").read_bytes(), folder.page("1").read_bytes()

    for _ in range(2):  # the same command again, as after a kill, says and gives the same
        known = arrivals.arrivals(folder, folder.path.parents[1], own, (), files=[new], waits=True)
        assert arrivals.arrivals(folder, folder.path.parents[1], own, ()).times == {"1": EARLY}
        said: list[str] = []
        todo = ToDo(folder, KNN, _sha, own, known, said.append, fresh=fresh)
        done: list[Done] = []
        refused = replace(rejected("1"), source="new.ipynb", submission_sha256=_sha(new))
        scheduler.work(todo.jobs([new]), Refuser(refused), folder, KNN, done=done.append, stays=todo.stays)

        assert said == [
            f"1: new.ipynb can't be graded ({(refused.reason or '').rstrip('.')}); what was graded before, old.ipynb, still counts."
        ]
        assert [one.record for one in done] == [own["1"]]
        assert (folder.record("1").read_bytes(), folder.page("1").read_bytes()) == (kept, page)
        assert arrivals.settled(folder, known, todo.standing).times == {"1": EARLY}

    circumstances.add_attempts(folder, KNN, todo.passed_over)
    (attempt,) = records.load(folder.record("1")).attempts
    assert attempt.startswith("new.ipynb (can't be graded: ")


def test_a_refused_file_takes_the_place_of_one_that_was_not_graded_either(folder):
    save(folder, rejected("1"))
    todo, (new,), _ = planned(folder, file("new"))

    assert todo.stays(Job(0, new), replace(rejected("1"), source="new.ipynb")) is None
    assert todo.standing == set()


def test_another_file_without_a_time_has_the_earlier_one_s_and_that_is_said(folder):
    save(folder, graded(file("old", received=EARLY)))

    _, jobs, said = planned(folder, file("new"))

    assert [one.received for one in jobs] == [EARLY]
    assert "another file than before, and no time for it: the earlier one's counts" in said[0]


def test_the_same_file_is_no_news_and_keeps_its_attempts_when_it_is_graded_anew(folder):
    save(folder, graded(file("new", received=LATE), attempts=("old.ipynb",)))

    assert planned(folder, file("new"))[1:] == ([], [])
    _, jobs, said = planned(folder, file("new"), fresh=True)
    assert ([one.earlier for one in jobs], said) == ([("old.ipynb",)], [])


def test_what_was_taken_out_stays_out_until_it_is_asked_for(folder):
    save(folder, graded(file("wrong")), graded(file("b", "2")))
    place = folder.set_aside("1")

    _, jobs, said = planned(folder, file("wrong"), file("b", "2"), fresh=True)
    assert [one.student_id for one in jobs] == ["2"]
    assert said == [
        f"1: wrong.ipynb was taken out of the results, and stays out; it lies in {place}. To grade it after all: --again 1"
    ]
    assert [one.source for one in planned(folder, file("another"))[1]] == ["another.ipynb"]

    to_do.bring_back(["1"], folder, ["1", "2"])
    assert [one.source for one in planned(folder, file("wrong"))[1]] == ["wrong.ipynb"]


def test_a_hand_in_that_was_taken_out_is_known_by_its_notebook_too(folder):
    notebook = json.dumps({"cells": [], "said": "wrong"}).encode()
    zipped = SubmittedFile(zips.pack({"knn.ipynb": notebook}), "1-knn.zip", "1")
    save(folder, graded(zipped))
    atomic.write(folder.set_aside("1") / "submitted" / "knn.ipynb", notebook)

    _, jobs, said = planned(folder, SubmittedFile(notebook, "submitted/1/knn/knn.ipynb", "1"))

    assert jobs == [] and "stays out" in said[0]


def test_an_id_that_was_not_taken_out_is_asked_about_and_no_classmate_is_offered(folder):
    save(folder, graded(file("a", "2022000001")), graded(file("b", "2022000002")))
    folder.set_aside("2022000001")
    here = ["2022000001", "2022000002"]

    with pytest.raises(UsageError, match="Did you mean 2022000001"):
        to_do.bring_back(["202200001"], folder, here)
    with pytest.raises(UsageError, match="no hand-in of 2022000002 that was taken out") as told:
        to_do.bring_back(["2022000002"], folder, here)
    assert "2022000001" not in str(told.value)
    assert len(folder.removed("2022000001")) == 1


def test_who_is_to_be_marked_again_is_asked_about_and_no_classmate_is_offered(folder):
    made = [record("2022000001"), record("kim ada"), rejected("2022000002")]
    save(folder, *made)
    people = People((Student("2022000003", "Lee"),))

    def demanded(typed: str) -> frozenset[str]:
        return to_do.demand_graded([typed], made[:2], folder, made, people)

    assert demanded("kim~20ada") == demanded(" kim ada ") == {"kim ada"}
    for typed, said in (
        ("202200001", "Did you mean 2022000001"),
        ("2022000002", "Their record says why"),
        ("2022000003", "They are on the roster, and handed nothing in"),
    ):
        with pytest.raises(UsageError, match=f"no graded submission of {typed}.*{said}"):
            demanded(typed)


def test_different_files_of_one_group_stop_before_anything_is_graded_until_somebody_says_what_a_group_is() -> None:
    seminar = tuple(Student(one, group="Lab 1") for one in "123")
    files = [file("a", "1"), file("b", "2"), file("c", "4")]

    with pytest.raises(DecisionNeeded, match="2 of the 3 people of group 'Lab 1' handed in 2 different files"):
        to_do.demand_decided_groups(People(seminar, groups=""), {}, files, files)
    with pytest.raises(DecisionNeeded):  # one came before
        to_do.demand_decided_groups(People(seminar, groups=""), {"3": record("3")}, files[:1], files[:1])

    same = [file("a", "1"), file("a", "2")]
    for who, own, came in (
        (People(seminar, groups=""), {}, same), (People(seminar, groups=""), {}, files[1:]), (People(seminar, groups="roster"), {}, files),
        (People(seminar, groups="none"), {}, files), (People(seminar, groups=""), {"1": record("1")}, ()),
    ):  # fmt: skip
        to_do.demand_decided_groups(who, own, came, came)


def test_another_key_than_records_were_asked_with_is_said_once() -> None:
    mine = [
        record("1", seed=7, release_version=KNN.release_version),
        record("2", seed=seed_of(2, 7), version_drawn=2, release_version=KNN.release_version),
        record("3", seed=9, release_version="of another release"),  # its seed is another by that
        rejected("4"),
    ]

    assert list(to_do.of_another_key(mine, KNN, 7)) == []
    (said,) = to_do.of_another_key(mine, KNN, 8)
    assert said.startswith("2 hand-ins were graded with another .course-key: ")


def test_one_fault_of_ours_is_told_once_while_hand_ins_are_graded_and_each_rejection_by_itself() -> None:
    faults: set[str] = set()

    told = [
        not to_do.told_before(one, faults) for one in (not_graded("1"), not_graded("2"), rejected("3"), rejected("4"))
    ]

    assert told == [True, False, True, True]


def test_each_run_says_what_came_of_the_files_that_were_given(folder):
    first = file("one")
    assert planned(folder, first, file("two", "2"))[0].became() == "Graded now: 1, 2."

    save(folder, graded(first))
    again, jobs, _ = planned(folder, first, file("three", "3"))
    assert [one.student_id for one in jobs] == ["3"]
    assert again.became() == "Graded now: 3. As before, since nothing has changed: 1 (--fresh grades anyway)."

    many = [file(f"of {number}", str(number)) for number in range(6)]
    save(folder, *map(graded, many))
    unchanged = "As before, since nothing has changed: 6 hand-ins (--fresh grades anyway)."
    assert planned(folder, *many)[0].became() == unchanged
    assert planned(folder)[0].became() == "Nothing was graded."
