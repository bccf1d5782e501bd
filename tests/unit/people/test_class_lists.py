"""The same class from every system's list, and nothing read as a person that is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.errors import DecisionNeeded, GradingError
from autograder.people import class_lists
from autograder.people.class_lists import Student
from tests.fixtures.class_lists import ADA, CLASS, ENCODINGS, MIN, TABLES, encoded


def written(folder: Path, data: bytes | str) -> Path:
    path = folder / "list.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


@pytest.mark.parametrize("system", TABLES)
def test_every_system_s_list_names_the_same_people(tmp_path, system):
    found = class_lists.read(written(tmp_path, encoded(TABLES[system]))).students

    assert {one.student_id for one in found} == {one.student_id for one in CLASS}
    assert {frozenset(one.name.split()) for one in found} == {frozenset(one.name.split()) for one in CLASS}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_whatever_separator_and_encoding_it_is_the_same_class(tmp_path, delimiter, encoding):
    for rows in TABLES.values():
        plain = class_lists.read(written(tmp_path, encoded(rows)))
        other = class_lists.read(written(tmp_path, encoded(rows, delimiter, encoding)))
        assert other.students == plain.students


def test_a_canvas_gradebook_gives_the_lms_s_ids_and_sections_and_tells_what_it_leaves_out(tmp_path):
    read = class_lists.read(written(tmp_path, encoded(TABLES["canvas"])))

    assert read.students[0] == Student(ADA, "Kim Ada", section="A and B", lms_id="30")
    assert read.notes[0] == "Columns left out: HW1 (123), Assignments Current Score."
    assert any("Student, Test is the LMS's test student" in note for note in read.notes)
    assert len(read.notes) == 2


def test_a_canvas_gradebook_without_sis_ids_has_canvas_s(tmp_path):
    read = class_lists.read(written(tmp_path, 'Student,ID,Section\n"Kim, Ada",30,A\n'))

    assert read.students == (Student("30", "Kim, Ada", section="A", lms_id="30"),)


def test_somebody_without_the_usual_id_is_found_by_the_next_one(tmp_path):
    text = "Student,ID,SIS User ID,SIS Login ID,Section\nKim,30,2024,kim,A\nGuest,31,,guest@x.y,A\n"

    assert [one.student_id for one in class_lists.read(written(tmp_path, text)).students] == ["2024", "guest@x.y"]


def test_a_chosen_column_of_ids_goes_before_ours(tmp_path):
    path = written(tmp_path, encoded(TABLES["canvas"]))

    assert class_lists.read(path, id_column="sis login id").students[0].student_id == "ada@uni.kr"
    with pytest.raises(GradingError, match=r"there is no column 'SIS Logn'.*Did you mean 'sis login id'"):
        class_lists.read(path, id_column="SIS Logn")


def test_blackboard_names_files_by_the_username(tmp_path):
    read = class_lists.read(written(tmp_path, encoded(TABLES["blackboard"])))

    assert read.students[0] == Student(ADA, "Kim Ada", lms_id="ada01")
    assert any("test student" in note for note in read.notes)


def test_moodle_s_numbers_are_of_one_assignment_and_not_kept_for_the_course(tmp_path):
    path = written(tmp_path, encoded(TABLES["moodle worksheet"]))

    assert [one.lms_id for one in class_lists.read(path).students] == ["", "", ""]
    assert any("anew in every assignment" in note for note in class_lists.read(path).notes)
    assert [one.lms_id for one in class_lists.read(path, plain=True).students] == ["201", "202", "203"]


def test_who_teaches_is_no_student_and_is_named(tmp_path):
    read = class_lists.read(written(tmp_path, encoded(TABLES["brightspace"])))

    assert any("A Prof isn't taken: Instructor" in note for note in read.notes)
    assert read.students[2].student_id == MIN  # zeros in front survive


def test_a_numbering_column_is_no_id(tmp_path):
    read = class_lists.read(written(tmp_path, encoded(TABLES["a Korean registrar"])))

    assert [one.student_id for one in read.students] == [one.student_id for one in CLASS]
    assert read.students[2].section == "02"


def test_the_line_by_which_excel_tells_its_separator_is_no_heading(tmp_path):
    assert class_lists.read(written(tmp_path, "sep=;\nstudent_id;name\n1;Kim\n")).students == (Student("1", "Kim"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("studnet_id,name\n1,Kim\n", "line 1: 'studnet_id' is no heading.*Did you mean 'student id'"),
        ("student_id,emial\n1,Kim\n", "line 1: 'emial' is no heading.*Did you mean 'email'"),
        ("student_id,shoe size\n1,42\n", "line 1: 'shoe size' is no heading.*Take the column out"),
        ("Foo,Bar\n1,2\n", "line 1: no heading for the students' ids is there, only Foo"),
        ("Kim Ada,Lee Bo\n", "line 1: no heading for the students' ids"),
        ("20240001,Kim Ada\n", "line 1: no heading for the students' ids"),
        ("student_id,name\n1,Kim\n2,Lee\n1,Bo\n", "line 4: 1 Bo stands there already, in line 2: 1 Kim"),
        ("student_id,name\n1,Kim\n,Lee\n", "line 3: there is no student's id of Lee"),
        ("student_id,name\n2.0241E+09,Kim\n", "line 2: a spreadsheet has shortened the id to 2.0241E[+]09"),
        ("student_id,name\n", "names no student"),
        ("", "names no student"),
        (b"PK\x03\x04abc", "is an Excel workbook. Save it there as CSV UTF-8"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path, text, said):
    with pytest.raises(GradingError, match=said):
        class_lists.read(written(tmp_path, text))


def test_the_same_line_twice_is_one_student_and_said(tmp_path):
    read = class_lists.read(written(tmp_path, "student_id,name\n1,Kim\n1,Kim\n"))

    assert read.students == (Student("1", "Kim"),)
    assert "line 3: 1 Kim stands there twice" in read.notes[0]


@pytest.mark.parametrize(
    "shown", ["2.02212E+09", "2,02212E+09", "2E+09", "2022123456.0", '"2,022,123,456"', "#NAME?", "########", "#REF!"]
)
def test_an_id_that_a_spreadsheet_changed_is_refused(tmp_path, shown):
    path = tmp_path / "class.csv"
    path.write_text(
        f"student_id,name,section\n2022123456,Ada,A\n{shown},Bo,A\n".replace("2,02212E+09", '"2,02212E+09"'),
        encoding="utf-8",
    )

    with pytest.raises(
        GradingError, match=r"line 3: a spreadsheet has (shortened|changed) the id to .*Export the list again"
    ):
        class_lists.read(path)


@pytest.mark.parametrize(
    ("shown", "read"),
    [('="0042"', "0042"), ("'0042", "0042"), ("#0042", "0042"), ("2E10", "2E10"), ("0042.1", "0042.1")],
)
def test_an_id_that_was_kept_from_a_spreadsheet_is_as_it_was_written(tmp_path, shown, read):
    path = tmp_path / "class.csv"
    path.write_text(f"student_id,name\n{shown},Ada\n", encoding="utf-8")

    assert class_lists.read(path).students[0].student_id == read


@pytest.mark.parametrize(
    "row",
    [
        "Summe,,",
        "Summe:,,",
        "Total,,",
        "TOTAL,45 students,",
        "Grand Total,,",
        "Total students: 2,,",
        "합계,2,",
        "합계(2명),,",
        "평균,,",
        "Average,Average,",
        "Durchschnitt,,",
        "Points Possible,,",
        "    Points Possible,,",
        "Manual Posting,,",
        '"Student, Test",,',
        '"student, test","Student, Test",',
        ",Summe,",
    ],
)
def test_a_row_of_totals_or_of_the_lms_is_nobody_and_is_named(tmp_path, row):
    read = class_lists.read(written(tmp_path, f"student_id,name,email\n2022000001,Kim,k@x\n{row}\n"))

    assert [one.student_id for one in read.students] == ["2022000001"]
    assert len(read.notes) == 1 or "points possible" in row.casefold()


@pytest.mark.parametrize(
    "row", ["sum,Sum Ada,sum@x", "max,Max Muster,", "average,Joe,joe@x", "Total-1,Kim,", "mean.kim,,m@x", "totally,,"]
)
def test_a_person_with_a_total_s_word_in_their_id_is_one(tmp_path, row):
    read = class_lists.read(written(tmp_path, f"student_id,name,email\n{row}\n"))

    assert [one.student_id for one in read.students] == [row.partition(",")[0]]


def test_somebody_without_an_id_is_no_total_by_their_name(tmp_path):
    with pytest.raises(GradingError, match="there is no student's id of Sum, Ada"):
        class_lists.read(written(tmp_path, 'student_id,name\n1,Kim\n,"Sum, Ada"\n'))


@pytest.mark.parametrize("hidden", ["\u200b", "\ufeff", "\u2060", "\u200e", "\u00ad", "\u202c", "\x00"])
def test_what_nobody_sees_in_an_id_is_taken_off_and_said(tmp_path, hidden):
    text = f"student_id,name\n\u00a0{hidden}2022{hidden}000001{hidden},Kim{hidden}\n"

    read = class_lists.read(written(tmp_path, text))

    assert read.students == (Student("2022000001", "Kim"),)
    assert len(read.notes) == 1 and "line 2: the id held characters that nobody sees" in read.notes[0]


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"', "\ufeffsep=;"])
def test_excel_s_own_first_line_tells_the_separator_of_an_lms_s_list(tmp_path, first):
    text = f"{first}\r\nStudent;ID;SIS User ID;SIS Login ID;Section;Tiny, the first (55)\r\nPoints Possible;;;;;20\r\nKim, Ada;101;2022000001;kim;S1;\r\n"

    assert class_lists.read(written(tmp_path, text)).students == (
        Student("2022000001", "Kim, Ada", section="S1", lms_id="101"),
    )


@pytest.mark.parametrize(
    "heads", ["student_id,name,Name", "Student ID,student_id,name", "id number,name,E-Mail,e_mail", "학번,성명,학번"]
)
def test_two_columns_of_one_heading_are_refused(tmp_path, heads):
    row = ",".join(str(number) for number in range(heads.count(",") + 1))

    with pytest.raises(GradingError, match="line 1: two columns are called"):
        class_lists.read(written(tmp_path, f"{heads}\n{row}\n"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("student_id,name,group\n1,Ada,G1\n3,Park, Cy,G1\n", "line 3: there are 4 cells under 3 headings.*into quotes"),
        ("student_id,name,group,\n1,Ada,G1,\n3,Park, Cy,G1\n", "line 3: there are 4 cells under 3 headings"),
        ("student_id;name\n1;Ada;;\n3;Park;Cy;\n", "line 3: there are 3 cells under 2 headings"),
        (
            "id,name,email,group\n1,Ada,a@x,G1\n3,Park,G2\n",
            "line 3: there are 3 cells under 4 headings, and 'G2' seems",
        ),
        (
            "id,name,section,group\n1,Ada,A,G1\n3,Park,G1\n",
            "line 3: there are 3 cells under 4 headings, and 'G1' seems",
        ),
    ],
)
def test_a_line_whose_cells_stand_under_other_headings_is_refused(tmp_path, text, said):
    with pytest.raises(GradingError, match=said):
        class_lists.read(written(tmp_path, text))


def test_cells_that_lack_at_the_end_or_stand_under_no_heading_are_named_and_move_nothing(tmp_path):
    text = ",student_id,name,,group\n0,1,Ada,x,G1,,\n1,2,Bo\n2,3,Cy,y,G1\n"

    read = class_lists.read(written(tmp_path, text))

    assert read.students == (Student("1", "Ada", group="G1"), Student("2", "Bo"), Student("3", "Cy", group="G1"))
    assert [note.partition(": ")[2] for note in read.notes] == [
        "'0', and 2 more under no heading, in column 1, isn't taken.",
        "'x', and 1 more under no heading, in column 4, isn't taken.",
        "fewer cells than headings; what is missing at the end is taken for empty.",
    ]
    assert "line 3: fewer" in read.notes[2]
    assert class_lists.read(written(tmp_path, "student_id,name\n1,Ada,,\n2,Bo\n")).notes == ()


def test_a_list_without_headings_has_three_columns(tmp_path):
    with pytest.raises(GradingError, match="line 2: there are 4 cells under 3 headings"):
        class_lists.read(written(tmp_path, "1,Ada,7\n3,Park, Cy,8\n"), plain=True)


@pytest.mark.parametrize(
    "text",
    [
        'First name,Last name,ID number,Email address,Groups\nBo,Lee,2,b@x,"G1, Lab 3"\nCy,Park,3,c@x,G1\n',
        'Vorname;Nachname;ID-Nummer;Gruppen\nBo;Lee;2;"G1, Lab 3"\n',
        'student_id,group\n2,"G1; Lab 3"\n3,g1\n',
    ],
)
def test_several_groups_of_one_person_are_named_for_a_person_to_choose(tmp_path, text):
    with pytest.raises(DecisionNeeded, match=r"line 2: 'G1[,;] Lab 3': these are several groups.*Leave under '"):
        class_lists.read(written(tmp_path, text))


def test_a_comma_in_a_group_s_own_name_is_no_second_group(tmp_path):
    text = 'student_id,group\n2,"Lab 3, Monday"\n3,"Lab 3, Monday"\n4,G1\n'

    assert {one.group for one in class_lists.read(written(tmp_path, text)).students} == {"Lab 3, Monday", "G1"}
