"""Which files a child may read: Python's and its packages', and of ours what runs there."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from autograder.sandbox.server import readable_paths
from autograder.sandbox.server.readable_paths import OURS, PACKAGE
from tests.fixtures.in_memory import MEMORY


@pytest.fixture
def prefix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment in which the package is installed, with lib64 a link to lib."""
    packages = tmp_path / "venv/lib/python3/site-packages"
    for name in ("autograder/examine", "autograder/wire", "torch/lib"):
        (packages / name).mkdir(parents=True)
    for name in ("autograder/__init__.py", "six.py", "../os.py"):
        (packages / name).write_text("")
    (tmp_path / "venv/lib64").symlink_to("lib")
    monkeypatch.setattr(readable_paths, "PACKAGE", packages / "autograder")
    monkeypatch.setattr(readable_paths, "OURS", (packages / "autograder/__init__.py", packages / "autograder/wire"))
    return tmp_path / "venv"


def test_ours_are_there_and_only_what_runs_in_a_child():
    assert all(path.exists() for path in OURS)
    assert {path.relative_to(PACKAGE).parts[0] for path in OURS} == {
        "__init__.py", "conventions", "errors.py", "frames.py", "model", "wire", "sandbox",
    }  # fmt: skip


def test_nothing_readable_lies_inside_another_or_holds_the_package():
    paths = readable_paths.readable("cpu").paths

    assert not [path for path in paths if any(parent in paths for parent in path.parents)]
    assert not [path for path in paths if PACKAGE.is_relative_to(path.resolve())]


def test_folders_that_lead_to_an_installed_package_are_taken_apart_around_it(prefix):
    found = readable_paths._without_package([prefix])

    names = {str(path.relative_to(prefix)) for path in found.paths}
    packages = "lib/python3/site-packages"
    assert names == {
        "lib64", "lib/python3/os.py", f"{packages}/six.py", f"{packages}/torch", f"{packages}/autograder/__init__.py",
        f"{packages}/autograder/wire",
    }  # fmt: skip
    assert {str(path.relative_to(prefix)) for path in found.listed} == {".", "lib", "lib/python3", packages}


def test_an_alias_of_such_a_folder_is_no_way_round(prefix, tmp_path):
    (tmp_path / "alias").symlink_to("venv")

    found = readable_paths._without_package([tmp_path / "alias", tmp_path / "alias/lib64/python3/site-packages"])

    assert [
        path for path in found.paths if not path.is_symlink() and readable_paths.PACKAGE.is_relative_to(path.resolve())
    ] == []
    assert tmp_path / "alias" in found.paths


def test_the_first_closed_folder_on_the_way_is_named(tmp_path):
    places = Path(tempfile.gettempdir()), MEMORY
    for parent in (tmp_path, *tmp_path.parents):
        if parent not in places and any(parent.is_relative_to(place) for place in places):
            parent.chmod(0o755)
    closed = tmp_path / "home"
    (closed / "inside").mkdir(parents=True)
    (closed / "inside/file").write_text("")
    closed.chmod(0o700)

    assert readable_paths.first_unreadable((closed / "inside/file",)) == closed
