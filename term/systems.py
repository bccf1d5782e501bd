"""Write downloads and tables as Canvas, Moodle, Blackboard and Brightspace write them, by their real rules.

Comes in: people and what each hands in. Goes out: a Lab for an LMS: the files of its download, whose each is, its tables of the class. The rules of names
are download_names', those of tables stand here.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from term import course
from term import download_names as names
from term.handins import TIMES, Expected, HandIn, Release, counting, earlier
from term.people import Person

WEEKDAYS = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "ko": ("월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"),
}
COLUMNS = {
    "ko": ["식별자", "전체 이름", "id 번호", "이메일 주소", "상태", "성적", "최대 성적", "Grade can be changed",
           "마지막 수정됨(제출)", "마지막 수정됨(성적)", "피드백 코멘트"],
    "de": ["ID", "Vollständiger Name", "ID-Nummer", "E-Mail-Adresse", "Status", "Gruppe", "Bewertung", "Bestwertung",
           "Bewertung kann geändert werden", "Zuletzt geändert (Abgabe)", "Zuletzt geändert (Bewertung)", "Feedback als Kommentar"],
}  # fmt: skip
PARTICIPANT = {"ko": "참가자", "de": "Teilnehmer/in"}
LISTED_WORD = "see me"  # what a teacher typed where a score would go


@dataclass(slots=True)
class Lab:
    """An assignment in one LMS."""

    name: str
    lms: str
    people: list[Person]  # who could hand in
    listed: list[Person]  # whom the LMS lists when marks are exported
    expected: dict[str, Expected]  # by student_id, of everybody on the roster
    download: dict[str, bytes] = field(default_factory=dict)
    owners: dict[str, tuple[str, ...]] = field(default_factory=dict)  # the file that counts → whose
    nobodys: set[str] = field(default_factory=set)  # files that must be listed as not taken
    noise: set[str] = field(default_factory=set)  # files of the LMS or a system, which nobody must hear of
    table: bytes = b""  # the gradebook or worksheet, to be filled in
    table_name: str = ""
    times: bytes = b""
    roster: bytes = b""
    words: dict[str, str] = field(default_factory=dict)  # student_id → what stands in their cell and must stay

    def put(self, name: str, content: bytes, *whose: str) -> None:
        """Add a file; whose: the people whose mark it is, nobody for earlier attempts."""
        if name in self.download:
            raise ValueError(f"two files of {self.name} are called {name}")
        self.download[name] = content
        if whose:
            self.owners[name] = whose


def typed(made: HandIn) -> bool:
    """Tell whether only a text was typed online."""
    return made.form == "text"


# ---------------------------------------------------------------- Canvas


def canvas(lab: Lab, release: Release, rng: random.Random) -> None:
    """Canvas: the last attempt's files, flat; people who share a team here have the same attachment."""
    attachments: dict[str, tuple[int, str, bytes]] = {}
    uploads = rng.sample(range(90_000, 90_000 + 9 * len(lab.people)), len(lab.people))
    for person, upload in zip(lab.people, uploads, strict=True):
        plan = lab.expected[person.student_id]
        if plan.handed_in is None:
            continue
        made = plan.handed_in
        if typed(made):
            shown = names.canvas(person.sortable, person.canvas, 7, "x").rsplit("_", 2)[0]
            lab.put(f"{shown}_text.html", release.file(made, person.student_id, person.name)[1], person.student_id)
            continue
        key = plan.team[0] if plan.team else person.student_id
        number, file, content = attachments.setdefault(key, (upload, *release.file(made, key, person.name)))
        if made.earlier:
            head, dot, tail = file.partition(".")
            file = f"{head}-1{dot}{tail}"
        late = TIMES[made.when].days > 0
        lab.put(names.canvas(person.sortable, person.canvas, number, file, late=late), content, person.student_id)
    lab.table_name, lab.table = "canvas-gradebook.csv", canvas_table(lab, lab.listed)
    rows = [["student_id", "received"]]
    rows += [[one, TIMES[plan.handed_in.when].time] for one, plan in lab.expected.items() if plan.handed_in]
    lab.times = encoded(rows)


def canvas_table(lab: Lab, people: Iterable[Person]) -> bytes:
    """Write Canvas's gradebook with the rows that are nobody's."""
    title = course.title(lab.name)
    rows = [
        [
            "Student",
            "ID",
            "SIS User ID",
            "SIS Login ID",
            "Section",
            f"{title} (501)",
            "Lab 9 (509)",
            "Assignments Current Score",
        ],
        ["", "", "", "", "", "Manual Posting", "", "(read only)"],
        ["    Points Possible", "", "", "", "", str(course.POINTS), "10", "(read only)"],
    ]
    rows += [
        [
            one.sortable,
            one.canvas,
            one.student_id,
            one.login,
            "A and B",
            lab.words.get(one.student_id, ""),
            str(at % 10),
            "71.4",
        ]
        for at, one in enumerate(people)
    ]
    rows.append(["Student, Test", "99999", "", "a3f9c1", "A", "", "", ""])
    return encoded(rows)


# ---------------------------------------------------------------- Moodle


def moodle(lab: Lab, release: Release, language: str) -> None:
    """Moodle: a folder for each person's file; its worksheet has the times."""
    for person in lab.people:
        made = lab.expected[person.student_id].handed_in
        if made is not None:
            _moodle_files(lab, release, made, person.name, int(person.moodle[lab.name]), person, (person.student_id,))
    _moodle_tables(lab, language)


def moodle_teams(lab: Lab, release: Release, language: str, rng: random.Random) -> None:
    """Moodle's team submission: one folder for a team, whose number may be a stranger's as a participant."""
    teams: dict[str, list[Person]] = {}
    for person in lab.people:
        teams.setdefault(person.team, []).append(person)
    numbers = [int(one.moodle[lab.name]) for one in lab.people]
    for team, members in teams.items():
        made = lab.expected[members[0].student_id].handed_in
        if made is None:
            continue
        if not team:
            prefix = "Standardgruppe_assignsubmission_file"
            lab.put(f"{prefix}/{lab.name}.ipynb", release.file(made, "nobody", "nobody")[1])
            lab.nobodys.add(f"{prefix}/{lab.name}.ipynb")
            continue
        hander = rng.choice(members)
        _moodle_files(lab, release, made, team, rng.choice(numbers), hander, tuple(one.student_id for one in members))
    _moodle_tables(lab, language)


def _moodle_files(
    lab: Lab, release: Release, made: HandIn, shown: str, number: int, hander: Person, whose: Sequence[str]
) -> None:
    file, content = release.file(made, hander.student_id, hander.name)
    if typed(made):
        lab.put(names.moodle(shown, number, "onlinetext.html", plugin="onlinetext"), content, *whose)
        return
    lab.put(names.moodle(shown, number, file), content, *whose)


def _moodle_tables(lab: Lab, language: str) -> None:
    head, rows = COLUMNS[language], []
    for person in lab.people:
        made = lab.expected[person.student_id].handed_in
        when = (
            moodle_time(TIMES[made.when].moment, language)
            if made and not (lab.name == "lab3" and not person.team)
            else "-"
        )
        most = f"{course.POINTS},00" if language == "de" else f"{course.POINTS}.00"
        cells = [
            PARTICIPANT[language] + person.moodle[lab.name],
            person.name,
            person.student_id,
            person.mail,
            "Zur Bewertung abgegeben",
        ]
        cells += [person.team] if language == "de" else []
        rows.append([*cells, lab.words.get(person.student_id, ""), most, "Ja", when, "-", ""])
    lab.table_name, lab.table = f"worksheet-{language}.csv", encoded([head, *rows], encoding="utf-8-sig")
    lab.roster = lab.times = lab.table


def moodle_time(moment: datetime, language: str) -> str:
    """Write a time as Moodle does."""
    day = WEEKDAYS[language][moment.weekday()]
    if language == "ko":
        half, hour = ("오전", "오후")[moment.hour >= 12], (moment.hour - 1) % 12 + 1
        return f"{moment.year}년 {moment.month}월 {moment.day}일, {day}, {half} {hour}:{moment.minute:02}"
    return f"{day}, {moment.day}. Oktober {moment.year}, {moment:%H:%M}"


# ---------------------------------------------------------------- Blackboard


def blackboard(lab: Lab, release: Release) -> None:
    """Blackboard: every attempt's file and its listing, the time in the name."""
    for person in lab.people:
        made = lab.expected[person.student_id].handed_in
        if made is None:
            continue
        attempts = (*earlier(made), made)
        counts = lab.expected[person.student_id].handed_in = counting(attempts)
        for one in attempts:
            time = (
                f"{TIMES[one.when].moment:%Y-%m-%d-%H-%M-%S}"
                if one is made or one.when != made.when
                else "2026-10-22-08-00-00"
            )
            file, content = release.file(one, person.student_id, person.name)
            whose = (person.student_id,) if one is counts else ()
            listing = names.blackboard(course.title(lab.name), person.login, time, "")
            words = content.decode() if typed(one) else "Files:\nName: Lee Bo (bo)"
            if typed(one):
                lab.put(listing, names.listing(person.name, person.login, words), *whose)
                continue
            lab.put(names.blackboard(course.title(lab.name), person.login, time, file), content, *whose)
            lab.put(listing, names.listing(person.name, person.login, words))
            lab.noise.add(listing)
    rows = [["Last Name", "First Name", "Username", "Student ID", "Last Access", "Availability",
             f"{course.title(lab.name)} [Total Pts: {course.POINTS} Score] |12345", "Weighted Total [Total Pts: up to 2,000 Score] |9"]]  # fmt: skip
    rows += [
        [
            one.family,
            one.given,
            one.login,
            one.student_id,
            "2026-10-20",
            "Yes",
            lab.words.get(one.student_id, ""),
            "1,5",
        ]
        for one in lab.people
    ]
    rows.append(["Preview", "User", "prof_previewuser", "prof_previewuser", "", "Yes", "", ""])
    lab.table_name, lab.table = "gc_course_column.xls", encoded(rows, delimiter="\t", encoding="utf-16", quoted=True)
    lab.roster = lab.table


# ---------------------------------------------------------------- Brightspace


def brightspace(lab: Lab, release: Release) -> None:
    """Brightspace: a folder for each hand-in, and a listing on top."""
    for person in lab.people:
        made = lab.expected[person.student_id].handed_in
        if made is None or typed(made):
            lab.expected[person.student_id].handed_in = None  # it has no texts typed online
            continue
        attempts = (*earlier(made), made)
        counts = lab.expected[person.student_id].handed_in = counting(attempts)
        for one in attempts:
            moment = TIMES[one.when].moment if one is made or one.when != made.when else datetime(2026, 10, 22, 8, 0)
            date = f"{moment:%b} {moment.day}, {moment.year} {(moment.hour - 1) % 12 + 1}{moment:%M} {'AP'[moment.hour >= 12]}M"
            file, content = release.file(one, person.student_id, person.name)
            whose = (person.student_id,) if one is counts else ()
            lab.put(names.brightspace(int(person.brightspace), person.name, date, file), content, *whose)
    lab.put("index.html", b"<html>a listing</html>")
    lab.noise.add("index.html")
    lab.roster = encoded(
        [["student_id", "name", "lms_id"], *([one.student_id, one.name, one.brightspace] for one in lab.people)]
    )


# ---------------------------------------------------------------- tables


def encoded(
    rows: Iterable[Sequence[str]], *, delimiter: str = ",", encoding: str = "utf-8", quoted: bool = False
) -> bytes:
    """Write a table as these systems do."""
    text = io.StringIO()
    csv.writer(
        text, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    ).writerows(rows)
    return text.getvalue().encode(encoding)


def ids_by(lms: str, people: Iterable[Person], lab: str) -> Mapping[str, str]:
    """Map what an LMS calls people, in the assignment, to their ids."""
    call: Mapping[str, Callable[[Person], str]] = {
        "canvas": lambda one: one.canvas,
        "moodle": lambda one: one.moodle[lab],
        "blackboard": lambda one: one.login,
    }
    return {call[lms](one): one.student_id for one in people}
