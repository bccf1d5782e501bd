"""Find what was handed in, and tell whose it is by the names around it.

Comes in: paths of zips, notebooks, folders of them, bulk downloads of an LMS. Goes out: one Incoming per student, whose
bytes are loaded later. Of a zip found here only the directory is read, and a manifest where no name tells whose it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from autograder.errors import GradingError, SubmissionRejected
from autograder.intake import archive, filenames, manifest
from autograder.intake.archive import Archive
from autograder.intake.filenames import Evidence, Handed
from autograder.untrusted_text import for_file_name, for_message

MAX_FILE = 256 * 2**20
SUBMITTED = (".zip", ".ipynb")
OTHERS = (".7z", ".rar", ".gz", ".tar", ".tgz", ".py", ".pdf", ".html", ".docx", ".txt", ".json")


@dataclass(frozen=True, slots=True)
class Incoming:
    """One student's last attempt, not yet read."""

    student_id: str  # safe as a file's name
    source: str  # the file's own name, for messages
    load: Callable[[], bytes]  # raises SubmissionRejected when the file can't be had within bounds
    claim: str = ""  # the id that the file's own name tells, where the LMS's name tells one too
    comparable: bool = True  # whether student_id is of the kind that students write of themselves
    shared: bool = False  # whether another student's file claims the same id
    attempts: tuple[str, ...] = ()  # earlier files of the same student, not graded


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A file that may be somebody's attempt."""

    handed: Handed
    source: str
    load: Callable[[], bytes]
    claim: str = ""


def find(paths: Sequence[Path], *, assignment: str = "", roster: Mapping[str, str] | None = None) -> list[Incoming]:
    """List one Incoming per student, sorted by id. Raises GradingError for a path that isn't there.

    assignment: its name, to prefer the file named by it where one attempt holds several.
    roster: the LMS's id of a student → the id that the course knows them by; without it the LMS's own id is used.
    """
    candidates = [candidate for path in paths for candidate in _candidates(path, assignment)]
    claims = Counter(candidate.claim for candidate in candidates if candidate.claim)
    by_lms = [candidate for candidate in candidates if candidate.handed.evidence is Evidence.LMS]
    same_ids = roster is not None or any(candidate.handed.student_id == candidate.claim for candidate in by_lms)
    by_student: dict[str, list[_Candidate]] = {}
    for candidate in candidates:
        student_id = candidate.handed.student_id
        if roster and candidate.handed.evidence is Evidence.LMS:
            student_id = roster.get(student_id, student_id)
        by_student.setdefault(for_file_name(student_id), []).append(candidate)
    found = []
    for student_id, attempts in sorted(by_student.items()):
        *earlier, last = sorted(attempts, key=partial(_rank, assignment=assignment))
        own = sum(candidate.claim == last.claim for candidate in attempts)
        found.append(
            Incoming(
                student_id=student_id,
                source=last.source,
                load=last.load,
                claim=last.claim,
                comparable=same_ids if last.handed.evidence is Evidence.LMS else last.handed.evidence > Evidence.NONE,
                shared=bool(last.claim) and claims[last.claim] > own,
                attempts=tuple(candidate.source for candidate in earlier),
            )
        )
    return found


def _rank(candidate: _Candidate, *, assignment: str) -> tuple[object, ...]:
    """Order a student's files so that the one to grade is last: known best, handed in last, of the right kind and name."""
    path = PurePosixPath(candidate.source)
    kind = path.suffix.lower()
    named = filenames.stem(path.name) == assignment
    handed = candidate.handed
    return handed.evidence, kind in SUBMITTED, handed.attempt, handed.order, kind == ".zip", named, candidate.source


def _candidates(path: Path, assignment: str) -> Iterator[_Candidate]:
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file())
        yield from _named([(file.relative_to(path).parts, partial(load, file)) for file in files])
    elif not path.exists():
        raise GradingError(found=f"there is no file or folder {path}", fix="Check the path.")
    elif (bulk := _bulk(path, assignment)) is not None:
        yield from _named([(member.parts, partial(bulk.read, member)) for member in bulk.members])
    else:
        yield from _named([((path.name,), partial(load, path.resolve()))], any_kind=True)


def _bulk(path: Path, assignment: str) -> Archive | None:
    """Open a zip as a download of many, if it is one.

    Only a zip that was named to us can be one, and not when its own name is a student's: a student's zip with other
    students' names inside is never split up.
    """
    own = filenames.of_zip(path.name)
    students = own is not None and own.assignment == (assignment or own.assignment)
    if path.suffix.lower() != ".zip" or filenames.of_lms(path.name) or students:
        return None
    try:
        opened = Archive(path, archive.BULK)
    except GradingError:
        return None  # whoever reads it as a student's will say what is wrong with it
    tops = {member.parts[0] for member in opened.members}
    zips = {top for top in tops if top.lower().endswith(".zip") and filenames.of_zip(top)}
    most = max(sum(map(bool, map(filenames.of_lms, tops))), len(zips))
    if most * 2 > len(tops):  # an LMS may add a listing
        return opened
    opened.close()
    return None


def _named(
    files: Sequence[tuple[tuple[str, ...], Callable[[], bytes]]], *, any_kind: bool = False
) -> Iterator[_Candidate]:
    """Tell whose each file is by the names on its way, the outermost first."""
    title = filenames.blackboard_title(part for parts, _ in files for part in parts)
    for parts, loader in files:
        lms = next((handed for part in parts if (handed := filenames.of_lms(part, title=title))), None)
        kind = PurePosixPath(parts[-1]).suffix.lower()
        wanted = any_kind or kind in (*SUBMITTED, *(OTHERS if lms else ()))
        if archive.is_ignored(parts) or (lms and not lms.entry) or not wanted:
            continue
        own = filenames.of_zip((lms.file if lms else "") or parts[-1])
        source = "/".join(parts)
        if lms is not None:
            yield _Candidate(lms, source, loader, own.student_id if own else "")
        elif own is not None:
            yield _Candidate(own, source, loader)
        elif len(parts) > 1:
            yield _Candidate(Handed(parts[0], Evidence.FOLDER, parts[-1]), source, loader)
        else:
            yield _Candidate(_unnamed(source, loader), source, loader)


def _unnamed(name: str, loader: Callable[[], bytes]) -> Handed:
    """Ask the manifest inside when the file's name tells nobody's id; for want of one, the name itself is the id."""
    claimed = ""
    if name.lower().endswith(".zip"):
        try:
            with Archive(loader()) as opened:
                found = manifest.of(opened)
        except GradingError:
            found = None  # said again, and heard, when it is received
        claimed = found.fields.student_id if found else ""
    if claimed:
        return Handed(claimed, Evidence.MANIFEST, name)
    return Handed(filenames.stem(name), Evidence.NONE, name)


def load(path: Path) -> bytes:
    """Read a file within bounds; a link isn't followed."""
    if path.is_symlink():
        raise SubmissionRejected(found=f"{for_message(path.name)} is a link, not a file", fix=archive.RESUBMIT_HINT)
    try:
        size = path.stat().st_size
        if size > MAX_FILE:
            raise SubmissionRejected(
                found=f"the file is {size / 2**20:.0f} MB",
                fix="Hand in the notebook only, with smaller pictures in it.",
            )
        return path.read_bytes()
    except OSError as error:
        raise GradingError(
            found=f"{path} can't be read: {error.strerror or error}", fix="Check its permissions."
        ) from error
