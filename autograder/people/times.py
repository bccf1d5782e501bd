"""Read when work was handed in, from a file that a person or an LMS wrote, and keep it with the results.

Comes in: a CSV of student_id and ISO time, Moodle's worksheet of an assignment, or Gradescope's scores. Goes out: moments, each with all the
ids by which its row may name a student. A time without an offset is read in the course's time zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder.conventions import lms_dates
from autograder.errors import GradingError, nearest
from autograder.people import zeros
from autograder.people.edited_table import DELIMITERS, ENCODINGS, FILE_MODE, unprotected
from autograder.results import atomic, csv_files
from autograder.untrusted_text import as_id, for_message

_FIX = "Write lines like 2022123456,2026-10-05T23:41:00+09:00."
_IDS = (
    "student_id",
    "student id",
    "id",
    "student",
    "identifier",
    "id number",
    "id-nummer",
    "id 번호",
    "학번",
    "username",
    "sid",
    "email address",
    "e-mail-adresse",
    "이메일 주소",
    "email",
)
_TIMES = ("received", "received_at", "time", "submitted", "submitted_at", "submission time")
_WORKSHEET = ("last modified (submission)", "zuletzt geändert (abgabe)", "마지막 수정됨(제출)")  # Moodle's
_TEAMS = ("group", "gruppe", "groupe", "grupo", "gruppo", "groep", "grup", "grupp", "grupa", "skupina", "taldea", "ryhmä", "csoport",
          "группа", "група", "グループ", "小组", "群組", "모둠")  # fmt: skip
_NUMBER, _OTHER_ID = "moodle number", "id {}"  # what `keep` heads the other ids of a row with
_SCHOOL_IDS = ("student_id", "student id", "id number", "id-nummer", "id 번호", "학번")
_NONE = ("", "-", "–", "null")  # what an LMS writes where nothing was handed in

# in whatever language the worksheet is: 'Participant 201', 'Teilnehmer/in201', '참가자201'
_PARTICIPANT = re.compile(r"\D+(\d+)")
_ISO = re.compile(r"\d{4}-")
_OF_TWO = re.compile(
    r"(?P<of>[^(（]+?) ?[(（].+[)）]"
)  # Moodle's last columns: Last modified (submission), Last modified (grade)


_DOWNLOADED = re.compile(r"_(\d+)_assignsubmission_")  # how Moodle calls a hand-in of participant 201


@dataclass(frozen=True, slots=True)
class Received:
    """When somebody's work came in."""

    ids: tuple[str, ...]  # by which the file may mean them, the most telling first
    time: datetime
    team: str = ""  # in Moodle's worksheet of a team's assignment
    number: str = (
        ""  # Moodle's of a participant; it is the last of the ids, too, where the row has no id of the school's
    )
    where: str = field(default="", compare=False)  # the file and its line


def in_zone(moment: datetime, zone: ZoneInfo, *, later: bool = False) -> datetime:
    """Read a time that says no offset in the course's zone.

    In the hour that a clock shows twice it is the first one, and with `later` the second: whichever is better for the student. What is
    returned has its offset alone: of two times with one and the same zone, Python compares what the clocks show.
    """
    if moment.tzinfo is not None and not isinstance(moment.tzinfo, ZoneInfo):
        return moment
    shown = moment if moment.tzinfo else moment.replace(tzinfo=zone, fold=int(later and _is_twice(moment, zone)))
    return shown.astimezone(timezone(shown.utcoffset() or timedelta(0)))


def moment(text: str, zone: ZoneInfo, where: str, *, ends: bool = False) -> datetime:
    """Read an ISO time, with its offset or in the course's zone; with `ends`, a date alone is its last second, else refused. Raises GradingError."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        fix = "Write it like 2026-10-05T23:41:00, or with an offset like 2026-10-05T23:41:00+09:00."
        raise GradingError(f"{where}: '{for_message(text.strip())[:40]}' is no date and time", fix) from error
    if re.fullmatch(r"\d{4}-?(\d\d-?\d\d|W\d\d-?\d)", text.strip()):
        if not ends:
            raise GradingError(
                f"{where}: '{text.strip()}' is a day without a time", f"Add when it was: {found.date()}T23:41:00."
            )
        found = datetime.combine(found.date(), time(23, 59, 59))
    return in_zone(found, zone, later=ends)


def read_times(path: Path, zone: ZoneInfo) -> tuple[Received, ...]:
    """Return what the file says, row by row; raises GradingError naming the line."""
    table = csv_files.parse(csv_files.content(path), str(path), fix=_FIX, guesses=ENCODINGS, delimiters=DELIMITERS)
    rows = list(table.filled())
    ids: tuple[int, ...] = (0,)
    at, worksheet, team_at, number_at = 1, False, -1, -1
    heads: list[str] = []
    if rows and (columns := _columns(*rows[0])):
        ids, at, worksheet = columns
        heads = [" ".join(cell.split()).casefold() for cell in rows[0][1]]
        team_at = next((heads.index(name) for name in _TEAMS if name in heads), -1)
        number_at = heads.index(_NUMBER) if _NUMBER in heads and not worksheet else -1
        rows = rows[1:]
    elif rows and not _is_data(rows[0][1]):
        raise _no_headings(*rows[0])
    moments = []
    for where, row in rows:
        participant = _PARTICIPANT.fullmatch(row[0].strip()) if worksheet else None
        if len(row) <= at or not (participant or any(row[column].strip() for column in ids if column < len(row))):
            raise GradingError(f"{where}: expected a student's id and a time", _FIX)
        if row[at].strip() in _NONE:
            continue
        filled = [column for column in ids if column < len(row) and row[column].strip() and (column or not participant)]
        named = [unprotected(row[column]) for column in filled]
        number = participant[1] if participant else row[number_at].strip() if 0 <= number_at < len(row) else ""
        if participant and not any(heads[column] in _SCHOOL_IDS for column in filled):
            named.append(participant[1])
        team = row[team_at].strip() if worksheet and 0 <= team_at < len(row) else ""
        moments.append(Received(tuple(named), _time(row[at].strip(), zone, where), team, number, where))
    return tuple(moments)


def by_student(
    received: Iterable[Received],
    students: Iterable[str],
    other_ids: Mapping[str, str],
    sources: Mapping[str, str] | None = None,
    *,
    kept: bool = False,
) -> tuple[dict[str, datetime], tuple[Received, ...], dict[Received, str]]:
    """Find each student's time, the latest of several; returns these by student, what matches nobody, and what means two, with a sentence.

    other_ids: whatever else a student is called by, in lower case (roster.other_ids) → the id that the course knows them by.
    sources: by student, how their file was called. Only of those whom it calls by Moodle's number does this number tell.
    kept: it is `keep` that wrote them, so that no spreadsheet took zeros of an id.
    """
    known = {as_id(student): student for student in students}
    downloaded = {
        found[1]: known[as_id(student)]
        for student, source in (sources or {}).items()
        if as_id(student) in known
        and (found := _DOWNLOADED.search(source))
        and as_id(student) in (found[1], as_id(other_ids.get(found[1], "")))
    }
    times: dict[str, datetime] = {}
    unmatched = []
    doubts = {}
    rows = list(received)
    shortened = {} if kept else zeros.taken((own for one in rows for own in one.ids), known)
    for one in rows:
        meant = _meant(one, known, other_ids, downloaded)
        sure = replace(one, ids=tuple(own for own in one.ids if own not in shortened))
        if len(meant) == 1 and sure != one and _meant(sure, known, other_ids, downloaded) != meant:
            other = next(shortened[own] for own in one.ids if own in shortened)
            doubts[one] = (
                f"{one.where or 'a time'} may mean {for_message(meant[0])} or {for_message(other)}, as a spreadsheet takes zeros in front: it is nobody's"
            )
        elif len(meant) == 1:
            times[meant[0]] = max(one.time, times.get(meant[0], one.time))
        elif meant:
            named = " and ".join(
                f"{for_message(name)} by {by}" for name, by in zip(meant, ("one id", "another"), strict=False)
            )
            doubts[one] = f"{one.where or 'a time'} means {named}: it is nobody's"
        else:
            unmatched.append(one)
    return times, tuple(unmatched), doubts


def keep(path: Path, times: Mapping[str, datetime], unmatched: Iterable[Received]) -> None:
    """Keep times with the results; those of nobody yet too, with all of their ids, for whoever's work comes later."""
    waiting = {(one.ids[0], one.number): one for one in unmatched}.values()  # the newest that is told of a row
    rows = [Received((student,), time) for student, time in times.items()] + list(waiting)
    most = max((len(one.ids) for one in rows), default=1)
    more = [_OTHER_ID.format(number) for number in range(2, most + 1)]
    head = ["student_id", "received", *more, *([_NUMBER] if any(one.number for one in rows) else [])]
    table = [
        [one.ids[0], one.time.isoformat(), *one.ids[1:], *[""] * (most - len(one.ids)), one.number][: len(head)]
        for one in sorted(rows, key=lambda one: (one.ids, one.number))
    ]
    atomic.write(path, csv_files.write([head, *table]).encode(), mode=FILE_MODE)


def _meant(
    one: Received, known: Mapping[str, str], other_ids: Mapping[str, str], downloaded: Mapping[str, str]
) -> tuple[str, ...]:
    """List the students whom a row means: by Moodle's number if their file has it, by each other id, and by the number alone at last."""

    def called(own: str) -> list[str]:
        names = (as_id(other_ids.get(own.casefold(), own)), as_id(own))
        return [known[name] for name in names if name in known]

    number_alone = bool(one.number) and one.ids[-1:] == (one.number,)
    found = [downloaded[one.number]] if one.number in downloaded else []
    for own in one.ids[:-1] if number_alone else one.ids:
        # of a hand-in that Moodle calls 201, 201 is no id of the school's
        found += [student for student in called(own) if not one.number or downloaded.get(own) != student][:1]
    return tuple(dict.fromkeys(found or (called(one.number)[:1] if number_alone else [])))


# ---------------------------------------------------------------- columns


def _columns(where: str, cells: Sequence[str]) -> tuple[tuple[int, ...], int, bool] | None:
    """Give the columns of ids, the column of times, and whether it is Moodle's worksheet; None where the line is no such headings.

    Raises GradingError where two columns may hold the times, or have one id's heading.
    """
    heads = [" ".join(cell.strip().casefold().split()) for cell in cells]
    times = [n for n, name in enumerate(heads) if name in (*_TIMES, *_WORKSHEET)]
    twice = [n for n, name in enumerate(heads) if name in _IDS and name in heads[:n]]
    if len(times) > 1 or (times and twice):
        one, other = (
            cells[n].strip() for n in (times[:2] if len(times) > 1 else (heads.index(heads[twice[0]]), twice[0]))
        )
        found = f"{where}: two columns {'hold times' if len(times) > 1 else 'hold ids'}, '{for_message(one)}' and '{for_message(other)}'"
        raise GradingError(found, "Take one of them out.")
    others = [name for n in range(2, len(heads)) if (name := _OTHER_ID.format(n)) in heads]
    ids = tuple(heads.index(name) for name in (*_IDS, *others) if name in heads)
    at = next((heads.index(name) for name in (*_TIMES, *_WORKSHEET) if name in heads), None)
    worksheet = at is not None and heads[at] in _WORKSHEET
    if at is None and (of_two := _first_of_two(heads)) is not None:
        at, worksheet = of_two, True
    return (ids or (0,), at, worksheet) if at is not None and (ids or worksheet) else None


def _first_of_two(heads: Sequence[str]) -> int | None:
    """Find in Moodle's worksheet, in whatever language, when a hand-in was modified: its grade's time stands behind it under the same words."""
    said = [match["of"] if (match := _OF_TWO.fullmatch(name)) else "" for name in heads]
    return next((n for n, of in enumerate(said) if of and of in said[n + 1 :]), None)


def _is_data(cells: Sequence[str]) -> bool:
    """Tell whether the first line is about somebody already: its second cell at least has a time's digits."""
    return len(cells) < 2 or any(char.isdigit() for char in cells[1]) or not cells[0].strip()


def _no_headings(where: str, cells: Sequence[str]) -> GradingError:
    known = (*_IDS, *_TIMES, *_WORKSHEET)
    unknown = next((cell for cell in cells if cell.strip().casefold() not in known), cells[0])
    near = nearest(unknown.strip().casefold(), known)
    fix = f"Did you mean '{near}'?" if near else f"Name the columns student_id,received. {_FIX}"
    return GradingError(f"{where}: '{for_message(unknown.strip())}' is no heading that a file of times has", fix)


def _time(text: str, zone: ZoneInfo, where: str) -> datetime:
    shown = lms_dates.with_day_of_week(text)
    if shown is not None and not _ISO.match(text):
        return in_zone(shown, zone)
    return moment(re.sub(r" (?=[+-]\d\d:?\d\d$)", "", text), zone, where)


def _is_twice(moment: datetime, zone: ZoneInfo) -> bool:
    first, second = (moment.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first is not None and second is not None and first > second
