"""Where no LMS wrote the names: the folder that varies, the fields inside, or a refusal to put two people together."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.intake.discovery import Discovered, find
from term.download_names import unpacked
from tests.fixtures.notebooks import manifest_for, save, solved, to_bytes, zip_of
from tests.fixtures.small_assignment import RELEASE


def of(student_id: str) -> bytes:
    """A notebook whose fields cell says whose it is."""
    return to_bytes(solved(RELEASE, {}, name="Kim", student_id=student_id, option=1, group=""))


def found(tmp_path: Path, *names: str, **more: object) -> Discovered:
    return find([unpacked(tmp_path, {name: name.encode() for name in names})], assignment="knn", **more)  # type: ignore[arg-type]


def owners(files: Discovered) -> dict[str, str]:
    return {file.student_id: file.source for file in files}


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        (["assignment2/kim/knn.ipynb", "assignment2/lee/knn.ipynb", "assignment2/park/knn.ipynb"], ["kim", "lee", "park"]),
        (["a/b/kim/knn.ipynb", "a/b/lee/knn.ipynb"], ["kim", "lee"]),
        (["section1/0042/knn.ipynb", "section2/0043/knn.ipynb"], ["0042", "0043"]),
        (["section1/0041/knn.ipynb", "section1/0042/knn.ipynb", "section2/0043/knn.ipynb"], ["0041", "0042", "0043"]),
        (["1분반/김/knn.ipynb", "2분반/이/knn.ipynb"], ["김", "이"]),
        (["kim/knn/knn.ipynb", "lee/knn/knn.ipynb"], ["kim", "lee"]),
        (["kim/attempt1/knn.ipynb", "lee/final/knn.ipynb"], ["kim", "lee"]),
        (["kim/knn/knn.ipynb"], ["kim"]),
        (["assignment2/kim/knn.ipynb"], ["kim"]),
        (["Kim/knn.ipynb", "kim/knn.ipynb"], ["Kim", "kim"]),
        (["kim ada/knn.ipynb", "김 에이다/knn.ipynb"], ["kim ada", "김 에이다"]),
        (["kim/my-knn.ipynb", "lee/my-knn.ipynb"], ["kim", "lee"]),
        (["kim/final-version.ipynb", "lee/knn.ipynb"], ["kim", "lee"]),
        (["kim/77-knn.zip", "lee/78-knn.zip", "kim/notes.txt"], ["77", "78"]),
        (["1-knn.zip", "late/2-knn.ipynb", "docs/readme.txt"], ["1", "2"]),
        (["kim/knn.rar", "lee/knn.ipynb", "park/knn.py"], ["kim", "lee", "park"]),
    ],
)  # fmt: skip
def test_the_folder_that_varies_tells_whose_it_is(tmp_path, names, ids):
    files = found(tmp_path, *names)

    assert [file.student_id for file in files] == ids
    assert all(not file.attempts for file in files)
    taken = {name for file in files for name in (file.source, *file.beside)}
    assert taken | {left.source for left in files.not_taken} == set(names)


def test_a_level_is_told_by_the_roster_or_by_what_the_files_say(tmp_path):
    names = ["x/a/knn.ipynb", "y/b/knn.ipynb"]

    by_roster = found(tmp_path / "1", *names, roster={"1": "a", "2": "b"})
    by_fields = find([unpacked(tmp_path / "2", {name: of(name[2]) for name in names})])

    assert owners(by_roster).keys() == owners(by_fields).keys() == {"a", "b"}


def test_what_was_done_is_said(tmp_path):
    assert found(tmp_path, "hw/kim/knn.ipynb", "hw/lee/knn.ipynb").said == (
        "The folders at level 2 were taken for students: kim, lee.",
    )


def test_files_of_one_name_are_told_by_their_fields(tmp_path):
    names = {"knn.ipynb": of("77"), "knn(1).ipynb": of("78"), "knn (2).ipynb": of("0079")}

    files = find([unpacked(tmp_path, names)], assignment="knn")

    assert owners(files) == {"77": "knn.ipynb", "78": "knn(1).ipynb", "0079": "knn (2).ipynb"}
    assert "3 files are named for nobody" in files.said[0]


def test_files_of_one_name_without_fields_are_refused_and_never_put_together(tmp_path):
    files = found(tmp_path, "knn.ipynb", "knn(1).ipynb", "knn (2).ipynb")

    assert len(files) == 0
    assert {left.source for left in files.not_taken} == {"knn.ipynb", "knn(1).ipynb", "knn (2).ipynb"}
    assert "it may be anyone's" in files.not_taken[0].why


def test_folders_that_are_nobodys_are_told_by_the_fields_or_refused(tmp_path):
    names = {"v1/knn.ipynb": of("77"), "v2/a/knn.ipynb": of("78"), "v2/b/knn.ipynb": b"{}"}

    files = find([unpacked(tmp_path, names)], assignment="knn")

    assert owners(files).keys() == {"77", "78"}
    assert [left.source for left in files.not_taken] == ["v2/b/knn.ipynb"]


def test_one_persons_downloads_of_one_file_are_attempts(tmp_path):
    (file,) = find([unpacked(tmp_path, {"knn.ipynb": of("77"), "knn(1).ipynb": of("77")})], assignment="knn")

    assert (file.student_id, file.source, file.attempts) == ("77", "knn(1).ipynb", ("knn.ipynb",))


def test_two_files_that_claim_one_id_are_two_people_who_are_told(tmp_path):
    claim = zip_of({"knn.ipynb": b"{}", "manifest.json": manifest_for(b"{}", "knn", "1", student_id="77")})

    files = find([unpacked(tmp_path, {"a.ipynb": of("77"), "b.zip": claim})], assignment="knn")

    assert owners(files) == {"a": "a.ipynb", "b": "b.zip"}
    assert all(file.doubts for file in files)


def test_files_of_other_kinds_are_listed(tmp_path):
    files = found(tmp_path, "1-knn.zip", "notes.txt", "77-knn.rar", "README", "data/x.csv")

    assert owners(files).keys() == {"1", "77"}
    assert [left.source for left in files.not_taken] == ["README", "data/x.csv", "notes.txt"]


def test_a_browsers_or_mails_extension_hides_no_notebook(tmp_path):
    for name in ("1-knn.ipynb.txt", "2-knn.ipynb.json", "3-knn.zip.download"):
        save(tmp_path / name, b"x")

    assert owners(find([tmp_path])).keys() == {"1", "2", "3"}
