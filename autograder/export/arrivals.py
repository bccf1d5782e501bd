"""Put together when each hand-in came, and tell an older file than the one that was graded from a newer one.

Comes in: a file of times that was given now, the files that were found with what their names say, the records of earlier runs. Goes out: one
time for each student, kept with the results, the students whose file is the older one, and sentences for whoever grades.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder import reuse
from autograder.course import settings
from autograder.export import download_names
from autograder.model import Record, RecordStatus, SubmittedFile
from autograder.people import roster, team_times
from autograder.people.class_lists import Student
from autograder.people.times import Received, by_student, keep, read_times
from autograder.results.folder import Folder
from autograder.untrusted_text import for_message


@dataclass(frozen=True, slots=True)
class Arrivals:
    """When each hand-in came, and what isn't known of it."""

    times: Mapping[str, datetime]  # by student, of the hand-in that counts
    now: frozenset[str] = frozenset()  # the students whose time was told in this run
    # whose file came before the one that was graded, and when
    older: Mapping[str, datetime] = field(default_factory=dict)
    said: tuple[str, ...] = ()  # for whoever grades
    # whose other file may take a graded hand-in's place, and when that one came
    graded: Mapping[str, datetime | None] = field(default_factory=dict)
    nobodys: tuple[Received, ...] = ()
    # by student, where no times tell: whether their file was uploaded after the graded one by the LMS's numbers
    uploads: Mapping[str, bool] = field(default_factory=dict)


def arrivals(
    folder: Folder,
    root: Path,
    own: Mapping[str, Record],
    students: Sequence[Student],
    *,
    given: Path | None = None,
    files: Sequence[SubmittedFile] = (),
    load: Callable[[int], SubmittedFile] | None = None,
    write: bool = True,
    waits: bool = False,
) -> Arrivals:
    """Put together the times of a file that was given now, of the files' own names, and of earlier runs; the newest told counts.

    own: what each student's own hand-in earned, by student. load: reads the file at a place of files, where these are without their data.
    write: keep them. What was known of a hand-in is never lost, whatever is given later; the time of another file that came before it is no
    news of it, nor of one that the LMS marks late. waits: the files are still to be graded, so that the time of one that may take a graded
    hand-in's place is kept by `settled` only. Raises GradingError naming the file's line.
    """
    zone = ZoneInfo(settings.of_course(root).time_zone)
    ids = [*dict.fromkeys([*(file.student_id for file in files), *own])]
    others = roster.other_ids(students)
    given_rows = read_times(given, zone) if given else ()
    kept_rows = read_times(folder.received, zone) if folder.received.exists() else ()
    sources = {one.student_id: one.source for one in own.values()} | {one.student_id: one.source for one in files}
    now, nobodys, of_two = by_student(given_rows, ids, others, sources)
    of_teams, strangers = team_times.find(nobodys, sources, students, others)
    now = of_teams | now | team_times.find([row for row in given_rows if row.team], sources, (), {})[0]
    now = {file.student_id: file.received for file in files if file.received} | now
    kept, not_yet, of_two_kept = by_student(kept_rows, ids, others, sources, kept=True)
    of_two_still = by_student(of_two, ids, others, sources, kept=True)[2]
    waiting = [*not_yet, *of_two_kept, *nobodys, *of_two_still]
    before = {one.student_id: datetime.fromisoformat(one.received) for one in own.values() if one.received} | kept
    earlier = {student for student, time in now.items() if student in own and time < before.get(student, time)}
    news = {student for student, time in now.items() if student in own and time != before.get(student)}
    late = {one.student_id for one in files if one.late and one.student_id in before.keys() & own.keys() - now.keys()}
    others_files = {
        file.student_id
        for at, file in enumerate(files)
        if file.student_id in news | late and reuse.is_other(own[file.student_id], load(at) if load else file)
    }
    older = {student: now[student] for student in others_files & earlier}
    known_before = {one: time for one, time in before.items() if one not in late & others_files}
    times = known_before | {student: time for student, time in now.items() if student not in older}
    graded = {
        one: before.get(one) for one in others_files - earlier if own[one].status is RecordStatus.GRADED and waits
    }
    said = (*of_two.values(), *_doubts(given, strangers, files, times))
    untimed = [
        one for one in files if one.student_id in own and not (one.student_id in now and one.student_id in before)
    ]
    uploads = dict(_uploads(untimed, own, students))
    known = Arrivals(times, frozenset(now), older, said, graded, tuple(waiting), uploads)
    if write:
        settled(folder, known, graded)
    return known


def settled(folder: Folder, known: Arrivals, standing: Collection[str]) -> Arrivals:
    """Give those whose graded hand-in counts on the time of that one, and keep all times with the results."""
    theirs = {one: time for one, time in known.graded.items() if one in standing}
    times = {one: time for one, time in known.times.items() if one not in theirs}
    times |= {one: time for one, time in theirs.items() if time is not None}
    if times or known.nobodys:
        keep(folder.received, times, known.nobodys)
    return replace(known, times=times)


def older(file: SubmittedFile, came: datetime, last: Record) -> str:
    """Say that a file is older than the one that was graded."""
    return (
        f"{for_message(file.student_id)}: {for_message(file.source)} came {came.isoformat()}, before {for_message(last.source)}, which was graded "
        f"and came {last.received}: it isn't graded, and is listed as an earlier attempt."
    )


def uploaded_before(file: SubmittedFile, last: Record) -> str:
    """Say that a file is older than the one that was graded, by the LMS's numbers."""
    return (
        f"{for_message(file.student_id)}: {for_message(file.source)} was uploaded before {for_message(last.source)}, which was graded, by Canvas's "
        "numbers in their names: it isn't graded, and is listed as an earlier attempt."
    )


def replaced(file: SubmittedFile, last: Record, known: Arrivals) -> str:
    """Say that a file takes the place of the one that was graded."""
    if file.student_id in known.uploads:
        which = "later" if known.uploads[file.student_id] else "earlier"
        when = f"uploaded {which} by Canvas's numbers in their names"
        if file.received and file.student_id not in known.now:
            when += f", and no time for it: the other's counts, {file.received.isoformat()}"
    elif file.student_id in known.now:
        when = f"it came {file.received.isoformat() if file.received else ''}, the one before {last.received or 'at a time that is not known'}"
    elif file.received:
        when = f"and no time for it: the earlier one's counts, {file.received.isoformat()}"
    else:
        when = "and which of them came first isn't known"
    before = "the one of the same name" if file.source == last.source else for_message(last.source)
    return (
        f"{for_message(file.student_id)}: another file than before, {when}. {for_message(file.source)} takes the place of "
        f"{before}, which is listed as an earlier attempt."
    )


def stays(file: SubmittedFile, last: Record, why: str) -> str:
    """Say that a file can't be graded, so that the one before it counts on."""
    return (
        f"{for_message(file.student_id or last.student_id)}: {for_message(file.source)} can't be graded ({why}); what was graded before, "
        f"{for_message(last.source)}, still counts."
    )


def _uploads(
    files: Iterable[SubmittedFile], own: Mapping[str, Record], students: Iterable[Student]
) -> Iterator[tuple[str, bool]]:
    ids = roster.lms_ids(students)
    before = download_names.uploads({student: one.source for student, one in own.items()}, ids)
    for student, number in download_names.uploads({file.student_id: file.source for file in files}, ids).items():
        if student in before and number != before[student]:
            yield student, number > before[student]


def _doubts(
    given: Path | None, nobodys: Sequence[Received], files: Sequence[SubmittedFile], times: Mapping[str, datetime]
) -> Iterator[str]:
    if nobodys:
        yield f"Times in {given} that match no hand-in ({len(nobodys)}): {_named(one.ids[0] for one in nobodys)}"
    lacking = [file.student_id for file in files if file.student_id not in times]
    if times and lacking:
        yield f"Handed in at a time that isn't known, counted as in time ({len(lacking)}): {_named(lacking)}"


def _named(ids: Iterable[str]) -> str:
    named = list(ids)
    more = f" and {len(named) - 20} more" if len(named) > 20 else ""
    return ", ".join(for_message(one) for one in named[:20]) + more
