"""Files are found wherever they lie, each student once, by the best evidence there is."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from autograder.errors import GradingError
from autograder.intake import discovery
from autograder.intake.discovery import find
from autograder.model import SubmittedFile
from tests.fixtures.notebooks import manifest_for, save, zip_of


def one(paths: Path | list[Path], **settings: object) -> SubmittedFile:
    (file,) = find(paths if isinstance(paths, list) else [paths], **settings)  # type: ignore[arg-type]
    return file


def ids(path: Path) -> list[str]:
    return [file.student_id for file in find([path])]


def bulk(path: Path, members: dict[str, bytes]) -> Path:
    return save(path, zip_of(members))


# ---------------------------------------------------------------- single files


def test_a_zip_is_its_names_students(tmp_path):
    file = one(save(tmp_path / "2022123456-knn.zip", b"anything"))

    assert (file.student_id, file.source, file.comparable) == ("2022123456", "2022123456-knn.zip", True)
    assert file.data == b"anything"


def test_a_bare_notebook_is_its_names_students(tmp_path):
    assert one(save(tmp_path / "77-knn.ipynb", b"{}")).student_id == "77"


def test_a_zip_whose_name_tells_nobody_is_the_manifests_students(tmp_path):
    data = zip_of({"knn.ipynb": b"{}", "manifest.json": manifest_for(b"{}", "knn", "1", student_id="77")})

    assert one(save(tmp_path / "homework.zip", data)).student_id == "77"


def test_for_want_of_anything_else_the_name_is_the_id(tmp_path):
    file = one(save(tmp_path / "homework.zip", b"broken"))

    assert (file.student_id, file.comparable) == ("homework", False)


def test_a_path_that_is_not_there_is_wrong_usage(tmp_path):
    with pytest.raises(GradingError, match="there is no file or folder"):
        find([tmp_path / "none"])


def test_a_file_that_is_deleted_in_between_is_said_when_it_is_loaded(tmp_path):
    path = save(tmp_path / "77-knn.zip", b"x")
    found = find([path])
    path.unlink()

    with pytest.raises(GradingError, match="can't be read"):
        found[0]


def test_a_file_over_the_cap_is_refused_unread(tmp_path):
    path = tmp_path / "77-knn.zip"
    with path.open("wb") as file:
        file.truncate(discovery.MAX_FILE + 1)

    file = one(path)

    assert (file.data, "256 MB" in file.refused) == (b"", True)


# ---------------------------------------------------------------- folders


def test_a_folder_holds_zips_and_notebooks_at_any_depth(tmp_path):
    for name in ("1-knn.zip", "late/2-knn.ipynb", "late/very/3-knn.zip", "notes.txt", ".ipynb_checkpoints/9-knn.ipynb"):
        save(tmp_path / name, b"x")

    assert ids(tmp_path) == ["1", "2", "3"]


def test_a_folder_per_student_tells_whose_a_plain_name_is(tmp_path):
    save(tmp_path / "kim" / "knn.ipynb", b"1")
    save(tmp_path / "lee" / "knn" / "knn.ipynb", b"2")

    assert ids(tmp_path) == ["kim", "lee"]


def test_in_a_students_folder_the_file_with_the_assignments_name_counts(tmp_path):
    save(tmp_path / "kim" / "knn.ipynb", b"right")
    save(tmp_path / "kim" / "scratch.ipynb", b"wrong")

    assert one(tmp_path, assignment="knn").data == b"right"


def test_a_link_in_a_folder_is_not_followed(tmp_path):
    secret = save(tmp_path / "secret", b"secret")
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "77-knn.zip").symlink_to(secret)

    file = one(tmp_path / "inbox")

    assert (file.data, "link" in file.refused) == (b"", True)


def test_an_empty_folder_holds_nobody(tmp_path):
    assert list(find([tmp_path])) == []


def test_several_paths_are_one_inbox(tmp_path):
    paths = [save(tmp_path / name, b"x") for name in ("2-knn.zip", "1-knn.zip")]

    assert [file.student_id for file in find(paths)] == ["1", "2"]


def test_ten_thousand_files_are_listed_without_being_read(tmp_path):
    for number in range(10_000):
        (tmp_path / f"{number}-knn.zip").touch()

    assert len(find([tmp_path])) == 10_000


# ---------------------------------------------------------------- bulk downloads


def test_a_canvas_download_is_one_student_each(tmp_path):
    path = bulk(
        tmp_path / "submissions.zip",
        {
            "kim_1001_5001_77-knn.zip": b"kim",
            "lee_LATE_1002_5002_knn.ipynb": b"lee",
            "lee_LATE_1002_5003_text.html": b"",
        },
    )

    found = find([path])

    assert [(file.student_id, file.data) for file in found] == [("1001", b"kim"), ("1002", b"lee")]
    assert [file.claim for file in found] == ["77", ""]


def test_a_moodle_download_with_folders_is_one_student_each(tmp_path):
    path = bulk(
        tmp_path / "CS-knn-4711.zip",
        {"Kim_1_assignsubmission_file/77-knn.zip": b"kim", "Lee_2_assignsubmission_file/knn.ipynb": b"lee",
         "Lee_2_assignsubmission_file/data.csv": b"", "Lee_2_assignsubmission_onlinetext/onlinetext.html": b""},
    )  # fmt: skip

    assert [(file.student_id, file.data) for file in find([path])] == [("1", b"kim"), ("2", b"lee")]


def test_a_blackboard_download_is_one_student_each(tmp_path):
    path = bulk(
        tmp_path / "gradebook.zip",
        {"HW_1_kim_attempt_2026-10-05-23-41-00_knn.zip": b"kim", "HW_1_kim_attempt_2026-10-05-23-41-00.txt": b"listing",
         "HW_1_min_su_attempt_2026-10-05-23-41-00_knn.zip": b"minsu"},
    )  # fmt: skip

    assert ids(path) == ["kim", "min_su"]


def test_an_unpacked_download_is_read_as_the_zip_is(tmp_path):
    save(tmp_path / "Kim_1_assignsubmission_file_" / "knn.ipynb", b"kim")
    save(tmp_path / "Lee_2_assignsubmission_file_" / "knn.ipynb", b"lee")

    assert ids(tmp_path) == ["1", "2"]


def test_a_zip_of_our_zips_is_one_student_each(tmp_path):
    assert ids(bulk(tmp_path / "all.zip", {"1-knn.zip": b"", "2-knn.zip": b"", "__MACOSX/._1-knn.zip": b""})) == [
        "1",
        "2",
    ]


def test_a_file_of_the_wrong_kind_is_still_somebodys(tmp_path):
    path = bulk(tmp_path / "submissions.zip", {"kim_1001_5001_knn.pdf": b"%PDF", "lee_1002_5002_knn.zip": b""})

    assert ids(path) == ["1001", "1002"]


def test_ten_thousand_entries_are_listed_without_being_read(tmp_path):
    path = tmp_path / "submissions.zip"
    with zipfile.ZipFile(path, "w") as made:
        for number in range(10_000):
            made.writestr(f"student_{number}_{number + 50_000}_knn.zip", str(number))

    found = find([path])

    assert len(found) == 10_000
    assert {file.student_id: file for file in found}["777"].data == b"777"


def test_a_students_zip_that_looks_like_a_download_is_not_split(tmp_path):
    forged = {"lee_1002_5002_knn.zip": b"", "park_1003_5003_knn.zip": b""}

    for name in ("77-knn.zip", "kim_1001_5001_x.zip"):
        with pytest.raises(GradingError, match=r"named like one student's hand-in, and holds files of 2 students"):
            find([bulk(tmp_path / name, forged)], assignment="knn")
    save(tmp_path / "inbox" / "homework.zip", zip_of(forged))
    save(tmp_path / "inbox" / "77-knn.zip", zip_of(forged))
    found = find([tmp_path / "inbox"], assignment="knn")

    assert [file.student_id for file in found] == ["77"]
    assert [left.source for left in found.not_taken] == ["homework.zip"]


# ---------------------------------------------------------------- attempts


def test_of_files_alike_in_one_canvas_attempt_the_last_counts_and_the_others_are_listed(tmp_path):
    path = bulk(
        tmp_path / "submissions.zip",
        {"kim_1001_5001_knn.zip": b"first", "kim_1001_5009_knn-2.zip": b"third", "kim_1001_5005_knn-1.zip": b"second"},
    )

    file = one(path)

    assert file.data == b"third"
    assert (file.attempts, file.beside) == ((), ("kim_1001_5001_knn.zip", "kim_1001_5005_knn-1.zip"))


def test_the_tenth_attempt_comes_after_the_ninth(tmp_path):
    for number in (2, 9, 10):
        save(tmp_path / f"77-knn-{number}.zip", str(number).encode())

    assert one(tmp_path).data == b"10"


def test_without_numbers_the_later_upload_counts(tmp_path):
    path = bulk(tmp_path / "submissions.zip", {"kim_1001_10000_a.zip": b"late", "kim_1001_9999_b.zip": b"early"})

    assert one(path).data == b"late"


def test_a_submission_goes_before_other_files_of_the_same_student(tmp_path):
    path = bulk(tmp_path / "submissions.zip", {"kim_1001_5001_knn.zip": b"zip", "kim_1001_5002_report.pdf": b"pdf"})

    assert one(path).data == b"zip"


def test_a_file_that_only_claims_to_be_somebodys_is_not_put_to_theirs(tmp_path):
    claim = zip_of({"knn.ipynb": b"{}", "manifest.json": manifest_for(b"{}", "knn", "1", student_id="77")})
    save(tmp_path / "zzz.zip", claim)
    save(tmp_path / "77-knn.zip", b"kim's own")

    kim, claiming = find([tmp_path])

    assert (kim.student_id, kim.data, kim.attempts) == ("77", b"kim's own", ())
    assert claiming.student_id == "zzz"
    assert kim.doubts == claiming.doubts == ("2 different people seem to be 77.",)


# ---------------------------------------------------------------- identity


def test_a_roster_turns_the_lmss_ids_into_the_courses(tmp_path):
    path = bulk(tmp_path / "submissions.zip", {"kim_1001_5001_77-knn.zip": b""})

    file = one(path, roster={"1001": "77"})

    assert (file.student_id, file.comparable) == ("77", True)


def test_the_lmss_numbers_are_not_compared_with_what_students_write(tmp_path):
    path = bulk(tmp_path / "submissions.zip", {"kim_1001_5001_77-knn.zip": b"", "lee_1002_5002_78-knn.zip": b""})

    assert [file.comparable for file in find([path])] == [False, False]


def test_where_the_lms_uses_the_courses_ids_they_are_compared(tmp_path):
    names = {
        f"knn_{user}_attempt_2026-10-05-23-41-00_{claim}-knn.zip": b"" for user, claim in [("77", "77"), ("78", "79")]
    }

    assert [file.comparable for file in find([bulk(tmp_path / "b.zip", names)])] == [True, True]


def test_two_students_with_the_same_persons_zip_are_both_marked(tmp_path):
    path = bulk(
        tmp_path / "submissions.zip",
        {"kim_1001_5001_77-knn.zip": b"", "lee_1002_5002_77-knn.zip": b"", "park_1003_5003_78-knn.zip": b"",
         "park_1003_5004_78-knn-1.zip": b""},
    )  # fmt: skip

    assert [file.shared for file in find([path])] == [True, True, False]


def test_ids_are_as_written_but_for_what_hides_or_breaks_a_line(tmp_path):
    for name in ("..~x y-knn.zip", "김에이다-knn.zip", "0042-knn.zip", "a\nb-knn.zip"):
        save(tmp_path / "in" / name, b"")

    assert ids(tmp_path / "in") == ["..~x y", "0042", "a~0Ab", "김에이다"]


def test_a_listing_in_a_download_does_not_hide_it(tmp_path):
    path = bulk(
        tmp_path / "submissions.zip", {"kim_1001_5001_knn.zip": b"", "lee_1002_5002_knn.zip": b"", "index.html": b""}
    )

    assert ids(path) == ["1001", "1002"]


def test_a_class_is_read_one_file_at_a_time_as_it_is_reached(tmp_path, monkeypatch):
    for number in range(3):
        save(tmp_path / f"7{number}-knn.zip", b"x")
    read: list[str] = []
    monkeypatch.setattr(discovery, "load", lambda path: read.append(path.name) or b"x")

    found = find([tmp_path])
    before = (len(found), list(read))
    first = next(iter(found))

    assert before == (3, [])
    assert (first.student_id, read) == ("70", ["70-knn.zip"])
    assert [file.student_id for file in found[1:]] == ["71", "72"]


# ---------------------------------------------------------------- a class's download that can't be read


def test_a_download_that_did_not_end_is_no_student(tmp_path):
    whole = zip_of({"kimada_30_9001_knn.zip": zip_of({"knn.ipynb": b"{}"}), "leebo_31_9002_knn.ipynb": b"{}" * 200})

    for length in (30, len(whole) // 2, len(whole) - 1):
        path = save(tmp_path / "submissions.zip", whole[:length])
        with pytest.raises(
            GradingError, match=r"submissions\.zip is cut off, as a download that didn't end is\. Download it again"
        ):
            find([path], assignment="knn")
    own = save(tmp_path / "30-knn.zip", whole[:30])
    assert [file.student_id for file in find([own], assignment="knn").unread()] == ["30"]


def test_a_download_in_zips_in_zips_is_read_and_several_are_refused(tmp_path):
    bulk = zip_of({"kimada_30_9001_knn.ipynb": b"{}", "leebo_31_9002_knn.ipynb": b"{}"})
    deep = save(tmp_path / "a.zip", zip_of({"x.zip": zip_of({"top/y.zip": bulk})}))
    several = save(tmp_path / "b.zip", zip_of({"section1.zip": bulk, "section2.zip": bulk}))

    assert [file.student_id for file in find([deep], assignment="knn").unread()] == ["30", "31"]
    with pytest.raises(GradingError, match=r"b\.zip holds several downloads: section1\.zip, section2\.zip\. Unpack it"):
        find([several], assignment="knn")


@pytest.mark.parametrize("beside", ["section2.zip", "section2/32-knn.ipynb"])
def test_a_download_beside_other_hand_ins_in_a_zip_is_nobodys(tmp_path, beside):
    bulk = zip_of({"kimada_30_9001_knn.ipynb": b"{}", "leebo_31_9002_knn.ipynb": b"{}"})
    one = zip_of({"parkcy_32_9003_knn.ipynb": b"{}"}) if beside.endswith(".zip") else b"{}"
    mixed = save(tmp_path / "all.zip", zip_of({"section1.zip": bulk, beside: one, "__MACOSX/._section1.zip": b"x"}))

    with pytest.raises(GradingError, match=r"all\.zip holds a class's download beside other hand-ins: section1\.zip"):
        find([mixed], assignment="knn")
