"""Marks by hand go onto a record and come off again, and what was read of them is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.errors import GradingError
from autograder.model import Elsewhere, RecordStatus
from autograder.results import hand_marks
from autograder.results.hand_marks import GivenMark, in_gradebook
from autograder.untrusted_text import as_id
from tests.fixtures.report import record

POINTS = st.none() | st.floats(-20, 60, allow_nan=False).map(lambda points: round(points, 2))
NAMES = [one.id for one in record().questions]
MARKS = st.lists(
    st.builds(GivenMark, st.sampled_from(NAMES), POINTS, st.floats(-5, 5).map(lambda x: round(x, 2)), st.text(max_size=9), st.booleans()),
    unique_by=lambda mark: mark.question,
    max_size=4,
).map(tuple)  # fmt: skip


@given(MARKS, MARKS)
def test_what_was_put_on_before_leaves_no_trace(first, second):
    once, twice = hand_marks.put(record(), second), hand_marks.put(hand_marks.put(record(), first), second)

    assert once == twice
    assert hand_marks.automatic(once) == hand_marks.automatic(record())
    assert once.score >= 0
    assert once.waiting == sum(one.waiting for one in once.questions)


@given(st.dictionaries(st.text(min_size=1, max_size=9), MARKS, max_size=3))
def test_what_was_read_is_kept_as_it_was(tmp_path_factory, marks):
    path = tmp_path_factory.mktemp("kept") / "hand_marks.json"

    hand_marks.keep(path, marks)

    assert hand_marks.last_read(path).marks == marks


def test_a_student_whom_the_gradebook_does_not_know_waits_by_what_they_wrote():
    assert hand_marks.settle(record("9"), {"1": ()}).waiting == 1
    assert hand_marks.settle(record("1"), {"1": (GivenMark("inline_question_1", 0.0),)}).waiting == 0


def test_an_id_is_found_under_the_name_that_the_gradebook_has_of_it():
    marks = {"~2E.~2F1": (GivenMark("inline_question_1", 4.0),)}

    assert hand_marks.settle(record("../1"), marks).score == 19.0


def test_who_is_excused_has_no_mark_whatever_was_given():
    made = hand_marks.put(record(status=RecordStatus.EXCUSED, questions=()), (GivenMark(NAMES[0], 3.0),))

    assert (made.score, made.waiting) == (0.0, 0)


def test_extra_credit_counts_though_lateness_took_all():
    ruin = record(findings=(), score=0.0)
    made = hand_marks.put(ruin, (GivenMark(NAMES[0], -90.0, 2.0),))

    assert made.score == 2.0


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"version": 9, "students": {}}'])
def test_a_damaged_file_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "hand_marks.json").write_bytes(content)

    with pytest.raises(GradingError, match=r"hand_marks\.json can't be read"):
        hand_marks.last_read(tmp_path / "hand_marks.json")


def test_a_blank_answer_waits_beside_words_elsewhere_where_the_gradebook_knows_nothing() -> None:
    made = record()
    blank = replace(made, questions=tuple(replace(one, code="") if one.written else one for one in made.questions))

    assert hand_marks.put(blank, None).waiting == 0
    assert hand_marks.put(replace(blank, elsewhere=(Elsewhere("cell 7", "It is here."),)), None).waiting == 1


IDS = st.text(st.sampled_from("oO'~27eE \u00e9\u0301김/.-_"), min_size=1, max_size=8).map(as_id).filter(bool)


@given(IDS, IDS)
@example("o'neil", "o~27neil")
@example("a/b", "a~2Fb")
@example("..", "~2E.")
def test_no_two_students_are_one_in_the_gradebook(one: str, other: str) -> None:
    assert (in_gradebook(one) == in_gradebook(other)) == (one == other)


def test_what_was_read_goes_along_to_another_id_and_of_two_what_a_person_gave(tmp_path: Path) -> None:
    path, bare, given_by_hand = tmp_path / "hand_marks.json", (GivenMark("q"),), (GivenMark("q", 3.0),)
    hand_marks.keep(path, {"101": given_by_hand, "2022000001": bare, "102": bare, "2022000002": given_by_hand}, "word")

    hand_marks.rename(path, {"101": "2022000001", "102": "2022000002"})

    kept = hand_marks.last_read(path)
    assert kept.marks == {"2022000001": given_by_hand, "2022000002": given_by_hand}
    assert kept.reading == "word"


def test_of_a_whole_class_whose_answers_changed_one_line_is_said():
    changed = [replace(one, marked=True, waiting=True) if one.written else one for one in record().questions]
    several = [replace(record(student), questions=tuple(changed)) for student in ("1", "2")]
    (written,) = [one.id for one in changed if one.written]

    (line,) = hand_marks.remarks(several, {})

    assert line.startswith(f"1, 2: {written} was marked by hand, and the answer, ")
