"""What is in the zip that Gradescope is given."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from autograder.course import assignment
from autograder.errors import AssignmentBroken
from autograder.export import gradescope
from tests.fixtures.course import ROOT


@pytest.fixture(scope="module")
def archive() -> zipfile.ZipFile:
    """Give knn's bundle."""
    return zipfile.ZipFile(io.BytesIO(gradescope.bundle("knn", ROOT)))


def course(folder: Path) -> Path:
    """Copy what a bundle of knn is made of."""
    for part in ("assignments/knn", "assignments/_shared", "source/knn", "release/knn"):
        shutil.copytree(ROOT / part, folder / part)
    shutil.copy(ROOT / "course.toml", folder)
    return folder


def test_the_scripts_are_at_the_root_and_they_can_run(archive, tmp_path):
    for script in ("setup.sh", "run_autograder"):
        text = archive.read(script).decode()
        (tmp_path / script).write_text(text)

        assert archive.getinfo(script).external_attr >> 16 & 0o111
        assert text.startswith("#!/usr/bin/env bash\n") and "set -euo pipefail" in text and "\r" not in text
        subprocess.run(["bash", "-n", str(tmp_path / script)], check=True)
        assert not re.search(r"(?<!\$)\{[a-z_]+\}", text), "a place wasn't filled in"


def test_what_is_in_it_is_the_assignment(archive, tmp_path):
    archive.extractall(tmp_path)

    assert assignment.load("knn", tmp_path).fingerprint == assignment.load("knn", ROOT).fingerprint
    assert (tmp_path / ".course-key").read_bytes() == (ROOT / ".course-key").read_bytes()


def test_what_several_assignments_share_goes_along(archive):
    shared = [f"assignments/_shared/checks/{path.name}" for path in (ROOT / "assignments/_shared/checks").glob("*.py")]

    assert shared and set(shared) <= set(archive.namelist())


def test_secrets_are_closed_to_others_and_the_package_is_open(archive):
    modes = {entry.filename: entry.external_attr >> 16 & 0o777 for entry in archive.infolist()}

    closed = {name for name, mode in modes.items() if mode == 0o600}
    assert closed == {
        name for name in modes if name.startswith(("assignments/", "source/", "release/")) or name == ".course-key"
    }
    assert modes["autograder/sandbox/inside/main.py"] == 0o644  # students' processes import it
    assert not any("__pycache__" in name for name in modes)


def test_only_what_grading_needs_is_installed_and_torch_for_cpus(archive):
    lines = archive.read("requirements.txt").decode().split("\n")

    pins = [line.split("#")[0].strip() for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.+]+", pin) for pin in pins)
    assert [pin for pin in pins if pin.startswith("torch==")] and all("+cpu" in pin for pin in pins if "torch" in pin)
    assert not {"jupyter", "jupyterlab", "nbgrader", "distributed", "pytest"} & {pin.split("==")[0] for pin in pins}
    assert "'torch==2.13.0+cpu'" in archive.read("setup.sh").decode()


def test_what_students_may_import_is_installed_too(tmp_path):
    toml = course(tmp_path) / "assignments/knn/assignment.toml"
    toml.write_text(re.sub(r"(?m)^imports = \[", 'imports = ["pandas", "sklearn", ', toml.read_text()))

    archive = zipfile.ZipFile(io.BytesIO(gradescope.bundle("knn", tmp_path)))

    names = [line.partition("==")[0] for line in archive.read("requirements.txt").decode().split("\n")]
    assert {"pandas", "scikit-learn"} <= set(names) and len(names) == len(set(names))


def test_uv_is_pinned_with_a_checksum(archive):
    assert re.match(
        r"uv==\d+\.\d+\.\d+ \\\n( +--hash=sha256:[0-9a-f]{64}[ \\]*\n){2}$", archive.read("uv.txt").decode()
    )


def test_the_same_files_give_the_same_bytes():
    assert gradescope.bundle("knn", ROOT) == gradescope.bundle("knn", ROOT)


def test_a_course_without_lists_of_packages_uses_the_kits(tmp_path):
    archive = zipfile.ZipFile(io.BytesIO(gradescope.bundle("knn", course(tmp_path))))

    assert archive.read("constraints.txt") == (ROOT / "constraints.txt").read_bytes()


def test_a_list_that_pins_no_torch_is_refused(tmp_path):
    (course(tmp_path) / "requirements.txt").write_text("# grade\nnumpy==2.4.6\ntorch>=2\n")

    with pytest.raises(AssignmentBroken, match=r"pins no version of torch.*torch==2"):
        gradescope.bundle("knn", tmp_path)


@pytest.mark.parametrize(
    ("in_course", "in_assignment", "needed"), [("", "", "1.5"), ("3", "", "3"), ("3", "6", "6"), ("", "0.75", "0.75")]
)
def test_the_memory_is_the_assignments_else_the_courses_else_ours(tmp_path, in_course, in_assignment, needed):
    course(tmp_path)
    for file, value in (("course.toml", in_course), ("assignments/knn/assignment.toml", in_assignment)):
        with (tmp_path / file).open("a") as toml:
            toml.write(f"\n[gradescope]\nmemory_gb = {value}\n" if value else "")

    script = zipfile.ZipFile(io.BytesIO(gradescope.bundle("knn", tmp_path))).read("run_autograder").decode()

    assert f"memory.py {needed}\n" in script


def test_a_memory_that_is_none_is_blamed_on_its_file_and_line(tmp_path):
    course(tmp_path)
    with (tmp_path / "course.toml").open("a") as toml:
        toml.write("\n[gradescope]\nmemory_gb = 0\n")

    with pytest.raises(AssignmentBroken, match=r"course\.toml:\d+: memory_gb is 0"):
        gradescope.bundle("knn", tmp_path)
