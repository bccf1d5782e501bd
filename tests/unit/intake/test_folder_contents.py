"""All that lies in a folder is listed, what is no file with the reason, and nothing that could keep a reader waiting is opened."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from autograder.errors import GradingError
from autograder.intake import folder_contents
from autograder.intake.discovery import find
from tests.fixtures.notebooks import save


def told(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): why for path, why in folder_contents.of(folder).others}


def test_files_are_listed_in_the_order_of_their_names_wherever_they_lie(tmp_path):
    for name in ("b.zip", "a/c.zip", "a/.hidden"):
        save(tmp_path / name, b"x")

    contents = folder_contents.of(tmp_path)

    assert [str(path.relative_to(tmp_path)) for path in contents.files] == ["a/.hidden", "a/c.zip", "b.zip"]
    assert not contents.others


def test_links_that_lead_to_no_file_are_told(tmp_path):
    (tmp_path / "dangling.zip").symlink_to("nowhere.zip")
    (tmp_path / "loop.zip").symlink_to("loop.zip")
    (tmp_path / "null.zip").symlink_to("/dev/null")
    (tmp_path / "up").symlink_to(tmp_path)

    assert told(tmp_path) == {
        "dangling.zip": "it is a link that leads to no file: No such file or directory",
        "loop.zip": "it is a link that leads to no file: Too many levels of symbolic links",
        "null.zip": "it is a link to a device, and isn't followed",
        "up": "it is a link to a folder, and isn't followed",
    }


def test_a_link_to_a_file_is_a_file_that_its_reader_refuses(tmp_path):
    save(tmp_path / "one.zip", b"x")
    (tmp_path / "two.zip").symlink_to("one.zip")

    assert len(folder_contents.of(tmp_path).files) == 2


def test_pipes_and_sockets_are_told_and_never_opened(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe.zip")
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.zip")

        assert told(tmp_path) == {
            "pipe.zip": "it is a named pipe, not a file", "socket.zip": "it is a socket, not a file",
        }  # fmt: skip


def test_what_may_not_be_read_is_told(tmp_path, monkeypatch):
    save(tmp_path / "shut.zip", b"x")
    save(tmp_path / "shut" / "in.zip", b"x")
    scandir = os.scandir

    def shut(place: str) -> object:
        if Path(place).name == "shut":
            raise PermissionError(13, "Permission denied", place)
        return scandir(place)

    monkeypatch.setattr(os, "scandir", shut)
    monkeypatch.setattr(os, "access", lambda path, _: Path(path).name != "shut.zip")

    assert told(tmp_path) == {
        "shut": "the folder can't be read: Permission denied",
        "shut.zip": "it can't be read: its permissions don't allow it",
    }


def test_an_empty_folder_is_told(tmp_path):
    (tmp_path / "kim" / "old").mkdir(parents=True)

    assert told(tmp_path) == {"kim/old": "the folder is empty"}


# ---------------------------------------------------------------- through discovery


def test_each_entry_of_a_given_folder_is_taken_or_told(tmp_path):
    save(tmp_path / "1001-knn.zip", b"x")
    (tmp_path / "1002-knn.zip").symlink_to("nowhere.zip")
    os.mkfifo(tmp_path / "1003-knn.zip")
    (tmp_path / "1004").symlink_to(tmp_path)

    found = find([tmp_path], assignment="knn")

    assert [one.student_id for one in found] == ["1001"]
    assert [one.source for one in found.not_taken] == ["1002-knn.zip", "1003-knn.zip", "1004"]


def test_a_folder_that_cannot_be_read_is_told_by_its_name(tmp_path, monkeypatch):
    def shut(place: str) -> object:
        raise PermissionError(13, "Permission denied", place)

    monkeypatch.setattr(os, "scandir", shut)

    (left,) = find([tmp_path]).not_taken

    assert (left.source, left.why) == (tmp_path.name, "the folder can't be read: Permission denied")


def test_what_systems_leave_behind_is_told_of_nobody(tmp_path):
    (tmp_path / ".git").symlink_to(tmp_path)
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / "__MACOSX" / "x.zip").symlink_to("nowhere")

    assert not find([tmp_path]).not_taken


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (os.mkfifo, "can't be graded: it is a named pipe"),
        (lambda path: path.symlink_to("nowhere"), "can't be graded: it is a link that leads to no file"),
        (lambda path: path.symlink_to(path), "can't be graded: it is a link that leads to no file"),
    ],
)
def test_a_path_that_was_typed_says_what_it_is(tmp_path, make, why):
    make(tmp_path / "1001-knn.zip")

    with pytest.raises(GradingError, match=why):
        find([tmp_path / "1001-knn.zip"])


def test_a_path_that_no_system_takes_is_one_sentence(tmp_path):
    with pytest.raises(GradingError, match="can't be read: File name too long"):
        find([tmp_path / ("x" * 300)])
