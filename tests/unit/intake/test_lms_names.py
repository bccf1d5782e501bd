"""Names as one LMS writes them: the leftmost part is the LMS's, what comes after is the student's."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.intake import lms_names
from autograder.intake.lms_names import Lms
from term.download_names import blackboard, listing

NAMES = st.text(max_size=60) | st.lists(
    st.sampled_from(["kim", "_", "1001", "-", "knn", ".zip", ".ipynb", "LATE", "_attempt_", "2026-10-05-23-41-00", " - ",
                     "_assignsubmission_file_", "anon_7", " ", "é", "/", "\x00", "(1)", "May 6, 2020 231 PM", "text.html"]), max_size=12
).map("".join)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "readings"),
    [
        ("kim_1001_5001_77-knn-2.zip", [("kim", "1001", "77-knn-2.zip")]),
        ("x_5_35_9006_k.ipynb", [("x", "5", "9006_k.ipynb"), ("x_5", "35", "k.ipynb")]),
        ("x_5_LATE_35_9006_k.ipynb", [("x_5", "35", "k.ipynb")]),
        ("kimada_30_9001_31_9002_knn.ipynb", [("kimada", "30", "31_9002_knn.ipynb")]),
        ("x_5000_35_9006_k.ipynb", [("x_5000", "35", "k.ipynb")]),
        ("_36_9007_k.ipynb", [("", "36", "k.ipynb")]),
        ("Kim Ada_30_9001_k.ipynb", []),
    ],
)
def test_canvas_names_may_have_two_readings(name, readings):
    assert [(one.shown, one.student_id, one.file) for one in lms_names.canvas_readings(name)] == readings


def test_a_number_of_any_length_is_read():
    assert lms_names.canvas_readings(f"x_{'9' * 5000}_1_k") == ()
    assert len(lms_names.canvas_readings("x" + "_1_2_3_4_5_6_7_8" * 100 + "_k")) <= 4


def test_blackboards_time_and_moodles_names_are_told():
    made = lms_names.read(Lms.BLACKBOARD, blackboard("HW 1", "ada01", "2026-10-05-12-00-00", "k.ipynb"))
    moodle = lms_names.read(Lms.MOODLE, "Kim_Ada_201_assignsubmission_file_x_9_assignsubmission_file_y.zip")

    assert made is not None and (made.student_id, made.received) == ("HW 1_ada01", datetime(2026, 10, 5, 12))
    assert moodle is not None and (moodle.shown, moodle.student_id) == ("Kim_Ada", "201")


@pytest.mark.parametrize("date", ["2026-13-05-12-00-00", "2026-10-05-25-00-00"])
def test_a_time_that_is_none_is_left_out(date):
    made = lms_names.read(Lms.BLACKBOARD, f"HW_ada_attempt_{date}_k.ipynb")

    assert made is not None and made.received is None


@pytest.mark.parametrize(
    ("title", "titles", "users", "user"),
    [
        ("HW 1_ada01", [], [], "ada01"),
        ("HW_1_ada_k", [], ["ada_k", "k"], "ada_k"),
        ("HW_1_ada_k", ["HW_1_ada_k", "HW_1_bo"], [], "ada_k"),
        ("HW_1_ada_k", ["HW_1_ada_k"], [], ""),
        ("HW", [], ["HW"], ""),
    ],
)
def test_the_title_is_told_from_the_user(title, titles, users, user):
    assert lms_names.blackboard_user(title, titles, users) == user


def test_a_listing_names_the_user_in_its_first_line_only():
    assert lms_names.blackboard_listed_user(listing("Prof X (Dr)", "ada_k", "Name: Lee Bo (bo)")) == "ada_k"
    assert lms_names.blackboard_listed_user(b"\xff\x00 nothing\nName: Lee Bo (bo)") == ""


@given(NAMES)
def test_no_name_raises(name):
    for lms in Lms:
        lms_names.read(lms, name)
    readings = lms_names.canvas_readings(name)
    lms_names.canvas_anonymous(name)
    lms_names.blackboard_user(name, [name, f"{name}x"], ["x"])
    if readings:
        lms_names.canvas_choice(readings, [readings[0]], ["1001"])
