"""The verbs about people: what they print, and what they leave."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli.verbs import app_of
from autograder.errors import UsageError
from autograder.results import record as records
from autograder.results.folder import Folder
from tests.fixtures.authoring import write_course
from tests.fixtures.class_lists import ADA, BO, MIN, TABLES, encoded
from tests.fixtures.report import record


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = write_course(tmp_path)
    (root / "class.csv").write_bytes(encoded(TABLES["canvas"], ";", "cp949"))
    return root


def people(course: Path, *words: str):
    return CliRunner().invoke(app_of(), ["people", *words, "--root", str(course)], catch_exceptions=True)


def test_a_dry_run_tells_what_an_import_then_does(course):
    dry = people(course, "import", str(course / "class.csv"), "--dry-run")
    assert f"New (3):\n  {ADA} Kim Ada\n" in dry.stdout
    assert "Nothing was written: a dry run." in dry.stdout
    assert not (course / "people").exists()

    done = people(course, "import", str(course / "class.csv"))
    assert done.stdout.replace("people/roster.csv is up to date.", "Nothing was written: a dry run.") == dry.stdout
    assert "Columns left out: HW1 (123)" in done.stderr


def test_where_nobody_is_listed_it_is_said_how_a_roster_is_made(course):
    listed = people(course, "list")
    assert (
        listed.stdout
        == "Nobody is listed. autograder people import FILE makes people/roster.csv of a class list of your LMS's.\n"
    )

    (course / "one.csv").write_text(f"student_id,name\n{ADA},Kim Ada\n", encoding="utf-8")
    people(course, "import", str(course / "one.csv"))
    assert "1 student\n" in people(course, "list").stdout


def test_what_changed_and_who_is_gone_is_named(course):
    people(course, "import", str(course / "class.csv"))
    (course / "next.csv").write_text(f"student_id,name,section\n{ADA},Kim Ada Jr,A\n{BO},,\n9,New\n", encoding="utf-8")

    done = people(course, "import", str(course / "next.csv"))

    assert f"Changed (1):\n  {ADA}: name 'Kim Ada' → 'Kim Ada Jr', section 'A and B' → 'A'\n" in done.stdout
    assert f"No longer in the list, kept (1):\n  {MIN} 박 민\n" in done.stdout
    assert "3 in the list, 1 as they were." in done.stdout


def test_an_exception_is_said_with_what_was_before(course):
    people(course, "import", str(course / "class.csv"))

    first = people(course, "extend", ADA, "tiny", "--until", "2026-10-09", "--note", "ill")
    second = people(course, "extend", ADA, "tiny", "--until", "2026-10-10T12:00")

    assert first.stdout == f"{ADA} in tiny: extend until 2026-10-09 23:59:59 KST (ill).\n"
    assert second.stdout == (
        f"{ADA} in tiny: extend until 2026-10-10 12:00:00 KST (before: extend until 2026-10-09 23:59:59 KST (ill)).\n"
    )


def test_who_handed_in_is_known_without_a_roster_by_the_id_in_the_record(course):
    folder = Folder(course / "results" / "tiny")
    for student in ("2024077", "kim ada"):
        folder.save(records.encode(record(student)), b"", None)
    folder.record("damaged").write_text("{}")

    assert "2024077 in tiny: waive." in people(course, "waive", "2024077", "tiny").stdout
    assert "kim ada in tiny: waive." in people(course, "waive", "kim ada", "tiny").stdout
    failed = people(course, "waive", "2024078", "tiny")
    assert isinstance(failed.exception, UsageError) and "Did you mean 2024077?" in str(failed.exception)


def test_an_exception_of_somebody_who_is_not_on_the_roster_is_said(course):
    people(course, "import", str(course / "class.csv"))
    (course / "people" / "exceptions.csv").write_text("student_id,assignment,kind\n999,tiny,excuse\n")

    assert "line 2: 999 isn't on the roster." in people(course, "list").stderr


def test_an_exception_is_taken_back_and_what_is_left_is_said(course):
    people(course, "import", str(course / "class.csv"))
    people(course, "excuse", ADA, "tiny", "--note", "ill")
    people(course, "waive", ADA, "tiny")

    one = people(course, "forget", ADA, "tiny", "--kind", "excuse")
    rest = people(course, "forget", ADA, "tiny")
    none = people(course, "forget", ADA, "tiny")

    assert one.stdout == f"{ADA} in tiny: excuse (ill), taken back.\nStill allowed: waive.\n"
    assert rest.stdout == f"{ADA} in tiny: waive, taken back.\n"
    assert isinstance(none.exception, UsageError)
    wrong = people(course, "forget", ADA, "tiny", "--kind", "excused")
    assert "Did you mean excuse" in str(wrong.exception)


def test_what_was_allowed_by_the_lms_s_number_is_listed_with_its_person_and_taken_back(course):
    (course / "people").mkdir()
    (course / "people" / "roster.csv").write_text("student_id,name,lms_id\n2022199999,Ada,10099\n")
    (course / "people" / "exceptions.csv").write_text("student_id,assignment,kind\n10099,tiny,waive\n")

    listed = people(course, "list")
    assert "tiny: waive" in listed.stdout
    assert "line 2: 10099 is 2022199999 on the roster." in listed.stderr
    assert "tiny: waive, taken back" in people(course, "forget", "2022199999", "tiny").stdout.replace("in ", "")
    assert "waive" not in people(course, "list").stdout
