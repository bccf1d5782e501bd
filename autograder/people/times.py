"""Read when work was handed in, from a file that a person or an LMS wrote, and keep it with the results.

Comes in: a CSV of student_id and ISO time, Moodle's worksheet of an assignment, or Gradescope's scores. Goes out: moments, each with all the
ids by which its row may name a student. A time without an offset is read in the course's time zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder.errors import GradingError, nearest
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
_TEAMS = ("group", "gruppe", "groupe", "grupo", "gruppo", "groep", "모둠")  # the worksheet's, too
_NONE = ("", "-", "–", "null")  # what an LMS writes where nothing was handed in

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januar",
            "february februar",
            "march märz",
            "april",
            "may mai",
            "june juni",
            "july juli",
            "august",
            "september",
            "october oktober",
            "november",
            "december dezember",
        ),
        start=1,
    )
    for name in names.split()
}
_ENGLISH = re.compile(
    r"(?:\w+, )?(?P<d>\d{1,2}) (?P<m>[^\W\d]+) (?P<y>\d{4}),? (?P<h>\d{1,2}):(?P<min>\d\d) ?(?P<half>[AP]M)?", re.I
)
_GERMAN = re.compile(
    r"(?:\w+, )?(?P<d>\d{1,2})\. (?P<m>[^\W\d]+) (?P<y>\d{4}),? (?P<h>\d{1,2}):(?P<min>\d\d)(?P<half>)"
)
_KOREAN = re.compile(
    r"(?P<y>\d{4})년 (?P<m>\d{1,2})월 (?P<d>\d{1,2})일,? ?(?:\(?[월화수목금토일](?:요일)?\)?,? )?(?P<half>오전|오후)? ?(?P<h>\d{1,2}):(?P<min>\d\d)"
)
_PARTICIPANT = re.compile(
    r"\D+(\d+)"
)  # in whatever language the worksheet is: 'Participant 201', 'Teilnehmer/in201', '참가자201'


@dataclass(frozen=True, slots=True)
class Received:
    """When somebody's work came in."""

    ids: tuple[str, ...]  # by which the file may mean them, the most telling first
    time: datetime
    team: str = ""  # in Moodle's worksheet of a team's assignment


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
    """Read an ISO time, with its offset or in the course's zone; with `ends`, a date alone is its last second. Raises GradingError."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        fix = "Write it like 2026-10-05T23:41:00, or with an offset like 2026-10-05T23:41:00+09:00."
        raise GradingError(f"{where}: '{for_message(text.strip())[:40]}' is no date and time", fix) from error
    if ends and re.fullmatch(r"\d{4}-?(\d\d-?\d\d|W\d\d-?\d)", text.strip()):
        found = datetime.combine(found.date(), time(23, 59, 59))
    return in_zone(found, zone, later=ends)


def read_times(path: Path, zone: ZoneInfo) -> tuple[Received, ...]:
    """Return what the file says, row by row; raises GradingError naming the line."""
    table = csv_files.parse(csv_files.content(path), str(path), fix=_FIX, guesses=ENCODINGS, delimiters=DELIMITERS)
    rows = list(table.filled())
    ids: tuple[int, ...] = (0,)
    at, worksheet, team_at = 1, False, -1
    if rows and (columns := _columns(rows[0][1])):
        ids, at, worksheet = columns
        heads = [cell.strip().casefold() for cell in rows[0][1]]
        team_at = next((heads.index(name) for name in _TEAMS if name in heads), -1)
        rows = rows[1:]
    elif rows and not _is_data(rows[0][1]):
        raise _no_headings(*rows[0])
    moments = []
    for where, row in rows:
        if len(row) <= at or not any(row[column].strip() for column in ids if column < len(row)):
            raise GradingError(f"{where}: expected a student's id and a time", _FIX)
        if row[at].strip() in _NONE:
            continue
        named = [unprotected(row[column]) for column in ids if column < len(row) and row[column].strip()]
        if worksheet and (participant := _PARTICIPANT.fullmatch(row[0].strip())):
            named.insert(0, participant[1])
        team = row[team_at].strip() if worksheet and 0 <= team_at < len(row) else ""
        moments.append(Received(tuple(named), _time(row[at].strip(), zone, where), team))
    return tuple(moments)


def by_student(
    received: Iterable[Received], students: Iterable[str], other_ids: Mapping[str, str]
) -> tuple[dict[str, datetime], tuple[Received, ...]]:
    """Find each student's time, the latest of several; returns these by student, and what matches nobody.

    other_ids: whatever else a student is called by, in lower case (roster.other_ids) → the id that the course knows them by.
    """
    known = {as_id(student): student for student in students}
    times: dict[str, datetime] = {}
    unmatched = []
    for one in received:
        named = [name for own in one.ids for name in (other_ids.get(own.casefold(), own), own)]
        student = next((known[key] for key in map(as_id, named) if key in known), None)
        if student is None:
            unmatched.append(one)
        else:
            times[student] = max(one.time, times.get(student, one.time))
    return times, tuple(unmatched)


def keep(path: Path, times: Mapping[str, datetime], unmatched: Iterable[Received]) -> None:
    """Keep times with the results; those of nobody yet too, for whoever's work comes later."""
    rows = {one.ids[0]: one.time for one in unmatched} | dict(times)
    table = [["student_id", "received"], *([student, rows[student].isoformat()] for student in sorted(rows))]
    atomic.write(path, csv_files.write(table).encode(), mode=FILE_MODE)


# ---------------------------------------------------------------- columns


def _columns(cells: Sequence[str]) -> tuple[tuple[int, ...], int, bool] | None:
    """Give the columns of ids, the column of times, and whether it is Moodle's worksheet; None where the line is no such headings."""
    heads = [" ".join(cell.strip().casefold().split()) for cell in cells]
    ids = tuple(heads.index(name) for name in _IDS if name in heads)
    at = next((heads.index(name) for name in (*_TIMES, *_WORKSHEET) if name in heads), None)
    worksheet = at is not None and heads[at] in _WORKSHEET
    return (ids or (0,), at, worksheet) if at is not None and (ids or worksheet) else None


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
    for form in (_ENGLISH, _GERMAN, _KOREAN):
        if match := form.fullmatch(text):
            month = match["m"].casefold()
            number = int(month) if month.isdigit() else _MONTHS.get(month, 0)
            hour = int(match["h"])
            if match["half"]:
                hour = hour % 12 + 12 * (match["half"].upper() in ("PM", "오후"))
            try:
                return in_zone(datetime(int(match["y"]), number, int(match["d"]), hour, int(match["min"])), zone)
            except ValueError:
                break
    return moment(re.sub(r" (?=[+-]\d\d:?\d\d$)", "", text), zone, where)


def _is_twice(moment: datetime, zone: ZoneInfo) -> bool:
    first, second = (moment.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first is not None and second is not None and first > second
