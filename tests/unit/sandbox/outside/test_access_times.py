"""Times of last access: sealed once, no reader changes them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.sandbox.outside import access_times
from autograder.sandbox.server import readable_paths
from autograder.sandbox.server.readable_paths import Readable

DAYS_AGO = 1_000_000_000


@pytest.fixture
def library(tmp_path, monkeypatch) -> Path:
    """Lay out a folder with a file, a link and a folder, all last read long ago; they are all that a child may read."""
    library = tmp_path / "a library"
    (library / "inner").mkdir(parents=True)
    (library / "inner" / "module.py").write_text("x = 1")
    (library / "link").symlink_to("inner/module.py")
    for path in (library / "inner" / "module.py", library / "link", library / "inner", library):
        os.utime(path, (DAYS_AGO, DAYS_AGO), follow_symlinks=False)
    if os.statvfs(library).f_flag & os.ST_NOATIME or not os.statvfs(library).f_flag & os.ST_RELATIME:
        pytest.skip("the temporary folder isn't mounted with relatime")
    monkeypatch.setattr(readable_paths, "readable", lambda device: Readable((library,), (tmp_path,)))
    return library


def read_all(library: Path) -> dict[str, float]:
    """Read a library in each way that leaves a time; return the times."""
    (library / "link").read_text()
    list(library.iterdir())
    list((library / "inner").iterdir())
    entries = (library, library / "inner", library / "link", library / "inner" / "module.py")
    return {path.name: path.lstat().st_atime for path in entries}


def test_a_reader_leaves_a_time_until_it_is_sealed(library):
    unsealed = read_all(library)
    assert all(time > DAYS_AGO for time in unsealed.values())

    done = access_times.seal("cpu")
    sealed = read_all(library)

    assert done == access_times.Sealing(5)  # the four, and the folder that may be listed
    assert set(sealed.values()) == {access_times.SEALED.timestamp()}
    assert read_all(library) == sealed


def test_sealing_leaves_what_was_changed_when(library):
    access_times.seal("cpu")

    assert (library / "inner" / "module.py").stat().st_mtime == DAYS_AGO


def test_what_was_sealed_tells_nothing_and_what_is_installed_later_does(library):
    [before] = access_times.telling("cpu")
    access_times.seal("cpu")
    after = access_times.telling("cpu")
    (library / "inner" / "new.py").write_text("")
    [told] = access_times.telling("cpu")

    assert before.example == library
    assert after == []
    assert told.example == library / "inner" / "new.py" or told.example == library / "inner"
    assert access_times.seal("cpu").sealed == 1


def test_what_another_user_owns_is_named(library, monkeypatch):
    def refuse(path, **_):
        raise PermissionError(path)

    monkeypatch.setattr(os, "utime", refuse)
    done = access_times.seal("cpu")

    assert (done.sealed, done.refusals, len(done.refused)) == (0, 5, 3)


@pytest.mark.parametrize(
    ("kind", "flags", "said"),
    [
        ("overlay", os.ST_RELATIME, {"layered": True}),
        ("ext4", 0, {"strict": True}),
        ("ext4", os.ST_NOATIME, None),
        ("ext4", os.ST_RDONLY | os.ST_RELATIME, None),
        ("squashfs", os.ST_RELATIME, None),
    ],
)
def test_how_it_is_mounted_decides(library, tmp_path, monkeypatch, kind, flags, said):
    table = tmp_path / "mountinfo"
    place = str(library).replace(" ", "\\040")
    table.write_text(
        f"36 35 98:0 / / rw,noatime - ext4 /dev/x rw\n37 36 0:5 / {place} rw master:1 - {kind} /dev/y rw\n"
    )
    monkeypatch.setattr(access_times, "_MOUNTS", table)
    monkeypatch.setattr(readable_paths, "readable", lambda device: Readable((library,)))
    real = os.statvfs(library)
    monkeypatch.setattr(os, "statvfs", lambda path: os.statvfs_result((*real[:8], flags, real[9])))

    assert access_times.telling("cpu") == ([] if said is None else [access_times.Telling(library, **said)])
    assert access_times.seal("cpu").sealed == 0
