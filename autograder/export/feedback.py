"""Give the feedback pages back: the zip that Canvas or Moodle takes, a zip of folders for Blackboard, or a folder for each student.

Comes in: the pages of a results folder, who is who, and for Moodle best its worksheet. Goes out: a file or folder beside the results. Each path
in a zip is read again by the LMS's own rule: what would reach nobody, or somebody else, isn't in it and is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder.conventions.plurals import counted
from autograder.errors import DecisionNeeded, GradingError
from autograder.export import class_people, download_names, lms, rows_match
from autograder.export.exact_table import ExactTable
from autograder.export.final_marks import FinalMark
from autograder.export.given_out import GivenOut
from autograder.export.layouts import LAYOUTS
from autograder.export.rows_match import Person
from autograder.model import Record, Status
from autograder.people.class_lists import Student
from autograder.results import zips
from autograder.results.folder import Folder
from autograder.untrusted_text import for_file_name, for_message

SYSTEMS = ("moodle", "canvas", "blackboard", "folder")
PAGE = "feedback.html"
FOLDER = "feedback-folder"
_NAMED = 20
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
    unsure = rows_match.may_be_teams(who.values()) if system == "moodle" and numbers is None else ()
    files: dict[str, bytes] = {}
    owners: dict[str, str] = {}
    left_out: list[tuple[str, str]] = []
    renamed = set()
    taken: dict[str, str] = {}  # as a disk that ignores capitals has it
    for record in listed:
        page = folder.page(record.student_id)
        try:
            content = page.read_bytes()
            if record.student_id in unsure:
                raise _Unsent(lms.MAY_BE_TEAM)
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


def write(system: str, packed: Packed, given: GivenOut, template: Path | None = None) -> tuple[Path, tuple[str, ...]]:
    """Write the zip, or the folder's pages; returns its path, and what stays beside it."""
    if system == "folder":
        return _write_folder(packed, given)
    place = given.place(NAMES[system], set(packed.owners.values()), template)
    given.write(place.path, zips.pack(packed.files), packed.owners.values())
    return place.path, place.notes


def demand_untouched(packed: Packed, given: GivenOut) -> None:
    """Raise DecisionNeeded where a page of the folder would be written over one that isn't ours."""
    paths = ((given.folder / FOLDER / name, content) for name, content in packed.files.items())
    foreign = [
        path
        for path, content in paths
        if path.exists() and not given.is_as_written(path) and path.read_bytes() != content
    ]
    if foreign:
        named = ", ".join(str(path) for path in foreign[:5]) + (f" and {len(foreign) - 5} more" if foreign[5:] else "")
        raise DecisionNeeded(
            found=f"somebody has changed what lies there: {named}",
            fix="Move it away, and give the command again. Nothing was written.",
        )


def _write_folder(packed: Packed, given: GivenOut) -> tuple[Path, tuple[str, ...]]:
    """Write each page into its folder. Pages of ours that aren't sent now go; what isn't ours stays, and nothing is written over it."""
    folder = given.folder / FOLDER
    notes = []
    for path in given.under(folder):
        if path.relative_to(folder).as_posix() in packed.files:
            continue
        if given.is_as_written(path):
            given.forget(path)
            if not any(path.parent.iterdir()):
                path.parent.rmdir()
        elif path.exists():
            notes.append(f"{path} isn't sent now, and somebody has changed it, so it stays")
    for name, content in packed.files.items():
        given.write(folder / name, content, [packed.owners[name]])
    others = sorted(set(_files(folder)) - {folder / name for name in packed.files})
    if others:
        named = ", ".join(for_message(one.relative_to(folder).as_posix()) for one in others[:_NAMED])
        notes.append(f"Others' files in {folder} stay ({len(others)}): {named}{' …' if others[_NAMED:] else ''}")
    return folder, tuple(notes)


def _files(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def summary(mark: FinalMark) -> str:
    """Say in one or two sentences how a hand-in did, for where a page can't stand."""
    record = mark.record
    checks = [check for question in record.questions for check in question.checks]
    passed = sum(check.status is Status.PASSED for check in checks)
    most = sum(question.max_score for question in record.questions)
    unread = ""
    if mark.waiting:
        unread = f" {counted(mark.waiting, 'answer waits', 'answers wait')}"
        unread += " for a person: what is earned there will be added to these points."
    return (
        f"{mark.points:g} of {counted(most, 'point')}; {passed} of {counted(len(checks), 'hidden check')} passed.{unread} "
        "The feedback page tells more."
    )


def worksheet_comments(
    system: str,
    template: bytes,
    marks: Iterable[FinalMark],
    students: Sequence[Student],
    sent: Iterable[str],
    given: GivenOut,
) -> lms.Comments | None:
    """Fill the LMS's column of comments, if it has one, for those whose page is sent; all other cells stay, and so does a comment that isn't ours."""
    listed, wanted = list(marks), set(sent)
    who = class_people.people(system, [mark.record for mark in listed], students)
    texts = {mark.student_id: summary(mark) for mark in listed if mark.points is not None and mark.student_id in wanted}
    said = [(person, texts.get(student, "")) for student, person in who.items()]
    return lms.comments(system, template, said, given.cells(comments_of(system), who.values()))


def remarks(system: str, comments: lms.Comments | None) -> Iterable[str]:
    """Say which comments stay, what to mind with those that are written, or why there are none."""
    if comments is None:
        yield (
            f"{LAYOUTS[system].name}'s file has no column of comments, or calls it by a name that isn't known here, so none is written. "
            "Switch feedback comments on in the assignment's settings, and download the file again, in English if need be"
        )
        return
    for student, text in comments.kept:
        yield f"{student}: the comment '{for_message(text)}' stays: somebody else wrote it"
    if comments.written and system == "moodle":
        yield (
            "Moodle passes by each row that was changed after its worksheet was downloaded: upload marks first, then download the worksheet "
            "again, and make the comments from that one"
        )


def comments_of(system: str) -> str:
    """Name the cells of an LMS's comments, as sent.json does."""
    return f"{system} comments"


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
        way = (
            "give its worksheet with --template"
            if system == "moodle"
            else "--to folder makes a folder for each student"
        )
        raise _Unsent(f"{what}; {way}")
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
            f"Canvas shows a page under the name of what was handed in, so {counted(renamed, 'page appears', 'pages appear')} "
            "as the student's own notebook: "
            "tell the class to save it as feedback.html. A zip comes back as a zip and needs no word"
        )
    if system == "blackboard":
        yield "Blackboard takes no feedback in bulk: there is a folder for each user name, to be attached by hand or by an add-on of your site"
