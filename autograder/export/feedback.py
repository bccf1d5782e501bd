"""Give the feedback pages back: the zip that Canvas or Moodle takes, a zip of folders for Blackboard, or a folder for each student.

Comes in: the pages of a results folder, who is who, and for Moodle best its worksheet. Goes out: a file or folder beside the results. Each path
in a zip is read again by the LMS's own rule: what would reach nobody, or somebody else, isn't in it and is named.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder.errors import GradingError
from autograder.export import class_people, download_names, lms, rows_match
from autograder.export.exact_table import ExactTable
from autograder.export.final_marks import FinalMark
from autograder.export.layouts import LAYOUTS
from autograder.export.rows_match import Person
from autograder.model import Record, Status
from autograder.people.class_lists import Student
from autograder.results import atomic, zips
from autograder.results.folder import Folder
from autograder.untrusted_text import for_file_name

SYSTEMS = ("moodle", "canvas", "blackboard", "folder")
PAGE = "feedback.html"
NAMES = {"moodle": "feedback-moodle.zip", "canvas": "feedback-canvas.zip", "blackboard": "feedback-blackboard.zip"}


@dataclass(frozen=True, slots=True)
class Packed:
    """What is to be written, and whom it leaves out."""

    files: Mapping[str, bytes]  # path → content
    owners: Mapping[str, str]  # path → student_id
    left_out: tuple[tuple[str, str], ...] = ()  # student_id, why
    notes: tuple[str, ...] = ()


def pack(
    system: str, folder: Folder, marks: Iterable[FinalMark], students: Sequence[Student], worksheet: bytes | None
) -> Packed:
    """Name each person's page as the system takes it. worksheet: Moodle's, whose numbers are then the ones."""
    listed = [mark.record for mark in marks]
    known = {student.key: student for student in students}
    who = class_people.people(system, listed, students)
    numbers = _numbers(listed, who, worksheet) if system == "moodle" and worksheet is not None else None
    files: dict[str, bytes] = {}
    owners: dict[str, str] = {}
    left_out: list[tuple[str, str]] = []
    renamed = set()
    taken: dict[str, str] = {}  # as a disk that ignores capitals has it
    for record in listed:
        page = folder.page(record.student_id)
        try:
            content = page.read_bytes()
            path, number = _path(system, record, who[record.student_id], known.get(record.student_id), numbers)
        except OSError:
            left_out.append((record.student_id, "has no page; `autograder report` writes it"))
            continue
        except _Unsent as reason:
            left_out.append((record.student_id, str(reason)))
            continue
        if (system in ("moodle", "canvas") and download_names.recipient(system, path) != number) or path in files:
            left_out.append((record.student_id, f"{LAYOUTS[system].name} would give the page to somebody else"))
            continue
        if path.casefold() in taken:
            left_out.append(
                (record.student_id, f"its folder and that of {taken[path.casefold()]} differ in capitals only")
            )
            continue
        taken[path.casefold()] = record.student_id
        if path.endswith(".zip"):
            content = zips.pack({PAGE: content})
        elif system == "canvas":
            renamed.add(record.student_id)
        files[path], owners[path] = content, record.student_id
    return Packed(files, owners, tuple(left_out), tuple(_notes(system, len(renamed))))


def write(system: str, out: Path, packed: Packed) -> Path:
    """Write the zip, or the folder anew; returns its path."""
    if system != "folder":
        path = out / NAMES[system]
        atomic.write(path, zips.pack(packed.files))
        return path
    path = out / "feedback-folder"
    if path.exists():
        shutil.rmtree(path)
    for name, content in packed.files.items():
        atomic.write(path / name, content)
    return path


def summary(record: Record, points: float) -> str:
    """Say in one sentence how a hand-in did, for where a page can't stand."""
    checks = [check for question in record.questions for check in question.checks]
    passed = sum(check.status is Status.PASSED for check in checks)
    most = sum(question.max_score for question in record.questions)
    return (
        f"{points:g} of {most:g} points; {passed} of {len(checks)} hidden checks passed. The feedback page tells more."
    )


def worksheet_comments(
    system: str, template: bytes, marks: Iterable[FinalMark], students: Sequence[Student], sent: Iterable[str]
) -> tuple[bytes, int]:
    """Fill the LMS's column of comments for those whose page is sent; all other cells stay."""
    listed, wanted = list(marks), set(sent)
    who = class_people.people(system, [mark.record for mark in listed], students)
    texts = {
        mark.student_id: summary(mark.record, mark.points)
        for mark in listed
        if mark.points is not None and mark.student_id in wanted
    }
    return lms.comments(system, template, [(person, texts.get(student, "")) for student, person in who.items()])


# ---------------------------------------------------------------- names


class _Unsent(Exception):
    """Why a page can't be sent."""


def _path(
    system: str,
    record: Record,
    person: Person,
    student: Student | None,
    numbers: Mapping[str, tuple[str, str]] | None,
) -> tuple[str, str]:
    """Name one page; returns the path, and the LMS's id that must come out of it. Raises _Unsent."""
    if system == "folder":
        return f"{for_file_name(record.student_id)}/{PAGE}", ""
    if system == "blackboard":
        login = person.lms_id or (person.student_id if student is None else student.student_id)
        return f"{for_file_name(login)}/{PAGE}", ""
    if system == "moodle" and numbers is not None:
        if record.student_id not in numbers:
            raise _Unsent("no row of the worksheet is surely theirs")
        number, name = numbers[record.student_id]
        return download_names.moodle_path(name, number, PAGE), number
    found = class_people.download_of(system, record, student)
    if record.handed_in_by:
        more = (
            "give Moodle's worksheet with --template" if system == "moodle" else "Canvas gives it to a group's members"
        )
        raise _Unsent(f"handed nothing in themselves ({record.handed_in_by} did): {more}")
    if found is None:
        what = f"their file's name isn't one of {LAYOUTS[system].name}'s download"
        raise _Unsent(f"{what}; give its worksheet with --template" if system == "moodle" else what)
    if system == "canvas":
        ending = ".zip" if PurePosixPath(record.source).suffix.lower() == ".zip" else ".html"
        return download_names.canvas_path(found, ending), found.number
    groups = {one.casefold().strip() for one in (record.group, student.group if student else "") if one.strip()}
    if found.name.casefold().strip() in groups:
        raise _Unsent("the number in their file's name is their team's; give Moodle's worksheet with --template")
    return download_names.moodle_path(found.name, found.number, PAGE), found.number


def _numbers(records: Sequence[Record], who: Mapping[str, Person], worksheet: bytes) -> Mapping[str, tuple[str, str]]:
    """Give the worksheet's number and name of each person whose row is sure."""
    layout, table = LAYOUTS["moodle"], ExactTable(worksheet)
    rows = {row.number: row for row in layout.row_ids(table.head, table.rows)}
    matching = rows_match.match(list(who.values()), list(rows.values()))
    found = {}
    for record in records:
        row = rows.get(matching.rows.get(record.student_id, -1))
        if row is not None and row.lms:
            found[record.student_id] = row.lms[0], row.name
    if records and not any(row.lms for row in rows.values()):
        raise GradingError(
            found="the worksheet's first column holds no participants' numbers",
            fix="Give the grading worksheet as Moodle wrote it.",
        )
    return found


def _notes(system: str, renamed: int) -> Iterable[str]:
    if system == "canvas" and renamed:
        yield (
            f"Canvas shows a page under the name of what was handed in, so {renamed} pages appear as the student's own notebook: "
            "tell the class to save it as feedback.html. A zip comes back as a zip and needs no word"
        )
    if system == "blackboard":
        yield "Blackboard takes no feedback in bulk: there is a folder for each user name, to be attached by hand or by an add-on of your site"
