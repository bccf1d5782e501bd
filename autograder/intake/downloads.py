"""Decide once which LMS a download comes from, and read all its names as that LMS writes them.

Comes in: the files of one folder or zip, and what the roster knows. Goes out: the LMS or None; then an Attempt for each file and what can't be told.
All names are looked at before any is read: a student can name their own file like another LMS's, but not the others' files, nor what
the LMS wrote to the left of it. A folder on top, from zipping a download again, is passed by.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from autograder.conventions import lms_dates
from autograder.conventions.plurals import counted, word_for
from autograder.errors import DecisionNeeded, GradingError
from autograder.intake import gradescope_export, lms_names
from autograder.intake.filenames import SUBMITTED, ParsedName, attempt_of, of_zip
from autograder.intake.found_files import Attempt, FoundFile, NotTaken, attempt, refusing
from autograder.intake.lms_names import FOLDERS, Lms
from autograder.untrusted_text import for_message

MAX_LISTING = 64 * 2**10

_LISTINGS = ("index.html", "index.htm")  # that an LMS adds on top
_OF_A_QUIZ = re.compile(r".*\d_question", re.DOTALL)  # Canvas writes a person's number right behind their name there
_SPECIFIC = (Lms.MOODLE, Lms.BLACKBOARD, Lms.BRIGHTSPACE, Lms.CANVAS)  # the less specific come last


@dataclass(frozen=True, slots=True)
class Roster:
    """How the LMS names the class."""

    ids: Mapping[str, str] = field(default_factory=dict)  # the LMS's id → the course's
    names: Mapping[str, str] = field(default_factory=dict)  # the LMS's id → the person's name
    # a team, by the name that a download has → the course's ids
    members: Callable[[str], Sequence[str]] = field(default=lambda _: ())

    students: Collection[str] = ()  # the course's ids of all who are expected

    @property
    def course(self) -> Collection[str]:
        """Give the course's ids of the class."""
        return {*self.ids.values(), *self.students}

    @property
    def known(self) -> Collection[str]:
        """Give all ids, the LMS's and the course's."""
        return {*self.ids, *self.course}


@dataclass(frozen=True, slots=True)
class Decision:
    """Which LMS wrote a download's names, and below how many folders they lie."""

    lms: Lms
    below: int


def decide(files: Sequence[FoundFile]) -> Decision | None:
    """Tell which LMS wrote these names, None where it was none; raises GradingError where it were two."""
    below = _shared_folders(files)
    for top in sorted({0, below}):
        inner = [replace(file, parts=file.parts[top:]) for file in files]
        if gradescope_export.is_export(inner):
            return Decision(Lms.GRADESCOPE, top)
        lms = _of_names(inner)
        if lms is not None and (top == 0 or len(owners(inner, lms)) > 1):
            return Decision(lms, top)
    return None


def owners(files: Sequence[FoundFile], lms: Lms) -> set[str]:
    """Return whom the names tell of, as far as names alone can."""
    read = (_read(lms, file.parts[0]) for file in files)
    return {f"{one.student_id} {one.shown}" for one in read if one is not None}


def _shared_folders(files: Sequence[FoundFile]) -> int:
    """Count the folders on top that all files lie in."""
    if not files:
        return 0
    columns = zip(*(file.parts[:-1] for file in files), strict=False)
    count = 0
    for column in columns:
        if len(set(column)) > 1:
            break
        count += 1
    return count


def _of_names(files: Sequence[FoundFile]) -> Lms | None:
    """Let each name on top count once."""
    heads = {file.parts[0]: len(file.parts) > 1 for file in files}
    read = {
        lms: {
            head: parsed
            for head, folder in heads.items()
            if (lms in FOLDERS or not folder) and (parsed := _read(lms, head)) is not None
        }
        for lms in _SPECIFIC
    }
    if _is_refuted(read[Lms.CANVAS]):
        read[Lms.CANVAS] = {}
    theirs = {head for names in read.values() for head in names}
    considered = theirs | {file.parts[0] for file in files if file.kind in SUBMITTED}
    if len(theirs) * 2 <= len(considered):
        return None
    most = max(map(len, read.values()))
    best = [lms for lms in _SPECIFIC if len(read[lms]) == most]
    leftmost = Counter(
        min((lms for lms in best if head in read[lms]), key=lambda lms: (read[lms][head].at, best.index(lms)))
        for head in read[best[0]]
    )
    chosen = max(best, key=lambda lms: leftmost[lms])
    for other in _SPECIFIC:
        strange = [head for head in read[other] if head not in read[chosen]]
        if strange:
            raise GradingError(
                found=f"these are two systems' downloads: {counted(most, 'name is', 'names are')} {chosen}'s, and {counted(len(strange), 'is', 'are')} {other}'s, "
                f"such as {for_message(strange[0])}",
                fix="Put each into a folder of its own, and grade them one after the other.",
            )
    return chosen


def _read(lms: Lms, head: str) -> ParsedName | None:
    """Read a name by itself, the first of its readings where it has several."""
    if lms is not Lms.CANVAS:
        return lms_names.read(lms, head)
    return next(iter(lms_names.canvas_readings(head)), None) or lms_names.canvas_anonymous(head)


def _is_refuted(heads: Iterable[str]) -> bool:
    """Say whether they can't be Canvas's: it never gives two files of one person the same number."""
    several = (lms_names.canvas_readings(head) for head in heads)
    ids = Counter(
        tuple((one.student_id, one.shown, one.order) for one in readings)
        for readings in several
        if any(one.order for one in readings)
    )
    return any(count > 1 for count in ids.values())


# ---------------------------------------------------------------- reading


def attempts(files: Sequence[FoundFile], decision: Decision, roster: Roster) -> tuple[list[Attempt], list[NotTaken]]:
    """Read each file's name as this LMS's; raises GradingError where all of it can't be read."""
    inner = [replace(file, parts=file.parts[decision.below :]) for file in files]
    if decision.lms is Lms.GRADESCOPE:
        return gradescope_export.attempts(inner)
    heads = sorted({file.parts[0] for file in inner})
    read = dict(_blackboard(inner, roster) if decision.lms is Lms.BLACKBOARD else _names(decision.lms, heads, roster))
    made: list[Attempt] = []
    left: list[NotTaken] = []
    for file in inner:
        parsed = read.get(file.parts[0], f"it isn't named as {decision.lms} names what students hand in")
        if isinstance(parsed, ParsedName):
            made.append(_attempt(file, parsed, decision.lms))
        elif parsed and file.source.casefold() not in _LISTINGS:
            left.append(NotTaken(file.source, parsed))
    return made, left


def vanished(files: Sequence[FoundFile], ignored: Sequence[FoundFile], decision: Decision) -> list[NotTaken]:
    """Name what lies in somebody's folder, is called as what systems leave behind, and is all that lies there: it may be a hand-in."""
    here = {file.parts[: decision.below + 1] for file in files}
    return [
        NotTaken(file.source, "it is called as what systems leave behind, and nothing else lies in this folder")
        for file in ignored
        if decision.lms in FOLDERS
        and len(file.parts) > decision.below + 1
        and file.parts[: decision.below + 1] not in here
        and lms_names.read(decision.lms, file.parts[decision.below]) is not None
    ]


def _attempt(file: FoundFile, parsed: ParsedName, lms: Lms) -> Attempt:
    own_name = parsed.file or file.parts[-1]
    own = of_zip(own_name)
    counted_name = replace(parsed, attempt=attempt_of(own_name))
    made = attempt(counted_name, file, lms=lms, claim=own.student_id if own else "", below=1)
    if parsed.entry:
        return made
    what = "no file was handed in" if lms is Lms.BLACKBOARD else "only a text or a link was handed in, typed online"
    return replace(made, load=refusing(what), gradeable=False, claim="", typed=file.load)


# name → what it says, or why nothing can be said; "" for an LMS's own file
_Read = Iterator[tuple[str, ParsedName | str]]


def _names(lms: Lms, heads: Sequence[str], roster: Roster) -> _Read:
    if lms is Lms.CANVAS:
        yield from _canvas(heads, roster)
        return
    named = {head: parsed for head in heads if (parsed := lms_names.read(lms, head)) is not None}
    if lms is Lms.BRIGHTSPACE:
        named = _timed(named)
    for head, parsed in named.items():
        yield head, parsed if parsed.student_id else "it is of a group without a number, which may be anybody's"


def _timed(named: Mapping[str, ParsedName]) -> dict[str, ParsedName]:
    """Read the times of all names together; raises DecisionNeeded where somebody's hand-ins can't be put in order."""
    times = lms_dates.read_all({one.time for one in named.values()})
    of_one: dict[tuple[str, str], set[str]] = {}
    for one in named.values():
        of_one.setdefault((one.student_id, one.shown), set()).add(one.time)
    for (_, shown), theirs in of_one.items():
        if len(theirs) > 1 and any(times[time] is None for time in theirs):
            raise DecisionNeeded(
                found=f"which hand-in of {for_message(shown)} is the last can't be told: the times in the names can't be read "
                f"({', '.join(for_message(time) for time in sorted(theirs)[:5])}). Nothing was graded",
                fix="Leave out the earlier hand-ins of each person, or set Brightspace to English and download again.",
            )
    return {head: lms_names.timed(one, times[one.time]) for head, one in named.items()}


def unread_times(attempts: Iterable[Attempt]) -> Iterator[str]:
    """Say whose times stand in the names and can't be read."""
    named = {one.source: one.name for one in attempts if one.name.time}
    twice = [one for one in named.values() if lms_dates.looks_like(one.file.partition(" - ")[0])]
    if twice:
        listed = "; ".join(
            f"{for_message(one.shown)}: {for_message(one.time)}, {for_message(one.file)}" for one in twice
        )
        held = "THE NAME OF 1 FILE HOLDS" if len(twice) == 1 else f"THE NAMES OF {len(twice)} FILES HOLD"
        yield f"{held} TWO TIMES, and the first was taken, which may be part of a person's name ({listed})."
    unread = {source: one for source, one in named.items() if one.received is None}
    if unread:
        listed = "; ".join(f"{for_message(one.shown)}: {for_message(one.time)}" for one in unread.values())
        held = "THE TIME OF 1 FILE" if len(unread) == 1 else f"THE TIMES OF {len(unread)} FILES"
        yield f"{held} CAN'T BE READ from {word_for(len(unread), 'its name', 'their names')}, so no late day is counted for them ({listed}). Give the times with --received."


def _canvas(heads: Sequence[str], roster: Roster) -> _Read:
    """Read Canvas's names; whether an assignment is anonymous is the same for all of them."""
    hidden = {head: parsed for head in heads if (parsed := lms_names.canvas_anonymous(head)) is not None}
    open_ = {head: readings for head in heads if (readings := lms_names.canvas_readings(head))}
    if hidden and not any(head not in hidden for head in open_):
        yield from hidden.items()
        return
    if open_ and all(_OF_A_QUIZ.fullmatch(readings[0].shown) for readings in open_.values()):
        raise GradingError(
            found=f"these are the files of a question of a Canvas quiz, such as {for_message(next(iter(open_)))}: whose they are can't be told for sure",
            fix="Let students hand in to an assignment of Canvas, or give each file a name by the student's id (2022123456.ipynb).",
        )
    sure = [readings[0] for readings in open_.values() if len(readings) == 1]
    for head, readings in open_.items():
        chosen = lms_names.canvas_choice(readings, sure, roster.ids)
        ids = " or ".join(one.student_id for one in readings)
        yield (
            head,
            chosen or f"its name can be read in two ways: it is of {ids}, whom a roster with the LMS's ids tells apart",
        )


def _blackboard(files: Sequence[FoundFile], roster: Roster) -> _Read:
    """Read Blackboard's names: the listing of an attempt, the roster, or what all names begin with tells the user from the title."""
    parsed = {file: one for file in files if (one := lms_names.read(Lms.BLACKBOARD, file.parts[0])) is not None}
    listed = {
        (one.student_id, one.order): lms_names.blackboard_listed_user(_content(file))
        for file, one in parsed.items()
        if not one.entry
    }
    titles = {one.student_id for one in parsed.values()}
    known = roster.known
    with_files = {(one.student_id, one.order) for one in parsed.values() if one.entry}
    for file, one in parsed.items():
        told = {user for user in (listed.get((one.student_id, one.order), ""),) if user}
        user = lms_names.blackboard_user(one.student_id, titles, told or known)
        lone = one.entry or (one.student_id, one.order) not in with_files
        if not lone and not lms_names.blackboard_said(_content(file)):
            yield file.parts[0], ""
        elif one.student_id.endswith("_previewuser"):
            yield file.parts[0], "it is of the preview user that Blackboard makes for a teacher"
        elif not user:
            yield file.parts[0], "where the assignment's title ends and the user begins can't be told without a roster"
        else:
            yield file.parts[0], replace(one, student_id=user)


def _content(file: FoundFile) -> bytes:
    try:
        return file.load()[:MAX_LISTING]
    except GradingError:
        return b""
