"""The first page names everybody who waits, and says in a sentence what can't be read."""

from __future__ import annotations

import html
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from autograder.desk import waiting
from autograder.desk.course_now import CourseNow
from autograder.errors import UsageError
from autograder.export.given_out import GivenOut
from autograder.model import Finding, Severity
from autograder.results import atomic, record
from autograder.results.folder import Folder
from tests.fixtures import report
from tests.fixtures.desk import PATH, RUBRIC, Visitor, answered, class_of


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = class_of(tmp_path, {"2022000003": "The order stays.", "2022000004": "Less work."}, rubric=RUBRIC)
    odd = Finding("identity_mismatch", Severity.WARNING, "", "The notebook says that it is another's.")
    wrong = replace(answered("2022000003", "The order stays."), findings=(odd,))
    for one in (report.rejected(), report.not_graded(), wrong):
        atomic.write(Folder(root / "results" / "knn").record(one.student_id), record.encode(one))
    (root / "people").mkdir()
    (root / "people" / "roster.csv").write_text("student_id,name\n2022000003,Ada\n2022000009,Bo\n")
    (root / "people" / "exceptions.csv").write_text(
        "student_id,assignment,kind,until,note\n2022000003,knn,waive,,ill\n"
    )
    return root


def look(root: Path) -> waiting.Waiting:
    return waiting.look(CourseNow(root), "knn")


def test_everybody_who_waits_is_named_with_why(course: Path) -> None:
    seen = look(course)

    assert [one.student for one in seen.rejected] == ["2022000001"]
    assert "2 notebooks" in seen.rejected[0].why
    assert [one.student for one in seen.not_graded] == ["2022000002"]
    assert [(one.waiting, one.of) for one in seen.unread] == [(2, 2)]
    assert [one.student for one in seen.findings] == ["2022000003"]
    assert [(one.student, one.why) for one in seen.allowed] == [("2022000003", "Lateness is waived. ill")]
    assert [(one.student, one.name) for one in seen.missing] == [("2022000009", "Bo")]
    assert (seen.handed_in, seen.expected, seen.trouble) == (4, 5, ())


def test_one_is_counted_as_one(course: Path) -> None:
    page = " ".join(Visitor(course).get("/").text.replace("<strong>", "").replace("</strong>", "").split())

    assert "1 exception in force" in page


def test_an_export_that_would_change_a_mark_is_told(course: Path) -> None:
    given = GivenOut(course / "results" / "knn")
    given.note("canvas", {"2022000003": "1.00"})
    given.save()

    assert look(course).exports[0][0] == "canvas"


def test_an_export_that_would_stop_for_unread_answers_says_so(course: Path) -> None:
    given = GivenOut(course / "results" / "knn")
    given.note("canvas", {"2022000003": "1.00"})
    given.save()

    assert look(course).stops == 2
    assert "It would stop: 2 answers wait for a person." in html.unescape(Visitor(course).get("/").text)
    config = course / "course.toml"
    before = config.read_text() if config.exists() else ""
    config.write_text(f'{before}\n[export]\nunread = "send"\n')
    assert look(course).stops == 0


def test_marks_that_rest_on_a_changed_criterion_wait_on_the_first_page(course: Path) -> None:
    visitor = Visitor(course)
    visitor.mark(visitor.get(f"{PATH}/next"), **{"criterion-1": "level:half"})
    assert look(course).unread[0].stale == 0

    path = course / "assignments" / "knn" / "rubric.toml"
    path.write_text(RUBRIC.replace("half = 3", "half = 5"), encoding="utf-8")

    assert look(course).unread[0].stale == 1
    for page in ("/", "/a/knn"):
        text = visitor.get(page).text
        assert "1 mark rests on criteria that were changed since." in text
        assert f'href="{PATH}/rubric"' in text
    path.write_text(RUBRIC.replace("points = 6", "points = 60"), encoding="utf-8")  # no rubric to mark by
    assert look(course).unread[0].stale == 0


def test_look_alikes_lead_to_what_the_command_left(course: Path) -> None:
    folder = course / "results" / "knn" / "similar"
    found = {"one": "2022000003", "other": "2022000004", "why": "the same block", "more": 1, "page": "3--4.html"}
    atomic.write(folder / "pairs.json", msgspec.json.encode([found]))
    atomic.write(folder / "index.html", b"the class")
    atomic.write(folder / "3--4.html", b"<script>1</script>side by side")
    visitor = Visitor(course)

    page = visitor.get("/a/knn").text
    pair = visitor.get("/a/knn/similar/3--4.html")

    assert "the same block" in page
    assert 'href="/a/knn/similar/3--4.html"' in page
    assert 'href="/a/knn/similar/index.html"' in page
    assert pair.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert visitor.get("/a/knn/similar/pairs.json").status_code == 404
    assert visitor.get("/a/knn/similar/..%2findex.html").status_code == 404
    (folder / "pairs.json").write_text("[")
    assert "autograder similar knn" in look(course).trouble[0]


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("gradebook.db", "no database at all" * 100, "gradebook can't be read"), ("people/roster.csv", "student_id,nmae\n1,x\n", "nmae"),
        ("people/exceptions.csv", "student_id,assignment,kind\n1,knn,excused\n", "excuse"), ("results/knn/records/2022000003.json", "{", "2022000003.json"),
        ("assignments/knn/rubric.toml", "[[inline_question_1]]\n", "rubric.toml"), ("source/knn/knn.ipynb", "{}", "knn"),
        ("results/knn/sent.json", "{", "sent.json"),
    ],
)  # fmt: skip
def test_what_cant_be_read_is_a_sentence_and_the_rest_is_shown(course: Path, path: str, text: str, said: str) -> None:
    (course / path).write_text(text)

    page = Visitor(course).get("/a/knn")

    assert page.status_code == 200
    assert said in html.unescape(page.text)
    assert "2022000001" in page.text


def test_results_that_vanish_are_no_fault(course: Path) -> None:
    (course / "results").rename(course / "away")

    assert look(course).handed_in == 0
    with pytest.raises(UsageError, match="Did you mean knn"):
        waiting.look(CourseNow(course), "kn")


@pytest.mark.parametrize("path", ["/a/knn", "/a/knn/s/2022000003", "/a/knn/requests", "/a/knn/checks"])
def test_a_lost_gradebook_or_results_folder_is_told_wherever_something_would_look_empty(
    course: Path, path: str
) -> None:
    visitor = Visitor(course)
    assert 'role="alert"' not in visitor.get(path).text

    (course / "gradebook.db").rename(course / "away.db")
    assert "The gradebook knows none of the 2 graded hand-ins" in html.unescape(visitor.get(path).text)
    (course / "away.db").rename(course / "gradebook.db")
    (course / "results").rename(course / "away")
    assert "holds no graded hand-ins any more, and the gradebook knows 2" in html.unescape(visitor.get(path).text)


def test_a_student_whose_record_cant_be_read_isnt_called_unknown(course: Path) -> None:
    (course / "people" / "roster.csv").unlink()
    Folder(course / "results" / "knn").record("2022000004").write_bytes(b"{")

    page = Visitor(course).get("/a/knn/s/2022000004")

    assert page.status_code == 503
    assert "this is no record" in html.unescape(page.text)
