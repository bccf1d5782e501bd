"""Find what was handed in, and tell whose it is by the names around it.

Comes in: paths of zips, notebooks, folders of them, bulk downloads of an LMS. Goes out: one SubmittedFile per student, whose bytes are
read when it is reached. Of a zip found here only the directory is read before, and a manifest where no name tells whose it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import overload

from autograder.errors import GradingError, SubmissionRejected
from autograder.intake import archive, filenames, manifest
from autograder.intake.archive import Archive
from autograder.intake.filenames import Evidence, ParsedName
from autograder.model import SubmittedFile
from autograder.untrusted_text import for_file_name, for_message

MAX_FILE = 256 * 2**20
SUBMITTED = (".zip", ".ipynb")
OTHERS = (".7z", ".rar", ".gz", ".tar", ".tgz", ".py", ".pdf", ".html", ".docx", ".txt", ".json")


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A file that may be somebody's, not read yet."""

    name: ParsedName
    source: str
    load: Callable[[], bytes]  # raises SubmissionRejected when the file can't be had within bounds
    claim: str = ""  # the id that the file's own name tells, where the LMS's name tells one too


@dataclass(frozen=True, slots=True)
class Discovered(Sequence[SubmittedFile]):
    """Each student's last attempt, sorted by id. A file is read each time it is reached, so that a class needn't fit into memory."""

    _files: tuple[tuple[SubmittedFile, Callable[[], bytes]], ...]  # without data, and how to get it

    def unread(self) -> tuple[SubmittedFile, ...]:
        """Give all files as far as their names tell, without their data."""
        return tuple(file for file, _ in self._files)

    def __len__(self) -> int:
        """Count the students."""
        return len(self._files)

    def __iter__(self) -> Iterator[SubmittedFile]:
        """Read one file after the other."""
        return (self[at] for at in range(len(self)))

    @overload
    def __getitem__(self, at: int) -> SubmittedFile: ...
    @overload
    def __getitem__(self, at: slice) -> Discovered: ...
    def __getitem__(self, at: int | slice) -> SubmittedFile | Discovered:
        """Read one file; raises GradingError when this machine can't, while one that is no fair file says so in `refused`."""
        if isinstance(at, slice):
            return Discovered(self._files[at])
        file, load_it = self._files[at]
        try:
            return replace(file, data=load_it())
        except SubmissionRejected as error:
            return replace(file, refused=str(error))


def find(paths: Sequence[Path], *, assignment: str = "", roster: Mapping[str, str] | None = None) -> Discovered:
    """Find one file per student, sorted by id. Raises GradingError for a path that isn't there.

    assignment: its name, to prefer the file named by it where one attempt holds several.
    roster: the LMS's id of a student → the id that the course knows them by; without it the LMS's own id is used.
    """
    attempts = [attempt for path in paths for attempt in _attempts(path, assignment)]
    claims = Counter(attempt.claim for attempt in attempts if attempt.claim)
    by_lms = [attempt for attempt in attempts if attempt.name.evidence is Evidence.LMS]
    same_ids = roster is not None or any(attempt.name.student_id == attempt.claim for attempt in by_lms)
    by_student: dict[str, list[_Attempt]] = {}
    for attempt in attempts:
        student_id = attempt.name.student_id
        if roster and attempt.name.evidence is Evidence.LMS:
            student_id = roster.get(student_id, student_id)
        by_student.setdefault(for_file_name(student_id), []).append(attempt)
    files = []
    for student_id, own in sorted(by_student.items()):
        *earlier, last = sorted(own, key=partial(_rank, assignment=assignment))
        claiming = sum(attempt.claim == last.claim for attempt in own)
        file = SubmittedFile(
            data=b"",
            source=last.source,
            student_id=student_id,
            claim=last.claim,
            comparable=same_ids if last.name.evidence is Evidence.LMS else last.name.evidence > Evidence.NONE,
            shared=bool(last.claim) and claims[last.claim] > claiming,
            attempts=tuple(attempt.source for attempt in earlier),
        )
        files.append((file, last.load))
    return Discovered(tuple(files))


def _rank(attempt: _Attempt, *, assignment: str) -> tuple[object, ...]:
    """Order a student's files so that the one to grade is last: known best, handed in last, of the right kind and name."""
    path = PurePosixPath(attempt.source)
    kind = path.suffix.lower()
    named = filenames.stem(path.name) == assignment
    name = attempt.name
    return name.evidence, kind in SUBMITTED, name.attempt, name.order, kind == ".zip", named, attempt.source


def _attempts(path: Path, assignment: str) -> Iterator[_Attempt]:
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
) -> Iterator[_Attempt]:
    """Tell whose each file is by the names on its way, the outermost first."""
    title = filenames.blackboard_title(part for parts, _ in files for part in parts)
    for parts, loader in files:
        lms = next((name for part in parts if (name := filenames.of_lms(part, title=title))), None)
        kind = PurePosixPath(parts[-1]).suffix.lower()
        wanted = any_kind or kind in (*SUBMITTED, *(OTHERS if lms else ()))
        if archive.is_ignored(parts) or (lms and not lms.entry) or not wanted:
            continue
        own = filenames.of_zip((lms.file if lms else "") or parts[-1])
        source = "/".join(parts)
        if lms is not None:
            yield _Attempt(lms, source, loader, own.student_id if own else "")
        elif own is not None:
            yield _Attempt(own, source, loader)
        elif len(parts) > 1:
            yield _Attempt(ParsedName(parts[0], Evidence.FOLDER, parts[-1]), source, loader)
        else:
            yield _Attempt(_unnamed(source, loader), source, loader)


def _unnamed(name: str, loader: Callable[[], bytes]) -> ParsedName:
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
        return ParsedName(claimed, Evidence.MANIFEST, name)
    return ParsedName(filenames.stem(name), Evidence.NONE, name)


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
