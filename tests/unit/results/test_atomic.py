"""A file is there whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from autograder.errors import GradingError
from autograder.results import atomic


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(GradingError, match="can't be written"):
        atomic.write(tmp_path / "file" / "below.json", b"{}")


def test_a_name_that_the_system_has_no_letters_for_is_one_sentence(tmp_path):
    with pytest.raises(GradingError, match="this system's names of files are utf-8 here, and lack a letter"):
        atomic.write(tmp_path / "kim\ud83d" / "a.json", b"{}")


def test_saving_leaves_nothing_else_behind(tmp_path):
    atomic.write(tmp_path / "a.json", b"1")
    atomic.write(tmp_path / "a.json", b"2")

    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert (tmp_path / "a.json").read_bytes() == b"2"


@pytest.fixture
def umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_an_ordinary_file_keeps_its_mode_and_a_new_one_has_that_of_new_files(tmp_path):
    kept, new = tmp_path / "kept.ipynb", tmp_path / "source" / "new.ipynb"
    kept.write_bytes(b"1")
    kept.chmod(0o664)

    atomic.write_ordinary(kept, b"2")
    atomic.write_ordinary(new, b"2")

    assert [kept.read_bytes(), new.read_bytes()] == [b"2", b"2"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in (kept, new, new.parent)] == [0o664, 0o644, 0o755]


def test_an_ordinary_file_on_a_full_disk_is_named_and_stays(tmp_path, monkeypatch):
    (tmp_path / "a.py").write_bytes(b"1")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as told:
        atomic.write_ordinary(tmp_path / "a.py", b"2")

    assert told.value.filename == str(tmp_path / "a.py")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.py": b"1"}


def test_an_ordinary_file_is_written_through_a_link(tmp_path):
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "a.py").write_bytes(b"1")
    (tmp_path / "a.py").symlink_to("far/a.py")

    atomic.write_ordinary(tmp_path / "a.py", b"2")

    assert (tmp_path / "a.py").is_symlink()
    assert (tmp_path / "far" / "a.py").read_bytes() == b"2"


def test_files_and_the_folders_made_for_them_are_their_owner_s_alone(tmp_path):
    atomic.write(tmp_path / "results" / "knn" / "a.json", b"1")

    assert stat.S_IMODE((tmp_path / "results" / "knn" / "a.json").stat().st_mode) == 0o600
    assert {stat.S_IMODE((tmp_path / path).stat().st_mode) for path in ("results", "results/knn")} == {0o700}


def test_what_a_killed_run_left_half_written_is_swept_away(tmp_path, monkeypatch):
    atomic.write(tmp_path / "records" / "s1.json", b"1")
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    monkeypatch.setattr(Path, "unlink", lambda *_, **__: None)
    with pytest.raises(KeyboardInterrupt):
        atomic.write(tmp_path / "records" / "s2.json", b"2")
    monkeypatch.undo()
    assert len(list((tmp_path / "records").iterdir())) == 2

    atomic.remove_stale(tmp_path)

    assert [path.name for path in (tmp_path / "records").iterdir()] == ["s1.json"]
