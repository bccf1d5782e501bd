"""A download's LMS is decided once, from all its names; each file gets the owner whom the LMS wrote, or is listed."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import GradingError
from autograder.intake import downloads
from autograder.intake.discovery import Discovered, find
from autograder.intake.found_files import FoundFile
from autograder.intake.lms_names import Lms
from term.download_names import blackboard, brightspace, canvas, listing, moodle, unpacked
from tests.fixtures.notebooks import save, zip_of

T1, T2 = "2026-10-05-12-00-00", "2026-10-06-09-00-00"
SPOOFS = (
    "x_10_attempt_2026-10-05-12-00-00_knn.zip", "Lee Bo_10_assignsubmission_file_knn.ipynb", "10_501_knn.ipynb", "knn-99.ipynb",
    "10-96739 - Lee Bo - May 6, 2020 231 PM - knn.zip", "10-knn.zip", "anon_10_501_x.ipynb", "vic_10_501_knn.zip", "knn.ipynb.txt",
    "10_501_502_knn.ipynb", "a_attempt_2020-01-01-00-00-00.txt", "text.html", "_10_11_k.ipynb", "10_assignsubmission_file_", "knn",
)  # fmt: skip


def found(tmp_path: Path, *names: str, **settings_: object) -> Discovered:
    """Find what an unpacked download with these files holds; each file holds its own name."""
    folder = unpacked(tmp_path / "in", {name: name.encode() for name in names})
    return find([folder], assignment="knn", **settings_)  # type: ignore[arg-type]


def owners(files: Discovered) -> dict[str, str]:
    return {file.student_id: file.source for file in files}


def lms_of(*names: str) -> Lms | None:
    decision = downloads.decide([FoundFile(tuple(name.split("/")), bytes) for name in names])
    return decision.lms if decision else None


# ---------------------------------------------------------------- Canvas


@pytest.mark.parametrize("spoof", SPOOFS)
def test_what_a_student_named_never_makes_a_canvas_file_anothers(tmp_path, spoof):
    own = canvas("Mallory, O", 30, 9003, spoof)
    victim, other = canvas("Vic, Tim", 10, 9001, "10-knn.zip"), canvas("Her, O", 20, 9002, "knn.zip")

    files = found(tmp_path, victim, other, own)

    assert owners(files) == {"10": victim, "20": other, "30": own}
    assert files.not_taken == ()


def test_files_of_a_quiz_of_canvas_are_refused_and_one_who_is_called_so_is_a_person(tmp_path):
    quiz = [f"kim_ada{user}_question_23_{5550 + user}_knn.ipynb" for user in (901, 902)]

    with pytest.raises(GradingError, match="question of a Canvas quiz, such as kim_ada901_question_23_6451_knn"):
        found(tmp_path / "quiz", *quiz)
    assert len(found(tmp_path / "other", quiz[0], canvas("Lee, Bo", 31, 9001, "knn.ipynb"))) == 2


def test_the_spoof_alone_is_its_owners_too(tmp_path):
    assert owners(found(tmp_path, f"orymall_30_503_{SPOOFS[0]}")).keys() == {"30"}


@pytest.mark.parametrize(
    ("name", "student_id"),
    [
        (canvas("Kim, Ada", 30, 9001, "knn.ipynb"), "30"),
        (canvas("Kim, Ada", 30, 9001, "knn.ipynb", late=True), "30"),
        ("late_30_9001_k.ipynb", "30"),
        (canvas("김, 에이다", 30, 9001, "과제.ipynb"), "30"),
        (canvas("★", 36, 9007, "k.ipynb"), "36"),
        (canvas("2024", 37, 9008, "k.ipynb"), "37"),
        ("kimada_30_9001_31_9002_knn.ipynb", "30"),
        ("kimada_30_9001_2022123456_knn.ipynb", "30"),
        (canvas("a_ 1_b", 34, 9005, "k.ipynb"), "34"),
        ("kimada_30_9001_a_b_.ipynb", "30"),
        ("other-567--guy-8_30_9001_k.ipynb", "30"),
        ("kimada_30_9001_knn-1.ipynb.txt", "30"),
        ("anon_7Kd2x_9001_x.ipynb", "anon_7Kd2x"),
        ("LATE_anon_7Kd2x_9001_x.ipynb", "anon_7Kd2x"),
    ],
)
def test_canvas_names_are_their_users(tmp_path, name, student_id):
    assert owners(found(tmp_path, name)) == {student_id: name}


def test_namesakes_are_two_people(tmp_path):
    assert owners(found(tmp_path, "kimada_30_9001_knn.ipynb", "kimada_31_9002_knn.ipynb")).keys() == {"30", "31"}


def test_a_name_that_ends_in_a_number_is_told_by_the_roster_or_the_others_or_is_listed(tmp_path):
    name = canvas("x_5", 35, 9006, "k.ipynb")

    assert owners(found(tmp_path / "a", name, roster={"35": "77"})) == {"77": name}
    assert owners(found(tmp_path / "b", name, canvas("Kim, Ada", 30, 9001, "k.ipynb"))).keys() == {"30", "35"}
    alone = found(tmp_path / "c", name)
    assert (len(alone), "of 5 or 35" in alone.not_taken[0].why) == (0, True)


def test_anonymous_is_a_whole_download_or_none_of_it(tmp_path):
    hidden = found(tmp_path / "a", "anon_7Kd2x_9001_x.ipynb", "LATE_anon_12345_9002_y.ipynb")
    named = found(tmp_path / "b", "anon_12345_9001_x.ipynb", "kimada_30_9002_x.ipynb")

    assert owners(hidden).keys() == {"anon_7Kd2x", "anon_12345"}
    assert owners(named).keys() == {"12345", "30"}


@pytest.mark.parametrize("uploads", itertools.permutations((9001, 9002, 9003)))
def test_several_files_of_one_canvas_user_are_one_attempt_whatever_the_order(tmp_path, uploads):
    a, b, knn = (
        canvas("Kim, Ada", 30, n, file) for n, file in zip(uploads, ("a.ipynb", "b.csv", "knn.ipynb"), strict=True)
    )

    (file,) = found(tmp_path, a, b, knn, ours=lambda data: data == a.encode())

    assert (file.source, file.attempts, set(file.beside)) == (a, (), {b, knn})


@pytest.mark.parametrize(
    "name", ["kimada_30_text.html", "kimada_30_link.html", "kimada_30_9001_text.html", "kimada_LATE_30_text.html"]
)
def test_a_text_typed_online_is_a_rejected_record(tmp_path, name):
    (file,) = found(tmp_path, name)

    assert (file.student_id, "typed online" in file.refused) == ("30", True)


@pytest.mark.parametrize(
    "file", ["knn.rar", "knn.7z", "knn.py", "knn.ipynb.json", "knn.zip.download", "knn", "knn.docx"]
)
def test_a_file_of_any_kind_is_still_somebodys(tmp_path, file):
    assert owners(found(tmp_path, f"kimada_30_9001_{file}")).keys() == {"30"}


def test_what_the_lms_did_not_name_is_listed(tmp_path):
    files = found(
        tmp_path,
        "kimada_30_9001_knn.ipynb",
        "leebo_31_9002_knn.ipynb",
        "notes.pdf",
        "index.html",
        "77-knn.zip",
        ".DS_Store",
        "__MACOSX/._kimada_30_1_x",
    )

    assert owners(files).keys() == {"30", "31"}
    assert [left.source for left in files.not_taken] == ["77-knn.zip", "notes.pdf"]


# ---------------------------------------------------------------- Moodle


@pytest.mark.parametrize("folders", [True, False])
@pytest.mark.parametrize("spoof", [spoof for spoof in SPOOFS if spoof != "10_assignsubmission_file_"])
def test_what_a_student_named_never_makes_a_moodle_file_anothers(tmp_path, folders, spoof):
    names = [moodle("Vic Tim", 10, "10-knn.zip", folders=folders), moodle("Mal Lory", 30, spoof, folders=folders)]

    assert owners(found(tmp_path, *names)) == {"10": names[0], "30": names[1]}


@pytest.mark.parametrize(
    "person", ["Kim Ada", "Participant", "참가자", "Teilnehmerin", "ONeil Smith", "ada1 Kim Ada", "Team A"]
)
@pytest.mark.parametrize("tail", ["file/knn.ipynb", "file_/knn.ipynb", "file_knn_99.ipynb", "file/a/b/knn.ipynb"])
def test_moodle_names_are_their_participants(tmp_path, person, tail):
    assert owners(found(tmp_path, f"{person}_201_assignsubmission_{tail}")).keys() == {"201"}


def test_one_number_of_two_people_is_two_people_who_are_told(tmp_path):
    files = found(tmp_path, "Kim Ada_201_assignsubmission_file/knn.ipynb", "Lee Bo_201_assignsubmission_file/knn.ipynb")

    assert owners(files).keys() == {"201 Kim Ada", "201 Lee Bo"}
    assert all(file.doubts for file in files)


def test_a_teams_number_is_not_the_strangers_who_has_the_same(tmp_path):
    files = found(
        tmp_path, "Team 7_55_assignsubmission_file/knn.ipynb", roster={"55": "2022000055"}, names={"55": "Park Su"}
    )

    assert owners(files).keys() == {"Team 7 55"}
    assert "Park Su" in files[0].doubts[0]


def test_moodles_spelling_of_a_name_is_no_stranger(tmp_path):
    files = found(
        tmp_path, "ONeil Smith_201_assignsubmission_file/knn.ipynb", roster={"201": "77"}, names={"201": "O'Neil_Smith"}
    )

    assert (files[0].student_id, files[0].doubts) == ("77", ())


def test_a_team_without_a_number_is_listed(tmp_path):
    spoofed = "기본 모둠_assignsubmission_file/x_9_assignsubmission_file_y.zip"

    files = found(tmp_path, spoofed, "Team 1_5_assignsubmission_file/k.ipynb")

    assert (owners(files).keys(), [left.source for left in files.not_taken]) == ({"5"}, [spoofed])


def test_a_text_and_a_file_are_one_hand_in_and_the_zip_on_top_goes_first(tmp_path):
    top = "Kim Ada_201_assignsubmission_file/new.zip"
    text, old = (
        "Kim Ada_201_assignsubmission_onlinetext/onlinetext.html",
        "Kim Ada_201_assignsubmission_file/old/knn.zip",
    )

    (file,) = found(tmp_path, text, old, top)

    assert (file.source, file.attempts, set(file.beside)) == (top, (), {text, old})


def test_a_text_typed_online_comes_along_with_the_file_that_is_graded(tmp_path):
    typed = b"<div><p>The row is <b>bright</b>.</p></div>"
    save(tmp_path / "Kim Ada_201_assignsubmission_file" / "knn.zip", b"zip")
    save(tmp_path / "Kim Ada_201_assignsubmission_onlinetext" / "onlinetext.html", typed)

    (file,) = find([tmp_path], assignment="knn")

    assert (file.data, [one.data for one in file.together]) == (b"zip", [typed])
    assert file.together[0].name.endswith("onlinetext.html")


def test_a_moodle_text_alone_is_a_rejected_record(tmp_path):
    (file,) = found(tmp_path, "Kim Ada_201_assignsubmission_onlinetext/onlinetext.html")

    assert (file.student_id, "typed online" in file.refused) == ("201", True)


# ---------------------------------------------------------------- Blackboard


@pytest.mark.parametrize(
    ("field", "comments", "said"),
    [
        ("There is no student submission text data for this assignment.", "There are no student comments for this assignment.", False),
        ("<p>The row is bright.</p>", "There are no student comments for this assignment.", True),
        ("There is no student submission text data for this assignment.", "It is bright.\nFiles:\nmine", True),
    ],
)  # fmt: skip
def test_what_a_student_typed_into_blackboard_comes_along(tmp_path, field, comments, said):
    listing = f"Name: Kim Ada (ada01)\nAssignment: HW 1\n\nSubmission Field:\n{field}\n\nComments:\n{comments}\n\nFiles:\n\tOriginal filename: k.ipynb\n"
    save(tmp_path / blackboard("HW 1", "ada01", T1, "k.ipynb"), b"{}")
    save(tmp_path / f"HW 1_ada01_attempt_{T1}.txt", listing.encode())

    (file,) = find([tmp_path], assignment="k")

    assert (file.data, file.student_id) == (b"{}", "ada01")
    assert [one.data for one in file.together] == ([listing.encode()] if said else [])


def test_of_blackboards_attempts_the_last_counts_and_its_name_tells_when(tmp_path):
    first = [blackboard("HW 1", "ada01", T1, file) for file in ("p1.ipynb", "p2.ipynb")]
    last = blackboard("HW 1", "ada01", T2, "p1.ipynb")

    (file,) = found(tmp_path, *first, last, zone=ZoneInfo("Asia/Seoul"))

    assert (file.student_id, file.source, set(file.attempts), file.beside) == ("ada01", last, set(first), ())
    assert file.received == datetime(2026, 10, 6, 0, tzinfo=UTC)


def test_the_listing_tells_the_user_whatever_a_student_comments(tmp_path):
    names = {
        blackboard("HW_1", "ada_k", T1, "a_attempt_2020-01-01-00-00-00_k.ipynb"): b"k",
        blackboard("HW_1", "ada_k", T1, ""): listing("Kim Ada", "ada_k", "Files:\nName: Lee Bo (k)"),
    }

    files = find([unpacked(tmp_path, names)])

    assert [(file.student_id, file.data, file.attempts, file.beside) for file in files] == [("ada_k", b"k", (), ())]


def test_without_a_listing_the_roster_or_the_other_names_tell_the_user(tmp_path):
    name, other = blackboard("HW_1", "ada_k", T1, "k.ipynb"), blackboard("HW_1", "bo", T1, "k.ipynb")

    assert owners(found(tmp_path / "a", name, roster={"ada_k": "ada_k"})).keys() == {"ada_k"}
    assert owners(found(tmp_path / "b", name, other)).keys() == {"ada_k", "bo"}
    assert "title ends" in found(tmp_path / "c", name).not_taken[0].why


def test_a_listing_alone_is_a_rejected_record_and_the_preview_user_is_left_out_aloud(tmp_path):
    names = {
        blackboard("HW", "ada01", T1, ""): listing("Prof X", "ada01"),
        blackboard("HW", "prof_previewuser", T1, "knn.zip"): b"",
    }

    files = find([unpacked(tmp_path, names)])

    assert [(file.student_id, "no file was handed in" in file.refused) for file in files] == [("ada01", True)]
    assert "preview user" in files.not_taken[0].why


# ---------------------------------------------------------------- Brightspace


@pytest.mark.parametrize("folders", [True, False])
def test_brightspace_downloads_are_read_folder_or_flat(tmp_path, folders):
    erik = brightspace(57006, "Erik Dengler", "May 6, 2020 231 PM", "Lab-One.zip", folders=folders)
    mary = brightspace(152711, "Mary-Ann - Lee", "May 18, 2025 1224 AM", "knn.ipynb", folders=folders)
    again = brightspace(
        57006, "Erik Dengler", "May 7, 2020 100 AM", "b - May 2, 2020 200 PM - c.ipynb", folders=folders
    )

    files = found(tmp_path, erik, mary, again, "index.html", zone=UTC)

    assert owners(files) == {"57006": again, "152711": mary}
    assert [file.received for file in files] == [
        datetime(2025, 5, 18, 0, 24, tzinfo=UTC),
        datetime(2020, 5, 7, 1, tzinfo=UTC),
    ]
    assert (files[1].attempts, files.not_taken) == ((erik,), ())


# ---------------------------------------------------------------- deciding


def test_two_systems_in_one_folder_are_one_sentence(tmp_path):
    with pytest.raises(GradingError, match="two systems' downloads: 2 names are Canvas's, and 1 is Moodle's"):
        found(tmp_path, "a_1_100_k.ipynb", "b_2_200_k.ipynb", "Kim_1_assignsubmission_file/knn.ipynb")


def test_titles_that_look_like_canvas_are_still_blackboards():
    assert lms_of(*(blackboard("hw_1_2", "ada", T1, file) for file in ("k.ipynb", ""))) is Lms.BLACKBOARD


def test_students_zips_among_which_one_looks_like_an_lmss_are_nobodys_download(tmp_path):
    files = found(tmp_path, "1-knn.zip", "2-knn.zip", "3-knn.zip", "vic_1_501_knn.zip")

    assert owners(files).keys() == {"1", "2", "3", "vic_1_501_knn"}


def test_a_folder_on_top_and_a_zip_around_the_zip_are_passed_by(tmp_path):
    names = {f"class/{canvas('Kim, Ada', user, 9000 + user, 'knn.zip')}": b"" for user in (30, 31)}
    inner = zip_of({**names, "__MACOSX/class/._kimada_30_9030_knn.zip": b"", "class/.DS_Store": b""})
    (tmp_path / "once.zip").write_bytes(inner)
    (tmp_path / "twice.zip").write_bytes(zip_of({"submissions.zip": inner}))

    for path in (tmp_path / "once.zip", tmp_path / "twice.zip", unpacked(tmp_path / "in", names)):
        files = find([path])
        assert (owners(files).keys(), files.not_taken) == ({"30", "31"}, ())


def test_ten_thousand_names_that_read_slowly_are_decided_soon():
    assert lms_of(*(f"{'1_' * 120}{number}" for number in range(2_000))) in (None, Lms.CANVAS)


# ---------------------------------------------------------------- any class, any names

PEOPLE = st.lists(
    st.tuples(st.integers(1, 9999), st.sampled_from(["Kim, Ada", "Lee, Bo", "O'Neil Smith", "김 에이다", "Late", "Anon, Y", "Team_7"])),
    min_size=1, max_size=6, unique_by=lambda person: person[0],
)  # fmt: skip
FILES = st.sampled_from(SPOOFS[:-2]) | st.text("ab_1- .()가", min_size=1, max_size=12).map(
    lambda text: f"{text}z.ipynb"
)


def named(lms: Lms, number: int, name: str, upload: int, file: str, folders: bool) -> str:
    if lms is Lms.CANVAS:
        return canvas(name, number, 20_000 + upload, file)
    if lms is Lms.MOODLE:
        return moodle(name, number, file, folders=folders)
    if lms is Lms.BLACKBOARD:
        return blackboard("HW 1", f"u{number}", f"2026-10-05-12-00-{upload:02}", file)
    return brightspace(number, name, f"May {upload + 1}, 2026 1200 PM", file, folders=folders)


@given(
    lms=st.sampled_from([Lms.CANVAS, Lms.MOODLE, Lms.BLACKBOARD, Lms.BRIGHTSPACE]),
    people=PEOPLE,
    data=st.data(),
    folders=st.booleans(),
)
def test_every_file_gets_its_owner_or_is_listed(lms, people, data, folders):
    made = {}
    for upload, (number, name) in enumerate(people * 2):
        file = data.draw(FILES)
        made[named(lms, number, name, upload, file, folders)] = f"u{number}" if lms is Lms.BLACKBOARD else str(number)
    files = [FoundFile(tuple(name.split("/")), bytes) for name in made]

    decision = downloads.decide(files)
    assert decision is not None and decision.lms is lms
    attempts, left = downloads.attempts(files, decision, downloads.Roster())

    assert {one.source for one in attempts} | {one.source for one in left} == made.keys()
    assert {one.source: one.name.student_id for one in attempts} == {one.source: made[one.source] for one in attempts}


@pytest.mark.parametrize("last", ["knn.rar", ""])
def test_what_is_no_hand_in_is_not_the_last_attempt_where_the_lms_tells_times_and_is_named(tmp_path, last):
    names = [
        blackboard("HW 1", "ada", T1, "knn.zip"),
        blackboard("HW 1", "ada", T1, ""),
        blackboard("HW 1", "ada", T2, last),
    ]

    told = found(tmp_path, *names)

    (file,) = told.unread()
    assert (file.source, file.beside) == (names[0], (names[2],))
    assert any(f"{names[2]} came last and can't be graded" in line for line in told.said)


def test_a_hand_in_that_is_called_as_what_systems_leave_behind_doesn_t_vanish(tmp_path):
    names = {
        "Kim Ada_201_assignsubmission_file_/knn.zip": b"1",
        "Kim Ada_201_assignsubmission_file_/._knn.zip": b"2",
        "Lee Bo_202_assignsubmission_file_/._knn.zip": b"3",
        "Cho Su_203_assignsubmission_file_/.git/knn.ipynb": b"4",
        "__MACOSX/._Kim Ada_201_assignsubmission_file_": b"5",
    }
    files = find([unpacked(tmp_path, names)], assignment="knn")

    assert [file.student_id for file in files.unread()] == ["201"]
    assert [one.source for one in files.not_taken] == [
        "Cho Su_203_assignsubmission_file_/.git/knn.ipynb",
        "Lee Bo_202_assignsubmission_file_/._knn.zip",
    ]


def test_a_time_within_a_name_of_brightspace_is_said(tmp_path):
    names = [
        "4001-77 - Kim Ada - 5 October, 2026 931 AM - knn.zip",
        "4003-77 - Mal - 1 October, 2026 900 AM - 9 October, 2026 931 AM - knn.zip",
    ]
    (_, said) = find([unpacked(tmp_path, dict.fromkeys(names, b"1"))], assignment="knn").said

    assert (
        "THE NAME OF 1 FILE HOLDS TWO TIMES" in said and "Mal: 1 October, 2026 900 AM, 9 October, 2026 931 AM" in said
    )
