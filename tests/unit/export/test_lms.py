"""Files for Canvas, Moodle and Blackboard."""

from __future__ import annotations

import codecs
import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import DecisionNeeded, GradingError, UsageError
from autograder.export import lms
from autograder.export.lms import Score
from autograder.export.rows_match import Person
from autograder.results import csv_files

TITLE = "k-Nearest Neighbours"
KIM = Score(Person("2022123456", "Kim Minji"), 74.5)
LEE = Score(Person("2022000002", "Lee Jun", others=("lee@uni.example",)), 88.0)


OURS = {"2022000002": ("3", "12")}  # what earlier exports wrote


def of(student: str, points: float | None = 5, **known: str) -> Score:
    return Score(Person(student, **known), points)


CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Quiz (7),k-Nearest Neighbours (4711),Final Score
    Points Possible,,,,,10,88,(read only)
"Minji, Kim",901,2022123456,kim@uni.example,A,9,,77
"Jun, Lee",902,2022000002,lee@uni.example,A,,12,50
"Student, Test",903,,test,A,,,
"""
MOODLE = """\
\ufeffIdentifier,"Full name","ID number","Email address",Status,Grade,"Maximum grade","Grade can be changed","Last modified (submission)","Last modified (grade)","Feedback comments"
"Participant 41","Kim Minji",2022123456,kim@uni.example,"Submitted for grading",,88.00,Yes,"Monday, 5 October 2026, 9:12 PM",-,
"Participant 42","Lee Jun",,2022000002@uni.example,"No submission",12.00,88.00,Yes,-,-,"old words"
"""
BLACKBOARD = '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"k-Nearest Neighbours [Total Pts: 88 Score] |998"\r\n"Kim"\t"Minji"\t"minji9"\t"2022123456"\t""\r\n"Lee"\t"Jun"\t"2022000002"\t""\t"12.00"\r\n'


def rows(data: bytes, encoding: str = "utf-8-sig", delimiter: str = ",") -> list[list[str]]:
    return csv_files.read(data.decode(encoding), delimiter=delimiter)


def changed(before: list[list[str]], after: list[list[str]]) -> dict[tuple[int, int], str]:
    """Name the cells that differ."""
    assert [len(row) for row in before] == [len(row) for row in after]
    return {
        (y, x): new
        for y, (old_row, new_row) in enumerate(zip(before, after, strict=True))
        for x, (old, new) in enumerate(zip(old_row, new_row, strict=True))
        if old != new
    }


def test_canvas_gets_our_column_and_keeps_every_other_byte() -> None:
    filled = lms.fill("canvas", CANVAS.encode(), [KIM, LEE], TITLE, 88, ours=OURS)

    assert changed(rows(CANVAS.encode()), rows(filled.data)) == {(2, 6): "74.5", (3, 6): "88"}
    assert filled.data == CANVAS.replace("A,9,,77", "A,9,74.5,77").replace("A,,12,50", "A,,88,50").encode()
    assert (filled.entered, filled.doubts) == (2, ())
    assert [(one.student_id, one.before, one.after) for one in filled.changes] == [
        ("2022123456", "", "74.5"),
        ("2022000002", "12", "88"),
    ]


@pytest.mark.parametrize("known_as", ["901", "2022123456", "KIM@uni.example", "kim"])
def test_canvas_finds_a_student_by_any_id(known_as: str) -> None:
    filled = lms.fill("canvas", CANVAS.encode(), [of(known_as)], TITLE, 88)

    assert rows(filled.data)[2][6] == "5"


def test_a_name_alone_is_in_doubt_unless_it_is_asked_for() -> None:
    score = of("s10", name="Kim Minji")

    filled = lms.fill("canvas", CANVAS.encode(), [score], TITLE, 88)
    asked = lms.fill("canvas", CANVAS.encode(), [score], TITLE, 88, match_names=True)

    assert filled.doubts == (("s10", "only the name matches row 3; --match-names takes it"),)
    assert filled.data == CANVAS.encode()
    assert [(one.row, one.by_name) for one in asked.changes] == [(3, True)]


def test_whoever_has_no_score_keeps_their_row() -> None:
    scores = [of("2022123456", None), of("zz9", 3, name="Kim Minji")]

    filled = lms.fill("canvas", CANVAS.encode(), scores, TITLE, 88, match_names=True)

    assert (filled.entered, [student for student, _ in filled.doubts]) == (0, ["zz9"])


@pytest.mark.parametrize("word", ["EX", "N/A", "see me", "Incomplete"])
def test_a_word_that_somebody_entered_stays_and_is_named(word: str) -> None:
    template = CANVAS.replace("A,9,,77", f"A,9,{word},77")

    filled = lms.fill("canvas", template.encode(), [KIM], TITLE, 88)

    assert (filled.data, filled.kept) == (template.encode(), (("2022123456", word),))


def test_a_number_that_is_not_ours_stays_until_somebody_says_otherwise() -> None:
    kept = lms.fill("canvas", CANVAS.encode(), [KIM, LEE], TITLE, 88, ours={"2022000002": ("11",)})
    asked = lms.fill("canvas", CANVAS.encode(), [KIM, LEE], TITLE, 88, overwrite=True)

    assert rows(kept.data)[3][6] == "12"
    assert [(one.student_id, one.before, one.after, one.row) for one in kept.foreign] == [("2022000002", "12", "88", 4)]
    assert rows(asked.data)[3][6] == "88"
    assert [one.foreign for one in asked.changes] == [False, True]


@pytest.mark.parametrize(("cell", "ours"), [("12.00", "12"), ('"12,5"', "12.5"), ("EX", "EX")])
def test_what_we_wrote_is_known_however_the_lms_shows_it(cell: str, ours: str) -> None:
    template = CANVAS.replace("A,,12,50", f"A,,{cell},50")

    filled = lms.fill("canvas", template.encode(), [LEE], TITLE, 88, ours={"2022000002": (ours,)})

    assert (filled.foreign, filled.kept, [one.after for one in filled.changes]) == ((), (), ["88"])


def test_a_number_stays_for_whoever_is_excused_too() -> None:
    filled = lms.fill("canvas", CANVAS.encode(), [Score(LEE.person, None, excused=True)], TITLE, 88)

    assert (filled.data, [one.after for one in filled.foreign]) == (CANVAS.encode(), ["EX"])


def test_an_excused_person_is_ex_in_canvas_and_stays_as_they_were_in_moodle() -> None:
    excused = Score(KIM.person, None, excused=True)

    assert rows(lms.fill("canvas", CANVAS.encode(), [excused], TITLE, 88).data)[2][6] == "EX"
    filled = lms.fill("moodle", MOODLE.encode(), [excused], TITLE, 88)
    assert (filled.data, filled.changes) == (MOODLE.encode(), ())


def test_text_with_tabs_that_a_spreadsheet_saved_is_refused_for_canvas_which_takes_none() -> None:
    tabs = CANVAS.replace(",", "\t")

    for data in (tabs.encode(), codecs.BOM_UTF16_LE + tabs.encode("utf-16-le")):
        with pytest.raises(GradingError, match="tabs between its cells, and Canvas takes no such file"):
            lms.fill("canvas", data, [KIM], TITLE, 88)


def test_a_row_that_a_spreadsheet_left_shorter_than_the_headings_is_somebody_s() -> None:
    short = CANVAS.replace("A,9,,77", "A,9").replace(",10,88,(read only)", ",10")

    filled = lms.fill("canvas", short.encode(), [KIM], TITLE, 88)
    new = lms.fill("canvas", short.encode(), [KIM], TITLE, 88, column="new")

    assert filled.data == short.replace("A,9\n", "A,9,74.5\n").encode()
    assert [row[8] for row in rows(new.data, "utf-8")] == ["new", "88", "74.5", "", ""]


def test_a_row_of_somebody_s_with_more_cells_than_headings_stops() -> None:
    data = CANVAS.replace("A,9,,77", "A,9,,77,x").encode()

    assert lms.fill("canvas", data.replace(b",x", b","), [KIM], TITLE, 88).entered == 1
    with pytest.raises(GradingError, match="row 3 of the template has 9 cells under 8 headings"):
        lms.fill("canvas", data, [], TITLE, 88)


def test_a_file_in_a_language_whose_headings_are_not_known_stops_in_a_sentence() -> None:
    german = '"Nachname"\t"Vorname"\t"Benutzername"\t"HW [Punkte insgesamt: 20 Punktestand] |998"\r\n"Kim"\t"A"\t"ak"\t""\r\n'

    with pytest.raises(GradingError, match=r"no column that is known of Blackboard's file .* 'Nachname', .* English"):
        lms.fill("blackboard", german.encode("utf-16"), [KIM], "HW", 10)


def test_an_id_that_a_spreadsheet_changed_stops_with_its_row() -> None:
    data = CANVAS.replace("2022123456", "2.02212E+09").encode()

    with pytest.raises(GradingError, match=r"row 3 of the template: a spreadsheet has made 2\.02212E\+09 of an id"):
        lms.fill("canvas", data, [KIM], TITLE, 88)


def test_a_new_column_must_be_asked_for() -> None:
    with pytest.raises(DecisionNeeded, match="--column TITLE"):
        lms.fill("canvas", CANVAS.encode(), [KIM], "Optimizers", 50)

    filled = lms.fill("canvas", CANVAS.encode(), [KIM], "Optimizers", 50, column="Optimizers")

    assert [row[-1] for row in rows(filled.data)] == ["Optimizers", "50", "74.5", "", ""]
    assert "new column" in filled.notes[0]


@pytest.mark.parametrize("column", ["4711", "(4711)", "k-Nearest Neighbours (4711)", "k-nearest neighbours"])
def test_a_column_is_named_by_heading_title_or_id(column: str) -> None:
    assert rows(lms.fill("canvas", CANVAS.encode(), [KIM], "Renamed", 88, column=column).data)[2][6] == "74.5"


def test_of_two_columns_with_one_title_the_id_decides() -> None:
    twice = CANVAS.replace("Quiz (7)", f"{TITLE} (12)").replace("10,88", "88,88")

    with pytest.raises(DecisionNeeded, match="several columns"):
        lms.fill("canvas", twice.encode(), [KIM], TITLE, 88)
    assert rows(lms.fill("canvas", twice.encode(), [KIM], TITLE, 88, column="4711").data)[2][6] == "74.5"


@pytest.mark.parametrize(
    ("possible", "said"), [("100", "out of 100 points, here out of 88"), ("(read only)", "read only")]
)
def test_what_the_marks_are_out_of_must_be_the_same(possible: str, said: str) -> None:
    with pytest.raises(DecisionNeeded, match=said):
        lms.fill("canvas", CANVAS.replace("10,88", f"10,{possible}").encode(), [KIM], TITLE, 88)


def test_moodle_and_blackboard_must_agree_about_the_points_too() -> None:
    with pytest.raises(DecisionNeeded, match="out of 50 points"):
        lms.fill("moodle", MOODLE.replace("88.00", "50.00").encode(), [KIM], TITLE, 88)
    with pytest.raises(DecisionNeeded, match="out of 88 points"):
        lms.fill("blackboard", BLACKBOARD.encode(), [KIM], TITLE, 100)


def test_the_highest_grade_follows_the_grade_in_moodle_whatever_its_heading_is() -> None:
    italian = MOODLE.replace("Maximum grade", "Valutazione massima").replace(",Grade,", ",Valutazione,")

    assert lms.fill("moodle", italian.encode(), [KIM], TITLE, 88).entered == 1
    with pytest.raises(DecisionNeeded, match="out of 88 points, here out of 100"):
        lms.fill("moodle", italian.encode(), [KIM], TITLE, 100)
    gradebook = "Nome,Codice identificativo,ID number,HW,Altro\nKim,,2022123456,,9\n"
    assert lms.fill("moodle", gradebook.encode(), [KIM], "HW", 100).entered == 1


def test_a_column_in_percent_takes_points_only_where_they_are_percent() -> None:
    shown = BLACKBOARD.replace("Pts: 88 Score", "Pts: 88 Percentage")

    with pytest.raises(DecisionNeeded, match=r"in percent.*88 points as 88 %"):
        lms.fill("blackboard", shown.encode(), [KIM], TITLE, 88)
    hundred = lms.fill("blackboard", shown.replace("Pts: 88", "Pts: 100").encode(), [KIM], TITLE, 100)
    assert hundred.entered == 1
    assert lms.fill("blackboard", BLACKBOARD.replace("88 Score", "88 Letter").encode(), [KIM], TITLE, 88).entered == 1


@pytest.mark.parametrize(
    "own", [",,,,,,Manual Posting,\n", ",,,,,,Muted,(read only)\n", ",,,,,Manual Posting,Manual Posting,\n"]
)
@pytest.mark.parametrize("first", [True, False])
def test_rows_of_canvas_s_own_stay_and_are_nobodys(own: str, *, first: bool) -> None:
    possible = "    Points Possible,,,,,10,88,(read only)\n"
    posting = CANVAS.replace(possible, own + possible if first else possible + own)

    filled = lms.fill("canvas", posting.encode(), [KIM, of("test"), of("903")], TITLE, 88)

    assert filled.data == posting.replace("A,9,,77", "A,9,74.5,77").encode()
    assert filled.without_score == ("2022000002 Jun, Lee",)


def test_a_title_that_canvas_would_drop_is_told() -> None:
    final = CANVAS.replace("k-Nearest Neighbours (4711)", "HW1 Final Score (12)")

    assert "Canvas ignores" in lms.fill("canvas", final.encode(), [KIM], "HW1 Final Score", 88).notes[0]


@pytest.mark.parametrize("column", ["ID", "Student", "Section", "sis login id"])
def test_no_mark_goes_into_a_column_that_tells_who_somebody_is(column: str) -> None:
    with pytest.raises(UsageError, match="a column of Canvas's own"):
        lms.fill("canvas", CANVAS.encode(), [KIM], TITLE, 88, column=column)


def test_moodle_gets_the_grade_and_nothing_else() -> None:
    filled = lms.fill("moodle", MOODLE.encode(), [KIM, of("2022000002", 88)], TITLE, 88, ours=OURS)

    assert filled.data.startswith(codecs.BOM_UTF8)
    assert changed(rows(MOODLE.encode()), rows(filled.data)) == {(1, 5): "74.5", (2, 5): "88"}


@pytest.mark.parametrize(
    ("heading", "no"),
    [
        ("Grade can be changed", "아니오"), ("성적을 변경할 수 있음", "아니오"), ("Bewertung kann geändert werden", "Nein"),
        ("La note peut être modifiée", "Non"), ("La calificación puede cambiarse", "No"),
        ("La calificación puede ser cambiada", "No"), ("A nota pode ser alterada.", "Não"),
        ("Nota pode ser alterada", "Não"), ("La valutazione può essere cambiata", "No"),
        ("Het cijfer kan gewijzigd worden", "Nee"), ("評点変更可", "いいえ"), ("允许更改成绩", "否"), ("分數可以被更改", "否"),
        ("Betyg kan ändras", "Nej"), ("Оценка может быть изменена", "Нет"), ("Ocena może być zmieniona", "Nie"),
    ],
)  # fmt: skip
def test_a_locked_row_is_told_in_its_reader_s_language(heading: str, no: str) -> None:
    sheet = MOODLE.replace("Grade can be changed", heading).replace("88.00,Yes", f"88.00,{no}", 1)

    assert "this grade can't be changed (row 2)" in lms.fill("moodle", sheet.encode(), [KIM], TITLE, 88).notes[0]


def test_what_moodle_leaves_out_without_a_word_is_told() -> None:
    locked = lms.fill("moodle", MOODLE.replace("88.00,Yes", "88.00,No", 1).encode(), [KIM], TITLE, 88)
    above = lms.fill("moodle", MOODLE.encode(), [Score(KIM.person, 90.0)], TITLE, 88)

    assert "this grade can't be changed (row 2)" in locked.notes[0]
    assert "more than 88 (row 2)" in above.notes[0]
    assert lms.fill("moodle", MOODLE.encode(), [KIM], TITLE, 88).notes == ()


def test_a_team_s_number_is_no_participant_s_in_a_worksheet_of_any_language() -> None:
    italian = MOODLE.replace("Full name", "Nome e cognome").replace("Participant", "Partecipante")
    hidden = csv_files.write_exact([cells[:1] + cells[4:] for cells in rows(MOODLE.encode())])
    team, kim = of("41", shown="Team 7", lms_id="41"), of("41", shown="Kim Minji", lms_id="41")

    assert "a team's number?" in lms.fill("moodle", italian.encode(), [team], TITLE, 88).doubts[0][1]
    assert "a team's number?" in lms.fill("moodle", hidden.encode(), [team], TITLE, 88).doubts[0][1]
    assert lms.fill("moodle", italian.encode(), [kim], TITLE, 88).entered == 1


def test_moodle_knows_the_number_of_its_bulk_download() -> None:
    assert rows(lms.fill("moodle", MOODLE.encode(), [of("42")], TITLE, 88, overwrite=True).data)[2][5] == "5"
    assert lms.fill("moodle", MOODLE.encode(), [of("2")], TITLE, 88).entered == 0


@pytest.mark.parametrize("mark", ["5.67 (I think)", "17/20", "85 %", "~70?"])
def test_a_mark_that_somebody_wrote_with_words_is_theirs_and_stops_as_a_number_does(mark: str) -> None:
    data = CANVAS.replace("A,9,,77", f"A,9,{mark},77").encode()

    (change,) = lms.fill("canvas", data, [KIM], TITLE, 88).foreign
    (ours,) = lms.fill("canvas", data, [KIM], TITLE, 88, overwrite=True).changes

    assert (change.before, ours.after) == (mark, "74.5")


@pytest.mark.parametrize(
    "value", ["Teilnehmer/in201", "Teilnehmer*in201", "Participante201", "참가자201", "Participant 201"]
)
@pytest.mark.parametrize("heading", ["ID", "식별자", "Identificador"])
def test_moodle_s_first_column_is_the_id_in_every_language(value: str, heading: str) -> None:
    sheet = (
        f'{heading},Name,Bewertung,Bestwertung\n{value},Kim,,"100,00"\n{value.replace("201", "1201")},Lee,,"100,00"\n'
    )

    filled = lms.fill("moodle", sheet.encode(), [of("201", 88.5)], TITLE, 100)

    assert filled.data.decode() == sheet.replace("Kim,,", 'Kim,"88,5",')


def test_numbers_are_written_as_the_file_writes_them() -> None:
    semicolons = CANVAS.replace(",", ";").replace('"Minji; Kim"', '"Minji, Kim"').replace(";9;;77", ";9,5;;77")

    assert ";9,5;74,5;77" in lms.fill("canvas", semicolons.encode(), [KIM], TITLE, 88).data.decode()
    large = lms.fill("canvas", CANVAS.replace("10,88", "10,2000").encode(), [of("901", 1234.5)], TITLE, 2000)
    assert rows(large.data)[2][6] == "1234.5"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_blackboards_encoding_tabs_and_quotes_stay(encoding: str) -> None:
    mark = codecs.BOM_UTF16_LE if encoding.endswith("le") else codecs.BOM_UTF16_BE

    filled = lms.fill("blackboard", mark + BLACKBOARD.encode(encoding), [KIM, LEE], TITLE, 88, ours=OURS)

    assert filled.data.startswith(mark)
    text = filled.data[2:].decode(encoding)
    assert text == BLACKBOARD.replace('"2022123456"\t""', '"2022123456"\t"74.5"').replace('"12.00"', '"88"')
    assert [row[4] for row in csv.reader(text.splitlines(), delimiter="\t")][1:] == ["74.5", "88"]


@pytest.mark.parametrize(
    ("cell", "ours", "after", "foreign"),
    [
        ("Needs Grading", (), "88", False),
        ("needs grading", (), "88", False),
        ("Needs Grading(12.00)", ("12",), "88", False),  # an earlier attempt's mark is ours, and another attempt came
        ("Needs Grading(88.00)", (), "88", False),
        ("Needs Grading(12.00)", (), None, True),  # somebody marked an earlier attempt
        ("In Progress", (), None, False),
        ("In Progress(12.00)", ("12",), None, False),
        ("Exempt", (), None, False),
        ("Reply to Post", (), None, False),
    ],
)
def test_blackboards_word_that_a_mark_is_waited_for_gives_way_and_what_a_person_decided_stays(
    cell: str, ours: tuple[str, ...], after: str | None, foreign: bool
) -> None:
    template = BLACKBOARD.replace("12.00", cell)

    filled = lms.fill("blackboard", template.encode(), [LEE], TITLE, 88, ours={LEE.person.student_id: ours})

    (row,) = [row for row in rows(filled.data, delimiter="\t") if row[0] == "Lee"]
    assert row[-1] == (after or cell)
    assert filled.waited == (((LEE.person.student_id, cell),) if after else ())
    assert [one.before for one in filled.foreign] == ([cell] if foreign else [])
    assert filled.kept == (() if after or foreign else ((LEE.person.student_id, cell),))


def test_a_word_that_a_mark_is_waited_for_is_nothing_in_canvas() -> None:
    template = CANVAS.replace("A,9,,77", "A,9,Needs Grading,77")

    assert lms.fill("canvas", template.encode(), [KIM], TITLE, 88).kept == (("2022123456", "Needs Grading"),)


def test_a_column_of_blackboard_s_totals_is_never_ours() -> None:
    total = BLACKBOARD.replace("Total Pts: 88 Score", "Total Pts: up to 88 Score")

    with pytest.raises(DecisionNeeded, match="no column"):
        lms.fill("blackboard", total.encode(), [KIM], TITLE, 88)


def test_a_missing_column_says_what_to_do() -> None:
    with pytest.raises(DecisionNeeded, match="no column for 'Optimizers'"):
        lms.fill("blackboard", BLACKBOARD.encode(), [KIM], "Optimizers", 50)
    with pytest.raises(UsageError, match="no column 'Optimizers'"):
        lms.fill("blackboard", BLACKBOARD.encode(), [KIM], TITLE, 50, column="Optimizers")


def test_whom_the_file_does_not_know_is_told_and_whom_we_do_not_know_too() -> None:
    filled = lms.fill("canvas", CANVAS.encode(), [of("1"), KIM], TITLE, 88)

    assert filled.doubts == (("1", "no row has an id of theirs"),)
    assert filled.without_score == ("2022000002 Jun, Lee",)


@pytest.mark.parametrize("data", [b"", b"\x00\xff\xfe\x81\x8d", b'"open', b"\n\n"])
def test_what_is_no_table_is_one_sentence(data: bytes) -> None:
    with pytest.raises(GradingError):
        lms.fill("moodle", data, [KIM], TITLE, 88)


def test_a_name_that_is_a_formula_is_quoted_and_an_id_is_not_touched() -> None:
    evil = CANVAS.replace('"Minji, Kim",901', '"=cmd|x",901').replace("kim@uni", "@kim@uni")
    canvas_s_own = CANVAS.replace('"Minji, Kim",901', '"=""=cmd""",901')

    after = rows(lms.fill("canvas", evil.encode(), [KIM], TITLE, 88).data)

    assert after[2][0] == "'=cmd|x"
    assert after[2][3] == "@kim@uni.example"
    assert b'"=""=cmd""",901' in lms.fill("canvas", canvas_s_own.encode(), [KIM], TITLE, 88).data


def test_without_a_file_each_id_stands_in_its_own_column() -> None:
    scores = [of("30", lms_id="30"), of("2022", 6, lms_id="31", name="Lee Bo"), of("s1", 7)]

    assert "somebody entered in Canvas" in lms.table("canvas", scores, TITLE).notes[0]
    canvas = rows(lms.table("canvas", scores, TITLE).data, "utf-8")
    moodle = rows(lms.table("moodle", scores, TITLE).data, "utf-8")

    assert canvas[1:] == [
        ["", "30", "", "", "", "5"],
        ["Lee Bo", "31", "2022", "", "", "6"],
        ["", "", "s1", "", "", "7"],
    ]
    assert [row[:2] for row in moodle[1:]] == [["Participant 30", ""], ["Participant 31", "2022"], ["", "s1"]]


def test_a_number_that_may_be_a_team_s_is_in_no_table_of_moodle_s() -> None:
    team = of("55", shown="Team 7", lms_id="55", only_lms=True)
    listed = [team, of("201", 6, shown="Kim Ada", lms_id="201", only_lms=True), of("2022", None, name="Kim Ada")]

    made = lms.table("moodle", listed, TITLE)

    assert [row[0] for row in rows(made.data, "utf-8")[1:]] == ["Participant 201"]
    assert made.doubts == (("55", lms.MAY_BE_TEAM),)


def test_a_name_that_several_have_is_no_name_in_canvas_s_table() -> None:
    absent = Score(Person("9", name="lee bo"), None)
    scores = [of("7", 6, name="Lee Bo"), of("8", 5, name="Kim Ada"), absent]

    canvas = rows(lms.table("canvas", scores, TITLE).data, "utf-8")

    assert [row[0] for row in canvas[1:]] == ["Lee Bo (7)", "Kim Ada"]


@given(st.text(st.characters(), max_size=40), st.text(st.characters(), min_size=1, max_size=20))
def test_tables_of_our_own_hold_any_name_as_text(name: str, student: str) -> None:
    for system in ("canvas", "moodle"):
        found = rows(lms.table(system, [of(student, 1.5, name=name)], TITLE).data, "utf-8")

        assert len(found) == 2
        assert all(cell.strip()[:1] not in set("=+-@") for cell in found[1])


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\x00"), max_size=8),
            min_size=4,
            max_size=4,
        ),
        max_size=5,
    )
)
def test_any_roster_survives_the_round_trip(cells: list[list[str]]) -> None:
    table = [["Identifier", "Email address", "Status", "Grade"], *cells]
    data = csv_files.write_exact(table).encode()

    filled = lms.fill("moodle", data, [], TITLE, 88)

    assert filled.data == data


def test_blackboard_needs_a_file_of_its_own() -> None:
    with pytest.raises(GradingError, match="--template"):
        lms.table("blackboard", [KIM], TITLE)


def test_comments_are_filled_and_grades_are_not() -> None:
    made = lms.comments("moodle", MOODLE.encode(), [(KIM.person, "a < b")])

    assert made is not None
    assert changed(rows(MOODLE.encode()), rows(made.data)) == {(1, 10): "a &lt; b"}
    assert made.written == {KIM.person.student_id: "a < b"}
    assert lms.comments("canvas", CANVAS.encode(), []) is None


@pytest.mark.parametrize("shown", ["old words", "<p>old  words</p>", "old\xa0words ", "old words"])
def test_a_comment_of_ours_is_replaced_and_another_s_stays_and_is_named(shown: str) -> None:
    sheet = MOODLE.replace("old words", shown).encode()

    own = lms.comments("moodle", sheet, [(LEE.person, "new")], {LEE.person.student_id: ("older", "old words")})
    others = lms.comments("moodle", sheet, [(LEE.person, "new")], {LEE.person.student_id: ("older",)})
    assert own and others

    assert rows(own.data)[2][10] == "new"
    assert (others.data, others.kept, others.written) == (sheet, ((LEE.person.student_id, shown),), {})
