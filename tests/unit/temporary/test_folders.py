"""A temporary folder is its user's alone, and goes with its block, or when the next is made after its process was killed."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys

import pytest

from autograder.temporary import folders


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(folders.tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_it_lasts_as_long_as_its_block_and_nobody_else_enters_it(temporary):
    with folders.folder("notebook") as made:
        assert made.name.startswith(f"autograder-{os.getpid()}-notebook-")
        assert made.stat().st_mode & 0o777 == 0o700
        (made / "closed").mkdir()
        (made / "closed/file").touch()
        (made / "closed").chmod(0)

    assert list(temporary.iterdir()) == []


def test_what_processes_left_that_were_killed_goes_when_the_next_is_made(temporary):
    dies = "from autograder.temporary import folder\nimport os\nwith folder('try') as made:\n    (made / 'page').touch()\n    os.kill(os.getpid(), 9)"
    ended = subprocess.run([sys.executable, "-c", dies], env={**os.environ, "TMPDIR": str(temporary)}, check=False)
    assert ended.returncode == -9
    (left,) = temporary.iterdir()
    assert (left / "page").exists()

    with folders.folder("course") as made:
        assert list(temporary.iterdir()) == [made]


def test_nothing_of_a_folder_can_be_entered_by_others_while_it_is_removed(temporary, monkeypatch):
    (temporary / "autograder-1-course-left/hidden").mkdir(parents=True)
    (temporary / "autograder-1-course-left/hidden").chmod(0o755)
    seen = []
    rename = os.rename

    def renamed(*names, **where):
        rename(*names, **where)
        seen.extend(path.stat().st_mode & 0o077 for path in temporary.iterdir())

    monkeypatch.setattr(os, "rename", renamed)
    folders.remove_left_by(1)

    assert seen and not any(seen)
    assert list(temporary.iterdir()) == []


def test_a_process_that_was_forked_in_the_block_leaves_it_there(temporary):
    block = folders.folder("course")
    made = block.__enter__()
    child = os.fork()
    if child == 0:
        block.__exit__(None, None, None)
        os._exit(0)
    os.waitpid(child, 0)

    assert made.exists()
    block.__exit__(None, None, None)
    assert list(temporary.iterdir()) == []


def test_directories_of_killed_examiners_are_removed_at_once_and_those_in_use_are_kept(temporary):
    abandoned, held = (temporary / f"autograder-{number}-x" for number in (1, 2))
    for base in (abandoned, held):
        (base / "child-1" / "deep").mkdir(parents=True)
    lock = os.open(held, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)

    made, own = folders.make()

    os.close(lock)
    os.close(own)
    assert {path.name for path in temporary.iterdir()} == {held.name, made.name}


def test_a_directory_is_locked_before_it_has_its_name_so_that_nobody_takes_it_for_abandoned(temporary):
    made, own = folders.make()
    other, another = folders.make()

    kept = {path.name for path in temporary.iterdir()}
    os.close(own)
    os.close(another)
    assert kept == {made.name, other.name}
    assert made.name.startswith(f"autograder-{os.getpid()}-")


def test_one_that_is_just_being_made_is_kept(temporary):
    young, old = (temporary / f".autograder-new-{name}" for name in ("young", "old"))
    young.mkdir()
    old.mkdir()
    os.utime(old, (0, 0))

    os.close(folders.make()[1])

    assert young.exists()
    assert not old.exists()


def test_what_one_examiner_left_is_removed_and_no_other_s(temporary):
    for name in ("autograder-12-a", "autograder-12-b", "autograder-123-a"):
        (temporary / name / "child-1").mkdir(parents=True)

    folders.remove_left_by(12)

    assert [path.name for path in temporary.iterdir()] == ["autograder-123-a"]


def test_a_disk_without_locks_is_named_and_nothing_is_left_there(temporary, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(folders.fcntl, "flock", refuse)

    with pytest.raises(OSError, match=r"No locks available, so set TMPDIR") as refused:
        folders.make()

    assert refused.value.filename == str(temporary)
    assert list(temporary.iterdir()) == []


def test_where_nothing_can_be_written_the_place_is_named(temporary, monkeypatch):
    def nowhere() -> str:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found in [...]")

    monkeypatch.setattr(folders.tempfile, "gettempdir", nowhere)
    monkeypatch.setenv("TMPDIR", "/nowhere")

    with pytest.raises(PermissionError, match=r"set TMPDIR to a folder with room: '/nowhere'"):
        folders.make()
