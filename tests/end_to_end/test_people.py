"""A class with exceptions and groups, graded by commands across the nights in which clocks are changed."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from autograder.authoring import answer_blocks, compile, release, submissions
from autograder.results import record
from autograder.results.record import Record
from tests.fixtures.authoring import edit, write_course
from tests.fixtures.commands import autograder

ADA, BO, MIN, EVE, KIM = "2024001", "2024002", "2024003", "2024004", "2024005"
ODD = """whole = x.reshape(-1)
return (whole * whole + whole.new_zeros(1)).reshape(x.shape).clone().contiguous()"""
DOUBLED = "return x * 2"  # 10 of 16 points
FULL, HALF = 16.0, 12.0


def hand_in(root: Path, student_id: str, block: str = "return x * x") -> None:
    fields = {"name": f"typed by {student_id}", "student_id": student_id, "option": 1, "group": ""}
    texts = {**answer_blocks.our_solutions("tiny", root), "square": (block,)}
    filled = submissions.fill(submissions.released_notebook("tiny", root), texts, fields=fields)
    path = root / "in" / submissions.zip_name(fields, "tiny")
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(submissions.zip_of(filled, assignment="tiny", fields=fields))


def records(root: Path) -> dict[str, Record]:
    return {one.student_id: one for one in record.load_all(root / "results" / "tiny")}


def marks(root: Path) -> dict[str, tuple[str, str, str]]:
    rows = csv.DictReader((root / "results/tiny/marks.csv").read_text(encoding="utf-8").splitlines())
    return {row["student_id"]: (row["status"], row["score"], row["late_days"]) for row in rows}


def runs(root: Path) -> dict[str, int]:
    """Tell when each kept run was written: nothing was run since where it stays."""
    return {path.stem: path.stat().st_mtime_ns for path in (root / "results/tiny/kept").glob("*.run")}


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course in Berlin whose assignment is due before the night of 29 March 2026, with a class list of Canvas's."""
    root = write_course(tmp_path_factory.mktemp("released"))
    text = 'name = "Tiny"\ntime_zone = "Europe/Berlin"\n\n[late]\npoints_per_day = -2.0\ngrace_minutes = 10\n'
    (root / "course.toml").write_text(text, encoding="utf-8")
    edit(root, "assignments/tiny/assignment.toml", "2026-10-05T23:59:00+09:00", "2026-03-28T23:59:00")
    compile.build("tiny", root)
    release.release("tiny", root)
    hand_in(root, ADA, ODD)
    hand_in(root, BO, DOUBLED)
    hand_in(root, MIN, ODD)
    (root / "class.csv").write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"
        + "".join(f'"{name}",{number},{own},{name.lower()}@x.y,A\n'
                  for number, (name, own) in enumerate([("Ada", ADA), ("Bo", BO), ("Min", MIN), ("Eve", EVE), ("Kim", KIM)]))
        + '"Student, Test",99,,f00,A\n',
        encoding="utf-8",
    )  # fmt: skip
    (root / "times.csv").write_text(
        f"student_id,received\n{ADA},2026-03-29T23:58:00\n{BO},2026-03-30T00:30\n{MIN},2026-03-31T08:00:00+02:00\n",
        encoding="utf-8",
    )
    return root


@pytest.fixture
def course(released: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(released, tmp_path / "course"))


def test_exceptions_reach_every_mark_and_nothing_runs_again(course):
    imported = autograder("people", "import", "class.csv", cwd=course)
    assert imported.returncode == 0, imported.stderr
    assert "New (5):" in imported.stdout and "test student" in imported.stderr
    graded = autograder("grade", "tiny", "in", "--received", "times.csv", cwd=course)
    assert graded.returncode == 0, graded.stderr
    before, ran = records(course), runs(course)

    # the 29th has 23 hours: 23:58 is one day late, and half an hour after midnight of the 30th two
    assert {one: (made.score, made.late_days) for one, made in before.items()} == {
        ADA: (FULL - 2, 1), BO: (HALF - 4, 2), MIN: (FULL - 6, 3),
    }  # fmt: skip
    assert f"Nothing handed in (2): {EVE} Eve, {KIM} Kim" in graded.stdout

    for words in (
        ("extend", ADA, "tiny", "--until", "2026-03-30", "--note", "ill"),
        ("waive", BO, "tiny"),
        ("excuse", MIN, "tiny", "--note", "army"),
        ("excuse", EVE, "tiny"),
    ):
        done = autograder("people", *words, cwd=course)
        assert done.returncode == 0, done.stderr
        assert "autograder regrade tiny" in done.stdout
    again = autograder("grade", "tiny", "in", cwd=course)  # without --received
    assert again.returncode == 0, again.stderr

    made = records(course)
    assert (made[ADA].score, made[ADA].late_days, made[ADA].exception.until.isoformat()) == (
        FULL, 0, "2026-03-30T23:59:59+02:00",
    )  # fmt: skip
    assert (made[BO].score, made[BO].late_days, made[BO].exception.kind) == (HALF, 2, "waive")
    assert (made[MIN].status, made[MIN].score, made[MIN].questions) == ("excused", 0.0, ())
    assert runs(course) == ran
    assert marks(course) == {
        ADA: ("graded", "16", "0"), BO: ("graded", "12", "2"), MIN: ("excused", "", ""),
        EVE: ("excused", "", ""), KIM: ("missing", "", ""),
    }  # fmt: skip
    assert f"Nothing handed in (1): {KIM} Kim" in again.stdout
    page = (course / "results/tiny/feedback" / f"{MIN}.html").read_text(encoding="utf-8")
    assert (
        "You are excused" in page and "army" not in page and "16" not in page.split("</style>")[1].split("<footer>")[0]
    )
    assert "more time, until 30 March 2026, 23:59:59 CEST" in (
        course / "results/tiny/feedback" / f"{ADA}.html"
    ).read_text(encoding="utf-8")

    (course / "people" / "exceptions.csv").unlink()
    back = autograder("regrade", "tiny", cwd=course)
    assert back.returncode == 0, back.stderr
    assert {one: (made.score, made.findings, made.exception) for one, made in records(course).items()} == {
        one: (made.score, made.findings, None) for one, made in before.items()
    }
    assert not list((course / "results/tiny/kept").glob("*.json"))


def test_a_group_s_one_hand_in_marks_all_and_a_second_is_said(course):
    (course / "people").mkdir()
    roster = f"student_id,name,group\n{EVE},Eve,T1\n{ADA},Ada,T1\n{BO},Bo,T2\n{KIM},Kim,T2\n{MIN},Min,T2\n"
    (course / "people/roster.csv").write_text(roster, encoding="utf-8")

    undecided = autograder("grade", "tiny", "in", "--received", "times.csv", cwd=course)
    assert undecided.returncode == 4, undecided.stderr
    assert "2 of the 3 people of group 'T2' handed in 2 different files" in undecided.stderr
    assert records(course) == {}

    toml = (course / "assignments/tiny/assignment.toml").read_text(encoding="utf-8")
    (course / "assignments/tiny/assignment.toml").write_text(f'groups = "none"\n{toml}', encoding="utf-8")
    alone = autograder("grade", "tiny", "in", "--received", "times.csv", "--out", "alone", cwd=course)
    assert alone.returncode == 0, alone.stderr
    assert not any(one.handed_in_by for one in record.load_all(course / "alone"))
    (course / "assignments/tiny/assignment.toml").write_text(toml, encoding="utf-8")

    edit(course, "course.toml", "[late]", 'groups = "roster"\n\n[late]')
    graded = autograder("grade", "tiny", "in", "--received", "times.csv", cwd=course)

    assert graded.returncode == 0, graded.stderr
    made = records(course)
    assert {one: (made[one].score, made[one].handed_in_by) for one in made} == {
        ADA: (FULL - 2, ""), EVE: (FULL - 2, ADA), BO: (FULL - 6, MIN), KIM: (FULL - 6, MIN), MIN: (FULL - 6, ""),
    }  # fmt: skip
    assert "Several of group T2 handed in" in graded.stderr and f"the later one, {MIN}'s" in graded.stderr
    assert made[BO].attempts == (f"{BO}-tiny.zip",)
    assert "Handed in by" in (course / "results/tiny/feedback" / f"{KIM}.html").read_text(encoding="utf-8")
    alike = json.loads(autograder("similar", "tiny", "--json", cwd=course).stdout)
    # who handed the same in, and nobody for their group's
    assert {(one["one"], one["other"]) for one in alike} == {(ADA, MIN)}

    ran = runs(course)
    (course / "people/roster.csv").write_text(roster.replace(",T2", ","), encoding="utf-8")
    back = autograder("grade", "tiny", "in", cwd=course)
    made = records(course)
    assert made.keys() == {ADA, BO, MIN, EVE}
    assert (made[BO].score, made[BO].handed_in_by, made[BO].findings[-1].rule) == (HALF - 4, "", "late")
    assert f"{KIM} has no record any more" in back.stderr
    assert runs(course) == ran


def test_times_are_never_lost_and_those_of_nobody_are_said(course):
    autograder("grade", "tiny", "in", "--received", "times.csv", cwd=course)
    scores = {one: made.score for one, made in records(course).items()}

    (course / "partial.csv").write_text(f"{ADA},2026-03-28T20:00\n1999999,2026-03-28T20:00\n", encoding="utf-8")
    hand_in(course, KIM)
    hand_in(course, MIN, DOUBLED)
    again = autograder("grade", "tiny", "in", "--received", "partial.csv", "--fresh", cwd=course)

    assert again.returncode == 0, again.stderr
    now = {one: made.score for one, made in records(course).items()}
    assert now == {**scores, ADA: FULL, MIN: HALF - 6, KIM: FULL}
    assert "Times in partial.csv that match no hand-in (1): 1999999" in again.stderr
    assert f"Handed in at a time that isn't known, counted as in time (1): {KIM}" in again.stderr
    assert f"{MIN}: another file than before, and no time for it" in again.stderr


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("people", "extend", "2024001x", "tiny", "--until", "2026-04-01"), 2, "there is no student '2024001x'. Did you mean 2024001?"),
        (("people", "excuse", ADA, "tniy"), 2, "there is no assignment 'tniy'. Did you mean tiny?"),
        (("people", "extend", ADA, "tiny", "--until", "soon"), 2, "--until: 'soon' is no date and time"),
        (("people", "extend", ADA, "tiny", "--until", "2026-03-01"), 2, "is no extension: tiny is due 2026-03-28T23:59:00+01:00"),
        (("people", "import", "times.csv"), 2, "'received' is no heading that is known of class lists"),
        (("people", "import", "other.csv"), 4, "7 Ada has the LMS's id of 2024001 Ada. Nothing was written"),
    ],
)  # fmt: skip
def test_what_can_t_be_is_one_sentence(course, words, status, said):
    autograder("people", "import", "class.csv", cwd=course)
    (course / "other.csv").write_text("Student,ID,SIS User ID,Section\nAda,0,7,A\n", encoding="utf-8")
    before = (course / "people/roster.csv").read_bytes()

    done = autograder(*words, cwd=course)

    assert (done.returncode, done.stdout) == (status, "")
    assert said in done.stderr
    assert (course / "people/roster.csv").read_bytes() == before


def test_who_is_in_the_class_and_what_was_allowed_is_listed(course):
    autograder("people", "import", "class.csv", cwd=course)
    autograder("people", "extend", ADA, "tiny", "--until", "2026-04-01T12:00", cwd=course)
    twice = autograder("people", "extend", ADA, "tiny", "--until", "2026-04-01T12:00", cwd=course)
    assert f"{ADA} in tiny: extend until 2026-04-01 12:00:00 CEST, as it was." in twice.stdout
    contradicted = autograder("people", "excuse", ADA, "tiny", cwd=course)
    assert f"{ADA} is excused and extended in tiny: that it is excused counts." in contradicted.stderr

    listed = autograder("people", "list", "tiny", cwd=course)
    assert "tiny: extend until 2026-04-01 12:00:00 CEST; tiny: excuse" in listed.stdout
    plain = json.loads(autograder("people", "list", "--json", cwd=course).stdout)
    assert [one["student_id"] for one in plain["students"]] == [ADA, BO, MIN, EVE, KIM]
    assert plain["exceptions"][0] == {
        "student_id": ADA, "assignment": "tiny", "kind": "extend", "until": "2026-04-01T12:00:00+02:00", "note": "",
    }  # fmt: skip
    assert autograder("people", "import", "class.csv", cwd=course).stdout == (
        "5 in the list, 5 as they were. people/roster.csv is up to date.\n"
    )
