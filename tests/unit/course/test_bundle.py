"""A packed assignment is the assignment, and lies open to nobody else."""

from __future__ import annotations

import re
import shutil
import stat
from pathlib import Path

import msgspec
import pytest

from autograder.course import assignment, bundle
from autograder.errors import AssignmentBroken
from tests.fixtures.course import ROOT


def test_what_is_unpacked_is_the_same_assignment():
    with bundle.unpacked(bundle.pack("knn", ROOT)) as root:
        there = assignment.load("knn", root)

    here = assignment.load("knn", ROOT)
    assert (there.fingerprint, there.rules, there.release_version) == (
        here.fingerprint,
        here.rules,
        here.release_version,
    )
    assert (there.limits, there.late, there.least_sandbox_level) == (here.limits, here.late, here.least_sandbox_level)


def test_the_same_files_give_the_same_bytes_and_rehearsals_stay_at_home():
    packed = bundle.pack("knn", ROOT)

    files = msgspec.msgpack.decode(packed)["files"]
    assert packed == bundle.pack("knn", ROOT)
    assert not [name for name in files if {"right", "__pycache__"} & set(name.split("/"))]
    assert not [name for name in files if "course-key" in name or not name.startswith(("assignments/knn/", "assignments/_shared/checks/", "source/knn/", "release/knn/", "course.toml"))]  # fmt: skip


def test_a_wrong_answer_that_feedback_may_name_goes_along_and_counts(tmp_path):
    for folder in ("assignments/knn", "source/knn", "release/knn"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "course.toml", tmp_path)
    before = assignment.load("knn", tmp_path)
    wrong = tmp_path / "assignments/knn/answers/wrong/compute_distances_one_loop.py"
    assert "# near miss:" not in wrong.read_text()
    wrong.write_text(re.sub(r"(?m)^(# fails: .*)$", r"\1\n# near miss: this is it", wrong.read_text(), count=1))

    packed = bundle.pack("knn", tmp_path)
    with bundle.unpacked(packed) as root:
        there = assignment.load("knn", root)

    named = [name for name in msgspec.msgpack.decode(packed)["files"] if "/answers/" in name]
    naming = [path for path in wrong.parent.glob("*.py") if "# near miss: " in path.read_text()]
    assert wrong in naming and {path.relative_to(tmp_path).as_posix() for path in naming} <= set(named)
    assert "assignments/knn/answers/near_misses.toml" in named
    assert there.fingerprint == assignment.load("knn", tmp_path).fingerprint != before.fingerprint


def test_nobody_else_can_enter_the_place_and_it_is_gone_afterwards():
    with bundle.unpacked(bundle.pack("knn", ROOT)) as root:
        mode = stat.S_IMODE(root.stat().st_mode)
        checks = (root / "assignments" / "knn" / "hidden" / "checks_labels.py").exists()

    assert (mode, checks, root.exists()) == (0o700, True, False)


@pytest.mark.parametrize("name", ["../outside", "/outside", "a/../../outside"])
def test_no_path_leads_out_of_it(tmp_path, name):
    packed = msgspec.msgpack.encode({"files": {name: b"x"}})

    with pytest.raises(AssignmentBroken, match="holds the path"), bundle.unpacked(packed):
        pass

    assert not Path("/outside").exists()


def test_what_a_killed_process_had_unpacked_is_removed_by_the_next_and_what_is_being_read_is_kept(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "autograder-1-course-left/assignments").mkdir(parents=True)
    packed = msgspec.msgpack.encode(bundle._Bundle({"course.toml": b""}))

    with bundle.unpacked(packed) as outer:
        assert list(tmp_path.iterdir()) == [outer]
        with bundle.unpacked(packed):
            assert (outer / "course.toml").exists()

    assert list(tmp_path.iterdir()) == []


def test_a_python_file_s_master_and_what_students_got_of_it_go_along(tmp_path):
    from tests.fixtures.files import KNN, lay

    lay(tmp_path)
    (tmp_path / "release/near").mkdir(parents=True)
    (tmp_path / "release/near/knn.py").write_text("handed out")

    packed = bundle.files("near", tmp_path)

    assert packed["assignments/near/knn.py"] == KNN.encode()
    assert packed["release/near/knn.py"] == b"handed out"
