"""Data files are what lies in data/, by proper names, within bounds, and the recorded ones where they were fetched."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from autograder.course import data_files, settings
from autograder.course.settings import FetchedFile
from autograder.errors import AssignmentBroken

TABLE = b"name,height\nada,1.6\n"
TOML = 'title = "T"\norder = 1\ndue = 2026-10-05T23:59:00+09:00\npoints = 1\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "assignments" / "tiny"
    (made / "data" / "more").mkdir(parents=True)
    (made / "data" / "people.csv").write_bytes(TABLE)
    (made / "data" / "more" / "Two words_2.txt").write_bytes(b"two")
    (made / "data" / ".DS_Store").write_bytes(b"left there")
    (made / "assignment.toml").write_text(TOML)
    return made


def test_they_are_known_by_the_names_that_a_notebook_uses(folder):
    assert data_files.read(folder) == {"data/people.csv": TABLE, "data/more/Two words_2.txt": b"two"}

    (folder / "data" / "people.csv").write_bytes(TABLE + b"bob,1.7\n")
    assert data_files.read(folder)["data/people.csv"] == TABLE + b"bob,1.7\n"


def test_an_assignment_without_any_has_none(tmp_path):
    assert data_files.read(tmp_path) == {}


@pytest.mark.parametrize("where", ["file", "folder", "all"])
def test_a_link_is_refused_wherever_it_leads(folder, tmp_path, where):
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "people.csv").write_bytes(TABLE)
    if where == "file":
        (folder / "data" / "linked.csv").symlink_to(tmp_path / "secret" / "people.csv")
    elif where == "folder":
        (folder / "data" / "linked").symlink_to(tmp_path / "secret")
    else:
        (folder / "data").rename(folder / "aside")
        (folder / "data").symlink_to(tmp_path / "secret")

    with pytest.raises(AssignmentBroken, match=r"is a link\. Put a copy"):
        data_files.read(folder)


def test_what_is_no_file_is_refused(folder):
    os.mkfifo(folder / "data" / "pipe")

    with pytest.raises(AssignmentBroken, match="no plain file"):
        data_files.read(folder)


@pytest.mark.parametrize("name", ["-rf", "tab\there", "new\nline", "ends.", "back\\slash", "\u202egpj.exe"])
def test_a_name_that_some_computer_takes_otherwise_is_refused(folder, name):
    (folder / "data" / name).write_bytes(b"")

    with pytest.raises(AssignmentBroken, match="no name of a data file"):
        data_files.read(folder)


def test_names_that_differ_in_capitals_alone_are_refused(folder):
    (folder / "data" / "People.csv").write_bytes(b"")

    with pytest.raises(AssignmentBroken, match="differ in capitals alone"):
        data_files.read(folder)


def test_more_than_a_zip_should_hold_is_refused_unread(folder):
    with (folder / "data" / "huge.bin").open("wb") as file:
        file.truncate(data_files.MOST_BYTES + 1)

    with pytest.raises(AssignmentBroken, match="or more than 64 MB"):
        data_files.read(folder)


class TestFetched:
    @staticmethod
    def with_hash(folder: Path, name: str, sha256: str):
        text = f'{TOML}[fetched."{name}"]\nurl = "https://example.org/people.csv"\nsha256 = "{sha256}"\n'
        (folder / "assignment.toml").write_text(text)
        return settings.of_assignment(folder)

    def test_the_recorded_file_is_taken(self, folder):
        file = self.with_hash(folder, "people.csv", hashlib.sha256(TABLE).hexdigest().upper())
        assert file.fetched["people.csv"] == FetchedFile(
            "https://example.org/people.csv", hashlib.sha256(TABLE).hexdigest().upper()
        )
        assert data_files.read(folder, file)["data/people.csv"] == TABLE

    def test_another_file_than_the_recorded_one_is_refused(self, folder):
        with pytest.raises(AssignmentBroken, match="isn't the file whose SHA-256"):
            data_files.read(folder, self.with_hash(folder, "people.csv", "0" * 64))

    def test_a_missing_one_says_how_it_is_fetched(self, folder):
        with pytest.raises(AssignmentBroken, match=r"other\.csv is missing\. Run: autograder fetch tiny"):
            data_files.read(folder, self.with_hash(folder, "other.csv", "0" * 64))

    @pytest.mark.parametrize("name", ["../checks.py", "/etc/passwd", "a/../../b", ""])
    def test_a_name_that_climbs_out_is_refused(self, folder, name):
        with pytest.raises(AssignmentBroken, match="no name of a data file"):
            data_files.read(folder, self.with_hash(folder, name, "0" * 64))


class TestAtHand:
    def test_our_own_code_opens_them_by_the_same_names_and_the_folder_is_as_before(self):
        before = Path.cwd()
        with data_files.at_hand({"data/people.csv": TABLE}):
            assert Path("data/people.csv").read_bytes() == TABLE
            with data_files.at_hand({"data/other.csv": b""}):
                assert not Path("data/people.csv").exists()
            assert Path("data/people.csv").exists()
        assert Path.cwd() == before

    def test_an_error_of_ours_leaves_the_folder_as_before_too(self):
        before = Path.cwd()
        with pytest.raises(KeyError), data_files.at_hand({"data/people.csv": TABLE}):
            raise KeyError
        assert Path.cwd() == before

    @pytest.mark.parametrize("files", [{}, {"data/people.csv": TABLE}], ids=["none", "one"])
    def test_what_our_own_code_writes_lies_nowhere_in_the_course(self, files, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        writing = data_files.with_data(lambda name: Path(name).write_bytes(b""), files)

        writing("called.txt")
        with data_files.at_hand(files):
            Path("meanwhile.txt").write_bytes(b"")

        assert not list(tmp_path.iterdir())

    def test_a_function_of_ours_reads_them_when_it_is_called(self):
        reading = data_files.with_data(lambda name: Path(name).read_bytes(), {"data/people.csv": TABLE})

        assert reading("data/people.csv") == TABLE


class TestReleased:
    def test_a_changed_one_is_said(self, tmp_path):
        release = tmp_path / "release" / "tiny"
        (release / "data").mkdir(parents=True)
        (release / "data" / "people.csv").write_bytes(TABLE)
        data_files.demand_released({"data/people.csv": TABLE}, release)

        for files, said in (
            ({"data/people.csv": b"other"}, "data/people.csv was changed since it was released"),
            ({"data/people.csv": TABLE, "data/new.csv": b""}, "data/new.csv isn't in release/tiny/"),
            ({}, "release/tiny/data/people.csv is no data file of the assignment any more"),
        ):
            with pytest.raises(AssignmentBroken, match=said):
                data_files.demand_released(files, release)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("CON.txt", "can't be a file's name on Windows"),
        ("more/aux", "can't be a file's name on Windows"),
        ("lesson.ipynb", "Put it into a zip"),
        ("\u1112\u1161\u11ab.csv", "letters taken apart"),
    ],
)
def test_a_name_that_some_computer_or_nbgrader_doesnt_take_is_refused(folder, name, said):
    (folder / "data" / name).write_bytes(b"x")

    with pytest.raises(AssignmentBroken, match=said):
        data_files.read(folder)


def test_folders_that_differ_in_capitals_are_refused(folder):
    (folder / "data" / "More").mkdir()
    (folder / "data" / "More" / "x.csv").write_bytes(b"x")

    with pytest.raises(AssignmentBroken, match=r"(More and more|more and More) differ in capitals"):
        data_files.read(folder)


def test_a_korean_name_is_one(folder):
    (folder / "data" / "날씨.csv").write_bytes(b"x")

    assert "data/날씨.csv" in data_files.read(folder)
