"""The page that a student reads."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from autograder.model import (
    Cell,
    CheckResult,
    Elsewhere,
    ExceptionKind,
    Finding,
    Notebook,
    QuestionResult,
    RecordStatus,
    Severity,
    Status,
    StudentException,
)
from autograder.report import feedback
from autograder.report.feedback_pictures import Picture
from autograder.results import hand_marks
from autograder.results.hand_marks import GivenMark
from tests.fixtures.report import NO_LOOPS, assignment, check, not_graded, question, record, rejected

KNN = assignment()


def readable(html: str) -> str:
    """Give the text that a reader sees, with single blanks."""
    parts: list[str] = []

    class Reader(HTMLParser):
        silent = False

        def handle_starttag(self, tag: str, attrs: object) -> None:
            self.silent = tag == "style"

        def handle_endtag(self, tag: str) -> None:
            self.silent = False

        def handle_data(self, data: str) -> None:
            if not self.silent:
                parts.append(data)

    Reader().feed(html)
    return " ".join(" ".join(parts).split())


def spared(name: str, cause: str, title: str = "Entry (i, j) is the distance.") -> CheckResult:
    """Make a check that isn't charged: its message names the title of the one that is."""
    made = check(name, f"{name} too.", 1, Status.FAILED, message=f"same cause, not charged: see “{title}”")
    return replace(made, points=1.0, cause=cause, charged=False)


def test_one_cause_of_many_failures_is_told_once_and_linked() -> None:
    paid = check(
        "far", "Entry (i, j) is the distance.", 2, Status.FAILED, message="12 of 12 values are wrong", cause="a"
    )
    asked = question("f", "The vote", paid, *(spared(f"case{n}", "a") for n in range(4)))

    html = feedback.page(replace(record(), questions=(asked,)), KNN)

    assert html.count("Entry (i, j) is the distance.") == 2  # in step 1, and where the check is listed
    assert readable(html).count("same cause, not charged · step 1 above") == 4


def test_a_cause_that_no_step_tells_names_its_check() -> None:
    paid = check("far", "Entry (i, j) is the distance.", 1, Status.FAILED, message="NaN", cause="a")
    dearer = check("near", "The nearest comes first.", 4, Status.FAILED, message="raised", cause="b")
    asked = question("f", "The vote", paid, dearer, spared("one", "a"), spared("two", "b", "The nearest comes first."))

    text = readable(feedback.page(replace(record(), questions=(asked,)), KNN))

    assert (
        "one too. (not yet, and not charged) 1 of 1 same cause, not charged: see “Entry (i, j) is the distance.”"
        in text
    )
    assert "two too. (not yet, and not charged) 1 of 1 same cause, not charged · step 1 above" in text


def test_a_remark_on_a_right_answer_is_seen_before_it_is_opened() -> None:
    noted = question(
        "f", "The loss", check("mean", "It is the mean.", 2, message="right, though it differs"), check("b", "B.", 1)
    )
    plain = replace(noted, checks=(check("mean", "It is the mean.", 2), check("b", "B.", 1)))

    def summary(one: QuestionResult) -> str:
        return readable(
            feedback.page(replace(record(), questions=(one,)), KNN)
            .partition("<details><summary>")[2]
            .partition("</summary>")[0]
        )

    assert summary(noted) == "All 2 checks passed: what they ask with a remark"
    assert summary(plain) == "All 2 checks passed: what they ask"


def test_the_page_shows_score_steps_and_own_code() -> None:
    text = readable(feedback.page(record(), KNN))

    assert "Kim Minji" in text
    assert "15 of 46 points" in text
    assert "4 of 7 hidden checks passed" in text
    assert "64 of 64 elements differ" in text
    assert "It looks like a known mistake: this is the distance, not its square." in text
    assert text.count("Hint: Rounding can push a squared distance just below zero.") == 1
    assert "return torch" in text
    assert "up to 10 more points" in text


def test_the_step_worth_most_comes_first() -> None:
    steps = feedback.next_steps(record())

    assert [(step.question.id, step.points) for step in steps] == [
        ("predict_labels", 10),
        ("compute_distances_no_loops", 8),
    ]


def test_a_question_that_lost_points_leads_to_its_hints_where_the_notebook_has_some() -> None:
    hints = Cell(
        "code",
        'HINTS = {\n    "compute_distances_no_loops": ("a?", "b?"),\n    "compute_distances_two_loops": ("c?",),\n}',
    )

    text = readable(feedback.page(record(), replace(KNN, release=Notebook((hints,)))))

    assert 'Run hint("compute_distances_no_loops") in a new cell of the notebook: it gives the first of 2 hints' in text
    assert text.count("hint(") == 1  # two loops lost nothing, and there are none for predict_labels


def test_what_was_taken_off_is_explained() -> None:
    text = readable(feedback.page(record(), KNN))

    assert "Your answers earned 18 points; 3 were taken off" in text
    assert "Handed in 1 day late." in text


def test_follow_through_and_not_run_are_explained() -> None:
    text = readable(feedback.page(record(), KNN))

    assert "asked with our own compute_distances_no_loops in place of yours" in text
    assert "made it pointless to ask" in text


def test_the_line_that_raised_is_marked() -> None:
    html = feedback.page(record(), KNN)

    marked = re.findall(
        r'class="line raised"[^>]*>(.*?)</span>\n?<span class="line|class="line raised"[^>]*>(.*?)argmax', html
    )
    assert len(marked) == 1


def test_all_passed_is_said_and_no_step_is_left() -> None:
    done = question(
        "predict_labels", "Predicting labels", check("majority", "The label is right.", 10), code="return 1"
    )

    html = feedback.page(record(questions=(done,), findings=()), KNN)

    assert "The one hidden check passed. Well done!" in readable(html)
    assert 'id="next"' not in html
    assert "nothing to remark" in html


def test_one_check_is_called_one() -> None:
    one = question("q", "Q", check("c", "A fact.", 1))
    none = question("q", "Q", check("c", "A fact.", 1, Status.FAILED))

    good = readable(feedback.page(record(questions=(one,), findings=()), KNN))
    bad = readable(feedback.page(record(questions=(none,), findings=()), KNN))

    assert "The one hidden check passed." in good and "Its check passed: what it asks" in good
    assert "The one hidden check hasn’t passed yet." in bad
    assert "1 checks" not in good + bad and "1 hidden checks" not in good + bad


def test_only_the_first_steps_are_spelled_out() -> None:
    failed = tuple(
        question(f"q{n}", f"Q {n}", check("c", "Fact.", 1, Status.FAILED, message=f"message {n}", hint=f"hint {n}"))
        for n in range(8)
    )

    html = feedback.page(record(questions=failed), KNN)

    assert html.count('<li class="card" id="step') == feedback.STEPS_SHOWN
    assert "3 smaller steps are told" in readable(html)
    assert html.count("hint 7") == 1


def test_neither_seed_nor_duration_is_shown() -> None:
    html = feedback.page(record(), KNN)

    assert "987654321" not in html
    assert "0.31" not in html


def test_a_rejected_file_says_what_was_found_and_what_to_do() -> None:
    text = readable(feedback.page(rejected(), KNN))

    assert "The zip holds 2 notebooks. Submit exactly one, named knn.ipynb." in text
    assert "What to do" in text
    assert "0 of" not in text


def test_a_fault_of_ours_is_said_to_be_ours_and_not_spelled_out() -> None:
    text = readable(feedback.page(not_graded(), KNN))

    assert "the fault is ours" in text
    assert "you don’t need to do anything" in text
    assert "checks.py" not in text


def test_a_hostile_record_makes_a_page_without_anything_live() -> None:
    payload = "</code><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">\u202e\ud800"
    broken = question("q", payload, check("c", "Fact.", 5, Status.FAILED, message=payload), code=payload * 50)

    html = feedback.page(record(name=payload, source=payload, questions=(broken,), attempts=(payload,)), KNN)

    html.encode()
    assert not re.search(r"<(script|img|iframe|object|link|base)\b", html, re.IGNORECASE)
    assert "\u202e" not in html


def test_every_page_forbids_scripts_and_requests() -> None:
    for one in (record(), rejected(), not_graded()):
        html = feedback.page(one, KNN)

        assert "default-src 'none'" in html
        assert not re.search(r"(href|src)=\"(?!#)", html)


def test_a_picture_of_ours_is_shown_with_its_question() -> None:
    drawn = Picture("predict_labels", "votes by class", b"\x89PNG\r\n\x1a\nrest")

    html = feedback.page(record(), KNN, [drawn])

    assert '<img src="data:image/png;base64,' in html
    assert html.index("data:image/png") > html.index("Predicting labels")


def test_an_empty_block_is_said_to_be_empty() -> None:
    blank = question("q", "Q", check("c", "Fact.", 5, Status.FAILED, message="the block is still empty"), code="\n")

    assert "There is no code of yours" in readable(feedback.page(record(questions=(blank,)), KNN))


def test_the_code_shown_is_the_students_own() -> None:
    text = readable(feedback.page(record(), KNN)).replace(" ", "")

    assert NO_LOOPS.splitlines()[0].replace(" ", "") in text


def test_an_unwritten_question_is_one_step_and_says_so_once() -> None:
    checks = tuple(
        check(f"c{n}", f"Fact {n}.", 2, Status.NOT_RUN, message="nothing has been written here yet") for n in range(3)
    )
    blank = question("q", "The vote", *checks, code="raise NotImplementedError")

    html = feedback.page(record(questions=(blank,)), KNN)

    (step,) = feedback.next_steps(record(questions=(blank,)))
    assert (step.check, step.points) == (None, 6)
    assert readable(html).count("nothing has been written here yet") == 2  # as a step, and in its question
    assert "Your code" not in html


def test_a_question_with_all_points_is_folded() -> None:
    html = feedback.page(record(), KNN)

    assert "All 2 checks passed: what they ask" in html


def test_the_check_whose_mistake_was_recognised_leads_its_question() -> None:
    plain = check("a", "Fact a.", 5, Status.FAILED, message="5 of 5 values are wrong")
    known = check("b", "Fact b.", 1, Status.FAILED, message="8 of 8 values are wrong", near_miss="transposed")

    (step,) = feedback.next_steps(record(questions=(question("q", "Q", plain, known),)))

    assert (step.check, step.more, step.points) == (known, 1, 6)


@pytest.mark.parametrize(("near_miss", "shown"), [("transposed", "transposed."), ("is it transposed?", "transposed?")])
def test_a_mistake_that_is_named_ends_as_a_sentence_does(near_miss: str, shown: str) -> None:
    known = check("b", "Fact b.", 1, Status.FAILED, message="8 of 8 values are wrong", near_miss=near_miss)

    text = readable(feedback.page(record(questions=(question("q", "Q", known),)), KNN))

    assert re.search(rf"It looks like a known mistake: (is it )?{re.escape(shown)}(?![.?])", text)


def test_one_message_for_all_checks_is_said_once_in_the_question() -> None:
    banned = tuple(
        check(f"c{n}", f"Fact {n}.", 2, Status.FAILED, message="torch.cdist must not be used here") for n in range(4)
    )

    (step,) = feedback.next_steps(record(questions=(question("q", "Q", *banned),)))
    text = readable(feedback.page(record(questions=(question("q", "Q", *banned),)), KNN))

    assert (step.check, step.points) == (None, 8)
    assert text.count("torch.cdist must not be used here") == 2  # as a step, and in its question


# ---------------------------------------------------------------- what a person allowed, and whose hand-in it is


def test_more_time_is_shown_in_the_course_s_zone_and_the_note_is_not():
    until = datetime(2026, 3, 20, 14, 59, tzinfo=UTC)
    one = record(exception=StudentException(ExceptionKind.EXTEND, until, "in hospital"))

    shown = feedback.page(one, assignment(time_zone="Asia/Seoul"))

    assert "more time, until 20 March 2026, 23:59:00 KST" in shown
    assert "hospital" not in shown


def test_who_is_excused_sees_no_score():
    one = record(status=RecordStatus.EXCUSED, score=0.0, questions=(), exception=StudentException(ExceptionKind.EXCUSE))

    shown = feedback.page(one, assignment())

    assert "You are excused" in shown
    assert "of 36 points" not in shown and "hidden checks" not in shown.partition("<footer>")[0]


def test_a_member_s_page_says_who_handed_in():
    shown = feedback.page(record(handed_in_by="<2022000009>", group="Team 7"), assignment())

    assert "<dt>Handed in by</dt><dd><bdi>&lt;2022000009&gt;</bdi>, for the group <bdi>Team 7</bdi></dd>" in shown


def with_marks(*marks: GivenMark) -> str:
    return readable(feedback.page(hand_marks.put(record(findings=()), marks), KNN))


def test_what_a_person_gave_is_in_the_score_and_beside_its_question() -> None:
    text = with_marks(
        GivenMark("inline_question_1", 7.0, 1.0, "See <i>page 3</i>."),
        GivenMark("predict_labels", 6.0, comment="Half of it."),
    )

    assert "32 of 46 points" in text and "7 of 10" in text
    assert "See <i>page 3</i>." in text and "Half of it." in text
    assert "A person gave these points. The checks alone gave 0." in text
    assert "A person gave you 1 point beside the questions." in text
    assert "wait" not in text


def test_an_answer_says_whether_it_waits_and_for_how_much() -> None:
    new = with_marks(GivenMark("inline_question_1", waiting=True))
    again = with_marks(GivenMark("inline_question_1", 7.0, waiting=True))

    assert "1 of your answers waits for a person, for up to 10 more points." in new
    assert "isn’t part of the score above yet" in new
    assert "1 of your answers waits for a person." in again and "It waits to be read again." in again
    assert "for up to" not in again


def test_once_an_answer_is_marked_its_page_no_longer_says_that_none_was_found() -> None:
    blank = tuple(replace(one, code="") if one.written else one for one in record().questions)
    found = (Elsewhere("cell 7", "The answer is here.", "a text cell that was added"),)
    unread, alone = record(questions=blank, elsewhere=found), record(questions=blank)
    marked = (GivenMark("inline_question_1", 7.0),)

    assert "No answer was found in its cell" in readable(feedback.page(hand_marks.put(unread, ()), KNN))
    shown = [readable(feedback.page(hand_marks.put(one, marked), KNN)) for one in (unread, alone)]
    assert not any("No answer was found" in text or "A person looks at" in text for text in shown)
    assert "what you wrote elsewhere was there to be read" in shown[0]


def test_a_question_that_a_person_gave_all_points_is_no_next_step() -> None:
    made = hand_marks.put(record(), (GivenMark("predict_labels", 10.0),))

    assert [step.question.id for step in feedback.next_steps(made)] == ["compute_distances_no_loops"]


def test_an_answer_s_formulas_are_set_wherever_its_words_stand() -> None:
    made = record(elsewhere=(Elsewhere("cell 7", "So $y_1$ is it.", "an added cell"),))
    written = tuple(replace(one, code="Because $x^2 < 1$.") if one.written else one for one in made.questions)

    html = feedback.page(replace(made, questions=written), KNN)

    assert "<msup><mi>x</mi><mn>2</mn></msup>" in html
    assert "<msub><mi>y</mi><mn>1</mn></msub>" in html
    assert "$x^2" not in html and "$y_1" not in html


@pytest.mark.parametrize(("cell", "shown"), [("cell 17", "cell 17"), ("imports", "cell imports")])
def test_a_finding_s_cell_is_called_a_cell_once(cell: str, shown: str) -> None:
    found = Finding("cell_added", Severity.NOTE, cell, "A cell was added.")

    text = readable(feedback.page(record(findings=(found,)), KNN))

    assert shown in text and "cell cell" not in text


def test_words_elsewhere_are_shown_and_a_blank_answer_points_to_them() -> None:
    found = (
        Elsewhere("cell 7", "The <b>answer</b> is here.", "a text cell that was added"),
        Elsewhere("", "", "3 more places with words"),
    )
    made = record(elsewhere=found)
    blank = tuple(replace(one, code="") if one.written else one for one in made.questions)

    html = feedback.page(replace(made, questions=blank), KNN)

    assert "cell 7 : a text cell that was added The <b>answer</b> is here." in readable(html)
    assert "3 more places with words" in readable(html)
    assert "A person looks at what you wrote elsewhere" in readable(html)
    assert "Written elsewhere" not in readable(feedback.page(record(), KNN))


# ---------------------------------------------------------------- what isn't allowed


def test_a_call_that_costs_its_question_is_said_once_with_what_the_answers_were_worth_and_what_was_wrong_with_them() -> (
    None
):
    banned = "torch.cdist must not be used here (line 2 of the block). This costs the question."
    right = [check(f"c{n}", f"Fact {n}.", 2, Status.FAILED, message=banned, worth=2.0) for n in range(3)]
    wrong = check("d", "Fact d.", 2, Status.FAILED, message=f"{banned} Besides, 5 of 5 numbers are off", worth=0.0)
    finding = Finding("banned_call", Severity.VIOLATION, "q_solution", banned)

    html = feedback.page(
        record(questions=(question("q", "Q", *right, wrong, banned=banned),), findings=(finding,)), KNN
    )
    text = readable(html)

    assert text.count("torch.cdist must not be used here") == 2  # as a step, and in its question
    assert text.count("Without it your answers would have earned 6 of 8.") == 2
    assert text.count("right, but for the call that isn’t allowed") == 3
    assert "What was seen: 5 of 5 numbers are off" in text
    assert "nothing to remark" in text


def test_what_costs_a_share_is_said_once_in_each_question_with_the_points() -> None:
    banned = "torch.nn.functional.pad must not be used here (line 2 of the block). This costs a tenth of the question."
    each = [question(name, name, check("a", "Fact.", 8), banned=banned) for name in ("p", "q")]
    taken = [Finding("banned_call", Severity.VIOLATION, f"{name}_solution", banned, -0.8) for name in ("p", "q")]

    text = readable(feedback.page(record(questions=tuple(each), findings=tuple(taken)), KNN))

    assert text.count(banned) == 2
    assert text.count("-0.8 points") == 2 or text.count("−0.8 points") == 2
    assert "1.6 points were taken off for calls that aren’t allowed" in text
    assert "how the work was handed in" not in text
