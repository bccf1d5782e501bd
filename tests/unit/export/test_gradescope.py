"""What Gradescope is given and what it shows."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import GradingError
from autograder.export import gradescope
from tests.fixtures.report import assignment, not_graded, record, rejected

KNN = assignment()
ROOT = Path(__file__).resolve().parents[3]


def test_the_score_is_the_records_and_the_tests_are_its_checks() -> None:
    found = gradescope.results(record(), KNN)

    assert found["score"] == 15.0
    assert sum(test["max_score"] for test in found["tests"]) == 36.0
    assert [test["number"] for test in found["tests"]] == ["1.1", "1.2", "2.1", "2.2", "2.3", "3.1", "3.2"]
    assert {test["visibility"] for test in found["tests"]} == {"visible"}


def test_a_failed_check_says_what_was_seen_and_the_hint() -> None:
    test = gradescope.results(record(), KNN)["tests"][2]

    assert test["status"] == "failed"
    assert "64 of 64 elements differ" in test["output"]
    assert "It looks like a known mistake: this is the distance, not its square." in test["output"]
    assert "Hint: Rounding" in test["output"]


def test_findings_and_written_points_are_in_the_output() -> None:
    output = gradescope.results(record(), KNN)["output"]

    assert "Handed in 1 day late. (-3 points)" in output
    assert "up to 10 more points" in output


def test_the_seed_stays_ours() -> None:
    assert "987654321" not in json.dumps(gradescope.results(record(), KNN))


def test_a_rejected_file_says_why() -> None:
    found = gradescope.results(rejected(), KNN)

    assert (found["score"], found["tests"]) == (0.0, [])
    assert "The zip holds 2 notebooks." in found["output"]


def test_a_fault_of_ours_is_no_score() -> None:
    with pytest.raises(GradingError, match="wasn't graded"):
        gradescope.results(not_graded(), KNN)


@given(st.text(st.characters(), max_size=50))
def test_any_text_is_json(text: str) -> None:
    json.dumps(gradescope.results(rejected(reason=text), KNN)).encode()


def test_the_bundle_has_its_scripts_at_the_root_and_they_can_run(tmp_path: Path) -> None:
    archive = zipfile.ZipFile(io.BytesIO(gradescope.bundle("knn", ROOT)))

    names = set(archive.namelist())
    assert {
        "setup.sh",
        "run_autograder",
        "requirements.txt",
        "assignments/knn/hidden/checks_distances.py",
        "source/knn/knn.ipynb",
    } <= names
    assert {"autograder/export/gradescope.py", "autograder/report/templates/page.css", "release/knn/knn.ipynb"} <= names
    assert not any("__pycache__" in name for name in names)
    for script in ("setup.sh", "run_autograder"):
        assert archive.getinfo(script).external_attr >> 16 & 0o111
        text = archive.read(script).decode()
        assert text.startswith("#!")
        (tmp_path / script).write_text(text)
        subprocess.run(["bash", "-n", str(tmp_path / script)], check=True)
    assert archive.getinfo("assignments/knn/hidden/checks_distances.py").external_attr >> 16 & 0o777 == 0o600
    assert (
        archive.getinfo("autograder/sandbox/inside/main.py").external_attr >> 16 & 0o777 == 0o644
    )  # students' processes import it
    assert "jupyterlab" not in archive.read("requirements.txt").decode()


def test_the_bundle_is_the_same_each_time() -> None:
    assert gradescope.bundle("knn", ROOT) == gradescope.bundle("knn", ROOT)


def test_a_course_without_lists_of_packages_uses_the_kits(tmp_path: Path) -> None:
    archive = zipfile.ZipFile(io.BytesIO(gradescope.bundle("knn", tmp_path)))

    assert archive.read("constraints.txt") == (ROOT / "constraints.txt").read_bytes()


def test_unpacked_files_are_packed_again_and_links_left_out(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    folder = tmp_path / "submission"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "knn.ipynb").write_text("{}")
    (folder / "link.ipynb").symlink_to(tmp_path / "secret")
    (folder / "away").symlink_to(tmp_path)

    archive = zipfile.ZipFile(io.BytesIO(gradescope.packed(folder)))

    assert archive.namelist() == ["inner/knn.ipynb"]


def test_a_lone_zip_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK anything")

    assert gradescope.packed(tmp_path) == b"PK anything"


def test_metadata_that_is_none_of_gradescopes_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text("[1, 2]")

    assert gradescope._metadata(tmp_path / "m.json") == {}
    assert gradescope._metadata(tmp_path / "none.json") == {}
    assert gradescope._time("2026-10-05T12:00:00") is None
    assert gradescope._time("2026-10-05T12:00:00.000000-07:00") is not None
