"""Give the marks to another system: a file for an LMS, feedback to send back, a bundle for Gradescope, rows of nbgrader's gradebook.

Comes in: the Records of a results folder, what people added by hand, and the roster. Goes out: the file or the rows as that system takes them;
and, by books and circumstances, the records themselves with all that people know and gave.
Imported by dispatch (what comes after each run), authoring's demo and cli. Runs in the command's process; gradescope runs in Gradescope's container.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from autograder.conventions.plurals import counted
from autograder.course import outline, settings
from autograder.errors import DecisionNeeded, GradingError, UsageError, nearest
from autograder.export import feedback, grades, gradescope
from autograder.export.feedback import Packed
from autograder.export.final_marks import FinalMark, final_marks, read
from autograder.export.given_out import GivenOut
from autograder.export.grades import Exported, Wishes
from autograder.export.rows_match import NO_ROW
from autograder.model import Assignment, Record, RecordStatus, SubmittedFile
from autograder.people import exceptions, roster
from autograder.people.settling import People
from autograder.results import atomic, csv_files, record
from autograder.results.folder import Folder
from autograder.untrusted_text import for_message

SYSTEMS = ("nbgrader", "canvas", "moodle", "blackboard", "gradescope")
SOURCE = "nbgrader-source"  # the assignment itself, which authoring writes
ALL_SYSTEMS = (*SYSTEMS, SOURCE)
LMS = ("canvas", "moodle", "blackboard")
FEEDBACK = feedback.SYSTEMS


def export(name: str, to: str, root: Path, out: Path) -> str:
    """Write the bundle for Gradescope, or nbgrader's rows; returns what was written, in words."""
    if to not in SYSTEMS:
        near = nearest(to, ALL_SYSTEMS)
        fix = f"Did you mean {near}?" if near else f"Give one of: {', '.join(ALL_SYSTEMS)}."
        raise UsageError(found=f"'{to}' is no system we know", fix=fix)
    loaded = outline.read(name, root)
    if to == "gradescope":
        path, content = out / "gradescope.zip", gradescope.bundle(name, root)
        with _alone(out):
            atomic.write(path, content)  # it holds the checks, the solutions and the course's secret
        return f"{path}: upload it as the assignment's autograder"
    with _alone(out):
        records = record.load_all(out)
        update_gradebook(Folder(out), loaded, records, root)
    graded = sum(one.status == RecordStatus.GRADED for one in records)
    return f"nbgrader's gradebook holds {counted(graded, 'submission')} of {name}; nbgrader export writes its own table"


def to_lms(
    name: str, to: str, root: Path, out: Path, wishes: Wishes, records: Sequence[Record] | None = None
) -> Exported:
    """Fill the LMS's file with the class's marks, and write it unless somebody must decide first: then `demand_decided` says so.

    records: as they should be today; else those on the disk, with what the gradebook holds.
    """
    loaded = outline.read(name, root)
    course, students = settings.of_course(root), roster.expected(Folder(out), root)
    marks = final_marks(_records(name, out) if records is None else records, read(out, name, root))
    allowed = exceptions.of_course(root, ZoneInfo(course.time_zone), settings.names(root), name)
    with _alone(out, dry_run=wishes.dry_run):
        return grades.export(
            to,
            loaded,
            marks,
            students,
            wishes,
            out=out,
            send_unread=course.export.unread == "send",
            excused=People(students, allowed).excused(name),
        )


def demand_decided(made: Exported) -> None:
    """Raise DecisionNeeded where nothing is written because somebody is in doubt: of a dry run too."""
    if not made.stopped:
        return
    if made.blocked:
        words = ", ".join(sorted({f"'{for_message(word.strip())}'" for _, word in made.filled.kept}))
        raise DecisionNeeded(
            found=f"no score could be written: words stand where all {len(made.blocked)} would go ({words}), so nothing was written",
            fix="Look in the LMS what they say of these people: an attempt that is open is handed in or cleared there. Where a score is to go all the same, "
            "empty the cell in the downloaded file, and give the command again.",
        )
    fix = "Settle what is listed, or write what is sure with --partial"
    if any(why == NO_ROW for _, why in made.filled.doubts):
        fix += " (the way too where the file is one section's, and the roster doesn't tell sections)"
    if made.filled.foreign:
        fix += "; --overwrite puts our scores where somebody entered others"
    if made.filled.stale:
        fix += "; a mark of an earlier export stays in the LMS until somebody clears it there"
    raise DecisionNeeded(
        found=f"{counted(made.in_doubt, 'person is', 'people are')} in doubt, so nothing was written",
        fix=f"{fix}.",
    )


def send_feedback(
    name: str,
    to: str,
    root: Path,
    out: Path,
    *,
    template: Path | None = None,
    dry_run: bool = False,
    records: Sequence[Record] | None = None,
) -> tuple[Packed, tuple[str, ...]]:
    """Write the pages as the LMS takes them back; returns what is in it, and what was written, in words. records: as for to_lms."""
    if to not in feedback.SYSTEMS:
        near = nearest(to, feedback.SYSTEMS)
        fix = f"Did you mean {near}?" if near else f"Give one of: {', '.join(feedback.SYSTEMS)}."
        raise UsageError(found=f"there is no '{to}' to send feedback to", fix=fix)
    outline.read(name, root)
    with _alone(out, dry_run=dry_run):
        return _feedback(name, to, root, out, template, dry_run, records)


def _feedback(
    name: str, to: str, root: Path, out: Path, template: Path | None, dry_run: bool, records: Sequence[Record] | None
) -> tuple[Packed, tuple[str, ...]]:
    folder, wanted, given = Folder(out), settings.of_course(root).feedback, GivenOut(out)
    if template is not None:
        given.demand_downloaded(template)
    students = roster.expected(folder, root)
    marks = final_marks(_records(name, out) if records is None else records, read(out, name, root))
    sent, held = [], []
    for mark in marks:
        why = _held_back(mark, wanted)
        (held.append((mark.student_id, why)) if why else sent.append(mark))
    sheet = csv_files.content(template) if template and to in LMS else None
    packed = feedback.pack(to, folder, sent, students, sheet)
    packed = replace(packed, left_out=(*packed.left_out, *held))
    if not packed.files:
        reasons = "; ".join(dict.fromkeys(why for _, why in packed.left_out))
        raise GradingError(found=f"no page can be sent: {reasons}", fix="Nothing was written.")
    comments = None
    if sheet is not None:
        comments = feedback.worksheet_comments(to, sheet, marks, students, packed.owners.values(), given)
        packed = replace(packed, notes=(*packed.notes, *feedback.remarks(to, comments)))
    if to == "folder":
        feedback.demand_untouched(packed, given)
    if dry_run:
        return packed, ()
    path, notes = feedback.write(to, packed, given, template)
    written = [f"{path}: {counted(len(packed.files), 'page')}"]
    if comments is not None and template is not None:
        place = given.place(f"feedback-{to}{template.suffix}", set(packed.owners.values()), template)
        given.write(place.path, comments.data, packed.owners.values())
        given.note(feedback.comments_of(to), comments.written)
        written.append(f"{place.path}: {counted(len(comments.written), 'comment')}")
        notes += place.notes
    given.save()
    return replace(packed, notes=(*packed.notes, *notes)), tuple(written)


def update_gradebook(
    folder: Folder,
    assignment: Assignment,
    records: Iterable[Record],
    root: Path,
    *,
    db_url: str | None = None,
    last: Mapping[str, Record] = MappingProxyType({}),
) -> None:
    """Bring nbgrader's gradebook and autograded/ up to date with these records; manual scores stay. last: as for gradebook.update. Raises GradingError."""
    from autograder.export.nbgrader import gradebook

    kept = ((one, folder.for_the_page(one.handed_in_by or one.student_id)) for one in records)
    programs = ((one, run.program if run else None) for one, run in kept)
    gradebook.update(root, assignment, programs, db_url=db_url or settings.of_course(root).database or None, last=last)


def fill_submitted(
    assignment: Assignment, root: Path, out: Path, files: Iterable[SubmittedFile], records: Iterable[Record]
) -> list[str]:
    """Lay hand-ins into submitted/, where nbgrader looks for them, unless the results lie elsewhere than in the course; returns what to say."""
    if out.resolve() != (root / "results" / assignment.name).resolve():
        return []
    from autograder.export.nbgrader import submitted_files

    return submitted_files.fill(files, records, assignment, root)


def _alone(out: Path, *, dry_run: bool = False) -> AbstractContextManager[None]:
    """Keep others out while the results, and what was written for others before, are read and written; a dry run writes nothing."""
    return nullcontext() if dry_run else Folder(out).alone()


def _held_back(mark: FinalMark, wanted: settings.CourseFeedback) -> str:
    if mark.record.status is RecordStatus.EXCUSED and wanted.excused == "skip":
        return "excused"
    if mark.record.status is RecordStatus.NOT_GRADED:
        return "not graded"
    if mark.waiting and wanted.unread == "skip":
        return "written answers wait for a person"
    return ""


def _records(name: str, out: Path) -> list[Record]:
    records = record.load_all(out)
    if not records:
        raise GradingError(found=f"{out} holds no records", fix=f"Grade first: autograder grade {name} PATH…")
    return records
