"""When work was handed in: files of people and LMSs, in the course's time zone, and nothing lost."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import GradingError
from autograder.people.times import Received, by_student, in_zone, keep, moment, read_times
from autograder.untrusted_text import as_id

SEOUL, BERLIN = ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/Berlin")


@pytest.fixture
def times_csv(tmp_path):
    def write(text: str | bytes):
        path = tmp_path / "received.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_ids_and_times_are_read(times_csv):
    times = read_times(
        times_csv("student_id,received\n77,2026-10-05T23:41:00+09:00\n\n 김 , 2026-10-05T14:41:00Z \n"), SEOUL
    )

    assert times == (
        Received(("77",), datetime(2026, 10, 5, 14, 41, tzinfo=UTC)),
        Received(("김",), datetime(2026, 10, 5, 14, 41, tzinfo=UTC)),
    )


def test_headings_and_a_byte_order_mark_are_optional(times_csv):
    assert read_times(times_csv(b"\xef\xbb\xbf77,2026-10-05T23:41:00+09:00\r\n"), SEOUL)[0].ids == ("77",)


@pytest.mark.parametrize(
    "text",
    ["77,2026-10-05T23:41:00", "id;time\n77;2026-10-05 23:41", "SID,Submission Time\n77,2026-10-05 14:41:00 +0000"],
)
def test_a_time_without_an_offset_is_in_the_course_s_zone(times_csv, text):
    assert read_times(times_csv(text), SEOUL)[0].time == datetime(2026, 10, 5, 14, 41, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "row", "zone"),
    [
        ("Identifier,Full name,Status,Grade,Last modified (submission)",
         'Participant 201,Kim Ada,Submitted,,"Monday, 5 October 2026, 11:41 PM"', SEOUL),
        ("ID,Vollständiger Name,Bewertung,Zuletzt geändert (Abgabe)",
         'Teilnehmer/in201,Kim Ada,,"Montag, 5. Oktober 2026, 16:41"', BERLIN),
        ("Identifiant,Nom complet,Note,Dernière modification (travail remis),Dernière modification (note)",
         'Participant 201,Kim Ada,,"lundi 5 octobre 2026, 16:41",-', BERLIN),
        ("标识符,全名,成绩,上次修改（作业）,上次修改（评分）", "参与者201,Kim Ada,,2026年10月5日 星期一 23:41,-", SEOUL),
        ("식별자,전체 이름,성적,마지막 수정됨(제출)", '참가자201,Kim Ada,,"2026년 10월 5일, 월요일, 오후 11:41"', SEOUL),
    ],
)  # fmt: skip
def test_moodle_s_worksheet_tells_times_in_its_reader_s_language(times_csv, head, row, zone):
    empty = ",".join("-" for _ in head.split(",")[1:])

    times = read_times(times_csv(f"\ufeff{head}\n{row}\nParticipant 202,{empty}\n"), zone)

    assert [one.time for one in times] == [datetime(2026, 10, 5, 14, 41, tzinfo=UTC)]
    assert (times[0].ids, times[0].number) == (("201",), "201")


def test_a_worksheet_s_row_is_found_by_any_of_its_ids(times_csv):
    path = times_csv(
        "Identifier,ID number,Email address,Grade,Last modified (submission)\n"
        'Participant 201,2024,ada@x.y,,"Monday, 5 October 2026, 11:41 PM"\n'
    )
    received = read_times(path, SEOUL)

    for student in ("2024", "ada@x.y"):
        assert by_student(received, [student], {})[0].keys() == {student}
    assert by_student(received, ["201"], {}, {"201": "Kim Ada_201_assignsubmission_file_/k.ipynb"})[0].keys() == {"201"}
    assert by_student(received, ["77"], {"ada@x.y": "77"})[0].keys() == {"77"}
    assert by_student(received, ["01", "20", "1201"], {}) == ({}, received, {})


NUMBERS_AND_IDS = (
    "식별자,전체 이름,ID 번호,마지막 수정됨(제출)\n"
    "참가자202,Ada Kim,201,2026년 10월 8일 오후 11:41\n참가자201,Bo Lee,202,2026년 10월 5일 오후 11:41\n"
    "참가자305,Dee Dee,999,2026년 10월 9일 오후 11:41\n참가자77,Cy Park,305,2026년 10월 4일 오후 1:41\n"
)


def days(times) -> dict[str, int]:
    return {student: time.day for student, time in times.items()}


def test_the_school_s_id_tells_before_moodle_s_number_of_a_participant(times_csv):
    rows = read_times(times_csv(NUMBERS_AND_IDS), SEOUL)

    times, unmatched, doubts = by_student(rows, ["201", "202", "305"], {}, {"201": "201-knn.zip"})

    assert days(times) == {"201": 8, "202": 5, "305": 4}
    assert ([one.ids for one in unmatched], doubts) == ([("999",)], {})


def test_moodle_s_number_tells_where_the_hand_ins_are_moodle_s(times_csv):
    rows = read_times(times_csv(NUMBERS_AND_IDS), SEOUL)
    sources = {one: f"top/Kim_{one}_assignsubmission_file_/k.ipynb" for one in ("201", "202", "305")}

    times, unmatched, doubts = by_student(rows, list(sources), {}, sources)

    assert days(times) == {"201": 5, "202": 8, "305": 9}
    assert ([one.number for one in unmatched], doubts) == (["77"], {})


def test_the_number_tells_where_a_row_has_no_id_of_the_school_s(times_csv):
    rows = read_times(times_csv(NUMBERS_AND_IDS.replace("Ada Kim,201", "Ada Kim,")), SEOUL)

    assert rows[0].ids == ("202",)
    assert days(by_student(rows[:1], ["201", "202"], {})[0]) == {"202": 8}


def test_a_row_that_means_two_is_nobody_s_and_said(times_csv):
    path = times_csv(NUMBERS_AND_IDS)

    times, unmatched, doubts = by_student(
        read_times(path, SEOUL)[:1], ["201", "202"], {}, {"202": "Kim_202_assignsubmission_file_/k.ipynb"}
    )

    assert (times, unmatched) == ({}, ())
    assert list(doubts.values()) == [f"{path}, line 2 means 202 by one id and 201 by another: it is nobody's"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id,time\n77,yesterday", "line 2: 'yesterday' is no date and time"),
        ("id,time\n77,10/05/2026 11:41 PM", "line 2: '10/05/2026 11:41 PM' is no date and time"),
        ("id,time\n77,2026-13-05T00:00", "line 2: '2026-13-05T00:00' is no date and time"),
        (
            "id,time\n77,2026-10-05",
            "line 2: '2026-10-05' is a day without a time. Add when it was: 2026-10-05T23:41:00",
        ),
        ("id,tiem\n", "line 1: 'tiem' is no heading that a file of times has. Did you mean 'time'"),
        (
            "shoe,size\n1,2026-10-05T23:41:00Z\n",
            "line 1: 'shoe' is no heading that a file of times has. Name the columns",
        ),
        ("77", "line 1: expected"),
        (",2026-10-05T23:41:00Z", "line 1: expected"),
        ("7," + "9" * 200_000, "line 1: "),
    ],
)
def test_a_bad_line_of_times_is_named(times_csv, text, sentence):
    with pytest.raises(GradingError, match=sentence):
        read_times(times_csv(text), SEOUL)


def test_a_missing_or_unreadable_file_is_said(times_csv, tmp_path):
    with pytest.raises(GradingError, match="can't be read"):
        read_times(tmp_path / "none.csv", SEOUL)
    with pytest.raises(GradingError, match="UTF-8"):
        read_times(times_csv(b"\x81\xff7"), SEOUL)


@given(data=st.binary(max_size=60))
def test_no_file_of_times_raises_anything_else(data, tmp_path_factory):
    path = tmp_path_factory.mktemp("csv") / "received.csv"
    path.write_bytes(data)
    try:
        read_times(path, SEOUL)
    except GradingError as error:
        assert str(path) in str(error)


# ---------------------------------------------------------------- zones


def test_of_the_hour_that_clocks_show_twice_the_better_one_counts():
    shown = datetime(2026, 10, 25, 2, 30)

    assert in_zone(shown, BERLIN).astimezone(UTC).hour == 0  # received: the first
    assert in_zone(shown, BERLIN, later=True).astimezone(UTC).hour == 1  # due: the second


def test_a_date_alone_ends_with_its_last_second():
    assert moment("2026-10-09", BERLIN, "--until", ends=True) == datetime(2026, 10, 9, 21, 59, 59, tzinfo=UTC)
    with pytest.raises(GradingError, match="here: '2026-10-09' is a day without a time"):
        moment("2026-10-09", BERLIN, "here")


def test_times_are_compared_as_moments_not_as_clocks_show_them():
    before, after = (in_zone(datetime(2026, 10, 25, 2, 30), BERLIN, later=later) for later in (False, True))

    assert (after - before).total_seconds() == 3600


# ---------------------------------------------------------------- matching and keeping


def test_of_several_times_the_latest_counts_and_strangers_are_told():
    one, two = datetime(2026, 10, 5, tzinfo=UTC), datetime(2026, 10, 6, tzinfo=UTC)
    stranger = Received(("99",), one)

    times, unmatched, _ = by_student([Received(("77",), two), Received(("77",), one), stranger], ["77"], {})

    assert (times, unmatched) == ({"77": two}, (stranger,))


def test_an_id_as_it_is_written_finds_its_record():
    time = datetime(2026, 10, 5, tzinfo=UTC)

    assert by_student([Received(("kim ada",), time)], ["kim ada"], {})[0] == {"kim ada": time}
    assert by_student([Received(("30",), time)], ["77"], {"30": "77"})[0] == {"77": time}


def test_what_is_kept_is_read_back_strangers_too(tmp_path):
    path = tmp_path / "received.csv"
    one = moment("2026-10-05T23:59:30.5", SEOUL, "here")
    keep(path, {"김": one}, [Received(("=9", "x"), one)])

    kept = read_times(path, BERLIN)

    assert by_student(kept, ["김"], {})[0] == {"김": one}
    assert {received.ids for received in kept} == {("김",), ("=9", "x")}
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_row_of_nobody_yet_is_kept_with_all_its_ids(times_csv, tmp_path):
    rows = read_times(times_csv(NUMBERS_AND_IDS + "참가자78,No Id,,2026년 10월 6일 오후 1:41\n"), SEOUL)
    path = tmp_path / "kept.csv"
    keep(path, {"1": rows[0].time}, rows)

    kept = read_times(path, SEOUL)
    keep(path, {}, kept)

    assert set(kept) == {*rows, Received(("1",), rows[0].time)} == set(read_times(path, SEOUL))
    assert days(by_student(kept, ["77"], {})[0]) == {}  # Moodle's number of the one with the school's id 305
    assert days(by_student(kept, ["305"], {})[0]) == {"305": 4}
    assert days(by_student(kept, ["78"], {})[0]) == {"78": 6}


@given(
    ids=st.lists(st.text(max_size=4).map(as_id).filter(bool), min_size=1, max_size=3),
    number=st.sampled_from(["", "77"]),
)
def test_whatever_its_ids_are_a_kept_row_is_read_back(ids, number, tmp_path_factory):
    path = tmp_path_factory.mktemp("kept") / "kept.csv"
    one = Received(tuple(ids), datetime(2026, 10, 5, tzinfo=UTC), number=number)
    keep(path, {"1": one.time}, [one])

    assert {(kept.ids, kept.number) for kept in read_times(path, SEOUL)} == {(("1",), ""), (one.ids, number)}


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        ("student_id,received,received", "two columns hold times, 'received' and 'received'"),
        ("student_id,received,Submitted", "two columns hold times, 'received' and 'Submitted'"),
        ("student_id,Student_ID,received", "two columns hold ids, 'student_id' and 'Student_ID'"),
    ],
)
def test_two_columns_that_may_be_meant_are_refused(times_csv, heads, said):
    with pytest.raises(GradingError, match=f"line 1: {said}"):
        read_times(times_csv(f"{heads}\n1,2026-10-05T12:00:00,2026-10-06T12:00:00\n"), ZoneInfo("Asia/Seoul"))


def test_excel_s_own_first_line_is_nobody_s_time(times_csv):
    path = times_csv("sep=;\nstudent_id;received\n1;2026-10-05T12:00:00+09:00\n")

    assert [one.ids for one in read_times(path, ZoneInfo("Asia/Seoul"))] == [("1",)]


def test_a_number_that_may_lack_zeros_in_front_is_nobody_s_where_that_is_somebody_else_s():
    time = datetime(2026, 10, 5, tzinfo=UTC)
    plain, mailed, whole = Received(("42",), time), Received(("42", "lee@x"), time), Received(("0042",), time)

    assert by_student([plain], ["42", "0042"], {})[0] == {}
    assert "may mean 42 or 0042" in by_student([plain], ["42", "0042"], {})[2][plain]
    assert by_student([plain], ["42", "0042"], {}, kept=True)[0] == {"42": time}
    assert by_student([mailed], ["42", "0042"], {"lee@x": "42"})[0] == {"42": time}
    assert by_student([plain, whole], ["42", "0042"], {})[0] == {"42": time, "0042": time}
