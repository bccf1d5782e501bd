"""What was written for others is told from what is somebody's."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from autograder.errors import GradingError, UsageError
from autograder.export import given_out
from autograder.export.given_out import GivenOut
from autograder.export.rows_match import Person
from autograder.results import atomic


def written(folder: Path, name: str, people: list[str]) -> GivenOut:
    given = GivenOut(folder)
    given.write(given.place(name, people, None).path, b"table", people)
    given.save()
    return GivenOut(folder)


def test_every_text_that_was_written_is_known_later(tmp_path: Path) -> None:
    given = GivenOut(tmp_path)
    given.note("canvas", {"1": "9"})
    given.note("canvas", {"1": "15", "2": "EX"})
    given.note("canvas", {"1": "9"})
    given.save()

    people = [Person("1"), Person("2024", lms_id="2"), Person("3")]
    assert GivenOut(tmp_path).cells("canvas", people) == {"1": ("9", "15"), "2024": ("EX",)}
    assert GivenOut(tmp_path).cells("moodle", people) == {}
    assert (tmp_path / "sent.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("people", "name", "said"),
    [
        (["1", "2", "3"], "canvas.csv", ()),
        (["1", "2"], "canvas.csv", ("In the canvas.csv from before and not in this one (1): 3",)),
        (["1"], "canvas-down.csv", ("is about other people (2, 3), so it stays",)),
        (["8", "9"], "canvas-down.csv", ("is about other people (1, 2, 3), so it stays",)),
    ],
)
def test_a_file_takes_the_place_of_one_about_mostly_the_same_people(
    tmp_path: Path, people: list[str], name: str, said: tuple[str, ...]
) -> None:
    place = written(tmp_path, "canvas.csv", ["1", "2", "3"]).place("canvas.csv", people, Path("somewhere/down.csv"))

    assert place.path == tmp_path / name
    assert len(place.notes) == len(said)
    assert all(note.endswith(end) for note, end in zip(place.notes, said, strict=True))


def test_a_file_of_somebody_s_is_never_the_place(tmp_path: Path) -> None:
    given = written(tmp_path, "canvas.csv", ["1"])
    (tmp_path / "canvas.csv").write_bytes(b"edited")
    (tmp_path / "canvas-down.csv").write_bytes(b"theirs")

    place = given.place("canvas.csv", ["1"], Path("down.csv"))

    assert place.path == tmp_path / "canvas-down-2.csv"
    assert [note.partition(" isn't")[0] for note in place.notes] == [
        str(tmp_path / "canvas.csv"),
        str(tmp_path / "canvas-down.csv"),
    ]


@pytest.mark.parametrize("at", [0, 1])
def test_a_command_that_is_killed_between_two_files_leaves_none_that_is_somebody_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    given, writes = written(tmp_path, "canvas.csv", ["1"]), count()
    write = atomic.write

    def killed(path: Path, data: bytes) -> None:
        if next(writes) == at:
            raise KeyboardInterrupt
        write(path, data)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(given_out.atomic, "write", killed)
        given.write(given.place("canvas.csv", ["1"], None).path, b"new table", ["1"])
        given.note("canvas", {"1": "9"})
        given.save()

    again, left = GivenOut(tmp_path), tmp_path / "canvas.csv"
    assert again.place("canvas.csv", ["1"], None).path == left
    assert again.place("canvas.csv", ["1"], None).notes == ()
    assert again.cells("canvas", [Person("1")]) or left.read_bytes() == b"table"


def test_what_was_written_is_no_template(tmp_path: Path) -> None:
    given = written(tmp_path, "canvas.csv", ["1"])
    (tmp_path / "link.csv").symlink_to(tmp_path / "canvas.csv")
    (tmp_path / "own.csv").write_bytes(b"")

    given.demand_downloaded(tmp_path / "own.csv")
    for name in ("canvas.csv", "link.csv"):
        with pytest.raises(UsageError, match="Download the file"):
            given.demand_downloaded(tmp_path / name)


@pytest.mark.parametrize("data", [b"", b"[]", b'{"version": 1, "cells": {"canvas": 5}}', b'{"version": 2}'])
def test_what_can_not_be_read_stops(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "sent.json").write_bytes(data)

    with pytest.raises(GradingError, match=r"sent\.json"):
        GivenOut(tmp_path)
