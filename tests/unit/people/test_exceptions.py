"""What was allowed to whom: read strictly, written without loss, and said where it contradicts itself."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import GradingError, UsageError
from autograder.model import ExceptionKind, StudentException
from autograder.people import edited_table, exceptions
from autograder.people.edited_table import clean
from autograder.people.exceptions import Entry, Exceptions, known_student

ZONE = ZoneInfo("Europe/Berlin")
NAMES = ("knn", "optimizers")
UNTIL = datetime(2026, 10, 9, 21, 59, tzinfo=UTC)
EXTENDED = StudentException(ExceptionKind.EXTEND, UNTIL, "ill")
WAIVED, EXCUSED = StudentException(ExceptionKind.WAIVE), StudentException(ExceptionKind.EXCUSE)


def written(root: Path, text: str) -> Path:
    path = root / "people" / "exceptions.csv"
    path.parent.mkdir()
    path.write_text(text)
    return path


def of(root: Path) -> Exceptions:
    return exceptions.of_course(root, ZONE, NAMES)


def put(root: Path, student: str, exception: StudentException, name: str = "knn") -> Entry | None:
    return exceptions.put(root, ZONE, NAMES, Entry(student, name, exception, ""))


def test_without_a_file_nothing_is_allowed(tmp_path):
    assert of(tmp_path).of("1", "knn") is None


def test_each_kind_is_read_and_a_time_without_offset_is_in_the_course_s_zone(tmp_path):
    written(
        tmp_path,
        "student_id,assignment,kind,until,note\n"
        "1,knn,extend,2026-10-09T23:59,ill\n2,knn,Waive,,\n# why?\n3,optimizers,excuse,,\n4,knn,extend,2026-10-09,\n",
    )
    allowed = of(tmp_path)

    assert allowed.of("1", "knn") == EXTENDED
    assert allowed.of("2", "knn") == WAIVED
    assert (allowed.of("3", "optimizers"), allowed.of("3", "knn")) == (EXCUSED, None)
    assert allowed.of("4", "knn").until == datetime(2026, 10, 9, 21, 59, 59, tzinfo=UTC)


def test_a_student_is_found_by_the_id_as_written_and_by_the_record_s():
    allowed = Exceptions([Entry("kim ada", "knn", WAIVED, "")])

    assert allowed.of("kim ada", "knn") == allowed.of(" kim ada ", "knn") == WAIVED
    assert allowed.of("kim~20ada", "knn") is None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("1,knn,extend,tomorrow,", "line 2: 'tomorrow' is no date and time"),
        ("1,knn,extend,,", "line 2: until when is 1 extended"),
        ("1,knn,waive,2026-10-09,", "line 2: 'waive' has no until"),
        ("1,knn,exuse,,", "line 2: 'exuse' is no kind of exception. Did you mean excuse"),
        ("1,knm,excuse,,", "line 2: there is no assignment 'knm'. Did you mean knn"),
        (",knn,excuse,,", "line 2: there is no student_id"),
        ("1,knn,excuse,,\n1,knn,excuse,,again", "line 3: 1 has a line 'excuse' for knn already, in line 2"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path, line, said):
    written(tmp_path, f"student_id,assignment,kind,until,note\n{line}\n")

    with pytest.raises(GradingError, match=f"people/exceptions.csv, {said}"):
        of(tmp_path)


def test_the_same_again_changes_nothing_and_another_time_changes_the_line(tmp_path):
    path = written(tmp_path, "# mine\nstudent_id,assignment,kind\n")
    assert put(tmp_path, "1", EXTENDED) is None
    before = path.read_bytes()

    assert put(tmp_path, "1", EXTENDED).exception == EXTENDED
    assert path.read_bytes() == before

    later = StudentException(ExceptionKind.EXTEND, datetime(2026, 10, 12, tzinfo=UTC), "still ill")
    assert put(tmp_path, "1", later).exception == EXTENDED
    assert of(tmp_path).of("1", "knn") == later
    assert path.read_text().startswith("# mine\nstudent_id,assignment,kind,until,note\n")
    assert len(path.read_text().splitlines()) == 3


def test_an_excuse_counts_before_a_waiver_before_an_extension_and_that_is_said(tmp_path):
    put(tmp_path, "1", EXTENDED)
    assert of(tmp_path).contradictions("knn") == ()
    put(tmp_path, "1", WAIVED)
    assert of(tmp_path).of("1", "knn") == WAIVED
    put(tmp_path, "1", EXCUSED)
    put(tmp_path, "2", EXCUSED)

    assert of(tmp_path).of("1", "knn") == EXCUSED
    assert of(tmp_path).contradictions("knn") == (
        "1 is excused and waived and extended in knn: that it is excused counts.",
    )
    assert of(tmp_path).contradictions("optimizers") == ()
    assert (tmp_path / "people/exceptions.csv").stat().st_mode & 0o777 == 0o600


def test_a_line_that_is_about_nobody_is_said_with_who_may_be_meant(tmp_path):
    path = written(
        tmp_path,
        "student_id,assignment,kind,until,note\n42,knn,waive,,\nKIM1,knn,excuse,,\n9,knn,waive,,\n7,knn,waive,,\n8,optimizers,waive,,\n",
    )

    assert of(tmp_path).of_nobody("knn", {"0042", "kim1", "7"}) == (
        f"{path}, line 2: 'waive' does nothing for knn: nobody of the class has the id 42, and 0042 differs by capitals or zeros in front only.",
        f"{path}, line 3: 'excuse' does nothing for knn: nobody of the class has the id KIM1, and kim1 differs by capitals or zeros in front only.",
        f"{path}, line 4: 'waive' does nothing for knn: nobody of the class has the id 9.",
    )


def test_an_unknown_student_is_refused_with_who_may_be_meant():
    assert known_student("kim~20ada", ["kim ada"]) == "kim ada"
    with pytest.raises(UsageError, match=r"no student '2022123465'. Did you mean 2022123456"):
        known_student("2022123465", ["2022123456"])
    with pytest.raises(UsageError, match=r"no student 'x'. See who there is"):
        known_student("x", ["2022123456"])
    with pytest.raises(UsageError, match=r"Bring in a class list first"):
        known_student("x", [])


TIMES = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda time: time.replace(tzinfo=UTC))
KINDS = st.one_of(
    st.builds(
        StudentException,
        st.just(ExceptionKind.EXTEND),
        TIMES,
        st.text(st.characters(codec="utf-8"), max_size=6).map(clean),
    ),
    st.builds(StudentException, st.sampled_from([ExceptionKind.WAIVE, ExceptionKind.EXCUSE])),
)


@given(st.lists(st.tuples(st.sampled_from(["1", "kim ada", "0012", "김"]), KINDS, st.sampled_from(NAMES)), max_size=8))
def test_what_was_put_last_is_what_holds(tmp_path_factory, entries):
    root = tmp_path_factory.mktemp("course")
    for student, exception, name in entries:
        put(root, student, exception, name)

    last = {(student, name, exception.kind): exception for student, exception, name in entries}
    assert {(one.student_id, one.assignment, one.exception.kind): one.exception for one in of(root).entries} == last


def forget(root: Path, student: str, kind: ExceptionKind | None = None) -> list[ExceptionKind]:
    return [one.exception.kind for one in exceptions.forget(root, ZONE, NAMES, student, "knn", kind)]


def test_one_that_is_taken_back_leaves_all_other_lines_as_they_were(tmp_path):
    text = "# remarks stay\nstudent_id;assignment;kind;until;note\n1;knn;excuse;;\n\n2;knn;waive;;\n1;optimizers;waive;;\n1;knn;waive;;x\n"
    path = written(tmp_path, text)

    assert forget(tmp_path, " 1 ") == [ExceptionKind.EXCUSE, ExceptionKind.WAIVE]
    assert path.read_text() == text.replace("1;knn;excuse;;\n", "").replace("1;knn;waive;;x\n", "")
    assert of(tmp_path).of("1", "knn") is None and of(tmp_path).of("2", "knn") == WAIVED


def test_one_of_several_is_taken_back_by_its_kind(tmp_path):
    written(tmp_path, "student_id,assignment,kind\n1,knn,excuse\n1,knn,waive\n")

    assert forget(tmp_path, "1", ExceptionKind.EXCUSE) == [ExceptionKind.EXCUSE]
    assert of(tmp_path).of("1", "knn") == WAIVED


@pytest.mark.parametrize(
    ("student", "kind", "told"),
    [
        ("2022123457", None, "Did you mean 2022123456"),
        ("2022123456", ExceptionKind.EXCUSE, "There is: waive"),
        ("x", None, "autograder people list"),
    ],
)
def test_what_was_never_allowed_cannot_be_taken_back(tmp_path, student, kind, told):
    path = written(tmp_path, "student_id,assignment,kind\n2022123456,knn,waive\n")
    before = path.read_bytes()

    with pytest.raises(UsageError, match=told):
        forget(tmp_path, student, kind)
    assert path.read_bytes() == before


def test_no_classmate_is_offered_in_place_of_somebody_who_is_known(tmp_path):
    written(tmp_path, "student_id,assignment,kind\n2022123456,knn,waive\n")

    with pytest.raises(UsageError, match="2022123457 was allowed nothing in knn") as told:
        exceptions.forget(tmp_path, ZONE, NAMES, "2022123457", "knn", known=["2022123457"])
    assert "2022123456" not in str(told.value)


def test_what_was_allowed_by_another_id_of_a_person_holds_for_theirs(tmp_path):
    lines = "2022000001,knn,extend,2026-10-09\n101,knn,extend,2026-10-07\n"
    written(tmp_path, f"student_id,assignment,kind,until\n{lines}102,knn,waive,\n")

    after = of(tmp_path).for_ids({"101": "2022000001", "102": "2022000002"})

    assert after.of("2022000001", "knn").until.day == 9
    assert after.of("2022000002", "knn") == after.of("102", "knn") == WAIVED


def test_what_several_commands_allow_at_once_is_all_there(tmp_path, monkeypatch):
    read, met = exceptions._table, threading.Barrier(3)

    def read_by_all_first(root: Path) -> edited_table.EditedTable:
        made = read(root)
        with suppress(threading.BrokenBarrierError):
            met.wait(0.3)  # where one waits for the other they never meet
        return made

    monkeypatch.setattr(exceptions, "_table", read_by_all_first)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda student: put(tmp_path, student, WAIVED), ("1", "2", "3")))

    assert sorted(one.student_id for one in of(tmp_path).entries) == ["1", "2", "3"]
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "people").iterdir()} == {0o600}


def test_a_command_that_waits_for_another_too_long_writes_nothing_and_says_so(tmp_path, monkeypatch):
    put(tmp_path, "1", WAIVED)
    monkeypatch.setattr(edited_table, "LOCK_TIMEOUT", 0.0)
    with FileLock(tmp_path / "people" / edited_table.LOCK):
        with pytest.raises(GradingError, match=r"another command is writing into .*people, and nothing was written"):
            put(tmp_path, "2", WAIVED)
        with pytest.raises(GradingError, match="another command is writing"):
            exceptions.forget(tmp_path, ZONE, NAMES, "1", "knn")

    assert [one.student_id for one in of(tmp_path).entries] == ["1"]


def by_two_ids(root: Path, lines: str) -> None:
    written(root, f"student_id,assignment,kind,until,note\n{lines}")
    (root / "people" / "roster.csv").write_text("student_id,name,lms_id\n2022199999,Ada,10099\n")


def test_what_was_allowed_to_another_id_of_a_person_holds_and_is_taken_back(tmp_path):
    by_two_ids(tmp_path, "10099,knn,waive,,\n10099,optimizers,waive,,\n")

    assert of(tmp_path).of("2022199999", "knn") == of(tmp_path).of("10099", "knn") == WAIVED
    assert [(one.student_id, one.written) for one in of(tmp_path).entries] == [("2022199999", "10099")] * 2
    exceptions.forget(tmp_path, ZONE, NAMES, "2022199999", "knn")
    assert of(tmp_path).of("2022199999", "knn") is None
    assert of(tmp_path).of("2022199999", "optimizers") == WAIVED


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_extensions_by_two_ids_the_later_counts_and_that_is_said(tmp_path, turned):
    ids = ("2022199999", "10099") if turned else ("10099", "2022199999")
    by_two_ids(tmp_path, f"{ids[0]},knn,extend,2026-10-09T23:59,ill\n{ids[1]},knn,extend,2026-10-07,\n")

    assert of(tmp_path).of("2022199999", "knn") == EXTENDED
    assert of(tmp_path).contradictions("knn") == ("2022199999 is extended in knn by two ids: the later time counts.",)

    earlier = StudentException(ExceptionKind.EXTEND, datetime(2026, 10, 8, tzinfo=UTC))
    assert put(tmp_path, "2022199999", earlier).exception == EXTENDED
    assert [(one.student_id, one.written, one.exception) for one in of(tmp_path).entries] == [
        ("2022199999", "", earlier)
    ]


def test_the_stronger_counts_whichever_id_it_is_written_by(tmp_path):
    by_two_ids(tmp_path, "10099,knn,excuse,,\n2022199999,knn,waive,,\n")

    assert of(tmp_path).of("2022199999", "knn") == EXCUSED
    assert len(of(tmp_path).contradictions("knn")) == 1


def test_a_list_given_for_an_assignment_tells_ids_there(tmp_path):
    written(tmp_path, "student_id,assignment,kind\n10099,knn,waive\n")
    (tmp_path / "results" / "knn").mkdir(parents=True)
    (tmp_path / "results" / "knn" / "roster.csv").write_text("2022199999,Ada,10099\n")

    assert exceptions.of_course(tmp_path, ZONE, NAMES, "knn").of("2022199999", "knn") == WAIVED
    assert exceptions.forget(tmp_path, ZONE, NAMES, "2022199999", "knn")[0].exception == WAIVED
