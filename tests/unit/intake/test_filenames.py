"""Whose a file is, by its name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.intake import filenames
from autograder.intake.filenames import Evidence

NAMES = st.text(max_size=60) | st.lists(
    st.sampled_from(["kim", "_", "1001", "-", "knn", ".zip", ".ipynb", "LATE", "_attempt_", "2026-10-05-23-41-00",
                     "_assignsubmission_file_", "anon_7", " ", "é", "/", "\x00", "(1)"]), max_size=10
).map("".join)  # fmt: skip

# ---------------------------------------------------------------- Canvas


@pytest.mark.parametrize(
    ("name", "student_id", "file", "attempt"),
    [
        ("kimminsu_1001_5001_2022123456-knn.zip", "1001", "2022123456-knn.zip", 0),
        ("kimminsu_LATE_1001_5001_knn.ipynb", "1001", "knn.ipynb", 0),
        ("kimminsu_1001_5001_2022123456-knn-2.zip", "1001", "2022123456-knn-2.zip", 2),
        ("김민수_1001_5001_knn.zip", "1001", "knn.zip", 0),
        ("van_der_berg_1001_5001_knn.zip", "1001", "knn.zip", 0),
        ("kim_1001_5001_spoof_2002_6002_knn.zip", "1001", "spoof_2002_6002_knn.zip", 0),
        ("anon_77_5001_knn.zip", "anon_77", "knn.zip", 0),
        ("LATE_anon_77_5001_knn-1.zip", "anon_77", "knn-1.zip", 1),
    ],
)
def test_canvas_names_tell_the_user_and_the_attempt(name, student_id, file, attempt):
    handed = filenames.of_lms(name)

    assert handed is not None
    assert (handed.student_id, handed.file, handed.attempt, handed.evidence) == (
        student_id,
        file,
        attempt,
        Evidence.LMS,
    )
    assert handed.entry


@pytest.mark.parametrize("name", ["kim_1001_5001_text.html", "kim_1001_5001_link.html", "kim_LATE_1001_5001_text.html"])
def test_canvas_text_entries_are_no_files(name):
    handed = filenames.of_lms(name)

    assert handed is not None
    assert not handed.entry


def test_a_later_canvas_upload_has_a_higher_order():
    first, second = filenames.of_lms("kim_1001_999_knn.zip"), filenames.of_lms("kim_1001_5001_knn.zip")

    assert first is not None and second is not None
    assert first.order < second.order


# ---------------------------------------------------------------- Moodle


@pytest.mark.parametrize(
    ("name", "student_id", "file"),
    [
        ("Kim Minsu_4711_assignsubmission_file", "4711", ""),
        ("Kim Minsu_4711_assignsubmission_file_", "4711", ""),
        ("Kim Minsu_4711_assignsubmission_file_2022123456-knn.zip", "4711", "2022123456-knn.zip"),
        ("Participant_4711_assignsubmission_file_knn.zip", "4711", "knn.zip"),
        ("Team_A_12_assignsubmission_file_knn.zip", "12", "knn.zip"),
        ("Kim_4711_assignsubmission_file_x_9_assignsubmission_file_y.zip", "4711", "x_9_assignsubmission_file_y.zip"),
    ],
)
def test_moodle_names_tell_the_participant(name, student_id, file):
    handed = filenames.of_lms(name)

    assert handed is not None
    assert (handed.student_id, handed.file, handed.entry) == (student_id, file, True)


def test_moodle_online_texts_are_no_files():
    handed = filenames.of_lms("Kim_4711_assignsubmission_onlinetext_onlinetext.html")

    assert handed is not None
    assert not handed.entry


# ---------------------------------------------------------------- Blackboard

ATTEMPTS = ["HW_1_kim_attempt_2026-10-05-23-41-00_knn.zip", "HW_1_min_su_attempt_2026-10-05-23-41-00_knn.zip"]


def test_blackboard_names_tell_the_user():
    handed = filenames.of_lms("knn_kim_attempt_2026-10-05-23-41-00_2022123456-knn.zip")

    assert handed is not None
    assert (handed.student_id, handed.file) == ("kim", "2022123456-knn.zip")


def test_blackboard_titles_and_users_with_underscores_are_told_apart_by_what_all_names_share():
    title = filenames.blackboard_title(ATTEMPTS)

    assert title == "HW_1"
    assert [getattr(filenames.of_lms(name, title=title), "student_id", "") for name in ATTEMPTS] == ["kim", "min_su"]


def test_blackboard_listings_are_no_files():
    handed = filenames.of_lms("knn_kim_attempt_2026-10-05-23-41-00.txt")

    assert handed is not None
    assert not handed.entry


def test_a_later_blackboard_attempt_has_a_higher_order():
    first, second = (filenames.of_lms(f"knn_kim_attempt_2026-10-05-23-4{n}-00_a.zip") for n in (1, 2))

    assert first is not None and second is not None
    assert first.order < second.order


# ---------------------------------------------------------------- our own


@pytest.mark.parametrize(
    ("name", "student_id", "assignment", "attempt"),
    [
        ("2022123456-knn.zip", "2022123456", "knn", 0),
        ("20-221234-two_layer_net.zip", "20-221234", "two_layer_net", 0),
        ("2022123456-knn (1).zip", "2022123456", "knn", 1),
        ("2022123456-knn-3.ipynb", "2022123456", "knn", 3),
        ("김민수-knn.zip", "김민수", "knn", 0),
    ],
)
def test_our_zips_tell_the_student_and_the_assignment(name, student_id, assignment, attempt):
    handed = filenames.of_zip(name)

    assert handed is not None
    assert (handed.student_id, handed.assignment, handed.attempt) == (student_id, assignment, attempt)


@pytest.mark.parametrize("name", ["knn.zip", "submission.ipynb", "2022123456.zip", "-knn.zip", "", "2022-10-05.zip"])
def test_other_names_tell_nobody(name):
    assert filenames.of_zip(name) is None
    assert filenames.of_lms(name) is None


@given(st.lists(NAMES, max_size=5))
def test_no_name_raises(given_names):
    title = filenames.blackboard_title(given_names)
    for name in given_names:
        filenames.of_lms(name, title=title)
        filenames.of_zip(name)
        filenames.stem(name)


def test_a_blackboard_name_without_a_user_is_nobodys():
    handed = filenames.of_lms("__attempt_2026-10-05-23-41-00")

    assert handed is not None
    assert handed.student_id == ""
