"""What a file's own name tells: its kind, and whose it is as our submission cell writes it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.intake import filenames


@pytest.mark.parametrize(
    ("name", "student_id", "assignment", "attempt"),
    [
        ("2022123456-knn.zip", "2022123456", "knn", 0),
        ("20-221234-two_layer_net.zip", "20-221234", "two_layer_net", 0),
        ("2022123456-knn (1).zip", "2022123456", "knn", 1),
        ("2022123456-knn-3.ipynb", "2022123456", "knn", 3),
        ("77-knn-1.ipynb.txt", "77", "knn", 1),
        ("77-knn (2)-1.zip", "77", "knn", 2),
        ("77-knn(2)-1.zip", "77", "knn", 2),
        ("77-knn.zip의 사본", "77", "knn", 0),
        ("77-knn.zip.download", "77", "knn", 0),
        ("김민수-knn.zip", "김민수", "knn", 0),
        ("kim ada-knn.zip", "kim ada", "knn", 0),
    ],
)
def test_our_zips_tell_the_student_and_the_assignment(name, student_id, assignment, attempt):
    handed = filenames.of_zip(name)

    assert handed is not None
    assert (handed.student_id, handed.assignment, handed.attempt) == (student_id, assignment, attempt)


@pytest.mark.parametrize("name", ["knn.zip", "submission.ipynb", "2022123456.zip", "-knn.zip", "", "2022-10-05.zip"])
def test_other_names_tell_nobody(name):
    assert filenames.of_zip(name) is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("knn.ipynb", ".ipynb"), ("KNN.ZIP", ".zip"), ("knn.ipynb.txt", ".ipynb"), ("knn.ipynb.json", ".ipynb"),
        ("knn.zip.download", ".zip"), ("knn.txt", ".txt"), ("knn.ipynb의 사본", ".ipynb"), ("knn.ipynb のコピー", ".ipynb"), ("knn.ipynb (1)", ".ipynb"), ("knn.ipynb_old", ".ipynb_old"), ("knn.ipynb.bak", ".bak"), (".ipynb 1", ""), ("knn.tar.gz", ".gz"), ("knn", ""), (".zip", ""), ("v1.2 final", ""),
    ],
)  # fmt: skip
def test_a_kind_is_known_behind_what_was_added_on_the_way(name, kind):
    assert filenames.kind(name) == kind


@given(st.text(max_size=60))
def test_no_name_raises(name):
    filenames.of_zip(name)
    filenames.stem(name)
    filenames.kind(name)
    filenames.attempt_of(name)
