"""How the tables of Canvas, Moodle and Blackboard look: which column tells who a row is about, which is the mark, the comment, the most.

Comes in: an LMS's name and a table's rows. Goes out: the columns' places, and each row's ids by kind. Headings are compared without capitals;
Moodle's are in the language of whoever downloads the worksheet, so its column of ids is the first, whatever it is called.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.conventions.plurals import counted
from autograder.errors import GradingError
from autograder.export.rows_match import RowIds
from autograder.people.class_lists import BY_A_SPREADSHEET
from autograder.untrusted_text import for_message

_NUMBERED = re.compile(r"\D*?(\d+)")  # Participant 201, Teilnehmer/in201, 참가자201
_PARTICIPANT = re.compile(r"\D+\d+")
_CANVAS_ID = re.compile(r"(?P<title>.*) \((?P<id>\d+)\)", re.DOTALL)
_BLACKBOARD_ID = re.compile(r"(?P<title>.*?)(?: \[[^\]]*\])*(?: \|(?P<id>\d+))", re.DOTALL)
_TOTAL = re.compile(r"\[total pts: ([\d.,]+)([^\]]*)\]")
_UP_TO = re.compile(r"\[total pts: up to ")
_FLAGGED = re.compile(r"(?P<word>[^()]*?) ?(?:\((?P<mark>[\d.,]+)\))?")  # Needs Grading, Needs Grading(12.00)
_IGNORED_BY_CANVAS = re.compile(r"\b(?:current|final|override) (?:score|points|grade|status)\b")

# The worksheet's headings in the languages that were seen.
_MOODLE_GRADE = frozenset(
    {"grade", "bewertung", "note", "calificación", "qualificació", "nota", "valutazione", "cijfer", "оценка", "ocena", "betyg",
     "karakter", "성적", "점수", "評点", "评分", "成绩", "成績", "not"}
)  # fmt: skip
_MOODLE_COMMENT = frozenset(
    {"feedback comments", "feedback als kommentar", "commentaires de feedback", "comentarios de retroalimentación",
     "comentários de feedback", "commenti di feedback", "피드백 댓글", "피드백 의견", "피드백 코멘트", "反馈评语", "フィードバックコメント"}
)  # fmt: skip
_MOODLE_MOST = frozenset(
    {"maximum grade", "bestwertung", "note maximale", "calificación máxima", "nota máxima", "최고 성적", "최대 성적"}
)
_MOODLE_MAY_CHANGE = frozenset(
    {
        "grade can be changed",
        "bewertung kann geändert werden",
        "la note peut être modifiée",
        "la calificación puede cambiarse",
        "la calificación puede ser cambiada",
        "a nota pode ser alterada.",  # with its full stop
        "a nota pode ser alterada",
        "nota pode ser alterada",
        "la valutazione può essere cambiata",
        "het cijfer kan gewijzigd worden",
        "betyg kan ändras",
        "성적을 변경할 수 있음",  # Moodle's Korean has no word of its own for it and shows the English one
        "評点変更可",
        "允许更改成绩",
        "分數可以被更改",
    }
)
NO = frozenset({"no", "nein", "non", "não", "nee", "nej", "nei", "ei", "nie", "ne", "nu", "ez", "nem", "hayır", "нет", "ні", "όχι", "لا", "לא",
                "tidak", "không", "ไม่", "아니오", "아니요", "いいえ", "否"})  # fmt: skip
_MOODLE_NAME = frozenset({"full name", "vollständiger name", "nom complet", "nombre completo", "성명", "전체 이름"})
_MOODLE_SCHOOL = frozenset(
    {"id number", "id-nummer", "numéro d'identification", "número de id", "id 번호", "matrikelnummer", "학번"}
)
_MOODLE_LOGIN = frozenset(
    {"username", "anmeldename", "nom d'utilisateur", "사용자명", "adresse de courriel", "이메일 주소", "email address", "e-mail-adresse"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Title:
    """What a heading of a mark says: the assignment's title and the LMS's id of it."""

    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How an LMS's file looks; headings in lower case."""

    name: str
    lms: frozenset[str]
    school: frozenset[str]
    login: frozenset[str]
    names: tuple[tuple[str, ...], ...]  # columns that together are a person's name
    title: Callable[[str], Title | None]  # a heading of ours to be compared, None for what can be no mark
    first_is_lms: bool = False
    can_add: bool = False  # a new column makes a new assignment
    separators: str = ",;\t"  # between the cells of a file that it takes
    comment: frozenset[str] = frozenset()
    most: frozenset[str] = frozenset()  # the column of the highest grade a row may have
    may_change: frozenset[str] = frozenset()  # the column that says whether the LMS takes a mark for this row
    no_more_than_most: bool = False  # a mark above the highest is left out without a word
    marks: frozenset[str] = frozenset()  # headings that are the mark's by themselves, whatever the assignment is called
    others: frozenset[str] = frozenset()  # more columns of the LMS's own, none of them a mark
    excused: str = ""  # what the LMS writes for an excused person, "" where it has no word
    blank: tuple[str, ...] = ("",)  # what stands where no mark was given
    ungraded: frozenset[str] = frozenset()  # words that only say that a hand-in waits for a mark
    unfinished: frozenset[str] = frozenset()  # words that say that an attempt is open, which somebody may hand in yet

    def columns(self, head: Sequence[str], wanted: frozenset[str]) -> list[int]:
        """List the places of these headings."""
        return [place for place, cell in enumerate(head) if cell.strip().casefold() in wanted]

    def most_columns(self, rows: Sequence[Sequence[str]], place: int) -> list[int]:
        """List the columns of the highest grade. place: the grade's."""
        return self.columns(rows[0], self.most) or self._behind(rows, [place + 1])

    def may_change_columns(self, rows: Sequence[Sequence[str]], place: int) -> list[int]:
        """List the columns that may say whether the LMS takes a mark: behind the highest grade, and behind the state of marking where there is one."""
        return self.columns(rows[0], self.may_change) or self._behind(rows, [place + 2, place + 3])

    def _behind(self, rows: Sequence[Sequence[str]], places: Iterable[int]) -> list[int]:
        """Take columns by their place in Moodle's worksheet alone, whose headings may be in a language that isn't known."""
        is_worksheet = self.first_is_lms and any(_PARTICIPANT.fullmatch(row[0].strip()) for row in rows[1:])
        return [place for place in places if is_worksheet and place < len(rows[0])]

    def mark_in(self, cell: str) -> str:
        """Give a cell without the word that a hand-in waits: what is left is the mark of an earlier attempt, or nothing."""
        word, mark = _flagged(cell)
        return mark if word.casefold() in self.ungraded else cell

    def is_open(self, cell: str) -> bool:
        """Tell whether a cell says that an attempt is open."""
        return _flagged(cell)[0].casefold() in self.unfinished

    def word_of(self, cell: str) -> str:
        """Give the word by which a cell says that a hand-in waits, without a mark behind it."""
        return _flagged(cell)[0]

    def is_about_people(self, heading: str) -> bool:
        """Tell whether a column says who somebody is or what was said of them, so that no mark can stand there."""
        named = frozenset(one for group in self.names for one in group)
        return (
            heading.strip().casefold()
            in self.lms | self.school | self.login | named | self.comment | self.most | self.others
        )

    def mark_columns(self, head: Sequence[str], title: str) -> list[int]:
        """List the columns that may be the assignment's: by the id that was given, else by the whole heading, else by its title."""
        folded = [cell.strip().casefold() for cell in head]
        if self.marks and (own := [place for place, cell in enumerate(folded) if cell in self.marks]):
            return own
        wanted = title.strip().casefold()
        titles = [
            None if self.is_about_people(cell) or (self.first_is_lms and not place) else self.title(cell)
            for place, cell in enumerate(folded)
        ]
        number = wanted.strip("(|) ")
        exact = [place for place, cell in enumerate(folded) if cell == wanted and titles[place]]
        by_id = [place for place, one in enumerate(titles) if one and one.id and one.id == number]
        with_id = [place for place, one in enumerate(titles) if one and one.id and one.text == wanted]
        return exact or by_id or with_id or [place for place, one in enumerate(titles) if one and one.text == wanted]

    def row_ids(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[RowIds]:
        """Say of each row of a person's whom it is about; rows of the LMS's own are left out.

        These are the points possible, a test student, and rows without any id or name: Canvas writes what is posted manually, or muted, into such.
        Raises GradingError for a row of a person's with more cells than headings, or with an id that a spreadsheet changed.
        """
        lms, school, login = (self.columns(head, kind) for kind in (self.lms, self.school, self.login))
        lms = [0] if self.first_is_lms and 0 not in (*school, *login) else lms
        folded = [cell.strip().casefold() for cell in head]
        name = next((group for group in self.names if all(one in folded for one in group)), ())
        made = []
        for number, row in enumerate(rows):
            if number == 0 or len(row) < len(head) or _is_of_the_lms(row, name, folded, [row[at] for at in login]):
                continue
            own = _cells(row, lms)
            nameless = re.sub(r"\d+$", "", next(iter(own), "")) if self.first_is_lms else ""
            if self.first_is_lms:
                own = tuple(match[1] for one in own if (match := _NUMBERED.fullmatch(one)))
            shown = " ".join(row[folded.index(one)] for one in name)
            said = tuple(row) if self.first_is_lms else ()
            found = RowIds(number, own, _cells(row, school), _cells(row, login), shown, nameless, said)
            if not (found.lms or found.school or found.login or shown.strip() or nameless):
                continue
            if any(cell.strip() for cell in row[len(head) :]):
                raise GradingError(
                    found=f"row {number + 1} of the template has {counted(len(row), 'cell')} under {counted(len(head), 'heading')}: what stands there may "
                    "be under a wrong one",
                    fix=f"Download the file from {self.name} again, and give it as it is.",
                )
            ids = (one for one in (*own, *found.school) if any(char.isdigit() for char in one))
            changed = next((one for one in ids if BY_A_SPREADSHEET.fullmatch(one)), "")
            if changed:
                raise GradingError(
                    found=f"row {number + 1} of the template: a spreadsheet has made {for_message(changed)} of an id",
                    fix=f"Download the file from {self.name} again, and give it without opening it before.",
                )
            made.append(found)
        return made


def _flagged(cell: str) -> tuple[str, str]:
    found = _FLAGGED.fullmatch(cell.strip())
    return (found["word"], found["mark"] or "") if found else ("", "")


def _cells(row: Sequence[str], places: Iterable[int]) -> tuple[str, ...]:
    return tuple(row[place].strip() for place in places if row[place].strip())


def is_points_possible(row: Sequence[str]) -> bool:
    """Tell whether this is Canvas's row of the highest marks."""
    return row[0].strip().casefold() == "points possible"


def _is_of_the_lms(row: Sequence[str], name: Sequence[str], head: Sequence[str], logins: Iterable[str]) -> bool:
    if is_points_possible(row) or any(login.strip().endswith("_previewuser") for login in logins):
        return True
    return "student" in name and row[head.index("student")].strip() in ("Student, Test", "Test Student")


def ignored_by_canvas(title: str) -> bool:
    """Tell whether Canvas would leave out a column without a word, because its heading reads like one of its totals."""
    return bool(_IGNORED_BY_CANVAS.search(title.casefold()))


def total_points(heading: str) -> str:
    """Return the highest mark that a heading of Blackboard's tells, "" where it tells none."""
    found = _TOTAL.search(heading.casefold())
    return found[1] if found else ""


def is_percentage(heading: str) -> bool:
    """Tell whether a column of Blackboard's is shown, and so read, in percent: its heading says so behind the highest mark."""
    found = _TOTAL.search(heading.casefold())
    return found is not None and found[2].strip() == "percentage"


def _canvas_title(cell: str) -> Title | None:
    match = _CANVAS_ID.fullmatch(cell)
    return Title(match["title"], match["id"]) if match else Title(cell)


def _blackboard_title(cell: str) -> Title | None:
    if _UP_TO.search(cell):
        return None  # a total of Blackboard's own
    match = _BLACKBOARD_ID.fullmatch(cell)
    if match:
        return Title(match["title"], match["id"])
    return Title(re.sub(r"(?: \[[^\]]*\])+$", "", cell))


LAYOUTS: Mapping[str, Layout] = {
    "canvas": Layout(
        name="Canvas",
        lms=frozenset({"id"}),
        school=frozenset({"sis user id", "integration id"}),
        login=frozenset({"sis login id"}),
        names=(("student",), ("lastname", "firstname")),
        title=_canvas_title,
        others=frozenset({"section", "root account"}),
        can_add=True,
        separators=",;",
        excused="EX",
        blank=("", "-"),
    ),
    "moodle": Layout(
        name="Moodle",
        lms=frozenset({"identifier"}),
        school=_MOODLE_SCHOOL,
        login=_MOODLE_LOGIN,
        names=tuple((one,) for one in sorted(_MOODLE_NAME)),
        title=Title,
        first_is_lms=True,
        comment=_MOODLE_COMMENT,
        most=_MOODLE_MOST,
        may_change=_MOODLE_MAY_CHANGE,
        no_more_than_most=True,
        marks=_MOODLE_GRADE,
        blank=("", "-"),
    ),
    "blackboard": Layout(
        name="Blackboard",
        lms=frozenset(),
        school=frozenset({"student id"}),
        login=frozenset({"username", "user name"}),
        names=(("first name", "last name"),),
        title=_blackboard_title,
        comment=frozenset({"feedback to learner", "feedback to user"}),
        ungraded=frozenset({"needs grading", "needs marking"}),
        unfinished=frozenset({"in progress"}),
        others=frozenset(
            {
                "last access",
                "availability",
                "child course id",
                "grading notes",
                "marking notes",
                "notes format",
                "feedback format",
            }
        ),
    ),
}
