"""Former years' hand-ins are read from results and from what was handed in; what can't be is said."""

from __future__ import annotations

import pytest

from autograder.errors import UsageError
from autograder.results import atomic
from autograder.results import record as records
from autograder.results.folder import Folder
from autograder.similar import former
from tests.fixtures.assembled import DOUBLING, SOLVED
from tests.fixtures.notebooks import save, to_bytes
from tests.fixtures.report import record


def test_former_files_are_read_by_today_s_release_and_what_is_none_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.course.outline.read", lambda name, root: DOUBLING)
    year = tmp_path / "2025" / "doubling"
    save(year / "2022000001-doubling.ipynb", to_bytes(SOLVED))
    save(year / "2022000002-doubling.zip", b"no zip")
    save(year / "notes.pdf", b"%PDF")

    (found,), left_out = former.read("doubling", tmp_path, [year])

    assert (found.student, found.former) == ("2022000001", "2025")
    assert "double" in found.texts and not found.texts["double"].written
    assert [each.split(" isn't compared")[0].split(": ")[1] for each in left_out] == [
        "notes.pdf",
        "2022000002-doubling.zip",
    ]


def test_a_results_folder_is_read_by_its_records(tmp_path):
    year = tmp_path / "2024" / "results"
    atomic.write(Folder(year / "knn").record("1"), records.encode(record("1")))

    for given in (year, year / "knn"):
        (found,), left_out = former.read("knn", tmp_path, [given])
        assert (found.student, found.former, left_out) == ("1", "2024", [])


def test_a_path_that_is_not_there_is_asked_about(tmp_path):
    with pytest.raises(UsageError, match="isn't there"):
        former.read("knn", tmp_path, [tmp_path / "nowhere"])
