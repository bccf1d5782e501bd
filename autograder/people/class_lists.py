"""Read a class list as Canvas, Moodle, Blackboard, Brightspace, Gradescope and spreadsheets write it.

Comes in: a CSV in any encoding and with any separator that these choose. Goes out: Students, and in words whatever of the file was not taken.
A heading that isn't known is refused in a list that a person made; in an LMS's own, which has a column for each assignment too, it is left out
and named. A line of headings is never read as a person, and a person never as headings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.errors import GradingError, nearest
from autograder.people.edited_table import DELIMITERS, ENCODINGS, clean, unprotected
from autograder.results import csv_files
from autograder.untrusted_text import for_file_name, for_message

_FIX = "Give a CSV whose first line has headings, one of them for the ids: student_id, SIS User ID, ID number, OrgDefinedId, 학번, …"

# Field → headings, in lower case and with blanks for - and _. Of the ids the first that a row fills is the student's.
_IDS = ("student id", "studentid", "student number", "student no", "sis user id", "id number", "orgdefinedid", "sid", "학번", "학생번호",
        "id 번호", "matrikelnummer", "matrikelnr", "matrikel nr", "id nummer", "matriculation number", "sis login id", "username",
        "user name", "login id", "benutzername", "anmeldename", "사용자 이름", "id", "email")  # fmt: skip
_NAMES = ("name", "full name", "student", "student name", "lastname, firstname", "display name", "vollständiger name", "nom complet",
          "nombre completo", "성명", "전체 이름", "이름")  # fmt: skip
_GIVEN = ("first name", "firstname", "given name", "vorname", "prénom")
_FAMILY = ("last name", "lastname", "surname", "family name", "nachname", "familienname")
_OTHERS: Mapping[str, Sequence[str]] = {
    "email": (
        "email",
        "e mail",
        "email address",
        "e mail address",
        "e mail adresse",
        "mail",
        "이메일",
        "이메일 주소",
        "전자우편",
    ),
    "section": ("section", "sections", "section membership", "section name", "분반", "sektion", "kurs"),
    "group": (
        "group",
        "groups",
        "group name",
        "group membership",
        "team",
        "gruppe",
        "gruppen",
        "모둠",
        "그룹",
        "조",
        "팀",
    ),
    "lms_id": ("lms id",),
}
_ROLES = ("role", "roles", "rolle", "rollen", "역할")
_STUDENTS = (
    "",
    "student",
    "students",
    "learner",
    "학생",
    "수강생",
    "teilnehmer/in",
    "teilnehmer*in",
    "studierende",
    "studierende/r",
)
_LEFT_OUT = ("no", "no.", "nr", "nr.", "#", "순번", "번호", "학과", "학년", "전공", "소속", "대학", "전화번호", "비고", "department", "institution",
             "integration id", "root account", "last access", "availability", "child course id", "end of line indicator", "phone", "status",
             "country", "city", "semester", "studiengang", "fach", "program", "major", "year", "remarks", "note", "notes")  # fmt: skip
# An LMS's own list, by headings that it always has: its other columns are assignments and the like.
_SYSTEMS = (
    {"student", "id", "section"}, {"lastname, firstname", "id", "section"}, {"orgdefinedid"}, {"end of line indicator"},
    {"first name", "surname", "email address"}, {"first name", "last name", "id number"}, {"identifier", "grade"},
    {"username", "child course id"}, {"username", "availability"}, {"username", "last access"}, {"id", "bewertung"}, {"식별자", "성적"},
    {"sid", "total score"},
)  # fmt: skip
_EXCEL = re.compile(r"\d[.,]\d+E\+?\d+", re.IGNORECASE)
_PARTICIPANT = re.compile(r"\D+(\d+)")


@dataclass(frozen=True, slots=True)
class Student:
    """One line of the roster."""

    student_id: str  # as it is written in the roster
    name: str = ""
    email: str = ""
    section: str = ""
    group: str = ""  # whose one hand-in counts for all that have the same
    lms_id: str = ""  # the number or name by which the LMS names the student's files

    @property
    def key(self) -> str:
        """The id as records and files are named by it."""
        return for_file_name(self.student_id)

    def __str__(self) -> str:
        """The id and the name, for a message."""
        return for_message(f"{self.student_id} {self.name}".strip())


@dataclass(frozen=True, slots=True)
class ClassList:
    """What a file says of a class."""

    students: tuple[Student, ...]
    notes: tuple[str, ...] = ()  # what was not taken, a sentence each


def read(path: Path, *, id_column: str = "", plain: bool = False) -> ClassList:
    """Read a class list; raises GradingError naming the line.

    id_column: the heading of the ids, where the list's own order of them isn't meant. plain: a first line that begins with an id is no
    headings but a student, in the order student_id, name, lms_id; and the numbers that Moodle counts an assignment's participants by are taken.
    """
    data = csv_files.content(path)
    if data[:2] == b"PK":
        raise GradingError(f"{path} is an Excel workbook", "Save it there as CSV UTF-8, and give that file.")
    table = csv_files.parse(data, str(path), fix=_FIX, guesses=ENCODINGS, delimiters=DELIMITERS)
    rows = [pair for pair in table.filled() if not pair[1][0].casefold().startswith("sep=")]
    if not rows:
        raise GradingError(f"{path} names no student", _FIX)
    if plain and _is_student(rows[0][1]):
        columns = _Columns({"student_id": 0, "name": 1, "lms_id": 2}, ids=(0,), names=(1,))
    else:
        columns = _columns(*rows[0], id_column)
        rows = rows[1:]
    return _class_list(path, columns, rows, own_numbers=plain)


# ---------------------------------------------------------------- headings


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where a list has what."""

    at: Mapping[str, int]  # field → column
    ids: tuple[int, ...]  # in the order in which they are looked at
    names: tuple[int, ...]  # which together are the name
    role: int | None = None
    participant: int | None = None  # Moodle's number of a participant, which is another in every assignment
    left_out: tuple[str, ...] = ()  # headings


def _columns(where: str, cells: Sequence[str], id_column: str) -> _Columns:
    heads = [heading(cell) for cell in cells]
    _demand_known(where, cells, heads)
    at = {field: heads.index(name) for field, names in _OTHERS.items() for name in reversed(names) if name in heads}
    ids = tuple(heads.index(name) for name in _IDS if name in heads)
    participant = (
        0 if {"grade", "bewertung", "성적"} & set(heads) and heads[0] in ("identifier", "id", "식별자") else None
    )
    ids = tuple(column for column in ids if column != participant) or tuple({at["email"]} if "email" in at else ())
    if "email" in at and at["email"] not in ids:
        ids = (*ids, at["email"])
    if id_column:
        if heading(id_column) not in heads:
            near = nearest(heading(id_column), heads)
            fix = f"Did you mean '{near}'?" if near else f"It has {', '.join(cell.strip() for cell in cells)}."
            raise GradingError(f"{where}: there is no column '{for_message(id_column)}'", fix)
        ids = (heads.index(heading(id_column)),)
    if {"student", "id"} <= set(heads) or {"lastname, firstname", "id"} <= set(heads):  # Canvas
        at["lms_id"] = heads.index("id")
    elif "username" in heads and "student id" in heads:  # Blackboard
        at["lms_id"] = heads.index("username")
    taken = {*at.values(), *ids, *_name_columns(heads)}
    role = next((heads.index(name) for name in _ROLES if name in heads), None)
    left_out = tuple(
        cell.strip()
        for n, cell in enumerate(cells)
        if n not in {*taken, role, participant} and heads[n] not in (*_IDS, "", "#")
    )
    return _Columns(at, ids, _name_columns(heads), role, participant, left_out)


def _demand_known(where: str, cells: Sequence[str], heads: Sequence[str]) -> None:
    """Refuse a line that has no heading for an id, and in a list that no LMS wrote a heading that we don't know."""
    known = (
        *_IDS,
        *_NAMES,
        *_GIVEN,
        *_FAMILY,
        *_ROLES,
        *_LEFT_OUT,
        "성",
        *(name for names in _OTHERS.values() for name in names),
    )
    unknown = [n for n, name in enumerate(heads) if name and name not in known]
    has_id = any(name in (*_IDS, *_OTHERS["email"]) for name in heads)
    if has_id and (not unknown or any(system <= set(heads) for system in _SYSTEMS)):
        return
    shown = (
        for_message(cells[unknown[0]].strip()) if unknown else ", ".join(for_message(cell.strip()) for cell in cells)
    )
    near = nearest(heads[unknown[0]], known) if unknown else ""
    if has_id or near:
        fix = (
            f"Did you mean '{near}'?"
            if near
            else "Take the column out, or call it by one of: student_id, name, email, section, group."
        )
        raise GradingError(f"{where}: '{shown}' is no heading that is known of class lists", fix)
    raise GradingError(f"{where}: no heading for the students' ids is there, only {shown}", _FIX)


def heading(text: str) -> str:
    """Give a heading as it is compared: `heading("E-Mail_Address ")` is "e mail address"."""
    plain = unicodedata.normalize("NFC", text).casefold().replace("_", " ").replace("-", " ").strip("\ufeff \"'#")
    return " ".join(plain.split()) or text.strip()


def _name_columns(heads: Sequence[str]) -> tuple[int, ...]:
    if (
        "성" in heads and "이름" in heads
    ):  # which of the two is the family's depends on who translated them: their order is kept
        return tuple(sorted((heads.index("성"), heads.index("이름"))))
    given, family = ([heads.index(name) for name in names if name in heads][:1] for names in (_GIVEN, _FAMILY))
    whole = [heads.index(name) for name in _NAMES if name in heads][:1]
    return tuple(given + family) if given or (family and not whole) else tuple(whole)


def _is_student(cells: Sequence[str]) -> bool:
    return len(cells) <= 3 and any(char.isdigit() for char in cells[0])


# ---------------------------------------------------------------- people


def _class_list(
    path: Path, columns: _Columns, rows: Sequence[tuple[str, list[str]]], *, own_numbers: bool
) -> ClassList:
    students: dict[str, tuple[str, Student]] = {}
    notes = [f"Columns left out: {', '.join(map(for_message, columns.left_out))}."] if columns.left_out else []
    if columns.participant is not None and not own_numbers:
        notes.append("Moodle counts participants anew in every assignment, so their numbers aren't kept.")
    for where, cells in rows:
        texts = [clean(unprotected(cell)) for cell in cells] + [""] * 40
        why = _nobody(texts, columns)
        if why is not None:
            notes += [f"{where}: {why}"] if why else []
            continue
        student = _student(where, texts, columns)
        if (
            columns.participant is not None
            and own_numbers
            and (number := _PARTICIPANT.fullmatch(texts[columns.participant]))
        ):
            student = replace(student, lms_id=number[1])
        before = students.get(student.student_id)
        if before is None:
            students[student.student_id] = (where, student)
        elif before[1] == student:
            notes.append(f"{where}: {student} stands there twice, and is taken once.")
        else:
            first = before[0].rpartition(", ")[2]
            raise GradingError(
                f"{where}: {student} stands there already, in {first}: {before[1]}", "Take one of the lines out."
            )
    if not students:
        raise GradingError(f"{path} names no student", _FIX)
    return ClassList(tuple(student for _, student in students.values()), tuple(notes))


def _nobody(texts: Sequence[str], columns: _Columns) -> str | None:
    """Say why a line is about no student, "" where that needs no word; None where it is about one."""
    name = " ".join(texts[column] for column in columns.names).strip()
    ids = [texts[column] for column in columns.ids]
    if name.casefold() == "points possible" or (not name and "Manual Posting" in texts):
        return ""
    if name in ("Student, Test", "Test Student") or any(own.casefold().endswith("_previewuser") for own in ids):
        return f"{name or ids[0]} is the LMS's test student, and isn't taken."
    if columns.role is not None and not _is_role_of_student(texts[columns.role]):
        return f"{for_message(name or ids[0])} isn't taken: {for_message(texts[columns.role])}."
    return None


def _is_role_of_student(role: str) -> bool:
    return any(part.strip().casefold() in _STUDENTS for part in role.split(","))


def _student(where: str, texts: Sequence[str], columns: _Columns) -> Student:
    fields = {field: texts[column] for field, column in columns.at.items() if field != "student_id"}
    name = " ".join(filter(None, (texts[column] for column in columns.names)))
    own = next(_ids(texts, columns), "")
    if not own:
        raise GradingError(
            f"{where}: there is no student's id{f' of {for_message(name)}' if name else ''}", "Fill it in."
        )
    if _EXCEL.fullmatch(own):
        raise GradingError(
            f"{where}: a spreadsheet has shortened the id to {own}", "Export the list again, and don't open it before."
        )
    return Student(**{**fields, "student_id": unicodedata.normalize("NFC", own), "name": name})


def _ids(texts: Sequence[str], columns: _Columns) -> Iterator[str]:
    return (text for column in columns.ids if (text := texts[column].lstrip("#").strip()))
