"""Read the names that Canvas, Moodle, Blackboard and Brightspace give to the files and folders of a bulk download.

Comes in: one name, and which LMS wrote it: nobody but `downloads` decides that, once for a whole download. Goes out: a ParsedName, or None when
that LMS writes no such names. The LMS's own part is the leftmost; what the student named comes after it and is never looked into.

The forms are those of canvas-lms lib/content_zipper.rb, Moodle's mod/assign/classes/downloader.php, and of downloads of the other two.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from itertools import takewhile

from autograder.conventions import lms_dates
from autograder.intake.filenames import Evidence, ParsedName


class Lms(StrEnum):
    """Whose names a download has."""

    CANVAS = "Canvas"
    MOODLE = "Moodle"
    BLACKBOARD = "Blackboard"
    BRIGHTSPACE = "Brightspace"
    GRADESCOPE = "Gradescope"


FOLDERS = (Lms.MOODLE, Lms.BRIGHTSPACE)  # these give each person a folder; the others name files only
TIMED = (Lms.BLACKBOARD, Lms.BRIGHTSPACE, Lms.GRADESCOPE)  # these tell when each attempt came

_CANVAS = re.compile(
    r"(?P<name>[^\s/]*?)_(?P<late>LATE_)?(?P<id>[0-9]{1,20})_(?P<order>[0-9]{1,20})_(?P<file>.+)", re.DOTALL
)
_CANVAS_LATE = re.compile(r"[^\s/]*?_LATE_[0-9]+_[0-9]+_")
_CANVAS_TYPED = re.compile(
    r"(?P<name>[^\s/]*?)_(?P<late>LATE_)?(?P<id>[0-9]{1,20})_(?:(?P<order>[0-9]{1,20})_)?(?P<file>(?:text|link)(?:-\d+)?\.html)",
    re.I,
)
_CANVAS_ANONYMOUS = re.compile(
    r"(?:LATE_)?(?P<id>anon_[A-Za-z0-9]+)_(?:(?P<order>[0-9]{1,20})_(?P<file>.+)|(?P<typed>(?:text|link)(?:-\d+)?\.html))",
    re.DOTALL,
)
_TYPED = re.compile(r"(?:text|link)(?:-\d+)?\.html", re.IGNORECASE)
_DIGITS_NEXT = re.compile(r"(?P<order>[0-9]{1,20})_(?P<file>.+)", re.DOTALL)
_MOODLE = re.compile(r"_assign(?:submission|feedback)_(?P<kind>[a-z]+)(?:_(?P<file>.*))?", re.DOTALL)
_MOODLE_ID = re.compile(r"(?P<name>.*)_(?P<id>[0-9]+)", re.DOTALL)
_BLACKBOARD = re.compile(r"_attempt_(?P<order>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|(?P<listing>\.txt)|$)", re.DOTALL)
_BLACKBOARDS_OWN = re.compile(r"Comments:|There (?:is|are) no student .{1,60} for this assignment\.?", re.IGNORECASE)
_BLACKBOARDS_FIELDS = re.compile(r"^(?:Submission Field|Comments):", re.MULTILINE)
_HEAD = 8  # lines, at most, of a listing that says who and when and no more
_BRIGHTSPACE = re.compile(r"(?P<id>[0-9]+)-[0-9]+ - (?:[A-Za-z]?\d{5,} - )?(?P<rest>.+)", re.DOTALL)
_STUDENT_NUMBER = 8  # digits that a student's number has at least
_MAX_READINGS = 4


def read(lms: Lms, name: str) -> ParsedName | None:
    """Read a name as this LMS writes it. Of Blackboard, student_id is the assignment's title and the user, still together."""
    return _READERS[lms](name) if lms in _READERS else None


# ---------------------------------------------------------------- Canvas


def canvas_anonymous(name: str) -> ParsedName | None:
    """Read a name of a download whose assignment is graded anonymously."""
    match = _CANVAS_ANONYMOUS.fullmatch(name)
    if match is None:
        return None
    file = match["file"] or match["typed"]
    made = _parsed(match["id"], file, order=match["order"] or "", entry=not _TYPED.fullmatch(file), at=match.end("id"))
    return replace(made, late=name.startswith("LATE_"))


def canvas_readings(name: str) -> tuple[ParsedName, ...]:
    """Give all readings of a Canvas name, the leftmost first: a person's name that ends in _5 looks like their id."""
    first = _canvas(name)
    if first is None:
        return ()
    readings = [first]
    while first.entry and len(readings) < _MAX_READINGS and (match := _DIGITS_NEXT.fullmatch(readings[-1].file)):
        last = readings[-1]
        if _CANVAS_LATE.match(name) or int(last.order) >= int(match["order"]):
            break  # LATE stands before the id; and a file's number is never below its owner's
        at = last.at + len(last.student_id) + 1
        made = _parsed(str(int(last.order)), match["file"], order=match["order"], at=at)
        readings.append(replace(made, shown=f"{last.shown}_{last.student_id}"))
    fair = [one for one in readings if not one.order or int(one.student_id) < int(one.order)]
    return tuple(fair or readings[:1])


def canvas_choice(
    readings: tuple[ParsedName, ...], sure: Collection[ParsedName], roster: Collection[str]
) -> ParsedName | None:
    """Choose among the readings of one name; None when nothing in the roster or in the download's other names tells.

    sure: names of the same download with one reading; roster: the LMS's ids of the class.
    """
    if len(readings) == 1:
        return readings[0]
    known = [one for one in readings if one.student_id in roster]
    if len(known) == 1:
        return known[0]
    uploads = [int(one.order) for one in sure if one.order.strip("0")]
    if uploads:
        near = [one for one in readings if min(uploads) // 8 <= int(one.order) <= max(uploads) * 8]
        users = [int(one.student_id) for one in sure if one.student_id.isdecimal()]
        near = [one for one in near if not users or int(one.student_id) <= max(users) * 8] or near
        if near:
            return near[0] if len(near) == 1 or (near[0] is readings[0] and _numbered(readings[0])) else None
    return readings[0] if _numbered(readings[0]) else None


def _numbered(reading: ParsedName) -> bool:
    """Say whether the student's file is likely to begin with their student number, so that the leftmost reading is right."""
    digits = reading.file.partition("_")[0]
    return len(digits) >= _STUDENT_NUMBER and len(digits) > len(reading.order.lstrip("0"))


def _canvas(name: str) -> ParsedName | None:
    typed = _CANVAS_TYPED.fullmatch(name)
    match = typed or _CANVAS.fullmatch(name)
    if match is None:
        return None
    made = _parsed(match["id"], match["file"], order=match["order"] or "", entry=typed is None, at=match.end("name"))
    return replace(made, shown=match["name"], late=match["late"] is not None)


# ---------------------------------------------------------------- Moodle


def _moodle(name: str) -> ParsedName | None:
    match = _MOODLE.search(name)
    if match is None or match.end() != len(name) or not match.start():
        return None
    head = name[: match.start()]
    numbered = _MOODLE_ID.fullmatch(head)
    made = _parsed(
        numbered["id"] if numbered else "", match["file"] or "", entry=match["kind"] == "file",
        at=numbered.end("name") if numbered else match.start(),
    )  # fmt: skip
    return replace(made, shown=numbered["name"] if numbered else head)


# ---------------------------------------------------------------- Blackboard


def _blackboard(name: str) -> ParsedName | None:
    match = _BLACKBOARD.search(name)
    if match is None or match.end() != len(name) or not match.start():
        return None
    received = _date(match["order"], "%Y-%m-%d-%H-%M-%S")
    made = _parsed(
        name[: match.start()],
        match["file"] or "",
        order=match["order"],
        entry=match["listing"] is None,
        at=match.start(),
    )
    return replace(made, received=received)


def blackboard_user(title: str, titles: Iterable[str], users: Collection[str] = ()) -> str:
    """Tell the user from an assignment's title and user, which both may hold underscores; "" when two ways are left.

    titles: all titles and users of the download; users: names that a listing or the roster knows.
    """
    fitting = sorted({user for user in users if title.endswith(f"_{user}") and len(title) > len(user) + 1}, key=len)
    if fitting:
        return fitting[-1]
    shared = _shared_title(titles)
    if shared and title.startswith(f"{shared}_"):
        return title[len(shared) + 1 :]
    before, _, user = title.rpartition("_")
    return user if before and "_" not in before else ""


def blackboard_listed_user(listing: bytes) -> str:
    """Return the user whom the listing of an attempt names in its head; "" when it names none."""
    head = re.split(r"\r?\n", listing[:2_000].decode("utf-8-sig", "replace"), maxsplit=1)[0]
    match = re.search(r": .*\((?P<user>[^()]+)\)\s*$", head)
    return match["user"].strip() if match else ""


def blackboard_said(listing: bytes) -> str:
    """Return what a student typed online beside their files, by the listing of the attempt; all of it, where it isn't in English and no head alone."""
    text = listing.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    typed = _BLACKBOARDS_FIELDS.search(text)
    if typed is None:
        return text.strip() if sum(bool(line.strip()) for line in text.split("\n")) > _HEAD else ""
    before, files, after = text[typed.end() :].rpartition("\nFiles:")
    lines = (before if files else after).split("\n")
    return "\n".join(line for line in lines if line.strip() and not _BLACKBOARDS_OWN.fullmatch(line.strip()))


def _shared_title(titles: Iterable[str]) -> str:
    """Return what all titles of one download begin with."""
    different = set(titles)
    if len(different) < 2:
        return ""
    columns = zip(*(title.split("_")[:-1] for title in different), strict=False)
    return "_".join(words[0] for words in takewhile(lambda words: len(set(words)) == 1, columns))


# ---------------------------------------------------------------- Brightspace


def _brightspace(name: str) -> ParsedName | None:
    """Read a name up to its time, the leftmost part that looks like one; what it means is read with the others of the download."""
    match = _BRIGHTSPACE.fullmatch(name)
    if match is None:
        return None
    for cut in re.finditer(r" ?- ", match["rest"]):
        time, _, file = match["rest"][cut.end() :].partition(" - ")
        if cut.start() and lms_dates.looks_like(time):
            return timed(replace(
                _parsed(match["id"], file, at=match.end("id")), shown=match["rest"][: cut.start()].strip(), time=time
            ), lms_dates.read_all([time])[time])  # fmt: skip
    return None


def timed(name: ParsedName, received: datetime | None) -> ParsedName:
    """Give a name the time that its text means, which is its order too."""
    return replace(name, received=received, order=received.isoformat().zfill(24) if received else "")


# ----------------------------------------------------------------


def _date(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)  # the zone is the course's, which the caller knows
    except ValueError:
        return None


def _parsed(student_id: str, file: str, *, order: str = "", entry: bool = True, at: int = 0) -> ParsedName:
    return ParsedName(
        student_id=student_id, evidence=Evidence.LMS, file=file, order=order.zfill(24) if order else "", entry=entry, at=at,
    )  # fmt: skip


_READERS = {
    Lms.MOODLE: _moodle,
    Lms.BLACKBOARD: _blackboard,
    Lms.BRIGHTSPACE: _brightspace,
    Lms.CANVAS: _canvas,
}
