"""A time in a name is read in whatever language it is, or said to be unread: it is never guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.conventions import lms_dates
from autograder.errors import DecisionNeeded
from autograder.intake.discovery import find
from term.download_names import brightspace, unpacked

MOMENT = datetime(2026, 10, 5, 23, 41)


def read(text: str) -> datetime | None:
    return lms_dates.read_all([text])[text]


@pytest.mark.parametrize(
    "text",
    ["Oct 5, 2026 1141 PM", "October 5, 2026 1141 p.m.", "Okt. 5, 2026 2341", "5. Oktober 2026 2341", "5 oct. 2026 23 h 41", "5 oct 2026 23:41",
     "okt 5, 2026 1141 PM", "5 de octubre de 2026 2341", "5 de out. de 2026 2341", "5 ott 2026 2341", "5 Eki 2026 2341", "Ekim 5, 2026 1141 ÖS",
     "5 paź 2026 2341", "5 października 2026 2341", "5 октября 2026 г. 2341", "2026. okt. 5. 2341", "2026. 10. 5. 오후 1141", "2026년 10월 5일 오후 1141",
     "10월 5, 2026 1141 오후", "2026年10月5日 2341", "2026-10-05 2341", "2026-10-05 1141 PM", "5.10.2026 2341", "5 d’oct. 2026 2341", "5 okt. 2026 2341",
     "5 hyd 2026 2341", "5 lokakuuta 2026 2341", "5 říj 2026 2341", "5 octombrie 2026 2341"],
)  # fmt: skip
def test_a_time_is_read_in_many_languages(text):
    assert lms_dates.looks_like(text)
    assert read(text) == MOMENT


@pytest.mark.parametrize(
    "text",
    ["Monday, 5 October 2026, 11:41 PM", "Monday, October 5, 2026, 11:41 PM", "Montag, 5. Oktober 2026, 23:41", "lundi 5 octobre 2026, 23:41",
     "lunes, 5 de octubre de 2026, 23:41", "segunda-feira, 5 de outubro de 2026 às 23:41", "lunedì, 5 ottobre 2026, 23:41",
     "poniedziałek, 5 października 2026, 23:41", "pondělí, 5. října 2026, 23.41", "понедельник, 5 октября 2026, 23:41", "5 Ekim 2026, Pazartesi, 23:41",
     "2026. október 5., hétfő, 23:41", "2026年 10月 5日(月曜日) 23:41", "2026年10月5日 星期一 下午 11:41", "2026년 10월 5일, 월요일, 오후 11:41",
     "Δευτέρα, 5 Οκτωβρίου 2026, 11:41 μμ", "الاثنين، 5 أكتوبر 2026، 11:41 م", "luni, 5 octombrie 2026, 23:41"],
)  # fmt: skip
def test_moodle_s_times_have_the_day_of_the_week(text):
    assert lms_dates.with_day_of_week(text) == MOMENT


@pytest.mark.parametrize(
    "text",
    ["5 October 2026, 11:41:30 PM", "5 October 2026 23:41 +0900", "10/05/2026 11:41 PM", "marți, 5 2026, 23:41", "2026-10-05T23:41:00+09:00", "-", ""],
)  # fmt: skip
def test_what_more_than_a_day_and_minutes_says_is_not_dropped(text):
    assert lms_dates.with_day_of_week(text) is None


@pytest.mark.parametrize(
    "text", ["Xyz 5, 2026 1141 PM", "10-05-2026 2341", "5 lip 1999 2341", "32 Oct 2026 2341", "Oct 5, 2026 2541", "Oct 5, 2026 41", "jui 5, 2026 1141 PM"]
)  # fmt: skip
def test_what_cannot_be_told_is_not_guessed(text):
    assert read(text) is None


def test_a_download_has_one_order_and_one_language():
    told = lms_dates.read_all(["10-05-2026 2341", "13-05-2026 2341"])
    ambiguous = lms_dates.read_all(["11-05-2026 2341", "10-06-2026 2341"])

    assert told["10-05-2026 2341"] == datetime(2026, 5, 10, 23, 41)
    assert set(ambiguous.values()) == {None}


@pytest.mark.parametrize("language", sorted(lms_dates._LANGUAGES))
def test_each_language_has_twelve_months_that_are_told_apart(language):
    months = lms_dates._LANGUAGES[language].split()

    assert len(months) == 12
    for number, forms in enumerate(months, start=1):
        for form in forms.split("/"):
            assert lms_dates._month(form, language) == number


@pytest.mark.parametrize("language", sorted(lms_dates._LANGUAGES))
def test_the_months_are_those_of_cldr(language):
    babel = pytest.importorskip("babel")
    names = babel.Locale.parse(language).months
    known = {
        number: names[context]["wide"][number].casefold()
        for context in ("format", "stand-alone")
        for number in range(1, 13)
    }

    for number, name in known.items():
        words = [word for word in lms_dates._WORD.findall(name) if word not in lms_dates._BETWEEN]
        assert lms_dates._month(words[0], language) in (number, 0 if language == "hu" else number)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)),
    st.sampled_from(["en", "de", "fr", "es", "nl", "pt", "it", "tr", "pl", "sv"]),
)
def test_any_time_is_read_as_it_was_written(moment, language):
    month = lms_dates._LANGUAGES[language].split()[moment.month - 1].partition("/")[0]

    assert read(f"{moment.day}. {month} {moment.year} {moment.hour}{moment.minute:02}") == moment.replace(
        second=0, microsecond=0
    )


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_none(text):
    assert isinstance(read(text), datetime | None)
    assert isinstance(lms_dates.looks_like(text), bool)


@pytest.mark.parametrize("folders", [True, False])
def test_attempts_are_in_order_in_any_language(tmp_path, folders):
    early = brightspace(57006, "Erik Dengler", "5. Okt. 2026 941", "x.ipynb", folders=folders)
    late = brightspace(57006, "Erik Dengler", "5. Okt. 2026 1041", "a.ipynb", folders=folders)
    other = brightspace(57019, "Mary-Ann - Lee", "6. Mai 2026 005", "a.ipynb", folders=folders)

    erik, mary = find(
        [unpacked(tmp_path, dict.fromkeys((early, late, other), b""))], assignment="knn", zone=UTC
    ).unread()

    assert (erik.source, erik.attempts) == (late, (early,))
    assert (erik.received, mary.received) == (
        datetime(2026, 10, 5, 10, 41, tzinfo=UTC),
        datetime(2026, 5, 6, 0, 5, tzinfo=UTC),
    )


def test_a_time_that_cannot_be_read_is_said_and_decides_nothing(tmp_path):
    one = brightspace(57006, "Erik Dengler", "5 xyz 2026 941", "x.ipynb")
    two = brightspace(57019, "Lee", "6 oct. 2026 1041", "x.ipynb")
    again = brightspace(57006, "Erik Dengler", "6 xyz 2026 941", "x.ipynb")

    files = find([unpacked(tmp_path / "1", {one: b"", two: b""})], assignment="knn", zone=UTC)

    assert [(file.time, file.received is None) for file in files.unread()] == [("5 xyz 2026 941", True), ("", False)]
    assert any(
        "THE TIME OF 1 FILE CAN'T BE READ" in said and "Erik Dengler: 5 xyz 2026 941" in said for said in files.said
    )
    with pytest.raises(DecisionNeeded, match="which hand-in of Erik Dengler is the last can't be told"):
        find([unpacked(tmp_path / "2", {one: b"", again: b"", two: b""})], assignment="knn", zone=UTC)


def test_noon_and_midnight():
    assert read("Oct 5, 2026 1205 AM") == datetime(2026, 10, 5, 0, 5)
    assert read("Oct 5, 2026 1205 PM") == datetime(2026, 10, 5) + timedelta(hours=12, minutes=5)
    assert read("Oct 5, 2026 9 PM") == datetime(2026, 10, 5, 21)
