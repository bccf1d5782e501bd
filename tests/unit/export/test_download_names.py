"""The LMS's names of files, read and written again: none goes to a stranger."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.export import download_names
from autograder.export.download_names import canvas_path, moodle_path, read, recipient

WORDS = st.text(st.sampled_from("aB1_2-. 'é가"), max_size=12)
NUMBERS = st.integers(1, 99999).map(str)


@pytest.mark.parametrize(
    ("source", "student", "attachment"),
    [
        ("kimada_30_9001_knn.ipynb", "30", "9001"),
        ("kimada_LATE_30_9001_knn.ipynb", "30", "9001"),
        ("kimada_30_9001_31_9002_knn.ipynb", "30", "9001"),
        ("x_5_35_9006_k.ipynb", "35", "9006"),
        ("2024_37_9008_k.ipynb", "37", "9008"),
        ("_36_9007_k.ipynb", "36", "9007"),
        ("anon_7Kd2x_9001_x.ipynb", "7Kd2x", "9001"),
        ("LATE_anon_7Kd2x_9002_y.ipynb", "anon_7Kd2x", "9002"),
        ("kimada_30_9001_my_linked.ipynb", "30", "9001"),
    ],
)
def test_canvas_takes_the_page_for_who_handed_the_attachment_in(source: str, student: str, attachment: str) -> None:
    name = read("canvas", source, student)

    assert name is not None
    path = canvas_path(name, ".zip")
    assert recipient("canvas", path) == student.removeprefix("anon_")
    assert f"_{attachment}_" in path


@pytest.mark.parametrize("source", ["kimada_30_text.html", "30-knn.zip", "kimada_31_9001_k.ipynb"])
def test_what_has_no_attachment_of_theirs_is_not_canvas_s(source: str) -> None:
    assert read("canvas", source, "30") is None


@pytest.mark.parametrize(
    "source",
    [
        "Kim Ada_201_assignsubmission_file/knn.ipynb",
        "Kim Ada_201_assignsubmission_file_/knn.ipynb",
        "Kim Ada_201_assignsubmission_file_knn_99.ipynb",
        "top/Kim Ada_201_assignsubmission_file/knn.ipynb",
        "Kim_Ada_201_assignsubmission_file/knn.ipynb",
    ],
)
def test_moodle_s_number_is_read_and_written(source: str) -> None:
    name = read("moodle", source, "201")

    assert name is not None
    assert recipient("moodle", moodle_path(name.name, name.number, "feedback.html")) == "201"
    assert read("moodle", source, "20") is None


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("Team 7_55_assignsubmission_file/feedback.html", "55"),
        ("기본 모둠_assignsubmission_file/f.html", ""),
        ("Kim_Ada_201_assignsubmission_file/f.html", ""),
        ("Kim Ada_201_assignsubmission_file/.f.html", ""),
        ("Kim Ada_201_feedback/f.html", ""),
    ],
)
def test_moodle_s_own_rule(path: str, number: str) -> None:
    assert recipient("moodle", path) == number


@pytest.mark.parametrize(
    "source",
    [
        "HW 1_ada01_attempt_2026-10-05-12-00-00_k.ipynb",
        "HW_1_ada01_attempt_2026-10-05-12-00-00_a_attempt_2020-01-01-00-00-00_k.ipynb",
    ],
)
def test_blackboard_s_user_name(source: str) -> None:
    assert read("blackboard", source, "ada01") == download_names.DownloadName("ada01")
    assert read("blackboard", source, "ada02") is None


@given(WORDS, NUMBERS, NUMBERS, WORDS)
def test_any_name_and_any_file_come_back_to_their_owner(shown: str, number: str, attachment: str, file: str) -> None:
    """Canvas's and Moodle's rules for making names, and for reading them again."""
    user = re.sub(r"_(\d+)_", r"\1", shown).lower()
    kept = re.sub(r"\W", "", f"{user}_{number}")
    source = f"{kept}_{attachment}_{file}"
    name = read("canvas", source, number)
    assert name is None or recipient("canvas", canvas_path(name, ".zip")) == number

    source = f"{shown.replace('_', ' ')}_{number}_assignsubmission_file/{file}.ipynb"
    name = read("moodle", source, number)
    assert name is not None
    assert recipient("moodle", moodle_path(name.name, name.number, "feedback.html")) == number


def test_a_file_named_like_another_participants_is_its_owners():
    source = "Lee Bo_202_assignsubmission_file_Kim Ada_201_assignsubmission_file_knn.zip"

    assert download_names.read("moodle", source, "202") == download_names.DownloadName("202", "Lee Bo")
    assert download_names.read("moodle", source, "201") is None
