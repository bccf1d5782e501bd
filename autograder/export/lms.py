"""Write scores as Canvas, Moodle and Blackboard take them in.

In: scores by student id, and best the gradebook file downloaded from the LMS. Out: the same file with our column filled in, its
encoding, separators and every other cell as they were; without a file, a small table of our own where the LMS accepts one.

Students are found by any of the LMS's ids (also the number that its bulk download puts into file names), by the part of a mail
address before the @, and by name only when exactly one row has it. Whom the file doesn't know is told, never guessed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.errors import GradingError
from autograder.results import csv_files
from autograder.results.csv_files import Table, Value
from autograder.untrusted_text import for_file_name, for_spreadsheet

_AS_IT_WAS = "Give the file as the LMS wrote it."


@dataclass(frozen=True, slots=True)
class Score:
    """What the LMS is told of one student."""

    student_id: str
    name: str
    points: float
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A file for the LMS, and whom it doesn't hold."""

    data: bytes
    entered: int
    unknown: tuple[str, ...] = ()  # student ids with a score and no row


@dataclass(frozen=True, slots=True)
class System:
    """How an LMS's file looks; headers in lower case."""

    name: str
    ids: tuple[str, ...]  # columns that tell who a row is about
    names: tuple[tuple[str, ...], ...]  # columns that together are a person's name
    grade: Callable[[Sequence[str], str], int | None]  # the headers and our title → our column
    add: bool = False  # a new column makes a new assignment
    comment: frozenset[str] = frozenset()
    most: frozenset[str] = frozenset()  # the column of the highest grade a row may have


def fill(system: str, template: bytes, scores: Iterable[Score], title: str, most: float) -> Filled:
    """Fill our column of the file that was downloaded from the LMS; most: the assignment's points, should its column be new."""
    known, (sheet, head) = SYSTEMS[system], _read(template)
    column = known.grade(head, title.casefold())
    if column is None and known.add:
        column = _add_column(sheet.rows, head, title, most)
    if column is None:
        seen = ", ".join(cell for cell in sheet.rows[0] if cell.strip())
        raise GradingError(
            found=f"the {known.name} file has no column for '{title}' (it has {seen})",
            fix=f"Make the assignment in {known.name} with this title, in English, and download the file again.",
        )
    rows = [row for row in sheet.rows[1:] if len(row) == len(head) and not _is_points_possible(row)]
    finder = _Finder(known, head, rows)
    entered, unknown = 0, []
    for score in scores:
        row = finder.find(score)
        if row is None:
            unknown.append(score.student_id)
            continue
        _check_range(row, score, known, head)
        row[column] = csv_files.number(score.points)
        for place in (n for n, cell in enumerate(head) if cell in known.comment and score.comment):
            row[place] = html.escape(score.comment)
        entered += 1
    shown = {n for group in known.names for name in group for n, cell in enumerate(head) if cell == name}
    for row in rows:
        for place in shown:
            row[place] = for_spreadsheet(row[place])
    return Filled(sheet.written(), entered, tuple(unknown))


def table(system: str, scores: Iterable[Score], title: str) -> Filled:
    """Write a table of our own, for where no file was given."""
    listed = list(scores)
    head: list[Value]
    if system == "canvas":
        head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title]
        rows: list[list[Value]] = [[one.name, None, one.student_id, None, None, one.points] for one in listed]
    elif system == "moodle":
        head = ["ID number", "Full name", title, "Feedback comments"]
        rows = [[one.student_id, one.name, one.points, html.escape(one.comment)] for one in listed]
    else:
        raise GradingError(
            found=f"{SYSTEMS[system].name} takes grades only in a file of its own",
            fix="Download it (Grade Center, Work Offline, Download) and name it with --template.",
        )
    return Filled(csv_files.write([head, *rows]).encode(), len(listed))


# ---------------------------------------------------------------- columns


def _canvas_column(head: Sequence[str], title: str) -> int | None:
    with_id = re.compile(rf"{re.escape(title)} \(\d+\)")
    by_id = [n for n, cell in enumerate(head) if with_id.fullmatch(cell)]
    return _only(by_id or [n for n, cell in enumerate(head) if cell == title])


def _moodle_column(head: Sequence[str], _title: str) -> int | None:
    return _only(n for n, cell in enumerate(head) if cell in _MOODLE_GRADE)


def _blackboard_column(head: Sequence[str], title: str) -> int | None:
    ours = re.compile(rf"{re.escape(title)}(?: \[.*\])?(?: \|\d+)?")
    return _only(n for n, cell in enumerate(head) if ours.fullmatch(cell))


def _only(columns: Iterable[int]) -> int | None:
    several = list(columns)
    if len(several) > 1:
        raise GradingError(
            found="the file has several columns with the assignment's title",
            fix="Rename or delete all but one, and download it again.",
        )
    return several[0] if several else None


# The worksheet's headers are in the language of whoever downloads it.
_MOODLE_GRADE = frozenset(
    {"grade", "bewertung", "note", "calificación", "qualificació", "nota", "valutazione", "cijfer", "оценка", "ocena", "betyg",
     "karakter", "성적", "점수", "評点", "评分", "成绩", "成績", "not"}
)  # fmt: skip
_MOODLE_COMMENT = frozenset(
    {"feedback comments", "feedback als kommentar", "commentaires de feedback", "comentarios de retroalimentación",
     "comentários de feedback", "commenti di feedback", "피드백 댓글", "피드백 의견", "反馈评语", "フィードバックコメント"}
)  # fmt: skip
_MOODLE_MOST = frozenset(
    {"maximum grade", "bestwertung", "note maximale", "calificación máxima", "nota máxima", "최고 성적"}
)

SYSTEMS: Mapping[str, System] = {
    "canvas": System(
        "Canvas", ("id", "sis user id", "sis login id", "integration id"), (("student",),), _canvas_column, add=True
    ),
    "moodle": System(
        "Moodle",
        (
            "identifier",
            "id number",
            "username",
            "email address",
            "e-mail-adresse",
            "adresse de courriel",
            "이메일 주소",
        ),
        (("full name",), ("vollständiger name",), ("nom complet",), ("nombre completo",), ("성명",)),
        _moodle_column,
        comment=_MOODLE_COMMENT,
        most=_MOODLE_MOST,
    ),
    "blackboard": System(
        "Blackboard", ("username", "student id", "user name"), (("first name", "last name"),), _blackboard_column
    ),
}


def _add_column(rows: Sequence[list[str]], head: list[str], title: str, most: float) -> int:
    place = len(head)
    for number, row in enumerate(rows):
        row.extend([""] * (place - len(row)))
        row.append(title if number == 0 else csv_files.number(most) if _is_points_possible(row) else "")
    head.append(title.casefold())
    return place


def _is_points_possible(row: Sequence[str]) -> bool:
    return row[0].strip() == "Points Possible"


def _check_range(row: Sequence[str], score: Score, known: System, head: Sequence[str]) -> None:
    for place in (n for n, cell in enumerate(head) if cell in known.most):
        try:
            most = float(row[place].replace(",", "."))
        except ValueError:
            continue
        if score.points > most:
            raise GradingError(
                found=f"{score.student_id} has {score.points:g} points, but {known.name} allows {most:g} and would skip the row",
                fix=f"Set the assignment's maximum grade in {known.name} to its points here, and download the file again.",
            )


# ---------------------------------------------------------------- students


class _Finder:
    """Find a student's row by what identifies them."""

    def __init__(self, known: System, head: Sequence[str], rows: Sequence[list[str]]) -> None:
        self._by_id: dict[str, list[list[str]]] = {}
        self._by_name: dict[str, list[list[str]]] = {}
        ids = [n for n, cell in enumerate(head) if cell in known.ids]
        groups = [[head.index(name) for name in group] for group in known.names if all(name in head for name in group)]
        for row in rows:
            for key in {key for place in ids for key in _keys(row[place])}:
                self._by_id.setdefault(key, []).append(row)
            for group in groups:
                self._by_name.setdefault(_plain(" ".join(row[place] for place in group)), []).append(row)

    def find(self, score: Score) -> list[str] | None:
        """Give the student's row, None when there is none or it isn't clear which."""
        rows = self._by_id.get(score.student_id.casefold())
        if rows is None and _plain(score.name):
            rows = self._by_name.get(_plain(score.name))
        return rows[0] if rows and len(rows) == 1 else None


def _keys(cell: str) -> set[str]:
    """Give what an id's cell may be called elsewhere: itself, a mail address's first part, the number of 'Participant 12'."""
    text = cell.strip()
    variants = {text, text.partition("@")[0] if "@" in text else text}
    if numbered := re.fullmatch(r"\D+ (\d+)", text):
        variants.add(numbered[1])
    return {key.casefold() for one in variants if one for key in (one, for_file_name(one))}


def _plain(name: str) -> str:
    """Give a name's words without order and case: 'Kim, Minji' is 'Minji Kim'."""
    return " ".join(sorted(re.findall(r"\w+", name.casefold())))


# ---------------------------------------------------------------- files


def _read(data: bytes) -> tuple[Table, list[str]]:
    """Read the LMS's file; returns it with its headings in lower case."""
    table = csv_files.parse(data, "the template", fix=_AS_IT_WAS, guesses=("cp949", "cp1252"), delimiters="\t,;")
    if not table.rows or not any(cell.strip() for cell in table.rows[0]):
        raise GradingError(found="the template is empty", fix=_AS_IT_WAS)
    return table, [cell.strip().casefold() for cell in table.rows[0]]
