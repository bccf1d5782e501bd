"""Read a class list as Canvas, Moodle, Blackboard, Brightspace, Gradescope and spreadsheets write it.

Comes in: a CSV in any encoding and with any separator that these choose. Goes out: Students, and in words whatever of the file was not taken.
A heading that isn't known is refused in a list that a person made; in an LMS's own, which has a column for each assignment too, it is left out
and named. A line of headings is never read as a person, and a person never as headings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.conventions.plurals import counted, word_for
from autograder.errors import DecisionNeeded, GradingError
from autograder.people.edited_table import DELIMITERS, ENCODINGS, clean, unprotected
from autograder.people.headings import LISTED_GROUPS, NO_IDS, Columns, columns_of, heading
from autograder.results import csv_files
from autograder.untrusted_text import as_id, for_message, without_hidden

Rows = Sequence[tuple[str, list[str]]]  # each with its place, for a message

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
BY_A_SPREADSHEET = re.compile(  # what one makes of an id
    r"\d[.,]\d+E\+?\d+|\d+E\+\d+|\d{5,}[.,]0+|\d{1,3}(?:,\d{3}){2,}|#*(?:NAME\?|REF!|VALUE!|NUM!|N/A)|#{3,}",
    re.IGNORECASE,
)
# how people keep a spreadsheet from making a number of an id
_AS_TEXT = re.compile(r"=\"([^\"]*)\"|'(?=\d)(.*)", re.DOTALL)
_PARTICIPANT = re.compile(r"\D+(\d+)")
_TOTALS = re.compile(
    r"(?:(?:grand |sub)?totals?|sum|summen?|gesamt(?:summe)?|insgesamt|somme|suma|합계|총계|소계|총합|average|avg|mean|durchschnitt|mittelwert|"
    r"schnitt|평균|median|anzahl|count|인원|총원|points possible|max(?:imum)? points|maximum|minimum|manual posting|(?:out of|max|min)$)"
    r"(?:\s*[:=(].*|[\s.]*\d.*|\s+(?:of|students?|studierende|teilnehmende|punkte|points|scores?|grades?|학생|점수|명)\b.*|\.)?",
    re.IGNORECASE | re.DOTALL,
)
_TESTERS = ("student, test", "test student", "teststudent")


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
        """The id as records have it."""
        return as_id(self.student_id)

    def __str__(self) -> str:
        """The id and the name, for a message."""
        return for_message(f"{self.student_id} {self.name}".strip())


@dataclass(frozen=True, slots=True)
class ClassList:
    """What a file says of a class."""

    students: tuple[Student, ...]
    notes: tuple[str, ...] = ()  # what was not taken, a sentence each
    content: bytes = field(default=b"", repr=False)  # the file as it is


def read(path: Path, *, id_column: str = "", plain: bool = False) -> ClassList:
    """Read a class list; raises GradingError naming the line, and DecisionNeeded where people are in several groups.

    id_column: the heading of the ids, where the list's own order of them isn't meant. plain: a first line that begins with an id is no
    headings but a student, in the order student_id, name, lms_id; and the numbers that Moodle counts an assignment's participants by are taken.
    """
    data = csv_files.content(path)
    if data[:2] == b"PK":
        raise GradingError(f"{path} is an Excel workbook", "Save it there as CSV UTF-8, and give that file.")
    table = csv_files.parse(data, str(path), fix=NO_IDS, guesses=ENCODINGS, delimiters=DELIMITERS)
    rows = list(table.filled())
    if not rows:
        raise GradingError(f"{path} names no student", NO_IDS)
    moved: tuple[str, ...] = ()
    if plain and _is_student(rows[0][1]):
        columns = Columns({"student_id": 0, "name": 1, "lms_id": 2}, ids=(0,), names=(1,))
        _demand_no_more_cells(rows, 3)
    else:
        columns = columns_of(*rows[0], id_column)
        heads, rows = [cell.strip() for cell in rows[0][1]], rows[1:]
        moved = tuple(_out_of_place(rows, heads, columns))
        if "group" in columns.at:
            _demand_one_group_each(rows, heads, columns.at["group"])
    made = _class_list(path, columns, rows, own_numbers=plain)
    return replace(made, notes=(*made.notes, *moved), content=data)


def _demand_one_group_each(rows: Rows, heads: Sequence[str], column: int) -> None:
    """Raise DecisionNeeded where a list has people in several groups: which is the one whose hand-in marks all its members nobody but a person knows."""
    told = [(where, cells[column].strip()) for where, cells in rows if column < len(cells) and cells[column].strip()]
    parts = {text: [part for one in re.split("[,;]", text) if (part := one.strip().casefold())] for _, text in told}
    elsewhere: dict[str, set[str]] = {}
    for text, names in parts.items():
        for name in names:
            elsewhere.setdefault(name, set()).add(text)
    # else a comma may be part of a name, unless others have one of the parts alone
    listed = heading(heads[column]) in LISTED_GROUPS
    several = [
        f"{where.rpartition(', ')[2] if n else where}: '{for_message(text)}'"
        for n, (where, text) in enumerate(
            (where, text)
            for where, text in told
            if len(parts[text]) > 1 and (listed or any(len(elsewhere[name]) > 1 for name in parts[text]))
        )
    ]
    if several:
        raise DecisionNeeded(
            f"{'; '.join(several[:5])}{f'; and {len(several) - 5} more' if len(several) > 5 else ''}: these are several groups of one person. "
            "Nothing was written",
            f"Leave under '{for_message(heads[column])}' the one group that hands in together, and give the file again; without groups, take that column out.",
        )


def _demand_no_more_cells(rows: Rows, headings: int) -> None:
    """Refuse a line in which a separator within a text moves what follows under other headings."""
    for where, cells in rows:
        if any(cell.strip() for cell in cells[headings:]):
            filled = max(n for n, cell in enumerate(cells, 1) if cell.strip())
            raise GradingError(
                f"{where}: there are {filled} cells under {counted(headings, 'heading')}",
                "Put a text that holds the separator, as a name with a comma, into quotes; or give each column a heading.",
            )


def _out_of_place(rows: Rows, heads: Sequence[str], columns: Columns) -> Iterator[str]:
    """Name what stands under no heading, and lines with fewer cells than headings; raises GradingError where their cells stand under wrong ones."""
    width = max(n for n, name in enumerate(heads, 1) if name)
    _demand_no_more_cells(rows, width)
    for n in (n for n, name in enumerate(heads[:width]) if not name):
        found = [(where, cells[n].strip()) for where, cells in rows if n < len(cells) and cells[n].strip()]
        if found:
            more = f", and {len(found) - 1} more" if len(found) > 1 else ""
            yield f"{found[0][0]}: '{for_message(found[0][1])}'{more} under no heading, in column {n + 1}, isn't taken."
    short = [(where, cells) for where, cells in rows if len(cells) < width]
    whole = [cells for _, cells in rows if len(cells) >= width]
    under = [{cells[n].strip() for cells in whole} - {""} for n in range(width)]
    for where, cells in short:
        last, at = cells[-1].strip(), len(cells) - 1
        email = columns.at.get("email", width)
        of_another = at > 0 and last not in under[at] and any(last in texts for texts in under[at + 1 :])
        if of_another or (email <= at and cells[email].strip() and "@" not in cells[email]):
            raise GradingError(
                f"{where}: there {word_for(len(cells), 'is', 'are')} {counted(len(cells), 'cell')} under {width} headings, and '{for_message(last)}' seems to stand under a wrong one",
                "Write a separator for each cell that is empty.",
            )
    if short:
        places = [short[0][0], *(where.rpartition(", ")[2] for where, _ in short[1:5])]
        more = f" and {len(short) - 5} more" if len(short) > 5 else ""
        yield f"{', '.join(places)}{more}: fewer cells than headings; what is missing at the end is taken for empty."


def _class_list(path: Path, columns: Columns, rows: Rows, *, own_numbers: bool) -> ClassList:
    students: dict[str, tuple[str, Student]] = {}
    called: dict[str, Student] = {}
    notes = [f"Columns left out: {', '.join(map(for_message, columns.left_out))}."] if columns.left_out else []
    if columns.participant is not None and not own_numbers:
        notes.append("Moodle counts participants anew in every assignment, so their numbers aren't kept.")
    for where, cells in rows:
        texts = [clean(unprotected(without_hidden(cell))) for cell in cells] + [""] * 40
        if any(without_hidden(cells[column]) != cells[column] for column in columns.ids if column < len(cells)):
            notes.append(f"{where}: the id held characters that nobody sees, which were taken off.")
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
            demand_own_lms_id(where, student, called)
            students[student.student_id] = (where, student)
        elif before[1] == student:
            notes.append(f"{where}: {student} stands there twice, and is taken once.")
        else:
            first = before[0].rpartition(", ")[2]
            raise GradingError(
                f"{where}: {student} stands there already, in {first}: {before[1]}", "Take one of the lines out."
            )
    if not students:
        raise GradingError(f"{path} names no student", NO_IDS)
    return ClassList(tuple(student for _, student in students.values()), tuple(notes))


def _nobody(texts: Sequence[str], columns: Columns) -> str | None:
    """Say why a line is about no student, "" where that needs no word; None where it is about one."""
    name = " ".join(texts[column] for column in columns.names).strip()
    ids = [texts[column] for column in columns.ids]
    written = [text for text in (*ids, name) if text]
    if name.casefold() == "points possible" or (not written and "Manual Posting" in texts):
        return ""
    if written and is_total(written[0]) and (len(set(written)) == 1 or not _tells_somebody(texts, columns)):
        return f"'{for_message(written[0])}' is a row of totals, and isn't taken."
    if any(text.casefold() in _TESTERS for text in written) or any(
        own.casefold().endswith("_previewuser") for own in ids
    ):
        return f"{for_message(name or written[0])} is the LMS's test student, and isn't taken."
    if columns.role is not None and not _is_role_of_student(texts[columns.role]):
        return f"{for_message(name or written[0])} isn't taken: {for_message(texts[columns.role])}."
    return None


def demand_own_lms_id(where: str, student: Student, called: dict[str, Student]) -> None:
    """Raise GradingError where the LMS's id of a student is another one's already: their hand-ins would be one person's. called: who has which, so far."""
    own = student.lms_id.casefold()
    other = called.setdefault(own, student) if own else student
    if other is not student:
        raise GradingError(
            f"{where}: {student} has the lms_id {for_message(student.lms_id)}, which is {other}'s already",
            "Give each their own, or leave it empty.",
        )


def is_total(text: str) -> bool:
    """Tell whether a spreadsheet's row begins so that adds up or averages the others, or says how many points there are."""
    return _TOTALS.fullmatch(text.strip()) is not None


def _tells_somebody(texts: Sequence[str], columns: Columns) -> bool:
    """Tell whether a line has what only a person has: a mail address, or a name of letters beside the id."""
    email = texts[columns.at["email"]] if "email" in columns.at else ""
    name = "".join(texts[column] for column in columns.names)
    is_name = any(char.isalpha() for char in name) and not any(char.isdigit() for char in name)
    return "@" in email or (is_name and not is_total(name))


def _is_role_of_student(role: str) -> bool:
    return any(part.strip().casefold() in _STUDENTS for part in role.split(","))


def _student(where: str, texts: Sequence[str], columns: Columns) -> Student:
    fields = {field: texts[column] for field, column in columns.at.items() if field != "student_id"}
    name = " ".join(filter(None, (texts[column] for column in columns.names)))
    own = next(_ids(texts, columns), "")
    if not own:
        raise GradingError(
            f"{where}: there is no student's id{f' of {for_message(name)}' if name else ''}", "Fill it in."
        )
    if BY_A_SPREADSHEET.fullmatch(own):
        done = "shortened" if "e+" in own.casefold() else "changed"
        raise GradingError(
            f"{where}: a spreadsheet has {done} the id to {own}", "Export the list again, and don't open it before."
        )
    return Student(**{**fields, "student_id": unicodedata.normalize("NFC", own), "name": name})


def _ids(texts: Sequence[str], columns: Columns) -> Iterator[str]:
    found = (texts[column] for column in columns.ids)
    shown = ((match[1] or match[2] or "") if (match := _AS_TEXT.fullmatch(text)) else text for text in found)
    return (own for text in shown if (own := text if BY_A_SPREADSHEET.fullmatch(text) else text.lstrip("#").strip()))


def _is_student(cells: Sequence[str]) -> bool:
    return len(cells) <= 3 and any(char.isdigit() for char in cells[0])
