"""Exports as commands: what is written, what is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import export
from autograder.errors import DecisionNeeded, GradingError, UsageError
from autograder.export.grades import Wishes
from autograder.export.nbgrader import gradebook
from autograder.model import RecordStatus
from autograder.results import atomic, csv_files
from autograder.results import record as records
from autograder.results.folder import Folder
from tests.fixtures.gradebook import make_course, opened
from tests.fixtures.report import assignment, not_graded, questions, record, rejected

KNN = assignment()
MACHINE_MARKED = tuple(one for one in questions() if not one.written)
TEMPLATE = (
    "Student,ID,SIS User ID,SIS Login ID,Section,k-Nearest Neighbours (9)\n"
    '"Tim, Vic",901,1,vic@uni.example,A,\n"Lee, Bo",902,7,bo@uni.example,A,12\n'
)


def save(out: Path, *made: records.Record) -> Path:
    for one in made:
        atomic.write(out / "records" / f"{one.student_id}.json", records.encode(one))
        atomic.write(out / "feedback" / f"{one.student_id}.html", b"page")
    return out


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Make a results folder with a graded, a rejected and a not graded hand-in."""
    return save(tmp_path / "out", record("1", questions=MACHINE_MARKED), rejected("2"), not_graded("3"))


@pytest.fixture
def template(tmp_path: Path) -> Path:
    (tmp_path / "down.csv").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path / "down.csv"


@pytest.fixture(autouse=True)
def course(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export.outline, "read", lambda name, root: KNN)


def test_points_given_by_hand_are_added_and_a_fault_of_ours_is_no_score(tmp_path: Path) -> None:
    out = save(tmp_path / "results" / "knn", record("1"), not_graded("3"))
    gradebook.update(make_course(tmp_path), KNN, [(record("1"), None)])
    with opened(tmp_path) as book:
        grade = book.find_grade("inline_question_1", "knn", "knn", "1")
        grade.manual_score, grade.needs_manual_grade = 7.0, False
        book.db.commit()

    made = export.to_lms("knn", "canvas", tmp_path, out, Wishes())

    rows = csv_files.read((out / "canvas.csv").read_text())
    assert {row[2]: row[-1] for row in rows[1:]} == {"1": "22"}
    assert "3: no score: not graded" in made.said


def test_unread_answers_stop_the_export_and_partial_leaves_them_out(tmp_path: Path, template: Path) -> None:
    out = save(tmp_path / "out", record("1"), record("7", questions=MACHINE_MARKED))

    made = export.to_lms("knn", "canvas", tmp_path, out, Wishes(template))
    with pytest.raises(DecisionNeeded, match="2 people are in doubt"):
        export.demand_decided(made)
    assert "1: unread: 1 written answer waits for a person" in made.said
    assert not (out / "canvas.csv").exists()

    export.demand_decided(export.to_lms("knn", "canvas", tmp_path, out, Wishes(template, partial=True, overwrite=True)))
    assert (out / "canvas.csv").read_text() == TEMPLATE.replace("A,12", "A,15")


def test_a_course_may_send_scores_before_answers_are_read(tmp_path: Path, template: Path) -> None:
    (tmp_path / "course.toml").write_text('[export]\nunread = "send"\n')
    out = save(tmp_path / "out", record("1"))

    assert export.to_lms("knn", "canvas", tmp_path, out, Wishes(template)).written


def test_a_typed_name_fills_nobody_s_row(tmp_path: Path, template: Path) -> None:
    attacker = record("zz9", name="Vic Tim", questions=MACHINE_MARKED, score=0.0)
    out = save(tmp_path / "out", record("1", questions=MACHINE_MARKED, name="Vic Tim"), attacker)

    made = export.to_lms("knn", "canvas", tmp_path, out, Wishes(template, match_names=True, partial=True))

    assert (out / "canvas.csv").read_text() == TEMPLATE.replace("example,A,\n", "example,A,15\n", 1)
    assert "zz9: without a row: no row has an id of theirs" in made.said


def test_the_roster_s_name_matches_when_it_is_asked_for_and_is_listed(tmp_path: Path, template: Path) -> None:
    out = save(tmp_path / "out", record("s10", questions=MACHINE_MARKED, name="typed"))
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "roster.csv").write_text("student_id,name\ns10,Vic Tim\n")

    assert not export.to_lms("knn", "canvas", tmp_path, out, Wishes(template)).written
    made = export.to_lms("knn", "canvas", tmp_path, out, Wishes(template, match_names=True))

    assert made.written
    assert "Matched by their name only (1): s10 (row 2)" in made.said


def test_who_is_excused_is_ex_with_and_without_a_hand_in(tmp_path: Path, template: Path) -> None:
    out = save(tmp_path / "out", record("1", status=RecordStatus.EXCUSED, score=0.0))
    (tmp_path / "assignments" / "knn").mkdir(parents=True)
    (tmp_path / "assignments" / "knn" / "assignment.toml").write_text(
        'title = "k"\norder = 1\ndue = 2026-10-05T23:59:00Z\npoints = 46\n'
    )
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "roster.csv").write_text("student_id,name\n1,Vic Tim\n7,Lee Bo\n")
    (tmp_path / "people" / "exceptions.csv").write_text("student_id,assignment,kind,until,note\n7,knn,excuse,,\n")

    made = export.to_lms("knn", "canvas", tmp_path, out, Wishes(template))
    assert "7: 12 stays: somebody entered it, and ours would be 12 → EX (row 3)" in made.said
    assert export.to_lms("knn", "canvas", tmp_path, out, Wishes(template, overwrite=True)).written
    assert (out / "canvas.csv").read_text() == TEMPLATE.replace("example,A,\n", "example,A,EX\n").replace(
        "A,12", "A,EX"
    )


def test_a_dry_run_says_who_changes_and_writes_nothing(out: Path, tmp_path: Path, template: Path) -> None:
    save(out, record("7", questions=MACHINE_MARKED), record("8"))

    made = export.to_lms("knn", "canvas", tmp_path, out, Wishes(template, dry_run=True))

    assert "1: nothing → 15 (row 2)" in made.said
    assert "7: 12 stays: somebody entered it, and ours would be 12 → 15 (row 3)" in made.said
    assert any(line.startswith("8: unread") for line in made.said)
    assert not (out / "canvas.csv").exists()


def test_a_dry_run_ends_as_the_export_would(tmp_path: Path, template: Path) -> None:
    out = save(tmp_path / "out", record("1", questions=MACHINE_MARKED), record("8", questions=MACHINE_MARKED))

    for wishes in (Wishes(template, dry_run=True), Wishes(template)):
        with pytest.raises(DecisionNeeded, match="1 person is in doubt"):
            export.demand_decided(export.to_lms("knn", "canvas", tmp_path, out, wishes))
    for wishes in (Wishes(template, dry_run=True, partial=True), Wishes(template, partial=True)):
        export.demand_decided(export.to_lms("knn", "canvas", tmp_path, out, wishes))


def test_what_an_export_wrote_is_known_at_the_next_and_what_somebody_entered_since_is_not(
    tmp_path: Path, template: Path
) -> None:
    out, free = tmp_path / "out", TEMPLATE.replace("A,12", "A,")
    template.write_text(free)
    save(out, record("1", questions=MACHINE_MARKED, score=9.0), record("7", questions=MACHINE_MARKED, score=8.0))
    assert export.to_lms("knn", "canvas", tmp_path, out, Wishes(template)).written
    save(out, record("1", questions=MACHINE_MARKED), record("7", questions=MACHINE_MARKED))
    template.write_text(
        free.replace("uni.example,A,\n", "uni.example,A,9.00\n", 1).replace("bo@uni.example,A,", "bo@uni.example,A,8.5")
    )

    stopped = export.to_lms("knn", "canvas", tmp_path, out, Wishes(template))
    with pytest.raises(DecisionNeeded, match="--overwrite"):
        export.demand_decided(stopped)
    assert "1: 9.00 → 15 (row 2)" in stopped.said
    assert any(line.startswith(f"{out / 'canvas.csv'} is still the one of ") for line in stopped.said)
    made = export.to_lms("knn", "canvas", tmp_path, out, Wishes(template, partial=True))

    assert "7: 8.5 stays: somebody entered it, and ours would be 8.5 → 15 (row 3)" in made.said
    assert [row[-1] for row in csv_files.read((out / "canvas.csv").read_text())[1:]] == ["15", "8.5"]


SECTIONS = "student_id,name,section\n1,Vic Tim,A\n7,Lee Bo,A\n9,Un Read,B\n8,Cho Min,B\n"


def test_whoever_is_of_another_section_than_the_file_is_named_and_in_no_doubt(tmp_path: Path, template: Path) -> None:
    template.write_text(TEMPLATE.replace("A,12", "A,"))
    listed = (record(one, questions=MACHINE_MARKED) for one in ("1", "7", "8"))
    out = save(tmp_path / "out", *listed, record("9"))

    with pytest.raises(DecisionNeeded, match=r"--partial \(the way too where the file is one section's"):
        export.demand_decided(export.to_lms("knn", "canvas", tmp_path, out, Wishes(template)))
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "roster.csv").write_text(SECTIONS)
    made = export.to_lms("knn", "canvas", tmp_path, out, Wishes(template))

    assert made.written
    assert "Not in the file, which has nobody of their section B (2): 8, 9" in made.said
    (tmp_path / "people" / "roster.csv").write_text(SECTIONS.replace("Min,B", "Min,A"))
    assert export.to_lms("knn", "canvas", tmp_path, out, Wishes(template)).stopped


def test_a_moodle_number_is_the_roster_s_person_of_its_row_and_that_is_said(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("Identifier,Full name,ID number,Maximum grade,Grade\nParticipant 201,Kim Ada,2022000001,46,\n")
    own = record("201", source="A-Kim Ada_201_assignsubmission_file_/knn.ipynb", questions=MACHINE_MARKED)
    out = save(tmp_path / "out", own)
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "roster.csv").write_text("student_id,name\n2022000001,Kim Ada\n")

    made = export.to_lms("knn", "moodle", tmp_path, out, Wishes(sheet))

    assert made.written and (out / "moodle.csv").read_text().endswith("2022000001,46,15\n")
    assert any("201 is 2022000001" in line for line in made.said)
    (tmp_path / "people" / "exceptions.csv").write_text(
        "student_id,assignment,kind,until,note\n2022000001,knn,excuse,,\n"
    )
    (tmp_path / "assignments" / "knn").mkdir(parents=True)
    (tmp_path / "assignments" / "knn" / "assignment.toml").write_text(
        'title = "k"\norder = 1\ndue = 2026-10-05T23:59:00Z\npoints = 46\n'
    )
    assert export.to_lms("knn", "moodle", tmp_path, out, Wishes(sheet)).stopped


def test_a_second_section_s_file_leaves_the_first_s_and_no_template_is_written_over(
    tmp_path: Path, template: Path
) -> None:
    one, other = (tmp_path / name for name in ("one.csv", "two.csv"))
    lines = TEMPLATE.replace("A,12", "A,").splitlines(keepends=True)
    one.write_text(lines[0] + lines[1])
    other.write_text(lines[0] + lines[2])
    out = save(tmp_path / "out", record("1", questions=MACHINE_MARKED), record("7", questions=MACHINE_MARKED))

    first = export.to_lms("knn", "canvas", tmp_path, out, Wishes(one, partial=True))
    second = export.to_lms("knn", "canvas", tmp_path, out, Wishes(other, partial=True))
    again = export.to_lms("knn", "canvas", tmp_path, out, Wishes(one, partial=True))

    assert [made.path.name for made in (first, second, again)] == ["canvas.csv", "canvas-two.csv", "canvas.csv"]
    assert f"{out / 'canvas.csv'} is about other people (1), so it stays" in second.said
    with pytest.raises(UsageError, match="what was written for the LMS"):
        export.to_lms("knn", "canvas", tmp_path, out, Wishes(out / "canvas.csv", partial=True))
    (out / "canvas.csv").write_text("edited")
    aside = export.to_lms("knn", "canvas", tmp_path, out, Wishes(one, partial=True))
    assert ((out / "canvas.csv").read_text(), aside.path.name) == ("edited", "canvas-one.csv")


@pytest.mark.parametrize("roster", ["", "student_id,name\n1,Vic Tim\n7,Lee Bo\n"])
def test_a_mark_of_ours_for_which_there_is_no_score_any_more_is_a_doubt(
    tmp_path: Path, template: Path, roster: str
) -> None:
    template.write_text(TEMPLATE.replace("A,12", "A,"))
    if roster:
        (tmp_path / "people").mkdir()
        (tmp_path / "people" / "roster.csv").write_text(roster)
    out = save(tmp_path / "out", *(record(one, questions=MACHINE_MARKED) for one in ("1", "7")))
    export.to_lms("knn", "canvas", tmp_path, out, Wishes(template))
    template.write_text(TEMPLATE.replace("A,12", "A,15.00"))
    (out / "records" / "7.json").unlink()

    stopped = export.to_lms("knn", "canvas", tmp_path, out, Wishes(template))

    assert "7: 15.00 of an earlier export still stands there, and there is no score any more (row 3)" in stopped.said
    assert not any(line.startswith("Rows left as they are") for line in stopped.said)
    with pytest.raises(DecisionNeeded, match=r"1 person is in doubt.*until somebody clears it there"):
        export.demand_decided(stopped)
    assert export.to_lms("knn", "canvas", tmp_path, out, Wishes(template, partial=True)).written
    template.write_text(TEMPLATE.replace("A,12", "A,14"))  # somebody's own mark is no business of ours
    made = export.to_lms("knn", "canvas", tmp_path, out, Wishes(template))
    assert made.written and "Rows left as they are, for want of a score that may be sent (1): 7 Lee, Bo" in made.said


def test_strangers_to_the_template_are_told(out: Path, tmp_path: Path) -> None:
    template = tmp_path / "down.xls"
    template.write_text(f'"Username"\t"{KNN.title} [Total Pts: 46 Score] |9"\n"somebody"\t""\n')

    made = export.to_lms("knn", "blackboard", tmp_path, out, Wishes(template))

    assert "1: without a row: no row has an id of theirs" in made.said
    assert "Rows left as they are, for want of a score that may be sent (1): somebody" in made.said


def blackboard(folder: Path, *cells: tuple[str, str]) -> Path:
    template = folder / "down.xls"
    rows = "".join(f'"{user}"\t"{cell}"\n' for user, cell in cells)
    template.write_text(f'"Username"\t"{KNN.title} [Total Pts: 46 Score] |9"\n{rows}')
    return template


def test_blackboards_hand_ins_that_wait_for_a_mark_get_it_in_one_line(tmp_path: Path) -> None:
    out = save(tmp_path / "out", *(record(one, questions=MACHINE_MARKED) for one in ("1", "7", "8")))
    template = blackboard(tmp_path, ("1", "Needs Grading"), ("7", "Needs Grading"), ("8", "In Progress"))

    made = export.to_lms("knn", "blackboard", tmp_path, out, Wishes(template))

    export.demand_decided(made)
    assert made.written and made.filled.entered == 2
    assert "In place of 'Needs Grading', which only says that nobody gave a score yet (2)" in made.said
    assert "8: 'In Progress' stays: an attempt of theirs is open" in made.said


@pytest.mark.parametrize("wishes", [{}, {"partial": True}, {"overwrite": True}, {"dry_run": True}])
def test_an_export_that_words_leave_without_any_score_asks_a_person(tmp_path: Path, wishes: dict[str, bool]) -> None:
    out = save(tmp_path / "out", *(record(one, questions=MACHINE_MARKED) for one in ("1", "7")))
    template = blackboard(tmp_path, ("1", "Exempt"), ("7", "In Progress"))

    made = export.to_lms("knn", "blackboard", tmp_path, out, Wishes(template, **wishes))  # type: ignore[arg-type]

    assert not made.written and not (out / "blackboard.xls").exists()
    with pytest.raises(
        DecisionNeeded, match=r"no score could be written.*all 2.*'Exempt', 'In Progress'.*empty the cell"
    ):
        export.demand_decided(made)


def test_nbgrader_is_brought_up_to_date(out: Path, tmp_path: Path) -> None:
    save(out, record("1"))
    export.export("knn", "nbgrader", make_course(tmp_path), out)

    with opened(tmp_path) as book:
        assert [(one.student.id, one.score) for one in book.assignment_submissions("knn")] == [("1", 15.0)]


def test_feedback_leaves_out_whom_the_course_says(tmp_path: Path) -> None:
    out = save(tmp_path / "out", record("1"), record("7", questions=MACHINE_MARKED), not_graded("3"))

    packed, written = export.send_feedback("knn", "folder", tmp_path, out)
    assert (sorted(packed.owners.values()), written) == (["1", "7"], (f"{out / 'feedback-folder'}: 2 pages",))
    assert packed.left_out == (("3", "not graded"),)

    (tmp_path / "course.toml").write_text('[feedback]\nunread = "skip"\n')
    packed, _ = export.send_feedback("knn", "folder", tmp_path, out, dry_run=True)
    assert list(packed.owners.values()) == ["7"]


def test_a_teacher_s_comment_stays_and_ours_is_brought_up_to_date(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    head = "Identifier,Full name,ID number,Grade,Feedback comments\n"
    rows = "Participant 201,Vic Tim,1,,{}\nParticipant 202,Lee Bo,7,,see me\n"
    sheet.write_text(head + rows.format(""))
    out = save(tmp_path / "out", record("1"), record("7", questions=MACHINE_MARKED))

    packed, written = export.send_feedback("knn", "moodle", tmp_path, out, template=sheet)
    first = csv_files.read((out / "feedback-moodle.csv").read_text())

    assert first[1][4].endswith("will be added to these points. The feedback page tells more.")
    assert first[2][4] == "see me"
    assert "7: the comment 'see me' stays: somebody else wrote it" in packed.notes
    assert written[1].endswith("1 comment")
    assert "download the worksheet again" in packed.notes[-1]
    sheet.write_text(head + rows.format(f"<p>{first[1][4]}</p>"))
    save(out, record("1", questions=MACHINE_MARKED), record("7", questions=MACHINE_MARKED))
    export.send_feedback("knn", "moodle", tmp_path, out, template=sheet)
    assert "waits" not in csv_files.read((out / "feedback-moodle.csv").read_text())[1][4]


def test_a_worksheet_without_a_known_column_of_comments_still_tells_whose_the_pages_are(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("Identifiant,Nom complet,Numéro d'identification,Note,Remarques\nParticipant 201,Vic Tim,1,,\n")
    out = save(tmp_path / "out", record("1"))

    packed, written = export.send_feedback("knn", "moodle", tmp_path, out, template=sheet)

    assert list(packed.files) == ["Vic Tim_201_assignsubmission_file_/feedback.html"]
    assert [line.endswith("1 page") for line in written] == [True]
    assert not (out / "feedback-moodle.csv").exists()
    assert "none is written" in packed.notes[-1]


@pytest.mark.parametrize(("to", "template"), [("canvas", Path("none.csv")), ("blackboard", None)])
def test_wrong_use_is_one_sentence(out: Path, tmp_path: Path, to: str, template: Path | None) -> None:
    with pytest.raises(GradingError):
        export.to_lms("knn", to, tmp_path, out, Wishes(template))


def test_a_system_that_is_none_is_asked_about(out: Path, tmp_path: Path) -> None:
    with pytest.raises(GradingError, match="Did you mean canvas"):
        export.export("knn", "canvass", tmp_path, out)
    with pytest.raises(GradingError, match="Did you mean moodle"):
        export.send_feedback("knn", "moddle", tmp_path, out)


def test_nothing_graded_is_nothing_to_export(tmp_path: Path) -> None:
    with pytest.raises(GradingError, match="holds no records"):
        export.to_lms("knn", "canvas", tmp_path, tmp_path / "out", Wishes())
    with pytest.raises(GradingError, match="holds no records"):
        export.send_feedback("knn", "folder", tmp_path, tmp_path / "out")


def test_no_page_at_all_is_an_error(out: Path, tmp_path: Path) -> None:
    with pytest.raises(
        GradingError,
        match="no page can be sent: their file's name isn't one of Canvas's download; --to folder makes a folder for each",
    ):
        export.send_feedback("knn", "canvas", tmp_path, out)
    assert not (out / "feedback-canvas.zip").exists()


@pytest.mark.parametrize(
    "leave",
    [
        lambda root, out: export.export("knn", "nbgrader", root, out),
        lambda root, out: export.export("knn", "gradescope", root, out),
        lambda root, out: export.to_lms("knn", "canvas", root, out, Wishes(partial=True)),
        lambda root, out: export.send_feedback("knn", "folder", root, out),
    ],
)
def test_nothing_leaves_while_another_run_writes(tmp_path: Path, monkeypatch, leave) -> None:
    monkeypatch.setattr(export.gradescope, "bundle", lambda *_: b"bundle")
    out = save(make_course(tmp_path) / "results" / "knn", record("1", questions=MACHINE_MARKED))

    with Folder(out).alone(), pytest.raises(GradingError, match="another run is writing"):
        leave(tmp_path, out)

    assert {path.name for path in out.iterdir()} == {"records", "feedback", ".lock"}
    leave(tmp_path, out)


def test_what_a_killed_export_left_goes_with_the_next(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(export.gradescope, "bundle", lambda *_: b"bundle")
    atomic.write(tmp_path / "out" / ".gradescope.zip.abc.half", b"bun")

    export.export("knn", "gradescope", tmp_path, tmp_path / "out")

    assert {path.name for path in (tmp_path / "out").iterdir()} == {"gradescope.zip", ".lock"}
