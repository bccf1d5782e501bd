"""The page that a teacher reads."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from autograder.model import ExceptionKind, Finding, Record, RecordStatus, Severity, Status, StudentException
from autograder.report import course_page
from autograder.results import hand_marks
from autograder.results.hand_marks import GivenMark
from tests.fixtures.report import assignment, check, not_graded, question, record, rejected

KNN = assignment()


def test_the_page_lists_everybody_in_the_order_of_ids() -> None:
    html = course_page.page([record("9"), rejected("3"), record("5"), not_graded("1")], KNN)

    table = html[html.index("<h2>Students</h2>") :]
    assert re.findall(r'href="feedback/(\w+)\.html"', table) == ["1", "3", "5", "9"]


def test_who_handed_nothing_in_is_named_and_who_is_excused_is_told_apart() -> None:
    html = course_page.page([record("9")], KNN, {"8": "Lee <b>Bo</b>", "10": "Kim Ada", "7": "Cho Min"}, {"7"})

    part = html[html.index('<h2 id="missing">Nothing handed in</h2>') :]
    assert re.findall(r'<th scope="row" class="id"><bdi>(\w+)</bdi></th><td class="name"><bdi>(.*?)</bdi>', part) == [
        ("10", "Kim Ada"),
        ("8", "Lee &lt;b&gt;Bo&lt;/b&gt;"),
        ("7", "Cho Min"),
    ]
    assert part.count("excused") == 1
    assert '<strong class="num">2</strong><span><a href="#missing">handed nothing in</a>' in html
    assert '<strong class="num">1</strong><span>excused</span>' in html
    assert "othing in" not in course_page.page([record("9")], KNN)


def test_the_order_of_records_does_not_change_the_page() -> None:
    records = [record("9"), rejected("3"), record("5", findings=()), not_graded("1")]

    assert course_page.page(records, KNN) == course_page.page(records[::-1], KNN)


def test_reasons_are_given_apart_by_whose_fault_it_is() -> None:
    html = course_page.page([record(), rejected(), not_graded()], KNN)

    assert html.index("something of ours broke") < html.index("checks.py:41") < html.index("can’t be graded")
    assert "The zip holds 2 notebooks." in html


def test_what_was_not_graded_does_not_pull_the_mean_down() -> None:
    html = course_page.page([record(findings=()), rejected(), not_graded()], KNN)

    assert '<strong class="num">18</strong><span>mean, of 46</span>' in html


def test_the_hardest_check_comes_first_and_passed_ones_are_left_out() -> None:
    rows = course_page.hardest([record("1"), record("2", questions=(question("q", "Q", check("c", "Fact.", 1)),))])

    assert [(row.title, row.failed, row.not_run, row.asked) for row in rows] == [
        ("Squared distances agree with the definition.", 1, 0, 1),
        ("The label is that of most of the k nearest.", 1, 0, 1),
    ]


def test_a_check_is_failed_whether_another_is_charged_for_its_cause_or_not() -> None:
    spared = check("c", "Fact.", 1, Status.FAILED, cause="dtype", charged=False)
    answers = {
        "1": check("c", "Fact.", 1, Status.FAILED), "2": replace(spared, points=1.0), "3": check("c", "Fact.", 1),
    }  # fmt: skip

    (row,) = course_page.hardest([record(one, questions=(question("q", "Q", of),)) for one, of in answers.items()])

    assert (row.failed, row.asked) == (2, 3)


def test_a_near_miss_counts_students_not_checks() -> None:
    twice = question("q", "Q", *(check(name, "Fact.", 1, Status.FAILED, near_miss="transposed") for name in ("a", "b")))

    assert course_page.near_misses([record("1", questions=(twice,)), record("2", questions=(twice,))]) == [
        ("Q", "transposed", 2)
    ]


def test_findings_are_counted_by_rule() -> None:
    rows = {row.rule: row for row in course_page.rule_rows([record("1"), record("2")])}

    assert (rows["late"].students, rows["late"].points) == (2, -6.0)
    assert rows["cell_added"].times == 2


def test_what_a_banned_call_took_of_whole_questions_is_added_up() -> None:
    said = "torch.cdist must not be used here (line 2 of the block). This costs the question."
    banned = question("q", "Q", check("c", "Fact.", 8, Status.FAILED, message=said, worth=6.0), banned=said)
    finding = Finding("banned_call", Severity.VIOLATION, "q_solution", said)
    records = [record(one, questions=(banned,), findings=(finding,)) for one in ("1", "2")]

    (row,) = course_page.rule_rows(records)

    assert (row.rule, row.times, row.points) == ("banned_call", 2, -12.0)


def test_a_rule_that_was_broken_several_times_is_one_tag_of_a_person() -> None:
    findings = tuple(Finding("cell_added", Severity.WARNING, "", f"Cell {at}.") for at in (3, 4))

    shown = course_page.page([record("1", findings=findings)], KNN)

    assert shown.count('<span class="tag warning">cell added</span>') == 1


def test_stages_are_summed_up() -> None:
    rows = {row.stage: row for row in course_page.stage_rows([record("1"), record("2", seconds={"run": 0.51})])}

    assert rows["run"].longest == 0.51
    assert rows["run"].total == pytest.approx(0.82)


@pytest.mark.parametrize(
    ("most", "width"), [(36, 4), (90, 10), (100, 10), (20, 2), (7, 1), (1, 0.1), (0.5, 0.05), (45, 5)]
)
def test_columns_are_a_round_number_of_points_wide(most: float, width: float) -> None:
    assert course_page.column_width(most) == pytest.approx(width)


def test_every_score_is_in_one_column() -> None:
    drawn = course_page.chart([0, 3.9, 4, 35.9, 36], 36)

    assert sum(int(n) for n in re.findall(r'class="count"[^>]*>(\d+)<', drawn)) == 5


def test_a_class_without_submissions_has_a_page() -> None:
    assert "There are no submissions yet." in course_page.page([], KNN)


def test_a_hostile_id_or_name_is_only_text() -> None:
    payload = "\"><script>document.title='owned'</script>"

    html = course_page.page([record(payload, name=payload), replace(rejected(payload + "2"), reason=payload)], KNN)

    assert "<script" not in html
    assert "javascript:" not in course_page.address(record("javascript:alert(1)"))


def test_the_excused_are_counted_and_what_was_allowed_is_a_tag():
    extension = StudentException(ExceptionKind.EXTEND, datetime(2026, 3, 20, 14, 59, tzinfo=UTC), "ill")
    excused = record(
        "2", status=RecordStatus.EXCUSED, score=0.0, questions=(), exception=StudentException(ExceptionKind.EXCUSE)
    )
    shown = course_page.page(
        [record("1", exception=extension), excused, record("3", handed_in_by="1")], assignment(time_zone="Asia/Seoul")
    )

    assert '<strong class="num">1</strong><span>excused</span>' in shown
    assert '<span class="tag">more time, until 20 March 2026, 23:59:00 KST</span>' in shown
    assert '<span class="tag">handed in by 1</span>' in shown
    assert '<span class="tag warning">excused</span>' in shown
    assert "excused" not in course_page.page([record("1")], assignment())


def test_what_waits_is_said_and_marked_answers_have_a_mean() -> None:
    marked = hand_marks.put(record("1"), (GivenMark("inline_question_1", 7.0),))

    html = course_page.page([marked, record("2"), record("3")], KNN)

    assert "2 answers wait for a person" in html and "of 2 students" in html
    (row,) = [one for one in course_page.question_rows([marked, record("2")]) if one.title == "Why squared?"]
    assert (row.average, row.asked, row.full) == (7.0, 1, 0)
    assert "wait" not in course_page.page([marked], KNN)


def test_a_written_question_has_no_mean_before_somebody_marked_it_whatever_was_left_empty() -> None:
    empty = record(
        "9", questions=tuple(replace(one, waiting=False) if one.written else one for one in record().questions)
    )
    marked = hand_marks.put(record("1"), (GivenMark("inline_question_1", 7.0),))

    def row(*records: Record) -> str:
        table = course_page.page(records, KNN).partition("<h2>Questions</h2>")[2]
        (found,) = re.findall(r"<tr><th[^>]*>(Why squared\?.*?)</tr>", table)
        return " ".join(re.sub("<[^>]*>", " ", found).split())

    assert row(empty, record("2"), record("3")) == "Why squared? 2 answers wait for a person not marked yet –"
    assert row(empty, marked, record("3")) == "Why squared? 1 answer waits for a person 7 of 10 over 1 marked 0 of 1"
    assert row(empty, marked) == "Why squared? 3.5 of 10 0 of 2"


def test_a_marked_answer_that_changed_counts_in_the_mean_and_waits() -> None:
    changed = hand_marks.put(record("1"), (GivenMark("inline_question_1", 7.0, waiting=True),))

    (row,) = [one for one in course_page.question_rows([changed]) if one.title == "Why squared?"]

    assert (row.average, row.waiting, row.in_part) == (7.0, 1, False)


def test_questions_stand_in_the_notebooks_order_whoever_marks_them():
    marked = record("1", questions=tuple(replace(one, marked=True, waiting=False) for one in record().questions))
    order = ["inline_question_1", "predict_labels", "compute_distances_two_loops"]

    titles = [one.title for one in course_page.question_rows([marked], order)]

    assert titles[:3] == ["Why squared?", "Predicting labels", "Distances with two loops"]
    assert titles[3:] == ["Distances without a loop"]
